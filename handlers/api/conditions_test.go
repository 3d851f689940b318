package api_test

import (
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func TestEveryOperationKeepsIfMatchOrRefusesIt(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	d := describe(t, ann)
	for _, op := range operations(t, ann) {
		if op.Method == "GET" || op.Method == "POST" {
			continue
		}
		at := d.at(d.root, "paths", op.Path, strings.ToLower(op.Method))
		if d.at(at, "responses", "412") == nil {
			t.Errorf("%s: 412 is not described", op)
		}
		if !takesHeader(d, at, "If-Match") {
			ann.With("If-Match", `"0123456789abcdef0123"`).JSON(op.Method, op.filled(), `{}`).Want(412, "Leave it out.")
		}
	}
	path, _ := add(t, ann, todo{"title": "Call Ana"})
	ann.With("If-Match", `"0123456789abcdef0123"`).Send("PUT", path+"/watchers/me", "", nil).Want(412, "Leave it out.")
	ann.With("If-Match", "*").Send("PUT", path+"/watchers/me", "", nil).Want(204)
}

func takesHeader(d document, operation any, name string) bool {
	parameters, _ := d.at(operation, "parameters").([]any)
	for _, p := range parameters {
		if d.at(p, "in") == "header" && d.at(p, "name") == name {
			return true
		}
	}
	return false
}

func TestEveryOperationWithATagSaysWhatItIsFor(t *testing.T) {
	ann := apptest.New(t).As("ann")
	d, tagged := describe(t, ann), 0
	for _, op := range operations(t, ann) {
		at := d.at(d.root, "paths", op.Path, strings.ToLower(op.Method))
		if d.at(at, "responses", "400") == nil {
			t.Errorf("%s: 400 is not described", op)
		}
		if op.Method != "GET" || d.at(at, "responses", "200", "headers", "ETag") == nil {
			continue
		}
		tagged++
		if d.at(at, "responses", "304", "headers", "ETag") == nil || !takesHeader(d, at, "If-None-Match") {
			t.Errorf("%s: If-None-Match is not described", op)
		}
	}
	if tagged < 20 {
		t.Errorf("only %d operations have a tag", tagged)
	}
}

func TestSharesLinksTokensAndTheTimerHoldToTheirVersion(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	note := ann.JSON("POST", v1+"/notes", `{"title":"n","content":""}`).Want(201).Header.Get("Location")
	calendar := ann.JSON("POST", v1+"/calendars", `{"name":"c"}`).Want(201).Header.Get("Location")
	task, _ := add(t, ann, todo{"title": "Call Ana"})
	shared := func(of string) (path, tag string) {
		answer := ann.JSON("POST", of+"/share", `{"email":"ben@example.com","permission":"view"}`).Want(201)
		return answer.Header.Get("Location"), answer.Header.Get("ETag")
	}
	token := ann.JSON("POST", v1+"/tokens", `{"name":"x"}`).Want(201).Header.Get("Location")
	timer := ann.JSON("POST", v1+"/timer", `{"task_id":`+task[strings.LastIndex(task, "/")+1:]+`}`).Want(201)
	ann.With("If-Match", `"0"`).JSON("PUT", note+"/link", `{}`).Want(404) // there is none yet
	link := ann.JSON("PUT", note+"/link", `{}`).Want(200)
	noteShare, noteTag := shared(note)
	calendarShare, calendarTag := shared(calendar)
	for _, c := range []struct{ path, change, body, tag string }{
		{noteShare, "PATCH", `{"permission":"edit"}`, noteTag},
		{calendarShare, "PATCH", `{"permission":"edit"}`, calendarTag},
		{note + "/link", "PUT", `{"password":"open the bench"}`, link.Header.Get("ETag")},
		{token, "", "", ann.Get(token).Want(200).Header.Get("ETag")},
		{v1 + "/timer", "", "", timer.Header.Get("ETag")},
	} {
		for _, stale := range []string{`"0123456789abcdef0123"`, "W/" + c.tag} {
			if c.change != "" {
				ann.With("If-Match", stale).JSON(c.change, c.path, c.body).Want(412)
			}
			ann.With("If-Match", stale).Send("DELETE", c.path, "", nil).Want(412)
		}
		if c.change != "" {
			before := c.tag
			c.tag = ann.With("If-Match", before).JSON(c.change, c.path, c.body).Want(200).Header.Get("ETag")
			ann.With("If-Match", before).Send("DELETE", c.path, "", nil).Want(412)
		}
		ann.With("If-Match", c.tag).Send("DELETE", c.path, "", nil).Want(204)
		ann.With("If-Match", c.tag).Send("DELETE", c.path, "", nil).Want(404)
	}
}
