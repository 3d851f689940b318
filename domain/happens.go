package domain

import "time"

// Happens tells whether any time of an event, or of a series followed by what single times of it became, is at least in
// part between two moments for somebody in a zone, the second not included. It looks at what is near first: most of what
// goes on for ever happens soon.
func Happens(events []Event, from, to time.Time, loc *time.Location) bool {
	if len(events) == 1 && !events[0].Repeats() {
		begins, ends := events[0].Span(loc)
		return begins.Before(to) && (ends.After(from) || begins.Equal(ends) && !begins.Before(from))
	}
	for _, days := range []int{32, 400} {
		near := from.AddDate(0, 0, days)
		if !near.Before(to) {
			break
		}
		if happensIn(events, from, near, loc) {
			return true
		}
		from = near
	}
	return happensIn(events, from, to, loc)
}

// happensIn is true for what happens too often to be worked out.
func happensIn(events []Event, from, to time.Time, loc *time.Location) bool {
	found, err := Occurrences(events, from, to, loc)
	return err != nil || len(found) > 0
}

// Within tells whether a todo is in a stretch of time, the end not included, as RFC 4791 (9.9) has it: by its start and its
// due date, else by when it was done and made. One that repeats is in it with each time that it falls due.
func (t Todo) Within(from, to time.Time, loc *time.Location) bool {
	start, due := t.moments(loc)
	if rule, err := ParseRule(t.Recurrence); err == nil && t.Recurrence != "" && (t.DueDate != "" || t.StartDate != "") {
		first := t.DueDate
		if first == "" {
			first = t.StartDate
		}
		within := false
		rule.Days(first, max(first, DateOf(from.UTC()).AddDays(-2)), func(day Date) bool {
			by := first.DaysUntil(day)
			within = todoWithin(later(start, by), later(due, by), from, to)
			return !within && day.Time().Before(to.AddDate(0, 0, 2))
		})
		return within
	}
	if !start.IsZero() || !due.IsZero() {
		return todoWithin(start, due, from, to)
	}
	made, done := t.CreatedAt, t.CompletedAt
	switch {
	case !made.IsZero() && !done.IsZero():
		return (!from.After(made) || !from.After(done)) && (!to.Before(made) || !to.Before(done))
	case !done.IsZero():
		return !from.After(done) && !to.Before(done)
	case !made.IsZero():
		return to.After(made)
	}
	return true
}

// moments are when a todo begins and is due in a zone, zero for no date. What has no time is due when its day begins, which
// is what a DUE without one says.
func (t Todo) moments(loc *time.Location) (start, due time.Time) {
	if t.StartDate != "" {
		start = Civil(t.StartDate.Time(), loc)
	}
	if t.DueDate != "" {
		due = t.DueDate.Time()
		if at, err := time.Parse("15:04", string(t.DueTime)); err == nil {
			due = due.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
		}
		due = Civil(due, loc)
	}
	return start, due
}

func later(t time.Time, days int) time.Time {
	if t.IsZero() {
		return t
	}
	return t.AddDate(0, 0, days)
}

func todoWithin(start, due, from, to time.Time) bool {
	switch {
	case start.IsZero():
		return from.Before(due) && !to.Before(due) || from.Equal(due) && to.After(due)
	case due.IsZero():
		return !from.After(start) && to.After(start)
	}
	return (from.Before(due) || !from.After(start)) && (to.After(start) || !to.Before(due))
}
