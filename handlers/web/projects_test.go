package web_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// crew is a project with somebody in each role, and somebody of the team who is not in it.
type crew struct {
	*apptest.App
	website domain.Project
}

func newCrew(t *testing.T, visibility string) crew {
	t.Helper()
	c := crew{App: apptest.New(t)}
	c.website = project(t, c.App, "owen", "Website relaunch")
	ctx := t.Context()
	if _, err := c.Scope("owen").UpdateProject(ctx, c.website.ID, "", func(in domain.ProjectInput) (domain.ProjectInput, error) {
		in.Visibility = &visibility
		return in, nil
	}); err != nil {
		t.Fatal(err)
	}
	c.As("admin").Post("/admin/users/"+c.As("cleo").User.ID+"/role", apptest.Form("role", "client")).Want(303)
	for name, role := range map[string]string{"mara": "manager", "meg": "member", "vic": "viewer", "cleo": "viewer"} {
		if _, err := c.Scope("owen").SetProjectRole(ctx, c.website.ID, c.As(name).User.ID, role); err != nil {
			t.Fatal(err)
		}
	}
	c.As("zoe")
	return c
}

// or is the status that somebody gets who may do something, or the one for who may not.
func or(may bool, status int) int {
	if may {
		return status
	}
	return http.StatusForbidden
}

// hidden is the value of a field that a form keeps to itself.
func hidden(t *testing.T, page, name string) string {
	t.Helper()
	found := regexp.MustCompile(`type="hidden" name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no field %s", name)
	}
	return html.UnescapeString(found[1])
}

// path is an address below the project's.
func (c crew) path(rest string) string { return fmt.Sprintf("/projects/%d%s", c.website.ID, rest) }

func TestEverybodySeesOfAProjectWhatTheirRoleAllows(t *testing.T) {
	c := newCrew(t, domain.VisibilityTeam)
	for name, may := range map[string]struct{ add, manage, remove bool }{
		"owen": {true, true, true}, "mara": {true, true, false}, "meg": {true, false, false}, "vic": {}, "zoe": {}, "cleo": {},
	} {
		page := c.As(name).Get(c.path("?view=list")).Want(200, "Website relaunch", "Pin to the navigation")
		for text, shown := range map[string]bool{`id="add"`: may.add, "Edit project": may.manage, "Archive": may.manage, "/removal": may.remove, "view=settings": may.manage} {
			if shown {
				page.Want(200, text)
			} else {
				page.WantNot(text)
			}
		}
		c.As(name).Get("/projects").Want(200, "Website relaunch")
		c.As(name).Get(c.path("?view=settings")).Want(or(may.manage, 200))
		c.As(name).Post(c.path("/edit"), apptest.Form("name", "Website relaunch of "+name, "key", "WEB", "currency", "USD")).Want(or(may.manage, 303))
		c.As(name).Post(c.path("/archiving"), apptest.Form("archived", "true")).Want(or(may.manage, 303))
		c.As("owen").Post(c.path("/archiving"), apptest.Form("archived", "false")).Want(303)
		c.As(name).Get(c.path("/removal")).Want(or(may.remove, 200))
		if !may.remove {
			c.As(name).Post(c.path("/removal"), nil).Want(403)
		}
	}
	c.Nobody().Get(c.path("")).Want(303)
	c.Nobody().Post(c.path("/removal"), nil).Want(303)
}

func TestAPrivateProjectIsNotThereForOthers(t *testing.T) {
	c := newCrew(t, domain.VisibilityPrivate)
	zoe := c.As("zoe")
	zoe.Get("/projects").Want(200, "No projects yet").WantNot("Website relaunch")
	zoe.Get("/projects?q=website&archived=all").Want(200, "Nothing fits").WantNot("Website relaunch")
	for _, path := range []string{"", "?view=list", "?view=timeline", "?view=settings", "/removal"} {
		zoe.Get(c.path(path)).Want(404).WantNot("Website")
	}
	for _, path := range []string{"/edit", "/pin", "/archiving", "/removal", "/restoration", "/purge"} {
		zoe.Post(c.path(path), apptest.Form("name", "Mine", "pinned", "true", "archived", "true")).Want(404).WantNot("Website")
	}
	mine := add(t, c.App, "zoe", "Mine")
	// A place in an address is looked at through one's own eyes, too.
	in := fmt.Sprintf("?in=list&project=%d", c.website.ID)
	zoe.Get(at(mine, in)).Want(404).WantNot("Website")
	zoe.HTMX().Post(at(mine, "/completion"+in), apptest.Form("done", "true")).Want(404).WantNot("Website")
	zoe.Post("/todos"+in, apptest.Form("text", "Smuggled in")).WantNot("Website")
	c.As("owen").Get(c.path("?view=list")).Want(200).WantNot("Smuggled in")
}

func TestOnlyStaffMakeProjects(t *testing.T) {
	c := newCrew(t, domain.VisibilityTeam)
	c.As("cleo").Get("/projects").Want(200, "Website relaunch").WantNot("New project", `name="client"`)
	c.As("cleo").Get("/projects/new").Want(403)
	c.As("cleo").Post("/projects", apptest.Form("name", "Mine")).Want(403)
	c.As("zoe").Get("/projects").Want(200, "New project")
}

func TestANewProjectIsMadeByItsForm(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Get("/projects").Want(200, "No projects yet", "New project")
	ann.Get("/projects/new").Want(200, `name="name"`, `name="color"`)
	page := ann.Post("/projects", apptest.Form("name", "Website relaunch", "status", "in_progress", "priority", "high", "start_date", "2026-05-01", "end_date", "2026-05-29",
		"budget", "12 000,50", "currency", "EUR", "color", "blue", "tags", "web, launch", "visibility", "private", "description", "A *shop*")).
		WantTo("/projects/1").Follow().Want(200, "Website relaunch", "In progress", "“Website relaunch” created")
	page.Want(200, `data-hue="blue"`)
	ann.Get("/projects").Want(200, "29 May", "0%").WantNot("No projects yet")
	ann.Get("/projects?view=table").Want(200, "1 May to 29 May", "12,000", "EUR", "High")
	if p, err := app.Scope("ann").Project(t.Context(), 1); err != nil || *p.Budget != 1200050 || p.Key != "WR" || p.Visibility != domain.VisibilityPrivate || len(p.Tags) != 2 {
		t.Errorf("it is %+v, %v", p, err)
	}
}

func TestWhatIsWrongWithANewProjectStandsAtItsFields(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	wrong := apptest.Form("name", "  ", "start_date", "2026-06-01", "end_date", "2026-05-02", "budget", "twelve thousand", "currency", "EUR", "description", "Second phase")
	ann.Post("/projects", wrong).Want(422, "Three things to fix", "Give the project a name.", "The end is before the start.", "Write the budget as a number, such as 12000.",
		`value="twelve thousand"`, "Second phase", `aria-invalid="true"`, `href="#end_date"`)
	project(t, app, "ben", "Website")
	ann.Post("/projects", apptest.Form("name", "Web", "key", "web")).Want(409, "The key WEB is taken. Choose another one.", `value="web"`)
	ann.Post("/projects", apptest.Form("name", "Web", "client_id", "somebody-elses")).Want(422, domain.UnknownID)
	ann.Post("/projects", apptest.Form("name", "Web", "currency", "ACORNS", "budget", "1")).Want(422)
	ann.Post("/projects", apptest.Form("name", "<script>alert(1)</script>\u202eٱلْعَرَبِيَّة", "budget", "99999999999999999999")).Want(422).WantNoMarkup("<script>alert(1)")
	ann.Get("/projects").Want(200, "Website").WantNot("Web</a>")
}

func TestProjectsAreFoundByEachFilter(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, f := range [][2]string{{"Alpha", "in_progress"}, {"Beta", "completed"}, {"Gamma", "on_hold"}} {
		ann.Post("/projects", apptest.Form("name", f[0], "status", f[1], "priority", map[bool]string{true: "high", false: "low"}[f[0] == "Alpha"], "tags", f[0]+"-tag")).Want(303)
	}
	ann.Post("/projects/3/archiving", apptest.Form("archived", "true")).Want(303)
	project(t, app, "ben", "Delta")
	for query, want := range map[string][]string{
		"": {"Alpha", "Beta", "Delta"}, "?status=completed": {"Beta"}, "?priority=high": {"Alpha"}, "?tag=alpha-tag": {}, "?tag=%23Alpha-tag": {"Alpha"}, "?archived=true": {"Gamma"},
		"?archived=all": {"Alpha", "Beta", "Gamma", "Delta"}, "?templates=1": {}, "?q=alp": {"Alpha"}, "?owner=" + app.As("ben").User.ID: {"Delta"},
		"?priority=nonsense&view=nonsense&sort=nonsense&after=nonsense&archived=nonsense": {"Alpha", "Beta", "Delta"}, "?view=table&sort=-priority": {"Alpha", "Beta", "Delta"},
		"?client=nobody": {}, "?view=trash": {},
	} {
		page := ann.Get("/projects" + query).Want(200)
		for _, name := range []string{"Alpha", "Beta", "Gamma", "Delta"} {
			link := ">" + name + "</a>"
			if slices.Contains(want, name) {
				page.Want(200, link)
			} else {
				page.WantNot(link)
			}
		}
	}
	ann.Get("/projects?status=completed&q=zzz").Want(200, "Nothing fits", "Clear the filters", "Remove filter: Completed", "/projects?status=completed")
}

func TestAProjectIsEditedInItsSettings(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/projects", apptest.Form("name", "Website", "budget", "100", "currency", "EUR")).Want(303)
	page := ann.Get("/projects/1?view=settings").Want(200, `value="Website"`, `value="100"`, "Save changes", "Danger zone")
	form := apptest.Form("version", hidden(t, page.Body, "version"), "opened", hidden(t, page.Body, "opened"), "name", "Website", "key", "SITE", "status", "on_hold", "budget", "250.5",
		"currency", "EUR", "billing_type", "hourly", "hourly_rate", "80", "spent", "20", "visibility", "team", "priority", "low", "color", "pink")
	ann.Post("/projects/1/edit", form).WantTo("/projects/1?view=settings").Follow().Want(200, "“Website” saved", `value="250.50"`, `value="SITE"`, `value="80"`, `value="20"`, "On hold")
	// The same form again is stale: both versions are shown, and nothing is lost.
	form.Set("name", "Web shop")
	stale := ann.Post("/projects/1/edit", form).Want(412, "Somebody else saved while you were writing.", `value="Web shop"`, "Yours", "Theirs")
	form.Set("version", hidden(t, stale.Body, "version"))
	form.Set("keep-name", "theirs")
	form.Set("spent", "30")
	ann.Post("/projects/1/edit", form).WantTo("/projects/1?view=settings").Follow().Want(200, `value="Website"`, `value="30"`)
	ann.Post("/projects/1/edit", apptest.Form("name", "", "budget", "lots", "currency", "EUR", "key", "9")).Want(422, "Three things to fix", `value="lots"`, `value="9"`)
	form.Set("keep", "theirs")
	ann.Post("/projects/1/edit", form).WantTo("/projects/1?view=settings")
}

func TestAProjectIsPinnedArchivedDeletedAndBroughtBack(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	website := project(t, app, "ann", "Website")
	todo := add(t, app, "ann", "Write the copy @Website")
	if todo.ProjectID != website.ID {
		t.Fatalf("it is in %d", todo.ProjectID)
	}
	ann.Post("/projects/1/pin", apptest.Form("pinned", "true")).WantTo("/projects/1").Follow().Want(200, "Pinned", "Take out of the navigation")
	ann.Get("/todos").Want(200, "<h2>Pinned</h2>", `href="/projects/1"`)
	app.As("ben").Get("/todos").Want(200).WantNot("<h2>Pinned</h2>")
	ann.Post("/projects/1/archiving", apptest.Form("archived", "true")).WantTo("/projects/1").Follow().Want(200, "“Website” archived", "Archived", "Unarchive")
	ann.Get("/todos").Want(200).WantNot("<h2>Pinned</h2>")
	ann.Get("/projects").Want(200).WantNot(">Website</a>")
	ann.Post("/projects/1/archiving", apptest.Form("archived", "false")).Want(303).Follow().Want(200, "“Website” is back")
	ann.Post("/projects/1/pin", apptest.Form("pinned", "false")).Want(303)

	ann.Get("/projects/1/removal").Want(200, "Delete “Website”?", "1 task moves to the trash with it.", "Keep it")
	ann.HTMX().Get("/projects/1/removal").Want(200, "Delete “Website”?").WantNot("<html")
	ann.Post("/projects/1/removal", nil).WantTo("/projects").Follow().Want(200, "“Website” deleted", "/undo/")
	ann.Get("/projects/1").Want(404)
	ann.Get(at(todo, "")).Want(404)
	app.As("ben").Get("/projects?view=trash").Want(200, "No deleted projects").WantNot("Website")
	app.As("ben").Post("/projects/1/restoration", nil).Want(404)
	ann.Get("/projects?view=trash").Want(200, "Website", "Deleted now", "Restore: Website", "Delete for good: Website")
	ann.Post("/projects/1/restoration", nil).WantTo("/projects?view=trash").Follow().Want(200, "“Website” restored", "No deleted projects")
	ann.Get(at(todo, "")).Want(200, "Write the copy")

	ann.Post("/projects/1/purge", nil).Want(404)
	ann.Post("/projects/1/removal", nil).Want(303)
	app.As("ben").Post("/projects/1/purge", nil).Want(404)
	ann.Post("/projects/1/purge", nil).WantTo("/projects?view=trash").Follow().Want(200, "Deleted for good", "No deleted projects")
	ann.Post("/projects/1/restoration", nil).Want(404)
}

func TestTheFilterOfAProjectStaysFromViewToView(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	project(t, app, "ann", "Website")
	add(t, app, "ann", "Write the copy @Website #words !high")
	done := add(t, app, "ann", "Buy the fonts @Website")
	ann.Post(at(done, "/completion"), apptest.Form("done", "true")).Want(303)
	filter := "assignee=" + ann.User.ID + "&mine=1&priority=high&q=copy&tag=words"
	ann.Get("/projects/1?view=list&"+filter).Want(200, "Nothing fits", "/projects/1?"+filter, "/projects/1?"+filter+"&view=timeline", "Remove filter: High priority", "Remove filter: ann")
	ann.Get("/projects/1?view=list").Want(200, "Write the copy", "To do").WantNot("Buy the fonts")
	ann.Get("/projects/1?view=list&done=1").Want(200, "Write the copy", "Buy the fonts", "Done")
	ann.Get("/projects/1?view=list&tag=words").Want(200, "Write the copy", "Remove filter: #words")
	for group, head := range map[string]string{"date": "No date", "priority": "High", "assignee": "Nobody", "none": "Write the copy"} {
		ann.Get("/projects/1?view=list&group="+group).Want(200, head)
	}
	ann.Get("/projects/1?view=nonsense&group=nonsense&priority=nonsense").Want(200, "Write the copy")
	ann.Get("/projects/9").Want(404)
	ann.Get("/projects/x").Want(404)
}

func TestATodoWrittenInAProjectBelongsToIt(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	project(t, app, "ann", "Website")
	in := "?in=list&project=1&priority=high&assignee=" + ann.User.ID
	ann.Post("/todos"+in, apptest.Form("text", "Write the copy")).Want(303).Follow().Want(200, "Write the copy", "“Write the copy” added")
	todo := find(t, app, "ann", "Write the copy")
	if todo.ProjectID != 1 || todo.Priority != "high" || len(todo.AssigneeIDs) != 1 {
		t.Errorf("it is %+v", todo)
	}
	ann.HTMX().Post("/todos?in=list&project=1", apptest.Form("text", "Ship it")).Want(200, "Ship it", "Write the copy", "#list").WantNot("#side", "<html")
	ann.Post("/todos?in=list&project=1", apptest.Form("text", "")).Want(422, "Give the todo a title.", "Project actions")
	ann.Post("/todos/bulk?in=list&project=1", apptest.Form("ids", id(todo), "do", "priority=low")).WantTo("/projects/1?view=list")
	ann.HTMX().Post(at(todo, "/completion?in=list&project=1"), apptest.Form("done", "true")).Want(200, "“Write the copy” completed", "#t"+id(todo))
	ann.HTMX().Post(at(todo, "/comments?in=board&project=1&open="+id(todo)), apptest.Form("body", "Looks good")).Want(200, "Looks good", "#detail", "#list")
	ann.Post(at(todo, "/edit?in=list&project=1"), apptest.Form("title", "")).Want(422, "Give the todo a title.", "Project actions")
	ann.Post(at(todo, "/removal?in=list&project=1&open="+id(todo)), nil).WantTo("/projects/1?view=list")
}

func TestTheListOfProjectsIsMadeWithAsManyQueriesForManyAsForFew(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	count := func() int {
		app.Forget()
		before := app.Queries()
		ann.Get("/projects").Want(http.StatusOK)
		return app.Queries() - before
	}
	project(t, app, "ann", "First")
	count()
	few := count()
	for n := range 20 {
		project(t, app, "ann", fmt.Sprintf("Project %d", n))
	}
	if many := count(); many != few {
		t.Errorf("%d queries for 21 projects, %d for one", many, few)
	}
}

func TestAProjectIsDuplicatedAndKeptAsATemplate(t *testing.T) {
	c := newCrew(t, domain.VisibilityTeam)
	add(t, c.App, "meg", "Write the copy @Website 2026-05-25")
	zoe := c.As("zoe")
	zoe.Get(c.path("")).Want(200, "Duplicate", "Save as template")
	c.As("cleo").Get(c.path("")).Want(200).WantNot("Duplicate", "Save as template")
	c.As("cleo").Get(c.path("/copy")).Want(403)
	c.As("cleo").Post(c.path("/copy"), apptest.Form("name", "Mine")).Want(403)
	zoe.Get("/projects/99/copy").Want(404)
	zoe.Post("/projects/99/copy", apptest.Form("name", "Mine")).Want(404)

	zoe.Get(c.path("/copy")).Want(200, "Duplicate “Website relaunch”", `value="Website relaunch (copy)"`)
	zoe.HTMX().Get(c.path("/copy?is_template=true")).Want(200, `value="Website relaunch"`, "checked").WantNot("<html")
	zoe.Post(c.path("/copy"), apptest.Form("name", " ", "start_date", "soon")).Want(422, "Two things to fix", "Give the project a name.", `value="soon"`)
	zoe.HTMX().Post(c.path("/copy"), apptest.Form("name", "")).Want(422, "One thing to fix").WantNot("<html")
	page := zoe.Post(c.path("/copy"), apptest.Form("name", "Second website", "start_date", "2026-06-01")).Want(303).Follow().Want(200, "Second website", "“Second website” created", "Write the copy", "Delete")
	page.WantNot(`aria-label="meg"`)

	zoe.Post(c.path("/copy"), apptest.Form("name", "Website kit", "is_template", "true")).Want(303).Follow().Want(200, "Template", "New project from it")
	zoe.Get("/projects").Want(200).WantNot("Website kit")
	zoe.Get("/projects?templates=1").Want(200, "Website kit")
	zoe.Get("/projects/new").Want(200, "Begin with a template:", "Website kit")
	c.As("owen").Get("/projects/new").Want(200, "Website kit")
}

func TestAPrivateProjectIsNotDuplicatedByOthers(t *testing.T) {
	c := newCrew(t, domain.VisibilityPrivate)
	c.As("zoe").Get(c.path("/copy")).Want(404).WantNot("Website")
	c.As("zoe").Post(c.path("/copy"), apptest.Form("name", "Mine")).Want(404).WantNot("Website")
	c.As("zoe").Get("/projects").Want(200, "No projects yet")
}
