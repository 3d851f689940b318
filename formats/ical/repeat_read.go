package ical

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// rule reads how a series repeats. Its first time counts as one whether the rule gives it or not: that is how the
// standard has it, and how our series go on from it. What repeats within a day is refused.
func (z *Zones) rule(c *Component, e *domain.Event) error {
	rules := c.All("RRULE")
	if len(c.All("EXRULE")) > 0 {
		z.warn(c.Line, "What a second rule leaves out (EXRULE) is not left out here.")
	}
	if len(rules) == 0 || strings.TrimSpace(rules[0].Value) == "" {
		return nil
	}
	p := rules[0]
	if len(rules) > 1 {
		z.warn(p.Line, "The event has several rules. The first one counts.")
	}
	text := z.plainRule(&p, *e)
	rule, err := domain.SeriesRule(text, e.Start, z.clockOf(e))
	if err != nil {
		return wrong(p.Line, "How it repeats is not understood (%s): %s", clip(p.Value), err.Error())
	}
	e.Recurrence = rule.String()
	if end := rule.Until(); end != "" && end < domain.DateOf(e.Start.In(z.clockOf(e))) {
		z.warn(p.Line, "The series ends before it begins. It has one time.")
	}
	if length := e.End.Sub(e.Start); length > domain.SeriesLengthDays*24*time.Hour {
		return wrong(c.Line, "What repeats lasts at most a year each time.")
	}
	return nil
}

// plainRule leaves out of a rule what says nothing: the time of day that it has anyway, and a COUNT that nobody will
// count to.
func (z *Zones) plainRule(p *Property, e domain.Event) string {
	clock := e.Start.In(z.clockOf(&e))
	own := map[string]int{"BYHOUR": clock.Hour(), "BYMINUTE": clock.Minute(), "BYSECOND": clock.Second()}
	var parts []string
	for part := range strings.SplitSeq(strings.TrimSuffix(strings.ToUpper(strings.ReplaceAll(p.Value, " ", "")), ";"), ";") {
		name, value, _ := strings.Cut(part, "=")
		n, err := strconv.Atoi(value)
		if has, known := own[name]; known && err == nil && n == has {
			continue
		}
		if name == "COUNT" && strings.Trim(value, "0123456789") == "" && (err != nil || n > domain.CountMax) {
			z.warn(p.Line, fmt.Sprintf("It repeats more than %d times, and so without an end.", domain.CountMax))
			continue
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ";")
}

// extra reads the times that a series has beside those of its rule.
func (z *Zones) extra(c *Component, e *domain.Event) {
	zone := z.clockOf(e)
	start := domain.DateOf(e.Start.In(zone))
	rule, ruled := domain.Rule{}, false
	if e.Recurrence != "" {
		var err error
		rule, err = domain.ParseRule(e.Recurrence)
		ruled = err == nil
	}
	for _, p := range c.All("RDATE") {
		for _, m := range z.moments(&p) {
			at, day := z.timeLike(e, m)
			if len(e.Extra) >= timesMax {
				z.warn(p.Line, fmt.Sprintf("It has more than %d times beside its rule. The first ones count.", timesMax))
				return
			}
			taken := day == start || slices.ContainsFunc(e.Extra, func(t time.Time) bool { return domain.DateOf(t.In(zone)) == day })
			if taken || ruled && rule.Hits(start, day) {
				if there := e.OnDay(day).Start; !there.Equal(at) {
					z.warn(p.Line, fmt.Sprintf("It has two times on %s. One of them counts.", day))
				}
				continue
			}
			e.Extra = append(e.Extra, at)
		}
	}
	slices.SortFunc(e.Extra, time.Time.Compare)
}

// timeLike is a moment as a time of an event, and its day there. What is only a day is at the event's time of day.
func (z *Zones) timeLike(e *domain.Event, m moment) (time.Time, domain.Date) {
	zone := z.clockOf(e)
	day := domain.DateOf(m.wall)
	switch {
	case e.AllDay:
		return day.Time(), day
	case m.date:
		clock := e.Start.In(zone)
		return domain.Civil(day.Time().Add(time.Duration(clock.Hour())*time.Hour+time.Duration(clock.Minute())*time.Minute+time.Duration(clock.Second())*time.Second), zone).UTC(), day
	case e.Floats():
		return m.wall, day
	case m.floats():
		return domain.Civil(m.wall, zone).UTC(), day
	}
	return m.at, domain.DateOf(m.at.In(zone))
}

// except reads the times of a series that are left out. A time at which it has none leaves out nothing.
func (z *Zones) except(c *Component, e *domain.Event) {
	zone := z.clockOf(e)
	for _, p := range c.All("EXDATE") {
		for _, m := range z.moments(&p) {
			at, day := z.timeLike(e, m)
			if len(e.Except) >= timesMax {
				z.warn(p.Line, fmt.Sprintf("More than %d times are left out. The first ones count.", timesMax))
				return
			}
			if e.AllDay || m.date || z.onDay(*e, day, zone).Equal(at) {
				e.Except = append(e.Except, day)
			}
		}
	}
	slices.Sort(e.Except)
	e.Except = slices.Compact(e.Except)
}

// onDay is when a series is on a day.
func (z *Zones) onDay(e domain.Event, day domain.Date, zone *time.Location) time.Time {
	for _, t := range e.Extra {
		if domain.DateOf(t.In(zone)) == day {
			return t
		}
	}
	at, _ := z.timeLike(&e, moment{date: true, wall: day.Time()})
	return at
}
