package views

import (
	"context"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// CalendarPage is the calendar in one of its views.
type CalendarPage struct {
	At        CalendarAt
	Now       time.Time
	WeekStart time.Weekday
	Calendars []domain.CalendarRef
	// Choices are what of it the person keeps out of their sight.
	Choices domain.CalendarChoices
	// WorkStart and WorkEnd are the person's working day; Numbers tells whether weeks have theirs.
	WorkStart, WorkEnd domain.Clock
	Numbers            bool
	// Occurrences are what happens in the view and in its month, the earliest first, with what is due among it.
	Occurrences []domain.Occurrence
}

func (p CalendarPage) today() domain.Date { return domain.DateOf(p.Now) }

// Title says which days are shown.
func (p CalendarPage) Title() string {
	from, to := p.At.Days(p.WeekStart)
	switch p.At.View {
	case CalendarDay:
		return p.At.Date.Time().Format("Monday 2 January 2006")
	case CalendarWeek:
		_, week := from.AddDays(int(time.Thursday-p.WeekStart+7) % 7).Time().ISOWeek()
		return DayRange(from, to.AddDays(-1), p.At.Date) + ", week " + strconv.Itoa(week)
	case CalendarAgenda:
		return "Agenda"
	}
	return p.At.Date.Time().Format("January 2006")
}

func (p CalendarPage) views(ctx context.Context) []ui.Place {
	var places []ui.Place
	for _, one := range []ui.Option{{Value: CalendarDay, Text: "Day"}, {Value: CalendarWeek, Text: "Week"}, {Value: CalendarMonth, Text: "Month"}, {Value: CalendarAgenda, Text: "Agenda"}} {
		places = append(places, ui.Place{Text: one.Text, Href: ui.To(ctx, p.At.In(one.Value).Path()), Current: one.Value == p.At.View})
	}
	return places
}

func (p CalendarPage) newPath() string {
	if p.At.Date == p.today() {
		return "/events/new"
	}
	return "/events/new?date=" + string(p.At.Date)
}

// weekdayNames are short ones, from the one that weeks begin with.
func (p CalendarPage) weekdayNames() []time.Weekday {
	names := make([]time.Weekday, 7)
	for i := range names {
		names[i] = (p.WeekStart + time.Weekday(i)) % 7
	}
	return names
}

// calendarEvent is one time of an event in a cell of the calendar.
type calendarEvent struct {
	Href, Title, Hue string
	// Clock is when it begins; empty for what takes the whole day.
	Clock            string
	Maybe, Cancelled bool
	// Dated is set for what is no event but another date, Icon then shows which kind.
	Dated *domain.Dated
	Icon  string
}

// struck tells whether it is over before its time: cancelled, or done.
func (e calendarEvent) struck() bool { return e.Cancelled || e.Dated != nil && e.Dated.Done }

func calendarEventOf(o domain.Occurrence, day domain.Date) calendarEvent {
	e := calendarEvent{Href: OccurrencePath(o), Title: o.Of.Title, Hue: eventHue(*o.Of), Maybe: o.Of.Status == domain.EventTentative, Cancelled: o.Of.Status == domain.EventCancelled}
	if o.Dated != nil {
		e.Dated, e.Hue, e.Icon = o.Dated, datedHue(*o.Dated), datedIcon(*o.Dated)
		e.Title = datedTitle(*o.Dated)
	}
	if !o.Of.AllDay && domain.DateOf(o.From) == day {
		e.Clock = o.From.Format("15:04")
	}
	return e
}

// onDay are what happens on a day: first what takes all of it or goes on from before, then by time.
func (p CalendarPage) onDay(day domain.Date) []calendarEvent {
	var whole, timed []calendarEvent
	for _, o := range p.Occurrences {
		if first, last := o.Days(); first > day || last < day {
			continue
		}
		if e := calendarEventOf(o, day); e.Clock == "" {
			whole = append(whole, e)
		} else {
			timed = append(timed, e)
		}
	}
	return append(whole, timed...)
}

// monthDay is a cell of a month.
type monthDay struct {
	Day    domain.Date
	Out    bool // of another month
	Today  bool
	Events []calendarEvent
	More   int // that there is no room for
}

// monthRoom is how many events a cell has room for.
const monthRoom = 3

func (p CalendarPage) month() []monthDay {
	var days []monthDay
	from, to := monthGrid(p.At.Date, p.WeekStart)
	for day := from; day < to; day = day.AddDays(1) {
		cell := monthDay{Day: day, Out: day[:7] != p.At.Date[:7], Today: day == p.today(), Events: p.onDay(day)}
		if len(cell.Events) > monthRoom+1 {
			cell.More = len(cell.Events) - monthRoom
			cell.Events = cell.Events[:monthRoom]
		}
		days = append(days, cell)
	}
	return days
}

// number is what stands in the corner of a cell: the first of a month says which.
func (d monthDay) number() string {
	if d.Day.Time().Day() == 1 {
		return d.Day.Time().Format("2 Jan")
	}
	return strconv.Itoa(d.Day.Time().Day())
}

// weeks are the days of the small month, by week.
func (p CalendarPage) weeks() [][]monthDay {
	days := p.month()
	var weeks [][]monthDay
	for len(days) > 0 {
		weeks = append(weeks, days[:7])
		days = days[7:]
	}
	return weeks
}

// agendaDays are the days of the agenda on which something happens.
func (p CalendarPage) agendaDays() []EventDay {
	from, to := p.At.Days(p.WeekStart)
	var list []domain.Occurrence
	for _, o := range p.Occurrences {
		if first, last := o.Days(); last >= from && first < to {
			list = append(list, o)
		}
	}
	return DaysOfOccurrences(list, from, p.Now)
}

// dayAgenda is the day itself, as a list.
func (p CalendarPage) dayAgenda() []EventDay {
	day := EventDay{Day: p.At.Date, Today: p.At.Date == p.today()}
	for _, o := range p.Occurrences {
		if first, last := o.Days(); first <= p.At.Date && last >= p.At.Date {
			day.Rows = append(day.Rows, occurrenceRow(o, p.Now))
		}
	}
	if len(day.Rows) == 0 {
		return nil
	}
	return []EventDay{day}
}

func (p CalendarPage) emptiness() emptiness {
	return emptiness{drawing: "todo", title: "Nothing planned", text: "No event is in these " + strconv.Itoa(agendaDays) + " days.", step: ui.ButtonProps{Text: "New event", Icon: "plus"}, href: p.newPath()}
}

// calendarHue is a calendar's colour; gray for none.
func calendarHue(c domain.CalendarRef) string {
	if c.Color == "" {
		return "gray"
	}
	return c.Color
}
