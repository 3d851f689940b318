package api_test

import (
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func idOf(location string) string { return location[strings.LastIndex(location, "/")+1:] }

// inProject makes a task and gives its path.
func inProject(t *testing.T, p *apptest.Person, project, name string) string {
	t.Helper()
	return p.JSON("POST", v1+"/tasks", `{"name":"`+name+`","project_id":`+project+`}`).Want(201).Header.Get("Location")
}

// studio is a private project of ann's that bo is a member of, cy a viewer and eve sees nothing of, and one that all
// staff reads.
func studio(t *testing.T) (app *apptest.App, ann, bo, cy, eve *apptest.Person) {
	t.Helper()
	app = apptest.New(t)
	ann, bo, cy, eve = app.As("ann"), app.As("bo"), app.As("cy"), app.As("eve")
	app.SQL(`INSERT INTO projects (id, name, key, owner_id, visibility) VALUES (7, 'Website', 'WEB', ?, 'private'), (8, 'Open', 'OPN', ?, 'team')`, ann.User.ID, ann.User.ID)
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (7, ?, 'member'), (7, ?, 'viewer')`, bo.User.ID, cy.User.ID)
	return app, ann, bo, cy, eve
}

func TestATaskWaitsForAnother(t *testing.T) {
	_, ann, bo, cy, eve := studio(t)
	one, two := inProject(t, ann, "7", "first"), inProject(t, ann, "7", "second")
	open := inProject(t, ann, "8", "open")
	link := two + "/blockers/" + idOf(one)
	none := ann.Get(two+"/dependencies").Want(200, `"blocked_by":[]`, `"blocks":[]`).Header.Get("ETag")
	cy.Send("PUT", link, "", nil).Want(403)
	eve.Send("PUT", link, "", nil).Want(404)
	eve.Send("PUT", open+"/blockers/"+idOf(open), "", nil).Want(403)
	ann.With("If-Match", `"x"`).Send("PUT", link, "", nil).Want(412)
	bo.With("If-Match", none).Send("PUT", link, "", nil).Want(200, `"blocked_by":[{"id":`+idOf(one), `"reference":"WEB-`+idOf(one), `"title":"first"`)
	bo.Send("PUT", link, "", nil).Want(200)
	ann.Send("PUT", one+"/blockers/"+idOf(two), "", nil).Want(409)
	ann.Send("PUT", one+"/blockers/"+idOf(one), "", nil).Want(409)
	tag := cy.Get(one+"/dependencies").Want(200, `"blocks":[{"id":`+idOf(two)).Header.Get("ETag")
	cy.With("If-None-Match", tag).Get(one + "/dependencies").Want(304)
	todo := strings.Replace(one, "/tasks/", "/todos/", 1)
	ann.Get(todo+"/dependencies").Want(200, `"title":"second"`)
	cy.Send("DELETE", link, "", nil).Want(403)
	eve.Send("DELETE", link, "", nil).Want(404)
	batch := ann.Send("DELETE", link, "", nil).Want(204).Header.Get("Mddash-Batch")
	ann.Send("DELETE", link, "", nil).Want(404)
	ann.JSON("POST", v1+"/undo/"+batch, "").Want(204)
	ann.Get(two+"/dependencies").Want(200, `"title":"first"`)
}

func TestDependenciesOnWhatIsSomebodyElsesDoNotExist(t *testing.T) {
	_, ann, _, _, eve := studio(t)
	hers, open := inProject(t, ann, "7", "secret"), inProject(t, ann, "8", "open")
	mine, _ := add(t, eve, todo{"title": "eve's"})
	ann.Send("PUT", open+"/blockers/"+idOf(hers), "", nil).Want(200, "secret")
	for _, c := range []struct{ method, path string }{
		{"GET", hers + "/dependencies"}, {"GET", hers + "/watchers"}, {"PUT", hers + "/watchers/me"}, {"DELETE", hers + "/watchers/me"},
		{"PUT", mine + "/blockers/" + idOf(hers)}, {"PUT", hers + "/blockers/" + idOf(mine)}, {"DELETE", mine + "/blockers/" + idOf(hers)}, {"DELETE", open + "/blockers/" + idOf(hers)},
	} {
		hidden := eve.Send(c.method, c.path, "", nil).Want(404)
		missing := eve.Send(c.method, strings.Replace(c.path, "/"+idOf(hers), "/424242", 1), "", nil).Want(404)
		var one, other struct{ Title, Detail string }
		hidden.Into(&one)
		missing.Into(&other)
		if one != other {
			t.Errorf("%s %s: hidden says %v, missing %v", c.method, c.path, one, other)
		}
	}
	eve.Get(open+"/dependencies").Want(200, `"blocked_by":[]`).WantNot("secret", idOf(hers)+",")
	eve.Get(strings.Replace(open, "/tasks/", "/todos/", 1)+"/activity").Want(200).WantNot("blocked_by", "secret")
	ann.Get(strings.Replace(open, "/tasks/", "/todos/", 1)+"/activity").Want(200, `"blocked_by":`+idOf(hers))
}

func TestWatchersOfATask(t *testing.T) {
	_, ann, bo, cy, eve := studio(t)
	one := inProject(t, ann, "7", "first")
	cy.Send("PUT", one+"/watchers/me", "", nil).Want(204)
	cy.Send("PUT", one+"/watchers/me", "", nil).Want(204)
	bo.JSON("POST", one+"/comments", `{"body":"hello"}`).Want(201)
	ann.Get(one+"/watchers").Want(200, `"total":2`, `"id":"`+bo.User.ID, `"id":"`+cy.User.ID).WantNot("@")
	ann.Get(one+"/watchers?limit=1").Want(200, `"next_cursor":"`)
	ann.Get(one + "/watchers?limit=0").Want(422)
	eve.Get(one + "/watchers").Want(404)
	cy.Send("DELETE", one+"/watchers/me", "", nil).Want(204)
	ann.Get(one+"/watchers").Want(200, `"total":1`)
}
