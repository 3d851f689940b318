package web

import (
	"errors"
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowCalendars is the list of calendars, or of those in the trash.
func (s *Site) ShowCalendars(v *visit.Visit) error { return s.showCalendars(v, http.StatusOK, "") }

func (s *Site) showCalendars(v *visit.Visit, status int, message string) error {
	page := views.CalendarsPage{Trash: v.QueryParam("view") == "trash", Now: local(v), Message: message}
	var err error
	if page.Choices, err = v.Scope.CalendarChoices(v.Ctx()); err != nil {
		return err
	}
	for cursor, more := "", true; more; more = cursor != "" {
		list, err := v.Scope.Calendars(v.Ctx(), page.Trash, domain.SortName, calendarsAtOnce, cursor)
		if err != nil {
			return err
		}
		page.Items, cursor = append(page.Items, list.Items...), list.Next
	}
	return s.show(v, status, views.Calendars(page))
}

// calendarsAtOnce is how many calendars are read at once.
const calendarsAtOnce = 200

// ShowNewCalendar is the form of a new calendar.
func (s *Site) ShowNewCalendar(v *visit.Visit) error {
	fields := views.CalendarFields{Color: "teal", Visibility: domain.VisibilityPrivate}
	return s.show(v, http.StatusOK, views.CalendarEdit(views.CalendarForm{CalendarFields: fields}))
}

// AddCalendar makes a calendar of the caller's own.
func (s *Site) AddCalendar(v *visit.Visit) error {
	fields := views.TypedCalendar(v.Fields())
	calendar, err := v.Scope.AddCalendar(v.Ctx(), fields.Over(domain.CalendarInput{}))
	if message, problems, status, ok := said(v, err); err != nil && ok {
		return s.show(v, status, views.CalendarEdit(views.CalendarForm{CalendarFields: fields, Message: message, Errors: problems}))
	}
	if err != nil {
		return err
	}
	v.Toast(v.T("%s created", named(v, calendar.Name)), v.Scope.Batch())
	return v.To(views.CalendarsPath)
}

// EditCalendar is the form of a calendar.
func (s *Site) EditCalendar(v *visit.Visit) error {
	form, err := calendarForm(v)
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.CalendarEdit(form))
}

// calendarForm is the form filled from what is stored. Who may not change the calendar is Denied.
func calendarForm(v *visit.Visit) (views.CalendarForm, error) {
	id, err := v.ID("id")
	if err != nil {
		return views.CalendarForm{}, err
	}
	calendar, err := v.Scope.Calendar(v.Ctx(), id)
	if err == nil && !calendar.Access.CanManage() {
		err = domain.Fail(domain.Denied, "You can see this calendar, but not change it.")
	}
	return views.CalendarForm{CalendarFields: views.CalendarFieldsOf(calendar), Calendar: calendar, Version: calendar.Version()}, err
}

// SaveCalendar keeps what the form says. What somebody else saved in the meantime is not written over: the form comes
// back, and is about that from then on.
func (s *Site) SaveCalendar(v *visit.Visit) error {
	form, err := calendarForm(v)
	if err != nil {
		return err
	}
	opened := v.Fields().Get("version")
	form.CalendarFields = views.TypedCalendar(v.Fields())
	saved, err := v.Scope.UpdateCalendar(v.Ctx(), form.Calendar.ID, opened, func(in domain.CalendarInput) (domain.CalendarInput, error) {
		return form.Over(in), nil
	})
	if err != nil {
		message, problems, status, ok := said(v, err)
		if !ok {
			return err
		}
		if errors.Is(err, domain.ErrStale) {
			message = v.T("%s was changed since you opened it. Save again to put yours in its place.", named(v, form.Calendar.Name))
		} else {
			form.Version = opened
		}
		form.Message, form.Errors = message, ui.Errors(problems)
		return s.show(v, status, views.CalendarEdit(form))
	}
	if saved.Version() != opened {
		v.Toast(v.T("%s saved", named(v, saved.Name)), v.Scope.Batch())
	}
	return v.To(views.CalendarsPath)
}

// DeleteCalendar takes a calendar to the trash. One that has to stay is told so.
func (s *Site) DeleteCalendar(v *visit.Visit) error {
	calendar, err := calendarMeant(v)
	if err == nil {
		err = v.Scope.DeleteCalendar(v.Ctx(), calendar.ID, "")
	}
	return s.leftCalendars(v, err, v.T("%s deleted, with its events", named(v, calendar.Name)), v.Scope.Batch())
}

// LeaveCalendar takes a calendar that somebody shares with the caller out of their sight.
func (s *Site) LeaveCalendar(v *visit.Visit) error {
	calendar, err := calendarMeant(v)
	if err == nil {
		err = v.Scope.LeaveCalendar(v.Ctx(), calendar.ID)
	}
	return s.leftCalendars(v, err, v.T("%s is no longer shared with you", named(v, calendar.Name)), v.Scope.Batch())
}

func calendarMeant(v *visit.Visit) (domain.Calendar, error) {
	id, err := v.ID("id")
	if err != nil {
		return domain.Calendar{}, err
	}
	return v.Scope.Calendar(v.Ctx(), id)
}

// leftCalendars goes back to the list, which says why something was not possible.
func (s *Site) leftCalendars(v *visit.Visit, err error, text, undo string) error {
	if domain.KindOf(err) == domain.Conflict {
		message, _, status, _ := said(v, err)
		return s.showCalendars(v, status, message)
	}
	if err != nil {
		return err
	}
	v.Toast(text, undo)
	return v.To(views.CalendarsPath)
}

// RestoreCalendar brings a calendar back from the trash.
func (s *Site) RestoreCalendar(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	calendar, err := v.Scope.RestoreCalendar(v.Ctx(), id)
	if err != nil {
		return err
	}
	v.Toast(v.T("%s restored", named(v, calendar.Name)), v.Scope.Batch())
	return v.To(views.CalendarsPath)
}

// PurgeCalendar deletes a calendar that is in the trash for good.
func (s *Site) PurgeCalendar(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if err := v.Scope.PurgeCalendar(v.Ctx(), id); err != nil {
		return err
	}
	v.Toast(v.T("Deleted for good"), "")
	return v.To(views.CalendarsTrashPath)
}
