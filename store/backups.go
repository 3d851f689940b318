package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type backupRow struct {
	bun.BaseModel `bun:"table:backups,alias:b"`

	ID         int64 `bun:",pk,autoincrement"`
	Name       string
	State      string
	UserID     string `bun:",nullzero"`
	CreatedAt  instant
	FinishedAt instant
	Size       int64
	RowCount   int64
	Error      string `bun:",nullzero"`
	Doing      string
	Done       int64
	Total      int64

	ClaimedUntil instant
}

func (s *Store) backup(r backupRow) domain.Backup {
	b := domain.Backup{ID: r.ID, Name: r.Name, State: r.State, CreatedAt: r.CreatedAt.Time, FinishedAt: r.FinishedAt.Time, Size: r.Size, Rows: r.RowCount,
		Error: r.Error, Doing: r.Doing, Done: r.Done, All: r.Total}
	if path, ok := s.backupPath(r.Name); ok && r.State == domain.BackupDone {
		info, err := os.Stat(path)
		b.There = err == nil && info.Mode().IsRegular()
	}
	return b
}

// backupPath is where a backup of a name of ours is.
func (s *Store) backupPath(name string) (string, bool) {
	_, ours := domain.BackupTime(name)
	return filepath.Join(s.backups.Dir, name), ours && s.backups.Dir != ""
}

func noBackup() error { return domain.Fail(domain.NotFound, "There is no such backup.") }

// backupsShown is how many backups are listed, and failuresShown how many that failed: where one fails every hour, those that there
// are can still be seen.
const (
	backupsShown  = 200
	failuresShown = 10
)

// Backups are those that the server made, the newest first, and by what plan; Denied for everybody but admins.
func (s *Scope) Backups(ctx context.Context) ([]domain.Backup, domain.BackupPlan, error) {
	if err := s.mustBeAdmin(); err != nil {
		return nil, domain.BackupPlan{}, err
	}
	var rows []backupRow
	err := s.store.read.NewRaw(`SELECT b.* FROM backups AS b WHERE b.state <> ? OR b.id IN (SELECT f.id FROM backups AS f WHERE f.state = ? ORDER BY f.id DESC LIMIT ?)
		ORDER BY b.id DESC LIMIT ?`, domain.BackupFailed, domain.BackupFailed, failuresShown, backupsShown).Scan(ctx, &rows)
	list := make([]domain.Backup, 0, len(rows))
	for _, row := range rows {
		list = append(list, s.store.backup(row))
	}
	plan := s.store.backups
	if plan.Dir != "" {
		plan.Trouble = BackupTrouble(plan.Dir)
	}
	return list, plan, wrap(err, "list backups")
}

func (s *Scope) backupOf(ctx context.Context, db bun.IDB, id int64) (backupRow, error) {
	if !s.user.IsAdmin() {
		return backupRow{}, noBackup()
	}
	var rows []backupRow
	if err := db.NewRaw(`SELECT b.* FROM backups AS b WHERE b.id = ?`, id).Scan(ctx, &rows); err != nil {
		return backupRow{}, wrap(err, "read a backup")
	}
	if len(rows) == 0 {
		return backupRow{}, noBackup()
	}
	return rows[0], nil
}

// OpenBackup is the file of a backup, for admins; NotFound for everybody else, and where this machine has it not.
func (s *Scope) OpenBackup(ctx context.Context, id int64) (*os.File, error) {
	row, err := s.backupOf(ctx, s.store.read, id)
	if err != nil {
		return nil, err
	}
	path, ours := s.store.backupPath(row.Name)
	if !ours {
		return nil, noBackup()
	}
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil, noBackup()
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, noBackup()
	}
	s.store.log.InfoContext(ctx, "a backup is downloaded", "backup", row.Name, "by", s.user.ID)
	// A full disk is when a backup is wanted most: that nothing can be noted then keeps nobody from it.
	if err := s.store.System().Audited(ctx, domain.AuditBackup, domain.AuditTaken, s.user.ID, row.Name); err != nil {
		s.store.log.WarnContext(ctx, "the download of a backup could not be noted", "error", err)
	}
	return file, nil
}

// AskForBackup has one made in the background; Conflict while another one is, and where there is no place for it.
func (s *Scope) AskForBackup(ctx context.Context) error {
	if err := s.mustBeAdmin(); err != nil {
		return err
	}
	if s.store.backups.Dir == "" {
		return domain.Fail(domain.Conflict, "There is no place for backups yet. Set MDDASH_BACKUP_DIR.")
	}
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var open bool
		if err := tx.NewRaw(`SELECT EXISTS (SELECT 1 FROM backups WHERE finished_at IS NULL)`).Scan(ctx, &open); err != nil {
			return err
		}
		if open {
			return domain.Fail(domain.Conflict, "A backup is being made already.")
		}
		now := s.store.now()
		row := backupRow{Name: domain.BackupName(now), State: domain.BackupAsked, UserID: s.user.ID, CreatedAt: instant{now}}
		if err := addBackup(ctx, tx, &row); err != nil {
			return err
		}
		return writeAudit(ctx, tx, row.audited(s.store.now(), domain.AuditAsked, s.user.ID))
	})
	return wrap(err, "ask for a backup")
}

func addBackup(ctx context.Context, tx bun.Tx, row *backupRow) error {
	_, err := tx.NewInsert().Model(row).ExcludeColumn("id").Returning("id").Exec(ctx)
	return err
}

// DeleteBackup takes a backup away, its file too; NotFound for everybody but admins, Conflict while it is being made.
func (s *Scope) DeleteBackup(ctx context.Context, id int64) error {
	row, err := s.backupOf(ctx, s.store.read, id)
	if err != nil {
		return err
	}
	if s.store.backup(row).Open() {
		return domain.Fail(domain.Conflict, "This backup is still being made.")
	}
	if err := s.store.removeBackup(row.Name); err != nil {
		return err
	}
	s.store.log.InfoContext(ctx, "a backup was deleted", "backup", row.Name, "by", s.user.ID)
	err = s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewRaw(`DELETE FROM backups WHERE id = ?`, id).Exec(ctx); err != nil {
			return err
		}
		return writeAudit(ctx, tx, row.audited(s.store.now(), domain.AuditDeleted, s.user.ID))
	})
	return wrap(err, "delete a backup")
}

func (s *Store) removeBackup(name string) error {
	path, ours := s.backupPath(name)
	if !ours {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return domain.Fail(domain.Unavailable, "The file could not be removed: "+reasonOf(err)+".")
	}
	return nil
}

const (
	// backupLease is how long a backup whose maker says nothing more counts as being made.
	backupLease = 2 * time.Minute
	// backupAgain is how long after one that failed the next is tried, where the plan does not say sooner.
	backupAgain = time.Hour
)

// MakeBackup makes one where it is time for it, or somebody asked, and nobody else does; and then removes those that the plan
// does not keep. again tells that the one before failed too. NotFound where there is nothing to do.
func (s *System) MakeBackup(ctx context.Context, program string) (again bool, err error) {
	row, again, err := s.nextBackup(ctx)
	if err != nil {
		return false, err
	}
	beat, stop := context.WithCancel(ctx)
	defer stop()
	tell := make(chan Progress, 1)
	go s.store.beat(beat, row.ID, tell)
	path, _ := s.store.backupPath(row.Name)
	made, err := s.store.Backup(ctx, path, BackupOptions{Program: program, Tell: func(now Progress) {
		select {
		case tell <- now:
		default: // the one before is still to be noted
		}
	}})
	stop()
	if err != nil && ctx.Err() != nil {
		err = errors.New("the server was stopped meanwhile")
	}
	if noted := s.endBackup(context.WithoutCancel(ctx), row, made, err, again); noted != nil || ctx.Err() != nil {
		return again, noted
	}
	if err != nil {
		return again, wrap(err, "make a backup")
	}
	return false, s.thinBackups(ctx)
}

// nextBackup takes the one that is to be made now.
func (s *System) nextBackup(ctx context.Context) (row backupRow, again bool, err error) {
	plan := s.store.backups
	if plan.Dir == "" {
		return row, false, noBackup()
	}
	err = s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		row = backupRow{}
		now := s.store.now()
		if err := s.store.noteInterrupted(ctx, tx, now); err != nil {
			return err
		}
		var last []backupRow
		if err := tx.NewRaw(`SELECT b.* FROM backups AS b ORDER BY b.id DESC LIMIT 2`).Scan(ctx, &last); err != nil {
			return err
		}
		asked := len(last) > 0 && last[0].State == domain.BackupAsked
		again = slices.ContainsFunc(last[:min(1, len(last))], failed) || asked && slices.ContainsFunc(last, failed)
		switch {
		case asked:
			row = last[0]
		case len(last) > 0 && !dueAfter(plan, last[0], now), plan.Every == 0:
			return nil // and the one that was interrupted is noted
		default:
			row = backupRow{Name: domain.BackupName(now), CreatedAt: instant{now}, State: domain.BackupAsked}
			if err := addBackup(ctx, tx, &row); err != nil {
				return err
			}
		}
		_, err := tx.NewRaw(`UPDATE backups SET state = ?, claimed_until = ? WHERE id = ?`, domain.BackupRunning, instant{now.Add(backupLease)}, row.ID).Exec(ctx)
		return err
	})
	if err == nil && row.ID == 0 {
		err = noBackup()
	}
	return row, again, wrap(err, "look whether a backup is due")
}

// noteInterrupted ends those whose maker says nothing more. One whose file has its name is whole: the program died before it could
// say so, or this database came out of that very backup.
func (s *Store) noteInterrupted(ctx context.Context, tx bun.Tx, now time.Time) error {
	var rows []backupRow
	err := tx.NewRaw(`SELECT b.* FROM backups AS b WHERE b.state = ? AND b.claimed_until <= ?`, domain.BackupRunning, instant{now}).Scan(ctx, &rows)
	if err != nil {
		return err
	}
	for _, row := range rows {
		state, why, size := domain.BackupFailed, "It was interrupted.", int64(0)
		if path, ours := s.backupPath(row.Name); ours {
			if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
				state, why, size = domain.BackupDone, "", info.Size()
			}
		}
		_, err := tx.NewRaw(`UPDATE backups SET state = ?, error = nullif(?, ''), size = ?, finished_at = ?, claimed_until = NULL WHERE id = ?`, state, why, size, instant{now}, row.ID).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

func failed(row backupRow) bool { return row.State == domain.BackupFailed }

// dueAfter tells whether after the last one the next is due.
func dueAfter(plan domain.BackupPlan, last backupRow, now time.Time) bool {
	wait := plan.Every
	if last.State == domain.BackupFailed {
		wait = min(wait, backupAgain)
	}
	return !last.FinishedAt.IsZero() && !now.Before(last.CreatedAt.Add(wait))
}

// beat tells every few seconds that a backup is still being made, and how far it is.
func (s *Store) beat(ctx context.Context, id int64, tell <-chan Progress) {
	ticks := time.NewTicker(2 * time.Second)
	defer ticks.Stop()
	var now Progress
	for {
		select {
		case <-ctx.Done():
			return
		case now = <-tell:
			continue
		case <-ticks.C:
		}
		err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(`UPDATE backups SET doing = ?, done = ?, total = ?, claimed_until = ? WHERE id = ? AND state = ?`,
				now.Doing, now.Done, now.All, instant{s.now().Add(backupLease)}, id, domain.BackupRunning).Exec(ctx)
			return err
		})
		if err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "how far a backup is could not be noted", "error", err)
		}
	}
}

// audited is an entry of the audit log about a backup.
func (r backupRow) audited(at time.Time, action, actor string) auditRow {
	return auditRow{At: instant{at}, Topic: domain.AuditBackup, Action: action, ActorID: actor, Subject: r.Name}
}

// endBackup notes what became of one, for the audit log too; there one that fails again and again stands once.
func (s *System) endBackup(ctx context.Context, row backupRow, made BackupReport, problem error, again bool) error {
	state, why, action := domain.BackupDone, "", domain.AuditMade
	if problem != nil {
		state, why, action = domain.BackupFailed, problem.Error(), domain.AuditFailed
	}
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`UPDATE backups SET state = ?, error = nullif(?, ''), size = ?, row_count = ?, finished_at = ?, claimed_until = NULL WHERE id = ?`,
			state, plainText(why), made.Size, made.Rows, instant{s.store.now()}, row.ID).Exec(ctx)
		if err != nil || problem != nil && again {
			return err
		}
		return writeAudit(ctx, tx, row.audited(s.store.now(), action, ""))
	})
	return wrap(err, "note what became of a backup")
}

// thinBackups removes those that the plan does not keep, and forgets old failures.
func (s *System) thinBackups(ctx context.Context) error {
	files, err := os.ReadDir(s.store.backups.Dir)
	if err != nil {
		return err
	}
	var names []string
	for _, file := range files {
		if _, ours := domain.BackupTime(file.Name()); ours {
			names = append(names, file.Name())
		}
	}
	slices.Sort(names)
	slices.Reverse(names)
	spare := s.store.backups.Spare(names, s.store.now())
	for _, name := range spare {
		if err := s.store.removeBackup(name); err != nil {
			return err
		}
	}
	err = s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		for _, name := range spare {
			if _, err := tx.NewRaw(`DELETE FROM backups WHERE name = ?`, name).Exec(ctx); err != nil {
				return err
			}
			if err := writeAudit(ctx, tx, backupRow{Name: name}.audited(s.store.now(), domain.AuditDeleted, "")); err != nil {
				return err
			}
		}
		_, err := tx.NewRaw(`DELETE FROM backups WHERE state = ? AND finished_at <= ?`, domain.BackupFailed, instant{s.store.now().AddDate(0, -1, 0)}).Exec(ctx)
		return err
	})
	return wrap(err, "forget old backups")
}
