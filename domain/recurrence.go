package domain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits of a rule. They keep what a rule can cost inside what a person can mean.
const (
	RuleMax     = 500 // characters of its text
	IntervalMax = 999
	CountMax    = 10000
)

// Rule is how a todo repeats: an RFC 5545 RRULE in civil dates. Only ParseRule makes one, so every Rule but the zero
// one is valid, can occur, and answers Next in bounded time.
type Rule struct {
	freq      frequency
	interval  int
	count     int  // 0: not limited
	until     Date // empty: not limited
	weekStart time.Weekday
	months    []int
	weeks     []int
	yearDays  []int
	monthDays []int
	days      []ruleDay
	positions []int
}

type frequency int

const (
	daily frequency = iota + 1
	weekly
	monthly
	yearly
)

// ruleDay is a weekday, or the nth one (from the end when negative) of the month or year.
type ruleDay struct {
	nth     int // 0: each
	weekday time.Weekday
}

// Next is the first occurrence strictly after a day, of the series that begins at start; false when there is none.
// The start itself is the first occurrence, also where the rule doesn't hit it.
func (r Rule) Next(start, after Date) (Date, bool) {
	if after < start {
		return start, true
	}
	past, from := dayNumber(after), dayNumber(after)
	if r.count > 0 {
		from = dayNumber(start) // each one has to be counted
	}
	found, nth := -1, 1
	r.from(start).each(from+1, func(day int) bool {
		nth++
		if day > past && (r.count == 0 || nth <= r.count) {
			found = day
		}
		return found < 0 && (r.count == 0 || nth < r.count)
	})
	return dateFound(found)
}

// First is the first day on or after from that the rule hits by itself, whatever its INTERVAL counts from.
func (r Rule) First(from Date) (Date, bool) {
	r.interval = 1
	found := -1
	r.from(from).each(dayNumber(from), func(day int) bool {
		found = day
		return false
	})
	return dateFound(found)
}

func dateFound(day int) (Date, bool) {
	if day < 0 {
		return "", false
	}
	return dateOfDay(day), true
}

// Rest is the rule for the series from its occurrence on: COUNT is less by those before it, all else stays.
// It is false when the series ends before.
func (r Rule) Rest(start, occurrence Date) (Rule, bool) {
	if r.until != "" && occurrence > r.until && occurrence > start {
		return Rule{}, false
	}
	if r.count == 0 || occurrence <= start {
		return r, true
	}
	before, end := 1, dayNumber(occurrence)
	r.from(start).each(dayNumber(start)+1, func(day int) bool {
		if day >= end {
			return false
		}
		before++
		return before < r.count
	})
	if before >= r.count {
		return Rule{}, false
	}
	r.count -= before
	return r, true
}

// NamesDays tells whether the rule says on which days, rather than taking them from where the series starts.
func (r Rule) NamesDays() bool {
	return len(r.days)+len(r.monthDays)+len(r.yearDays)+len(r.weeks) > 0
}

// Until is the last day that the rule can give; empty where it names none.
func (r Rule) Until() Date { return r.until }

// String is the rule's canonical text, without "RRULE:". ParseRule reads it back as the same rule.
func (r Rule) String() string {
	if r.freq == 0 {
		return ""
	}
	parts := []string{"FREQ=" + frequencyNames()[r.freq]}
	if r.interval > 1 {
		parts = append(parts, fmt.Sprintf("INTERVAL=%d", r.interval))
	}
	if r.weekStart != time.Monday {
		parts = append(parts, "WKST="+dayCode(r.weekStart))
	}
	if r.count > 0 {
		parts = append(parts, fmt.Sprintf("COUNT=%d", r.count))
	}
	if r.until != "" {
		parts = append(parts, "UNTIL="+strings.ReplaceAll(string(r.until), "-", ""))
	}
	parts = appendNumbers(parts, "BYMONTH", r.months)
	parts = appendNumbers(parts, "BYWEEKNO", r.weeks)
	parts = appendNumbers(parts, "BYYEARDAY", r.yearDays)
	parts = appendNumbers(parts, "BYMONTHDAY", r.monthDays)
	if len(r.days) > 0 {
		codes := make([]string, len(r.days))
		for i, day := range r.days {
			codes[i] = day.String()
		}
		parts = append(parts, "BYDAY="+strings.Join(codes, ","))
	}
	return strings.Join(appendNumbers(parts, "BYSETPOS", r.positions), ";")
}

func (d ruleDay) String() string {
	if d.nth == 0 {
		return dayCode(d.weekday)
	}
	return strconv.Itoa(d.nth) + dayCode(d.weekday)
}

func appendNumbers(parts []string, name string, numbers []int) []string {
	if len(numbers) == 0 {
		return parts
	}
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.Itoa(n)
	}
	return append(parts, name+"="+strings.Join(texts, ","))
}

func frequencyNames() []string { return []string{"", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"} }

func dayCodes() []string { return []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"} }

func dayCode(day time.Weekday) string { return dayCodes()[day] }

// from fills in what the rule takes from the day that the series begins with.
func (r Rule) from(start Date) *series {
	t := start.Time()
	if !r.NamesDays() {
		switch r.freq {
		case yearly:
			r.monthDays = []int{t.Day()}
			if len(r.months) == 0 {
				r.months = []int{int(t.Month())}
			}
		case monthly:
			r.monthDays = []int{t.Day()}
		case weekly:
			r.days = []ruleDay{{weekday: t.Weekday()}}
		}
	}
	if len(r.weeks) > 0 && len(r.days)+len(r.monthDays)+len(r.yearDays) == 0 {
		r.days = []ruleDay{{weekday: t.Weekday()}}
	}
	s := &series{rule: r, years: &yearKinds{}, start: dayNumber(start), limit: lastDay, startYear: t.Year(), startMonth: int(t.Month())}
	if r.until != "" {
		s.limit = dayNumber(r.until)
	}
	s.quiet = cycleDays * (max(r.interval, 1) / gcd(max(r.interval, 1), r.freq.cycle()))
	return s
}

// sameDays tells whether the rule's weekdays are exactly these, each of them without a number.
func (r Rule) sameDays(days ...time.Weekday) bool {
	return len(r.days) == len(days) && !slices.ContainsFunc(r.days, func(d ruleDay) bool {
		return d.nth != 0 || !slices.Contains(days, d.weekday)
	})
}
