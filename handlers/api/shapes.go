package api

import (
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mddash/domain"
)

// Todo is a row of tasks as the second seed names it. What is not there is null, never left out.
type Todo struct {
	ID              int64      `json:"id"`
	Title           string     `json:"title" example:"Call Ana"`
	Description     *string    `json:"description" doc:"Markdown"`
	Priority        string     `json:"priority" doc:"low, medium or high; others only where another program wrote them" example:"medium"`
	DueDate         *string    `json:"due_date" format:"date" doc:"A civil date; it has no time zone"`
	Completed       bool       `json:"completed" doc:"The same as status done"`
	Tags            []string   `json:"tags" nullable:"false"`
	CreatedAt       *time.Time `json:"created_at" nullable:"true" doc:"null where another program left it out"`
	UpdatedAt       *time.Time `json:"updated_at" nullable:"true"`
	UserID          *string    `json:"user_id" doc:"Whose it is; null for the team's"`
	DueTime         *string    `json:"due_time" doc:"HH:MM"`
	StartDate       *string    `json:"start_date" format:"date"`
	CompletedAt     *time.Time `json:"completed_at" nullable:"true"`
	ProjectID       *int64     `json:"project_id" doc:"null for a personal one"`
	ParentID        *int64     `json:"parent_id" doc:"The todo that this one is a step of"`
	Status          string     `json:"status" example:"task"`
	AssigneeIDs     []string   `json:"assignee_ids" nullable:"false"`
	Recurrence      *string    `json:"recurrence" doc:"An RFC 5545 RRULE"`
	RepeatFrom      *string    `json:"repeat_from" doc:"due or completion; null where it does not repeat"`
	ReminderAt      *time.Time `json:"reminder_at" nullable:"true"`
	EstimateMinutes *int       `json:"estimate_minutes"`
	Position        string     `json:"position" doc:"Where it stands in manual order; positions compare as text"`
}

// Task is the same row as the first seed names it.
type Task struct {
	ID              int64      `json:"id"`
	Name            string     `json:"name" example:"Call Ana"`
	Description     *string    `json:"description" doc:"Markdown"`
	DueDate         *string    `json:"due_date" format:"date" doc:"A civil date; it has no time zone"`
	Priority        string     `json:"priority" doc:"low, medium or high; others only where another program wrote them" example:"medium"`
	Status          string     `json:"status" doc:"done means completed" example:"task"`
	ProjectID       *int64     `json:"project_id" doc:"null for a personal one"`
	CreatedAt       *time.Time `json:"created_at" nullable:"true" doc:"null where another program left it out"`
	UpdatedAt       *time.Time `json:"updated_at" nullable:"true"`
	AssigneeIDs     []string   `json:"assignee_ids" nullable:"false"`
	Tags            []string   `json:"tags" nullable:"false"`
	ParentID        *int64     `json:"parent_id" doc:"The task that this one is a step of"`
	UserID          *string    `json:"user_id" doc:"Who made it; null for the team's"`
	DueTime         *string    `json:"due_time" doc:"HH:MM"`
	StartDate       *string    `json:"start_date" format:"date"`
	CompletedAt     *time.Time `json:"completed_at" nullable:"true"`
	Position        string     `json:"position" doc:"Where it stands in manual order; positions compare as text"`
	Recurrence      *string    `json:"recurrence" doc:"An RFC 5545 RRULE"`
	RepeatFrom      *string    `json:"repeat_from" doc:"due or completion; null where it does not repeat"`
	ReminderAt      *time.Time `json:"reminder_at" nullable:"true"`
	EstimateMinutes *int       `json:"estimate_minutes"`
}

func todoOf(t domain.Todo) Todo {
	return Todo{
		ID: t.ID, Title: t.Title, Description: text(t.Description), Priority: t.Priority, DueDate: text(t.DueDate), Completed: t.Completed(),
		Tags: list(t.Tags), CreatedAt: moment(t.CreatedAt), UpdatedAt: moment(t.UpdatedAt), UserID: text(t.OwnerID), DueTime: text(t.DueTime),
		StartDate: text(t.StartDate), CompletedAt: moment(t.CompletedAt), ProjectID: count(t.ProjectID), ParentID: count(t.ParentID),
		Status: t.Status, AssigneeIDs: list(t.AssigneeIDs), Recurrence: text(t.Recurrence), RepeatFrom: text(t.RepeatFrom),
		ReminderAt: moment(t.ReminderAt), EstimateMinutes: count(t.EstimateMinutes), Position: t.Position,
	}
}

func taskOf(t domain.Todo) Task {
	return Task{
		ID: t.ID, Name: t.Title, Description: text(t.Description), DueDate: text(t.DueDate), Priority: t.Priority, Status: t.Status,
		ProjectID: count(t.ProjectID), CreatedAt: moment(t.CreatedAt), UpdatedAt: moment(t.UpdatedAt), AssigneeIDs: list(t.AssigneeIDs),
		Tags: list(t.Tags), ParentID: count(t.ParentID), UserID: text(t.OwnerID), DueTime: text(t.DueTime), StartDate: text(t.StartDate),
		CompletedAt: moment(t.CompletedAt), Position: t.Position, Recurrence: text(t.Recurrence), RepeatFrom: text(t.RepeatFrom),
		ReminderAt: moment(t.ReminderAt), EstimateMinutes: count(t.EstimateMinutes),
	}
}

// Stats counts the caller's own and assigned todos.
type Stats struct {
	Total          int        `json:"total"`
	Completed      int        `json:"completed"`
	Pending        int        `json:"pending"`
	Overdue        int        `json:"overdue" doc:"Pending ones that were due before today, in the caller's time zone"`
	DueToday       int        `json:"due_today"`
	ByPriority     Priorities `json:"by_priority" doc:"Of the pending ones"`
	CompletedByDay []DayCount `json:"completed_by_day" nullable:"false" doc:"The last 14 days, the oldest first, today included"`
}

// Priorities counts by priority.
type Priorities struct {
	Low    int `json:"low"`
	Medium int `json:"medium"`
	High   int `json:"high"`
}

// DayCount is how many on a day.
type DayCount struct {
	Date  string `json:"date" format:"date"`
	Count int    `json:"count"`
}

func statsOf(s domain.TodoStats) Stats {
	out := Stats{
		Total: s.Total, Completed: s.Completed, Pending: s.Pending, Overdue: s.Overdue, DueToday: s.DueToday, CompletedByDay: []DayCount{},
		ByPriority: Priorities{Low: s.ByPriority[domain.PriorityLow], Medium: s.ByPriority[domain.PriorityMedium], High: s.ByPriority[domain.PriorityHigh]},
	}
	for _, day := range s.CompletedByDay {
		out.CompletedByDay = append(out.CompletedByDay, DayCount{Date: string(day.Date), Count: day.Count})
	}
	return out
}

// Person is the little of somebody that others see.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func personOf(p domain.Person) Person { return Person{ID: p.ID, Name: p.Name} }

// Comment on a todo.
type Comment struct {
	ID        int64     `json:"id"`
	TodoID    int64     `json:"todo_id"`
	Author    *Person   `json:"author" doc:"null for somebody who is gone"`
	Body      string    `json:"body" doc:"Markdown"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func commentOf(c domain.Comment) Comment {
	return Comment{ID: c.ID, TodoID: c.TodoID, Author: someone(c.Author), Body: c.Body, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt}
}

// Activity is one change to a todo or to what belongs to it.
type Activity struct {
	ID     int64                      `json:"id"`
	At     time.Time                  `json:"at"`
	Actor  *Person                    `json:"actor" doc:"null for the system, or another program"`
	Kind   string                     `json:"kind" example:"todo"`
	Action string                     `json:"action" enum:"create,update,delete,restore,purge"`
	Before map[string]json.RawMessage `json:"before" doc:"The old values of what changed; empty where there were none"`
	After  map[string]json.RawMessage `json:"after" doc:"The new values of what changed"`
	Batch  string                     `json:"batch" doc:"What POST /undo/{batch} takes back"`
	Undone bool                       `json:"undone"`
}

func activityOf(a domain.Activity) Activity {
	out := Activity{
		ID: a.ID, At: a.At, Actor: someone(a.Actor), Kind: a.Kind, Action: a.Action, Before: a.Before, After: a.After, Batch: a.Batch, Undone: a.Undone,
	}
	if out.Before == nil {
		out.Before = map[string]json.RawMessage{}
	}
	if out.After == nil {
		out.After = map[string]json.RawMessage{}
	}
	return out
}

// Change is one entry of the change log.
type Change struct {
	Seq      int64     `json:"seq" doc:"Grows with every change"`
	Kind     string    `json:"kind" enum:"todo,comment,project,client,decision,calendar,event" example:"todo"`
	ID       changedID `json:"id" doc:"Of what changed: a number, or a text for a client"`
	Action   string    `json:"action" enum:"create,update,delete" doc:"delete too for what is in the trash or out of the caller's sight"`
	At       time.Time `json:"at"`
	Todo     *Todo     `json:"todo" doc:"As it is now; null where another kind changed, or with the action delete"`
	Comment  *Comment  `json:"comment" doc:"As todo"`
	Project  *Project  `json:"project" doc:"As todo"`
	Client   *Client   `json:"client" doc:"As todo"`
	Decision *Decision `json:"decision" doc:"As todo"`
	Calendar *Calendar `json:"calendar" doc:"As todo"`
	Event    *Event    `json:"event" doc:"As todo"`
}

// changedID is a number in JSON, or a client's text.
type changedID struct {
	id   string
	text bool
}

// MarshalJSON writes it.
func (c changedID) MarshalJSON() ([]byte, error) {
	if c.text {
		return json.Marshal(c.id)
	}
	return []byte(c.id), nil
}

// Schema describes it.
func (changedID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{{Type: huma.TypeInteger, Format: "int64"}, {Type: huma.TypeString}}}
}

func changeOf(c domain.Change) Change {
	return Change{
		Seq: c.Seq, Kind: c.Kind, ID: changedID{c.ID, c.Kind == "client"}, Action: c.Action, At: c.At, Todo: shown(c.Todo, todoOf), Comment: shown(c.Comment, commentOf),
		Project: shown(c.Project, projectOf), Client: shown(c.Client, clientOf), Decision: shown(c.Decision, decisionOf),
		Calendar: shown(c.Calendar, calendarOf), Event: shown(c.Event, eventOf),
	}
}

// shown is nil for nothing.
func shown[T, S any](thing *T, shape func(T) S) *S {
	if thing == nil {
		return nil
	}
	out := shape(*thing)
	return &out
}

// text, count, moment and list are a value as JSON has it: null where there is none, a list that is empty rather than null.
func text[T ~string](value T) *string {
	if value == "" {
		return nil
	}
	plain := string(value)
	return &plain
}

func count[T int | int64](value T) *T {
	if value == 0 {
		return nil
	}
	return &value
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func list(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}

func someone(p domain.Person) *Person {
	if p.ID == "" {
		return nil
	}
	return &Person{ID: p.ID, Name: p.Name}
}
