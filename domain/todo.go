package domain

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Status of a task. Boards may define more; only StatusDone means completed.
const (
	StatusTodo = "task"
	StatusDone = "done"
)

// Priorities by weight.
const (
	PriorityLow    = "low"
	PriorityMedium = "medium"
	PriorityHigh   = "high"
)

// RepeatFrom says from which day a repeating todo counts on.
const (
	RepeatFromDue        = "due"
	RepeatFromCompletion = "completion"
)

// TrashDays is how long what was deleted can be restored.
const TrashDays = 30

// Todo is a row of tasks. Zero values mean none: no project is 0, no due date is "".
type Todo struct {
	ID              int64
	Title           string
	Description     string
	Priority        string
	Status          string
	DueDate         Date
	DueTime         Clock
	StartDate       Date
	Tags            []string
	ProjectID       int64
	ParentID        int64
	OwnerID         string // empty: the team's, found in an adopted file
	AssigneeIDs     []string
	Recurrence      string // RFC 5545 RRULE without the "RRULE:"
	RepeatFrom      string
	ReminderAt      time.Time
	EstimateMinutes int
	Position        string
	UID             string // iCalendar UID
	Kept            string // the iCalendar text that it came in, as Event.Kept
	CompletedAt     time.Time
	CreatedAt       time.Time
	UpdatedAt       time.Time
	DeletedAt       time.Time

	// Read with it, not stored in it.
	Subtasks     int
	SubtasksDone int
	Comments     int
	Blocked      int // open todos that it waits for
	Access       Access
}

// Completed tells whether the todo is done.
func (t Todo) Completed() bool { return t.Status == StatusDone }

// Overdue tells whether an open todo was due before a day, or earlier on it than the clock says.
func (t Todo) Overdue(today Date, clock Clock) bool {
	if t.Completed() || t.DueDate == "" {
		return false
	}
	return t.DueDate < today || (t.DueDate == today && t.DueTime != "" && t.DueTime < clock)
}

// Version changes whenever anything that a person can set changes, whoever changed it: also another program
// writing to the same file. It is the ETag of the API and the hidden field of forms.
func (t Todo) Version() string {
	return fingerprint(
		t.ID, t.Title, t.Description, t.Priority, t.Status, t.DueDate, t.DueTime, t.StartDate, t.Tags, t.ProjectID, t.ParentID,
		t.OwnerID, t.AssigneeIDs, t.Recurrence, t.RepeatFrom, t.ReminderAt.UnixMilli(), t.EstimateMinutes, t.Position,
		t.CompletedAt.UnixMilli(), t.UpdatedAt.UnixMilli(), t.DeletedAt.UnixMilli(),
	)
}

// Access is what one person may do with one row they see.
type Access uint8

const (
	// Work: change status, comment, log time.
	Work Access = 1 << iota
	// Edit: change everything else.
	Edit
	// Manage: delete, restore, share.
	Manage
)

// CanWork, CanEdit and CanManage read as questions in views and operations.
func (a Access) CanWork() bool   { return a&Work != 0 }
func (a Access) CanEdit() bool   { return a&Edit != 0 }
func (a Access) CanManage() bool { return a&Manage != 0 }

// Comment on a todo.
type Comment struct {
	ID        int64
	TodoID    int64
	Author    Person
	Body      string // Markdown
	CreatedAt time.Time
	UpdatedAt time.Time
	CanEdit   bool
}

// CommentPage is one page of the comments of a todo. Next is the comment that the one after it begins behind, 0 on the last.
type CommentPage struct {
	Items []Comment
	Total int
	Next  int64
}

// ActivityPage is one page of what happened to something, the oldest first. Next is the entry that the one after it begins
// behind, 0 on the last.
type ActivityPage struct {
	Items []Activity
	Total int
	Next  int64
}

// Version changes whenever the comment does.
func (c Comment) Version() string {
	return fingerprint(c.ID, c.TodoID, c.Author.ID, c.Body, c.UpdatedAt.UnixMilli())
}

// fingerprint is a short text that changes with what it is made of.
func fingerprint(parts ...any) string {
	text, _ := json.Marshal(parts)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:10])
}

// OpenTodo is a todo with all that belongs to it.
type OpenTodo struct {
	Todo
	Steps    []Todo
	Links    Dependencies
	Watchers Watchers
	Comments []Comment  // the oldest first
	History  []Activity // the oldest first
	Files    Attachments
}

// Activity is one change to one row, with the old and the new values of the fields that changed.
type Activity struct {
	ID        int64
	Batch     string
	At        time.Time
	Actor     Person // empty ID: the system, or another program
	Kind      string // todo, comment, project, client, decision, time, board, note; member: somebody in a project
	SubjectID string
	ProjectID int64  // the project that it happened in; 0 for none
	Action    string // create, update, delete, restore, purge
	Before    map[string]json.RawMessage
	After     map[string]json.RawMessage
	Undone    bool
}
