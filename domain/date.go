package domain

import (
	"strings"
	"time"
)

// Date is a civil date, YYYY-MM-DD, without a time zone. The zero value is no date.
// As text it sorts in the order of time.
type Date string

// ParseDate reads YYYY-MM-DD and refuses what no calendar has.
func ParseDate(text string) (Date, bool) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1 {
		return "", false
	}
	return Date(text), true
}

// StoredDate reads the date out of what another program stored: a date, or a date and time of which the day counts.
func StoredDate(text string) Date {
	if len(text) > len(time.DateOnly) && (text[10] == 'T' || text[10] == ' ') {
		text = text[:10]
	}
	d, _ := ParseDate(text)
	return d
}

// DateOf is the day that t is in its own location.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return Date(t.Format(time.DateOnly))
	}
	return dateFrom(year, int(month), day)
}

// dateFrom writes a date down without asking a layout how, which takes five times as long: calendars do it a lot.
func dateFrom(year, month, day int) Date {
	digit := func(n int) byte { return byte('0' + n%10) }
	return Date([]byte{digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-', digit(month / 10), digit(month), '-', digit(day / 10), digit(day)})
}

// Time is the date's midnight in UTC; the zero time for no date.
func (d Date) Time() time.Time {
	if len(d) != len(time.DateOnly) {
		return time.Time{}
	}
	ok := d[4] == '-' && d[7] == '-'
	digits := func(from, to int) int {
		n := 0
		for i := from; i < to; i++ {
			ok = ok && d[i] >= '0' && d[i] <= '9'
			n = 10*n + int(d[i]-'0')
		}
		return n
	}
	year, month, day := digits(0, 4), time.Month(digits(5, 7)), digits(8, 10)
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if !ok || t.Month() != month || t.Day() != day {
		return time.Time{}
	}
	return t
}

// AddDays moves the date by n days.
func (d Date) AddDays(n int) Date {
	if t := d.Time(); t.Year() < 2 || t.Year() > 9998 || n < -365 || n > 365 {
		return DateOf(t.AddDate(0, 0, n))
	}
	return dateOfDay(dayNumber(d) + n)
}

// Weekday of the date.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// DaysUntil is how many days other is after d; negative when it is before.
func (d Date) DaysUntil(other Date) int { return dayNumber(other) - dayNumber(d) }

// Clock is a civil time of day, HH:MM in 24 hours. The zero value is no time.
type Clock string

// ParseClock reads HH:MM, or HH:MM:SS of which the seconds are dropped.
func ParseClock(text string) (Clock, bool) {
	if len(text) == len("15:04:05") {
		text = strings.TrimSuffix(text, text[5:])
	}
	if _, err := time.Parse("15:04", text); err != nil || len(text) != 5 {
		return "", false
	}
	return Clock(text), true
}
