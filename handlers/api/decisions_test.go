package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func (c contract) callDecisions(ann *apptest.Person) {
	c.t.Helper()
	const one = "/decisions/{id}"
	first := c.call(ann, "POST", "/decisions", `{"name":"Which host?"}`).Header.Get("Location")
	var row struct{ ID int }
	c.call(ann, "POST", "/decisions", `{"name":"Which one now?","context":"why","options":[{"name":"ours","detail":"+ here"},{"name":"theirs","chosen":true}],"due_date":"2026-06-01",
		"supersedes_id":`+first[strings.LastIndex(first, "/")+1:]+`}`).Into(&row)
	id := []string{"{id}", fmt.Sprint(row.ID)}
	c.call(ann, "GET", "/decisions?status=open&sort=-due_date&limit=1", "")
	c.call(ann, "GET", "/decisions?status=maybe", "")
	c.call(ann, "GET", one, "", id...)
	c.call(ann, "GET", one, "", "{id}", "4242")
	c.call(ann, "PATCH", one, `{"status":"decided","outcome":"Theirs."}`, id...)
	c.call(ann.With("If-Match", `"x"`), "PATCH", one, `{}`, id...)
	c.call(ann, "PUT", one, `{"name":"Which?"}`, id...)
	c.call(c.app.As("bo"), "DELETE", one, "", id...)
	c.call(ann, "DELETE", one, "", id...)
	c.call(ann, "POST", one+"/restore", "", id...)
}

func TestADecisionIsWrittenReadAndReplacedAsItWasSent(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	task, _ := add(t, ann, todo{"title": "linked"})
	path := ann.JSON("POST", v1+"/decisions", `{"name":" Which host? ","context":"*why*","options":[{"name":"ours","detail":"+ here\n- dear"},{"name":"theirs","chosen":true}],
		"due_date":"2026-06-01","task_ids":[`+strings.TrimPrefix(task, v1+"/todos/")+`],"decider_ids":["`+bo.User.ID+`"]}`).Want(201, `"name":"Which host?"`, `"status":"open"`, `"decided_at":null`).Header.Get("Location")
	before := ann.Get(path).Want(200, `"options":[{"name":"ours","detail":"+ here\n- dear","chosen":false},{"name":"theirs","detail":null,"chosen":true}]`, `"superseded_by_ids":[]`)
	if after := ann.JSON("PATCH", path, `{}`).Want(200); after.Body != before.Body || after.Header.Get("ETag") != before.Header.Get("ETag") {
		t.Errorf("PATCH {} makes %s of %s", after.Body, before.Body)
	}
	bo.Get(path).Want(200, `"task_ids":[]`)
	ann.With("If-None-Match", before.Header.Get("ETag")).Get(path).Want(304)
	ann.With("If-Match", `"old"`).JSON("PATCH", path, `{"name":"x"}`).Want(412)
	bo.JSON("PATCH", path, `{"status":"decided","outcome":"Theirs."}`).Want(200, `"decided_at":"2026-05-21"`, `"decider_ids":["`+bo.User.ID+`"]`, `"options":[{`)
	bo.JSON("PUT", path, `{"name":"Which?"}`).Want(200, `"status":"open"`, `"outcome":null`, `"options":[]`, `"decided_at":null`)
	ann.Get(path).Want(200, `"task_ids":[`+strings.TrimPrefix(task, v1+"/todos/")+`]`)
	batch := ann.JSON("PATCH", path, `{"task_ids":null,"name":"y"}`).Want(200, `"task_ids":[]`).Header.Get("Mddash-Batch")
	ann.JSON("POST", v1+"/undo/"+batch, nil).Want(204)
	ann.Get(path).Want(200, `"name":"Which?"`)
	bo.Send("DELETE", path, "", nil).Want(403)
	ann.Send("DELETE", path, "", nil).Want(204)
	ann.Get(path).Want(404)
	ann.Get(v1+"/decisions?trashed=true").Want(200, "Which?")
	ann.JSON("POST", path+"/restore", nil).Want(200, "Which?")
	keyed := ann.With("Idempotency-Key", "k1")
	one := keyed.JSON("POST", v1+"/decisions", `{"name":"once"}`).Want(201)
	if two := keyed.JSON("POST", v1+"/decisions", `{"name":"once"}`).Want(201); two.Body != one.Body {
		t.Errorf("%s, then %s", one.Body, two.Body)
	}
}

func TestWhatIsWrongWithADecisionIsSaidAtItsField(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path := ann.JSON("POST", v1+"/decisions", `{"name":"x"}`).Want(201).Header.Get("Location")
	id := path[strings.LastIndex(path, "/")+1:]
	for _, c := range []struct{ body, says string }{
		{`{"name":" "}`, `"body.name"`}, {`{"name":"x","status":"maybe"}`, `"body.status"`}, {`{"name":"x","due_date":"tomorrow"}`, `"body.due_date"`},
		{`{"name":"x","decided_at":"2026-05-01"}`, `"body.decided_at"`}, {`{"name":"x","project_id":77}`, `"body.project_id"`}, {`{"name":"x","task_ids":[77]}`, `"body.task_ids"`},
		{`{"name":"x","task_ids":[0]}`, `"body.task_ids"`}, {`{"name":"x","decider_ids":["nobody"]}`, `"body.decider_ids"`}, {`{"name":"x","supersedes_id":` + id + `}`, `"body.supersedes_id"`},
		{`{"name":"x","options":[{"name":"a","chosen":true},{"name":"b","chosen":true}]}`, `"body.options"`}, {`{"name":"x","options":[{"name":" "}]}`, `"body.options[0].name"`},
		{`{"name":"x","options":[{"name":"a","price":1}]}`, `"body.options[0].price"`}, {`{"name":"x","options":["a"]}`, `"body.options[0]"`}, {`{"name":"x","owner":"me"}`, `"body.owner"`},
		{`{"name":"x","context":"` + strings.Repeat("x", 10001) + `"}`, `"body.context"`},
	} {
		ann.JSON("PUT", path, c.body).Want(422, c.says)
	}
	for _, query := range []string{"status=maybe", "sort=title", "project_id=x", "due_before=x", "trashed=yes", "owner=me", "limit=0", "cursor=x", "Status=open"} {
		ann.Get(v1 + "/decisions?" + query).Want(422)
	}
}

func TestDecisionsThatSomebodyDoesNotSeeDoNotExist(t *testing.T) {
	app := apptest.New(t)
	ann, eve, kim := app.As("ann"), app.As("eve"), app.As("kim")
	visibility := domain.VisibilityPrivate
	secret, err := app.Scope("ann").AddProject(t.Context(), domain.ProjectInput{Name: "Secret", Visibility: &visibility})
	if err != nil {
		t.Fatal(err)
	}
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (?, ?, 'member')`, secret.ID, kim.User.ID)
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, kim.User.ID)
	hers := ann.JSON("POST", v1+"/decisions", fmt.Sprintf(`{"name":"ann's","project_id":%d}`, secret.ID)).Want(201)
	path, tag := hers.Header.Get("Location"), hers.Header.Get("ETag")
	binned := ann.JSON("POST", v1+"/decisions", fmt.Sprintf(`{"name":"ann's too","project_id":%d}`, secret.ID)).Want(201).Header.Get("Location")
	ann.Send("DELETE", binned, "", nil).Want(204)
	staff := ann.JSON("POST", v1+"/decisions", `{"name":"the staff's"}`).Want(201).Header.Get("Location")
	before := ann.Get(path).Body
	for _, c := range []struct{ method, path, body string }{
		{"GET", path, ""}, {"PUT", path, `{"name":"x"}`}, {"PATCH", path, `{"name":"x"}`}, {"PATCH", path, `{}`}, {"DELETE", path, ""},
		{"POST", path + "/restore", ""}, {"GET", binned, ""}, {"POST", binned + "/restore", ""}, {"PATCH", binned, `{"name":"x"}`},
	} {
		missing := strings.Replace(strings.Replace(c.path, path, v1+"/decisions/424242", 1), binned, v1+"/decisions/424242", 1)
		for name, p := range map[string]*apptest.Person{"a stranger": eve, "an admin": app.As("admin"), "a script": eve.Script("write"), "who knows the tag": eve.With("If-Match", tag)} {
			answer, like := p.Send(c.method, c.path, "application/json", []byte(c.body)), p.Send(c.method, missing, "application/json", []byte(c.body))
			if answer.Status != 404 || answer.Body != like.Body {
				t.Errorf("%s %s by %s: %d %s, and of what is not there %s", c.method, c.path, name, answer.Status, answer.Body, like.Body)
			}
		}
	}
	eve.Get(v1+"/decisions").Want(200, `"total":1`).WantNot("ann's")
	eve.Get(v1+"/decisions?trashed=true").Want(200, `"total":0`)
	eve.Get(fmt.Sprintf("%s/decisions?project_id=%d", v1, secret.ID)).Want(200, `"total":0`)
	kim.Get(v1+"/decisions").Want(200, `"total":1`, "ann's").WantNot("the staff's")
	kim.Get(staff).Want(404)
	for _, method := range []string{http.MethodPatch, http.MethodDelete} {
		kim.JSON(method, path, `{"name":"x"}`).Want(403)
		kim.JSON(method, staff, `{"name":"x"}`).Want(404)
	}
	kim.JSON("POST", v1+"/decisions", `{"name":"x"}`).Want(403)
	if after := ann.Get(path).Body; after != before {
		t.Errorf("it was changed: %s, was %s", after, before)
	}
}
