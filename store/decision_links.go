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
		rows[i].Deciders, rows[i].Tasks, rows[i].Notes = []string{}, []int64{}, []int64{}
		at[rows[i].ID] = &rows[i]
		ids = append(ids, rows[i].ID)
	}
	for _, fill := range []func(context.Context, bun.IDB, []int64, map[int64]*decisionRow) error{s.fillRoles, fillDeciders, s.fillTasks, s.fillNotesOf, s.fillSuperseded} {
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

// fillTasks names the tasks that the caller sees and that are not in the trash.
func (s *Scope) fillTasks(ctx context.Context, db bun.IDB, ids []int64, at map[int64]*decisionRow) error {
	linked, err := linkedTasks.read(ctx, db, ids)
	if err != nil || len(linked) == 0 {
		return err
	}
	seen, err := s.todoRefs(ctx, db, raw(`t.id IN (?)`, bun.List(among(linked))))
	for id, tasks := range linked {
		at[id].Tasks = tasks
		at[id].linked = those(tasks, seen, func(t domain.TodoRef) int64 { return t.ID })
	}
	return err
}

// fillNotesOf names the notes that the caller sees and that are not in the trash.
func (s *Scope) fillNotesOf(ctx context.Context, db bun.IDB, ids []int64, at map[int64]*decisionRow) error {
	linked, err := linkedNotes.read(ctx, db, ids)
	if err != nil || len(linked) == 0 {
		return err
	}
	seen, err := s.noteRefs(ctx, db, among(linked))
	for id, notes := range linked {
		at[id].Notes = notes
		at[id].notes = those(notes, seen, func(n domain.NoteRef) int64 { return n.ID })
	}
	return err
}

// noteRefs are the notes among some that the caller sees and that are not in the trash.
func (s *Scope) noteRefs(ctx context.Context, db bun.IDB, ids []int64) ([]domain.NoteRef, error) {
	query := raw(`SELECT n.id, n.title FROM notes AS n WHERE `).plus(and(raw(`n.id IN (?)`, bun.List(ids)), raw(`n.deleted_at IS NULL`), s.seesNote()), raw(` ORDER BY n.id`))
	var refs []domain.NoteRef
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &refs)
	return refs, wrap(err, "read notes by name")
}

// among are all ids of some lists.
func among(lists map[int64][]int64) []int64 {
	var all []int64
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// those are the ones of a list that are seen.
func those[T any](ids []int64, seen []T, id func(T) int64) []T {
	var list []T
	for _, one := range seen {
		if slices.Contains(ids, id(one)) {
			list = append(list, one)
		}
	}
	return list
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

// decisionLink is a table of what decisions are linked to.
type decisionLink struct{ table, column string }

var (
	linkedTasks = decisionLink{"decision_tasks", "task_id"}
	linkedNotes = decisionLink{"decision_notes", "note_id"}
)

func (l decisionLink) sync(ctx context.Context, tx bun.Tx, id int64, old, now []int64) error {
	gone, come := difference(old, now)
	if len(gone) > 0 {
		if _, err := tx.NewRaw(`DELETE FROM `+l.table+` WHERE decision_id = ? AND `+l.column+` IN (?)`, id, bun.List(gone)).Exec(ctx); err != nil {
			return wrap(err, "unlink from a decision")
		}
	}
	for _, other := range come {
		if _, err := tx.NewRaw(`INSERT INTO `+l.table+` (decision_id, `+l.column+`) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, other).Exec(ctx); err != nil {
			return wrap(err, "link to a decision")
		}
	}
	return nil
}

// read gives what some decisions are linked to, by decision, sorted.
func (l decisionLink) read(ctx context.Context, db bun.IDB, ids []int64) (map[int64][]int64, error) {
	var pairs []struct{ DecisionID, OtherID int64 }
	err := db.NewRaw(`SELECT decision_id, `+l.column+` AS other_id FROM `+l.table+` WHERE decision_id IN (?) ORDER BY `+l.column, bun.List(ids)).Scan(ctx, &pairs)
	linked := map[int64][]int64{}
	for _, pair := range pairs {
		linked[pair.DecisionID] = append(linked[pair.DecisionID], pair.OtherID)
	}
	return linked, wrap(err, "read what decisions are linked to")
}
