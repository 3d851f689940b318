package web_test

import (
	"fmt"
	"html"
	"regexp"
	"testing"

	"mddash/handlers/apptest"
)

// written makes a note and gives its path.
func written(person *apptest.Person, fields ...string) string {
	return person.Post("/notes", apptest.Form(fields...)).Want(303).To()
}

func content(person *apptest.Person, path string) string {
	var note struct{ Content string }
	person.Get("/api/v1" + path).Want(200).Into(&note)
	return note.Content
}

func TestANoteOpensBesideTheListThatItWasOpenedFrom(t *testing.T) {
	ann := apptest.New(t).As("ann")
	other := written(ann, "title", "Retro", "content", "x", "notebook", "Journal")
	path := written(ann, "title", "Kick-off", "content", "y", "notebook", "Clients", "tags", "meeting")
	page := ann.Get("/notes?notebook=Clients").Want(200, path+"?notebook=Clients", "Pick a note").WantNot(other + "?notebook")
	page.WantNoMarkup("javascript:")
	ann.Get(path+"?notebook=Clients").Want(200, `data-note=`, `aria-current="true"`, "/notes/new?notebook=Clients", ">Kick-off</h2>").WantNot(other + "?")
	piece := ann.HTMX().With("HX-Target", "section#note").Get(path+"?notebook=Clients").Want(200, "<title>Kick-off", `id="note"`).WantNot("<html", `id="list"`)
	piece.WantHeader("HX-Push-Url", path+"?notebook=Clients")
	closed := ann.HTMX().With("HX-Target", "section#note").Get("/notes?notebook=Clients").Want(200, "Pick a note", "<title>Clients").WantNot(`id="list"`)
	closed.WantHeader("HX-Push-Url", "/notes?notebook=Clients")
	ann.HTMX().With("HX-Target", "div#list").Get("/notes?q=kick").Want(200, `hx-target="#list"`, "Kick-off").WantNot("Retro")
	ann.HTMX().With("HX-Target", "div#list").Get(path+"?q=kick").Want(200, `hx-target="#list"`, `hx-target="#note"`, "Kick-off")
	ann.Get("/notes?sort=title&view=nothing&after=nothing&project=99&type=idea").Want(200, "Nothing fits")
}

func TestPinnedNotesComeFirstAndTheListGoesOn(t *testing.T) {
	ann := apptest.New(t).As("ann")
	first := written(ann, "title", "The first", "content", "x")
	for i := range 60 {
		written(ann, "title", fmt.Sprintf("Note %02d", i), "content", "x")
	}
	ann.Get("/notes").Want(200, "Note 59", "Note 12", "More notes").WantNot("The first", "Note 11<")
	ann.Post(first+"/marks", apptest.Form("is_pinned", "true")).Want(303)
	page := ann.Get("/notes").Want(200, "The first", "More notes")
	next := regexp.MustCompile(`hx-get="([^"]*after=[^"]*)"`).FindStringSubmatch(page.Body)
	if next == nil {
		t.Fatal("the page names no next one")
	}
	more := ann.HTMX().With("HX-Target", "li#more").Get(html.UnescapeString(next[1])).Want(200, "Note 00", "Note 11").WantNot("The first", "Note 12", "<html")
	more.WantNot("More notes")
	ann.Get("/notes?view=pinned").Want(200, "The first").WantNot("Note 59")
}

func TestBoxesAreTickedInTheTextAndNothingElseChanges(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	path := written(ann, "title", "Packing", "content", "x")
	app.SQL(`UPDATE notes SET content = ?`, "a\r\n\r\n- [ ] laptop  \r\n\t- [x] cable\r\n- [ ] café\r\n")
	ann.Get(path).Want(200, `form="ticks"`, `name="revision" value="2"`, "Save what is ticked")
	ann.Post(path+"/ticks", apptest.Form("revision", "2", "done", "0", "done", "1")).Want(303).WantTo(path)
	if got, want := content(ann, path), "a\r\n\r\n- [x] laptop  \r\n\t- [x] cable\r\n- [ ] café\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	piece := ann.HTMX().With("HX-Target", "form#ticks").Post(path+"/ticks", apptest.Form("revision", "3", "box", "1", "checked", "false")).Want(200, `name="revision" value="4"`, "1/3")
	piece.WantNot("<html")
	// Somebody else put a line before the list meanwhile: the boxes are found again by what stands behind them.
	app.SQL(`UPDATE notes SET content = ?`, "a\r\n\r\n- [ ] ticket\r\n- [x] laptop  \r\n\t- [ ] cable\r\n- [ ] café\r\n")
	ann.HTMX().Post(path+"/ticks", apptest.Form("revision", "4", "box", "2", "checked", "true")).Want(200)
	if got, want := content(ann, path), "a\r\n\r\n- [ ] ticket\r\n- [x] laptop  \r\n\t- [ ] cable\r\n- [x] café\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// What is gone is not ticked somewhere else.
	ann.HTMX().Post(path+"/ticks", apptest.Form("revision", "6", "box", "9", "checked", "true")).Want(200, "Somebody changed this list meanwhile")
	app.SQL(`UPDATE notes SET content = ?`, "- [ ] nothing that was there\r\n")
	ann.HTMX().Post(path+"/ticks", apptest.Form("revision", "6", "box", "1", "checked", "true")).Want(200, "Somebody changed this list meanwhile", "nothing that was there")
	if got := content(ann, path); got != "- [ ] nothing that was there\r\n" {
		t.Errorf("got %q", got)
	}
	ben.Post(path+"/ticks", apptest.Form("revision", "1", "box", "0", "checked", "true")).Want(404)
	ann.JSON("POST", "/api/v1"+path+"/share", `{"email":"ben@example.com","permission":"view"}`).Want(201)
	app.SQL(`UPDATE note_shares SET user_id = ?`, ben.User.ID)
	ben.Get(path).Want(200, "nothing that was there").WantNot(`form="ticks"`)
	ben.Post(path+"/ticks", apptest.Form("revision", "1", "box", "0", "checked", "true")).Want(403)
}

func TestDetailsOfANoteAreChangedAndSeenInTheList(t *testing.T) {
	app := apptest.New(t)
	ann, eve := app.As("ann"), app.As("eve")
	path := written(ann, "title", "Plan", "content", "kept", "notebook", "Work")
	ann.Get(path+"/details").Want(200, `value="Work"`, "Save details")
	opened := `{"Notebook":"Work","Type":"note"}`
	ann.Post(path+"/details", apptest.Form("opened", opened, "notebook", "Home", "type", "journal", "color", "teal", "priority", "high", "due_date", "2020-01-02", "reminder_at", "2020-01-02T08:00", "tags", "a, b")).Want(303).WantTo(path)
	ann.Get(path).Want(200, "Journal", "Due Thu 2 Jan 2020", "High", "/notes?tag=a")
	ann.Get("/notes?type=journal").Want(200, `data-hue="teal"`, "Thu 2 Jan 2020", "Plan")
	ann.Post(path+"/details", apptest.Form("opened", "{}", "due_date", "soon", "notebook", "Home")).Want(422, "soon", `aria-invalid="true"`)
	// What somebody else set meanwhile stays, where it was not changed in the form.
	ann.Post(path+"/details", apptest.Form("opened", opened, "notebook", "Work", "type", "note", "priority", "low")).Want(303)
	ann.Get("/api/v1"+path).Want(200, `"notebook":"Home"`, `"type":"journal"`, `"priority":"low"`, `"content":"kept"`)
	ann.Post(path+"/marks", apptest.Form("color", "")).Want(303)
	ann.Get("/api/v1"+path).Want(200, `"color":null`)
	ann.Post(path+"/marks", apptest.Form("color", "nothing")).Want(422)
	ann.Post(path+"/marks", apptest.Form("is_favorite", "true")).Want(303)
	ann.Get("/notes?view=favorites").Want(200, "Plan", "Favourite notes")
	eve.Get(path + "/details").Want(404)
	eve.Post(path+"/details", apptest.Form("notebook", "Mine")).Want(404)
}

func TestVersionsShowWhatChangedAndCanBeMadeTheTextAgain(t *testing.T) {
	app := apptest.New(t)
	ann, eve := app.As("ann"), app.As("eve")
	path := written(ann, "title", "Copy", "content", "The price is 10 euro.\n\n<b>old</b>")
	ann.Post(path+"/edit", apptest.Form("title", "Copy", "content", "The price is 9 euro.\n\nNew line", "revision", "1")).Want(303)
	ann.Get(path+"/versions").Want(200, "This is the present version", "1 line added, 1 removed, 1 changed", `<del data-hue="red">10</del>`, `<ins data-hue="pine">9</ins>`, "&lt;b&gt;old").
		WantNoMarkup("<b>old")
	ann.Get(path+"/versions/1").Want(200, "first that is kept", "Restore")
	ann.Get(path+"/versions/1?show=text").Want(200, "The price is 10 euro.").WantNoMarkup("<b>old")
	ann.Get(path + "/versions/7").Want(404)
	ann.Get(path + "/versions/x").Want(404)
	ann.Post(path+"/versions/1/restoration", nil).Want(303).WantTo(path)
	if got := content(ann, path); got != "The price is 10 euro.\n\n<b>old</b>" {
		t.Errorf("got %q", got)
	}
	ann.Get(path+"/versions").Want(200, "/versions/3", "/versions/2", "/versions/1")
	for _, hidden := range []string{"/versions", "/versions/1"} {
		eve.Get(path + hidden).Want(404)
	}
	eve.Post(path+"/versions/1/restoration", nil).Want(404)
	ann.JSON("POST", "/api/v1"+path+"/share", `{"email":"eve@example.com","permission":"view"}`).Want(201)
	app.SQL(`UPDATE note_shares SET user_id = ?`, eve.User.ID)
	eve.Get(path + "/versions/1").Want(200).WantNot("Restore")
	eve.Post(path+"/versions/1/restoration", nil).Want(403)
	other := written(eve, "title", "Mine", "content", "x")
	eve.Get(other + "/versions/3").Want(404)
}

func TestManyVersionsComeInPages(t *testing.T) {
	ann := apptest.New(t).As("ann")
	path := written(ann, "title", "Copy", "content", "0")
	for i := range 35 {
		ann.Post(path+"/edit", apptest.Form("title", "Copy", "content", fmt.Sprint(i+1), "revision", fmt.Sprint(i+1))).Want(303)
	}
	ann.Get(path+"/versions").Want(200, `/versions/36"`, `/versions/7"`, "/versions?before=7", "Older versions").WantNot(`/versions/6"`)
	ann.Get(path+"/versions?before=7").Want(200, "/versions/6?before=7", "/versions/1?before=7", "Newest").WantNot("Older versions")
}

func TestACoverIsAPictureOfTheNoteAndNothingFromElsewhere(t *testing.T) {
	ann := apptest.New(t).As("ann")
	path, other := written(ann, "title", "Trip", "content", "x"), written(ann, "title", "Other", "content", "x")
	own, foreign := uploadJSON(ann, path, sent{"a.png", picture(30, 20)}), uploadJSON(ann, other, sent{"b.png", picture(30, 20)})
	ann.Get(path+"/details").Want(200, "Cover", `value="`+own.URL+`"`).WantNot(foreign.URL)
	for _, cover := range []string{own.URL, foreign.URL, "https://elsewhere.example/x.png"} {
		ann.Post(path+"/details", apptest.Form("opened", "{}", "type", "note", "cover_image", cover)).Want(303)
		page, img := ann.Get(path).Want(200), `<img src="`+cover+`" alt=""`
		if cover == own.URL {
			page.Want(200, img)
		} else {
			page.WantNoMarkup(img, `src="https://elsewhere`)
		}
	}
	ann.Get(path+"/details").Want(200, "from elsewhere, which is not shown")
}
