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

// Change is an entry of the change log as a program that keeps a copy reads it.
type Change struct {
	Seq     int64
	Kind    string // todo, comment
	ID      string
	Action  string // create, update, delete
	At      time.Time
	Deleted bool
	Todo    *Todo // as it is now; nil where it is gone or out of sight
}

// ChangePage is a stretch of the change log. Next is where to go on, also when nothing is left now.
type ChangePage struct {
	Items []Change
	Next  int64
	More  bool
}
