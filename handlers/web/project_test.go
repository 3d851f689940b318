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
