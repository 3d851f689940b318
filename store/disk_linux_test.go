package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/uptrace/bun"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestAnAdoptionOnAFullDiskLeavesTheFileAsItWas(t *testing.T) {
	if !storetest.MayMount(t) {
		return
	}
	original := mdDash(t, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
		INSERT INTO tasks (name) SELECT printf('Task number %d', i) FROM n`)
	adopted := 0
	// From no room for the copy, past room for the copy only, to enough.
	for room := 0; room <= 2500; room += 250 {
		path := filepath.Join(storetest.SmallDisk(t, "4m"), "sqlite.db")
		copyFile(t, original, path)
		storetest.FillUp(t, filepath.Join(filepath.Dir(path), "filler"), room)
		before := traceOf(t, path)
		s, report, err := start(t, options(t, path))
		if report.Adopted {
			adopted++
			s.Close()
			continue
		}
		wantUnusable(t, err, "the disk is full")
		if after := traceOf(t, path); after.hash != before.hash || !slices.Equal(after.files, before.files) {
			t.Errorf("with %d KB free: %v became %v", room, before, after)
		}
	}
	if adopted == 0 || adopted > 8 {
		t.Errorf("%d of the starts found room enough: this tests nothing", adopted)
	}
}

func TestANewFileOnAFullDiskIsTakenAwayAgain(t *testing.T) {
	if !storetest.MayMount(t) {
		return
	}
	for room := 0; room <= 128; room += 16 {
		dir := storetest.SmallDisk(t, "1m")
		storetest.FillUp(t, filepath.Join(dir, "filler"), room)
		_, _, err := start(t, options(t, filepath.Join(dir, "mddash.db")))
		wantUnusable(t, err, "the disk is full")
		if entries, _ := os.ReadDir(dir); len(entries) != 1 {
			t.Errorf("with %d KB free there is left: %v", room, entries)
		}
	}
}

func TestAFullDiskMakesWritesUnavailableUntilThereIsRoomAgain(t *testing.T) {
	if !storetest.MayMount(t) {
		return
	}
	dir := storetest.SmallDisk(t, "4m")
	s, _, err := start(t, options(t, filepath.Join(dir, "mddash.db")))
	if err != nil {
		t.Fatal(err)
	}
	counter(t, s)
	storetest.FillUp(t, filepath.Join(dir, "filler"), 64)
	written, err := 0, error(nil)
	for err == nil && written < 1000 {
		if err = addLong(t.Context(), s); err == nil {
			written++
		}
	}
	if !errors.Is(err, domain.ErrUnavailable) || !strings.Contains(err.Error(), "The disk is full. Nothing was changed.") {
		t.Errorf("got %v, want Unavailable", err)
	}
	if got := one[int](t, s.Read(), "SELECT count(*) FROM decisions"); got != written {
		t.Errorf("read %d rows, want the %d that were kept", got, written)
	}
	if err := os.Remove(filepath.Join(dir, "filler")); err != nil {
		t.Fatal(err)
	}
	if err := addLong(t.Context(), s); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if got := one[string](t, s.Read(), "PRAGMA integrity_check"); got != "ok" {
		t.Error(got)
	}
}

func addLong(ctx context.Context, s *store.Store) error {
	return s.InTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw("INSERT INTO decisions (name) VALUES (?)", strings.Repeat("long ", 3000)).Exec(ctx)
		return err
	})
}

func TestADiskThatCanOnlyBeReadIsRefused(t *testing.T) {
	if !storetest.MayMount(t) {
		return
	}
	for name, path := range preparedFiles(t) {
		t.Run(name, func(t *testing.T) {
			dir := storetest.SmallDisk(t, "4m")
			there := filepath.Join(dir, "sqlite.db")
			copyFile(t, path, there)
			if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, "size=4m"); err != nil {
				t.Fatal(err)
			}
			refused(t, options(t, there), there, "writ")
		})
	}
}

func TestAFileOrDirectoryWithoutPermissionIsRefused(t *testing.T) {
	if !storetest.HeldToModes(t) {
		return
	}
	for name, path := range preparedFiles(t) {
		for _, c := range []struct {
			name      string
			dir, file os.FileMode
			words     string
		}{
			{"directory that can only be read", 0o500, 0o600, "writ"},
			{"file that can only be read", 0o700, 0o400, "writ"},
			{"both can only be read", 0o500, 0o400, "writ"},
		} {
			t.Run(name+" "+c.name, func(t *testing.T) {
				there := filepath.Join(t.TempDir(), "sqlite.db")
				copyFile(t, path, there)
				chmod(t, there, c.file)
				chmod(t, filepath.Dir(there), c.dir)
				defer chmod(t, filepath.Dir(there), 0o700)
				refused(t, options(t, there), there, c.words)
			})
		}
	}
}

func TestAFileThatMayNotBeReadIsRefused(t *testing.T) {
	if !storetest.HeldToModes(t) {
		return
	}
	path := mdDash(t)
	chmod(t, path, 0)
	_, err := open(t, options(t, path))
	wantUnusable(t, err, "can't be read and written: permission denied")
	chmod(t, filepath.Dir(path), 0)
	_, err = open(t, options(t, path))
	chmod(t, filepath.Dir(path), 0o700)
	wantUnusable(t, err, "can't be reached: permission denied")
	locked := t.TempDir()
	chmod(t, locked, 0o500)
	_, _, err = start(t, options(t, filepath.Join(locked, "mddash.db")))
	wantUnusable(t, err, "can't be made: permission denied")
}

// preparedFiles are an md_dash file and one of ours, in both journal modes.
func preparedFiles(t *testing.T) map[string]string {
	t.Helper()
	ours := filepath.Join(t.TempDir(), "mddash.db")
	s, _, err := start(t, options(t, ours))
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	restored := filepath.Join(t.TempDir(), "restored.db")
	copyFile(t, ours, restored)
	sqlite(t, restored, "PRAGMA journal_mode = DELETE")
	return map[string]string{"md_dash": mdDash(t), "md_dash in WAL mode": mdDash(t, "PRAGMA journal_mode = WAL"), "ours": ours, "ours restored": restored}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
