package api_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

// full is a todo in which everything that can be set is set.
func full(app *apptest.App) todo {
	return todo{
		"title": "Call Ana", "description": "about *prices*", "priority": "high", "due_date": "2026-05-30", "due_time": "17:30", "start_date": "2026-05-25",
		"tags": []string{"sales", "été"}, "assignee_ids": []string{app.As("bo").User.ID}, "recurrence": "FREQ=WEEKLY;BYDAY=FR", "repeat_from": "completion",
		"reminder_at": "2026-05-30T08:00:00.5+02:00", "estimate_minutes": 90, "status": "in_progress",
	}
}

// values that a single field can be changed to.
var otherValues = todo{
	"title": "Call Bo", "description": "no prices", "priority": "low", "due_date": "2026-06-01", "due_time": "09:00", "start_date": "2026-05-20",
	"tags": []any{"home"}, "recurrence": "FREQ=DAILY", "repeat_from": "due", "reminder_at": "2026-06-01T09:00:00Z", "estimate_minutes": 5.0,
	"status": "in_review", "position": "zz",
}

func TestAnEmptyPatchChangesNothing(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	bare, _ := add(t, ann, todo{"title": "bare"})
	rich, _ := add(t, ann, full(app))
	step, _ := add(t, ann, todo{"title": "step", "parent_id": json.Number(strings.TrimPrefix(rich, v1+"/todos/"))})
	done, _ := add(t, ann, todo{"title": "done", "completed": true})
	remark := ann.JSON("POST", rich+"/comments", `{"body":" two \n lines "}`).Want(201).Header.Get("Location")
	// What another program may have stored has to survive too.
	app.SQL(`INSERT INTO tasks (id, name, due_date, priority, status, user_id, description) VALUES (500, '  odd ', '2026-05-30 10:00:00', 'urgent', 'someday', ?, ?)`, ann.User.ID, strings.Repeat("x", 5000))
	app.Clock.Advance(time.Hour)
	for _, path := range []string{bare, rich, step, done, remark, v1 + "/todos/500", v1 + "/auth/me", strings.Replace(rich, "todos", "tasks", 1)} {
		before := ann.Get(path).Want(200)
		for _, kind := range []string{"application/json", "application/merge-patch+json"} {
			after := ann.Send("PATCH", path, kind, []byte(` {} `)).Want(200)
			if after.Body != before.Body || after.Header.Get("ETag") != before.Header.Get("ETag") {
				t.Errorf("PATCH {} of %s:\n%s%s\nwas\n%s%s", path, after.Header.Get("ETag"), after.Body, before.Header.Get("ETag"), before.Body)
			}
		}
		if now := ann.Get(path); now.Body != before.Body {
			t.Errorf("after PATCH {} of %s: %s, was %s", path, now.Body, before.Body)
		}
	}
	var log struct{ Total int }
	if ann.Get(rich + "/activity").Want(200).Into(&log); log.Total != 1 {
		t.Errorf("the history has %d entries, want 1", log.Total)
	}
}

func TestAPatchChangesItsFieldsAndNoOther(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, c := range []struct {
		list  string
		title string
	}{{"/todos", "title"}, {"/tasks", "name"}} {
		for field, value := range otherValues {
			sent := full(app)
			if c.title == "name" {
				sent["name"] = sent["title"]
				delete(sent, "title")
				if field == "title" {
					field = "name"
				}
			}
			path := ann.JSON("POST", v1+c.list, sent).Want(201).Header.Get("Location")
			var before, after todo
			ann.Get(path).Want(200).Into(&before)
			app.Clock.Advance(time.Minute)
			ann.JSON("PATCH", path, todo{field: value}).Want(200).Into(&after)
			if !reflect.DeepEqual(after[field], value) {
				t.Errorf("%s: %s is %v, want %v", c.list, field, after[field], value)
			}
			if changed := differing(before, after); !slices.Equal(changed, []string{field, "updated_at"}) && !slices.Equal(changed, []string{"updated_at", field}) {
				t.Errorf("PATCH of %s %s changed %v", c.list, field, changed)
			}
		}
	}
}

func TestNullClearsAField(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for field, cleared := range map[string]any{
		"description": nil, "due_time": nil, "start_date": nil, "tags": []any{}, "assignee_ids": []any{}, "recurrence": nil, "reminder_at": nil,
		"estimate_minutes": nil, "priority": "medium", "status": "task",
	} {
		path, _ := add(t, ann, full(app))
		var after todo
		ann.JSON("PATCH", path, todo{field: nil}).Want(200).Into(&after)
		if !reflect.DeepEqual(after[field], cleared) {
			t.Errorf("%s is %v after null, want %v", field, after[field], cleared)
		}
	}
	path, _ := add(t, ann, full(app))
	ann.JSON("PATCH", path, `{"due_date":null}`).Want(422, "body.due_date", "A time needs a date too.")
	ann.JSON("PATCH", path, `{"due_date":null,"due_time":null}`).Want(200, `"due_date":null,`)
}

func TestPutReplacesEverythingThatCanBeSent(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path, _ := add(t, ann, full(app))
	var before, after todo
	ann.Get(path).Want(200).Into(&before)
	ann.JSON("PUT", path, `{"title":"only this"}`).Want(200).Into(&after)
	bare := todo{"title": "only this", "description": nil, "priority": "medium", "due_date": nil, "tags": []any{}, "assignee_ids": []any{}, "recurrence": nil, "status": "task", "completed": false}
	for field, want := range bare {
		if !reflect.DeepEqual(after[field], want) {
			t.Errorf("%s is %v, want %v", field, after[field], want)
		}
	}
	for _, kept := range []string{"id", "user_id", "created_at", "position"} {
		if after[kept] != before[kept] {
			t.Errorf("%s is %v, was %v", kept, after[kept], before[kept])
		}
	}
	whole := maps.Clone(before)
	for _, field := range []string{"id", "user_id", "created_at", "updated_at", "completed_at", "completed"} {
		delete(whole, field)
	}
	ann.JSON("PUT", path, whole).Want(200).Into(&after)
	if changed := differing(before, after); len(changed) > 0 {
		t.Errorf("putting back what was there left %v different", changed)
	}
}

func TestCompletedAndStatusAreOneThing(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path, _ := add(t, ann, todo{"title": "x"})
	task := strings.Replace(path, "todos", "tasks", 1)
	ann.JSON("PATCH", path, `{"completed":true}`).Want(200, `"completed":true`, `"status":"done"`).WantNot(`"completed_at":null`)
	ann.JSON("PATCH", path, `{"completed":true}`).Want(200, `"completed":true`)
	ann.JSON("PATCH", task, `{"status":"in_progress"}`).Want(200, `"status":"in_progress"`, `"completed_at":null`)
	ann.JSON("PATCH", path, `{"completed":false}`).Want(200, `"status":"in_progress"`)
	ann.Send("POST", path+"/completion", "", nil).Want(200, `"completed":true`)
	ann.Send("POST", path+"/completion", "", nil).Want(200, `"completed":true`)
	ann.Send("DELETE", path+"/completion", "", nil).Want(204)
	ann.Get(path).Want(200, `"completed":false`, `"status":"task"`)
	ann.JSON("POST", v1+"/todos", `{"title":"x","completed":true,"status":"task"}`).Want(422, "body.completed")
	ann.JSON("PUT", path, `{"title":"x","completed":true}`).Want(200, `"status":"done"`)
}

func TestOfTwoPatchesWithTheSameTagOneWins(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for round := range 5 {
		path, tag := add(t, ann, todo{"title": "x"})
		remark := ann.JSON("POST", path+"/comments", `{"body":"x"}`).Want(201)
		me := ann.Get(v1 + "/auth/me").Want(200)
		for _, c := range []struct{ path, tag, field string }{
			{path, tag, "title"}, {remark.Header.Get("Location"), remark.Header.Get("ETag"), "body"}, {v1 + "/auth/me", me.Header.Get("ETag"), "name"},
		} {
			var statuses [8]int
			var wait sync.WaitGroup
			for i := range statuses {
				wait.Go(func() {
					statuses[i] = ann.With("If-Match", c.tag).JSON("PATCH", c.path, todo{c.field: strings.Repeat("y", round*8+i+1)}).Status
				})
			}
			wait.Wait()
			slices.Sort(statuses[:])
			if statuses != [8]int{200, 412, 412, 412, 412, 412, 412, 412} {
				t.Errorf("%s: %v", c.path, statuses)
			}
		}
	}
}

func TestPatchesOfDifferentFieldsAtOnceAllCount(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path, _ := add(t, ann, full(app))
	fields := todo{"title": "T", "description": "D", "priority": "low", "estimate_minutes": 7.0, "status": "in_review"}
	mine := todo{"name": "Ann", "timezone": "Europe/Stockholm", "theme": "dark", "week_start": 0.0}
	var wait sync.WaitGroup
	for field, value := range fields {
		wait.Go(func() { ann.JSON("PATCH", path, todo{field: value}) })
	}
	for field, value := range mine {
		wait.Go(func() { ann.JSON("PATCH", v1+"/auth/me", todo{field: value}) })
	}
	wait.Wait()
	var now, me todo
	ann.Get(path).Want(200).Into(&now)
	ann.Get(v1 + "/auth/me").Want(200).Into(&me)
	for field, value := range fields {
		if now[field] != value {
			t.Errorf("%s is %v, want %v", field, now[field], value)
		}
	}
	for field, value := range mine {
		if me[field] != value {
			t.Errorf("%s is %v, want %v", field, me[field], value)
		}
	}
}

func differing(a, b todo) []string {
	var names []string
	for field := range a {
		if !reflect.DeepEqual(a[field], b[field]) {
			names = append(names, field)
		}
	}
	slices.Sort(names)
	return names
}
