package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// taskRow is a row of tasks. Its JSON names are what the activity log keeps the old and the new values under.
type taskRow struct {
	bun.BaseModel `bun:"table:tasks,alias:t" json:"-"`

	ID              int64      `bun:",pk,autoincrement" json:"-"`
	Name            string     `json:"title"`
	Description     string     `bun:",nullzero" json:"description"`
	DueDate         string     `bun:",nullzero" json:"due_date"`
	Priority        string     `json:"priority"`
	Status          string     `json:"status"`
	ProjectID       int64      `bun:",nullzero" json:"project_id"`
	CreatedAt       instant    `json:"-"`
	UpdatedAt       instant    `json:"-"`
	UserID          string     `bun:",nullzero" json:"user_id"`
	ParentID        int64      `bun:",nullzero" json:"parent_id"`
	Tags            stringList `json:"tags"`
	DueTime         string     `bun:",nullzero" json:"due_time"`
	StartDate       string     `bun:",nullzero" json:"start_date"`
	CompletedAt     instant    `json:"completed_at"`
	Position        string     `json:"position"`
	Recurrence      string     `bun:",nullzero" json:"recurrence"`
	RepeatFrom      string     `bun:",nullzero" json:"repeat_from"`
	ReminderAt      instant    `json:"reminder_at"`
	EstimateMinutes int        `bun:",nullzero" json:"estimate_minutes"`
	UID             string     `bun:"uid,nullzero" json:"-"`
	DeletedAt       instant    `json:"-"`
	DeletedBatch    string     `bun:",nullzero" json:"-"`
	Kept            string     `bun:",nullzero" json:"-"` // read only where it is asked for
	ObjectName      string     `bun:",nullzero" json:"-"`
	ParentUID       string     `bun:"parent_uid,nullzero" json:"-"` // of the todo that it is to be a step of once that comes

	// Assignees is kept in task_assignees, sorted.
	Assignees []string `bun:"-" json:"assignee_ids"`

	Depth   int    `bun:"depth,scanonly" json:"-"`
	SortKey string `bun:"sort_key,scanonly" json:"-"`
}

// taskColumns are what every read of tasks selects, in the table's alias t.
const taskColumns = `t.id, t.name, t.description, t.due_date, t.priority, t.status, t.project_id, t.created_at, t.updated_at, t.user_id,
	t.parent_id, t.tags, t.due_time, t.start_date, t.completed_at, t.position, t.recurrence, t.repeat_from, t.reminder_at,
	t.estimate_minutes, t.uid, t.deleted_at, t.deleted_batch, t.object_name, t.parent_uid`

func (r taskRow) done() bool { return r.Status == domain.StatusDone }

func (r taskRow) subject() subject { return about(kindTodo, r.ID, r.ProjectID) }

func (r taskRow) todo() domain.Todo {
	return domain.Todo{
		ID: r.ID, Title: r.Name, Description: r.Description, Priority: r.Priority, Status: r.Status,
		DueDate: domain.StoredDate(r.DueDate), DueTime: domain.Clock(r.DueTime), StartDate: domain.StoredDate(r.StartDate),
		Tags: r.Tags, ProjectID: r.ProjectID, ParentID: r.ParentID, OwnerID: r.UserID, AssigneeIDs: r.Assignees,
		Recurrence: r.Recurrence, RepeatFrom: r.RepeatFrom, ReminderAt: r.ReminderAt.Time, EstimateMinutes: r.EstimateMinutes,
		Position: r.Position, UID: r.UID, Kept: r.Kept, CompletedAt: r.CompletedAt.Time, CreatedAt: r.CreatedAt.Time,
		UpdatedAt: r.UpdatedAt.Time, DeletedAt: r.DeletedAt.Time,
	}
}

// with puts what a person can set over the row; the rest stays.
func (r taskRow) with(t domain.Todo) taskRow {
	r.Name, r.Description, r.Priority, r.Status = t.Title, t.Description, t.Priority, t.Status
	if t.DueDate != domain.StoredDate(r.DueDate) {
		r.DueDate = string(t.DueDate)
	}
	r.DueTime, r.StartDate, r.Tags = string(t.DueTime), string(t.StartDate), t.Tags
	r.ProjectID, r.ParentID, r.Assignees = t.ProjectID, t.ParentID, t.AssigneeIDs
	r.Recurrence, r.RepeatFrom, r.ReminderAt = t.Recurrence, t.RepeatFrom, instant{t.ReminderAt}
	r.EstimateMinutes = t.EstimateMinutes
	if t.Position != "" {
		r.Position = t.Position
	}
	return r
}

// loadTodo reads one todo that the caller sees and that is not in the trash, with its assignees and what the caller
// may do with it. What they don't see is NotFound.
func (s *Scope) loadTodo(ctx context.Context, db bun.IDB, id int64) (taskRow, domain.Access, error) {
	row, access, err := s.loadTodoAnywhere(ctx, db, id)
	if err == nil && !row.DeletedAt.IsZero() {
		return row, 0, noTodo()
	}
	return row, access, err
}

func noTodo() error { return domain.Fail(domain.NotFound, "There is no such todo.") }

// loadTodoAnywhere is loadTodo with the trash included.
func (s *Scope) loadTodoAnywhere(ctx context.Context, db bun.IDB, id int64) (taskRow, domain.Access, error) {
	rows, err := s.chain(ctx, db, id)
	if err != nil {
		return taskRow{}, 0, err
	}
	if len(rows) == 0 || rows[0].ID != id {
		return taskRow{}, 0, noTodo()
	}
	return s.firstSeen(ctx, db, rows)
}

// DepthMax is how deep steps of steps can go.
const DepthMax = 20

// chain is the todo and its parents, the todo first, whoever may see them.
func (s *Scope) chain(ctx context.Context, db bun.IDB, id int64) ([]taskRow, error) {
	var rows []taskRow
	err := db.NewRaw(`WITH RECURSIVE up (id, depth) AS (
			SELECT id, 0 FROM tasks WHERE id = ?
			UNION ALL SELECT t.parent_id, up.depth + 1 FROM tasks AS t JOIN up ON up.id = t.id WHERE t.parent_id IS NOT NULL AND up.depth < ?)
		SELECT `+taskColumns+`, up.depth FROM up JOIN tasks AS t ON t.id = +up.id ORDER BY up.depth`, id, DepthMax).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read a todo")
	}
	return rows, s.fillAssignees(ctx, db, rows)
}

// firstSeen finds the nearest of a todo and its parents that the caller sees: a step is seen through its parent.
func (s *Scope) firstSeen(ctx context.Context, db bun.IDB, rows []taskRow) (taskRow, domain.Access, error) {
	roles, err := s.rolesFor(ctx, db, rows)
	if err != nil {
		return taskRow{}, 0, err
	}
	for _, row := range rows {
		if row.ProjectID != rows[0].ProjectID {
			break
		}
		assigned := slices.Contains(row.Assignees, s.user.ID)
		if _, sees := roles[row.ProjectID]; sees || assigned || row.ProjectID == 0 && s.ownsPersonal(row) {
			return rows[0], s.accessTo(row, assigned, roles), nil
		}
	}
	return taskRow{}, 0, noTodo()
}

func (s *Scope) ownsPersonal(row taskRow) bool {
	return row.UserID == s.user.ID || row.UserID == "" && s.user.IsStaff()
}

// rolesFor maps the projects of some todos to the caller's role; a project they don't see is not in it.
func (s *Scope) rolesFor(ctx context.Context, db bun.IDB, rows []taskRow) (map[int64]projectRole, error) {
	ids := []int64{}
	for _, row := range rows {
		if row.ProjectID != 0 && !slices.Contains(ids, row.ProjectID) {
			ids = append(ids, row.ProjectID)
		}
	}
	return s.rolesOf(ctx, db, ids)
}

// rolesOf maps projects to the caller's role; a project they don't see is not in it.
func (s *Scope) rolesOf(ctx context.Context, db bun.IDB, ids []int64) (map[int64]projectRole, error) {
	roles := map[int64]projectRole{}
	if len(ids) == 0 {
		return roles, nil
	}
	projects, err := s.projectRows(ctx, db, raw(`p.id IN (?)`, bun.List(ids)))
	for _, p := range projects {
		roles[p.ID] = p.role(s.user)
	}
	return roles, err
}

// fillAssignees reads who is assigned to the rows, in one query.
func (s *Scope) fillAssignees(ctx context.Context, db bun.IDB, rows []taskRow) error {
	if len(rows) == 0 {
		return nil
	}
	at := make(map[int64]int, len(rows))
	ids := make([]int64, 0, len(rows))
	for i := range rows {
		rows[i].Assignees = []string{}
		at[rows[i].ID] = i
		ids = append(ids, rows[i].ID)
	}
	var pairs []struct {
		TaskID int64
		UserID string
	}
	err := db.NewRaw(`SELECT task_id, user_id FROM task_assignees WHERE task_id IN (?) ORDER BY user_id`, bun.List(ids)).Scan(ctx, &pairs)
	for _, pair := range pairs {
		row := &rows[at[pair.TaskID]]
		row.Assignees = append(row.Assignees, pair.UserID)
	}
	return wrap(err, "read assignees")
}

// descendants are the steps of a todo and their steps, parents first, the todo itself not among them.
// The + keeps SQLite from looking through all todos for those few.
func (s *Scope) descendants(ctx context.Context, db bun.IDB, id int64) ([]taskRow, error) {
	var rows []taskRow
	err := db.NewRaw(`WITH RECURSIVE down (id, depth) AS (
			SELECT id, 1 FROM tasks WHERE parent_id = ?
			UNION ALL SELECT t.id, down.depth + 1 FROM tasks AS t JOIN down ON t.parent_id = down.id WHERE down.depth < ?)
		SELECT `+taskColumns+`, down.depth FROM down JOIN tasks AS t ON t.id = +down.id ORDER BY down.depth, t.position, t.id`, id, DepthMax).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "read the steps of a todo")
	}
	return rows, s.fillAssignees(ctx, db, rows)
}

// changes compares two states of a row: the fields that differ, with their old and their new values.
func changes(before, after any) (old, now map[string]json.RawMessage, err error) {
	if old, err = fieldsOf(before); err != nil {
		return nil, nil, err
	}
	if now, err = fieldsOf(after); err != nil {
		return nil, nil, err
	}
	for field, value := range now {
		if string(old[field]) == string(value) {
			delete(old, field)
			delete(now, field)
		}
	}
	return old, now, nil
}

func fieldsOf(row any) (map[string]json.RawMessage, error) {
	fields := map[string]json.RawMessage{}
	text, err := json.Marshal(row)
	if err != nil {
		return nil, wrap(err, "write a row down")
	}
	return fields, wrap(json.Unmarshal(text, &fields), "read a row back")
}
