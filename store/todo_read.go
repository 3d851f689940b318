package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Todo is one todo that the caller sees, with counts and access; in the trash or out of sight it is NotFound.
func (s *Scope) Todo(ctx context.Context, id int64) (domain.Todo, error) {
	row, access, err := s.loadTodo(ctx, s.store.read, id)
	if err != nil {
		return domain.Todo{}, err
	}
	return s.whole(ctx, s.store.read, row, access)
}

func (s *Scope) whole(ctx context.Context, db bun.IDB, row taskRow, access domain.Access) (domain.Todo, error) {
	todos := []domain.Todo{row.todo()}
	todos[0].Access = access
	err := s.fillCounts(ctx, db, todos)
	return todos[0], err
}

// reread answers an operation with the todo as it is stored now. Who has just given it away still gets the answer.
func (s *Scope) reread(ctx context.Context, db bun.IDB, id int64) (domain.Todo, error) {
	row, access, err := s.loadTodo(ctx, db, id)
	if domain.KindOf(err) == domain.NotFound {
		rows, err := s.chain(ctx, db, id)
		if err != nil || len(rows) == 0 {
			return domain.Todo{}, err
		}
		return rows[0].todo(), nil
	}
	if err != nil {
		return domain.Todo{}, err
	}
	return s.whole(ctx, db, row, access)
}

// readTodos reads todos whose ids were already looked at through the Scope, in the order of their ids.
func (s *Scope) readTodos(ctx context.Context, db bun.IDB, ids []int64) ([]domain.Todo, error) {
	var rows []taskRow
	err := db.NewRaw(`SELECT `+taskColumns+` FROM tasks AS t WHERE t.id IN (?) AND t.deleted_at IS NULL ORDER BY t.id`, bun.List(ids)).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read todos")
	}
	return s.fill(ctx, db, rows, true)
}

// SubtasksMax is how many steps of one todo are shown.
const SubtasksMax = 500

// Subtasks are the direct steps of a todo that the caller sees, in manual order.
func (s *Scope) Subtasks(ctx context.Context, id int64) ([]domain.Todo, error) {
	_, access, err := s.loadTodo(ctx, s.store.read, id)
	if err != nil {
		return nil, err
	}
	return s.stepsOf(ctx, id, access)
}

// stepsOf is Subtasks for a todo that was already looked at through the Scope, with what the caller may do with it.
func (s *Scope) stepsOf(ctx context.Context, id int64, access domain.Access) ([]domain.Todo, error) {
	var rows []taskRow
	err := s.store.read.NewRaw(`SELECT `+taskColumns+` FROM tasks AS t WHERE t.parent_id = ? AND t.deleted_at IS NULL ORDER BY t.position, t.id LIMIT ?`,
		id, SubtasksMax).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read steps")
	}
	todos, err := s.fill(ctx, s.store.read, rows, true)
	for i := range todos {
		todos[i].Access |= access
	}
	return todos, err
}

// TodoStats counts the caller's own and assigned todos; days are those of the caller's time zone.
func (s *Scope) TodoStats(ctx context.Context) (domain.TodoStats, error) {
	loc := s.user.Location()
	today := s.user.Today(s.store.now())
	stats := domain.TodoStats{ByPriority: map[string]int{domain.PriorityLow: 0, domain.PriorityMedium: 0, domain.PriorityHigh: 0}}
	groups, err := s.countGroups(ctx, today)
	if err != nil {
		return stats, err
	}
	for _, g := range groups {
		stats.Total += g.N
		if g.Done {
			stats.Completed += g.N
			continue
		}
		stats.Pending += g.N
		stats.ByPriority[cmp.Or(g.Priority, domain.PriorityMedium)] += g.N
		switch {
		case g.Due < 0:
			stats.Overdue += g.N
		case g.Due == 0:
			stats.DueToday += g.N
		}
	}
	stats.CompletedByDay, err = s.completedByDay(ctx, today, loc)
	return stats, err
}

type todoGroup struct {
	Done     bool
	Priority string
	Due      int // -1 before today, 0 today, 1 later or never
	N        int
}

func (s *Scope) countGroups(ctx context.Context, today domain.Date) ([]todoGroup, error) {
	query := clause{}
	for i, b := range s.branches(domain.TodoFilter{}) {
		if i > 0 {
			query = query.plus(raw(` UNION ALL `))
		}
		query = query.plus(raw(`SELECT t.status = 'done' AS done, t.priority, CASE WHEN substr(t.due_date, 1, 10) < ? THEN -1 WHEN substr(t.due_date, 1, 10) = ? THEN 0 ELSE 1 END AS due, count(*) AS n FROM `,
			string(today), string(today)).plus(b.from, raw(` WHERE `), b.where, raw(` GROUP BY 1, 2, 3`)))
	}
	var groups []todoGroup
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &groups)
	return groups, wrap(err, "count todos")
}

// statDays is how many days back completed todos are counted by day.
const statDays = 14

func (s *Scope) completedByDay(ctx context.Context, today domain.Date, loc *time.Location) ([]domain.DayCount, error) {
	days := make([]domain.DayCount, statDays)
	for i := range days {
		days[i].Date = today.AddDays(i + 1 - statDays)
	}
	first, _ := time.ParseInLocation(time.DateOnly, string(days[0].Date), loc)
	done := true
	query := clause{}
	for i, b := range s.branches(domain.TodoFilter{Completed: &done, CompletedFrom: first}) {
		if i > 0 {
			query = query.plus(raw(` UNION ALL `))
		}
		query = query.plus(raw(`SELECT t.completed_at FROM `).plus(b.from, raw(` WHERE `), b.where))
	}
	var times []struct{ CompletedAt instant }
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &times); err != nil {
		return nil, wrap(err, "count completed todos")
	}
	for _, t := range times {
		day := domain.DateOf(t.CompletedAt.In(loc))
		if at := slices.IndexFunc(days, func(d domain.DayCount) bool { return d.Date == day }); at >= 0 {
			days[at].Count++
		}
	}
	return days, nil
}

// TodoCounts are the numbers beside the views of /todos, each read only as far as it is shown. Nobody may change what it
// gives out.
func (s *Scope) TodoCounts(ctx context.Context) (domain.TodoCounts, error) {
	return remember(ctx, s, "todos", func() (domain.TodoCounts, time.Time, error) {
		counts, err := s.readTodoCounts(ctx)
		return counts, time.Time{}, err
	})
}

func (s *Scope) readTodoCounts(ctx context.Context) (domain.TodoCounts, error) {
	var counts domain.TodoCounts
	today := s.user.Today(s.store.now())
	open := false
	views := []struct {
		n      *int
		filter domain.TodoFilter
	}{
		{&counts.Inbox, domain.TodoFilter{NoProject: true, TopLevel: true, Completed: &open, Sort: domain.SortPosition}},
		{&counts.Today, domain.TodoFilter{Completed: &open, DueBefore: today}},
		{&counts.Upcoming, domain.TodoFilter{Completed: &open, DueAfter: today.AddDays(1)}},
		{&counts.Overdue, domain.TodoFilter{Completed: &open, DueBefore: today.AddDays(-1)}},
		{&counts.Assigned, domain.TodoFilter{Completed: &open, AssignedTo: true}},
	}
	query := raw(`SELECT `)
	into := []any{}
	for i, view := range views {
		if i > 0 {
			query = query.plus(raw(`, `))
		}
		for j, b := range s.fewBranches(view.filter) {
			if j > 0 {
				query = query.plus(raw(` + `))
			}
			if j == 0 && view.filter.Sort != "" {
				b.along = raw(` ORDER BY t.position, t.id`)
			}
			query = query.plus(countOf(b, domain.CountCap+1))
		}
		into = append(into, view.n)
	}
	if err := s.store.askKept(query).Scan(ctx, into...); err != nil {
		return counts, wrap(err, "count todos")
	}
	var err error
	if counts.Projects, err = s.projectCounts(ctx); err != nil {
		return counts, err
	}
	counts.Tags, err = s.tagCounts(ctx)
	return counts, err
}

const (
	projectsShown = 12
	tagsShown     = 20
	tagsSample    = 500
)

func (s *Scope) projectCounts(ctx context.Context) ([]domain.ProjectCount, error) {
	query := raw(`SELECT picked.*, (SELECT count(*) FROM (SELECT 1 FROM tasks AS t WHERE t.project_id = picked.id AND t.deleted_at IS NULL AND t.status <> 'done' LIMIT ?) AS open_tasks) AS open
		FROM (SELECT p.id, p.name, p.key, p.color, p.id IN (SELECT project_id FROM project_pins WHERE user_id = ?) AS pinned, lower(p.name) AS by_name FROM projects AS p WHERE `, domain.CountCap+1, s.user.ID).
		plus(and(s.seesProject(), raw(`p.is_archived = 0 AND p.is_template = 0`)), raw(` ORDER BY pinned DESC, by_name, p.id LIMIT ?) AS picked ORDER BY pinned DESC, by_name, picked.id`, projectsShown))
	var rows []struct {
		ID               int64
		Name, Key, Color string
		ByName           string
		Pinned           bool
		Open             int
	}
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	counts := make([]domain.ProjectCount, 0, len(rows))
	for _, r := range rows {
		counts = append(counts, domain.ProjectCount{Project: domain.ProjectRef{ID: r.ID, Name: r.Name, Key: r.Key, Color: r.Color}, Pinned: r.Pinned, Open: r.Open})
	}
	return counts, wrap(err, "count todos of projects")
}

// tagCounts counts tags on the open todos that are due next, so that it costs the same for 100,000 todos as for a
// thousand, and for 100,000 completed ones as for none.
func (s *Scope) tagCounts(ctx context.Context) ([]domain.TagCount, error) {
	open := false
	next, err := s.store.dialect.orderOf(domain.SortDue)
	if err != nil {
		return nil, err
	}
	query := raw(`SELECT tags.tag, count(*) AS open FROM (`)
	for i, b := range s.fewBranches(domain.TodoFilter{Completed: &open}) {
		if i > 0 {
			query = query.plus(raw(` UNION ALL `))
		}
		query = query.plus(raw(`SELECT * FROM (SELECT t.id FROM `).plus(b.from, raw(` WHERE `), b.where, b.by(next), raw(` LIMIT ?) AS next`, tagsSample)))
	}
	query = query.plus(raw(`) AS mine JOIN task_tags AS tags ON tags.task_id = mine.id GROUP BY tags.tag ORDER BY 2 DESC, 1 LIMIT ?`, tagsShown))
	counts := []domain.TagCount{}
	err = s.store.askKept(query).Scan(ctx, &counts)
	return counts, wrap(err, "count tags")
}
