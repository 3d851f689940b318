package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"mddash/handlers/apptest"
)

const wholeProject = `{"name":" Website relaunch ","key":"web","description":"*all* of it","status":"in_progress","priority":"high","tags":["web","#shop"],"start_date":"2026-05-01",
	"end_date":"2026-09-30","budget":1200000,"spent":5050,"currency":"eur","billing_type":"hourly","hourly_rate":9000,"is_archived":false,"visibility":"private","color":"teal"}`

func (c contract) callProjects(ann *apptest.Person) {
	c.t.Helper()
	const one = "/projects/{id}"
	var row struct{ ID int }
	c.call(ann, "POST", "/projects", wholeProject).Into(&row)
	c.call(ann, "POST", "/projects", wholeProject)
	c.call(ann, "POST", "/projects", `{"name":" "}`)
	id := []string{"{id}", fmt.Sprint(row.ID), "{user_id}", c.app.As("bo").User.ID}
	c.call(ann, "GET", "/projects?limit=1&archived=all&sort=-priority", "")
	c.call(ann, "GET", "/projects?status=maybe", "")
	c.call(ann, "GET", one, "", id...)
	c.call(c.app.As("bo"), "GET", one, "", id...)
	c.call(ann, "PATCH", one, `{"color":"red"}`, id...)
	c.call(ann.With("If-Match", `"x"`), "PATCH", one, `{}`, id...)
	c.call(ann, "PUT", one, `{"name":"Web"}`, id...)
	c.call(ann, "POST", one+"/tasks", `{"name":"Draw it"}`, id...)
	c.call(ann, "GET", one+"/tasks", "", id...)
	c.call(ann, "PUT", one+"/managers/{user_id}", "", id...)
	c.call(ann, "DELETE", one+"/members/{user_id}", "", id...)
	c.call(ann, "DELETE", one+"/managers/{user_id}", "", id...)
	c.call(ann, "PUT", one+"/members/{user_id}", "", id...)
	c.call(ann, "GET", one+"/people", "", id...)
	c.call(ann, "GET", one+"/audience", "", id...)
	c.call(ann, "DELETE", one+"/members/{user_id}", "", id...)
	c.call(ann, "PUT", one+"/members/{user_id}", `{"role":"viewer"}`, "{id}", fmt.Sprint(row.ID), "{user_id}", ann.User.ID)
	c.call(ann, "POST", one+"/copy", `{}`, id...)
	c.call(ann, "DELETE", one, "", id...)
	c.call(ann, "POST", one+"/restore", "", id...)
}

// makeProject gives the path of a new project, and its tag.
func makeProject(t testing.TB, p *apptest.Person, body string) (path, tag string) {
	t.Helper()
	answer := p.JSON("POST", v1+"/projects", body).Want(201)
	return answer.Header.Get("Location"), answer.Header.Get("ETag")
}

func TestAProjectGoesInAndOutAsItIs(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path, tag := makeProject(t, ann, wholeProject)
	ann.Get(path).Want(200, `"name":"Website relaunch"`, `"key":"WEB"`, `"status":"in_progress"`, `"priority":"high"`, `"tags":["web","shop"]`, `"owner_id":"`+ann.User.ID+`"`,
		`"client_id":null`, `"start_date":"2026-05-01"`, `"end_date":"2026-09-30"`, `"budget":1200000`, `"spent":5050`, `"currency":"EUR"`, `"billing_type":"hourly"`, `"is_archived":false`,
		`"visibility":"private"`, `"color":"teal"`, `"manager_ids":[]`, `"progress":{"total":0,"done":0}`, `"hourly_rate":9000`, `"is_template":false`).WantHeader("ETag", tag)
	ann.With("If-None-Match", tag).Get(path).Want(304)
	ann.JSON("PATCH", path, `{}`).Want(200).WantHeader("ETag", tag)
	ann.JSON("POST", path+"/tasks", `{"name":"Draw it","status":"done"}`).Want(201, `"project_id":`+path[strings.LastIndex(path, "/")+1:])
	ann.JSON("POST", path+"/tasks", `{"name":"Build it"}`).Want(201)
	counted := ann.With("If-None-Match", tag).Get(path).Want(200, `"progress":{"total":2,"done":1}`).Header.Get("ETag")
	ann.With("If-Match", tag).JSON("PATCH", path, `{"color":"red"}`).Want(412)
	ann.With("If-Match", counted).JSON("PATCH", path, `{"color":null,"budget":null,"tags":null,"end_date":null,"key":null}`).
		Want(200, `"color":null`, `"budget":null`, `"tags":[]`, `"end_date":null`, `"key":"WEB"`, `"name":"Website relaunch"`)
	ann.JSON("PUT", path, `{"name":"Web"}`).Want(200, `"name":"Web"`, `"key":"WEB"`, `"status":"planning"`, `"priority":"medium"`, `"currency":"USD"`, `"visibility":"team"`, `"description":null`, `"spent":5050`, `"hourly_rate":null`)
	ann.JSON("PATCH", path, `{"is_archived":true}`).Want(200, `"is_archived":true`)
	for _, c := range []struct{ body, location string }{
		{`{"name":null}`, "body.name"}, {`{"name":"a\nb"}`, "body.name"}, {`{"key":"W"}`, "body.key"}, {`{"key":""}`, "body.key"}, {`{"key":"A-B"}`, "body.key"}, {`{"status":"late"}`, "body.status"},
		{`{"priority":"huge"}`, "body.priority"}, {`{"tags":"web"}`, "body.tags"}, {`{"owner_id":"nobody"}`, "body.owner_id"}, {`{"owner_id":""}`, "body.owner_id"}, {`{"client_id":"nobody"}`, "body.client_id"},
		{`{"start_date":"2026-05-01T00:00:00Z"}`, "body.start_date"}, {`{"start_date":"2026-10-02","end_date":"2026-10-01"}`, "body.end_date"}, {`{"budget":-1}`, "body.budget"},
		{`{"budget":12.5}`, "body.budget"}, {`{"budget":9007199254740993}`, "body.budget"}, {`{"spent":-1}`, "body.spent"}, {`{"currency":"EURO"}`, "body.currency"}, {`{"billing_type":"free"}`, "body.billing_type"},
		{`{"visibility":"public"}`, "body.visibility"}, {`{"color":"mauve"}`, "body.color"}, {`{"is_archived":1}`, "body.is_archived"}, {`{"manager_ids":["nobody"]}`, "body.manager_ids"},
		{`{"progress":{}}`, "body.progress"}, {`{"id":1}`, "body.id"}, {`{"Name":"x"}`, "body.Name"}, {`{"description":"a\u0000b"}`, "body.description"},
	} {
		ann.JSON("PATCH", path, c.body).Want(422, `"location":"`+c.location+`"`)
	}
}

func TestAKeyIsMadeKeptAndTaken(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	path, _ := makeProject(t, ann, `{"name":"Big New Shop","visibility":"private"}`)
	ann.Get(path).Want(200, `"key":"BNS"`)
	bo.JSON("POST", v1+"/projects", `{"name":"Big new shed"}`).Want(201, `"key":"BNS2"`)
	bo.JSON("POST", v1+"/projects", `{"name":"x","key":"bns"}`).Want(409, `"location":"body.key"`)
	ann.JSON("PATCH", path, `{"key":"SHOP"}`).Want(200, `"key":"SHOP"`)
	bo.JSON("POST", v1+"/projects", `{"name":"x","key":"BNS"}`).Want(409)
	ann.JSON("PATCH", path, `{"key":"BNS"}`).Want(200, `"key":"BNS"`)
}

func TestTasksOfAProjectStayInIt(t *testing.T) {
	app := apptest.New(t)
	ann, bo, dan := app.As("ann"), app.As("bo"), app.As("dan")
	path, _ := makeProject(t, ann, `{"name":"Mine","visibility":"private"}`)
	other, _ := makeProject(t, ann, `{"name":"Other","visibility":"team"}`)
	otherID := other[strings.LastIndex(other, "/")+1:]
	ann.JSON("POST", path+"/tasks", `{"name":"x","project_id":`+otherID+`}`).Want(422, `"location":"body.project_id"`)
	task := ann.JSON("POST", path+"/tasks", `{"name":"x"}`).Want(201).Header.Get("Location")
	ann.Get(task).Want(200, `"name":"x"`)
	ann.Get(path+"/tasks?project_id="+otherID).Want(422, `"location":"query.project_id"`)
	ann.Get(path+"/tasks?sort=-priority&limit=1").Want(200, `"total":1`, `"name":"x"`)
	ann.Get(other+"/tasks").Want(200, `"total":0`)
	for _, stranger := range []*apptest.Person{bo, dan} {
		stranger.Get(path + "/tasks").Want(404)
		stranger.JSON("POST", path+"/tasks", `{"name":"x"}`).Want(404)
		stranger.Get(other + "/tasks").Want(200)
		stranger.JSON("POST", other+"/tasks", `{"name":"x"}`).Want(403)
	}
}

func TestArchivedProjectsAndTheirTasksAreListedWhenAskedFor(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path, _ := makeProject(t, ann, `{"name":"Old one","is_archived":true}`)
	live, _ := makeProject(t, ann, `{"name":"New one"}`)
	ann.JSON("POST", path+"/tasks", `{"name":"old task"}`).Want(201)
	ann.JSON("POST", live+"/tasks", `{"name":"new task"}`).Want(201)
	ann.JSON("POST", v1+"/todos", `{"title":"own todo"}`).Want(201)
	for _, row := range []struct {
		query       string
		old, recent bool
	}{{"", false, true}, {"?archived=false", false, true}, {"?archived=true", true, false}, {"?archived=all", true, true}} {
		for _, list := range []struct{ path, old, recent string }{{"/projects", "Old one", "New one"}, {"/todos", "old task", "new task"}, {"/tasks", "old task", "new task"}} {
			answer := ann.Get(v1 + list.path + row.query).Want(200)
			if strings.Contains(answer.Body, list.old) != row.old || strings.Contains(answer.Body, list.recent) != row.recent {
				t.Errorf("%s%s: %s", list.path, row.query, answer.Body)
			}
			if own := strings.Contains(answer.Body, "own todo"); list.path != "/projects" && own != row.recent {
				t.Errorf("%s%s: a personal todo is listed: %v", list.path, row.query, own)
			}
		}
	}
	id := path[strings.LastIndex(path, "/")+1:]
	ann.Get(v1+"/tasks?project_id="+id).Want(200, "old task")
	ann.Get(path+"/tasks").Want(200, "old task")
	ann.Get(v1+"/todos/stats").Want(200, `"total":2`)
}

func TestProjectsAreFilteredSortedAndPaged(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	app.SQL(`INSERT INTO clients (id, company_name) VALUES ('harbour', 'Harbour Coffee')`)
	makeProject(t, ann, `{"name":"alpha","priority":"high","status":"on_hold","tags":["a\"b","x&y"],"client_id":"harbour","end_date":"2026-08-01"}`)
	makeProject(t, ann, `{"name":"Beta","priority":"low","tags":["web"],"end_date":"2026-07-01"}`)
	makeProject(t, bo, `{"name":"gamma","description":"the WEB of things"}`)
	makeProject(t, bo, `{"name":"hidden","visibility":"private","client_id":"harbour"}`)
	app.SQL(`UPDATE projects SET tags = '"[\"web\",\"old\"]"' WHERE name = 'gamma'`)
	names := func(query string) string {
		t.Helper()
		var list struct {
			Items []struct{ Name string }
			Total int
			Next  *string `json:"next_cursor"`
		}
		found, cursor := []string{}, ""
		for {
			ann.Get(v1 + "/projects?limit=1&" + query + cursor).Want(200).Into(&list)
			for _, item := range list.Items {
				found = append(found, item.Name)
			}
			if list.Next == nil {
				if list.Total != len(found) {
					t.Errorf("%s: total %d, listed %d", query, list.Total, len(found))
				}
				return strings.Join(found, " ")
			}
			cursor = "&cursor=" + *list.Next
		}
	}
	for query, want := range map[string]string{
		"sort=name": "alpha Beta gamma", "sort=-name": "gamma Beta alpha", "sort=priority": "Beta gamma alpha", "sort=end_date": "Beta alpha gamma", "sort=-start_date": "gamma Beta alpha",
		"sort=created_at": "alpha Beta gamma", "sort=-updated_at": "gamma Beta alpha", "sort=status": "Beta gamma alpha",
		"tag=web": "Beta gamma", "tag=we": "", "tag=a%22b": "alpha", "tag=x%26y": "alpha", "tag=old": "gamma", "tag=%25": "", "priority=high": "alpha", "status=on_hold": "alpha", "owner_id=me": "alpha Beta",
		"owner_id=" + bo.User.ID: "gamma", "client_id=harbour": "alpha", "q=web": "Beta gamma", "q=the+things": "gamma", "q=%25": "", "q=hid": "",
	} {
		if got := names(query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	for _, bad := range []string{"sort=budget", "limit=0", "archived=yes", "status=x", "priority=x", "template=1", "trashed=x", "cursor=x", "Status=on_hold", "sort=deleted_at"} {
		ann.Get(v1 + "/projects?" + bad).Want(422)
	}
}

func TestWhatAClientSeesOfAProject(t *testing.T) {
	app := apptest.New(t)
	ann, eve := app.As("ann"), app.As("eve")
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, eve.User.ID)
	app.SQL(`INSERT INTO clients (id, company_name) VALUES ('harbour', 'Harbour Coffee')`)
	path, _ := makeProject(t, ann, `{"name":"Website","visibility":"private","client_id":"harbour","budget":100,"spent":50,"hourly_rate":7}`)
	team, _ := makeProject(t, ann, `{"name":"For the team"}`)
	eve.Get(path).Want(404)
	eve.Get(team).Want(404)
	ann.JSON("PUT", path+"/members/"+eve.User.ID, `{"role":"member"}`).Want(200, `"role":"viewer"`)
	ann.JSON("PUT", path+"/managers/"+eve.User.ID, ``).Want(422)
	eve.Get(path).Want(200, `"client_id":null`, `"budget":null`, `"spent":null`, `"hourly_rate":null`)
	eve.Get(v1+"/projects?client_id=harbour").Want(200, `"total":0`)
	eve.Get(v1+"/projects").Want(200, `"total":1`)
	eve.JSON("PATCH", path, `{"name":"mine"}`).Want(403)
	eve.JSON("POST", path+"/tasks", `{"name":"x"}`).Want(403)
	eve.JSON("POST", path+"/copy", `{}`).Want(403)
	eve.JSON("POST", v1+"/projects", `{"name":"mine"}`).Want(403)
	eve.JSON("PUT", path+"/members/"+eve.User.ID, `{"role":"member"}`).Want(403)
	eve.JSON("DELETE", path, "").Want(403)
	eve.JSON("DELETE", path+"/members/"+eve.User.ID, "").Want(204)
	eve.Get(path).Want(404)
}

func TestPeopleOfAProjectOverTheAPI(t *testing.T) {
	app := apptest.New(t)
	ann, bo, dan := app.As("ann"), app.As("bo"), app.As("dan")
	path, _ := makeProject(t, ann, `{"name":"Website","visibility":"private"}`)
	member, boss := path+"/members/"+bo.User.ID, path+"/managers/"+bo.User.ID
	bo.JSON("PUT", member, ``).Want(404)
	ann.JSON("PUT", member, ``).Want(200, `"role":"member"`)
	ann.JSON("PUT", member, `{}`).Want(200, `"role":"member"`)
	ann.JSON("PUT", member, `{"role":"owner"}`).Want(422, `"location":"body.role"`)
	ann.JSON("PUT", member, `{"role":""}`).Want(422)
	ann.JSON("PUT", member, `{"rank":"x"}`).Want(422)
	ann.JSON("PUT", member, `[]`).Want(422)
	ann.JSON("PUT", member, `x`).Want(400)
	bo.Get(path+"/people").Want(200, `"total":2`)
	bo.JSON("PUT", path+"/members/"+dan.User.ID, ``).Want(403)
	bo.JSON("PUT", boss, ``).Want(403)
	ann.JSON("DELETE", boss, "").Want(404)
	ann.JSON("PUT", boss, ``).Want(200, `"role":"manager"`)
	ann.Get(path).Want(200, `"manager_ids":["`+bo.User.ID+`"]`)
	ann.JSON("PATCH", path, `{"name":"Web","manager_ids":null}`).Want(200, `"manager_ids":[]`)
	ann.JSON("PUT", boss, ``).Want(200, `"role":"manager"`)
	ann.JSON("DELETE", member, "").Want(404)
	ann.JSON("PUT", path+"/members/nobody", ``).Want(404)
	ann.JSON("PUT", path+"/managers/"+ann.User.ID, ``).Want(409)
	bo.JSON("DELETE", path+"/managers/"+ann.User.ID, "").Want(409)
	bo.JSON("DELETE", path, "").Want(403)
	dan.Get(path + "/audience").Want(404)
	bo.Get(path+"/audience").Want(200, `"why":"owner"`, `"why":"manager"`, `"team":false`)
	batch := bo.JSON("DELETE", boss, "").Want(204).Header.Get("Mddash-Batch")
	bo.Get(path).Want(404)
	bo.JSON("POST", v1+"/undo/"+batch, "").Want(204)
	bo.Get(path).Want(200)
}

func TestOfTwoWhoChangeAProjectAtOnceOneIsTold(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann := app.As("ann")
	for range 5 {
		path, tag := makeProject(t, ann, `{"name":"Website"}`)
		var wait sync.WaitGroup
		statuses := make([]int, 4)
		for i := range statuses {
			wait.Add(1)
			go func() {
				defer wait.Done()
				statuses[i] = ann.With("If-Match", tag).JSON("PATCH", path, fmt.Sprintf(`{"description":"by %d"}`, i)).Status
			}()
		}
		wait.Wait()
		won := 0
		for _, status := range statuses {
			if status == http.StatusOK {
				won++
			} else if status != http.StatusPreconditionFailed {
				t.Errorf("status %d", status)
			}
		}
		if won != 1 {
			t.Errorf("%d of them won: %v", won, statuses)
		}
	}
}

func TestAProjectIsDeletedRestoredCopiedAndUndoneOverTheAPI(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	path, tag := makeProject(t, ann, `{"name":"Website","visibility":"team"}`)
	ann.JSON("POST", path+"/tasks", `{"name":"Draw it"}`).Want(201)
	ann.With("If-Match", tag).JSON("DELETE", path, "").Want(412)
	bo.JSON("DELETE", path, "").Want(403)
	gone := ann.JSON("DELETE", path, "").Want(204).Header.Get("Mddash-Batch")
	ann.Get(path).Want(404)
	ann.JSON("DELETE", path, "").Want(404)
	ann.Get(path + "/tasks").Want(404)
	ann.Get(v1+"/projects?trashed=true").Want(200, `"Website"`)
	ann.Get(v1 + "/todos?trashed=true").Want(200).WantNot("Draw it")
	bo.Get(v1 + "/projects?trashed=true").Want(200).WantNot("Website")
	bo.JSON("POST", path+"/restore", "").Want(404)
	ann.JSON("POST", v1+"/undo/"+gone, "").Want(204)
	ann.Get(path).Want(200, `"total":1`)
	ann.JSON("DELETE", path, "").Want(204)
	ann.JSON("POST", path+"/restore", "").Want(200, `"total":1`)
	key := ann.With("Idempotency-Key", "once")
	first := key.JSON("POST", path+"/copy", `{"name":"Website 2","start_date":"2026-06-01"}`).Want(201, `"name":"Website 2"`, `"total":1`)
	again := key.JSON("POST", path+"/copy", `{"name":"Website 2","start_date":"2026-06-01"}`).Want(201)
	if first.Header.Get("Location") != again.Header.Get("Location") {
		t.Error("the same request made two copies")
	}
	key.JSON("POST", path+"/copy", `{"name":"Website 3"}`).Want(422)
	ann.JSON("POST", path+"/copy", `{"name":""}`).Want(422, `"location":"body.name"`)
	bo.JSON("POST", path+"/copy", `{}`).Want(201, `"owner_id":"`+bo.User.ID+`"`)
}
