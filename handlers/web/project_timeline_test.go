package web_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// dated is a task in a project, with dates; an empty date is none.
func dated(t *testing.T, app *apptest.App, who string, project int64, title, start, due string) domain.Todo {
	t.Helper()
	todo, err := app.Scope(who).AddTodo(t.Context(), domain.TodoInput{Title: title, ProjectID: &project, StartDate: &start, DueDate: &due})
	if err != nil {
		t.Fatal(err)
	}
	return todo
}

func dependsOn(t *testing.T, app *apptest.App, who string, blocked, blocker domain.Todo) {
	t.Helper()
	if err := app.Scope(who).AddDependency(t.Context(), blocker.ID, blocked.ID); err != nil {
		t.Fatal(err)
	}
}

// The clock of the tests stands at 21 May 2026.
func TestATimelineShowsBarsAndWhatBlocksThem(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	website := project(t, app, "ann", "Website relaunch")
	page := fmt.Sprintf("/projects/%d?view=timeline", website.ID)
	ann.Get(page).Want(200, "Nothing has a date yet", "view=list")
	dated(t, app, "ann", website.ID, "Some day", "", "")
	ann.Get(page).Want(200, "Nothing has a date yet", "Some day")
	wording := dated(t, app, "ann", website.ID, "Copy", "2026-05-06", "2026-05-22")
	build := dated(t, app, "ann", website.ID, "Build", "2026-05-20", "2026-06-01")
	launch := dated(t, app, "ann", website.ID, "Launch", "", "2026-06-12")
	dated(t, app, "ann", website.ID, "Later", "2027-01-01", "2027-01-03")
	dependsOn(t, app, "ann", build, wording)
	dependsOn(t, app, "ann", launch, build)
	answer := ann.Get(page).Want(200, "May and June 2026", "4 May", "To do", "No dates", "Some day", "1 later", "--s:3;--n:17;", "--s:17;--n:13;", "<svg viewBox",
		", 6 May to 22 May", "20 May to 1 Jun, blocked by “Copy”, begins before what blocks it is due, 22 May", "12 Jun, blocked by “Build”", `class="span mile"`, `data-hue="red"`,
		fmt.Sprintf("/todos/%d?in=timeline", wording.ID), `data-version="`+wording.Version())
	if n := strings.Count(answer.Body, `vector-effect`); n != 2 {
		t.Errorf("%d arrows, want 2", n)
	}
	ann.Get(page+"&zoom=month&group=none").Want(200, "Months", "Jul").WantNot("<h3>To do")
	ann.Get(page+"&zoom=quarter&from=2026-11-02&group=assignee").Want(200, "November 2026 to", "Later", "Nobody", "3 earlier", "zoom=quarter")
	ann.Get(page+"&from=2027-03-01").Want(200, "March and April 2027", "4 earlier")
	ann.Get(page+"&q=launch").Want(200, "Launch").WantNot(">Build<")
	ann.Get(page+"&q=nothing").Want(200, "Nothing fits")
	for _, odd := range []string{"&zoom=year", "&from=x", "&from=0000-00-00", "&from=9999-12-31", "&from=0001-01-01", "&group=x", "&more=1"} {
		ann.Get(page+odd).Want(200, "May and June 2026")
	}
	app.SQL(`UPDATE projects SET visibility = 'private'`)
	app.As("ben").Get(page).Want(404)
}

func TestATaskIsWrittenOnTheTimeline(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	website := project(t, app, "ann", "Website relaunch")
	page := fmt.Sprintf("/projects/%d?view=timeline", website.ID)
	act := fmt.Sprintf("/todos?in=timeline&project=%d", website.ID)
	ann.Get(page).Want(200, `id="add"`, fmt.Sprintf(`action="/todos?in=timeline&amp;project=%d"`, website.ID))
	ann.Post(act, apptest.Form("text", "Copy tomorrow")).WantTo(page).Follow().Want(200, "“Copy” added", `class="span mile"`)
	ann.Post(act, apptest.Form("text", "Some day")).Want(303).Follow().Want(200, "“Some day” added, without a date", fmt.Sprintf("/todos/2?in=timeline&amp;project=%d", website.ID))
	ann.Post(act, apptest.Form("text", " ")).Want(422, "Give the todo a title.", `id="gantt"`)
	ann.Post(fmt.Sprintf("/projects/%d/people", website.ID), apptest.Form("user_id", ben.User.ID, "role", "viewer")).Want(303)
	ben.Get(page).Want(200, `id="gantt"`).WantNot(`id="add"`)
}

func TestATimelineLooksWhereThereIsSomething(t *testing.T) {
	app := apptest.New(t)
	website := project(t, app, "ann", "Website relaunch")
	page := fmt.Sprintf("/projects/%d?view=timeline", website.ID)
	dated(t, app, "ann", website.ID, "Over", "2024-01-01", "2024-03-01")
	app.As("ann").Get(page).Want(200, "February to April 2024", ">Over<")
	dated(t, app, "ann", website.ID, "Now", "2026-05-21", "2026-05-22")
	app.As("ann").Get(page).Want(200, "May and June 2026", "1 earlier", ">Now<")
}

func TestDatesAreMovedFromTheTimeline(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	website := project(t, app, "ann", "Website relaunch")
	todo := dated(t, app, "ann", website.ID, "Copy", "2026-05-06", "2026-05-22")
	in := fmt.Sprintf("?in=timeline&project=%d", website.ID)
	page := fmt.Sprintf("/projects/%d?view=timeline", website.ID)
	dates := func(version, start, due string) []string {
		return []string{"version", version, "start_date", start, "due_date", due}
	}
	ann.Post(at(todo, "/dates"+in), apptest.Form(dates(todo.Version(), "2026-05-07", "2026-05-23")...)).WantTo(page).Follow().Want(200, "“Copy” is from 7 May to 23 May", "Undo", "--s:4;--n:17;")
	ann.HTMX().Post(at(todo, "/dates"+in), apptest.Form(dates(todo.Version(), "2026-05-08", "2026-05-24")...)).Want(412)
	now := find(t, app, "ann", "Copy")
	ann.HTMX().Post(at(todo, "/dates"+in), apptest.Form(dates(now.Version(), "2026-05-24", "2026-05-23")...)).Want(422)
	ann.HTMX().Post(at(todo, "/dates"+in), apptest.Form(dates(now.Version(), "x", "2026-05-23")...)).Want(422)
	ann.HTMX().Post(at(todo, "/dates"+in), apptest.Form("due_date", "2026-05-30")).Want(200, `hx-target="#list"`, "--s:4;--n:24;", "“Copy” is from 7 May to 30 May")
	ann.HTMX().Post(at(todo, "/dates"+in), nil).Want(200).WantNot("is from")
	ann.Post(at(todo, "/dates"+in), apptest.Form("start_date", "", "due_date", "2026-05-30")).Follow().Want(200, "“Copy” is due 30 May")
	ann.Post(at(todo, "/dates"+in), apptest.Form("due_date", "")).Follow().Want(200, "“Copy” has no dates", "Nothing has a date yet")
	app.As("ben").HTMX().Post(at(todo, "/dates"+in), apptest.Form("due_date", "2026-05-30")).Want(403)
	app.SQL(`UPDATE projects SET visibility = 'private'`)
	app.As("ben").HTMX().Post(at(todo, "/dates"+in), apptest.Form("due_date", "2026-05-30")).Want(404)
	app.SQL(`UPDATE projects SET visibility = 'team'`)
	ann.Post(at(todo, "/dates"), apptest.Form("due_date", "2026-05-30")).Want(303)
	app.As("ben").Get(page).Want(200, "Copy").WantNot("data-version")
	app.Nobody().Post(at(todo, "/dates"), apptest.Form("due_date", "2026-05-30")).Want(303)
}
