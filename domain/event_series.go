package domain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Which times of a series a change is about.
const (
	ScopeThis      = "this"
	ScopeFollowing = "following"
	ScopeAll       = "all"
)

// OccurrencesMax is how many times of events are worked out at once.
const OccurrencesMax = 60000

// Occurrence is one time that an event happens, for somebody in a zone.
type Occurrence struct {
	// Of is the event: a single one, a series, or what became of one time of a series.
	Of *Event
	// Day is the one that the rule of the series gave; empty for a single event.
	Day Date
	// From and To are when it is there.
	From, To time.Time
	// Dated is set where it is no event but another date; Of then has its title and its times alone.
	Dated *Dated

	start, end time.Time
}

// Event is the event with the times of this occurrence.
func (o Occurrence) Event() Event {
	e := *o.Of
	e.Start, e.End = o.start, o.end
	return e
}

// SeriesID is the id of the series that it is a time of; 0 for a single event.
func (o Occurrence) SeriesID() int64 {
	if o.Of.Repeats() {
		return o.Of.ID
	}
	return o.Of.SeriesID
}

// zones are time zones by name, each looked up once: that takes longer than all that is done with it.
type zones map[string]*time.Location

func (z zones) of(e *Event) *time.Location {
	if e.AllDay {
		return time.UTC
	}
	if z[e.TimeZone] == nil {
		z[e.TimeZone] = e.zone()
	}
	return z[e.TimeZone]
}

// rule of the event; false where it does not repeat, and where another program wrote what is none.
func (e Event) rule() (Rule, bool) { return e.ruleIn(e.zone()) }

func (e *Event) ruleIn(zone *time.Location) (Rule, bool) {
	if e.Recurrence == "" {
		return Rule{}, false
	}
	rule, err := readRule(untilOn(e.Recurrence, e.Start, zone))
	return rule, err == nil
}

// RuleWords say in a language how the event repeats; empty where it does not.
func (e Event) RuleWords(l Language) string {
	rule, ok := e.rule()
	if !ok {
		return ""
	}
	return rule.DescribeIn(l)
}

// OnDay is the event at the time that its series has on a day. It takes as long as the first one does.
func (e Event) OnDay(day Date) Event {
	e.Start, e.End = e.onDay(day, e.zone())
	return e
}

func (e *Event) onDay(day Date, zone *time.Location) (start, end time.Time) {
	if extra, there := e.extraOn(day, zone); there {
		return extra, extra.Add(e.End.Sub(e.Start))
	}
	if start = day.Time(); !e.AllDay {
		clock := e.Start.In(zone)
		start = Civil(time.Date(start.Year(), start.Month(), start.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, time.UTC), zone).UTC()
	}
	return start, start.Add(e.End.Sub(e.Start))
}

// Last is the event at the last time of its series; false where that goes on for ever.
func (e Event) Last() (Event, bool) {
	rule, ok := e.rule()
	if !ok {
		return e, true
	}
	day, ends := rule.Ends(e.StartDate())
	if !ends {
		return e, false
	}
	zone := e.zone()
	for _, extra := range e.Extra {
		day = max(day, DateOf(extra.In(zone)))
	}
	return e.OnDay(day), true
}

// HasDay tells whether a day is in the series and not left out.
func (e Event) HasDay(day Date) bool {
	rule, ok := e.rule()
	if !ok || slices.Contains(e.Except, day) {
		return false
	}
	_, extra := e.extraOn(day, e.zone())
	return extra || rule.Hits(e.StartDate(), day)
}

// Occurrences are the times of events that are at least in part between two moments for somebody in a zone, the second
// not included, the earliest first. Events are single ones, series, and what single times of these became, in any order.
// More than OccurrencesMax are Invalid.
func Occurrences(events []Event, from, to time.Time, loc *time.Location) ([]Occurrence, error) {
	w := window{from: from, to: to, loc: loc, zones: zones{}, known: newKnownRules(), changed: changedDays(events), following: followingOf(events), found: make([]Occurrence, 0, min(len(events), OccurrencesMax))}
	for i := range events {
		if e := &events[i]; e.Repeats() {
			w.addSeries(e)
		} else {
			w.add(e, e.On, e.Start, e.End)
		}
		if len(w.found) > OccurrencesMax {
			return nil, Problems{"to": fmt.Sprintf("That is more than %d at once. Ask for less time.", OccurrencesMax)}.Err()
		}
	}
	return InOrder(w.found), nil
}

// window is a stretch of time, and what happens in it.
type window struct {
	from, to time.Time
	loc      *time.Location
	zones    zones
	known    knownRules
	changed  map[seriesDay]bool
	// following are what became of a time of a series and all that follow it, by the series and their days.
	following map[int64][]*Event
	found     []Occurrence
}

// add keeps one time of an event if it is in the window, and tells whether it begins before the window ends.
func (w *window) add(e *Event, day Date, start, end time.Time) bool {
	begins, ends := e.spanOf(start, end, w.loc)
	if !begins.Before(w.to) {
		return false
	}
	if ends.After(w.from) || begins.Equal(ends) && !begins.Before(w.from) {
		if len(w.found) == cap(w.found) {
			w.found = slices.Grow(w.found, max(len(w.found), 64)) // twice as many: they are large to copy
		}
		w.found = append(w.found, Occurrence{Of: e, Day: day, From: begins, To: ends, start: start, end: end})
	}
	return true
}

func (w *window) addSeries(e *Event) {
	zone := w.zones.of(e)
	rule, ok := w.known.ruleOf(e, zone)
	if !ok {
		w.add(e, "", e.Start, e.End)
		return
	}
	s := walked{window: w, e: e, zone: zone, following: w.following[e.ID], except: sortedDays(e.Except)}
	before, after := s.reach()
	start := DateOf(e.Start.In(zone))
	w.known.series(e.Recurrence, rule, start).days(start, DateOf(w.from.UTC()).AddDays(-2-before), func(day Date) bool {
		return s.visit(day, after) && len(w.found) <= OccurrencesMax
	})
	for _, extra := range e.Extra {
		if day := DateOf(extra.In(zone)); !s.met[day] && len(w.found) <= OccurrencesMax {
			s.visit(day, after)
		}
	}
}

// compare puts what is earlier first, of what begins together whole days.
func (o Occurrence) compare(other Occurrence) int {
	if byTime := o.From.Compare(other.From); byTime != 0 {
		return byTime
	}
	if o.Of.AllDay != other.Of.AllDay {
		if o.Of.AllDay {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(o.Of.ID, other.Of.ID), cmp.Compare(o.Day, other.Day))
}

type seriesDay struct {
	id  int64
	day Date
}

func changedDays(events []Event) map[seriesDay]bool {
	changed := map[seriesDay]bool{}
	for _, e := range events {
		if e.SeriesID != 0 {
			changed[seriesDay{e.SeriesID, e.On}] = true
		}
	}
	return changed
}

func (e *Event) lengthDays() int { return int(e.End.Sub(e.Start)/(24*time.Hour)) + 1 }

// parseSeries checks how it repeats: the first day holds to the rule, and both are a length that can be worked out.
func (in EventInput) parseSeries(p Problems, was Event, row *Event) {
	text := strings.TrimSpace(value(in.Recurrence))
	in.parseExcept(p, was, row)
	in.parseExtra(p, was, row)
	if same := row.ID != 0 && text == was.Recurrence; same && row.StartDate() == was.StartDate() && row.AllDay == was.AllDay {
		return
	}
	if text == "" && len(row.Extra) > 0 {
		text = OnlyFirst
	}
	if row.Recurrence = ""; text == "" {
		row.Except = nil
		return
	}
	if was.SeriesID != 0 {
		p.Add("recurrence", "One time of a series does not repeat by itself. Change the series.")
		return
	}
	rule, err := ParseRule(untilOn(text, row.Start, row.zone()))
	if err != nil {
		p.Add("recurrence", err.Error())
		return
	}
	if row.Start.IsZero() && len(p) > 0 {
		return
	}
	old, could := was.rule()
	if could && text == was.Recurrence {
		rule = rule.Along(was.StartDate(), row.StartDate())
	}
	if err := row.fits(rule); err != nil {
		p.Add("recurrence", err.Error())
		return
	}
	row.Recurrence = rule.String()
	if could && len(row.Except) > 0 && slices.Equal(row.Except, was.Except) {
		row.Except = moveDays(old, was.StartDate(), rule, row.StartDate(), row.Except)
	}
}

func moveDays(old Rule, oldStart Date, now Rule, nowStart Date, days []Date) []Date {
	moved := []Date{}
	for _, day := range Shifted(old, oldStart, now, nowStart, days) {
		moved = append(moved, day)
	}
	slices.Sort(moved)
	return moved
}

// fits refuses a rule that the event's first day does not hold to, or that has no day from there on.
func (e Event) fits(rule Rule) error {
	start := e.StartDate()
	switch first, ok := rule.First(start); {
	case rule.until != "" && rule.until < start:
		return refuse("The series ends before it begins.")
	case !ok:
		return refuse("No day is ever like that. Change the rule so that it can occur.")
	case first != start:
		return refuse("It begins on %s, and the rule does not. Begin it on %s, or change the rule.",
			start.Time().Format("Mon 2 Jan 2006"), first.Time().Format("Mon 2 Jan 2006"))
	case e.lengthDays() > SeriesLengthDays+1:
		return refuse("What repeats lasts at most a year each time.")
	}
	return nil
}

func (in EventInput) parseExcept(p Problems, was Event, row *Event) {
	row.Except = nil
	for _, text := range in.Exdates {
		if day := parseDate(p, "exdates", strings.TrimSpace(text)); day != "" {
			row.Except = append(row.Except, day)
		}
	}
	slices.Sort(row.Except)
	row.Except = slices.Compact(row.Except)
	if len(row.Except) > ExceptMax && len(row.Except) > len(was.Except) {
		p.Add("exdates", fmt.Sprintf("At most %d days.", ExceptMax))
	}
}

// Part is which times of a series an act is about, from the one of a day on. The zero Part is all of them.
type Part struct {
	Scope string
	On    Date
}

// Whole tells whether the act is about all of it.
func (part Part) Whole() bool { return part.Scope == "" || part.Scope == ScopeAll }

// For checks that a part is one of an event: only a series has any, and only on its days.
func (part Part) For(e Event, changed bool) error {
	switch {
	case part.Whole():
		return nil
	case !e.Repeats():
		return Problems{"scope": "It does not repeat."}.Err()
	case part.On == "":
		return Problems{"occurrence": "Say which time of the series is meant."}.Err()
	case !changed && !e.HasDay(part.On):
		return Problems{"occurrence": "The series has no time on that day."}.Err()
	}
	return nil
}

// Alone is one time of a series as an event of its own. changed are what single times of the series became.
func (e Event) Alone(day Date, changed []Event) Event {
	one := e.TimeOn(day, changed)
	one.ID, one.SeriesID, one.On, one.Recurrence, one.Except, one.Extra = 0, e.ID, day, "", nil, nil
	return one
}

// From is the part of a series from a day on, as a series of its own; false where that is all of it, or nothing. changed
// are what single times of it became.
func (e Event) From(day Date, changed []Event) (Event, bool) {
	rule, ok := e.rule()
	if !ok || day <= e.StartDate() {
		return e, false
	}
	rest, ok := rule.Rest(e.StartDate(), day)
	later, zone := e.TimeOn(day, changed), e.zone()
	if _, extra := e.extraOn(day, zone); extra && !ok {
		rest, _ = readRule(OnlyFirst)
		ok = true
	} else if extra && rest.count > 0 && rest.count < CountMax && !rule.Hits(e.StartDate(), day) {
		rest.count++ // it is the first of its series, and none of the rule's
	}
	later.ID, later.UID = 0, ""
	later.Except = slices.DeleteFunc(slices.Clone(e.Except), func(d Date) bool { return d < day })
	whole := e.OnDay(day)
	whole.Extra = slices.DeleteFunc(slices.Clone(e.Extra), func(t time.Time) bool { return DateOf(t.In(zone)) <= day })
	later.Extra = whole.extraAlong(&later)
	if shift := day.DaysUntil(later.StartDate()); shift != 0 {
		rest = rest.Along(day, later.StartDate())
		for i := range later.Except {
			later.Except[i] = later.Except[i].AddDays(shift)
		}
	}
	later.Recurrence = rest.String()
	return later, ok
}

// Until is the part of a series before a day, which must not be its first.
func (e Event) Until(day Date) Event {
	rule, _ := e.rule()
	if end, ends := rule.Ends(e.StartDate()); !ends || end >= day {
		e.Recurrence = rule.Before(day).String()
	}
	zone := e.zone()
	e.Except = slices.DeleteFunc(slices.Clone(e.Except), func(d Date) bool { return d >= day })
	e.Extra = slices.DeleteFunc(slices.Clone(e.Extra), func(t time.Time) bool { return DateOf(t.In(zone)) >= day })
	return e
}

// Leaving is the series without one of its times.
func (e Event) Leaving(day Date) Event {
	e.Except = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(e.Except), day))))
	return e
}

// Days are the first and the last day that it is on, as Event.Days tells.
func (o Occurrence) Days() (first, last Date) {
	to := o.To
	if to.After(o.From) {
		to = to.Add(-time.Nanosecond)
	}
	return DateOf(o.From), DateOf(to)
}
