package store

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// rememberedMost is how much is remembered at once.
const rememberedMost = 300

// remembered is what was worked out for people and is true until something is committed. Who comes in again while nothing
// changed, and who walks from page to page, need not wait for the same sums.
type remembered struct {
	mu     sync.Mutex
	values map[string]recollection
}

// recollection is a value, the state of the database that it was read in or after, and when it is not true any more though nothing
// was committed; zero for never.
type recollection struct {
	value any
	state string
	until time.Time
}

func (r *remembered) get(state, key string, now time.Time) (any, bool) {
	kept, found := r.recall(state, key, now)
	return kept.value, found
}

func (r *remembered) recall(state, key string, now time.Time) (recollection, bool) {
	if state == "" {
		return recollection{}, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	kept, found := r.values[key]
	return kept, found && kept.state == state && (kept.until.IsZero() || now.Before(kept.until))
}

func (r *remembered) set(key string, kept recollection) {
	if kept.state == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.values) >= rememberedMost || r.values == nil {
		r.values = map[string]recollection{}
	}
	r.values[key] = kept
}

// remember reads something for a person once for each version of the database and each day of theirs, or until the time that
// read gives. What is given out is shared by all who ask: nobody may change it. The version is asked for before the value is
// read, so that whatever is committed meanwhile makes the value old.
func remember[T any](ctx context.Context, s *Scope, what string, read func() (T, time.Time, error)) (T, error) {
	version, key := s.store.version(ctx), s.rememberedAs(what)
	if value, found := s.store.remembered.get(version, key, s.store.now()); found {
		return value.(T), nil
	}
	value, until, err := read()
	if err == nil {
		s.store.remembered.set(key, recollection{value, version, until})
	}
	return value, err
}

// rememberOf is remember for what is read of some tables, and stays while others change, where the store knows which do.
func rememberOf[T any](ctx context.Context, s *Scope, of tableGroup, what string, read func() (T, time.Time, error)) (T, error) {
	return remember(ctx, s, what, func() (T, time.Time, error) {
		state, key := s.store.stateOf(of, s.store.foreign(ctx)), s.rememberedAs(what+" by table")
		if kept, found := s.store.remembered.recall(state, key, s.store.now()); found {
			return kept.value.(T), kept.until, nil
		}
		value, until, err := read()
		if err == nil {
			s.store.remembered.set(key, recollection{value, state, until})
		}
		return value, until, err
	})
}

// rememberedAs is the name of something of the caller's today. Their own rights are in it, because they may have been read earlier
// than what they see.
func (s *Scope) rememberedAs(what string) string {
	return what + " " + string(s.user.Today(s.store.now())) + " " + s.user.Version()
}

// version differs whenever the database does; empty where that can't be known: inside a transaction, and where the
// database does not tell. No version is older than a minute.
func (s *Store) version(ctx context.Context) string {
	if s.together != nil {
		return ""
	}
	state := s.dialect.version(ctx, s)
	if state == "" {
		return ""
	}
	return state + " " + time.Now().Truncate(time.Minute).Format(time.RFC3339)
}

// fileVersion asks SQLite whether anybody committed to the file, which it answers for one connection that never writes.
type fileVersion struct {
	mu   sync.Mutex
	pool *sql.DB
	conn *sql.Conn
	// epoch counts connections: the numbers of different ones can't be compared.
	epoch int64
}

// read is the number of the connection and what it says; found is false where the database does not answer.
func (v *fileVersion) read(ctx context.Context) (epoch, changes int64, found bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.conn == nil {
		conn, err := v.pool.Conn(ctx)
		if err != nil {
			return 0, 0, false
		}
		v.conn, v.epoch = conn, v.epoch+1
	}
	// A question that is broken off could leave the connection in the middle of something.
	if err := v.conn.QueryRowContext(context.WithoutCancel(ctx), `PRAGMA data_version`).Scan(&changes); err != nil {
		_ = v.conn.Close()
		v.conn = nil
		return 0, 0, false
	}
	return v.epoch, changes, true
}

func (v *fileVersion) close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.conn != nil {
		_ = v.conn.Close()
		v.conn = nil
	}
	return v.pool.Close()
}
