package quickadd

import (
	"fmt"
	"strconv"
	"strings"

	"mddash/domain"
)

// clock is a time of day as written. A loose one has neither am nor pm nor a leading zero: "at 3".
type clock struct {
	hour, minute int
	loose        bool
	midnight     bool
	set          bool
}

// half is the part of a day that a loose clock is in.
type half int

const (
	anyHalf half = iota
	morning
	evening
)

// at is the time that a clock means: a loose 1 to 6 is in the afternoon, 7 to 12 before noon, if nothing else says.
func (c clock) at(h half) domain.Clock {
	hour := c.hour
	if c.loose {
		switch {
		case h == evening && hour == 12:
			return "23:59"
		case h == evening || h == anyHalf && hour < 7:
			hour = hour%12 + 12
		}
	}
	return domain.Clock(fmt.Sprintf("%02d:%02d", hour, c.minute))
}

// clock reads a time of day. A bare number is one only where the caller says that a time is due.
func (p *parser) clock(at int, bare bool) (when, int) {
	c, n := p.clockFace(at, bare)
	if n == 0 || !c.set {
		return when{}, 0
	}
	w := when{clock: c}
	if part, m := p.partOfDay(at + n); m > 0 {
		w.half, n = part.half, n+m
	}
	return w, n
}

func (p *parser) clockFace(at int, bare bool) (clock, int) {
	text := p.word(at)
	switch text {
	case "noon", "midday":
		return clock{hour: 12, set: true}, 1
	case "midnight":
		return clock{midnight: true, set: true}, 1
	}
	if !startsWithDigit(text) || len(text) > len("12:30p.m.") {
		return clock{}, 0
	}
	face, suffix := cutSuffix(text)
	hour, minute, found := strings.Cut(strings.Replace(face, ".", ":", 1), ":")
	if !digits(hour, 1, 2) || found && !digits(minute, 2, 2) || strings.Contains(face, ".") && suffix == "" {
		return clock{}, 0
	}
	c, n := clock{set: true}, 1
	c.hour, _ = strconv.Atoi(hour)
	c.minute, _ = strconv.Atoi(minute)
	if next := p.more(at + 1); suffix == "" {
		switch _, after := cutSuffix(next); {
		case after != "" && after == strings.ReplaceAll(next, ".", ""):
			suffix, n = after, 2
		case next == "o'clock" || next == "oclock":
			n = 2
		case !found && !bare:
			return clock{}, 0
		}
	}
	return c.in(suffix, hour[0] == '0'), n
}

// in counts the clock in 12 hours with am and pm, in 24 without; the zero clock when there is no such time.
func (c clock) in(suffix string, zero bool) clock {
	switch {
	case c.minute > 59 || c.hour > 23 || suffix != "" && (c.hour < 1 || c.hour > 12):
		return clock{}
	case suffix == "am":
		c.hour %= 12
	case suffix == "pm":
		c.hour = c.hour%12 + 12
	default:
		c.loose = !zero && c.hour >= 1 && c.hour <= 12
	}
	return c
}

func cutSuffix(text string) (face, suffix string) {
	for _, ending := range []string{"am", "a.m.", "pm", "p.m."} {
		if face, found := strings.CutSuffix(text, ending); found {
			return face, strings.ReplaceAll(ending, ".", "")
		}
	}
	return text, ""
}

// partOfDay reads "morning" after a day, and "in the morning" or "at night" after a time.
func (p *parser) partOfDay(at int) (when, int) {
	skip := p.follow(at, "in", "the")
	if skip == 0 {
		skip = p.follow(at, "at")
	}
	part := partOfDay(p.more(at + skip))
	if part.half == anyHalf || skip == 2 && p.word(at+skip) == "night" || skip == 1 && p.word(at+skip) != "night" {
		return when{}, 0
	}
	return part, skip + 1
}

func partOfDay(word string) when {
	switch word {
	case "morning":
		return when{half: morning, clock: clock{hour: 9, set: true}}
	case "afternoon":
		return when{half: evening, clock: clock{hour: 15, set: true}}
	case "evening":
		return when{half: evening, clock: clock{hour: 19, set: true}}
	case "night":
		return when{half: evening, clock: clock{hour: 21, set: true}}
	}
	return when{}
}
