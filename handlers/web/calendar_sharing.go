package web

import (
	"net/http"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowCalendarSharing is who sees a calendar of the caller's.
func (s *Site) ShowCalendarSharing(v *visit.Visit) error {
	page, err := calendarSharingPage(v)
	if err != nil {
		return err
	}
	return s.showCalendarSharing(v, http.StatusOK, page)
}

func (s *Site) showCalendarSharing(v *visit.Visit, status int, page views.CalendarSharingPage) error {
	if v.Partial() {
		return s.showPieces(v, status, views.CalendarSharingDialog(page))
	}
	return s.show(v, status, views.CalendarSharing(page))
}

// calendarSharingPage is all of it as it is now. Whose it is not is Denied.
func calendarSharingPage(v *visit.Visit) (views.CalendarSharingPage, error) {
	page := views.CalendarSharingPage{Owner: ui.Person{ID: v.User.ID, Name: v.User.DisplayName()}}
	var err error
	if page.Calendar, err = calendarMeant(v); err != nil {
		return page, err
	}
	if page.Shares, err = v.Scope.CalendarShares(v.Ctx(), page.Calendar.ID); err != nil {
		return page, err
	}
	people, err := v.Scope.Assignable(v.Ctx(), 0)
	for _, person := range people {
		if person.ID != v.User.ID {
			page.People = append(page.People, person)
		}
	}
	return page, err
}

// sharedCalendar does something about sharing, and shows what has become of it.
func (s *Site) sharedCalendar(v *visit.Visit, act func(page views.CalendarSharingPage) (said string, err error)) error {
	page, err := calendarSharingPage(v)
	if err != nil {
		return err
	}
	page.Typed = views.TypedSharing(v.Fields())
	text, err := act(page)
	if err != nil {
		message, fields, status, ok := said(v, err)
		if !ok || status == http.StatusForbidden {
			return err
		}
		page.Message, page.Errors = message, ui.Errors(fields)
		return s.showCalendarSharing(v, status, page)
	}
	v.Toast(text, v.Scope.Batch())
	if !v.Partial() {
		return v.To(views.CalendarSharingPath(page.Calendar.ID))
	}
	if page, err = calendarSharingPage(v); err != nil {
		return err
	}
	return s.showCalendarSharing(v, http.StatusOK, page)
}

// ShareCalendar gives a calendar to somebody, by name or by address.
func (s *Site) ShareCalendar(v *visit.Visit) error {
	return s.sharedCalendar(v, func(page views.CalendarSharingPage) (string, error) {
		in := domain.ShareInput{Email: page.Typed.Email, Permission: page.Typed.Permission}
		share := v.ShareCalendar
		if in.Email != "" && !strings.Contains(in.Email, "@") {
			share = func(id int64, in domain.ShareInput) (domain.CalendarShare, error) {
				return v.Scope.ShareCalendarByName(v.Ctx(), id, in)
			}
		}
		_, err := share(page.Calendar.ID, in)
		return v.T("Shared with %s", in.Email), err
	})
}

// SetCalendarPermission changes what somebody may do with a calendar.
func (s *Site) SetCalendarPermission(v *visit.Visit) error {
	return s.sharedCalendar(v, func(page views.CalendarSharingPage) (string, error) {
		id, err := shareID(v)
		if err != nil {
			return "", err
		}
		_, err = v.Scope.ChangeCalendarShare(v.Ctx(), page.Calendar.ID, id, page.Typed.Permission)
		return v.T("Access changed"), err
	})
}

// UnshareCalendar takes a calendar away from somebody again.
func (s *Site) UnshareCalendar(v *visit.Visit) error {
	return s.sharedCalendar(v, func(page views.CalendarSharingPage) (string, error) {
		id, err := shareID(v)
		if err != nil {
			return "", err
		}
		return v.T("No longer shared"), v.Scope.UnshareCalendar(v.Ctx(), page.Calendar.ID, id)
	})
}
