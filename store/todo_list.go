package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// LimitMax is how many rows a page of any list has at most.
const LimitMax = 200

// dueKey sorts by date, then time, then by hand; no date is last. It is one text so that an index finds a cursor's
// place at once, also among 100,000 todos without a date.
func (d dialect) dueKey() string {
	return `(coalesce(substr(t.due_date, 1, 10), '9999-99-99') || coalesce(t.due_time, '99:99') || t.position)` + d.bytewise()
}

func (d dialect) orders() []order {
	return []order{
		byText(domain.SortDue, "t.id", d.dueKey()),
		byText(domain.SortPriority, "t.id", `((CASE t.priority WHEN 'high' THEN '3' WHEN 'medium' THEN '2' WHEN 'low' THEN '1' ELSE '0' END) || t.position)`+d.bytewise()),
		byText(domain.SortTitle, "t.id", `lower(t.name)`+d.bytewise()),
		byText(domain.SortPosition, "t.id", `t.position`),
		d.byTime(domain.SortCreated, "t.id", `t.created_at`),
		d.byTime(domain.SortUpdated, "t.id", `t.updated_at`),
		d.byTime(domain.SortCompleted, "t.id", `t.completed_at`),
		// What is in the trash has a time.
		{name: domain.SortDeleted, id: "t.id", key: `t.deleted_at`, text: d.timeText(`t.deleted_at`), time: d.strictTimes()},
	}
}

func (d dialect) orderOf(sort string) (order, error) {
	return chosen(d.orders(), sort, domain.SortCreated)
}

// Todos lists todos as the filter says. A sort or cursor that does not exist is Invalid.
func (s *Scope) Todos(ctx context.Context, f domain.TodoFilter) (domain.TodoPage, error) {
	o, err := s.store.dialect.orderOf(f.Sort)
	if err == nil && o.name == domain.SortDeleted && !f.Trashed {
		err = domain.Problems{"sort": "Only the trash is sorted by that."}.Err()
	}
	if err != nil {
		return domain.TodoPage{}, err
	}
	after, err := o.after(f.Cursor)
	if err != nil {
		return domain.TodoPage{}, err
	}
	limit := min(max(f.Limit, 1), LimitMax)
	rows, err := s.listRows(ctx, f, o, after, limit+1)
	if err != nil {
		return domain.TodoPage{}, err
	}
	page := domain.TodoPage{Total: -1}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = o.cursor(rows[limit-1].SortKey, rows[limit-1].ID)
	}
	if page.Items, err = s.fill(ctx, s.store.read, rows, f.Detail); err != nil || !f.Total {
		return page, err
	}
	page.Total, err = s.countTodos(ctx, f, 0)
	return page, err
}

func (s *Scope) listRows(ctx context.Context, f domain.TodoFilter, o order, after clause, limit int) ([]taskRow, error) {
	query := s.listQuery(f, o, after, limit)
	var rows []taskRow
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "list todos")
}

// listQuery takes a page from each branch and then the first of them all, so that no branch is read further.
func (s *Scope) listQuery(f domain.TodoFilter, o order, after clause, limit int) clause {
	return s.listOf(taskColumns, f, o, after, limit)
}

// listOf is listQuery for columns of which t.id is one.
func (s *Scope) listOf(columns string, f domain.TodoFilter, o order, after clause, limit int) clause {
	query := clause{}
	branches := s.fewBranches(f)
	for i, branch := range branches {
		if i > 0 {
			query = query.plus(raw(` UNION ALL `))
		}
		part := raw(`SELECT `+columns+`, `+o.text+` AS sort_key FROM `).plus(branch.from, raw(` WHERE `), and(branch.where, after), branch.by(o), raw(` LIMIT ?`, limit))
		if len(branches) > 1 {
			part = raw(`SELECT * FROM (`).plus(part, raw(`) AS part`+strconv.Itoa(i)))
		}
		query = query.plus(part)
	}
	if len(branches) > 1 {
		query = raw(`SELECT * FROM (`).plus(query, raw(`) AS merged`), o.outer(s.store.dialect), raw(` LIMIT ?`, limit))
	}
	return query
}

// countTodos counts what matches a filter, up to a cap where it is not 0.
func (s *Scope) countTodos(ctx context.Context, f domain.TodoFilter, most int) (int, error) {
	query := raw(`SELECT `)
	for i, branch := range s.branches(f) {
		if i > 0 {
			query = query.plus(raw(` + `))
		}
		query = query.plus(countOf(branch, most))
	}
	var n int
	err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &n)
	return n, wrap(err, "count todos")
}

func countOf(b branch, most int) clause {
	if most == 0 {
		return raw(`(SELECT count(*) FROM `).plus(b.from, raw(` WHERE `), b.where, raw(`)`))
	}
	return raw(`(SELECT count(*) FROM (SELECT 1 FROM `).plus(b.from, raw(` WHERE `), b.where, b.along, raw(` LIMIT ?) AS counted)`, most))
}

// branch is one way to reach todos. The branches of a list never meet, so their pages merge and their counts add up.
type branch struct {
	from  clause
	where clause
	// along is an order to count in: that of the index that holds nothing else, which a planner does not find by itself.
	along clause
	// keys are columns that sort as an order's key does, by its name, and that an index has with the rest.
	keys map[string]string
}

// by is the order of a list in this branch.
func (b branch) by(o order) clause {
	if key := b.keys[o.name]; key != "" {
		o.key, o.id = key, `mine.task_id`
	}
	return o.by()
}

func (s *Scope) branches(f domain.TodoFilter) []branch {
	return s.branchesIn(f, raw(`t.project_id IN (SELECT p.id FROM projects AS p WHERE `).plus(and(s.seesProject(), shelfOf(f).holds()), raw(`)`)))
}

// fewBranches are the branches where only the first of the rows are read, or no other column than those of an index: to ask for the
// project of each is less than to read first which projects there are.
func (s *Scope) fewBranches(f domain.TodoFilter) []branch {
	return s.branchesIn(f, raw(`EXISTS (SELECT 1 FROM projects AS p WHERE p.id = t.project_id AND `).plus(and(s.seesProject(), shelfOf(f).holds()), raw(`)`)))
}

// branchesIn are the branches where the caller's own todos are those without a project and those for which listed holds.
func (s *Scope) branchesIn(f domain.TodoFilter, listed clause) []branch {
	tasks := raw(`tasks AS t`)
	if f.Reach == domain.Visible {
		return []branch{{from: tasks, where: and(s.matching(f), s.seesTodo())}}
	}
	which := s.matchingAnyShelf(f)
	assigned := branch{
		from:  raw(`task_assignees AS mine JOIN tasks AS t ON t.id = mine.task_id`),
		where: and(raw(`mine.user_id = ?`, s.user.ID), matchingMine(f), which, shelfOf(f).matching()),
	}
	if f.Completed != nil && !f.Trashed {
		assigned.keys = map[string]string{domain.SortDue: `mine.open_due`}
		if *f.Completed {
			assigned.keys = map[string]string{domain.SortCompleted: `mine.done_at`}
		}
	}
	if f.AssignedTo {
		return []branch{assigned}
	}
	if shelfOf(f) != archivedShelf {
		listed = raw(`t.project_id IS NULL OR `).plus(listed)
	}
	own := and(raw(`t.user_id = ?`, s.user.ID), listed, which)
	// What is both the caller's and assigned to them is in the first branch, unless its project is out of their sight. These are
	// few.
	assigned.where = and(assigned.where, raw(`t.user_id IS NULL OR t.user_id <> ? OR (t.project_id IS NOT NULL AND NOT `, s.user.ID).plus(s.seesProjectOf(`t.project_id`), raw(`)`)))
	return []branch{{from: tasks, where: own}, assigned}
}

// matchingMine says of a filter what stands with the assignments under the alias mine, beside what it asks of their todos.
func matchingMine(f domain.TodoFilter) clause {
	switch {
	case f.Trashed || f.Completed == nil && !f.Overdue:
		return clause{}
	case f.Completed != nil && *f.Completed:
		from := clause{}
		if !f.CompletedFrom.IsZero() {
			from = raw(`mine.done_at >= ?`, instant{f.CompletedFrom})
		}
		return and(raw(`mine.done_at IS NOT NULL`), from)
	}
	conditions := []clause{raw(`mine.open_due IS NOT NULL`)}
	if f.DueBefore != "" {
		conditions = append(conditions, raw(`mine.open_due < ?`, string(f.DueBefore.AddDays(1))))
	}
	if f.Overdue {
		conditions = append(conditions, raw(`mine.open_due < ?`, string(f.Today)))
	}
	if f.DueAfter != "" {
		conditions = append(conditions, raw(`mine.open_due >= ? AND mine.open_due < ?`, string(f.DueAfter), noDue))
	}
	return and(conditions...)
}

// matching is what a filter asks of rows under the alias t.
func (s *Scope) matching(f domain.TodoFilter) clause {
	return and(s.matchingAnyShelf(f), shelfOf(f).matching())
}

// matchingAnyShelf is matching without what it asks of projects as a whole.
func (s *Scope) matchingAnyShelf(f domain.TodoFilter) clause {
	conditions := []clause{raw(`t.deleted_at IS NULL`)}
	if f.Trashed {
		conditions[0] = raw(`t.deleted_at IS NOT NULL`)
	}
	add := func(when bool, text string, args ...any) {
		if when {
			conditions = append(conditions, raw(text, args...))
		}
	}
	if f.Completed != nil {
		add(*f.Completed, `t.status = 'done'`)
		add(!*f.Completed, `t.status <> 'done'`)
	}
	add(f.Priority != "", `t.priority = ?`, f.Priority)
	add(f.Status != "", `t.status = ?`, f.Status)
	add(f.Tag != "", `t.id IN (SELECT task_id FROM task_tags WHERE tag = ?)`, f.Tag)
	add(f.ProjectID != 0, `t.project_id = ?`, f.ProjectID)
	add(f.NoProject, `t.project_id IS NULL`)
	add(f.ParentID != 0, `t.parent_id = ?`, f.ParentID)
	add(f.TopLevel && !f.Trashed, `t.parent_id IS NULL`)
	add(f.TopLevel && f.Trashed, `NOT EXISTS (SELECT 1 FROM tasks AS up WHERE up.id = t.parent_id AND up.deleted_batch = t.deleted_batch)`)
	add(f.AssigneeID != "", `t.id IN (SELECT task_id FROM task_assignees WHERE user_id = ?)`, f.AssigneeID)
	add(!f.UpdatedSince.IsZero(), `coalesce(t.updated_at, '`+longAgo+`') >= ?`, instant{f.UpdatedSince})
	add(!f.CompletedFrom.IsZero(), `coalesce(t.completed_at, '`+longAgo+`') >= ?`, instant{f.CompletedFrom})
	conditions = append(conditions, s.matchingDue(f)...)
	if f.Words != nil {
		conditions = append(conditions, s.matchingWords(*f.Words)...)
	}
	for _, word := range strings.Fields(strings.ToLower(f.Query)) {
		like := `%` + likeEscaper.Replace(word) + `%`
		conditions = append(conditions, raw(`lower(t.name) LIKE ? ESCAPE '!' OR lower(coalesce(t.description, '')) LIKE ? ESCAPE '!' OR lower(t.tags) LIKE ? ESCAPE '!'`, like, like, like))
	}
	return and(conditions...)
}

// shelf is which projects a list of todos is about: their own ones and those without a project always, unless it is archivedShelf.
type shelf int

const (
	everyShelf shelf = iota
	openShelf        // neither archived nor templates, whose todos are in nobody's lists
	archivedShelf
	keptShelf // not in the trash: what went there with its project comes back with it, and is not listed by itself
)

func shelfOf(f domain.TodoFilter) shelf {
	switch {
	case f.NoProject:
		return everyShelf
	case f.Archived == domain.OnlyArchived:
		return archivedShelf
	case f.Trashed:
		return keptShelf
	case f.ProjectID != 0, f.ParentID != 0, f.Archived == domain.AlsoArchived:
		return everyShelf
	}
	return openShelf
}

const (
	shelvedProject = `is_archived <> 0 OR is_template <> 0`
	shelved        = `SELECT id FROM projects WHERE ` + shelvedProject
)

// matching holds for todos of the shelf's projects, under the alias t.
func (k shelf) matching() clause {
	switch k {
	case openShelf:
		return raw(`t.project_id IS NULL OR t.project_id NOT IN (` + shelved + `)`)
	case archivedShelf:
		return raw(`t.project_id IN (` + shelved + `)`)
	case keptShelf:
		return raw(`t.project_id IS NULL OR t.project_id NOT IN (SELECT id FROM projects WHERE deleted_at IS NOT NULL)`)
	}
	return clause{}
}

// holds is matching for a project that the caller sees, under the alias p.
func (k shelf) holds() clause {
	switch k {
	case openShelf:
		return raw(`NOT (` + shelvedProject + `)`)
	case archivedShelf:
		return raw(shelvedProject)
	}
	return clause{}
}

var likeEscaper = strings.NewReplacer(`!`, `!!`, `%`, `!%`, `_`, `!_`)

const noDue = "9999-99-99"

func (s *Scope) matchingDue(f domain.TodoFilter) []clause {
	key := s.store.dialect.dueKey()
	conditions := []clause{}
	if f.DueBefore != "" {
		conditions = append(conditions, raw(key+` < ?`, string(f.DueBefore.AddDays(1))))
	}
	if f.DueAfter != "" {
		conditions = append(conditions, raw(key+` >= ?`, string(f.DueAfter)), raw(key+` < ?`, noDue))
	}
	if f.Overdue {
		conditions = append(conditions, raw(`t.status <> 'done'`), raw(key+` < ?`, string(f.Today)))
	}
	if f.NotOverdue {
		conditions = append(conditions, raw(`t.status = 'done' OR `+key+` >= ?`, string(f.Today)))
	}
	if f.HasDue != nil {
		than := ` >= ?`
		if *f.HasDue {
			than = ` < ?`
		}
		conditions = append(conditions, raw(key+than, noDue))
	}
	return conditions
}

// fill turns rows into todos, with their assignees and, where detail is asked for, counts and access.
func (s *Scope) fill(ctx context.Context, db bun.IDB, rows []taskRow, detail bool) ([]domain.Todo, error) {
	if err := s.fillAssignees(ctx, db, rows); err != nil {
		return nil, err
	}
	todos := make([]domain.Todo, 0, len(rows))
	for _, row := range rows {
		todos = append(todos, row.todo())
	}
	if !detail || len(rows) == 0 {
		return todos, nil
	}
	roles, err := s.rolesFor(ctx, db, rows)
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		todos[i].Access = s.accessTo(row, slices.Contains(row.Assignees, s.user.ID), roles)
	}
	return todos, s.fillCounts(ctx, db, todos)
}

// fillCounts counts the steps and the comments of todos, and the open ones that block them, in one query however many
// there are.
func (s *Scope) fillCounts(ctx context.Context, db bun.IDB, todos []domain.Todo) error {
	at := make(map[int64]*domain.Todo, len(todos))
	ids, subjects := make([]int64, 0, len(todos)), make([]string, 0, len(todos))
	for i, t := range todos {
		at[t.ID] = &todos[i]
		ids = append(ids, t.ID)
		subjects = append(subjects, strconv.FormatInt(t.ID, 10))
	}
	query := raw(`SELECT 'steps' AS what, parent_id AS id, count(*) AS n, sum(CASE WHEN status = 'done' THEN 1 ELSE 0 END) AS done FROM tasks
			WHERE parent_id IN (?) AND deleted_at IS NULL GROUP BY parent_id
		UNION ALL SELECT 'comments' AS what, CAST(subject_id AS `+s.store.dialect.bigint()+`) AS id, count(*) AS n, 0 AS done FROM comments
			WHERE kind = ? AND subject_id IN (?) AND deleted_at IS NULL GROUP BY subject_id UNION ALL `, bun.List(ids), kindTodo, bun.List(subjects)).
		plus(s.openBlockers(ids))
	var counts []struct {
		What    string
		ID      int64
		N, Done int
	}
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &counts)
	for _, c := range counts {
		switch todo := at[c.ID]; c.What {
		case "steps":
			todo.Subtasks, todo.SubtasksDone = c.N, c.Done
		case "comments":
			todo.Comments = c.N
		default:
			todo.Blocked = c.N
		}
	}
	return wrap(err, "count what belongs to todos")
}
