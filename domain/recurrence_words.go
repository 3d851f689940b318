package domain

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Describe says the rule in words, such as "Every 2 weeks on Friday, until 12 Jun 2027". Empty for the zero rule.
func (r Rule) Describe() string { return r.DescribeIn(English{}) }

// DescribeIn is Describe in a language.
func (r Rule) DescribeIn(l Language) string {
	if r.freq == 0 {
		return ""
	}
	w := ruleWords{r, l}
	return w.every() + w.on() + w.in() + w.positionsSaid() + w.weekStartSaid() + w.end()
}

// ruleWords says a rule in a language.
type ruleWords struct {
	Rule
	l Language
}

func (w ruleWords) every() string {
	if w.freq == weekly && w.interval == 1 && len(w.days) > 0 {
		switch w.dayGroup() {
		case groupWeekday:
			return w.l.T("Every weekday")
		case groupWeekend:
			return w.l.T("Every weekend day")
		}
		return fmt.Sprintf(w.l.Sense("Every %s", "day of the week"), w.weekdays())
	}
	if w.interval == 1 {
		return []string{daily: w.l.T("Every day"), weekly: w.l.T("Every week"), monthly: w.l.T("Every month"), yearly: w.l.T("Every year")}[w.freq]
	}
	switch w.freq {
	case daily:
		return w.l.T("Every %d days", w.interval)
	case weekly:
		return w.l.T("Every %d weeks", w.interval)
	case monthly:
		return w.l.T("Every %d months", w.interval)
	}
	return w.l.T("Every %d years", w.interval)
}

// on says on which days, as far as every has not said it.
func (w ruleWords) on() string {
	var all []string
	each := false // the first of them names a day that comes again and again
	if len(w.monthDays) > 0 {
		all = append(all, w.monthDaysSaid())
	}
	if len(w.yearDays) > 0 {
		all = append(all, listWords(w.l, w.yearDays, w.yearDay))
	}
	if len(w.days) > 0 && !(w.freq == weekly && w.interval == 1) {
		if w.freq == weekly && w.dayGroup() == groupWeekday {
			return w.l.T(" on weekdays")
		}
		if w.freq == weekly && w.dayGroup() == groupWeekend {
			return w.l.T(" on weekend days")
		}
		days, again := w.daysSaid()
		each = again && len(all) == 0
		all = append(all, days)
	}
	if len(all) == 0 {
		return ""
	}
	words := all[0]
	for _, more := range all[1:] {
		words = w.l.T("%s when that is %s", words, more)
	}
	switch {
	case w.freq == daily && each:
		return fmt.Sprintf(w.l.Sense(", only on %s", "each day"), words)
	case w.freq == daily:
		return w.l.T(", only on %s", words)
	case each:
		return fmt.Sprintf(w.l.Sense(" on %s", "each day"), words)
	}
	return w.l.T(" on %s", words)
}

func (w ruleWords) in() string {
	words := ""
	if len(w.months) > 0 && !w.datesOfOneMonth() && !(w.freq == yearly && w.lastUpTo() > 0) {
		words += fmt.Sprintf(w.l.Sense(" in %s", "months"), listWords(w.l, w.months, w.month))
	}
	if len(w.weeks) > 0 {
		words += fmt.Sprintf(w.l.Sense(" in %s", "weeks"), listWords(w.l, w.weeks, w.week))
	}
	return words
}

func (w ruleWords) monthDaysSaid() string {
	switch {
	case w.datesOfOneMonth():
		return listWords(w.l, w.monthDays, func(n int) string { return fmt.Sprintf(w.l.Sense("%d", "day of a month"), n) }) + " " + w.month(w.months[0])
	case w.lastUpTo() > 0 && w.freq == yearly:
		return w.l.T("%d %s, or the last day before it", w.lastUpTo(), w.month(w.months[0]))
	case w.lastUpTo() > 0:
		return w.l.T("the %s, or the last day before it", w.ordinal(w.lastUpTo()))
	}
	return listWords(w.l, w.monthDays, w.monthDay)
}

// datesOfOneMonth tells whether the days read as dates, such as 5 January.
func (r Rule) datesOfOneMonth() bool {
	return r.freq == yearly && len(r.months) == 1 && len(r.monthDays) > 0 && r.monthDays[0] > 0 && len(r.positions) == 0
}

// lastUpTo is n for the rule "the nth, or the last day of a shorter month", which is written as the last one of the
// 28th to the nth; else 0.
func (r Rule) lastUpTo() int {
	if !slices.Equal(r.positions, []int{-1}) || len(r.monthDays) < 2 || r.freq < monthly || len(r.days)+len(r.yearDays)+len(r.weeks) > 0 {
		return 0
	}
	if r.freq == yearly && len(r.months) != 1 {
		return 0
	}
	for i, day := range r.monthDays {
		if day != 28+i {
			return 0
		}
	}
	return 27 + len(r.monthDays)
}

// daysSaid are the rule's days of the week. again tells whether they are each of their kind, not the nth one.
func (w ruleWords) daysSaid() (words string, again bool) {
	group := w.groupSaid()
	switch {
	case group != "" && w.positionsInDays():
		return listWords(w.l, w.positions, func(n int) string { return w.l.T("the %s %s", w.nth(n), group) }), false
	case group != "":
		return w.l.T("each %s", group), true
	case w.freq < monthly:
		return w.weekdays(), false
	}
	words = listWords(w.l, w.days, func(d ruleDay) string {
		if d.nth == 0 {
			return w.l.T("each %s", w.l.Weekday(d.weekday))
		}
		return w.l.T("the %s %s", w.nth(d.nth), w.l.Weekday(d.weekday))
	})
	return words, w.days[0].nth == 0
}

func (w ruleWords) weekdays() string {
	return listWords(w.l, w.days, func(d ruleDay) string { return w.l.Weekday(d.weekday) })
}

func (w ruleWords) groupSaid() string {
	switch group := w.dayGroup(); group {
	case groupWeekday:
		return w.l.T("weekday")
	case groupWeekend:
		return w.l.T("weekend day")
	case groupDay:
		return w.l.Sense("day", "of a rule")
	case groupOne:
		return w.l.Weekday(w.days[0].weekday)
	}
	return ""
}

// dayGroup is what one word says all of the rule's days with.
type dayGroup int

const (
	groupNone dayGroup = iota
	groupWeekday
	groupWeekend
	groupDay
	groupOne
)

// dayGroup of the rule's days, where there is one.
func (r Rule) dayGroup() dayGroup {
	const mon, tue, wed, thu, fri = time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday
	switch {
	case r.sameDays(mon, tue, wed, thu, fri):
		return groupWeekday
	case r.sameDays(time.Saturday, time.Sunday):
		return groupWeekend
	case r.sameDays(mon, tue, wed, thu, fri, time.Saturday, time.Sunday) && r.freq != weekly:
		return groupDay
	case len(r.days) == 1 && r.days[0].nth == 0 && r.positionsInDays():
		return groupOne
	}
	return groupNone
}

// positionsInDays tells whether the positions say which of the days, as in "the last weekday" of a month.
func (r Rule) positionsInDays() bool {
	return len(r.positions) > 0 && len(r.monthDays)+len(r.yearDays)+len(r.weeks) == 0 &&
		(r.freq == monthly || r.freq == yearly && len(r.months) == 0)
}

func (w ruleWords) positionsSaid() string {
	if len(w.positions) == 0 || w.lastUpTo() > 0 || (w.positionsInDays() && w.dayGroup() != groupNone) {
		return ""
	}
	which := listWords(w.l, w.positions, func(n int) string { return w.l.T("the %s", w.nth(n)) })
	switch w.freq {
	case daily:
		return w.l.T(", of these only %s in a day", which)
	case weekly:
		return w.l.T(", of these only %s in a week", which)
	case monthly:
		return w.l.T(", of these only %s in a month", which)
	}
	return w.l.T(", of these only %s in a year", which)
}

func (w ruleWords) weekStartSaid() string {
	if w.weekStart == time.Monday || (w.freq != weekly || w.interval == 1 && len(w.positions) == 0) && len(w.weeks) == 0 {
		return ""
	}
	return w.l.T(", weeks from %s", w.l.Weekday(w.weekStart))
}

func (w ruleWords) end() string {
	switch {
	case w.count == 1:
		return w.l.T(", once")
	case w.count > 1:
		return w.l.T(", %d times", w.count)
	case w.until != "":
		return w.l.T(", until %s", w.l.Date(w.until.Time(), "2 Jan 2006"))
	}
	return ""
}

func (w ruleWords) monthDay(n int) string {
	switch {
	case n == -1:
		return w.l.T("the last day")
	case n < 0:
		return w.l.T("the %s to last day", w.ordinal(-n))
	}
	return fmt.Sprintf(w.l.Sense("the %s", "day of a month"), w.ordinal(n))
}

func (w ruleWords) yearDay(n int) string {
	switch {
	case n == -1:
		return w.l.T("the last day of the year")
	case n < 0:
		return w.l.T("the %s to last day of the year", w.ordinal(-n))
	}
	return w.l.T("day %d of the year", n)
}

func (w ruleWords) week(n int) string {
	switch {
	case n == -1:
		return w.l.T("the last week")
	case n < 0:
		return w.l.T("the %s to last week", w.ordinal(-n))
	}
	return w.l.T("week %d", n)
}

func (w ruleWords) month(n int) string { return w.l.Month(time.Month(n)) }

func (w ruleWords) nth(n int) string {
	switch {
	case n == -1:
		return w.l.Sense("last", "of several days")
	case n < 0:
		return w.l.T("%s to last", w.ordinal(-n))
	case n <= 5:
		return []string{w.l.T("first"), w.l.T("second"), w.l.T("third"), w.l.T("fourth"), w.l.T("fifth")}[n-1]
	}
	return w.ordinal(n)
}

// listWords joins words as "a, b and c".
func listWords[T any](l Language, items []T, word func(T) string) string {
	words := make([]string, len(items))
	for i, item := range items {
		words[i] = word(item)
	}
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return l.T("%s and %s", strings.Join(words[:last], ", "), words[last])
}

func (w ruleWords) ordinal(n int) string {
	text := w.l.Sense("%dth", "day of a month")
	if tens := n % 100; tens < 11 || tens > 13 {
		switch n % 10 {
		case 1:
			text = w.l.Sense("%dst", "day of a month")
		case 2:
			text = w.l.Sense("%dnd", "day of a month")
		case 3:
			text = w.l.Sense("%drd", "day of a month")
		}
	}
	return fmt.Sprintf(text, n)
}
