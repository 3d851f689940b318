package ical

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

type printedZone struct {
	name     string
	from, to int
}

// endless is up to which year the clocks of a place are told at least for a series that has no end.
const endless = 2050

// zone is a VTIMEZONE for a place that is right from one year to another, and after that as far as it goes by a rule.
func (z *Zones) zone(name string, from, to int) *Component {
	key := printedZone{name: name, from: max(from-1, 1), to: min(max(to, from+5), 9990)}
	if c := z.printed[key]; c != nil {
		return c
	}
	at := z.load(name)
	if at == nil {
		return nil
	}
	c := New("VTIMEZONE")
	c.Add("TZID", name)
	groups := groupShifts(placeShifts(at, key.from, key.to))
	for _, g := range groups {
		c.Components = append(c.Components, g.print(key.to)...)
	}
	if len(z.printed) < 1000 {
		z.printed[key] = c
	}
	return c
}

// placeShift is one change of the clocks of a place.
type placeShift struct {
	clock         time.Time // what the clocks showed, as if it were UTC
	before, after int
	name          string
	daylight      bool
}

// placeShifts are the changes in some years, with the last one before them.
func placeShifts(place *time.Location, from, to int) []placeShift {
	begin, end := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).In(place), time.Date(to+1, 1, 1, 0, 0, 0, 0, time.UTC)
	shifts := []placeShift{}
	add := func(at time.Time) {
		name, after := at.Zone()
		_, before := at.Add(-time.Second).Zone()
		if before != after || len(shifts) == 0 {
			clock := at.UTC().Add(time.Duration(before) * time.Second)
			shifts = append(shifts, placeShift{clock: clock, before: before, after: after, name: name, daylight: at.IsDST()})
		}
	}
	since, _ := begin.ZoneBounds()
	if since.IsZero() || since.Year() < 1 {
		name, after := begin.Zone()
		shifts = append(shifts, placeShift{clock: time.Date(min(from, 1970), 1, 1, 0, 0, 0, 0, time.UTC), before: after, after: after, name: name, daylight: begin.IsDST()})
	} else {
		add(since)
	}
	for at := nextShift(begin); at.Before(end); at = nextShift(at) {
		add(at)
	}
	return shifts
}

// nextShift is a moment after another up to which the clocks don't change; the last of all times where they never do.
// Around the turn of a year the library may say that they change at once, and then that is looked into.
func nextShift(at time.Time) time.Time {
	_, next := at.ZoneBounds()
	switch {
	case next.IsZero():
		return time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	case next.After(at):
		return next.In(at.Location())
	}
	_, ahead := at.Zone()
	seconds := sort.Search(24*3600, func(s int) bool {
		_, then := at.Add(time.Duration(s) * time.Second).Zone()
		return then != ahead
	})
	return at.Add(time.Duration(max(seconds, 1)) * time.Second)
}

// shiftGroup are changes from and to the same.
type shiftGroup struct {
	placeShift
	clocks []time.Time
}

func groupShifts(shifts []placeShift) []*shiftGroup {
	var groups []*shiftGroup
	for _, s := range shifts {
		i := slices.IndexFunc(groups, func(g *shiftGroup) bool {
			return g.before == s.before && g.after == s.after && g.name == s.name && g.daylight == s.daylight
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, &shiftGroup{placeShift: s})
		}
		groups[i].clocks = append(groups[i].clocks, s.clock)
	}
	return groups
}

// print gives a rule to what is regular, from the end on, and dates to the rest.
func (g *shiftGroup) print(to int) []*Component {
	var parts []*Component
	rest, single := g.clocks, []time.Time{}
	for len(rest) > 0 {
		last := rest[len(rest)-1]
		rule, run := longestRun(rest)
		if run < 3 {
			single = append(single, last)
			rest = rest[:len(rest)-1]
			continue
		}
		part := g.part(rest[len(rest)-run])
		if last.Year() < to {
			rule += ";UNTIL=" + last.Add(-time.Duration(g.before)*time.Second).Format("20060102T150405Z")
		}
		part.Add("RRULE", rule)
		parts, rest = append(parts, part), rest[:len(rest)-run]
	}
	if len(single) > 0 {
		slices.Reverse(single)
		part := g.part(single[0])
		for _, clock := range single[1:] {
			part.Add("RDATE", clock.Format("20060102T150405"))
		}
		parts = append(parts, part)
	}
	slices.Reverse(parts)
	return parts
}

func (g *shiftGroup) part(begin time.Time) *Component {
	c := New("STANDARD")
	if g.daylight {
		c.Name = "DAYLIGHT"
	}
	c.Add("DTSTART", begin.Format("20060102T150405"))
	c.Add("TZOFFSETFROM", formatOffset(g.before))
	c.Add("TZOFFSETTO", formatOffset(g.after))
	c.AddText("TZNAME", g.name)
	return c
}

// longestRun is the rule that holds for the most of the last times, one in each year, and for how many.
func longestRun(times []time.Time) (string, int) {
	best, most := "", 0
	for _, rule := range yearlyRules(times[len(times)-1]) {
		run := 1
		for run < len(times) {
			earlier, later := times[len(times)-run-1], times[len(times)-run]
			if earlier.Year() != later.Year()-1 || !slices.Contains(yearlyRules(earlier), rule) || earlier.Format(time.TimeOnly) != later.Format(time.TimeOnly) {
				break
			}
			run++
		}
		if run > most {
			best, most = rule, run
		}
	}
	return best, most
}

// yearlyRules are those that a day holds to, the plainest first.
func yearlyRules(t time.Time) []string {
	month, day, last := int(t.Month()), t.Day(), time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	weekday := strings.ToUpper(t.Format("Mon"))[:2]
	yearly := "FREQ=YEARLY;BYMONTH=" + strconv.Itoa(month) + ";"
	rules := []string{}
	if day > last-7 {
		rules = append(rules, yearly+"BYDAY=-1"+weekday)
	}
	if nth := (day-1)/7 + 1; nth < 5 {
		rules = append(rules, yearly+"BYDAY="+strconv.Itoa(nth)+weekday)
	}
	rules = append(rules, yearly+"BYMONTHDAY="+strconv.Itoa(day))
	for from := max(day-6, 2); from <= day && from+6 <= min(last, 30); from++ {
		if from%7 == 1 {
			continue // the nth one
		}
		days := make([]string, 7)
		for i := range days {
			days[i] = strconv.Itoa(from + i)
		}
		rules = append(rules, yearly+"BYDAY="+weekday+";BYMONTHDAY="+strings.Join(days, ","))
	}
	return rules
}

func formatOffset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}
