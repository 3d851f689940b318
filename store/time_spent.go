package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// What a project has spent follows from its time entries: every write of these changes spent_time and spent in the same
// transaction, so that spent_time is always the sum of the live entries in the project's currency, and the rest of spent
// is what was written by hand.

// price is what somebody's hour costs in a project now.
type price struct {
	rate     optional
	currency string
	// billable is what a new entry is that says nothing of it.
	billable bool
}

// price is the person's own rate in the project, else the project's; nothing outside of projects.
func (s *Scope) price(ctx context.Context, tx bun.Tx, projectID int64, userID string) (price, error) {
	if projectID == 0 {
		return price{}, nil
	}
	var rows []struct {
		Currency, BillingType string
		HourlyRate, Own       optional
	}
	err := tx.NewRaw(`SELECT p.currency, p.billing_type, p.hourly_rate, (SELECT r.hourly_rate FROM project_rates AS r WHERE r.project_id = p.id AND r.user_id = ?) AS own
		FROM projects AS p WHERE p.id = ?`, userID, projectID).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return price{}, wrap(err, "read a rate")
	}
	p := price{rate: rows[0].HourlyRate, currency: rows[0].Currency}
	if rows[0].Own.n != nil {
		p.rate = rows[0].Own
	}
	p.billable = p.rate.n != nil || rows[0].BillingType != domain.NonBillable
	return p, nil
}

// at puts a price on the row.
func (r timeRow) at(p price) timeRow {
	r.HourlyRate, r.Currency = p.rate, p.currency
	return r
}

// recount makes the amount what minutes and rate come to.
func (r *timeRow) recount() error {
	r.Amount = 0
	if r.running() || !bool(r.Billable) || r.HourlyRate.n == nil {
		return nil
	}
	amount, ok := domain.AmountFor(*r.HourlyRate.n, int(*r.Minutes.n))
	if !ok {
		return domain.Problems{"minutes": "At this rate that is more than one entry can hold."}.Err()
	}
	r.Amount = amount
	return nil
}

// respend is spend for an entry that changes from one state to another.
func respend(ctx context.Context, tx bun.Tx, old, row timeRow) error {
	if old.ProjectID == row.ProjectID && old.Currency == row.Currency {
		return spend(ctx, tx, row.ProjectID, row.Currency, row.counts()-old.counts())
	}
	if err := spend(ctx, tx, old.ProjectID, old.Currency, -old.counts()); err != nil {
		return err
	}
	return spend(ctx, tx, row.ProjectID, row.Currency, row.counts())
}

// spend adds to what a project has spent, if the amount is in its currency: others are counted apart, in reports.
func spend(ctx context.Context, tx bun.Tx, projectID int64, currency string, by int64) error {
	if projectID == 0 || by == 0 {
		return nil
	}
	row, err := spentOf(ctx, tx, projectID)
	if err != nil || row.Currency != currency {
		return err
	}
	return row.spend(ctx, tx, by)
}

type spentRow struct {
	ID               int64
	Spent, SpentTime number
	Currency         string
}

// spentOf reads the columns as other programs may have left them; a project that is gone has no currency.
func spentOf(ctx context.Context, tx bun.Tx, projectID int64) (spentRow, error) {
	var rows []spentRow
	err := tx.NewRaw(`SELECT id, spent, spent_time, currency FROM projects WHERE id = ?`, projectID).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return spentRow{}, wrap(err, "read what was spent")
	}
	return rows[0], nil
}

func (r spentRow) spend(ctx context.Context, tx bun.Tx, by int64) error {
	spent, ofTime := int64(r.Spent)+by, int64(r.SpentTime)+by
	if by > 0 && (spent > domain.MoneyMax || ofTime > domain.MoneyMax) {
		return domain.Problems{"minutes": "With it, the project would have spent more than can be counted."}.Err()
	}
	_, err := tx.NewRaw(`UPDATE projects SET spent = ?, spent_time = ? WHERE id = ?`, spent, ofTime, r.ID).Exec(ctx)
	return wrap(err, "note what was spent")
}

// moveTime takes the time of a task along to another project, or out of any: what it came to stays as it was.
func moveTime(ctx context.Context, tx bun.Tx, taskID, from, to int64) error {
	var sums []domain.Money
	err := tx.NewRaw(`SELECT currency, CAST(sum(amount) AS BIGINT) AS minor FROM time_entries WHERE task_id = ? AND deleted_at IS NULL AND minutes IS NOT NULL
		GROUP BY currency ORDER BY currency`, taskID).Scan(ctx, &sums)
	if err != nil {
		return wrap(err, "sum the time of a todo")
	}
	project := raw(`NULL`)
	if to != 0 {
		project = raw(`?`, to)
	}
	query := raw(`UPDATE time_entries SET project_id = `).plus(project, raw(` WHERE task_id = ?`, taskID))
	if _, err := tx.NewRaw(query.sql, query.args...).Exec(ctx); err != nil {
		return wrap(err, "move the time of a todo")
	}
	for _, sum := range sums {
		if err := spend(ctx, tx, from, sum.Currency, -sum.Minor); err != nil {
			return err
		}
		if err := spend(ctx, tx, to, sum.Currency, sum.Minor); err != nil {
			return err
		}
	}
	return nil
}

// recountTime makes spent_time what the live entries of a project come to in its currency, which is another one now.
func recountTime(ctx context.Context, tx bun.Tx, row *projectRow) error {
	err := tx.NewRaw(`SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM time_entries WHERE project_id = ? AND currency = ? AND deleted_at IS NULL AND minutes IS NOT NULL`,
		row.ID, row.Currency).Scan(ctx, &row.SpentTime)
	return wrap(err, "sum the time of a project")
}
