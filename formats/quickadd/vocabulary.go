package quickadd

import (
	"strconv"
	"strings"
	"time"
)

// weekday knows the days of the week. A short name that is a word too is doubtful.
func weekday(word string) (day time.Weekday, doubtful, ok bool) {
	switch word {
	case "monday":
		return time.Monday, false, true
	case "mon":
		return time.Monday, true, true
	case "tuesday", "tue", "tues":
		return time.Tuesday, false, true
	case "wednesday", "weds":
		return time.Wednesday, false, true
	case "wed":
		return time.Wednesday, true, true
	case "thursday", "thu", "thur", "thurs":
		return time.Thursday, false, true
	case "friday", "fri":
		return time.Friday, false, true
	case "saturday":
		return time.Saturday, false, true
	case "sat":
		return time.Saturday, true, true
	case "sunday":
		return time.Sunday, false, true
	case "sun":
		return time.Sunday, true, true
	}
	return 0, false, false
}

// month knows the months. May and March are words too, and so doubtful.
func month(word string) (month int, doubtful, ok bool) {
	switch word {
	case "january", "jan":
		return 1, false, true
	case "february", "feb":
		return 2, false, true
	case "march", "mar":
		return 3, true, true
	case "april", "apr":
		return 4, false, true
	case "may":
		return 5, true, true
	case "june", "jun":
		return 6, false, true
	case "july", "jul":
		return 7, false, true
	case "august", "aug":
		return 8, false, true
	case "september", "sept", "sep":
		return 9, false, true
	case "october", "oct":
		return 10, false, true
	case "november", "nov":
		return 11, false, true
	case "december", "dec":
		return 12, false, true
	}
	return 0, false, false
}

// unit is what a span of time is counted in.
type unit int

const (
	minutes unit = iota + 1
	hours
	days
	weeks
	months
	quarters
	years
)

func unitOf(word string) unit {
	switch word {
	case "minute", "minutes", "min", "mins":
		return minutes
	case "hour", "hours", "hr", "hrs":
		return hours
	case "day", "days":
		return days
	case "week", "weeks", "wk", "wks":
		return weeks
	case "month", "months":
		return months
	case "quarter", "quarters":
		return quarters
	case "year", "years", "yr", "yrs":
		return years
	}
	return 0
}

// span is so many of a unit.
type span struct {
	n    int
	unit unit
}

// number reads 1 to 9999, in digits or, up to twelve, in words; "a" is one.
func number(word string) (int, bool) {
	switch word {
	case "a", "an", "one":
		return 1, true
	case "two":
		return 2, true
	case "three":
		return 3, true
	case "four":
		return 4, true
	case "five":
		return 5, true
	case "six":
		return 6, true
	case "seven":
		return 7, true
	case "eight":
		return 8, true
	case "nine":
		return 9, true
	case "ten":
		return 10, true
	case "eleven":
		return 11, true
	case "twelve":
		return 12, true
	}
	if !digits(word, 1, 4) {
		return 0, false
	}
	n, _ := strconv.Atoi(word)
	return n, n > 0
}

// place reads 1st, 2nd ... and first to fifth; "last" is -1.
func place(word string) (int, bool) {
	switch word {
	case "first":
		return 1, true
	case "second":
		return 2, true
	case "third":
		return 3, true
	case "fourth":
		return 4, true
	case "fifth":
		return 5, true
	case "last":
		return -1, true
	}
	return ordinal(word)
}

// ordinal reads 1st to 31st.
func ordinal(word string) (int, bool) {
	if len(word) < 3 || !digits(word[:len(word)-2], 1, 2) {
		return 0, false
	}
	n, _ := strconv.Atoi(word[:len(word)-2])
	want := "th"
	if n/10 != 1 && n%10 >= 1 && n%10 <= 3 {
		want = []string{"st", "nd", "rd"}[n%10-1]
	}
	return n, n >= 1 && n <= 31 && strings.HasSuffix(word, want)
}

// opens tells whether a word by itself begins a date, a time or a repetition.
func opens(word string) bool {
	switch word {
	case "today", "tomorrow", "tonight", "tmr", "tmrw", "noon", "midday", "midnight", "morning", "afternoon", "evening",
		"night", "every", "daily", "weekly", "monthly", "yearly", "starting", "remind", "-", "–", "—", "|", "·":
		return true
	}
	if _, doubtful, ok := weekday(word); ok {
		return !doubtful
	}
	if !startsWithDigit(word) {
		return false
	}
	return strings.Contains(word, ":") || strings.HasSuffix(word, "am") || strings.HasSuffix(word, "pm")
}

// connects tells whether a word goes on with another thought.
func connects(word string) bool {
	switch word {
	case "with", "w/", "for", "to", "in", "at", "on", "by", "from", "about", "before", "after", "until", "till", "near",
		"via", "re", "because", "if", "when", "then", "so", "due", "&", "+":
		return true
	}
	return false
}

// counted tells whether a word is what numbers count, so that "march 10 miles" is no date.
func counted(word string) bool {
	switch word {
	case "people", "persons", "guests", "pages", "times", "items", "eggs", "cups", "km", "kms", "kilometers", "kilometres",
		"mile", "miles", "meters", "metres", "kg", "kilos", "g", "lb", "lbs", "%", "percent", "usd", "eur", "euro", "euros",
		"dollars", "pounds", "st", "street", "ave", "avenue", "more", "of", "or", "x", "points", "things", "options",
		"bottles", "boxes", "bags", "copies", "chapters", "tickets", "emails", "calls", "rows", "lines", "words", "apples":
		return true
	}
	return unitOf(word) != 0
}

func startsWithDigit(word string) bool { return word != "" && word[0] >= '0' && word[0] <= '9' }
