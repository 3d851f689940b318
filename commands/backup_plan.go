package commands

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mddash/domain"
	"mddash/store"
)

// plan is how backups are made by the server; nothing where there is no place for them.
func (s Settings) plan() (domain.BackupPlan, error) {
	if s.BackupDir == "" {
		return domain.BackupPlan{}, nil
	}
	dir, err := filepath.Abs(s.BackupDir)
	if err != nil {
		return domain.BackupPlan{}, err
	}
	p := domain.BackupPlan{Dir: dir, Every: s.BackupEvery}
	if p.Every < 0 || p.Every > 0 && p.Every < time.Minute {
		return p, errors.New("MDDASH_BACKUP_EVERY: write 24h or another time of a minute or more; 0 makes one only when an admin asks")
	}
	if len(s.BackupKeep) != 3 || min(s.BackupKeep[0], s.BackupKeep[1], s.BackupKeep[2]) < 0 {
		return p, errors.New("MDDASH_BACKUP_KEEP: write for how many days, weeks and months one is kept, such as 7,4,6")
	}
	p.Days, p.Weeks, p.Months = s.BackupKeep[0], s.BackupKeep[1], s.BackupKeep[2]
	return p, nil
}

// checkPlan makes the directory where it is missing, and looks whether it can be written.
func (s Settings) checkPlan() error {
	p, err := s.plan()
	if err != nil || p.Dir == "" {
		return err
	}
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return fmt.Errorf("MDDASH_BACKUP_DIR: %w; name a directory that mddash can write", err)
	}
	probe, err := os.CreateTemp(p.Dir, ".mddash-*")
	if err != nil {
		return fmt.Errorf("MDDASH_BACKUP_DIR: %w; name a directory that mddash can write", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// backUpBefore writes a backup before a database that is in use is brought up to date: into the directory for backups, else
// beside the file. A server of PostgreSQL without one is only warned about.
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
	if dir == "" {
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
