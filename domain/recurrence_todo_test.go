package domain_test

import (
	"reflect"
	"testing"
	"time"

	"mddash/domain"
)

func TestCompletingARepeatingTodoMakesTheNextOne(t *testing.T) {
	const due, done = domain.RepeatFromDue, domain.RepeatFromCompletion
	for _, c := range []struct {
		name        string
		rule, from  string
		due         domain.Date
		completedOn domain.Date
		want        domain.Date
		wantRule    string
	}{
		{"on its day", "FREQ=WEEKLY", due, "2026-11-20", "2026-11-20", "2026-11-27", "FREQ=WEEKLY"},
		{"early, the one after and not the same again", "FREQ=WEEKLY", due, "2026-11-20", "2026-11-16", "2026-11-27", "FREQ=WEEKLY"},
		{"much too early, still the one after", "FREQ=WEEKLY", due, "2026-12-20", "2026-11-16", "2026-12-27", "FREQ=WEEKLY"},
		{"a day late", "FREQ=WEEKLY", due, "2026-11-20", "2026-11-21", "2026-11-27", "FREQ=WEEKLY"},
		{"three weeks late, one that is not past", "FREQ=WEEKLY", due, "2026-10-30", "2026-11-21", "2026-11-27", "FREQ=WEEKLY"},
		{"three weeks late to the day, today's", "FREQ=WEEKLY", due, "2026-10-30", "2026-11-20", "2026-11-20", "FREQ=WEEKLY"},
		{"a year late every third day", "FREQ=DAILY;INTERVAL=3", due, "2025-11-20", "2026-11-20", "2026-11-21", "FREQ=DAILY;INTERVAL=3"},
		{"every other week keeps its weeks", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", due, "2026-11-20", "2026-11-20", "2026-11-30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR"},
		{"from the completion, late", "FREQ=DAILY;INTERVAL=3", done, "2026-11-01", "2026-11-20", "2026-11-23", "FREQ=DAILY;INTERVAL=3"},
		{"from the completion, early", "FREQ=DAILY;INTERVAL=3", done, "2026-12-01", "2026-11-20", "2026-11-23", "FREQ=DAILY;INTERVAL=3"},
		{"from the completion, to the day it was due", "FREQ=DAILY;INTERVAL=3", done, "2026-11-23", "2026-11-20", "2026-11-23", "FREQ=DAILY;INTERVAL=3"},
		{"from the completion, a named day", "FREQ=WEEKLY;BYDAY=FR", done, "2026-11-13", "2026-11-18", "2026-11-20", "FREQ=WEEKLY;BYDAY=FR"},
		{"from the completion, the named day done early", "FREQ=WEEKLY;BYDAY=FR", done, "2026-11-20", "2026-11-18", "2026-11-27", "FREQ=WEEKLY;BYDAY=FR"},
		{"the first of three leaves two", "FREQ=DAILY;COUNT=3", due, "2026-11-20", "2026-11-20", "2026-11-21", "FREQ=DAILY;COUNT=2"},
		{"the last of three leaves none", "FREQ=DAILY;COUNT=1", due, "2026-11-20", "2026-11-20", "", ""},
		{"what was slept through is gone", "FREQ=DAILY;COUNT=10", due, "2026-11-20", "2026-11-24", "2026-11-24", "FREQ=DAILY;COUNT=6"},
		{"all was slept through", "FREQ=DAILY;COUNT=3", due, "2026-11-20", "2026-11-24", "", ""},
		{"from the completion nothing is slept through", "FREQ=DAILY;COUNT=3", done, "2026-11-20", "2026-11-24", "2026-11-25", "FREQ=DAILY;COUNT=2"},
		{"until stays", "FREQ=DAILY;UNTIL=20261121", due, "2026-11-20", "2026-11-20", "2026-11-21", "FREQ=DAILY;UNTIL=20261121"},
		{"until is over", "FREQ=DAILY;UNTIL=20261121", due, "2026-11-21", "2026-11-21", "", ""},
		{"no due date counts from the completion", "FREQ=WEEKLY", due, "", "2026-11-20", "2026-11-27", "FREQ=WEEKLY"},
		{"no due date and a named day", "FREQ=MONTHLY;BYMONTHDAY=1", due, "", "2026-11-20", "2026-12-01", "FREQ=MONTHLY;BYMONTHDAY=1"},
		{"left empty it counts from the due date", "FREQ=WEEKLY", "", "2026-11-20", "2026-11-18", "2026-11-27", "FREQ=WEEKLY"},
		{"no rule", "", due, "2026-11-20", "2026-11-20", "", ""},
		{"an adopted row's own kind of rule", "weekly", due, "2026-11-20", "2026-11-20", "", ""},
		{"never again from where it stands", "FREQ=YEARLY;BYMONTH=2", due, "2026-01-30", "2026-01-30", "", ""},
		{"the end of the calendar", "FREQ=DAILY", due, "9999-12-31", "2026-11-20", "", ""},
	} {
		next, ok := domain.NextTodo(domain.Todo{Title: "Water the plants", DueDate: c.due, Recurrence: c.rule, RepeatFrom: c.from}, c.completedOn, time.UTC)
		if ok != (c.want != "") || next.DueDate != c.want || next.Recurrence != c.wantRule {
			t.Errorf("%s: got %q %q %v, want %q %q", c.name, next.DueDate, next.Recurrence, ok, c.want, c.wantRule)
		}
	}
}

func TestTheNextTodoKeepsWhatItIsAndBeginsAnew(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	done := domain.Todo{
		ID: 7, Title: "Invoice", Description: "By mail", Priority: domain.PriorityHigh, Status: domain.StatusDone,
		DueDate: "2026-03-27", DueTime: "17:00", StartDate: "2026-03-25", Tags: []string{"money"}, ProjectID: 3, ParentID: 4,
		OwnerID: "ann", AssigneeIDs: []string{"bob"}, Recurrence: "FREQ=WEEKLY;COUNT=4", RepeatFrom: domain.RepeatFromDue,
		ReminderAt: time.Date(2026, 3, 27, 8, 0, 0, 0, time.UTC), EstimateMinutes: 30, Position: "n7V", UID: "7@mddash",
		CompletedAt: time.Date(2026, 3, 27, 9, 0, 0, 0, time.UTC), CreatedAt: time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC),
		UpdatedAt: time.Date(2026, 3, 27, 9, 0, 0, 0, time.UTC), Subtasks: 2, SubtasksDone: 2, Comments: 5, Access: domain.Work,
	}
	want := domain.Todo{
		Title: "Invoice", Description: "By mail", Priority: domain.PriorityHigh, Status: domain.StatusTodo,
		DueDate: "2026-04-03", DueTime: "17:00", StartDate: "2026-04-01", Tags: []string{"money"}, ProjectID: 3, ParentID: 4,
		OwnerID: "ann", AssigneeIDs: []string{"bob"}, Recurrence: "FREQ=WEEKLY;COUNT=3", RepeatFrom: domain.RepeatFromDue,
		// Nine in the morning, as before summer time began.
		ReminderAt: time.Date(2026, 4, 3, 7, 0, 0, 0, time.UTC), EstimateMinutes: 30,
	}
	next, ok := domain.NextTodo(done, "2026-03-27", berlin)
	if !ok || !reflect.DeepEqual(next, want) {
		t.Errorf("got  %+v\nwant %+v", next, want)
	}
	next.Tags[0], next.AssigneeIDs[0] = "other", "other"
	if done.Tags[0] != "money" || done.AssigneeIDs[0] != "bob" {
		t.Error("the next todo shares its tags or people with the completed one")
	}
}

func TestDatesOfTheNextTodo(t *testing.T) {
	at := func(text string) time.Time {
		instant, _ := time.Parse(time.RFC3339, text)
		return instant
	}
	for _, c := range []struct {
		name       string
		todo       domain.Todo
		wantDue    domain.Date
		wantStart  domain.Date
		wantRemind string
	}{
		{"a start date only goes on alone", domain.Todo{StartDate: "2026-11-16", Recurrence: "FREQ=WEEKLY"}, "", "2026-11-27", ""},
		{"a reminder only follows to the day", domain.Todo{ReminderAt: at("2026-11-02T08:00:00Z"), Recurrence: "FREQ=WEEKLY"}, "2026-11-27", "", "2026-11-27T08:00:00Z"},
		{"a reminder the evening before stays the evening before", domain.Todo{DueDate: "2026-11-20", ReminderAt: at("2026-11-19T20:00:00Z"), Recurrence: "FREQ=MONTHLY"}, "2026-12-20", "", "2026-12-19T20:00:00Z"},
		{"a start long ago keeps its distance", domain.Todo{DueDate: "2026-11-20", StartDate: "0001-01-01", Recurrence: "FREQ=DAILY", RepeatFrom: domain.RepeatFromCompletion}, "2026-11-21", "0001-01-02", ""},
		{"a start after the due date, as adopted, keeps its distance too", domain.Todo{DueDate: "2026-11-20", StartDate: "2026-11-22", Recurrence: "FREQ=WEEKLY"}, "2026-11-27", "2026-11-29", ""},
		{"a start that would be after the calendar is none", domain.Todo{DueDate: "2026-11-20", StartDate: "9999-12-31", Recurrence: "FREQ=WEEKLY"}, "2026-11-27", "", ""},
	} {
		next, ok := domain.NextTodo(c.todo, "2026-11-20", time.UTC)
		remind := ""
		if !next.ReminderAt.IsZero() {
			remind = next.ReminderAt.Format(time.RFC3339)
		}
		if !ok || next.DueDate != c.wantDue || next.StartDate != c.wantStart || remind != c.wantRemind {
			t.Errorf("%s: got due %q, start %q, reminder %q, %v", c.name, next.DueDate, next.StartDate, remind, ok)
		}
	}
}
