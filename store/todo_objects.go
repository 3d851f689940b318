package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// TodoObjects are the todos of a project as objects, or where that is 0 those that the caller sees and that are in no
// project which they see. A project out of sight is NotFound.
func (s *Scope) TodoObjects(ctx context.Context, projectID int64, f domain.ObjectFilter) ([]domain.TodoObject, error) {
	if err := s.mustSeeProject(ctx, s.store.read, projectID); err != nil {
		return nil, err
	}
	which := clause{}
	if f.Names != nil {
		which = named("t", "todo-", f.Names)
	}
	return s.todoObjects(ctx, s.store.read, projectID, which, clause{})
}

// TodoObject is the object with a name among them; else NotFound.
func (s *Scope) TodoObject(ctx context.Context, projectID int64, name string) (domain.TodoObject, error) {
	objects, err := s.TodoObjects(ctx, projectID, domain.ObjectFilter{Names: []string{name}})
	if err == nil && len(objects) == 0 {
		err = noObject()
	}
	if err != nil {
		return domain.TodoObject{}, err
	}
	return objects[0], nil
}

// TodoChanges is EventChanges for todos.
func (s *Scope) TodoChanges(ctx context.Context, projectID int64, token string, limit int) (domain.Changed[domain.TodoObject], error) {
	if err := s.mustSeeProject(ctx, s.store.read, projectID); err != nil {
		return domain.Changed[domain.TodoObject]{}, err
	}
	return changed(ctx, s, syncSource[domain.TodoObject]{
		in: s.todoCollection(projectID),
		read: func(ctx context.Context, ids []int64, after int64, limit int) ([]domain.TodoObject, error) {
			which, tail := raw(`t.id > ?`, after), clause{}
			if ids != nil {
				which = raw(`t.id IN (?)`, bun.List(ids))
			}
			if limit > 0 {
				tail = raw(` LIMIT ?`, limit)
			}
			return s.todoObjects(ctx, s.store.read, projectID, which, tail)
		},
		name: func(o domain.TodoObject) string { return o.Name },
		id:   func(o domain.TodoObject) int64 { return o.Todo.ID },
	}, token, limit)
}

func (s *Scope) mustSeeProject(ctx context.Context, db bun.IDB, projectID int64) error {
	if projectID == 0 {
		return nil
	}
	_, err := s.projectOf(ctx, db, projectID)
	return err
}

func (r taskRow) objectName() string { return nameOr(r.ObjectName, r.UID, "todo-", r.ID) }

// inTodoCollection holds for todos under the alias t that are in a collection: each that somebody sees is in one, those that
// they see only because they are assigned among their own.
func (s *Scope) inTodoCollection(projectID int64) clause {
	if projectID != 0 {
		return raw(`t.project_id = ?`, projectID)
	}
	in := raw(`t.project_id IS NULL AND t.user_id = ? OR t.id IN (SELECT task_id FROM task_assignees WHERE user_id = ?) AND (t.project_id IS NULL OR t.project_id NOT IN (`, s.user.ID, s.user.ID).
		plus(s.projectsSeen(), raw(`))`))
	if s.user.IsStaff() {
		in = in.plus(raw(` OR t.project_id IS NULL AND t.user_id IS NULL`))
	}
	return in
}

// todoObjects reads objects of a collection in the order of their ids, in a few queries however many there are.
func (s *Scope) todoObjects(ctx context.Context, db bun.IDB, projectID int64, which, tail clause) ([]domain.TodoObject, error) {
	rows, err := s.todoObjectRows(ctx, db, projectID, which, tail)
	if err != nil {
		return nil, err
	}
	parents, err := s.parentUIDs(ctx, db, rows)
	if err != nil {
		return nil, err
	}
	roles, err := s.rolesFor(ctx, db, rows)
	objects := make([]domain.TodoObject, 0, len(rows))
	taken := make(map[string]bool, len(rows))
	for _, row := range rows {
		o := domain.TodoObject{Name: row.objectName(), Parent: cmp.Or(parents[row.ParentID], row.ParentUID), Todo: row.todo()}
		if taken[o.Name] {
			continue
		}
		taken[o.Name] = true
		o.Todo.Access = s.accessTo(row, slices.Contains(row.Assignees, s.user.ID), roles)
		objects = append(objects, o)
	}
	return objects, err
}

func (s *Scope) todoObjectRows(ctx context.Context, db bun.IDB, projectID int64, which, tail clause) ([]taskRow, error) {
	query := raw(`SELECT `+taskColumns+`, t.kept FROM tasks AS t WHERE `).
		plus(and(raw(`t.deleted_at IS NULL`), s.inTodoCollection(projectID), s.seesTodo(), which), raw(` ORDER BY t.id`), tail)
	var rows []taskRow
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read todos")
	}
	return rows, s.fillAssignees(ctx, db, rows)
}

// parentUIDs are the UIDs of the todos that some are steps of, as far as the caller sees these.
func (s *Scope) parentUIDs(ctx context.Context, db bun.IDB, rows []taskRow) (map[int64]string, error) {
	ids := []int64{}
	for _, row := range rows {
		if row.ParentID != 0 {
			ids = append(ids, row.ParentID)
		}
	}
	uids := map[int64]string{}
	if len(ids) == 0 {
		return uids, nil
	}
	var parents []struct {
		ID  int64
		UID *string `bun:"uid"`
	}
	query := raw(`SELECT t.id, t.uid FROM tasks AS t WHERE `).plus(and(raw(`t.id IN (?) AND t.deleted_at IS NULL`, bun.List(ids)), s.seesTodo()))
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &parents)
	for _, parent := range parents {
		if parent.UID != nil {
			uids[parent.ID] = *parent.UID
		}
	}
	return uids, wrap(err, "read what todos are steps of")
}
