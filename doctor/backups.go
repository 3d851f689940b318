package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mddash/domain"
	"mddash/store"
)

// backupsOld is after how long without a backup something is wrong, where they are made when somebody asks. Where they are made by
// themselves, the second in a row that is missing is wrong.
const backupsOld = 8 * 24 * time.Hour

func (p Patient) backupsOld() time.Duration {
	if p.BackupEvery > 0 {
		return 2*p.BackupEvery + time.Hour
	}
	return backupsOld
}

func (p Patient) checkBackups(ctx context.Context) domain.Check {
	const name = "backups"
	if p.Backups == "" {
		return warn(name, "None are made by themselves.", "Set MDDASH_BACKUP_DIR, or run “mddash backup” every night; keep them on another disk.")
	}
	if _, err := os.Stat(p.Backups); errors.Is(err, fs.ErrNotExist) {
		return p.missingPlace(ctx)
	}
	if trouble := store.BackupTrouble(p.Backups); trouble != "" {
		return wrong(name, p.Backups+" can't be written: "+trouble+".", "Let the user that runs mddash write MDDASH_BACKUP_DIR. Until then none are made.")
	}
	if room, _, known := space(p.Backups); known && room < diskPage {
		return wrong(name, "The disk of "+p.Backups+" is full.", "Make room there. Until then none are made.")
	}
	newest, err := newestIn(p.Backups)
	switch failure := p.lastFailure(ctx); {
	case err != nil:
		return wrong(name, p.Backups+" can't be read: "+err.Error()+".", "Let the user that runs mddash read MDDASH_BACKUP_DIR.")
	case failure != "":
		return wrong(name, "The last one failed: "+failure+".", "Mend that; it is tried again every hour, and Admin, Backups tries it at once.")
	case newest.IsZero():
		return warn(name, "There is none in "+p.Backups+" yet.", "Start mddash, which makes the first one.")
	case p.Clock().Sub(newest) > p.backupsOld():
		return wrong(name, "The last one is of "+newest.UTC().Format("2006-01-02")+".", "Admin, Backups says why.")
	}
	return good(name, "The last one is of "+newest.UTC().Format("2006-01-02 15:04")+" UTC.")
}

// missingPlace tells a first start, which makes the directory, from a disk that is away.
func (p Patient) missingPlace(ctx context.Context) domain.Check {
	if p.Store != nil {
		if facts, err := p.Store.Facts(ctx); err == nil && facts.Missing {
			return warn("backups", p.Backups+" is not there yet.", "The first start makes it.")
		}
	}
	return wrong("backups", p.Backups+" is not there.", "Is its disk mounted? If it never was there: the next start makes it, where it may.")
}

// lastFailure is why the last backup of the server failed; "" where it did not, or nobody knows.
func (p Patient) lastFailure(ctx context.Context) string {
	if p.Store == nil {
		return ""
	}
	last, err := p.Store.System().LastBackup(ctx)
	if err != nil || last.State != domain.BackupFailed {
		return ""
	}
	return strings.TrimSuffix(last.Error, ".")
}

// beforeMigration is how backups are called that are made before a migration, which say nothing of the others.
const beforeMigration = "mddash-before-"

func newestIn(dir string) (newest time.Time, err error) {
	entries, err := os.ReadDir(dir)
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() || filepath.Ext(entry.Name()) != ".zip" || strings.HasPrefix(entry.Name(), beforeMigration) {
			continue
		}
		if info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	return newest, err
}
