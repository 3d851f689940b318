package web_test

import (
	"net/url"
	"regexp"
	"testing"

	"mddash/handlers/apptest"
)

// undoOf is the way back that a page offers.
func undoOf(t *testing.T, page string) string {
	t.Helper()
	found := regexp.MustCompile(`action="(/undo/[^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatal("it can't be undone")
	}
	return found[1]
}

func TestWhatSomebodyChoosesForThemselvesOffersTheWayBack(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/projects", url.Values{"name": {"Website"}, "key": {"WEB"}}).Want(303)
	ann.Get("/projects").Want(200, "Website")
	for _, row := range []struct {
		name, path, shown string
		form              url.Values
		want, before      string // what the page shows with the choice, and without it
	}{
		{"a name", "/settings/profile", "/settings/profile", url.Values{"name": {"Annabel Lee"}}, `value="Annabel Lee"`, ""},
		{"the looks", "/settings/appearance", "/settings/appearance", url.Values{"theme": {"dark"}, "shortcuts": {"on"}}, `data-theme="dark"`, ""},
		{"the theme in the menu", "/settings/theme", "/settings/profile", url.Values{"theme": {"dark"}}, `data-theme="dark"`, ""},
		{"what they are told", "/settings/notifications", "/settings/notifications", url.Values{"quiet_from": {"20:15"}, "quiet_until": {"06:45"}, "morning": {"07:30"}}, `value="20:15"`, `value="07:30"`},
		{"a pin", "/projects/1/pin", "/projects", url.Values{"pinned": {"true"}}, "Pinned to the navigation", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			form := row.form
			if row.name == "what they are told" {
				for _, kind := range []string{"mentioned", "assigned", "due", "reminder", "invited", "commented", "decided", "shared"} {
					form.Set(kind+"_email", "off")
				}
			}
			ann.Post(row.path, form).Want(303)
			page := ann.Get(row.shown).Want(200, row.want)
			undo := undoOf(t, page.Body)
			app.As("zoe").Post(undo, url.Values{}).Want(404)
			ann.Post(undo, url.Values{}).Want(303)
			ann.Get(row.shown).Want(200, "Undone", row.before).WantNot(row.want)
		})
	}
}

func TestAThemeSaysWhatItDidWhereItWasChosenAndNothingWhereItWasOn(t *testing.T) {
	ann := apptest.New(t).As("ann")
	dark := url.Values{"theme": {"dark"}}
	undoOf(t, ann.HTMX().Post("/settings/theme", dark).Want(200, "Appearance saved").WantNot("<html").Body)
	ann.HTMX().Post("/settings/theme", dark).Want(200).WantNot("Appearance saved")
}

func TestWhatIsAddedToATodoOffersTheWayBack(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	todo := add(t, app, "ann", "Paint the fence")
	for path, form := range map[string]url.Values{"/comments": {"body": {"In white"}}, "/steps": {"text": {"In white"}}} {
		undo := undoOf(t, ann.HTMX().Post(at(todo, path), form).Want(200, "added").Body)
		ann.Post(undo, url.Values{}).Want(303)
		ann.Get(at(todo, "")).Want(200, "Undone").WantNot("In white")
	}
}

func TestAnUndoneLookLoadsThePageAgain(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/settings/theme", url.Values{"theme": {"dark"}}).Want(303)
	if to := ann.HTMX().Post("/undo?at=all", url.Values{}).Want(200).Header.Get("HX-Redirect"); to == "" {
		t.Error("the page stays as it looked")
	}
}

func TestADeletedWebhookOffersTheWayBack(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/settings/webhooks", url.Values{"url": {"https://hooks.example.com/mine"}}).Want(200, "whsec_")
	ann.Post("/settings/webhooks/1/removal", url.Values{}).Want(303)
	page := ann.Get("/settings/webhooks").Want(200, "Webhook deleted").WantNot("hooks.example.com")
	ann.Post(undoOf(t, page.Body), url.Values{}).Want(303)
	ann.Get("/settings/webhooks").Want(200, "hooks.example.com")
}

func TestWhoeverTakesBackWhatTheyMadeIsLedToItsList(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, row := range []struct {
		path, list string
		form       url.Values
	}{
		{"/decisions", "/decisions", url.Values{"name": {"Which printer"}, "decision_type": {"strategic"}}},
		{"/notes", "/notes", url.Values{"title": {"Which printer"}, "content": {"This one."}}},
		{"/clients", "/clients", url.Values{"company_name": {"Printers Ltd"}}},
		{"/projects", "/projects", url.Values{"name": {"Printing"}, "visibility": {"private"}}},
	} {
		made := ann.Post(row.path, row.form).Want(303)
		here := made.Header.Get("Location")
		undo := undoOf(t, made.Follow().Want(200).Body)
		ann.With("Referer", app.URL+here).Post(undo, nil).WantTo(row.list).Follow().Want(200, "Undone")
		ann.Get(here).Want(404)
		ann.Post(row.path, row.form).Want(303)
		ann.With("Referer", app.URL+row.path+"/new").Post("/undo", nil).WantTo(row.path+"/new").Follow().Want(200, "Undone")
	}
}

func TestAnUndoSaysHowMuchStaysBecauseOthersWorkedOnIt(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	for _, row := range []struct {
		lines   string
		touched []string
		said    string
		gone    string
	}{
		{"One a\nTwo a", []string{"One a"}, "Undone. One thing stays, because others worked on it since.", "Two a"},
		{"One b\nTwo b\nThree b", []string{"One b", "Two b"}, "Undone. 2 things stay, because others worked on them since.", "Three b"},
		{"One c\nTwo c", []string{"One c", "Two c"}, "Others have worked on it since, so it stays.", ""},
	} {
		ann.Post("/todos/new?view=all", apptest.Form("lines", row.lines)).WantTo("/todos?view=all")
		undo := undoOf(t, ann.Get("/todos?view=all").Want(200).Body)
		for _, title := range row.touched {
			todo := find(t, app, "ann", title)
			ann.Post("/todos/bulk", apptest.Form("ids", id(todo), "do", "assign", "assignee_id", ben.User.ID)).Want(303)
			ben.Post(at(todo, "/comments"), url.Values{"body": {"Mine now"}}).Want(303)
		}
		ann.Post(undo, nil).Want(303)
		page := ann.Get("/todos?view=all").Want(200, row.said).Want(200, row.touched...)
		if row.gone != "" {
			page.WantNot(row.gone)
		}
	}
}
