package domain

import "time"

// Statuses of an event. Others that another program wrote are kept.
const (
	EventTentative = "tentative"
	EventConfirmed = "confirmed"
	EventCancelled = "cancelled"
)

// Privacy of an event within its calendar: whoever sees that sees a public event; of a private one only its owner sees
// more than that the time is taken, and a confidential one nobody else sees at all. A privacy that we don't know counts
// as private.
const (
	PrivacyPublic       = "public"
	PrivacyPrivate      = "private"
	PrivacyConfidential = "confidential"
)

// Floating stands in the place of a zone for what happens at a time of day wherever somebody is.
const Floating = "floating"

// BusyTitle is all that others learn of a private event.
const BusyTitle = "Busy"

// Event is something that happens at a time. Zero values mean none.
//
// Rights come from its calendar alone. A project that it is linked to shows it only to those who see it in its calendar,
// and whoever sees it there learns of the project only if they see that too; linking needs the right to change both.
type Event struct {
	ID         int64
	CalendarID int64
	ProjectID  int64 // 0 too where the person who asked does not see the project
	UID        string
	Title      string
	// Start and End are instants; of an all-day event the midnights in UTC of its first and of its last day, of a
	// floating one the clock's times as if they were UTC.
	Start, End  time.Time
	AllDay      bool
	TimeZone    string // an IANA name or Floating; empty for all-day
	Description string // Markdown
	Location    string
	URL         string
	Organizer   string
	Attendees   []string // names or addresses
	Status      string
	Privacy     string
	// Recurrence is an RFC 5545 RRULE without the "RRULE:", in civil dates. Except are the days of the series that
	// are left out.
	Recurrence string
	Except     []Date
	// Extra are times of the series that its rule does not give, kept as Start is; at most one is on a day.
	Extra     []time.Time
	Reminders []int       // minutes before the start
	RemindAt  []time.Time // reminders at a moment
	Color     string
	// SeriesID and On are set for what one occurrence of a series became: On is the day that the rule gave it. Where it
	// holds for all that follow, too, Following is set: they are as much later or earlier, and as long.
	SeriesID  int64
	On        Date
	Following bool
	// Kept is the iCalendar text that the event came in, for what of it has no place here. Only who asks for objects
	// gets it.
	Kept      string
	OwnerID   string // who made it; empty: another program
	CreatedAt time.Time
	UpdatedAt time.Time
	DeletedAt time.Time

	// Read with it, not stored in it.
	Busy     bool // the person who asked may know the time and nothing else
	Calendar CalendarRef
	Project  ProjectRef // the zero ProjectRef for none
	Answers  []Guest    // of those who answered whether they come; only who asks for objects gets them
	Access   Access
}

// Repeats tells whether the event is a series.
func (e *Event) Repeats() bool { return e.Recurrence != "" }

// Floats tells whether the event is at a time of day wherever somebody is.
func (e *Event) Floats() bool { return e.TimeZone == Floating }

// zone is the event's clock: UTC for what has none, which is how its times are kept.
func (e *Event) zone() *time.Location {
	if e.AllDay || e.Floats() || e.TimeZone == "" {
		return time.UTC
	}
	if loc, err := time.LoadLocation(e.TimeZone); err == nil {
		return loc
	}
	return time.UTC
}

// Zone is the event's clock; UTC for what has none, which is how its times are kept.
func (e Event) Zone() *time.Location { return e.zone() }

// StartDate is the day that the event begins on, by its own clock.
func (e Event) StartDate() Date { return DateOf(e.Start.In(e.zone())) }

// Span is when the event is for somebody in a zone; of an all-day one from the first day's midnight there to the one
// after the last.
func (e Event) Span(loc *time.Location) (from, to time.Time) { return e.spanOf(e.Start, e.End, loc) }

func (e *Event) spanOf(start, end time.Time, loc *time.Location) (from, to time.Time) {
	switch {
	case e.AllDay:
		return Civil(start, loc), Civil(end.AddDate(0, 0, 1), loc)
	case e.Floats():
		return Civil(start, loc), Civil(end, loc)
	}
	return start.In(loc), end.In(loc)
}

// Days are the first and the last day that the event is on for somebody in a zone. What ends at midnight is not on the
// day that begins then.
func (e Event) Days(loc *time.Location) (first, last Date) {
	if e.AllDay {
		return DateOf(e.Start), DateOf(e.End)
	}
	from, to := e.Span(loc)
	if to.After(from) {
		to = to.Add(-time.Nanosecond)
	}
	return DateOf(from), DateOf(to)
}

// Masked is the event as those see it who may know the time and nothing else.
func (e Event) Masked() Event {
	return Event{
		ID: e.ID, CalendarID: e.CalendarID, Title: BusyTitle, Start: e.Start, End: e.End, AllDay: e.AllDay, TimeZone: e.TimeZone,
		Status: EventConfirmed, Privacy: PrivacyPrivate, Recurrence: e.Recurrence, Except: e.Except, Extra: e.Extra, SeriesID: e.SeriesID, On: e.On,
		Following: e.Following,
		CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt, DeletedAt: e.DeletedAt, Busy: true, Calendar: e.Calendar,
	}
}

// Hidden tells whether the event's privacy keeps something from those who see its calendar.
func (e Event) Hidden() bool { return e.Privacy != PrivacyPublic }

// Version changes whenever anything of the event does that the person who asked sees.
func (e Event) Version() string {
	return fingerprint(e.ID, e.CalendarID, e.ProjectID, e.UID, e.Title, e.Start.Unix(), e.End.Unix(), e.AllDay, e.TimeZone, e.Description, e.Location,
		e.URL, e.Organizer, e.Attendees, e.Status, e.Privacy, e.Recurrence, e.Except, e.Extra, e.Reminders, e.RemindAt, e.Color, e.SeriesID, e.On, e.Following, e.OwnerID,
		e.UpdatedAt.UnixMilli(), e.DeletedAt.UnixMilli())
}

// TimesVersion changes whenever the event's times do, and whenever it is saved.
func (e Event) TimesVersion() string {
	return fingerprint(e.ID, e.CalendarID, e.Start.Unix(), e.End.Unix(), e.AllDay, e.TimeZone, e.Recurrence, e.Except, e.SeriesID, e.On, e.UpdatedAt.UnixMilli())
}

// EventFilter says which events, in which order, and where to go on. The zero filter is everything that the caller sees
// and that is not in the trash, the earliest first. What an occurrence of a series became is listed like an event.
type EventFilter struct {
	// From and To narrow to what is in that time, To not included; zero for no limit. A series is in it from its first
	// time to its last.
	From, To time.Time
	// Ended narrows to what was over at that moment.
	Ended      time.Time
	CalendarID int64
	// Hidden are calendars that are left out.
	Hidden []int64
	// ProjectID and NoProject narrow to what is linked to a project, or to none. What the caller sees only as busy is
	// in no such list, nor in one that narrows by Status or Query.
	ProjectID int64
	NoProject bool
	Status    string
	Query     string
	Trashed   bool

	Sort   string // start, created_at or updated_at; - before it for descending
	Limit  int
	Cursor string // opaque, from EventPage.Next
}

// SortStarts is the order in which events happen.
const SortStarts = "start"

// EventPage is one page of a list. Next is empty on the last one.
type EventPage struct {
	Items []Event
	Total int
	Next  string
}
