package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// ShowCalendar is the calendar in one of its views: on a phone the agenda, unless another one is asked for.
func (s *Site) ShowCalendar(v *visit.Visit) error {
	at := views.CalendarAtQuery(v.QueryParams(), v.Today())
	if !v.QueryParams().Has("view") && v.Phone() {
		at.View = views.CalendarAgenda
	}
	page, err := s.calendarPage(v, at)
	if err != nil {
		return err
	}
	if v.Partial() {
		v.KeepPage()
		return s.showPieces(v, http.StatusOK, views.CalendarPieces(page))
	}
	return s.show(v, http.StatusOK, views.Calendar(page))
}

// calendarPage reads what is shown at a place in the calendar.
func (s *Site) calendarPage(v *visit.Visit, at views.CalendarAt) (views.CalendarPage, error) {
	page := views.CalendarPage{
		At: at, Now: local(v), WeekStart: time.Weekday(v.User.WeekStart),
		WorkStart: v.User.WorkStart, WorkEnd: v.User.WorkEnd, Numbers: v.User.WeekNumbers,
	}
	var err error
	if page.Calendars, err = v.Scope.CalendarRefs(v.Ctx()); err != nil {
		return page, err
	}
	if page.Choices, err = v.Scope.CalendarChoices(v.Ctx()); err != nil {
		return page, err
	}
	from, to := page.At.Days(page.WeekStart)
	// The small month beside it shows on which days something is.
	first, last := page.At.In(views.CalendarMonth).Days(page.WeekStart)
	page.Occurrences, err = happening(v, page.Choices, min(from, first), max(to, last))
	return page, err
}

// happening is what the caller has in their calendar from one day to another, the second not included.
func happening(v *visit.Visit, choices domain.CalendarChoices, from, to domain.Date) ([]domain.Occurrence, error) {
	begin, end, loc := midnight(from, v), midnight(to, v), v.User.Location()
	events, err := v.Scope.EventsShown(v.Ctx(), choices.HiddenCalendars, begin, end)
	if err != nil {
		return nil, err
	}
	found, err := domain.Occurrences(events, begin, end, loc)
	if err != nil {
		return nil, err
	}
	dates, err := v.Scope.DatesBetween(v.Ctx(), choices.Dates(), from, to)
	return domain.WithDates(found, dates, loc), err
}

// ChooseCalendars keeps which calendars and which other dates are shown, of those that the form was about.
func (s *Site) ChooseCalendars(v *visit.Visit) error {
	form := v.Fields()
	_, err := v.Scope.ChooseCalendars(v.Ctx(), func(in domain.CalendarChoicesInput) (domain.CalendarChoicesInput, error) {
		choices, err := in.Parse()
		for _, text := range form["calendar"] {
			if id, bad := strconv.ParseInt(text, 10, 64); bad == nil {
				choices.Show(id, slices.Contains(form["show"], text))
			}
		}
		for _, kind := range form["kind"] {
			choices.ShowDates(kind, slices.Contains(form["show"], kind))
		}
		return choices.Input(), err
	}, "")
	if err != nil {
		return err
	}
	return v.To(views.CalendarAtQuery(form, v.Today()).Path())
}

// TickInCalendar completes a todo, or opens it again, and goes back to the calendar.
func (s *Site) TickInCalendar(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	done := v.Fields().Get("done") == "true"
	todo, err := v.Scope.CompleteTodo(v.Ctx(), id, done)
	if err != nil {
		return err
	}
	text := v.T("%s is open again", named(v, todo.Title))
	if done {
		text = v.T("%s completed%s", named(v, todo.Title), stillBlocked(v, todo))
	}
	v.Toast(text, v.Scope.Batch())
	return s.calendarChanged(v, views.CalendarAtQuery(v.Fields(), v.Today()).Path())
}

func midnight(day domain.Date, v *visit.Visit) time.Time {
	t := day.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, v.User.Location())
}
