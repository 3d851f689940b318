package background

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestWhatAProgramThatWasKilledLeftIsSweptADayLater(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	for name, age := range map[string]time.Duration{"mddash-import-1": 25 * time.Hour, "mddash-import-2": time.Hour, "mddash-text-3": 48 * time.Hour, "somebodys": 48 * time.Hour} {
		place := filepath.Join(dir, name)
		if err := os.WriteFile(place, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(place, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := sweepLeftovers(dir, now); err != nil {
		t.Fatal(err)
	}
	var left []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if !slices.Equal(left, []string{"mddash-import-2", "somebodys"}) {
		t.Errorf("there are %v left", left)
	}
}
