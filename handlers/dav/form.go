package dav

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/ical"
	"mddash/handlers/visit"
)

// form is how objects are to be written: CALDAV:calendar-data.
type form struct {
	wanted bool
	comp   *element // which parts
	expand *span
	limit  *span
	room   int // for the times of series that are written out, in bytes
}

// expandMax is how much text the times of series may become in one answer: a small event that happens every day becomes
// thousands.
const expandMax = 32 << 20

// formOf reads it out of a report.
func formOf(asked *element) (form, error) {
	data := asked.child(d("prop")).child(c("calendar-data"))
	f := form{wanted: data != nil, room: expandMax}
	if data == nil {
		return f, nil
	}
	kind, said := data.attr("content-type")
	version, versioned := data.attr("version")
	if said && kind != "text/calendar" || versioned && version != "2.0" {
		return f, &refusal{http.StatusForbidden, tag(c("supported-calendar-data"), ""), "Calendars come as text/calendar alone."}
	}
	for _, part := range data.children {
		var s span
		var err error
		switch part.name {
		case c("comp"):
			f.comp = part
		case c("expand"):
			s, err = spanOf(part)
			f.expand = &s
		case c("limit-recurrence-set"):
			s, err = spanOf(part)
			f.limit = &s
		}
		if err == nil && part.name != c("comp") && (f.expand != nil || f.limit != nil) && (s.from.IsZero() || s.to.IsZero()) {
			err = badFilter("Say where it begins and where it ends.")
		}
		if err != nil {
			return f, err
		}
	}
	return f, nil
}

// fill writes an object in that form; false where that is more than there is room for.
func (f *form) fill(v *visit.Visit, i *item) bool {
	if !f.wanted {
		return true
	}
	tree := i.calendar()
	if i.event != nil && f.expand != nil {
		if tree = expanded(tree, i.event.Events, *f.expand, v.User.Location(), &f.room); tree == nil {
			return false
		}
	}
	if i.event != nil && f.limit != nil {
		tree = limited(tree, i.event.Events, *f.limit, v.User.Location())
	}
	if f.comp != nil {
		tree = parts(tree, f.comp)
	}
	i.data = tree.String()
	return true
}

// tell writes an object into an answer in the form that is asked for, or that it would be too much.
func (f *form) tell(v *visit.Visit, m *multistatus, at place, i *item, w wanted) {
	if f.fill(v, i) {
		m.response(pathOf(v, at), i, w)
	} else {
		m.status(pathOf(v, at), http.StatusInsufficientStorage, tooMany)
	}
	i.data, i.tree = "", nil
}

var tooMany = tag(d("error"), tag(d("number-of-matches-within-limits"), ""))

// parts is a component with what is asked for of it.
func parts(tree *ical.Component, comp *element) *ical.Component {
	out := &ical.Component{Name: tree.Name}
	wantedProps := comp.all(c("prop"))
	for _, p := range tree.Properties {
		keep := comp.child(c("allprop")) != nil || len(wantedProps) == 0 && len(comp.children) == 0
		for _, one := range wantedProps {
			name, _ := one.attr("name")
			if strings.EqualFold(name, p.Name) {
				keep = true
				if no, _ := one.attr("novalue"); no == "yes" {
					p.Value = ""
				}
			}
		}
		if keep {
			out.Properties = append(out.Properties, p)
		}
	}
	for _, child := range tree.Components {
		if comp.child(c("allcomp")) != nil || len(comp.children) == 0 {
			out.Components = append(out.Components, child)
			continue
		}
		for _, one := range comp.all(c("comp")) {
			if name, _ := one.attr("name"); strings.EqualFold(name, child.Name) {
				out.Components = append(out.Components, parts(child, one))
			}
		}
	}
	return out
}

// sources are the VEVENTs of a tree, each with the event that it is of: they stand in the same order.
func sources(tree *ical.Component) []*ical.Component { return tree.Children("VEVENT") }

// limited leaves out what became of times that are neither in a span nor were to be in it.
func limited(tree *ical.Component, events []domain.Event, s span, loc *time.Location) *ical.Component {
	out := &ical.Component{Name: tree.Name, Properties: tree.Properties}
	from, to := s.closed()
	at := 0
	for _, child := range tree.Components {
		if child.Name == "VEVENT" {
			if at < len(events) && at > 0 {
				was := events[0].OnDay(events[at].On)
				was.Recurrence, was.Extra, was.SeriesID = "", nil, 0
				if !events[at].Following && !domain.Happens([]domain.Event{events[at]}, from, to, loc) && !domain.Happens([]domain.Event{was}, from, to, loc) {
					at++
					continue
				}
			}
			at++
		}
		out.Components = append(out.Components, child)
	}
	return out
}

// ofSeries are properties of a series that none of its times has.
var ofSeries = []string{"RRULE", "RDATE", "EXDATE", "EXRULE", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"}

// expanded writes each time of an event in a span as one of its own, in UTC; nil where there is no room for them.
func expanded(tree *ical.Component, events []domain.Event, s span, loc *time.Location, room *int) *ical.Component {
	out := &ical.Component{Name: tree.Name, Properties: tree.Properties}
	from, to := s.closed()
	found, err := domain.Occurrences(events, from, to, loc)
	if err != nil {
		return nil
	}
	texts := sources(tree)
	if len(texts) != len(events) {
		return out
	}
	sizes := make([]int, len(texts))
	for i, text := range texts {
		sizes[i] = len(text.String())
	}
	for _, o := range found {
		at := slices.IndexFunc(events, func(e domain.Event) bool { return o.Of.ID == e.ID })
		if at < 0 {
			continue
		}
		if *room -= sizes[at]; *room < 0 {
			return nil
		}
		e := o.Event()
		one := &ical.Component{Name: "VEVENT", Components: texts[at].Components}
		for _, p := range texts[at].Properties {
			if !slices.Contains(ofSeries, p.Name) {
				one.Properties = append(one.Properties, p)
			}
		}
		addTime(one, "DTSTART", e, e.Start, loc)
		end := e.End
		if e.AllDay {
			end = end.AddDate(0, 0, 1)
		}
		addTime(one, "DTEND", e, end, loc)
		if events[0].Repeats() && o.Day != "" {
			addTime(one, "RECURRENCE-ID", events[0], events[0].OnDay(o.Day).Start, loc)
		}
		out.Components = append(out.Components, one)
	}
	return out
}

// addTime writes a time in UTC, or a day.
func addTime(one *ical.Component, name string, e domain.Event, t time.Time, loc *time.Location) {
	switch {
	case e.AllDay:
		one.Add(name, t.Format("20060102"), ical.Param{Name: "VALUE", Values: []string{"DATE"}})
	case e.Floats():
		one.Add(name, t.Format("20060102T150405"))
	default:
		one.Add(name, t.UTC().Format(stampForm))
	}
}

// freeBusy tells when somebody has no time, and nothing else.
func (s *Server) freeBusy(v *visit.Visit, one domain.Collection, asked *element) error {
	when := asked.child(c("time-range"))
	if when == nil {
		return badFilter("Say for which time.")
	}
	at, err := spanOf(when)
	if err == nil && (at.from.IsZero() || at.to.IsZero()) {
		err = badFilter("Say where it begins and where it ends.")
	}
	if err != nil {
		return err
	}
	objects, err := v.Scope.CalendarObjects(v.Ctx(), one.CalendarID, domain.ObjectFilter{From: at.from, To: at.to})
	if err != nil {
		return err
	}
	events, transparent := []domain.Event{}, map[int64]bool{}
	zones := zonesFor(v)
	for _, o := range objects {
		events = append(events, o.Events...)
		for i, text := range sources(eventItem(v, o, zones).calendar()) {
			if i < len(o.Events) && strings.EqualFold(text.Text("TRANSP"), "TRANSPARENT") {
				transparent[o.Events[i].ID] = true // it takes no time of anybody's
			}
		}
	}
	found, err := domain.Occurrences(events, at.from, at.to, v.User.Location())
	if err != nil {
		return &refusal{http.StatusForbidden, tag(d("number-of-matches-within-limits"), ""), "Ask for less time."}
	}
	calendar, busy := ical.NewCalendar(""), ical.New("VFREEBUSY")
	busy.Add("DTSTAMP", v.Now().UTC().Format(stampForm))
	busy.Add("DTSTART", at.from.Format(stampForm))
	busy.Add("DTEND", at.to.Format(stampForm))
	for _, o := range found {
		kind := "BUSY"
		switch {
		case o.Of.Status == domain.EventCancelled || transparent[o.Of.ID]:
			continue
		case o.Of.Status == domain.EventTentative:
			kind = "BUSY-TENTATIVE"
		}
		busy.Add("FREEBUSY", o.From.UTC().Format(stampForm)+"/"+o.To.UTC().Format(stampForm), ical.Param{Name: "FBTYPE", Values: []string{kind}})
	}
	calendar.Components = append(calendar.Components, busy)
	return v.Blob(http.StatusOK, "text/calendar; charset=utf-8", []byte(calendar.String()))
}
