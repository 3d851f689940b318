package store

import (
	"context"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// DeleteDecision takes a decision to the trash, from where RestoreDecision brings it back.
func (s *Scope) DeleteDecision(ctx context.Context, id int64, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadDecision(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != row.decision(s.user).Version() {
			return stale()
		}
		return s.trashDecision(ctx, w, row)
	})
}

// RestoreDecision brings a decision back from the trash. What is not there is NotFound.
func (s *Scope) RestoreDecision(ctx context.Context, id int64) (domain.Decision, error) {
	var out domain.Decision
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTrashedDecision(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if err := s.untrashDecision(ctx, w, row); err != nil {
			return err
		}
		out, err = s.rereadDecision(ctx, w.tx, id)
		return err
	})
	return out, err
}

// PurgeDecision deletes a decision that is in the trash for good: nothing of what it said is kept.
func (s *Scope) PurgeDecision(ctx context.Context, id int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTrashedDecision(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if err := s.mayManageDecision(row); err != nil {
			return err
		}
		return purgeDecisions(ctx, w, []decisionRow{row})
	})
}

func (s *Scope) loadTrashedDecision(ctx context.Context, db bun.IDB, id int64) (decisionRow, error) {
	row, err := s.loadDecisionAnywhere(ctx, db, id)
	if err == nil && row.DeletedAt.IsZero() {
		return row, noDecision()
	}
	return row, err
}

func (s *Scope) mayManageDecision(row decisionRow) error {
	if !row.access(s.user).CanManage() {
		return domain.Fail(domain.Denied, "You can see this decision, but not delete it or bring it back.")
	}
	return nil
}

func (s *Scope) trashDecision(ctx context.Context, w *work, row decisionRow) error {
	if err := s.mayManageDecision(row); err != nil {
		return err
	}
	return binDecision(ctx, w, row)
}

// binDecision is trashDecision for those whose rights were asked for already.
func binDecision(ctx context.Context, w *work, row decisionRow) error {
	_, err := w.tx.NewRaw(`UPDATE decisions SET deleted_at = ?, deleted_batch = ?, updated_at = ? WHERE id = ?`, w.at, w.batch, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "take a decision to the trash")
	}
	return w.did(actionDelete, row.subject(), nil, nil)
}

func (s *Scope) untrashDecision(ctx context.Context, w *work, row decisionRow) error {
	if err := s.mayManageDecision(row); err != nil {
		return err
	}
	_, err := w.tx.NewRaw(`UPDATE decisions SET deleted_at = NULL, deleted_batch = NULL, updated_at = ? WHERE id = ?`, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "restore a decision")
	}
	return w.did(actionRestore, row.subject(), nil, nil)
}

func (s *Scope) decisionUndo() undoable[decisionRow] {
	return undoable[decisionRow]{
		load: func(ctx context.Context, w *work, id string) (decisionRow, error) {
			number, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return decisionRow{}, noDecision()
			}
			return s.loadDecisionAnywhere(ctx, w.tx, number)
		},
		binned: func(row decisionRow) string { return row.DeletedBatch },
		trash:  s.takeBackDecision, restore: s.untrashDecision, save: s.saveDecision,
		copy: decisionRow.copied,
	}
}

// takeBackDecision lets who made a decision take that back, also in a project where they delete nothing, as long as
// nobody has changed it.
func (s *Scope) takeBackDecision(ctx context.Context, w *work, row decisionRow) error {
	if row.UserID == s.user.ID && row.access(s.user).CanEdit() && row.UpdatedAt.Equal(row.CreatedAt.Time) {
		return binDecision(ctx, w, row)
	}
	return s.trashDecision(ctx, w, row)
}

// purgeDecisions deletes rows and what was logged about them. What replaced one of them stands alone from then on.
func purgeDecisions(ctx context.Context, w *work, rows []decisionRow) error {
	ids, subjects := []int64{}, []string{}
	for _, row := range rows {
		ids, subjects = append(ids, row.ID), append(subjects, row.subject().id)
		if err := w.did(actionPurge, row.subject(), nil, nil); err != nil {
			return err
		}
	}
	if _, err := w.tx.NewRaw(`DELETE FROM activity WHERE kind = ? AND subject_id IN (?)`, kindDecision, bun.List(subjects)).Exec(ctx); err != nil {
		return wrap(err, "delete what was logged about decisions")
	}
	_, err := w.tx.NewRaw(`DELETE FROM decisions WHERE id IN (?)`, bun.List(ids)).Exec(ctx)
	return wrap(err, "delete decisions for good")
}

// PurgeDecisions deletes for good what has been in the trash since before a moment, at most a batch; it answers how
// many. What went there with its project stays as long as the project does.
func (sys *System) PurgeDecisions(ctx context.Context) (int, error) {
	var rows []decisionRow
	err := sys.nobody().write(ctx, func(ctx context.Context, w *work) error {
		rows = nil
		before := instant{w.at.AddDate(0, 0, -domain.TrashDays)}
		err := w.tx.NewRaw(`SELECT d.id, d.project_id FROM decisions AS d WHERE d.deleted_at < ? AND NOT EXISTS (SELECT 1 FROM projects AS p
			WHERE p.id = d.project_id AND p.deleted_batch = d.deleted_batch) ORDER BY d.deleted_at LIMIT ?`, before, purgeBatch).Scan(ctx, &rows)
		if err != nil || len(rows) == 0 {
			return wrap(err, "read the old trash")
		}
		return purgeDecisions(ctx, w, rows)
	})
	return len(rows), err
}
