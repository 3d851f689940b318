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
	// POST /import takes files that their senders have no type for.
	for noise, most := range map[string]int{"$schema": 0, "ErrorModel": 0, `"application/octet-stream":{`: 1, "[]interface": 0} {
		if found := strings.Count(string(text), noise); found > most {
			t.Errorf("the description holds %s %d times", noise, found)
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
	if _, takes := o["requestBody"]; takes && !d.hasSchema(d.at(o, "requestBody", "content")) {
		t.Errorf("%s: its body has no schema", op)
	}
}

// hasSchema tells whether every kind of content says what it looks like.
func (d document) hasSchema(content any) bool {
	kinds, _ := content.(map[string]any)
	for kind := range kinds {
		if d.at(content, kind, "schema") == nil {
			return false
		}
	}
	return len(kinds) > 0
}

func (d document) checkResponses(t *testing.T, op described, o map[string]any) {
	t.Helper()
	successes := 0
	for status, response := range o["responses"].(map[string]any) {
		content := d.at(response, "content")
		switch {
		case status[0] == '2':
			if status != "206" { // a part of what 200 is all of
				successes++
			}
			if status != "204" && status != "202" && !d.hasSchema(content) {
				t.Errorf("%s: %s has no schema", op, status)
			}
		case status == "304" && content == nil:
		case d.at(content, "application/problem+json", "schema", "properties", "errors") == nil:
			t.Errorf("%s: %s is no problem", op, status)
		}
	}
	if successes != 1 {
		t.Errorf("%s: %d ways to succeed", op, successes)
	}
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
