package store

import (
	"context"
	"os"

	"mddash/domain"
)

// BackupTrouble says why no backup could be written into a directory right now; "" where one can.
func BackupTrouble(dir string) string {
	probe, err := os.CreateTemp(dir, ".mddash-*")
	if err != nil {
		return reasonOf(err)
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	return ""
}

// Backup is one backup, for admins; NotFound where there is none, and for everybody else.
func (s *Scope) Backup(ctx context.Context, id int64) (domain.Backup, error) {
	row, err := s.backupOf(ctx, s.store.read, id)
	if err != nil {
		return domain.Backup{}, err
	}
	return s.store.backup(row), nil
}

// BackupsFail tells an admin whether the last backup that came to its end failed; nobody else.
func (s *Scope) BackupsFail(ctx context.Context) (bool, error) {
	if !s.user.IsAdmin() || s.store.backups.Dir == "" {
		return false, nil
	}
	last, err := s.store.System().LastBackup(ctx)
	if domain.KindOf(err) == domain.NotFound {
		return false, nil
	}
	return last.State == domain.BackupFailed, err
}

// LastBackup is the newest backup of the server's that came to its end; NotFound where there is none.
func (s *System) LastBackup(ctx context.Context) (domain.Backup, error) {
	var rows []backupRow
	err := s.store.read.NewRaw(`SELECT b.* FROM backups AS b WHERE b.finished_at IS NOT NULL ORDER BY b.id DESC LIMIT 1`).Scan(ctx, &rows)
	if err != nil {
		return domain.Backup{}, wrap(err, "read the last backup")
	}
	if len(rows) == 0 {
		return domain.Backup{}, noBackup()
	}
	return s.store.backup(rows[0]), nil
}
