package store_test

import (
	"os"
	process "os/exec"
	"strings"
	"syscall"
	"testing"
)

// sandbox says how a test is run again in a process of its own, which the kernel holds to what the test is about.
type sandbox struct {
	// user is who the process is there: 0 may mount, any other has to respect the modes of files, even where the
	// tests run as root.
	user int
	env  string
}

var (
	mountsOfItsOwn = sandbox{user: 0, env: "MDDASH_TEST_MOUNTS"}
	ordinaryUser   = sandbox{user: 1000, env: "MDDASH_TEST_ORDINARY"}
)

// inside tells whether the test runs in the sandbox by now. Where not, it has run it there, and the caller returns.
func (s sandbox) inside(t *testing.T) bool {
	t.Helper()
	if os.Getenv(s.env) == t.Name() {
		return true
	}
	again := process.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	again.Env = append(os.Environ(), s.env+"="+t.Name(), "TMPDIR="+t.TempDir())
	again.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: s.user, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: s.user, HostID: os.Getgid(), Size: 1}},
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

// disk mounts a disk of so many bytes, for this process only.
func disk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Fatalf("mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}
