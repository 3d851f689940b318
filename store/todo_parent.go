package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/uptrace/bun"
)

// hang makes a row a step of the todo with a UID in a collection, of none where that is empty. One that is not there yet is
// waited for, if what is in the collection is there by itself and not because it is assigned: programs send todos in any order,
// and what RELATED-TO names need not be there (RFC 5545, section 3.8.4.5).
func (s *Scope) hang(ctx context.Context, db bun.IDB, projectID int64, row *taskRow, uid string) error {
	parent, err := s.parentNamed(ctx, db, projectID, uid)
	switch {
	case err != nil:
		return err
	case uid == "":
		row.ParentID, row.ParentUID = 0, ""
	case parent != 0 && parent != row.ID:
		row.ParentID, row.ParentUID = parent, ""
	case row.ProjectID == projectID && (projectID != 0 || row.UserID == s.user.ID):
		row.ParentID, row.ParentUID = 0, uid
	}
	return nil
}

// parentNamed is the id of the todo with a UID in a collection; 0 for none.
func (s *Scope) parentNamed(ctx context.Context, db bun.IDB, projectID int64, uid string) (int64, error) {
	if uid == "" {
		return 0, nil
	}
	objects, err := s.todoObjects(ctx, db, projectID, raw(`t.uid = ?`, uid), clause{})
	if err != nil || len(objects) == 0 {
		return 0, err
	}
	return objects[0].Todo.ID, nil
}

// beside holds for todos under the alias t that one may be a step of, and those that may be steps of it: what is in its project,
// or personal and its owner's.
func (r taskRow) beside() clause {
	in := raw(`t.project_id = ?`, r.ProjectID)
	if r.ProjectID == 0 {
		in = raw(`t.project_id IS NULL AND coalesce(t.user_id, '') = ?`, r.UserID)
	}
	return and(in, raw(`t.deleted_at IS NULL AND t.id <> ?`, r.ID))
}

// awaited is the todo that a row waits for, if it is there; no rows where it is not.
func (s *Scope) awaited(ctx context.Context, db bun.IDB, row taskRow) ([]taskRow, error) {
	if row.ParentUID == "" {
		return nil, nil
	}
	query := raw(`SELECT `+taskColumns+` FROM tasks AS t WHERE `).plus(and(raw(`t.uid = ?`, row.ParentUID), row.beside()), raw(` ORDER BY t.id LIMIT 1`))
	var rows []taskRow
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "look for what a todo is a step of")
}

// joinAwaited makes a row a step of the todo that it waits for, if that is there and could be its parent.
func (s *Scope) joinAwaited(ctx context.Context, w *work, row taskRow) error {
	parents, err := s.awaited(ctx, w.tx, row)
	if err != nil || len(parents) == 0 {
		return err
	}
	return s.adopt(ctx, w, parents[0])
}

// reunite puts rows under those that they wait for, and under them those that wait for them.
func (s *Scope) reunite(ctx context.Context, w *work, rows []taskRow) error {
	for _, row := range rows {
		if err := s.joinAwaited(ctx, w, row); err != nil {
			return err
		}
		if err := s.adopt(ctx, w, row); err != nil {
			return err
		}
	}
	return nil
}

// adopt makes those steps of a todo that waited for it. Whoever may not put them there leaves them waiting, and so does what would
// go in a circle or too deep.
func (s *Scope) adopt(ctx context.Context, w *work, parent taskRow) error {
	if parent.UID == "" {
		return nil
	}
	query := raw(`SELECT `+taskColumns+` FROM tasks AS t WHERE `).
		plus(and(raw(`t.parent_uid = ? AND t.parent_id IS NULL`, parent.UID), parent.beside()), raw(` ORDER BY t.id`))
	var rows []taskRow
	if err := w.tx.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return wrap(err, "look for what waits for a todo")
	}
	rows, err := s.adoptable(ctx, w.tx, parent, rows)
	if err != nil || len(rows) == 0 {
		return err
	}
	if _, err := w.tx.NewRaw(`UPDATE tasks SET parent_id = ?, parent_uid = NULL, updated_at = ? WHERE id IN (?)`, parent.ID, w.at, bun.List(idsOf(rows))).Exec(ctx); err != nil {
		return wrap(err, "link steps with their todo")
	}
	for _, row := range rows {
		next := row
		next.ParentID, next.ParentUID = parent.ID, ""
		before, after, err := changes(row, next)
		if err != nil {
			return err
		}
		if err := noteAwaited(before, row, next); err != nil {
			return err
		}
		if err := w.did(actionUpdate, row.subject(), before, after); err != nil {
			return err
		}
	}
	return nil
}

// adoptable are those of some rows that the caller may make steps of a todo.
func (s *Scope) adoptable(ctx context.Context, db bun.IDB, parent taskRow, rows []taskRow) ([]taskRow, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	if err := s.fillAssignees(ctx, db, rows); err != nil {
		return nil, err
	}
	above, err := s.chain(ctx, db, parent.ID)
	if err != nil || len(above) == 0 || !above[0].DeletedAt.IsZero() {
		return nil, err
	}
	roles, err := s.rolesFor(ctx, db, above)
	if err != nil {
		return nil, err
	}
	deep, err := depths(ctx, db, idsOf(rows))
	if err != nil {
		return nil, err
	}
	may := func(row taskRow) bool {
		return s.accessTo(row, slices.Contains(row.Assignees, s.user.ID), roles).CanEdit()
	}
	if !may(above[0]) {
		return nil, nil
	}
	return slices.DeleteFunc(rows, func(row taskRow) bool {
		circle := slices.ContainsFunc(above, func(p taskRow) bool { return p.ID == row.ID })
		return circle || !may(row) || len(above)+1+deep[row.ID] > DepthMax
	}), nil
}

// depths tells how deep steps of steps go below some todos; one without steps is not in it.
func depths(ctx context.Context, db bun.IDB, ids []int64) (map[int64]int, error) {
	var found []struct {
		Root  int64
		Depth int
	}
	err := db.NewRaw(`WITH RECURSIVE down (root, id, depth) AS (
			SELECT parent_id, id, 1 FROM tasks WHERE parent_id IN (?)
			UNION ALL SELECT down.root, t.id, down.depth + 1 FROM down JOIN tasks AS t ON t.parent_id = down.id WHERE down.depth < ?)
		SELECT root, max(depth) AS depth FROM down GROUP BY root`, bun.List(ids), DepthMax).Scan(ctx, &found)
	deep := make(map[int64]int, len(found))
	for _, one := range found {
		deep[one.Root] = one.Depth
	}
	return deep, wrap(err, "read how deep steps go")
}

// awaitedField is what an entry of the activity log keeps the UID under that a todo waited for before a change, for an undo.
const awaitedField = "parent_uid"

// noteAwaited puts what a row waited for into the old values of a change after which it does not any more.
func noteAwaited(before map[string]json.RawMessage, old, row taskRow) error {
	if old.ParentUID == "" || row.ParentUID != "" {
		return nil
	}
	text, err := json.Marshal(old.ParentUID)
	before[awaitedField] = text
	return wrap(err, "write down what a todo waited for")
}

// waitAgain lets a row wait for what it waited for before a change.
func (r *taskRow) waitAgain(before map[string]json.RawMessage) error {
	text, waited := before[awaitedField]
	if !waited {
		return nil
	}
	return wrap(json.Unmarshal(text, &r.ParentUID), "read what a todo waited for")
}
