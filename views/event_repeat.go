package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// RepeatFields say in a form how an event repeats.
type RepeatFields struct {
	// Repeat is how often, without more: empty for never, or repeatOther for the rule that is written in Recurrence.
	Repeat, Recurrence string
	// Every is each how many of its periods it happens, Days on which weekdays of a week, such as "MO,TH".
	Every, Days string
	// Ends is endsNever, endsOn for the day in Until, or endsAfter for as many as Times; where it is empty, a day ends it.
	Ends, Until, Times string
	// Also are the days beside those of the rule, with the time where that is another one than the first has.
	Also string
}

const (
	endsNever = "never"
	endsOn    = "on"
	endsAfter = "after"

	repeatsWeekly = "FREQ=WEEKLY"
)

// setRule fills the fields from a rule. What they have no place for is a rule that is written.
func (f *RepeatFields) setRule(ctx context.Context, rule string) {
	*f = RepeatFields{Every: "1", Ends: endsNever}
	var kept []string
	plain := true
	for part := range strings.SplitSeq(rule, ";") {
		name, value, _ := strings.Cut(part, "=")
		day, err := time.Parse("20060102", value)
		switch {
		case name == "UNTIL" && err == nil:
			f.Ends, f.Until = endsOn, day.Format(time.DateOnly)
			continue
		case name == "COUNT":
			f.Ends, f.Times = endsAfter, value
			continue
		case name == "FREQ":
			f.Repeat = part
		case name == "INTERVAL":
			f.Every = value
		case name == "BYDAY" && isWeekdays(value):
			f.Days = value
		default:
			plain = plain && part == ""
		}
		kept = append(kept, part)
	}
	if !plain || f.Days != "" && f.Repeat != repeatsWeekly || !hasOption(eventRepeats(ctx), f.Repeat) {
		f.Repeat, f.Recurrence, f.Every, f.Days = repeatOther, strings.Join(kept, ";"), "1", ""
	}
}

// setAlso fills in the times beside the rule, by the event's own clock.
func (f *RepeatFields) setAlso(e domain.Event) {
	zone := e.Zone()
	var all []string
	for _, extra := range e.Extra {
		at, text := extra.In(zone), string(domain.DateOf(extra.In(zone)))
		if !e.AllDay && at.Format("15:04") != e.Start.In(zone).Format("15:04") {
			text = at.Format("2006-01-02 15:04")
		}
		all = append(all, text)
	}
	f.Also = strings.Join(all, ", ")
}

// rdates are the times beside the rule as domain.EventInput takes them: none for what never repeats.
func (f RepeatFields) rdates() []string {
	var all []string
	if f.Repeat == "" {
		return all
	}
	for part := range strings.FieldsFuncSeq(f.Also, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if day, clock, timed := strings.Cut(part, " "); timed {
			part = day + "T" + strings.TrimSpace(clock)
		}
		all = append(all, part)
	}
	return all
}

func isWeekdays(days string) bool {
	for day := range strings.SplitSeq(days, ",") {
		if !slices.Contains(weekdayCodes(), day) {
			return false
		}
	}
	return true
}

// weekdayCodes are those of RFC 5545, from Monday.
func weekdayCodes() []string { return []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"} }

// Rule is what was chosen or written, and when it ends.
func (f RepeatFields) Rule() string {
	rule := strings.TrimSpace(f.Repeat)
	if rule == repeatOther {
		return f.ending(strings.TrimSpace(f.Recurrence))
	}
	weekly := rule == repeatsWeekly
	if every := strings.TrimSpace(f.Every); rule != "" && every != "" && every != "1" {
		rule += ";INTERVAL=" + every
	}
	if weekly && f.Days != "" {
		rule += ";BYDAY=" + f.Days
	}
	return f.ending(rule)
}

func (f RepeatFields) ending(rule string) string {
	switch {
	case rule == "":
		return ""
	case f.Ends == endsAfter && f.Times != "":
		return rule + ";COUNT=" + strings.TrimSpace(f.Times)
	case (f.Ends == "" || f.Ends == endsOn) && f.Until != "":
		return rule + ";UNTIL=" + strings.ReplaceAll(f.Until, "-", "")
	}
	return rule
}

// check notes what a rule could not say by itself.
func (f RepeatFields) check(p domain.Problems) {
	if f.Repeat == "" {
		return
	}
	number := func(name, text string, most int) {
		if n, err := strconv.Atoi(strings.TrimSpace(text)); err != nil || n < 1 || n > most {
			p.Add(name, "Write a number from 1 to "+strconv.Itoa(most)+".")
		}
	}
	if f.Every != "" && f.Repeat != repeatOther {
		number("every", f.Every, domain.IntervalMax)
	}
	if f.Ends == endsAfter {
		number("times", f.Times, domain.CountMax)
	}
	if _, isDay := domain.ParseDate(f.Until); f.Ends == endsOn && !isDay {
		p.Add("until", "Say which day is the last one.")
	}
}

func (f RepeatFields) has(day string) bool { return slices.Contains(strings.Split(f.Days, ","), day) }

func eventRepeats(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "", Text: ui.T(ctx, "Never")}, {Value: "FREQ=DAILY", Text: ui.T(ctx, "Every day")}, {Value: repeatsWeekly, Text: ui.T(ctx, "Every week")},
		{Value: "FREQ=MONTHLY", Text: ui.T(ctx, "Every month")}, {Value: "FREQ=YEARLY", Text: ui.T(ctx, "Every year")}, {Value: repeatOther, Text: ui.T(ctx, "Another rule")}}
}

func repeatEnds(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: endsNever, Text: ui.T(ctx, "Never")}, {Value: endsOn, Text: ui.T(ctx, "On a date")}, {Value: endsAfter, Text: ui.T(ctx, "After so many times")}}
}

// repeatUnits are the periods of the choices, in words.
func repeatUnits(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "FREQ=DAILY", Text: ui.T(ctx, "days")}, {Value: repeatsWeekly, Text: ui.T(ctx, "weeks")}, {Value: "FREQ=MONTHLY", Text: ui.T(ctx, "months")}, {Value: "FREQ=YEARLY", Text: ui.T(ctx, "years")}}
}

// RuleWords say how an event of these fields repeats; empty where it does not, or not so.
func (f EventFields) RuleWords(ctx context.Context) string {
	rule := f.Rule()
	problems := domain.Problems{}
	f.check(problems)
	start, err := time.Parse(formTime, f.Start)
	if rule == "" || len(problems) > 0 || err != nil {
		return ""
	}
	read, err := domain.SeriesRule(rule, start, time.UTC)
	if err != nil {
		return ""
	}
	words := read.DescribeIn(ui.Speaks(ctx)) + "."
	if day := domain.DateOf(start); !read.Hits(day, day) || firstOf(read, day) != day {
		words += ui.T(ctx, " It begins on a day that is none of these.")
	}
	return words
}

func firstOf(rule domain.Rule, from domain.Date) domain.Date {
	first, _ := rule.First(from)
	return first
}
