package ical

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// Todo reads what has one UID among the VTODOs of a calendar, as Object does for events. Due and start are civil: what is
// told by the clocks of a zone is what these show, what is told in UTC what the clocks show at home.
func Todo(todos, zones []*Component, loc *time.Location) (domain.TodoObject, []Error, error) {
	return NewZones(zones, loc).Todo(todos)
}

// Todo reads what has one UID, as the function does. What became of single times of it is only kept.
func (z *Zones) Todo(todos []*Component) (domain.TodoObject, []Error, error) {
	z.warnings = nil
	if len(todos) == 0 {
		return domain.TodoObject{}, nil, &Error{Text: "There is no todo."}
	}
	master := slices.IndexFunc(todos, func(c *Component) bool { return c.Get("RECURRENCE-ID") == nil })
	c := todos[max(master, 0)]
	if len(todos) > 1 {
		z.warn(c.Line, "What became of single times of the todo is not shown.")
	}
	o, err := z.todo(c)
	if err != nil {
		return o, z.warnings, err
	}
	var kept strings.Builder
	for _, id := range zonesIn(todos) {
		if told := z.told[id]; told != nil {
			kept.WriteString(told.String())
		}
	}
	kept.WriteString(c.String())
	for _, other := range todos {
		if other != c {
			kept.WriteString(other.String())
		}
	}
	if o.Todo.Kept = kept.String(); len(o.Todo.Kept) > domain.KeptMax {
		return o, z.warnings, wrong(c.Line, "The todo is larger than %d KB.", domain.KeptMax>>10)
	}
	return o, z.warnings, nil
}

func (z *Zones) todo(c *Component) (domain.TodoObject, error) {
	t := domain.Todo{UID: UID(c), Title: lineOf(c.Text("SUMMARY"), domain.TitleMax), Description: textUpTo(c.Text("DESCRIPTION"), domain.DescriptionMax),
		Priority: priorityOf(c), Status: statusOf(c), Tags: tagsOf(c)}
	if t.Title == "" {
		t.Title = untitled
	}
	start, due, err := z.todoTimes(c)
	if err != nil {
		return domain.TodoObject{}, err
	}
	if due != nil {
		wall := z.wallOf(*due)
		if t.DueDate = domain.DateOf(wall); !due.date {
			t.DueTime = domain.Clock(wall.Format("15:04"))
		}
	}
	if start != nil {
		if t.StartDate = domain.DateOf(z.wallOf(*start)); due != nil && t.StartDate > t.DueDate {
			t.StartDate = ""
		}
	}
	if t.Recurrence, err = z.todoRule(c, t); err != nil {
		return domain.TodoObject{}, err
	}
	if t.Recurrence != "" {
		t.RepeatFrom = domain.RepeatFromDue
	}
	if t.Completed() {
		if t.CompletedAt = z.instant(c, "COMPLETED"); t.CompletedAt.IsZero() {
			t.CompletedAt = z.instant(c, "LAST-MODIFIED")
		}
	}
	if i := z.reminderOf(c, start, due); i >= 0 {
		t.ReminderAt, _ = z.alarmAt(c.Components[i], start, due)
	}
	t.CreatedAt, t.UpdatedAt = z.instant(c, "CREATED"), z.instant(c, "LAST-MODIFIED")
	o := domain.TodoObject{Todo: t}
	if t.Completed() {
		o.Completed = z.instant(c, "COMPLETED")
	}
	if p := parentOf(c); p != nil {
		o.Parent = strings.TrimSpace(p.Text())
	}
	return o, nil
}

// wallOf is what the clocks show at a moment that a todo names.
func (z *Zones) wallOf(m moment) time.Time {
	if !m.utc {
		return m.wall
	}
	local := m.at.In(z.home)
	return time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
}

func (z *Zones) todoTimes(c *Component) (start, due *moment, err error) {
	read := func(name string) *moment {
		p := c.Get(name)
		if p == nil || err != nil {
			return nil
		}
		m, ok := z.moment(p, p.Value)
		if !ok {
			err = wrong(p.Line, "%s is no time: %s", name, clip(p.Value))
		}
		return &m
	}
	start, due = read("DTSTART"), read("DUE")
	if p := c.Get("DURATION"); p != nil && start != nil && due == nil && err == nil {
		length, ok := parseSpan(p.Value)
		if !ok {
			return start, nil, wrong(p.Line, "DURATION is none: %s", clip(p.Value))
		}
		end := *start
		end.at = length.after(*start)
		if end.wall = end.at; start.zone.at != nil {
			local := end.at.In(start.zone.at)
			_, ahead := local.Zone()
			end.wall = end.at.UTC().Add(time.Duration(ahead) * time.Second)
		}
		due = &end
	}
	for _, m := range []*moment{start, due} {
		if m != nil && (m.at.Year() > 9990 || m.at.Year() < 2) {
			return nil, nil, wrong(c.Line, "The calendar goes from the year 1 to 9999.")
		}
	}
	return start, due, err
}

func (z *Zones) todoRule(c *Component, t domain.Todo) (string, error) {
	p := c.Get("RRULE")
	if p == nil || strings.TrimSpace(p.Value) == "" {
		return "", nil
	}
	e := domain.Event{Start: domain.Date(cmpDate(t.DueDate, t.StartDate, "2020-01-01")).Time(), TimeZone: domain.Floating}
	if at, err := time.Parse("15:04", string(t.DueTime)); err == nil {
		e.Start = e.Start.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
	}
	rule, err := domain.SeriesRule(z.plainRule(p, e), e.Start, time.UTC)
	if err != nil {
		return "", wrong(p.Line, "How it repeats is not understood (%s): %s", clip(p.Value), err.Error())
	}
	return rule.String(), nil
}

func cmpDate(dates ...domain.Date) domain.Date {
	for _, d := range dates {
		if d != "" {
			return d
		}
	}
	return ""
}

// priorityOf reads 1 to 9, of which 1 is the highest; nothing is medium.
func priorityOf(c *Component) string {
	switch n, _ := strconv.Atoi(strings.TrimSpace(c.Value("PRIORITY"))); {
	case n >= 1 && n <= 4:
		return domain.PriorityHigh
	case n >= 6 && n <= 9:
		return domain.PriorityLow
	}
	return domain.PriorityMedium
}

// inProgress is the status of what somebody has begun with, on a board that has not named its columns otherwise.
const inProgress = "in_progress"

// statusOf reads how far it is. What was given up is over, and so done.
func statusOf(c *Component) string {
	switch strings.ToUpper(strings.TrimSpace(c.Value("STATUS"))) {
	case "COMPLETED", "CANCELLED":
		return domain.StatusDone
	case "IN-PROCESS":
		return inProgress
	case "":
		if c.Get("COMPLETED") != nil || strings.TrimSpace(c.Value("PERCENT-COMPLETE")) == "100" {
			return domain.StatusDone
		}
	}
	return domain.StatusTodo
}

func tagsOf(c *Component) []string {
	var typed []string
	for _, p := range c.All("CATEGORIES") {
		for _, tag := range p.Texts() {
			typed = append(typed, textUpTo(strings.NewReplacer(",", " ", "\n", " ", "\t", " ").Replace(tag), domain.TagMax))
		}
	}
	tags := domain.ParseTags(domain.Problems{}, "tags", typed)
	return tags[:min(len(tags), domain.TagsMax)]
}

// parentOf is what says which todo it is a step of, or nil. What is longer than any UID stays in the text alone.
func parentOf(c *Component) *Property {
	for i := range c.Properties {
		p := &c.Properties[i]
		if kind := p.Param("RELTYPE"); p.Name == "RELATED-TO" && (kind == "" || strings.EqualFold(kind, "PARENT")) && strings.TrimSpace(p.Value) != "" && len(p.Value) <= UIDMax {
			return p
		}
	}
	return nil
}

// reminderOf is the first alarm that can be the todo's reminder, or -1.
func (z *Zones) reminderOf(c *Component, start, due *moment) int {
	return slices.IndexFunc(c.Components, func(child *Component) bool {
		_, ok := z.alarmAt(child, start, due)
		return ok
	})
}

// alarmAt is the moment of an alarm. Where nothing says what it is relative to, it is to the start, or to the due time
// of what has none.
func (z *Zones) alarmAt(c *Component, start, due *moment) (time.Time, bool) {
	p := c.Get("TRIGGER")
	if c.Name != "VALARM" || p == nil || strings.EqualFold(strings.TrimSpace(c.Value("ACTION")), "NONE") {
		return time.Time{}, false
	}
	length, relative := parseSpan(p.Value)
	if !relative {
		m, ok := z.moment(p, p.Value)
		return m.at, ok && m.utc
	}
	base := start
	if base == nil || strings.EqualFold(p.Param("RELATED"), "END") && due != nil {
		base = due
	}
	if base == nil {
		return time.Time{}, false
	}
	m := *base
	if m.date || m.floats() {
		m = moment{wall: base.wall, zone: zone{name: z.home.String(), at: z.home}, at: domain.Civil(base.wall, z.home).UTC()}
	}
	at := length.after(m).UTC()
	return at, at.Year() >= 1 && at.Year() <= 9999
}
