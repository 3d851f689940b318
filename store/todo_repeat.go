package store

import (
	"context"

	"mddash/domain"
)

// repeat makes the next todo of a repeating one that is being completed: with its steps unticked, in its place. The
// completed one stays in history and no longer repeats, so that opening it again never starts a second series.
func (s *Scope) repeat(ctx context.Context, w *work, row *taskRow) error {
	if row.Recurrence == "" {
		return nil
	}
	next, goesOn := domain.NextTodo(row.todo(), s.user.Today(w.at.Time), s.user.Location())
	done := *row
	row.Recurrence, row.RepeatFrom = "", ""
	if !goesOn {
		return nil
	}
	fresh := taskRow{UserID: done.UserID}.with(next)
	fresh.Position = done.Position
	if err := s.insertRow(ctx, w, &fresh); err != nil {
		return err
	}
	return s.repeatSteps(ctx, w, done, fresh)
}

func (s *Scope) repeatSteps(ctx context.Context, w *work, done, fresh taskRow) error {
	steps, err := s.descendants(ctx, w.tx, done.ID)
	if err != nil {
		return err
	}
	days := domain.StoredDate(done.DueDate).DaysUntil(domain.StoredDate(fresh.DueDate))
	ids := map[int64]int64{done.ID: fresh.ID}
	for _, step := range steps {
		parent, copied := ids[step.ParentID]
		if !copied || !step.DeletedAt.IsZero() {
			continue
		}
		again := taskRow{UserID: step.UserID}.with(step.todo())
		again.ParentID, again.Status, again.Recurrence, again.RepeatFrom = parent, domain.StatusTodo, "", ""
		again.DueDate, again.StartDate = shifted(again.DueDate, days), shifted(again.StartDate, days)
		again.ReminderAt.Time = domain.MoveReminder(again.ReminderAt.Time, days, s.user.Location())
		again.Position = step.Position
		if err := s.insertRow(ctx, w, &again); err != nil {
			return err
		}
		ids[step.ID] = again.ID
	}
	return nil
}

func shifted(date string, days int) string {
	if d := domain.StoredDate(date); d != "" {
		return string(d.Moved(days))
	}
	return ""
}
