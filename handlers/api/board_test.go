package api_test

import (
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func (c contract) callBoards(ann *apptest.Person) {
	c.t.Helper()
	c.app.SQL(`INSERT INTO projects (id, name, key, owner_id) VALUES (71, 'Board', 'BRD', ?)`, ann.User.ID)
	path := "/projects/{id}/columns"
	c.call(ann, "GET", path, "", "{id}", "71")
	c.call(ann, "GET", path, "", "{id}", "72")
	c.call(ann, "PUT", path, `{"columns":[{"status":"task","name":"Next","limit":3},{"status":"done","name":"Done"}]}`, "{id}", "71")
	c.call(ann, "PUT", path, `{"columns":[]}`, "{id}", "71")
	c.call(ann.With("If-Match", `"x"`), "PUT", path, `{"columns":[]}`, "{id}", "71")
	card := idOf(c.call(ann, "POST", "/tasks", `{"name":"card","project_id":71}`).Header.Get("Location"))
	c.call(ann, "POST", "/tasks/{id}/move", `{"status":"done"}`, "{id}", card)
	c.call(ann, "POST", "/tasks/{id}/move", `{"after_id":7777}`, "{id}", card)
}

const threeColumns = `{"columns":[{"status":"task","name":"Next","limit":2},{"name":"In the kiln"},{"status":"done","name":"Fired"}]}`

func TestTheColumnsOfABoardAreReadAndReplacedByThoseWhoMay(t *testing.T) {
	app, ann, bo, cy, eve := studio(t)
	customer := customerOf(t, app, "7")
	path := v1 + "/projects/7/columns"
	first := cy.Get(path).Want(200, `{"columns":[{"status":"task","name":"To do","limit":null,"meaning":"start","defined":true},`, `{"status":"done","name":"Done","limit":null,"meaning":"done","defined":true}]}`).Header.Get("ETag")
	customer.Get(path).Want(200).WantHeader("ETag", first)
	cy.With("If-None-Match", first).Get(path).Want(304)
	eve.Get(path).Want(404)
	eve.Get(v1 + "/projects/8/columns").Want(200)
	for _, who := range []*apptest.Person{bo, cy, customer} {
		who.JSON("PUT", path, threeColumns).Want(403)
	}
	eve.JSON("PUT", path, threeColumns).Want(404)
	eve.JSON("PUT", v1+"/projects/8/columns", threeColumns).Want(403)
	eve.JSON("PUT", v1+"/projects/4242/columns", threeColumns).Want(404)
	ann.With("If-Match", `"x"`).JSON("PUT", path, threeColumns).Want(412)
	ann.Get(path).Want(200).WantHeader("ETag", first)
	inProject(t, bo, "7", "waiting")
	changed := ann.With("If-Match", first).JSON("PUT", path, threeColumns).Want(200, `"limit":2`, `{"status":"in_the_kiln","name":"In the kiln","limit":null,"meaning":null,"defined":true}`)
	if changed.Header.Get("ETag") == first {
		t.Error("the ETag stays")
	}
	ann.With("If-Match", first).JSON("PUT", path, threeColumns).Want(412)
	bo.JSON("POST", v1+"/tasks", `{"name":"odd","project_id":7,"status":"odd_one"}`).Want(201)
	bo.Get(path).Want(200, `{"status":"odd_one","name":"Odd one","limit":null,"meaning":null,"defined":false}]}`)
	ann.JSON("POST", v1+"/undo/"+changed.Header.Get("Mddash-Batch"), "").Want(204)
	bo.Get(path).Want(200, `"in_progress"`).WantNot("in_the_kiln")
}

func TestColumnsAreRefusedAtTheirField(t *testing.T) {
	_, ann, _, _, _ := studio(t)
	for body, says := range map[string]string{
		`{}`:               "body.columns",
		`{"columns":null}`: "body.columns",
		`{"columns":[]}`:   "body.columns",
		`{"columns":[{"name":"x","status":"done"}]}`:                                                 "new tasks begin",
		`{"columns":[{"name":"x","status":"done"},{"name":" ","status":"task"}]}`:                    "body.columns[1].name",
		`{"columns":[{"name":"x","status":"done"},{"name":"X","status":"task"}]}`:                    "body.columns[1].name",
		`{"columns":[{"name":"x","status":"done"},{"name":"y","status":"done"}]}`:                    "body.columns[1].status",
		`{"columns":[{"name":"x","status":"done","limit":0},{"name":"y","status":"task"}]}`:          "body.columns[0].limit",
		`{"columns":[{"name":"x","status":"done","limit":"3"},{"name":"y","status":"task"}]}`:        "body.columns[0].limit",
		`{"columns":[{"name":"x","status":"done","id":3},{"name":"y","status":"task"}]}`:             "body.columns[0].id",
		`{"columns":[{"name":"x","status":"done","defined":true},{"name":"y","status":"task"}]}`:     "body.columns[0].defined",
		`{"columns":[{"name":"x","status":"done"},{"name":"y","status":"task"}],"project_id":8}`:     "body.project_id",
		`{"columns":[{"name":"` + strings.Repeat("x", 51) + `","status":"done"},{"status":"task"}]}`: "body.columns[0].name",
	} {
		ann.JSON("PUT", v1+"/projects/7/columns", body).Want(422, says)
	}
	ann.Get(v1+"/projects/7/columns").Want(200, `"To do"`)
}

func TestACardIsMovedByAScript(t *testing.T) {
	app, ann, bo, cy, eve := studio(t)
	customer := customerOf(t, app, "7")
	one, two, other := inProject(t, ann, "7", "one"), inProject(t, ann, "7", "two"), inProject(t, ann, "8", "other")
	behind := `{"status":"in_review","after_id":` + idOf(two) + `}`
	bo.JSON("POST", two+"/move", `{"status":"in_review"}`).Want(200, `"status":"in_review"`)
	tag := bo.Get(one).Want(200).Header.Get("ETag")
	for who, status := range map[*apptest.Person]int{cy: 403, customer: 403, eve: 404} {
		who.JSON("POST", one+"/move", behind).Want(status)
	}
	eve.JSON("POST", other+"/move", `{"status":"done"}`).Want(403)
	bo.With("If-Match", `"x"`).JSON("POST", one+"/move", behind).Want(412)
	bo.Get(one).Want(200).WantHeader("ETag", tag)
	moved := bo.With("If-Match", tag).With("Idempotency-Key", "k").JSON("POST", one+"/move", behind).Want(200, `"status":"in_review"`)
	bo.With("Idempotency-Key", "k").JSON("POST", one+"/move", behind).Want(200)
	bo.Get(v1+"/tasks?project_id=7&status=in_review&sort=position").Want(200, `"total":2`)
	var list struct{ Items []struct{ Name string } }
	bo.Get(v1 + "/tasks?project_id=7&status=in_review&sort=position").Want(200).Into(&list)
	if list.Items[0].Name != "two" || list.Items[1].Name != "one" {
		t.Errorf("the column is %v", list.Items)
	}
	bo.JSON("POST", v1+"/undo/"+moved.Header.Get("Mddash-Batch"), "").Want(204)
	bo.Get(one).Want(200, `"status":"task"`)
	for body, says := range map[string]string{
		`{"status":"done","after_id":` + idOf(two) + `}`: "body.status",
		`{"status":" "}`: "body.status",
		`{"status":"` + strings.Repeat("x", 51) + `"}`: "body.status",
		`{"after_id":` + idOf(other) + `}`:             "body.after_id",
		`{"before_id":424242}`:                         domain.UnknownID,
		`{"before_id":0}`:                              "body.before_id",
		`{"before_id":` + idOf(one) + `}`:              "body.before_id",
		`{"column":"done"}`:                            "body.column",
		`{"position":"x"}`:                             "body.position",
	} {
		bo.JSON("POST", one+"/move", body).Want(422, says)
	}
	bo.Get(one).Want(200, `"status":"task"`)
	path, _ := add(t, bo, todo{"title": "personal"})
	bo.JSON("POST", strings.Replace(path, "todos", "tasks", 1)+"/move", `{"status":"done"}`).Want(422, "body.status")
}

// customerOf is somebody with the client role who was added to a project.
func customerOf(t *testing.T, app *apptest.App, project string) *apptest.Person {
	t.Helper()
	person := app.As("customer")
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, person.User.ID)
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (`+project+`, ?, 'member')`, person.User.ID)
	return person
}
