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
	ImportComing  = "coming" // not all of the file is there
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
	// Skipped were there already, as new as in the text or newer. Failed can't be taken, which LeftOut tells of the first
	// ones, and of what else is wrong with the text.
	Created, Updated, Skipped, Failed int
	// Todos is how many of those created are todos.
	Todos   int
	LeftOut []LeftOut
}

// Fail counts something that can't be taken.
func (r *EventImport) Fail(one LeftOut) {
	r.Failed++
	r.Tell(one)
}

// Tell notes what is worth knowing of something that was taken, or of the text as a whole.
func (r *EventImport) Tell(one LeftOut) {
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
// There is one of the two, unless it can't be taken: then Why says so.
type ImportedObject struct {
	LeftOut
	Event *EventObject
	Todo  *Todo
	// Parent is the UID of the todo that it is a step of.
	Parent string
	// Answers are those to an invitation, where it is no event, but a reply.
	Answers []Guest
	// Sequence and Modified tell which of two states of it is the newer one.
	Sequence int
	Modified time.Time
	// Warnings are about parts of it that have no place here.
	Warnings []LeftOut
}

// Newer tells whether the object is a newer state of what was written at a time, with a sequence number.
func (o ImportedObject) Newer(sequence int, written time.Time) bool {
	if o.Sequence != sequence {
		return o.Sequence > sequence
	}
	return o.Modified.After(written)
}
