package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// PutTodoObject is PutCalendarObject for a todo of a project, or of the caller's where that is 0. What another program knows
// nothing of stays as it is; a parent that it names is looked for in the same collection.
func (s *Scope) PutTodoObject(ctx context.Context, projectID int64, name string, o domain.TodoObject, c domain.Condition) (domain.TodoObject, bool, error) {
	var out domain.TodoObject
	var created bool
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		if err := s.mustSeeProject(ctx, w.tx, projectID); err != nil {
			return err
		}
		old, err := s.todoAt(ctx, w.tx, projectID, name)
		if err != nil {
			return err
		}
		created = old == nil
		if err := c.Check(versionOf(old)); err != nil {
			return err
		}
		if err := s.soleTodo(ctx, w.tx, projectID, o.Todo.UID, name); err != nil {
			return err
		}
		if err := s.writeTodo(ctx, w, projectID, name, old, o); err != nil {
			return err
		}
		now, err := s.todoAt(ctx, w.tx, projectID, name)
		if err == nil && now != nil {
			out = *now
		}
		return err
	})
	return out, created, err
}

// versionOf is empty for no todo.
func versionOf(o *domain.TodoObject) string {
	if o == nil {
		return ""
	}
	return o.Version()
}

// todoAt is the todo with a name in a collection; nil for none.
func (s *Scope) todoAt(ctx context.Context, db bun.IDB, projectID int64, name string) (*domain.TodoObject, error) {
	objects, err := s.todoObjects(ctx, db, projectID, named("t", "todo-", []string{name}), clause{})
	if err != nil || len(objects) == 0 {
		return nil, err
	}
	return &objects[0], nil
}

// soleTodo: a UID stands for one todo of a collection.
func (s *Scope) soleTodo(ctx context.Context, db bun.IDB, projectID int64, uid, name string) error {
	if uid == "" {
		return domain.Problems{"uid": "It has no UID."}.Err()
	}
	objects, err := s.todoObjects(ctx, db, projectID, raw(`t.uid = ?`, uid), clause{})
	if err != nil || len(objects) == 0 || objects[0].Name == name {
		return err
	}
	return uidTaken(objects[0].Name)
}

func (s *Scope) writeTodo(ctx context.Context, w *work, projectID int64, name string, old *domain.TodoObject, o domain.TodoObject) error {
	if old == nil {
		return s.insertNamed(ctx, w, projectID, name, o)
	}
	if old.Todo.UID != o.Todo.UID {
		return uidTaken(name)
	}
	row, access, err := s.loadTodo(ctx, w.tx, old.Todo.ID)
	if err != nil {
		return err
	}
	after := row.with(old.Todo.Saying(o.Todo))
	if o.Parent != old.Parent {
		if err := s.hang(ctx, w.tx, projectID, &after, o.Parent); err != nil {
			return err
		}
	}
	if after.ParentUID != row.ParentUID && !access.CanEdit() {
		return unchangeable()
	}
	after.completedAs(w, row, o)
	if err := s.saveTodo(ctx, w, row, after, access); err != nil {
		return err
	}
	if o.Todo.Kept != old.Todo.Kept || after.ParentUID != row.ParentUID {
		_, err := w.tx.NewRaw(`UPDATE tasks SET kept = ?, parent_uid = ?, updated_at = ? WHERE id = ?`, nullable(o.Todo.Kept), nullable(after.ParentUID), w.at, row.ID).Exec(ctx)
		if err != nil {
			return wrap(err, "keep the text of a todo")
		}
	}
	return s.joinAwaited(ctx, w, after)
}

// insertNamed adds a todo under the name and the UID that another program gave it.
func (s *Scope) insertNamed(ctx context.Context, w *work, projectID int64, name string, o domain.TodoObject) error {
	todo := domain.Todo{Priority: domain.PriorityMedium, Status: domain.StatusTodo, ProjectID: projectID}.Saying(o.Todo)
	row := taskRow{UserID: s.user.ID}.with(todo)
	row.UID, row.Kept, row.ObjectName = o.Todo.UID, o.Todo.Kept, storedName(name, o.Todo.UID)
	if err := s.hang(ctx, w.tx, projectID, &row, o.Parent); err != nil {
		return err
	}
	if err := s.checkPlace(ctx, w.tx, taskRow{}, &row); err != nil {
		return err
	}
	row.doneAt(w, o.Todo.CompletedAt)
	if err := s.insertRow(ctx, w, &row); err != nil {
		return err
	}
	return s.adopt(ctx, w, row)
}

// completedAs is doneAt for a todo that becomes done, and for one that is done already and is said to have been completed at
// another time. COMPLETED tells seconds, and a clock that is ahead says nothing about what was completed before.
func (r *taskRow) completedAs(w *work, was taskRow, o domain.TodoObject) {
	switch {
	case r.done() && !was.done():
		r.doneAt(w, o.Todo.CompletedAt)
	case r.done() && !o.Completed.IsZero() && !o.Completed.After(w.at.Time) && !o.Completed.Equal(was.CompletedAt.Truncate(time.Second)):
		r.CompletedAt = instant{o.Completed}
	}
}

// doneAt says when what is done was completed, as another program says it: a phone without a connection tells of it later.
// Where it says nothing, or a time that is still to come, it is now.
func (r *taskRow) doneAt(w *work, said time.Time) {
	if !r.done() {
		return
	}
	r.CompletedAt = w.at
	if !said.IsZero() && said.Before(w.at.Time) {
		r.CompletedAt = instant{said}
	}
}

// DeleteTodoObject takes a todo to the trash with its steps. Stale where the condition does not hold.
func (s *Scope) DeleteTodoObject(ctx context.Context, projectID int64, name string, c domain.Condition) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.todoNamed(ctx, w, projectID, name, c)
		if err != nil {
			return err
		}
		return s.trash(ctx, w, row, access)
	})
}

// todoNamed is a todo of a collection in the version that the condition asks for; else NotFound or Stale.
func (s *Scope) todoNamed(ctx context.Context, w *work, projectID int64, name string, c domain.Condition) (taskRow, domain.Access, error) {
	if err := s.mustSeeProject(ctx, w.tx, projectID); err != nil {
		return taskRow{}, 0, err
	}
	old, err := s.todoAt(ctx, w.tx, projectID, name)
	if err == nil && old == nil {
		err = noObject()
	}
	if err == nil {
		err = c.Check(versionOf(old))
	}
	if err != nil {
		return taskRow{}, 0, err
	}
	return s.loadTodo(ctx, w.tx, old.Todo.ID)
}

// MoveTodoObject is MoveCalendarObject for todos: between projects, and from and to the caller's own.
func (s *Scope) MoveTodoObject(ctx context.Context, projectID int64, name string, toID int64, toName string, replace bool, c domain.Condition) (bool, error) {
	var created bool
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, access, err := s.todoNamed(ctx, w, projectID, name, c)
		if err != nil {
			return err
		}
		if err := s.mustSeeProject(ctx, w.tx, toID); err != nil {
			return err
		}
		if projectID == toID && name == toName {
			return domain.Fail(domain.Denied, "It is there already.")
		}
		if !access.CanManage() && projectID != toID {
			return unchangeable()
		}
		if created, err = s.clearTodo(ctx, w, toID, toName, replace); err != nil {
			return err
		}
		if projectID != toID {
			if err := s.soleTodo(ctx, w.tx, toID, row.UID, toName); err != nil {
				return err
			}
		}
		return s.moveNamed(ctx, w, row, access, toID, toName)
	})
	return created, err
}

// clearTodo takes away what has a name in a collection, and tells whether nothing had it.
func (s *Scope) clearTodo(ctx context.Context, w *work, projectID int64, name string, replace bool) (bool, error) {
	there, err := s.todoAt(ctx, w.tx, projectID, name)
	switch {
	case err != nil || there == nil:
		return true, err
	case !replace:
		return false, domain.Fail(domain.Stale, "Something is there already.")
	}
	row, access, err := s.loadTodo(ctx, w.tx, there.Todo.ID)
	if err != nil {
		return false, err
	}
	return false, s.trash(ctx, w, row, access)
}

func (s *Scope) moveNamed(ctx context.Context, w *work, row taskRow, access domain.Access, toID int64, name string) error {
	if !access.CanEdit() {
		return unchangeable()
	}
	next := row
	next.Assignees, next.Tags = slices.Clone(row.Assignees), slices.Clone(row.Tags)
	next.ProjectID, next.ObjectName = toID, storedName(name, row.UID)
	if next.ParentID != 0 && next.ProjectID != row.ProjectID {
		next.ParentID = 0
	}
	if next.ProjectID == row.ProjectID {
		_, err := w.tx.NewRaw(`UPDATE tasks SET object_name = ? WHERE id = ?`, nullable(next.ObjectName), row.ID).Exec(ctx)
		return wrap(err, "rename an object")
	}
	return s.saveTodo(ctx, w, row, next, access)
}
