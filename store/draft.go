package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// draft is a directory beside the place where a file will stand once it is whole. The lock on it goes with the program, however
// that ends: what has no lock any more is swept away by the next that works at the same place.
type draft struct {
	dir, place string
	lock       *os.File
}

const draftMark = ".draft-"

// newDraft makes a draft of a file that is not there yet, and sweeps away what earlier ones left.
func newDraft(place string) (*draft, error) {
	if err := free(place); err != nil {
		return nil, err
	}
	sweepDrafts(place)
	dir, err := os.MkdirTemp(filepath.Dir(place), filepath.Base(place)+draftMark+"*") // mode 0700
	if err != nil {
		return nil, unusable(place, "can't be made: "+reasonOf(err))
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err == nil {
		err = lockFile(lock)
	}
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, unusable(place, "can't be made: "+reasonOf(err))
	}
	return &draft{dir: dir, place: place, lock: lock}, nil
}

// scratch is a draft of nothing: room for what is needed only while the program runs.
func scratch() (*draft, error) { return newDraft(filepath.Join(os.TempDir(), "mddash-scratch")) }

// free refuses a place where there is something.
func free(place string) error {
	if _, err := os.Lstat(place); err == nil {
		return unusable(place, "is there already, and nothing is overwritten; name another file")
	} else if !errors.Is(err, fs.ErrNotExist) {
		return unusable(place, "can't be reached: "+reasonOf(err))
	}
	if info, err := os.Stat(filepath.Dir(place)); err != nil || !info.IsDir() {
		return unusable(place, "can't be made: there is no directory "+filepath.Dir(place))
	}
	return nil
}

// sweepDrafts removes drafts of a file whose programs have ended. What can't be removed stays until the next time.
func sweepDrafts(place string) {
	left, _ := filepath.Glob(literal(place) + draftMark + "*")
	for _, dir := range left {
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() {
			continue
		}
		lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR, 0)
		if err != nil {
			_ = os.Remove(dir) // one that has no lock yet is empty, and one that is not is left alone
			continue
		}
		abandoned := lockFile(lock) == nil
		_ = lock.Close()
		if abandoned {
			_ = os.RemoveAll(dir)
		}
	}
}

// literal is a path for Glob without signs that mean something there.
func literal(path string) string {
	out := ""
	for _, r := range path {
		if r == '*' || r == '?' || r == '[' || r == '\\' && filepath.Separator != '\\' {
			out += `\`
		}
		out += string(r)
	}
	return out
}

// file is a path within the draft.
func (d *draft) file(name string) string { return filepath.Join(d.dir, name) }

// keep gives a finished file of the draft its place. Its bytes are on the disk before its name is.
func (d *draft) keep(name string) error {
	file, err := os.OpenFile(d.file(name), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	err = errors.Join(file.Chmod(0o600), file.Sync(), file.Close())
	if err != nil {
		return d.explain(err)
	}
	err = os.Link(d.file(name), d.place)
	if err != nil && !errors.Is(err, fs.ErrExist) { // a disk that knows no links
		if err := free(d.place); err != nil {
			return err
		}
		err = os.Rename(d.file(name), d.place)
	}
	if err != nil {
		return unusable(d.place, "can't be made: "+reasonOf(err))
	}
	syncDir(filepath.Dir(d.place))
	return nil
}

// end takes the draft away.
func (d *draft) end() {
	_ = os.RemoveAll(d.dir)
	_ = d.lock.Close()
}

// explain says what an error of the disk means for the file that was to be made.
func (d *draft) explain(err error) error {
	code, _ := faultCode(err)
	var said *Unusable
	switch {
	case err == nil:
		return nil
	case errors.As(err, &said) && !errors.Is(err, syscall.ENOSPC):
		return err
	case errors.Is(err, syscall.ENOSPC), code&0xff == sqliteFull:
		return &Unusable{Name: d.place, Reason: "could not be made: the disk is full", cause: err}
	case errors.Is(err, syscall.EFBIG):
		return &Unusable{Name: d.place, Reason: "could not be made: it would be bigger than a file may be here", cause: err}
	case code&0xff == sqliteIOErr:
		return &Unusable{Name: d.place, Reason: "could not be made: the disk reports an error (" + err.Error() + ")", cause: err}
	}
	return fmt.Errorf("make %s: %w", d.place, err)
}
