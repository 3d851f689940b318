package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mddash/domain"
)

// refusal is a file that mddash must leave alone, and what it says about it.
type refusal struct {
	path  func(t *testing.T) string
	words string
}

func TestAFileThatCannotBeUsedIsRefusedAndStaysAsItWas(t *testing.T) {
	for _, files := range []map[string]refusal{damagedFiles(), foreignFiles(), oddMdDashFiles()} {
		for name, c := range files {
			t.Run(name, func(t *testing.T) {
				path := c.path(t)
				refused(t, options(t, path), path, c.words)
			})
		}
	}
}

func foreign(t *testing.T, statements ...string) string {
	path := filepath.Join(t.TempDir(), "other.db")
	sqlite(t, path, statements...)
	return path
}

func rewritten(t *testing.T, change func([]byte) []byte) string {
	path := mdDash(t, `INSERT INTO tasks (name) VALUES ('Old')`)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// damagedFiles are no SQLite file, or not a whole one.
func damagedFiles() map[string]refusal {
	return map[string]refusal{
		"a text": {func(t *testing.T) string {
			return rewritten(t, func([]byte) []byte { return []byte(strings.Repeat("not a database\n", 500)) })
		}, "is not a SQLite database"},
		"a few bytes":      {func(t *testing.T) string { return rewritten(t, func(b []byte) []byte { return b[:40] }) }, "is not a SQLite database"},
		"cut off":          {func(t *testing.T) string { return rewritten(t, func(b []byte) []byte { return b[:len(b)/2+100] }) }, "it was cut off at"},
		"cut off at pages": {func(t *testing.T) string { return rewritten(t, func(b []byte) []byte { return b[:len(b)-4096] }) }, "it was cut off at"},
		"a damaged page": {func(t *testing.T) string {
			return rewritten(t, func(b []byte) []byte { copy(b[3*4096:], strings.Repeat("\xfe", 4096)); return b })
		}, "is damaged"},
		"a damaged schema": {func(t *testing.T) string {
			return rewritten(t, func(b []byte) []byte { copy(b[100:], strings.Repeat("\xfe", 3000)); return b })
		}, "is damaged"},
	}
}

// foreignFiles are other programs'.
func foreignFiles() map[string]refusal {
	return map[string]refusal{
		"another program's": {func(t *testing.T) string {
			return foreign(t, "CREATE TABLE songs (id)", "INSERT INTO songs VALUES (1)")
		}, "belongs to another program: it has tables (songs)"},
		"another program's in WAL mode": {func(t *testing.T) string {
			return foreign(t, "PRAGMA journal_mode = WAL", "CREATE TABLE songs (id)")
		}, "belongs to another program"},
		"another program's ledger": {func(t *testing.T) string {
			return foreign(t, "CREATE TABLE schema_migrations (version BIGINT, dirty BOOLEAN)", "INSERT INTO schema_migrations VALUES (7, 0)")
		}, "its table schema_migrations is not mddash's"},
		"another program's empty ledger": {func(t *testing.T) string {
			return foreign(t, "CREATE TABLE schema_migrations (version TEXT, name TEXT, applied_at TEXT)")
		}, "its table schema_migrations is not mddash's"},
		"other users, projects and tasks": {func(t *testing.T) string {
			return foreign(t, "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT)", "CREATE TABLE projects (id INTEGER PRIMARY KEY, title TEXT)", "CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT)")
		}, "users.id is INTEGER and not TEXT"},
	}
}

// oddMdDashFiles look like md_dash's and differ where it counts.
func oddMdDashFiles() map[string]refusal {
	return map[string]refusal{
		"one type that differs": {func(t *testing.T) string {
			return mdDash(t, "DROP TABLE events", "CREATE TABLE events (id INTEGER PRIMARY KEY, title TEXT NOT NULL, start INTEGER NOT NULL, end TEXT NOT NULL)")
		}, "events.start is INTEGER and not TEXT"},
		"a view for a table": {func(t *testing.T) string {
			return mdDash(t, "DROP TABLE decisions", "CREATE VIEW decisions AS SELECT 1 AS id")
		}, "decisions is a view"},
		"a table where ours goes":  {func(t *testing.T) string { return mdDash(t, "CREATE TABLE Comments (id)") }, "its table comments is in the way of mddash's own table"},
		"an index where ours goes": {func(t *testing.T) string { return mdDash(t, "CREATE INDEX tasks_parent ON tasks (name)") }, "its index tasks_parent is in the way of mddash's own index"},
		"a column where ours goes": {func(t *testing.T) string { return mdDash(t, "ALTER TABLE tasks ADD COLUMN parent_id TEXT") }, "tasks.parent_id is TEXT and not INTEGER"},
		"a column we can't fill": {func(t *testing.T) string {
			return mdDash(t, "DROP TABLE decisions", "CREATE TABLE decisions (id INTEGER PRIMARY KEY, name TEXT NOT NULL, weight INTEGER NOT NULL)")
		}, "decisions.weight has to be filled"},
		"a column that must be full": {func(t *testing.T) string {
			return mdDash(t, "DROP TABLE decisions", "CREATE TABLE decisions (id INTEGER PRIMARY KEY, name TEXT NOT NULL, due_date TEXT NOT NULL)")
		}, "decisions.due_date has to be filled"},
		"a computed column": {func(t *testing.T) string {
			return mdDash(t, "DROP TABLE decisions", "CREATE TABLE decisions (id INTEGER PRIMARY KEY, name TEXT NOT NULL, due_date TEXT AS (name))")
		}, "decisions.due_date is computed"},
		"another key": {func(t *testing.T) string {
			return mdDash(t, "DROP TABLE decisions", "CREATE TABLE decisions (id INTEGER, name TEXT NOT NULL PRIMARY KEY)")
		}, "differs in the primary key"},
	}
}

func TestADatabaseOfANewerMddashIsRefusedWithBothVersions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mddash.db")
	newer := options(t, path)
	newer.Migrations = extra(t, "9999_future.sql", "CREATE TABLE future (id {id});\n")
	s, _, err := start(t, newer)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	older := options(t, path)
	refused(t, older, path, "it has migration 9999_future, this program knows up to 00")
}

func TestAPathThatIsNoFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, words := range map[string]string{
		dir:                                   "is a directory",
		"/dev/null":                           "is not a file",
		filepath.Join(dir, "no", "db.sqlite"): "no such file or directory: " + filepath.Join(dir, "no"),
		filepath.Join(file, "db.sqlite"):      "not a directory",
	} {
		_, err := open(t, options(t, path))
		wantUnusable(t, err, words)
	}
}

func TestADamagedPageOfOurOwnFileIsNoticedAtStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mddash.db")
	s, _, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(text[5*4096:], strings.Repeat("\xfe", 4096))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, options(t, path), path, "is damaged")
}

// A file that another program is writing to for longer than we wait.
func TestAFileThatAnotherProgramHoldsIsSaidToBeLocked(t *testing.T) {
	t.Parallel() // it waits for seconds
	path := mdDash(t)
	running := other(t, path)
	if _, err := running.Exec("BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	_, _, err := start(t, options(t, path))
	wantUnusable(t, err, "is locked by another program")
}

// The journal that a crash leaves holds what has to be taken back, and SQLite does that by itself.
func TestAFileWhoseLastWriterCrashedIsRecovered(t *testing.T) {
	path := mdDash(t, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
		INSERT INTO tasks (name) SELECT printf('Task number %d', i) FROM n`)
	running := other(t, path)
	if _, err := running.Exec("PRAGMA cache_size = 5; BEGIN; UPDATE tasks SET name = 'half done'"); err != nil {
		t.Fatal(err)
	}
	crashed := filepath.Join(t.TempDir(), "sqlite.db")
	for _, suffix := range []string{"", "-journal"} {
		text, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(crashed+suffix, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, report, err := start(t, options(t, crashed))
	if err != nil {
		t.Fatal(err)
	}
	if got := one[int](t, s.Read(), "SELECT count(*) FROM tasks WHERE name = 'half done'"); got != 0 || !report.Adopted {
		t.Errorf("%d tasks are half done, and the report is %+v", got, report)
	}
}

func TestAStoreThatWasNotMigratedIsNotReady(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mddash.db")
	s, err := open(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("got %v, want Unavailable", err)
	}
	states, err := s.MigrationStatus(t.Context())
	if err != nil || len(states) == 0 || !states[0].AppliedAt.IsZero() {
		t.Errorf("got %v and %v, want all migrations pending", states, err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("opening made the file")
	}
}

func TestANewFileIsForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "below", "mddash.db")
	o := options(t, path)
	o.MakeDir = true
	s, _, err := start(t, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, path + "-wal": 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has the mode %v, want %v", name, info.Mode(), want)
		}
	}
	s.Close()
}

func TestANewFileThatCannotBeFilledIsTakenAwayAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mddash.db")
	o := options(t, path)
	o.Migrations = extra(t, "9999_fails.sql", "INSERT INTO nowhere VALUES (1);\n")
	if _, _, err := start(t, o); err == nil {
		t.Fatal("it did not fail")
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) > 0 {
		t.Errorf("left over: %v", entries)
	}
}

func TestAStartThatIsGivenUpFails(t *testing.T) {
	s, err := open(t, options(t, filepath.Join(t.TempDir(), "mddash.db")))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Migrate(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
