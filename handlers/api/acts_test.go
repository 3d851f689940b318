package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

func TestCompletingARepeatingTodoMakesTheNext(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path, _ := add(t, ann, todo{"title": "water", "due_date": "2026-05-21", "recurrence": "FREQ=WEEKLY"})
	done := ann.Send("POST", path+"/completion", "", nil).Want(200, `"completed":true`, `"recurrence":null`)
	ann.Get(v1+"/todos?completed=false").Want(200, `"total":1`, `"due_date":"2026-05-28"`, `"recurrence":"FREQ=WEEKLY"`)
	ann.Send("POST", path+"/completion", "", nil).Want(200)
	ann.Get(v1+"/todos").Want(200, `"total":2`)
	ann.Send("POST", v1+"/undo/"+done.Header.Get("Mddash-Batch"), "", nil).Want(204)
	ann.Get(v1+"/todos").Want(200, `"total":1`, `"completed":false`, `"recurrence":"FREQ=WEEKLY"`)
	ann.JSON("PATCH", path, `{"status":"done"}`).Want(200)
	ann.Get(v1+"/todos").Want(200, `"total":2`)
}

func TestWhatRepeatsLosesTheDatesThatTheCalendarEndsBefore(t *testing.T) {
	ann := apptest.New(t).As("ann")
	path, _ := add(t, ann, todo{"title": "x", "due_date": "9999-12-30", "recurrence": "FREQ=DAILY"})
	id := json.Number(strings.TrimPrefix(path, v1+"/todos/"))
	add(t, ann, todo{"title": "step", "parent_id": id, "due_date": "9999-12-31", "reminder_at": "9999-12-31T23:00:00Z"})
	ann.Send("POST", path+"/completion", "", nil).Want(200)
	ann.Get(v1+"/todos?q=step&sort=-created_at&limit=1").Want(200, `"total":2`, `"due_date":null`, `"reminder_at":null`)
}

func TestAnAssigneeTakesBackARepeatingTodoUnlessSomebodyTouchedTheNext(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	path, _ := add(t, ann, todo{"title": "water", "due_date": "2026-05-21", "recurrence": "FREQ=WEEKLY", "assignee_ids": []string{bo.User.ID}})
	add(t, ann, todo{"title": "fill the can", "parent_id": json.Number(strings.TrimPrefix(path, v1+"/todos/"))})
	undo := func(done *apptest.Answer) *apptest.Answer {
		return bo.Send("POST", v1+"/undo/"+done.Header.Get("Mddash-Batch"), "", nil)
	}
	open, all := v1+"/todos?completed=false&q=water", v1+"/todos"
	undone := undo(bo.Send("POST", path+"/completion", "", nil).Want(200)).Want(204)
	ann.Get(open).Want(200, `"total":1`, `"due_date":"2026-05-21"`, `"recurrence":"FREQ=WEEKLY"`)
	ann.Get(all).Want(200, `"total":2`)
	redone := undo(undone).Want(204)
	ann.Get(open).Want(200, `"total":1`, `"due_date":"2026-05-28"`, `"recurrence":"FREQ=WEEKLY"`)
	ann.Get(all).Want(200, `"total":4`)
	undo(redone).Want(204)
	ann.Get(all).Want(200, `"total":2`)

	done := bo.Send("POST", path+"/completion", "", nil).Want(200)
	var next struct{ Items []struct{ ID int64 } }
	ann.Get(open).Want(200, `"total":1`).Into(&next)
	add(t, ann, todo{"title": "ann's own", "parent_id": next.Items[0].ID})
	undo(done).Want(409)
	ann.Get(all).Want(200, `"total":5`)
}

func TestEveryChangeCanBeUndoneByItsBatch(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	path, _ := add(t, ann, full(app))
	other, _ := add(t, ann, todo{"title": "other"})
	id := func(path string) string { return strings.TrimPrefix(path, v1+"/todos/") }
	for _, c := range []struct{ method, path, body string }{
		{"PATCH", path, `{"title":"x","tags":[],"assignee_ids":[]}`}, {"PUT", path, `{"title":"x"}`}, {"POST", path + "/position", `{"after_id":` + id(other) + `}`},
		{"POST", other + "/completion", ""}, {"DELETE", other, ""}, {"POST", v1 + "/todos/bulk", `{"ids":[` + id(path) + `,` + id(other) + `],"patch":{"priority":"low","tags":["x"]}}`},
		{"POST", v1 + "/todos/bulk", `{"ids":[` + id(path) + `,` + id(other) + `],"delete":true}`}, {"PUT", strings.Replace(other, "todos", "tasks", 1) + "/assignees/" + bo.User.ID, ""},
	} {
		var before, after [2]todo
		ann.Get(path).Want(200).Into(&before[0])
		ann.Get(other).Want(200).Into(&before[1])
		answer := ann.JSON(c.method, c.path, c.body)
		batch := answer.Header.Get("Mddash-Batch")
		if answer.Status >= 300 || batch == "" {
			t.Fatalf("%s %s: %d, batch %q\n%s", c.method, c.path, answer.Status, batch, answer.Body)
		}
		bo.Send("POST", v1+"/undo/"+batch, "", nil).Want(404)
		undone := ann.Send("POST", v1+"/undo/"+batch, "", nil).Want(204)
		ann.Get(path).Want(200).Into(&after[0])
		ann.Get(other).Want(200).Into(&after[1])
		for i := range before {
			delete(before[i], "updated_at")
			delete(after[i], "updated_at")
			if fmt.Sprint(before[i]) != fmt.Sprint(after[i]) {
				t.Errorf("%s %s and undo leaves %v, was %v", c.method, c.path, after[i], before[i])
			}
		}
		ann.Send("POST", v1+"/undo/"+batch, "", nil).Want(409)
		if undone.Header.Get("Mddash-Batch") == batch {
			t.Error("an undo has the batch of what it undid")
		}
	}
	stale := ann.JSON("PATCH", other, `{"title":"mine"}`).Want(200).Header.Get("Mddash-Batch")
	ann.JSON("PATCH", other, `{"title":"later"}`).Want(200)
	ann.Send("POST", v1+"/undo/"+stale, "", nil).Want(409)
	ann.Get(other).Want(200, `"title":"later"`)
}

func TestBulkChangesAllOrNothing(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	mine, _ := add(t, ann, todo{"title": "mine"})
	shared, _ := add(t, bo, todo{"title": "bo's", "assignee_ids": []string{ann.User.ID}})
	ids := strings.NewReplacer("MINE", strings.TrimPrefix(mine, v1+"/todos/"), "SHARED", strings.TrimPrefix(shared, v1+"/todos/"))
	// An assignee may tick it off, but neither rename nor delete it.
	ann.JSON("POST", v1+"/todos/bulk", ids.Replace(`{"ids":[MINE,SHARED],"patch":{"title":"x"}}`)).Want(403)
	ann.JSON("POST", v1+"/todos/bulk", ids.Replace(`{"ids":[MINE,SHARED],"delete":true}`)).Want(403)
	ann.Get(mine).Want(200, `"title":"mine"`)
	ann.JSON("POST", v1+"/todos/bulk", ids.Replace(`{"ids":[MINE,SHARED,MINE],"patch":{"completed":true}}`)).Want(200, `"deleted":[]`, `"title":"mine"`, `"title":"bo's"`)
	bo.Get(shared).Want(200, `"completed":true`)
	ann.JSON("POST", v1+"/todos/bulk", ids.Replace(`{"ids":[MINE],"patch":{}}`)).Want(200, `"items":[{`)
	ann.JSON("POST", v1+"/todos/bulk", ids.Replace(`{"ids":[MINE],"delete":true}`)).Want(200, `"items":[]`, ids.Replace(`"deleted":[MINE]`))
	ann.Get(mine).Want(404)
	many := strings.TrimSuffix(strings.Repeat("1,", 1001), ",")
	ann.JSON("POST", v1+"/todos/bulk", `{"ids":[`+many+`],"delete":true}`).Want(422, "body.ids")
}

func TestCommentsBelongToTheirAuthors(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	path, _ := add(t, ann, todo{"title": "x", "assignee_ids": []string{bo.User.ID}})
	remark := bo.JSON("POST", path+"/comments", todo{"body": "<script>*hi*</script> \u202e"}).Want(201, `"author":{"id":"`+bo.User.ID+`","name":"bo"}`, "<script>*hi*</script> \u202e").Header.Get("Location")
	ann.JSON("PATCH", remark, `{"body":"x"}`).Want(403)
	app.Clock.Advance(time.Minute)
	bo.JSON("PATCH", remark, `{"body":"better"}`).Want(200, `"body":"better"`, `"updated_at":"2026-05-21T09:31:00Z"`, `"created_at":"2026-05-21T09:30:00Z"`)
	for _, body := range []string{`{"body":null}`, `{"body":""}`, `{"text":"x"}`, `{"body":7}`, `{"body":"` + strings.Repeat("x", 10001) + `"}`} {
		bo.JSON("PATCH", remark, body).Want(422)
	}
	task := strings.Replace(path, "todos", "tasks", 1)
	ann.Get(task+"/comments").Want(200, `"total":1`, `"todo_id":1`)
	ann.Send("DELETE", remark, "", nil).Want(204) // it is her todo
	ann.Send("DELETE", remark, "", nil).Want(404)
	ann.Get(path+"/comments").Want(200, `"items":[],"total":0,"next_cursor":null`)
	ann.Get(path+"/activity").Want(200, `"kind":"todo"`, `"action":"create"`, `"actor":{"id":"`+ann.User.ID+`","name":"ann"}`)
}

func TestAssigneesOfATask(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	location := ann.JSON("POST", v1+"/tasks", `{"name":"x"}`).Want(201).Header.Get("Location")
	ann.Send("PUT", location+"/assignees/"+bo.User.ID, "", nil).Want(200, `"assignee_ids":["`+bo.User.ID+`"]`)
	ann.Send("PUT", location+"/assignees/"+bo.User.ID, "", nil).Want(200, `"assignee_ids":["`+bo.User.ID+`"]`)
	bo.Get(v1+"/todos?assignee=me").Want(200, `"total":1`)
	bo.Send("PUT", location+"/assignees/"+ann.User.ID, "", nil).Want(403)
	for _, who := range []string{"nobody", "me", ann.User.Email, "%00"} {
		if answer := ann.Send("PUT", location+"/assignees/"+who, "", nil); answer.Status != 404 && who != "%00" || answer.Status == 200 || answer.Status >= 500 {
			t.Errorf("assigning %s: %d", who, answer.Status)
		}
	}
	ann.Send("DELETE", location+"/assignees/"+bo.User.ID, "", nil).Want(204)
	ann.Send("DELETE", location+"/assignees/"+bo.User.ID, "", nil).Want(404)
	bo.Get(location).Want(404)
}

func TestTheChangeLogTellsACopyEverything(t *testing.T) {
	app := apptest.New(t)
	ann, eve := app.As("ann"), app.As("eve")
	type log struct {
		Items []struct {
			Seq    int64
			ID     int64
			Action string
			Todo   *struct{ Title string }
		}
		Next int64
		More bool
	}
	read := func(p *apptest.Person, since int64) (l log) {
		t.Helper()
		p.Get(fmt.Sprintf("%s/changes?since=%d&limit=2", v1, since)).Want(200).Into(&l)
		return l
	}
	first, _ := add(t, ann, todo{"title": "first"})
	second, _ := add(t, ann, todo{"title": "second"})
	ann.JSON("PATCH", first, `{"title":"changed"}`).Want(200)
	ann.Send("DELETE", second, "", nil).Want(204)
	copied := map[int64]string{}
	since, more := int64(0), true
	for more {
		page := read(ann, since)
		for _, change := range page.Items {
			if change.Seq <= since {
				t.Errorf("%d comes after %d", change.Seq, since)
			}
			since = change.Seq
			delete(copied, change.ID)
			if change.Todo != nil {
				copied[change.ID] = change.Todo.Title
			}
		}
		since, more = page.Next, page.More
	}
	if fmt.Sprint(copied) != "map[1:changed]" {
		t.Errorf("the copy holds %v", copied)
	}
	if page := read(ann, since); len(page.Items) != 0 || page.Next != since || page.More {
		t.Errorf("behind the end: %+v", page)
	}
	ann.Send("POST", second+"/restore", "", nil).Want(200)
	if page := read(ann, since); len(page.Items) != 1 || page.Items[0].Todo.Title != "second" {
		t.Errorf("after restoring: %+v", page)
	}
	if page := read(eve, 0); len(page.Items) != 0 {
		t.Errorf("eve reads %+v", page)
	}
	ann.JSON("PATCH", first, todo{"assignee_ids": []string{eve.User.ID}}).Want(200)
	ann.JSON("PATCH", first, `{"assignee_ids":[]}`).Want(200)
	seen := read(eve, since)
	if last := seen.Items[len(seen.Items)-1]; last.Action != "delete" || last.Todo != nil {
		t.Errorf("eve is not told that it is out of her sight: %+v", seen)
	}
}

func TestOddTextsComeBackAsTheyWere(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, title := range []string{
		`<script>alert(1)</script>`, `"; DROP TABLE tasks; --`, "?", `\`, "מחר בבוקר", "\u202eabc", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "a\u0301", "${7*7} {{7*7}} %s %n", strings.Repeat("é", 500), "tab\there", "zero\u200bwidth", "a\u2028b",
	} {
		var row todo
		path, _ := add(t, ann, todo{"title": title, "description": title})
		ann.Get(path).Want(200).Into(&row)
		if row["title"] != title || row["description"] != title {
			t.Errorf("%q came back as %q and %q", title, row["title"], row["description"])
		}
	}
}

func TestCrossSitePagesNeedATokenOfTheirOwn(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	evil := ann.With("Origin", "https://evil.example").With("Sec-Fetch-Site", "cross-site")
	for _, c := range []struct{ method, path string }{{"POST", "/todos"}, {"PATCH", "/todos/1"}, {"DELETE", "/todos/1"}, {"PUT", "/todos/1"}, {"POST", "/auth/signout"}, {"POST", "/auth/signin"}, {"POST", "/tokens"}} {
		evil.JSON(c.method, v1+c.path, `{"title":"x"}`).Want(403, "another site")
	}
	evil.Get(v1+"/todos").Want(200).WantHeader("Access-Control-Allow-Origin", "")
	ann.Script("write").With("Origin", "https://evil.example").With("Sec-Fetch-Site", "cross-site").JSON("POST", v1+"/todos", `{"title":"x"}`).Want(201)
}

func TestEveryCommentAndEveryActIsReadPageByPage(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path := ann.JSON("POST", v1+"/todos", `{"title":"Talk"}`).Want(201).Header.Get("Location")
	app.SQL(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 730)
		INSERT INTO comments (kind, subject_id, user_id, body, created_at, updated_at) SELECT 'todo', ?, ?, 'word ' || i, '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z' FROM n`, strings.TrimPrefix(path, v1+"/todos/"), ann.User.ID)
	app.SQL(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 411)
		INSERT INTO activity (kind, subject_id, user_id, action, batch, at) SELECT 'todo', ?, ?, 'update', 'b', '2026-11-20T10:00:00.000Z' FROM n`, strings.TrimPrefix(path, v1+"/todos/"), ann.User.ID)
	for list, want := range map[string]int{"/comments": 730, "/activity": 412} {
		var seen []int64
		for next := path + list + "?limit=200"; next != ""; {
			var page struct {
				Items []struct{ ID int64 }
				Total int
				Next  *string `json:"next_cursor"`
			}
			ann.Get(next).Want(200).Into(&page)
			for _, item := range page.Items {
				seen = append(seen, item.ID)
			}
			if page.Total != want {
				t.Fatalf("%s: a page says there are %d, want %d", list, page.Total, want)
			}
			if next = ""; page.Next != nil {
				next = path + list + "?limit=200&cursor=" + *page.Next
			}
		}
		if len(seen) != want || !slices.IsSorted(seen) || len(slices.Compact(slices.Clone(seen))) != want {
			t.Errorf("%s: read %d, want %d, each once and in order", list, len(seen), want)
		}
		ann.Get(path+list+"?cursor=nonsense").Want(422, "does not belong to this list")
	}
}

func TestAnUndoTellsHowMuchItLeftBecauseOthersWorkedOnIt(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	shared, _ := add(t, ann, todo{"title": "water", "assignee_ids": []string{bo.User.ID}})
	other, _ := add(t, ann, todo{"title": "other"})
	undo := func(done *apptest.Answer) *apptest.Answer {
		return ann.Send("POST", v1+"/undo/"+done.Header.Get("Mddash-Batch"), "", nil)
	}
	ids := strings.TrimPrefix(shared, v1+"/todos/") + "," + strings.TrimPrefix(other, v1+"/todos/")
	restoring := undo(ann.JSON("POST", v1+"/todos/bulk", `{"ids":[`+ids+`],"delete":true}`).Want(200)).Want(204)
	if got := restoring.Header.Get("Mddash-Standing"); got != "0" {
		t.Errorf("%q things are left of what nobody worked on", got)
	}
	bo.Send("POST", shared+"/completion", "", nil).Want(200)
	if got := undo(restoring).Want(204).Header.Get("Mddash-Standing"); got != "1" {
		t.Errorf("%q things are left, want 1", got)
	}
	bo.Get(shared).Want(200, `"completed":true`)
	ann.Get(other).Want(404)
	alone := ann.Send("POST", other+"/restore", "", nil).Want(200)
	ann.JSON("PATCH", other, `{"title":"mine"}`).Want(200)
	undo(alone).Want(204)
	ann.Send("DELETE", shared, "", nil).Want(204)
	again := ann.Send("POST", shared+"/restore", "", nil).Want(200)
	bo.JSON("POST", shared+"/comments", `{"body":"mine"}`).Want(201)
	undo(again).Want(409, "Others have worked on it since")
}
