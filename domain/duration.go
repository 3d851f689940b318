package domain

import (
	"strconv"
	"strings"
	"unicode"
)

// MinutesMax is how long one stretch of work can be: a year.
const MinutesMax = 365 * 24 * 60

// ParseMinutes reads how long something took, as people write it: "90", "90m", "1:30", "1h 30m", "1h30", "1.5h" or "1,5".
// A whole number alone is minutes, one with a fraction is hours. ok is false for anything else, for nothing at all and
// for more than MinutesMax.
func ParseMinutes(text string) (minutes int, ok bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	if hours, rest, colon := strings.Cut(text, ":"); colon {
		minutes, ok = parseColon(hours, rest)
	} else {
		minutes, ok = parseUnits(text)
	}
	return minutes, ok && minutes >= 1 && minutes <= MinutesMax
}

func parseColon(hours, minutes string) (int, bool) {
	if hours == "" {
		hours = "0"
	}
	h, okHours := parseDigits(hours)
	m, okMinutes := parseDigits(minutes)
	return h*60 + m, okHours && okMinutes && len(minutes) == 2 && m < 60
}

// parseUnits reads numbers with their units: hours, minutes, or hours and then minutes.
func parseUnits(text string) (int, bool) {
	first, unit, rest := cutQuantity(text)
	whole, fraction, broken := strings.Cut(strings.ReplaceAll(first, ",", "."), ".")
	switch {
	case unit == "" && rest == "" && !broken, isMinutes(unit) && rest == "" && !broken:
		return parseDigits(whole)
	case !isHours(unit) && (unit != "" || rest != "" || !broken):
		return 0, false
	}
	minutes, ok := parseHours(whole, fraction, broken)
	if rest == "" || !ok {
		return minutes, ok
	}
	second, unit, rest := cutQuantity(rest)
	more, ok := parseDigits(second)
	return minutes + more, ok && !broken && rest == "" && more < 60 && (unit == "" || isMinutes(unit))
}

// cutQuantity takes a number and the word behind it off the start of a text.
func cutQuantity(text string) (number, unit, rest string) {
	end := strings.IndexFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' })
	if end < 0 {
		return text, "", ""
	}
	number, text = text[:end], strings.TrimLeftFunc(text[end:], unicode.IsSpace)
	end = strings.IndexFunc(text, func(r rune) bool { return r < 'a' || r > 'z' })
	if end < 0 {
		return number, text, ""
	}
	return number, text[:end], strings.TrimLeftFunc(text[end:], unicode.IsSpace)
}

func isHours(unit string) bool {
	return unit == "h" || unit == "hr" || unit == "hrs" || unit == "hour" || unit == "hours"
}

func isMinutes(unit string) bool {
	return unit == "m" || unit == "min" || unit == "mins" || unit == "minute" || unit == "minutes"
}

// parseHours is hours with a fraction as minutes, the nearest whole one.
func parseHours(whole, fraction string, broken bool) (int, bool) {
	if whole == "" && broken {
		whole = "0"
	}
	hours, ok := parseDigits(whole)
	if !ok || !broken {
		return hours * 60, ok
	}
	part, ok := parseDigits(fraction)
	unit := 1
	for range fraction {
		unit *= 10
	}
	return hours*60 + (part*60+unit/2)/unit, ok
}

// parseDigits reads a number of at most six digits.
func parseDigits(text string) (int, bool) {
	if text == "" || len(text) > 6 || strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// HoursText is a length of time as hours and minutes: "1:30".
func HoursText(minutes int64) string {
	sign := ""
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	rest := strconv.FormatInt(minutes%60, 10)
	if len(rest) < 2 {
		rest = "0" + rest
	}
	return sign + strconv.FormatInt(minutes/60, 10) + ":" + rest
}
