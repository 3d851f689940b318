package domain

import (
	"strconv"
	"time"
)

// Statuses that a decision can have. Others that another program wrote are kept.
const (
	DecisionOpen    = "open"
	DecisionDecided = "decided"
	DecisionDropped = "dropped"
)

// Decision is a question and what became of it. Zero values mean none: no project is 0, no due date is "".
type Decision struct {
	ID      int64
	Name    string
	Status  string
	Context string // Markdown
	Outcome string // Markdown
	Options []DecisionOption
	// DueDate is until when an open one is to be answered, and when a decided one is to be looked at again.
	DueDate   Date
	DecidedAt Date
	// DeciderIDs are who decided it, or is to; sorted.
	DeciderIDs []string
	OwnerID    string // who made it; empty: another program
	ProjectID  int64
	CreatedAt  time.Time // zero where another program made it
	UpdatedAt  time.Time
	DeletedAt  time.Time

	// Read with it, not stored in it. Project is the zero ProjectRef for none.
	Project ProjectRef
	// What it is linked to, as far as the person who asked sees that. Supersedes is the decision that this one
	// replaces, the zero DecisionRef for none.
	Tasks        []TodoRef
	Notes        []NoteRef
	Supersedes   DecisionRef
	SupersededBy []DecisionRef
	Access       Access
}

// NoteRef is the little of a note that is shown beside others.
type NoteRef struct {
	ID    int64
	Title string
}

// DecisionOption is one of the answers that were considered.
type DecisionOption struct {
	Name   string `json:"name" minLength:"1" maxLength:"200" doc:"On one line" example:"No animation at launch"`
	Detail string `json:"detail,omitempty" maxLength:"2000" doc:"What it means; a line that begins with + speaks for it, one that begins with - against it"`
	Chosen bool   `json:"chosen,omitempty" doc:"The one that was decided on, or is proposed; at most one"`
}

// DecisionRef is the little of a decision that is shown beside others.
type DecisionRef struct {
	ID     int64
	Name   string
	Status string
}

// Reference is what people call the decision by: D-22.
func (r DecisionRef) Reference() string { return DecisionKey + "-" + strconv.FormatInt(r.ID, 10) }

// DecisionKey is what references to decisions begin with. A project's key is two characters at least.
const DecisionKey = "D"

// Ref is the little of it that is shown beside others.
func (d Decision) Ref() DecisionRef { return DecisionRef{ID: d.ID, Name: d.Name, Status: d.Status} }

// Reference is what people call it by.
func (d Decision) Reference() string { return d.Ref().Reference() }

// Decided tells whether there is an answer.
func (d Decision) Decided() bool { return d.Status == DecisionDecided }

// Due tells whether it asks for attention on a day: it should have been answered, or is to be looked at again. The day
// until which it was to be answered says nothing any more once it is.
func (d Decision) Due(today Date) bool {
	if d.DueDate == "" || d.DueDate > today || len(d.SupersededBy) > 0 {
		return false
	}
	return d.Status == DecisionOpen || d.Decided() && d.DueDate > d.DecidedAt
}

// Version changes whenever anything of the decision does that the person who asked sees.
func (d Decision) Version() string {
	tasks, notes, by := make([]int64, 0, len(d.Tasks)), make([]int64, 0, len(d.Notes)), make([]int64, 0, len(d.SupersededBy))
	for _, t := range d.Tasks {
		tasks = append(tasks, t.ID)
	}
	for _, n := range d.Notes {
		notes = append(notes, n.ID)
	}
	for _, later := range d.SupersededBy {
		by = append(by, later.ID)
	}
	return fingerprint(d.ID, d.Name, d.Status, d.Context, d.Outcome, d.Options, d.DueDate, d.DecidedAt, d.DeciderIDs, d.OwnerID, d.ProjectID,
		tasks, notes, d.Supersedes.ID, by, d.UpdatedAt.UnixMilli(), d.DeletedAt.UnixMilli())
}

// DecisionFilter says which decisions, in which order, and where to go on.
type DecisionFilter struct {
	Status    string
	ProjectID int64
	NoProject bool
	DueBefore Date // inclusive
	DueAfter  Date // inclusive
	// DueOn narrows to those that ask for attention on a day, as Decision.Due tells.
	DueOn   Date
	Query   string
	Trashed bool

	Sort   string // due_date, created_at, updated_at, decided_at or name; - before it for descending
	Limit  int
	Cursor string // opaque, from DecisionPage.Next
}

// DecisionPage is one page of a list. Next is empty on the last one.
type DecisionPage struct {
	Items []Decision
	Total int
	Next  string
}

// SortDecided is an order that only decisions can be listed in.
const SortDecided = "decided_at"
