//go:build bench

// Package bench measures what mddash promises, against code that does only the unavoidable, and prints both. Figures
// are of the machine it runs on; the ratios travel. Run it with ./task bench, with nothing else going on.
package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"mddash/e2e/running"
)

// binary is what people run: built by ./task build, front end included.
const binary = "../bin/mddash"

// town is the directory of a database with many people in it, made once; MDDASH_BENCH_TOWN names one that is kept for
// the next run.
var town string

func TestMain(m *testing.M) {
	if os.Getenv(bareVariable) != "" {
		serveBare()
		return
	}
	dir, err := os.MkdirTemp("", "mddash-bench-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	town = filepath.Join(dir, "town")
	if kept := os.Getenv("MDDASH_BENCH_TOWN"); kept != "" {
		town = kept
	}
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// start runs the binary on the database in dir until the test ends.
func start(t *testing.T, dir string, settings ...string) *running.Server {
	t.Helper()
	path, err := filepath.Abs(binary)
	if err != nil {
		t.Fatal(err)
	}
	s, err := running.Start(path, dir, settings...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// judge prints a figure beside its promise, and fails the benchmark that breaks it.
func judge(t *testing.T, kept bool, what, got, promise string) {
	t.Helper()
	verdict := "PASS"
	if !kept {
		verdict = "FAIL"
		t.Fail()
	}
	fmt.Printf("%s  %-46s %14s   promised: %s\n", verdict, what, got, promise)
}

// tell prints a figure that nothing was promised about.
func tell(what, got string) { fmt.Printf("      %-46s %14s\n", what, got) }
