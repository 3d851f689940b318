package store

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

type intakeRow struct {
	bun.BaseModel `bun:"table:intakes,alias:i"`

	ID           int64 `bun:",pk,autoincrement"`
	UserID       string
	Name         string
	Kind         string
	Size         int64
	State        string
	Report       string `bun:",nullzero"`
	Error        string `bun:",nullzero"`
	Batch        string
	Address      string // that it was confirmed from
	Claim        string `bun:",nullzero"`
	ClaimedUntil instant
	CreatedAt    instant
	FinishedAt   instant
}

func (s *Store) intakeJob(r intakeRow) domain.IntakeJob {
	job := domain.IntakeJob{ID: r.ID, UserID: r.UserID, Name: r.Name, Kind: r.Kind, Size: r.Size, State: r.State, Error: r.Error,
		CreatedAt: r.CreatedAt.Time, FinishedAt: r.FinishedAt.Time, Report: domain.NewIntakeReport()}
	// What can't be read is shown as nothing.
	_ = json.Unmarshal([]byte(r.Report), &job.Report)
	job.Done, job.All = s.underway.of(r.ID)
	return job
}

// underway is what this program takes in at the moment, and how far it is: the database can't be asked, since all of it is
// one transaction.
type underway struct {
	mu   sync.Mutex
	jobs map[int64][2]int
}

func (u *underway) of(id int64) (done, all int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.jobs[id][0], u.jobs[id][1]
}

func (u *underway) set(id int64, done, all int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.jobs[id] = [2]int{done, all}
}

func (u *underway) end(id int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.jobs, id)
}

func (u *underway) ids() []int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	ids := []int64{0}
	for id := range u.jobs {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Intakes are the caller's own files of other programs, the newest first, no more than a page of them.
func (s *Scope) Intakes(ctx context.Context) ([]domain.IntakeJob, error) {
	var rows []intakeRow
	err := s.store.read.NewRaw(`SELECT i.* FROM intakes AS i WHERE i.user_id = ? AND i.state <> ? ORDER BY i.id DESC LIMIT 20`, s.user.ID, domain.ImportComing).Scan(ctx, &rows)
	jobs := make([]domain.IntakeJob, 0, len(rows))
	for _, row := range rows {
		jobs = append(jobs, s.store.intakeJob(row))
	}
	return jobs, wrap(err, "list files of other programs")
}

// Intake is one of the caller's own; else NotFound.
func (s *Scope) Intake(ctx context.Context, id int64) (domain.IntakeJob, error) {
	var rows []intakeRow
	err := s.store.read.NewRaw(`SELECT i.* FROM intakes AS i WHERE i.id = ? AND i.user_id = ?`, id, s.user.ID).Scan(ctx, &rows)
	if err == nil && len(rows) == 0 {
		err = noImport()
	}
	if err != nil {
		return domain.IntakeJob{}, wrap(err, "read a file of another program")
	}
	return s.store.intakeJob(rows[0]), nil
}

// AddIntake takes a file of another program, piece by piece, that is looked through then. More than limit is TooLarge;
// Conflict where too many wait already.
func (s *Scope) AddIntake(ctx context.Context, name string, file io.Reader, limit int64) (domain.IntakeJob, error) {
	row := intakeRow{UserID: s.user.ID, Name: domain.FileName(name), State: domain.ImportComing, Batch: s.batch}
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		var open int
		err := w.tx.NewRaw(`SELECT count(*) FROM intakes WHERE user_id = ? AND finished_at IS NULL`, s.user.ID).Scan(ctx, &open)
		if err != nil {
			return wrap(err, "count files of other programs")
		}
		if open >= importsOpenMax {
			return domain.Fail(domain.Conflict, "Other files are on their way in. Take them in, or discard them, first.")
		}
		row.CreatedAt = w.at
		_, err = w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx)
		return wrap(err, "begin with a file of another program")
	})
	if err != nil {
		return domain.IntakeJob{}, err
	}
	if err := s.keepIntake(ctx, &row, file, limit); err != nil {
		gone := context.WithoutCancel(ctx)
		if failed := s.dropIntake(gone, row.ID); failed != nil {
			s.store.log.WarnContext(gone, "a file that nobody wants stays until the next clean-up", "error", failed)
		}
		return domain.IntakeJob{}, err
	}
	return s.Intake(ctx, row.ID)
}

func (s *Scope) keepIntake(ctx context.Context, row *intakeRow, file io.Reader, limit int64) error {
	piece := make([]byte, chunkSize)
	for number := 0; ; number++ {
		n, ended, err := fill(file, piece)
		if err != nil {
			return err
		}
		if row.Size += int64(n); row.Size > limit {
			return domain.Fail(domain.TooLarge, "“"+row.Name+"” is bigger than "+domain.SizeText(limit)+", the most that a file may have.")
		}
		err = s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
			if n > 0 {
				if _, err := tx.NewRaw(`INSERT INTO intake_pieces (intake_id, number, bytes) VALUES (?, ?, ?)`, row.ID, number, piece[:n]).Exec(ctx); err != nil {
					return err
				}
			}
			if !ended {
				return nil
			}
			_, err := tx.NewRaw(`UPDATE intakes SET size = ?, state = ? WHERE id = ?`, row.Size, domain.ImportWaiting, row.ID).Exec(ctx)
			return err
		})
		if err != nil || ended {
			return wrap(err, "keep a piece of a file")
		}
	}
}

// ConfirmIntake has a file taken in that was looked through; Conflict where it was not, or is taken already.
func (s *Scope) ConfirmIntake(ctx context.Context, id int64) (domain.IntakeJob, error) {
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var states []string
		err := tx.NewRaw(`SELECT state FROM intakes WHERE id = ? AND user_id = ?`, id, s.user.ID).Scan(ctx, &states)
		switch {
		case err != nil:
			return wrap(err, "read a file of another program")
		case len(states) == 0:
			return noImport()
		case states[0] == domain.IntakeConfirmed || states[0] == domain.ImportDone:
			return nil // asked twice
		case states[0] != domain.IntakeLooked:
			return domain.Fail(domain.Conflict, "This file can't be taken in now.")
		}
		_, err = tx.NewRaw(`UPDATE intakes SET state = ?, batch = ?, address = ? WHERE id = ?`, domain.IntakeConfirmed, s.batch, addressOf(ctx), id).Exec(ctx)
		return wrap(err, "confirm an import")
	})
	if err != nil {
		return domain.IntakeJob{}, err
	}
	return s.Intake(ctx, id)
}

// DiscardIntake forgets a file, with its report. What was taken in stays. Conflict while it is being taken.
func (s *Scope) DiscardIntake(ctx context.Context, id int64) error {
	job, err := s.Intake(ctx, id)
	if err != nil {
		return err
	}
	if job.State == domain.IntakeConfirmed {
		return domain.Fail(domain.Conflict, "It is being imported. Wait until that is done.")
	}
	return s.dropIntake(ctx, id)
}

func (s *Scope) dropIntake(ctx context.Context, id int64) error {
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`DELETE FROM intakes WHERE id = ? AND user_id = ?`, id, s.user.ID).Exec(ctx)
		return err
	})
	return wrap(err, "forget a file of another program")
}

// intakeLease is how long nobody else takes a file that another instance is at. It covers what is done before the one
// transaction that takes it in, and is renewed on the way: in the transaction no other instance writes at all, and whoever
// lost the file by then, to one that took it over, does nothing (see OpenIntake.still).
const intakeLease = 10 * time.Minute

// NextIntake is a file to look through or to take in; NotFound when there is none.
func (sys *System) NextIntake(ctx context.Context) (*OpenIntake, error) {
	var rows []intakeRow
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		rows = nil
		now := instant{sys.store.now()}
		free := and(raw(`(i.claim IS NULL OR i.claimed_until <= ?)`, now))
		if sys.store.dialect.indexesInside() {
			free = raw(`i.id NOT IN (?)`, bun.List(sys.store.underway.ids())) // a file has one program: what it left, no other one has
		}
		query := raw(`SELECT i.* FROM intakes AS i WHERE `).plus(and(raw(`i.finished_at IS NULL AND i.state IN (?, ?)`, domain.ImportWaiting, domain.IntakeConfirmed), free), raw(` ORDER BY i.id LIMIT 1`))
		err := tx.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
		if err != nil || len(rows) == 0 {
			return err
		}
		rows[0].Claim = uuid.NewString()
		_, err = tx.NewRaw(`UPDATE intakes SET claim = ?, claimed_until = ? WHERE id = ?`, rows[0].Claim, instant{now.Add(intakeLease)}, rows[0].ID).Exec(ctx)
		return err
	})
	if err != nil {
		return nil, wrap(err, "find a file of another program")
	}
	if len(rows) == 0 {
		return nil, noImport()
	}
	return sys.openIntake(ctx, rows[0])
}

// ForgetIntakes deletes old reports, and files that nobody wanted in the end.
func (sys *System) ForgetIntakes(ctx context.Context) error {
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		now := sys.store.now()
		_, err := tx.NewRaw(`DELETE FROM intakes WHERE finished_at <= ? OR (finished_at IS NULL AND created_at <= ? AND (claim IS NULL OR claimed_until <= ?))`,
			instant{now.AddDate(0, 0, -domain.ImportsKept)}, instant{now.AddDate(0, 0, -7)}, instant{now}).Exec(ctx)
		return err
	})
	return wrap(err, "forget old files of other programs")
}
