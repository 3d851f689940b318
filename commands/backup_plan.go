package commands

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"mddash/domain"
	"mddash/store"
)

// plan is how backups are made by the server; nothing where there is no place for them.
func (s Settings) plan() (domain.BackupPlan, error) {
	p := domain.BackupPlan{Every: s.BackupEvery}
	if p.Every < 0 || p.Every > 0 && p.Every < time.Minute {
		return p, errors.New("MDDASH_BACKUP_EVERY: write 24h or another time of a minute or more; 0 makes one only when an admin asks")
	}
	if len(s.BackupKeep) != 3 || min(s.BackupKeep[0], s.BackupKeep[1], s.BackupKeep[2]) < 0 {
		return p, errors.New("MDDASH_BACKUP_KEEP: write for how many days, weeks and months one is kept, such as 7,4,6")
	}
	if s.BackupDir == "" {
		return domain.BackupPlan{}, nil
	}
	p.Days, p.Weeks, p.Months = s.BackupKeep[0], s.BackupKeep[1], s.BackupKeep[2]
	var err error
	p.Dir, err = filepath.Abs(s.BackupDir)
	return p, err
}

// checkPlan refuses a place for backups that can never be one. That it is away or closed right now is no reason not to serve.
func (s Settings) checkPlan() error {
	p, err := s.plan()
	if err != nil || p.Dir == "" {
		return err
	}
	info, err := os.Stat(p.Dir)
	if errors.Is(err, syscall.ENOTDIR) || err == nil && !info.IsDir() {
		return fmt.Errorf("MDDASH_BACKUP_DIR: %s is no directory, or lies in a file; name a directory that mddash can write", p.Dir)
	}
	return nil
}

// readyBackups makes the directory for backups where it is missing, and tells whether it can be written. A server without backups
// is better than none: that it can't is said loudly, in the log, by doctor and to admins, and each backup tries anew.
func (c *call) readyBackups() bool {
	plan, err := c.settings.plan()
	if err != nil || plan.Dir == "" {
		return false
	}
	_ = os.MkdirAll(plan.Dir, 0o700) // whether that worked is what the next line finds out
	trouble := store.BackupTrouble(plan.Dir)
	if trouble != "" {
		c.log.Error("no backups can be made: the directory of MDDASH_BACKUP_DIR can't be written; everything else goes on", "directory", plan.Dir, "reason", trouble)
	}
	return trouble == ""
}

// backUpBefore writes a backup before a database that is in use is brought up to date: into the directory for backups, else, and
// where that can't be written, beside the file. A server of PostgreSQL without such a directory is only warned about; with one that
// can't be written it is left as it is, since an upgrade is begun by somebody who can mend that.
func (c *call) backUpBefore(st *store.Store) error {
	states, err := st.MigrationStatus(c.ctx)
	if err != nil {
		return err
	}
	made, pending := 0, ""
	for _, state := range states {
		if !state.AppliedAt.IsZero() {
			made++
		} else if pending == "" {
			pending = state.Name
		}
	}
	if empty, err := st.Empty(c.ctx); err != nil || made == 0 || pending == "" || empty {
		return err
	}
	plan, _ := c.settings.plan()
	dir := plan.Dir
	if dir == "" || !c.readyBackups() && st.Dir() != "" {
		dir = st.Dir()
	}
	if dir == "" {
		c.log.Warn("the database is brought up to date without a backup of it; set MDDASH_BACKUP_DIR to have one made", "migration", pending)
		return nil
	}
	path := filepath.Join(dir, "mddash-before-"+pending+"-"+time.Now().UTC().Format("20060102-150405.000")+".zip")
	if err := thinBefore(dir, pending); err != nil {
		return err
	}
	report, err := st.Backup(c.ctx, path, store.BackupOptions{Program: c.files.version()})
	if err != nil {
		return fmt.Errorf("the database was not brought up to date, because it could not be backed up before: %w", err)
	}
	c.log.Info("the database was backed up before it is brought up to date", "backup", report.Path)
	return nil
}

// beforeKept is how many backups of before one migration stay: where that fails and mddash is started again and again, the disk is
// not to be filled with what is the same each time.
const beforeKept = 3

func thinBefore(dir, pending string) error {
	entries, err := os.ReadDir(dir) // by name, and so by time
	if err != nil {
		return err
	}
	var names []string
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), "mddash-before-"+pending+"-") && strings.HasSuffix(entry.Name(), ".zip") {
			names = append(names, entry.Name())
		}
	}
	for len(names) >= beforeKept {
		if err := os.Remove(filepath.Join(dir, names[1])); err != nil { // the first is of before anything was tried
			return err
		}
		names = append(names[:1], names[2:]...)
	}
	return nil
}
