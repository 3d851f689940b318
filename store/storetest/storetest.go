// Package storetest lends tests a real, migrated and empty store.
package storetest

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"mddash/background/fetch"
	"mddash/formats/pictures"
	"mddash/store"
)

// PostgresVariable names the environment variable that holds the postgres:// URL of a server on which tests may make
// databases. On CI it must be set.
const PostgresVariable = "MDDASH_TEST_POSTGRES"

// New is an empty store in a SQLite file, closed after the test.
func New(t testing.TB) *store.Store { return NewAt(t, time.Now) }

// NewAt is New with a clock.
func NewAt(t testing.TB, clock func() time.Time) *store.Store {
	t.Helper()
	return Open(t, SQLite(t), clock)
}

// SQLite is the URL of a migrated, empty file of this test's own.
func SQLite(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mddash.db")
	if err := os.WriteFile(path, migrated(t), 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// migrated is an empty database of ours. It is made once for each state of the migrations and kept with the system's
// temporary files, since with the race detector making one takes longer than most tests.
func migrated(t testing.TB) []byte {
	t.Helper()
	kept := filepath.Join(os.TempDir(), "mddash-template-"+fingerprint(t)+".db")
	if text, err := os.ReadFile(kept); err == nil {
		return text
	}
	draft := filepath.Join(t.TempDir(), "mddash.db")
	migrate(t, "sqlite:"+draft)
	text, err := os.ReadFile(draft)
	if err != nil {
		t.Fatal(err)
	}
	_ = os.Rename(draft, kept) // where it is on another disk, one is made each time
	return text
}

// Open opens and migrates a database, and closes it after the test.
func Open(t testing.TB, url string, clock func() time.Time) *store.Store {
	t.Helper()
	return open(t, store.Options{URL: url, Clock: clock, Log: slog.New(slog.DiscardHandler)})
}

// Counted is Open with a count of the queries that were made since, and with webhooks that stay outside of private networks.
func Counted(t testing.TB, url string, clock func() time.Time) (*store.Store, *Count) {
	t.Helper()
	count := &Count{Handler: slog.DiscardHandler}
	return open(t, store.Options{URL: url, Clock: clock, Log: slog.New(count), SlowQuery: time.Nanosecond, HookAddress: fetch.New(fetch.Options{}).Check}), count
}

func open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	o.Migrations, o.RateLimits, o.Pictures = Migrations(t), true, pictures.New().Look
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Migrate(context.Background()); err != nil {
		t.Fatalf("migrate the store: %v", err)
	}
	return s
}

// Count counts queries, by what is logged of those that are slower than nothing.
type Count struct {
	slog.Handler
	n atomic.Int64
}

// Queries that were made so far.
func (c *Count) Queries() int { return int(c.n.Load()) }

// Enabled takes every record.
func (c *Count) Enabled(context.Context, slog.Level) bool { return true }

// Handle counts a record.
func (c *Count) Handle(_ context.Context, r slog.Record) error {
	if r.Message == "slow query" {
		c.n.Add(1)
	}
	return nil
}

// Each runs a test on SQLite and, as another one, on PostgreSQL.
func Each(t *testing.T, run func(t *testing.T, s *store.Store)) {
	t.Helper()
	EachAt(t, time.Now, run)
}

// EachAt is Each with a clock, for instance a Clock's Now.
func EachAt(t *testing.T, clock func() time.Time, run func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, NewAt(t, clock)) })
	t.Run("postgres", func(t *testing.T) { run(t, Open(t, Postgres(t), clock)) })
}

// Migrations are the project's, wherever the test runs.
func Migrations(t testing.TB) fs.FS {
	t.Helper()
	return os.DirFS(filepath.Join(Root(t), "migrations"))
}

// Root is the directory of go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = parent
	}
}
