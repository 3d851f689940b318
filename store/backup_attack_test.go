package store_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mddash/store"
	"mddash/store/storetest"
)

// parts are the files of a backup, in order.
type parts []part

type part struct {
	name string
	text []byte
}

func readParts(t *testing.T, path string) (all parts) {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	for _, entry := range archive.File {
		reader, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, part{entry.Name, text})
	}
	return all
}

func (p parts) write(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, one := range p {
		entry, err := w.Create(one.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write(one.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "evil.zip")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// with is the same with another text of one file; nil takes it away.
func (p parts) with(name string, change func([]byte) []byte) parts {
	var out parts
	for _, one := range p {
		if one.name == name {
			if one.text = change(bytes.Clone(one.text)); one.text == nil {
				continue
			}
		}
		out = append(out, one)
	}
	return out
}

func (p parts) saying(old, with string) parts {
	return p.with("manifest.json", func(text []byte) []byte { return bytes.Replace(text, []byte(old), []byte(with), 1) })
}

func TestABackupThatSomebodyChangedIsRefusedAndLeavesNothing(t *testing.T) {
	storetest.EachAt(t, storetest.At(aMoment).Now, func(t *testing.T, s *store.Store) {
		counter(t, s)
		file := filepath.Join(t.TempDir(), "b.zip")
		if _, err := s.Backup(t.Context(), file, store.BackupOptions{}); err != nil {
			t.Fatal(err)
		}
		good := readParts(t, file)
		flip := func(text []byte) []byte { text[len(text)/2] ^= 1; return text }
		first := map[bool]string{true: "database.sqlite", false: "rows/clients.jsonl"}[s.IsSQLite()]
		for what, c := range map[string]struct {
			parts parts
			words string
		}{
			"a file beside":          {slices.Concat(good, parts{part{"../../etc/cron.d/evil", []byte("x")}}), "which is in no backup"},
			"an absolute path":       {slices.Concat(good, parts{part{"/tmp/evil", []byte("x")}}), "which is in no backup"},
			"a path of Windows":      {slices.Concat(good, parts{part{`..\evil`, []byte("x")}}), "which is in no backup"},
			"a file twice":           {slices.Concat(good, good[:1]), "twice"},
			"no manifest":            {good.with("manifest.json", func([]byte) []byte { return nil }), "has no manifest"},
			"an empty manifest":      {good.with("manifest.json", func([]byte) []byte { return []byte{} }), "is no backup"},
			"a newer format":         {good.saying(`"version": 1`, `"version": 2`), "use a newer mddash"},
			"an unknown migration":   {good.saying(`"0001_given"`, `"9999_\u001b[31mfuture"`), "use a newer mddash"},
			"a migration less":       {good.saying(`"0001_given",`, ``), "is damaged"},
			"another table":          {good.saying(`"name": "users"`, `"name": "users; DROP TABLE users"`), "does not fit"},
			"another sum":            {good.saying(`"sha256": "`, `"sha256": "0`), "is damaged"},
			"fewer rows":             {good.saying(`"rows": 1`, `"rows": 2`), "is damaged"},
			"negative sizes":         {good.saying(`"size": `, `"size": -1`), "does not fit"},
			"nothing in it":          {nil, "has no manifest"},
			"one bit":                {good.with(first, flip), "is damaged"},
			"a file less":            {good.with(first, func([]byte) []byte { return nil }), "is missing in it"},
			"a file that is shorter": {good.with(first, func(text []byte) []byte { return text[:len(text)/2] }), "is damaged"},
		} {
			t.Run(what, func(t *testing.T) {
				path := c.parts.write(t)
				place := filepath.Join(t.TempDir(), "r.db")
				_, err := store.Restore(t.Context(), path, options(t, place), store.RestoreOptions{})
				wantUnusable(t, err, c.words)
				if err != nil && strings.ContainsRune(err.Error(), 27) {
					t.Errorf("%q speaks to the terminal", err)
				}
				if left, _ := os.ReadDir(filepath.Dir(place)); len(left) > 0 {
					t.Errorf("there is left: %v", left)
				}
				report, err := store.CheckBackup(t.Context(), path, options(t, place), store.RestoreOptions{})
				if err != nil || report.OK {
					t.Errorf("the check says %+v, %v", report, err)
				}
			})
		}
	})
}

func TestABackupThatWasCutOffIsRefused(t *testing.T) {
	s := storetest.New(t)
	counter(t, s)
	file := filepath.Join(t.TempDir(), "b.zip")
	if _, err := s.Backup(t.Context(), file, store.BackupOptions{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, length := range []int{0, 1, 100, len(text) / 2, len(text) - 1} {
		short := filepath.Join(t.TempDir(), "short.zip")
		if err := os.WriteFile(short, text[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Restore(t.Context(), short, options(t, filepath.Join(t.TempDir(), "r.db")), store.RestoreOptions{})
		wantUnusable(t, err, "is no backup of mddash")
	}
}

func TestABackupThatHoldsMoreThanItLooksLikeIsNotUnpacked(t *testing.T) {
	s := storetest.New(t)
	counter(t, s)
	file := filepath.Join(t.TempDir(), "b.zip")
	if _, err := s.Backup(t.Context(), file, store.BackupOptions{}); err != nil {
		t.Fatal(err)
	}
	place := filepath.Join(t.TempDir(), "r.db")
	_, err := store.Restore(t.Context(), file, options(t, place), store.RestoreOptions{UnpackMax: 1000})
	wantUnusable(t, err, "--unpack-max")
	// One that says it is small, and is not: what comes out ends where it said.
	good := readParts(t, file)
	bomb := good.with("database.sqlite", func(text []byte) []byte { return append(text, make([]byte, 64<<20)...) })
	_, err = store.Restore(t.Context(), bomb.write(t), options(t, place), store.RestoreOptions{})
	wantUnusable(t, err, "is damaged")
}
