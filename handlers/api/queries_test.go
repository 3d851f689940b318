package api_test

import (
	"fmt"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// However many todos there are, a request makes as many queries.
func TestTheNumberOfQueriesIsConstant(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	app.SQL(`INSERT INTO projects (id, name, owner_id, visibility) VALUES (7, 'Website', ?, 'private')`, ann.User.ID)
	app.SQL(`INSERT INTO projects (id, name, owner_id, visibility) VALUES (8, 'Shop', ?, 'team')`, app.As("bo").User.ID)
	app.SQL(`INSERT INTO project_members (project_id, user_id) VALUES (8, ?)`, ann.User.ID)
	script := ann.Script("read")
	paths := []string{
		"/todos?limit=50", "/tasks?limit=50", "/todos?limit=50&sort=-priority&q=a", "/todos?trashed=true", "/todos/stats", "/todos/1", "/todos/1/subtasks?limit=50",
		"/todos/1/comments", "/todos/1/activity", "/todos/1/dependencies", "/tasks/1/watchers", "/changes?limit=50",
		"/projects?limit=50&q=s", "/search?q=a", "/projects/7", "/projects/7/tasks?limit=50", "/projects/7/people", "/projects/7/audience", "/tasks/1/audience",
	}
	count := func(path string) int {
		before := app.Queries()
		script.Get(v1 + path).Want(200)
		return app.Queries() - before
	}
	count("/todos") // notes that the token is in use, once
	fill(t, app, 1)
	few := map[string]int{}
	for _, path := range paths {
		few[path] = count(path)
	}
	fill(t, app, 60)
	for _, path := range paths {
		if many := count(path); many != few[path] {
			t.Errorf("GET %s makes %d queries with many todos, %d with few", path, many, few[path])
		}
	}
	if n := few["/todos?limit=50"]; n > 4 { // who is calling, the list, its assignees, the total
		t.Errorf("GET /todos makes %d queries", n)
	}
}

// fill makes todos of every kind, with steps, assignees, projects and comments.
func fill(t *testing.T, app *apptest.App, n int) {
	t.Helper()
	scope, first := app.Scope("ann"), int64(1)
	for i := range n {
		for project := range int64(3) {
			in := domain.TodoInput{Title: fmt.Sprint("a", i), AssigneeIDs: []string{app.As("bo").User.ID}, Tags: []string{"x"}}
			if project > 0 {
				id := project + 6
				in.ProjectID = &id
			}
			if project == 1 { // bo does not see that one
				in.AssigneeIDs = nil
			}
			if _, err := scope.AddTodo(t.Context(), in); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := scope.AddTodo(t.Context(), domain.TodoInput{Title: "step", ParentID: &first}); err != nil {
			t.Fatal(err)
		}
		if _, err := scope.AddComment(t.Context(), first, domain.CommentInput{Body: "x"}); err != nil {
			t.Fatal(err)
		}
		gone, err := scope.AddTodo(t.Context(), domain.TodoInput{Title: "gone"})
		if err == nil {
			err = scope.DeleteTodo(t.Context(), gone.ID, "")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
