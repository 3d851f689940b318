package ical_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/formats/ical"
)

func tryTodo(t *testing.T, text string) (domain.TodoObject, []ical.Error, error) {
	t.Helper()
	c := parse(t, text)
	return ical.Todo(c.Children("VTODO"), c.Children("VTIMEZONE"), stockholm(t))
}

func todo(t *testing.T, lines string) domain.TodoObject {
	t.Helper()
	o, warnings, err := tryTodo(t, calendar("BEGIN:VTODO\nUID:t\n"+lines+"END:VTODO\n"))
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings, lines)
	}
	return o
}

func TestTodosOfOtherProgramsGoOutAsTheyCameIn(t *testing.T) {
	for name, text := range products(t, "todos") {
		o, _, err := tryTodo(t, text)
		if err != nil {
			t.Fatal(name, err)
		}
		out := ical.WriteTodo(o, "", stockholm(t))
		want, got := strings.Join(linesOf(parse(t, text)), "\n"), strings.Join(linesOf(out), "\n")
		if got != want {
			t.Errorf("%s\n--- came in\n%s\n--- goes out\n%s", name, want, got)
		}
		again, _, err := tryTodo(t, out.String())
		if err != nil || bareTodo(again).Version() != bareTodo(o).Version() {
			t.Errorf("%s: %+v is read back as %+v (%v)", name, o, again, err)
		}
	}
}

func TestTodosAreReadWithWhatTheySay(t *testing.T) {
	for lines, want := range map[string]domain.Todo{
		"SUMMARY:Call Ana\nDUE;VALUE=DATE:20261130\nPRIORITY:1\nCATEGORIES:sales,#home\n": {Title: "Call Ana", DueDate: "2026-11-30", Priority: "high", Tags: []string{"sales", "home"}},
		"DUE;TZID=America/New_York:20261130T170000\nPRIORITY:9\n":                         {DueDate: "2026-11-30", DueTime: "17:00", Priority: "low"},
		"DUE:20261130T233000Z\n":                                                          {DueDate: "2026-12-01", DueTime: "00:30"},
		"DUE:20261130T170000\nDTSTART:20261128T090000\n":                                  {DueDate: "2026-11-30", DueTime: "17:00", StartDate: "2026-11-28"},
		"DTSTART;VALUE=DATE:20261128\nDURATION:P2D\n":                                     {DueDate: "2026-11-30", StartDate: "2026-11-28"},
		"STATUS:COMPLETED\nCOMPLETED:20261121T080000Z\n":                                  {Status: "done", CompletedAt: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)},
		"PERCENT-COMPLETE:100\n":                                                          {Status: "done"},
		"STATUS:CANCELLED\n":                                                              {Status: "done"},
		"STATUS:IN-PROCESS\nPERCENT-COMPLETE:40\n":                                        {Status: "in_progress"},
		"DUE;VALUE=DATE:20261130\nRRULE:FREQ=WEEKLY;UNTIL=20270101T120000Z\n":             {DueDate: "2026-11-30", Recurrence: "FREQ=WEEKLY;UNTIL=20270101", RepeatFrom: "due"},
		"DUE;VALUE=DATE:20261130\nBEGIN:VALARM\nTRIGGER;RELATED=END:-PT15H\nEND:VALARM\n": {DueDate: "2026-11-30", ReminderAt: time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)},
		"BEGIN:VALARM\nTRIGGER;VALUE=DATE-TIME:20261129T080000Z\nEND:VALARM\n":            {ReminderAt: time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)},
		"BEGIN:VALARM\nTRIGGER:-PT15M\nEND:VALARM\n":                                      {},
	} {
		if want.Title == "" {
			want.Title = "Untitled"
		}
		if want.Priority == "" {
			want.Priority = domain.PriorityMedium
		}
		if want.Status == "" {
			want.Status = domain.StatusTodo
		}
		if want.Tags == nil {
			want.Tags = []string{}
		}
		want.UID = "t"
		got := todo(t, lines).Todo
		if got.Kept = ""; got.Version() != want.Version() {
			t.Errorf("%q\n got %+v\nwant %+v", lines, got, want)
		}
	}
	if o := todo(t, "RELATED-TO;RELTYPE=CHILD:x\nRELATED-TO:p\n"); o.Parent != "p" {
		t.Errorf("%+v", o)
	}
}

func TestWhatChangedInATodoIsChangedAndNothingElse(t *testing.T) {
	const lines = "X-A;B=c:1\nSUMMARY:Call\nDUE;TZID=Europe/Berlin:20261130T170000\nCATEGORIES:a,b\nPERCENT-COMPLETE:40\nSTATUS:IN-PROCESS\nPRIORITY:2\nRELATED-TO:p\n" +
		"BEGIN:VALARM\nTRIGGER:-PT15M\nX-B:2\nEND:VALARM\n"
	for name, c := range map[string]struct {
		change  func(o *domain.TodoObject)
		gone    []string
		instead []string
	}{
		"title":    {func(o *domain.TodoObject) { o.Todo.Title = "Call, soon" }, []string{"SUMMARY:Call"}, []string{`SUMMARY:Call\, soon`}},
		"due":      {func(o *domain.TodoObject) { o.Todo.DueDate = "2026-12-01" }, []string{"DUE;TZID=Europe/Berlin:20261130T170000"}, []string{"DUE;TZID=Europe/Berlin:20261201T170000"}},
		"due day":  {func(o *domain.TodoObject) { o.Todo.DueTime = "" }, []string{"DUE;TZID=Europe/Berlin:20261130T170000"}, []string{"DUE;VALUE=DATE:20261130"}},
		"column":   {func(o *domain.TodoObject) { o.Todo.Status = "in_review" }, nil, nil},
		"open":     {func(o *domain.TodoObject) { o.Todo.Status = "task" }, []string{"STATUS:IN-PROCESS"}, []string{"STATUS:NEEDS-ACTION"}},
		"tags":     {func(o *domain.TodoObject) { o.Todo.Tags = []string{"b"} }, []string{"CATEGORIES:a,b"}, []string{"CATEGORIES:b"}},
		"priority": {func(o *domain.TodoObject) { o.Todo.Priority = "low" }, []string{"PRIORITY:2"}, []string{"PRIORITY:9"}},
		"parent":   {func(o *domain.TodoObject) { o.Parent = "" }, []string{"RELATED-TO:p"}, nil},
		"reminder": {func(o *domain.TodoObject) { o.Todo.ReminderAt = time.Time{} }, []string{"BEGIN:VALARM", "TRIGGER:-PT15M", "X-B:2", "END:VALARM"}, nil},
		"done": {func(o *domain.TodoObject) {
			o.Todo.Status, o.Todo.CompletedAt = "done", time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		},
			[]string{"STATUS:IN-PROCESS", "PERCENT-COMPLETE:40"}, []string{"STATUS:COMPLETED", "PERCENT-COMPLETE:100", "COMPLETED:20261122T090000Z"}},
	} {
		o := todo(t, lines)
		was := linesOf(ical.WriteTodo(o, "", stockholm(t)).Children("VTODO")[0])
		c.change(&o)
		now := linesOf(ical.WriteTodo(o, "", stockholm(t)).Children("VTODO")[0])
		only := func(a, b []string) []string {
			return slices.DeleteFunc(slices.Clone(a), func(line string) bool { return slices.Contains(b, line) })
		}
		if gone, instead := only(was, now), only(now, was); !slices.Equal(sortedLines(gone), sortedLines(c.gone)) || !slices.Equal(sortedLines(instead), sortedLines(c.instead)) {
			t.Errorf("%s: gone %q, instead %q", name, gone, instead)
		}
	}
}

func sortedLines(lines []string) []string { return slices.Sorted(slices.Values(lines)) }

func TestATodoOfOursIsReadBackAsItWas(t *testing.T) {
	day := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	o := domain.TodoObject{Parent: "p", Todo: domain.Todo{Title: "Call, Ana", Description: "a\nb", Priority: "high", Status: "done", DueDate: "2026-11-30", DueTime: "17:00", StartDate: "2026-11-28",
		Tags: []string{"x", "y z"}, Recurrence: "FREQ=WEEKLY;UNTIL=20270101;BYDAY=MO", RepeatFrom: "due", ReminderAt: day, UID: "u", CompletedAt: day, CreatedAt: day, UpdatedAt: day}}
	got, warnings, err := tryTodo(t, ical.WriteTodo(o, "", stockholm(t)).String())
	if err != nil || len(warnings) > 0 || bareTodo(got).Version() != o.Version() {
		t.Errorf("%+v\nis read back as %+v (%v %v)", o, got, err, warnings)
	}
}

// bareTodo is a todo without how it came in.
func bareTodo(o domain.TodoObject) domain.TodoObject {
	o.Todo.Kept = ""
	return o
}
