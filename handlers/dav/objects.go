package dav

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/formats/ical"
	"mddash/handlers/visit"
)

func condition(v *visit.Visit) domain.Condition {
	h := v.Request().Header
	return domain.Condition{IfMatch: strings.Join(h.Values("If-Match"), ","), IfNoneMatch: strings.Join(h.Values("If-None-Match"), ",")}
}

// get sends an object as the calendar that it is.
func (s *Server) get(v *visit.Visit, at place) error {
	if at.kind != object {
		v.Response().Header().Set("Allow", allowed)
		return echo.ErrMethodNotAllowed
	}
	one, _, err := s.itemAt(v, at)
	if err != nil {
		return err
	}
	when, h := condition(v), v.Response().Header()
	h.Set("ETag", one.etag())
	if changed := one.changed(); !changed.IsZero() {
		h.Set("Last-Modified", changed.UTC().Format(http.TimeFormat))
	}
	if when.IfMatch != "" {
		if err := (domain.Condition{IfMatch: when.IfMatch}).Check(one.version()); err != nil {
			return err
		}
	}
	if when.Known(one.version()) {
		return v.NoContent(http.StatusNotModified)
	}
	return v.Blob(http.StatusOK, "text/calendar; charset=utf-8; component="+one.component(), []byte(one.text()))
}

// put writes an object.
func (s *Server) put(v *visit.Visit, at place) error {
	if at.kind != object {
		return &refusal{http.StatusForbidden, tag(c("calendar-collection-location-ok"), ""), "Objects are put into calendars."}
	}
	collection, err := s.collectionAt(v, at)
	if err != nil {
		return err
	}
	text, err := calendarText(v)
	if err != nil {
		return err
	}
	sent, err := readItem(v, collection, text)
	if err != nil {
		return err
	}
	now, created, err := s.write(v, collection, at.object, sent)
	if err != nil {
		return refused(v, at, err)
	}
	// An ETag tells the program that it need not read what it wrote: so only where that is what is served.
	if bytes.Equal([]byte(now.text()), text) {
		v.Response().Header().Set("ETag", now.etag())
	}
	if created {
		v.Response().Header().Set("Location", pathOf(v, at))
		return v.NoContent(http.StatusCreated)
	}
	return v.NoContent(http.StatusNoContent)
}

// calendarText reads a body that is to be a calendar. It has to be all of it: what takes a part for the whole loses the rest
// (RFC 9110, section 14.5).
func calendarText(v *visit.Visit) ([]byte, error) {
	h := v.Request().Header
	if h.Get("Content-Range") != "" {
		return nil, echo.ErrBadRequest
	}
	if coding := h.Get(echo.HeaderContentEncoding); coding != "" && !strings.EqualFold(coding, "identity") {
		v.Response().Header().Set(echo.HeaderAcceptEncoding, "identity")
		return nil, echo.ErrUnsupportedMediaType
	}
	if said := h.Get("Content-Type"); said != "" {
		kind, _, err := mime.ParseMediaType(said)
		if err != nil || kind != "text/calendar" && kind != "application/octet-stream" && kind != "text/plain" {
			return nil, &refusal{http.StatusForbidden, tag(c("supported-calendar-data"), ""), "Send it as text/calendar."}
		}
	}
	text, err := io.ReadAll(io.LimitReader(v.Request().Body, SizeMax+1))
	var long *http.MaxBytesError
	if errors.As(err, &long) || len(text) > SizeMax {
		return nil, &refusal{http.StatusRequestEntityTooLarge, tag(c("max-resource-size"), ""), "That is too large for one event."}
	}
	return text, err
}

func badData(text string) error {
	return &refusal{http.StatusForbidden, tag(c("valid-calendar-data"), ""), text}
}

func badObject(text string) error {
	return &refusal{http.StatusForbidden, tag(c("valid-calendar-object-resource"), ""), text}
}

// readItem reads the one object that a text has to be.
func readItem(v *visit.Visit, collection domain.Collection, text []byte) (*item, error) {
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, badData("It holds characters that are no text.")
	}
	tree, err := ical.Parse(text, ical.Limits{Bytes: SizeMax, Components: 3000, Lines: 50_000, LineLength: SizeMax})
	if err != nil {
		return nil, badData(err.Error())
	}
	if tree.Get("METHOD") != nil {
		return nil, badObject("A calendar that is kept has no METHOD.")
	}
	var zones, objects []*ical.Component
	for _, one := range tree.Components {
		switch one.Name {
		case "VTIMEZONE":
			zones = append(zones, one)
		case "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY":
			objects = append(objects, one)
		}
	}
	want := map[bool]string{true: "VTODO", false: "VEVENT"}[collection.OfTodos()]
	if len(objects) == 0 {
		return nil, badObject("There is nothing in it.")
	}
	if err := checkOneThing(objects); err != nil {
		return nil, err
	}
	if objects[0].Name != want {
		return nil, &refusal{http.StatusForbidden, tag(c("supported-calendar-component"), ""), "That collection takes " + want + " alone."}
	}
	read := &item{zones: zonesFor(v)}
	if collection.OfTodos() {
		o, _, err := ical.Todo(objects, zones, v.User.Location())
		if err != nil {
			return nil, badData(err.Error())
		}
		read.todo = &o
		return read, nil
	}
	o, _, err := ical.Object(objects, zones, v.User.Location())
	if err != nil {
		return nil, badData(err.Error())
	}
	read.event = &o
	return read, nil
}

// checkOneThing refuses what is not one event or todo and what became of single times of it, each once (RFC 4791, section
// 4.1): of two only one could be kept.
func checkOneThing(objects []*ical.Component) error {
	seen := map[string]string{}
	for _, one := range objects {
		time := ""
		if id := one.Get("RECURRENCE-ID"); id != nil {
			time = id.Param("TZID") + ":" + id.Value
		}
		before, again := seen[time]
		switch uid := strings.TrimSpace(one.Text("UID")); {
		case one.Name != objects[0].Name:
			return badObject("It holds things of several kinds.")
		case uid == "":
			return badObject("It has no UID.")
		case len(uid) > ical.UIDMax:
			return badObject("Its UID is longer than 1,000 bytes.")
		case uid != strings.TrimSpace(objects[0].Text("UID")):
			return badObject("It holds several things with UIDs of their own.")
		case again && before != one.String():
			return badObject("It holds the same thing twice, and not alike.")
		}
		seen[time] = one.String()
	}
	return nil
}

func (s *Server) write(v *visit.Visit, collection domain.Collection, name string, sent *item) (*item, bool, error) {
	if collection.OfTodos() {
		o, created, err := v.Scope.PutTodoObject(v.Ctx(), collection.ProjectID, name, *sent.todo, condition(v))
		return todoItem(v, o, zonesFor(v)), created, err
	}
	o, created, err := v.Scope.PutCalendarObject(v.Ctx(), collection.CalendarID, name, *sent.event, condition(v))
	return eventItem(v, o, zonesFor(v)), created, err
}

// refused says which precondition an error of the store is.
func refused(v *visit.Visit, at place, err error) error {
	var ours *domain.Error
	if !errors.As(err, &ours) {
		return err
	}
	switch ours.Kind {
	case domain.Conflict:
		if name := ours.Fields["uid"]; name != "" {
			there := pathOf(v, place{kind: object, collection: at.collection, object: name})
			return &refusal{http.StatusForbidden, tag(c("no-uid-conflict"), href(there)), ours.Message}
		}
		return &refusal{http.StatusForbidden, "", ours.Message}
	case domain.Invalid:
		text := ours.Message
		for _, message := range ours.Fields {
			text = message
		}
		return badData(text)
	case domain.Denied:
		need := tag(d("need-privileges"), tag(d("resource"), href(pathOf(v, at))+tag(d("privilege"), tag(d("write-content"), ""))))
		return &refusal{http.StatusForbidden, need, ours.Message}
	}
	return err
}

// remove deletes an object, or a calendar of the caller's own.
func (s *Server) remove(v *visit.Visit, at place) error {
	if at.kind != calendar && at.kind != object {
		return &refusal{http.StatusForbidden, "", "That can't be deleted."}
	}
	one, err := s.collectionAt(v, at)
	if err != nil {
		return err
	}
	switch {
	case at.kind == object && one.OfTodos():
		err = v.Scope.DeleteTodoObject(v.Ctx(), one.ProjectID, at.object, condition(v))
	case at.kind == object:
		err = v.Scope.DeleteCalendarObject(v.Ctx(), one.CalendarID, at.object, condition(v))
	case one.Own:
		err = v.Scope.DeleteCalendar(v.Ctx(), one.CalendarID, "")
	default:
		return &refusal{http.StatusForbidden, "", "Only a calendar of your own can be deleted here."}
	}
	if err != nil {
		return refused(v, at, err)
	}
	return v.NoContent(http.StatusNoContent)
}

// move takes an object to another collection, or gives it another name.
func (s *Server) move(v *visit.Visit, at place) error {
	h := v.Request().Header
	to := placeNamed(v, h.Get("Destination"))
	if at.kind != object || to.kind != object {
		return &refusal{http.StatusForbidden, "", "Only an object of a calendar can be moved, and only to a calendar."}
	}
	from, err := s.collectionAt(v, at)
	if err != nil {
		return err
	}
	target, err := s.collectionAt(v, to)
	if domain.KindOf(err) == domain.NotFound {
		return &refusal{http.StatusConflict, "", "There is no such calendar to move it to."}
	}
	if err != nil {
		return err
	}
	if from.OfTodos() != target.OfTodos() {
		return &refusal{http.StatusForbidden, tag(c("supported-calendar-component"), ""), "Todos and events are not kept together."}
	}
	var created bool
	if replace := !strings.EqualFold(h.Get("Overwrite"), "F"); from.OfTodos() {
		created, err = v.Scope.MoveTodoObject(v.Ctx(), from.ProjectID, at.object, target.ProjectID, to.object, replace, condition(v))
	} else {
		created, err = v.Scope.MoveCalendarObject(v.Ctx(), from.CalendarID, at.object, target.CalendarID, to.object, replace, condition(v))
	}
	if err != nil {
		return refused(v, to, err)
	}
	if !created {
		return v.NoContent(http.StatusNoContent)
	}
	v.Response().Header().Set("Location", pathOf(v, to))
	return v.NoContent(http.StatusCreated)
}
