package web

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// MoveEvent puts an event, or an edge of it, to the day or the time that the form names: of a series the times that the
// form names too. Where the version is sent that the person saw and somebody changed it since, nothing moves.
func (s *Site) MoveEvent(v *visit.Visit) error {
	form := v.Fields()
	m, err := s.eventMeant(v, form.Get("on"))
	if err != nil {
		return err
	}
	moved, err := s.moveEvent(v, m)
	if err != nil {
		return s.notMoved(v, err)
	}
	if !moved.Start.Equal(m.event.Start) || !moved.End.Equal(m.event.End) || moved.AllDay != m.event.AllDay {
		v.Toast(v.T("%s moved to %s", named(v, m.event.Title), views.EventWhen(v.Ctx(), moved, local(v))), v.Scope.Batch())
	}
	return s.calendarChanged(v, "/calendar")
}

func (s *Site) moveEvent(v *visit.Visit, m meant) (domain.Event, error) {
	form := v.Fields()
	if version := form.Get("version"); version != "" && version != m.event.TimesVersion() {
		return m.event, domain.Fail(domain.Stale, v.T("Somebody changed %s in the meantime. Here is how it is now.", named(v, m.event.Title)))
	}
	moved, err := m.event.Moved(form.Get("to"), form.Get("edge"), v.User.Location())
	if err != nil {
		return moved, err
	}
	part, times := m.part(v), moved
	if part.Whole() && m.series != 0 && m.on != "" {
		times = m.whole.MovedLike(m.event, moved)
	}
	_, err = v.Scope.UpdateEvent(v.Ctx(), m.whole.ID, m.whole.Version(), part, func(in domain.EventInput) (domain.EventInput, error) { return times.TimesOver(in), nil })
	return moved, err
}

// notMoved says why: for a script, with what has to be done about it; else on the calendar.
func (s *Site) notMoved(v *visit.Visit, err error) error {
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	if problems := fields.In(); message == "" && len(problems) > 0 {
		message = problems[0].Text
	}
	v.BadToast(message)
	if !v.Partial() {
		return v.Back("/calendar")
	}
	v.KeepPage()
	return s.showPieces(v, status)
}

// calendarChanged answers an act with the calendar as it is after it, where that is what the act was done on; else it goes
// on to another page.
func (s *Site) calendarChanged(v *visit.Visit, otherwise string) error {
	if !onCalendar(v) {
		return v.To(otherwise)
	}
	page, err := s.calendarPage(v, views.CalendarAtQuery(v.QueryParams(), v.Today()))
	if err != nil {
		return err
	}
	v.KeepPage()
	return s.showPieces(v, http.StatusOK, views.CalendarPieces(page))
}

// onCalendar tells whether an act was done on a calendar that stays where it is. Its address tells which.
func onCalendar(v *visit.Visit) bool { return v.Partial() && v.QueryParams().Has("view") }
