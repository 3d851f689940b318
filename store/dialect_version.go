package store

import (
	"context"
	"fmt"
)

// undefinedFunction is PostgreSQL's word for it.
const undefinedFunction = "42883"

// fileVersion is nil where there is no file. The pool opens nothing yet.
func (t target) fileVersion() (*fileVersion, error) {
	if t.dialect != onSQLite {
		return nil, nil
	}
	pool, err := t.file.open("mode=rw&_query_only=1&_busy_timeout=5000&_pragma=cache_size(-64)")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	return &fileVersion{pool: pool}, nil
}

// version is a text that is another one after every commit by anybody; empty where the database does not tell.
//
// SQLite's data_version changes for a connection when another one commits, also one of another program
// (https://www.sqlite.org/pragma.html#pragma_data_version). PostgreSQL's snapshot names the transactions whose changes
// are seen, so that two alike see the same rows; servers that only speak its protocol may not have it.
func (d dialect) version(ctx context.Context, s *Store) string {
	if d == onPostgres {
		var snapshot string
		if s.versionless.Load() {
			return ""
		}
		if err := s.readers.NewRaw(`SELECT CAST(pg_current_snapshot() AS TEXT)`).Scan(ctx, &snapshot); err != nil {
			_, state := faultCode(err)
			s.versionless.Store(state == undefinedFunction)
			return ""
		}
		return snapshot
	}
	epoch, changes, found := s.fileVersion.read(ctx)
	if !found {
		return ""
	}
	return fmt.Sprintf("%d.%d", epoch, changes)
}
