package domain

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Describe says the rule in words, such as "Every 2 weeks on Friday, until 12 Jun 2027". Empty for the zero rule.
func (r Rule) Describe() string {
	if r.freq == 0 {
		return ""
	}
	return r.everyWords() + r.onWords() + r.inWords() + r.positionWords() + r.weekStartWords() + r.endWords()
}

func (r Rule) everyWords() string {
	if r.freq == weekly && r.interval == 1 && len(r.days) > 0 {
		return "Every " + r.dayWords()
	}
	if unit := r.unit(); r.interval == 1 {
		return "Every " + unit
	} else {
		return fmt.Sprintf("Every %d %ss", r.interval, unit)
	}
}

func (r Rule) unit() string { return []string{"", "day", "week", "month", "year"}[r.freq] }

// onWords says on which days, as far as everyWords has not said it.
func (r Rule) onWords() string {
	words := []string{}
	if len(r.monthDays) > 0 {
		words = append(words, r.monthDayWords())
	}
	if len(r.yearDays) > 0 {
		words = append(words, listWords(r.yearDays, yearDayWord))
	}
	if len(r.days) > 0 && !(r.freq == weekly && r.interval == 1) {
		words = append(words, r.dayWords())
	}
	if len(words) == 0 {
		return ""
	}
	on := " on "
	if r.freq == daily {
		on = ", only on "
	}
	return on + strings.Join(words, " when that is ")
}

func (r Rule) inWords() string {
	words := ""
	if len(r.months) > 0 && !r.datesOfOneMonth() && !(r.freq == yearly && r.lastUpTo() > 0) {
		words += " in " + listWords(r.months, monthWord)
	}
	if len(r.weeks) > 0 {
		words += " in " + listWords(r.weeks, weekWord)
	}
	return words
}

func (r Rule) monthDayWords() string {
	switch {
	case r.datesOfOneMonth():
		return listWords(r.monthDays, func(n int) string { return fmt.Sprint(n) }) + " " + monthWord(r.months[0])
	case r.lastUpTo() > 0 && r.freq == yearly:
		return fmt.Sprintf("%d %s, or the last day before it", r.lastUpTo(), monthWord(r.months[0]))
	case r.lastUpTo() > 0:
		return "the " + ordinal(r.lastUpTo()) + ", or the last day before it"
	}
	return listWords(r.monthDays, monthDayWord)
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

func (r Rule) dayWords() string {
	if group := r.dayGroup(); group != "" {
		switch {
		case r.positionsInDays():
			return listWords(r.positions, func(n int) string { return "the " + nthWord(n) + " " + group })
		case r.freq == weekly && r.interval > 1:
			return group + "s"
		case r.freq != weekly:
			return "each " + group
		}
		return group
	}
	return listWords(r.days, func(d ruleDay) string {
		switch {
		case d.nth == 0 && r.freq >= monthly:
			return "each " + d.weekday.String()
		case d.nth == 0:
			return d.weekday.String()
		}
		return "the " + nthWord(d.nth) + " " + d.weekday.String()
	})
}

// dayGroup is a word for all of the rule's days as one, where there is one.
func (r Rule) dayGroup() string {
	const mon, tue, wed, thu, fri = time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday
	switch {
	case r.sameDays(mon, tue, wed, thu, fri):
		return "weekday"
	case r.sameDays(time.Saturday, time.Sunday):
		return "weekend day"
	case r.sameDays(mon, tue, wed, thu, fri, time.Saturday, time.Sunday) && r.freq != weekly:
		return "day"
	case len(r.days) == 1 && r.days[0].nth == 0 && r.positionsInDays():
		return r.days[0].weekday.String()
	}
	return ""
}

// positionsInDays tells whether the positions say which of the days, as in "the last weekday" of a month.
func (r Rule) positionsInDays() bool {
	return len(r.positions) > 0 && len(r.monthDays)+len(r.yearDays)+len(r.weeks) == 0 &&
		(r.freq == monthly || r.freq == yearly && len(r.months) == 0)
}

func (r Rule) positionWords() string {
	if len(r.positions) == 0 || r.lastUpTo() > 0 || (r.positionsInDays() && r.dayGroup() != "") {
		return ""
	}
	return ", of these only " + listWords(r.positions, func(n int) string { return "the " + nthWord(n) }) + " in a " + r.unit()
}

func (r Rule) weekStartWords() string {
	if r.weekStart == time.Monday || (r.freq != weekly || r.interval == 1 && len(r.positions) == 0) && len(r.weeks) == 0 {
		return ""
	}
	return ", weeks from " + r.weekStart.String()
}

func (r Rule) endWords() string {
	switch {
	case r.count == 1:
		return ", once"
	case r.count > 1:
		return fmt.Sprintf(", %d times", r.count)
	case r.until != "":
		return ", until " + r.until.Time().Format("2 Jan 2006")
	}
	return ""
}

func monthDayWord(n int) string {
	switch {
	case n == -1:
		return "the last day"
	case n < 0:
		return "the " + ordinal(-n) + " to last day"
	}
	return "the " + ordinal(n)
}

func yearDayWord(n int) string {
	switch {
	case n == -1:
		return "the last day of the year"
	case n < 0:
		return "the " + ordinal(-n) + " to last day of the year"
	}
	return fmt.Sprintf("day %d of the year", n)
}

func weekWord(n int) string {
	switch {
	case n == -1:
		return "the last week"
	case n < 0:
		return "the " + ordinal(-n) + " to last week"
	}
	return fmt.Sprintf("week %d", n)
}

func monthWord(n int) string { return time.Month(n).String() }

func nthWord(n int) string {
	switch {
	case n == -1:
		return "last"
	case n < 0:
		return ordinal(-n) + " to last"
	case n <= 5:
		return []string{"first", "second", "third", "fourth", "fifth"}[n-1]
	}
	return ordinal(n)
}

func ordinal(n int) string {
	if tens := n % 100; tens < 11 || tens > 13 {
		switch n % 10 {
		case 1:
			return fmt.Sprintf("%dst", n)
		case 2:
			return fmt.Sprintf("%dnd", n)
		case 3:
			return fmt.Sprintf("%drd", n)
		}
	}
	return fmt.Sprintf("%dth", n)
}

// listWords joins words as "a, b and c".
func listWords[T any](items []T, word func(T) string) string {
	words := make([]string, len(items))
	for i, item := range items {
		words[i] = word(item)
	}
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
