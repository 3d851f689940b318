package store_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"mddash/store"
	"mddash/store/storetest"
)

// mdDash makes an md_dash file with Drizzle's own SQL and runs more statements in it.
func mdDash(t *testing.T, more ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(storetest.Root(t), "e2e/adopt/drizzle/0000_md_dash.sql"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sqlite.db")
	sqlite(t, path, append(strings.Split(string(text), "--> statement-breakpoint"), more...)...)
	return path
}

// sqlite runs statements on a file the way another program does.
func sqlite(t *testing.T, path string, statements ...string) {
	t.Helper()
	db := other(t, path)
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// other is another program that uses the file, with foreign keys on as the drivers of Node.js have them.
func other(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

func one[T any](t *testing.T, db interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}, query string) T {
	t.Helper()
	var value T
	if err := db.QueryRowContext(t.Context(), query).Scan(&value); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

var aMoment = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

func options(t *testing.T, url string) store.Options {
	t.Helper()
	return store.Options{URL: url, Migrations: storetest.Migrations(t), Clock: storetest.At(aMoment).Now}
}

func open(t *testing.T, o store.Options) (*store.Store, error) {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err == nil {
		t.Cleanup(func() { s.Close() })
	}
	return s, err
}

// start does what the program does at start, and closes the store again where that fails.
func start(t *testing.T, o store.Options) (*store.Store, store.MigrationReport, error) {
	t.Helper()
	s, err := open(t, o)
	if err != nil {
		return nil, store.MigrationReport{}, err
	}
	report, err := s.Migrate(t.Context())
	if err != nil {
		s.Close()
	}
	return s, report, err
}

// files are the names in a file's directory, and hash is of the file itself.
type trace struct {
	files []string
	hash  string
}

func traceOf(t *testing.T, path string) trace {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	return trace{files: names, hash: hex.EncodeToString(sum[:])}
}

// refused wants the start to fail with words, and the file and its directory as they were.
func refused(t *testing.T, o store.Options, path, words string) {
	t.Helper()
	before := traceOf(t, path)
	_, _, err := start(t, o)
	wantUnusable(t, err, words)
	after := traceOf(t, path)
	if before.hash != after.hash {
		t.Error("the file was changed")
	}
	if !slices.Equal(before.files, after.files) {
		t.Errorf("files before %v, after %v", before.files, after.files)
	}
}

func wantUnusable(t *testing.T, err error, words string) {
	t.Helper()
	var unusable *store.Unusable
	if !errors.As(err, &unusable) {
		t.Fatalf("got the error %v, want an Unusable with %q", err, words)
	}
	if !strings.Contains(err.Error(), words) {
		t.Errorf("got the error %q, want %q in it", err, words)
	}
}

// extra are the project's migrations and one more.
func extra(t *testing.T, name, text string) fs.FS {
	t.Helper()
	all := fstest.MapFS{name: {Data: []byte(text)}}
	own := storetest.Migrations(t)
	names, err := fs.Glob(own, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(own, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: data}
	}
	return all
}
