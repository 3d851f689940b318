package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// UpdateTodo changes a todo. change gets the row's Input and gives back the new one; version, where not empty, has to
// be the row's still, else the answer is Stale. Changing nothing writes nothing.
func (s *Scope) UpdateTodo(ctx context.Context, id int64, version string, change func(domain.TodoInput) (domain.TodoInput, error)) (domain.Todo, error) {
	var out domain.Todo
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.loadTodo(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if err := s.changeTodo(ctx, w, row, access, version, change); err != nil {
			return err
		}
		out, err = s.reread(ctx, w.tx, id)
		return err
	})
	return out, err
}

func (s *Scope) changeTodo(ctx context.Context, w *work, row taskRow, access domain.Access, version string, change func(domain.TodoInput) (domain.TodoInput, error)) error {
	todo := row.todo()
	if version != "" && version != todo.Version() {
		return stale()
	}
	in, err := change(todo.Input())
	if err != nil {
		return err
	}
	parsed, err := in.Parse(todo, s.user.Location())
	if err != nil {
		return err
	}
	return s.saveTodo(ctx, w, row, row.with(parsed), access)
}

func stale() error {
	return domain.Fail(domain.Stale, "Somebody has changed it since you opened it.")
}

// CompleteTodo ticks a todo off or opens it again. What is so already stays as it is.
func (s *Scope) CompleteTodo(ctx context.Context, id int64, done bool) (domain.Todo, error) {
	return s.UpdateTodo(ctx, id, "", func(in domain.TodoInput) (domain.TodoInput, error) {
		if was := in.Status != nil && *in.Status == domain.StatusDone; was != done {
			in.Status, in.Completed = nil, &done
		}
		return in, nil
	})
}

// BulkTodos changes or deletes many todos, all of them or none: one that the caller can't see or change is an error,
// and nothing has happened.
func (s *Scope) BulkTodos(ctx context.Context, bulk domain.Bulk) ([]domain.Todo, error) {
	ids := slices.Compact(slices.Sorted(slices.Values(bulk.IDs)))
	if len(ids) == 0 || len(ids) > domain.BulkMax {
		return nil, domain.Problems{"ids": "Name between 1 and 1000 todos."}.Err()
	}
	var out []domain.Todo
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		for _, id := range ids {
			if err := s.bulkOne(ctx, w, id, bulk); err != nil {
				return err
			}
		}
		if bulk.Delete {
			return nil
		}
		var err error
		out, err = s.readTodos(ctx, w.tx, ids)
		return err
	})
	return out, err
}

func (s *Scope) bulkOne(ctx context.Context, w *work, id int64, bulk domain.Bulk) error {
	row, access, err := s.loadTodoAnywhere(ctx, w.tx, id)
	if err != nil {
		return err
	}
	if !bulk.Delete {
		if !row.DeletedAt.IsZero() {
			return noTodo()
		}
		return s.changeTodo(ctx, w, row, access, "", bulk.Change)
	}
	if row.DeletedBatch == w.batch {
		return nil // went with its parent just now
	}
	if !row.DeletedAt.IsZero() {
		return noTodo()
	}
	return s.trash(ctx, w, row, access)
}

// saveTodo writes what differs between two states of a row, if the caller may change that, and what follows from it.
func (s *Scope) saveTodo(ctx context.Context, w *work, old, row taskRow, access domain.Access) error {
	if !access.CanWork() {
		return unchangeable()
	}
	_, asked, err := changes(old, row)
	if err != nil || len(asked) == 0 {
		return err
	}
	if err := s.mayChange(asked, access); err != nil {
		return err
	}
	if err := s.checkPlace(ctx, w.tx, old, &row); err != nil {
		return err
	}
	if err := s.checkAssignees(ctx, w.tx, old, row); err != nil {
		return err
	}
	completing := row.done() && !old.done()
	if completing {
		if row.CompletedAt.Equal(old.CompletedAt.Time) {
			row.CompletedAt = w.at
		}
		if err := s.repeat(ctx, w, &row); err != nil {
			return err
		}
	} else if !row.done() {
		row.CompletedAt = instant{}
	}
	before, after, err := changes(old, row)
	if err != nil {
		return err
	}
	if err := s.storeTodo(ctx, w, old, row, before, after); err != nil {
		return err
	}
	if err := s.watchMentioned(ctx, w, row, old.Description, row.Description, 0); err != nil {
		return err
	}
	return s.follow(ctx, w, old, row, completing)
}

// mayChange: who may only work on a todo changes its status, with the time of it, and nothing else.
func (s *Scope) mayChange(after map[string]json.RawMessage, access domain.Access) error {
	if access.CanEdit() {
		return nil
	}
	_, status := after["status"]
	_, when := after["completed_at"]
	if access.CanWork() && (len(after) == 1 && (status || when) || len(after) == 2 && status && when) {
		return nil
	}
	return unchangeable()
}

func unchangeable() error {
	return domain.Fail(domain.Denied, "You can see this todo, but not change it.")
}

// unchanged are the columns that an update leaves out. A reference that an adopted file has to a row that is gone would
// be refused even when it is only written again.
func unchanged(old, row taskRow) []string {
	columns := []string{"id", "created_at", "uid", "kept", "deleted_at", "deleted_batch"}
	if row.ProjectID == old.ProjectID {
		columns = append(columns, "project_id")
	}
	if row.ParentID == old.ParentID {
		columns = append(columns, "parent_id")
	}
	if row.UserID == old.UserID {
		columns = append(columns, "user_id")
	}
	return columns
}

func (s *Scope) storeTodo(ctx context.Context, w *work, old, row taskRow, before, after map[string]json.RawMessage) error {
	row.UpdatedAt = w.at
	if moved := row.ParentID != old.ParentID || row.ProjectID != old.ProjectID; moved && row.ParentUID == old.ParentUID {
		row.ParentUID = ""
	}
	if err := noteAwaited(before, old, row); err != nil {
		return err
	}
	if _, err := w.tx.NewUpdate().Model(&row).ExcludeColumn(unchanged(old, row)...).WherePK().Exec(ctx); err != nil {
		return wrap(err, "change a todo")
	}
	if row.ProjectID != old.ProjectID {
		if err := moveTime(ctx, w.tx, row.ID, old.ProjectID, row.ProjectID); err != nil {
			return err
		}
	}
	if err := syncTags(ctx, w.tx, row.ID, old.Tags, row.Tags); err != nil {
		return err
	}
	if err := syncAssignees(ctx, w.tx, row.ID, old.Assignees, row.Assignees); err != nil {
		return err
	}
	_, come := difference(old.Assignees, row.Assignees)
	row.tellAssigned(w, come)
	for _, userID := range old.Assignees {
		if !slices.Contains(row.Assignees, userID) && userID != row.UserID {
			w.left(row.subject(), userID)
		}
	}
	if gone, _ := difference(old.Assignees, row.Assignees); len(gone) > 0 || old.ProjectID != row.ProjectID || old.UserID != row.UserID || old.ParentID != row.ParentID {
		if err := s.dropWatchers(ctx, w.tx, row); err != nil {
			return err
		}
	}
	if old.ProjectID != 0 && old.ProjectID != row.ProjectID {
		w.movedOut(old.subject())
	}
	if old.ProjectID != row.ProjectID {
		w.came = append(w.came, row)
	}
	return w.did(actionUpdate, row.subject(), before, after)
}

// follow changes the steps of a todo along with it: they are completed with it, and move to its project.
func (s *Scope) follow(ctx context.Context, w *work, old, row taskRow, completing bool) error {
	if !completing && old.ProjectID == row.ProjectID {
		return nil
	}
	steps, err := s.descendants(ctx, w.tx, row.ID)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if !step.DeletedAt.IsZero() {
			continue
		}
		next := step
		next.ProjectID = row.ProjectID
		if completing && !step.done() {
			next.Status, next.CompletedAt, next.Recurrence, next.RepeatFrom = domain.StatusDone, w.at, "", ""
		}
		before, after, err := changes(step, next)
		if err != nil {
			return err
		}
		if len(after) == 0 {
			continue
		}
		if err := s.storeTodo(ctx, w, step, next, before, after); err != nil {
			return err
		}
	}
	return nil
}

// tellAssigned tells people that a todo is theirs to do now. Of what is done already they hear nothing.
func (row taskRow) tellAssigned(w *work, userIDs []string) {
	if !row.done() {
		w.notify(notice{kind: domain.ToldAssigned, about: domain.FoundTodo, aboutID: row.ID}, userIDs...)
	}
}

func syncTags(ctx context.Context, tx bun.Tx, id int64, old, now []string) error {
	gone, come := difference(old, now)
	if len(gone) > 0 {
		if _, err := tx.NewRaw(`DELETE FROM task_tags WHERE task_id = ? AND tag IN (?)`, id, bun.List(gone)).Exec(ctx); err != nil {
			return wrap(err, "take tags off")
		}
	}
	for _, tag := range come {
		if _, err := tx.NewRaw(`INSERT INTO task_tags (task_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, tag).Exec(ctx); err != nil {
			return wrap(err, "put tags on")
		}
	}
	return nil
}

func syncAssignees(ctx context.Context, tx bun.Tx, id int64, old, now []string) error {
	gone, come := difference(old, now)
	if len(gone) > 0 {
		if _, err := tx.NewRaw(`DELETE FROM task_assignees WHERE task_id = ? AND user_id IN (?)`, id, bun.List(gone)).Exec(ctx); err != nil {
			return wrap(err, "take assignees off")
		}
	}
	for _, userID := range come {
		if _, err := tx.NewRaw(`INSERT INTO task_assignees (task_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, userID).Exec(ctx); err != nil {
			return wrap(err, "assign a todo")
		}
	}
	return nil
}

// difference is what is only in the first and what is only in the second list.
func difference[T comparable](old, now []T) (gone, come []T) {
	for _, v := range old {
		if !slices.Contains(now, v) {
			gone = append(gone, v)
		}
	}
	for _, v := range now {
		if !slices.Contains(old, v) {
			come = append(come, v)
		}
	}
	return gone, come
}
