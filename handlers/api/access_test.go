package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// Operations that need no credentials, and those that no API token may call.
var (
	forAnyone = []string{
		"POST /auth/signup", "POST /auth/register", "POST /auth/signin", "POST /auth/login", "POST /auth/refresh", "POST /auth/forgot", "POST /auth/reset",
	}
	forPersons = []string{"POST /auth/signout", "POST /auth/password", "POST /tokens",
		// whoever has the address of a feed needs no token any more
		"GET /feeds", "POST /feeds", "GET /feeds/{id}", "PUT /feeds/{id}", "PATCH /feeds/{id}", "DELETE /feeds/{id}", "POST /feeds/{id}/renew",
		"GET /webhooks", "POST /webhooks", "GET /webhooks/{id}", "PUT /webhooks/{id}", "PATCH /webhooks/{id}", "DELETE /webhooks/{id}", "POST /webhooks/{id}/secret", "POST /webhooks/{id}/test",
		"GET /webhooks/{id}/deliveries", "POST /webhooks/{id}/deliveries/{delivery_id}/redeliver"}
)

// described is an operation as the description names it.
type described struct{ Method, Path string }

func (d described) String() string { return d.Method + " " + d.Path }

// filled is a path that leads to the API, with ids that nothing has.
func (d described) filled() string {
	path := v1 + d.Path
	for _, name := range []string{"{id}", "{comment_id}", "{user_id}", "{blocker_id}", "{batch}"} {
		path = strings.ReplaceAll(path, name, "4242")
	}
	return path
}

func operations(t testing.TB, p *apptest.Person) []described {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	p.Get(v1 + "/openapi.json").Want(200).Into(&doc)
	var all []described
	for path, methods := range doc.Paths {
		for method := range methods {
			all = append(all, described{strings.ToUpper(method), path})
		}
	}
	slices.SortFunc(all, func(a, b described) int { return strings.Compare(a.String(), b.String()) })
	if len(all) < 40 {
		t.Fatalf("only %d operations are described", len(all))
	}
	return all
}

func TestEveryRouteByEveryScopeAndNobody(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	read, write, nobody := ann.Script("read"), ann.Script("write"), app.Nobody()
	d := describe(t, ann)
	for _, op := range operations(t, ann) {
		send := func(p *apptest.Person) *apptest.Answer { return p.JSON(op.Method, op.filled(), `{}`) }
		if slices.Contains(forAnyone, op.String()) {
			for _, p := range []*apptest.Person{nobody, read, write} {
				if answer := send(p); answer.Status != 422 {
					t.Errorf("%s by anyone: %d, want 422", op, answer.Status)
				}
			}
			continue
		}
		for name, p := range map[string]*apptest.Person{"nobody": nobody, "a wrong API token": nobody.Bearer("mdd_wrong"), "a wrong access token": nobody.Bearer("wrong"), "no token": nobody.With("Authorization", "Bearer")} {
			answer := send(p)
			if answer.Status != 401 || answer.Header.Get("WWW-Authenticate") != "Bearer" || !strings.Contains(answer.Body, `"status":401`) {
				t.Errorf("%s by %s: %d %s", op, name, answer.Status, answer.Body)
			}
		}
		changes, inPerson := op.Method != http.MethodGet, slices.Contains(forPersons, op.String())
		adminOnly := op.String() == "GET /users"
		for _, c := range []struct {
			name   string
			by     *apptest.Person
			denied bool
		}{{"read", read, changes || inPerson || adminOnly}, {"write", write, inPerson || adminOnly}, {"a session", ann, adminOnly}} {
			if op.Path == "/auth/signout" && c.name == "a session" {
				continue // it would work
			}
			answer := send(c.by)
			if d.at(d.root, "paths", op.Path, strings.ToLower(op.Method), "responses", strconv.Itoa(answer.Status)) == nil {
				t.Errorf("%s with %s: %d is not described\n%s", op, c.name, answer.Status, answer.Body)
			}
			if denied := answer.Status == 403; denied != c.denied || answer.Status == 401 || answer.Status >= 500 {
				t.Errorf("%s with %s: %d, denied should be %v\n%s", op, c.name, answer.Status, c.denied, answer.Body)
			}
		}
	}
	app.As("admin").Get(v1+"/users").Want(200, "ann@example.com", `"disabled":false`).WantNot("password")
	read.Send("HEAD", v1+"/todos", "", nil).Want(200)
}

func TestNothingUnderTheAPIIsLeftOutOfItsDescription(t *testing.T) {
	app := apptest.New(t)
	var known []string
	for _, op := range operations(t, app.Nobody()) {
		known = append(known, op.String())
	}
	for _, route := range app.Routes() {
		method, path, _ := strings.Cut(route, " ")
		path, under := strings.CutPrefix(path, v1)
		for _, name := range []string{"id", "comment_id", "user_id", "blocker_id", "batch", "share_id", "revision", "delivery_id"} {
			path = strings.ReplaceAll(path+"/", "/:"+name+"/", "/{"+name+"}/")
			path = strings.TrimSuffix(path, "/")
		}
		if !under || method == http.MethodHead || path == "/docs" || path == "/openapi.json" || !strings.HasPrefix(path, "/") || strings.Contains(path, "*") {
			continue
		}
		if !slices.Contains(known, method+" "+path) {
			t.Errorf("%s is not described", route)
		}
	}
}

// Every verb on everything of somebody else's is answered like what does not exist, and changes nothing.
func TestWhatIsSomebodyElsesDoesNotExist(t *testing.T) {
	app := apptest.New(t)
	ann, eve := app.As("ann"), app.As("eve")
	hers, tag := add(t, ann, todo{"title": "ann's", "tags": []string{"secret"}})
	remark := ann.JSON("POST", hers+"/comments", `{"body":"secret"}`).Want(201).Header.Get("Location")
	binned, _ := add(t, ann, todo{"title": "ann's too"})
	ann.Send("DELETE", binned, "", nil).Want(204)
	batch := ann.JSON("PATCH", hers, `{"priority":"high"}`).Want(200).Header.Get("Mddash-Batch")
	token := ann.JSON("POST", v1+"/tokens", `{"name":"ann's"}`).Want(201).Header.Get("Location")
	own, _ := add(t, eve, todo{"title": "eve's"})
	mine := eve.JSON("POST", own+"/comments", `{"body":"mine"}`).Want(201).Header.Get("Location")
	id, _ := strings.CutPrefix(hers, v1+"/todos/")
	myID, _ := strings.CutPrefix(own, v1+"/todos/")
	remarkID := remark[strings.LastIndex(remark, "/")+1:]
	mineID := mine[strings.LastIndex(mine, "/")+1:]
	before := ann.Get(hers).Want(200).Body

	for _, c := range []struct{ method, path, body string }{
		{"GET", hers, ""}, {"HEAD", hers, ""}, {"PUT", hers, `{"title":"x"}`}, {"PATCH", hers, `{"title":"x"}`}, {"PATCH", hers, `{}`}, {"DELETE", hers, ""},
		{"POST", hers + "/completion", ""}, {"DELETE", hers + "/completion", ""}, {"POST", hers + "/position", `{}`}, {"POST", hers + "/restore", ""}, {"POST", binned + "/restore", ""},
		{"GET", binned, ""}, {"PATCH", binned, `{"title":"x"}`}, {"GET", hers + "/subtasks", ""}, {"GET", hers + "/activity", ""}, {"GET", binned + "/activity", ""},
		{"GET", hers + "/comments", ""}, {"POST", hers + "/comments", `{"body":"x"}`}, {"GET", remark, ""}, {"PATCH", remark, `{"body":"x"}`}, {"DELETE", remark, ""},
		// A foreign comment under an own todo, and an own comment under a foreign todo.
		{"GET", own + "/comments/" + remarkID, ""}, {"PATCH", own + "/comments/" + remarkID, `{"body":"x"}`}, {"DELETE", own + "/comments/" + remarkID, ""},
		{"GET", hers + "/comments/" + mineID, ""}, {"PATCH", hers + "/comments/" + mineID, `{"body":"x"}`}, {"DELETE", hers + "/comments/" + mineID, ""},
		{"GET", v1 + "/tasks/" + id, ""}, {"PUT", v1 + "/tasks/" + id, `{"name":"x"}`}, {"PATCH", v1 + "/tasks/" + id, `{"name":"x"}`}, {"DELETE", v1 + "/tasks/" + id, ""},
		{"PUT", v1 + "/tasks/" + id + "/assignees/" + eve.User.ID, ""}, {"DELETE", v1 + "/tasks/" + id + "/assignees/" + ann.User.ID, ""},
		{"GET", v1 + "/tasks/" + id + "/comments", ""}, {"POST", v1 + "/tasks/" + id + "/comments", `{"body":"x"}`},
		{"POST", v1 + "/undo/" + batch, ""}, {"GET", token, ""}, {"DELETE", token, ""},
	} {
		missing := c.path
		for _, known := range []string{id, remarkID, batch} {
			missing = strings.Replace(missing, "/"+known, "/424242", 1)
		}
		kind := map[bool]string{true: "application/json"}[c.body != ""]
		for name, p := range map[string]*apptest.Person{"a stranger": eve, "a stranger's script": eve.Script("write"), "a stranger who knows the tag": eve.With("If-Match", tag)} {
			answer := p.Send(c.method, c.path, kind, []byte(c.body))
			if answer.Status != 404 {
				t.Errorf("%s %s by %s: %d, want 404\n%s", c.method, c.path, name, answer.Status, answer.Body)
			}
			if like := p.Send(c.method, missing, kind, []byte(c.body)); like.Status != answer.Status || like.Body != answer.Body {
				t.Errorf("%s %s is not answered like %s: %s, %s", c.method, c.path, missing, answer.Body, like.Body)
			}
		}
	}
	eve.Send("PUT", v1+"/tasks/"+myID+"/assignees/nobody", "", nil).Want(404)
	if after := ann.Get(hers).Want(200).Body; after != before {
		t.Errorf("a stranger changed something: %s, was %s", after, before)
	}
	ann.Get(remark).Want(200, `"body":"secret"`)
	for _, list := range []string{"/todos", "/tasks", "/todos?q=ann", "/todos?tag=secret", "/todos?trashed=true", "/tasks?trashed=true", "/tasks?assignee=" + ann.User.ID, "/todos?parent_id=" + id, "/changes", "/todos/stats", "/tokens"} {
		eve.Get(v1+list).Want(200).WantNot("ann's", "secret")
	}
}

// A foreign id in a body is answered like one that nothing has.
func TestForeignIDsInBodiesAreUnknown(t *testing.T) {
	app := apptest.New(t)
	ann, eve := app.As("ann"), app.As("eve")
	hers, _ := add(t, ann, todo{"title": "ann's"})
	own, _ := add(t, eve, todo{"title": "eve's"})
	foreign := strings.TrimPrefix(hers, v1+"/todos/")
	myID := strings.TrimPrefix(own, v1+"/todos/")
	app.SQL(`INSERT INTO projects (id, name, owner_id, visibility) VALUES (77, 'hidden', ?, 'private')`, ann.User.ID)
	client, err := app.Store.SignUp(t.Context(), domain.SignUpInput{Email: "customer@example.com", Password: apptest.Password}, "open")
	if err != nil {
		t.Fatal(err)
	}
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, client.ID)
	before := eve.Get(own).Want(200).Body
	for _, c := range []struct{ method, path, body string }{
		{"POST", v1 + "/todos", `{"title":"x","parent_id":ID}`}, {"POST", v1 + "/todos", `{"title":"x","project_id":PROJECT}`}, {"POST", v1 + "/todos", `{"title":"x","assignee_ids":["PERSON"]}`},
		{"POST", v1 + "/tasks", `{"name":"x","parent_id":ID}`}, {"POST", v1 + "/tasks", `{"name":"x","project_id":PROJECT}`},
		{"PATCH", own, `{"parent_id":ID}`}, {"PATCH", own, `{"project_id":PROJECT}`}, {"PATCH", own, `{"assignee_ids":["PERSON"]}`},
		{"PUT", own, `{"title":"x","parent_id":ID}`}, {"PUT", own, `{"title":"x","project_id":PROJECT}`},
		{"POST", own + "/position", `{"after_id":ID}`}, {"POST", own + "/position", `{"before_id":ID}`},
		{"POST", v1 + "/todos/bulk", `{"ids":[MINE,ID],"patch":{"priority":"low"}}`}, {"POST", v1 + "/todos/bulk", `{"ids":[MINE,ID],"delete":true}`},
		{"POST", v1 + "/todos/bulk", `{"ids":[MINE],"patch":{"parent_id":ID}}`}, {"POST", v1 + "/todos/bulk", `{"ids":[MINE],"patch":{"project_id":PROJECT}}`},
	} {
		fill := func(id, project, person string) string {
			return strings.NewReplacer("MINE", myID, "ID", id, "PROJECT", project, "PERSON", person).Replace(c.body)
		}
		there := eve.JSON(c.method, c.path, fill(foreign, "77", client.ID))
		missing := eve.JSON(c.method, c.path, fill("424242", "424242", "424242"))
		if there.Status != 422 || missing.Status != 422 {
			t.Errorf("%s %s %s: %d and %d, want 422\n%s", c.method, c.path, c.body, there.Status, missing.Status, there.Body)
		}
		blank := strings.NewReplacer(foreign, "_", "77", "_", client.ID, "_", "424242", "_")
		if blank.Replace(there.Body) != blank.Replace(missing.Body) {
			t.Errorf("%s %s %s tells them apart:\n%s\n%s", c.method, c.path, c.body, there.Body, missing.Body)
		}
	}
	if after := eve.Get(own).Want(200).Body; after != before {
		t.Errorf("something was changed: %s, was %s", after, before)
	}
	eve.Get(v1+"/people?project_id=77").Want(422, domain.UnknownID)
	eve.Get(v1+"/people").Want(200, `"name":"ann"`).WantNot("@", client.ID)
}
