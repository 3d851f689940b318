package web_test

import (
	"context"
	"fmt"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// project is one that somebody owns.
func project(t *testing.T, app *apptest.App, owner, name string) domain.Project {
	t.Helper()
	p, err := app.Scope(owner).AddProject(context.Background(), domain.ProjectInput{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestATaskIsOpenedAndTickedOffFromEachViewOfItsProject(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	website := project(t, app, "ann", "Website relaunch")
	task, err := app.Scope("ann").AddTodo(context.Background(), domain.TodoInput{Title: "Write the copy", ProjectID: &website.ID})
	if err != nil {
		t.Fatal(err)
	}
	for view, page := range map[string]string{"board": fmt.Sprintf("/projects/%d", website.ID), "list": fmt.Sprintf("/projects/%d?view=list", website.ID), "timeline": fmt.Sprintf("/projects/%d?view=timeline", website.ID)} {
		in := fmt.Sprintf("?in=%s&project=%d", view, website.ID)
		ann.Get(page).Want(200, "Website relaunch", fmt.Sprintf("/todos/%d%s", task.ID, in))
		ann.Get(fmt.Sprintf("/todos/%d%s", task.ID, in)).Want(200, "Project actions", "Subtasks", `aria-current="page"`)
		ann.Post(fmt.Sprintf("/todos/%d/completion%s", task.ID, in), apptest.Form("done", "true")).WantTo(page)
		ann.Post(fmt.Sprintf("/todos/%d/completion%s&open=%d", task.ID, in, task.ID), apptest.Form("done", "false")).WantTo(fmt.Sprintf("/todos/%d%s", task.ID, in))
	}
}

func TestATaskOfAnArchivedProjectStillSaysWhereItBelongs(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	website := project(t, app, "ann", "Website")
	todo := add(t, app, "ann", "Write the copy @Website")
	ann.Post("/projects/1/archiving", apptest.Form("archived", "true")).Want(303)
	ann.Get(at(todo, fmt.Sprintf("?in=list&project=%d", website.ID))).Want(200, "Archived", `href="/projects/1"`, "Write the copy")
	ann.Get("/projects/1?view=list").Want(200, "Write the copy")
	ann.Get("/todos?view=all").Want(200).WantNot("Write the copy")
}

func TestTheLastThingIsTakenBackFromEachViewOfAProject(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	project(t, app, "ann", "Website")
	for _, view := range []string{"board", "list", "timeline"} {
		in := "?in=" + view + "&project=1"
		ann.Post("/todos"+in, apptest.Form("text", "Write the copy")).Want(303)
		ann.Get("/projects/1?view="+view).Want(200, `action="/undo`+in+`"`)
		ann.HTMX().Post("/undo"+in, nil).Want(200, "Undone", "#list").WantNot("Write the copy")
	}
	// What goes with an undo may be the project itself.
	project(t, app, "ann", "Shop")
	ann.Post("/undo?in=board&project=2", nil).WantTo("/projects")
}
