package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// timeRow is a row of time_entries. Its JSON names are what the activity log keeps the old and the new values under.
type timeRow struct {
	bun.BaseModel `bun:"table:time_entries,alias:e" json:"-"`

	ID           int64    `bun:",pk,autoincrement" json:"-"`
	TaskID       int64    `bun:",nullzero" json:"task_id"`
	ProjectID    int64    `bun:",nullzero" json:"-"`
	UserID       string   `bun:",nullzero" json:"user_id"`
	Day          string   `json:"date"`
	StartedAt    instant  `json:"-"`
	Minutes      optional `json:"minutes"` // none while the timer runs
	Billable     flag     `json:"billable"`
	HourlyRate   optional `json:"hourly_rate"`
	Currency     string   `json:"currency"`
	Amount       int64    `json:"amount"`
	Note         string   `bun:",nullzero" json:"note"`
	Title        string   `bun:",nullzero" json:"-"`
	CreatedAt    instant  `json:"-"`
	UpdatedAt    instant  `json:"-"`
	DeletedAt    instant  `json:"-"`
	DeletedBatch string   `bun:",nullzero" json:"-"`

	PersonName string `bun:"person_name,scanonly" json:"-"`
	// Of the task, where the caller sees it; 0 otherwise.
	SeenTask  int64  `bun:"seen_task,scanonly" json:"-"`
	TaskName  string `bun:"task_name,scanonly" json:"-"`
	TaskOwner string `bun:"task_owner,scanonly" json:"-"`
	Binned    bool   `bun:"binned,scanonly" json:"-"`
	Assigned  bool   `bun:"assigned,scanonly" json:"-"`
	// Of the project, where the caller sees it; 0 otherwise.
	SeenProject  int64  `bun:"seen_project,scanonly" json:"-"`
	ProjectName  string `bun:"project_name,scanonly" json:"-"`
	ProjectKey   string `bun:"project_key,scanonly" json:"-"`
	ProjectColor string `bun:"project_color,scanonly" json:"-"`
	ProjectOwner string `bun:"project_owner,scanonly" json:"-"`
	Manages      bool   `bun:"manages,scanonly" json:"-"`
	Membership   string `bun:"membership,scanonly" json:"-"`
}

func (r timeRow) subject() subject { return about(kindTime, r.ID, r.ProjectID) }

func (r timeRow) running() bool { return r.Minutes.n == nil }

// counts is what the row adds to what its project has spent, in the row's currency.
func (r timeRow) counts() int64 {
	if !r.DeletedAt.IsZero() || r.running() {
		return 0
	}
	return r.Amount
}

// role is what somebody is in the row's project, as far as they see it.
func (r timeRow) role(u domain.User) projectRole {
	if r.SeenProject == 0 {
		return outsider
	}
	return projectRow{OwnerID: r.ProjectOwner, Manages: r.Manages, Membership: r.Membership}.role(u)
}

// access: who manages the project changes what anybody worked there, everybody else their own while they may work on
// it.
func (r timeRow) access(u domain.User) domain.Access {
	const all = domain.Work | domain.Edit | domain.Manage
	role := r.role(u)
	switch {
	case u.Has(domain.RoleClient):
		return 0
	case role >= manager:
		return all
	case r.UserID != u.ID:
		return 0
	case r.Assigned && r.SeenTask != 0, role >= member:
		return all
	case r.ProjectID != 0:
		return 0
	case r.TaskID == 0, r.SeenTask != 0 && (r.TaskOwner == u.ID || r.TaskOwner == "" && u.IsStaff()):
		return all
	}
	return 0
}

func (r timeRow) entry(u domain.User) domain.TimeEntry {
	e := domain.TimeEntry{
		ID: r.ID, TodoID: r.SeenTask, ProjectID: r.SeenProject, Title: r.TaskName, UserID: r.UserID, Day: domain.StoredDate(r.Day),
		StartedAt: r.StartedAt.Time, Running: r.running(), Billable: bool(r.Billable), Note: r.Note, CreatedAt: r.CreatedAt.Time,
		UpdatedAt: r.UpdatedAt.Time, DeletedAt: r.DeletedAt.Time, Person: domain.Person{ID: r.UserID, Name: r.PersonName}, Binned: r.Binned,
		Access: r.access(u), Priced: r.UserID == u.ID || r.role(u) >= manager,
	}
	if r.Minutes.n != nil {
		e.Minutes = int(*r.Minutes.n)
	}
	if r.TaskID == 0 {
		e.Title = r.Title
	}
	if r.SeenProject != 0 {
		e.Project = domain.ProjectRef{ID: r.SeenProject, Name: r.ProjectName, Key: r.ProjectKey, Color: r.ProjectColor, Access: r.role(u).access()}
	}
	if e.Priced {
		e.HourlyRate, e.Amount = r.HourlyRate.n, domain.Money{Minor: r.Amount, Currency: r.Currency}
	}
	return e
}

// with puts what a person can set over the row; the rest stays.
func (r timeRow) with(e domain.TimeEntry) timeRow {
	r.UserID, r.Day, r.Billable, r.Note = e.UserID, string(e.Day), flag(e.Billable), e.Note
	if !e.Running {
		minutes := int64(e.Minutes)
		r.Minutes = optional{&minutes}
	}
	return r
}

// seenThrough joins to time entries under the alias e their task and their project, as t and p, where the caller sees
// these: nothing of others can come out of it.
func (s *Scope) seenThrough() clause {
	return raw(` FROM time_entries AS e LEFT JOIN tasks AS t ON t.id = e.task_id AND (`).plus(s.seesTodo(),
		raw(`) LEFT JOIN projects AS p ON p.id = e.project_id AND (`), s.seesProject(), raw(`)`))
}

// seesTime holds for time entries under the alias e, after seenThrough: the caller's own, and those of what they see.
// People with the client role see none.
func (s *Scope) seesTime() clause {
	if s.user.Has(domain.RoleClient) {
		return raw(`1 = 0`)
	}
	return raw(`e.user_id = ? OR p.id IS NOT NULL OR t.id IS NOT NULL`, s.user.ID)
}

// pricesTime holds for time entries of which the caller may know what they cost.
func (s *Scope) pricesTime() clause {
	return raw(`e.user_id = ? OR p.owner_id = ? OR (p.id IS NOT NULL AND p.owner_id IS NULL) OR p.id IN (SELECT project_id FROM project_managers WHERE user_id = ?)`,
		s.user.ID, s.user.ID, s.user.ID)
}

// timeRows reads entries with what the caller sees around them; which is about e, t and p, tail orders and limits.
func (s *Scope) timeRows(ctx context.Context, db bun.IDB, which, tail clause) ([]timeRow, error) {
	query := s.timeQuery(which, tail)
	return s.timeAnswer(ctx, db, db.NewRaw(query.sql, query.args...))
}

func (s *Scope) timeQuery(which, tail clause) clause {
	return raw(`SELECT e.*, `+s.store.dialect.personName()+` AS person_name, t.id AS seen_task, t.name AS task_name, t.user_id AS task_owner, t.deleted_at IS NOT NULL AS binned,
		EXISTS (SELECT 1 FROM task_assignees AS mine WHERE mine.task_id = e.task_id AND mine.user_id = ?) AS assigned,
		p.id AS seen_project, p.name AS project_name, p.key AS project_key, p.color AS project_color, p.owner_id AS project_owner,
		EXISTS (SELECT 1 FROM project_managers AS pm WHERE pm.project_id = p.id AND pm.user_id = ?) AS manages,
		(SELECT role FROM project_members AS m WHERE m.project_id = p.id AND m.user_id = ?) AS membership`, s.user.ID, s.user.ID, s.user.ID).
		plus(s.seenThrough(), raw(` LEFT JOIN users AS u ON u.id = e.user_id WHERE `), which, tail)
}

// timeAnswer is the answer to a timeQuery.
func (s *Scope) timeAnswer(ctx context.Context, db bun.IDB, asked *bun.RawQuery) ([]timeRow, error) {
	var rows []timeRow
	if err := asked.Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read time")
	}
	return rows, s.seeThroughParents(ctx, db, rows)
}

// seeThroughParents finds the tasks that the caller sees only as steps of what they see, in one query for all of them.
func (s *Scope) seeThroughParents(ctx context.Context, db bun.IDB, rows []timeRow) error {
	ids := []int64{}
	for _, row := range rows {
		if row.TaskID != 0 && row.SeenTask == 0 && !slices.Contains(ids, row.TaskID) {
			ids = append(ids, row.TaskID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	query := raw(`WITH RECURSIVE up (task_id, name, project_id, id, depth) AS (
			SELECT id, name, coalesce(project_id, 0), parent_id, 1 FROM tasks WHERE id IN (?)
			UNION ALL SELECT up.task_id, up.name, up.project_id, t.parent_id, up.depth + 1 FROM tasks AS t JOIN up ON up.id = t.id
				WHERE coalesce(t.project_id, 0) = up.project_id AND up.depth < ?)
		SELECT up.task_id, up.name, t.user_id AS owner, EXISTS (SELECT 1 FROM task_assignees AS mine WHERE mine.task_id = t.id AND mine.user_id = ?) AS assigned
		FROM up JOIN tasks AS t ON t.id = up.id AND coalesce(t.project_id, 0) = up.project_id WHERE `, bun.List(ids), DepthMax, s.user.ID).plus(s.seesTodo())
	var found []struct {
		TaskID      int64
		Name, Owner string
		Assigned    bool
	}
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &found); err != nil {
		return wrap(err, "look for the todos of steps")
	}
	for _, step := range found {
		for i := range rows {
			if row := &rows[i]; row.TaskID == step.TaskID {
				row.SeenTask, row.TaskName, row.TaskOwner, row.Assigned = step.TaskID, step.Name, step.Owner, row.Assigned || step.Assigned
			}
		}
	}
	return nil
}

// loadTime reads one entry that the caller sees and that is not in the trash; else it is NotFound.
func (s *Scope) loadTime(ctx context.Context, db bun.IDB, id int64) (timeRow, error) {
	row, err := s.loadTimeAnywhere(ctx, db, id)
	if err == nil && !row.DeletedAt.IsZero() {
		return row, noTime()
	}
	return row, err
}

func noTime() error { return domain.Fail(domain.NotFound, "There is no such time entry.") }

// loadTimeAnywhere is loadTime with the trash included, where only those are who may bring it back.
func (s *Scope) loadTimeAnywhere(ctx context.Context, db bun.IDB, id int64) (timeRow, error) {
	rows, err := s.timeRows(ctx, db, raw(`e.id = ?`, id), clause{})
	if err != nil {
		return timeRow{}, err
	}
	if len(rows) == 0 || s.user.Has(domain.RoleClient) {
		return timeRow{}, noTime()
	}
	row := rows[0]
	hidden := row.UserID != s.user.ID && row.SeenProject == 0 && row.SeenTask == 0
	if hidden || !row.DeletedAt.IsZero() && !row.access(s.user).CanEdit() {
		return timeRow{}, noTime()
	}
	return row, nil
}
