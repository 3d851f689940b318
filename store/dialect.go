package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"modernc.org/sqlite"
)

// dialect is the database that the store runs on. Only this file asks which.
type dialect string

const (
	onSQLite   dialect = "sqlite"
	onPostgres dialect = "postgres"
)

// target is where a URL leads.
type target struct {
	dialect dialect
	file    sqliteFile      // SQLite
	config  *pgx.ConnConfig // PostgreSQL
	conns   int             // PostgreSQL
}

// parseURL reads a database URL or the plain path of a SQLite file.
func parseURL(text string) (target, error) {
	scheme, rest, found := strings.Cut(text, ":")
	switch {
	case found && (scheme == "postgres" || scheme == "postgresql"):
		return parsePostgres(text)
	case found && (scheme == "sqlite" || scheme == "sqlite3"):
		return parseFile(strings.TrimPrefix(rest, "//"))
	case found && strings.HasPrefix(rest, "//"):
		return target{}, unusable(scheme+"://…", "is neither sqlite: nor postgres://")
	}
	return parseFile(text)
}

func parseFile(path string) (target, error) {
	switch {
	case strings.TrimSpace(path) == "" || strings.ContainsRune(path, 0):
		return target{}, unusable("the database URL", "names no file")
	case strings.Contains(path, ":memory:"):
		return target{}, unusable(path, "would be lost at the end; name a file")
	case strings.HasPrefix(path, "file:"):
		return target{}, unusable(path, "is written without file:, as in sqlite:data/mddash.db")
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return target{}, fmt.Errorf("find %s: %w", path, err)
	}
	return target{dialect: onSQLite, file: sqliteFile{path: full}}, nil
}

func parsePostgres(text string) (target, error) {
	conns := max(10, 4*runtime.NumCPU())
	u, err := url.Parse(text)
	if err != nil {
		return target{}, unusable("the database URL", "can't be read; escape special characters in the password as %XX")
	}
	query := u.Query()
	if n, err := strconv.Atoi(query.Get("pool_max_conns")); err == nil && n > 1 {
		conns = n
	}
	query.Del("pool_max_conns")
	// Bun writes arguments into the text, so that every statement is new: preparing each would only fill the server.
	if query.Get("default_query_exec_mode") == "" {
		query.Set("default_query_exec_mode", "exec")
	}
	if query.Get("application_name") == "" {
		query.Set("application_name", serverName)
	}
	if query.Get("connect_timeout") == "" {
		query.Set("connect_timeout", "10")
	}
	u.RawQuery = query.Encode()
	config, err := pgx.ParseConfig(u.String())
	if err != nil {
		return target{}, unusable("the database URL", "can't be read: "+err.Error())
	}
	return target{dialect: onPostgres, config: config, conns: conns}, nil
}

// name is what a person knows the database by.
func (t target) name() string {
	if t.dialect == onPostgres {
		return fmt.Sprintf("postgres://%s:%d/%s", t.config.Host, t.config.Port, t.config.Database)
	}
	return t.file.path
}

// pools opens the pools without connecting. On SQLite all writing goes through one connection, since two that read
// and then write would refuse each other; waiting for it happens in Go, where a context can end it. What it
// changes is told.
func (t target) pools(changes *tableChanges) (write, read *bun.DB, err error) {
	if t.dialect == onPostgres {
		db := sql.OpenDB(stdlib.GetConnector(*t.config))
		db.SetMaxOpenConns(t.conns)
		db.SetMaxIdleConns(t.conns)
		db.SetConnMaxIdleTime(5 * time.Minute)
		db.SetConnMaxLifetime(time.Hour)
		both := bun.NewDB(db, pgdialect.New())
		return both, both, nil
	}
	writes, err := t.file.connector("mode=rw&_txlock=immediate&_busy_timeout=1000&_pragma=journal_size_limit(67108864)&" + sqliteOptions)
	if err != nil {
		return nil, nil, err
	}
	w := sql.OpenDB(watchingConnector{writes, changes})
	w.SetMaxOpenConns(1)
	w.SetMaxIdleConns(1)
	r, err := t.file.open("mode=rw&_query_only=1&_busy_timeout=5000&" + sqliteOptions)
	if err != nil {
		return nil, nil, err
	}
	n := max(4, 2*runtime.NumCPU())
	r.SetMaxOpenConns(n)
	r.SetMaxIdleConns(n)
	return bun.NewDB(w, sqlitedialect.New()), bun.NewDB(r, sqlitedialect.New()), nil
}

// sqliteOptions hold for every connection that serves requests.
const sqliteOptions = "_foreign_keys=1&_synchronous=FULL&_pragma=temp_store(2)&_pragma=cache_size(-8000)"

// open makes a pool on the file; query holds the options of the driver and of SQLite's file: URLs.
func (f sqliteFile) open(query string) (*sql.DB, error) {
	connector, err := f.connector(query)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

func (f sqliteFile) connector(query string) (driver.Connector, error) {
	path := filepath.ToSlash(f.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	path = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	connector, err := sqlite.NewConnector("file://" + path + "?" + query)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", f.path, err)
	}
	return connector, nil
}

// openMemory opens a database that is gone when it is closed.
func openMemory() (*bun.DB, error) {
	connector, err := sqlite.NewConnector(":memory:")
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	return bun.NewDB(db, sqlitedialect.New()), nil
}

// fill puts a dialect's words in the place of a migration's placeholders.
func (d dialect) fill(text string) string {
	words := []string{
		"{id}", "INTEGER PRIMARY KEY AUTOINCREMENT", "{int}", "INTEGER", "{time}", "TEXT", "{blob}", "BLOB", "{bytewise}", "",
		"{position_of_id}", sqlitePosition("id"),
		"{position_trigger}", "CREATE TRIGGER tasks_position AFTER INSERT ON tasks WHEN NEW.position = '' BEGIN " +
			"UPDATE tasks SET position = " + sqlitePosition("NEW.id") + " WHERE id = NEW.id; END;",
		"{uid}", sqliteUID, "{uid_trigger_of_events}", sqliteUIDTrigger("events"), "{uid_trigger_of_tasks}", sqliteUIDTrigger("tasks"),
		"{search}", sqliteSearch(), "{search_eras}", "",
		"{sync_log}", sqliteSync(),
		"{assigned_whose}", sqliteAssignedWhose(), "{assigned}", sqliteAssigned(), "{assigned_open}", assignedOpen("t"), "{assigned_done}", assignedDone("t"),
	}
	if d == onPostgres {
		words = []string{
			"{id}", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", "{int}", "BIGINT", "{time}", "TIMESTAMPTZ",
			"{blob}", "BYTEA", "{bytewise}", `COLLATE "C"`,
			"{position_of_id}", postgresPosition("id"),
			"{position_trigger}", "CREATE FUNCTION tasks_position() RETURNS trigger LANGUAGE plpgsql AS " +
				"$$ BEGIN NEW.position := " + postgresPosition("NEW.id") + "; RETURN NEW; END $$;\n" +
				"CREATE TRIGGER tasks_position BEFORE INSERT ON tasks FOR EACH ROW WHEN (NEW.position = '') " +
				"EXECUTE FUNCTION tasks_position();",
			"{uid}", postgresUID, "{uid_trigger_of_events}", postgresUIDTrigger("events"), "{uid_trigger_of_tasks}", postgresUIDTrigger("tasks"),
			"{search}", postgresSearch(),
			"{search_eras}", "DROP INDEX search_docs_words;\nCREATE INDEX search_docs_words ON search_docs USING gin (words, marks, " + searchEra + ") WITH (fastupdate = off);",
			"{sync_log}", postgresSync(),
			"{assigned_whose}", postgresAssignedWhose(), "{assigned}", postgresAssigned(), "{assigned_open}", assignedOpen("t"), "{assigned_done}", assignedDone("t"),
		}
	}
	return strings.NewReplacer(words...).Replace(text)
}

// Both write what domain.PositionOfID writes.
func sqlitePosition(id string) string { return "printf('n%012dV', " + id + ")" }
func postgresPosition(id string) string {
	return "'n' || lpad(" + id + "::text, greatest(12, length(" + id + "::text)), '0') || 'V'"
}

// tablesQuery names the tables there are, views too.
func (d dialect) tablesQuery() string {
	if d == onPostgres {
		return "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1"
	}
	return "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1"
}

// columnsQuery names the columns of a table.
func (d dialect) columnsQuery(table string) string {
	if d == onPostgres {
		return "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '" + table + "'"
	}
	return "SELECT name FROM pragma_table_info('" + table + "')"
}

// transact runs fn in a write transaction.
func (d dialect) transact(ctx context.Context, db *bun.DB, fn func(context.Context, bun.Tx) error) error {
	if d == onSQLite {
		return immediate(ctx, db, fn)
	}
	return serializable(ctx, db, fn)
}

// alone is transact with the database to itself, so that fn runs once.
func (d dialect) alone(ctx context.Context, db *bun.DB, fn func(context.Context, bun.Tx) error) error {
	if d == onSQLite {
		return immediate(ctx, db, fn)
	}
	return solitary(ctx, db, fn)
}

// migrate runs what is pending in one transaction.
func (s *Store) migrate(ctx context.Context, report *MigrationReport) error {
	if s.dialect == onSQLite {
		return s.migrateFile(ctx, report)
	}
	return s.migrateServer(ctx, report)
}

// check finds out what the database is, changing nothing.
func (s *Store) check(ctx context.Context) ([]MigrationState, error) {
	if s.dialect == onSQLite {
		return s.checkFile(ctx)
	}
	return s.checkServer(ctx)
}

// bytewise makes texts compare as SQLite compares them.
func (d dialect) bytewise() string {
	if d == onPostgres {
		return ` COLLATE "C"`
	}
	return ""
}

// timeText is a time column's value as storedTime writes it.
func (d dialect) timeText(column string) string {
	if d == onPostgres {
		return `to_char(` + column + ` AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
	}
	return column
}

// strictTimes tells whether a time column is compared with times alone, so that any other text is a fault.
func (d dialect) strictTimes() bool { return d == onPostgres }

// before is the part of a text column before the first of a character, all of it where there is none.
func (d dialect) before(column, character string) string {
	if d == onPostgres {
		return `split_part(` + column + `, '` + character + `', 1)`
	}
	return `substr(` + column + `, 1, instr(` + column + ` || '` + character + `', '` + character + `') - 1)`
}

// bigint is the type of ids in a CAST.
func (d dialect) bigint() string {
	if d == onPostgres {
		return "BIGINT"
	}
	return "INTEGER"
}

// timeType is the type of times in a CAST.
func (d dialect) timeType() string {
	if d == onPostgres {
		return "TIMESTAMPTZ"
	}
	return "TEXT"
}

// todoOfComment is the id of the todo that a comment under the alias c is on.
func (d dialect) todoOfComment() string {
	return `CASE WHEN c.kind = 'todo' THEN CAST(c.subject_id AS ` + d.bigint() + `) END`
}

// orderActivity makes the ids of the activity log appear in their order, so that who reads on from one never misses
// another: the log is written by one transaction after the other. With the commit all instances hear that there is more.
func (d dialect) orderActivity(ctx context.Context, tx bun.IDB) error {
	if d == onSQLite {
		return nil // one writer
	}
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(7236837460), pg_notify('"+liveChannel+"', '')")
	return err
}

// applied lists what the database has; nothing where there is no file yet.
func (s *Store) applied(ctx context.Context) ([]MigrationState, error) {
	if there, err := s.dialect.there(s.target); !there {
		return nil, err
	}
	return appliedMigrations(ctx, s.read, s.dialect)
}

// countOn makes the next id of each table one that none of its rows has, after rows came with ids of their own.
func (d dialect) countOn(ctx context.Context, tx bun.IDB, tables []string) error {
	if d == onSQLite {
		return nil // it looks by itself
	}
	for _, table := range tables {
		if _, err := tx.ExecContext(ctx, "SELECT setval(pg_get_serial_sequence('"+table+"', 'id'), (SELECT greatest(max(id), 1) FROM "+table+"))"); err != nil {
			return wrap(err, "count on from the last "+table)
		}
	}
	return nil
}

// there is false where a connection would find no file.
func (d dialect) there(t target) (bool, error) {
	if d == onSQLite {
		return t.file.exists()
	}
	return true, nil
}

// syncSeq is the place of a row of the sync log, under the alias l.
func (d dialect) syncSeq() string {
	if d == onPostgres {
		return "l.seq"
	}
	return "l.id"
}

// settleSync gives the rows of the sync log that have come since their places, one after the other, so that who knows the
// log up to a place never misses what is committed later.
func (d dialect) settleSync(ctx context.Context, s *Store) error {
	if d == onSQLite {
		return nil // one writer
	}
	var waiting []int64
	if err := s.read.NewRaw(`SELECT id FROM sync_log WHERE seq IS NULL LIMIT 1`).Scan(ctx, &waiting); err != nil || len(waiting) == 0 {
		return err
	}
	const number = `UPDATE sync_log SET seq = n.seq FROM (SELECT id, (SELECT coalesce(max(seq), 0) FROM sync_log) + row_number() OVER (ORDER BY id) AS seq
		FROM sync_log WHERE seq IS NULL) AS n WHERE sync_log.id = n.id`
	if s.together != nil {
		_, err := s.together.ExecContext(ctx, number)
		return err
	}
	return s.write.RunInTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(7236837462)"); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, number)
		return err
	})
}

// digits holds where a text has so many digits one after the other.
func (d dialect) digits(column string, many int) string {
	if d == onPostgres {
		return column + ` ~ '[0-9]{` + strconv.Itoa(many) + `}'`
	}
	return column + ` GLOB '*` + strings.Repeat("[0-9]", many) + `*'`
}
