package web

import (
	"net/http"
	"slices"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// ShowCalendar is the calendar in one of its views.
func (s *Site) ShowCalendar(v *visit.Visit) error {
	page := views.CalendarPage{At: views.CalendarAtQuery(v.QueryParams(), v.Today()), Now: local(v), WeekStart: time.Weekday(v.User.WeekStart)}
	var err error
	if page.Calendars, err = v.Scope.CalendarRefs(v.Ctx()); err != nil {
		return err
	}
	from, to := page.At.Days(page.WeekStart)
	// The small month beside it shows on which days something is.
	first, last := page.At.In(views.CalendarMonth).Days(page.WeekStart)
	begin, end := midnight(min(from, first), v), midnight(max(to, last), v)
	events, err := v.Scope.EventsBetween(v.Ctx(), domain.EventFilter{}, begin, end)
	if err != nil {
		return err
	}
	events = slices.DeleteFunc(events, func(e domain.Event) bool { return e.CalendarID != 0 && !page.At.Shows(e.CalendarID) })
	if page.Occurrences, err = domain.Occurrences(events, begin, end, v.User.Location()); err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Calendar(page))
}

func midnight(day domain.Date, v *visit.Visit) time.Time {
	t := day.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, v.User.Location())
}
