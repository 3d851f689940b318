package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// What a whole request for the dashboard asks the database at most: who is calling, the navigation, the page.
const homeQueries = 12

func TestTheDashboardAsksTheSameFewQuestionsHoweverMuchThereIs(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	count := func() int {
		app.Forget()
		before := app.Queries()
		ann.Get("/").Want(200)
		return app.Queries() - before
	}
	count()
	empty := count()
	settle(t, app, 0)
	few := count()
	for i := range 30 {
		settle(t, app, i+1)
	}
	full := count()
	if empty > few || few != full || full > homeQueries {
		t.Errorf("%d queries with nothing, %d with little, %d with a lot", empty, few, full)
	}
}

// settle gives ann one more of everything that the dashboard shows, in a project of bo's and in her own.
func settle(t *testing.T, app *apptest.App, i int) {
	t.Helper()
	ctx, ann := t.Context(), app.Scope("ann")
	today := app.As("ann").User.Today(app.Clock.Now())
	project, err := ann.AddProject(ctx, domain.ProjectInput{Name: fmt.Sprint("Project ", i)})
	must(t, err)
	for n, day := range []domain.Date{today.AddDays(-2), today, today.AddDays(3)} {
		due, id := string(day), project.ID
		todo, err := ann.AddTodo(ctx, domain.TodoInput{Title: fmt.Sprint("Todo ", i, n), DueDate: &due, ProjectID: &id})
		must(t, err)
		if _, err := ann.CompleteTodo(ctx, todo.ID, i%2 == 0); err != nil {
			t.Fatal(err)
		}
	}
	_, err = ann.AddDecision(ctx, domain.DecisionInput{Name: fmt.Sprint("Decision ", i)})
	must(t, err)
	pinned := true
	_, err = ann.AddNote(ctx, domain.NoteInput{Title: fmt.Sprint("Note ", i), IsPinned: &pinned})
	must(t, err)
	rule := "FREQ=DAILY"
	_, err = ann.AddEvent(ctx, domain.EventInput{Title: fmt.Sprint("Event ", i), Start: string(today) + "T09:00", Recurrence: &rule})
	must(t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheDashboardGreetsANewAccountWithFirstSteps(t *testing.T) {
	app := apptest.New(t)
	app.As("admin").Get("/").Want(200, "Three small steps make it yours", "Add your first todo", `href="/settings/data"`, `href="/admin/invites"`)
	ann := app.As("ann")
	ann.Get("/").Want(200, "Welcome, ann", "Start a project").WantNot(`href="/admin/invites"`)
	ann.Post("/todos?home=1", apptest.Form("text", "Call Ana today")).WantTo("/").Follow().Want(200, "“Call Ana” added", "Today", "Call Ana").WantNot("Welcome, ann")
}

func TestTheDashboardShowsADayAndTheWeekAhead(t *testing.T) {
	app := apptest.New(t)
	ann, scope := app.As("ann"), app.Scope("ann")
	today := ann.User.Today(app.Clock.Now())
	for title, day := range map[string]domain.Date{"Late one": today.AddDays(-3), "Due now": today, "In three days": today.AddDays(3), "In a fortnight": today.AddDays(14)} {
		due := string(day)
		_, err := scope.AddTodo(t.Context(), domain.TodoInput{Title: title, DueDate: &due})
		must(t, err)
	}
	app.SQL(`INSERT INTO projects (id, name, owner_id, visibility, status) VALUES (7, 'Website relaunch', ?, 'private', 'in_progress'), (8, 'Over', ?, 'private', 'completed')`, ann.User.ID, ann.User.ID)
	page := ann.Get("/").Want(200, "Late one", "Due now", "In three days", "Website relaunch", "0 of 0", "One todo today, one todo overdue.", "Todos completed per day, last 14 days")
	page.WantNot("In a fortnight", "Over</a>")
	app.As("bo").Get("/").Want(200).WantNot("Late one", "Website relaunch")

	ann.Post("/todos/overdue?home=1", nil).WantTo("/").Follow().Want(200, "1 todo moved to today", "Two todos today.")
	ann.Post("/undo", nil).Want(303)
	ann.Get("/").Want(200, "one todo overdue")
}

func TestWhatIsLateIsPutOffFromTheDashboardWithOneButton(t *testing.T) {
	app := apptest.New(t)
	ann, scope := app.As("ann"), app.Scope("ann")
	today := ann.User.Today(app.Clock.Now())
	due := string(today.AddDays(-3))
	todo, err := scope.AddTodo(t.Context(), domain.TodoInput{Title: "Late one", DueDate: &due})
	must(t, err)
	ann.Get("/").Want(200, fmt.Sprintf(`formaction="/todos/%d/dates?home=1"`, todo.ID), "Move to today: Late one", `data-key="d"`)
	path := fmt.Sprintf("/todos/%d/dates?home=1", todo.ID)
	ann.HTMX().Post(path, apptest.Form("due_date", string(today))).Want(200, `hx-target="#list"`, "Late one", "Undo").WantNot("Move to today", "Today 0")
	app.As("bo").Post(path, apptest.Form("due_date", string(today))).Want(404)
	ann.HTMX().Post(fmt.Sprintf("/todos/%d/completion?home=1", todo.ID), apptest.Form("done", "true")).Want(200, fmt.Sprintf(`hx-target="#t%d"`, todo.ID), `aria-checked="true"`)
	ann.Get("/").Want(200, "Nothing is due today")
}

func TestAClientsDashboardShowsWhatIsTheirs(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	carla := app.As("carla")
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, carla.User.ID)
	app.SQL(`INSERT INTO clients (id, company_name, user_id) VALUES ('c1', 'Harbour Coffee', ?)`, ann.User.ID)
	app.SQL(`INSERT INTO projects (id, name, owner_id, visibility, client_id) VALUES (7, 'Website', ?, 'private', 'c1'), (8, 'Team only', ?, 'team', NULL)`, ann.User.ID, ann.User.ID)
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (7, ?, 'viewer')`, carla.User.ID)
	_, err := app.Scope("ann").AddDecision(t.Context(), domain.DecisionInput{Name: "Among ourselves"})
	must(t, err)
	page := carla.Get("/").Want(200, "Website")
	page.WantNot("Team only", "Harbour Coffee", "Among ourselves", "Internal")
	ann.Get("/").Want(200, "Harbour Coffee", "Among ourselves", "Proposed by ann")
}

func TestTheDashboardsDayIsThatOfThePersonsZone(t *testing.T) {
	app := apptest.New(t)
	app.Clock.Set(time.Date(2026, 5, 21, 23, 30, 0, 0, time.UTC))
	ann := app.As("ann")
	due := "2026-05-22"
	_, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Early bird", DueDate: &due})
	must(t, err)
	ann.Get("/").Want(200, "Good evening", "Thursday 21 May. Nothing is due today.")
	app.SQL(`UPDATE users SET timezone = 'Pacific/Auckland' WHERE id = ?`, ann.User.ID)
	page := ann.Get("/").Want(200, "Good morning", "Friday 22 May. One todo today.")
	if strings.Contains(page.Body, "Overdue") {
		t.Error("what is due today counts as late")
	}
}

func TestSomebodyBeginsWhereTheyWant(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/settings/appearance", apptest.Form("theme", "dark", "accent", "blue", "density", "compact", "reading", "1", "less_motion", "true", "start_page", "todos")).
		WantTo("/settings/appearance").Follow().Want(200, `data-motion="less"`, `data-links="plain"`, `data-theme="dark"`)
	ann.With("Sec-Fetch-Site", "none").Get("/").WantTo("/todos")
	ann.Elsewhere().With("Referer", app.URL+"/signin").Get("/").WantTo("/todos")
	app.As("ann").With("Sec-Fetch-Site", "same-origin").With("Referer", app.URL+"/notes").Get("/").Want(200, "Today")
	app.As("bo").Get("/").Want(200).WantNot(`data-motion`, `data-links`)
	ann.Post("/settings/appearance", apptest.Form("theme", "dark", "accent", "blue", "start_page", "moon")).Want(422)
}
