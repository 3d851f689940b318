package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/uptrace/bun"
)

// RestoreOptions say how much may come out of a backup, and who is told how far it is.
type RestoreOptions struct {
	// UnpackMax is how many bytes a backup may hold; 0 for what is usual.
	UnpackMax int64
	Tell      func(Progress)
}

// RestoreReport is what was restored, and where.
type RestoreReport struct {
	Backup BackupReport `json:"backup"`
	Into   string       `json:"into"`
	// Migrated are the migrations that came after the backup and were made now.
	Migrated []string `json:"migrated"`
	// Found are oddities that were left as they are.
	Found []string `json:"found"`
}

// Restore puts a backup into a place where there is nothing: a file that does not exist, or a PostgreSQL database in which nobody
// keeps anything. All of it is there afterwards, counted and added up, or nothing. What is there already stays, and is an error.
func Restore(ctx context.Context, path string, o Options, ro RestoreOptions) (RestoreReport, error) {
	s, err := unopened(o)
	if err != nil {
		return RestoreReport{}, err
	}
	b, err := s.openBackup(path, ro.UnpackMax)
	if err != nil {
		return RestoreReport{}, err
	}
	defer b.close()
	report := RestoreReport{Backup: b.manifest.report(path, b.size), Into: s.target.name(), Migrated: []string{}, Found: []string{}}
	return report, s.dialect.restore(ctx, o, b, &report, ro.Tell)
}

// unopened is a store that knows its migrations and where it would be, and nothing more.
func unopened(o Options) (*Store, error) {
	target, err := parseURL(o.URL)
	if err != nil {
		return nil, err
	}
	target.file.makeDir = o.MakeDir
	migrations, err := readMigrations(o.Migrations)
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: target.dialect, target: target, migrations: migrations, clock: o.Clock, log: o.Log}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.reference = sync.OnceValues(s.makeReference)
	return s, nil
}

const draftDatabase = "mddash.db"

// restoreFile makes a SQLite database beside its place and puts it there once it is whole.
func restoreFile(ctx context.Context, o Options, b *backupFile, report *RestoreReport, tell told) error {
	place := report.Into
	if o.MakeDir {
		if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
			return unusable(place, "can't be made: "+err.Error())
		}
	}
	if err := free(place); err != nil {
		return err
	}
	for _, suffix := range []string{"-wal", "-journal", "-shm"} {
		if _, err := os.Lstat(place + suffix); err == nil {
			return unusable(place+suffix, "is left over from another database at the same place; move it away first")
		}
	}
	d, err := newDraft(place)
	if err != nil {
		return err
	}
	defer d.end()
	o.URL, o.MakeDir = "sqlite:"+d.file(draftDatabase), false
	if !b.manifest.inRows() {
		err = unpackFile(ctx, o, b, tell)
	} else {
		err = rowsIntoFile(ctx, o, b, report, tell)
	}
	if err == nil {
		err = finishFile(ctx, o, b, report, tell)
	}
	if err == nil {
		err = d.keep(draftDatabase)
	}
	return d.explain(err)
}

// unpackFile takes the database out of a backup and checks that it is what the backup says.
func unpackFile(ctx context.Context, o Options, b *backupFile, tell told) error {
	s, err := unopened(o)
	if err != nil {
		return err
	}
	f := s.target.file
	if err := b.unpack(ctx, f.path, tell); err != nil {
		return err
	}
	tell.rows("Checking the database", 0, 0)
	return s.proveUnpacked(ctx, b, tell)
}

// proveUnpacked holds a database that came out of a backup against its manifest.
func (s *Store) proveUnpacked(ctx context.Context, b *backupFile, tell told) error {
	f := s.target.file
	if _, err := f.checkHeader(); err != nil {
		return err
	}
	db, err := f.single(readOnlyCopy)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := f.intact(ctx, db, "integrity_check"); err != nil {
		return err
	}
	found, err := s.lookAt(ctx, db)
	if err != nil {
		return err
	}
	var names []string
	for _, m := range found.applied {
		names = append(names, m.Name)
	}
	if !slices.Equal(names, b.manifest.Migrations) {
		return unusable(b.path, "is damaged: its database is not of the version that its manifest says")
	}
	snap, err := f.still(ctx)
	if err != nil {
		return err
	}
	defer snap.close()
	return b.proveSums(ctx, snap, tell)
}

// proveSums reads all rows and compares them with what the backup was made of.
func (b *backupFile) proveSums(ctx context.Context, snap *snapshot, tell told) error {
	sums, err := snap.sums(ctx, b.manifest.shapes(), tell, "Adding up")
	if err != nil {
		return err
	}
	return b.manifest.compare(sums)
}

// rowsIntoFile makes a database out of the rows of a backup. Until it has its name nobody needs it to last.
func rowsIntoFile(ctx context.Context, o Options, b *backupFile, report *RestoreReport, tell told) error {
	s, err := unopened(o)
	if err != nil {
		return err
	}
	if _, err := s.target.file.make(); err != nil {
		return err
	}
	db, err := s.target.file.single("mode=rw&_txlock=immediate&_synchronous=OFF&_pragma=cache_size(-64000)")
	if err != nil {
		return err
	}
	err = db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return s.fill(ctx, tx, b, report, tell) })
	return errors.Join(err, db.Close())
}

// finishFile brings a restored database up to date, and has its search index made where it came without one.
func finishFile(ctx context.Context, o Options, b *backupFile, report *RestoreReport, tell told) error {
	s, err := Open(ctx, o)
	if err != nil {
		return err
	}
	migrated, err := s.Migrate(ctx)
	report.Migrated = append(report.Migrated, migrated.Ran...)
	if err == nil && b.manifest.inRows() {
		err = s.System().Reindex(ctx)
	}
	if err == nil {
		err = s.readAllIn(ctx, tell)
	}
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if s.target.file.beside("-wal") {
		return fmt.Errorf("the database of %s could not be closed", b.path)
	}
	return nil
}

// readAllIn reads everything that is noted into the search index.
func (s *Store) readAllIn(ctx context.Context, tell told) error {
	var all, done int64
	if err := s.read.NewRaw(`SELECT count(*) FROM search_queue`).Scan(ctx, &all); err != nil {
		return err
	}
	for {
		more, err := s.System().ReadIn(ctx)
		if err != nil || !more {
			return err
		}
		done += queueBatch
		tell.rows("Making the search index", min(done, all), all)
	}
}

// restoreServer puts a backup into a PostgreSQL database, in one transaction.
func restoreServer(ctx context.Context, o Options, b *backupFile, report *RestoreReport, tell told) error {
	s, err := Open(ctx, o)
	if err != nil {
		return err
	}
	defer s.Close()
	if empty, err := s.Empty(ctx); err != nil || !empty {
		return errors.Join(err, inUse(s.Name()))
	}
	from, done, err := s.rowsToRestore(ctx, b, tell)
	if err != nil {
		return err
	}
	defer done()
	err = s.write.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if err := s.clear(ctx, tx); err != nil {
			return err
		}
		if err := s.fillFrom(ctx, tx, b.manifest, from, report, tell); err != nil {
			return err
		}
		var migrated MigrationReport
		err := s.runPending(ctx, tx, &migrated)
		report.Migrated = append(report.Migrated, migrated.Ran...)
		if err == nil {
			err = s.noteAll(ctx, tx)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", mapFault(err))
	}
	// What is left of this when the program dies here is done by the next server that runs.
	return s.readAllIn(ctx, tell)
}

// rowsToRestore are the rows of a backup, one table after the other. A database in it is unpacked for as long as they are read.
func (s *Store) rowsToRestore(ctx context.Context, b *backupFile, tell told) (rows func(place int) rowSource, done func(), err error) {
	if b.manifest.inRows() {
		return func(place int) rowSource { return b.rows(ctx, place) }, func() {}, nil
	}
	d, err := scratch()
	if err != nil {
		return nil, nil, err
	}
	file := sqliteFile{path: d.file(draftDatabase)}
	fail := func(err error) (func(int) rowSource, func(), error) { d.end(); return nil, nil, d.explain(err) }
	if err := b.unpack(ctx, file.path, tell); err != nil {
		return fail(err)
	}
	unpacked := &Store{dialect: onSQLite, target: target{dialect: onSQLite, file: file}, migrations: s.migrations, clock: s.clock, reference: s.reference}
	if err := unpacked.proveUnpacked(ctx, b, tell); err != nil {
		return fail(err)
	}
	snap, err := file.still(ctx)
	if err != nil {
		return fail(err)
	}
	rows = func(place int) rowSource { return snap.rows(ctx, b.manifest.Tables[place].tableShape, nil) }
	return rows, func() { _ = snap.close(); d.end() }, nil
}

// fill makes the tables as they were when the backup was made, puts its rows into them, and reads them again.
func (s *Store) fill(ctx context.Context, tx bun.Tx, b *backupFile, report *RestoreReport, tell told) error {
	return s.fillFrom(ctx, tx, b.manifest, func(place int) rowSource { return b.rows(ctx, place) }, report, tell)
}

func (s *Store) fillFrom(ctx context.Context, tx bun.Tx, m manifest, from func(place int) rowSource, report *RestoreReport, tell told) error {
	then := *s
	then.migrations = slices.DeleteFunc(slices.Clone(s.migrations), func(known migration) bool { return !slices.Contains(m.Migrations, known.Name) })
	if err := then.runPending(ctx, tx, &MigrationReport{}); err != nil {
		return err
	}
	shapes := m.shapes()
	later, err := s.dialect.hush(ctx, tx, shapes)
	if err != nil {
		return err
	}
	done, all := int64(0), m.rows()
	for i, t := range shapes {
		if err := s.fillTable(ctx, tx, t, from(i), func(n int) { done += int64(n); tell.rows("Restoring "+t.Name, done, all) }); err != nil {
			return err
		}
	}
	sums, err := (&snapshot{dialect: s.dialect, tx: tx.Tx}).sums(ctx, shapes, tell, "Adding up")
	if err == nil {
		err = m.compare(sums)
	}
	if err == nil {
		err = s.dialect.count(ctx, tx.Tx, shapes, m.LastIDs)
	}
	if err != nil {
		return err
	}
	report.Found, err = s.dialect.speak(ctx, tx, later)
	return err
}

// fillTable puts rows into a table in the place of those that migrations put there.
func (s *Store) fillTable(ctx context.Context, tx bun.Tx, t tableShape, from rowSource, put func(n int)) error {
	if _, err := tx.Tx.ExecContext(ctx, `DELETE FROM `+quoted(t.Name)); err != nil {
		return err
	}
	for rows, err := range batches(from) {
		if err == nil {
			err = s.dialect.put(ctx, tx.Tx, t, rows)
		}
		if err != nil {
			return wrap(err, "restore "+t.Name)
		}
		put(len(rows))
	}
	return nil
}
