package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

// longText is Markdown of about so many bytes with some of everything in it.
func longText(size int) string {
	var text strings.Builder
	for i := 0; text.Len() < size; i++ {
		fmt.Fprintf(&text, "## Part %d\n\nSome **bold** words and a [[link %d]] of #tag%d, with `code` in it. WEB-%d\n\n- [ ] a task\n- another, for @ann\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n", i, i, i, i)
	}
	return text.String()
}

const editorName = "aaaaaaaaaaaaaaaaaaaaaaaa"

// typing is what an open editor of a person sends.
func typing(p *apptest.Person, more ...string) url.Values {
	return apptest.Form(append([]string{"person", p.User.ID, "editor", editorName}, more...)...)
}

func TestAnOpenEditorSavesByItself(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	script := ann.With("Accept", "application/json")
	var made struct {
		ID, Revision int
		Path, Title  string
	}
	script.Post("/notes/text", typing(ann, "number", "1", "content", "One.\r\n", "tags", "a", "notebook", "Work")).Want(201, `"title":"Untitled"`, `"saved":"09:30"`).Into(&made)
	script.Post("/notes/text", typing(ann, "number", "1", "content", "One.\r\n")).Want(201, `"id":1,`)
	script.Post("/notes/text", typing(ann, "number", "2", "content", "One. Two.\r\n")).Want(200, `"revision":2`)
	script.Post(made.Path+"/text", typing(ann, "number", "3", "revision", "2", "title", "Plan", "content", "One. Two. Three.\r\n")).Want(200, `"revision":3`, `"title":"Plan"`).WantNot("content")
	if got := ann.Get("/api/v1/notes/1").Body; !strings.Contains(got, `"content":"One. Two. Three.\n"`) || !strings.Contains(got, `"notebook":"Work"`) || !strings.Contains(got, `"tags":["a"]`) {
		t.Errorf("got %s", got)
	}
	if got := strings.Count(ann.Get("/api/v1/notes/1/versions").Body, `"revision"`); got != 1 {
		t.Errorf("three saves made %d versions", got)
	}
	script.Post("/notes/1/text", typing(ann, "number", "4", "revision", "3", "title", " ", "content", "x")).Want(200, `"title":"Plan"`)
	script.Post("/notes/1/text", typing(ann, "number", "5", "revision", "4", "title", strings.Repeat("x", 501))).Want(422, "body.title")
	app.SQL(`UPDATE notes SET content = ?`, "y")
	script.Post("/notes/1/text", typing(ann, "number", "6", "revision", "4", "content", "z")).Want(412, `"seen":5`, `"mine":"z"`, `"theirs":"y"`)
	script.Post("/notes/1/text", typing(ann, "number", "7", "revision", "4", "content", "z", "prefer", "both", "seen", "5")).Want(200, `"content":"z\n\ny"`)
}

func TestAnEditorSavesOnlyWhatItsPersonMayWrite(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	ann.Post("/notes", apptest.Form("title", "Mine", "content", "a\r\nb")).Want(303)
	script := ben.With("Accept", "application/json")
	script.Post("/notes/1/text", typing(ben, "number", "1", "revision", "1", "content", "x")).Want(404).WantNot("Mine")
	script.Post("/notes/1/text", typing(ann, "number", "1", "revision", "1", "content", "x")).Want(409, "Somebody else has signed in")
	script.Post("/notes/text", typing(ann, "number", "1", "content", "x")).Want(409)
	app.Nobody().With("Accept", "application/json").Post("/notes/1/text", typing(ann, "number", "1")).Want(401)
	app.Nobody().Post("/notes/preview", apptest.Form("content", "x")).Want(303)
	ann.Post("/notes/preview", apptest.Form("content", "# One\r\n\r\n**b** <script>x</script>")).Want(200, "<strong>b</strong>").WantNoMarkup("<script>")
	ann.Post("/notes/preview", apptest.Form("content", strings.Repeat("é", 500_001))).Want(422)
	ann.Post("/notes/1/edit", apptest.Form("title", "Long", "content", strings.Repeat("語", 500_000), "revision", "1")).Want(303)
	ben.Get("/complete?text=%5B%5BLo").Want(200).WantNot("Long")
	ann.Get("/complete?text=%5B%5BLo").Want(200, "[[Long]]")
}

func TestTextsComeBackFromTheEditorByteForByte(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for i, text := range []string{"a\r\nb\t \r\n", "a\r\nb\nc\rd", "\n\n\ta  \n", "\u202e\u200b", ""} {
		path := fmt.Sprintf("/notes/%d", i+1)
		ann.JSON("POST", "/api/v1/notes", map[string]string{"title": "Bytes", "content": text}).Want(201)
		sent := strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n", "\r\n")
		ann.Post(path+"/text", typing(ann, "number", "1", "revision", "1", "content", sent)).Want(200, `"revision":1`)
		ann.Post(path+"/edit", apptest.Form("title", "Bytes", "content", sent, "revision", "1")).Want(303)
		var note struct{ Content string }
		if ann.Get("/api/v1" + path).Into(&note); note.Content != text {
			t.Errorf("%q became %q", text, note.Content)
		}
	}
}

func BenchmarkAPreviewOf20KB(b *testing.B) {
	app := apptest.New(b, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	text := longText(20_000)
	form := apptest.Form("content", text)
	for i := 0; b.Loop(); i++ {
		form.Set("content", fmt.Sprint(text, i))
		ann.Post("/notes/preview", form).Want(200)
	}
}
