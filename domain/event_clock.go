package domain

import (
	"strings"
	"time"
)

// EventText is a time of an event as it is written down: a date, a time without a zone, or an instant in UTC.
func (e Event) EventText(t time.Time) string {
	switch {
	case e.AllDay:
		return string(DateOf(t))
	case e.Floats():
		return t.Format(localTime)
	}
	return t.UTC().Format(time.RFC3339)
}

// DayAt is the day that a time, written as EventText does, is on by the event's own clock; empty for what is none.
func (e Event) DayAt(text string) Date {
	if t, err := time.Parse(time.RFC3339, text); err == nil && inCalendar(t) {
		return DateOf(t.In(e.zone()))
	}
	if t, err := time.Parse(localTime, text); err == nil {
		return DateOf(t)
	}
	return ""
}

const localTime = "2006-01-02T15:04:05"

// Civil is the same date and time of day on the clocks of a zone. A time that the clocks leap over is as much later as
// they leap; of one that they show twice it is the first.
func Civil(t time.Time, loc *time.Location) time.Time {
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	_, before := wall.Add(-24 * time.Hour).In(loc).Zone()
	first := wall.Add(-time.Duration(before) * time.Second).In(loc)
	if sameClock(first, wall) {
		return first
	}
	_, after := first.Zone()
	if second := wall.Add(-time.Duration(after) * time.Second).In(loc); sameClock(second, wall) {
		return second
	}
	return first
}

// sameClock tells whether two clocks show the same.
func sameClock(a, b time.Time) bool {
	_, ahead := a.Zone()
	_, other := b.Zone()
	return a.Unix()+int64(ahead) == b.Unix()+int64(other)
}

// parseEventZone reads the name of a zone; none is that of who typed it.
func parseEventZone(p Problems, text string, otherwise *time.Location) (string, *time.Location) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return otherwise.String(), otherwise
	case strings.EqualFold(text, Floating):
		return Floating, time.UTC
	}
	loc, known := zoneNamed(text)
	if !known {
		p.Add("timezone", "Choose a time zone, such as Europe/Stockholm.")
		return "", time.UTC
	}
	return text, loc
}

// parseEventTime reads an instant, or a time on the clocks of a zone.
func parseEventTime(p Problems, field, text string, zone string, loc *time.Location) time.Time {
	text = strings.TrimSpace(text)
	for _, layout := range []string{"2006-01-02T15:04", localTime, "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return calendarTime(p, field, Civil(t, loc))
		}
	}
	t, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		p.Add(field, "Write it as a date and time, such as 2026-11-30T09:30.")
	case zone == Floating:
		p.Add(field, "A floating time belongs to no zone. Write it without one, such as 2026-11-30T09:30.")
	default:
		return calendarTime(p, field, t.In(loc))
	}
	return time.Time{}
}

// calendarTime is the time in UTC, whole seconds, if the years of both clocks can be written down.
func calendarTime(p Problems, field string, t time.Time) time.Time {
	if !inCalendar(t) || t.Year() < 1 || t.Year() > 9999 {
		p.Add(field, "The calendar goes from the year 1 to 9999.")
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}

// Clocks are the event's times as its own clock shows them, or that of a place where it has none.
func (e Event) Clocks(otherwise *time.Location) (start, end time.Time) {
	zone := e.zone()
	if e.TimeZone == "" && !e.AllDay {
		zone = otherwise
	}
	return e.Start.In(zone), e.End.In(zone)
}
