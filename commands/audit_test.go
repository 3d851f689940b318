package commands

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"mddash/domain"
	"mddash/store"
)

// audit is what the audit log says, the oldest first, and fails where something is not of the command line.
func (s shell) audit() (lines []string) {
	s.t.Helper()
	st, err := store.Open(context.Background(), store.Options{URL: s.database, Migrations: os.DirFS("../migrations")})
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	admin, err := st.System().User(context.Background(), "ada@example.com")
	if err != nil {
		s.t.Fatal(err)
	}
	page, err := st.As(admin).Audit(context.Background(), domain.AuditFilter{}, 100)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range page.Items {
		if e.Address != domain.AuditCommand || e.Actor.ID != "" || e.Actor.Name != "" {
			s.t.Errorf("%s %s is by %q at %q", e.Topic, e.Action, e.Actor.Name, e.Address)
		}
		lines = append([]string{strings.TrimSpace(e.Topic + " " + e.Action + " " + e.Subject)}, lines...)
	}
	return lines
}

func TestTheAuditLogTellsWhatCommandsDo(t *testing.T) {
	s, dir := newShell(t), t.TempDir()
	for _, c := range []struct{ stdin, typed, says string }{
		{typed, "user add ada@example.com", "account create ada"},
		{typed, "user add ben@example.com", "account create ben"},
		{"", "user list", ""},
		{"", "user role ben@example.com client", "account update ben"},
		{"", "user disable ben@example.com", "account update ben"},
		{"", "user disable ben@example.com", ""},
		{"", "user enable ben@example.com", "account update ben"},
		{"", "user password ben@example.com", "signin forgot ben"},
		{typed, "user password ben@example.com --stdin", "account update ben"},
		{"", "token create ben@example.com --name script", "token update ben"},
		{"", "backup " + filepath.Join(dir, "one.zip"), "backup made one.zip"},
		{"", "export " + filepath.Join(dir, "all.zip"), "backup exported all.zip"},
		{"", "export " + filepath.Join(dir, "ben.zip") + " --as ben@example.com", "account exported ben"},
		{"", "import todoist " + file(t, "Work.csv", "TYPE,CONTENT,PRIORITY,INDENT,DATE,DATE_LANG\ntask,Call Ana,1,1,,\n") + " --for ben@example.com --dry-run", ""},
		{"", "import todoist " + file(t, "Work.csv", "TYPE,CONTENT,PRIORITY,INDENT,DATE,DATE_LANG\ntask,Call Ana,1,1,,\n") + " --for ben@example.com", "account imported ben"},
		{"", "check", ""},
		{"", "migrate status", ""},
		{"", "user remove-passkeys ben@example.com", ""},
		{"", "user delete ben@example.com --yes", "account delete"},
	} {
		var before []string
		if c.typed != "user add ada@example.com" {
			before = s.audit()
		}
		s.ok(c.stdin, strings.Fields(c.typed)...)
		after := s.audit()
		if got := strings.Join(after[len(before):], ", "); got != c.says {
			t.Errorf("%s: it says %q, not %q", c.typed, got, c.says)
		}
	}
}

// TestTheAuditLogTellsWhereAServerCameFrom: a restored or copied database says so itself, after what it said before.
func TestTheAuditLogTellsWhereAServerCameFrom(t *testing.T) {
	s, restored, copied := newShell(t), newShell(t), newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	path := filepath.Join(t.TempDir(), "one.zip")
	s.ok("", "backup", path)
	restored.ok("", "restore", path)
	if got := strings.Join(restored.audit(), ", "); got != "account create ada, backup restored one.zip" {
		t.Errorf("what was restored says %s", got)
	}
	s.ok("", "copy", "--to", copied.database)
	from := strings.TrimPrefix(s.database, "sqlite:")
	if got := strings.Join(copied.audit(), ", "); got != "account create ada, backup made one.zip, backup copied "+from {
		t.Errorf("what was copied says %s", got)
	}
	s.refused("", "", "restore", path)
	if got := strings.Join(s.audit(), ", "); got != "account create ada, backup made one.zip" {
		t.Errorf("where nothing was restored it says %s", got)
	}
}

// TestTheAuditLogTellsOfMigrations of a database that was in use, and by which version; one that is new has nothing to tell of.
func TestTheAuditLogTellsOfMigrations(t *testing.T) {
	s, fewer := newShell(t), fstest.MapFS{}
	names, err := filepath.Glob("../migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names[:len(names)-1] {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fewer["migrations/"+filepath.Base(name)] = &fstest.MapFile{Data: text}
	}
	var said bytes.Buffer
	if code := run([]string{"migrate", "up", "--database-url", s.database}, call{ctx: t.Context(), files: Files{Migrations: fewer}, out: io.Discard, errs: &said}, nil); code != exitDone {
		t.Fatal(said.String())
	}
	s.ok("", "migrate", "up")
	s.ok("", "migrate", "up")
	s.ok(typed, "user", "add", "ada@example.com")
	newest := strings.TrimSuffix(filepath.Base(names[len(names)-1]), ".sql")
	if got := strings.Join(s.audit(), ", "); got != "operation migrated "+newest+", account create ada" {
		t.Errorf("it says %s", got)
	}
}
