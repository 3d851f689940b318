//go:build bench

package bench

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mddash/e2e/running"
)

func TestStart(t *testing.T) {
	people(t)
	for _, c := range []struct{ name, dir string }{
		{"start to ready, empty file", migrated(t)},
		{"start to ready, 100,000 todos", town},
	} {
		var times []time.Duration
		for range 11 {
			times = append(times, startOnce(t, c.dir))
		}
		slices.Sort(times)
		median := times[len(times)/2]
		judge(t, median < 150*time.Millisecond, c.name, fmt.Sprintf("%d ms", median.Milliseconds()), "under 150 ms")
	}
}

func migrated(t *testing.T) string {
	dir := t.TempDir()
	startOnce(t, dir)
	return dir
}

func startOnce(t *testing.T, dir string) time.Duration {
	t.Helper()
	path, err := filepath.Abs(binary)
	if err != nil {
		t.Fatal(err)
	}
	s, err := running.Start(path, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	return s.Took
}

func TestMemoryAndSize(t *testing.T) {
	people(t)
	s := start(t, town)
	res, err := http.Get(s.URL + "/signin")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	time.Sleep(3 * time.Second)
	if mb := memory(s.PID()); mb > 0 {
		judge(t, mb < 50, "resident memory, idle", fmt.Sprintf("%.1f MB", mb), "under 50 MB")
	}
	info, err := os.Stat(binary)
	if err != nil {
		t.Fatal(err)
	}
	mb := float64(info.Size()) / 1e6
	judge(t, mb < 60, "binary", fmt.Sprintf("%.1f MB", mb), "under 60 MB")
}
