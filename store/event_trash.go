package store

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// DeleteEvent takes an event to the trash, from where RestoreEvent brings it back, or leaves out the part of a series
// that is meant. What became of one time of a series takes that time with it.
func (s *Scope) DeleteEvent(ctx context.Context, id int64, version string, part domain.Part) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadEvent(ctx, w.tx, id)
		if err != nil {
			return err
		}
		event := row.event(s.user)
		if version != "" && version != event.Version() {
			return stale()
		}
		if err := s.mayManageEvent(row); err != nil {
			return err
		}
		if row.SeriesID != 0 && (part.Whole() || part.Scope == domain.ScopeThis && part.On == event.On) {
			series, err := s.loadEvent(ctx, w.tx, row.SeriesID)
			if err != nil {
				return err
			}
			return s.deletePart(ctx, w, series, series.event(s.user), domain.Part{Scope: domain.ScopeThis, On: event.On})
		}
		if part.Whole() {
			return s.trashEvent(ctx, w, row)
		}
		return s.deletePart(ctx, w, row, event, part)
	})
}

func (s *Scope) mayManageEvent(row eventRow) error {
	if !row.access(s.user).CanManage() {
		return domain.Fail(domain.Denied, "You can see this event, but not delete it or bring it back.")
	}
	return nil
}

// trashEvent takes what single times of a series became along.
func (s *Scope) trashEvent(ctx context.Context, w *work, row eventRow) error {
	if err := s.mayManageEvent(row); err != nil {
		return err
	}
	times, err := s.timesOf(ctx, w.tx, row.ID)
	if err != nil {
		return err
	}
	for _, one := range append(times, row) {
		if err := binEvent(ctx, w, one); err != nil {
			return err
		}
	}
	return nil
}

// binEvent is trashEvent for those whose rights were asked for already.
func binEvent(ctx context.Context, w *work, row eventRow) error {
	_, err := w.tx.NewRaw(`UPDATE events SET deleted_at = ?, deleted_batch = ?, updated_at = ? WHERE id = ?`, w.at, w.batch, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "take an event to the trash")
	}
	return w.did(actionDelete, row.subject(), nil, nil)
}

// RestoreEvent brings an event back from the trash, a series with what went there with it. What is not there is
// NotFound; one time of a series that is there itself is a Conflict.
func (s *Scope) RestoreEvent(ctx context.Context, id int64) (domain.Event, error) {
	var out domain.Event
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTrashedEvent(ctx, w, id)
		if err != nil {
			return err
		}
		if err := s.untrashEvent(ctx, w, row); err != nil {
			return err
		}
		var along []eventRow
		err = w.tx.NewRaw(`SELECT `+eventColumns+` FROM events AS e WHERE e.series_id = ? AND e.deleted_batch = ? ORDER BY e.id`, row.ID, row.DeletedBatch).Scan(ctx, &along)
		if err != nil {
			return wrap(err, "read what went to the trash with a series")
		}
		for _, one := range along {
			if err := unbinEvent(ctx, w, one); err != nil {
				return err
			}
		}
		out, err = s.rereadEvent(ctx, w.tx, id)
		return err
	})
	return out, err
}

func (s *Scope) loadTrashedEvent(ctx context.Context, w *work, id int64) (eventRow, error) {
	row, err := s.loadEventAnywhere(ctx, w.tx, id)
	if err == nil && row.DeletedAt.IsZero() {
		return row, noEvent()
	}
	return row, err
}

// untrashEvent brings one row back. One time of a series takes its day in it again.
func (s *Scope) untrashEvent(ctx context.Context, w *work, row eventRow) error {
	if err := s.mayManageEvent(row); err != nil {
		return err
	}
	if row.SeriesID != 0 {
		series, err := s.loadEventAnywhere(ctx, w.tx, row.SeriesID)
		if err != nil || !series.DeletedAt.IsZero() {
			return domain.Fail(domain.Conflict, "The series that it was in is in the trash. Bring that back first.")
		}
		times, err := s.timesOf(ctx, w.tx, row.SeriesID)
		if err != nil {
			return err
		}
		if timeOn(times, domain.Date(row.SeriesDay)) != nil {
			return changedSince()
		}
	}
	return unbinEvent(ctx, w, row)
}

func unbinEvent(ctx context.Context, w *work, row eventRow) error {
	_, err := w.tx.NewRaw(`UPDATE events SET deleted_at = NULL, deleted_batch = NULL, updated_at = ? WHERE id = ?`, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "restore an event")
	}
	if err := freeName(ctx, w, row); err != nil {
		return err
	}
	return w.did(actionRestore, row.subject(), nil, nil)
}

// PurgeEvent deletes an event that is in the trash for good: nothing of what it said is kept.
func (s *Scope) PurgeEvent(ctx context.Context, id int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTrashedEvent(ctx, w, id)
		if err != nil {
			return err
		}
		if err := s.mayManageEvent(row); err != nil {
			return err
		}
		return purgeEvents(ctx, w, []int64{row.ID})
	})
}

// purgeEvents deletes rows, what single times of them became, and what was logged about all of these.
func purgeEvents(ctx context.Context, w *work, ids []int64) error {
	all := bun.List(ids)
	for _, query := range []clause{
		raw(`DELETE FROM activity WHERE kind = 'event' AND subject_id IN (SELECT CAST(id AS TEXT) FROM events WHERE id IN (?) OR series_id IN (?))`, all, all),
		raw(`DELETE FROM events WHERE series_id IN (?)`, all),
		raw(`DELETE FROM events WHERE id IN (?)`, all),
	} {
		if _, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx); err != nil {
			return wrap(err, "delete events for good")
		}
	}
	return nil
}

// PurgeEvents deletes for good what has been in the trash since before a moment, at most a batch; it answers how many.
func (sys *System) PurgeEvents(ctx context.Context) (int, error) {
	var ids []int64
	err := sys.nobody().write(ctx, func(ctx context.Context, w *work) error {
		ids = nil
		before := instant{w.at.AddDate(0, 0, -domain.TrashDays)}
		err := w.tx.NewRaw(`SELECT e.id FROM events AS e WHERE e.deleted_at < ? ORDER BY e.deleted_at, e.id LIMIT ?`, before, purgeBatch).Scan(ctx, &ids)
		if err != nil || len(ids) == 0 {
			return wrap(err, "read the old trash")
		}
		return purgeEvents(ctx, w, ids)
	})
	return len(ids), err
}

func (s *Scope) eventUndo() undoable[eventRow] {
	return undoable[eventRow]{
		load: func(ctx context.Context, w *work, id string) (eventRow, error) {
			number, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return eventRow{}, noEvent()
			}
			return s.loadEventAnywhere(ctx, w.tx, number)
		},
		binned: func(row eventRow) string { return row.DeletedBatch },
		trash:  s.trashEvent, restore: s.untrashEvent, save: s.saveEvent,
		copy: eventRow.copied,
	}
}
