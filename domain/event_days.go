package domain

import "time"

// FirstOfDays are the first few of each day among occurrences that are in order, and how many more begin on a day. What began
// before the first day is with it.
func FirstOfDays(list []Occurrence, first Date, most int) (shown []Occurrence, more map[Date]int) {
	more = map[Date]int{}
	var today Date
	there := 0
	for _, o := range list {
		if day := max(DateOf(o.From), first); day != today {
			today, there = day, 0
		}
		if there++; there <= most {
			shown = append(shown, o)
		} else {
			more[today]++
		}
	}
	return shown, more
}

// Meetings are how many occurrences are at least in part between two moments, have a time of day and take place.
func Meetings(list []Occurrence, from, to time.Time) int {
	n := 0
	for _, o := range list {
		if o.Dated == nil && !o.Of.AllDay && o.Of.Status != EventCancelled && o.within(from, to) {
			n++
		}
	}
	return n
}

// within tells whether it is at least in part between two moments, the second not included.
func (o Occurrence) within(from, to time.Time) bool {
	return o.From.Before(to) && (o.To.After(from) || o.From.Equal(o.To) && !o.From.Before(from))
}

// With is the occurrence of what is now known of its event.
func (o Occurrence) With(e *Event) Occurrence {
	o.Of = e
	if !e.Repeats() {
		o.Day = e.On
	}
	return o
}
