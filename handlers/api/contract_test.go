package api_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

// contract calls operations and compares their answers with the description.
type contract struct {
	t      *testing.T
	app    *apptest.App
	d      document
	called map[string]bool // with success
}

// call fills a described path in, and checks whatever comes back.
func (c contract) call(p *apptest.Person, method, path, body string, fill ...string) *apptest.Answer {
	c.t.Helper()
	at := v1 + strings.NewReplacer(fill...).Replace(path)
	answer := c.check(method, path, p.JSON(method, at, body))
	if tag := answer.Header.Get("ETag"); method == "GET" && answer.Status == 200 && tag != "" {
		c.check(method, path, p.With("If-None-Match", tag).Get(at))
	}
	return answer
}

// send is call with anything.
func (c contract) send(p *apptest.Person, method, path, contentType, body string, fill ...string) *apptest.Answer {
	c.t.Helper()
	return c.check(method, path, p.Send(method, v1+strings.NewReplacer(fill...).Replace(path), contentType, []byte(body)))
}

func (c contract) check(method, path string, answer *apptest.Answer) *apptest.Answer {
	c.t.Helper()
	route, _, _ := strings.Cut(path, "?")
	c.called[method+" "+route] = c.called[method+" "+route] || answer.Status < 300
	response, _ := c.d.at(c.d.root, "paths", route, strings.ToLower(method), "responses", strconv.Itoa(answer.Status)).(map[string]any)
	switch {
	case response == nil:
		c.t.Errorf("%s %s answers %d, which is not described: %s", method, path, answer.Status, answer.Body)
		return answer
	case response["content"] == nil && answer.Body != "":
		c.t.Errorf("%s %s: a body that is not described: %s", method, path, answer.Body)
	case response["content"] != nil:
		var value any
		answer.Into(&value)
		for _, wrong := range c.d.misfits(method+" "+path+": body", value, c.d.at(response, "content", answer.Header.Get("Content-Type"), "schema")) {
			c.t.Error(wrong)
		}
	}
	for name := range headersOf(response) {
		if answer.Header.Get(name) == "" && !slices.Contains([]string{"Link", "Idempotent-Replayed", "Location"}, name) {
			c.t.Errorf("%s %s: no %s", method, path, name)
		}
	}
	return answer
}

func TestEveryOperationAnswersAsDescribed(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Mail = true })
	ann := app.As("ann")
	c := contract{t: t, app: app, d: describe(t, ann), called: map[string]bool{}}
	c.callAccounts(ann)
	id := c.callLists(ann)
	c.callFace(ann, "/todos", "title", id)
	c.callFace(ann, "/tasks", "name", id)
	c.callActs(ann, id)
	c.callDecisions(ann)
	c.callClients(ann)
	c.callNotes(ann)
	c.callEvents(ann)
	c.callCalendarTexts(ann)
	c.callAttachments(ann)
	c.callSearch(ann)
	c.callFilters(ann)
	c.callProjects(ann)
	c.callBoards(ann)
	c.callTime(ann)
	c.callWebhooks(ann)
	c.callNotifications(ann)
	c.callBundles(ann)
	c.call(ann, "POST", "/auth/password", `{"current_password":"`+apptest.Password+`","new_password":"a horse that paints benches"}`)
	c.call(ann, "POST", "/auth/signout", "")
	c.call(ann, "GET", "/todos", "")
	for _, op := range operations(t, ann) {
		if !c.called[op.String()] {
			t.Errorf("%s was not called with success", op)
		}
	}
}

func (c contract) callAccounts(ann *apptest.Person) {
	c.t.Helper()
	nobody := c.app.Nobody
	var in pair
	c.call(nobody(), "POST", "/auth/signup", cy).Into(&in)
	c.call(nobody(), "POST", "/auth/register", strings.Replace(cy, "Cy", "di", 1))
	for _, path := range []string{"/auth/signin", "/auth/login"} {
		c.call(nobody(), "POST", path, `{"email":"cy@example.com","password":"`+apptest.Password+`"}`)
		c.call(nobody(), "POST", path, `{"email":"cy@example.com","password":"wrong"}`)
	}
	c.call(nobody(), "POST", "/auth/refresh", `{"refresh_token":"`+in.RefreshToken+`"}`)
	c.call(nobody(), "POST", "/auth/forgot", `{"email":"cy@example.com"}`)
	reset, _, err := c.app.Store.RequestReset(c.t.Context(), "cy@example.com")
	if err != nil {
		c.t.Fatal(err)
	}
	for range 2 {
		c.call(nobody(), "POST", "/auth/reset", `{"token":"`+reset+`","new_password":"a horse that paints benches"}`)
	}
	c.call(ann, "GET", "/auth/me", "")
	c.call(ann, "PATCH", "/auth/me", `{"name":"Ann"}`)
	var token struct{ ID string }
	c.call(ann, "POST", "/tokens", `{"name":"x"}`).Into(&token)
	c.call(ann, "GET", "/tokens", "")
	c.call(ann, "GET", "/tokens/{id}", "", "{id}", token.ID)
	c.call(ann, "DELETE", "/tokens/{id}", "", "{id}", token.ID)
	c.call(ann, "GET", "/people", "")
	c.call(ann, "GET", "/users", "")
	c.call(c.app.As("admin"), "GET", "/users", "")
}

// callLists gives the id of a todo with everything in it.
func (c contract) callLists(ann *apptest.Person) string {
	c.t.Helper()
	rich, err := json.Marshal(full(c.app))
	if err != nil {
		c.t.Fatal(err)
	}
	var row struct{ ID int }
	c.call(ann, "POST", "/todos", string(rich)).Into(&row)
	id := strconv.Itoa(row.ID)
	c.call(ann, "POST", "/todos", `{"title":"step","parent_id":`+id+`}`)
	c.call(ann, "POST", "/tasks", `{"name":"x"}`)
	for _, query := range []string{"", "?limit=1", "?limit=0"} {
		c.call(ann, "GET", "/todos"+query, "")
		c.call(ann, "GET", "/tasks"+query, "")
	}
	c.call(ann, "GET", "/todos/stats", "")
	return id
}

func (c contract) callFace(ann *apptest.Person, path, title, id string) {
	c.t.Helper()
	one, bo := path+"/{id}", c.app.As("bo")
	c.call(ann, "GET", one, "", "{id}", id)
	c.call(bo, "GET", one, "", "{id}", "4242")
	c.call(ann, "PATCH", one, `{"`+title+`":"y"}`, "{id}", id)
	c.call(bo, "PATCH", one, `{"`+title+`":"y"}`, "{id}", id)
	c.call(ann.With("If-Match", `"x"`), "PATCH", one, `{}`, "{id}", id)
	c.call(ann, "PATCH", one, `x`, "{id}", id)
	c.call(ann, "PUT", one, `{"`+title+`":"z","due_date":"2026-05-30"}`, "{id}", id)
	remark := c.call(ann, "POST", one+"/comments", `{"body":"x"}`, "{id}", id).Header.Get("Location")
	each := []string{"{id}", id, "{comment_id}", remark[strings.LastIndex(remark, "/")+1:]}
	c.call(ann, "GET", one+"/comments", "", each...)
	c.call(ann, "GET", one+"/comments/{comment_id}", "", each...)
	c.call(ann, "PATCH", one+"/comments/{comment_id}", `{"body":"y"}`, each...)
	c.call(ann, "DELETE", one+"/comments/{comment_id}", "", each...)
	c.callDependencies(ann, path, title, id)
}

func (c contract) callDependencies(ann *apptest.Person, path, title, id string) {
	c.t.Helper()
	other := c.call(ann, "POST", path, `{"`+title+`":"before"}`).Header.Get("Location")
	each := []string{"{id}", id, "{blocker_id}", other[strings.LastIndex(other, "/")+1:]}
	c.call(ann, "PUT", path+"/{id}/blockers/{blocker_id}", "", each...)
	c.call(ann, "PUT", path+"/{id}/blockers/{blocker_id}", "", "{id}", id, "{blocker_id}", id)
	c.call(ann, "GET", path+"/{id}/dependencies", "", each...)
	c.call(ann.With("If-Match", `"x"`), "DELETE", path+"/{id}/blockers/{blocker_id}", "", each...)
	c.call(ann, "DELETE", path+"/{id}/blockers/{blocker_id}", "", each...)
	c.call(ann, "PUT", path+"/{id}/watchers/me", "", each...)
	c.call(ann, "GET", path+"/{id}/watchers", "", each...)
	c.call(ann, "DELETE", path+"/{id}/watchers/me", "", each...)
}

func (c contract) callActs(ann *apptest.Person, todoID string) {
	c.t.Helper()
	id := []string{"{id}", todoID, "{user_id}", c.app.As("bo").User.ID}
	c.call(ann, "PUT", "/tasks/{id}/assignees/{user_id}", "", id...)
	c.call(ann, "DELETE", "/tasks/{id}/assignees/{user_id}", "", id...)
	c.call(ann, "GET", "/todos/{id}/subtasks", "", id...)
	c.call(ann, "GET", "/tasks/{id}/audience", "", id...)
	c.call(ann, "POST", "/todos/{id}/completion", "", id...)
	c.call(ann, "DELETE", "/todos/{id}/completion", "", id...)
	c.call(ann, "POST", "/todos/{id}/position", `{}`, id...)
	batch := c.call(ann, "POST", "/todos/bulk", `{"ids":[`+todoID+`],"patch":{"priority":"low"}}`).Header.Get("Mddash-Batch")
	c.call(ann, "POST", "/undo/{batch}", "", "{batch}", batch)
	c.call(ann, "POST", "/undo/{batch}", "", "{batch}", batch)
	c.call(ann, "DELETE", "/todos/{id}", "", id...)
	c.call(ann, "GET", "/todos?trashed=true", "")
	c.call(ann, "POST", "/todos/{id}/restore", "", id...)
	c.call(ann, "GET", "/todos/{id}/activity", "", id...)
	c.call(ann, "DELETE", "/tasks/{id}", "", id...)
	c.call(ann, "POST", "/todos/bulk", `{"ids":[3],"delete":true}`)
	c.call(ann, "GET", "/changes", "")
	c.call(ann, "GET", "/changes?since=77777", "")
}

func headersOf(response map[string]any) map[string]any {
	headers, _ := response["headers"].(map[string]any)
	return headers
}
