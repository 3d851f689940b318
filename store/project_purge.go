package store

import (
	"context"

	"mddash/domain"
)

// PurgeProject deletes a project that is in the trash for good, with its tasks and decisions: nothing of what they said
// is kept. Time that was worked on it stays, its notes stay in the trash of whose they are, and events
// stay in their calendars. Who may not bring it back
// is Denied.
func (s *Scope) PurgeProject(ctx context.Context, id int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTrashedProject(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if err := s.mayDelete(row); err != nil {
			return err
		}
		return s.purgeProject(ctx, w, id)
	})
}

// PurgeProjects deletes for good the project that has been in the trash for longest, if that is long enough; it answers
// how many that were, one or none, so that nobody waits long for the writer.
func (sys *System) PurgeProjects(ctx context.Context) (int, error) {
	scope := sys.nobody()
	var ids []int64
	err := scope.write(ctx, func(ctx context.Context, w *work) error {
		ids = nil
		before := instant{w.at.AddDate(0, 0, -domain.TrashDays)}
		err := w.tx.NewRaw(`SELECT id FROM projects WHERE deleted_at < ? ORDER BY deleted_at, id LIMIT 1`, before).Scan(ctx, &ids)
		if err != nil || len(ids) == 0 {
			return wrap(err, "read the old trash")
		}
		return scope.purgeProject(ctx, w, ids[0])
	})
	return len(ids), err
}

// purgeProject tells whoever saw a project, and whoever saw only some of its tasks, that they are gone.
func (s *Scope) purgeProject(ctx context.Context, w *work, id int64) error {
	saw, err := s.whoSees(ctx, w, id)
	if err != nil {
		return err
	}
	var assigned []struct {
		TaskID int64
		UserID string
	}
	err = w.tx.NewRaw(`SELECT a.task_id, a.user_id FROM task_assignees AS a JOIN tasks AS t ON t.id = a.task_id WHERE t.project_id = ? ORDER BY 1, 2`, id).Scan(ctx, &assigned)
	if err != nil {
		return wrap(err, "read who was assigned in a project")
	}
	if err := deleteProject(ctx, w, id); err != nil {
		return err
	}
	for _, pair := range assigned {
		w.left(about(kindTodo, pair.TaskID, 0), pair.UserID)
	}
	for _, userID := range saw {
		w.left(about(kindProject, id, 0), userID)
	}
	return nil
}

// deleteProject deletes a project and everything of it. An adopted file's own tables let nothing go along by themselves.
func deleteProject(ctx context.Context, w *work, id int64) error {
	const (
		tasks     = `(SELECT id FROM tasks WHERE project_id = ?)`
		subjects  = `(SELECT CAST(id AS TEXT) FROM tasks WHERE project_id = ?)`
		decisions = `(SELECT CAST(id AS TEXT) FROM decisions WHERE project_id = ?)`
		orphans   = `(SELECT id FROM notes WHERE project_id = ? AND user_id IS NULL)`
	)
	if err := purgeAttachments(ctx, w.tx, raw(`f.project_id = ? OR f.task_id IN `+tasks+` OR f.note_id IN `+orphans, id, id, id)); err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE time_entries SET title = (SELECT name FROM tasks WHERE tasks.id = task_id), task_id = NULL WHERE task_id IN ` + tasks,
		`UPDATE time_entries SET project_id = NULL WHERE project_id = ?`,
		`DELETE FROM activity WHERE kind = 'comment' AND subject_id IN (SELECT CAST(id AS TEXT) FROM comments WHERE kind = 'todo' AND subject_id IN ` + subjects + `)`,
		`DELETE FROM comments WHERE kind = 'todo' AND subject_id IN ` + subjects,
		`DELETE FROM activity WHERE kind = 'todo' AND subject_id IN ` + subjects,
		`DELETE FROM activity WHERE kind = 'decision' AND subject_id IN ` + decisions,
		`DELETE FROM activity WHERE kind IN ('project', 'board') AND subject_id = CAST(? AS TEXT)`,
		`DELETE FROM activity WHERE kind = 'choice' AND subject_id = 'pin:' || CAST(? AS TEXT)`,
		`DELETE FROM activity WHERE kind = 'choice' AND subject_id IN (SELECT 'watch:' || CAST(id AS TEXT) FROM tasks WHERE project_id = ?)`,
		`DELETE FROM activity WHERE project_id = ? AND kind NOT IN ('note', 'time', 'attachment')`,
		`DELETE FROM task_tags WHERE task_id IN ` + tasks,
		`DELETE FROM task_assignees WHERE task_id IN ` + tasks,
		`DELETE FROM decisions WHERE project_id = ?`,
		`UPDATE tasks SET parent_id = NULL WHERE parent_id IN ` + tasks,
		`DELETE FROM tasks WHERE project_id = ?`,
		`DELETE FROM note_shares WHERE note_id IN ` + orphans,
		`DELETE FROM notes WHERE id IN ` + orphans,
		`UPDATE notes SET project_id = NULL WHERE project_id = ?`,
		`UPDATE events SET project_id = NULL WHERE project_id = ?`,
		`UPDATE activity SET project_id = NULL WHERE project_id = ?`,
		`DELETE FROM project_managers WHERE project_id = ?`,
		`DELETE FROM project_members WHERE project_id = ?`,
		`DELETE FROM projects WHERE id = ?`,
	} {
		if _, err := w.tx.NewRaw(query, id).Exec(ctx); err != nil {
			return wrap(err, "delete a project for good")
		}
	}
	return nil
}
