package store

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// ProjectActivity is what happened in a project that the caller sees, the newest first, before an entry; 0 for the
// newest of all. What the caller does not see any more, such as a task that moved to where they are not, is left out.
func (s *Scope) ProjectActivity(ctx context.Context, id, before int64, limit int) (domain.ProjectHistory, error) {
	project, err := s.loadProject(ctx, s.store.read, id)
	if err != nil {
		return domain.ProjectHistory{}, err
	}
	if before <= 0 {
		before = math.MaxInt64
	}
	limit = min(max(limit, 1), ActivityMax)
	query := raw(`SELECT a.*, `+s.store.dialect.personName()+` AS actor_name FROM activity AS a LEFT JOIN users AS u ON u.id = a.user_id WHERE `).
		plus(and(raw(`a.project_id = ? AND a.id < ? AND a.action <> ?`, id, before, actionLeave), s.stillIn(id)), raw(` ORDER BY a.id DESC LIMIT ?`, limit+1))
	var rows []activityRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return domain.ProjectHistory{}, wrap(err, "read the history of a project")
	}
	page := domain.ProjectHistory{Items: make([]domain.ProjectActivity, 0, len(rows))}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = rows[limit-1].ID
	}
	for _, row := range rows {
		entry, err := row.activity()
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, domain.ProjectActivity{Activity: s.discreet(project, entry)})
	}
	if err := s.fillTitles(ctx, page.Items); err != nil {
		return page, err
	}
	page.Items, err = s.hideIDs(ctx, page.Items)
	return page, err
}

// stillIn holds for entries under the alias a about what is in a project, in the trash or not, or else is seen.
func (s *Scope) stillIn(id int64) clause {
	number := `CAST(a.subject_id AS ` + s.store.dialect.bigint() + `)`
	staff := raw(`1 = 0`)
	if s.user.IsStaff() {
		staff = raw(`EXISTS (SELECT 1 FROM time_entries AS e WHERE e.id = `+number+` AND e.project_id = ?)`, id)
	}
	return raw(`CASE a.kind WHEN 'project' THEN 1 = 1 WHEN 'board' THEN 1 = 1 WHEN 'member' THEN a.after LIKE '%"role"%'
		WHEN 'todo' THEN EXISTS (SELECT 1 FROM tasks AS t WHERE t.id = `+number+` AND (t.project_id = ? OR `, id).plus(s.seesTodo(), raw(`))
		WHEN 'comment' THEN EXISTS (SELECT 1 FROM comments AS c JOIN tasks AS t ON t.id = `+s.store.dialect.todoOfComment()+`
			WHERE c.id = `+number+` AND c.kind = 'todo' AND c.deleted_at IS NULL AND (t.project_id = ? OR `, id), s.seesTodo(), raw(`))
		WHEN 'decision' THEN EXISTS (SELECT 1 FROM decisions AS d WHERE d.id = `+number+` AND (d.project_id = ? OR `, id), s.seesDecision("d"), raw(`))
		WHEN 'note' THEN EXISTS (SELECT 1 FROM notes AS n WHERE n.id = `+number+` AND (n.project_id = ? OR `, id), s.seesNote(), raw(`))
		WHEN 'attachment' THEN EXISTS (SELECT 1 FROM attachments AS f WHERE f.id = `+number+` AND (f.project_id = ?
			OR f.task_id IN (SELECT t.id FROM tasks AS t WHERE t.project_id = ?) OR f.note_id IN (SELECT n.id FROM notes AS n WHERE n.project_id = ?)))`, id, id, id), raw(`
		WHEN 'time' THEN `), staff, raw(` ELSE 1 = 0 END`))
}

// discreet leaves out of an entry what the caller does not get to know of the project itself: money, and what others
// have there for themselves.
func (s *Scope) discreet(project projectRow, entry domain.Activity) domain.Activity {
	hidden := []string{"watches", "pinned"}
	if project.role(s.user) < manager {
		hidden = append(hidden, "hourly_rate")
		if entry.Kind == kindTime {
			hidden = append(hidden, "amount", "currency")
		}
	}
	if !s.user.IsStaff() {
		hidden = append(hidden, "client_id", "budget", "spent_by_hand")
	}
	for _, field := range hidden {
		delete(entry.Before, field)
		delete(entry.After, field)
	}
	return entry
}

// fillTitles names what entries are about, in as many queries as there are kinds.
func (s *Scope) fillTitles(ctx context.Context, entries []domain.ProjectActivity) error {
	var err error
	of := map[string]map[string]titled{}
	for kind, query := range map[string]string{
		kindTodo:     `SELECT t.id AS subject, t.id AS todo_id, t.name AS title FROM tasks AS t WHERE t.id IN (?)`,
		kindComment:  `SELECT c.id AS subject, t.id AS todo_id, t.name AS title FROM comments AS c JOIN tasks AS t ON t.id = ` + s.store.dialect.todoOfComment() + ` WHERE c.id IN (?)`,
		kindDecision: `SELECT d.id AS subject, 0 AS todo_id, d.name AS title FROM decisions AS d WHERE d.id IN (?)`,
		kindAttachment: `SELECT f.id AS subject, coalesce(f.task_id, 0) AS todo_id, coalesce(t.name, n.title, p.name) AS title FROM attachments AS f
			LEFT JOIN tasks AS t ON t.id = f.task_id LEFT JOIN notes AS n ON n.id = f.note_id LEFT JOIN projects AS p ON p.id = f.project_id WHERE f.id IN (?)`,
		kindNote: `SELECT n.id AS subject, 0 AS todo_id, n.title FROM notes AS n WHERE n.id IN (?)`,
	} {
		if of[kind], err = s.titles(ctx, query, subjectsOf(entries, kind)); err != nil {
			return err
		}
	}
	if of[kindTime], err = s.timeTitles(ctx, subjectsOf(entries, kindTime)); err != nil {
		return err
	}
	people, err := s.People(ctx, peopleIn(entries))
	for i, entry := range entries {
		found := of[entry.Kind][entry.SubjectID]
		entries[i].Title, entries[i].TodoID = found.Title, found.TodoID
		if entry.Kind == kindMember {
			entries[i].Title = people[entry.SubjectID].Name
		}
	}
	return err
}

type titled struct {
	Subject, TodoID int64
	Title           string
}

func subjectsOf(entries []domain.ProjectActivity, kind string) []int64 {
	ids := []int64{}
	for _, entry := range entries {
		if id, err := strconv.ParseInt(entry.SubjectID, 10, 64); err == nil && entry.Kind == kind && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func peopleIn(entries []domain.ProjectActivity) []string {
	ids := []string{}
	for _, entry := range entries {
		if entry.Kind == kindMember && !slices.Contains(ids, entry.SubjectID) {
			ids = append(ids, entry.SubjectID)
		}
	}
	return ids
}

func (s *Scope) titles(ctx context.Context, query string, ids []int64) (map[string]titled, error) {
	found := map[string]titled{}
	if len(ids) == 0 {
		return found, nil
	}
	var rows []titled
	if err := s.store.read.NewRaw(query, bun.List(ids)).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read what a project's history is about")
	}
	for _, row := range rows {
		found[strconv.FormatInt(row.Subject, 10)] = row
	}
	return found, nil
}

func (s *Scope) timeTitles(ctx context.Context, ids []int64) (map[string]titled, error) {
	found := map[string]titled{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := s.timeRows(ctx, s.store.read, raw(`e.id IN (?)`, bun.List(ids)), clause{})
	for _, row := range rows {
		found[strconv.FormatInt(row.ID, 10)] = titled{Title: row.TaskName, TodoID: row.SeenTask}
	}
	return found, err
}

// hideIDs takes out of entries about tasks the ids of other projects and of todos that the caller does not see, and
// leaves out entries about what waits for those.
func (s *Scope) hideIDs(ctx context.Context, entries []domain.ProjectActivity) ([]domain.ProjectActivity, error) {
	projects, todos := []int64{}, []int64{}
	for _, entry := range entries {
		for _, values := range []map[string]json.RawMessage{entry.Before, entry.After} {
			projects = appendID(projects, values["project_id"])
			for _, field := range todoFields() {
				todos = appendID(todos, values[field])
			}
		}
	}
	roles, err := s.rolesIn(ctx, projects)
	if err != nil {
		return nil, err
	}
	seen, err := s.TodoRefs(ctx, todos)
	if err != nil {
		return nil, err
	}
	kept := entries[:0]
	for _, entry := range entries {
		hides := false
		for _, values := range []map[string]json.RawMessage{entry.Before, entry.After} {
			withoutID(values, "project_id", func(id int64) bool { _, sees := roles[id]; return sees })
			for _, field := range todoFields() {
				hides = withoutID(values, field, func(id int64) bool { _, sees := seen[id]; return sees }) && field != "parent_id" || hides
			}
			withoutIDs(values, "task_ids", "note_ids", "supersedes_id")
		}
		if !hides {
			kept = append(kept, entry)
		}
	}
	return kept, nil
}

// todoFields hold ids of todos.
func todoFields() []string { return []string{"parent_id", fieldBlockedBy, fieldBlocks} }

func appendID(ids []int64, value json.RawMessage) []int64 {
	var id int64
	if json.Unmarshal(value, &id) != nil || id == 0 || slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}

// withoutID is withoutIDs for one id, where it is not seen; it tells whether that was so.
func withoutID(values map[string]json.RawMessage, field string, sees func(int64) bool) bool {
	ids := appendID(nil, values[field])
	if len(ids) == 0 || sees(ids[0]) {
		return false
	}
	withoutIDs(values, field)
	return true
}

func (s *Scope) rolesIn(ctx context.Context, projects []int64) (map[int64]projectRole, error) {
	rows := make([]taskRow, len(projects))
	for i, id := range projects {
		rows[i].ProjectID = id
	}
	return s.rolesFor(ctx, s.store.read, rows)
}
