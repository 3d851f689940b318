package web_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func TestThePaletteFindsAndDoesThings(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	app.SQL(`INSERT INTO projects (id, name, key, owner_id, visibility) VALUES (7, 'Booking app', 'BOOK', ?, 'private')`, ann.User.ID)
	todo, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Book the train", Tags: []string{"travel"}})
	must(t, err)
	on := fmt.Sprintf("&on=%d", todo.ID)
	ask := func(query string) *apptest.Answer { return ann.HTMX().Get("/palette?" + query) }
	ask("q=").Want(200, "Recent", "Book the train", "New todo", "Dashboard", "Dark theme")
	ask("q=book").Want(200, "Projects and clients", `href="/projects/7"`, "Todos", fmt.Sprintf(`href="/todos/%d"`, todo.ID), "New todo “book”", `href="/notes/new?title=book"`).WantNot("Complete")
	ask("q=%3Edark").Want(200, "Dark theme").WantNot("New todo")
	ask("q=%23tra").Want(200, "travel", `href="/todos?tag=travel"`).WantNot("Go to")
	ask("q=cal+week").Want(200, "Calendar: week")
	ask("q=due%3A").Want(200, "Write what comes after “due:”.")
	ask("q=xyzzy").Want(200, "New todo “xyzzy”", `data-post="/todos?view=inbox"`)
	ask("q="+on).Want(200, "“Book the train”", "Complete", "Due tomorrow", "Priority: high")
	ask("q=due+friday"+on).Want(200, "Due Friday 22 May", "do=due%3D2026-05-22", fmt.Sprintf("ids=%d", todo.ID))
	ask("q=move+book"+on).Want(200, "Move to Booking app", "do=move%3D7")
	ask("q=%3Ctag" + on).Want(200).WantNoMarkup("<tag")
	ann.Get("/palette?q=book").WantTo("/search?q=book")
	app.Nobody().Get("/palette?q=book").WantTo("/signin?next=%2Fpalette%3Fq%3Dbook")
}

func TestThePaletteLeadsToEverySettingAndSavedFilter(t *testing.T) {
	app := apptest.New(t)
	ann, admin := app.As("ann"), app.As("admin")
	ann.Post("/filters", apptest.Form("name", "Urgent calls", "query", "priority:high")).Want(303)
	ask := func(who *apptest.Person, query string) *apptest.Answer { return who.HTMX().Get("/palette?q=" + query) }
	for query, path := range map[string]string{
		"profile": "/settings/profile", "quiet": "/settings/notifications", "webhook": "/settings/webhooks", "tokens": "/settings/security", "urgent": "/todos?id=1&amp;view=filter", "%3Eurgent": "/todos?id=1&amp;view=filter",
	} {
		ask(ann, query).Want(200, `href="`+path+`"`)
	}
	for query, path := range map[string]string{"health": "/admin/health", "invites": "/admin/users", "audit": "/admin/audit", "jobs": "/admin/jobs", "backups": "/admin/backups"} {
		ask(admin, query).Want(200, `href="`+path+`"`)
		ask(ann, query).Want(200).WantNot(path)
	}
	ask(admin, "urgent").Want(200).WantNot("Urgent calls")
	german := ann.With("Accept-Language", "de")
	ask(german, "benach").Want(200, `href="/settings/notifications"`, "Einstellungen: Benachrichtigungen")
	ask(german, "ausloggen").Want(200, "Abmelden")
}

func TestThePaletteHasWhatIsOpenBeforeWhatIsDone(t *testing.T) {
	app := apptest.New(t)
	scope := app.Scope("ann")
	over, err := scope.AddTodo(t.Context(), domain.TodoInput{Title: "Train"})
	must(t, err)
	_, err = scope.CompleteTodo(t.Context(), over.ID, true)
	must(t, err)
	_, err = scope.AddTodo(t.Context(), domain.TodoInput{Title: "Find out when the last train of the day to Uppsala leaves, and from where"})
	must(t, err)
	list := app.As("ann").HTMX().Get("/palette?q=train").Want(200).Body
	if open, done := strings.Index(list, "Find out when"), strings.Index(list, fmt.Sprintf("/todos/%d", over.ID)); open < 0 || done < open {
		t.Errorf("what is open stands at %d, what is done at %d", open, done)
	}
}

func TestThePaletteTellsNobodyOfWhatTheyDoNotSee(t *testing.T) {
	app := apptest.New(t)
	todo, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Book the train"})
	must(t, err)
	carla := app.As("carla")
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, carla.User.ID)
	carla.HTMX().Get(fmt.Sprintf("/palette?q=book&on=%d", todo.ID)).Want(200).WantNot("Book the train", "Complete")
	carla.HTMX().Get("/palette?q=%3Enew").Want(200, "New note").WantNot("New project", "New client")
	carla.HTMX().Get(fmt.Sprintf("/palette?q=&on=%d", todo.ID)).Want(200).WantNot("Complete", "Book the train", "Clients")
	carla.Post("/todos/bulk", apptest.Form("ids", fmt.Sprint(todo.ID), "do", "complete")).Want(404)
}

func TestOneUndoWorksOnEveryPage(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	_, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Book the train"})
	must(t, err)
	ann.With("Referer", app.URL+"/notes").Post("/undo", nil).WantTo("/notes").Follow().Want(200, "Undone")
	ann.Post("/undo", nil).Want(303).Follow().Want(200, "There is nothing to undo")
	ann.Get("/todos?view=all").Want(200).WantNot("Book the train")
	ann.Get("/notes/new?title=From+the+palette").Want(200, "From the palette")
	ann.Get("/projects/new?name=From+the+palette").Want(200, `value="From the palette"`)
	ann.Get("/decisions/new?name=From+the+palette").Want(200, `value="From the palette"`)
	ann.Get("/events/new?title=From+the+palette").Want(200, `value="From the palette"`)
	ann.Get("/clients/new?company_name=From+the+palette").Want(200, `value="From the palette"`)
}

func TestANewProjectAndItsTwinCanBeTakenBack(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/projects", apptest.Form("name", "Website relaunch", "key", "WEB", "status", "planning", "priority", "medium", "visibility", "private", "currency", "EUR")).Want(303).Follow().Want(200, "“Website relaunch” created", "Undo")
	projects, err := app.Scope("ann").Projects(t.Context())
	must(t, err)
	path := fmt.Sprintf("/projects/%d", projects[0].ID)
	ann.Post("/todos?in=list&project="+fmt.Sprint(projects[0].ID), apptest.Form("text", "Write the copy")).Want(303)
	ann.Post(path+"/copy", apptest.Form("name", "Twin", "key", "TWIN")).Want(303).Follow().Want(200, "“Twin” created", "Undo")
	ann.With("Referer", app.URL+"/projects/2").Post("/undo", nil).WantTo("/projects").Follow().Want(200, "Undone").WantNot(">Twin<")
	ann.Get("/projects").Want(200, "Website relaunch")
}
