//go:build unix

package store

import (
	"os"
	"syscall"
)

// lockFile fails where another program, or another part of this one, has the lock.
func lockFile(file *os.File) error {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
