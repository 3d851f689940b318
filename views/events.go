package views

import (
	"context"
	"net/url"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// EventPath is the address of an event; on is the day of one time of a series, empty for a single event.
func EventPath(id int64, on domain.Date) string {
	if on == "" {
		return "/events/" + idText(id)
	}
	return "/events/" + idText(id) + "?on=" + string(on)
}

// OccurrencePath is the address of one time that something happens.
func OccurrencePath(o domain.Occurrence) string {
	if o.Dated != nil {
		return datedPath(*o.Dated)
	}
	if series := o.SeriesID(); series != 0 {
		return EventPath(series, o.Day)
	}
	return EventPath(o.Of.ID, "")
}

// EventRow is an event in a list.
type EventRow struct {
	Href, Title, Hue string
	// Time is when on its day, End what else there is to know of it.
	Time, End string
	Cancelled bool
	ID        int64 // of what is in the trash
	// Dated is set for what is no event but another date, Icon then shows which kind.
	Dated *domain.Dated
	Icon  string
}

// EventDay are the events of a day.
type EventDay struct {
	Day   domain.Date
	Today bool
	Rows  []EventRow
}

// eventHue is the event's colour, or its calendar's.
func eventHue(e domain.Event) string {
	for _, hue := range []string{e.Color, e.Calendar.Color} {
		if hue != "" && !e.Busy {
			return hue
		}
	}
	return "gray"
}

// EventClock is when an event is on its first day: "All day", or "09:30 to 10:00".
func EventClock(ctx context.Context, e domain.Event, from, to time.Time) string {
	switch {
	case e.AllDay:
		return ui.T(ctx, "All day")
	case from.Equal(to):
		return from.Format("15:04")
	case domain.DateOf(from) != domain.DateOf(to.Add(-time.Nanosecond)):
		return ui.T(ctx, "from %s", from.Format("15:04"))
	}
	return ui.T(ctx, "%s to %s", from.Format("15:04"), to.Format("15:04"))
}

// beginning is the first time of day in what EventClock said, in whatever language; what names none stays as it is.
func beginning(said string) string {
	const clock = "15:04"
	if at := strings.IndexByte(said, ':') - len("15"); at >= 0 && at+len(clock) <= len(said) {
		return said[at : at+len(clock)]
	}
	return said
}

// EventWhen is all of when an event is: "Thu 21 May, 11:00 to 12:00".
func EventWhen(ctx context.Context, e domain.Event, now time.Time) string {
	from, to := e.Span(now.Location())
	first, last := e.Days(now.Location())
	today := domain.DateOf(now)
	switch {
	case e.AllDay && first == last:
		return Day(ctx, first, today)
	case e.AllDay:
		return ui.T(ctx, "%s to %s", Day(ctx, first, today), Day(ctx, last, today))
	case first == last:
		return Day(ctx, first, today) + ", " + EventClock(ctx, e, from, to)
	}
	return ui.T(ctx, "%s, %s to %s, %s", Day(ctx, first, today), from.Format("15:04"), Day(ctx, domain.DateOf(to), today), to.Format("15:04"))
}

// eventRow is an event in a list of days.
func eventRow(ctx context.Context, e domain.Event, href string, now time.Time) EventRow {
	from, to := e.Span(now.Location())
	row := EventRow{Href: href, Title: e.Title, Hue: eventHue(e), Time: EventClock(ctx, e, from, to), Cancelled: e.Status == domain.EventCancelled, ID: e.ID}
	var more []string
	if first, last := e.Days(now.Location()); first != last {
		more = append(more, ui.T(ctx, "until %s", DayRange(ctx, last, last, domain.DateOf(now))))
	}
	if e.Location != "" {
		more = append(more, e.Location)
	}
	if n := len(e.Attendees); n > 0 {
		more = append(more, Plural(n, ui.T(ctx, "person"), ui.T(ctx, "people")))
	}
	if e.Status == domain.EventTentative {
		more = append(more, ui.T(ctx, "maybe"))
	}
	if row.Cancelled {
		more = append(more, ui.T(ctx, "cancelled"))
	}
	row.End = strings.Join(more, ", ")
	return row
}

// DaysOfOccurrences puts what happens under the days on which it begins, or the first day that is shown.
func DaysOfOccurrences(ctx context.Context, list []domain.Occurrence, first domain.Date, now time.Time) []EventDay {
	var days []EventDay
	for _, o := range list {
		day := max(domain.DateOf(o.From), first)
		if len(days) == 0 || days[len(days)-1].Day != day {
			days = append(days, EventDay{Day: day, Today: day == domain.DateOf(now)})
		}
		last := &days[len(days)-1]
		last.Rows = append(last.Rows, occurrenceRow(ctx, o, now))
	}
	return days
}

// DaysOfEvents puts events under the days on which they began; a series that is over tells how it repeated.
func DaysOfEvents(ctx context.Context, list []domain.Event, now time.Time) []EventDay {
	var days []EventDay
	for _, e := range list {
		day, _ := e.Days(now.Location())
		if len(days) == 0 || days[len(days)-1].Day != day {
			days = append(days, EventDay{Day: day})
		}
		href := EventPath(e.ID, "")
		if e.SeriesID != 0 {
			href = EventPath(e.SeriesID, e.On)
		}
		row := eventRow(ctx, e, href, now)
		if e.Repeats() {
			row.End = strings.TrimPrefix(row.End+", "+ui.Inside(ctx, e.RuleWords(ui.Speaks(ctx))), ", ")
		}
		days[len(days)-1].Rows = append(days[len(days)-1].Rows, row)
	}
	return days
}

// word is how people call the day, and date which one it is.
func (d EventDay) word(ctx context.Context, now time.Time) (word, date string) {
	today := domain.DateOf(now)
	layout := "2 Jan"
	if d.Day.Time().Year() != today.Time().Year() {
		layout = "2 Jan 2006"
	}
	switch today.DaysUntil(d.Day) {
	case 0, 1, -1:
		return Day(ctx, d.Day, today), ui.Date(ctx, d.Day.Time(), "Mon "+layout)
	}
	return ui.Date(ctx, d.Day.Time(), "Mon"), ui.Date(ctx, d.Day.Time(), layout)
}

// Lists of a project's events.
const (
	EventsPast  = "past"
	EventsTrash = "trash"
)

// ProjectEventsPage are the events that are linked to a project.
type ProjectEventsPage struct {
	Project int64
	// Show is empty for what is to come, or EventsPast or EventsTrash.
	Show string
	Days []EventDay
	// After is where a page that is not the first begins, Next where the one after it does; empty on the last.
	After, Next string
	MayAdd      bool
	Now         time.Time
}

// ProjectEventsPath is the address of a list of a project's events.
func ProjectEventsPath(project int64, show, after string) string {
	q := url.Values{"view": {ProjectEvents}}
	if show != "" {
		q.Set("show", show)
	}
	if after != "" {
		q.Set("after", after)
	}
	return ProjectPath(project) + "?" + q.Encode()
}

func (p ProjectEventsPage) shows(ctx context.Context) []ui.Place {
	var places []ui.Place
	for _, one := range []ui.Option{{Value: "", Text: ui.T(ctx, "Upcoming")}, {Value: EventsPast, Text: ui.T(ctx, "Past")}, {Value: EventsTrash, Text: ui.T(ctx, "Trash")}} {
		places = append(places, ui.Place{Text: one.Text, Href: ui.To(ctx, ProjectEventsPath(p.Project, one.Value, "")), Current: one.Value == p.Show})
	}
	return places
}

func (p ProjectEventsPage) newPath() string { return "/events/new?project=" + idText(p.Project) }

func (p ProjectEventsPage) emptiness(ctx context.Context) emptiness {
	upcoming := ProjectEventsPath(p.Project, "", "")
	switch {
	case p.Show == EventsTrash:
		return emptiness{drawing: "find", title: ui.T(ctx, "The trash is empty"), text: ui.T(ctx, "What you delete stays here for 30 days.")}
	case p.After != "":
		return emptiness{drawing: "find", title: ui.T(ctx, "No more events"), text: ui.T(ctx, "That was all."), step: ui.ButtonProps{Text: ui.T(ctx, "Back to the first")}, href: ProjectEventsPath(p.Project, p.Show, "")}
	case p.Show == EventsPast:
		return emptiness{drawing: "find", title: ui.T(ctx, "Nothing is over"), text: ui.T(ctx, "Events of this project show here when they are over."), step: ui.ButtonProps{Text: ui.T(ctx, "See what is to come")}, href: upcoming}
	case !p.MayAdd:
		return emptiness{drawing: "todo", title: ui.T(ctx, "Nothing ahead"), text: ui.T(ctx, "Events of this project in calendars that you see show here.")}
	}
	return emptiness{drawing: "todo", title: ui.T(ctx, "Nothing ahead"), text: ui.T(ctx, "Add the next meeting, workshop or deadline. Whoever sees its calendar and this project sees it here."),
		step: ui.ButtonProps{Text: ui.T(ctx, "New event"), Icon: "plus"}, href: p.newPath()}
}
