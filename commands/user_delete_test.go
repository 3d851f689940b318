package commands

import (
	"strings"
	"testing"
)

func TestAnAccountIsDeletedOnlyWhereThatIsMeant(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	s.ok(typed, "user", "add", "ben@example.com")
	if _, errs, code := s.run("", "user", "delete", "ben@example.com"); code != exitUsage || !strings.Contains(errs, "--yes") {
		t.Errorf("exit %d, said %q", code, errs)
	}
	s.refused("", "only admin", "user", "delete", "ada@example.com", "--yes")
	s.refused("", "No account has this address", "user", "delete", "ben@example.com", "--heir", "cleo@example.com", "--yes")
	s.ok("", "user", "delete", "ben@example.com", "--heir", "ada@example.com", "--yes")
	if out := s.ok("", "user", "list", "--json"); !strings.Contains(out, `"email": "ada@example.com"`) || strings.Contains(out, "ben@") {
		t.Errorf("left: %s", out)
	}
}
