package commands

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mddash/domain"
)

func TestTheWholeServerIsExportedAndRestoredByCommands(t *testing.T) {
	s, other := newShell(t), newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	path := filepath.Join(t.TempDir(), "everything.zip")
	if out := s.ok("", "export", path); !strings.Contains(out, "rows of") {
		t.Error(out)
	}
	s.refused("", "is there", "export", path)
	s.refused("", "mddash restore", "import", "mddash", path, "--as", "ada@example.com")
	other.ok("", "restore", path)
	if out := other.ok("", "user", "list"); !strings.Contains(out, "ada@example.com") {
		t.Error(out)
	}
}

func TestEverythingOfAPersonIsExportedAndImportedByCommands(t *testing.T) {
	s, other := newShell(t), newShell(t)
	for _, one := range []shell{s, other} {
		one.ok(typed, "user", "add", "ada@example.com")
	}
	s.ok("", "import", "todoist", file(t, "Work.csv", "TYPE,CONTENT,PRIORITY,INDENT,DATE,DATE_LANG\ntask,Call Ana,1,1,,\ntask,Step,4,2,,\n"), "--for", "ada@example.com")
	path := filepath.Join(t.TempDir(), "ada.zip")
	if out := s.ok("", "export", path, "--as", "ada@example.com"); !strings.Contains(out, "holds what ada@example.com sees") {
		t.Error(out)
	}
	s.refused("", "is there already", "export", path, "--as", "ada@example.com")
	s.refused("", "No account", "export", path+"2", "--as", "nobody@example.com")
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("beside it stands %v, %v", left, err)
	}
	take := func(args ...string) domain.IntakeReport {
		var report domain.IntakeReport
		out := other.ok("", append([]string{"import", "mddash", path, "--as", "ada@example.com", "--json"}, args...)...)
		if err := json.NewDecoder(strings.NewReader(out)).Decode(&report); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		return report
	}
	if r := take("--dry-run"); !r.Rehearsed || r.Made["todos"] != 2 {
		t.Errorf("a rehearsal tells %+v", r)
	}
	if r := take(); r.Made["todos"] != 2 || r.LeftOutN != 0 {
		t.Errorf("it became %+v", r)
	}
	if r := take(); r.All() != 0 || r.There["todos"] != 2 {
		t.Errorf("the second time it became %+v", r)
	}
}
