package quickadd

import (
	"fmt"
	"strings"
	"time"

	"mddash/domain"
)

// repeat is a repetition as read: FREQ, INTERVAL and BY parts, and what ends it.
type repeat struct {
	rule     string
	plain    unit // the unit when the rule names no days
	fromDone bool
	part     when // of "every morning"
	until    domain.Date
	lasts    span
	count    int
}

// repeat reads "every other friday", "daily", "on mondays", "3 days after completion" and what ends them.
func (p *parser) repeat(at int) (repeat, int) {
	r, n := p.every(at)
	if n == 0 {
		if r, n = p.adverb(at); n == 0 {
			if r, n = p.plurals(at); n == 0 {
				return p.afterwards(at)
			}
		}
	}
	if part := partOfDay(p.more(at + n)); part.half != anyHalf && !r.part.clock.set {
		r.part, n = part, n+1
	}
	for range 2 {
		m := p.repeatTail(at+n, &r)
		if m == 0 {
			break
		}
		n += m
	}
	return r, n
}

// every reads what follows "every". An exclamation mark behind it counts from the completion.
func (p *parser) every(at int) (repeat, int) {
	lead := p.word(at)
	if lead != "every" && lead != "each" || at+1 >= len(p.words) {
		return repeat{}, 0
	}
	fromDone := p.words[at].tail == "!"
	if !fromDone && !p.joined(at+1) || p.words[at+1].lead != "" {
		return repeat{}, 0
	}
	if _, _, isWeekday := weekday(p.word(at + 1)); lead == "each" && !isWeekday {
		return repeat{}, 0
	}
	r, n := p.cycle(at + 1)
	if n == 0 {
		return repeat{}, 0
	}
	r.fromDone = fromDone
	return r, n + 1
}

// cycle reads what a repetition repeats on: days, units, weekdays, days of the month.
func (p *parser) cycle(at int) (repeat, int) {
	if r, n := p.placed(at); n > 0 {
		return r, n
	}
	if m, d, n := p.monthDay(at, true); n > 0 {
		return repeat{rule: yearlyRule(1, m, d)}, n
	}
	interval, skip := p.interval(at)
	next := p.word(at)
	if skip > 0 {
		next = p.more(at + skip)
	}
	if u := unitOf(next); u >= days && interval*monthsIn(u) <= domain.IntervalMax {
		return p.units(interval, u, at+skip+1, skip+1)
	}
	if list, n := p.weekdays(at + skip); n > 0 && (skip == 0 || interval == 2) {
		return repeat{rule: rule("WEEKLY", interval, "BYDAY="+list)}, skip + n
	}
	if skip > 0 {
		return repeat{}, 0
	}
	switch next {
	case "weekday", "workday":
		return repeat{rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}, 1
	case "weekend":
		return repeat{rule: "FREQ=WEEKLY;BYDAY=SA"}, 1
	case "morning", "afternoon", "evening", "night":
		return repeat{rule: "FREQ=DAILY", part: partOfDay(next)}, 1
	}
	return p.monthDays(at)
}

// interval reads the 2 of "2 weeks" and of "other week"; 1 where there is none.
func (p *parser) interval(at int) (interval, words int) {
	switch word := p.word(at); word {
	case "a", "an":
		return 1, 0
	case "other", "second", "2nd":
		return 2, 1
	case "third", "3rd":
		return 3, 1
	default:
		if n, ok := number(word); ok {
			return n, 1
		}
	}
	return 1, 0
}

// units goes on behind "every 2 weeks" with the days in them: "on mon and wed", "on the 15th", "on jan 5".
func (p *parser) units(interval int, u unit, at, n int) (repeat, int) {
	freq := []string{days: "DAILY", weeks: "WEEKLY", months: "MONTHLY", quarters: "MONTHLY", years: "YEARLY"}[u]
	interval *= monthsIn(u)
	r := repeat{rule: rule(freq, interval, ""), plain: u}
	on := p.follow(at, "on")
	if on == 0 && p.more(at) != "the" || !p.joined(at+on) {
		return r, n
	}
	switch u {
	case weeks:
		if list, m := p.weekdays(at + on); m > 0 {
			return repeat{rule: rule(freq, interval, "BYDAY="+list)}, n + on + m
		}
	case months, quarters:
		if placed, m := p.placed(at + on); m > 0 {
			return repeat{rule: rule(freq, interval, byParts(placed.rule))}, n + on + m
		}
		if listed, m := p.monthDays(at + on); m > 0 {
			return repeat{rule: rule(freq, interval, byParts(listed.rule))}, n + on + m
		}
	case years:
		if month, day, m := p.monthDay(at+on, true); m > 0 {
			return repeat{rule: yearlyRule(interval, month, day)}, n + on + m
		}
	}
	return r, n
}

// placed reads a place in the month: "last friday", "the first monday of the month", "last day", "third weekday".
func (p *parser) placed(at int) (repeat, int) {
	skip := 0
	if p.word(at) == "the" && p.joined(at+1) {
		skip = 1
	}
	nth, ok := place(p.word(at + skip))
	if !ok || nth > 5 {
		return repeat{}, 0
	}
	of := p.ofTheMonth(at + skip + 2)
	n, by := skip+2, ""
	day, _, isWeekday := weekday(p.more(at + skip + 1))
	switch word := p.word(at + skip + 1); {
	case !p.joined(at + skip + 1):
	case isWeekday && (of > 0 || nth != 2 || skip > 0):
		by = fmt.Sprintf("BYDAY=%d%s", nth, code(day))
	case word == "day" && (nth == -1 || of > 0):
		by = fmt.Sprintf("BYMONTHDAY=%d", nth)
	case (word == "weekday" || word == "workday") && (nth == -1 || of > 0):
		by = fmt.Sprintf("BYDAY=MO,TU,WE,TH,FR;BYSETPOS=%d", nth)
	}
	if by == "" {
		return repeat{}, 0
	}
	return repeat{rule: rule("MONTHLY", 1, by)}, n + of
}

func (p *parser) ofTheMonth(at int) int {
	for _, which := range [...]string{"the", "each", "every", "a"} {
		for _, of := range [...]string{"of", "in"} {
			if n := p.follow(at, of, which, "month"); n > 0 {
				return n
			}
		}
	}
	return 0
}

// weekdays reads a list such as "mon, wed and fri", "mon/wed", "mon-fri" as codes of a rule.
func (p *parser) weekdays(at int) (string, int) {
	codes, n := "", 0
	for n < 16 {
		word, and := p.word(at+n), 0
		if n > 0 {
			word = p.listed(at + n)
			if word == "and" || word == "&" {
				word, and = p.more(at+n+1), 1
			}
		}
		list := weekdayCodes(word)
		if list == "" {
			break
		}
		if codes != "" {
			codes += ","
		}
		codes += list
		n += 1 + and
	}
	return codes, n
}

// weekdayCodes reads one word: a weekday, or several with signs between.
func weekdayCodes(word string) string {
	if day, _, ok := weekday(word); ok {
		return code(day)
	}
	if from, to, found := strings.Cut(strings.ReplaceAll(word, "–", "-"), "-"); found {
		first, _, ok := weekday(from)
		last, _, okToo := weekday(to)
		if !ok || !okToo || first == last {
			return ""
		}
		codes := code(first)
		for day := first; day != last; {
			day = (day + 1) % 7
			codes += "," + code(day)
		}
		return codes
	}
	parts := strings.FieldsFunc(word, func(r rune) bool { return r == ',' || r == '/' })
	codes := make([]string, 0, len(parts))
	for _, part := range parts {
		day, _, ok := weekday(part)
		if !ok {
			return ""
		}
		codes = append(codes, code(day))
	}
	return strings.Join(codes, ",")
}

// monthDays reads "15th" and "the 1st and 15th of the month".
func (p *parser) monthDays(at int) (repeat, int) {
	skip := 0
	if p.word(at) == "the" && p.joined(at+1) {
		skip = 1
	}
	found, n := []int{}, skip
	for len(found) < 8 {
		word, lead := p.word(at+n), 0
		if len(found) > 0 {
			word = p.listed(at + n)
			if word == "and" || word == "&" {
				word, lead = p.more(at+n+1), 1
			}
			if word == "the" {
				word, lead = p.more(at+n+lead+1), lead+1
			}
		}
		day, ok := ordinal(word)
		if !ok {
			break
		}
		found = append(found, day)
		n += lead + 1
	}
	if len(found) == 0 {
		return repeat{}, 0
	}
	return repeat{rule: rule("MONTHLY", 1, monthDayPart(found))}, n + p.ofTheMonth(at+n)
}

// adverb reads "daily" and its like, which before a noun are no repetition: "daily standup".
func (p *parser) adverb(at int) (repeat, int) {
	u, interval := unit(0), 1
	switch p.word(at) {
	case "daily", "everyday":
		u = days
	case "weekly":
		u = weeks
	case "biweekly", "fortnightly":
		u, interval = weeks, 2
	case "monthly":
		u = months
	case "quarterly":
		u = quarters
	case "yearly", "annually":
		u = years
	default:
		return repeat{}, 0
	}
	if next := p.more(at + 1); !p.endsLoosely(at+1) && next != "the" && next != "until" && next != "after" {
		return repeat{}, 0
	}
	return p.units(interval, u, at+1, 1)
}

// plurals reads "on mondays and thursdays" and "weekdays".
func (p *parser) plurals(at int) (repeat, int) {
	on := 0
	if p.word(at) == "on" && p.joined(at+1) {
		on = 1
	}
	switch p.word(at + on) {
	case "weekdays", "workdays":
		if on == 1 || p.ends(at+1) {
			return repeat{rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}, on + 1
		}
	case "weekends":
		if on == 1 || p.ends(at+1) {
			return repeat{rule: "FREQ=WEEKLY;BYDAY=SA"}, on + 1
		}
	}
	codes, n := []string{}, on
	for on == 1 && len(codes) < 7 {
		word, and := p.listed(at+n), 0
		if word == "and" || word == "&" {
			word, and = p.more(at+n+1), 1
		}
		singular, plural := strings.CutSuffix(word, "days")
		day, _, ok := weekday(singular + "day")
		if !plural || !ok {
			break
		}
		codes, n = append(codes, code(day)), n+1+and
	}
	if len(codes) == 0 {
		return repeat{}, 0
	}
	return repeat{rule: rule("WEEKLY", 1, "BYDAY="+strings.Join(codes, ","))}, n
}

func rule(freq string, interval int, by string) string {
	text := "FREQ=" + freq
	if interval > 1 {
		text += fmt.Sprintf(";INTERVAL=%d", interval)
	}
	if by != "" {
		text += ";" + by
	}
	return text
}

// byParts are the BY parts of a monthly rule made here.
func byParts(text string) string {
	_, by, _ := strings.Cut(text, ";")
	return by
}

// monthDayPart writes days of the month. A single one that not every month has falls on the last day where it lacks.
func monthDayPart(found []int) string {
	if len(found) == 1 && found[0] > 28 {
		return lastUpTo(found[0])
	}
	texts := make([]string, len(found))
	for i, day := range found {
		texts[i] = fmt.Sprint(day)
	}
	return "BYMONTHDAY=" + strings.Join(texts, ",")
}

func lastUpTo(day int) string {
	return []string{29: "BYMONTHDAY=28,29;BYSETPOS=-1", 30: "BYMONTHDAY=28,29,30;BYSETPOS=-1", 31: "BYMONTHDAY=-1"}[day]
}

func yearlyRule(interval, month, day int) string {
	if month == 2 && day == 29 {
		return rule("YEARLY", interval, "BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1")
	}
	return rule("YEARLY", interval, fmt.Sprintf("BYMONTH=%d;BYMONTHDAY=%d", month, day))
}

func monthsIn(u unit) int {
	if u == quarters {
		return 3
	}
	return 1
}

func code(day time.Weekday) string { return strings.ToUpper(day.String()[:2]) }
