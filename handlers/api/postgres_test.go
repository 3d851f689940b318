package api_test

import (
	"strings"
	"testing"

	"mddash/handlers/apptest"
	"mddash/store/storetest"
)

// What differs between databases is the store's to hide; here is the API's own share of it.
func TestTheAPIOnPostgreSQL(t *testing.T) {
	database := storetest.Postgres(t)
	app := apptest.New(t, func(o *apptest.Options) { o.Database, o.RateLimits = database, false })
	ann := app.As("ann")
	for _, title := range []string{"b", "ä", "a", "B"} {
		add(t, ann, todo{"title": title, "due_date": "2026-05-30", "tags": []string{"x"}})
	}
	rich, tag := add(t, ann, full(app))
	for _, sort := range []string{"due_date", "priority", "created_at", "updated_at", "title", "position", "completed_at"} {
		for _, list := range []string{"/todos", "/tasks"} {
			if rows := walk(t, ann, v1+list+"?limit=2&sort=-"+sort, func() {}); len(rows) != 5 {
				t.Errorf("%s by %s: %d rows", list, sort, len(rows))
			}
		}
	}
	ann.Get(v1+"/todos?tag=x&q=%C3%A4&due_before=2026-05-30&overdue=false&updated_since=2026-01-01T00:00:00Z").Want(200, `"total":1`)
	ann.JSON("PATCH", rich, `{}`).Want(200).WantHeader("ETag", tag)
	batch := ann.JSON("POST", v1+"/todos/bulk", `{"ids":[1,2],"patch":{"priority":"low"}}`).Want(200).Header.Get("Mddash-Batch")
	ann.Send("POST", v1+"/undo/"+batch, "", nil).Want(204)
	first := keyed(ann, "k").JSON("POST", v1+"/tokens", `{"name":"x"}`).Want(201)
	wantReplay(t, first, keyed(ann, "k").JSON("POST", v1+"/tokens", `{"name":"x"}`))
	keyed(ann, "k").JSON("POST", v1+"/tokens", `{"name":"y"}`).Want(422)
	ann.JSON("POST", rich+"/comments", `{"body":"x"}`).Want(201)
	ann.JSON("PATCH", v1+"/auth/me", `{"full_name":"Ann Ek"}`).Want(200, "Ann Ek")
	ann.Get(v1+"/changes?limit=200").Want(200, `"more":false`)
	ann.Get(v1 + "/changes?since=7777").Want(422)
	ann.Get(v1+"/todos/stats").Want(200, `"total":5`)
	ann.JSON("POST", v1+"/todos", `{"title":"a\u0000"}`).Want(422)
	ann.Get(v1 + "/todos/" + strings.Repeat("9", 18)).Want(404)
	ann.JSON("POST", v1+"/todos", `{"title":"x","project_id":9223372036854775807}`).Want(422, "body.project_id")
	ann.Get(v1 + "/todos?project_id=9223372036854775807").Want(200)
	path, _ := makeProject(t, ann, wholeProject)
	makeProject(t, ann, `{"name":"Shop","tags":["web"]}`)
	ann.JSON("POST", path+"/tasks", `{"name":"Draw it"}`).Want(201)
	for _, sort := range []string{"name", "status", "priority", "start_date", "end_date", "created_at", "updated_at"} {
		if rows := walk(t, ann, v1+"/projects?limit=1&sort=-"+sort, func() {}); len(rows) != 2 {
			t.Errorf("/projects by %s: %d rows", sort, len(rows))
		}
	}
	ann.Get(v1+"/projects?tag=web&q=web&owner_id=me&archived=all").Want(200, `"total":2`)
	ann.JSON("POST", path+"/copy", `{"start_date":"2026-06-01"}`).Want(201, `"total":1`)
	ann.JSON("PUT", path+"/members/"+app.As("bo").User.ID, "").Want(200)
	ann.JSON("DELETE", path, "").Want(204)
	ann.JSON("POST", path+"/restore", "").Want(200)
	ann.Get(v1+"/changes?limit=200").Want(200, `"kind":"project"`)
}
