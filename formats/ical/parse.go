package ical

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// Parse reads a text into its calendar; of several calendars in one text it makes one. The first thing that is wrong with
// it is the *Error.
func Parse(text []byte, limits Limits) (*Component, error) {
	r := NewReader(bytes.NewReader(text), limits)
	var all []*Component
	for {
		c, err := r.Next()
		if err == io.EOF {
			calendar := r.Calendar()
			calendar.Components = all
			return calendar, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
}

// Reader reads a calendar one component at a time: it holds no more than that.
type Reader struct {
	lines      *lines
	limits     Limits
	calendar   Component
	inside     bool
	begun      bool
	components int
	open       []*Component // the one that is read, and those in it
	line       []byte
	again      *Property // a BEGIN that was read too early
	failed     error
}

// NewReader reads from a text, which it takes apart as it comes.
func NewReader(from io.Reader, limits Limits) *Reader {
	return &Reader{lines: newLines(from, limits), limits: limits.orUsual(), calendar: Component{Name: "VCALENDAR"}}
}

// Calendar is the calendar as far as it was read, without its components.
func (r *Reader) Calendar() *Component {
	c := r.calendar
	return &c
}

// Next is the next component of the calendar: an event, a todo, a time zone. After the last one it is io.EOF. An *Error
// that is not Fatal is about one component, and the one after that comes next.
func (r *Reader) Next() (*Component, error) {
	for r.failed == nil {
		c, err := r.step()
		if err == nil && c == nil {
			continue
		}
		var wrong *Error
		if err != nil && (!errors.As(err, &wrong) || wrong.Fatal) {
			r.failed = err
		}
		if err != nil {
			r.open = nil
		}
		return c, err
	}
	return nil, r.failed
}

// step takes one line in, and gives back the component that it ends.
func (r *Reader) step() (*Component, error) {
	p, err := r.property()
	switch {
	case err == io.EOF:
		return nil, r.end()
	case err != nil:
		return nil, r.lost(err)
	case !r.inside:
		return nil, r.enter(p)
	case p.Name == "BEGIN":
		return nil, r.begin(p)
	case p.Name == "END":
		return r.close(p)
	case len(r.open) == 0:
		r.keep(p)
	default:
		c := r.open[len(r.open)-1]
		c.Properties = append(c.Properties, p)
	}
	return nil, nil
}

// property is the next line.
func (r *Reader) property() (Property, error) {
	if r.again != nil {
		p := *r.again
		r.again = nil
		return p, nil
	}
	for {
		line, number, err := r.lines.next(r.line)
		if err != nil {
			return Property{}, err
		}
		r.line = line
		text := textOf(line, r.limits.Charset)
		switch {
		case strings.TrimSpace(text) == "":
			continue
		case r.lines.long:
			return Property{}, wrong(number, "The line is longer than %d bytes.", r.limits.LineLength)
		}
		p, wrong := parseProperty(text, number)
		if wrong == nil && len(p.Params) > 0 {
			p = p.plain(r.limits.Charset)
		}
		if wrong == nil {
			return p, nil
		}
		switch {
		case !r.inside && !r.begun:
			return p, fatal(number, "This is no calendar: it begins with %q, and not with BEGIN:VCALENDAR.", clip(text))
		case !r.inside:
			continue // behind the calendar, such as the foot of a mail
		}
		return p, wrong
	}
}

func (r *Reader) enter(p Property) error {
	if p.Name == "BEGIN" && strings.EqualFold(strings.TrimSpace(p.Value), "VCALENDAR") {
		r.inside, r.begun = true, true
		if r.calendar.Line == 0 {
			r.calendar.Line = p.Line
		}
		return nil
	}
	if !r.begun {
		return fatal(p.Line, "This is no calendar: it begins with %s, and not with BEGIN:VCALENDAR.", clip(p.Name))
	}
	return nil
}

// keep notes a property of the calendar itself; of several calendars the first says.
func (r *Reader) keep(p Property) {
	if r.calendar.Get(p.Name) == nil && len(r.calendar.Properties) < 100 {
		r.calendar.Properties = append(r.calendar.Properties, p)
	}
}

func (r *Reader) begin(p Property) error {
	name := strings.ToUpper(strings.TrimSpace(p.Value))
	if r.components++; r.components > r.limits.Components {
		return fatal(p.Line, "The calendar has more than %d parts.", r.limits.Components)
	}
	switch {
	case name == "" || nameLength(name) != len(name):
		return r.lost(wrong(p.Line, "Behind BEGIN should be the name of a part, and there is %q.", clip(p.Value)))
	case len(r.open) > 0 && (standsAlone(name) || name == "VCALENDAR"):
		outer := r.open[0]
		r.again = &p
		return wrong(outer.Line, "The %s that begins here has no END.", outer.Name)
	case name == "VCALENDAR":
		return nil // the one before has no END, and nothing was left open in it
	case len(r.open) >= depthMax:
		return r.lost(wrong(p.Line, "Parts stand in each other more than %d deep.", depthMax))
	}
	c := &Component{Name: name, Line: p.Line}
	if n := len(r.open); n > 0 {
		r.open[n-1].Components = append(r.open[n-1].Components, c)
	}
	r.open = append(r.open, c)
	return nil
}

// standsAlone tells whether a component stands in no other one than the calendar.
func standsAlone(name string) bool {
	switch name {
	case "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY":
		return true
	}
	return false
}

func (r *Reader) close(p Property) (*Component, error) {
	name, n := strings.ToUpper(strings.TrimSpace(p.Value)), len(r.open)
	switch {
	case n == 0 && name == "VCALENDAR":
		r.inside = false
		return nil, nil
	case n == 0:
		return nil, wrong(p.Line, "Here ends a %s that did not begin.", clip(name))
	case name == "VCALENDAR":
		r.inside = false
		return nil, wrong(r.open[0].Line, "The %s that begins here has no END.", r.open[0].Name)
	case name != r.open[n-1].Name:
		return nil, r.lost(wrong(p.Line, "Here ends a %s, and a %s from line %d is still open.", clip(name), r.open[n-1].Name, r.open[n-1].Line))
	}
	c := r.open[n-1]
	if r.open = r.open[:n-1]; n > 1 {
		return nil, nil
	}
	return c, nil
}

// lost reads on to the end of a component that something is wrong with.
func (r *Reader) lost(err error) error {
	var about *Error
	if !errors.As(err, &about) || about.Fatal || len(r.open) == 0 {
		return err
	}
	outer := r.open[0].Name
	for {
		p, next := r.property()
		var broken *Error
		switch {
		case next == io.EOF, errors.As(next, &broken) && broken.Fatal:
			return err // what comes next says so
		case next != nil:
			continue
		case p.Name == "END" && strings.EqualFold(strings.TrimSpace(p.Value), outer):
			return err
		case p.Name == "END" && strings.EqualFold(strings.TrimSpace(p.Value), "VCALENDAR"),
			p.Name == "BEGIN" && standsAlone(strings.ToUpper(strings.TrimSpace(p.Value))):
			r.again = &p
			return err
		}
	}
}

// end is what the end of the text means.
func (r *Reader) end() error {
	switch {
	case !r.begun:
		return fatal(max(r.lines.number, 1), "This is no calendar: it is empty.")
	case len(r.open) > 0:
		c := r.open[0]
		return fatal(c.Line, "The %s that begins here has no END: the calendar is cut off.", c.Name)
	case r.inside:
		return fatal(r.lines.number, "The calendar is cut off: END:VCALENDAR is missing.")
	}
	return io.EOF
}
