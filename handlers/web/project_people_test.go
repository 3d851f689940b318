package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// closedProject is one that only its people see.
func closedProject(t *testing.T, app *apptest.App, owner, name string) domain.Project {
	t.Helper()
	private, rate, eur := domain.VisibilityPrivate, int64(9500), "EUR"
	p, err := app.Scope(owner).AddProject(context.Background(), domain.ProjectInput{Name: name, Visibility: &private, HourlyRate: &rate, Currency: &eur})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPeopleAreAddedGivenRolesAndRemovedByForms(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	p := closedProject(t, app, "ann", "Website")
	here, page := fmt.Sprintf("/projects/%d", p.ID), fmt.Sprintf("/projects/%d?view=people", p.ID)
	bo.Get(page).Want(404)
	ann.Get(page).Want(200, "Nobody else: the project is private.", "ann", "owns it", "Add to the project", ">bo<").WantNot("Leave the project", "/people/"+ann.User.ID)
	ann.Post(here+"/people", apptest.Form("user_id", "", "role", "manager")).Want(422, "Choose somebody.", `href="#user_id"`, `value="manager" selected`)
	ann.Post(here+"/people", apptest.Form("user_id", "nobody", "role", "member")).Want(422, domain.UnknownID)
	ann.Post(here+"/people", apptest.Form("user_id", bo.User.ID, "role", "king")).Want(422, "Choose one of", `value="`+bo.User.ID+`" selected`)
	ann.Post(here+"/people", apptest.Form("user_id", bo.User.ID, "role", "viewer")).WantTo(page)
	ann.Get(page).Want(200, "bo added", "was added to read it", "Make member")
	bo.Get(page).Want(200, "Viewer", "Leave the project", "You stop seeing it").WantNot("Add to the project", "Hourly rates", `value="95`)
	ann.Post(here+"/people/"+bo.User.ID+"/role", apptest.Form("role", "manager")).WantTo(page)
	bo.Get(page).Want(200, "Hourly rates", "manages it").WantNot("/owner")
	ann.Post(here+"/people/"+bo.User.ID+"/removal", nil).WantTo(page)
	ann.Get(page).Want(200, "bo removed", `action="/undo/`)
	bo.Get(here).Want(404)
	ann.Post("/undo", nil).Want(303)
	bo.Get(page).Want(200)
	bo.Post(here+"/leaving", nil).WantTo("/projects")
	bo.Get("/projects").Want(200, "You left “Website”")
	bo.Get(here).Want(404)
	ann.Post(here+"/leaving", nil).Want(409, "It has to be handed over first.")
}

func TestAProjectIsHandedOverByItsOwnerAlone(t *testing.T) {
	app := apptest.New(t)
	ann, bo, cleo := app.As("ann"), app.As("bo"), app.As("cleo")
	p := closedProject(t, app, "ann", "Website")
	here := fmt.Sprintf("/projects/%d", p.ID)
	for who, role := range map[*apptest.Person]string{bo: "manager", cleo: "member"} {
		ann.Post(here+"/people", apptest.Form("user_id", who.User.ID, "role", role)).Want(303)
	}
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, cleo.User.ID)
	bo.Post(here+"/owner", apptest.Form("user_id", bo.User.ID)).Want(403)
	ann.Post(here+"/owner", apptest.Form("user_id", cleo.User.ID)).Want(422, domain.UnknownID)
	ann.Post(here+"/owner", apptest.Form("user_id", "nobody")).Want(422, domain.UnknownID)
	cleo.Get(here+"?view=people").Want(200, "Client, reads only", "You stop seeing it")
	ann.Post(here+"/owner", apptest.Form("user_id", bo.User.ID)).Want(303)
	bo.Get(here+"?view=people").Want(200, "Hand the project over")
	ann.Get(here+"?view=people").Want(200, "Leave the project")
}

func TestRatesAreTypedInTheCurrencysOwnUnitAndOnlyForManagers(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	p := closedProject(t, app, "ann", "Website")
	here, page := fmt.Sprintf("/projects/%d", p.ID), fmt.Sprintf("/projects/%d?view=people", p.ID)
	ann.Post(here+"/people", apptest.Form("user_id", bo.User.ID, "role", "member")).Want(303)
	bo.Post(here+"/rates", apptest.Form("rate-"+bo.User.ID, "200")).Want(403)
	ann.Post(here+"/rates", apptest.Form("rate-"+bo.User.ID, "a lot", "rate-"+ann.User.ID, "50")).Want(422, "Write the rate as a number", `value="a lot"`, `value="50"`, `href="#rate-`+bo.User.ID)
	ann.Get(page).Want(200).WantNot(`value="50"`)
	ann.Post(here+"/rates", apptest.Form("rate-"+bo.User.ID, "120,5", "rate-"+ann.User.ID, "", "rate-nobody", "9")).WantTo(page)
	ann.Get(page).Want(200, "Rates saved", `value="120.50"`)
	rates, err := app.Scope("ann").ProjectRates(context.Background(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, rate := range rates {
		if want := map[string]int64{bo.User.ID: 12050}[rate.Person.ID]; (rate.HourlyRate == nil) != (want == 0) || rate.HourlyRate != nil && *rate.HourlyRate != want {
			t.Errorf("%s costs %v, want %d", rate.Person.Name, rate.HourlyRate, want)
		}
	}
}

func TestThePeopleOfAProjectAreChangedByNobodyElse(t *testing.T) {
	app := apptest.New(t)
	ann, bo, zoe := app.As("ann"), app.As("bo"), app.As("zoe")
	p := closedProject(t, app, "ann", "Website")
	team := project(t, app, "ann", "Studio")
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (?, ?, 'member'), (?, ?, 'member')`, p.ID, bo.User.ID, team.ID, bo.User.ID)
	for _, route := range app.Pages {
		if !strings.HasPrefix(route.Path, "/projects/:id/people") && route.Path != "/projects/:id/owner" && route.Path != "/projects/:id/rates" {
			continue
		}
		for id, want := range map[int64]int{p.ID: 404, team.ID: 403} {
			path := strings.NewReplacer(":id", fmt.Sprint(id), ":user", bo.User.ID).Replace(route.Path)
			zoe.Post(path, apptest.Form("user_id", zoe.User.ID, "role", "manager", "rate-"+bo.User.ID, "1")).Want(want)
		}
		path := strings.NewReplacer(":id", fmt.Sprint(p.ID), ":user", ann.User.ID).Replace(route.Path)
		bo.Post(path, apptest.Form("user_id", zoe.User.ID, "role", "manager")).Want(403)
	}
	ann.Get(fmt.Sprintf("/projects/%d?view=people", p.ID)).Want(200, "works in it")
	zoe.Get(fmt.Sprintf("/projects/%d?view=people", p.ID)).Want(404)
	zoe.Get(fmt.Sprintf("/projects/%d?view=people", team.ID)).Want(200, "Every member of staff").WantNot("Add to the project", "Hourly rates", "Leave the project")
}
