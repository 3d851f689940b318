package web

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowNewEvent is the form of a new event, in the next full hour where the address names no time.
func (s *Site) ShowNewEvent(v *visit.Visit) error {
	start := local(v).Truncate(time.Hour).Add(time.Hour)
	day, given := domain.ParseDate(v.QueryParam("date"))
	if given {
		clock, timed := domain.ParseClock(v.QueryParam("time"))
		if !timed {
			clock = "09:00"
		}
		start, _ = time.Parse("2006-01-02 15:04", string(day)+" "+string(clock))
	}
	f := views.EventForm{EventFields: views.EventFields{
		Start: start.Format("2006-01-02T15:04"), End: start.Add(time.Hour).Format("2006-01-02T15:04"), TimeZone: v.User.Location().String(),
		ProjectID: v.QueryParam("project"), CalendarID: v.QueryParam("calendar"), Privacy: domain.PrivacyPublic, Status: domain.EventConfirmed,
	}}
	if given && v.QueryParam("time") == "" && v.QueryParam("all_day") != "" {
		f.AllDay = "true"
	}
	f.Begun(v.Ctx(), v.QueryParams())
	return s.showEventForm(v, http.StatusOK, f)
}

// showEventForm answers with a form and what can be chosen in it.
func (s *Site) showEventForm(v *visit.Visit, status int, form views.EventForm) error {
	var err error
	if form.Calendars, err = v.Scope.CalendarRefs(v.Ctx()); err != nil {
		return err
	}
	if form.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return err
	}
	if form.People, err = v.Scope.Assignable(v.Ctx(), 0); err != nil {
		return err
	}
	if form.CalendarID == "" && form.ProjectID != "" && v.User.IsStaff() {
		// Others of the project see it there.
		form.CalendarID = "1"
	}
	return s.show(v, status, views.EventEdit(form))
}

// AddEvent makes an event.
func (s *Site) AddEvent(v *visit.Visit) error {
	form := views.EventForm{EventFields: s.typedEvent(v)}
	in, err := form.Over(v.Ctx(), domain.EventInput{}, views.EventFields{}, v.User.Location())
	var event domain.Event
	if err == nil {
		event, err = v.Scope.AddEvent(v.Ctx(), in)
	}
	if err != nil && onCalendar(v) {
		return s.quickNotSaved(v, form, err)
	}
	if err != nil {
		return s.eventNotSaved(v, form, err)
	}
	v.Toast(v.T("%s created", named(v, event.Title)), v.Scope.Batch())
	return s.calendarChanged(v, views.EventPath(event.ID, ""))
}

// quickNotSaved is eventNotSaved for the little form on the calendar.
func (s *Site) quickNotSaved(v *visit.Visit, form views.EventForm, err error) error {
	message, problems, status, ok := said(v, err)
	if !ok {
		return err
	}
	if form.Calendars, err = v.Scope.CalendarRefs(v.Ctx()); err != nil {
		return err
	}
	form.Message, form.Errors = message, ui.Errors(problems)
	v.KeepPage()
	return s.showPieces(v, status, views.EventQuickPiece(form))
}

// typedEvent are the fields that were sent, with a rule in words read.
func (s *Site) typedEvent(v *visit.Visit) views.EventFields {
	f := views.TypedEvent(v.Ctx(), v.Fields())
	f.Recurrence = ruleOf(v, f.Recurrence)
	return f
}

// UnderstandEvent says how an event of the fields of a form repeats, while they are filled in.
func (s *Site) UnderstandEvent(v *visit.Visit) error {
	return s.showPieces(v, http.StatusOK, views.EventUnderstood(s.typedEvent(v)))
}

// EditEvent is the form of an event that is there.
func (s *Site) EditEvent(v *visit.Visit) error {
	form, _, err := s.eventForm(v, v.QueryParam("on"))
	if err != nil {
		return err
	}
	return s.showEventForm(v, http.StatusOK, form)
}

// eventForm is a form filled from what is stored. Who may not change the event is Denied.
func (s *Site) eventForm(v *visit.Visit, on string) (views.EventForm, meant, error) {
	m, err := s.eventMeant(v, on)
	if err == nil && !m.event.Access.CanEdit() {
		err = domain.Fail(domain.Denied, "You can see this event, but not change it.")
	}
	form := views.EventForm{EventFields: views.EventFieldsOf(v.Ctx(), m.event, v.User.Location()), Event: m.event, On: m.on, Series: m.series, Scope: domain.ScopeThis, Version: m.whole.Version()}
	if m.series != 0 {
		// The rule is the series', whichever time of it is meant.
		rule := views.EventFieldsOf(v.Ctx(), m.whole, v.User.Location())
		form.RepeatFields = rule.RepeatFields
	}
	form.Opened = form.JSON()
	return form, m, err
}

// SaveEvent keeps what the form says, for the times of a series that it names. What somebody else saved in the meantime
// is never written over: both versions are shown, and the person chooses.
func (s *Site) SaveEvent(v *visit.Visit) error {
	form, m, err := s.eventForm(v, v.Fields().Get("on"))
	if err != nil {
		return err
	}
	sent, typed := v.Fields(), s.typedEvent(v)
	if sent.Get("keep") == "theirs" {
		return v.To(views.EventPath(m.whole.ID, m.on))
	}
	part, now := m.part(v), form.EventFields
	chosen := chosenEvent(v, sent, typed, now)
	basis := now
	if part.Whole() && m.series != 0 && m.on != "" {
		basis = views.EventFieldsOf(v.Ctx(), m.whole, v.User.Location())
		basis.RepeatFields = now.RepeatFields
		chosen = chosen.Shifted(now, basis)
	}
	saved, err := v.Scope.UpdateEvent(v.Ctx(), m.whole.ID, sent.Get("version"), part, func(in domain.EventInput) (domain.EventInput, error) {
		return chosen.Over(v.Ctx(), in, basis, v.User.Location())
	})
	if err != nil {
		form.Scope = sent.Get("scope")
		return s.eventChangeNotSaved(v, form, typed, now, err)
	}
	if saved.Version() != m.event.Version() {
		v.Toast(v.T("%s saved", named(v, saved.Title)), v.Scope.Batch())
	}
	return v.To(savedPath(m, saved))
}

func savedPath(m meant, saved domain.Event) string {
	switch {
	case saved.SeriesID != 0:
		return views.EventPath(saved.SeriesID, saved.On)
	case m.series != 0 && saved.ID == m.whole.ID && saved.HasDay(m.on):
		return views.EventPath(saved.ID, m.on)
	}
	return views.EventPath(saved.ID, "")
}

// chosenEvent are the fields but for those that the person wants to leave as somebody else set them.
func chosenEvent(v *visit.Visit, form url.Values, mine, theirs views.EventFields) views.EventFields {
	for _, field := range views.EventFieldNames(v.Ctx()) {
		if form.Get("keep") == "" && form.Get("keep-"+field) == "theirs" {
			mine.Take(v.Ctx(), field, theirs)
		}
	}
	return mine
}

func (s *Site) eventChangeNotSaved(v *visit.Visit, form views.EventForm, typed, theirs views.EventFields, err error) error {
	opened := v.Fields().Get("opened")
	form.EventFields, form.Opened = typed, opened
	if errors.Is(err, domain.ErrStale) {
		var failed error
		if form.Calendars, failed = v.Scope.CalendarRefs(v.Ctx()); failed != nil {
			return failed
		}
		if form.Projects, failed = v.Scope.Projects(v.Ctx()); failed != nil {
			return failed
		}
		form.Compare(v.Ctx(), views.OpenedEvent(opened), theirs)
	} else {
		form.Version = v.Fields().Get("version")
	}
	return s.eventNotSaved(v, form, err)
}

// eventNotSaved shows the form again with what was typed, and what has to be done about it.
func (s *Site) eventNotSaved(v *visit.Visit, form views.EventForm, err error) error {
	message, problems, status, ok := said(v, err)
	if !ok {
		return err
	}
	form.Message, form.Errors = message, ui.Errors(problems)
	return s.showEventForm(v, status, form)
}
