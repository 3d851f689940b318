package domain

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ReminderWords say when somebody is reminded: "10 minutes, 1 day, 2026-11-30 09:00", what comes before the start and
// then what has a moment of its own, on the clock of a place. ParseReminderWords reads them in the same language.
func ReminderWords(l Language, minutes []int, at []time.Time, loc *time.Location) string {
	var words []string
	for _, n := range minutes {
		words = append(words, minutesWords(l, n))
	}
	for _, t := range at {
		words = append(words, t.In(loc).Format("2006-01-02 15:04"))
	}
	return strings.Join(words, ", ")
}

// reminderUnit is a unit of time, and what one and several of it are called.
type reminderUnit struct {
	minutes   int
	one, many string
}

// reminderUnits are those that a language has, the longest first.
func reminderUnits(l Language) []reminderUnit {
	return []reminderUnit{
		{7 * 24 * 60, l.T("week"), l.T("weeks")}, {24 * 60, l.T("day"), l.T("days")}, {60, l.T("hour"), l.T("hours")}, {1, l.T("minute"), l.T("minutes")},
	}
}

func minutesWords(l Language, n int) string {
	if n == 0 {
		return l.T("at the start")
	}
	for _, unit := range reminderUnits(l) {
		switch {
		case n == unit.minutes:
			return "1 " + unit.one
		case n%unit.minutes == 0:
			return strconv.Itoa(n/unit.minutes) + " " + unit.many
		}
	}
	return ""
}

var reminderWord = regexp.MustCompile(`^(\d{1,6})\s*(\pL*)(?:\s+(\pL+))?$`)

// ParseReminderWords reads what ReminderWords writes, in a language or in English, and shorter words for it: 10, 1h, 2 days
// before. What it can't read is a Problem at reminders.
func ParseReminderWords(l Language, text string, loc *time.Location) (minutes []int, at []string, err error) {
	p := Problems{}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		word = strings.ToLower(strings.Join(strings.Fields(word), " "))
		t, failed := time.ParseInLocation("2006-01-02 15:04", strings.Replace(word, "t", " ", 1), loc)
		n, read := reminderMinutes(l, word)
		switch {
		case word == "":
		case read:
			minutes = append(minutes, n)
		case failed == nil:
			at = append(at, t.UTC().Format(time.RFC3339))
		default:
			p.Add("reminders", "Write how long before the start, such as 10 minutes, 1 day, or a moment, such as 2026-11-30 09:00.")
		}
	}
	return minutes, at, p.Err()
}

// reminderMinutes reads one of the words in small letters. A unit may be cut short.
func reminderMinutes(l Language, word string) (minutes int, ok bool) {
	if word == "at the start" || word == "at start" || word == strings.ToLower(l.T("at the start")) {
		return 0, true
	}
	found := reminderWord.FindStringSubmatch(word)
	if found == nil || !slices.Contains([]string{"", "before", strings.ToLower(l.T("before"))}, found[3]) {
		return 0, false
	}
	n, err := strconv.Atoi(found[1])
	if err != nil || found[2] == "" {
		return n, err == nil
	}
	for _, unit := range slices.Concat(reminderUnits(l), reminderUnits(English{})) {
		if strings.HasPrefix(strings.ToLower(unit.one), found[2]) || strings.HasPrefix(strings.ToLower(unit.many), found[2]) {
			return n * unit.minutes, true
		}
	}
	return 0, false
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
