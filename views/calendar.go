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
func (p CalendarPage) Title(ctx context.Context) string { return p.days(ctx) + p.more(ctx) }

// more is the part of the title for which there is not always room: the number of the week, the year of a day.
func (p CalendarPage) more(ctx context.Context) string {
	from, _ := p.At.Days(p.WeekStart)
	switch p.At.View {
	case CalendarDay:
		return p.At.Date.Time().Format(" 2006")
	case CalendarWeek:
		return ui.T(ctx, ", week %s", strconv.Itoa(p.weekNumber(from)))
	}
	return ""
}

// days are those that are shown, in the words of the title.
func (p CalendarPage) days(ctx context.Context) string {
	from, to := p.At.Days(p.WeekStart)
	switch p.At.View {
	case CalendarDay:
		return ui.Date(ctx, p.At.Date.Time(), "Monday 2 January")
	case CalendarWeek:
		return DayRange(ctx, from, to.AddDays(-1), p.At.Date)
	case CalendarAgenda:
		return ui.T(ctx, "Agenda")
	}
	return ui.Date(ctx, p.At.Date.Time(), "January 2006")
}

func (p CalendarPage) views(ctx context.Context) []ui.Place {
	var places []ui.Place
	for _, view := range []string{CalendarDay, CalendarWeek, CalendarMonth, CalendarAgenda} {
		places = append(places, ui.Place{Text: calendarViewName(ctx, view), Href: ui.To(ctx, p.At.In(view).Path()), Current: view == p.At.View, Attrs: templ.Attributes{"data-view": view}})
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
func (p CalendarPage) agendaDays(ctx context.Context) []EventDay {
	from, to := p.At.Days(p.WeekStart)
	var list []domain.Occurrence
	for _, o := range p.Occurrences {
		if first, last := o.Days(); last >= from && first < to {
			list = append(list, o)
		}
	}
	return DaysOfOccurrences(ctx, list, from, p.Now)
}

// dayAgenda is the day itself, as a list.
func (p CalendarPage) dayAgenda(ctx context.Context) []EventDay {
	day := EventDay{Day: p.At.Date, Today: p.At.Date == p.today()}
	for _, o := range p.Occurrences {
		if first, last := o.Days(); first <= p.At.Date && last >= p.At.Date {
			day.Rows = append(day.Rows, occurrenceRow(ctx, o, p.Now))
		}
	}
	if len(day.Rows) == 0 {
		return nil
	}
	return []EventDay{day}
}

func (p CalendarPage) emptiness(ctx context.Context) emptiness {
	return emptiness{drawing: "todo", title: ui.T(ctx, "Nothing planned"), text: ui.T(ctx, "No event is in these %s days.", strconv.Itoa(agendaDays)), step: ui.ButtonProps{Text: ui.T(ctx, "New event"), Icon: "plus"}, href: p.newPath()}
}

// calendarHue is a calendar's colour; gray for none.
func calendarHue(c domain.CalendarRef) string {
	if c.Color == "" {
		return "gray"
	}
	return c.Color
}

// viewName is what the view is called.
func (p CalendarPage) viewName(ctx context.Context) string { return calendarViewName(ctx, p.At.View) }

func calendarViewName(ctx context.Context, view string) string {
	return map[string]string{CalendarDay: ui.T(ctx, "Day"), CalendarWeek: ui.T(ctx, "Week"), CalendarMonth: ui.T(ctx, "Month"), CalendarAgenda: ui.T(ctx, "Agenda")}[view]
}

// newEventAttrs: with scripts a little form opens first.
func newEventAttrs() templ.Attributes {
	return templ.Attributes{"data-new": true, "data-key": "n"}
}
