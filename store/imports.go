package store

import (
	"context"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type importRow struct {
	bun.BaseModel `bun:"table:imports,alias:i"`

	ID           int64 `bun:",pk,autoincrement"`
	UserID       string
	CalendarID   int64
	Name         string
	Size         int64
	State        string
	Total        int
	Done         int
	Created      int
	Updated      int
	Skipped      int
	Failed       int
	Todos        int
	Report       leftOutList
	Error        string `bun:",nullzero"`
	Batch        string
	Address      string // that it was sent from
	ClaimedUntil instant
	CreatedAt    instant
	FinishedAt   instant
}

func (r importRow) job() domain.ImportJob {
	return domain.ImportJob{
		EventImport: domain.EventImport{Created: r.Created, Updated: r.Updated, Skipped: r.Skipped, Failed: r.Failed, Todos: r.Todos, LeftOut: r.Report},
		ID:          r.ID, UserID: r.UserID, Calendar: domain.CalendarRef{ID: r.CalendarID}, Name: r.Name, Size: r.Size, State: r.State, Total: r.Total, Done: r.Done,
		Error: r.Error, Batch: r.Batch, CreatedAt: r.CreatedAt.Time, FinishedAt: r.FinishedAt.Time,
	}
}

func noImport() error { return domain.Fail(domain.NotFound, "There is no such import.") }

// Imports are the caller's own, the newest first, no more than a page of them.
func (s *Scope) Imports(ctx context.Context) ([]domain.ImportJob, error) {
	var rows []importRow
	err := s.store.read.NewRaw(`SELECT i.* FROM imports AS i WHERE i.user_id = ? ORDER BY i.id DESC LIMIT 20`, s.user.ID).Scan(ctx, &rows)
	jobs := make([]domain.ImportJob, 0, len(rows))
	for _, row := range rows {
		job, err := s.nameImport(ctx, row)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, job)
	}
	return jobs, wrap(err, "read imports")
}

// Import is one of the caller's own; else NotFound.
func (s *Scope) Import(ctx context.Context, id int64) (domain.ImportJob, error) {
	var rows []importRow
	err := s.store.read.NewRaw(`SELECT i.* FROM imports AS i WHERE i.id = ? AND i.user_id = ?`, id, s.user.ID).Scan(ctx, &rows)
	if err == nil && len(rows) == 0 {
		err = noImport()
	}
	if err != nil {
		return domain.ImportJob{}, wrap(err, "read an import")
	}
	return s.nameImport(ctx, rows[0])
}

// nameImport names the calendar as far as the caller still sees it.
func (s *Scope) nameImport(ctx context.Context, row importRow) (domain.ImportJob, error) {
	job := row.job()
	calendar, err := s.loadCalendar(ctx, s.store.read, row.CalendarID)
	if domain.KindOf(err) == domain.NotFound {
		return job, nil
	}
	if err == nil {
		job.Calendar = calendar.calendar(s.user).Ref()
	}
	return job, err
}

// importsOpenMax is how many files of somebody may wait at once.
const importsOpenMax = 5

// AddImport takes a file of events that goes into a calendar the caller writes in, piece by piece; System.NextImport
// gives it to whoever takes it in. More than limit is TooLarge.
func (s *Scope) AddImport(ctx context.Context, calendarID int64, name string, file io.Reader, limit int64) (domain.ImportJob, error) {
	row := importRow{UserID: s.user.ID, CalendarID: calendarID, Name: domain.FileName(name), State: domain.ImportComing, Batch: s.batch, Address: addressOf(ctx)}
	// Until all of it is there nobody takes it, and the clean-up what is left of one that never came to its end.
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		if _, err := (&eventImport{Scope: s, calendarID: calendarID}).calendar(ctx, w.tx); err != nil {
			return err
		}
		var open int
		err := w.tx.NewRaw(`SELECT count(*) FROM imports WHERE user_id = ? AND finished_at IS NULL`, s.user.ID).Scan(ctx, &open)
		if err != nil {
			return wrap(err, "count imports")
		}
		if open >= importsOpenMax {
			return domain.Fail(domain.Conflict, "Other files are on their way in. Wait until they are.")
		}
		row.CreatedAt = w.at
		_, err = w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx)
		return wrap(err, "begin an import")
	})
	if err != nil {
		return domain.ImportJob{}, err
	}
	if err := s.keepPieces(ctx, &row, file, limit); err != nil {
		s.forgetImport(context.WithoutCancel(ctx), row.ID)
		return domain.ImportJob{}, err
	}
	return s.Import(ctx, row.ID)
}

func (s *Scope) keepPieces(ctx context.Context, row *importRow, file io.Reader, limit int64) error {
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
				if _, err := tx.NewRaw(`INSERT INTO import_pieces (import_id, number, bytes) VALUES (?, ?, ?)`, row.ID, number, piece[:n]).Exec(ctx); err != nil {
					return err
				}
			}
			if !ended {
				return nil
			}
			_, err := tx.NewRaw(`UPDATE imports SET size = ?, state = ? WHERE id = ?`, row.Size, domain.ImportWaiting, row.ID).Exec(ctx)
			return err
		})
		if err != nil || ended {
			return wrap(err, "keep a piece of a file")
		}
	}
}

// forgetImport gives up a file that did not come to its end. What that fails at the clean-up does later.
func (s *Scope) forgetImport(ctx context.Context, id int64) {
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`DELETE FROM imports WHERE id = ? AND user_id = ?`, id, s.user.ID).Exec(ctx)
		return err
	})
	if err != nil {
		s.store.log.WarnContext(ctx, "a file that nobody wants stays until the next clean-up", "error", err)
	}
}

// importLease is how long whoever takes a file in has for each transaction, before another one goes on with it.
const importLease = time.Minute

// NextImport is a file that waits to be taken in, or whose import was interrupted; NotFound when there is none. Nobody
// else gets it as long as the work goes on.
func (sys *System) NextImport(ctx context.Context) (*OpenImport, error) {
	var rows []importRow
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		rows = nil
		now := instant{sys.store.now()}
		err := tx.NewRaw(`SELECT i.* FROM imports AS i WHERE i.finished_at IS NULL AND i.state <> ? AND (i.claimed_until IS NULL OR i.claimed_until <= ?)
			ORDER BY i.id LIMIT 1`, domain.ImportComing, now).Scan(ctx, &rows)
		if err != nil || len(rows) == 0 {
			return err
		}
		rows[0].State, rows[0].ClaimedUntil = domain.ImportRunning, instant{now.Add(importLease)}
		_, err = tx.NewRaw(`UPDATE imports SET state = ?, claimed_until = ? WHERE id = ?`, rows[0].State, rows[0].ClaimedUntil, rows[0].ID).Exec(ctx)
		return err
	})
	if err != nil {
		return nil, wrap(err, "find a file to take in")
	}
	if len(rows) == 0 {
		return nil, noImport()
	}
	return sys.open(ctx, rows[0])
}

// OpenImport is a file that is being taken in by the caller.
type OpenImport struct {
	domain.ImportJob
	row   importRow
	scope *Scope
	store *Store
}

// open reads whose import it is: they may have lost their account since, which ends it.
func (sys *System) open(ctx context.Context, row importRow) (*OpenImport, error) {
	o := &OpenImport{ImportJob: row.job(), row: row, store: sys.store}
	var users []userRow
	err := sys.store.read.NewRaw(`SELECT `+userColumns+` FROM users AS u WHERE u.id = ? AND u.disabled_at IS NULL`, row.UserID).Scan(ctx, &users)
	if err != nil {
		return nil, wrap(err, "read whose import it is")
	}
	if len(users) == 0 {
		if err := o.finish(ctx, domain.ImportFailed, "The account is closed."); err != nil {
			return nil, err
		}
		return nil, noImport()
	}
	o.scope = sys.store.As(users[0].user())
	o.scope.batch = row.Batch
	return o, nil
}

// File is the text, from its beginning.
func (o *OpenImport) File(ctx context.Context) io.Reader {
	return &piecesReader{ctx: ctx, store: o.store, id: o.row.ID}
}

// Location is where a time is that names no zone.
func (o *OpenImport) Location() *time.Location { return o.scope.user.Location() }

// Counted notes how many objects there are.
func (o *OpenImport) Counted(ctx context.Context, total int) error {
	o.row.Total = total
	err := o.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`UPDATE imports SET total = ?, claimed_until = ? WHERE id = ?`, total, instant{o.store.now().Add(importLease)}, o.row.ID).Exec(ctx)
		return err
	})
	return wrap(err, "count what a file holds")
}

// Take takes everything in, from where it was interrupted, and ends the import. What stands in the way of all of it is
// noted; other errors leave the import to be gone on with.
func (o *OpenImport) Take(ctx context.Context, from iter.Seq2[domain.ImportedObject, error]) error {
	m := &eventImport{Scope: o.scope, calendarID: o.row.CalendarID, job: &o.row, report: o.EventImport}
	err := m.takeAll(ctx, from)
	o.EventImport = m.report
	var why string
	switch domain.KindOf(err) {
	case domain.Invalid, domain.TooLarge, domain.Denied, domain.NotFound:
		why = err.Error()
		if domain.KindOf(err) == domain.NotFound {
			why = "The calendar is gone."
		}
		return o.finish(ctx, domain.ImportFailed, why)
	}
	if err != nil {
		return err
	}
	return o.finish(ctx, domain.ImportDone, "")
}

// Fail ends the import.
func (o *OpenImport) Fail(ctx context.Context, why string) error {
	return o.finish(ctx, domain.ImportFailed, why)
}

// finish ends the import, has the audit log tell of what came, and lets go of the file. One that somebody else ended stays
// as it is.
func (o *OpenImport) finish(ctx context.Context, state, why string) error {
	err := o.store.inTx(From(ctx, o.row.Address), func(ctx context.Context, tx bun.Tx) error {
		result, err := tx.NewRaw(`UPDATE imports SET state = ?, error = nullif(?, ''), finished_at = ?, claimed_until = NULL WHERE id = ? AND finished_at IS NULL`,
			state, plainText(why), instant{o.store.now()}, o.row.ID).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return err
		}
		taken := takenEvents(o.EventImport)
		if o.scope != nil && (state == domain.ImportDone || len(taken.made) > 0) {
			if err := o.scope.auditImport(ctx, tx, taken); err != nil {
				return err
			}
		}
		_, err = tx.NewRaw(`DELETE FROM import_pieces WHERE import_id = ?`, o.row.ID).Exec(ctx)
		return err
	})
	return wrap(err, "end an import")
}

// progress notes with a transaction's work how far that is; where somebody else went on with the import, or its account was
// closed, it fails.
func (m *eventImport) progress(ctx context.Context, w *work, taken int) error {
	if m.job == nil {
		return nil
	}
	r := m.report
	until := instant{w.at.Add(importLease)}
	result, err := w.tx.NewRaw(`UPDATE imports SET done = ?, created = ?, updated = ?, skipped = ?, failed = ?, todos = ?, report = ?, claimed_until = ? WHERE id = ? AND done = ? AND finished_at IS NULL
		AND user_id IN (SELECT id FROM users WHERE disabled_at IS NULL)`,
		m.job.Done+taken, r.Created, r.Updated, r.Skipped, r.Failed, r.Todos, leftOutList(r.LeftOut), until, m.job.ID, m.job.Done).Exec(ctx)
	if err != nil {
		return wrap(err, "note how far an import is")
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		err = fmt.Errorf("import %d is somebody else's by now, or its account is closed", m.job.ID)
	}
	return err
}

// piecesReader reads a file piece by piece.
type piecesReader struct {
	ctx    context.Context
	store  *Store
	id     int64
	number int
	piece  []byte
}

// Read gives what is left of a piece, or of the next one.
func (p *piecesReader) Read(into []byte) (int, error) {
	if len(p.piece) == 0 {
		var rows []struct{ Bytes []byte }
		err := p.store.read.NewRaw(`SELECT bytes FROM import_pieces WHERE import_id = ? AND number = ?`, p.id, p.number).Scan(p.ctx, &rows)
		if err != nil {
			return 0, wrap(err, "read a piece of a file")
		}
		if len(rows) == 0 {
			return 0, io.EOF
		}
		p.number++
		p.piece = rows[0].Bytes
	}
	n := copy(into, p.piece)
	p.piece = p.piece[n:]
	return n, nil
}

// ForgetImports deletes old reports, and files that never came to their end.
func (sys *System) ForgetImports(ctx context.Context) error {
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		now := sys.store.now()
		_, err := tx.NewRaw(`DELETE FROM imports WHERE finished_at <= ? OR (finished_at IS NULL AND created_at <= ?)`,
			instant{now.AddDate(0, 0, -domain.ImportsKept)}, instant{now.AddDate(0, 0, -1)}).Exec(ctx)
		return err
	})
	return wrap(err, "forget old imports")
}
