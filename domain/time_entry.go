package domain

import (
	"encoding/json"
	"math/bits"
	"time"
)

// TimerForgotten is from how long on a running timer looks as if somebody forgot to stop it.
const TimerForgotten = 12 * time.Hour

// AmountMax is the most that one time entry can come to, in minor units, so that sums of millions of them stay numbers.
const AmountMax = 1_000_000_000_000

// TimeEntry is a stretch of work of one person. Zero values mean none.
type TimeEntry struct {
	ID int64
	// TodoID and ProjectID are what it was worked on: 0 for none, and for what is out of the sight of who asked.
	TodoID    int64
	ProjectID int64
	// Title is the todo's, kept where that is gone for good; empty where it is out of sight.
	Title     string
	UserID    string
	Day       Date      // of the worker's zone
	StartedAt time.Time // zero for what was written by hand
	Minutes   int       // 0 while the timer runs
	Running   bool
	Billable  bool
	Note      string
	// HourlyRate is the one of the day it was written, Amount what the entry comes to. Both are empty unless Priced.
	HourlyRate *int64
	Amount     Money
	// Priced tells whether the person who asked may know what the work costs.
	Priced    bool
	CreatedAt time.Time
	UpdatedAt time.Time
	DeletedAt time.Time

	// Read with it, not stored in it.
	Project ProjectRef
	Person  Person
	Binned  bool // its todo is in the trash
	// Access: CanEdit for the whole entry.
	Access Access
}

// Version changes whenever anything of the entry does that the person who asked can see. What they can't see is not
// in it, since whoever knows the rest could guess it from there.
func (e TimeEntry) Version() string {
	return fingerprint(e.ID, e.TodoID, e.ProjectID, e.Title, e.UserID, e.Day, e.StartedAt.UnixMilli(), e.Minutes, e.Running, e.Billable, e.Note,
		e.HourlyRate, e.Amount, e.UpdatedAt.UnixMilli(), e.DeletedAt.UnixMilli())
}

// MinutesAt is how long the entry is at a moment: a running timer counts on.
func (e TimeEntry) MinutesAt(now time.Time) int {
	if e.Running {
		return MinutesBetween(e.StartedAt, now)
	}
	return e.Minutes
}

// Forgotten tells whether the timer runs for so long that its minutes want a look before they count.
func (e TimeEntry) Forgotten(now time.Time) bool {
	return e.Running && now.Sub(e.StartedAt) > TimerForgotten
}

// MinutesBetween are the real minutes between two moments, whatever clocks on walls did meanwhile: the nearest whole
// number, at least one and at most MinutesMax.
func MinutesBetween(start, end time.Time) int {
	took := min(end.Sub(start), MinutesMax*time.Minute)
	return int(min(max((took+30*time.Second)/time.Minute, 1), MinutesMax))
}

// AmountFor is what minutes of work come to at a rate by the hour, rounded half up to minor units. ok is false for more
// than AmountMax.
func AmountFor(rate int64, minutes int) (minor int64, ok bool) {
	if rate < 0 || minutes < 0 {
		return 0, false
	}
	high, low := bits.Mul64(uint64(rate), uint64(minutes))
	low, carry := bits.Add64(low, 30, 0)
	if high += carry; high >= 60 {
		return 0, false
	}
	amount, _ := bits.Div64(high, low, 60)
	if amount > AmountMax {
		return 0, false
	}
	return int64(amount), true
}

// TimeInput is a time entry as typed.
type TimeInput struct {
	Minutes  *int    `json:"minutes,omitempty" minimum:"1" maximum:"525600" doc:"How long it took; sent for a running timer, it stops with these" example:"90"`
	Date     *string `json:"date,omitempty" format:"date" doc:"The day of the work; today where a new entry has none" example:"2026-11-30"`
	Billable *bool   `json:"billable,omitempty" doc:"Left out in a new entry, it is as the project is billed"`
	Note     *string `json:"note,omitempty" maxLength:"1000"`
	UserID   *string `json:"user_id,omitempty" maxLength:"100" doc:"Who worked; only who manages the project names somebody else"`
	Reprice  *bool   `json:"reprice,omitempty" doc:"true counts it at the rate that holds now instead of the one it was written with"`
}

// TimeNoteMax is how long the note of a time entry may be, in characters.
const TimeNoteMax = 1000

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does.
func (in TimeInput) Merge(patch map[string]json.RawMessage) (TimeInput, error) {
	return MergeFields(in, patch, []string{"minutes", "date", "billable", "note", "user_id", "reprice"})
}

// Parse checks what was typed and returns the entry that it describes, on top of the row it changes. A new row has no id,
// and the day, the person and whether it is billable as they are where nothing is typed.
func (in TimeInput) Parse(row TimeEntry) (TimeEntry, error) {
	p := Problems{}
	switch {
	case in.Minutes != nil && (*in.Minutes < 1 || *in.Minutes > MinutesMax):
		p.Add("minutes", "Write between 1 minute and 365 days.")
	case in.Minutes != nil:
		row.Minutes, row.Running = *in.Minutes, false
	case !row.Running:
		p.Add("minutes", "Say how long it took, such as 90 or 1:30.")
	}
	if text := value(in.Date); text != "" {
		row.Day = parseDate(p, "date", text)
	}
	if in.Billable != nil {
		row.Billable = *in.Billable
	}
	row.Note = parseText(p, "note", value(in.Note), TimeNoteMax)
	if id := value(in.UserID); id != "" {
		row.UserID = parseText(p, "user_id", id, 100)
	}
	return row, p.Err()
}

// Input is what Parse would make the same entry from.
func (e TimeEntry) Input() TimeInput {
	day := string(e.Day)
	in := TimeInput{Date: &day, Billable: &e.Billable, Note: optional(e.Note), UserID: optional(e.UserID)}
	if !e.Running {
		in.Minutes = &e.Minutes
	}
	return in
}

// PersonRate is what a person's hour costs in one project, where that differs from the project's own rate.
type PersonRate struct {
	Person     Person
	HourlyRate *int64
}
