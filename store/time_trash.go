package store

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// DeleteTime takes a time entry to the trash, from where RestoreTime brings it back: one's own, or anybody's in a project
// that the caller manages. A timer that runs is thrown away with it.
func (s *Scope) DeleteTime(ctx context.Context, id int64, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTime(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != row.entry(s.user).Version() {
			return stale()
		}
		return s.trashTime(ctx, w, row)
	})
}

func (s *Scope) trashTime(ctx context.Context, w *work, row timeRow) error {
	if !row.access(s.user).CanEdit() {
		return domain.Fail(domain.Denied, "You can see this time, but not delete it.")
	}
	gone := row
	gone.DeletedAt, gone.DeletedBatch = w.at, w.batch
	if err := s.binTime(ctx, w, row, gone); err != nil {
		return err
	}
	return w.did(actionDelete, row.subject(), nil, nil)
}

// RestoreTime brings a time entry back from the trash; what is not there is NotFound. A timer that ran goes on, unless
// another one does by now: that is a Conflict.
func (s *Scope) RestoreTime(ctx context.Context, id int64) (domain.TimeEntry, error) {
	var out domain.TimeEntry
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTimeAnywhere(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if row.DeletedAt.IsZero() {
			return noTime()
		}
		if err := s.untrashTime(ctx, w, row); err != nil {
			return err
		}
		out, err = s.rereadTime(ctx, w.tx, id)
		return err
	})
	return out, err
}

func (s *Scope) untrashTime(ctx context.Context, w *work, row timeRow) error {
	if row.running() {
		if err := otherTimer(ctx, w.tx, row); err != nil {
			return err
		}
	}
	back := row
	back.DeletedAt, back.DeletedBatch = instant{}, ""
	if err := s.binTime(ctx, w, row, back); err != nil {
		return err
	}
	return w.did(actionRestore, row.subject(), nil, nil)
}

func (s *Scope) binTime(ctx context.Context, w *work, old, row timeRow) error {
	if err := respend(ctx, w.tx, old, row); err != nil {
		return err
	}
	row.UpdatedAt = w.at
	_, err := w.tx.NewUpdate().Model(&row).Column("deleted_at", "deleted_batch", "updated_at").WherePK().Exec(ctx)
	return wrap(err, "move time to the trash or back")
}

func (s *Scope) timeUndo() undoable[timeRow] {
	return undoable[timeRow]{
		load: func(ctx context.Context, w *work, id string) (timeRow, error) {
			number, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return timeRow{}, noTime()
			}
			return s.loadTimeAnywhere(ctx, w.tx, number)
		},
		binned: func(row timeRow) string { return row.DeletedBatch },
		trash:  s.trashTime, restore: s.untrashTime, save: s.unchangeTime,
		copy: func(row timeRow) timeRow { return row },
	}
}

// unchangeTime is saveTime for values that were there before.
func (s *Scope) unchangeTime(ctx context.Context, w *work, now, was timeRow) error {
	if was.UserID != now.UserID {
		if err := s.checkWorker(ctx, w.tx, now, was.UserID); err != nil {
			return err
		}
	}
	return s.saveTime(ctx, w, now, was)
}

// keepTitle writes down what a task was called before it is gone for good, beside the time that was worked on it.
func keepTitle(ctx context.Context, tx bun.Tx, taskID int64) error {
	_, err := tx.NewRaw(`UPDATE time_entries SET title = (SELECT name FROM tasks WHERE id = ?), task_id = NULL WHERE task_id = ?`, taskID, taskID).Exec(ctx)
	return wrap(err, "keep what time was worked on")
}

// PurgeTime deletes for good the time entries that have been in the trash since before a moment, at most a batch; it
// answers how many.
func (sys *System) PurgeTime(ctx context.Context) (int, error) {
	var ids []int64
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		ids = nil
		before := instant{sys.store.now().AddDate(0, 0, -domain.TrashDays)}
		err := tx.NewRaw(`SELECT id FROM time_entries WHERE deleted_at < ? ORDER BY deleted_at LIMIT ?`, before, purgeBatch).Scan(ctx, &ids)
		if err != nil || len(ids) == 0 {
			return wrap(err, "read the old trash")
		}
		subjects := make([]string, len(ids))
		for i, id := range ids {
			subjects[i] = strconv.FormatInt(id, 10)
		}
		for _, old := range []clause{
			raw(`DELETE FROM activity WHERE kind = ? AND subject_id IN (?)`, kindTime, bun.List(subjects)),
			raw(`DELETE FROM time_entries WHERE id IN (?)`, bun.List(ids)),
		} {
			if _, err := tx.NewRaw(old.sql, old.args...).Exec(ctx); err != nil {
				return wrap(err, "delete old time for good")
			}
		}
		return nil
	})
	return len(ids), err
}
