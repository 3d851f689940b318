package quickadd

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// thisOrNext reads "this friday", "next week", "next month", "next friday": a weekday of the week that begins on the
// coming Monday.
func (p *parser) thisOrNext(at int, _ bool) (domain.Date, int) {
	which, next := p.word(at), p.more(at+1)
	switch which {
	case "this", "coming", "upcoming", "next":
	default:
		return "", 0
	}
	day, _, isWeekday := weekday(next)
	monday := p.today.AddDays(-int(p.today.Weekday()+6) % 7)
	switch which {
	case "this", "coming", "upcoming":
		switch {
		case isWeekday:
			return p.coming(day, 0), 2
		case next == "weekend" && p.today.Weekday() == time.Sunday:
			return p.today, 2
		case next == "weekend":
			return p.coming(time.Saturday, 0), 2
		}
	case "next":
		monday = monday.AddDays(7)
		switch {
		case isWeekday:
			return inWeek(monday, day), 2
		case next == "weekend":
			return inWeek(monday, time.Saturday), 2
		case next == "week":
			return p.nextWeek(at, monday)
		case next == "month":
			return p.nextMonth(at)
		case next == "year":
			return calendarDate(p.today.Time().Year()+1, 1, 1), 2
		}
	}
	return "", 0
}

// nextWeek is its Monday, or the weekday that follows.
func (p *parser) nextWeek(at int, monday domain.Date) (domain.Date, int) {
	skip := p.follow(at+2, "on")
	if day, doubtful, ok := weekday(p.more(at + 2 + skip)); ok && (!doubtful || skip > 0 || p.ends(at+3)) {
		return inWeek(monday, day), 3 + skip
	}
	return monday, 2
}

// nextMonth is its first day, or the one that follows.
func (p *parser) nextMonth(at int) (domain.Date, int) {
	first := firstOfMonth(p.today, 1)
	skip := p.follow(at+2, "on", "the")
	if day, ok := ordinal(p.more(at + 2 + skip)); ok && skip > 0 {
		return p.nthFrom(first, day), 3 + skip
	}
	return first, 2
}

// endOf reads "end of month" and its short form. A week of work ends on Friday.
func (p *parser) endOf(at int, _ bool) (domain.Date, int) {
	skip := 0
	if p.word(at) == "the" {
		skip = 1
	}
	if last := p.word(at + skip); skip == 0 {
		switch last {
		case "eod":
			return p.today, 1
		case "eow":
			return p.coming(time.Friday, 0), 1
		case "eom":
			return firstOfMonth(p.today, 1).AddDays(-1), 1
		case "eoy":
			return calendarDate(p.today.Time().Year(), 12, 31), 1
		}
	}
	if p.word(at+skip) != "end" || skip == 1 && !p.joined(at+1) || p.follow(at+skip+1, "of") == 0 {
		return "", 0
	}
	n, ahead := skip+2, 0
	switch p.more(at + n) {
	case "the", "this":
		n++
	case "next":
		n, ahead = n+1, 1
	}
	switch word := p.more(at + n); word {
	case "day":
		return p.today.AddDays(ahead), n + 1
	case "week":
		return p.coming(time.Friday, 0).AddDays(7 * ahead), n + 1
	case "month":
		return firstOfMonth(p.today, 1+ahead).AddDays(-1), n + 1
	case "year":
		return calendarDate(p.today.Time().Year()+ahead, 12, 31), n + 1
	default:
		return p.endOfNamedMonth(word), n + 1
	}
}

func (p *parser) endOfNamedMonth(word string) domain.Date {
	m, _, ok := month(word)
	if !ok {
		return ""
	}
	return p.rolled(m, func(year int) domain.Date { return firstOfMonth(calendarDate(year, m, 1), 1).AddDays(-1) })
}

// numeric reads 2026-12-01, 1.12.2026, 1.12., 12/25 and 12/25/2026.
func (p *parser) numeric(at int, firm bool) (domain.Date, int) {
	text := p.word(at)
	if len(text) < 3 || !startsWithDigit(text) {
		return "", 0
	}
	if len(text) == len(time.DateOnly) {
		if date, ok := domain.ParseDate(strings.ReplaceAll(text, "/", "-")); ok {
			return date, 1
		}
	}
	if part := strings.Split(text, "."); len(part) == 3 && digits(part[0], 1, 2) && digits(part[1], 1, 2) {
		long := len(part[0]) == 2 && len(part[1]) == 2
		if part[2] == "" || digits(part[2], 4, 4) || long && digits(part[2], 2, 2) {
			return p.dated(part[2], part[1], part[0]), 1
		}
	}
	if part := strings.Split(text, "/"); (len(part) == 2 || len(part) == 3) && digits(part[0], 1, 2) && digits(part[1], 1, 2) {
		if len(part) == 3 && (digits(part[2], 4, 4) || digits(part[2], 2, 2)) {
			return p.dated(part[2], part[0], part[1]), 1
		}
		if len(part) == 2 && (firm || p.isSlashDate(at, part[0], part[1])) {
			return p.dated("", part[0], part[1]), 1
		}
	}
	return "", 0
}

// isSlashDate tells a date from a fraction: 12/25 can't be one, 06/05 isn't written so, 6/5 has to stand alone.
func (p *parser) isSlashDate(at int, month, day string) bool {
	d, _ := strconv.Atoi(day)
	if d > 12 || len(month) == 2 && month[0] == '0' {
		return true
	}
	m, _ := strconv.Atoi(month)
	return p.ends(at+1) && (m > d || d > 4)
}

// dated makes a date of digits; without a year it is the next one there is.
func (p *parser) dated(year, month, day string) domain.Date {
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	if year == "" {
		return p.rolled(m, func(year int) domain.Date { return calendarDate(year, m, d) })
	}
	y, _ := strconv.Atoi(year)
	if len(year) == 2 {
		y += 2000
	}
	return calendarDate(y, m, d)
}

// ofMonth reads "5 jan", "5th of january", "jan 5" and a year behind them.
func (p *parser) ofMonth(at int, firm bool) (domain.Date, int) {
	m, d, n := p.monthDay(at, firm)
	if n == 0 {
		return "", 0
	}
	if text := p.listed(at + n); digits(text, 4, 4) && text >= "1900" && text < "2200" {
		year, _ := strconv.Atoi(text)
		return calendarDate(year, m, d), n + 1
	}
	if p.more(at+n) != "" && counted(p.word(at+n)) {
		return "", 0
	}
	return p.rolled(m, func(year int) domain.Date { return calendarDate(year, m, d) }), n
}

// monthDay reads a month and a day in either order. May and March ask for more: "5 may help", "may the 4th be".
func (p *parser) monthDay(at int, firm bool) (m, d, n int) {
	if m, doubtful, ok := month(p.word(at)); ok {
		skip := p.follow(at+1, "the")
		d, ok := dayNumber(p.more(at + 1 + skip))
		if !ok || doubtful && skip > 0 && !p.ends(at+3) {
			return 0, 0, 0
		}
		return m, d, 2 + skip
	}
	skip := 0
	if p.word(at) == "the" && p.joined(at+1) {
		skip = 1
	}
	d, ok := dayNumber(p.word(at + skip))
	if !ok {
		return 0, 0, 0
	}
	skip += p.follow(at+skip+1, "of")
	m, doubtful, ok := month(p.more(at + skip + 1))
	if !ok || doubtful && !firm && !p.endsLoosely(at+skip+2) && !digits(p.word(at+skip+2), 4, 4) {
		return 0, 0, 0
	}
	return m, d, skip + 2
}

// dayNumber reads 5 or 5th.
func dayNumber(word string) (int, bool) {
	if n, ok := ordinal(word); ok {
		return n, true
	}
	if !digits(word, 1, 2) {
		return 0, false
	}
	n, _ := strconv.Atoi(word)
	return n, n >= 1 && n <= 31
}

// ordinalDay reads "25th" and "the 5th of next month", where no noun follows that the number could belong to.
func (p *parser) ordinalDay(at int, _ bool) (domain.Date, int) {
	skip := 0
	if p.word(at) == "the" && p.joined(at+1) {
		skip = 1
	}
	d, ok := ordinal(p.word(at + skip))
	if !ok {
		return "", 0
	}
	n := skip + 1
	if tail := p.follow(at+n, "of", "next", "month"); tail > 0 {
		return p.nthFrom(firstOfMonth(p.today, 1), d), n + tail
	}
	tail := max(p.follow(at+n, "of", "the", "month"), p.follow(at+n, "of", "this", "month"))
	if tail == 0 && !p.endsLoosely(at+n) {
		return "", 0
	}
	return p.nthFrom(p.today, d), n + tail
}

// nthFrom is the first d-th of a month on or after a day.
func (p *parser) nthFrom(from domain.Date, d int) domain.Date {
	t := from.Time()
	for ahead := range 4 {
		if date := calendarDate(t.Year()+(int(t.Month())-1+ahead)/12, (int(t.Month())-1+ahead)%12+1, d); date >= from {
			return date
		}
	}
	return ""
}

// weekday reads a weekday as the next one after today, also where its date follows: "Fri, 25 Dec".
func (p *parser) weekday(at int, firm bool) (domain.Date, int) {
	day, doubtful, ok := weekday(p.word(at))
	if !ok || p.namesSomething(at, doubtful, firm) {
		return "", 0
	}
	if p.listed(at+1) != "" {
		for _, read := range [...]func(*parser, int, bool) (domain.Date, int){(*parser).ofMonth, (*parser).numeric, (*parser).ordinalDay} {
			if date, n := read(p, at+1, true); n > 0 && date != "" {
				return date, n + 1
			}
		}
	}
	if n := p.follow(at+1, "next", "week"); n > 0 {
		monday := p.today.AddDays(7 - int(p.today.Weekday()+6)%7)
		return inWeek(monday, day), n + 1
	}
	if doubtful && !firm && !p.ends(at+1) {
		return "", 0
	}
	return p.coming(day, 1), 1
}

// namesSomething tells whether the word before makes another thing of a weekday: "Black Friday", "the sun", "he sat".
func (p *parser) namesSomething(at int, doubtful, firm bool) bool {
	if !p.joined(at) {
		return false
	}
	switch p.word(at - 1) {
	case "last", "since", "previous", "past", "black", "good", "cyber", "easter", "ash", "holy", "palm", "fat", "blue":
		return true
	case "the", "a", "an", "my", "our", "your", "his", "her", "their", "from", "between":
		return !firm
	case "i", "we", "he", "she", "they", "it", "that", "who", "you", "ruby", "and", "or":
		return doubtful
	}
	return false
}

// coming is the next such weekday, today included when least is 0.
func (p *parser) coming(day time.Weekday, least int) domain.Date {
	ahead := int(day-p.today.Weekday()+7) % 7
	if ahead < least {
		ahead += 7
	}
	return p.today.AddDays(ahead)
}

// rolled is this year's date of a month, or that of the first later year that has one and isn't past.
func (p *parser) rolled(month int, in func(year int) domain.Date) domain.Date {
	for ahead := range 9 {
		if date := in(p.today.Time().Year() + ahead); date >= p.today && month > 0 {
			return date
		}
	}
	return ""
}

func inWeek(monday domain.Date, day time.Weekday) domain.Date { return monday.AddDays(int(day+6) % 7) }

// firstOfMonth is the first of the month that is so many after the date's.
func firstOfMonth(d domain.Date, ahead int) domain.Date {
	t := d.Time()
	return domain.DateOf(time.Date(t.Year(), t.Month()+time.Month(ahead), 1, 0, 0, 0, 0, time.UTC))
}

// calendarDate is empty for what no calendar has.
func calendarDate(year, month, day int) domain.Date {
	date, _ := domain.ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
	return date
}

// addSpan moves a date on; from the 31st by a month to that month's last day. Empty behind the calendar's end.
func addSpan(d domain.Date, s span) domain.Date {
	ahead := 0
	switch s.unit {
	case days:
		return valid(d.AddDays(s.n))
	case weeks:
		return valid(d.AddDays(7 * s.n))
	case months:
		ahead = s.n
	case quarters:
		ahead = 3 * s.n
	case years:
		ahead = 12 * s.n
	}
	first, last := firstOfMonth(d, ahead), firstOfMonth(d, ahead+1).AddDays(-1)
	return valid(min(first.AddDays(d.Time().Day()-1), last))
}

// duration of hours and minutes; days count 24 hours.
func (s span) duration() time.Duration {
	switch s.unit {
	case minutes:
		return time.Duration(s.n) * time.Minute
	case hours:
		return time.Duration(s.n) * time.Hour
	}
	return 0
}

func valid(d domain.Date) domain.Date {
	date, _ := domain.ParseDate(string(d))
	return date
}
