package store

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// rememberedMost is for how many people something is remembered at once.
const rememberedMost = 100

// remembered is what was worked out for people and is true until anything is committed. Who comes in again while nothing
// changed, and who walks from page to page, need not wait for the same sums.
type remembered struct {
	mu      sync.Mutex
	version string
	values  map[string]recollection
}

// recollection is a value and when it is not true any more though nothing was committed; zero for never.
type recollection struct {
	value any
	until time.Time
}

func (r *remembered) get(version, key string, now time.Time) (any, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.version != version {
		return nil, false
	}
	kept, found := r.values[key]
	return kept.value, found && (kept.until.IsZero() || now.Before(kept.until))
}

// set keeps a value that was read after the database had this version.
func (r *remembered) set(version, key string, value recollection) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.version != version || len(r.values) >= rememberedMost {
		r.version, r.values = version, map[string]recollection{}
	}
	r.values[key] = value
}

// remember reads something for a person once for each version of the database and each day of theirs, or until the time that
// read gives. What is given out is shared by all who ask: nobody may change it. The version is asked for before the value is
// read, so that whatever is committed meanwhile makes the value old; and the person's own rights are in the key, because the
// caller may have read them earlier still.
func remember[T any](ctx context.Context, s *Scope, what string, read func() (T, time.Time, error)) (T, error) {
	now := s.store.now()
	version := s.store.version(ctx)
	key := what + " " + string(s.user.Today(now)) + " " + s.user.Version()
	if value, found := s.store.remembered.get(version, key, now); found && version != "" {
		return value.(T), nil
	}
	value, until, err := read()
	if err == nil && version != "" {
		s.store.remembered.set(version, key, recollection{value, until})
	}
	return value, err
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
