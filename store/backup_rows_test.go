package store_test

import (
	"archive/zip"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"mddash/store"
	"mddash/store/storetest"
)

// rowFiles are the rows in a backup, by the names of their files.
func rowFiles(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	rows := map[string]string{}
	for _, entry := range z.File {
		if !strings.HasPrefix(entry.Name, "rows/") {
			continue
		}
		from, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		rows[entry.Name] = string(text)
	}
	return rows
}

func TestAWholeServerGoesOutAsRowsAndComesBackEqual(t *testing.T) {
	s := storetest.NewAt(t, storetest.At(aMoment).Now)
	owner := wholeStudio(t, s)
	file := filepath.Join(t.TempDir(), "everything.zip")
	made, err := s.Backup(t.Context(), file, store.BackupOptions{Program: "test", AsRows: true})
	if err != nil || made.From != "sqlite" || made.Rows < 100 {
		t.Fatalf("%+v, %v", made, err)
	}
	want := rowFiles(t, file)
	if len(want) != made.Tables || !strings.Contains(want["rows/notes.jsonl"], "quokka") {
		t.Fatalf("%d tables in %d files", made.Tables, len(want))
	}
	report, err := store.CheckBackup(t.Context(), file, options(t, filepath.Join(t.TempDir(), "x.db")), store.RestoreOptions{})
	if err != nil || !report.OK {
		t.Errorf("the check: %+v, %v", report, err)
	}
	places(t, func(t *testing.T, url string) {
		o := options(t, url)
		if _, err := store.Restore(t.Context(), file, o, store.RestoreOptions{}); err != nil {
			t.Fatal(err)
		}
		restored, err := open(t, o)
		if err != nil {
			t.Fatal(err)
		}
		again := filepath.Join(t.TempDir(), "again.zip")
		if _, err := restored.Backup(t.Context(), again, store.BackupOptions{Program: "test", AsRows: true}); err != nil {
			t.Fatal(err)
		}
		same(t, rowFiles(t, again), want)
		worksLikeBefore(t, restored, owner)
	})
}
