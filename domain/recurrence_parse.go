package domain

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParseRule reads an RFC 5545 RRULE, in any case, with or without "RRULE:". It refuses what is not one, what repeats
// within a day, and what can never occur. The error is a sentence for the person who typed it.
func ParseRule(text string) (Rule, error) {
	rule, err := readRule(text)
	if err == nil && !rule.occurs() {
		return Rule{}, refuse("No day is ever like that. Change the rule so that it can occur.")
	}
	return rule, err
}

// readRule is ParseRule for what was found to occur before.
func readRule(text string) (Rule, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Rule{}, refuse("Say how it repeats, such as FREQ=WEEKLY;BYDAY=FR.")
	}
	if len(text) > RuleMax {
		return Rule{}, refuse("Keep the rule to %d characters.", RuleMax)
	}
	if !plainASCII(text) {
		return Rule{}, errNoRule()
	}
	text = strings.TrimPrefix(strings.ToUpper(text), "RRULE:")
	rule, seen := Rule{interval: 1, weekStart: time.Monday}, map[string]bool{}
	for part := range strings.SplitSeq(text, ";") {
		name, value, found := strings.Cut(part, "=")
		if !found || !partName(name) || value == "" {
			return Rule{}, errNoRule()
		}
		if seen[name] {
			return Rule{}, refuse("%s is there twice. Keep one.", name)
		}
		seen[name] = true
		if err := rule.read(name, value); err != nil {
			return Rule{}, err
		}
	}
	if err := rule.check(); err != nil {
		return Rule{}, err
	}
	return rule, nil
}

// refuse says a sentence with what it is about filled in.
func refuse(sentence string, about ...any) error {
	return Fail(Invalid, fmt.Sprintf(sentence, about...))
}

func errNoRule() error {
	return refuse("Write the rule as in RFC 5545, such as FREQ=WEEKLY;BYDAY=FR.")
}

// read takes one part in. Lists are sorted, and what is in one twice is kept once.
func (r *Rule) read(name, value string) (err error) {
	switch name {
	case "FREQ":
		r.freq, err = readFrequency(value)
	case "INTERVAL":
		r.interval, err = readNumber(name, value, IntervalMax)
	case "COUNT":
		r.count, err = readNumber(name, value, CountMax)
	case "UNTIL":
		r.until, err = readUntil(value)
	case "WKST":
		weekday := slices.Index(dayCodes(), value)
		if r.weekStart = time.Weekday(weekday); weekday < 0 {
			err = refuse("WKST is a weekday: MO, TU, WE, TH, FR, SA or SU.")
		}
	case "BYMONTH":
		r.months, err = readNumbers(name, value, 12, false)
	case "BYWEEKNO":
		r.weeks, err = readNumbers(name, value, 53, true)
	case "BYYEARDAY":
		r.yearDays, err = readNumbers(name, value, 366, true)
	case "BYMONTHDAY":
		r.monthDays, err = readNumbers(name, value, 31, true)
	case "BYDAY":
		r.days, err = readDays(value)
	case "BYSETPOS":
		r.positions, err = readNumbers(name, value, 366, true)
	case "BYHOUR", "BYMINUTE", "BYSECOND":
		err = refuse("It repeats on days. Leave out %s and give it a time instead.", name)
	default:
		err = refuse("%s is not a part of a rule that is known here.", name)
	}
	return err
}

// check asks what RFC 5545 says about parts together.
func (r Rule) check() error {
	nth := slices.ContainsFunc(r.days, func(d ruleDay) bool { return d.nth != 0 })
	switch {
	case r.freq == 0:
		return refuse("Say how often with FREQ, such as FREQ=WEEKLY.")
	case r.count > 0 && r.until != "":
		return refuse("COUNT and UNTIL exclude each other. Keep one.")
	case r.freq == weekly && len(r.monthDays) > 0:
		return refuse("BYMONTHDAY doesn't go with FREQ=WEEKLY. Use FREQ=MONTHLY.")
	case r.freq != yearly && len(r.yearDays) > 0:
		return refuse("BYYEARDAY goes only with FREQ=YEARLY.")
	case r.freq != yearly && len(r.weeks) > 0:
		return refuse("BYWEEKNO goes only with FREQ=YEARLY.")
	case nth && r.freq < monthly:
		return refuse("A numbered weekday, such as 2MO, goes only with FREQ=MONTHLY or FREQ=YEARLY.")
	case nth && len(r.weeks) > 0:
		return refuse("A numbered weekday, such as 2MO, doesn't go with BYWEEKNO.")
	case nth && (r.freq == monthly || len(r.months) > 0) && slices.ContainsFunc(r.days, func(d ruleDay) bool { return d.nth > 5 || d.nth < -5 }):
		return refuse("A month has at most five of a weekday. Use 1 to 5, or -1 to -5 from its end.")
	case len(r.positions) > 0 && !r.NamesDays() && len(r.months) == 0:
		return refuse("BYSETPOS chooses among days, so it needs another BY part.")
	}
	return nil
}

// occurs tells whether there is a start from which the rule ever comes to another day.
func (r Rule) occurs() bool {
	r.interval, r.count, r.until = 1, 0, ""
	starts := 1
	if len(r.weeks) > 0 {
		starts = 7 // the weekday may come from the start
	}
	for i := range starts {
		start := Date("2001-01-01").AddDays(i)
		if _, ok := r.Next(start, start); ok {
			return true
		}
	}
	return false
}

func readFrequency(value string) (frequency, error) {
	switch value {
	case "SECONDLY", "MINUTELY", "HOURLY":
		return 0, refuse("It repeats at most once a day. Use DAILY, WEEKLY, MONTHLY or YEARLY.")
	}
	if i := slices.Index(frequencyNames(), value); i > 0 {
		return frequency(i), nil
	}
	return 0, refuse("FREQ is one of DAILY, WEEKLY, MONTHLY and YEARLY.")
}

func readNumber(name, value string, limit int) (int, error) {
	n, ok := number(value, limit)
	if !ok || n < 1 {
		return 0, refuse("%s is a whole number from 1 to %d.", name, limit)
	}
	return n, nil
}

// readUntil keeps the day of a date, or of a date and time: a civil date has no zone to count the time in.
func readUntil(value string) (Date, error) {
	for _, layout := range []string{"20060102", "20060102T150405", "20060102T150405Z"} {
		if len(value) != len(layout) {
			continue
		}
		if t, err := time.Parse(layout, value); err == nil && t.Year() > 0 {
			return DateOf(t), nil
		}
	}
	return "", refuse("UNTIL is a date without dashes, such as 20270612.")
}

func readNumbers(name, value string, limit int, negative bool) ([]int, error) {
	numbers := []int{}
	for text := range strings.SplitSeq(value, ",") {
		n, ok := signed(text, limit)
		if !ok || n == 0 || (n < 0 && !negative) {
			if negative {
				return nil, refuse("%s takes numbers from 1 to %d, or from -1 to -%d counted from the end.", name, limit, limit)
			}
			return nil, refuse("%s takes numbers from 1 to %d.", name, limit)
		}
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), nil
}

func readDays(value string) ([]ruleDay, error) {
	days := []ruleDay{}
	for text := range strings.SplitSeq(value, ",") {
		split := max(len(text)-2, 0)
		weekday := slices.Index(dayCodes(), text[split:])
		nth, ok := signed(text[:split], 53)
		if weekday < 0 || (split > 0 && (!ok || nth == 0)) {
			return nil, refuse("BYDAY takes weekdays such as MO,FR, numbered ones such as 1MO, or -1FR for the last Friday.")
		}
		days = append(days, ruleDay{nth: nth, weekday: time.Weekday(weekday)})
	}
	slices.SortFunc(days, func(a, b ruleDay) int {
		return cmp.Or(cmp.Compare(a.nth, b.nth), cmp.Compare((a.weekday+6)%7, (b.weekday+6)%7))
	})
	return slices.Compact(days), nil
}

// signed reads a whole number with or without a sign, of at most four digits.
func signed(text string, limit int) (int, bool) {
	unsigned := strings.TrimLeft(text, "+-")
	if len(text)-len(unsigned) > 1 {
		return 0, false
	}
	n, ok := number(unsigned, limit)
	if strings.HasPrefix(text, "-") {
		n = -n
	}
	return n, ok
}

func number(text string, limit int) (int, bool) {
	if text == "" || len(text) > 5 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n <= limit
}

func partName(name string) bool {
	return name != "" && len(name) <= 20 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == ""
}

func plainASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
}
