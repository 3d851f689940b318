package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"
)

type inTxKey struct{}

// inTx runs fn in a write transaction and commits it unless fn fails. Inside, only tx may be used.
// What fn reads stays true until the commit, as if nobody else wrote meanwhile: SQLite has one writer, PostgreSQL runs
// it SERIALIZABLE. There fn may run again after a conflict, so it sets what it captures and never adds to it.
// A full, read-only or unreachable database comes back as domain.Unavailable.
func (s *Store) inTx(ctx context.Context, fn func(ctx context.Context, tx bun.Tx) error) error {
	if ctx.Value(inTxKey{}) != nil {
		return errors.New("store: a transaction inside a transaction")
	}
	ctx = context.WithValue(ctx, inTxKey{}, true)
	if s.together != nil {
		return mapFault(fn(ctx, *s.together))
	}
	err := mapFault(s.counted(ctx, s.dialect.transact, s.dialect.indexing(s, fn)))
	if err == nil {
		s.live.nudge()
	}
	if err == nil && !s.dialect.indexesInside() {
		s.catchUp(ctx)
	}
	return err
}

// patience is how many times a write waits for another program that writes to the same SQLite file, a second each.
const patience = 10

// immediate runs fn on SQLite's one writing connection. SQLite itself would wait for other programs without listening
// to ctx; so its own wait is short and repeated.
func immediate(ctx context.Context, db *bun.DB, fn func(context.Context, bun.Tx) error) error {
	started := false
	for wait := 1; ; wait++ {
		err := db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			started = true
			return fn(ctx, tx)
		})
		code, _ := faultCode(err)
		if started || code&0xff != sqliteBusy || wait == patience {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// attempts of a transaction on PostgreSQL. The last has the database to itself and so can't meet a conflict.
const attempts = 4

// Together runs fn with a store on which everything that anybody does is one transaction: when fn succeeds all of it is
// there, and when it fails or the program dies nothing is. The store shows fn what it has written so far, goes by clock,
// serves one goroutine and ends with fn. Nobody else writes meanwhile; an error inside leaves nothing to go on with.
func (s *Store) Together(ctx context.Context, clock func() time.Time, fn func(ctx context.Context, st *Store) error) error {
	if s.together != nil || ctx.Value(inTxKey{}) != nil {
		return errors.New("store: a transaction inside a transaction")
	}
	err := mapFault(s.counted(ctx, s.dialect.alone, s.dialect.indexing(s, func(ctx context.Context, tx bun.Tx) error {
		inside := *s
		inside.read, inside.together, inside.clock = tx, &tx, clock
		return fn(ctx, &inside)
	})))
	s.live.nudge()
	return err
}

// asOne runs do with a scope of the same person and batch, as one transaction: see Store.Together.
func (s *Scope) asOne(ctx context.Context, do func(ctx context.Context, inside *Scope) error) error {
	return s.store.Together(ctx, s.store.clock, func(ctx context.Context, st *Store) error {
		inside := *s
		inside.store = st
		return do(ctx, &inside)
	})
}

// attempt takes back what do wrote where it fails, of a transaction that goes on.
func (s *Scope) attempt(ctx context.Context, do func() error) error {
	tx := s.store.together
	if _, err := tx.ExecContext(ctx, "SAVEPOINT taking"); err != nil {
		return wrap(err, "begin with one thing")
	}
	err := do()
	if err != nil {
		if _, failed := tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT taking"); failed != nil {
			return errors.Join(err, failed)
		}
	}
	_, failed := tx.ExecContext(ctx, "RELEASE SAVEPOINT taking")
	return errors.Join(err, failed)
}

// serializable runs fn until it meets no conflict. Every writer takes a weak lock on one table; the last attempt takes
// a strong one, which waits for the others and keeps new ones out. LOCK TABLE comes first because a snapshot is only
// taken by what comes after it.
func serializable(ctx context.Context, db *bun.DB, fn func(context.Context, bun.Tx) error) error {
	for attempt := 1; ; attempt++ {
		if attempt == attempts {
			return solitary(ctx, db, fn)
		}
		if err := locked(ctx, db, "ROW SHARE", sql.LevelSerializable, fn); !isConflict(err) {
			return err
		}
	}
}

// solitary runs fn once, with no other writer there. That is why it needs no SERIALIZABLE, which would still count the
// writers before it as present: PostgreSQL lets go of their locks a moment before it forgets what they read.
func solitary(ctx context.Context, db *bun.DB, fn func(context.Context, bun.Tx) error) error {
	return locked(ctx, db, "EXCLUSIVE", sql.LevelReadCommitted, fn)
}

func locked(ctx context.Context, db *bun.DB, lock string, level sql.IsolationLevel, fn func(context.Context, bun.Tx) error) error {
	return db.RunInTx(ctx, &sql.TxOptions{Isolation: level}, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, "LOCK TABLE schema_migrations IN "+lock+" MODE"); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
}
