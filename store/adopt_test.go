package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"mddash/domain"
	"mddash/store"
)

func TestAnMdDashFileIsAdoptedInPlace(t *testing.T) {
	path := mdDash(t, `INSERT INTO users (id, email) VALUES ('a', 'ana@example.com')`, `INSERT INTO tasks (name) VALUES ('Old')`)
	s, report, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	if want := path + ".before-mddash-20261122-093000.db"; !report.Adopted || report.Backup != want || len(report.Found) > 0 {
		t.Errorf("got the report %+v, want an adoption with the copy %s", report, want)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	if got := one[string](t, s.Read(), "SELECT position FROM tasks"); got != "n000000000001V" {
		t.Errorf("the old task stands at %q", got)
	}
	if got := one[string](t, s.Read(), "SELECT DISTINCT visibility FROM projects UNION ALL SELECT 'none' LIMIT 1"); got != "none" {
		t.Errorf("unexpected project with visibility %q", got)
	}
}

func TestTheCopyBeforeAnAdoptionIsTheFileAsItWas(t *testing.T) {
	path := mdDash(t, `INSERT INTO tasks (name) VALUES ('Old')`)
	_, report, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(report.Backup)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the copy has the mode %v", info.Mode())
	}
	copied := other(t, report.Backup)
	if got := one[string](t, copied, "SELECT name FROM tasks"); got != "Old" {
		t.Errorf("the copy has the task %q", got)
	}
	if got := one[int](t, copied, "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations' OR sql LIKE '%deleted_at%'"); got != 0 {
		t.Error("the copy has been changed too")
	}
}

func TestAnAdoptedFileIsNotAdoptedAgain(t *testing.T) {
	path := mdDash(t)
	first, _, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	before := traceOf(t, path)
	second, report, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	if report.Adopted || report.Backup != "" || len(report.Ran) > 0 {
		t.Errorf("got the report %+v, want nothing done", report)
	}
	second.Close()
	after := traceOf(t, path)
	if before.hash != after.hash || !slices.Equal(before.files, after.files) {
		t.Errorf("the second start changed something: %v, then %v", before.files, after.files)
	}
}

func TestACopyFromBeforeIsNeverOverwritten(t *testing.T) {
	path := mdDash(t)
	taken := path + ".before-mddash-20261122-093000.db"
	if err := os.WriteFile(taken, []byte("somebody's"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, report, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(taken); string(text) != "somebody's" || report.Backup == taken {
		t.Errorf("the file that was there now is %q, the copy is %s", text, report.Backup)
	}
}

func TestSeveralInstancesAdoptAFileOnce(t *testing.T) {
	path := mdDash(t, `INSERT INTO tasks (name) VALUES ('Old')`)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, _, err := start(t, options(t, path)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if copies, _ := filepath.Glob(path + ".before-mddash-*"); len(copies) != 1 {
		t.Errorf("got the copies %v, want one", copies)
	}
	if rest, _ := filepath.Glob(path + ".draft-*"); len(rest) > 0 {
		t.Errorf("left over: %v", rest)
	}
}

func TestEveryColumnThatIsAddedLetsDrizzleInsertWithoutIt(t *testing.T) {
	path := mdDash(t)
	s, _, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	sqlite(t, path,
		`INSERT INTO users (id, email) VALUES ('a', 'a@example.com')`,
		`INSERT INTO projects (name, owner_id) VALUES ('P', 'a')`,
		`INSERT INTO tasks (name, project_id) VALUES ('T', 1)`,
		`INSERT INTO tasks (name) VALUES ('T2') ON CONFLICT DO NOTHING`,
		`INSERT OR REPLACE INTO tasks (id, name) VALUES (2, 'T3')`,
		`INSERT INTO notes (title, content, user_id) VALUES ('N', '', 'a')`,
		`INSERT INTO events (title, start, end) VALUES ('E', '2026-01-01T09:00:00Z', '2026-01-01T10:00:00Z')`,
		`INSERT INTO decisions (name) VALUES ('D')`,
		`INSERT INTO clients (id, company_name) VALUES ('c', 'C')`,
		`INSERT INTO account ("userId", type, provider, "providerAccountId") VALUES ('a', 'oauth', 'github', '1')`,
		`INSERT INTO session ("sessionToken", "userId", expires) VALUES ('s', 'a', 1)`,
	)
	db := other(t, path)
	if got := one[string](t, db, "SELECT visibility FROM projects"); got != "team" {
		t.Errorf("a project that md_dash adds is %q, want team", got)
	}
	if got := one[string](t, db, "SELECT group_concat(position) FROM tasks"); got != "n000000000001V,n000000000002V" {
		t.Errorf("tasks that md_dash adds stand at %s", got)
	}
}

func TestTheKeyOfAccountIsKeptAsFound(t *testing.T) {
	path := mdDash(t)
	s, _, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	got := one[string](t, s.Read(), "SELECT group_concat(name) FROM pragma_table_info('account') WHERE pk > 0")
	if got != "provider,providerAccountId" {
		t.Errorf("the key of account is %s", got)
	}
}

func TestAnOlderMdDashFileGetsWhatItLacks(t *testing.T) {
	path := mdDash(t,
		`DROP TABLE note_shares`, `DROP TABLE decisions`, `DROP TABLE account`,
		`ALTER TABLE tasks DROP COLUMN updated_at`, `ALTER TABLE tasks DROP COLUMN priority`, `ALTER TABLE users DROP COLUMN roles`,
		`ALTER TABLE notes DROP COLUMN is_pinned`,
		`CREATE TABLE older (id INTEGER PRIMARY KEY, user_id TEXT)`,
		`INSERT INTO users (id, email) VALUES ('a', 'a@example.com')`, `INSERT INTO tasks (name) VALUES ('Old')`)
	s, report, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	if !report.Adopted {
		t.Error("it was not adopted")
	}
	if got := one[string](t, s.Read(), "SELECT name || priority || coalesce(updated_at, '-') FROM tasks"); got != "Oldmedium-" {
		t.Errorf("the task is %s", got)
	}
	if got := one[string](t, s.Read(), "SELECT roles FROM users"); got != `["staff"]` {
		t.Errorf("the user has the roles %s", got)
	}
	for _, table := range []string{"note_shares", "decisions", "account", "older"} {
		one[int](t, s.Read(), "SELECT count(*) FROM "+table)
	}
}

func TestAMissingColumnThatReferredToATableDoesSoAgain(t *testing.T) {
	path := mdDash(t, `DROP TABLE task_assignees`, `DROP TABLE tasks`, `CREATE TABLE tasks (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)`)
	s, _, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Write().ExecContext(t.Context(), "INSERT INTO tasks (name, project_id) VALUES ('x', 99)")
	if !store.IsForeignKey(err) {
		t.Errorf("got %v, want a broken reference", err)
	}
}

func TestLooseEndsInAFileAreToldAndStopNothing(t *testing.T) {
	path := mdDash(t, `PRAGMA foreign_keys = OFF`,
		`INSERT INTO tasks (name, project_id) VALUES ('Loose', 99)`,
		`INSERT INTO task_assignees VALUES (1, 'nobody')`,
		`INSERT INTO users (id, email) VALUES ('a', 'ana@example.com'), ('b', 'Ana@Example.com')`)
	s, report, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	found := strings.Join(report.Found, "\n")
	for _, words := range []string{"1 rows of tasks point to rows of projects", "1 rows of task_assignees point to rows of users", "1 addresses belong to several accounts"} {
		if !strings.Contains(found, words) {
			t.Errorf("found %q, want %q in it", found, words)
		}
	}
	if _, err := s.Write().ExecContext(t.Context(), "UPDATE tasks SET name = 'Still loose'"); err != nil {
		t.Error(err)
	}
}

func TestAFileInWALModeIsAdopted(t *testing.T) {
	path := mdDash(t, `PRAGMA journal_mode = WAL`, `INSERT INTO tasks (name) VALUES ('Old')`)
	s, report, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	if got := one[int](t, s.Read(), "SELECT count(*) FROM tasks"); got != 1 || !report.Adopted {
		t.Errorf("got %d tasks and %+v", got, report)
	}
}

// What md_dash wrote last is only in its -wal as long as it runs.
func TestAFileIsAdoptedWhileMdDashRuns(t *testing.T) {
	for _, mode := range []string{"WAL", "DELETE"} {
		t.Run(mode, func(t *testing.T) {
			path := mdDash(t)
			running := other(t, path)
			if _, err := running.Exec("PRAGMA journal_mode = " + mode + "; INSERT INTO tasks (name) VALUES ('New')"); err != nil {
				t.Fatal(err)
			}
			s, report, err := start(t, options(t, path))
			if err != nil {
				t.Fatal(err)
			}
			if got := one[int](t, other(t, report.Backup), "SELECT count(*) FROM tasks"); got != 1 {
				t.Errorf("the copy has %d tasks, want 1", got)
			}
			if _, err := running.Exec("INSERT INTO tasks (name) VALUES ('Newer')"); err != nil {
				t.Errorf("md_dash can't write any more: %v", err)
			}
			if got := one[int](t, s.Read(), "SELECT count(*) FROM tasks"); got != 2 {
				t.Errorf("we see %d tasks, want 2", got)
			}
		})
	}
}

func TestOddValuesInAFileBreakNoRead(t *testing.T) {
	path := mdDash(t,
		`INSERT INTO users (id, email, name, roles, created_at) VALUES ('a', 'a@example.com', NULL, '', 1738569600000),
			('b', 'b@example.com', x'41', 'null', '2025-01-02 03:04:05'), ('c', 'c@example.com', 7, '"[\"admin\"]"', '')`,
		`INSERT INTO tasks (name, project_id, created_at) VALUES (7, NULL, 1738569600), ('', '', 'yesterday')`)
	s, _, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	var users []struct {
		ID, Name  string
		Roles     store.StringList
		CreatedAt store.Instant
	}
	if err := s.Read().NewRaw("SELECT id, name, roles, created_at FROM users ORDER BY id").Scan(t.Context(), &users); err != nil {
		t.Fatal(err)
	}
	if users[0].CreatedAt.Year() != 2025 || users[1].CreatedAt.Year() != 2025 || !users[2].CreatedAt.IsZero() {
		t.Errorf("read the times %v, %v, %v", users[0].CreatedAt, users[1].CreatedAt, users[2].CreatedAt)
	}
	if len(users[0].Roles) != 0 || len(users[1].Roles) != 0 || !slices.Equal(users[2].Roles, store.StringList{"admin"}) {
		t.Errorf("read the roles %v, %v, %v", users[0].Roles, users[1].Roles, users[2].Roles)
	}
	var tasks []struct {
		Name      string
		ProjectID store.Number
		CreatedAt store.Instant
	}
	if err := s.Read().NewRaw("SELECT name, project_id, created_at FROM tasks ORDER BY id").Scan(t.Context(), &tasks); err != nil {
		t.Fatal(err)
	}
	if tasks[0].CreatedAt.Year() != 2025 || tasks[1].ProjectID != 0 {
		t.Errorf("read the tasks %+v", tasks)
	}
}

func TestAFailedAdoptionLeavesTheFileByteForByte(t *testing.T) {
	for _, mode := range []string{"DELETE", "WAL"} {
		t.Run(mode, func(t *testing.T) {
			// Enough rows that SQLite writes changed pages into the file before the transaction ends.
			path := mdDash(t, `PRAGMA journal_mode = `+mode,
				`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
				INSERT INTO tasks (name) SELECT printf('Task number %d', i) FROM n`)
			o := options(t, path)
			o.Migrations = extra(t, "9999_fails.sql", "CREATE TABLE last (id {id});\nINSERT INTO nowhere VALUES (1);\n")
			before := traceOf(t, path)
			_, _, err := start(t, o)
			if err == nil || !strings.Contains(err.Error(), "nowhere") {
				t.Fatalf("got %v, want the migration to fail", err)
			}
			after := traceOf(t, path)
			if before.hash != after.hash || !slices.Equal(before.files, after.files) {
				t.Errorf("the file or its directory changed: %v, then %v", before.files, after.files)
			}
		})
	}
}

// In md_dash's own tables nothing cascades, and Drizzle's drivers do not always enforce references.
func TestLooseAndSharedTodosOfAnAdoptedFileCanBeChangedAndPurged(t *testing.T) {
	path := mdDash(t, `PRAGMA foreign_keys = OFF`,
		`INSERT INTO users (id, email) VALUES ('a', 'ana@example.com'), ('b', 'bo@example.com')`,
		`INSERT INTO tasks (name, project_id) VALUES ('Loose', 99), ('Shared', NULL)`,
		`INSERT INTO task_assignees VALUES (1, 'a'), (1, 'nobody'), (2, 'a'), (2, 'b')`)
	s, _, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	exec(t, s, "UPDATE tasks SET user_id = 'a'")
	ana := s.As(domain.User{ID: "a", Email: "ana@example.com", Roles: []string{domain.RoleStaff}})
	for id := int64(1); id <= 2; id++ {
		_, err := ana.UpdateTodo(t.Context(), id, "", func(in domain.TodoInput) (domain.TodoInput, error) {
			in.Title = "Changed"
			return in, nil
		})
		if err != nil {
			t.Errorf("change %d: %v", id, err)
		}
		if _, err := ana.CompleteTodo(t.Context(), id, true); err != nil {
			t.Errorf("complete %d: %v", id, err)
		}
		if err := ana.DeleteTodo(t.Context(), id, ""); err != nil {
			t.Errorf("delete %d: %v", id, err)
		}
		if err := ana.PurgeTodo(t.Context(), id); err != nil {
			t.Errorf("purge %d: %v", id, err)
		}
	}
	if got := one[int](t, s.Read(), "SELECT count(*) FROM tasks"); got != 0 {
		t.Errorf("%d are left", got)
	}
}
