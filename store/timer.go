package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// RunningTimer is the caller's time entry that still runs; NotFound where none does.
func (s *Scope) RunningTimer(ctx context.Context) (domain.TimeEntry, error) {
	running, err := rememberOf(ctx, s, dailyTables|workTables, "timer", func() ([]timeRow, time.Time, error) {
		rows, err := s.timeAnswer(ctx, s.store.read, s.store.askKept(s.timeQuery(s.runs(), clause{})))
		return rows, time.Time{}, err
	})
	row, err := s.onlyTimer(running, err)
	return row.entry(s.user), err
}

func (s *Scope) runningTimer(ctx context.Context, tx bun.Tx) (timeRow, error) {
	return s.onlyTimer(s.timeRows(ctx, tx, s.runs(), clause{}))
}

// runs holds for the caller's time that is being counted, under the alias e.
func (s *Scope) runs() clause {
	return and(raw(`e.user_id = ?`, s.user.ID), raw(`e.minutes IS NULL`), raw(`e.deleted_at IS NULL`))
}

// onlyTimer is what was found running; NotFound where nothing is, and for clients, whose time nobody counts.
func (s *Scope) onlyTimer(running []timeRow, err error) (timeRow, error) {
	if err == nil && (len(running) == 0 || s.user.Has(domain.RoleClient)) {
		err = noTimer()
	}
	if err != nil {
		return timeRow{}, err
	}
	return running[0], nil
}

func noTimer() error { return domain.Fail(domain.NotFound, "No timer is running.") }

// StartTimer begins to count the caller's time on a todo, and stops what they worked on before. The timer of a todo that
// runs already goes on. Who may not work on the todo is Denied.
func (s *Scope) StartTimer(ctx context.Context, todoID int64) (domain.TimeEntry, error) {
	var out domain.TimeEntry
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.newTime(ctx, w, todoID)
		if err != nil {
			return err
		}
		running, err := s.runningTimer(ctx, w.tx)
		switch {
		case err == nil && running.TaskID == todoID:
			out = running.entry(s.user)
			return nil
		case err == nil:
			err = s.stopTimer(ctx, w, running)
		case domain.KindOf(err) == domain.NotFound:
			err = nil
		}
		if err != nil {
			return err
		}
		price, err := s.price(ctx, w.tx, row.ProjectID, s.user.ID)
		if err != nil {
			return err
		}
		row.StartedAt, row.Billable = w.at, flag(price.billable)
		if err := s.insertTime(ctx, w, &row); err != nil {
			return err
		}
		out, err = s.rereadTime(ctx, w.tx, row.ID)
		return err
	})
	return out, err
}

// StopTimer ends the caller's timer; NotFound where none runs. What it counted can be corrected like any entry.
func (s *Scope) StopTimer(ctx context.Context) (domain.TimeEntry, error) {
	var out domain.TimeEntry
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.runningTimer(ctx, w.tx)
		if err != nil {
			return err
		}
		if err := s.stopTimer(ctx, w, row); err != nil {
			return err
		}
		out, err = s.rereadTime(ctx, w.tx, row.ID)
		return err
	})
	return out, err
}

// stopTimer ends a timer whatever became of its task, so that nobody is left with one that they can't end. Who may no
// longer work there has no more counted than half a day; and where the minutes come to more than can be held, they
// are not billed.
func (s *Scope) stopTimer(ctx context.Context, w *work, old timeRow) error {
	minutes := int64(domain.MinutesBetween(old.StartedAt.Time, w.at.Time))
	if !old.access(s.user).CanEdit() {
		minutes = min(minutes, int64(domain.TimerForgotten.Minutes()))
	}
	price, err := s.price(ctx, w.tx, old.ProjectID, old.UserID)
	if err != nil {
		return err
	}
	row := old.at(price)
	row.Minutes = optional{&minutes}
	if err = row.recount(); err == nil {
		err = s.storeTime(ctx, w, old, row)
	}
	if domain.KindOf(err) != domain.Invalid {
		return err
	}
	row.Billable, row.Amount = false, 0
	return s.storeTime(ctx, w, old, row)
}

// stopTimers ends the timers of people who are let go from projects: what they have worked until now counts, and no more.
func (s *Scope) stopTimers(ctx context.Context, w *work, projects []int64, people []string) error {
	rows, err := s.timeRows(ctx, w.tx, and(raw(`e.project_id IN (?)`, bun.List(projects)), raw(`e.user_id IN (?)`, bun.List(people)),
		raw(`e.minutes IS NULL`), raw(`e.deleted_at IS NULL`)), raw(` ORDER BY e.id`))
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := s.stopTimer(ctx, w, row); err != nil {
			return err
		}
	}
	return nil
}

// otherTimer is a Conflict where the person of an entry that is to run again has another timer by now.
func otherTimer(ctx context.Context, tx bun.Tx, row timeRow) error {
	var n int
	err := tx.NewRaw(`SELECT count(*) FROM time_entries WHERE user_id = ? AND minutes IS NULL AND deleted_at IS NULL AND id <> ?`, row.UserID, row.ID).Scan(ctx, &n)
	if err == nil && n > 0 {
		return domain.Fail(domain.Conflict, "Another timer runs by now. Stop it first.")
	}
	return wrap(err, "look for another timer")
}
