package commands

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
