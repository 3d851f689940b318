package views

import (
	"net/url"
	"slices"
	"time"

	"mddash/domain"
)

// Views of the calendar.
const (
	CalendarDay    = "day"
	CalendarWeek   = "week"
	CalendarMonth  = "month"
	CalendarAgenda = "agenda"
)

// CalendarAt is a place in the calendar: a view, and a day in it. It stands in the address.
type CalendarAt struct {
	View string
	Date domain.Date
}

// CalendarAtQuery reads a place out of an address. What means nothing is left out, so that every address leads somewhere.
func CalendarAtQuery(q url.Values, today domain.Date) CalendarAt {
	at := CalendarAt{View: q.Get("view"), Date: today}
	if !slices.Contains([]string{CalendarDay, CalendarWeek, CalendarAgenda}, at.View) {
		at.View = CalendarMonth
	}
	if day, ok := domain.ParseDate(q.Get("date")); ok && day > "0001-02-01" && day < "9999-11-01" {
		at.Date = day
	}
	return at
}

// Path is the address of the place.
func (at CalendarAt) Path() string {
	return "/calendar?" + url.Values{"view": {at.View}, "date": {string(at.Date)}}.Encode()
}

// In is the same day in another view.
func (at CalendarAt) In(view string) CalendarAt {
	at.View = view
	return at
}

// On is another day in the same view.
func (at CalendarAt) On(day domain.Date) CalendarAt {
	at.Date = day
	return at
}

// morePath is where everything of a day is: on the day itself, else in the agenda.
func (at CalendarAt) morePath(day domain.Date) string {
	if at.View == CalendarDay {
		return at.In(CalendarAgenda).On(day).Path()
	}
	return at.In(CalendarDay).On(day).Path()
}

// agendaDays is how many days an agenda is long.
const agendaDays = 30

// Step is the place before or after.
func (at CalendarAt) Step(by int) CalendarAt {
	switch at.View {
	case CalendarDay:
		return at.On(at.Date.AddDays(by))
	case CalendarWeek:
		return at.On(at.Date.AddDays(7 * by))
	case CalendarAgenda:
		return at.On(at.Date.AddDays(agendaDays * by))
	}
	first := at.Date.Time().AddDate(0, 0, 1-at.Date.Time().Day())
	return at.On(domain.DateOf(first.AddDate(0, by, 0)))
}

// Days are the first day that is shown and the one after the last; weeks begin on a weekday.
func (at CalendarAt) Days(weekStart time.Weekday) (from, to domain.Date) {
	switch at.View {
	case CalendarDay:
		return at.Date, at.Date.AddDays(1)
	case CalendarWeek:
		from = weekOf(at.Date, weekStart)
		return from, from.AddDays(7)
	case CalendarAgenda:
		return at.Date, at.Date.AddDays(agendaDays)
	}
	return monthGrid(at.Date, weekStart)
}

// weekOf is the first day of the week that a day is in.
func weekOf(day domain.Date, weekStart time.Weekday) domain.Date {
	return day.AddDays(-int(day.Weekday()-weekStart+7) % 7)
}

// monthGrid are the whole weeks that the month of a day is in.
func monthGrid(day domain.Date, weekStart time.Weekday) (from, to domain.Date) {
	first := day.AddDays(1 - day.Time().Day())
	next := domain.DateOf(first.Time().AddDate(0, 1, 0))
	from = weekOf(first, weekStart)
	return from, weekOf(next.AddDays(6), weekStart)
}
