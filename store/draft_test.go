package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"mddash/store"
	"mddash/store/storetest"
)

func TestABackupRemovesWhatOthersBesideItLeftHalfDone(t *testing.T) {
	s := storetest.New(t)
	dir := t.TempDir()
	left := func(name string, files ...string) string {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if err := os.WriteFile(filepath.Join(path, file), []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return path
	}
	gone := []string{left("mddash-20261121-030000.zip.draft-1", "lock", "database.sqlite", "database.sqlite-journal", "backup.zip"), left("r.db.draft-2", "lock", "mddash.db", "mddash.db-wal")}
	stays := []string{left("thesis.draft-3", "lock", "chapter-1.txt"), left("letters.draft-4"), left("mddash.draft", "lock")}
	if _, err := s.Backup(t.Context(), filepath.Join(dir, "today.zip"), store.BackupOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, path := range gone {
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("%s is still there", path)
		}
	}
	for _, path := range stays {
		if _, err := os.Lstat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestABackupLeavesAnotherAloneThatIsBeingMadeBesideIt(t *testing.T) {
	s := storetest.New(t)
	dir, other := t.TempDir(), error(nil)
	told := false
	_, err := s.Backup(t.Context(), filepath.Join(dir, "a.zip"), store.BackupOptions{Tell: func(store.Progress) {
		if !told {
			told = true
			_, other = s.Backup(t.Context(), filepath.Join(dir, "b.zip"), store.BackupOptions{})
		}
	}})
	if err != nil || other != nil || !told {
		t.Errorf("got %v and %v", err, other)
	}
}
