package api_test

import (
	"testing"

	"mddash/handlers/apptest"
)

func TestFiltersAreKeptByTheAPI(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann, bo := app.As("ann"), app.As("bo")
	ann.JSON("POST", v1+"/filters", `{"name":"Sales","query":"is:open tag:sales"}`).Want(201, `"icon":"filter"`, `"place":1`).WantHeader("Location", v1+"/filters/1")
	for _, c := range []struct{ body, says string }{
		{`{"name":" ","query":"is:open"}`, `"location":"body.name"`},
		{`{"name":"x\ny","query":"is:open"}`, `"location":"body.name","message":"Write it on one line."`},
		{`{"name":"x","query":"is:open\r\ntag:a"}`, `"location":"body.query","message":"Write it on one line."`},
		{`{"name":"x","query":"is:nonsense"}`, `"location":"body.query"`},
		{`{"name":"x","query":"in:nowhere"}`, "There is no project “nowhere”."},
		{`{"name":"x","query":"is:open","grouping":"moon"}`, `"location":"body.grouping"`},
		{`{"name":"x","query":"is:open","icon":"bomb"}`, `"location":"body.icon"`},
		{`{"name":"x","query":"is:open","color":"plaid"}`, `"location":"body.color"`},
		{`{"name":"x","query":"is:open","user_id":"me"}`, "user_id"},
	} {
		ann.JSON("POST", v1+"/filters", c.body).Want(422, c.says)
	}
	ann.JSON("POST", v1+"/filters", `{"name":"Late","query":"is:overdue","color":"red"}`).Want(201, `"place":2`)
	ann.JSON("POST", v1+"/filters/2/move", `{"place":1}`).Want(200, `"place":1`)
	ann.Get(v1+"/filters?limit=1").Want(200, `"name":"Late"`, `"total":2`)
	tag := ann.Get(v1+"/filters/1").Want(200, `"place":2`).Header.Get("ETag")
	ann.JSON("PATCH", v1+"/filters/1", `{"name":"Deals","color":"pine"}`).Want(200, `"name":"Deals"`, `"query":"is:open tag:sales"`, `"color":"pine"`)
	ann.With("If-Match", tag).JSON("PATCH", v1+"/filters/1", `{"name":"Old"}`).Want(412)
	ann.JSON("PATCH", v1+"/filters/1", `{"color":null}`).Want(200, `"color":null`)
	ann.JSON("PATCH", v1+"/filters/1", `{"query":"due<never"}`).Want(422, `"location":"body.query"`)
	ann.JSON("PUT", v1+"/filters/1", `{"name":"Bare","query":"is:open"}`).Want(200, `"icon":"filter"`)
	for _, call := range []struct{ method, path, body string }{
		{"GET", "/filters/1", ""}, {"PUT", "/filters/1", `{"name":"x","query":"is:open"}`}, {"PATCH", "/filters/1", `{"name":"x"}`},
		{"DELETE", "/filters/1", ""}, {"POST", "/filters/1/move", `{"place":1}`}, {"POST", "/filters/1/restore", ""},
	} {
		bo.JSON(call.method, v1+call.path, call.body).Want(404)
	}
	bo.Get(v1+"/filters").Want(200, `"total":0`)
	ann.JSON("DELETE", v1+"/filters/1", "").Want(204)
	ann.Get(v1 + "/filters/1").Want(404)
	ann.JSON("POST", v1+"/filters/1/restore", "").Want(200, `"name":"Bare"`)
}

func (c contract) callFilters(ann *apptest.Person) {
	c.t.Helper()
	c.call(ann, "POST", "/filters", `{"name":"x","query":"is:open"}`)
	c.call(ann, "POST", "/filters", `{"name":"x","query":"is:nonsense"}`)
	c.call(ann, "GET", "/filters", "")
	c.call(ann, "GET", "/filters/{id}", "", "{id}", "1")
	c.call(ann, "PUT", "/filters/{id}", `{"name":"y","query":"is:open"}`, "{id}", "1")
	c.call(ann, "PATCH", "/filters/{id}", `{"color":"pine"}`, "{id}", "1")
	c.call(ann, "POST", "/filters/{id}/move", `{"place":1}`, "{id}", "1")
	c.call(ann, "DELETE", "/filters/{id}", "", "{id}", "1")
	c.call(ann, "GET", "/filters/{id}", "", "{id}", "1")
	c.call(ann, "POST", "/filters/{id}/restore", "", "{id}", "1")
}
