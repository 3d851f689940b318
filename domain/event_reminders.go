package domain

import (
	"regexp"
	"slices"
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

// Reminding is a moment at which an event reminds somebody.
type Reminding struct {
	Of *Event
	At time.Time
	// Begins is when that time of the event begins, as Event.EventText writes it.
	Begins string
}

// Remindings are the moments after one and not after another at which events remind somebody in a zone, the earliest first:
// single events, series, and what single times of these became. What is cancelled does not remind.
func Remindings(events []Event, after, until time.Time, loc *time.Location) ([]Reminding, error) {
	var found []Reminding
	add := func(r Reminding) {
		if r.Of.Status != EventCancelled && r.At.After(after) && !r.At.After(until) {
			found = append(found, r)
		}
	}
	leads := []int{}
	for i := range events {
		leads = append(leads, events[i].Reminders...)
		for _, at := range events[i].RemindAt {
			add(Reminding{Of: &events[i], At: at, Begins: events[i].EventText(events[i].Start)})
		}
	}
	slices.Sort(leads)
	for _, minutes := range slices.Compact(leads) {
		lead := time.Duration(minutes) * time.Minute
		times, err := Occurrences(events, after.Add(lead), until.Add(lead).Add(time.Second), loc)
		if err != nil {
			return nil, err
		}
		for _, o := range times {
			if slices.Contains(o.Of.Reminders, minutes) {
				add(Reminding{Of: o.Of, At: o.From.Add(-lead), Begins: o.Of.EventText(o.start)})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Reminding) int { return a.At.Compare(b.At) })
	return found, nil
}

// OnOwnClock tells whether an event is at another moment for people in other zones.
func (e Event) OnOwnClock() bool { return e.AllDay || e.Floats() }
