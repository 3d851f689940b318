package domain

import (
	"cmp"
	"slices"
	"time"
)

// Kinds of what stands in the calendar beside events, by the day that it is due, begins or ends.
const (
	DatedTodos     = "todos"
	DatedProjects  = "projects"
	DatedDecisions = "decisions"
	DatedNotes     = "notes"
)

// DatedKinds are all of them, in the order that they are named in.
func DatedKinds() []string { return []string{DatedTodos, DatedProjects, DatedDecisions, DatedNotes} }

// Dated is something else than an event that has a day in the calendar.
type Dated struct {
	Kind  string // one of DatedKinds
	ID    int64
	Title string
	Day   Date
	// At is the time of a todo that has one; empty for the day.
	At Clock
	// Begins is true for the first day of a project, which also has a last one.
	Begins bool
	// Done: a todo that is completed, a project that is, a decision that is not open any more.
	Done bool
	// CanTick tells whether the person who asked may complete the todo and open it again.
	CanTick bool
	// Color is a project's own; Project is the one that a todo is in, as far as the person who asked sees it.
	Color   string
	Project ProjectRef
}

// Compare puts the earlier first, of a day what has no time.
func (d Dated) Compare(other Dated) int {
	return cmp.Or(cmp.Compare(d.Day, other.Day), cmp.Compare(d.At, other.At),
		cmp.Compare(slices.Index(DatedKinds(), d.Kind), slices.Index(DatedKinds(), other.Kind)), cmp.Compare(d.ID, other.ID))
}

// Occurrence is the date among the times of events, for somebody in a zone: what has a time begins and ends at it.
func (d Dated) Occurrence(loc *time.Location) Occurrence {
	day := d.Day.Time()
	e := Event{Title: d.Title, AllDay: true, Start: day, End: day, Project: d.Project}
	if at, err := time.Parse("15:04", string(d.At)); err == nil {
		day = day.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
		e.AllDay, e.TimeZone, e.Start, e.End = false, Floating, day, day
	}
	from, to := e.Span(loc)
	return Occurrence{Of: &e, From: from, To: to, Dated: &d, start: e.Start, end: e.End}
}

// WithDates puts other dates among the times of events, the earliest first; of what begins together events come first.
func WithDates(found []Occurrence, dates []Dated, loc *time.Location) []Occurrence {
	for _, d := range dates {
		found = append(found, d.Occurrence(loc))
	}
	slices.SortStableFunc(found, func(a, b Occurrence) int {
		if byTime := a.From.Compare(b.From); byTime != 0 || a.Of.AllDay == b.Of.AllDay {
			return byTime
		}
		if a.Of.AllDay {
			return -1
		}
		return 1
	})
	return found
}

// CalendarChoices are what somebody keeps out of their sight in the calendar: of others' calendars nobody else notices.
type CalendarChoices struct {
	HiddenCalendars []int64
	HiddenDates     []string // of DatedKinds
}

// Shows tells whether a calendar is shown.
func (c CalendarChoices) Shows(calendar int64) bool {
	return !slices.Contains(c.HiddenCalendars, calendar)
}

// ShowsDates tells whether a kind of other dates is shown.
func (c CalendarChoices) ShowsDates(kind string) bool { return !slices.Contains(c.HiddenDates, kind) }

// Dates are the kinds of other dates that are shown.
func (c CalendarChoices) Dates() []string {
	return slices.DeleteFunc(DatedKinds(), func(kind string) bool { return !c.ShowsDates(kind) })
}

// Show shows a calendar, or hides it.
func (c *CalendarChoices) Show(calendar int64, shown bool) {
	c.HiddenCalendars = switched(c.HiddenCalendars, calendar, shown)
}

// ShowDates shows a kind of other dates, or hides it.
func (c *CalendarChoices) ShowDates(kind string, shown bool) {
	c.HiddenDates = switched(c.HiddenDates, kind, shown)
}

func switched[T cmp.Ordered](hidden []T, one T, shown bool) []T {
	hidden = slices.DeleteFunc(slices.Clone(hidden), func(other T) bool { return other == one })
	if !shown {
		hidden = append(hidden, one)
	}
	slices.Sort(hidden)
	return hidden
}

// Version changes whenever the choices do.
func (c CalendarChoices) Version() string { return fingerprint(c.HiddenCalendars, c.HiddenDates) }

// CalendarChoicesInput are the choices as they are sent.
type CalendarChoicesInput struct {
	HiddenCalendarIDs []int64  `json:"hidden_calendar_ids,omitempty" maxItems:"200" doc:"Calendars that you see and that your views leave out"`
	HiddenDates       []string `json:"hidden_dates,omitempty" maxItems:"4" doc:"What else than events your views leave out: todos, projects, decisions, notes"`
}

// Input is what Parse would make the same choices from.
func (c CalendarChoices) Input() CalendarChoicesInput {
	return CalendarChoicesInput{HiddenCalendarIDs: c.HiddenCalendars, HiddenDates: c.HiddenDates}
}

// Parse checks the choices; which calendars there are is another question.
func (in CalendarChoicesInput) Parse() (CalendarChoices, error) {
	p, out := Problems{}, CalendarChoices{}
	for _, id := range in.HiddenCalendarIDs {
		out.Show(id, false)
	}
	for _, kind := range in.HiddenDates {
		parseChoice(p, "hidden_dates", kind, "", DatedKinds()...)
		out.ShowDates(kind, false)
	}
	return out, p.Err()
}
