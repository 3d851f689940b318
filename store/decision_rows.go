package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"slices"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// decisionRow is a row of decisions. Its JSON names are what the activity log keeps the old and the new values under.
type decisionRow struct {
	bun.BaseModel `bun:"table:decisions,alias:d" json:"-"`

	ID           int64      `bun:",pk,autoincrement" json:"-"`
	Name         string     `json:"name"`
	DueDate      string     `bun:",nullzero" json:"due_date"`
	Status       string     `json:"status"`
	Context      string     `bun:",nullzero" json:"context"`
	Outcome      string     `bun:",nullzero" json:"outcome"`
	Options      optionList `json:"options"`
	DecidedAt    string     `bun:",nullzero" json:"decided_at"`
	UserID       string     `bun:",nullzero" json:"-"`
	ProjectID    int64      `bun:",nullzero" json:"project_id"`
	SupersedesID int64      `bun:",nullzero" json:"supersedes_id"`
	CreatedAt    instant    `json:"-"`
	UpdatedAt    instant    `json:"-"`
	DeletedAt    instant    `json:"-"`
	DeletedBatch string     `bun:",nullzero" json:"-"`

	// Deciders, Tasks and Notes are kept in tables of their own, sorted; Tasks and Notes are all of them, whoever sees them.
	Deciders []string `bun:"-" json:"decider_ids"`
	Tasks    []int64  `bun:"-" json:"task_ids"`
	Notes    []int64  `bun:"-" json:"note_ids"`

	// As far as the caller sees them.
	linked       []domain.TodoRef
	notes        []domain.NoteRef
	supersedes   domain.DecisionRef
	supersededBy []domain.DecisionRef
	role         projectRole // in its project
	project      domain.ProjectRef

	SortKey string `bun:"sort_key,scanonly" json:"-"`
}

// decisionColumns are what every read of decisions selects, in the table's alias d.
const decisionColumns = `d.id, d.name, d.due_date, d.status, d.context, d.outcome, d.options, d.decided_at, d.user_id, d.project_id, d.supersedes_id,
	d.created_at, d.updated_at, d.deleted_at, d.deleted_batch`

func (r decisionRow) subject() subject { return about(kindDecision, r.ID, r.ProjectID) }

func (r decisionRow) decision(u domain.User) domain.Decision {
	return domain.Decision{
		ID: r.ID, Name: r.Name, Status: r.Status, Context: r.Context, Outcome: r.Outcome, Options: r.Options, DueDate: domain.StoredDate(r.DueDate),
		DecidedAt: domain.StoredDate(r.DecidedAt), DeciderIDs: r.Deciders, OwnerID: r.UserID, ProjectID: r.ProjectID, CreatedAt: r.CreatedAt.Time,
		UpdatedAt: r.UpdatedAt.Time, DeletedAt: r.DeletedAt.Time, Tasks: r.linked, Notes: r.notes, Supersedes: r.supersedes, SupersededBy: r.supersededBy,
		Access: r.access(u), Project: r.project,
	}
}

// access is what somebody may do with a decision that they see.
func (r decisionRow) access(u domain.User) domain.Access {
	switch {
	case r.ProjectID != 0:
		return r.role.access()
	case !u.IsStaff():
		return 0
	case r.UserID == u.ID, r.UserID == "", u.IsAdmin():
		return domain.Work | domain.Edit | domain.Manage
	}
	return domain.Work | domain.Edit
}

// with puts what a person can set over the row; the rest stays. So does what it is linked to out of their sight, and a
// date that only another program writes so.
func (r decisionRow) with(d domain.Decision) decisionRow {
	r.Name, r.Status, r.Context, r.Outcome, r.Options = d.Name, d.Status, d.Context, d.Outcome, d.Options
	if d.DueDate != domain.StoredDate(r.DueDate) {
		r.DueDate = string(d.DueDate)
	}
	if d.DecidedAt != domain.StoredDate(r.DecidedAt) {
		r.DecidedAt = string(d.DecidedAt)
	}
	r.Deciders, r.ProjectID = d.DeciderIDs, d.ProjectID
	if d.Supersedes.ID != r.supersedes.ID {
		r.SupersedesID = d.Supersedes.ID
	}
	r.Tasks = relinked(r.Tasks, r.linked, d.Tasks, func(t domain.TodoRef) int64 { return t.ID })
	r.Notes = relinked(r.Notes, r.notes, d.Notes, func(n domain.NoteRef) int64 { return n.ID })
	return r
}

// relinked are the ids of a list after somebody who sees some of it made others of these: what they don't see stays.
func relinked[T any](all []int64, seen, now []T, id func(T) int64) []int64 {
	ids := []int64{}
	for _, one := range all {
		if !slices.ContainsFunc(seen, func(t T) bool { return id(t) == one }) {
			ids = append(ids, one)
		}
	}
	for _, t := range now {
		ids = append(ids, id(t))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (r decisionRow) copied() decisionRow {
	r.Options, r.Deciders, r.Tasks, r.Notes = slices.Clone(r.Options), slices.Clone(r.Deciders), slices.Clone(r.Tasks), slices.Clone(r.Notes)
	return r
}

// seesDecision holds for rows of decisions under an alias that are not in the trash.
func (s *Scope) seesDecision(alias string) clause {
	return and(raw(alias+`.deleted_at IS NULL`), s.seesDecisionAnywhere(alias))
}

// seesDecisionAnywhere is seesDecision with the trash included.
func (s *Scope) seesDecisionAnywhere(alias string) clause {
	return s.seesDecisionIn(alias, s.projectsSeen())
}

// seesDecisionOneByOne is seesDecision for few rows, as seesTodoOneByOne is seesTodo.
func (s *Scope) seesDecisionOneByOne(alias string) clause {
	seen := s.seesProjectOf(alias + `.project_id`)
	if s.user.IsStaff() {
		seen = seen.plus(raw(` OR ` + alias + `.project_id IS NULL`))
	}
	return and(raw(alias+`.deleted_at IS NULL`), seen)
}

// seesDecisionIn is seesDecisionAnywhere with other projects than those that the caller sees.
func (s *Scope) seesDecisionIn(alias string, projects clause) clause {
	seen := raw(alias+`.project_id IN (`).plus(projects, raw(`)`))
	if s.user.IsStaff() {
		seen = seen.plus(raw(` OR ` + alias + `.project_id IS NULL`))
	}
	return seen
}

func noDecision() error { return domain.Fail(domain.NotFound, "There is no such decision.") }

// loadDecision reads one decision that the caller sees and that is not in the trash; else it is NotFound.
func (s *Scope) loadDecision(ctx context.Context, db bun.IDB, id int64) (decisionRow, error) {
	row, err := s.loadDecisionAnywhere(ctx, db, id)
	if err == nil && !row.DeletedAt.IsZero() {
		return row, noDecision()
	}
	return row, err
}

// loadDecisionAnywhere is loadDecision with the trash included.
func (s *Scope) loadDecisionAnywhere(ctx context.Context, db bun.IDB, id int64) (decisionRow, error) {
	rows, err := s.decisionRows(ctx, db, and(raw(`d.id = ?`, id), s.seesDecisionAnywhere("d")), raw(` LIMIT 1`))
	if err != nil {
		return decisionRow{}, err
	}
	if len(rows) == 0 {
		return decisionRow{}, noDecision()
	}
	return rows[0], nil
}

// decisionRows reads decisions with what belongs to them; tail orders and limits them.
func (s *Scope) decisionRows(ctx context.Context, db bun.IDB, which, tail clause) ([]decisionRow, error) {
	query := raw(`SELECT `+decisionColumns+` FROM decisions AS d WHERE `).plus(which, tail)
	var rows []decisionRow
	if err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return nil, wrap(err, "read decisions")
	}
	return rows, s.fillDecisions(ctx, db, rows)
}

// optionList is the options of a decision in a TEXT column. NULL and whatever is no such array read as an empty list.
type optionList []domain.DecisionOption

// Value is never NULL.
func (l optionList) Value() (driver.Value, error) {
	if l == nil {
		return "[]", nil
	}
	text, err := json.Marshal([]domain.DecisionOption(l))
	return string(text), err
}

// Scan never fails.
func (l *optionList) Scan(src any) error {
	*l = optionList{}
	var options []domain.DecisionOption
	if json.Unmarshal([]byte(textOf(src)), &options) == nil && options != nil {
		*l = options
	}
	return nil
}
