package domain

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// OnlyFirst is the rule of a series that has no other times than its first one and those that it names beside.
const OnlyFirst = "FREQ=DAILY;COUNT=1"

// ExtraMax is how many times a series may have beside those of its rule.
const ExtraMax = 1000

// shiftMax is by how many days a change of one time of a series and all that follow may move them.
const shiftMax = 366

// extraOn is the time that a series has on a day beside its rule.
func (e *Event) extraOn(day Date, zone *time.Location) (time.Time, bool) {
	for _, t := range e.Extra {
		if DateOf(t.In(zone)) == day {
			return t, true
		}
	}
	return time.Time{}, false
}

// followingOf are the events that hold for all times of a series that follow them, too, by the series and by their days.
func followingOf(events []Event) map[int64][]*Event {
	following := map[int64][]*Event{}
	for i := range events {
		if e := &events[i]; e.Following && e.SeriesID != 0 && !e.Start.IsZero() {
			following[e.SeriesID] = append(following[e.SeriesID], e)
		}
	}
	for _, list := range following {
		slices.SortStableFunc(list, func(a, b *Event) int { return strings.Compare(string(a.On), string(b.On)) })
	}
	return following
}

// shiftIn is by how many days the times that follow are later than the series has them.
func (e *Event) shiftIn(zone *time.Location) int { return e.On.DaysUntil(DateOf(e.Start.In(zone))) }

// at is what a series is on a day that it follows, as much later or earlier; false where that is too far.
func (e *Event) at(day Date, zone *time.Location) (start, end time.Time, ok bool) {
	shift := e.shiftIn(zone)
	moved := day.Moved(shift)
	if shift > shiftMax || shift < -shiftMax || moved == "" {
		return start, end, false
	}
	start, end = e.onDay(moved, zone)
	return start, end, true
}

// before is the last of some that is on or before a day.
func before(following []*Event, day Date) *Event {
	for _, e := range slices.Backward(following) {
		if e.On <= day {
			return e
		}
	}
	return nil
}

// TimeOn is the event at the time that its series has on a day, as OnDay gives it, with what a change of that and all
// that follow made of it. changed are what single times of the series became.
func (e Event) TimeOn(day Date, changed []Event) Event {
	if f := before(followingOf(changed)[e.ID], day); f != nil {
		if start, end, ok := f.at(day, f.zone()); ok {
			one := *f
			one.Start, one.End, one.ID, one.SeriesID, one.On, one.Following = start, end, e.ID, e.SeriesID, e.On, false
			one.Recurrence, one.Except, one.Extra = e.Recurrence, e.Except, e.Extra
			return one
		}
	}
	return e.OnDay(day)
}

// After is the first day of a series after one; false where that is the last.
func (e Event) After(day Date) (Date, bool) {
	rule, ok := e.rule()
	if !ok {
		return "", false
	}
	next, found := rule.Next(e.StartDate(), day)
	zone := e.zone()
	for _, t := range e.Extra {
		if d := DateOf(t.In(zone)); d > day && (!found || d < next) {
			next, found = d, true
		}
	}
	return next, found
}

// walked is a series in a window.
type walked struct {
	*window
	e         *Event
	zone      *time.Location
	following []*Event
	except    []Date // in order
	met       map[Date]bool
}

// reach is by how many days what is in the window can be before and after the days that the rule gives.
func (s *walked) reach() (before, after int) {
	before = s.e.lengthDays()
	for _, f := range s.following {
		shift := f.shiftIn(s.zones.of(f))
		if shift > shiftMax || shift < -shiftMax {
			continue
		}
		before, after = max(before, f.lengthDays()+shift, f.lengthDays()), max(after, -shift)
	}
	return before, after
}

// visit adds what the series is on a day, and tells whether later days can be in the window.
func (s *walked) visit(day Date, after int) bool {
	if len(s.e.Extra) > 0 {
		if s.met == nil {
			s.met = map[Date]bool{}
		}
		s.met[day] = true
	}
	// What is not there, or moved, can be after the window too.
	near := func() bool { return day.Time().Before(s.to.AddDate(0, 0, 2+after)) }
	if _, left := slices.BinarySearch(s.except, day); left || len(s.changed) > 0 && s.changed[seriesDay{s.e.ID, day}] {
		return near()
	}
	if f := before(s.following, day); f != nil {
		if start, end, ok := f.at(day, s.zones.of(f)); ok {
			s.add(f, day, start, end)
			return near()
		}
	}
	start, end := s.e.onDay(day, s.zone)
	return s.add(s.e, day, start, end) || len(s.following) > 0 && near()
}

func sortedDays(days []Date) []Date {
	if slices.IsSorted(days) {
		return days
	}
	return slices.Sorted(slices.Values(days))
}

// parseExtra reads the times beside the rule. Those that were there go along when the series moves.
func (in EventInput) parseExtra(p Problems, was Event, row *Event) {
	row.Extra = nil
	if len(in.Rdates) == 0 || row.Start.IsZero() {
		return
	}
	if was.ID != 0 && slices.Equal(in.Rdates, was.Input().Rdates) {
		row.Extra = was.extraAlong(row)
		return
	}
	if was.SeriesID != 0 {
		p.Add("rdates", "One time of a series does not repeat by itself. Change the series.")
		return
	}
	zone := row.zone()
	for _, text := range in.Rdates {
		t, ok := row.parseExtraTime(p, strings.TrimSpace(text), zone)
		if !ok {
			return
		}
		if _, there := row.extraOn(DateOf(t.In(zone)), zone); !there && DateOf(t.In(zone)) != row.StartDate() {
			row.Extra = append(row.Extra, t)
		}
	}
	slices.SortFunc(row.Extra, time.Time.Compare)
	if len(row.Extra) > ExtraMax && len(row.Extra) > len(was.Extra) {
		p.Add("rdates", fmt.Sprintf("At most %d times.", ExtraMax))
	}
}

func (e *Event) parseExtraTime(p Problems, text string, zone *time.Location) (time.Time, bool) {
	if day, ok := ParseDate(text); ok {
		plain := *e
		plain.Extra = nil
		t, _ := plain.onDay(day, zone)
		return t, true
	}
	if e.AllDay {
		p.Add("rdates", "Write the date as YYYY-MM-DD, such as 2026-11-30.")
		return time.Time{}, false
	}
	t := parseEventTime(p, "rdates", text, e.TimeZone, zone)
	return t, p["rdates"] == ""
}

// extraAlong are the times beside the rule after the series moved: as far from its start by the clocks as before.
func (e Event) extraAlong(now *Event) []time.Time {
	if e.Start.Equal(now.Start) && e.TimeZone == now.TimeZone && e.AllDay == now.AllDay {
		return slices.Clone(e.Extra)
	}
	was, is := e.zone(), now.zone()
	wall := func(t time.Time, zone *time.Location) time.Time {
		_, ahead := t.In(zone).Zone()
		return t.UTC().Add(time.Duration(ahead) * time.Second)
	}
	moved := []time.Time{}
	for _, t := range e.Extra {
		clock := wall(now.Start, is).Add(wall(t, was).Sub(wall(e.Start, was)))
		if now.AllDay {
			clock = clock.Truncate(24 * time.Hour)
		}
		if inCalendar(clock) {
			moved = append(moved, Civil(clock, is).UTC())
		}
	}
	return moved
}

// Carried is which day of a series each day of what it was before has become: where it only moved, the one with the same
// number, where it repeats in another way, the same day. What has become of none of them is left out.
func (e Event) Carried(was Event, days []Date) map[Date]Date {
	old, could := was.rule()
	now, can := e.rule()
	if !could || !can {
		return map[Date]Date{}
	}
	if moved := old.Along(was.StartDate(), e.StartDate()); moved.String() == now.String() {
		return Shifted(old, was.StartDate(), now, e.StartDate(), days)
	}
	same := map[Date]Date{}
	for _, day := range days {
		if now.Hits(e.StartDate(), day) {
			same[day] = day
		}
	}
	return same
}
