package views

import (
	"context"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// Day is a date as people say it: Today, Tomorrow, Yesterday, the weekday when it is within the next week, else
// "Fri 29 May", with the year when it is another one. No date is no text.
func Day(ctx context.Context, d, today domain.Date) string {
	if d == "" {
		return ""
	}
	switch days := today.DaysUntil(d); {
	case days == 0:
		return ui.T(ctx, "Today")
	case days == 1:
		return ui.T(ctx, "Tomorrow")
	case days == -1:
		return ui.T(ctx, "Yesterday")
	case days > 1 && days < 7:
		return ui.Weekday(ctx, d.Weekday())
	case d.Time().Year() == today.Time().Year():
		return ui.Date(ctx, d.Time(), "Mon 2 Jan")
	}
	return ui.Date(ctx, d.Time(), "Mon 2 Jan 2006")
}

// DayRange is from one date to another, each with its year where that is another one: "4 May to 9 May". Of one day it is
// that day.
func DayRange(ctx context.Context, from, to, today domain.Date) string {
	day := func(d domain.Date) string {
		if d.Time().Year() == today.Time().Year() {
			return ui.Date(ctx, d.Time(), "2 Jan")
		}
		return ui.Date(ctx, d.Time(), "2 Jan 2006")
	}
	if from == to {
		return day(from)
	}
	return ui.T(ctx, "%s to %s", day(from), day(to))
}

// DayAndClock is a date with the time of day behind it, where there is one: "Tomorrow, 17:00".
func DayAndClock(ctx context.Context, d domain.Date, at domain.Clock, today domain.Date) string {
	if d == "" || at == "" {
		return Day(ctx, d, today) + string(at)
	}
	return Day(ctx, d, today) + ", " + string(at)
}

// Moment is an instant on the clock that now is read from: "Today, 08:52".
func Moment(ctx context.Context, t, now time.Time) string {
	t = t.In(now.Location())
	return DayAndClock(ctx, domain.DateOf(t), domain.Clock(t.Format("15:04")), domain.DateOf(now))
}

// DayOf is the date of an instant on the clock that now is read from: "Mon 18 May".
func DayOf(ctx context.Context, t, now time.Time) string {
	return Day(ctx, domain.DateOf(t.In(now.Location())), domain.DateOf(now))
}

// Ago is how long ago an instant was, for the middle of a sentence: "now", "5 min ago", "2 h ago", "yesterday", then the day.
func Ago(ctx context.Context, t, now time.Time) string {
	switch gone := now.Sub(t); {
	case gone < time.Minute:
		return ui.T(ctx, "now")
	case gone < time.Hour:
		return ui.T(ctx, "%s min ago", strconv.Itoa(int(gone/time.Minute)))
	case gone < 24*time.Hour:
		return ui.T(ctx, "%s h ago", strconv.Itoa(int(gone/time.Hour)))
	}
	if day := DayOf(ctx, t, now); day != ui.T(ctx, "Yesterday") {
		return day
	}
	return ui.T(ctx, "yesterday")
}

// Plural is a number with its word: "1 todo", "3 todos".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
