package web_test

import (
	"fmt"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// binned puts one of each kind into ann's trash and gives the ids.
func binned(t *testing.T, app *apptest.App) map[string]string {
	t.Helper()
	ctx, ids := t.Context(), map[string]string{}
	scope := app.Scope("ann")
	number := func(kind string, id int64, err error) {
		t.Helper()
		must(t, err)
		ids[kind] = fmt.Sprint(id)
	}
	todo, err := scope.AddTodo(ctx, domain.TodoInput{Title: "Binned todo"})
	number("todos", todo.ID, err)
	note, err := scope.AddNote(ctx, domain.NoteInput{Title: "Binned note"})
	number("notes", note.ID, err)
	project, err := scope.AddProject(ctx, domain.ProjectInput{Name: "Binned project"})
	number("projects", project.ID, err)
	event, err := scope.AddEvent(ctx, domain.EventInput{Title: "Binned event", Start: "2026-05-21T10:00"})
	number("events", event.ID, err)
	calendar, err := scope.AddCalendar(ctx, domain.CalendarInput{Name: "Binned calendar"})
	number("calendars", calendar.ID, err)
	decision, err := scope.AddDecision(ctx, domain.DecisionInput{Name: "Binned decision"})
	number("decisions", decision.ID, err)
	filter, err := scope.AddFilter(ctx, domain.FilterInput{Name: "Binned filter", Query: "is:open"})
	number("filters", filter.ID, err)
	client, err := scope.AddClient(ctx, domain.ClientInput{CompanyName: "Binned client"})
	must(t, err)
	ids["clients"] = client.ID
	worked, err := scope.AddTodo(ctx, domain.TodoInput{Title: "Binned time"})
	must(t, err)
	minutes := 5
	entry, err := scope.AddTime(ctx, worked.ID, domain.TimeInput{Minutes: &minutes})
	number("time", entry.ID, err)
	for _, err := range []error{
		scope.DeleteTodo(ctx, todo.ID, ""), scope.DeleteNote(ctx, note.ID, ""), scope.DeleteProject(ctx, project.ID, ""), scope.DeleteEvent(ctx, event.ID, "", domain.Part{}),
		scope.DeleteCalendar(ctx, calendar.ID, ""), scope.DeleteDecision(ctx, decision.ID, ""), scope.DeleteFilter(ctx, filter.ID, ""), scope.DeleteClient(ctx, client.ID, ""), scope.DeleteTime(ctx, entry.ID, ""),
	} {
		must(t, err)
	}
	return ids
}

func TestTheTrashHoldsEveryKindAndGivesItBack(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Get("/trash").Want(200, "The trash is empty")
	ids := binned(t, app)
	app.Clock.Advance(3 * 24 * time.Hour)
	ann.SignIn()
	page := ann.Get("/trash").Want(200, "27 days left", "Empty the trash")
	for kind, name := range map[string]string{"todos": "todo", "notes": "note", "projects": "project", "events": "event", "calendars": "calendar", "decisions": "decision", "filters": "filter", "clients": "client", "time": "time"} {
		page.Want(200, "Binned "+name)
		ann.Get("/trash?kind="+kind).Want(200, "Binned "+name)
		app.As("bo").Get("/trash?kind=" + kind).Want(200).WantNot("Binned " + name)
		refused := 404
		if kind == "clients" || kind == "decisions" {
			refused = 403 // what all staff see
		}
		app.As("bo").Post("/trash/restoration", apptest.Form("kind", kind, "id", ids[kind])).Want(refused)
		ann.Post("/trash/restoration", apptest.Form("kind", kind, "id", ids[kind], "tab", kind)).WantTo("/trash?kind="+kind).Follow().Want(200, "“Binned "+name+"” restored", "Undo")
		ann.Get("/trash?kind="+kind).Want(200, "The trash is empty")
		ann.Post("/undo", nil).Want(303)
		ann.Get("/trash?kind="+kind).Want(200, "Binned "+name)
	}
	ann.Get("/trash?kind=bombs").Want(404)
	ann.Get("/trash?kind=todos&after=nonsense").Want(200, "Binned todo")
	ann.Post("/trash/restoration", apptest.Form("kind", "bombs", "id", "1")).Want(404)
	ann.Post("/trash/restoration", apptest.Form("kind", "todos", "id", "1; DROP TABLE tasks")).Want(404)
}

func TestTheTrashIsEmptiedOfWhatIsOnesOwn(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ids := binned(t, app)
	bo := app.As("bo")
	for _, kind := range []string{"todos", "notes", "projects", "filters"} {
		bo.Post("/trash/purge", apptest.Form("kind", kind, "id", ids[kind])).Want(404)
	}
	bo.Post("/trash/emptying", nil).WantTo("/trash").Follow().Want(200, "0 things deleted for good")
	ann.Get("/trash/emptying?kind=notes").Want(200, "Delete notes in the trash for good?")
	ann.Post("/trash/purge", apptest.Form("kind", "todos", "id", ids["todos"], "tab", "todos")).WantTo("/trash?kind=todos").Follow().Want(200, "Deleted for good")
	ann.Post("/trash/purge", apptest.Form("kind", "time", "id", ids["time"])).Want(409)
	ann.Post("/trash/emptying", apptest.Form("kind", "notes")).WantTo("/trash?kind=notes").Follow().Want(200, "1 thing deleted for good", "The trash is empty")
	ann.Get("/trash").Want(200, "Binned project").WantNot("Binned note", "Binned todo")
	ann.Post("/trash/emptying", nil).WantTo("/trash").Follow().Want(200, "6 things deleted for good", "Binned time").WantNot("Binned project", "Empty the trash</span>")
	app.As("carla")
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE name = 'carla'`)
	app.As("carla").Get("/trash").Want(200).WantNot("Clients", ">Time<")
	app.As("carla").Get("/trash?kind=clients").Want(404)
}
