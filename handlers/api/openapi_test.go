package api_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"mddash/handlers/apptest"
	"mddash/store/storetest"
)

// document is the description as a program reads it.
type document struct{ root map[string]any }

func describe(t testing.TB, p *apptest.Person) document {
	t.Helper()
	var d document
	p.Get(v1 + "/openapi.json").Want(200).Into(&d.root)
	return d
}

// at follows names, and references on the way; nil where there is nothing.
func (d document) at(from any, names ...string) any {
	for _, name := range names {
		object, _ := d.resolved(from).(map[string]any)
		from = object[name]
	}
	return d.resolved(from)
}

func (d document) resolved(value any) any {
	object, _ := value.(map[string]any)
	ref, _ := object["$ref"].(string)
	if ref == "" {
		return value
	}
	return d.at(d.root, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
}

// refs are all references below a value.
func refs(value any) []string {
	var all []string
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			if ref, ok := inner.(string); ok && name == "$ref" {
				all = append(all, ref)
			}
			all = append(all, refs(inner)...)
		}
	case []any:
		for _, inner := range value {
			all = append(all, refs(inner)...)
		}
	}
	return all
}

// misfits says where a value is not as a schema says.
func (d document) misfits(at string, value, schema any) []string {
	s, _ := d.resolved(schema).(map[string]any)
	if choices, ok := s["anyOf"].([]any); ok {
		var wrong []string
		for _, choice := range choices {
			if wrong = d.misfits(at, value, choice); len(wrong) == 0 {
				return nil
			}
		}
		return wrong
	}
	var wrong []string
	if kinds := typesOf(s); len(kinds) > 0 && !slices.Contains(kinds, typeOf(value)) && !(typeOf(value) == "integer" && slices.Contains(kinds, "number")) {
		return []string{fmt.Sprintf("%s is %v (%s), not %v", at, value, typeOf(value), kinds)}
	}
	if choices, ok := s["enum"].([]any); ok && !slices.Contains(choices, value) {
		wrong = append(wrong, fmt.Sprintf("%s is %v, not one of %v", at, value, choices))
	}
	switch value := value.(type) {
	case map[string]any:
		wrong = append(wrong, d.misfitFields(at, value, s)...)
	case []any:
		for i, item := range value {
			wrong = append(wrong, d.misfits(at+"["+strconv.Itoa(i)+"]", item, s["items"])...)
		}
	}
	return wrong
}

func (d document) misfitFields(at string, value, s map[string]any) []string {
	var wrong []string
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, there := value[name.(string)]; !there {
			wrong = append(wrong, fmt.Sprintf("%s.%s is missing", at, name))
		}
	}
	known, _ := s["properties"].(map[string]any)
	for name, inner := range value {
		switch {
		case known[name] != nil:
			wrong = append(wrong, d.misfits(at+"."+name, inner, known[name])...)
		case s["additionalProperties"] == false || known != nil && s["additionalProperties"] == nil:
			wrong = append(wrong, fmt.Sprintf("%s.%s is not described", at, name))
		}
	}
	return wrong
}

func typesOf(s map[string]any) []string {
	switch kind := s["type"].(type) {
	case string:
		return []string{kind}
	case []any:
		var all []string
		for _, one := range kind {
			all = append(all, one.(string))
		}
		return all
	}
	return nil
}

func typeOf(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case float64:
		if value == float64(int64(value)) {
			return "integer"
		}
		return "number"
	}
	return "object"
}

func TestTheDescriptionIsWhole(t *testing.T) {
	app := apptest.New(t)
	d := describe(t, app.Nobody())
	if version := d.root["openapi"]; version != "3.1.0" {
		t.Errorf("openapi is %v", version)
	}
	for _, ref := range refs(d.root) {
		if d.resolved(map[string]any{"$ref": ref}) == nil {
			t.Errorf("%s leads nowhere", ref)
		}
	}
	text, _ := json.Marshal(d.root)
	for _, noise := range []string{"$schema", "ErrorModel", "octet-stream", "[]interface"} {
		if strings.Contains(string(text), noise) {
			t.Errorf("the description holds %s", noise)
		}
	}
	ids := map[any]bool{}
	for _, op := range operations(t, app.Nobody()) {
		o := d.at(d.root, "paths", op.Path, strings.ToLower(op.Method)).(map[string]any)
		if id := o["operationId"]; id == nil || ids[id] || o["summary"] == "" || len(o["tags"].([]any)) != 1 {
			t.Errorf("%s: %v", op, o["operationId"])
		}
		ids[o["operationId"]] = true
		d.checkParameters(t, op, o)
		d.checkResponses(t, op, o)
	}
}

func (d document) checkParameters(t *testing.T, op described, o map[string]any) {
	t.Helper()
	named := []string{}
	parameters, _ := o["parameters"].([]any)
	for _, p := range parameters {
		parameter := p.(map[string]any)
		if typesOf(d.at(parameter, "schema").(map[string]any)) == nil {
			t.Errorf("%s: the parameter %v has no type", op, parameter["name"])
		}
		if parameter["in"] == "path" {
			named = append(named, fmt.Sprintf("{%v}", parameter["name"]))
		}
	}
	for _, part := range strings.Split(op.Path, "/") {
		if strings.HasPrefix(part, "{") && !slices.Contains(named, part) {
			t.Errorf("%s: %s is not described", op, part)
		}
	}
	if _, takes := o["requestBody"]; takes && d.at(o, "requestBody", "content", "application/json", "schema") == nil {
		t.Errorf("%s: its body has no schema", op)
	}
}

func (d document) checkResponses(t *testing.T, op described, o map[string]any) {
	t.Helper()
	successes := 0
	for status, response := range o["responses"].(map[string]any) {
		content := d.at(response, "content")
		switch {
		case status[0] == '2':
			successes++
			if status != "204" && status != "202" && d.at(content, "application/json", "schema") == nil {
				t.Errorf("%s: %s has no schema", op, status)
			}
		case d.at(content, "application/problem+json", "schema", "properties", "errors") == nil:
			t.Errorf("%s: %s is no problem", op, status)
		}
	}
	if successes != 1 {
		t.Errorf("%s: %d ways to succeed", op, successes)
	}
}

// Every operation is called once with success and answers what its description says; errors do too.
func TestEveryOperationAnswersAsDescribed(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	d := describe(t, ann)
	called := map[string]bool{}
	call := func(p *apptest.Person, method, path, body string, fill ...string) *apptest.Answer {
		t.Helper()
		address := v1 + strings.NewReplacer(fill...).Replace(path)
		route, _, _ := strings.Cut(path, "?")
		answer := p.JSON(method, address, body)
		if answer.Status >= 200 && answer.Status < 300 {
			called[method+" "+route] = true
		}
		response, _ := d.at(d.root, "paths", route, strings.ToLower(method), "responses", strconv.Itoa(answer.Status)).(map[string]any)
		kind := answer.Header.Get("Content-Type")
		if response == nil {
			t.Errorf("%s %s answers %d, which is not described: %s", method, path, answer.Status, answer.Body)
			return answer
		}
		if response["content"] == nil {
			if answer.Body != "" {
				t.Errorf("%s %s: a body that is not described: %s", method, path, answer.Body)
			}
			return answer
		}
		var value any
		answer.Into(&value)
		for _, wrong := range d.misfits(method+" "+path+": body", value, d.at(response, "content", kind, "schema")) {
			t.Error(wrong)
		}
		for name := range headersOf(response) {
			if answer.Header.Get(name) == "" && !slices.Contains([]string{"Link", "Idempotent-Replayed", "Location"}, name) {
				t.Errorf("%s %s: no %s", method, path, name)
			}
		}
		return answer
	}
	var in pair
	call(app.Nobody(), "POST", "/auth/signup", cy).Into(&in)
	call(app.Nobody(), "POST", "/auth/register", strings.Replace(cy, "Cy", "di", 1))
	for _, path := range []string{"/auth/signin", "/auth/login"} {
		call(app.Nobody(), "POST", path, `{"email":"cy@example.com","password":"`+apptest.Password+`"}`)
		call(app.Nobody(), "POST", path, `{"email":"cy@example.com","password":"wrong"}`)
	}
	call(app.Nobody(), "POST", "/auth/refresh", `{"refresh_token":"`+in.RefreshToken+`"}`)
	call(app.Nobody(), "POST", "/auth/forgot", `{"email":"cy@example.com"}`)
	reset, _, err := app.Store.RequestReset(t.Context(), "cy@example.com")
	if err != nil {
		t.Fatal(err)
	}
	call(app.Nobody(), "POST", "/auth/reset", `{"token":"`+reset+`","new_password":"a horse that paints benches"}`)
	call(app.Nobody(), "POST", "/auth/reset", `{"token":"`+reset+`","new_password":"a horse that paints benches"}`)
	call(ann, "GET", "/auth/me", "")
	call(ann, "PATCH", "/auth/me", `{"name":"Ann"}`)
	var token struct{ ID string }
	call(ann, "POST", "/tokens", `{"name":"x"}`).Into(&token)
	call(ann, "GET", "/tokens", "")
	call(ann, "GET", "/tokens/{id}", "", "{id}", token.ID)
	call(ann, "DELETE", "/tokens/{id}", "", "{id}", token.ID)
	call(ann, "GET", "/people", "")
	call(ann, "GET", "/users", "")
	call(app.As("admin"), "GET", "/users", "")

	rich, _ := json.Marshal(full(app))
	var row struct{ ID int }
	call(ann, "POST", "/todos", string(rich)).Into(&row)
	id := []string{"{id}", strconv.Itoa(row.ID), "{user_id}", bo.User.ID, "{comment_id}", "1"}
	call(ann, "POST", "/todos", `{"title":"step","parent_id":`+id[1]+`}`)
	call(ann, "GET", "/todos", "")
	call(ann, "GET", "/todos?limit=1", "")
	call(ann, "GET", "/todos?limit=0", "")
	call(ann, "GET", "/tasks", "")
	call(ann, "POST", "/tasks", `{"name":"x"}`)
	call(ann, "GET", "/todos/stats", "")
	for _, face := range []struct{ path, title string }{{"/todos", "title"}, {"/tasks", "name"}} {
		one := face.path + "/{id}"
		call(ann, "GET", one, "", id...)
		call(bo, "GET", one, "", "{id}", "4242")
		call(ann, "PATCH", one, `{"`+face.title+`":"y"}`, id...)
		call(bo, "PATCH", one, `{"`+face.title+`":"y"}`, id...)
		call(ann.With("If-Match", `"x"`), "PATCH", one, `{}`, id...)
		call(ann, "PATCH", one, `x`, id...)
		call(ann, "PUT", one, `{"`+face.title+`":"z","due_date":"2026-05-30"}`, id...)
		remark := call(ann, "POST", one+"/comments", `{"body":"x"}`, id...).Header.Get("Location")
		each := []string{"{id}", id[1], "{comment_id}", remark[strings.LastIndex(remark, "/")+1:]}
		call(ann, "GET", one+"/comments", "", id...)
		call(ann, "GET", one+"/comments/{comment_id}", "", each...)
		call(ann, "PATCH", one+"/comments/{comment_id}", `{"body":"y"}`, each...)
		call(ann, "DELETE", one+"/comments/{comment_id}", "", each...)
	}
	call(ann, "PUT", "/tasks/{id}/assignees/{user_id}", "", id...)
	call(ann, "DELETE", "/tasks/{id}/assignees/{user_id}", "", id...)
	call(ann, "GET", "/todos/{id}/subtasks", "", id...)
	call(ann, "POST", "/todos/{id}/completion", "", id...)
	call(ann, "DELETE", "/todos/{id}/completion", "", id...)
	call(ann, "POST", "/todos/{id}/position", `{}`, id...)
	batch := call(ann, "POST", "/todos/bulk", `{"ids":[`+id[1]+`],"patch":{"priority":"low"}}`).Header.Get("Mddash-Batch")
	call(ann, "POST", "/undo/{batch}", "", "{batch}", batch)
	call(ann, "POST", "/undo/{batch}", "", "{batch}", batch)
	call(ann, "DELETE", "/todos/{id}", "", id...)
	call(ann, "GET", "/todos?trashed=true", "")
	call(ann, "POST", "/todos/{id}/restore", "", id...)
	call(ann, "GET", "/todos/{id}/activity", "", id...)
	call(ann, "DELETE", "/tasks/{id}", "", id...)
	call(ann, "POST", "/todos/bulk", `{"ids":[3],"delete":true}`)
	call(ann, "GET", "/changes", "")
	call(ann, "GET", "/changes?since=77777", "")
	call(ann, "POST", "/auth/password", `{"current_password":"`+apptest.Password+`","new_password":"a horse that paints benches"}`)
	call(ann, "POST", "/auth/signout", "")
	call(ann, "GET", "/todos", "")
	for _, op := range operations(t, ann) {
		if !called[op.String()] {
			t.Errorf("%s was not called with success", op)
		}
	}
}

func headersOf(response map[string]any) map[string]any {
	headers, _ := response["headers"].(map[string]any)
	return headers
}

func TestTheDocsPageNeedsNothingFromElsewhere(t *testing.T) {
	app := apptest.New(t)
	nobody := app.Nobody()
	page := nobody.Get(v1+"/docs").Want(200, `data-description="/api/v1/openapi.json"`, "/api/v1/todos/{id}", "Complete a todo").WantNot("http://", "https://", "<script>", "style=", "onload")
	if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self'") || strings.Contains(policy, "unsafe-inline';") && strings.Contains(policy, "script-src 'self' 'unsafe") {
		t.Errorf("the policy is %s", policy)
	}
	nobody.Send("HEAD", v1+"/docs", "", nil).Want(200)

	under := apptest.New(t, func(o *apptest.Options) { o.Path = "/sub/path" })
	under.Nobody().Get(v1+"/docs").Want(200, `data-description="/sub/path/api/v1/openapi.json"`, "/sub/path/api/v1/todos")
	under.Nobody().Get(v1+"/openapi.json").Want(200, `"servers":[{"url":"/sub/path/api/v1"}]`)
	under.As("ann").JSON("POST", v1+"/todos", `{"title":"x"}`).Want(201).WantHeader("Location", "/sub/path/api/v1/todos/1")
	under.As("ann").JSON("POST", v1+"/todos", `{"title":"x"}`).Want(201)
	if link := under.As("ann").Get(v1 + "/todos?limit=1").Want(200).Header.Get("Link"); !strings.HasPrefix(link, "</sub/path/api/v1/todos?cursor=") {
		t.Errorf("Link is %s", link)
	}
}

func TestWithoutSwaggerTheDocsPageIsPlain(t *testing.T) {
	static := os.DirFS(filepath.Join(storetest.Root(t), "static"))
	bare := fstest.MapFS{}
	for _, name := range []string{"css/mddash.css", "js/docs.js", "icons.svg"} {
		text, err := fs.ReadFile(static, name)
		if err != nil {
			t.Fatal(err)
		}
		bare[name] = &fstest.MapFile{Data: text}
	}
	app := apptest.New(t, func(o *apptest.Options) { o.Static = bare })
	app.Nobody().Get(v1+"/docs").Want(200, "Complete a todo", `rel="stylesheet"`).WantNot("<script")
	// As if the front end had been built.
	bare["vendor/docs/swagger-ui-bundle.js"], bare["vendor/docs/swagger-ui.css"] = &fstest.MapFile{Data: []byte("x")}, &fstest.MapFile{Data: []byte("x")}
	built := apptest.New(t, func(o *apptest.Options) { o.Static = bare })
	built.Nobody().Get(v1+"/docs").Want(200, "swagger-ui-bundle.", "swagger-ui.", "js/docs.")
}
