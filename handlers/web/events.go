package web

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// eventsShown is a page of events.
const eventsShown = 50

// seriesYears is how far ahead the times of a series are listed.
const seriesYears = 2

// showProjectEvents are the events that are linked to a project, on its page.
func (s *Site) showProjectEvents(v *visit.Visit, head views.ProjectHead) error {
	page := views.ProjectEventsPage{Project: head.Project.ID, Show: v.QueryParam("show"), After: v.QueryParam("after"), Now: local(v), MayAdd: head.Project.Access.CanEdit()}
	var err error
	switch page.Show {
	case views.EventsPast, views.EventsTrash:
		err = s.fillPastEvents(v, &page)
	default:
		page.Show = ""
		err = s.fillComingEvents(v, &page)
	}
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.ProjectEventsView(head, page))
}

func (s *Site) fillPastEvents(v *visit.Visit, page *views.ProjectEventsPage) error {
	filter := domain.EventFilter{ProjectID: page.Project, Ended: v.Now(), Sort: "-" + domain.SortStarts, Limit: eventsShown, Cursor: page.After}
	if page.Show == views.EventsTrash {
		filter.Trashed, filter.Ended, filter.Sort = true, time.Time{}, "-"+domain.SortDeleted
	}
	list, err := v.Scope.Events(v.Ctx(), filter)
	if domain.KindOf(err) == domain.Invalid && page.After != "" {
		// A cursor of another list, or of an older version: begin at the beginning.
		page.After, filter.Cursor = "", ""
		list, err = v.Scope.Events(v.Ctx(), filter)
	}
	page.Days, page.Next = views.DaysOfEvents(v.Ctx(), list.Items, page.Now), list.Next
	return err
}

// fillComingEvents lists what is not over, each time of a series by itself.
func (s *Site) fillComingEvents(v *visit.Visit, page *views.ProjectEventsPage) error {
	found, err := s.coming(v, page.Project)
	if err != nil {
		return err
	}
	rest := found
	if after, ok := readPlace(page.After); ok {
		for len(rest) > 0 && timeKey(rest[0]) <= after {
			rest = rest[1:]
		}
	}
	if len(rest) > eventsShown {
		rest = rest[:eventsShown]
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(timeKey(rest[eventsShown-1])))
	}
	page.Days = views.DaysOfOccurrences(v.Ctx(), rest, v.Today(), page.Now)
	return nil
}

// coming is everything of a project that is not over: the times of series for some years, single events for ever.
func (s *Site) coming(v *visit.Visit, project int64) ([]domain.Occurrence, error) {
	now, loc := v.Now(), v.User.Location()
	horizon, end := now.AddDate(seriesYears, 0, 0), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	events, err := v.Scope.EventsBetween(v.Ctx(), domain.EventFilter{ProjectID: project}, now, end)
	if err != nil {
		return nil, err
	}
	found, err := domain.Occurrences(events, now, horizon, loc)
	if err != nil {
		return nil, err
	}
	later := []domain.Event{}
	for _, e := range events {
		if begins, _ := e.Span(loc); !begins.Before(horizon) && !e.Repeats() {
			later = append(later, e)
		}
	}
	far, err := domain.Occurrences(later, horizon, end, loc)
	return append(found, far...), err
}

// timeKey is where a time stands in a list, as text that sorts.
func timeKey(o domain.Occurrence) string {
	pad := func(n int64) string {
		text := strconv.FormatInt(n, 10)
		return strings.Repeat("0", max(0, 19-len(text))) + text
	}
	whole := "1"
	if o.Of.AllDay {
		whole = "0"
	}
	return pad(o.From.Unix()+1<<40) + whole + pad(o.Of.ID) + string(o.Day)
}

func readPlace(cursor string) (string, bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	return string(text), err == nil && len(text) >= 39
}

// meant is an event with the times that an address is about: of a series those of one day, the next one where the
// address names none.
type meant struct {
	whole  domain.Event
	event  domain.Event
	series int64
	on     domain.Date
}

// eventMeant reads which event, or which time of a series, the address is about. What is not there is NotFound.
func (s *Site) eventMeant(v *visit.Visit, on string) (meant, error) {
	id, err := v.ID("id")
	if err != nil {
		return meant{}, err
	}
	m := meant{}
	if m.whole, err = v.Scope.Event(v.Ctx(), id); err != nil {
		return m, err
	}
	m.event = m.whole
	if m.whole.SeriesID != 0 {
		m.series, m.on = m.whole.SeriesID, m.whole.On
		holds := m.whole.Following && domain.Date(on) > m.whole.On
		if m.whole, err = v.Scope.Event(v.Ctx(), m.series); err != nil || !holds {
			return m, err
		}
		id = m.series
	}
	if !m.whole.Repeats() {
		return m, nil
	}
	m.series = id
	changed, err := v.Scope.ChangedTimes(v.Ctx(), id)
	if err != nil {
		return m, err
	}
	if m.on = domain.Date(on); on == "" {
		m.on = nextDay(m.whole, changed, v)
	}
	for _, one := range changed {
		if one.On == m.on && m.on != "" {
			m.event = one
			return m, nil
		}
	}
	switch {
	case m.on == "":
	case m.whole.HasDay(m.on):
		m.event = m.whole.TimeOn(m.on, changed)
	default:
		return m, domain.Fail(domain.NotFound, "The series has no time on that day.")
	}
	return m, nil
}

// nextDay is the day of the next time of a series within a few years, else of its first one; empty where that was left out.
func nextDay(series domain.Event, changed []domain.Event, v *visit.Visit) domain.Date {
	found, err := domain.Occurrences(append([]domain.Event{series}, changed...), v.Now(), v.Now().AddDate(seriesYears, 0, 0), v.User.Location())
	for _, o := range found {
		if err == nil && o.SeriesID() == series.ID {
			return o.Day
		}
	}
	if first := series.StartDate(); series.HasDay(first) {
		return first
	}
	return ""
}

// ShowEvent is the page of an event, or of one time of a series.
func (s *Site) ShowEvent(v *visit.Visit) error {
	m, err := s.eventMeant(v, v.QueryParam("on"))
	if err != nil {
		return err
	}
	page := views.EventPage{Event: m.event, Series: m.series, On: m.on, Rule: m.whole.RuleWords(v.Language()), Now: local(v)}
	if text := m.event.Description; text != "" {
		links, err := s.linksIn(v, m.event.ProjectID, text)
		if err != nil {
			return err
		}
		page.HTML = s.remarks.Linked(text, links)
	}
	if maker := m.event.OwnerID; maker != "" && maker != v.User.ID {
		people, err := v.Scope.People(v.Ctx(), []string{maker})
		if err != nil {
			return err
		}
		page.Maker = people[maker].Name
	}
	if len(m.event.Attendees) > 0 {
		if page.Guests, err = v.Scope.Guests(v.Ctx(), page.ID()); err != nil {
			return err
		}
		page.Me, page.Invited = v.User.Email, v.User.Verified && domain.GuestNamed(page.Guests, v.User.Email) != nil
		page.MayInvite = v.CanMail() && (v.User.Verified || v.User.IsAdmin()) && m.event.Access.CanEdit()
	}
	if v.Partial() && v.Target() == views.EventPop {
		page.Card = true
		return s.showPieces(v, http.StatusOK, views.EventCard(page))
	}
	if !m.event.Busy {
		calendars, err := v.Scope.CalendarRefs(v.Ctx())
		if err != nil {
			return err
		}
		page.Calendars = slices.DeleteFunc(calendars, func(c domain.CalendarRef) bool { return !c.Access.CanEdit() })
	}
	return s.show(v, http.StatusOK, views.Event(page))
}

// CopyEvent makes an event, or the time of a series that the form names, once more in a calendar.
func (s *Site) CopyEvent(v *visit.Visit) error {
	m, err := s.eventMeant(v, v.Fields().Get("on"))
	if err == nil && m.event.Busy {
		err = domain.Fail(domain.Denied, "You may know when this is, and nothing else of it.")
	}
	if err != nil {
		return err
	}
	one := m.event
	if m.series != 0 && m.on != "" {
		one.SeriesID, one.On, one.Recurrence, one.Except, one.Extra = 0, "", "", nil, nil
	}
	in, fields := one.Input(), domain.Problems{}
	id, failed := strconv.ParseInt(v.Fields().Get("calendar_id"), 10, 64)
	if failed != nil {
		fields.Add("calendar_id", domain.UnknownID)
		return fields.Err()
	}
	if in.CalendarID = &id; !one.Project.Access.CanEdit() {
		in.ProjectID = nil
	}
	copied, err := v.Scope.AddEvent(v.Ctx(), in)
	if err != nil {
		return err
	}
	v.Toast(v.T("%s copied to %s", named(v, copied.Title), copied.Calendar.Name), v.Scope.Batch())
	return v.To(views.EventPath(copied.ID, ""))
}

// AskToDeleteEvent asks which times of a series are to go.
func (s *Site) AskToDeleteEvent(v *visit.Visit) error {
	m, err := s.eventMeant(v, v.QueryParam("on"))
	if err != nil {
		return err
	}
	page := views.EventPage{Event: m.event, Series: m.series, On: m.on, Rule: m.whole.RuleWords(v.Language()), Now: local(v)}
	if v.Partial() && v.Target() == views.EventPop {
		return s.showPieces(v, http.StatusOK, views.EventRemovalCard(page))
	}
	return s.show(v, http.StatusOK, views.EventRemoval(page))
}

// DeleteEvent takes an event to the trash, or the times of a series that the form names.
func (s *Site) DeleteEvent(v *visit.Visit) error {
	m, err := s.eventMeant(v, v.Fields().Get("on"))
	if err != nil {
		return err
	}
	if err := v.Scope.DeleteEvent(v.Ctx(), m.whole.ID, "", m.part(v)); err != nil {
		return err
	}
	v.Toast(v.T("%s deleted", named(v, m.event.Title)), v.Scope.Batch())
	return s.calendarChanged(v, eventHome(m.event))
}

// part is what the form says of a series: all of it where it says nothing.
func (m meant) part(v *visit.Visit) domain.Part {
	scope := v.Fields().Get("scope")
	if m.series == 0 || m.on == "" || scope == domain.ScopeAll || scope == "" {
		return domain.Part{}
	}
	return domain.Part{Scope: scope, On: m.on}
}

// eventHome is the list that an event is in.
func eventHome(e domain.Event) string {
	if e.ProjectID != 0 {
		return views.ProjectEventsPath(e.ProjectID, "", "")
	}
	return "/calendar"
}

// RestoreEvent brings an event back from the trash.
func (s *Site) RestoreEvent(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	event, err := v.Scope.RestoreEvent(v.Ctx(), id)
	if err != nil {
		return err
	}
	v.ToastTo(v.T("%s restored", named(v, event.Title)), v.Scope.Batch(), v.T("Open"), views.EventPath(id, ""))
	return v.Back(eventHome(event))
}

// PurgeEvent deletes for good what is in the trash.
func (s *Site) PurgeEvent(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if err := v.Scope.PurgeEvent(v.Ctx(), id); err != nil {
		return err
	}
	v.Toast(v.T("Deleted for good"), "")
	return v.Back("/calendar")
}
