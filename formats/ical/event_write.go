package ical

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mddash/domain"
)

const (
	dayLayout   = "20060102"
	clockLayout = "20060102T150405"
	utcLayout   = "20060102T150405Z"
)

// NewCalendar is a calendar with nothing in it. method says what it is sent for; empty for none.
func NewCalendar(method string) *Component {
	c := New("VCALENDAR")
	c.Add("VERSION", "2.0")
	c.Add("PRODID", "-//mddash//mddash//EN")
	c.Add("CALSCALE", "GREGORIAN")
	if method != "" {
		c.Add("METHOD", method)
	}
	return c
}

// WriteObject is an object as other programs read it: what came in goes out as it came but for what changed here, with
// the zones that it names.
func WriteObject(o domain.EventObject, method string) *Component {
	return NewZones(nil, time.UTC).WriteObject(o, method)
}

// WriteObject is the function's, with zones that were printed before printed once.
func (z *Zones) WriteObject(o domain.EventObject, method string) *Component {
	c := NewCalendar(method)
	events, told := z.WriteEvents(o)
	c.Components = append(z.ZonesOf(events, told), events...)
	return c
}

// WriteEvents are the VEVENTs of an object, and the zones that came with them.
func (z *Zones) WriteEvents(o domain.EventObject) (events, told []*Component) {
	var master *domain.Event
	var kept *Component
	for i := range o.Events {
		e := o.Events[i]
		if e.UID == "" {
			e.UID = o.UID
		}
		zones, was := z.readKept(e.Kept, "VEVENT")
		told = append(told, zones...)
		if i == 0 && e.On == "" {
			master, kept = &o.Events[i], was
		}
		events = append(events, z.write(e, master, was, kept))
	}
	return events, told
}

// readKept takes apart how something came in.
func (z *Zones) readKept(text, name string) (zones []*Component, was *Component) {
	if text == "" {
		return nil, nil
	}
	c, err := Parse([]byte("BEGIN:VCALENDAR\r\n"+text+"END:VCALENDAR\r\n"), Limits{})
	if err != nil {
		return nil, nil
	}
	for _, child := range c.Components {
		switch {
		case child.Name == "VTIMEZONE":
			zones = append(zones, child)
			z.Tell(child)
		case child.Name == name && was == nil:
			was = child
		}
	}
	return zones, was
}

// ZonesOf are the VTIMEZONEs of all zones that components name: as they came in, or as our clocks go.
func (z *Zones) ZonesOf(components, told []*Component) []*Component {
	var zones []*Component
	from, to := yearsOf(components)
	for _, id := range zonesIn(components) {
		if i := slices.IndexFunc(told, func(c *Component) bool { return c.Value("TZID") == id }); i >= 0 {
			zones = append(zones, told[i])
		} else if ours := z.zone(id, from, to); ours != nil {
			zones = append(zones, ours)
		}
	}
	return zones
}

// yearsOf are the first and the last year that components name; what goes on for ever is taken to endless.
func yearsOf(components []*Component) (from, to int) {
	from = 9999
	for _, c := range components {
		for i := range c.Properties {
			p := &c.Properties[i]
			switch p.Name {
			case "DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "RDATE", "EXDATE":
				for value := range strings.SplitSeq(p.Value, ",") {
					if t, _, ok := parseClockTime(value); ok {
						from, to = min(from, t.Year()), max(to, t.Year())
					}
				}
			case "RRULE":
				to = max(to, endless)
			}
		}
	}
	return min(from, max(to, 1)), to
}

// overlay is one VEVENT or VTODO that our columns are laid over.
type overlay struct {
	z       *Zones
	c       *Component
	fresh   bool // nothing is there yet
	changed bool
}

// set puts a property where the first of its name is, and takes away all others of that.
func (o *overlay) set(name, value string, params ...Param) {
	p := Property{Name: name, Value: value, Params: params}
	at := slices.IndexFunc(o.c.Properties, func(old Property) bool { return old.Name == name })
	if at < 0 {
		o.c.Properties = append(o.c.Properties, p)
		return
	}
	o.drop(name)
	o.c.Properties = slices.Insert(o.c.Properties, at, p)
}

func (o *overlay) drop(names ...string) {
	o.c.Properties = slices.DeleteFunc(o.c.Properties, func(p Property) bool { return slices.Contains(names, p.Name) })
}

// text puts a text where it is another one than before, and takes away those beside it that say the same in other ways.
func (o *overlay) text(name, was, now string, beside ...string) {
	if was == now {
		return
	}
	o.changed = true
	o.drop(beside...)
	if now == "" {
		o.drop(name)
		return
	}
	o.set(name, Escape(now))
}

// write lays an event over how it came in; what became of one time of a series, and is ours, over that of the series.
func (z *Zones) write(e domain.Event, master *domain.Event, was, series *Component) *Component {
	o := overlay{z: z, c: was}
	if was == nil && series != nil && e.On != "" {
		o.c = cloned(series)
		o.drop("RRULE", "RDATE", "EXDATE", "EXRULE")
	}
	before := domain.Event{Status: domain.EventConfirmed, Privacy: domain.PrivacyPublic}
	if o.fresh = o.c == nil; o.fresh {
		o.c = New("VEVENT")
	} else if read, err := z.quietly(o.c, master != nil && e.On == ""); err == nil {
		before = read
	} else {
		o.c, o.fresh = New("VEVENT"), true
	}
	if o.fresh || o.c.Text("UID") != e.UID {
		o.set("UID", Escape(e.UID))
	}
	if o.fresh {
		o.set("DTSTAMP", stamp(e.UpdatedAt, e.CreatedAt))
	}
	o.times(before, e)
	o.repeat(before, e)
	o.recurrence(e, master)
	o.words(before, e)
	o.people(before, e)
	o.answers(e)
	if !slices.Equal(before.Reminders, sorted(e.Reminders)) || !slices.EqualFunc(before.RemindAt, e.RemindAt, time.Time.Equal) {
		z.alarms(o.c, e.Title, e.Reminders, e.RemindAt)
		o.changed = true
	}
	o.stamps(e.CreatedAt, e.UpdatedAt)
	return o.c
}

func sorted(numbers []int) []int {
	numbers = slices.Sorted(slices.Values(numbers))
	return slices.Compact(numbers)
}

// quietly reads what came in before, and says nothing of what is wrong with it.
func (z *Zones) quietly(c *Component, repeats bool) (domain.Event, error) {
	warnings := z.warnings
	defer func() { z.warnings = warnings }()
	if repeats {
		return z.series(c, false)
	}
	return z.event(c)
}

func cloned(c *Component) *Component {
	copied := *c
	copied.Properties = slices.Clone(c.Properties)
	copied.Components = make([]*Component, len(c.Components))
	for i, child := range c.Components {
		copied.Components[i] = cloned(child)
	}
	return &copied
}

func (o *overlay) times(was, now domain.Event) {
	same := !o.fresh && was.Start.Equal(now.Start) && was.End.Equal(now.End) && was.AllDay == now.AllDay && was.TimeZone == now.TimeZone
	if same {
		return
	}
	o.changed = true
	o.put("DTSTART", now, now.Start)
	end := now.End
	if now.AllDay {
		end = end.AddDate(0, 0, 1)
	}
	o.put("DTEND", now, end)
	o.drop("DURATION", "X-FUNAMBOL-ALLDAY", "X-MICROSOFT-CDO-ALLDAYEVENT")
}

// put writes a time as an event's clock tells it.
func (o *overlay) put(name string, e domain.Event, t time.Time, params ...Param) {
	value, more := o.z.timeText(e, t)
	o.set(name, value, append(more, params...)...)
}

func (z *Zones) timeText(e domain.Event, t time.Time) (string, []Param) {
	switch at := z.clockOf(&e); {
	case e.AllDay:
		return t.Format(dayLayout), []Param{{Name: "VALUE", Values: []string{"DATE"}}}
	case e.Floats():
		return t.Format(clockLayout), nil
	case at == time.UTC, e.TimeZone == "Etc/UTC", !domain.Civil(t.In(at), at).Equal(t):
		return t.UTC().Format(utcLayout), nil // also the second time that clocks show something
	default:
		return t.In(at).Format(clockLayout), []Param{{Name: "TZID", Values: []string{e.TimeZone}}}
	}
}

// repeat writes the rule and the times beside it and left out, where any of them or the clock that they are told by is
// another one than before.
func (o *overlay) repeat(was, now domain.Event) {
	if now.On != "" {
		return
	}
	moved := !was.Start.Equal(now.Start) || was.AllDay != now.AllDay || was.TimeZone != now.TimeZone
	onlyOne := func(e domain.Event) bool { return e.Recurrence == "" || e.Recurrence == domain.OnlyFirst }
	if same := was.Recurrence == now.Recurrence || onlyOne(was) && onlyOne(now); !same || moved && !onlyOne(now) {
		o.changed = true
		o.drop("RRULE", "EXRULE")
		if rule := o.z.ruleText(now); rule != "" {
			o.set("RRULE", rule)
		}
	}
	if !slices.EqualFunc(was.Extra, now.Extra, time.Time.Equal) || moved && len(now.Extra) > 0 {
		o.changed = true
		o.list("RDATE", now, now.Extra)
	}
	if !slices.Equal(was.Except, now.Except) || moved && len(now.Except) > 0 {
		o.changed = true
		left := []time.Time{}
		for _, day := range now.Except {
			left = append(left, o.z.onDay(now, day, o.z.clockOf(&now)))
		}
		o.list("EXDATE", now, left)
	}
}

// list writes one property for each time: what repeats it cannot overflow a line.
func (o *overlay) list(name string, e domain.Event, times []time.Time) {
	o.drop(name)
	for _, t := range times {
		value, params := o.z.timeText(e, t)
		o.c.Add(name, value, params...)
	}
}

// ruleText is the rule of an event with its end told as the standard wants it.
func (z *Zones) ruleText(e domain.Event) string {
	if e.Recurrence == "" || e.Recurrence == domain.OnlyFirst {
		return ""
	}
	at := z.clockOf(&e)
	rule, err := domain.SeriesRule(e.Recurrence, e.Start, at)
	if err != nil {
		return ""
	}
	text := rule.String()
	if until := rule.Until(); until != "" && !e.AllDay {
		last, _ := z.timeLike(&e, moment{date: true, wall: until.Time()})
		layout := utcLayout
		if e.Floats() {
			layout = clockLayout
		}
		text = strings.Replace(text, "UNTIL="+until.Time().Format(dayLayout), "UNTIL="+last.UTC().Format(layout), 1)
	}
	return text
}

// recurrence says which time of its series it was.
func (o *overlay) recurrence(e domain.Event, master *domain.Event) {
	if e.On == "" {
		o.drop("RECURRENCE-ID")
		return
	}
	clock := &e
	if master != nil {
		clock = master
	}
	p := o.c.Get("RECURRENCE-ID")
	day := o.z.onDay(*clock, e.On, o.z.clockOf(clock))
	if p != nil && strings.EqualFold(p.Param("RANGE"), "THISANDFUTURE") == e.Following {
		if m, ok := o.z.moment(p, p.Value); ok && (master == nil || m.date && m.wall.Equal(e.On.Time()) || !m.date && !clock.AllDay && m.at.Equal(day)) {
			return
		}
	}
	var params []Param
	if e.Following {
		params = append(params, Param{Name: "RANGE", Values: []string{"THISANDFUTURE"}})
	}
	o.put("RECURRENCE-ID", *clock, day, params...)
}

func (o *overlay) words(was, now domain.Event) {
	o.text("SUMMARY", was.Title, now.Title)
	o.text("DESCRIPTION", was.Description, now.Description, "X-ALT-DESC")
	o.text("LOCATION", was.Location, now.Location, "GEO", "X-APPLE-STRUCTURED-LOCATION")
	if was.URL != now.URL {
		o.plain("URL", now.URL)
	}
	if was.Status != now.Status && slices.Contains([]string{domain.EventTentative, domain.EventConfirmed, domain.EventCancelled}, now.Status) {
		o.plain("STATUS", strings.ToUpper(now.Status))
	}
	if was.Privacy != now.Privacy && !now.Busy {
		o.plain("CLASS", strings.ToUpper(now.Privacy))
	}
	if was.Color != now.Color {
		o.plain("COLOR", hues()[now.Color])
	}
}

func (o *overlay) plain(name, value string) {
	o.changed = true
	if value == "" {
		o.drop(name)
		return
	}
	o.set(name, value)
}

// stamps say when it was made and changed.
func (o *overlay) stamps(created, updated time.Time) {
	if o.fresh && !created.IsZero() {
		o.set("CREATED", created.UTC().Format(utcLayout))
	}
	if !o.changed && !o.fresh {
		return
	}
	if !updated.IsZero() {
		o.set("LAST-MODIFIED", updated.UTC().Format(utcLayout))
		o.set("DTSTAMP", updated.UTC().Format(utcLayout))
	}
	if p := o.c.Get("SEQUENCE"); p != nil && !o.fresh {
		if n, ok := digits(strings.TrimSpace(p.Value)); ok && len(p.Value) < 9 {
			p.Value = fmt.Sprint(n + 1)
		}
	}
}

func stamp(times ...time.Time) string {
	for _, t := range times {
		if !t.IsZero() {
			return t.UTC().Format(utcLayout)
		}
	}
	return "19700101T000000Z"
}
