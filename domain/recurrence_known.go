package domain

import (
	"strings"
	"time"
)

// knownRules are rules by their texts with the days that they hit, each worked out once: of hundreds of series most repeat as others
// do.
type knownRules struct {
	rules map[string]knownRule
	years map[startOfRule]*yearKinds
}

type knownRule struct {
	rule Rule
	ok   bool
}

// startOfRule is a rule with what it takes from the day that its series begins with, if it takes anything.
type startOfRule struct {
	text    string
	month   time.Month
	day     int
	weekday time.Weekday
}

func newKnownRules() knownRules {
	return knownRules{rules: map[string]knownRule{}, years: map[startOfRule]*yearKinds{}}
}

// ruleOf is Event.ruleIn. Where a rule ends on a day, the clock of its series has a say.
func (k knownRules) ruleOf(e *Event, zone *time.Location) (Rule, bool) {
	if strings.Contains(strings.ToUpper(e.Recurrence), "UNTIL") {
		return e.ruleIn(zone)
	}
	known, there := k.rules[e.Recurrence]
	if !there {
		known.rule, known.ok = e.ruleIn(zone)
		k.rules[e.Recurrence] = known
	}
	return known.rule, known.ok
}

// series is Rule.from for a rule that was read from a text.
func (k knownRules) series(text string, rule Rule, start Date) *series {
	of := startOfRule{text: text}
	if !rule.NamesDays() || len(rule.weeks) > 0 {
		t := start.Time()
		of.month, of.day, of.weekday = t.Month(), t.Day(), t.Weekday()
	}
	s := rule.from(start)
	if known := k.years[of]; known != nil {
		s.years = known
	} else {
		k.years[of] = s.years
	}
	return s
}
