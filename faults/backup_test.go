//go:build faults

package faults

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// killed runs the binary and kills it after a while; ended tells that it had come to its end before.
func killed(t *testing.T, database string, after time.Duration, args ...string) (ended bool) {
	t.Helper()
	c := exec.Command(binary, args...)
	c.Env = append(os.Environ(), "MDDASH_DATABASE_URL="+database)
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() { over <- c.Wait() }()
	select {
	case err := <-over:
		if err != nil {
			t.Fatalf("mddash %s: %v %s", strings.Join(args, " "), err, said.String())
		}
		return true
	case <-time.After(after):
	}
	_ = c.Process.Kill()
	return <-over == nil
}

// run runs the binary and returns what it said, whatever its end was.
func run(database string, args ...string) (said string, ok bool) {
	c := exec.Command(binary, args...)
	c.Env = append(os.Environ(), "MDDASH_DATABASE_URL="+database)
	out, err := c.CombinedOutput()
	return string(out), err == nil
}

// patience is how long a command has before it is killed: longer each time.
func patience(kills int) time.Duration {
	after := 30 * time.Millisecond
	for range kills {
		after = after * 7 / 5
	}
	return after + rand.N(after)
}

// untilDone kills a command again and again until it comes to its end, or until whole says that it had after all.
func untilDone(t *testing.T, database string, whole func() bool, args ...string) {
	t.Helper()
	kills := 0
	for !killed(t, database, patience(kills), args...) {
		kills++
		if whole() {
			break
		}
	}
	if kills == 0 {
		t.Errorf("%s was never killed", args[0])
	}
	t.Logf("%s was killed %d times", args[0], kills)
}

func TestNothingHalfDoneLooksWholeWhenBackupRestoreAndCopyAreKilled(t *testing.T) {
	dir := t.TempDir()
	database := "sqlite:" + filepath.Join(dir, "mddash.db")
	token := account(t, database)
	s := serve(t, database)
	for n := range 12 {
		if err := writeFile(&ledger{files: map[string]int64{}}, clientOf(s.URL, token), fmt.Sprintf("file-%d", n)); err != nil {
			t.Fatal(err)
		}
	}
	// The server goes on while backups are made. Each has a name of its own, as cron gives it.
	backup := filepath.Join(dir, "backup-0.zip")
	kills := 0
	for ; !killed(t, database, patience(kills), "backup", backup); kills++ {
		if _, err := os.Lstat(backup); err == nil {
			command(t, database, "", "check", backup)
		}
		backup = filepath.Join(dir, fmt.Sprintf("backup-%d.zip", kills+1))
	}
	t.Logf("backup was killed %d times", kills)
	command(t, database, "", "check", backup)
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	people := command(t, database, "", "user", "list")
	for name, args := range map[string][]string{"restored.db": {"restore", backup}, "copied.db": {"copy", "--from", database, "--to"}} {
		place := "sqlite:" + filepath.Join(dir, name)
		if args[0] == "copy" {
			args = append(args, place)
		}
		untilDone(t, place, func() bool { return whole(t, filepath.Join(dir, name), people) }, args...)
		if !whole(t, filepath.Join(dir, name), people) {
			t.Errorf("%s is not whole when the command is at its end", name)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.draft-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("there is left: %v, %v", left, err)
	}
}

// whole looks at what a killed command left: nothing, what every command refuses, or everything.
func whole(t *testing.T, path, people string) bool {
	t.Helper()
	if _, err := os.Lstat(path); err != nil {
		return false
	}
	said, ok := run("sqlite:"+path, "check")
	switch {
	case !ok && strings.Contains(said, "not at its end"):
		if said, ok := run("sqlite:"+path, "user", "list"); ok || !strings.Contains(said, "not at its end") {
			t.Errorf("half of a copy is opened: %s", said)
		}
		return false
	case !ok && (strings.Contains(said, "is not there") || strings.Contains(said, "is empty")): // a file with nothing in it
		return false
	case !ok:
		t.Fatalf("%s: %s", path, said)
	}
	if got, _ := run("sqlite:"+path, "user", "list"); strings.TrimSpace(got) != people {
		t.Fatalf("%s looks whole, and has the accounts %q instead of %q", path, got, people)
	}
	return true
}
