package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
)

// sqliteFile is a database in a file.
type sqliteFile struct {
	path    string
	makeDir bool
}

// checkFile looks at the file without changing it.
func (s *Store) checkFile(ctx context.Context) ([]MigrationState, error) {
	info, err := os.Stat(s.target.file.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil, nil
	}
	db, err := s.target.file.open("mode=ro")
	if err != nil {
		return nil, err
	}
	reader := bun.NewDB(db, sqlitedialect.New())
	defer reader.Close()
	applied, err := appliedMigrations(ctx, reader, s.dialect)
	if err != nil {
		return nil, err
	}
	return applied, s.knowsAll(applied)
}

// migrate runs fn in one transaction on a connection of its own, making the file where it is missing.
func (f sqliteFile) migrate(ctx context.Context, fn func(context.Context, bun.IDB) error) error {
	if f.makeDir {
		if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
			return err
		}
	}
	made, err := os.OpenFile(f.path, os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = made.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	db, err := f.open("mode=rw&_txlock=immediate&_busy_timeout=10000&_synchronous=FULL")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	writer := bun.NewDB(db, sqlitedialect.New())
	if err := writer.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return fn(ctx, tx) }); err != nil {
		return err
	}
	_, err = writer.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return err
}
