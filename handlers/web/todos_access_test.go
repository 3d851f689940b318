package web_test

import (
	"regexp"
	"testing"

	"mddash/handlers/apptest"
)

func TestOthersTodosAreNotThereWhateverIsTried(t *testing.T) {
	app := apptest.New(t)
	todo := add(t, app, "ann", "Ann’s secret")
	app.As("ann").Post(at(todo, "/comments"), apptest.Form("body", "hush"))
	comment := regexp.MustCompile(`/comments/(\d+)/edit`).FindStringSubmatch(app.As("ann").Get(at(todo, "")).Body)[1]
	ben := app.As("ben")
	for _, path := range []string{"", "/edit", "/parent", "/comments/" + comment + "/edit"} {
		ben.Get(at(todo, path)).Want(404).WantNot("secret")
	}
	for _, path := range []string{"/edit", "/completion", "/copy", "/removal", "/restoration", "/purge", "/steps", "/comments", "/comments/" + comment + "/edit", "/comments/" + comment + "/removal"} {
		form := apptest.Form("title", "x", "text", "x", "body", "x", "done", "true", "to", "up")
		if status := ben.Post(at(todo, path), form).WantNot("secret").Status; status != 404 && status != 422 {
			t.Errorf("%s answers %d", path, status)
		}
	}
	ben.Post(at(todo, "/position"), apptest.Form("to", "up")).Want(404)
	ben.Post(at(todo, "/position"), apptest.Form("after_id", "1")).WantNot("secret")
	ben.Post(at(todo, "/parent"), apptest.Form("parent_id", "1")).WantNot("secret")
	mine := add(t, app, "ben", "Mine")
	// The panel that a form names is looked at through one's own eyes, too.
	ben.HTMX().Post(at(mine, "/completion?view=all&open="+id(todo)), apptest.Form("done", "true")).Want(200).WantNot("secret", "hush")
	for _, path := range []string{"/todos?view=all", "/todos?view=all&q=secret", "/todos?view=trash", "/todos?view=completed"} {
		ben.Get(path).Want(200).WantNot("Ann’s secret")
	}
	if now := find(t, app, "ann", "Ann’s secret"); now.Version() != todo.Version() {
		t.Error("it was changed")
	}
}

func TestWhoMayOnlyWorkOnATodoSeesNothingToChangeItWith(t *testing.T) {
	app := apptest.New(t)
	todo := add(t, app, "ann", "Together")
	ben := app.As("ben")
	app.As("ann").Post("/todos/bulk", apptest.Form("ids", id(todo), "do", "assign", "assignee_id", ben.User.ID)).Want(303)
	ben.Get(at(todo, "?view=assigned")).Want(200, "Together", `id="comment"`).WantNot("/edit", "/removal", "/steps", "More actions")
	ben.Get(at(todo, "/edit")).Want(403)
	ben.Post(at(todo, "/edit"), apptest.Form("title", "Mine now")).Want(403)
	ben.Post(at(todo, "/removal?view=assigned"), nil).Want(403, "You can see this todo, but not delete it.")
	ben.HTMX().Post(at(todo, "/removal?view=assigned"), nil).Want(403, "You can see this todo, but not delete it.")
	ben.Post(at(todo, "/completion?view=assigned"), apptest.Form("done", "true")).WantTo("/todos?view=assigned")
	if !find(t, app, "ann", "Together").Completed() {
		t.Error("ben could not complete it")
	}
}

func TestAViewerSeesAProjectsTodosAndNoControls(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	app.SQL(`INSERT INTO projects (id, name, key, owner_id, visibility, created_at) VALUES (7, 'Website', 'WEB', ?, 'team', '2026-01-01T00:00:00.000Z')`, ann.User.ID)
	todo := add(t, app, "ann", "Ship it @Website")
	if todo.ProjectID != 7 {
		t.Fatalf("%+v", todo)
	}
	page := ben.Get("/todos?project=7").Want(200, "Website", "Ship it").WantNot(`class="pick"`)
	if !regexp.MustCompile(`id="c` + id(todo) + `"[^>]* disabled`).MatchString(page.Body) {
		t.Error("a viewer can press the check")
	}
	ben.Get(at(todo, "?project=7")).Want(200, "Ship it").WantNot("/edit", `id="comment"`, `id="step"`)
	ben.Post(at(todo, "/completion?project=7"), apptest.Form("done", "true")).Want(403, "You can see this todo, but not change it.")
	ben.HTMX().Post(at(todo, "/completion?project=7"), apptest.Form("done", "true")).Want(403, `data-hue="red"`)
	ben.Post("/todos?project=7", apptest.Form("text", "Mine")).Want(403, "You can see this project, but not add to it.")
	app.SQL(`UPDATE projects SET visibility = 'private' WHERE id = 7`)
	ben.Get("/todos?project=7").Want(404)
	ben.Get(at(todo, "")).Want(404)
}
