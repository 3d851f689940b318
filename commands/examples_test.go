package commands

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// commandsOf are all commands as they are typed.
func commandsOf(node *kong.Node, path []string) (all [][]string) {
	for _, child := range node.Children {
		if child.Type != kong.CommandNode {
			continue
		}
		here := append(path[:len(path):len(path)], child.Name)
		if len(child.Children) == 0 {
			all = append(all, here)
		}
		all = append(all, commandsOf(child, here)...)
	}
	return all
}

func TestEveryCommandShowsHowItIsTyped(t *testing.T) {
	parser, err := kong.New(&program{})
	if err != nil {
		t.Fatal(err)
	}
	all := commandsOf(parser.Model.Node, nil)
	if len(all) < 20 {
		t.Fatalf("only %d commands were found", len(all))
	}
	for _, typed := range all {
		name := strings.Join(typed, " ")
		out, errs, code := newShell(t).run("", append(typed, "--help")...)
		shown, _, _ := strings.Cut(out, "Flags:")
		if code != exitDone || errs != "" || !strings.Contains(strings.Join(strings.Fields(shown[strings.Index(shown, "\n"):]), " "), "mddash "+name) {
			t.Errorf("mddash %s --help: exit %d, %q, %s", name, code, errs, shown)
		}
	}
}

func TestWhatMakesNoSenseEndsWithTwoAndWhatDoesNotWorkWithOne(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	missing, there := filepath.Join(t.TempDir(), "none.db"), filepath.Join(t.TempDir(), "there.zip")
	s.ok("", "backup", there)
	for typed, want := range map[string]int{
		"nonsense":                        exitUsage,
		"user":                            exitUsage,
		"user list extra":                 exitUsage,
		"backup":                          exitUsage,
		"backup " + there:                 exitUsage,
		"export " + there:                 exitUsage,
		"restore " + missing:              exitUsage,
		"user role ada@example.com king":  exitUsage,
		"user role ada@example.com staff": exitFailed,
		"user role ben@example.com staff": exitFailed,
		"user add nobody":                 exitUsage,
		"token create ada@example.com --name x --scope king":        exitUsage,
		"token create ada@example.com --name x --expires yesterday": exitUsage,
		"check " + missing:                   exitFailed,
		"healthcheck --addr 127.0.0.1:1":     exitFailed,
		"healthcheck --timeout nonsense":     exitUsage,
		"import ics " + missing + " --for x": exitUsage,
		"migrate status":                     exitDone,
	} {
		out, errs, code := s.run("", strings.Fields(typed)...)
		if code != want || (errs == "") != (code == exitDone) || code == exitUsage && out != "" {
			t.Errorf("mddash %s: exit %d, printed %q, said %q", typed, code, out, errs)
		}
	}
	for _, typed := range []string{"user list", "backup x.zip", "export x.zip", "export x.zip --as ada@example.com", "token create ada@example.com --name x"} {
		(&shell{t, "sqlite:" + missing}).refused("", "there is no database at "+missing, strings.Fields(typed)...)
	}
}

func TestMigrationsAreListedForScripts(t *testing.T) {
	s := newShell(t)
	pending := func() (all, left int) {
		var list []struct {
			Name      string  `json:"name"`
			AppliedAt *string `json:"applied_at"`
		}
		if err := json.Unmarshal([]byte(s.ok("", "migrate", "status", "--json")), &list); err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			if one.AppliedAt == nil {
				left++
			}
		}
		return len(list), left
	}
	if all, left := pending(); all == 0 || left != all {
		t.Errorf("%d of %d are pending in a new place", left, all)
	}
	s.ok("", "migrate", "up")
	if all, left := pending(); left != 0 {
		t.Errorf("%d of %d are pending after all were made", left, all)
	}
}
