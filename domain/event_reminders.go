package domain

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ReminderWords say when somebody is reminded: "10 minutes, 1 day, 2026-11-30 09:00", what comes before the start and
// then what has a moment of its own, on the clock of a place. ParseReminderWords reads them.
func ReminderWords(minutes []int, at []time.Time, loc *time.Location) string {
	var words []string
	for _, n := range minutes {
		words = append(words, minutesWords(n))
	}
	for _, t := range at {
		words = append(words, t.In(loc).Format("2006-01-02 15:04"))
	}
	return strings.Join(words, ", ")
}

// reminderUnits are how many minutes each has, the longest first.
var reminderUnits = []struct {
	name    string
	minutes int
}{{"week", 7 * 24 * 60}, {"day", 24 * 60}, {"hour", 60}, {"minute", 1}}

func minutesWords(n int) string {
	if n == 0 {
		return "at the start"
	}
	for _, unit := range reminderUnits {
		if n%unit.minutes == 0 {
			text := strconv.Itoa(n/unit.minutes) + " " + unit.name
			if n != unit.minutes {
				text += "s"
			}
			return text
		}
	}
	return ""
}

var reminderWord = regexp.MustCompile(`^(\d{1,6})\s*(w|week|weeks|d|day|days|h|hour|hours|m|min|minute|minutes)?(\s+before)?$`)

// ParseReminderWords reads what ReminderWords writes, and shorter words for it: 10, 1h, 2 days before. What it can't read is a
// Problem at reminders.
func ParseReminderWords(text string, loc *time.Location) (minutes []int, at []string, err error) {
	p := Problems{}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		word = strings.ToLower(strings.Join(strings.Fields(word), " "))
		t, failed := time.ParseInLocation("2006-01-02 15:04", strings.Replace(word, "t", " ", 1), loc)
		found := reminderWord.FindStringSubmatch(word)
		switch {
		case word == "":
		case word == "at the start" || word == "at start":
			minutes = append(minutes, 0)
		case found != nil:
			minutes = append(minutes, reminderMinutes(found[1], found[2]))
		case failed == nil:
			at = append(at, t.UTC().Format(time.RFC3339))
		default:
			p.Add("reminders", "Write how long before the start, such as 10 minutes, 1 day, or a moment, such as 2026-11-30 09:00.")
		}
	}
	return minutes, at, p.Err()
}

func reminderMinutes(number, unit string) int {
	n, _ := strconv.Atoi(number)
	for _, known := range reminderUnits {
		if unit != "" && known.name[0] == unit[0] {
			return n * known.minutes
		}
	}
	return n
}
