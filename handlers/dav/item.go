package dav

import (
	"encoding/xml"
	"net/http"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/formats/ical"
	"mddash/handlers/visit"
)

// item is one object of a collection: an event with what became of single times of it, or a todo.
type item struct {
	name  string
	event *domain.EventObject
	todo  *domain.TodoObject
	zones *ical.Zones
	tree  *ical.Component // made when it is asked for
	data  string          // CALDAV:calendar-data in the form that was asked for
}

func eventItem(v *visit.Visit, o domain.EventObject, zones *ical.Zones) *item {
	return &item{name: o.Name, event: &o, zones: zones}
}

func todoItem(v *visit.Visit, o domain.TodoObject, zones *ical.Zones) *item {
	return &item{name: o.Name, todo: &o, zones: zones}
}

func (i *item) version() string {
	if i.event != nil {
		return i.event.Version()
	}
	return i.todo.Version()
}

func (i *item) etag() string { return `"` + i.version() + `"` }

func (i *item) component() string {
	if i.event != nil {
		return "VEVENT"
	}
	return "VTODO"
}

// calendar is the object as a tree.
func (i *item) calendar() *ical.Component {
	if i.tree == nil {
		if i.event != nil {
			i.tree = i.zones.WriteObject(*i.event, "")
		} else {
			i.tree = i.zones.WriteTodo(*i.todo, "")
		}
	}
	return i.tree
}

func (i *item) text() string { return i.calendar().String() }

func (i *item) changed() time.Time {
	if i.todo != nil {
		return i.todo.Todo.UpdatedAt
	}
	last := time.Time{}
	for _, e := range i.event.Events {
		if e.UpdatedAt.After(last) {
			last = e.UpdatedAt
		}
	}
	return last
}

// property makes only what is asked for: thousands of objects are asked for their ETags alone.
func (i *item) property(name xml.Name) (string, bool) {
	switch name {
	case d("getetag"):
		return escaped(i.etag()), true
	case d("getcontenttype"):
		return "text/calendar; charset=utf-8; component=" + i.component(), true
	case d("resourcetype"):
		return "", true
	case d("displayname"):
		return escaped(i.name), true
	case d("getlastmodified"):
		return i.changed().UTC().Format(http.TimeFormat), !i.changed().IsZero()
	case d("getcontentlength"):
		return strconv.Itoa(len(i.text())), true
	case c("calendar-data"):
		return escaped(i.data), i.data != ""
	case d("current-user-privilege-set"):
		may := []string{"read", "read-current-user-privilege-set"}
		if i.editable() {
			may = append(may, "write-content")
		}
		return privileges(may...), true
	}
	return "", false
}

func (i *item) editable() bool {
	if i.event != nil {
		return i.event.Events[0].Access.CanEdit()
	}
	return i.todo.Todo.Access.CanWork()
}

func (i *item) properties() []xml.Name {
	return []xml.Name{d("getetag"), d("getcontenttype"), d("resourcetype"), d("displayname"), d("getlastmodified"), d("getcontentlength"), d("current-user-privilege-set")}
}

// zonesFor are the zones of one request.
func zonesFor(v *visit.Visit) *ical.Zones { return ical.NewZones(nil, v.User.Location()) }

// items are objects of a collection.
func (s *Server) items(v *visit.Visit, one domain.Collection, f domain.ObjectFilter) ([]*item, error) {
	zones := zonesFor(v)
	if one.OfTodos() {
		objects, err := v.Scope.TodoObjects(v.Ctx(), one.ProjectID, f)
		return itemsOf(v, objects, zones, todoItem), err
	}
	objects, err := v.Scope.CalendarObjects(v.Ctx(), one.CalendarID, f)
	return itemsOf(v, objects, zones, eventItem), err
}

func itemsOf[T any](v *visit.Visit, objects []T, zones *ical.Zones, make1 func(*visit.Visit, T, *ical.Zones) *item) []*item {
	all := make([]*item, 0, len(objects))
	for _, o := range objects {
		all = append(all, make1(v, o, zones))
	}
	return all
}

// itemAt is the object that a place is; else NotFound.
func (s *Server) itemAt(v *visit.Visit, at place) (*item, domain.Collection, error) {
	one, err := s.collectionAt(v, at)
	if err != nil {
		return nil, one, err
	}
	all, err := s.items(v, one, domain.ObjectFilter{Names: []string{at.object}})
	if err == nil && len(all) == 0 {
		err = notFound()
	}
	if err != nil {
		return nil, one, err
	}
	return all[0], one, nil
}

// zoneText is a calendar with nothing but a zone in it.
func zoneText(loc *time.Location) string {
	at := ical.New("VEVENT")
	at.Properties = append(at.Properties, ical.Property{Name: "DTSTART", Params: []ical.Param{{Name: "TZID", Values: []string{loc.String()}}}, Value: "20260101T000000"})
	calendar := ical.NewCalendar("")
	calendar.Components = ical.NewZones(nil, loc).ZonesOf([]*ical.Component{at}, nil)
	return calendar.String()
}
