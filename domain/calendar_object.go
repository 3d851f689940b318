package domain

import (
	"strings"
	"time"
)

// EventObject is all that has one UID in a calendar, which is what programs that keep a copy of it read and write as one:
// an event, or a series followed by what single times of it became, by their day.
type EventObject struct {
	Name   string // of the resource, such as "<uid>.ics"
	UID    string
	Events []Event
}

// Version is the object's strong ETag, without quotes: it changes whenever what is served for it does.
func (o EventObject) Version() string {
	parts := []any{objectForm, o.UID}
	for _, e := range o.Events {
		parts = append(parts, e.Version(), e.Kept)
	}
	return fingerprint(parts...)
}

// TodoObject is a todo as such programs know it. Parent is the UID of the one that it is a step of, there or still to come
// (RFC 5545, section 3.8.4.5). Completed is when a program says that it was completed (section 3.8.2.1), zero where it does not.
type TodoObject struct {
	Name      string
	Parent    string
	Completed time.Time
	Todo      Todo
}

// Version is EventObject.Version for a todo.
func (o TodoObject) Version() string {
	return fingerprint(objectForm, o.Parent, o.Todo.UID, o.Todo.Version(), o.Todo.Kept)
}

// objectForm is to be counted up when the same event or todo is written in another way than before.
const objectForm = 1

// Condition is what has to hold of an object for a change to be made: the values of If-Match and If-None-Match as they
// were sent, empty for none.
type Condition struct{ IfMatch, IfNoneMatch string }

// Check is Stale where the condition does not hold. version is empty where there is no such object.
func (c Condition) Check(version string) error {
	if c.IfMatch != "" && !tagged(c.IfMatch, version, false) || c.IfNoneMatch != "" && tagged(c.IfNoneMatch, version, true) {
		return Fail(Stale, "Somebody has changed it since you read it.")
	}
	return nil
}

// Known tells whether somebody who reads has the version already.
func (c Condition) Known(version string) bool {
	return c.IfNoneMatch != "" && tagged(c.IfNoneMatch, version, true)
}

// tagged tells whether a list of entity tags names a version; a weak tag does only where a weak comparison will do.
func tagged(list, version string, weak bool) bool {
	if version == "" {
		return false
	}
	if strings.TrimSpace(list) == "*" {
		return true
	}
	for tag := range strings.SplitSeq(list, ",") {
		tag = strings.TrimSpace(tag)
		if rest, isWeak := strings.CutPrefix(tag, "W/"); isWeak && weak {
			tag = rest
		}
		if tag == `"`+version+`"` {
			return true
		}
	}
	return false
}

// ObjectFilter narrows the objects of a collection; the zero filter is all of them.
type ObjectFilter struct {
	// From and To narrow events to what may be in that time, To not included; zero for no limit.
	From, To time.Time
	// Names narrows to these, where it is not nil.
	Names []string
}

// Changed is what of a collection is another than when somebody last asked.
type Changed[T any] struct {
	Objects []T
	Gone    []string // names of what is not there any more
	// Token is what to ask with the next time; More tells that there is more to be had with it at once.
	Token string
	More  bool
}

// SafeName tells whether a UID can be part of an address as it is.
func SafeName(uid string) bool {
	if uid == "" || len(uid) > 200 || uid[0] == '.' {
		return false
	}
	return strings.IndexFunc(uid, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.@+=~", r)
	}) < 0
}

// Saying is the todo with what another program says of it; what no iCalendar text can say stays. A board's own status stays
// as long as it is as open or done as what is said.
func (t Todo) Saying(o Todo) Todo {
	said := t
	said.Title, said.Description, said.DueDate, said.DueTime, said.StartDate = o.Title, o.Description, o.DueDate, o.DueTime, o.StartDate
	said.Tags, said.ReminderAt, said.CompletedAt = o.Tags, o.ReminderAt, o.CompletedAt
	if o.Priority != "" {
		said.Priority = o.Priority
	}
	if o.Recurrence != t.Recurrence {
		said.Recurrence, said.RepeatFrom = o.Recurrence, cmpOr(t.RepeatFrom, RepeatFromDue)
	}
	if o.Recurrence == "" {
		said.RepeatFrom = ""
	}
	if o.Status != "" && o.Completed() != t.Completed() || t.ID == 0 {
		said.Status = cmpOr(o.Status, StatusTodo)
	}
	return said
}
