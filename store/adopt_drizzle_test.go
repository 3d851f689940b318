package store_test

import (
	"encoding/json"
	"os"
	process "os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// TestAFileOfTheRealDrizzleIsSharedWithIt lets Drizzle and Auth.js make a file, adopts it, lets them go on, and reads
// what both wrote.
func TestAFileOfTheRealDrizzleIsSharedWithIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sqlite.db")
	drizzle(t, "make.mjs", path)
	s, report, err := start(t, options(t, path))
	if err != nil {
		t.Fatal(err)
	}
	if !report.Adopted || len(report.Found) > 0 {
		t.Errorf("got the report %+v, want an adoption without oddities", report)
	}
	readsWhatDrizzleWrote(t, s)
	worksWithWhatDrizzleWrote(t, s)

	var seen struct {
		Users, Projects, Tasks int
		Session, Account       string
		Task                   int64
	}
	if err := json.Unmarshal(drizzle(t, "again.mjs", path), &seen); err != nil {
		t.Fatal(err)
	}
	if seen.Users != 3 || seen.Projects != 2 || seen.Tasks != 1 || seen.Session != "ana@example.com" || seen.Account != "Cy@Example.com" {
		t.Errorf("after the adoption Drizzle sees %+v", seen)
	}
	readsWhatDrizzleAdded(t, s, seen.Task)
	s.Close()
	again, report, err := start(t, options(t, path))
	if err != nil || report.Adopted || len(report.Ran) > 0 {
		t.Errorf("the next start: %+v, %v", report, err)
	}
	if got := one[string](t, again.Read(), "PRAGMA integrity_check"); got != "ok" {
		t.Error(got)
	}
}

func readsWhatDrizzleWrote(t *testing.T, s *store.Store) {
	t.Helper()
	var users []struct {
		Email, Name string
		Roles       store.StringList
		Verified    store.Instant `bun:"emailVerified"`
		CreatedAt   store.Instant
	}
	err := s.Read().NewRaw(`SELECT email, name, roles, "emailVerified", created_at FROM users ORDER BY lower(email)`).Scan(t.Context(), &users)
	if err != nil || len(users) != 3 {
		t.Fatalf("got %d users, %v", len(users), err)
	}
	ana, bo, cy := users[0], users[1], users[2]
	moment := time.Date(2025, 1, 2, 3, 4, 5, 678e6, time.UTC)
	if !ana.Verified.Equal(moment) || !ana.CreatedAt.Equal(moment) || !slices.Equal(ana.Roles, store.StringList{"staff"}) {
		t.Errorf("got Ana as %+v", ana)
	}
	if bo.Name != "" || !slices.Equal(bo.Roles, store.StringList{"staff", "admin"}) || !cy.CreatedAt.IsZero() {
		t.Errorf("got Bo as %+v and Cy as %+v", bo, cy)
	}
	for query, want := range map[string]string{
		"SELECT group_concat(visibility) FROM projects":                                                         "team,team",
		"SELECT group_concat(position || status) FROM tasks":                                                    "n000000000001Vin_progress,n000000000002Vdone,n000000000003Vtask,n000000000004Vblocked",
		"SELECT group_concat(tags || coalesce(user_id, '-')) FROM tasks":                                        "[]-,[]-,[]-,[]-",
		"SELECT count(*) || '' FROM task_assignees JOIN tasks ON id = task_id":                                  "2",
		`SELECT "sessionToken" || expires FROM session`:                                                         "token-of-ana1893456000000",
		"SELECT company_name FROM clients JOIN projects ON client_id = clients.id":                              "Acme",
		"SELECT group_concat(permission) FROM note_shares":                                                      "edit,view",
		"SELECT start || recurrence FROM events":                                                                "2025-06-30T09:00:00.000ZFREQ=YEARLY",
		"SELECT name FROM decisions":                                                                            "Which host?",
		"SELECT count(*) || '' FROM \"verificationToken\"":                                                      "1",
		"SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table' AND name LIKE '\\_\\_%' ESCAPE '\\'": "__drizzle_migrations",
	} {
		if got := one[string](t, s.Read(), query); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}

// worksWithWhatDrizzleWrote goes through the front door.
func worksWithWhatDrizzleWrote(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	ana, err := s.SignIn(ctx, domain.SignInInput{Email: "ANA@example.com", Password: "correct horse battery"}, "127.0.0.1")
	if err != nil {
		t.Fatalf("Ana's password of before: %v", err)
	}
	if same, err := s.NextAuthUser(ctx, "token-of-ana"); err != nil || same.ID != ana.ID {
		t.Errorf("the session of NextAuth is of %q, %v", same.ID, err)
	}
	page, err := s.As(ana.User).Todos(ctx, domain.TodoFilter{Reach: domain.Visible, Limit: 50})
	if err != nil || len(page.Items) != 4 {
		t.Errorf("Ana sees %d todos, %v, want the team's four", len(page.Items), err)
	}
	own, err := s.As(ana.User).Todos(ctx, domain.TodoFilter{Limit: 50})
	if err != nil || len(own.Items) != 1 || own.Items[0].Title != "Draw the pages" {
		t.Errorf("assigned to Ana: %v, %v", own.Items, err)
	}
	title := "Draw all the pages"
	_, err = s.As(ana.User).UpdateTodo(ctx, own.Items[0].ID, own.Items[0].Version(), func(in domain.TodoInput) (domain.TodoInput, error) {
		in.Title = title
		return in, nil
	})
	if err != nil {
		t.Errorf("change a task of before: %v", err)
	}
}

func readsWhatDrizzleAdded(t *testing.T, s *store.Store, task int64) {
	t.Helper()
	for query, want := range map[string]string{
		"SELECT visibility FROM projects WHERE key = 'AFT'":                                      "team",
		"SELECT position FROM tasks WHERE name = 'Added by md_dash'":                             "n000000000005V",
		"SELECT group_concat(position) FROM tasks WHERE name LIKE 'Bulk%'":                       "n000000000006V,n000000000007V,n000000000008V",
		"SELECT status FROM tasks WHERE name = 'Without anything'":                               "done",
		"SELECT priority FROM tasks WHERE id = 1":                                                "low",
		"SELECT count(*) || '' FROM users":                                                       "3",
		`SELECT group_concat("sessionToken" || expires) FROM session`:                            "token-of-ana1924992000000",
		"SELECT count(*) || '' FROM pragma_foreign_key_check":                                    "0",
		"SELECT email FROM users JOIN task_assignees ON users.id = user_id WHERE task_id = 5":    "ana@example.com",
		"SELECT shortcuts || coalesce(timezone, '-') FROM users WHERE email = 'ana@example.com'": "1-",
	} {
		if got := one[string](t, s.Read(), query); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
	if task != 5 {
		t.Errorf("Drizzle was told the id %d, want 5", task)
	}
}

// drizzle runs a script of e2e/adopt on a file and returns what it says.
func drizzle(t *testing.T, script, path string) []byte {
	t.Helper()
	dir := filepath.Join(storetest.Root(t), "e2e", "adopt")
	_, missing := os.Stat(filepath.Join(dir, "node_modules", "drizzle-orm"))
	node, err := process.LookPath("node")
	if err != nil || missing != nil {
		const how = "this test needs Node.js and the packages of e2e/adopt: (cd e2e/adopt && npm ci --ignore-scripts)"
		if os.Getenv("CI") != "" {
			t.Fatal(how)
		}
		t.Skip(how)
	}
	command := process.Command(node, filepath.Join(dir, script), path)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return out
}
