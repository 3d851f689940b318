package storetest

import (
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// MayMount tells whether the test runs where it may mount disks by now. Where not, it has run it there, in a process of its
// own whose mounts nobody else sees, and the caller returns. Where the system allows no such process, the test is skipped,
// unless CI is set.
func MayMount(t *testing.T) bool {
	t.Helper()
	return inside(t, 0)
}

// HeldToModes is MayMount for a test that has to respect the modes of files, even where the tests run as root.
func HeldToModes(t *testing.T) bool {
	t.Helper()
	return inside(t, 1000)
}

// inside runs a test again in a process of its own, in which it is some user.
func inside(t *testing.T, user int) bool {
	t.Helper()
	const env = "MDDASH_TEST_INSIDE"
	there := strconv.Itoa(user) + " " + t.Name()
	if os.Getenv(env) == there {
		return true
	}
	again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	again.Env = append(os.Environ(), env+"="+there, "TMPDIR="+t.TempDir())
	again.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: user, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: user, HostID: os.Getgid(), Size: 1}},
	}
	out, err := again.CombinedOutput()
	if again.ProcessState == nil && os.Getenv("CI") == "" {
		t.Skipf("this system gives tests no room of their own: %v", err)
	}
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("in its own process: %v\n%s", err, out)
	}
	return false
}

// SmallDisk mounts a disk of a size like "4m", for a test inside MayMount, and answers where it is.
func SmallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Fatalf("mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// FillUp makes a file that leaves so many KB free on its disk.
func FillUp(t *testing.T, path string, room int) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	size, _ := io.Copy(file, endless{}) // until the disk is full
	if err := file.Truncate(max(0, size-int64(room)*1024)); err != nil {
		t.Fatal(err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
