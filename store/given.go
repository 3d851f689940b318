package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"modernc.org/sqlite"

	"mddash/domain"
)

// givenTables are what is read of an md_dash file: never its accounts' passwords, sessions or tokens.
func givenTables() []string {
	return []string{"users", "clients", "projects", "notes", "tasks", "events", "decisions", "project_managers", "task_assignees", "note_shares"}
}

const (
	// givenWithin is how long reading may take: a file can be made so that a small one is read for ever.
	givenWithin = 2 * time.Minute
	// givenMax is how many bytes of texts are read.
	givenMax = 128 << 20
	// givenLength is how long one text may be.
	givenLength = 32 << 20
)

// givenOptions: strangers made the file. Nothing in it is run (no functions in its schema, no triggers, no checks), nothing
// is written, and what its pages say is not believed.
const givenOptions = "&_query_only=1&_defensive=1&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)&_pragma=ignore_check_constraints(1)&_pragma=mmap_size(0)&_pragma=temp_store(2)&_pragma=cache_size(-8000)"

// ReadMdDash reads the SQLite file of an md_dash, without changing it or what is beside it. What is no such file, or is
// damaged, or holds too much, is Invalid, at the field file. Names are not looked up: see domain.Intake.
func (s *Scope) ReadMdDash(ctx context.Context, path string) (domain.Intake, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return domain.Intake{}, err
	}
	reading, cancel := context.WithTimeout(ctx, givenWithin)
	defer cancel()
	g := &givenFile{store: s.store, file: sqliteFile{path: path}, left: givenMax, tables: map[string][]cells{}}
	err = g.read(reading)
	switch {
	case err == nil:
		return g.intake(), nil
	case ctx.Err() != nil:
		return domain.Intake{}, ctx.Err()
	case reading.Err() != nil:
		err = notGiven("It takes too long to read.")
	}
	return domain.Intake{}, g.explain(err)
}

// notGiven is an error about the file that somebody brought.
func notGiven(text string) error { return domain.Problems{"file": text}.Err() }

// cells are the columns of a row that are not NULL, as text.
type cells map[string]string

type givenFile struct {
	store  *Store
	file   sqliteFile
	wal    bool
	left   int64
	tables map[string][]cells
}

// explain says of what SQLite finds wrong that it is the file; what is wrong with the disk, or with us, passes.
func (g *givenFile) explain(err error) error {
	code, _ := faultCode(err)
	switch code & 0xff {
	case sqliteCorrupt, sqliteNotADB:
		return notGiven("This database is damaged.")
	case sqliteTooBig, sqliteNoMemory:
		return notGiven("There is too much in a row of this database.")
	case sqliteGeneral:
		return notGiven("This database can't be read: " + domain.Clip(err.Error(), 200))
	case sqliteBusy:
		return notGiven("Another program uses this database. Stop it first, or take a copy of the file that it is done with.")
	case sqliteReadOnly, sqliteCantOpen:
		return notGiven("This database can't be opened where it is. Copy it, with what is beside it, into a directory that can be written.")
	}
	return err
}

func (g *givenFile) read(ctx context.Context) error {
	if err := g.checkHeader(); err != nil {
		return err
	}
	mode := "mode=ro&_busy_timeout=5000"
	if g.wal && !g.file.beside("-wal") {
		mode = "mode=ro&immutable=1"
	}
	db, err := g.file.single(mode + givenOptions)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := bounded(ctx, db); err != nil {
		return err
	}
	// One transaction: another program may be writing.
	return db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return g.readTables(ctx, tx) })
}

// checkHeader reads the beginning of the file: what was cut off says so.
func (g *givenFile) checkHeader() error {
	file, err := os.Open(g.file.path)
	if err != nil {
		return err
	}
	defer file.Close()
	header := make([]byte, 100)
	if _, err := io.ReadFull(file, header); err != nil || !bytes.HasPrefix(header, []byte("SQLite format 3\x00")) {
		return notGiven("This is no SQLite database, or an encrypted one.")
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	g.wal = header[18] == 2 || header[19] == 2
	if want := sizeOf(header); bytes.Equal(header[24:28], header[92:96]) && !g.file.beside("-wal") && info.Size() < want {
		return notGiven(fmt.Sprintf("This database was cut off: %d of %d bytes are there.", info.Size(), want))
	}
	return nil
}

// bounded keeps SQLite from taking more memory than any row of ours could need.
func bounded(ctx context.Context, db *bun.DB) error {
	conn, err := db.DB.Conn(ctx)
	if err != nil {
		return err
	}
	const length, attached, triggerDepth, workers = 0, 7, 10, 11 // SQLITE_LIMIT_…
	for id, most := range map[int]int{length: givenLength, attached: 0, triggerDepth: 0, workers: 0} {
		if _, err := sqlite.Limit(conn, id, most); err != nil {
			return errors.Join(err, conn.Close())
		}
	}
	return conn.Close()
}

func (g *givenFile) readTables(ctx context.Context, tx bun.Tx) error {
	file, err := readSchema(ctx, tx)
	if err != nil {
		return err
	}
	missing, err := g.check(file)
	if err != nil {
		return err
	}
	for _, table := range givenTables() {
		if file.objects[table] != "table" {
			continue
		}
		found, err := texts(ctx, tx, `PRAGMA quick_check("`+table+`")`)
		if err != nil {
			return err
		}
		if said := strings.Join(found, "; "); said != "ok" {
			return notGiven("This database is damaged: " + domain.Clip(said, 200))
		}
		if err := g.readTable(ctx, tx, file, table, missing); err != nil {
			return err
		}
	}
	return nil
}

// check tells an md_dash file from others, and which columns this one does not have yet.
func (g *givenFile) check(file schema) (map[string]bool, error) {
	if file.objects["schema_migrations"] != "" {
		return nil, notGiven("This is the database of a whole mddash, with the things of everybody there. Start mddash on it with --database-url, and take what is yours along by “Export everything” there.")
	}
	for _, table := range []string{"users", "projects", "tasks"} {
		if file.objects[table] != "table" {
			return nil, notGiven("This database is not md_dash's: it has no table " + table + ".")
		}
	}
	ref, err := g.store.reference()
	if err != nil {
		return nil, err
	}
	given := schema{objects: map[string]string{}, columns: map[string]map[string]column{}}
	for _, table := range givenTables() {
		given.objects[table], given.columns[table] = ref.given.objects[table], ref.given.columns[table]
	}
	missing, wrong := compareGiven(file, given)
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return nil, notGiven("This database is not quite md_dash's: " + domain.Clip(some(wrong), 300))
	}
	without := map[string]bool{}
	for _, c := range missing {
		without[c.Owner+"."+c.Name] = true
	}
	return without, nil
}

// readTable reads every column as text: what SQLite keeps in one may be anything, in whichever encoding.
func (g *givenFile) readTable(ctx context.Context, tx bun.Tx, file schema, table string, missing map[string]bool) error {
	ref, err := g.store.reference()
	if err != nil {
		return err
	}
	var names, columns []string
	for _, name := range slices.Sorted(maps.Keys(ref.given.columns[table])) {
		c := ref.given.columns[table][name]
		secret := table == "users" && !slices.Contains([]string{"id", "email"}, name)
		if have := file.columns[table][name]; !secret && !missing[c.Owner+"."+c.Name] && have.Name != "" {
			names = append(names, name)
			columns = append(columns, `CAST("`+c.Name+`" AS TEXT)`)
		}
	}
	rows, err := tx.QueryContext(ctx, `SELECT `+strings.Join(columns, ", ")+` FROM "`+table+`" LIMIT `+strconv.Itoa(domain.ParcelMax+1))
	if err != nil {
		return err
	}
	defer rows.Close()
	values, into := make([]*string, len(names)), make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row := cells{}
		for i, value := range values {
			if value != nil {
				row[names[i]] = strings.ReplaceAll(strings.ToValidUTF8(*value, "\ufffd"), "\x00", "")
				g.left -= int64(len(*value)) + 16
			}
		}
		if g.left -= 200; g.left < 0 {
			return notGiven("There is more text in this database than " + domain.SizeText(givenMax) + ", the most that is taken in.")
		}
		if g.tables[table] = append(g.tables[table], row); len(g.tables[table]) > domain.ParcelMax {
			return notGiven(fmt.Sprintf("There are more than %d rows in %s.", domain.ParcelMax, table))
		}
	}
	return rows.Err()
}
