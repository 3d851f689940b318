package domain

import (
	"slices"
	"time"
)

// NextTodo is what completing a repeating todo on a day makes: the next one of its series, open, without id, position,
// UID or times of its own. It is false when the todo doesn't repeat, when its series is over, and when an adopted
// row's rule is none.
//
// Counted from the due date, the next one is the first after it that is not before completedOn: who is three weeks
// late gets one todo, not three, and COUNT goes down by what was skipped; who is early gets the one after, never the
// same again. Counted from the completion, or without a due date, the series begins anew on completedOn.
//
// The start date keeps its distance to the due date, and the reminder its time of day in loc. A todo with a start
// date only goes on having only that.
func NextTodo(t Todo, completedOn Date, loc *time.Location) (Todo, bool) {
	rule, err := ParseRule(t.Recurrence)
	if err != nil {
		return Todo{}, false
	}
	day, rule, ok := nextDay(rule, t, completedOn)
	if !ok {
		return Todo{}, false
	}
	next := Todo{
		Title: t.Title, Description: t.Description, Priority: t.Priority, Status: StatusTodo, Tags: slices.Clone(t.Tags),
		ProjectID: t.ProjectID, ParentID: t.ParentID, OwnerID: t.OwnerID, AssigneeIDs: slices.Clone(t.AssigneeIDs),
		Recurrence: rule.String(), RepeatFrom: cmpOr(t.RepeatFrom, RepeatFromDue), EstimateMinutes: t.EstimateMinutes,
	}
	switch {
	case t.DueDate != "":
		next.DueDate, next.DueTime = day, t.DueTime
		if t.StartDate != "" {
			next.StartDate = day.Moved(-t.StartDate.DaysUntil(t.DueDate))
		}
	case t.StartDate != "":
		next.StartDate = day
	default:
		next.DueDate = day
	}
	next.ReminderAt = nextReminder(t, day, loc)
	return next, true
}

// nextDay is the day that the next todo is about, and the rule it carries on.
func nextDay(rule Rule, t Todo, completedOn Date) (Date, Rule, bool) {
	begin, after := completedOn, completedOn
	if t.DueDate != "" && t.RepeatFrom != RepeatFromCompletion {
		begin, after = t.DueDate, max(t.DueDate, completedOn.AddDays(-1))
	}
	day, ok := rule.Next(begin, after)
	if ok && day == t.DueDate && rule.NamesDays() {
		// Completed early: the day that the rule names is the one that is done.
		begin = t.DueDate
		day, ok = rule.Next(begin, begin)
	}
	if !ok {
		return "", Rule{}, false
	}
	rest, ok := rule.Rest(begin, day)
	return day, rest, ok
}

// nextReminder moves the reminder by as many civil days as the todo moves, or to its day where it had no dates.
func nextReminder(t Todo, day Date, loc *time.Location) time.Time {
	if t.ReminderAt.IsZero() {
		return time.Time{}
	}
	local := t.ReminderAt.In(loc)
	was := Date(cmpOr(string(t.DueDate), cmpOr(string(t.StartDate), string(DateOf(local)))))
	return MoveReminder(t.ReminderAt, was.DaysUntil(day), loc)
}

// MoveReminder moves it by civil days of the zone, to no reminder where there was none or the calendar ends.
func MoveReminder(at time.Time, days int, loc *time.Location) time.Time {
	moved := at.In(loc).AddDate(0, 0, days).UTC()
	if at.IsZero() || !inCalendar(moved) {
		return time.Time{}
	}
	return moved
}

// Moved is the date n days later, or no date where there is none or the calendar ends.
func (d Date) Moved(n int) Date {
	if d == "" {
		return ""
	}
	moved, _ := ParseDate(string(d.AddDays(n)))
	return moved
}
