package background

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// leftoverAge is when a file on its way in belongs to nobody any more: nothing takes as long.
const leftoverAge = 24 * time.Hour

// sweepLeftovers deletes what a program that was killed left of files on their way in. What is not ours to delete stays.
func sweepLeftovers(dir string, now time.Time) error {
	var failed error
	for _, pattern := range []string{"mddash-import-*", "mddash-notes-*", "mddash-text-*"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		failed = errors.Join(failed, err)
		for _, place := range found {
			info, err := os.Lstat(place)
			if err != nil || now.Sub(info.ModTime()) < leftoverAge || !info.Mode().IsRegular() && !info.IsDir() {
				continue
			}
			if err := os.RemoveAll(place); err != nil && !errors.Is(err, fs.ErrPermission) {
				failed = errors.Join(failed, err)
			}
		}
	}
	return failed
}
