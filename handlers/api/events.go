package api

import (
	"net/http"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
)

func (a *API) addEvents() {
	const all, one = "/events", "/events/{id}"
	add(a, calendarTag, operation{method: http.MethodGet, path: all, id: "list-events", summary: "List events", about: "Those of calendars that you see. Without expand, what one time of a series became is listed beside the series; with it, every time that something happens."}, listEvents)
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: all, id: "add-event", summary: "Add an event", status: http.StatusCreated}, addEvent, addedEvent)
	add(a, calendarTag, operation{method: http.MethodGet, path: one, id: "get-event", summary: "Read an event"}, getEvent)
	add(a, calendarTag, operation{method: http.MethodPut, path: one, id: "replace-event", summary: "Replace an event", about: "What is left out takes its default; the calendar stays. " + partly}, putEvent)
	add(a, calendarTag, operation{method: http.MethodPatch, path: one, id: "change-event", summary: "Change an event", about: "A JSON Merge Patch: what is left out stays, null clears. A series that begins on another day takes its rule along. " + partly}, patchEvent)
	add(a, calendarTag, operation{method: http.MethodDelete, path: one, id: "delete-event", summary: "Take an event to the trash", status: http.StatusNoContent, about: "With scope=this one time of a series is left out, with following it ends before that. It can be restored for 30 days."}, deleteEvent)
	addAgain(a, calendarTag, operation{method: http.MethodPost, path: one + "/restore", id: "restore-event", summary: "Bring an event back from the trash", errors: []int{http.StatusConflict}}, restoreEvent, restoredEvent)
}

const partly = "With scope=this or following it is about a part of a series, and the answer is the event that this part is from then on."

// OnEvent is a request about one event.
type OnEvent struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingEvent is a request about an event or a part of a series, which may be bound to the version that the caller
// knows.
type ChangingEvent struct {
	OnEvent
	Changing
	Scope      string `query:"scope" enum:"this,following,all" doc:"Which times of a series are meant" default:"all"`
	Occurrence string `query:"occurrence" doc:"With this and following: the day that the series gave that time, or when it would start by the series" example:"2026-12-07"`
}

// EventInput is an event as it is sent. Its fields and their limits are the domain's.
type EventInput domain.EventInput

// EventPatch is a merge patch of an EventInput.
type EventPatch struct {
	domain.EventInput
	patch
}

func (p EventPatch) over(in domain.EventInput) (domain.EventInput, error) { return in.Merge(p.fields) }

type (
	addingEvent    struct{ Body EventInput }
	replacingEvent struct {
		ChangingEvent
		Body EventInput
	}
	patchingEvent struct {
		ChangingEvent
		Body EventPatch
	}
)

// eventQuery is what the list of events can be asked for.
type eventQuery struct {
	From       string `query:"from" doc:"A time, or a day from its beginning in your zone: what is over before is left out"`
	To         string `query:"to" doc:"A time, or a day with all of it: what begins later is left out"`
	Expand     flag   `query:"expand" doc:"true for every time that something happens between from and to, which are needed then, the earliest first"`
	CalendarID string `query:"calendar_id"`
	ProjectID  string `query:"project_id" doc:"A project's id, or none for those without a project"`
	Status     string `query:"status" enum:"tentative,confirmed,cancelled"`
	Query      string `query:"q" maxLength:"500" doc:"Words in title, description or place"`
	Trashed    flag   `query:"trashed" doc:"true for what is in the trash, and only that"`
	Sort       string `query:"sort" doc:"start, created_at or updated_at; - before it for descending" default:"start"`
	Paging
}

func (q eventQuery) filter(loc *time.Location) (f domain.EventFilter, expand bool, err error) {
	p := domain.Problems{}
	f = domain.EventFilter{
		From: momentOrDay(p, "from", q.From, loc, 0), To: momentOrDay(p, "to", q.To, loc, 1), Sort: q.Sort, Cursor: q.Cursor, Limit: q.limit(p), Query: q.Query,
		Status: choice(p, "status", q.Status, domain.EventTentative, domain.EventConfirmed, domain.EventCancelled),
	}
	var none bool
	if f.CalendarID, none = idOrNone(p, "calendar_id", q.CalendarID); none {
		p.Add("calendar_id", "Write a calendar's id.")
	}
	f.ProjectID, f.NoProject = idOrNone(p, "project_id", q.ProjectID)
	if trashed := q.Trashed.parse(p, "trashed"); trashed != nil {
		f.Trashed = *trashed
	}
	if set := q.Expand.parse(p, "expand"); set != nil {
		expand = *set
	}
	checkWords(p, q.Query)
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To) {
		p.Add("to", "It is not after from.")
	}
	if expand {
		q.checkExpand(p, f)
	}
	return f, expand, p.Err()
}

// expandDays is how long the time is that can be worked out at once.
const expandDays = 2 * 366

func (q eventQuery) checkExpand(p domain.Problems, f domain.EventFilter) {
	switch {
	case f.From.IsZero():
		p.Add("from", "Say from when, to see each time.")
	case f.To.IsZero():
		p.Add("to", "Say until when, to see each time.")
	case f.To.Sub(f.From) > expandDays*24*time.Hour:
		p.Add("to", "Ask for at most two years at once.")
	}
	if f.Trashed {
		p.Add("expand", "What is in the trash does not happen.")
	}
	if q.Sort != "" && q.Sort != domain.SortStarts {
		p.Add("sort", "What happens is listed by its start.")
	}
}

// momentOrDay reads a time, or a day as the midnight that it begins with, so many days later.
func momentOrDay(p domain.Problems, name, value string, loc *time.Location, later int) time.Time {
	if value == "" {
		return time.Time{}
	}
	if date, ok := domain.ParseDate(value); ok && date < "9999-12-31" {
		t := date.Time()
		return time.Date(t.Year(), t.Month(), t.Day()+later, 0, 0, 0, 0, loc)
	}
	t, err := time.Parse(time.RFC3339, value)
	if err != nil || t.UTC().Year() < 1 || t.UTC().Year() > 9998 {
		p.Add(name, "Write a date, or a time such as 2026-11-30T09:30:00Z.")
	}
	return t
}

func listEvents(v *visit.Visit, in *eventQuery) (*page[EventItem], error) {
	filter, expand, err := in.filter(v.User.Location())
	if err != nil {
		return nil, err
	}
	if expand {
		return expandEvents(v, in, filter)
	}
	found, err := v.Scope.Events(v.Ctx(), filter)
	if err != nil {
		return nil, err
	}
	items := make([]EventItem, len(found.Items))
	for i, event := range found.Items {
		items[i] = EventItem{Event: eventOf(event)}
	}
	return pageOf(v, items, found.Total, found.Next), nil
}

func expandEvents(v *visit.Visit, in *eventQuery, f domain.EventFilter) (*page[EventItem], error) {
	events, err := v.Scope.EventsBetween(v.Ctx(), f, f.From, f.To)
	if err != nil {
		return nil, err
	}
	found, err := domain.Occurrences(events, f.From, f.To, v.User.Location())
	if err != nil {
		return nil, err
	}
	paged, err := slicePage(v, found, in.Paging, func(o domain.Occurrence) string {
		return placeOf(o.From.Unix()+1<<40) + placeOf(o.Of.ID) + string(o.Day)
	})
	if err != nil {
		return nil, err
	}
	out := &page[EventItem]{Link: paged.Link, Body: List[EventItem]{Items: []EventItem{}, Total: paged.Body.Total, NextCursor: paged.Body.NextCursor}}
	for _, o := range paged.Body.Items {
		out.Body.Items = append(out.Body.Items, eventItemOf(o))
	}
	return out, nil
}

func eventObject(e domain.Event, err error) (*object[Event], error) {
	if err != nil {
		return nil, err
	}
	return &object[Event]{ETag: quoted(e.Version()), Body: eventOf(e)}, nil
}

func eventCreated(v *visit.Visit, e domain.Event, err error) (*created[Event], error) {
	if err != nil {
		return nil, err
	}
	return &created[Event]{Location: placeIn(v, "/events", e.ID), ETag: quoted(e.Version()), Body: eventOf(e)}, nil
}

func addEvent(v *visit.Visit, in *addingEvent) (*created[Event], error) {
	event, err := v.Scope.AddEvent(v.Ctx(), domain.EventInput(in.Body))
	return eventCreated(v, event, err)
}

func addedEvent(v *visit.Visit, _ *addingEvent, earlier domain.Earlier) (*created[Event], error) {
	event, err := v.Scope.Event(v.Ctx(), earlier.Added("event"))
	return eventCreated(v, event, err)
}

func getEvent(v *visit.Visit, in *OnEvent) (*object[Event], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return eventObject(v.Scope.Event(v.Ctx(), id))
}

func putEvent(v *visit.Visit, in *replacingEvent) (*object[Event], error) {
	return in.change(v, func(was domain.EventInput) (domain.EventInput, error) {
		now := domain.EventInput(in.Body)
		if now.CalendarID == nil {
			now.CalendarID = was.CalendarID
		}
		return now, nil
	})
}

func patchEvent(v *visit.Visit, in *patchingEvent) (*object[Event], error) {
	return in.change(v, in.Body.over)
}

func (c ChangingEvent) change(v *visit.Visit, change func(domain.EventInput) (domain.EventInput, error)) (*object[Event], error) {
	id, version, err := c.row(v)
	if err != nil {
		return nil, err
	}
	part, err := c.part(v, id)
	if err != nil {
		return nil, err
	}
	return eventObject(v.Scope.UpdateEvent(v.Ctx(), id, version, part, change))
}

// row is which event is meant, and the version that it has to have.
func (c ChangingEvent) row(v *visit.Visit) (id int64, version string, err error) {
	if id, err = c.ID.id(); err != nil {
		return 0, "", err
	}
	version, err = c.version(func() (string, error) {
		event, err := v.Scope.Event(v.Ctx(), id)
		return event.Version(), err
	})
	return id, version, err
}

// part is which times of a series are meant.
func (c ChangingEvent) part(v *visit.Visit, id int64) (domain.Part, error) {
	p := domain.Problems{}
	part := domain.Part{Scope: choice(p, "scope", c.Scope, domain.ScopeThis, domain.ScopeFollowing, domain.ScopeAll)}
	switch {
	case part.Whole() && c.Occurrence != "":
		p.Add("occurrence", "It goes with scope=this and scope=following.")
	case !part.Whole() && c.Occurrence == "":
		p.Add("occurrence", "Say which time of the series is meant.")
	}
	if c.Occurrence == "" || p.Err() != nil {
		return part, p.Err()
	}
	if date, ok := domain.ParseDate(c.Occurrence); ok {
		part.On = date
		return part, nil
	}
	event, err := v.Scope.Event(v.Ctx(), id)
	if err != nil {
		return part, err
	}
	if part.On = event.DayAt(c.Occurrence); part.On == "" {
		p.Add("occurrence", "Write the day, such as 2026-12-07, or when that time would start.")
	}
	return part, p.Err()
}

func deleteEvent(v *visit.Visit, in *ChangingEvent) (*none, error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	part, err := in.part(v, id)
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteEvent(v.Ctx(), id, version, part)
}

func restoreEvent(v *visit.Visit, in *OnEvent) (*object[Event], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return eventObject(v.Scope.RestoreEvent(v.Ctx(), id))
}

// restoredEvent answers again with the event as it is now.
func restoredEvent(v *visit.Visit, in *OnEvent, _ domain.Earlier) (*object[Event], error) {
	return getEvent(v, in)
}
