package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/uptrace/bun"
)

// unused refuses an empty place that a copy would be put into while a server is at it: people would write there meanwhile. What is
// not empty is refused later, and a copy that was begun there is no reason: no server takes that.
func (t target) unused(ctx context.Context) error {
	there, err := t.dialect.there(t)
	if err != nil || !there {
		return err
	}
	waits, err := t.look(ctx, "", func(db *bun.DB) (bool, error) {
		tables, err := texts(ctx, db, t.dialect.tablesQuery())
		if err != nil || slices.Contains(tables, copyingTable) {
			return false, err
		}
		return emptyOf(ctx, db, tables)
	})
	if err != nil || !waits {
		return nil // what is wrong is said by whoever opens it in earnest
	}
	// Whoever has a SQLite file open in WAL mode holds a lock that nobody else can have alone.
	used, err := t.look(ctx, "&_pragma=locking_mode(EXCLUSIVE)", func(db *bun.DB) (bool, error) {
		// A server that was stopped a moment ago may not have been taken leave of yet.
		for wait := 0; ; wait++ {
			others, err := texts(ctx, db, t.dialect.othersQuery())
			if err != nil || len(others) == 0 || wait == 10 {
				return len(others) > 0, err
			}
			select {
			case <-time.After(200 * time.Millisecond):
			case <-ctx.Done():
				return false, ctx.Err()
			}
		}
	})
	if code, _ := faultCode(err); code&0xff == sqliteBusy || used {
		return unusable(t.name(), "is what a running mddash is at, or another program; stop that, and try again after half a minute")
	}
	return err
}

// look asks a database something over a connection of its own.
func (t target) look(ctx context.Context, mode string, ask func(*bun.DB) (bool, error)) (answer bool, err error) {
	var db *bun.DB
	if t.dialect == onPostgres {
		db, _, err = t.copier().pools(nil)
	} else {
		db, err = t.file.single("mode=rw&_busy_timeout=2000" + mode)
	}
	if err != nil {
		return false, err
	}
	answer, err = ask(db)
	return answer, errors.Join(err, db.Close())
}

// othersQuery finds those who ask PostgreSQL for something all the time, as a server does. A proxy may keep the connection of one
// that is gone, which then is idle. SQLite tells nothing of others; it is enough to ask it anything.
func (on dialect) othersQuery() string {
	if on == onSQLite {
		return `SELECT name FROM sqlite_master WHERE 1 = 0`
	}
	return `SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND application_name = '` + serverName + `'
		AND pid <> pg_backend_pid() AND state_change > clock_timestamp() - interval '20 seconds'`
}

// What PostgreSQL knows us by. Who copies has a name of its own, so that it does not take itself for a server.
const (
	serverName = "mddash"
	copierName = "mddash copy"
)

// copier is a target under the name of who copies.
func (t target) copier() target {
	if t.dialect == onPostgres {
		t.config = t.config.Copy()
		t.config.RuntimeParams["application_name"] = copierName
	}
	return t
}
