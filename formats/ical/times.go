package ical

import (
	"strings"
	"time"

	"mddash/domain"
)

// moment is a time as a property tells it.
type moment struct {
	date bool      // a day, and at its midnight in UTC
	utc  bool      // an instant
	zone zone      // the clocks that it is told by, where neither of these
	at   time.Time // the instant; without a zone what the clocks show, as if it were UTC
	wall time.Time // what the clocks show, as if it were UTC
}

// floats tells whether it is at a time of day wherever somebody is.
func (m moment) floats() bool { return !m.date && !m.utc && m.zone.at == nil }

// moment reads a value of a property.
func (z *Zones) moment(p *Property, value string) (moment, bool) {
	wall, form, ok := parseClockTime(value)
	if !ok {
		return moment{}, false
	}
	m := moment{date: form == dateForm, utc: form == utcForm, at: wall, wall: wall}
	if id := p.Param("TZID"); id != "" && !m.date && !m.utc {
		m.zone = z.named(id, p.Line)
		m.at = domain.Civil(wall, m.zone.at).UTC()
	}
	return m, true
}

// moments reads the times of a list, such as those that are left out; of a period it is its begin.
func (z *Zones) moments(p *Property) []moment {
	var all []moment
	for value := range strings.SplitSeq(p.Value, ",") {
		value, _, _ = strings.Cut(strings.TrimSpace(value), "/")
		if m, ok := z.moment(p, value); ok {
			all = append(all, m)
		} else if value != "" {
			z.warn(p.Line, p.Name+" holds what is no time: "+clip(value))
		}
	}
	return all
}

const (
	dateForm = iota + 1
	clockForm
	utcForm
)

// parseClockTime reads a date, or a date and time, also as ISO 8601 writes them down otherwise.
func parseClockTime(text string) (t time.Time, form int, ok bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) > 8 && text[4] == '-' {
		text = strings.NewReplacer("-", "", ":", "").Replace(text)
	}
	if form = dateForm; len(text) > 8 {
		if form = clockForm; text[len(text)-1] == 'Z' {
			text, form = text[:len(text)-1], utcForm
		}
		if len(text) == len("20060102T1504") {
			text += "00"
		}
		if len(text) != len("20060102T150405") || text[8] != 'T' {
			return t, 0, false
		}
	} else if len(text) != 8 {
		return t, 0, false
	}
	year, y := digits(text[:4])
	month, m := digits(text[4:6])
	day, d := digits(text[6:8])
	clock, c := time.Duration(0), true
	if form != dateForm {
		clock, c = parseClock(text[9:])
	}
	if t = time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC); !y || !m || !d || !c || year < 1 || int(t.Month()) != month || t.Day() != day {
		return t, 0, false
	}
	t = t.Add(clock)
	return t, form, t.Year() <= 9999
}

// parseClock reads hhmmss. There is a second 60, and a midnight that is 24 o'clock.
func parseClock(text string) (time.Duration, bool) {
	hour, h := digits(text[:2])
	minute, m := digits(text[2:4])
	second, s := digits(text[4:])
	ok := h && m && s && minute < 60 && second <= 60 && (hour < 24 || hour == 24 && minute == 0 && second == 0)
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(min(second, 59))*time.Second, ok
}

func digits(text string) (int, bool) {
	n := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = 10*n + int(text[i]-'0')
	}
	return n, true
}

// span is a DURATION: days that are days of the calendar, and a time.
type span struct{ days, seconds int }

// parseSpan reads a DURATION of at most some hundred years.
func parseSpan(text string) (s span, ok bool) {
	text = strings.ToUpper(strings.TrimSpace(text))
	sign := 1
	if strings.HasPrefix(text, "-") {
		sign = -1
	}
	text = strings.TrimLeft(text, "+-")
	if !strings.HasPrefix(text, "P") || len(text) < 3 {
		return s, false
	}
	timed, n, some := false, 0, false
	for _, c := range text[1:] {
		switch {
		case c >= '0' && c <= '9':
			if n = 10*n + int(c-'0'); n > 100_000_000 {
				return s, false
			}
			some = true
			continue
		case c == 'T' && !timed && !some:
			timed = true
			continue
		case !some || !s.add(c, n*sign, timed):
			return s, false
		}
		n, some = 0, false
	}
	const most = 366 * 100
	return s, !some && s.days < most && s.days > -most && s.seconds < most*24*3600 && s.seconds > -most*24*3600
}

func (s *span) add(unit rune, n int, timed bool) bool {
	switch {
	case unit == 'W' && !timed:
		s.days += 7 * n
	case unit == 'D' && !timed:
		s.days += n
	case unit == 'H' && timed:
		s.seconds += 3600 * n
	case unit == 'M' && timed:
		s.seconds += 60 * n
	case unit == 'S' && timed:
		s.seconds += n
	default:
		return false
	}
	return true
}

// after is the moment that a span after one ends: its days are those of the clocks.
func (s span) after(m moment) time.Time {
	if m.zone.at == nil {
		return m.at.AddDate(0, 0, s.days).Add(time.Duration(s.seconds) * time.Second)
	}
	return domain.Civil(m.wall.AddDate(0, 0, s.days), m.zone.at).UTC().Add(time.Duration(s.seconds) * time.Second)
}

// parseOffset reads how much clocks are ahead of UTC, in seconds.
func parseOffset(text string) (int, bool) {
	text = strings.ReplaceAll(strings.TrimSpace(text), ":", "")
	if len(text) != 5 && len(text) != 7 || text[0] != '+' && text[0] != '-' {
		return 0, false
	}
	hours, h := digits(text[1:3])
	minutes, m := digits(text[3:5])
	seconds, s := digits(text[5:])
	total := hours*3600 + minutes*60 + seconds
	if text[0] == '-' {
		total = -total
	}
	return total, h && m && s && hours < 24 && minutes < 60 && seconds < 60
}
