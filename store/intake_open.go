package store

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// OpenIntake is a file of another program that is being looked through or taken in for its owner.
type OpenIntake struct {
	domain.IntakeJob
	row   intakeRow
	scope *Scope
	store *Store
}

// openIntake reads whose file it is: they may have lost their account since, which ends it.
func (sys *System) openIntake(ctx context.Context, row intakeRow) (*OpenIntake, error) {
	o := &OpenIntake{IntakeJob: sys.store.intakeJob(row), row: row, store: sys.store}
	user, err := userByID(ctx, sys.store.read, row.UserID)
	if err != nil {
		return nil, err
	}
	if user.disabled() {
		return nil, errors.Join(noImport(), o.Fail(ctx, "The account is closed."))
	}
	o.scope = sys.store.As(user.user())
	o.scope.batch = row.Batch
	o.store.underway.set(row.ID, 0, 0)
	return o, nil
}

// renewEvery is after how many pieces the file is kept from others for another while.
const renewEvery = 200

// Spool writes the file's bytes.
func (o *OpenIntake) Spool(ctx context.Context, to io.Writer) error {
	for number := 0; ; number++ {
		if number%renewEvery == renewEvery-1 {
			if err := o.Renew(ctx); err != nil {
				return err
			}
		}
		var rows []struct{ Bytes []byte }
		err := o.store.read.NewRaw(`SELECT bytes FROM intake_pieces WHERE intake_id = ? AND number = ?`, o.row.ID, number).Scan(ctx, &rows)
		if err != nil || len(rows) == 0 {
			return wrap(err, "read a piece of a file")
		}
		if _, err := to.Write(rows[0].Bytes); err != nil {
			return err
		}
	}
}

// ReadMdDash reads the file where it is an md_dash's: see Scope.ReadMdDash.
func (o *OpenIntake) ReadMdDash(ctx context.Context, path string) (domain.Intake, error) {
	return o.scope.ReadMdDash(ctx, path)
}

// Clock is what the clock of its owner shows.
func (o *OpenIntake) Clock() time.Time { return o.store.now().In(o.scope.user.Location()) }

// Take looks through what the file holds, or takes it in once its owner said so, and keeps the report. Where another
// instance did so meanwhile nothing happens.
func (o *OpenIntake) Take(ctx context.Context, kind string, in domain.Intake, fileMax int64) error {
	how := Taking{Rehearse: o.State != domain.IntakeConfirmed, FileMax: fileMax, begin: o.begin, Told: func(done, all int) { o.store.underway.set(o.row.ID, done, all) }}
	how.finish = func(ctx context.Context, tx bun.Tx, report domain.IntakeReport) error {
		return o.keep(ctx, tx, kind, report)
	}
	// Where this program ends in the transaction, another one need not wait for long.
	if err := o.keepFor(ctx, importLease); err != nil {
		return err
	}
	_, err := o.scope.TakeIn(From(ctx, o.row.Address), in, how)
	if errors.Is(err, errTakenOver) {
		return nil
	}
	return err
}

// errTakenOver: another instance is at the file, or has been.
var errTakenOver = errors.New("store: another instance took the file in")

// begin looks again whose file it is: what was read of it took its time.
func (o *OpenIntake) begin(ctx context.Context, tx bun.Tx) error {
	if err := o.still(ctx, tx); err != nil {
		return err
	}
	user, err := userByID(ctx, tx, o.row.UserID)
	if err == nil && user.disabled() {
		err = domain.Fail(domain.Denied, "The account is closed.")
	}
	return err
}

func (o *OpenIntake) still(ctx context.Context, tx bun.Tx) error {
	var n int
	err := tx.NewRaw(`SELECT count(*) FROM intakes WHERE id = ? AND claim = ? AND state = ?`, o.row.ID, o.row.Claim, o.row.State).Scan(ctx, &n)
	if err == nil && n == 0 {
		err = errTakenOver
	}
	return err
}

// keep ends what was done with the file, in the transaction that did it.
func (o *OpenIntake) keep(ctx context.Context, tx bun.Tx, kind string, report domain.IntakeReport) error {
	if err := o.still(ctx, tx); err != nil {
		return err
	}
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	if report.Rehearsed || o.State != domain.IntakeConfirmed {
		_, err = tx.NewRaw(`UPDATE intakes SET state = ?, kind = ?, report = ?, claim = NULL, claimed_until = NULL WHERE id = ?`, domain.IntakeLooked, kind, plainText(string(text)), o.row.ID).Exec(ctx)
		return wrap(err, "keep what a look told")
	}
	return endIntake(ctx, tx, o.row.ID, domain.ImportDone, string(text), "", instant{o.store.now()})
}

func endIntake(ctx context.Context, tx bun.Tx, id int64, state, report, why string, at instant) error {
	_, err := tx.NewRaw(`UPDATE intakes SET state = ?, report = nullif(?, ''), error = nullif(?, ''), finished_at = ?, claim = NULL, claimed_until = NULL WHERE id = ?`,
		state, plainText(report), plainText(why), at, id).Exec(ctx)
	if err == nil {
		_, err = tx.NewRaw(`DELETE FROM intake_pieces WHERE intake_id = ?`, id).Exec(ctx)
	}
	return wrap(err, "end an import")
}

// Fail ends it: why is for its owner. Nothing happens where another instance took the file over.
func (o *OpenIntake) Fail(ctx context.Context, why string) error {
	err := o.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := o.still(ctx, tx); err != nil {
			return err
		}
		return endIntake(ctx, tx, o.row.ID, domain.ImportFailed, "", why, instant{o.store.now()})
	})
	if errors.Is(err, errTakenOver) {
		return nil
	}
	return err
}

// Renew keeps the file from others for another while: its transaction keeps it by itself, what is done before does not.
func (o *OpenIntake) Renew(ctx context.Context) error { return o.keepFor(ctx, intakeLease) }

func (o *OpenIntake) keepFor(ctx context.Context, lease time.Duration) error {
	return o.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`UPDATE intakes SET claimed_until = ? WHERE id = ? AND claim = ?`, instant{o.store.now().Add(lease)}, o.row.ID, o.row.Claim).Exec(ctx)
		return wrap(err, "keep a file from others")
	})
}

// Close lets go of the file. One that was neither taken nor failed is for the next round.
func (o *OpenIntake) Close(ctx context.Context) error {
	defer o.store.underway.end(o.row.ID)
	return o.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`UPDATE intakes SET claim = NULL, claimed_until = NULL WHERE id = ? AND claim = ?`, o.row.ID, o.row.Claim).Exec(ctx)
		return err
	})
}
