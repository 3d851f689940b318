package domain

import (
	"iter"
	"time"
)

// Kinds of what an intake brings. Each thing is known by its kind and its id in the program that it comes from.
const (
	IntakeClients   = "clients"
	IntakeProjects  = "projects"
	IntakeTodos     = "todos"
	IntakeComments  = "comments"
	IntakeFiles     = "files"
	IntakeNotes     = "notes"
	IntakeDecisions = "decisions"
	IntakeEvents    = "events"
	IntakeTime      = "time"
	IntakeFilters   = "filters"
	IntakeCalendars = "calendars"
	IntakeSettings  = "settings"
	IntakeVersions  = "versions"
	IntakeFollowed  = "subscriptions"
	IntakeShares    = "shares"
)

// IntakeKinds are all of them, in the order in which they are told.
func IntakeKinds() []string {
	return []string{IntakeClients, IntakeProjects, IntakeTodos, IntakeComments, IntakeNotes, IntakeVersions, IntakeDecisions, IntakeCalendars, IntakeFollowed, IntakeEvents, IntakeTime, IntakeFilters, IntakeFiles, IntakeSettings}
}

// Programs that an intake comes from, beside those that have a reader of their own.
const (
	MdDashSource   = "md_dash"
	ICalSource     = "ics"
	MarkdownSource = "markdown"
)

// IntakeMax is how many things one file may bring: all of them are one transaction, which others who write wait for.
const IntakeMax = 20_000

// Intake is what another program held, said in our words. Its things name each other by the ids that they had there, in
// any order.
type Intake struct {
	// Source is the program, whose ids these are.
	Source    string
	Profile   *IntakeProfile
	Clients   []IntakeClient
	Projects  []IntakeProject
	Todos     []IntakeTodo
	Notes     []IntakeNote
	Decisions []IntakeDecision
	Calendars []IntakeCalendar
	Time      []IntakeEntry
	Filters   []IntakeFilter
	Followed  []IntakeSubscription
	Shares    []IntakeShare
	// Versions are of the texts of notes, read as they are asked for; nil for none. They do not count as things.
	Versions iter.Seq2[IntakeVersion, error]
	// Pages are notes that come as files of Markdown, so many; nil for none.
	Pages  NoteSource
	PagesN int
	// Remarks are about what was read and could not be said in our words, the first of Remarked.
	Remarks  []Skipped
	Remarked int
	// PassedBy is what was not read.
	PassedBy PassedBy
}

// Count is how many things there are.
func (in Intake) Count() int {
	n := in.PagesN + len(in.Clients) + len(in.Projects) + len(in.Todos) + len(in.Notes) + len(in.Decisions) + len(in.Calendars) + len(in.Time) + len(in.Filters) + len(in.Followed)
	for _, todo := range in.Todos {
		n += len(todo.Comments) + len(todo.Files)
	}
	for _, project := range in.Projects {
		n += len(project.Files)
	}
	for _, note := range in.Notes {
		n += len(note.Files)
	}
	for _, calendar := range in.Calendars {
		n += len(calendar.Events) + calendar.Total
	}
	return n
}

// Most is how many things there may be.
func (in Intake) Most() int {
	switch in.Source {
	case ParcelSource, MdDashSource, ICalSource, MarkdownSource:
		return ParcelMax
	}
	return IntakeMax
}

// Own tells whether it came out of mddash itself: a setting of ours means there what it means here.
func (in Intake) Own() bool { return in.Source == ParcelSource }

// Remark notes something that was left out or is not as it was.
func (in *Intake) Remark(path, why string) {
	in.Remarked++
	if len(in.Remarks) < LeftOutMax {
		in.Remarks = append(in.Remarks, skip(path, why))
	}
}

// skip says it in a line for each, however long the names in it are.
func skip(path, why string) Skipped {
	return Skipped{Path: Clip(path, 200), Why: Clip(why, 500)}
}

// IntakeProject is a project, a list or a board.
type IntakeProject struct {
	ID      string       `json:"id"`
	Client  string       `json:"client,omitempty"`
	Input   ProjectInput `json:"project"`
	Columns []string     `json:"-"` // names of a board's columns in their order; none for those that every board has
	// Done is the column, among them, whose tasks are completed; "" for none.
	Done string `json:"-"`
	// Layout is the whole board, in the place of Columns, where the other program is this one.
	Layout  []ColumnInput `json:"columns,omitempty"`
	People  []string      `json:"people,omitempty"` // names of the others in it
	Pinned  bool          `json:"pinned,omitempty"`
	Files   []IntakeFile  `json:"files,omitempty"`
	Created time.Time     `json:"created_at,omitzero"`
	Updated time.Time     `json:"updated_at,omitzero"`
}

// IntakeTodo is a todo or a task.
type IntakeTodo struct {
	ID      string    `json:"id"`
	Project string    `json:"project,omitempty"` // "": a personal one
	Parent  string    `json:"parent,omitempty"`  // the todo that it is a step of
	Column  string    `json:"-"`                 // the name of the column that it is in
	Input   TodoInput `json:"todo"`
	// People are names and addresses of those who are to do it.
	People   []string        `json:"people,omitempty"`
	Blocks   []string        `json:"blocks,omitempty"` // todos that wait for it
	Comments []IntakeComment `json:"comments,omitempty"`
	Files    []IntakeFile    `json:"files,omitempty"`
	// Created, Updated and Completed are zero where nothing tells.
	Created   time.Time `json:"created_at,omitzero"`
	Updated   time.Time `json:"updated_at,omitzero"`
	Completed time.Time `json:"completed_at,omitzero"`
}

// IntakeComment is what somebody said on a todo. Author is a name, "" for whoever takes it in.
type IntakeComment struct {
	ID     string    `json:"id"`
	Author string    `json:"author,omitempty"`
	Body   string    `json:"body"`
	At     time.Time `json:"created_at,omitzero"`
	Edited time.Time `json:"updated_at,omitzero"` // zero where that is At
}

// IntakeFile hangs on a todo, a project or a note.
type IntakeFile struct {
	ID string `json:"id"`
	ImportedFile
	Sum  string    `json:"sha256,omitempty"`
	Type string    `json:"type,omitempty"`
	Size int64     `json:"size,omitempty"`
	At   time.Time `json:"created_at,omitzero"`
}

// IntakeReport tells what became of an intake, or of a look at it.
type IntakeReport struct {
	// Made is how many things are new, There how many had come before, both by their kinds.
	Made  map[string]int `json:"made" nullable:"false" doc:"How many things are new, by kind"`
	There map[string]int `json:"there" nullable:"false" doc:"How many had come before, by kind"`
	// Names are of the new projects, no more than LeftOutMax.
	Names []string `json:"projects" nullable:"false" doc:"The names of new projects"`
	// LeftOut is what was not taken, Remarks what is not as it was; both no more than LeftOutMax.
	LeftOut   []Skipped `json:"left_out" nullable:"false" doc:"What was not taken, and why; no more than 200"`
	Remarks   []Skipped `json:"remarks" nullable:"false" doc:"What is not quite as it was, and why; no more than 200"`
	LeftOutN  int       `json:"left_out_count" doc:"How much was not taken"`
	RemarksN  int       `json:"remarks_count"`
	Rehearsed bool      `json:"dry_run" doc:"Nothing was kept: this is what would be"`
}

// NewIntakeReport is one of nothing yet.
func NewIntakeReport() IntakeReport {
	return IntakeReport{Made: map[string]int{}, There: map[string]int{}, Names: []string{}, LeftOut: []Skipped{}, Remarks: []Skipped{}}
}

// Leave tells of something that was not taken.
func (r *IntakeReport) Leave(path, why string) {
	if r.LeftOutN++; len(r.LeftOut) < LeftOutMax {
		r.LeftOut = append(r.LeftOut, skip(path, why))
	}
}

// LeaveAll tells of all that was not looked at.
func (r *IntakeReport) LeaveAll(passed PassedBy) {
	for _, one := range passed.First {
		r.Leave(one.Path, one.Why)
	}
	r.LeftOutN += passed.N - len(passed.First)
}

// Remark tells of something that is not as it was.
func (r *IntakeReport) Remark(path, why string) {
	if r.RemarksN++; len(r.Remarks) < LeftOutMax {
		r.Remarks = append(r.Remarks, skip(path, why))
	}
}

// All is how many things are new.
func (r IntakeReport) All() int {
	n := 0
	for _, count := range r.Made {
		n += count
	}
	return n
}

// Before is how many things had come before.
func (r IntakeReport) Before() int {
	n := 0
	for _, count := range r.There {
		n += count
	}
	return n
}
