package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/uptrace/bun"
)

// backUp copies the file beside itself and returns the copy's path. The copy has its name only once it is complete,
// checked and on the disk; nothing that is there is overwritten.
func (s *Store) backUp(ctx context.Context) (string, error) {
	f := s.target.file
	draft, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".draft-*") // mode 0600
	if err != nil {
		return "", unusable(f.path, "can't be copied before it is changed: its directory can't be written: "+reasonOf(err))
	}
	defer os.Remove(draft.Name())
	defer draft.Close()
	if err := s.copyTo(ctx, draft.Name()); err != nil {
		return "", fmt.Errorf("copy %s before it is changed: %w", f.path, err)
	}
	if err := draft.Sync(); err != nil {
		return "", err
	}
	name := f.path + ".before-mddash-" + s.now().Format("20060102-150405")
	return settle(draft.Name(), name)
}

// copyTo writes a verified copy into an empty file.
func (s *Store) copyTo(ctx context.Context, path string) error {
	// A connection of its own: VACUUM can't run in the transaction that holds the lock.
	source, err := s.target.file.single("mode=ro&_busy_timeout=5000")
	if err != nil {
		return err
	}
	defer source.Close()
	if _, err := source.NewRaw("VACUUM INTO ?", path).Exec(ctx); err != nil {
		return err
	}
	written := sqliteFile{path: path}
	target, err := written.single("mode=ro&immutable=1")
	if err != nil {
		return err
	}
	defer target.Close()
	if err := written.intact(ctx, target, "integrity_check"); err != nil {
		return err
	}
	return sameRows(ctx, source, target)
}

// sameRows compares the number of rows of every table.
func sameRows(ctx context.Context, a, b *bun.DB) error {
	const query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name"
	tables, err := texts(ctx, a, query)
	if err != nil {
		return err
	}
	copied, err := texts(ctx, b, query)
	if err != nil {
		return err
	}
	if strings.Join(tables, "\n") != strings.Join(copied, "\n") {
		return errors.New("the copy does not have the same tables")
	}
	for _, table := range tables {
		var want, got int64
		const count = "SELECT count(*) FROM ?"
		if err := a.NewRaw(count, bun.Ident(table)).Scan(ctx, &want); err != nil {
			return err
		}
		if err := b.NewRaw(count, bun.Ident(table)).Scan(ctx, &got); err != nil {
			return err
		}
		if want != got {
			return fmt.Errorf("the copy has %d rows of %s, the original %d", got, table, want)
		}
	}
	return nil
}

// settle gives a finished draft the first free of the names NAME.db, NAME-2.db, …
func settle(draft, name string) (string, error) {
	for n := 1; ; n++ {
		path := name + ".db"
		if n > 1 {
			path = fmt.Sprintf("%s-%d.db", name, n)
		}
		err := os.Link(draft, path)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil { // a disk that knows no links
			if _, found := os.Lstat(path); found == nil {
				continue
			}
			if err := os.Rename(draft, path); err != nil {
				return "", err
			}
		}
		syncDir(filepath.Dir(path))
		return path, nil
	}
}

// syncDir makes a new name last through a power cut, where the system can: Windows can't.
func syncDir(path string) {
	if dir, err := os.Open(path); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
