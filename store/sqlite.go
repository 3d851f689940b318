package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
)

// sqliteFile is a database in a file.
type sqliteFile struct {
	path    string
	makeDir bool
}

// exists is false where there is no file yet, or an empty one.
func (f sqliteFile) exists() (bool, error) {
	info, err := os.Stat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, f.checkDir()
	case err != nil:
		return false, unusable(f.path, "can't be reached: "+reasonOf(err))
	case info.IsDir():
		return false, unusable(f.path, "is a directory; name a file in it")
	case !info.Mode().IsRegular():
		return false, unusable(f.path, "is not a file")
	}
	return info.Size() > 0, nil
}

func (f sqliteFile) checkDir() error {
	dir := filepath.Dir(f.path)
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist) && f.makeDir:
		return nil
	case err != nil:
		return unusable(f.path, "can't be made: "+reasonOf(err)+": "+dir)
	case !info.IsDir():
		return unusable(f.path, "can't be made: "+dir+" is not a directory")
	}
	return nil
}

// make makes the file where it is missing, for its owner only. SQLite gives the files beside it the same mode.
func (f sqliteFile) make() (made bool, err error) {
	if f.makeDir {
		if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
			return false, unusable(f.path, "can't be made: "+err.Error())
		}
	}
	file, err := os.OpenFile(f.path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, unusable(f.path, "can't be made: "+reasonOf(err))
	}
	return true, file.Close()
}

// checkHeader refuses what is no SQLite file, or was cut off. It tells whether the file is in WAL mode.
func (f sqliteFile) checkHeader() (wal bool, err error) {
	// SQLite would open what can't be written for reading only, and say so no earlier than at the first change.
	file, err := os.OpenFile(f.path, os.O_RDWR, 0)
	if err != nil {
		return false, unusable(f.path, "can't be read and written: "+reasonOf(err))
	}
	defer file.Close()
	header := make([]byte, 100)
	if _, err := io.ReadFull(file, header); err != nil || !bytes.HasPrefix(header, []byte("SQLite format 3\x00")) {
		return false, unusable(f.path, "is not a SQLite database, or an encrypted one")
	}
	info, err := file.Stat()
	if err != nil {
		return false, err
	}
	wal = header[18] == 2 || header[19] == 2
	// The number of pages counts only where the program that wrote it last knew of it.
	trusted := bytes.Equal(header[24:28], header[92:96]) && !f.beside("-wal")
	if want := sizeOf(header); trusted && info.Size() < want {
		return wal, unusable(f.path, fmt.Sprintf("is damaged: it was cut off at %d of %d bytes", info.Size(), want))
	}
	return wal, nil
}

// sizeOf is how long a file says that it is.
func sizeOf(header []byte) int64 {
	return pageSize(header) * int64(binary.BigEndian.Uint32(header[28:]))
}

func pageSize(header []byte) int64 {
	size := int64(binary.BigEndian.Uint16(header[16:]))
	if size == 1 {
		return 65536
	}
	return size
}

func (f sqliteFile) beside(suffix string) bool {
	_, err := os.Stat(f.path + suffix)
	return err == nil
}

// reader opens the file so that looking at it leaves no trace, which in WAL mode only immutable promises. Nobody has
// the file open then, because there is no -wal.
func (f sqliteFile) reader(wal bool) (*bun.DB, error) {
	mode := "mode=ro&_busy_timeout=5000"
	if wal && !f.beside("-wal") {
		mode = "mode=ro&immutable=1"
	}
	return f.single(mode)
}

// single opens one connection.
func (f sqliteFile) single(mode string) (*bun.DB, error) {
	db, err := f.open(mode)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return bun.NewDB(db, sqlitedialect.New()), nil
}

// startCheck is how long a file of ours is looked through at each start. A big one is not looked through to its end;
// everything is before a migration.
const startCheck = 25 * time.Millisecond

// checkFile looks at the file and through its pages, without changing it.
func (s *Store) checkFile(ctx context.Context) ([]MigrationState, error) {
	f := s.target.file
	if found, err := f.exists(); !found {
		return nil, err
	}
	wal, err := f.checkHeader()
	if err != nil {
		return nil, err
	}
	db, err := f.reader(wal)
	if err != nil {
		return nil, err
	}
	defer func() { db.Close() }()
	found, err := s.lookAt(ctx, db)
	if isHotJournal(err) {
		// Its last writer was interrupted. A connection that may write takes back what that one left half done.
		db.Close()
		if db, err = f.single("mode=rw&_busy_timeout=5000"); err != nil {
			return nil, err
		}
		found, err = s.lookAt(ctx, db)
	}
	if err == nil {
		err = s.checkPages(ctx, db, found)
	}
	return found.applied, f.explain(err)
}

func isHotJournal(err error) bool {
	code, _ := faultCode(err)
	return code == sqliteReadOnly|3<<8
}

func (s *Store) checkPages(ctx context.Context, db bun.IDB, found finding) error {
	if !found.adoptable && len(found.applied) == len(s.migrations) {
		hurried, cancel := context.WithTimeout(ctx, startCheck)
		defer cancel()
		if err := s.target.file.intact(hurried, db, "quick_check"); hurried.Err() == nil {
			return err
		}
		return ctx.Err()
	}
	return s.target.file.intact(ctx, db, "integrity_check")
}

// intact runs one of SQLite's own checks.
func (f sqliteFile) intact(ctx context.Context, db bun.IDB, check string) error {
	lines, err := texts(ctx, db, "PRAGMA "+check+"(3)")
	if err != nil {
		return err
	}
	if said := strings.Join(lines, "; "); said != "ok" {
		return unusable(f.path, "is damaged: "+said)
	}
	return nil
}

// migrateFile looks again under the lock and migrates in one transaction, on a connection without foreign keys, so
// that loose ends in an adopted file stop nothing. The file turns to WAL only after that has worked.
func (s *Store) migrateFile(ctx context.Context, report *MigrationReport) error {
	f := s.target.file
	made, err := f.make()
	if err != nil {
		return err
	}
	db, err := f.single("mode=rw&_txlock=immediate&_busy_timeout=10000&_synchronous=FULL")
	if err != nil {
		return err
	}
	err = db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return s.migrateIn(ctx, tx, report) })
	if err != nil {
		err = errors.Join(err, db.Close())
		f.undo(made, report)
		return f.explain(err)
	}
	return f.explain(errors.Join(s.useWAL(ctx, db), db.Close()))
}

// undo takes away what a failed start has made.
func (f sqliteFile) undo(made bool, report *MigrationReport) {
	if report.Backup != "" {
		_ = os.Remove(report.Backup)
	}
	if made {
		for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
			_ = os.Remove(f.path + suffix)
		}
	}
	*report = MigrationReport{}
}

func (s *Store) migrateIn(ctx context.Context, tx bun.IDB, report *MigrationReport) error {
	found, err := s.lookAt(ctx, tx)
	if err != nil {
		return err
	}
	if !found.adoptable {
		return s.runPending(ctx, tx, report)
	}
	return s.adopt(ctx, tx, found, report)
}

// useWAL lets readers go on while somebody writes. Where another program is busy with the file, that has to wait for
// the next start: everything works, more slowly.
func (s *Store) useWAL(ctx context.Context, db *bun.DB) error {
	mode, err := texts(ctx, db, "PRAGMA journal_mode")
	if err == nil && mode[0] != "wal" {
		mode, err = texts(ctx, db, "PRAGMA journal_mode = WAL")
	}
	if code, _ := faultCode(err); code&0xff == sqliteBusy || err == nil && mode[0] != "wal" {
		s.log.WarnContext(ctx, "the database is not in WAL mode: another program uses it, or its disk can't")
		return nil
	}
	return err
}

// explain says what SQLite's error means for the person who starts the program.
func (f sqliteFile) explain(err error) error {
	code, _ := faultCode(err)
	reason := ""
	switch code & 0xff {
	case sqliteFull:
		reason = "can't grow: the disk is full"
	case sqliteReadOnly:
		reason = "can't be written; the user that runs mddash has to be able to write it and its directory"
	case sqliteCantOpen:
		reason = "can't be opened; SQLite makes more files beside it, so its directory has to be writable too"
	case sqliteIOErr:
		reason = "can't be read or written: the disk reports an error"
	case sqliteCorrupt, sqliteNotADB:
		reason = "is damaged"
	case sqliteBusy:
		reason = "is locked by another program"
	default:
		return err
	}
	return &Unusable{Name: f.path, Reason: reason + " (" + err.Error() + ")", cause: err}
}

// reasonOf is an error of the file system without the path, which is said already.
func reasonOf(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
