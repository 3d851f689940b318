package ical

import (
	"slices"
	"strings"
	"time"

	"mddash/domain"
)

// WriteTodo is a todo as other programs read it, as WriteObject does for events, for somebody who is at home in a place.
func WriteTodo(o domain.TodoObject, method string, loc *time.Location) *Component {
	return NewZones(nil, loc).WriteTodo(o, method)
}

// WriteTodo is the function's.
func (z *Zones) WriteTodo(o domain.TodoObject, method string) *Component {
	c := NewCalendar(method)
	todos, told := z.WriteTodos(o)
	c.Components = append(z.ZonesOf(todos, told), todos...)
	return c
}

// WriteTodos are the VTODOs of an object, and the zones that came with them.
func (z *Zones) WriteTodos(o domain.TodoObject) (todos, told []*Component) {
	zones, was := z.readKept(o.Todo.Kept, "VTODO")
	others := z.others(o.Todo.Kept)
	return append([]*Component{z.writeTodo(o, was)}, others...), zones
}

// others are what became of single times of a todo.
func (z *Zones) others(kept string) []*Component {
	if strings.Count(kept, "BEGIN:VTODO") < 2 {
		return nil
	}
	c, err := Parse([]byte("BEGIN:VCALENDAR\r\n"+kept+"END:VCALENDAR\r\n"), Limits{})
	if err != nil {
		return nil
	}
	return c.Children("VTODO")[1:]
}

func (z *Zones) writeTodo(now domain.TodoObject, was *Component) *Component {
	o := overlay{z: z, c: was}
	before := domain.TodoObject{Todo: domain.Todo{Status: domain.StatusTodo, Priority: domain.PriorityMedium}}
	if o.fresh = was == nil; o.fresh {
		o.c = New("VTODO")
	} else if read, err := z.todo(was); err == nil {
		before = read
	} else {
		o.c, o.fresh = New("VTODO"), true
	}
	t := now.Todo
	if o.fresh || o.c.Text("UID") != t.UID {
		o.set("UID", Escape(t.UID))
	}
	if o.fresh {
		o.set("DTSTAMP", stamp(t.UpdatedAt, t.CreatedAt))
	}
	o.text("SUMMARY", before.Todo.Title, t.Title)
	o.text("DESCRIPTION", before.Todo.Description, t.Description, "X-ALT-DESC")
	o.todoTimes(before.Todo, t)
	if before.Todo.Recurrence != t.Recurrence {
		o.plain("RRULE", o.todoRule(t))
	}
	if before.Todo.Priority != t.Priority {
		o.plain("PRIORITY", map[string]string{domain.PriorityHigh: "1", domain.PriorityMedium: "5", domain.PriorityLow: "9"}[t.Priority])
	}
	o.status(before.Todo, t)
	if !slices.Equal(before.Todo.Tags, t.Tags) && len(before.Todo.Tags)+len(t.Tags) > 0 {
		texts := make([]string, len(t.Tags))
		for i, tag := range t.Tags {
			texts[i] = Escape(tag)
		}
		o.plain("CATEGORIES", strings.Join(texts, ","))
	}
	o.parent(before.Parent, now.Parent)
	o.reminder(before.Todo, t)
	o.stamps(t.CreatedAt, t.UpdatedAt)
	return o.c
}

// todoTimes writes due and start on the clock that they were told by before; the clocks of whoever looks, where there was
// none. Both are days, or both times.
func (o *overlay) todoTimes(was, now domain.Todo) {
	dueChanged := was.DueDate != now.DueDate || was.DueTime != now.DueTime
	if !dueChanged && was.StartDate == now.StartDate {
		return
	}
	o.changed = true
	old := o.c.Get("DUE")
	if old == nil {
		old = o.c.Get("DTSTART")
	}
	var clock moment
	var zone string
	if old != nil {
		clock, _ = o.z.moment(old, old.Value)
		zone = old.Param("TZID")
	}
	timed := now.DueTime != ""
	put := func(name string, day domain.Date, time string) {
		if o.drop(name); day != "" {
			value, params := o.z.todoTime(day, time, timed, zone, clock)
			o.set(name, value, params...)
		}
	}
	put("DTSTART", now.StartDate, "")
	put("DUE", now.DueDate, string(now.DueTime))
	o.drop("DURATION")
}

func (z *Zones) todoTime(day domain.Date, clockTime string, timed bool, zone string, clock moment) (string, []Param) {
	if !timed {
		return day.Time().Format(dayLayout), []Param{{Name: "VALUE", Values: []string{"DATE"}}}
	}
	wall := day.Time()
	if at, err := time.Parse("15:04", clockTime); err == nil {
		wall = wall.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
	}
	switch {
	case clock.utc:
		return domain.Civil(wall, z.home).UTC().Format(utcLayout), nil
	case clock.zone.at != nil:
		return wall.Format(clockLayout), []Param{{Name: "TZID", Values: []string{zone}}}
	}
	return wall.Format(clockLayout), nil
}

func (o *overlay) todoRule(t domain.Todo) string {
	e := domain.Event{Start: cmpDate(t.DueDate, t.StartDate, "2020-01-01").Time(), AllDay: t.DueTime == "", TimeZone: domain.Floating, Recurrence: t.Recurrence}
	if at, err := time.Parse("15:04", string(t.DueTime)); err == nil {
		e.Start = e.Start.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
	}
	return o.z.ruleText(e)
}

// standing is what a status of ours is to others.
func standing(status string) string {
	switch status {
	case domain.StatusDone:
		return "COMPLETED"
	case domain.StatusTodo:
		return "NEEDS-ACTION"
	}
	return "IN-PROCESS"
}

func (o *overlay) status(was, now domain.Todo) {
	same := standing(was.Status) == standing(now.Status)
	if same && !o.fresh && (!now.Completed() || was.CompletedAt.Equal(now.CompletedAt)) {
		return
	}
	if !o.fresh {
		o.changed = true
	}
	if !same || o.fresh {
		o.set("STATUS", standing(now.Status))
	}
	if now.Completed() {
		if !now.CompletedAt.IsZero() {
			o.set("COMPLETED", now.CompletedAt.UTC().Format(utcLayout))
		}
		o.set("PERCENT-COMPLETE", "100")
		return
	}
	if o.drop("COMPLETED"); strings.TrimSpace(o.c.Value("PERCENT-COMPLETE")) == "100" {
		o.drop("PERCENT-COMPLETE")
	}
}

// parent says which todo it is a step of. What else it is related to stays.
func (o *overlay) parent(was, now string) {
	if was == now {
		return
	}
	o.changed = true
	switch p := parentOf(o.c); {
	case p != nil && now != "":
		p.Value = Escape(now)
	case p != nil:
		line := *p
		o.c.Properties = slices.DeleteFunc(o.c.Properties, func(other Property) bool {
			return other.Name == line.Name && other.Value == line.Value && other.Param("RELTYPE") == line.Param("RELTYPE")
		})
	default:
		o.c.Add("RELATED-TO", Escape(now), Param{Name: "RELTYPE", Values: []string{"PARENT"}})
	}
}

// reminder puts one alarm in the place of the one that was the reminder.
func (o *overlay) reminder(was, now domain.Todo) {
	second := time.Second
	if was.ReminderAt.Truncate(second).Equal(now.ReminderAt.Truncate(second)) {
		return
	}
	o.changed = true
	if !was.ReminderAt.IsZero() {
		start, due, _ := o.z.todoTimes(o.c)
		for i, child := range o.c.Components {
			if at, ok := o.z.alarmAt(child, start, due); ok && at.Equal(was.ReminderAt) || i == o.z.reminderOf(o.c, start, due) {
				o.c.Components = slices.Delete(o.c.Components, i, i+1)
				break
			}
		}
	}
	if !now.ReminderAt.IsZero() {
		child := newAlarm(now.Title, now.ReminderAt.UTC().Format(utcLayout))
		child.Get("TRIGGER").Params = []Param{{Name: "VALUE", Values: []string{"DATE-TIME"}}}
		o.c.Components = append(o.c.Components, child)
	}
}
