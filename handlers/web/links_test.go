package web_test

import (
	"fmt"
	"net/url"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// privateProject makes a private one of somebody's.
func privateProject(t *testing.T, app *apptest.App, who, name, key string) domain.Project {
	t.Helper()
	visibility := domain.VisibilityPrivate
	p, err := app.Scope(who).AddProject(t.Context(), domain.ProjectInput{Name: name, Key: &key, Visibility: &visibility})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func task(t *testing.T, app *apptest.App, who string, in domain.TodoInput) domain.Todo {
	t.Helper()
	todo, err := app.Scope(who).AddTodo(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return todo
}

func TestReferencesAndMentionsInTextsLeadToWhatTheirReaderSees(t *testing.T) {
	app := apptest.New(t)
	ann, kim, eve := app.As("ann"), app.As("kim"), app.As("eve")
	web, secret := privateProject(t, app, "ann", "Website", "WEB"), privateProject(t, app, "ann", "Secret", "SEC")
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (?, ?, 'viewer')`, web.ID, kim.User.ID)
	hidden := task(t, app, "ann", domain.TodoInput{Title: `Hidden "<b>title"`, ProjectID: &secret.ID})
	about := fmt.Sprintf("See SEC-%d, WEB-4242 and `SEC-%d`. @kim please, @eve too.", hidden.ID, hidden.ID)
	open := task(t, app, "ann", domain.TodoInput{Title: "Open", ProjectID: &web.ID, Description: &about})
	ann.Post(at(open, "/comments"), apptest.Form("body", fmt.Sprintf("As in WEB-%d, @ann", open.ID))).Want(303)

	page := ann.Get(at(open, "")).Want(200, fmt.Sprintf(`title="Hidden &#34;&lt;b&gt;title&#34;">SEC-%d</a>`, hidden.ID), fmt.Sprintf("<code>SEC-%d</code>", hidden.ID), "WEB-4242",
		`<span class="chip">@kim</span>`, "@eve too", `<span class="chip">@ann</span>`, fmt.Sprintf(`title="Open">WEB-%d</a>`, open.ID), fmt.Sprintf(`href="/p/WEB-%d"`, open.ID))
	page.WantNoMarkup(`<span class="chip">@eve`, "<b>title")
	kim.Get(at(open, "")).Want(200, fmt.Sprintf("See SEC-%d, WEB-4242 and", hidden.ID)).WantNot("Hidden")

	ann.Get(fmt.Sprintf("/p/SEC-%d", hidden.ID)).Want(303).Follow().Want(200, "Hidden")
	ann.Get(fmt.Sprintf("/p/sec-%d", hidden.ID)).Want(303)
	for _, name := range []string{fmt.Sprintf("SEC-%d", hidden.ID), "SEC-4242", "NOPE-1", "D-4242", "x", "WEB-", "WEB-012"} {
		for _, who := range []*apptest.Person{kim, eve} {
			if got, like := who.Get("/p/"+name), who.Get("/p/NONE-1"); got.Status != 404 || like.Status != 404 {
				t.Errorf("/p/%s: %d, and what is not there %d", name, got.Status, like.Status)
			}
		}
	}
}

func TestOnlyWhatSomebodySeesIsOfferedWhileTheyWrite(t *testing.T) {
	app := apptest.New(t)
	ann, eve := app.As("ann"), app.As("eve")
	web := privateProject(t, app, "ann", "Website", "WEB")
	todo := task(t, app, "ann", domain.TodoInput{Title: "Draft <b>pages</b>", ProjectID: &web.ID})
	app.SQL(`UPDATE users SET name = 'Eve Adams' WHERE id = ?`, eve.User.ID)
	offers := func(p *apptest.Person, text string, project int64) *apptest.Answer {
		return p.Get(fmt.Sprintf("/complete?text=%s&project=%d", url.QueryEscape(text), project)).Want(200).WantNot("<html")
	}
	offers(ann, "@", web.ID).Want(200, `data-insert="@ann"`).WantNot("Eve")
	offers(eve, "@", web.ID).WantNot("ann", "option")
	offers(ann, "@ad", 0).Want(200, `data-insert="@eve.adams"`, "Eve Adams").WantNot("@ann")
	offers(ann, `@"eve`, 0).Want(200, `data-insert="@eve.adams"`)
	offers(ann, "@nobody", 0).WantNot("option")
	reference := fmt.Sprintf("WEB-%d", todo.ID)
	for _, text := range []string{"WEB-", reference, "WEB-draft"} {
		offers(ann, text, 0).Want(200, fmt.Sprintf(`data-insert="%s"`, reference), "Draft &lt;b&gt;pages").WantNoMarkup("<b>pages")
		offers(eve, text, 0).WantNot("Draft", "option")
	}
	for _, text := range []string{"", "x", "web-1", "-", "@@", "%", "WEB-%", "WEB-_"} {
		offers(ann, text, 0).WantNot("option")
	}
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, eve.User.ID)
	offers(eve, "@", 0).WantNot("@ann")
}

func TestReferencesInAClientsNotesLeadToWhatTheirReaderSees(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	web := privateProject(t, app, "ann", "Website", "WEB")
	todo := task(t, app, "ann", domain.TodoInput{Title: "Hidden", ProjectID: &web.ID})
	notes := fmt.Sprintf("See WEB-%d, @ben", todo.ID)
	client, err := app.Scope("ann").AddClient(t.Context(), domain.ClientInput{CompanyName: "Harbour", Notes: &notes})
	if err != nil {
		t.Fatal(err)
	}
	ann.Get("/clients/"+client.ID).Want(200, fmt.Sprintf(`title="Hidden">WEB-%d</a>`, todo.ID), `<span class="chip">@ben</span>`)
	ben.Get("/clients/"+client.ID).Want(200, fmt.Sprintf("See WEB-%d", todo.ID)).WantNot("Hidden")
}
