package store

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// DeleteFilter takes a filter to the trash; version as UpdateFilter has it.
func (s *Scope) DeleteFilter(ctx context.Context, id int64, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, at, _, err := s.liveFilter(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != row.filter(at+1).Version() {
			return stale()
		}
		return s.trashFilter(ctx, w, row)
	})
}

// RestoreFilter brings a filter back from the trash, to where it was. What is not there is NotFound.
func (s *Scope) RestoreFilter(ctx context.Context, id int64) (domain.SavedFilter, error) {
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.trashedFilter(ctx, w.tx, id)
		if err != nil {
			return err
		}
		return s.untrashFilter(ctx, w, row)
	})
	if err != nil {
		return domain.SavedFilter{}, err
	}
	return s.Filter(ctx, id)
}

// PurgeFilter deletes a filter that is in the trash for good.
func (s *Scope) PurgeFilter(ctx context.Context, id int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.trashedFilter(ctx, w.tx, id)
		if err != nil {
			return err
		}
		return purgeFilters(ctx, w, []int64{row.ID})
	})
}

func (s *Scope) trashedFilter(ctx context.Context, db bun.IDB, id int64) (filterRow, error) {
	row, err := s.filterAnywhere(ctx, db, id)
	if err == nil && row.DeletedAt.IsZero() {
		return row, noFilter()
	}
	return row, err
}

func (s *Scope) filterAnywhere(ctx context.Context, db bun.IDB, id int64) (filterRow, error) {
	rows, err := s.filterRows(ctx, db, raw(`f.id = ?`, id))
	if err == nil && len(rows) == 0 {
		err = noFilter()
	}
	if err != nil {
		return filterRow{}, err
	}
	return rows[0], nil
}

func (s *Scope) trashFilter(ctx context.Context, w *work, row filterRow) error {
	_, err := w.tx.NewRaw(`UPDATE filters SET deleted_at = ?, deleted_batch = ? WHERE id = ?`, w.at, w.batch, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "take a filter to the trash")
	}
	return w.did(actionDelete, row.subject(), nil, nil)
}

func (s *Scope) untrashFilter(ctx context.Context, w *work, row filterRow) error {
	rows, err := s.filterRows(ctx, w.tx, raw(`f.deleted_at IS NULL`))
	if err == nil {
		_, err = roomForFilter(rows)
	}
	if err != nil {
		return err
	}
	_, err = w.tx.NewRaw(`UPDATE filters SET deleted_at = NULL, deleted_batch = NULL WHERE id = ?`, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "restore a filter")
	}
	return w.did(actionRestore, row.subject(), nil, nil)
}

func (s *Scope) filterUndo() undoable[filterRow] {
	return undoable[filterRow]{
		load: func(ctx context.Context, w *work, id string) (filterRow, error) {
			number, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return filterRow{}, noFilter()
			}
			return s.filterAnywhere(ctx, w.tx, number)
		},
		binned: func(row filterRow) string { return row.DeletedBatch },
		trash:  s.trashFilter, restore: s.untrashFilter, save: s.saveFilter,
		copy: func(row filterRow) filterRow { return row },
	}
}

// purgeFilters deletes rows and what was logged about them.
func purgeFilters(ctx context.Context, w *work, ids []int64) error {
	subjects := []string{}
	for _, id := range ids {
		subjects = append(subjects, strconv.FormatInt(id, 10))
	}
	if _, err := w.tx.NewRaw(`DELETE FROM activity WHERE kind = ? AND subject_id IN (?)`, kindFilter, bun.List(subjects)).Exec(ctx); err != nil {
		return wrap(err, "forget filters")
	}
	_, err := w.tx.NewRaw(`DELETE FROM filters WHERE id IN (?)`, bun.List(ids)).Exec(ctx)
	return wrap(err, "delete filters for good")
}

// PurgeFilters deletes for good the filters that have been in the trash long enough, at most a batch; it answers how many.
func (sys *System) PurgeFilters(ctx context.Context) (int, error) {
	var ids []int64
	err := sys.nobody().write(ctx, func(ctx context.Context, w *work) error {
		ids = nil
		before := instant{w.at.AddDate(0, 0, -domain.TrashDays)}
		err := w.tx.NewRaw(`SELECT id FROM filters WHERE deleted_at < ? ORDER BY deleted_at LIMIT ?`, before, purgeBatch).Scan(ctx, &ids)
		if err != nil || len(ids) == 0 {
			return wrap(err, "read the old trash")
		}
		return purgeFilters(ctx, w, ids)
	})
	return len(ids), err
}
