package doctor

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"

	"mddash/domain"
	"mddash/store"
)

// checkFiles looks at who may read and write the database.
func checkFiles(facts store.Facts) domain.Check {
	const name = "files"
	info, err := os.Stat(facts.File)
	if err != nil {
		return wrong(name, err.Error()+".", "Let the user that runs mddash read and write the file and its directory.")
	}
	dir := facts.Dir()
	draft, err := os.CreateTemp(dir, ".mddash-doctor-*")
	if err != nil {
		return wrong(name, dir+" can't be written: SQLite makes files beside the database.", "Let the user that runs mddash write the directory.")
	}
	draft.Close()
	os.Remove(draft.Name())
	if mode := info.Mode().Perm(); mode&0o077 != 0 && modesCount {
		return warn(name, fmt.Sprintf("Others on this machine may read %s (mode %04o).", facts.File, mode), "chmod 600 “"+facts.File+"”")
	}
	if owner, ours, known := owners(info); known && owner != ours && ours != 0 {
		return warn(name, facts.File+" belongs to another user than the one who asks.", "Run doctor as the user that runs mddash.")
	}
	return good(name, facts.File+" is for its owner only.")
}

// checkSecrets finds files with secrets that others may read.
func checkSecrets(files []string) domain.Check {
	const name = "secrets"
	for _, file := range files {
		info, err := os.Stat(file)
		if err == nil && info.Mode().Perm()&0o007 != 0 && modesCount {
			return warn(name, fmt.Sprintf("Everybody on this machine may read %s (mode %04o).", file, info.Mode().Perm()), "chmod 640 “"+file+"”, or less")
		}
	}
	if len(files) == 0 {
		return good(name, "None comes from a file.")
	}
	return good(name, "Files with secrets are not for everybody.")
}

const (
	diskPage  = 4096  // below it nothing at all can be written
	diskLeast = 200e6 // below it writes will fail soon
	diskLow   = 1e9
)

// checkDisk looks whether there is room for the database, and for a copy of it.
func checkDisk(dir string, size int64) domain.Check {
	const name = "disk"
	room, all, known := space(dir)
	if !known {
		return good(name, "How full it is can't be told here.")
	}
	found := domain.SizeText(all-room) + " of " + domain.SizeText(all) + " used"
	switch {
	case room < diskPage:
		return wrong(name, found+": nothing is left.", "Make room: nothing can be saved any more.")
	case room < diskLeast:
		return wrong(name, found+": nearly nothing is left.", "Make room: when the disk is full, nothing can be saved any more.")
	case room < diskLow || room < all/20:
		return warn(name, found+".", "Make room before it is full.")
	case room < size:
		return warn(name, found+": there is no room for a copy of the database.", "Make room, or set MDDASH_BACKUP_DIR to another disk.")
	}
	return good(name, found+".")
}

const (
	syncs    = 15
	slowSync = 60 * time.Millisecond
)

// checkStorage measures how long it takes until what is written is safe.
func checkStorage(dir string) domain.Check {
	const name = "storage"
	if kind := networked(dir); kind != "" {
		return warn(name, dir+" is on "+kind+": SQLite can lose what is written where its locks do not hold.", "Keep the database on a disk of this machine, or use PostgreSQL.")
	}
	took, err := measure(dir)
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return wrong(name, "How long a write takes can't be tried: the disk is full.", "Make room.")
	case err != nil:
		return wrong(name, err.Error()+".", "Look at the disk.")
	case took > slowSync:
		return warn(name, fmt.Sprintf("A write is safe after %d ms: every change waits for it.", took.Milliseconds()), "Use an SSD; keep the database off SD cards and network disks.")
	}
	return good(name, fmt.Sprintf("A write is safe after %.1f ms.", float64(took.Microseconds())/1000))
}

// measure is the median of some writes, each of which the disk has to have.
func measure(dir string) (time.Duration, error) {
	file, err := os.CreateTemp(dir, ".mddash-doctor-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	page, times := make([]byte, 4096), []time.Duration{}
	for range syncs {
		began := time.Now()
		if _, err := file.Write(page); err != nil {
			return 0, err
		}
		if err := file.Sync(); err != nil {
			return 0, err
		}
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

// DiskOf is how much room there is where the database is, and how much there is at all; not known for a server.
func DiskOf(facts store.Facts) (room, all int64, known bool) {
	if facts.File == "" {
		return 0, 0, false
	}
	return space(facts.Dir())
}
