package ical

import (
	"slices"
	"strings"
	"time"

	"mddash/domain"
)

// clocks are how much the clocks of a place are ahead of UTC, and when that changes.
type clocks struct {
	first  int // before all changes
	shifts []clockShift
}

type clockShift struct {
	at            int64 // seconds since 1970
	before, after int   // seconds ahead
}

// toldClocks are those that a VTIMEZONE says, from one year to another.
func toldClocks(c *Component, from, to int) clocks {
	var told clocks
	for i, part := range c.Components {
		if part.Name != "STANDARD" && part.Name != "DAYLIGHT" || i >= 200 {
			continue
		}
		before, ok := parseOffset(part.Value("TZOFFSETFROM"))
		after, fine := parseOffset(part.Value("TZOFFSETTO"))
		if !ok || !fine {
			continue
		}
		for _, t := range onsets(part, before, from, to) {
			told.shifts = append(told.shifts, clockShift{at: t.Unix() - int64(before), before: before, after: after})
		}
	}
	slices.SortStableFunc(told.shifts, func(a, b clockShift) int { return int(min(max(a.at-b.at, -1), 1)) })
	if len(told.shifts) > 0 {
		told.first = told.shifts[0].before
	}
	return told
}

// onsets are the times by the clocks before that a part of a VTIMEZONE begins at: all that it names, and by its rule the
// last one before a year and those up to another.
func onsets(part *Component, before, from, to int) []time.Time {
	start, _, ok := parseClockTime(part.Value("DTSTART"))
	if !ok {
		return nil
	}
	times := []time.Time{start}
	for _, p := range part.All("RDATE") {
		for text := range strings.SplitSeq(p.Value, ",") {
			if t, _, ok := parseClockTime(text); ok && len(times) < 2000 {
				times = append(times, t)
			}
		}
	}
	text, until := withoutUntil(part.Value("RRULE"))
	rule, err := domain.ParseRule(text)
	if err != nil || !strings.Contains(strings.ToUpper(text), "FREQ=YEARLY") {
		return times
	}
	clock := start.Sub(start.Truncate(24 * time.Hour))
	rule.Days(domain.DateOf(start), domain.DateOf(time.Date(max(from-2, 1), 1, 1, 0, 0, 0, 0, time.UTC)), func(day domain.Date) bool {
		t := day.Time().Add(clock)
		if t.Year() > to+1 || len(times) > 5000 || !until.IsZero() && t.Add(-time.Duration(before)*time.Second).After(until) {
			return false
		}
		if !t.Equal(start) {
			times = append(times, t)
		}
		return true
	})
	return times
}

// withoutUntil takes the end out of a rule.
func withoutUntil(text string) (string, time.Time) {
	var until time.Time
	parts := slices.DeleteFunc(strings.Split(text, ";"), func(part string) bool {
		name, value, _ := strings.Cut(part, "=")
		if !strings.EqualFold(name, "UNTIL") {
			return false
		}
		t, _, ok := parseClockTime(value)
		if ok {
			until = t
		}
		return ok
	})
	return strings.Join(parts, ";"), until
}

// at is how much the clocks are ahead at a moment.
func (c clocks) at(second int64) int {
	i, found := slices.BinarySearchFunc(c.shifts, second, func(s clockShift, at int64) int { return int(min(max(s.at-at, -1), 1)) })
	if found {
		for i+1 < len(c.shifts) && c.shifts[i+1].at == second {
			i++
		}
		return c.shifts[i].after
	}
	if i == 0 {
		return c.first
	}
	return c.shifts[i-1].after
}

// differ counts at how many moments of some years the clocks show something else than those of a place.
func (c clocks) differ(place *time.Location, from, to int) int {
	misses := 0
	check := func(second int64) {
		if _, ahead := time.Unix(second, 0).In(place).Zone(); ahead != c.at(second) {
			misses++
		}
	}
	begin, end := time.Date(from, 1, 1, 12, 0, 0, 0, time.UTC).Unix(), time.Date(to, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	for second := begin; second < end; second += 10 * 24 * 3600 {
		check(second)
	}
	for _, s := range c.shifts {
		if s.at >= begin && s.at < end {
			check(s.at - 1)
			check(s.at)
		}
	}
	return misses
}
