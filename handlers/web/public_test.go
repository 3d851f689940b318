package web_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// published makes a note of ann's and its public page.
func published(t *testing.T, app *apptest.App, content string, in domain.PublicLinkInput) (note domain.Note, path string) {
	t.Helper()
	note, err := app.Scope("ann").AddNote(t.Context(), domain.NoteInput{Title: `Open "<b>"`, Content: content})
	if err != nil {
		t.Fatal(err)
	}
	link, err := app.Scope("ann").Publish(t.Context(), note.ID, in)
	if err != nil {
		t.Fatal(err)
	}
	return note, "/s/" + link.Token
}

func TestAPublicPageIsTheSameForEverybodyAndTellsNothingElse(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	web := privateProject(t, app, "ann", "Website", "WEB")
	todo := task(t, app, "ann", domain.TodoInput{Title: "Hidden task", ProjectID: &web.ID})
	other, err := app.Scope("ann").AddNote(t.Context(), domain.NoteInput{Title: "Hidden note"})
	if err != nil {
		t.Fatal(err)
	}
	_, path := published(t, app, fmt.Sprintf("# Hello\n\nSee <script>alert(1)</script> [[Hidden note]] WEB-%d @ann #tag %s/notes/%d ![p](/attachments/7)\n\n- [ ] box", todo.ID, app.URL, other.ID), domain.PublicLinkInput{})
	page := app.Nobody().Get(path).Want(200, `<h1`, `Open &#34;&lt;b&gt;&#34;`, `<h2 id="h-hello">Hello</h2>`, " Hidden note WEB-", " @ann #tag", `<img src="`+path+`/attachments/7"`, `content="noindex, nofollow"`, `content="no-referrer"`)
	page.WantNot("Hidden task", "<script", `href="/notes`, `href="/todos`, "Sign in", "hx-", "alert(1)<")
	for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Set-Cookie": ""} {
		if got := page.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if policy := page.Header.Get("Content-Security-Policy"); strings.Contains(policy, "script-src") || !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("policy %s", policy)
	}
	if mine := ann.Get(path).Want(200); mine.Body != page.Body || mine.Header.Get("Set-Cookie") != "" {
		t.Error("a person who is signed in gets another page")
	}
}

func TestPublicPagesThatAreNotThereLookAlike(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	nobody := app.Nobody()
	note, path := published(t, app, "x", domain.PublicLinkInput{})
	_, ended := published(t, app, "y", domain.PublicLinkInput{})
	gone, trashed := published(t, app, "z", domain.PublicLinkInput{})
	app.SQL(`UPDATE public_links SET expires_at = '2020-01-01T00:00:00.000Z' WHERE token = ?`, strings.TrimPrefix(ended, "/s/"))
	if err := app.Scope("ann").DeleteNote(t.Context(), gone.ID, ""); err != nil {
		t.Fatal(err)
	}
	nobody.Get(path).Want(200)
	if err := app.Scope("ann").Unpublish(t.Context(), note.ID); err != nil {
		t.Fatal(err)
	}
	want := nobody.Get("/s/nothing").Want(404).Body
	for _, path := range []string{path, ended, trashed, "/s/%00", "/s/%27", "/s/" + strings.Repeat("x", 5000)} {
		got := nobody.Get(path)
		if got.Status == 400 && strings.Contains(path, "%00") {
			continue
		}
		if got.Want(404); strings.ReplaceAll(got.Body, path, "/s/nothing") != want {
			t.Errorf("%.40s: another page", path)
		}
		nobody.Post(path, apptest.Form("password", "x")).Want(404)
		nobody.Get(path + "/attachments/1").Want(404)
	}
}

func TestAPasswordOpensOnePublicPage(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	password := "open sesame"
	note, path := published(t, app, "Treasure", domain.PublicLinkInput{Password: &password})
	_, other := published(t, app, "Another", domain.PublicLinkInput{Password: &password})
	nobody := app.Nobody()
	nobody.Get(path).Want(200, "asks for a password").WantNot("Treasure", "Open &#34;")
	nobody.Get(path + "/attachments/1").Want(404)
	nobody.Post(path, apptest.Form("password", "")).Want(422, "Write the password.")
	nobody.Post(path, apptest.Form("password", "wrong")).Want(422, "That is not the password.").WantNot("Treasure")
	opened := nobody.Post(path, apptest.Form("password", password)).Want(303)
	cookie := opened.Header.Get("Set-Cookie")
	for _, want := range []string{"Path=" + path, "HttpOnly", "SameSite=Lax", "mddash_page="} {
		if !strings.Contains(cookie, want) {
			t.Errorf("no %s in %s", want, cookie)
		}
	}
	if strings.Contains(cookie, "mddash_session") || strings.Contains(cookie, "sesame") {
		t.Error(cookie)
	}
	nobody.Get(path).Want(200, "Treasure")
	nobody.Get(other).Want(200, "asks for a password").WantNot("Another")
	if _, err := app.Scope("ann").Publish(t.Context(), note.ID, domain.PublicLinkInput{Password: ptr("another one")}); err != nil {
		t.Fatal(err)
	}
	nobody.Get(path).Want(200, "asks for a password").WantNot("Treasure")
}

func TestPasswordsOfPublicPagesAreNotGuessed(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	_, path := published(t, app, "Treasure", domain.PublicLinkInput{Password: ptr("open sesame")})
	nobody := app.Nobody()
	for range 50 {
		nobody.Post(path, apptest.Form("password", "wrong")).Want(422)
	}
	answer := nobody.Post(path, apptest.Form("password", "open sesame")).Want(429, "Too many tries")
	if answer.Header.Get("Retry-After") == "" {
		t.Error("it does not say when to come back")
	}
}
