package domain

import "time"

// Edges of an event that can be moved by themselves.
const (
	EdgeStart = "start"
	EdgeEnd   = "end"
)

// shortestMoved is how long a timed event stays that is made as short as can be by hand, and usualLength how long one is
// that took whole days before.
const (
	shortestMoved = 15 * time.Minute
	usualLength   = time.Hour
)

// Moved is the event after somebody put it somewhere else, or one of its edges: to a day, where it then takes whole days,
// or to a time on the clocks of loc. All of it keeps its length, and its zone where it has one. What is no day and no time
// is Invalid. An edge that is put beyond the other one stops there.
func (e Event) Moved(to, edge string, loc *time.Location) (Event, error) {
	p := Problems{}
	if day, ok := ParseDate(to); ok {
		return e.movedToDay(day, edge, loc), nil
	}
	wall, err := time.Parse("2006-01-02T15:04", to)
	if err != nil || !inCalendar(wall) {
		p.Add("to", "Write it as a date, or as a date and time, such as 2026-11-30T09:30.")
		return e, p.Err()
	}
	if e.AllDay && edge != "" {
		p.Add("edge", "It takes whole days.")
		return e, p.Err()
	}
	return e.movedToTime(wall, edge, loc), nil
}

func (e Event) movedToDay(day Date, edge string, loc *time.Location) Event {
	first, last := e.Days(loc)
	switch edge {
	case EdgeStart:
		first = min(day, last)
	case EdgeEnd:
		last = max(day, first)
	default:
		first, last = day, day.AddDays(first.DaysUntil(last))
	}
	e.AllDay, e.TimeZone, e.Start, e.End = true, "", first.Time(), last.Time()
	return e
}

func (e Event) movedToTime(wall time.Time, edge string, loc *time.Location) Event {
	length := e.End.Sub(e.Start)
	if e.AllDay {
		e.AllDay, e.TimeZone, length = false, loc.String(), usualLength
	}
	// Of a floating event the clock's times are kept as if they were UTC.
	at := Civil(wall, loc).UTC()
	if e.Floats() {
		at = wall
	}
	switch edge {
	case EdgeStart:
		e.Start = at
		if latest := e.End.Add(-shortestMoved); e.Start.After(latest) {
			e.Start = latest
		}
	case EdgeEnd:
		e.End = at
		if earliest := e.Start.Add(shortestMoved); e.End.Before(earliest) {
			e.End = earliest
		}
	default:
		e.Start, e.End = at, at.Add(length)
	}
	return e
}

// MovedLike is a series moved as one of its times was, from was to now: by as many days, to the same time of day and the
// same length.
func (e Event) MovedLike(was, now Event) Event {
	first := e.StartDate().AddDays(was.StartDate().DaysUntil(now.StartDate()))
	length := now.End.Sub(now.Start)
	e.AllDay, e.TimeZone, e.Start = now.AllDay, now.TimeZone, first.Time()
	if !now.AllDay {
		zone := now.zone()
		clock := now.Start.In(zone)
		day := first.Time()
		e.Start = Civil(time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, time.UTC), zone).UTC()
	}
	e.End = e.Start.Add(length)
	return e
}

// TimesOver puts the event's times over an input.
func (e Event) TimesOver(in EventInput) EventInput {
	own := e.Input()
	in.Start, in.End, in.AllDay, in.TimeZone = own.Start, own.End, own.AllDay, own.TimeZone
	return in
}
