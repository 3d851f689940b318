package domain

import "time"

// Limits of an import.
const (
	// ImportObjectsMax is how many events and todos one file may bring.
	ImportObjectsMax = 50000
	// LeftOutMax is how many of those that were left out are told one by one.
	LeftOutMax = 200
	// ImportsKept is how many days the report of an import is kept.
	ImportsKept = 30
)

// States of an import.
const (
	ImportWaiting = "waiting"
	ImportRunning = "running"
	ImportDone    = "done"
	ImportFailed  = "failed"
)

// LeftOut is something of a calendar's text that was not taken, and why. Line is where it begins, 0 where that is unknown.
type LeftOut struct {
	Line  int    `json:"line"`
	UID   string `json:"uid"`
	Title string `json:"title"`
	Why   string `json:"why"`
}

// EventImport tells what became of the events and todos of a text.
type EventImport struct {
	Created, Updated, Skipped int
	// Todos is how many of those created are todos.
	Todos int
	// LeftOut tells of the first of those that were skipped, and of what is wrong with the text.
	LeftOut []LeftOut
}

// Skip counts something that was left out.
func (r *EventImport) Skip(one LeftOut) {
	r.Skipped++
	if len(r.LeftOut) < LeftOutMax {
		r.LeftOut = append(r.LeftOut, one)
	}
}

// ImportJob is a file of events on its way in.
type ImportJob struct {
	EventImport
	ID         int64
	UserID     string
	Calendar   CalendarRef
	Name       string
	Size       int64
	State      string
	Total      int // events and todos; 0 while they are not counted
	Done       int // of them
	Error      string
	Batch      string
	CreatedAt  time.Time
	FinishedAt time.Time
}

// Open tells whether there is more to come.
func (j ImportJob) Open() bool { return j.FinishedAt.IsZero() }

// ImportedObject is what stands under one UID in a text: an event with what became of single times of it, or a todo.
// Problem is set where it can't be taken.
type ImportedObject struct {
	LeftOut
	Problem string
}
