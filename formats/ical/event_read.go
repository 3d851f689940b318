package ical

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mddash/domain"
)

// timesMax is how many times a series may name one by one.
const timesMax = 1000

// untitled is what has no title is called.
const untitled = "Untitled"

// Object reads what has one UID: the VEVENTs of a series, or a single one. zones are the VTIMEZONEs that came with them,
// loc is where whoever reads is at home. What is not as it should be and can be read all the same are the warnings; an
// *Error says what keeps the object from being read.
func Object(events, zones []*Component, loc *time.Location) (domain.EventObject, []Error, error) {
	return NewZones(zones, loc).Object(events)
}

// Object reads what has one UID, as the function does.
func (z *Zones) Object(events []*Component) (domain.EventObject, []Error, error) {
	z.warnings = nil
	var o domain.EventObject
	if len(events) == 0 {
		return o, nil, &Error{Text: "There is no event."}
	}
	var master *domain.Event
	changed := slices.ContainsFunc(events, func(c *Component) bool { return c.Get("RECURRENCE-ID") != nil })
	for _, c := range events {
		if c.Get("RECURRENCE-ID") != nil {
			continue
		}
		e, err := z.series(c, changed)
		if err != nil {
			return o, z.warnings, err
		}
		if master != nil {
			z.warn(c.Line, "The event is there twice. The first one counts.")
			continue
		}
		master, o.UID = &e, e.UID
	}
	var err error
	if o.Events, err = z.changed(events, master); err != nil {
		return o, z.warnings, err
	}
	if master != nil {
		o.Events = slices.Insert(o.Events, 0, *master)
	}
	o.UID = o.Events[0].UID
	return o, z.warnings, z.keep(&o, events)
}

// changed are what single times of a series became, by their days.
func (z *Zones) changed(events []*Component, master *domain.Event) ([]domain.Event, error) {
	var changed []domain.Event
	for _, c := range events {
		id := c.Get("RECURRENCE-ID")
		if id == nil {
			continue
		}
		e, err := z.event(c)
		if err != nil {
			return nil, err
		}
		if e.On, err = z.dayOf(id, master, e); err != nil {
			return nil, err
		}
		switch strings.ToUpper(id.Param("RANGE")) {
		case "THISANDFUTURE":
			e.Following = true
		case "THISANDPRIOR":
			z.warn(id.Line, "A change of this and the times before it counts for this one only.")
		}
		e.Kept = c.String()
		if i := slices.IndexFunc(changed, func(other domain.Event) bool { return other.On == e.On }); i >= 0 {
			z.warn(c.Line, fmt.Sprintf("What became of %s is there twice. The last one counts.", e.On))
			changed[i] = e
			continue
		}
		changed = append(changed, e)
	}
	slices.SortStableFunc(changed, func(a, b domain.Event) int { return strings.Compare(string(a.On), string(b.On)) })
	return changed, nil
}

// dayOf is the day that a RECURRENCE-ID means, by the clock of the series.
func (z *Zones) dayOf(id *Property, master *domain.Event, e domain.Event) (domain.Date, error) {
	m, ok := z.moment(id, id.Value)
	if !ok {
		return "", wrong(id.Line, "RECURRENCE-ID is no time: %s", clip(id.Value))
	}
	clock := &e
	if master != nil {
		clock = master
	}
	if m.date || m.floats() || clock.AllDay || clock.Floats() {
		return domain.DateOf(m.wall), nil
	}
	return domain.DateOf(m.at.In(z.clockOf(clock))), nil
}

// clockOf is the event's clock, as Event.Zone gives it.
func (z *Zones) clockOf(e *domain.Event) *time.Location {
	if e.AllDay || e.Floats() {
		return time.UTC
	}
	if at := z.load(e.TimeZone); at != nil {
		return at
	}
	return time.UTC
}

// keep notes how an object came in, with the zones that it names.
func (z *Zones) keep(o *domain.EventObject, events []*Component) error {
	for _, c := range events {
		if c.Get("RECURRENCE-ID") == nil {
			o.Events[0].Kept = c.String()
			break
		}
	}
	var zones strings.Builder
	for _, id := range zonesIn(events) {
		if told := z.told[id]; told != nil {
			zones.WriteString(told.String())
		}
	}
	o.Events[0].Kept = zones.String() + o.Events[0].Kept
	size := 0
	for i := range o.Events {
		o.Events[i].UID = o.UID
		size += len(o.Events[i].Kept)
	}
	if size > domain.KeptMax {
		return wrong(events[0].Line, "The event is larger than %d KB.", domain.KeptMax>>10)
	}
	return nil
}

// zonesIn are the TZIDs that components name, in their order.
func zonesIn(components []*Component) []string {
	var ids []string
	for _, c := range components {
		for i := range c.Properties {
			if id := c.Properties[i].Param("TZID"); id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		for _, id := range zonesIn(c.Components) {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// series is an event with how it repeats.
func (z *Zones) series(c *Component, changed bool) (domain.Event, error) {
	e, err := z.event(c)
	if err != nil {
		return e, err
	}
	if err := z.rule(c, &e); err != nil {
		return e, err
	}
	z.extra(c, &e)
	if e.Recurrence == "" && (changed || len(e.Extra) > 0) {
		e.Recurrence = domain.OnlyFirst
	}
	z.except(c, &e)
	return e, nil
}

// event is what a VEVENT says of one time.
func (z *Zones) event(c *Component) (domain.Event, error) {
	e := domain.Event{UID: UID(c), Title: lineOf(c.Text("SUMMARY"), domain.TitleMax), Status: domain.EventConfirmed, Privacy: domain.PrivacyPublic}
	if e.Title == "" {
		e.Title = untitled
	}
	if err := z.times(c, &e); err != nil {
		return e, err
	}
	e.Description = textUpTo(c.Text("DESCRIPTION"), domain.EventTextMax)
	e.Location = lineOf(strings.ReplaceAll(c.Text("LOCATION"), "\n", ", "), domain.EventLineMax)
	if url := strings.TrimSpace(c.Value("URL")); len(url) <= domain.EventURLMax && (strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")) {
		e.URL = url
	}
	switch status := strings.ToLower(strings.TrimSpace(c.Value("STATUS"))); status {
	case domain.EventTentative, domain.EventCancelled:
		e.Status = status
	}
	switch class := strings.ToLower(strings.TrimSpace(c.Value("CLASS"))); class {
	case "", domain.PrivacyPublic:
	case domain.PrivacyConfidential:
		e.Privacy = class
	default:
		e.Privacy = domain.PrivacyPrivate
	}
	e.Color = hueOf(c.Value("COLOR"))
	if organizer := c.Get("ORGANIZER"); organizer != nil {
		e.Organizer = personOf(organizer)
	}
	e.Attendees = []string{}
	for _, p := range c.All("ATTENDEE") {
		if name := personOf(&p); name != "" && len(e.Attendees) < domain.AttendeesMax && !slices.Contains(e.Attendees, name) {
			e.Attendees = append(e.Attendees, name)
			if answer, ok := answerOf(&p); ok {
				e.Answers = append(e.Answers, answer)
			}
		}
	}
	e.Reminders, e.RemindAt = z.reminders(c)
	e.CreatedAt, e.UpdatedAt = z.instant(c, "CREATED"), z.instant(c, "LAST-MODIFIED")
	return e, nil
}

// UID is that of a component; of what has none, one that the same component has always.
func UID(c *Component) string {
	if uid := strings.TrimSpace(c.Text("UID")); uid != "" {
		return uid
	}
	about := sha256.New()
	for _, name := range []string{"SUMMARY", "DTSTART", "DTEND", "DURATION", "DUE", "RRULE", "LOCATION", "DESCRIPTION"} {
		fmt.Fprintf(about, "%s\n", c.Value(name))
	}
	return hex.EncodeToString(about.Sum(nil)[:16])
}

func (z *Zones) instant(c *Component, name string) time.Time {
	p := c.Get(name)
	if p == nil {
		return time.Time{}
	}
	m, _ := z.moment(p, p.Value)
	return m.at
}

// times reads when it is. What ends before it begins takes no time, and a day without an end is one day.
func (z *Zones) times(c *Component, e *domain.Event) error {
	p := c.Get("DTSTART")
	if p == nil {
		return wrong(c.Line, "The event says not when it is: it has no DTSTART.")
	}
	start, ok := z.moment(p, p.Value)
	if !ok {
		return wrong(p.Line, "DTSTART is no time: %s", clip(p.Value))
	}
	e.Start, e.End, e.AllDay = start.at, start.at, start.date
	switch {
	case start.floats():
		e.TimeZone = domain.Floating
	case start.utc:
		e.TimeZone = "UTC"
	case !start.date:
		e.TimeZone = start.zone.name
	}
	if err := z.ending(c, start, e); err != nil {
		return err
	}
	if e.End.Before(e.Start) {
		z.warn(c.Line, "The event ends before it begins.")
		e.End = e.Start
	}
	if e.End.Year() > 9999 {
		return wrong(c.Line, "The event ends after the year 9999.")
	}
	return nil
}

func (z *Zones) ending(c *Component, start moment, e *domain.Event) error {
	if p := c.Get("DTEND"); p != nil {
		end, ok := z.moment(p, p.Value)
		switch {
		case !ok:
			return wrong(p.Line, "DTEND is no time: %s", clip(p.Value))
		case start.date:
			if day := domain.DateOf(end.wall).Time(); day.After(start.at) {
				e.End = day.AddDate(0, 0, -1) // our last day is part of it
			}
		case end.date || end.floats() != start.floats():
			// It is told in another way than the start: by the same clock, then.
			if e.End = end.wall; !start.floats() {
				e.End = domain.Civil(end.wall, z.clockOf(e)).UTC()
			}
		default:
			e.End = end.at
		}
		return nil
	}
	p := c.Get("DURATION")
	if p == nil {
		return nil
	}
	length, ok := parseSpan(p.Value)
	if !ok {
		return wrong(p.Line, "DURATION is none: %s", clip(p.Value))
	}
	if e.End = length.after(start); start.date {
		if e.End = e.End.Add(24*time.Hour-time.Second).Truncate(24*time.Hour).AddDate(0, 0, -1); e.End.Before(e.Start) {
			e.End = e.Start
		}
	}
	return nil
}

// lineOf is a text on one line, as long as it may be.
func lineOf(text string, limit int) string {
	return textUpTo(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }), " "), limit)
}

func textUpTo(text string, limit int) string {
	text = strings.TrimFunc(text, unicode.IsSpace)
	if len(text) <= limit || utf8.RuneCountInString(text) <= limit {
		return text
	}
	return strings.TrimFunc(string([]rune(text)[:limit]), unicode.IsSpace)
}

// personOf is the address of somebody, or the name of who has none.
func personOf(p *Property) string {
	value := strings.TrimSpace(p.Value)
	if len(value) > 7 && strings.EqualFold(value[:7], "mailto:") {
		return lineOf(value[7:], domain.EventLineMax)
	}
	if name := lineOf(p.Param("CN"), domain.EventLineMax); name != "" {
		return name
	}
	return lineOf(value, domain.EventLineMax)
}

// hues are our colours by the names that the web has for the nearest ones.
func hues() map[string]string {
	return map[string]string{"red": "red", "orange": "orange", "amber": "goldenrod", "lime": "yellowgreen", "pine": "seagreen", "teal": "teal",
		"blue": "royalblue", "violet": "mediumpurple", "pink": "hotpink", "gray": "gray"}
}

func hueOf(color string) string {
	for hue, name := range hues() {
		if strings.EqualFold(strings.TrimSpace(color), name) {
			return hue
		}
	}
	return ""
}
