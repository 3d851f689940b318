package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// DeleteTodo takes a todo and its steps to the trash, from where RestoreTodo brings them back.
func (s *Scope) DeleteTodo(ctx context.Context, id int64, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.loadTodo(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != row.todo().Version() {
			return stale()
		}
		return s.trash(ctx, w, row, access)
	})
}

func (s *Scope) trash(ctx context.Context, w *work, row taskRow, access domain.Access) error {
	if !access.CanManage() {
		return domain.Fail(domain.Denied, "You can see this todo, but not delete it.")
	}
	steps, err := s.descendants(ctx, w.tx, row.ID)
	if err != nil {
		return err
	}
	rows := []taskRow{row}
	for _, step := range steps {
		if step.DeletedAt.IsZero() {
			rows = append(rows, step)
		}
	}
	return s.bin(ctx, w, rows)
}

// bin is trash for those whose rights were asked for already.
func (s *Scope) bin(ctx context.Context, w *work, rows []taskRow) error {
	_, err := w.tx.NewRaw(`UPDATE tasks SET deleted_at = ?, deleted_batch = ?, updated_at = ? WHERE id IN (?)`, w.at, w.batch, w.at, bun.List(idsOf(rows))).Exec(ctx)
	if err != nil {
		return wrap(err, "take a todo to the trash")
	}
	return didAll(w, actionDelete, rows)
}

func idsOf(rows []taskRow) []int64 {
	ids := make([]int64, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	return ids
}

func didAll(w *work, action string, rows []taskRow) error {
	for _, row := range rows {
		if err := w.did(action, row.subject(), nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// RestoreTodo brings a todo back from the trash with the steps that went with it, and with the parents it needs to be
// where it was. What is not in the trash is NotFound.
func (s *Scope) RestoreTodo(ctx context.Context, id int64) (domain.Todo, error) {
	var out domain.Todo
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		if err := s.untrash(ctx, w, id); err != nil {
			return err
		}
		var err error
		out, err = s.reread(ctx, w.tx, id)
		return err
	})
	return out, err
}

func (s *Scope) untrash(ctx context.Context, w *work, id int64) error {
	row, err := s.loadTrashed(ctx, w.tx, id, "restore")
	if err != nil {
		return err
	}
	steps, err := s.descendants(ctx, w.tx, id)
	if err != nil {
		return err
	}
	back := []taskRow{}
	for _, step := range steps {
		if step.DeletedBatch == row.DeletedBatch {
			back = append(back, step)
		}
	}
	parents, err := s.chain(ctx, w.tx, id)
	if err != nil {
		return err
	}
	for _, parent := range parents {
		if !parent.DeletedAt.IsZero() {
			back = append(back, parent)
		}
	}
	_, err = w.tx.NewRaw(`UPDATE tasks SET deleted_at = NULL, deleted_batch = NULL, updated_at = ? WHERE id IN (?)`, w.at, bun.List(idsOf(back))).Exec(ctx)
	if err != nil {
		return wrap(err, "restore a todo")
	}
	if err := didAll(w, actionRestore, back); err != nil {
		return err
	}
	return s.reunite(ctx, w, back)
}

// PurgeTodo deletes a todo that is in the trash, and its steps, for good: nothing of what they said is kept.
func (s *Scope) PurgeTodo(ctx context.Context, id int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadTrashed(ctx, w.tx, id, "delete")
		if err != nil {
			return err
		}
		steps, err := s.descendants(ctx, w.tx, id)
		if err != nil {
			return err
		}
		return s.purge(ctx, w, append([]taskRow{row}, steps...))
	})
}

// loadTrashed reads one todo that is in the trash and that the caller may manage. Denied, in words of the verb, where
// they may only see it.
func (s *Scope) loadTrashed(ctx context.Context, db bun.IDB, id int64, verb string) (taskRow, error) {
	row, access, err := s.loadTodoAnywhere(ctx, db, id)
	switch {
	case err != nil:
		return taskRow{}, err
	case row.DeletedAt.IsZero():
		return taskRow{}, noTodo()
	case !access.CanManage():
		return taskRow{}, domain.Fail(domain.Denied, "You can see this todo, but not "+verb+" it.")
	}
	return row, mustBeLive(ctx, db, row)
}

// mustBeLive: what went to the trash with its project is brought back and deleted with it alone.
func mustBeLive(ctx context.Context, db bun.IDB, row taskRow) error {
	var binned int
	err := db.NewRaw(`SELECT count(*) FROM projects WHERE id = ? AND deleted_at IS NOT NULL`, row.ProjectID).Scan(ctx, &binned)
	if err == nil && binned > 0 {
		return domain.Fail(domain.Conflict, "Its project is in the trash too. It comes back with the project.")
	}
	return wrap(err, "look for a todo's project in the trash")
}

// purge deletes rows, parents first as given, and tells everybody who saw them that they are gone.
func (s *Scope) purge(ctx context.Context, w *work, rows []taskRow) error {
	for _, row := range slices.Backward(rows) {
		saw, err := s.sawTodo(ctx, w.tx, row)
		if err != nil {
			return err
		}
		if err := keepTitle(ctx, w.tx, row.ID); err != nil {
			return err
		}
		if err := purgeAttachments(ctx, w.tx, raw(`f.task_id = ?`, row.ID)); err != nil {
			return err
		}
		for _, q := range []string{
			`DELETE FROM activity WHERE kind = 'comment' AND subject_id IN (SELECT CAST(id AS TEXT) FROM comments WHERE kind = 'todo' AND subject_id = CAST(? AS TEXT))`,
			`DELETE FROM activity WHERE kind = 'todo' AND subject_id = CAST(? AS TEXT)`,
			`DELETE FROM activity WHERE kind = 'choice' AND subject_id = 'watch:' || CAST(? AS TEXT)`,
			`DELETE FROM comments WHERE kind = 'todo' AND subject_id = CAST(? AS TEXT)`,
			`DELETE FROM task_tags WHERE task_id = ?`,
			`DELETE FROM task_assignees WHERE task_id = ?`,
			`DELETE FROM tasks WHERE id = ?`,
		} {
			if _, err := w.tx.NewRaw(q, row.ID).Exec(ctx); err != nil {
				return wrap(err, "delete a todo for good")
			}
		}
		for _, userID := range saw {
			w.left(row.subject(), userID)
		}
	}
	return nil
}

func (s *Scope) sawTodo(ctx context.Context, tx bun.Tx, row taskRow) ([]string, error) {
	saw := slices.Clone(row.Assignees)
	if row.UserID != "" {
		saw = append(saw, row.UserID)
	}
	if row.ProjectID != 0 || row.UserID == "" {
		people, err := s.peopleWhere(ctx, tx, s.assignable(row.ProjectID))
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			saw = append(saw, p.ID)
		}
	}
	slices.Sort(saw)
	return slices.Compact(saw), nil
}

// purgeBatch is how many todos one round of PurgeTrash deletes, so that nobody waits long for the writer.
const purgeBatch = 200

// PurgeTrash deletes for good what has been in the trash since before a moment, at most a batch; it answers how many.
func (sys *System) PurgeTrash(ctx context.Context) (int, error) {
	scope := sys.store.As(domain.User{Roles: []string{domain.RoleStaff}})
	var rows []taskRow
	err := scope.write(ctx, func(ctx context.Context, w *work) error {
		rows = nil
		before := instant{w.at.AddDate(0, 0, -domain.TrashDays)}
		err := w.tx.NewRaw(`SELECT `+taskColumns+` FROM tasks AS t WHERE t.deleted_at < ? AND NOT EXISTS (SELECT 1 FROM tasks AS step WHERE step.parent_id = t.id)
			AND NOT EXISTS (SELECT 1 FROM projects AS p WHERE p.id = t.project_id AND p.deleted_batch = t.deleted_batch)
			ORDER BY t.deleted_at LIMIT ?`, before, purgeBatch).Scan(ctx, &rows)
		if err != nil {
			return wrap(err, "read the old trash")
		}
		if err := scope.fillAssignees(ctx, w.tx, rows); err != nil {
			return err
		}
		return scope.purge(ctx, w, rows)
	})
	return len(rows), err
}
