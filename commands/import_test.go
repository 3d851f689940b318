package commands

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFolderOfMarkdownIsImportedForSomebody(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	folder := t.TempDir()
	for name, text := range map[string]string{"a.md": "see [b](sub/b.md)", "sub/b.md": "---\ntags: [x]\n---\n\nb", "sub/c.bin": "c", ".hidden.md": "no"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// What lies outside of the folder is not read, also where something in it leads there.
	if err := os.Symlink("/etc/hostname", filepath.Join(folder, "out.md")); err != nil {
		t.Fatal(err)
	}
	if look := s.imported("markdown", folder, "--dry-run"); !look.Rehearsed || look.Made["notes"] != 2 || s.rows(`SELECT count(*) FROM notes`) != "0" {
		t.Fatalf("a rehearsal tells %+v", look)
	}
	out, errs, code := s.run("", "import", "markdown", folder, "--for", "ada@example.com")
	if code != exitDone || !strings.Contains(out, "Imported 2 notes; 0 were there already, 1 left out.") || !strings.Contains(errs, "left out: sub/c.bin: No note leads to it.") {
		t.Fatalf("exit %d, printed %q, said %q", code, out, errs)
	}
	if out := s.ok("", "import", "markdown", folder, "--for", "ada@example.com"); !strings.Contains(out, "Imported nothing new; 2 were there already") {
		t.Errorf("again: %q", out)
	}
}

func TestAnImportSaysWhatItCantRead(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	file := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(file, []byte("PK"), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, words := range map[string]string{
		"/nowhere/at/all --for ada@example.com": "there is no file or folder /nowhere/at/all",
		file + " --for ada@example.com":         "This is no zip file",
		os.DevNull + " --for ada@example.com":   "is no file",
		t.TempDir() + " --for bob@example.com":  "No account has this address",
		t.TempDir():                             "--for",
	} {
		out, errs, code := s.run("", append([]string{"import", "markdown"}, strings.Split(args, " ")...)...)
		if code == exitDone || !strings.Contains(errs, words) || out != "" {
			t.Errorf("%s: exit %d, printed %q, said %q, want %q", args, code, out, errs, words)
		}
	}
}
