package web_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// client is one that somebody added.
func client(t *testing.T, app *apptest.App, who string, in domain.ClientInput) domain.Client {
	t.Helper()
	c, err := app.Scope(who).AddClient(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func field(t *testing.T, page *apptest.Answer, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page.Body)
	if found == nil {
		t.Fatalf("there is no field %s", name)
	}
	return strings.NewReplacer("&#34;", `"`, "&amp;", "&", "&#39;", "'").Replace(found[1])
}

func TestAClientIsAddedChangedArchivedDeletedAndBroughtBackByForms(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Get("/clients").Want(200, "No clients yet", `href="/clients/new"`, `data-go="k"`)
	ann.Get("/clients/new").Want(200, "Create client", `name="contacts[0].name"`).WantNot(`name="contacts[1].name"`)
	added := ann.Post("/clients", apptest.Form("company_name", " Harbour Coffee ", "contact_person_name", "Ana Ruiz", "contact_email", "ana@harbour.example", "website_url", "harbour.example",
		"notes", "Pays *late*", "color", "blue", "contacts[0].name", "Lena Berg", "contacts[0].role", "Accounts", "then", "edit")).Want(303)
	path, _ := strings.CutSuffix(added.To(), "/edit#contacts")
	ann.Get(path).Want(200, "<h1>Harbour Coffee</h1>", "Ana Ruiz", "Lena Berg", "Accounts", `href="mailto:ana@harbour.example"`, `href="https://harbour.example"`, ">harbour.example<", "Pays <em>late</em>",
		"“Harbour Coffee” added", "0</b><span>active projects")
	form := ann.Get(path+"/edit").Want(200, `value="Lena Berg"`, `name="contacts[1].name"`)
	ann.Post(path+"/edit", apptest.Form("version", field(t, form, "version"), "company_name", "Harbour", "contacts[0].name", "Lena Berg", "contacts[0].gone", "true", "contacts[1].name", "Bo", "contacts[2].name", "")).WantTo(path)
	ann.Get(path).Want(200, "<h1>Harbour</h1>", "Bo", "“Harbour” saved").WantNot("Lena Berg", "Ana Ruiz")
	ann.Get("/clients").Want(200, "Harbour", "Open tasks")
	ann.Post(path+"/archiving", apptest.Form("archived", "true")).WantTo(path)
	ann.Get("/clients").Want(200, "No clients yet", "“Harbour” archived")
	ann.Get("/clients?archived=true").Want(200, path, "Archived")
	ann.Post(path+"/archiving", apptest.Form("archived", "false")).WantTo(path)
	ann.Post(path+"/removal", nil).WantTo("/clients")
	ann.Get("/clients").Want(200, "“Harbour” deleted", `action="/undo/`)
	ann.Get(path).Want(404)
	ann.Get("/clients?view=trash").Want(200, "Harbour", "Deleted Today", path+"/restoration")
	ann.Post(path+"/restoration", nil).WantTo(path)
	ann.Get(path).Want(200)
	ann.Post(path+"/removal", nil).WantTo("/clients")
	ann.Post(path+"/purge", nil).WantTo("/clients?view=trash")
	ann.Get("/clients?view=trash").Want(200, "No deleted clients")
}

func TestWhatIsWrongWithAClientIsSaidAtItsFieldAndNothingTypedIsLost(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/clients", apptest.Form("company_name", " ", "contact_email", "ana", "website_url", "javascript:alert(1)", "notes", "kept <b>", "contacts[0].name", "", "contacts[0].phone", "12", "color", "red")).
		Want(422, "Give the client a name.", `href="#website_url"`, `href="#contacts[0].name"`, "Write the person&#39;s name.", `value="javascript:alert(1)"`, "kept &lt;b&gt;", `value="12"`, `role="alert"`)
	ann.Get("/clients?archived=all").Want(200, "No clients yet")
	c := client(t, app, "ann", domain.ClientInput{CompanyName: "<script>alert(1)</script>"})
	ann.Get("/clients/"+c.ID).Want(200, "&lt;script&gt;").WantNoMarkup("<script>alert")
	ann.Post("/clients/"+c.ID+"/edit", apptest.Form("version", c.Version(), "company_name", strings.Repeat("x", 501))).Want(422, "Keep it to 500 characters.", `href="#company_name"`)
}

func TestTwoWhoChangeAClientAtOnceSeeBothVersions(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	c := client(t, app, "ann", domain.ClientInput{CompanyName: "Harbour", Contacts: []domain.Contact{{Name: "Lena"}}})
	path := "/clients/" + c.ID
	opened := ann.Get(path + "/edit").Want(200)
	bo.Post(path+"/edit", apptest.Form("version", c.Version(), "company_name", "Harbour", "notes", "by bo", "contacts[0].name", "Lena")).WantTo(path)
	mine := apptest.Form("version", field(t, opened, "version"), "opened", field(t, opened, "opened"), "company_name", "Harbour Coffee", "contacts[0].name", "Lena")
	both := ann.Post(path+"/edit", mine).Want(412, "Two versions", "Yours", "Theirs", "by bo", `name="keep-notes" value="theirs" checked`, `name="keep-company_name" value="mine" checked`).WantNot("keep-contacts")
	ann.Get(path).Want(200, "<h1>Harbour</h1>")
	mine.Set("version", field(t, both, "version"))
	mine.Set("keep-notes", "theirs")
	mine.Set("keep-company_name", "mine")
	ann.Post(path+"/edit", mine).WantTo(path)
	ann.Get(path).Want(200, "<h1>Harbour Coffee</h1>", "by bo")
	ann.Post(path+"/edit", apptest.Form("version", "old", "company_name", "x", "keep", "theirs")).WantTo(path)
	ann.Get(path).Want(200, "<h1>Harbour Coffee</h1>")
}

func TestTheClientPagesAreTheStaffs(t *testing.T) {
	app := apptest.New(t)
	ann, bo, cleo := app.As("ann"), app.As("bo"), app.As("cleo")
	c := client(t, app, "ann", domain.ClientInput{CompanyName: "Harbour Coffee"})
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, cleo.User.ID)
	path := "/clients/" + c.ID
	for _, page := range app.Pages {
		if strings.HasPrefix(page.Path, "/clients") {
			cleo.Send(page.Method, strings.Replace(page.Path, ":id", c.ID, 1), "application/x-www-form-urlencoded", []byte("company_name=x&archived=true")).Want(404).WantNot("Harbour")
		}
	}
	cleo.Get("/todos").Want(200).WantNot(`href="/clients"`)
	bo.Get(path).Want(200).WantNot("/removal")
	bo.Post(path+"/removal", nil).Want(403)
	bo.Post(path+"/archiving", apptest.Form("archived", "true")).WantTo(path)
	app.As("admin").Get(path).Want(200, "/removal")
	ann.Get(path).Want(200)
}

func TestTheClientPageShowsTheProjectsThatTheReaderSees(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	c := client(t, app, "ann", domain.ClientInput{CompanyName: "Harbour Coffee"})
	path, private, team := "/clients/"+c.ID, domain.VisibilityPrivate, domain.VisibilityTeam
	budget, eur := int64(2400000), "EUR"
	var shared domain.Project
	for name, visibility := range map[string]*string{"Hidden rebrand": &private, "Website relaunch": &team} {
		p, err := app.Scope("ann").AddProject(context.Background(), domain.ProjectInput{Name: name, ClientID: &c.ID, Visibility: visibility, Budget: &budget, Currency: &eur})
		if err != nil {
			t.Fatal(err)
		}
		if visibility == &team {
			shared = p
		}
	}
	if _, err := app.Scope("ann").AddTodo(context.Background(), domain.TodoInput{Title: "Write", ProjectID: &shared.ID}); err != nil {
		t.Fatal(err)
	}
	ann.Get(path).Want(200, "Hidden rebrand", "Website relaunch", "2</b><span>active projects", "spent of 48,000")
	bo.Get(path).Want(200, fmt.Sprintf(`href="/projects/%d"`, shared.ID), "1</b><span>active project<", "spent of 24,000", "1</b><span>open task<").WantNot("Hidden rebrand")
	bo.Get("/clients").Want(200, "24,000").WantNot("48,000")
	ann.Post(path+"/removal", nil).Want(409, "2 projects are for this client.", `role="alert"`)
	ann.Get(path).Want(200)
}

func TestUndoLeadsAwayFromThePageOfWhatItTookAway(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	page := ann.Post("/clients", apptest.Form("company_name", "Harbour")).Follow().Want(200)
	undo := regexp.MustCompile(`action="(/undo/[^"]+)"`).FindStringSubmatch(page.Body)[1]
	c, err := app.Scope("ann").Clients(context.Background(), domain.ClientFilter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	here := app.URL + "/clients/" + c.Items[0].ID
	ann.HTMX().With("Referer", here).Post(undo, nil).Want(200).WantHeader("HX-Redirect", "/clients")
	ann.Get("/clients").Want(200, "No clients yet", "Undone")
}
