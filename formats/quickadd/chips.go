package quickadd

import (
	"slices"
	"strings"

	"mddash/domain"
)

// chips says what was chosen, in the order of the text.
func (c *choice) chips() []Chip {
	chips := []Chip{}
	add := func(ph *phrase, kind Kind, text, id string) {
		if ph != nil {
			chips = append(chips, Chip{Kind: kind, Text: text, ID: id, Start: c.p.words[ph.first].start, End: c.p.words[ph.end-1].end})
		}
	}
	for _, ph := range slices.Concat(c.tags, c.people, []*phrase{c.project, c.priority}) {
		if ph != nil {
			add(ph, ph.kind, ph.name.name, ph.name.id)
		}
	}
	date, time := c.joinedDue()
	add(date, KindDue, c.dueText(date, time), "")
	if time != nil && c.date == nil && c.repeat == nil {
		add(time, KindDue, c.moment(c.due, c.clock), "")
	} else {
		add(time, KindTime, string(c.clock), "")
	}
	add(c.start, KindStart, c.moment(c.startDate, ""), "")
	add(c.repeat, KindRepeat, c.repeatText(), "")
	if day, at, found := strings.Cut(c.reminderAt, "T"); found {
		add(c.reminder, KindReminder, c.moment(domain.Date(day), domain.Clock(at)), "")
	}
	slices.SortFunc(chips, func(a, b Chip) int { return a.Start - b.Start })
	return chips
}

// joinedDue makes one phrase of a date and a time that stand together.
func (c *choice) joinedDue() (date, time *phrase) {
	switch {
	case c.date == nil || c.time == nil:
		return c.date, c.time
	case c.date.end == c.time.first:
		return &phrase{first: c.date.first, end: c.time.end}, nil
	case c.time.end == c.date.first:
		return &phrase{first: c.time.first, end: c.date.end}, nil
	}
	return c.date, c.time
}

// dueText shows the time with the date, unless it has a chip of its own.
func (c *choice) dueText(date, time *phrase) string {
	if date == nil || time != nil {
		return c.moment(c.due, "")
	}
	return c.moment(c.due, c.clock)
}

// repeatText says the first day too, where nothing else does.
func (c *choice) repeatText() string {
	if c.repeat == nil {
		return ""
	}
	l := c.p.names.speaks()
	text := c.rule.DescribeIn(l)
	if c.repeat.repeat.fromDone {
		text += l.T(", counted from completion")
	}
	switch {
	case c.date != nil:
		return text
	case c.time != nil:
		return text + l.T(", first %s", c.moment(c.due, ""))
	}
	return text + l.T(", first %s", c.moment(c.due, c.clock))
}

// moment shows a day as "Fri 22 May", with the year when it is another, and the time behind it.
func (c *choice) moment(day domain.Date, at domain.Clock) string {
	if day == "" {
		return string(at)
	}
	layout := "Mon 2 Jan"
	if day.Time().Year() != c.p.today.Time().Year() {
		layout = "Mon 2 Jan 2006"
	}
	text := c.p.names.speaks().Date(day.Time(), layout)
	if at != "" {
		text += ", " + string(at)
	}
	return text
}
