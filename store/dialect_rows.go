package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// What is different about carrying rows on SQLite and PostgreSQL.

// snapshot is the database at one moment: everything that is read through tx fits together, whoever writes meanwhile.
type snapshot struct {
	dialect dialect
	tx      *sql.Tx
	close   func() error
}

// snapshot begins to read; close it.
func (s *Store) snapshot(ctx context.Context) (*snapshot, error) {
	if s.dialect == onPostgres {
		tx, err := s.write.DB.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
		if err != nil {
			return nil, mapFault(err)
		}
		snap := &snapshot{dialect: s.dialect, tx: tx, close: tx.Rollback}
		return snap, snap.patiently(ctx)
	}
	db, err := s.target.file.open("mode=ro&_busy_timeout=10000&_pragma=trusted_schema(0)&_pragma=cache_size(-8000)")
	if err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, mapFault(err)
	}
	return &snapshot{dialect: s.dialect, tx: tx, close: func() error { _ = tx.Rollback(); return db.Close() }}, nil
}

// patiently keeps the server's limits for requests from ending what takes long.
func (s *snapshot) patiently(ctx context.Context) error {
	_, err := s.tx.ExecContext(ctx, unhurriedly)
	return mapFault(err)
}

const unhurriedly = "SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)"

// rowsOf is where the rows of a table are read.
func (d dialect) rowsOf(t tableShape) string {
	if d == onPostgres && t.Name == "sync_log" {
		// The place in the log is what SQLite knows as the id; a row that has none yet gets the next one.
		columns := `collection, name, object_id, owner, was`
		return `(SELECT seq AS id, ` + columns + ` FROM sync_log WHERE seq IS NOT NULL UNION ALL SELECT (SELECT coalesce(max(seq), 0) FROM sync_log) +
			row_number() OVER (ORDER BY id), ` + columns + ` FROM sync_log WHERE seq IS NULL) AS sync_log`
	}
	return quoted(t.Name)
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func quotedAll(names []string) string {
	all := make([]string, 0, len(names))
	for _, name := range names {
		all = append(all, quoted(name))
	}
	return strings.Join(all, ", ")
}

// sorted are columns of a key so that they sort by their bytes, as the sums need it.
func (d dialect) sorted(t tableShape) []string {
	var out []string
	for _, place := range t.places() {
		c := t.Columns[place]
		if c.Holds == holdsText {
			out = append(out, quoted(c.Name)+d.bytewise())
		} else {
			out = append(out, quoted(c.Name))
		}
	}
	return out
}

// put inserts rows. There is nothing of them in the table.
func (d dialect) put(ctx context.Context, tx *sql.Tx, t tableShape, rows []row) error {
	if d == onSQLite {
		return putEach(ctx, tx, t, rows)
	}
	names := t.names()
	if t.Name == "sync_log" {
		names = append(names, "seq")
	}
	most := 30000 / len(names)
	for len(rows) > 0 {
		n := min(most, len(rows))
		if err := putMany(ctx, tx, t, names, rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func putEach(ctx context.Context, tx *sql.Tx, t tableShape, rows []row) error {
	statement, err := tx.PrepareContext(ctx, `INSERT INTO `+quoted(t.Name)+` (`+quotedAll(t.names())+`) VALUES (?`+strings.Repeat(", ?", len(t.Columns)-1)+`)`)
	if err != nil {
		return err
	}
	defer statement.Close()
	for _, r := range rows {
		if _, err := statement.ExecContext(ctx, r...); err != nil {
			return err
		}
	}
	return nil
}

func putMany(ctx context.Context, tx *sql.Tx, t tableShape, names []string, rows []row) error {
	var text strings.Builder
	text.WriteString(`INSERT INTO ` + quoted(t.Name) + ` (` + quotedAll(names) + `) VALUES `)
	var arguments []any
	for i, r := range rows {
		text.WriteString(map[bool]string{true: "(", false: ", ("}[i == 0])
		for j := range names {
			if j > 0 {
				text.WriteString(", ")
			}
			argument, err := t.forPostgres(r, names[j], j)
			if err != nil {
				return err
			}
			arguments = append(arguments, argument)
			text.WriteString("$" + strconv.Itoa(len(arguments)))
		}
		text.WriteString(")")
	}
	_, err := tx.ExecContext(ctx, text.String(), arguments...)
	return err
}

// forPostgres is one value of a row as its driver takes it.
func (t tableShape) forPostgres(r row, name string, place int) (any, error) {
	if place == len(t.Columns) { // sync_log.seq
		place = slices.IndexFunc(t.Columns, func(c columnShape) bool { return c.Name == "id" })
	}
	value, isText := r[place].(string)
	if !isText {
		return r[place], nil
	}
	if t.Columns[place].Holds == holdsTime {
		return time.Parse(time.RFC3339Nano, value)
	}
	if why := unkept(value); why != "" {
		return nil, fmt.Errorf("%s of the row %s of %s %s, which PostgreSQL can't keep; change it where it is", name, t.named(r), t.Name, why)
	}
	return value, nil
}

// named is the key of a row, for people.
func (t tableShape) named(r row) string {
	var parts []string
	for _, place := range t.places() {
		parts = append(parts, fmt.Sprint(r[place]))
	}
	return strings.Join(parts, "/")
}

// hush takes from the tables what would act on rows that come in as they were elsewhere: triggers, and on PostgreSQL
// references too. It returns the statements that put it back. On SQLite the connection has to be without foreign keys.
func (d dialect) hush(ctx context.Context, tx bun.IDB, tables []tableShape) (later []string, err error) {
	if d == onSQLite {
		names, err := texts(ctx, tx, `SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid`)
		if err != nil {
			return nil, err
		}
		if later, err = texts(ctx, tx, `SELECT sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid`); err != nil {
			return nil, err
		}
		return later, execAll(ctx, tx, names, "DROP TRIGGER ", "")
	}
	var references []struct{ Child, Name, Definition string }
	err = tx.NewRaw(`SELECT t.relname AS child, c.conname AS name, pg_get_constraintdef(c.oid) AS definition FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
		WHERE c.contype = 'f' AND t.relnamespace = to_regnamespace(quote_ident(current_schema())) ORDER BY 1, 2`).Scan(ctx, &references)
	if err != nil {
		return nil, err
	}
	for _, r := range references {
		if _, err := tx.ExecContext(ctx, `ALTER TABLE `+quoted(r.Child)+` DROP CONSTRAINT `+quoted(r.Name)); err != nil {
			return nil, err
		}
		later = append(later, `ALTER TABLE `+quoted(r.Child)+addConstraint+quoted(r.Name)+` `+r.Definition)
	}
	for _, t := range tables {
		if _, err := tx.ExecContext(ctx, `ALTER TABLE `+quoted(t.Name)+` DISABLE TRIGGER USER`); err != nil {
			return nil, err
		}
		later = append(later, `ALTER TABLE `+quoted(t.Name)+` ENABLE TRIGGER USER`)
	}
	return later, nil
}

const addConstraint = ` ADD CONSTRAINT `

func execAll(ctx context.Context, tx bun.IDB, names []string, before, after string) error {
	for _, name := range names {
		if _, err := tx.ExecContext(ctx, before+quoted(name)+after); err != nil {
			return err
		}
	}
	return nil
}

// speak puts back what hush took. References that lead nowhere, which a file of md_dash may have, stay; from then on no new one
// comes. It tells of them.
func (d dialect) speak(ctx context.Context, tx bun.Tx, later []string) (loose []string, err error) {
	for _, statement := range later {
		err := tx.RunInTx(ctx, nil, func(ctx context.Context, inner bun.Tx) error {
			_, err := inner.Tx.ExecContext(ctx, statement)
			return err
		})
		if isForeignKey(err) && strings.Contains(statement, addConstraint) {
			loose = append(loose, "some rows of "+strings.Trim(strings.Fields(statement)[2], `"`)+" point to rows that are not there")
			_, err = tx.Tx.ExecContext(ctx, statement+" NOT VALID")
		}
		if err != nil {
			return nil, err
		}
	}
	return loose, nil
}

// counters are the last ids that were given in each table, whose rows may be gone by now.
func (d dialect) counters(ctx context.Context, tx *sql.Tx, tables []tableShape) (map[string]int64, error) {
	found := map[string]int64{}
	for _, t := range tables {
		if !t.counted {
			continue
		}
		query := `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = '` + t.Name + `'), 0)`
		if d == onPostgres {
			var sequence string
			if err := tx.QueryRowContext(ctx, `SELECT pg_get_serial_sequence('`+quoted(t.Name)+`', 'id')`).Scan(&sequence); err != nil {
				return nil, err
			}
			query = `SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM ` + sequence
		}
		var last int64
		if err := tx.QueryRowContext(ctx, query).Scan(&last); err != nil {
			return nil, err
		}
		found[t.Name] = last
	}
	return found, nil
}

// count makes each table go on behind the last id that was given, here or where its rows come from.
func (d dialect) count(ctx context.Context, tx *sql.Tx, tables []tableShape, last map[string]int64) error {
	for _, t := range tables {
		if !t.counted {
			continue
		}
		var highest int64
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM `+quoted(t.Name)).Scan(&highest); err != nil {
			return err
		}
		highest = max(highest, last[t.Name])
		statements := []string{`DELETE FROM sqlite_sequence WHERE name = '` + t.Name + `'`, fmt.Sprintf(`INSERT INTO sqlite_sequence (name, seq) VALUES ('%s', %d)`, t.Name, highest)}
		if d == onPostgres {
			statements = []string{fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%s', 'id'), %d, %t)`, quoted(t.Name), max(1, highest), highest > 0)}
		}
		for _, statement := range statements {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
	}
	return nil
}

// sharing keeps a row that is read as it is until the transaction ends; of SQLite's there is only one that writes.
func (d dialect) sharing() string {
	if d == onPostgres {
		return ` FOR SHARE`
	}
	return ""
}

// texts of a JSON list.
func jsonTexts(list []string) string {
	text, _ := json.Marshal(list)
	return string(text)
}

// readOnlyCopy opens a file that nobody writes to, and believes nothing that its schema says.
const readOnlyCopy = "mode=ro&immutable=1&_pragma=trusted_schema(0)&_pragma=cache_size(-8000)"

// still is a snapshot of a file that nobody writes to.
func (f sqliteFile) still(ctx context.Context) (*snapshot, error) {
	db, err := f.open(readOnlyCopy)
	if err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	return &snapshot{dialect: onSQLite, tx: tx, close: func() error { _ = tx.Rollback(); return db.Close() }}, nil
}

// restore puts a backup where there is nothing.
func (d dialect) restore(ctx context.Context, o Options, b *backupFile, report *RestoreReport, tell told) error {
	if d == onSQLite {
		return restoreFile(ctx, o, b, report, tell)
	}
	return restoreServer(ctx, o, b, report, tell)
}

// filling is a connection to put rows through that look like nothing is missing yet: on SQLite one without foreign keys.
func (d dialect) filling(s *Store) (db *bun.DB, done func() error, err error) {
	if d == onPostgres {
		return s.write, func() error { return nil }, nil
	}
	db, err = s.target.file.single("mode=rw&_txlock=immediate&_busy_timeout=10000&_synchronous=FULL&_pragma=cache_size(-64000)")
	return db, db.Close, err
}

// prepared is a store with everything that a copy is made from. A SQLite file that is not up to date is left as it is: what is
// done to it, adopting it too, is done to a copy of it.
func (on dialect) prepared(ctx context.Context, s *Store, o Options) (ready *Store, done func(), err error) {
	done = func() { _ = s.Close() }
	there, err := on.there(s.target)
	if err == nil && !there {
		err = unusable(s.target.name(), "is not there")
	}
	if err != nil {
		return nil, done, err
	}
	if s.Ready(ctx) == nil {
		return s, done, nil
	}
	if on == onPostgres {
		return nil, done, unusable(s.target.name(), "is not up to date; “mddash migrate up” brings it there")
	}
	d, err := scratch()
	if err != nil {
		return nil, done, err
	}
	done = func() { _ = s.Close(); d.end() }
	path := d.file(draftDatabase)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return nil, done, err
	}
	if err := s.copyTo(ctx, path); err != nil {
		return nil, done, err
	}
	o.URL = "sqlite:" + path
	if ready, err = Open(ctx, o); err != nil {
		return nil, done, err
	}
	done = func() { _ = ready.Close(); _ = s.Close(); d.end() }
	_, err = ready.Migrate(ctx)
	return ready, done, err
}

// ownTable tells whether a table is part of the search index.
func (d dialect) ownTable(name string) bool {
	return d == onSQLite && strings.HasPrefix(name, "search_words")
}

// Dir is the directory of a database that is a file; empty for a server.
func (s *Store) Dir() string {
	if s.dialect == onPostgres {
		return ""
	}
	return filepath.Dir(s.target.file.path)
}
