//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mddash/e2e/running"
)

func TestAdministrationLooksRight(t *testing.T) {
	p := open(t)
	p.Open("/signin")
	p.Fill(`[name="email"]`, "ada@example.com")
	p.Fill(`[name="password"]`, password)
	p.Submit("main form")
	for _, name := range []string{"users", "invites"} {
		p.Open("/admin/" + name)
		p.Look("admin-" + name)
	}
}

func TestTheGalleryOfPartsLooksRight(t *testing.T) {
	p := openOn(t, serve(t, "MDDASH_DEV=true"))
	p.SignUp("Ana")
	p.Open("/gallery")
	p.Look("gallery")
}

// Without node_modules and static/vendor a binary still has every page.
func TestABinaryWithoutTheFrontEndWorksAsPlainHTML(t *testing.T) {
	source := t.TempDir()
	copyTracked(t, source)
	plain := filepath.Join(t.TempDir(), "mddash")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", plain, ".")
	build.Dir = source
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s, err := running.Start(plain, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	p := openOn(t, s)
	p.SignUp("Ana")
	p.Open("/todos?view=all")
	p.Fill("#add", "Buy stamps")
	p.Submit("#quick")
	if !strings.Contains(p.Text("#todos"), "Buy stamps") {
		t.Errorf("the list says %q", p.Text("main"))
	}
	if font := eval[string](p, `getComputedStyle(document.body).display`); font == "" || p.Count("script") > 0 {
		t.Error("it asks for scripts that it has not")
	}
	if said := s.Said(); !strings.Contains(said, "./task build") {
		t.Errorf("it does not say what is missing:\n%s", said)
	}
	p.Look("todos-plain")
	// axe reads sheets that others import by writing them into a page of its own, which may hold none.
	p.seen.forgive("tyle-src")
}

// copyTracked copies what belongs to the repository, as a clone has it.
func copyTracked(t *testing.T, to string) {
	t.Helper()
	files := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	files.Dir = ".."
	names, err := files.Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.Trim(string(names), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join("..", name))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
