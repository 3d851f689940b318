package domain

import "time"

// BulkMax is how many todos one bulk change may name.
const BulkMax = 1000

// Bulk is one change to many todos, all of them or none.
type Bulk struct {
	IDs []int64
	// Delete takes them to the trash; else Change is applied to each one's Input.
	Delete bool
	Change func(TodoInput) (TodoInput, error)
}

// Change is an entry of the change log as a program that keeps a copy reads it: what it is about as it is now, in the
// field of its kind. That is nil, and the action delete, where it is gone or out of sight.
type Change struct {
	Seq    int64
	Kind   string // todo, comment, project, client, decision, calendar, event
	ID     string
	Action string // create, update, delete
	At     time.Time

	Todo     *Todo
	Comment  *Comment
	Project  *Project
	Client   *Client
	Decision *Decision
	Calendar *Calendar
	Event    *Event
}

// ChangePage is a stretch of the change log. Next is where to go on, also when nothing is left now.
type ChangePage struct {
	Items []Change
	Next  int64
	More  bool
}
