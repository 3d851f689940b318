package web_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func TestWhatSomebodyHidesInTheCalendarStaysHiddenForThemAlone(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	ann.Post("/events", eventForm("title", "Team day", "calendar_id", "1"))
	ann.Get("/calendar").Want(200, "Team day", `id="shows-1" name="show" value="1" checked`)
	ben.Get("/calendar").Want(200, "Team day")
	hide := apptest.Form("view", "week", "date", "2026-05-22", "calendar", "1", "kind", "notes", "kind", "todos", "show", "todos")
	ann.Post("/calendar/shown", hide).WantTo("/calendar?date=2026-05-22&view=week")
	for _, view := range []string{"month", "week", "day", "agenda"} {
		ann.Get("/calendar?date=2026-05-22&view="+view).Want(200, `id="shows-1" name="show" value="1">`, `id="shows-notes" name="show" value="notes">`, `id="shows-todos" name="show" value="todos" checked`).WantNot("Team day")
		ben.Get("/calendar?date=2026-05-22&view="+view).Want(200, "Team day")
	}
	// A form that says nothing of a calendar leaves it as it is.
	ann.Post("/calendar/shown", apptest.Form("kind", "todos")).WantTo("/calendar?date=2026-05-21&view=month")
	ann.Get("/calendar").Want(200, `id="shows-1" name="show" value="1">`, `id="shows-todos" name="show" value="todos">`, `id="shows-projects" name="show" value="projects" checked`)
	ann.Post("/calendar/shown", apptest.Form("calendar", "1", "show", "1")).WantTo("/calendar?date=2026-05-21&view=month")
	ann.Get("/calendar").Want(200, "Team day")
	hidden, err := app.Scope("ben").AddCalendar(t.Context(), domain.CalendarInput{Name: "Ben's"})
	if err != nil {
		t.Fatal(err)
	}
	ann.Post("/calendar/shown", apptest.Form("calendar", fmt.Sprint(hidden.ID))).Want(422)
	ann.Post("/calendar/shown", apptest.Form("kind", "birthdays")).Want(422)
}

func TestOtherDatesStandInTheCalendarAndTodosAreTickedThere(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	day, clock := "2026-05-22", "17:00"
	todo, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Call Ana", DueDate: &day, DueTime: &clock})
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "2026-05-18", "2026-05-29"
	project, err := app.Scope("ann").AddProject(t.Context(), domain.ProjectInput{Name: "Website", Key: ptr("WEB"), StartDate: &begin, EndDate: &end})
	if err != nil {
		t.Fatal(err)
	}
	due := "2026-05-23"
	choice := decision(t, app, "ann", domain.DecisionInput{Name: "Which colour", DueDate: &due})
	note, err := app.Scope("ann").AddNote(t.Context(), domain.NoteInput{Title: "Read again", DueDate: &due})
	if err != nil {
		t.Fatal(err)
	}
	tick := fmt.Sprintf("/calendar/todos/%d/completion", todo.ID)
	for view, texts := range map[string][]string{
		"month":  {"Call Ana", ">17:00<", "Website begins", "Website is due", "Which colour", "Read again"},
		"week":   {"Call Ana", "--s:17;--d:0.5", "Website begins", "Which colour", "Read again"},
		"day":    {"Call Ana", "--s:17;--d:0.5"},
		"agenda": {"Call Ana", ">17:00<", "Website is due", "Which colour", "Read again"},
	} {
		page := ann.Get("/calendar?date="+day+"&view="+view).Want(200, texts...)
		page.Want(200, fmt.Sprintf(`href="/todos/%d"`, todo.ID), `formaction="`+tick+`"`, `form="ticks"`)
		if view != "day" {
			page.Want(200, fmt.Sprintf(`href="/decisions/%d"`, choice.ID), fmt.Sprintf(`href="/notes/%d"`, note.ID))
		}
		if view == "month" {
			page.Want(200, fmt.Sprintf(`href="/projects/%d"`, project.ID))
		}
	}
	ann.Post(tick, apptest.Form("done", "true", "view", "day", "date", day)).WantTo("/calendar?date="+day+"&view=day").
		Follow().Want(200, "<s>Call Ana</s>", `aria-checked="true"`, "“Call Ana” completed", "Undo")
	ann.Post(tick, apptest.Form("done", "false")).Follow().Want(200, "Call Ana").WantNot("<s>Call Ana</s>")
	app.As("zoe").Post(tick, apptest.Form("done", "true")).Want(404)
	for kind, gone := range map[string]string{"todos": "Call Ana", "projects": "Website is due", "decisions": "Which colour", "notes": "Read again"} {
		ann.Post("/calendar/shown", apptest.Form("kind", kind))
		body := ann.Get("/calendar?date=" + day).Want(200).Body
		_, pane, _ := strings.Cut(body, `class="month"`)
		if strings.Contains(pane, gone) {
			t.Errorf("%s are hidden, and %q is there", kind, gone)
		}
	}
}
