package store

import (
	"context"
	"strconv"

	"mddash/domain"
)

// DeleteProject takes a project to the trash with everything in it. Only its owner may.
func (s *Scope) DeleteProject(ctx context.Context, id int64, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadProject(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != row.project(s.user).Version() {
			return stale()
		}
		return s.trashProject(ctx, w, row)
	})
}

// RestoreProject brings a project back from the trash as it was, with what went there with it.
func (s *Scope) RestoreProject(ctx context.Context, id int64) (domain.Project, error) {
	var out domain.Project
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadProjectAnywhere(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if row.DeletedAt.IsZero() {
			return noProject()
		}
		if err := s.untrashProject(ctx, w, row); err != nil {
			return err
		}
		out, err = s.rereadProject(ctx, w.tx, id)
		return err
	})
	return out, err
}

func (s *Scope) mayDelete(row projectRow) error {
	if !row.project(s.user).CanDelete() {
		return domain.Fail(domain.Denied, "Only its owner can delete a project or bring it back.")
	}
	return nil
}

// trashProject logs the project last, so that an undo brings it back first: what is in it is seen through it.
func (s *Scope) trashProject(ctx context.Context, w *work, row projectRow) error {
	if err := s.mayDelete(row); err != nil {
		return err
	}
	var tasks []taskRow
	err := w.tx.NewRaw(`SELECT t.id, t.project_id FROM tasks AS t WHERE t.project_id = ? AND t.deleted_at IS NULL ORDER BY t.id`, row.ID).Scan(ctx, &tasks)
	if err != nil {
		return wrap(err, "read the tasks of a project")
	}
	for _, table := range []string{"tasks", "decisions", "notes"} {
		_, err := w.tx.NewRaw(`UPDATE `+table+` SET deleted_at = ?, deleted_batch = ?, updated_at = ? WHERE project_id = ? AND deleted_at IS NULL`,
			w.at, w.batch, w.at, row.ID).Exec(ctx)
		if err != nil {
			return wrap(err, "take what is in a project to the trash")
		}
	}
	_, err = w.tx.NewRaw(`UPDATE projects SET deleted_at = ?, deleted_batch = ?, updated_at = ? WHERE id = ?`, w.at, w.batch, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "take a project to the trash")
	}
	if err := didAll(w, actionDelete, tasks); err != nil {
		return err
	}
	return w.did(actionDelete, row.subject(), nil, nil)
}

func (s *Scope) untrashProject(ctx context.Context, w *work, row projectRow) error {
	if err := s.mayDelete(row); err != nil {
		return err
	}
	var tasks []taskRow
	err := w.tx.NewRaw(`SELECT t.id, t.project_id FROM tasks AS t WHERE t.project_id = ? AND t.deleted_batch = ? ORDER BY t.id`, row.ID, row.DeletedBatch).Scan(ctx, &tasks)
	if err != nil {
		return wrap(err, "read the tasks of a project")
	}
	for _, table := range []string{"tasks", "decisions", "notes"} {
		_, err := w.tx.NewRaw(`UPDATE `+table+` SET deleted_at = NULL, deleted_batch = NULL, updated_at = ? WHERE project_id = ? AND deleted_batch = ?`,
			w.at, row.ID, row.DeletedBatch).Exec(ctx)
		if err != nil {
			return wrap(err, "restore what was in a project")
		}
	}
	_, err = w.tx.NewRaw(`UPDATE projects SET deleted_at = NULL, deleted_batch = NULL, updated_at = ? WHERE id = ?`, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "restore a project")
	}
	if err := w.did(actionRestore, row.subject(), nil, nil); err != nil {
		return err
	}
	return didAll(w, actionRestore, tasks)
}

func (s *Scope) projectUndo() undoable[projectRow] {
	return undoable[projectRow]{
		load: func(ctx context.Context, w *work, id string) (projectRow, error) {
			number, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return projectRow{}, noProject()
			}
			return s.loadProjectAnywhere(ctx, w.tx, number)
		},
		binned: func(row projectRow) string { return row.DeletedBatch },
		trash:  s.trashProject, restore: s.untrashProject, save: s.saveProject,
		copy: projectRow.copied,
	}
}
