package commands

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mddash/domain"
)

// mayMount tells whether the test runs where it may mount disks by now. Where not, it has run it there, in a process with mounts
// of its own, and the caller returns.
func mayMount(t *testing.T) bool {
	t.Helper()
	const env = "TEST_MAY_MOUNT"
	if os.Getenv(env) == t.Name() {
		return true
	}
	again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	again.Env = append(os.Environ(), env+"="+t.Name(), "TMPDIR="+t.TempDir())
	again.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := again.CombinedOutput()
	if again.ProcessState == nil && os.Getenv("CI") == "" {
		t.Skipf("this system lets tests mount nothing: %v", err)
	}
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("in its own process: %v\n%s", err, out)
	}
	return false
}

// smallDisk mounts a disk of so many bytes, for this process only.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Fatalf("mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// fillUp leaves so many KB free on the disk of a file.
func fillUp(t *testing.T, path string, room int64) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	block, size := bytes.Repeat([]byte("x"), 1024), int64(0)
	for err == nil {
		var n int
		n, err = file.Write(block)
		size += int64(n)
	}
	if err := file.Truncate(max(0, size-room*1024)); err != nil {
		t.Fatal(err)
	}
}

func TestDoctorSaysWhatADiskIsThatIsFullOrNearlyFull(t *testing.T) {
	if !mayMount(t) {
		return
	}
	for _, c := range []struct {
		size        string
		room        int64 // KB
		backups     bool  // the full disk is that of the backups
		wrong       map[string]string
		well, wants string
	}{
		{size: "6m", room: 0, wrong: map[string]string{"database": "The disk is full", "disk": "nothing is left."}, well: "files", wants: "Make room"},
		{size: "6m", room: 40, wrong: map[string]string{"disk": "nearly nothing is left.", "storage": "the disk is full."}, well: "database", wants: "Make room"},
		{size: "6m", room: 400, wrong: map[string]string{"disk": "nearly nothing is left."}, well: "storage", wants: "Make room"},
		{size: "1m", backups: true, wrong: map[string]string{"backups": "is full"}, well: "database", wants: "Make room"},
	} {
		small := smallDisk(t, c.size)
		path, settings := filepath.Join(small, "mddash.db"), []string{}
		if c.backups {
			path, settings = filepath.Join(t.TempDir(), "mddash.db"), []string{"MDDASH_BACKUP_DIR=" + small}
		}
		shell{t, "sqlite:" + path}.ok("wet paint on the third bench\n", "user", "add", "ann@example.com")
		fillUp(t, filepath.Join(small, "filler"), c.room)
		code, found := examined(t, append(settings, "MDDASH_DATABASE_URL=sqlite:"+path)...)
		if code == exitDone {
			t.Errorf("with %d KB free it is content", c.room)
		}
		for name, words := range c.wrong {
			check := found[name]
			if check.State != domain.CheckWrong || !strings.Contains(check.Found, words) || !strings.Contains(check.Advice, c.wants) {
				t.Errorf("with %d KB free, %s: %+v", c.room, name, check)
			}
		}
		for name, check := range found {
			if _, expected := c.wrong[name]; check.State == domain.CheckWrong && !expected || strings.Contains(check.Found, "no space left") {
				t.Errorf("with %d KB free, %s: %+v", c.room, name, check)
			}
		}
		if found[c.well].State != domain.CheckGood {
			t.Errorf("with %d KB free, %s: %+v", c.room, c.well, found[c.well])
		}
	}
}
