package commands

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// demo fills the shell's database with a studio that is small enough to wait for.
func (s shell) demo(args ...string) string {
	s.t.Helper()
	return s.ok("", append([]string{"demo", "--percent", "3"}, args...)...)
}

func TestTheDemoSaysHowToGetIn(t *testing.T) {
	s := newShell(t)
	out := s.demo("--base-url", "https://example.com/dash")
	for _, words := range []string{"12 people, 12 clients, 30 projects", "https://example.com/dash/signin", "maya@studio-north.example", "ana@harbour-coffee.example"} {
		if !strings.Contains(out, words) {
			t.Errorf("it doesn't say %q:\n%s", words, out)
		}
	}
	_, password, _ := strings.Cut(strings.TrimSpace(out), "password is ")
	for _, email := range []string{"maya@studio-north.example", "ines@studio-north.example", "ana@harbour-coffee.example"} {
		if _, err := s.signIn(email, password); err != nil {
			t.Errorf("%s can't sign in with %q: %v", email, password, err)
		}
	}
}

func TestTheDemoLeavesADatabaseInUseAlone(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	path := strings.TrimPrefix(s.database, "sqlite:")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out, errs, code := s.run("", "demo", "--percent", "3")
	if code != exitUsage || !strings.Contains(errs, path+" is in use") || out != "" {
		t.Fatalf("exit %d, printed %q, said %q", code, out, errs)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file was changed, %v", err)
	}
}

func TestTheDemoRefusesWhatItCantUse(t *testing.T) {
	for args, words := range map[string]string{
		"--password short":   "--password: Use 10 characters",
		"--today yesterday":  "--today: write the date",
		"--times 0":          "--times: write a number from 1 to 999",
		"--percent 0":        "--percent",
		"--seed minus":       "--seed",
		"and what not":       "unexpected argument",
		"--password \x00abc": "--password",
	} {
		s := newShell(t)
		_, errs, code := s.run("", append([]string{"demo"}, strings.Split(args, " ")...)...)
		if code != exitUsage || !strings.Contains(errs, words) {
			t.Errorf("%q: exit %d, said %q, want %q", args, code, errs, words)
		}
		if found, _ := filepath.Glob(strings.TrimPrefix(s.database, "sqlite:") + "*"); len(found) > 0 {
			t.Errorf("%q made %v", args, found)
		}
	}
}
