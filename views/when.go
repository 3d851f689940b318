package views

import (
	"strconv"
	"time"

	"mddash/domain"
)

// Day is a date as people say it: Today, Tomorrow, Yesterday, the weekday when it is within the next week, else
// "Fri 29 May", with the year when it is another one. No date is no text.
func Day(d, today domain.Date) string {
	if d == "" {
		return ""
	}
	switch days := today.DaysUntil(d); {
	case days == 0:
		return "Today"
	case days == 1:
		return "Tomorrow"
	case days == -1:
		return "Yesterday"
	case days > 1 && days < 7:
		return d.Weekday().String()
	case d.Time().Year() == today.Time().Year():
		return d.Time().Format("Mon 2 Jan")
	}
	return d.Time().Format("Mon 2 Jan 2006")
}

// DayRange is from one date to another, each with its year where that is another one: "4 May to 9 May". Of one day it is
// that day.
func DayRange(from, to, today domain.Date) string {
	day := func(d domain.Date) string {
		if d.Time().Year() == today.Time().Year() {
			return d.Time().Format("2 Jan")
		}
		return d.Time().Format("2 Jan 2006")
	}
	if from == to {
		return day(from)
	}
	return day(from) + " to " + day(to)
}

// DayAndClock is a date with the time of day behind it, where there is one: "Tomorrow, 17:00".
func DayAndClock(d domain.Date, at domain.Clock, today domain.Date) string {
	if d == "" || at == "" {
		return Day(d, today) + string(at)
	}
	return Day(d, today) + ", " + string(at)
}

// Moment is an instant on the clock that now is read from: "Today, 08:52".
func Moment(t, now time.Time) string {
	t = t.In(now.Location())
	return DayAndClock(domain.DateOf(t), domain.Clock(t.Format("15:04")), domain.DateOf(now))
}

// DayOf is the date of an instant on the clock that now is read from: "Mon 18 May".
func DayOf(t, now time.Time) string {
	return Day(domain.DateOf(t.In(now.Location())), domain.DateOf(now))
}

// Ago is how long ago an instant was, for the middle of a sentence: "now", "5 min ago", "2 h ago", "yesterday", then the day.
func Ago(t, now time.Time) string {
	switch gone := now.Sub(t); {
	case gone < time.Minute:
		return "now"
	case gone < time.Hour:
		return strconv.Itoa(int(gone/time.Minute)) + " min ago"
	case gone < 24*time.Hour:
		return strconv.Itoa(int(gone/time.Hour)) + " h ago"
	}
	if day := DayOf(t, now); day != "Yesterday" {
		return day
	}
	return "yesterday"
}

// Plural is a number with its word: "1 todo", "3 todos".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
