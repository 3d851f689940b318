package ical

import (
	"errors"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// Source is a text from which events and todos are taken in. It is read twice from its beginning, so that no more of it
// is held at once than what stands under one UID.
type Source struct {
	open   func() io.Reader
	limits Limits
	home   *time.Location
	zones  *Zones
	method string
	parts  map[string]int // how many components stand under each name
	alone  int            // things that can't be read, or that there is no place for
}

// NewSource reads through a text for the first time. home is where times are that name no zone. What is no calendar at
// all, or more than domain.ImportObjectsMax events, is Invalid; what is wrong with parts of it Objects tells.
func NewSource(open func() io.Reader, limits Limits, home *time.Location) (*Source, error) {
	s := &Source{open: open, limits: limits, home: home, parts: map[string]int{}}
	r, told, components := NewReader(open(), limits), []*Component{}, 0
	for {
		c, err := r.Next()
		if err == io.EOF {
			break
		}
		var wrong *Error
		switch {
		case errors.As(err, &wrong) && wrong.Fatal && components == 0:
			return nil, domain.Fail(domain.Invalid, wrong.Error())
		case errors.As(err, &wrong):
			s.alone++
		case err != nil:
			return nil, err
		case c.Name == "VTIMEZONE":
			if len(told) < zonesMax {
				told = append(told, c)
			}
		case c.Name == "VEVENT" || c.Name == "VTODO":
			s.parts[keyOf(c)]++
			components++
		default:
			s.alone++
		}
		if components+s.alone > domain.ImportObjectsMax {
			return nil, domain.Fail(domain.Invalid, "There is too much in one file. Split it: at most "+strconv.Itoa(domain.ImportObjectsMax)+" events at once.")
		}
		if wrong != nil && wrong.Fatal {
			break
		}
	}
	s.zones, s.method = NewZones(told, home), strings.ToUpper(strings.TrimSpace(r.Calendar().Value("METHOD")))
	return s, nil
}

// zonesMax is how many time zones of a text are known.
const zonesMax = 1000

// keyOf is what a component shares with those that it is one object with.
func keyOf(c *Component) string { return c.Name + " " + UID(c) }

// Total is how many objects there are, with those that can't be taken.
func (s *Source) Total() int { return len(s.parts) + s.alone }

// Objects reads the text again, object by object: as soon as all is there that stands under a UID.
func (s *Source) Objects() iter.Seq2[domain.ImportedObject, error] {
	return func(yield func(domain.ImportedObject, error) bool) {
		r, open := NewReader(s.open(), s.limits), map[string][]*Component{}
		for {
			c, err := r.Next()
			if err == io.EOF {
				return
			}
			object, whole, err := s.next(c, err, open)
			if err != nil {
				yield(domain.ImportedObject{}, err)
				return
			}
			if whole && !yield(object, nil) {
				return
			}
			if r.failed != nil {
				s.rest(open, yield)
				return
			}
		}
	}
}

// next is the object that a component makes whole, if it does.
func (s *Source) next(c *Component, err error, open map[string][]*Component) (object domain.ImportedObject, whole bool, failed error) {
	var wrong *Error
	switch {
	case errors.As(err, &wrong):
		return left(wrong.Line, "", "", wrong.Text), true, nil
	case err != nil:
		return object, false, err
	case c.Name == "VTIMEZONE":
		return object, false, nil
	case c.Name != "VEVENT" && c.Name != "VTODO":
		return left(c.Line, c.Text("UID"), c.Text("SUMMARY"), "Nothing of this kind ("+shown(c.Name)+") is kept here."), true, nil
	}
	key := keyOf(c)
	if open[key] = append(open[key], c); len(open[key]) < s.parts[key] {
		return object, false, nil
	}
	parts := open[key]
	delete(open, key)
	return s.object(parts), true, nil
}

// rest are objects of which not all came, where the text can't be read to its end.
func (s *Source) rest(open map[string][]*Component, yield func(domain.ImportedObject, error) bool) {
	for _, key := range slices.Sorted(maps.Keys(open)) {
		parts := open[key]
		if !yield(left(parts[0].Line, UID(parts[0]), parts[0].Text("SUMMARY"), "The file ends before all of it is there."), nil) {
			return
		}
	}
}

func left(line int, uid, title, why string) domain.ImportedObject {
	return domain.ImportedObject{LeftOut: domain.LeftOut{Line: line, UID: shown(uid), Title: shown(title), Why: why}}
}

// shown is a piece of a text for a report.
func shown(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if letters := []rune(text); len(letters) > 100 {
		return string(letters[:100]) + "…"
	}
	return text
}

// object makes an event or a todo of what stands under one UID.
func (s *Source) object(parts []*Component) domain.ImportedObject {
	first := parts[0]
	out := left(first.Line, UID(first), first.Text("SUMMARY"), "")
	if out.Why = s.refused(UID(first)); out.Why != "" {
		return out
	}
	if s.method == domain.MethodReply {
		out.LeftOut.UID, out.LeftOut.Why = UID(first), "It is an answer to an invitation, and the event is not in this calendar."
		for _, p := range first.All("ATTENDEE") {
			if answer, ok := answerOf(&p); ok {
				answer.Comment = lineOf(first.Text("COMMENT"), domain.AnswerCommentMax)
				out.Answers = append(out.Answers, answer)
			}
		}
		return out
	}
	if out.Sequence = sequenceOf(parts); s.method == domain.MethodCancel {
		s.calledOff(parts, &out)
		return out
	}
	for _, c := range parts {
		if t, err := time.Parse("20060102T150405Z", strings.TrimSpace(c.Value("LAST-MODIFIED"))); err == nil && t.After(out.Modified) {
			out.Modified = t
		}
	}
	s.read(parts, &out)
	return out
}

// sequenceOf is how often the parts were changed by who organises them.
func sequenceOf(parts []*Component) int {
	most := 0
	for _, c := range parts {
		if n, err := strconv.Atoi(strings.TrimSpace(c.Value("SEQUENCE"))); err == nil && n > most && n < 1e9 {
			most = n
		}
	}
	return most
}

// calledOff reads that an event does not take place, or not at some times. It need not say when the event would be.
func (s *Source) calledOff(parts []*Component, out *domain.ImportedObject) {
	out.LeftOut.UID, out.Why = UID(parts[0]), "It is called off, and the event is not in this calendar."
	off := domain.CalledOff{}
	for _, c := range parts {
		if p := c.Get("ORGANIZER"); p != nil && off.By == "" {
			_, off.By = domain.ParseAttendee(personOf(p))
		}
		id := c.Get("RECURRENCE-ID")
		if id == nil {
			off.Times = nil
			break
		}
		m, ok := s.zones.moment(id, id.Value)
		switch {
		case !ok:
			out.Line, out.Why = id.Line, "RECURRENCE-ID is no time: "+clip(id.Value)
			return
		case strings.EqualFold(id.Param("RANGE"), "THISANDFUTURE"):
			out.Line, out.Why = id.Line, "It is called off from a time on. End the series here by hand."
			return
		case m.date || m.floats():
			off.Times = append(off.Times, domain.CalledOffTime{Day: domain.DateOf(m.wall)})
		default:
			off.Times = append(off.Times, domain.CalledOffTime{At: m.at})
		}
	}
	if parts[0].Name == "VEVENT" {
		out.Off = &off
	}
}

// read makes an event or a todo of the parts.
func (s *Source) read(parts []*Component, out *domain.ImportedObject) {
	if parts[0].Name == "VTODO" {
		s.readTodo(parts, out)
		return
	}
	event, warnings, err := s.zones.Object(parts)
	if said(out, warnings, err) {
		return
	}
	if first := &event.Events[0]; first.On != "" {
		if len(event.Events) > 1 {
			out.Why = "It changes single times of a series that is not in the file."
			return
		}
		// An invitation to one time of a series: by itself it is an event like others.
		first.On, first.Following, first.Kept = "", false, ""
	}
	out.LeftOut.UID, out.Event = event.UID, &event
}

func (s *Source) readTodo(parts []*Component, out *domain.ImportedObject) {
	todo, warnings, err := s.zones.Todo(parts)
	if said(out, warnings, err) {
		return
	}
	out.LeftOut.UID, out.Todo, out.Parent = todo.Todo.UID, &todo.Todo, todo.Parent
}

// said notes what is wrong with an object, and tells whether that keeps it from being taken.
func said(out *domain.ImportedObject, warnings []Error, err error) bool {
	for _, w := range warnings {
		out.Warnings = append(out.Warnings, domain.LeftOut{Line: w.Line, UID: out.LeftOut.UID, Title: out.Title, Why: w.Text})
	}
	var wrong *Error
	switch {
	case errors.As(err, &wrong):
		out.Line, out.Why = max(wrong.Line, out.Line), wrong.Text
	case err != nil:
		out.Why = "It can't be read."
	}
	return err != nil
}

// UIDMax is how long a UID may be, in bytes.
const UIDMax = 1000

// refused says why an object is not taken, whatever is in it.
func (s *Source) refused(uid string) string {
	switch s.method {
	case "REFRESH", "COUNTER", "DECLINECOUNTER":
		return "It is an answer to an invitation (" + s.method + "), and no event."
	}
	if len(uid) > UIDMax {
		return "Its UID is too long."
	}
	return ""
}
