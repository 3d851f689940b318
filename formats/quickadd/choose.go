package quickadd

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// choice is which phrases count, and what they come to. What is said twice counts once; the rest stays title.
type choice struct {
	p                                   *parser
	project, priority, repeat, reminder *phrase
	start, date, time                   *phrase
	tags, people                        []*phrase
	due                                 domain.Date
	clock                               domain.Clock
	startDate                           domain.Date
	reminderAt                          string
	rule                                domain.Rule
	eaten                               []part // by word
}

func (p *parser) choose() choice {
	c := choice{p: p, eaten: make([]part, len(p.words))}
	for i := range p.phrases {
		c.takeNamed(&p.phrases[i])
	}
	c.date = p.bestDate()
	c.time = p.bestTime(c.date)
	c.chooseDue()
	c.chooseReminder()
	return c
}

// takeNamed takes marks and the first repetition, start and reminder.
func (c *choice) takeNamed(ph *phrase) {
	same := func(other *phrase) bool { return strings.EqualFold(other.name.id, ph.name.id) }
	slot := &c.project
	switch ph.kind {
	case KindTag:
		if len(c.tags) < domain.TagsMax && !slices.ContainsFunc(c.tags, same) {
			c.tags = append(c.tags, ph)
			c.eat(ph)
		}
		return
	case KindPerson:
		if len(c.people) < domain.AssigneesMax && !slices.ContainsFunc(c.people, same) {
			c.people = append(c.people, ph)
			c.eat(ph)
		}
		return
	case KindProject:
	case KindPriority:
		slot = &c.priority
	case KindRepeat:
		slot = &c.repeat
	case KindStart:
		slot = &c.start
	case KindReminder:
		slot = &c.reminder
	default:
		return
	}
	if *slot == nil {
		*slot = ph
	}
	if ph.kind == KindProject || ph.kind == KindPriority {
		c.eat(*slot)
	}
}

func (c *choice) eat(ph *phrase) {
	for i := ph.first; i < ph.end; i++ {
		c.eaten[i] = within
	}
	c.eaten[ph.end-1] = lastOf
}

// bestDate is the last date when the text ends with it (marks and times may follow), else the first.
func (p *parser) bestDate() *phrase {
	end := len(p.words)
	for i := len(p.phrases) - 1; i >= 0 && p.phrases[i].end == end; i-- {
		if p.phrases[i].kind == KindDue {
			return &p.phrases[i]
		}
		end = p.phrases[i].first
	}
	return p.firstOf(KindDue)
}

// bestTime is the one that touches the date, else the first.
func (p *parser) bestTime(date *phrase) *phrase {
	for i := range p.phrases {
		if ph := &p.phrases[i]; ph.kind == KindTime && date != nil && (ph.first == date.end || ph.end == date.first) {
			return ph
		}
	}
	return p.firstOf(KindTime)
}

func (p *parser) firstOf(kind Kind) *phrase {
	if i := slices.IndexFunc(p.phrases, func(ph phrase) bool { return ph.kind == kind }); i >= 0 {
		return &p.phrases[i]
	}
	return nil
}

// chooseDue settles date, time, repetition and start together.
func (c *choice) chooseDue() {
	if c.repeat != nil && c.start != nil && c.date == nil {
		c.date, c.start = c.start, nil // "every friday starting 4 dec"
	}
	if c.date != nil {
		c.due = c.date.when.date
		c.eat(c.date)
	}
	c.chooseClock()
	c.chooseRule()
	if c.due == "" && c.clock != "" {
		c.due = c.from()
	}
	if c.start != nil && (c.due == "" || c.start.when.date <= c.due) {
		c.startDate = c.start.when.date
		c.eat(c.start)
	} else {
		c.start = nil
	}
}

// chooseClock takes the time that was said; else that of "tonight", "in 20 minutes" or "every morning".
func (c *choice) chooseClock() {
	said, half := clock{}, anyHalf
	if c.repeat != nil {
		said, half = c.repeat.repeat.part.clock, c.repeat.repeat.part.half
	}
	if c.date != nil && (c.date.when.clock.set || c.date.when.half != anyHalf) {
		said, half = c.date.when.clock, c.date.when.half
	}
	if c.time != nil {
		said = c.time.when.clock
		half = max(half, c.time.when.half)
		if c.time.when.half != anyHalf {
			half = c.time.when.half
		}
		c.eat(c.time)
	}
	switch {
	case !said.set:
	case said.midnight && c.due != "":
		c.clock = "23:59" // the midnight that ends the day
	default:
		c.clock = said.at(half)
	}
}

// from is the first day that a time without a date can mean.
func (c *choice) from() domain.Date {
	if c.clock != "" && string(c.clock) <= c.p.now.Format("15:04") {
		return c.p.today.AddDays(1)
	}
	return c.p.today
}

// chooseRule makes the rule, and its first day the due date. A rule that comes to nothing stays title.
func (c *choice) chooseRule() {
	if c.repeat == nil {
		return
	}
	from := c.due
	if from == "" {
		from = c.from()
	}
	r := c.repeat.repeat
	rule, err := domain.ParseRule(r.rule)
	due, ok := rule.First(from)
	if err != nil || !ok {
		c.repeat = nil
		return
	}
	text := r.rule
	if day := due.Time().Day(); day > 28 && (r.plain == months || r.plain == quarters) {
		text += ";" + lastUpTo(day)
	}
	if rule, err = domain.ParseRule(text + r.end(due)); err != nil {
		c.repeat = nil
		return
	}
	c.due, c.rule = due, rule
	c.eat(c.repeat)
}

// end is how a rule says where it ends.
func (r repeat) end(due domain.Date) string {
	until := r.until
	if r.lasts.n > 0 {
		until = addSpan(due, r.lasts).AddDays(-1)
	}
	switch {
	case r.count > 0:
		return ";COUNT=" + strconv.Itoa(r.count)
	case until != "":
		return ";UNTIL=" + strings.ReplaceAll(string(until), "-", "")
	}
	return ""
}

// chooseReminder settles the reminder's day and time; one that counts back needs something to count back from.
func (c *choice) chooseReminder() {
	if c.reminder == nil {
		return
	}
	day, at := c.reminderDay()
	if day == "" {
		c.reminder = nil
		return
	}
	c.reminderAt = string(day) + "T" + string(at)
	c.eat(c.reminder)
}

func (c *choice) reminderDay() (domain.Date, domain.Clock) {
	const usual = "09:00"
	if s := c.reminder.before; s.n > 0 {
		return c.backFromDue(s)
	}
	w := c.reminder.when
	at := domain.Clock(usual)
	if w.clock.midnight {
		at = "00:00"
	} else if w.clock.set {
		at = w.clock.at(w.half)
	}
	switch {
	case w.date != "":
		return w.date, at
	case c.due != "":
		return c.due, at
	case string(at) <= c.p.now.Format("15:04"):
		return c.p.today.AddDays(1), at
	}
	return c.p.today, at
}

func (c *choice) backFromDue(s span) (domain.Date, domain.Clock) {
	at := c.clock
	if c.due == "" || at == "" && s.duration() > 0 {
		return "", ""
	}
	if at == "" {
		at = "09:00"
	}
	due, err := time.Parse("2006-01-02T15:04", string(c.due)+"T"+string(at))
	if err != nil {
		return "", ""
	}
	then := due.Add(-s.duration())
	if s.unit >= days {
		then = then.AddDate(0, 0, -s.n*map[unit]int{days: 1, weeks: 7}[s.unit])
	}
	return valid(domain.DateOf(then)), domain.Clock(then.Format("15:04"))
}

// fill writes the choice into an input.
func (c *choice) fill(in *domain.TodoInput) {
	text := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	in.DueDate, in.DueTime, in.StartDate = text(string(c.due)), text(string(c.clock)), text(string(c.startDate))
	in.ReminderAt, in.Recurrence = text(c.reminderAt), text(c.rule.String())
	if c.repeat != nil && c.repeat.repeat.fromDone {
		in.RepeatFrom = text(domain.RepeatFromCompletion)
	}
	if c.priority != nil {
		in.Priority = text(c.priority.name.id)
	}
	if c.project != nil {
		if id, err := strconv.ParseInt(c.project.name.id, 10, 64); err == nil {
			in.ProjectID = &id
		}
	}
	for _, tag := range c.tags {
		in.Tags = append(in.Tags, tag.name.id)
	}
	for _, person := range c.people {
		in.AssigneeIDs = append(in.AssigneeIDs, person.name.id)
	}
}
