package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// putObject makes what there is under one UID in a calendar what an object says; the caller's rights were asked for
// already. there are its rows with what is kept of them, the event or series first, or
// what the new one is to be called. What is the same is not written; it
// answers whether anything was. What the object says nothing of stays: the project, and the colour where it has none.
func (s *Scope) putObject(ctx context.Context, w *work, calendar calendarRow, o domain.EventObject, there []eventRow) (bool, error) {
	var was eventRow
	if len(there) > 0 {
		was = there[0]
	}
	row, wrote, err := s.putEventRow(ctx, w, calendar, o.UID, was, o.Events[0])
	if err != nil {
		return false, err
	}
	answered, err := takeAnswers(ctx, w, row.ID, o.Events[0].Answers)
	if err != nil {
		return false, err
	}
	wrote = wrote || answered
	left := slices.Clone(there[min(1, len(there)):])
	for _, one := range o.Events[1:] {
		one.SeriesID, one.Privacy, one.ProjectID = row.ID, o.Events[0].Privacy, row.project.ID
		was := eventRow{}
		if at := slices.IndexFunc(left, func(r eventRow) bool { return r.SeriesDay == string(one.On) }); at >= 0 {
			was = left[at]
			left = slices.Delete(left, at, at+1)
		}
		_, changed, err := s.putEventRow(ctx, w, calendar, o.UID, was, one)
		if err != nil {
			return false, err
		}
		wrote = wrote || changed
	}
	for _, gone := range left {
		wrote = true
		if err := binEvent(ctx, w, gone); err != nil {
			return false, err
		}
	}
	return wrote, nil
}

// putEventRow makes a row what an event says, a new one where there was none.
func (s *Scope) putEventRow(ctx context.Context, w *work, calendar calendarRow, uid string, was eventRow, e domain.Event) (eventRow, bool, error) {
	e.CalendarID = calendar.ID
	if e.Attendees == nil {
		e.Attendees = []string{}
	}
	if e.Reminders == nil {
		e.Reminders = []int{}
	}
	if was.ID == 0 {
		row := eventRow{UserID: s.user.ID, UID: uid, Kept: e.Kept, CalendarOwner: calendar.UserID, ObjectName: was.ObjectName}.with(e)
		return row, true, s.addEventRow(ctx, w, &row)
	}
	e.ProjectID = was.project.ID
	if e.Color == "" {
		e.Color = was.Color
	}
	row := was.with(e)
	row.Kept = e.Kept
	before, after, err := changes(was, row)
	if err != nil || len(after) == 0 && row.Kept == was.Kept {
		return was, false, err
	}
	if row, err = s.withSeriesEnd(ctx, w, row); err != nil {
		return row, false, err
	}
	row.UpdatedAt = w.at
	leave := unchangedOfEvent(after)
	leave = slices.DeleteFunc(leave, func(column string) bool { return column == "kept" })
	if _, err := w.tx.NewUpdate().Model(&row).ExcludeColumn(leave...).WherePK().Exec(ctx); err != nil {
		return row, false, wrap(err, "change an event")
	}
	if err := tellWhoLosesEvent(ctx, w, was, row); err != nil {
		return row, false, err
	}
	return row, true, w.did(actionUpdate, row.subject(), before, after)
}

// objectRows are the rows of a calendar under some UIDs, each with what single times of it became behind it.
func (s *Scope) objectRows(ctx context.Context, w *work, calendarID int64, which clause) (map[string][]eventRow, error) {
	of := map[string][]eventRow{}
	firsts, err := s.eventRows(ctx, w.tx, keptToo, and(raw(`e.calendar_id = ?`, calendarID), raw(`e.series_id IS NULL AND e.deleted_at IS NULL`), which), raw(` ORDER BY e.id`))
	if err != nil {
		return of, err
	}
	series, uids := []int64{}, map[int64]string{}
	for _, row := range firsts {
		if len(of[row.UID]) > 0 {
			continue // another program wrote it twice: the first one counts
		}
		of[row.UID] = []eventRow{row}
		if row.Recurrence != "" || len(row.Rdates) > 0 {
			series, uids[row.ID] = append(series, row.ID), row.UID
		}
	}
	for some := range slices.Chunk(series, 500) {
		times, err := s.eventRows(ctx, w.tx, keptToo, and(raw(`e.series_id IN (?)`, bun.List(some)), raw(`e.deleted_at IS NULL`)), raw(` ORDER BY e.series_id, e.series_day, e.id`))
		if err != nil {
			return of, err
		}
		for _, row := range times {
			uid := uids[row.SeriesID]
			of[uid] = append(of[uid], row)
		}
	}
	return of, nil
}
