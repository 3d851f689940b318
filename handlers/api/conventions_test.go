package api_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

const v1 = "/api/v1"

// todo is a todo as a program reads it.
type todo = map[string]any

// add makes a todo through the API and gives its path.
func add(t testing.TB, p *apptest.Person, fields any) (path string, tag string) {
	t.Helper()
	answer := p.JSON("POST", v1+"/todos", fields).Want(201)
	return answer.Header.Get("Location"), answer.Header.Get("ETag")
}

// refusal is a request that is refused, and what is said of it.
type refusal struct {
	name, method, path, body string
	status                   int
	says                     []string
}

// tryAll sends requests about one todo, and fails where one of them is not refused as it should be or does anything.
func tryAll(t *testing.T, all []refusal) {
	t.Helper()
	app := apptest.New(t)
	ann := app.As("ann")
	path, tag := add(t, ann, todo{"title": "Call Ana"})
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			answer := ann.JSON(c.method, v1+c.path, c.body)
			answer.Want(c.status, append(c.says, fmt.Sprintf(`"status":%d`, c.status))...).WantHeader("Content-Type", "application/problem+json")
			if len(answer.Body) > 20_000 {
				t.Errorf("the answer has %d bytes", len(answer.Body))
			}
		})
	}
	ann.Get(path).Want(200, `"title":"Call Ana"`).WantHeader("ETag", tag)
	if n := total(t, ann); n != 1 {
		t.Errorf("%d todos were made", n-1)
	}
}

func TestABodyHasToBeJSONOfTheRightForm(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	tryAll(t, []refusal{
		{"no body", "POST", "/todos", "", 400, nil},
		{"only blanks", "POST", "/todos", "  \n", 400, nil},
		{"no JSON", "POST", "/todos", "title=x", 400, nil},
		{"JSON that does not end", "POST", "/todos", `{"title":"x"`, 400, nil},
		{"two values", "POST", "/todos", `{"title":"x"} {"title":"y"}`, 400, nil},
		{"no UTF-8", "POST", "/todos", "{\"title\":\"\xff\"}", 400, nil},
		{"a list", "POST", "/todos", `[]`, 422, []string{`"location":"body"`, "has to be an object"}},
		{"a text", "POST", "/todos", `"x"`, 422, []string{`"location":"body"`}},
		{"null", "POST", "/todos", `null`, 422, []string{`"location":"body"`}},
		{"NUL in a title", "POST", "/todos", `{"title":"a\u0000b"}`, 422, []string{`"location":"body.title"`}},
		{"NUL in a tag", "POST", "/todos", `{"title":"x","tags":["a\u0000"]}`, 422, []string{"body.tags[0]"}},
		{"half a character", "POST", "/todos", `{"title":"a\ud83d"}`, 422, []string{`"location":"body"`, "characters that are no text"}},
		{"the other half", "POST", "/todos", `{"title":"\ude00 \\ud83d"}`, 422, []string{`"location":"body"`}},
		{"two first halves", "POST", "/todos", `{"title":"\uD83D\uD83D\uDE00"}`, 422, []string{`"location":"body"`}},
		{"NUL in a name", "POST", "/todos", `{"ti\u0000tle":"x"}`, 422, []string{`"location":"body"`}},
		{"a NUL byte", "POST", "/todos", "{\"title\":\"a\x00\"}", 422, []string{`"location":"body"`}},
		{"too deep", "POST", "/todos", deep, 422, []string{"nested too deeply"}},
		{"too deep for JSON", "POST", "/todos", strings.Repeat("[", 200_000), 400, nil},
		{"many fields", "POST", "/todos", manyFields(20_000), 422, []string{"There is no such field."}},
		{"a time after the calendar", "POST", "/todos", `{"title":"x","reminder_at":"9999-12-31T23:59:59-14:00"}`, 422, []string{"body.reminder_at"}},
		{"a time before the calendar", "POST", "/todos", `{"title":"x","reminder_at":"0001-01-01T00:00:00+14:00"}`, 422, []string{"body.reminder_at"}},
		{"the moment that programs mean none by", "POST", "/todos", `{"title":"x","reminder_at":"0001-01-01T00:00:00Z"}`, 422, []string{"body.reminder_at"}},
		{"a task's name for a todo", "POST", "/todos", `{"name":"x"}`, 422, []string{"body.name"}},
		{"a todo's title for a task", "POST", "/tasks", `{"title":"x"}`, 422, []string{"body.title"}},
		{"a blank name", "POST", "/tasks", `{"name":""}`, 422, []string{`"location":"body.name"`}},
	})
}

// A body that is wrong everywhere costs about what one costs that is wrong once.
func TestALargeBodyIsTakenApartOnceHoweverMuchIsWrongWithIt(t *testing.T) {
	ann := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false }).As("ann")
	for name, body := range map[string]string{
		"fields":        manyFields(40_000),
		"entries":       `{"title":"x","tags":[` + strings.Repeat("1,", 300_000) + `1]}`,
		"fields inside": `{"ids":[1],"patch":` + manyFields(40_000) + `}`,
	} {
		path := v1 + "/todos"
		if name == "fields inside" {
			path += "/bulk"
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		ann.JSON("POST", path, body).Want(422)
		runtime.ReadMemStats(&after)
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 100 {
			t.Errorf("%s: %d MB were allocated for a body of %d kB", name, took, len(body)>>10)
		}
	}
}

func TestOfManyFieldsThatAreWrongTheFirstAreTold(t *testing.T) {
	ann := apptest.New(t).As("ann")
	query := strings.Builder{}
	for i := range 5000 {
		fmt.Fprintf(&query, "&a%d=1", i)
	}
	answer := ann.Get(v1+"/todos?limit=1"+query.String()).Want(422, `"location":"query.a0"`)
	if len(answer.Body) > 20_000 {
		t.Errorf("the answer has %d bytes", len(answer.Body))
	}
}

func TestWhatIsWrongWithAFieldIsSaidThere(t *testing.T) {
	tryAll(t, []refusal{
		{"no title", "POST", "/todos", `{}`, 422, []string{`"location":"body.title"`, "Give the todo a title."}},
		{"a blank title", "POST", "/todos", `{"title":" \t "}`, 422, []string{`"location":"body.title"`, "Give the todo a title."}},
		{"a null title", "POST", "/todos", `{"title":null}`, 422, []string{"Give the todo a title."}},
		{"a long title", "POST", "/todos", `{"title":"` + strings.Repeat("é", 501) + `"}`, 422, []string{"body.title", "Keep it to 500 characters."}},
		{"a long description", "POST", "/todos", `{"title":"x","description":"` + strings.Repeat("x", 2001) + `"}`, 422, []string{"body.description"}},
		{"another case", "POST", "/todos", `{"Title":"x"}`, 422, []string{"body.Title", "There is no such field."}},
		{"a field there is none of", "POST", "/todos", `{"title":"x","owner_id":"me"}`, 422, []string{"body.owner_id"}},
		{"an owner", "POST", "/todos", `{"title":"x","user_id":"me"}`, 422, []string{"body.user_id"}},
		{"an id", "POST", "/todos", `{"title":"x","id":7}`, 422, []string{"body.id"}},
		{"a field twice", "POST", "/todos", `{"title":"x","title":"y"}`, 422, []string{"body.title", "twice"}},
		{"a number for a text", "POST", "/todos", `{"title":7}`, 422, []string{`{"location":"body.title","message":"It has to be a text.","value":7}`}},
		{"a text for a number", "POST", "/todos", `{"title":"x","estimate_minutes":"7"}`, 422, []string{"body.estimate_minutes", "whole number"}},
		{"a broken number", "POST", "/todos", `{"title":"x","estimate_minutes":7.5}`, 422, []string{"body.estimate_minutes"}},
		{"a number beyond all", "POST", "/todos", `{"title":"x","project_id":99999999999999999999}`, 422, []string{"body.project_id"}},
		{"an estimate beyond a year", "POST", "/todos", `{"title":"x","estimate_minutes":-1}`, 422, []string{"body.estimate_minutes"}},
		{"a text for true", "POST", "/todos", `{"title":"x","completed":"true"}`, 422, []string{"body.completed", "true or false"}},
		{"a text for a list", "POST", "/todos", `{"title":"x","tags":"a,b"}`, 422, []string{"body.tags", "has to be a list"}},
		{"a number in a list", "POST", "/todos", `{"title":"x","tags":["a",2]}`, 422, []string{"body.tags[1]"}},
		{"null in a list", "POST", "/todos", `{"title":"x","tags":[null]}`, 422, []string{"body.tags[0]"}},
		{"an unknown priority", "POST", "/todos", `{"title":"x","priority":"High"}`, 422, []string{`"location":"body.priority"`, `"value":"High"`}},
		{"no such day", "POST", "/todos", `{"title":"x","due_date":"2026-02-30"}`, 422, []string{"body.due_date"}},
		{"a time for a day", "POST", "/todos", `{"title":"x","due_date":"2026-02-03T00:00:00Z"}`, 422, []string{"body.due_date"}},
		{"a time without a day", "POST", "/todos", `{"title":"x","due_time":"10:00"}`, 422, []string{"body.due_date"}},
		{"a rule that is none", "POST", "/todos", `{"title":"x","recurrence":"often"}`, 422, []string{"body.recurrence"}},
		{"a project that is not there", "POST", "/todos", `{"title":"x","project_id":4242}`, 422, []string{"body.project_id", domain.UnknownID}},
		{"a parent that is not there", "POST", "/todos", `{"title":"x","parent_id":4242}`, 422, []string{"body.parent_id", domain.UnknownID}},
		{"somebody who is not there", "POST", "/todos", `{"title":"x","assignee_ids":["zoe"]}`, 422, []string{"body.assignee_ids", domain.UnknownID}},
	})
}

func TestWhatIsWrongWithAnActIsSaidThere(t *testing.T) {
	tryAll(t, []refusal{
		{"PATCH without a body", "PATCH", "/todos/1", "", 400, nil},
		{"PATCH with null for a title", "PATCH", "/todos/1", `{"title":null}`, 422, []string{"body.title"}},
		{"PATCH of a field there is none of", "PATCH", "/todos/1", `{"due":"2026-01-01"}`, 422, []string{"body.due"}},
		{"PATCH of what only the server sets", "PATCH", "/todos/1", `{"created_at":"2026-01-01T00:00:00Z"}`, 422, []string{"body.created_at"}},
		{"PATCH with a list", "PATCH", "/todos/1", `[{"op":"remove","path":"/title"}]`, 422, []string{`"location":"body"`}},
		{"PATCH that makes it its own step", "PATCH", "/todos/1", `{"parent_id":1}`, 422, []string{"body.parent_id"}},
		{"PUT without a title", "PUT", "/todos/1", `{}`, 422, []string{"body.title"}},
		{"a blank comment", "POST", "/todos/1/comments", `{"body":" "}`, 422, []string{"body.body", "Write something first."}},
		{"nothing to move by", "POST", "/todos/1/position", `{"after_id":0}`, 422, []string{"body.after_id", domain.UnknownID}},
		{"beside itself", "POST", "/todos/1/position", `{"after_id":1}`, 422, []string{"body.after_id"}},
		{"bulk without ids", "POST", "/todos/bulk", `{"patch":{}}`, 422, []string{"body.ids"}},
		{"bulk without anything to do", "POST", "/todos/bulk", `{"ids":[1]}`, 422, []string{"body.patch"}},
		{"bulk with both", "POST", "/todos/bulk", `{"ids":[1],"patch":{},"delete":true}`, 422, []string{"body.delete"}},
		{"bulk with a wrong patch", "POST", "/todos/bulk", `{"ids":[1],"patch":{"priority":"huge"}}`, 422, []string{`"location":"body.patch.priority"`, `"value":"huge"`}},
		{"bulk with an unknown field", "POST", "/todos/bulk", `{"ids":[1],"patch":{"Title":"x"}}`, 422, []string{`"location":"body.patch.Title"`}},
		{"bulk with an id that is not there", "POST", "/todos/bulk", `{"ids":[1,4242],"patch":{"priority":"low"}}`, 422, []string{`"location":"body.ids"`, domain.UnknownID}},
		{"bulk with a text for an id", "POST", "/todos/bulk", `{"ids":["1"],"delete":true}`, 422, []string{"body.ids[0]"}},
	})
}

func manyFields(n int) string {
	fields := map[string]int{}
	for i := range n {
		fields[fmt.Sprint("field", i)] = i
	}
	text, _ := json.Marshal(fields)
	return string(text)
}

func TestQueriesAreNotGuessedAt(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	add(t, ann, todo{"title": "Call Ana"})
	for _, query := range []string{
		"limit=0", "limit=201", "limit=-1", "limit=ten", "limit=1.5", "limit=", "limit=1&limit=2", "Limit=1", "page=2", "sort=", "sort=secret",
		"sort=-", "sort=--title", "sort=user_id", "sort=title%20desc", "completed=yes", "completed=1", "completed=True", "priority=urgent", "priority=",
		"project_id=x", "project_id=0", "project_id=-1", "parent_id=None", "due_before=tomorrow", "due_after=2026-13-01", "overdue=2", "trashed=all",
		"archived=banana", "updated_since=yesterday", "cursor=banana", "cursor=%00", "q=%00", "tag=%00", "assignee=%00", "status=%ff",
		"q=" + strings.Repeat("x", 501), "q=" + strings.Repeat("a+", 40),
	} {
		for _, list := range []string{"/todos", "/tasks"} {
			name, _, _ := strings.Cut(query, "=")
			ann.Get(v1+list+"?"+query).Want(422, `"location":"query.`+name+`"`).WantHeader("Content-Type", "application/problem+json")
		}
	}
	for _, query := range []string{
		"limit=200", "limit=1", "sort=-due_date", "sort=priority", "completed=false", "priority=low", "project_id=none", "project_id=77", "parent_id=none",
		"parent_id=77", "due_before=2026-12-31", "due_after=2026-01-01", "overdue=true", "overdue=false", "assignee=me", "assignee=nobody", "q=", "q=ana",
		"updated_since=2026-01-01T00:00:00Z", "updated_since=2026-01-01T00:00:00%2B02:00", "trashed=true", "trashed=false", "archived=all", "archived=false", "archived=true", "tag=x", "status=in_progress", "cursor=",
	} {
		for _, list := range []string{"/todos", "/tasks"} {
			ann.Get(v1+list+"?"+query).Want(200, `"items":[`, `"total":`, `"next_cursor":`)
		}
	}
	for _, c := range []struct{ path, location string }{
		{"/changes?since=x", "query.since"}, {"/changes?since=-1", "query.since"}, {"/changes?since=999999", "query.since"}, {"/changes?limit=0", "query.limit"},
		{"/changes?since=99999999999999999999", "query.since"}, {"/people?project_id=4242", "query.project_id"}, {"/people?project_id=x", "query.project_id"},
		{"/tokens?limit=500", "query.limit"}, {"/tokens?cursor=*", "query.cursor"}, {"/todos/1?x=1", "query.x"}, {"/todos/stats?x=1", "query.x"}, {"/todos/1/comments?limit=x", "query.limit"},
		{"/todos/1%00", "path"},
	} {
		ann.Get(v1+c.path).Want(422, `"location":"`+c.location+`"`)
	}
}

func TestOnlyJSONIsTaken(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	add(t, ann, todo{"title": "Call Ana"})
	for _, c := range []struct {
		method, path, kind string
		want               int
	}{
		{"POST", "/todos", "application/json", 201},
		{"POST", "/todos", "application/json; charset=utf-8", 201},
		{"POST", "/todos", "application/JSON;charset=UTF-8", 201},
		{"POST", "/todos", "", 201},
		{"POST", "/todos", "application/json; charset=latin1", 415},
		{"POST", "/todos", "application/merge-patch+json", 415},
		{"POST", "/todos", "application/x-www-form-urlencoded", 415},
		{"POST", "/todos", "text/plain", 415},
		{"POST", "/todos", "nonsense/", 415},
		{"PUT", "/todos/1", "text/json", 415},
		{"PATCH", "/todos/1", "application/json", 200},
		{"PATCH", "/todos/1", "application/merge-patch+json", 200},
		{"PATCH", "/todos/1", "application/merge-patch+json; charset=utf-8", 200},
		{"PATCH", "/todos/1", "application/json-patch+json", 415},
		{"PATCH", "/todos/1", "application/x-www-form-urlencoded", 415},
	} {
		answer := ann.Send(c.method, v1+c.path, c.kind, []byte(`{"title":"x"}`))
		if answer.Status != c.want {
			t.Errorf("%s %s as %q: %d, want %d", c.method, c.path, c.kind, answer.Status, c.want)
		}
	}
	ann.JSON("POST", v1+"/todos", `{"title":"\ud83d\ude00 \\ud83d \u00e9 \"\\"}`).Want(201, `"title":"😀 \\ud83d é \"\\"`)
	for _, path := range []string{"/todos", "/events/import", "/import", "/todos/1/attachments"} {
		ann.With("Content-Encoding", "gzip").Send("POST", v1+path, "application/json", []byte("\x1f\x8b\x08")).Want(415).WantHeader("Accept-Encoding", "identity")
	}
	ann.With("Content-Encoding", "identity").JSON("POST", v1+"/todos", `{"title":"x"}`).Want(201)
	ann.Chunked("POST", v1+"/todos", "application/json", []byte(`{"title":"`+strings.Repeat("x", 2<<20)+`"}`)).Want(413, `"status":413`)
	exact := `{"title":"x"}` + strings.Repeat(" ", 1<<20-len(`{"title":"x"}`))
	ann.JSON("POST", v1+"/todos", exact).Want(201)
	ann.JSON("POST", v1+"/todos", exact+" ").Want(413)
}

func TestPathsThatLeadNowhere(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	add(t, ann, todo{"title": "Call Ana"})
	for _, path := range []string{
		"/todos/0", "/todos/2", "/todos/-1", "/todos/01", "/todos/+1", "/todos/1.0", "/todos/x", "/todos/99999999999999999999", "/todos/1/", "/todos/",
		"/Todos", "/todos/1/comments/1", "/todos/1/nothing", "/nothing", "/", "",
	} {
		ann.Get(v1+path).Want(404, `"status":404`).WantHeader("Content-Type", "application/problem+json")
	}
	for _, c := range []struct{ method, path, allow string }{
		{"DELETE", "/todos", "GET"}, {"POST", "/todos/1", "PATCH"}, {"PUT", "/auth/me", "PATCH"}, {"GET", "/todos/bulk", ""}, {"PATCH", "/todos/stats", ""},
	} {
		answer := ann.JSON(c.method, v1+c.path, `{}`)
		if c.allow == "" { // /todos/{id} takes the method for whatever id
			answer.Want(404)
			continue
		}
		answer.Want(405, `"status":405`).WantHeader("Content-Type", "application/problem+json")
		if !strings.Contains(answer.Header.Get("Allow"), c.allow) {
			t.Errorf("%s %s: Allow is %q", c.method, c.path, answer.Header.Get("Allow"))
		}
	}
}

func TestEveryObjectHasATagThatHolds(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path, tag := add(t, ann, todo{"title": "Call Ana"})
	comment := ann.JSON("POST", path+"/comments", `{"body":"soon"}`).Want(201)
	token := ann.JSON("POST", v1+"/tokens", `{"name":"script"}`).Want(201)
	for _, c := range []struct{ path, tag string }{
		{path, tag}, {strings.Replace(path, "todos", "tasks", 1), tag}, {comment.Header.Get("Location"), comment.Header.Get("ETag")},
		{token.Header.Get("Location"), token.Header.Get("ETag")}, {v1 + "/auth/me", ""}, {v1 + "/todos/stats", ""}, {v1 + "/openapi.json", ""},
	} {
		answer := ann.Get(c.path).Want(200)
		now := answer.Header.Get("ETag")
		if len(now) < 10 || now[0] != '"' || (c.tag != "" && now != c.tag) {
			t.Errorf("%s: ETag is %q, was %q", c.path, now, c.tag)
		}
		same := ann.With("If-None-Match", now).Get(c.path).Want(304).WantHeader("ETag", now)
		if same.Body != "" {
			t.Errorf("%s: a 304 with a body", c.path)
		}
		if c.path != v1+"/openapi.json" {
			ann.With("If-None-Match", `W/`+now+`, "other"`).Get(c.path).Want(304)
			ann.With("If-None-Match", `*`).Get(c.path).Want(304)
		}
		ann.With("If-None-Match", `"other"`).Get(c.path).Want(200)
		head := ann.Send("HEAD", c.path, "", nil).Want(200).WantHeader("ETag", now)
		if head.Body != "" {
			t.Errorf("%s: HEAD with a body", c.path)
		}
	}
}

func TestAnIfMatchThatDoesNotHoldChangesNothing(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path, tag := add(t, ann, todo{"title": "Call Ana"})
	other, _ := add(t, ann, todo{"title": "other"})
	remark := ann.JSON("POST", path+"/comments", `{"body":"soon"}`).Want(201).Header.Get("Location")
	for _, stale := range []string{`"0123456789abcdef0123"`, `W/` + tag, strings.Trim(tag, `"`), `"a", "b"`, `""`} {
		p := ann.With("If-Match", stale)
		for _, c := range []struct{ method, path, body string }{
			{"PATCH", path, `{"title":"x"}`}, {"PATCH", path, `{}`}, {"PUT", path, `{"title":"x"}`}, {"POST", path + "/completion", ""}, {"DELETE", path + "/completion", ""},
			{"POST", path + "/position", `{}`}, {"DELETE", path, ""}, {"PATCH", remark, `{"body":"x"}`}, {"DELETE", remark, ""}, {"PATCH", v1 + "/auth/me", `{"name":"x"}`},
			{"PUT", strings.Replace(path, "todos", "tasks", 1) + "/assignees/" + ann.User.ID, ""},
		} {
			p.Send(c.method, c.path, map[bool]string{true: "application/json"}[c.body != ""], []byte(c.body)).Want(412, `"status":412`)
		}
	}
	ann.Get(path).Want(200, `"title":"Call Ana"`, `"completed":false`).WantHeader("ETag", tag)
	ann.Get(remark).Want(200, `"body":"soon"`)
	ann.With("If-Match", `"none"`).JSON("PATCH", v1+"/todos/4242", `{}`).Want(404)

	changed := ann.With("If-Match", `"other", `+tag).JSON("PATCH", path, `{"title":"Call Bo"}`).Want(200, "Call Bo")
	ann.With("If-Match", tag).JSON("PATCH", path, `{"title":"Call Cy"}`).Want(412)
	ann.With("If-Match", changed.Header.Get("ETag")).JSON("PUT", path, `{"title":"Call Cy"}`).Want(200, "Call Cy")
	ann.With("If-Match", "*").JSON("PATCH", path, `{"title":"Call Di"}`).Want(200, "Call Di")
	ann.With("If-Match", "*").Send("DELETE", other, "", nil).Want(204)
}
