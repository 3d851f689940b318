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

// refused runs the binary and wants it to fail with some words.
func refused(t *testing.T, database, words string, args ...string) {
	t.Helper()
	c := exec.Command(binary, args...)
	c.Env = append(os.Environ(), "MDDASH_DATABASE_URL="+database)
	if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), words) {
		t.Errorf("mddash %s: %v %s", strings.Join(args, " "), err, out)
	}
}

// untilDone kills a command again and again, later each time, until it comes to its end; after each kill it looks.
func untilDone(t *testing.T, database string, look func(), args ...string) {
	t.Helper()
	times := 0
	for after := 30 * time.Millisecond; !killed(t, database, after+rand.N(after), args...); after = after * 8 / 5 {
		times++
		look()
	}
	if times == 0 {
		t.Errorf("%s was never killed", args[0])
	}
	t.Logf("%s was killed %d times", args[0], times)
}

func TestNothingHalfDoneLooksWholeWhenBackupRestoreAndCopyAreKilled(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	database := "sqlite:" + at("mddash.db")
	token := account(t, database)
	s := serve(t, database)
	c := clientOf(s.URL, token)
	for n := range 12 {
		if err := writeFile(&ledger{files: map[string]int64{}}, c, fmt.Sprintf("file-%d", n)); err != nil {
			t.Fatal(err)
		}
	}
	// The server goes on while the backup is made. Each has a name of its own, as in a cron job.
	n := 0
	for after := 30 * time.Millisecond; ; after = after * 8 / 5 {
		n++
		name := at(fmt.Sprintf("backup-%d.zip", n))
		if killed(t, database, after+rand.N(after), "backup", name) {
			break
		}
		if _, err := os.Lstat(name); err == nil {
			command(t, database, "", "check", name)
		}
	}
	backup := at(fmt.Sprintf("backup-%d.zip", n))
	command(t, database, "", "check", backup)
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	wholeUnlessMissing := func(path string) func() {
		return func() {
			if _, err := os.Lstat(path); err == nil {
				command(t, "sqlite:"+path, "", "check")
				t.Fatalf("%s is whole, and the program was killed before it said so; run again it refuses, which is right, but ends this test", path)
			}
		}
	}
	restored := at("restored.db")
	untilDone(t, "sqlite:"+restored, wholeUnlessMissing(restored), "restore", backup)
	command(t, "sqlite:"+restored, "", "check")

	copied := at("copied.db")
	untilDone(t, database, func() {
		if info, err := os.Lstat(copied); err == nil && info.Size() > 0 && half(t, copied) {
			refused(t, "sqlite:"+copied, "not at its end", "user", "list")
			refused(t, "sqlite:"+copied, "not at its end", "backup", at("of-half.zip"))
		}
	}, "copy", "--to", "sqlite:"+copied)
	command(t, "sqlite:"+copied, "", "check")
	for _, path := range []string{restored, copied} {
		same(t, command(t, database, "", "user", "list"), command(t, "sqlite:"+path, "", "user", "list"))
	}
	left, err := filepath.Glob(at("*.draft-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("there is left: %v, %v", left, err)
	}
}
