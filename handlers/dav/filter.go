package dav

import (
	"net/http"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/ical"
	"mddash/handlers/visit"
)

// span is a stretch of time; zero ends are open.
type span struct{ from, to time.Time }

const stampForm = "20060102T150405Z"

// spanOf reads the attributes start and end, in UTC.
func spanOf(e *element) (span, error) {
	var s span
	var err error
	start, hasStart := e.attr("start")
	end, hasEnd := e.attr("end")
	if hasStart {
		if s.from, err = time.Parse(stampForm, start); err != nil {
			return s, badFilter("A time is written as 20261130T090000Z.")
		}
	}
	if hasEnd {
		if s.to, err = time.Parse(stampForm, end); err != nil {
			return s, badFilter("A time is written as 20261130T090000Z.")
		}
	}
	if !hasStart && !hasEnd || hasStart && hasEnd && !s.to.After(s.from) {
		return s, badFilter("A time range begins before it ends.")
	}
	return s, nil
}

func badFilter(text string) error {
	return &refusal{http.StatusForbidden, tag(c("valid-filter"), ""), text}
}

func (s span) closed() (from, to time.Time) {
	from, to = s.from, s.to
	if from.IsZero() {
		from = time.Date(1, 1, 3, 0, 0, 0, 0, time.UTC)
	}
	if to.IsZero() {
		to = time.Date(9999, 12, 29, 0, 0, 0, 0, time.UTC)
	}
	return from, to
}

// filter is CALDAV:comp-filter.
type filter struct {
	name  string
	not   bool // there has to be none
	when  *span
	props []propFilter
	comps []filter
}

// propFilter is CALDAV:prop-filter, or without a property's own parts CALDAV:param-filter.
type propFilter struct {
	name   string
	not    bool
	when   *span
	match  *textMatch
	params []propFilter
}

type textMatch struct {
	text, collation string
	negate          bool
}

// filterMax is how many parts a filter may have: each is held against all that is in a collection.
const filterMax = 200

// filterOf reads CALDAV:filter.
func filterOf(e *element) (filter, error) {
	top := e.child(c("comp-filter"))
	if top == nil || len(e.children) != 1 {
		return filter{}, badFilter("A filter has one comp-filter, of VCALENDAR.")
	}
	if top.size() > filterMax {
		return filter{}, badFilter("A filter has at most 200 parts.")
	}
	f, err := compFilterOf(top)
	if err == nil && f.name != "VCALENDAR" {
		err = badFilter("A filter begins with VCALENDAR.")
	}
	return f, err
}

func compFilterOf(e *element) (filter, error) {
	name, _ := e.attr("name")
	f := filter{name: strings.ToUpper(name)}
	if name == "" {
		return f, badFilter("A comp-filter has a name.")
	}
	for _, part := range e.children {
		switch part.name {
		case c("is-not-defined"):
			f.not = true
		case c("time-range"):
			s, err := spanOf(part)
			if err != nil {
				return f, err
			}
			f.when = &s
		case c("prop-filter"):
			p, err := propFilterOf(part)
			if err != nil {
				return f, err
			}
			f.props = append(f.props, p)
		case c("comp-filter"):
			one, err := compFilterOf(part)
			if err != nil {
				return f, err
			}
			f.comps = append(f.comps, one)
		default:
			return f, unknownFilter()
		}
	}
	if f.when != nil && f.name != "VEVENT" && f.name != "VTODO" {
		return f, unknownFilter()
	}
	return f, nil
}

func unknownFilter() error {
	return &refusal{http.StatusForbidden, tag(c("supported-filter"), ""), "There is no such filter here."}
}

func propFilterOf(e *element) (propFilter, error) {
	name, _ := e.attr("name")
	p := propFilter{name: strings.ToUpper(name)}
	if name == "" {
		return p, badFilter("A filter has a name.")
	}
	for _, part := range e.children {
		switch part.name {
		case c("is-not-defined"):
			p.not = true
		case c("time-range"):
			s, err := spanOf(part)
			if err != nil {
				return p, err
			}
			p.when = &s
		case c("text-match"):
			m := &textMatch{text: part.text, collation: "i;ascii-casemap"}
			if said, ok := part.attr("collation"); ok && said != "default" {
				m.collation = said
			}
			negate, _ := part.attr("negate-condition")
			m.negate = negate == "yes"
			if m.collation != "i;ascii-casemap" && m.collation != "i;octet" && m.collation != "i;unicode-casemap" {
				return p, &refusal{http.StatusForbidden, tag(c("supported-collation"), ""), "There is no such collation here."}
			}
			p.match = m
		case c("param-filter"):
			one, err := propFilterOf(part)
			if err != nil {
				return p, err
			}
			p.params = append(p.params, one)
		default:
			return p, unknownFilter()
		}
	}
	return p, nil
}

func (m *textMatch) lets(text string) bool {
	want := m.text
	switch m.collation {
	case "i;ascii-casemap":
		text, want = asciiLower(text), asciiLower(want)
	case "i;unicode-casemap":
		text, want = strings.ToLower(text), strings.ToLower(want)
	}
	return strings.Contains(text, want) != m.negate
}

func asciiLower(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, text)
}

// within is what of a filter the database can narrow events by.
func (f filter) within() domain.ObjectFilter {
	for _, one := range f.comps {
		if one.name == "VEVENT" && !one.not && one.when != nil {
			return domain.ObjectFilter{From: one.when.from, To: one.when.to}
		}
	}
	return domain.ObjectFilter{}
}

// lets tells whether an object is one that the filter asks for.
func (f filter) lets(v *visit.Visit, i *item) bool {
	if f.not {
		return false // there always is a calendar
	}
	if len(f.props) > 0 && !propsLet(f.props, i.calendar()) {
		return false
	}
	for _, one := range f.comps {
		if !one.letsObject(v, i) {
			return false
		}
	}
	return true
}

// letsObject is about the events or todos of an object, or about its zones.
func (f filter) letsObject(v *visit.Visit, i *item) bool {
	if f.name != i.component() {
		there := f.name == "VTIMEZONE" && len(i.calendar().Children(f.name)) > 0
		return there != f.not
	}
	if f.not || f.when != nil && !i.happens(*f.when, v.User.Location()) {
		return false
	}
	if len(f.props) == 0 && len(f.comps) == 0 {
		return true
	}
	for _, one := range i.calendar().Children(f.name) {
		if f.letsComponent(one) {
			return true
		}
	}
	return false
}

func (f filter) letsComponent(one *ical.Component) bool {
	if !propsLet(f.props, one) {
		return false
	}
	for _, inner := range f.comps {
		there := false
		for _, child := range one.Children(inner.name) {
			there = there || inner.not || inner.letsComponent(child)
		}
		if there == inner.not {
			return false
		}
	}
	return true
}

func propsLet(filters []propFilter, one *ical.Component) bool {
	for _, p := range filters {
		there := false
		for _, property := range one.All(p.name) {
			there = there || p.not || p.lets(property)
		}
		if there == p.not {
			return false
		}
	}
	return true
}

func (p propFilter) lets(property ical.Property) bool {
	if p.match != nil && !p.match.lets(property.Text()) || p.when != nil && !p.when.holds(property) {
		return false
	}
	for _, param := range p.params {
		there := false
		for _, said := range property.Params {
			if strings.EqualFold(said.Name, param.name) {
				there = there || param.not || param.match == nil || param.match.lets(strings.Join(said.Values, ","))
			}
		}
		if there == param.not {
			return false
		}
	}
	return true
}

// holds tells whether the time that a property says is in a span; what has no zone is taken as UTC.
func (s span) holds(property ical.Property) bool {
	for _, form := range []string{stampForm, "20060102T150405", "20060102"} {
		if t, err := time.Parse(form, strings.TrimSpace(property.Value)); err == nil {
			from, to := s.closed()
			return !t.Before(from) && t.Before(to)
		}
	}
	return false
}

// happens tells whether an object is in a time.
func (i *item) happens(s span, loc *time.Location) bool {
	from, to := s.closed()
	if i.event != nil {
		return domain.Happens(i.event.Events, from, to, loc)
	}
	return i.todo.Todo.Within(from, to, loc)
}
