package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Dependencies are what a todo that the caller sees waits for and what waits for it, in the order in which they were
// added. What the caller does not see is not among them, nor is what is in the trash.
func (s *Scope) Dependencies(ctx context.Context, todoID int64) (domain.Dependencies, error) {
	if _, _, err := s.loadTodo(ctx, s.store.read, todoID); err != nil {
		return domain.Dependencies{}, err
	}
	return s.linksOf(ctx, todoID)
}

// linksOf is Dependencies for a todo that was already looked at through the Scope.
func (s *Scope) linksOf(ctx context.Context, todoID int64) (domain.Dependencies, error) {
	found := domain.Dependencies{BlockedBy: []domain.TodoRef{}, Blocks: []domain.TodoRef{}}
	ends := raw(`SELECT task_id AS id, created_at, 0 AS side FROM task_dependencies WHERE blocked_id = ?
		UNION ALL SELECT blocked_id AS id, created_at, 1 AS side FROM task_dependencies WHERE task_id = ?`, todoID, todoID)
	refs, err := s.refsOf(ctx, s.store.read, ends, raw(` ORDER BY ends.side, ends.created_at, t.id LIMIT ?`, 4*domain.DependenciesMax))
	if err != nil {
		return found, err
	}
	for _, ref := range refs {
		side := &found.BlockedBy
		if ref.side == 1 {
			side = &found.Blocks
		}
		if len(*side) < domain.DependenciesMax {
			*side = append(*side, ref.TodoRef)
		}
	}
	return found, nil
}

// TodoRefs are the todos with these ids that the caller sees, by their ids; the others are not in it.
func (s *Scope) TodoRefs(ctx context.Context, ids []int64) (map[int64]domain.TodoRef, error) {
	found := map[int64]domain.TodoRef{}
	if len(ids) == 0 {
		return found, nil
	}
	refs, err := s.refsOf(ctx, s.store.read, raw(`SELECT id, 0 AS side FROM tasks WHERE id IN (?)`, bun.List(ids)), clause{})
	for _, ref := range refs {
		found[ref.ID] = ref.TodoRef
	}
	return found, err
}

// sidedRef is a todo beside another one, and on which side of it.
type sidedRef struct {
	domain.TodoRef
	side int
}

// refsOf reads the todos that a query gives the ids and the sides of, as far as the caller sees them and they are not in
// the trash. The query is there as ends for what orders them.
func (s *Scope) refsOf(ctx context.Context, db bun.IDB, ends, tail clause) ([]sidedRef, error) {
	query := raw(`SELECT ends.side, t.id, t.name, t.status, t.start_date, t.due_date, t.project_id, t.user_id, p.key FROM (`).plus(ends,
		raw(`) AS ends JOIN tasks AS t ON t.id = ends.id LEFT JOIN projects AS p ON p.id = t.project_id AND `), s.seesProject(), raw(` WHERE t.deleted_at IS NULL AND t.id IN (`),
		s.seenOf(raw(`SELECT seen.id FROM (`).plus(ends, raw(`) AS seen`))), raw(`)`), tail)
	var rows []struct {
		taskRow
		Key  string
		Side int
	}
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read todos beside another one")
	}
	tasks := make([]taskRow, 0, len(rows))
	for _, row := range rows {
		tasks = append(tasks, row.taskRow)
	}
	if err := s.fillAssignees(ctx, db, tasks); err != nil {
		return nil, err
	}
	roles, err := s.rolesFor(ctx, db, tasks)
	refs := make([]sidedRef, 0, len(rows))
	for i, task := range tasks {
		todo := task.todo()
		refs = append(refs, sidedRef{side: rows[i].Side, TodoRef: domain.TodoRef{
			ID: task.ID, Title: task.Name, Status: task.Status, StartDate: todo.StartDate, DueDate: todo.DueDate, ProjectID: task.ProjectID,
			Key: rows[i].Key, Access: s.accessTo(task, slices.Contains(task.Assignees, s.user.ID), roles),
		}})
	}
	return refs, err
}

// seenOf is a query for those of some todos that the caller sees, steps through their parents too. ids is a query.
func (s *Scope) seenOf(ids clause) clause {
	return raw(`WITH RECURSIVE up (id, at, project_id, depth) AS (
			SELECT t.id, t.id, coalesce(t.project_id, 0), 0 FROM tasks AS t WHERE t.id IN (`).plus(ids, raw(`)
			UNION ALL SELECT up.id, parent.id, up.project_id, up.depth + 1 FROM up JOIN tasks AS step ON step.id = up.at
				JOIN tasks AS parent ON parent.id = step.parent_id AND coalesce(parent.project_id, 0) = up.project_id WHERE up.depth < ?)
		SELECT up.id FROM up JOIN tasks AS t ON t.id = up.at WHERE `, DepthMax), s.seesTodo())
}

// AddDependency says that one todo can't go on before another one is done. The caller has to see both and be able to
// edit the one that waits; the other one need only be seen, since nothing about it changes. What would make todos wait
// for each other, or is too much, is a Conflict. What is so already stays so.
func (s *Scope) AddDependency(ctx context.Context, blockerID, blockedID int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		blocker, blocked, err := s.loadEnds(ctx, w.tx, blockerID, blockedID)
		if err != nil {
			return err
		}
		return s.link(ctx, w, blocker, blocked)
	})
}

// RemoveDependency takes back what AddDependency said, with the same rights. What is not so is NotFound.
func (s *Scope) RemoveDependency(ctx context.Context, blockerID, blockedID int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		blocker, blocked, err := s.loadEnds(ctx, w.tx, blockerID, blockedID)
		if err != nil {
			return err
		}
		gone, err := s.unlink(ctx, w, blocker, blocked)
		if err == nil && !gone {
			return domain.Fail(domain.NotFound, "The one does not wait for the other.")
		}
		return err
	})
}

// loadEnds reads both todos of a dependency that the caller is about to change.
func (s *Scope) loadEnds(ctx context.Context, tx bun.Tx, blockerID, blockedID int64) (blocker, blocked taskRow, err error) {
	if blocker, _, err = s.loadTodo(ctx, tx, blockerID); err != nil {
		return blocker, blocked, err
	}
	blocked, access, err := s.loadTodo(ctx, tx, blockedID)
	if err == nil && !access.CanEdit() {
		err = unchangeable()
	}
	return blocker, blocked, err
}

func (s *Scope) link(ctx context.Context, w *work, blocker, blocked taskRow) error {
	if blocker.ID == blocked.ID {
		return domain.Fail(domain.Conflict, "A todo can't wait for itself.")
	}
	var known bool
	err := w.tx.NewRaw(`SELECT EXISTS (SELECT 1 FROM task_dependencies WHERE task_id = ? AND blocked_id = ?)`, blocker.ID, blocked.ID).Scan(ctx, &known)
	if err != nil || known {
		return wrap(err, "read a dependency")
	}
	if err := s.checkLink(ctx, w.tx, blocker.ID, blocked.ID); err != nil {
		return err
	}
	_, err = w.tx.NewRaw(`INSERT INTO task_dependencies (task_id, blocked_id, created_at) VALUES (?, ?, ?)`, blocker.ID, blocked.ID, w.at).Exec(ctx)
	if err != nil {
		return wrap(err, "add a dependency")
	}
	return didLink(w, blocker, blocked, true)
}

func (s *Scope) unlink(ctx context.Context, w *work, blocker, blocked taskRow) (bool, error) {
	result, err := w.tx.NewRaw(`DELETE FROM task_dependencies WHERE task_id = ? AND blocked_id = ?`, blocker.ID, blocked.ID).Exec(ctx)
	if err != nil {
		return false, wrap(err, "remove a dependency")
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return false, wrap(err, "remove a dependency")
	}
	return true, didLink(w, blocker, blocked, false)
}

// checkLink: nothing waits for itself by way of others, those in the trash and out of sight included. How many there
// are is counted among those that the caller sees, so that nobody can fill up a todo for others or learn of theirs.
func (s *Scope) checkLink(ctx context.Context, tx bun.Tx, blockerID, blockedID int64) error {
	var circle bool
	err := tx.NewRaw(`WITH RECURSIVE waiting (id) AS (
			SELECT blocked_id FROM task_dependencies WHERE task_id = ?
			UNION SELECT d.blocked_id FROM waiting JOIN task_dependencies AS d ON d.task_id = waiting.id)
		SELECT EXISTS (SELECT 1 FROM waiting WHERE id = ?)`, blockedID, blockerID).Scan(ctx, &circle)
	if err != nil {
		return wrap(err, "look for a circle of dependencies")
	}
	if circle {
		return domain.Fail(domain.Conflict, "They would wait for each other.")
	}
	for _, ends := range []clause{
		raw(`SELECT task_id FROM task_dependencies WHERE blocked_id = ?`, blockedID),
		raw(`SELECT blocked_id FROM task_dependencies WHERE task_id = ?`, blockerID),
	} {
		count := raw(`SELECT count(DISTINCT seen.id) FROM (`).plus(s.seenOf(ends), raw(`) AS seen`))
		var n int
		if err := tx.NewRaw(count.sql, count.args...).Scan(ctx, &n); err != nil {
			return wrap(err, "count dependencies")
		}
		if n >= domain.DependenciesMax {
			return domain.Fail(domain.Conflict, "A todo waits for 100 others at most, and 100 others for it.")
		}
	}
	return nil
}

// openBlockers is a query for how many open todos block each of some, in the columns of fillCounts.
func (s *Scope) openBlockers(ids []int64) clause {
	return raw(`SELECT 'blocked' AS what, d.blocked_id AS id, count(*) AS n, 0 AS done FROM task_dependencies AS d JOIN tasks AS t ON t.id = d.task_id
		WHERE d.blocked_id IN (?) AND t.deleted_at IS NULL AND t.status <> 'done' AND t.id IN (`, bun.List(ids)).
		plus(s.seenOf(raw(`SELECT task_id FROM task_dependencies WHERE blocked_id IN (?)`, bun.List(ids))), raw(`) GROUP BY d.blocked_id`))
}
