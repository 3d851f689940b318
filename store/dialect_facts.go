package store

import (
	"context"
	"os"
	"time"
)

// facts asks the engine.
func (d dialect) facts(ctx context.Context, s *Store, f *Facts) error {
	if d == onPostgres {
		var row struct {
			Version string
			Size    int64
			Clock   time.Time
		}
		err := s.read.NewRaw(`SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size, clock_timestamp() AS clock`).Scan(ctx, &row)
		f.Engine, f.Size, f.Clock, f.WAL = "PostgreSQL "+firstWord(row.Version), row.Size, row.Clock, true
		return err
	}
	version, err := texts(ctx, s.read, "SELECT sqlite_version()")
	if err != nil {
		return err
	}
	mode, err := texts(ctx, s.read, "PRAGMA journal_mode")
	if err != nil {
		return err
	}
	f.Engine, f.WAL, f.Clock = "SQLite "+version[0], mode[0] == "wal", time.Now()
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(f.File + suffix); err == nil {
			f.Size += info.Size()
		}
	}
	return nil
}

func (d dialect) intact(ctx context.Context, s *Store) error {
	if d == onPostgres {
		return nil
	}
	if there, err := d.there(s.target); !there {
		return err
	}
	return s.target.file.intact(ctx, s.read, "quick_check")
}
