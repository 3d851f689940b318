package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// draft is a directory beside the place where a file will stand once it is whole. The lock on it goes with the program, however
// that ends: what has no lock any more is swept away by the next that works in the same directory.
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
	return makeDraft(place)
}

// draftTries are how often a draft is begun: another program may sweep one away in the moment before it has its lock.
const draftTries = 5

func makeDraft(place string) (*draft, error) {
	sweepDrafts(place)
	var problem error
	for range draftTries {
		dir, err := os.MkdirTemp(filepath.Dir(place), filepath.Base(place)+draftMark+"*") // mode 0700
		if err != nil {
			return nil, unusable(place, "can't be made: "+reasonOf(err))
		}
		d := &draft{dir: dir, place: place}
		if problem = d.hold(); problem == nil {
			return d, nil
		}
		_ = os.RemoveAll(dir)
	}
	return nil, unusable(place, "can't be made: "+reasonOf(problem))
}

// hold takes the lock of a draft, and fails where that was swept away meanwhile.
func (d *draft) hold() (err error) {
	if d.lock, err = os.OpenFile(d.file(draftLock), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return err
	}
	held, err := d.lock.Stat()
	if err == nil {
		err = lockFile(d.lock)
	}
	if err == nil {
		var there os.FileInfo
		if there, err = os.Lstat(d.lock.Name()); err == nil && !os.SameFile(held, there) {
			err = fs.ErrNotExist
		}
	}
	if err != nil {
		_ = d.lock.Close()
	}
	return err
}

const draftLock = "lock"

// scratch is a draft of nothing: room for what is needed only while the program runs.
func scratch() (*draft, error) { return makeDraft(filepath.Join(os.TempDir(), "mddash-scratch")) }

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

// sweepDrafts removes drafts whose programs have ended: those of a file, and those of others beside it, for a backup rarely has
// the name of the one before. What can't be removed stays until the next time.
func sweepDrafts(place string) {
	left, _ := filepath.Glob(filepath.Join(literal(filepath.Dir(place)), "*"+draftMark+"*"))
	for _, dir := range left {
		info, err := os.Lstat(dir)
		same := strings.HasPrefix(filepath.Base(dir), filepath.Base(place)+draftMark)
		if err != nil || !info.IsDir() || !same && !looksLikeDraft(dir) {
			continue
		}
		lock, err := os.OpenFile(filepath.Join(dir, draftLock), os.O_RDWR, 0)
		if err != nil {
			if same {
				_ = os.Remove(dir) // one that has no lock yet is empty, and one that is not is left alone
			}
			continue
		}
		abandoned := lockFile(lock) == nil
		_ = lock.Close()
		if abandoned {
			_ = os.RemoveAll(dir)
		}
	}
}

// looksLikeDraft tells whether a directory has a lock and else nothing but what we put into drafts.
func looksLikeDraft(dir string) bool {
	entries, err := os.ReadDir(dir)
	locked := false
	for _, entry := range entries {
		switch name := entry.Name(); {
		case !entry.Type().IsRegular():
			return false
		case name == draftLock:
			locked = true
		case name != draftZip && !strings.HasPrefix(name, databaseName) && !strings.HasPrefix(name, draftDatabase):
			return false
		}
	}
	return err == nil && locked
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
