package api_test

import (
	"net/url"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func (c contract) callSearch(ann *apptest.Person) {
	c.t.Helper()
	ann.JSON("POST", v1+"/clients", `{"company_name":"Plan B"}`).Want(201)
	ann.JSON("POST", v1+"/decisions", `{"name":"Plan C","due_date":"2026-12-01"}`).Want(201)
	for _, q := range []string{"?q=plan", "?q=plan&type=note,client&limit=1", "?q=", "?q=foo:bar", "?q=plan&type=cow", "?q=plan&limit=0", "?q=plan&cursor=x"} {
		c.call(ann, "GET", "/search"+q, "")
	}
}

func TestSearchAnswersWithWhatWasFoundMarked(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	ann.JSON("POST", v1+"/notes", `{"title":"<b>Café</b> plan","content":"Meet at the **cafe** <script>alert(1)</script>"}`).Want(201)
	ann.JSON("POST", v1+"/todos", `{"title":"Book the café","due_date":"2026-12-01"}`).Want(201)
	ann.JSON("POST", v1+"/todos/1/comments", `{"body":"The cafe is closed"}`).Want(201)
	var found struct {
		Items []struct {
			Type, Title, URL string
			ID               int
			TodoID           int `json:"todo_id"`
			Highlight        struct{ Title, Text string }
		}
		Total int
		Next  *string `json:"next_cursor"`
	}
	ann.Get(v1 + "/search?q=cafe&limit=2").Want(200).Into(&found)
	if found.Total != 3 || len(found.Items) != 2 || found.Next == nil {
		t.Fatalf("got %+v", found)
	}
	var rest struct{ Items []any }
	ann.Get(v1 + "/search?q=cafe&limit=2&cursor=" + *found.Next).Want(200).Into(&rest)
	if len(rest.Items) != 1 {
		t.Errorf("the second page has %v", rest.Items)
	}
	for _, hit := range found.Items {
		if hit.Type == "note" && (hit.Highlight.Title != "&lt;b&gt;<mark>Café</mark>&lt;/b&gt; plan" || hit.Highlight.Text != "Meet at the <mark>cafe</mark> &lt;script&gt;alert(1)&lt;/script&gt;" || hit.URL != "/notes/1") {
			t.Errorf("got %+v", hit)
		}
	}
	ann.Get(v1 + "/search?q=type:comment").Want(200).Into(&found)
	if len(found.Items) != 1 || found.Items[0].TodoID != 1 || found.Items[0].URL != "/todos/1#comment-1" {
		t.Errorf("got %+v", found.Items)
	}
	ben.Get(v1 + "/search?q=cafe").Want(200).Into(&found)
	if found.Total != 0 || len(found.Items) != 0 {
		t.Errorf("ben finds %+v", found)
	}
	for _, q := range []string{"", "q=", "q=foo:bar", "q=" + url.QueryEscape("\x00"), "q=a&type=cow", "q=a&cursor=!", "q=a&limit=201", "q=in:nowhere", "q=" + strings.Repeat("a", 501)} {
		ann.Get(v1 + "/search?" + q).Want(422)
	}
	app.Nobody().Get(v1 + "/search?q=cafe").Want(401)
	ann.Script("read").Get(v1 + "/search?q=cafe").Want(200)
}
