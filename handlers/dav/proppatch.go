package dav

import (
	"encoding/xml"
	"net/http"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

// setting is one property that is to be set, or taken away.
type setting struct {
	name  xml.Name
	value *element // nil where it is taken away
}

// settingsIn reads DAV:set and DAV:remove, in order.
func settingsIn(e *element) []setting {
	var all []setting
	for _, part := range e.children {
		if part.name != d("set") && part.name != d("remove") {
			continue
		}
		for _, prop := range part.all(d("prop")) {
			for _, one := range prop.children {
				s := setting{name: one.name}
				if part.name == d("set") {
					s.value = one
				}
				all = append(all, s)
			}
		}
	}
	return all
}

// change is what settings mean for a collection.
type change struct {
	name    *string
	hue     *string
	choices map[string]string
}

// understand turns settings into a change. bad are those that can't be set, with what is wrong.
func understand(all []setting, own bool) (change, map[xml.Name]int) {
	out, bad := change{choices: map[string]string{}}, map[xml.Name]int{}
	for _, one := range all {
		key := calendarChoices[one.name]
		switch {
		case one.name == d("displayname") && own && one.value != nil:
			title := one.value.value()
			out.name = &title
		case key == "":
			bad[one.name] = http.StatusForbidden
		case one.value == nil:
			out.choices[key] = ""
		case one.name == calendarTransp:
			out.choices[key] = map[bool]string{true: "transparent"}[one.value.child(c("transparent")) != nil]
		case one.name == calendarColor:
			hue, ok := hueOf(one.value.value())
			if !ok {
				bad[one.name] = http.StatusConflict
				continue
			}
			out.hue, out.choices[key] = &hue, strings.TrimSpace(one.value.text)
		default:
			out.choices[key] = one.value.value()
		}
		if len(out.choices[key]) > domain.ChoiceLength {
			bad[one.name] = http.StatusInsufficientStorage
		}
	}
	return out, bad
}

// understandHome is understand for what can be set about the place of all calendars.
func understandHome(all []setting) (change, map[xml.Name]int) {
	out, bad := change{choices: map[string]string{}}, map[xml.Name]int{}
	for _, one := range all {
		switch key := homeChoices[one.name]; {
		case key == "":
			bad[one.name] = http.StatusForbidden
		case len(one.value.value()) > domain.ChoiceLength:
			bad[one.name] = http.StatusInsufficientStorage
		default:
			out.choices[key] = one.value.value()
		}
	}
	return out, bad
}

// proppatch sets all of the properties, or none of them.
func (s *Server) proppatch(v *visit.Visit, at place) error {
	asked, err := body(v)
	if err != nil {
		return err
	}
	if asked == nil || asked.name != d("propertyupdate") {
		return errXML
	}
	all := settingsIn(asked)
	var one domain.Collection
	out, bad := change{}, map[xml.Name]int{}
	switch at.kind {
	case calendar:
		if one, err = s.collectionAt(v, at); err != nil {
			return err
		}
		out, bad = understand(all, one.Own)
	case object:
		if _, _, err := s.itemAt(v, at); err != nil {
			return err
		}
		fallthrough
	default:
		for _, each := range all {
			bad[each.name] = http.StatusForbidden
		}
	case home:
		out, bad = understandHome(all)
	}
	if len(bad) == 0 {
		if err := s.apply(v, at, one, out); err != nil {
			if domain.KindOf(err) != domain.Invalid {
				return err
			}
			for _, each := range all {
				bad[each.name] = http.StatusConflict
			}
		}
	}
	m := begin(v)
	m.write("<d:response>", tag(d("href"), escaped(pathOf(v, at))))
	for _, each := range all {
		code := http.StatusOK
		if len(bad) > 0 {
			code = http.StatusFailedDependency
		}
		if wrong := bad[each.name]; wrong != 0 {
			code = wrong
		}
		m.propstat(tag(each.name, ""), code)
	}
	return m.end("</d:response>")
}

// apply makes a change: the name and the colour for everybody where the calendar is the caller's, the rest for them alone.
func (s *Server) apply(v *visit.Visit, at place, one domain.Collection, out change) error {
	if at.kind == home {
		return v.Scope.ChooseForCollections(v.Ctx(), out.choices)
	}
	if one.Own && (out.name != nil || out.hue != nil) {
		_, err := v.Scope.UpdateCalendar(v.Ctx(), one.CalendarID, "", func(in domain.CalendarInput) (domain.CalendarInput, error) {
			if out.name != nil {
				in.Name = *out.name
			}
			if out.hue != nil {
				in.Color = out.hue
			}
			return in, nil
		})
		if err != nil {
			return err
		}
	}
	if len(out.choices) == 0 {
		return nil
	}
	return v.Scope.ChooseForCollection(v.Ctx(), one.Name, out.choices)
}

// makeCalendar answers MKCALENDAR, and MKCOL where it says that a calendar is meant.
func (s *Server) makeCalendar(v *visit.Visit, at place) error {
	asked, err := body(v)
	if err != nil {
		return err
	}
	if at.kind != calendar {
		return &refusal{http.StatusForbidden, tag(c("calendar-collection-location-ok"), ""), "Calendars are made in your own calendar home."}
	}
	if _, err := s.collectionAt(v, at); err == nil {
		return &refusal{http.StatusMethodNotAllowed, tag(d("resource-must-be-null"), ""), "It is there already."}
	} else if domain.KindOf(err) != domain.NotFound {
		return err
	}
	all := []setting{}
	if asked != nil {
		all = settingsIn(asked)
	}
	if v.Request().Method == "MKCOL" && !saysCalendar(all) {
		return &refusal{http.StatusForbidden, tag(d("valid-resourcetype"), ""), "Only calendars can be made here."}
	}
	if ofTodos(all) {
		return &refusal{http.StatusForbidden, tag(c("supported-calendar-component"), ""), "A list of todos is a project: make one in mddash."}
	}
	out, bad := understand(withoutKind(all), true)
	if len(bad) > 0 {
		return s.notMade(v, all, bad)
	}
	in := domain.CalendarInput{Name: at.collection, Color: out.hue}
	if out.name != nil && *out.name != "" {
		in.Name = *out.name
	}
	switch err := v.Scope.AddCollection(v.Ctx(), at.collection, in, out.choices); domain.KindOf(err) {
	case domain.Denied, domain.Conflict, domain.Invalid:
		return &refusal{http.StatusForbidden, tag(c("calendar-collection-location-ok"), ""), err.Error()}
	default:
		if err != nil {
			return err
		}
	}
	return v.NoContent(http.StatusCreated)
}

// notMade says which properties keep a calendar from being made.
func (s *Server) notMade(v *visit.Visit, all []setting, bad map[xml.Name]int) error {
	name := c("mkcalendar-response")
	if v.Request().Method == "MKCOL" {
		name = d("mkcol-response")
	}
	inner := ""
	for _, each := range all {
		code := http.StatusFailedDependency
		if wrong := bad[each.name]; wrong != 0 {
			code = wrong
		}
		inner += "<d:propstat>" + tag(d("prop"), tag(each.name, "")) + tag(d("status"), statusLine(code)) + "</d:propstat>"
	}
	called := prefix(name.Space) + name.Local
	return v.Blob(http.StatusForbidden, "application/xml; charset=utf-8", []byte(xmlHead+"<"+called+declared+">"+inner+"</"+called+">\n"))
}

var componentSet = c("supported-calendar-component-set")

// fixed are properties that say what is made, not how it is.
func fixed(name xml.Name) bool {
	return name == d("resourcetype") || name == componentSet || name == c("calendar-free-busy-set") || name == d("source")
}

func withoutKind(all []setting) []setting {
	var rest []setting
	for _, one := range all {
		if !fixed(one.name) {
			rest = append(rest, one)
		}
	}
	return rest
}

func saysCalendar(all []setting) bool {
	for _, one := range all {
		if one.name == d("resourcetype") && one.value.child(c("calendar")) != nil {
			return true
		}
	}
	return false
}

// ofTodos tells whether a collection is meant for something else than events.
func ofTodos(all []setting) bool {
	for _, one := range all {
		if one.name != componentSet || one.value == nil {
			continue
		}
		for _, comp := range one.value.all(c("comp")) {
			if name, _ := comp.attr("name"); strings.EqualFold(name, "VEVENT") {
				return false
			}
		}
		return len(one.value.children) > 0
	}
	return false
}
