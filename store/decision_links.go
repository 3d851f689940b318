package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// fillDecisions reads what belongs to decisions, in the same number of queries however many they are: the caller's role
// in their projects, who decided them, and what they are linked to as far as the caller sees it.
func (s *Scope) fillDecisions(ctx context.Context, db bun.IDB, rows []decisionRow) error {
	if len(rows) == 0 {
		return nil
	}
	at := make(map[int64]*decisionRow, len(rows))
	ids := make([]int64, 0, len(rows))
	for i := range rows {
		rows[i].Deciders, rows[i].Tasks = []string{}, []int64{}
		at[rows[i].ID] = &rows[i]
		ids = append(ids, rows[i].ID)
	}
	for _, fill := range []func(context.Context, bun.IDB, []int64, map[int64]*decisionRow) error{s.fillRoles, fillDeciders, fillTasks, s.fillLinked, s.fillSuperseded} {
		if err := fill(ctx, db, ids, at); err != nil {
			return err
		}
	}
	return nil
}

func (s *Scope) fillRoles(ctx context.Context, db bun.IDB, _ []int64, at map[int64]*decisionRow) error {
	projects := []int64{}
	for _, row := range at {
		if row.ProjectID != 0 && !slices.Contains(projects, row.ProjectID) {
			projects = append(projects, row.ProjectID)
		}
	}
	if len(projects) == 0 {
		return nil
	}
	found, err := s.projectRows(ctx, db, raw(`p.id IN (?)`, bun.List(projects)))
	seen := map[int64]projectRow{}
	for _, p := range found {
		seen[p.ID] = p
	}
	for _, row := range at {
		if p, sees := seen[row.ProjectID]; sees {
			row.role, row.project = p.role(s.user), p.ref(s.user)
		}
	}
	return err
}

func fillDeciders(ctx context.Context, db bun.IDB, ids []int64, at map[int64]*decisionRow) error {
	var pairs []struct {
		DecisionID int64
		UserID     string
	}
	err := db.NewRaw(`SELECT decision_id, user_id FROM decision_deciders WHERE decision_id IN (?) ORDER BY user_id`, bun.List(ids)).Scan(ctx, &pairs)
	for _, pair := range pairs {
		at[pair.DecisionID].Deciders = append(at[pair.DecisionID].Deciders, pair.UserID)
	}
	return wrap(err, "read deciders")
}

func fillTasks(ctx context.Context, db bun.IDB, ids []int64, at map[int64]*decisionRow) error {
	var pairs []struct{ DecisionID, TaskID int64 }
	err := db.NewRaw(`SELECT decision_id, task_id FROM decision_tasks WHERE decision_id IN (?) ORDER BY task_id`, bun.List(ids)).Scan(ctx, &pairs)
	for _, pair := range pairs {
		at[pair.DecisionID].Tasks = append(at[pair.DecisionID].Tasks, pair.TaskID)
	}
	return wrap(err, "read the tasks of decisions")
}

// fillLinked names the tasks that the caller sees and that are not in the trash.
func (s *Scope) fillLinked(ctx context.Context, db bun.IDB, _ []int64, at map[int64]*decisionRow) error {
	all := []int64{}
	for _, row := range at {
		all = append(all, row.Tasks...)
	}
	if len(all) == 0 {
		return nil
	}
	seen, err := s.todoRefs(ctx, db, raw(`t.id IN (?)`, bun.List(all)))
	if err != nil {
		return err
	}
	refs := make(map[int64]domain.TodoRef, len(seen))
	for _, ref := range seen {
		refs[ref.ID] = ref
	}
	for _, row := range at {
		for _, id := range row.Tasks {
			if ref, sees := refs[id]; sees {
				row.linked = append(row.linked, ref)
			}
		}
	}
	return nil
}

// todoRefs are the todos among some that the caller sees and that are not in the trash. A project that they don't see
// gives no key away.
func (s *Scope) todoRefs(ctx context.Context, db bun.IDB, which clause) ([]domain.TodoRef, error) {
	query := raw(`SELECT t.id, t.name AS title, t.status, coalesce(t.project_id, 0) AS project_id, coalesce(p.key, '') AS key
		FROM tasks AS t LEFT JOIN projects AS p ON p.id = t.project_id AND `).
		plus(and(s.seesProject()), raw(` WHERE `), and(raw(`t.deleted_at IS NULL`), which, s.seesTodo()), raw(` ORDER BY t.id`))
	var refs []domain.TodoRef
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &refs)
	return refs, wrap(err, "read todos by name")
}

// fillSuperseded names the decisions that each one replaces or is replaced by.
func (s *Scope) fillSuperseded(ctx context.Context, db bun.IDB, ids []int64, at map[int64]*decisionRow) error {
	earlier := []int64{0}
	for _, row := range at {
		earlier = append(earlier, row.SupersedesID)
	}
	query := raw(`SELECT d.id, d.name, d.status, coalesce(d.supersedes_id, 0) AS supersedes_id FROM decisions AS d WHERE `).
		plus(and(raw(`d.id IN (?) OR d.supersedes_id IN (?)`, bun.List(earlier), bun.List(ids)), s.seesDecision("d")), raw(` ORDER BY d.id`))
	var found []struct {
		domain.DecisionRef
		SupersedesID int64
	}
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &found); err != nil {
		return wrap(err, "read what replaces decisions")
	}
	for _, other := range found {
		if row := at[other.SupersedesID]; row != nil {
			row.supersededBy = append(row.supersededBy, other.DecisionRef)
		}
		for _, row := range at {
			if row.SupersedesID == other.ID {
				row.supersedes = other.DecisionRef
			}
		}
	}
	return nil
}

func syncDeciders(ctx context.Context, tx bun.Tx, id int64, old, now []string) error {
	gone, come := difference(old, now)
	if len(gone) > 0 {
		if _, err := tx.NewRaw(`DELETE FROM decision_deciders WHERE decision_id = ? AND user_id IN (?)`, id, bun.List(gone)).Exec(ctx); err != nil {
			return wrap(err, "take deciders off")
		}
	}
	for _, userID := range come {
		if _, err := tx.NewRaw(`INSERT INTO decision_deciders (decision_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, userID).Exec(ctx); err != nil {
			return wrap(err, "name who decides")
		}
	}
	return nil
}

func syncDecisionTasks(ctx context.Context, tx bun.Tx, id int64, old, now []int64) error {
	gone, come := difference(old, now)
	if len(gone) > 0 {
		if _, err := tx.NewRaw(`DELETE FROM decision_tasks WHERE decision_id = ? AND task_id IN (?)`, id, bun.List(gone)).Exec(ctx); err != nil {
			return wrap(err, "unlink tasks")
		}
	}
	for _, taskID := range come {
		if _, err := tx.NewRaw(`INSERT INTO decision_tasks (decision_id, task_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, taskID).Exec(ctx); err != nil {
			return wrap(err, "link a task")
		}
	}
	return nil
}
