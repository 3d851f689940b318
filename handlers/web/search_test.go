package web_test

import (
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func TestTheSearchPageShowsWhatWasFoundMarked(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.JSON("POST", "/api/v1/notes", `{"title":"<b>Café</b> plan","content":"Meet at the cafes <script>alert(1)</script>"}`).Want(201)
	ann.JSON("POST", "/api/v1/todos", `{"title":"Book the café"}`).Want(201)
	ann.JSON("POST", "/api/v1/todos/1/comments", `{"body":"The cafe is closed"}`).Want(201)
	ann.Get("/search").Want(200, "Search everything")
	page := ann.Get("/search?q=cafe")
	page.Want(200, "3 results", "&lt;b&gt;<mark>Café</mark>&lt;/b&gt; plan", "Meet at the <mark>cafes</mark> &lt;script&gt;alert(1)&lt;/script&gt;", `href="/todos/1#comment-1"`, "Notes", `<html`)
	if strings.Contains(page.Body, "<script>alert") {
		t.Error("a note's text is part of the page")
	}
	ann.Get("/search?q=cafe&type=note").Want(200, "1 result")
	ann.With("Accept-Language", "de").Get("/search?q=cafe&type=note").Want(200, "1 Treffer")
	ann.Get("/search?q=nothing").Want(200, "Nothing for “nothing”")
	ann.Get("/search?q=foo:bar").Want(422, "There is no filter “foo:”")
	ann.Get("/search?q=cafe&after=nonsense").Want(200, "3 results")
	ann.Get("/search?q=" + strings.Repeat("%22*(", 30)).Want(200)
	app.As("ben").Get("/search?q=cafe").Want(200, "Nothing for")
}
