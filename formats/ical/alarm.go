package ical

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mddash/domain"
)

// alarm is a VALARM as far as it is a reminder of ours: some minutes before the start, or at a moment.
type alarm struct {
	before int
	at     time.Time
}

// alarmOf reads a VALARM; false for what is none of ours, such as one after the start.
func (z *Zones) alarmOf(c *Component) (alarm, bool) {
	p := c.Get("TRIGGER")
	if c.Name != "VALARM" || p == nil || strings.EqualFold(strings.TrimSpace(c.Value("ACTION")), "NONE") {
		return alarm{}, false
	}
	if length, ok := parseSpan(p.Value); ok {
		seconds := -(length.days*24*3600 + length.seconds)
		ours := seconds >= 0 && seconds%60 == 0 && seconds/60 <= domain.ReminderMax && !strings.EqualFold(p.Param("RELATED"), "END")
		return alarm{before: seconds / 60}, ours
	}
	m, ok := z.moment(p, p.Value)
	return alarm{at: m.at}, ok && m.utc
}

// reminders are the alarms that are reminders of ours.
func (z *Zones) reminders(c *Component) (before []int, at []time.Time) {
	before = []int{}
	for _, child := range c.Components {
		a, ours := z.alarmOf(child)
		switch {
		case !ours:
		case a.at.IsZero():
			before = append(before, a.before)
		default:
			at = append(at, a.at)
		}
	}
	slices.Sort(before)
	slices.SortFunc(at, time.Time.Compare)
	return slices.Compact(before), slices.CompactFunc(at, time.Time.Equal)
}

// alarms takes away the alarms of reminders that are no more, and adds those that are new. All others stay as they are.
func (z *Zones) alarms(c *Component, title string, before []int, at []time.Time) {
	there := map[int]bool{}
	var moments []time.Time
	c.Components = slices.DeleteFunc(c.Components, func(child *Component) bool {
		a, ours := z.alarmOf(child)
		if !ours {
			return false
		}
		if !a.at.IsZero() {
			moments = append(moments, a.at)
			return !slices.ContainsFunc(at, a.at.Equal)
		}
		there[a.before] = true
		return !slices.Contains(before, a.before)
	})
	for _, minutes := range before {
		if !there[minutes] {
			c.Components = append(c.Components, newAlarm(title, beforeText(minutes)))
			there[minutes] = true
		}
	}
	for _, moment := range at {
		if !slices.ContainsFunc(moments, moment.Equal) {
			child := newAlarm(title, moment.UTC().Format(utcLayout))
			child.Get("TRIGGER").Params = []Param{{Name: "VALUE", Values: []string{"DATE-TIME"}}}
			c.Components = append(c.Components, child)
			moments = append(moments, moment)
		}
	}
}

func newAlarm(title, trigger string) *Component {
	c := New("VALARM")
	c.Add("ACTION", "DISPLAY")
	c.AddText("DESCRIPTION", title)
	c.Add("TRIGGER", trigger)
	return c
}

// beforeText is a TRIGGER some minutes before the start.
func beforeText(minutes int) string {
	switch {
	case minutes == 0:
		return "PT0S"
	case minutes%(24*60) == 0:
		return fmt.Sprintf("-P%dD", minutes/(24*60))
	case minutes%60 == 0:
		return fmt.Sprintf("-PT%dH", minutes/60)
	}
	return fmt.Sprintf("-PT%dM", minutes)
}
