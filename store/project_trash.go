package store

import (
	"context"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

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
		row, err := s.loadTrashedProject(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if err := s.untrashProject(ctx, w, row); err != nil {
			return err
		}
		out, err = s.rereadProject(ctx, w.tx, id)
		return err
	})
	return out, err
}

// loadTrashedProject reads a project that is in the trash and that the caller manages; else it is NotFound.
func (s *Scope) loadTrashedProject(ctx context.Context, db bun.IDB, id int64) (projectRow, error) {
	row, err := s.loadProjectAnywhere(ctx, db, id)
	if err == nil && row.DeletedAt.IsZero() {
		return row, noProject()
	}
	return row, err
}

func (s *Scope) mayDelete(row projectRow) error {
	if !row.project(s.user).CanDelete() {
		return domain.Fail(domain.Denied, "Only its owner can delete a project or bring it back.")
	}
	return nil
}

func (s *Scope) trashProject(ctx context.Context, w *work, row projectRow) error {
	if err := s.mayDelete(row); err != nil {
		return err
	}
	if err := moveAlong(ctx, w, row, actionDelete, raw(`deleted_at = ?, deleted_batch = ?, updated_at = ?`, w.at, w.batch, w.at), raw(`deleted_at IS NULL`)); err != nil {
		return err
	}
	_, err := w.tx.NewRaw(`UPDATE projects SET deleted_at = ?, deleted_batch = ?, updated_at = ? WHERE id = ?`, w.at, w.batch, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "take a project to the trash")
	}
	return w.did(actionDelete, row.subject(), nil, nil)
}

// moveAlong takes what is in a project to the trash with it, or out of it, as far as it is in a state, and logs the act
// for each row. An undo takes all of it back with the project: see goesAlong.
func moveAlong(ctx context.Context, w *work, row projectRow, action string, set, state clause) error {
	for _, in := range []struct{ table, kind string }{{"tasks", kindTodo}, {"decisions", kindDecision}, {"notes", kindNote}} {
		which := and(raw(`project_id = ?`, row.ID), state)
		query := raw(`SELECT id FROM `+in.table+` WHERE `).plus(which, raw(` ORDER BY id`))
		var ids []int64
		if err := w.tx.NewRaw(query.sql, query.args...).Scan(ctx, &ids); err != nil {
			return wrap(err, "read what is in a project")
		}
		query = raw(`UPDATE `+in.table+` SET `).plus(set, raw(` WHERE `), which)
		if _, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx); err != nil {
			return wrap(err, "take what is in a project along")
		}
		for _, id := range ids {
			if err := w.did(action, about(in.kind, id, row.ID), nil, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// goesAlong tells whether an entry of a batch says of something in a project what another says of the project itself.
func goesAlong(row activityRow, batch []activityRow) bool {
	if row.Kind == kindProject || row.ProjectID == 0 || row.Action == actionUpdate {
		return false
	}
	return slices.ContainsFunc(batch, func(other activityRow) bool {
		return other.Kind == kindProject && other.ProjectID == row.ProjectID && other.Action == row.Action
	})
}

func (s *Scope) untrashProject(ctx context.Context, w *work, row projectRow) error {
	if err := s.mayDelete(row); err != nil {
		return err
	}
	_, err := w.tx.NewRaw(`UPDATE projects SET deleted_at = NULL, deleted_batch = NULL, updated_at = ? WHERE id = ?`, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "restore a project")
	}
	if err := w.did(actionRestore, row.subject(), nil, nil); err != nil {
		return err
	}
	return moveAlong(ctx, w, row, actionRestore, raw(`deleted_at = NULL, deleted_batch = NULL, updated_at = ?`, w.at), raw(`deleted_batch = ?`, row.DeletedBatch))
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
