package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// projectRow is a row of projects. Its JSON names are what the activity log keeps the old and the new values under.
type projectRow struct {
	bun.BaseModel `bun:"table:projects,alias:p" json:"-"`

	ID           int64      `bun:",pk,autoincrement" json:"-"`
	Name         string     `json:"name"`
	Key          string     `bun:",nullzero" json:"key"`
	Description  string     `bun:",nullzero" json:"description"`
	Status       string     `json:"status"`
	Priority     string     `json:"priority"`
	Tags         stringList `json:"tags"`
	OwnerID      string     `bun:",nullzero" json:"owner_id"`
	ClientID     string     `bun:",nullzero" json:"client_id"`
	StartDate    string     `bun:",nullzero" json:"start_date"`
	EndDate      string     `bun:",nullzero" json:"end_date"`
	Budget       optional   `json:"budget"`
	Spent        number     `json:"-"`
	SpentTime    number     `json:"-"`
	ByHand       int64      `bun:"-" json:"spent_by_hand"`
	Currency     string     `json:"currency"`
	BillingType  string     `json:"billing_type"`
	HourlyRate   optional   `json:"hourly_rate"`
	Archived     flag       `bun:"is_archived" json:"is_archived"`
	Template     flag       `bun:"is_template" json:"is_template"`
	Visibility   string     `json:"visibility"`
	Color        string     `bun:",nullzero" json:"color"`
	UserID       string     `bun:",nullzero" json:"-"`
	CreatedAt    instant    `json:"-"`
	UpdatedAt    instant    `json:"-"`
	DeletedAt    instant    `json:"-"`
	DeletedBatch string     `bun:",nullzero" json:"-"`

	// Managers is kept in project_managers, sorted.
	Managers []string `bun:"-" json:"manager_ids"`

	Manages    bool   `bun:"manages,scanonly" json:"-"`
	Membership string `bun:"membership,scanonly" json:"-"`
	Pinned     bool   `bun:"pinned,scanonly" json:"-"`
	SortKey    string `bun:"sort_key,scanonly" json:"-"`
}

// projectColumns are what every read of a whole project selects, in the table's alias p.
const projectColumns = `p.id, p.name, p.key, p.description, p.status, p.priority, p.tags, p.owner_id, p.client_id, p.start_date, p.end_date, p.budget,
	p.spent, p.spent_time, p.currency, p.billing_type, p.hourly_rate, p.is_archived, p.is_template, p.visibility, p.color, p.user_id, p.created_at,
	p.updated_at, p.deleted_at, p.deleted_batch`

func (r projectRow) subject() subject { return about(kindProject, r.ID, r.ID) }

func (r projectRow) project(u domain.User) domain.Project {
	role := r.role(u)
	p := domain.Project{
		ID: r.ID, Name: r.Name, Key: r.Key, Description: r.Description, Status: r.Status, Priority: r.Priority, Tags: r.Tags,
		OwnerID: r.OwnerID, ClientID: r.ClientID, StartDate: domain.StoredDate(r.StartDate), EndDate: domain.StoredDate(r.EndDate),
		Budget: r.Budget.n, Spent: int64(r.Spent), SpentTime: int64(r.SpentTime), Currency: r.Currency, BillingType: r.BillingType,
		HourlyRate: r.HourlyRate.n, Archived: bool(r.Archived), Template: bool(r.Template), Visibility: r.Visibility, Color: r.Color,
		CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time, DeletedAt: r.DeletedAt.Time, ManagerIDs: r.Managers,
		Role: role.name(), Access: role.access(), Pinned: r.Pinned,
	}
	if !p.Access.CanManage() {
		p.HourlyRate = nil
	}
	// Clients and money are for the staff to see.
	if p.Money = u.IsStaff(); !p.Money {
		p.ClientID, p.Budget, p.Spent, p.SpentTime = "", nil, 0, 0
	}
	return p
}

// with puts what a person can set over the row; the rest stays. A date that only another program writes so stays as it is.
func (r projectRow) with(p domain.Project) projectRow {
	r.Name, r.Key, r.Description, r.Status, r.Priority, r.Tags = p.Name, p.Key, p.Description, p.Status, p.Priority, p.Tags
	r.OwnerID, r.ClientID = p.OwnerID, p.ClientID
	if p.StartDate != domain.StoredDate(r.StartDate) {
		r.StartDate = string(p.StartDate)
	}
	if p.EndDate != domain.StoredDate(r.EndDate) {
		r.EndDate = string(p.EndDate)
	}
	r.Budget, r.ByHand = optional{p.Budget}, p.SpentByHand()
	r.Currency, r.BillingType, r.HourlyRate = p.Currency, p.BillingType, optional{p.HourlyRate}
	r.Archived, r.Template, r.Visibility, r.Color = flag(p.Archived), flag(p.Template), p.Visibility, p.Color
	r.Managers = p.ManagerIDs
	return r
}

// loadProject reads one project that the caller sees and that is not in the trash; else it is NotFound.
func (s *Scope) loadProject(ctx context.Context, db bun.IDB, id int64) (projectRow, error) {
	row, err := s.loadProjectAnywhere(ctx, db, id)
	if err == nil && !row.DeletedAt.IsZero() {
		return row, noProject()
	}
	return row, err
}

func noProject() error { return domain.Fail(domain.NotFound, "There is no such project.") }

// loadProjectAnywhere is loadProject with the trash included, where only those are who may bring it back.
func (s *Scope) loadProjectAnywhere(ctx context.Context, db bun.IDB, id int64) (projectRow, error) {
	rows, err := s.wholeProjects(ctx, db, and(raw(`p.id = ?`, id), s.seesProjectAnywhere()), raw(` LIMIT 1`))
	if err != nil {
		return projectRow{}, err
	}
	if len(rows) == 0 || !rows[0].DeletedAt.IsZero() && rows[0].role(s.user) < manager {
		return projectRow{}, noProject()
	}
	return rows[0], nil
}

// wholeProjects reads projects with their managers and what the caller is in them; tail orders and limits them, more are
// further columns.
func (s *Scope) wholeProjects(ctx context.Context, db bun.IDB, which, tail clause, more ...clause) ([]projectRow, error) {
	query := raw(`SELECT `+projectColumns+`,
		EXISTS (SELECT 1 FROM project_managers WHERE project_id = p.id AND user_id = ?) AS manages,
		(SELECT role FROM project_members WHERE project_id = p.id AND user_id = ?) AS membership,
		EXISTS (SELECT 1 FROM project_pins WHERE project_id = p.id AND user_id = ?) AS pinned`, s.user.ID, s.user.ID, s.user.ID).
		plus(more...).plus(raw(` FROM projects AS p WHERE `), which, tail)
	var rows []projectRow
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read projects")
	}
	for i := range rows {
		rows[i].ByHand = int64(rows[i].Spent - rows[i].SpentTime)
	}
	return rows, fillManagers(ctx, db, rows)
}

func fillManagers(ctx context.Context, db bun.IDB, rows []projectRow) error {
	if len(rows) == 0 {
		return nil
	}
	at := make(map[int64]int, len(rows))
	ids := make([]int64, 0, len(rows))
	for i := range rows {
		rows[i].Managers = []string{}
		at[rows[i].ID] = i
		ids = append(ids, rows[i].ID)
	}
	var pairs []struct {
		ProjectID int64
		UserID    string
	}
	err := db.NewRaw(`SELECT project_id, user_id FROM project_managers WHERE project_id IN (?) ORDER BY user_id`, bun.List(ids)).Scan(ctx, &pairs)
	for _, pair := range pairs {
		row := &rows[at[pair.ProjectID]]
		row.Managers = append(row.Managers, pair.UserID)
	}
	return wrap(err, "read managers")
}

// fillProgress counts the tasks of projects, steps and trash not included, in one query.
func (s *Scope) fillProgress(ctx context.Context, db bun.IDB, projects []domain.Project) error {
	at := make(map[int64]int, len(projects))
	ids := make([]int64, 0, len(projects))
	for i, p := range projects {
		at[p.ID] = i
		ids = append(ids, p.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	var counts []struct {
		ProjectID   int64
		Total, Done int
	}
	err := db.NewRaw(`SELECT project_id, count(*) AS total, sum(CASE WHEN status = 'done' THEN 1 ELSE 0 END) AS done FROM tasks
		WHERE project_id IN (?) AND deleted_at IS NULL AND parent_id IS NULL GROUP BY project_id`, bun.List(ids)).Scan(ctx, &counts)
	for _, n := range counts {
		projects[at[n.ProjectID]].Total, projects[at[n.ProjectID]].Done = n.Total, n.Done
	}
	return wrap(err, "count the tasks of projects")
}

func (r projectRow) copied() projectRow {
	r.Tags, r.Managers = slices.Clone(r.Tags), slices.Clone(r.Managers)
	return r
}
