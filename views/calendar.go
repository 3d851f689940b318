package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/views/ui"
)

// clockAt is what the scripts tell the time from: the moment, and the zone of who looks.
func (p CalendarPage) clockAt() templ.Attributes {
	zone := p.Now.Location().String()
	return templ.Attributes{"data-now": strconv.FormatInt(p.Now.UnixMilli(), 10), "data-zone": zone, "data-at": strings.TrimPrefix(p.At.Path(), "/calendar?")}
}

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
func (p CalendarPage) Title() string { return p.days() + p.more() }

// more is the part of the title for which there is not always room: the number of the week, the year of a day.
func (p CalendarPage) more() string {
	from, _ := p.At.Days(p.WeekStart)
	switch p.At.View {
	case CalendarDay:
		return p.At.Date.Time().Format(" 2006")
	case CalendarWeek:
		return ", week " + strconv.Itoa(p.weekNumber(from))
	}
	return ""
}

// days are those that are shown, in the words of the title.
func (p CalendarPage) days() string {
	from, to := p.At.Days(p.WeekStart)
	switch p.At.View {
	case CalendarDay:
		return p.At.Date.Time().Format("Monday 2 January")
	case CalendarWeek:
		return DayRange(from, to.AddDays(-1), p.At.Date)
	case CalendarAgenda:
		return "Agenda"
	}
	return p.At.Date.Time().Format("January 2006")
}

func (p CalendarPage) views(ctx context.Context) []ui.Place {
	var places []ui.Place
	for _, one := range []ui.Option{{Value: CalendarDay, Text: "Day"}, {Value: CalendarWeek, Text: "Week"}, {Value: CalendarMonth, Text: "Month"}, {Value: CalendarAgenda, Text: "Agenda"}} {
		places = append(places, ui.Place{Text: one.Text, Href: ui.To(ctx, p.At.In(one.Value).Path()), Current: one.Value == p.At.View, Attrs: templ.Attributes{"data-view": one.Value}})
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

// viewName is what the view is called.
func (p CalendarPage) viewName() string { return strings.ToUpper(p.At.View[:1]) + p.At.View[1:] }

// newEventAttrs: with scripts a little form opens first.
func newEventAttrs() templ.Attributes {
	return templ.Attributes{"data-new": true, "data-key": "n"}
}
