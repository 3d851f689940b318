package domain

import "time"

// Orders that todos can be listed in; a leading "-" turns one around.
const (
	SortDue       = "due_date"
	SortPriority  = "priority"
	SortCreated   = "created_at"
	SortUpdated   = "updated_at"
	SortTitle     = "title"
	SortPosition  = "position"
	SortCompleted = "completed_at"
	SortDeleted   = "deleted_at" // only of the trash
)

// Reach says whose todos a list is about.
type Reach int

const (
	// Own: the caller's and those assigned to them.
	Own Reach = iota
	// Visible: everything the caller may see, as /tasks lists it.
	Visible
)

// TodoFilter says which todos, in which order, and where to go on. The zero filter is the caller's own, due first.
type TodoFilter struct {
	Reach         Reach
	Completed     *bool
	Priority      string
	Status        string
	Tag           string
	ProjectID     int64
	NoProject     bool
	ParentID      int64
	TopLevel      bool // no subtasks; of the trash, nothing that went there with its parent
	AssigneeID    string
	AssignedTo    bool // only what is assigned to the caller
	DueBefore     Date // inclusive
	DueAfter      Date // inclusive
	HasDue        *bool
	Overdue       bool // open, and due before Today
	NotOverdue    bool // everything else
	Today         Date
	UpdatedSince  time.Time
	CompletedFrom time.Time
	Query         string
	// Words narrow it as a search does; nil is everything.
	Words   *TodoWords
	Trashed bool
	// Archived is about the projects that todos are in; a template's count as archived too. Whoever asks for one
	// project, for the steps of one todo or for the trash gets them anyway.
	Archived Archive

	Sort   string
	Limit  int
	Cursor string // opaque, from TodoPage.Next
	Total  bool   // count all that match
	Detail bool   // fill Subtasks, SubtasksDone, Comments and Access
}

// TodoPage is one page of a list. Next is empty on the last one. Total is -1 where nobody asked for it.
type TodoPage struct {
	Items []Todo
	Total int
	Next  string
}

// TodoStats counts a person's own and assigned todos.
type TodoStats struct {
	Total, Completed, Pending, Overdue, DueToday int
	// ByPriority counts the pending ones.
	ByPriority map[string]int
	// CompletedByDay are the last 14 days, the oldest first, today included.
	CompletedByDay []DayCount
}

// DayCount is how many on a day.
type DayCount struct {
	Date  Date
	Count int
}

// CountCap is where counts for the sidebar stop; one more means "and more".
const CountCap = 99

// TodoCounts are the numbers beside the views. Each stops at CountCap+1.
type TodoCounts struct {
	Inbox, Today, Upcoming, Overdue, Assigned int
	Projects                                  []ProjectCount
	Tags                                      []TagCount
}

// ProjectCount is a project with how many open todos are in it. Pinned ones come first.
type ProjectCount struct {
	Project ProjectRef
	Pinned  bool
	Open    int
}

// TagCount is a tag with how many open todos of the caller's have it.
type TagCount struct {
	Tag  string
	Open int
}
