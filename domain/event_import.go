package domain

import (
	"slices"
	"time"
)

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
	// Taken: the rest of it was.
	Taken bool `json:"-"`
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
	if at := r.lastTaken(); len(r.LeftOut) >= LeftOutMax && at >= 0 {
		r.LeftOut = slices.Delete(r.LeftOut, at, at+1)
	}
	r.Tell(one)
}

// lastTaken is where the last of those told of is that was taken all the same; -1 for none.
func (r *EventImport) lastTaken() int {
	for at, one := range slices.Backward(r.LeftOut) {
		if one.Taken {
			return at
		}
	}
	return -1
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
	// Off is set where it is no event, but says that one does not take place.
	Off *CalledOff
	// Sequence and Modified tell which of two states of it is the newer one.
	Sequence int
	Modified time.Time
	// Warnings are about parts of it that have no place here.
	Warnings []LeftOut
}

// CalledOff says that an event does not take place, or not at some times.
type CalledOff struct {
	By    string          // the address of who organises it
	Times []CalledOffTime // none for the whole event
}

// CalledOffTime is the time of a series that would have been: an instant, or a day of whole days and floating times.
type CalledOffTime struct {
	At  time.Time
	Day Date
}

// On is the day of a series that a time of it is called off on.
func (t CalledOffTime) On(series Event) Date {
	if t.Day != "" {
		return t.Day
	}
	return DateOf(t.At.In(series.zone()))
}

// CallOff is the object without the times that don't take place any more; false where a time of them is none of its own.
func (o EventObject) CallOff(off CalledOff) (EventObject, bool) {
	o.Events = slices.Clone(o.Events)
	if len(off.Times) == 0 {
		for i := range o.Events {
			o.Events[i].Status = EventCancelled
		}
		return o, true
	}
	series := o.Events[0]
	for _, time := range off.Times {
		day := time.On(series)
		if i := slices.IndexFunc(o.Events[1:], func(e Event) bool { return e.On == day }); i >= 0 {
			o.Events[i+1].Status = EventCancelled
			continue
		}
		if slices.Contains(series.Except, day) {
			continue
		}
		if !series.HasDay(day) {
			return o, false
		}
		one := series.OnDay(day)
		one.ID, one.On, one.SeriesID, one.Status = 0, day, series.ID, EventCancelled
		one.Recurrence, one.Except, one.Extra, one.Kept = "", nil, nil, ""
		o.Events = append(o.Events, one)
	}
	return o, true
}

// Newer tells whether the object is a newer state of what was written at a time, with a sequence number.
func (o ImportedObject) Newer(sequence int, written time.Time) bool {
	if o.Sequence != sequence {
		return o.Sequence > sequence
	}
	return o.Modified.After(written)
}
