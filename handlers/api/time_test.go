package api_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

// timed is ann's project, in which bo is a member and cy a client, with a task in it. An hour there costs 90.00 EUR.
func timed(t *testing.T) (app *apptest.App, task string) {
	t.Helper()
	app = apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann, bo, cy := app.As("ann").User.ID, app.As("bo").User.ID, app.As("cy").User.ID
	app.As("dan")
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, cy)
	app.SQL(`INSERT INTO projects (id, name, key, owner_id, visibility, currency, hourly_rate, billing_type) VALUES (7, 'Website', 'WEB', ?, 'private', 'EUR', 9000, 'hourly')`, ann)
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (7, ?, 'member'), (7, ?, 'viewer')`, bo, cy)
	var row struct{ ID int }
	app.As("ann").JSON("POST", v1+"/tasks", `{"name":"secret","project_id":7}`).Want(201).Into(&row)
	return app, strconv.Itoa(row.ID)
}

type entry struct {
	ID, Minutes, Amount, HourlyRate *int
	Title, Currency, Note, Date     *string
	Running, Billable               bool
	Person                          *struct{ ID, Name string }
}

func (c contract) callTime(ann *apptest.Person) {
	c.t.Helper()
	c.app.SQL(`INSERT INTO projects (id, name, owner_id, visibility, currency, hourly_rate) VALUES (70, 'Timed', ?, 'private', 'EUR', 9000)`, ann.User.ID)
	var task, made struct{ ID int }
	c.call(ann, "POST", "/tasks", `{"name":"timed","project_id":70}`).Into(&task)
	fill := []string{"{id}", strconv.Itoa(task.ID)}
	for _, path := range []string{"/todos/{id}/time", "/tasks/{id}/time"} {
		c.call(ann, "POST", path, `{"minutes":90,"note":"x","date":"2026-05-20","billable":true}`, fill...).Into(&made)
		c.call(ann, "POST", path, `{}`, fill...)
		c.call(ann, "GET", path, "", fill...)
	}
	one := []string{"{id}", strconv.Itoa(made.ID)}
	c.call(ann, "GET", "/time/{id}", "", one...)
	c.call(ann, "PATCH", "/time/{id}", `{"minutes":30,"reprice":true}`, one...)
	c.call(ann, "DELETE", "/time/{id}", "", one...)
	c.call(ann, "POST", "/time/{id}/restore", "", one...)
	c.call(ann, "GET", "/timer", "")
	c.call(ann, "POST", "/timer", `{"task_id":`+fill[1]+`}`)
	c.call(ann, "GET", "/timer", "")
	c.call(ann, "GET", "/time", "")
	c.call(ann, "DELETE", "/timer", "")
	c.call(ann, "GET", "/time?limit=1&sort=date&user_id=me", "")
	c.call(ann, "GET", "/reports/time", "")
	c.call(ann, "GET", "/reports/time?group=project,client,person,month&billable=true", "")
	rate := []string{"{id}", "70", "{user_id}", ann.User.ID}
	c.call(ann, "PUT", "/projects/{id}/rates/{user_id}", `{"hourly_rate":100}`, rate...)
	c.call(ann, "GET", "/projects/{id}/rates", "", rate...)
	c.call(ann, "DELETE", "/projects/{id}/rates/{user_id}", "", rate...)
}

func TestTimeIsLoggedReadChangedAndTakenBack(t *testing.T) {
	app, task := timed(t)
	bo := app.As("bo")
	made := bo.JSON("POST", v1+"/tasks/"+task+"/time", `{"minutes":90,"note":"drew it","date":"2026-05-20"}`).Want(201)
	var e entry
	made.Into(&e)
	if *e.Minutes != 90 || *e.Amount != 13500 || *e.Currency != "EUR" || !e.Billable || *e.Date != "2026-05-20" || *e.Title != "secret" || e.Person.Name != "bo" {
		t.Errorf("%s", made.Body)
	}
	at := made.Header.Get("Location")
	if at != fmt.Sprintf("%s/time/%d", v1, *e.ID) {
		t.Errorf("it is at %s", at)
	}
	tag := bo.Get(at).Want(200).Header.Get("ETag")
	bo.With("If-None-Match", tag).Get(at).Want(304)
	changed := bo.With("If-Match", tag).JSON("PATCH", at, `{"minutes":60}`).Want(200)
	changed.Into(&e)
	if *e.Amount != 9000 || *e.Note != "drew it" {
		t.Errorf("%s", changed.Body)
	}
	bo.With("If-Match", tag).JSON("PATCH", at, `{"minutes":61}`).Want(412)
	bo.With("If-Match", tag).JSON("DELETE", at, nil).Want(412)
	if same := bo.JSON("PATCH", at, `{}`).Want(200); same.Body != changed.Body {
		t.Error("an empty patch changed something")
	}
	batch := bo.JSON("DELETE", at, nil).Want(204).Header.Get("Mddash-Batch")
	bo.Get(at).Want(404)
	bo.JSON("POST", v1+"/undo/"+batch, nil).Want(204)
	bo.Get(at).Want(200)
	again := bo.With("Idempotency-Key", "k")
	one, two := again.JSON("POST", v1+"/todos/"+task+"/time", `{"minutes":5}`).Want(201), again.JSON("POST", v1+"/todos/"+task+"/time", `{"minutes":5}`).Want(201)
	if one.Body != two.Body {
		t.Error("it was logged twice")
	}
}

func TestTimeIsStrict(t *testing.T) {
	app, task := timed(t)
	ann := app.As("ann")
	for body, at := range map[string]string{
		`{}`: "body.minutes", `{"minutes":0}`: "body.minutes", `{"minutes":1.5}`: "body.minutes", `{"minutes":"90"}`: "body.minutes", `{"minutes":525601}`: "body.minutes",
		`{"minutes":5,"date":"2026-02-30"}`: "body.date", `{"minutes":5,"user_id":"nobody"}`: "body.user_id", `{"minutes":5,"amount":7}`: "body.amount",
		`{"minutes":5,"hourly_rate":7}`: "body.hourly_rate", `{"minutes":5,"note":"\u0000"}`: "body.note", `{"minutes":5,"billable":null,"Minutes":3}`: "body.Minutes",
		`{"minutes":5,"note":"` + strings.Repeat("x", 1001) + `"}`: "body.note", `{"minutes":5,"user_id":"` + app.As("cy").User.ID + `"}`: "body.user_id",
	} {
		ann.JSON("POST", v1+"/tasks/"+task+"/time", body).Want(422, at)
	}
	for _, query := range []string{"group=day", "group=project,project", "group=", "group=Project", "from=x", "from=2026-05-02&to=2026-05-01", "project_id=x", "task_id=0", "billable=1", "user=me", "group=project&group=month"} {
		ann.Get(v1 + "/reports/time?" + query).Want(422)
	}
	for _, query := range []string{"sort=minutes", "limit=0", "limit=201", "cursor=x", "client_id=", "project_id=-1"} {
		ann.Get(v1 + "/time?" + query).Want(422)
	}
	ann.JSON("POST", v1+"/timer", `{}`).Want(422, "body.task_id")
	ann.JSON("POST", v1+"/timer", `{"task_id":4242}`).Want(422, "body.task_id")
	ann.JSON("DELETE", v1+"/timer", nil).Want(404)
	ann.Get(v1 + "/timer").Want(404)
	ann.JSON("PUT", v1+"/projects/7/rates/"+ann.User.ID, `{}`).Want(422, "body.hourly_rate")
	ann.JSON("PUT", v1+"/projects/7/rates/"+ann.User.ID, `{"hourly_rate":-1}`).Want(422, "body.hourly_rate")
	ann.JSON("PUT", v1+"/projects/7/rates/nobody", `{"hourly_rate":1}`).Want(404)
}

func TestTimeOfOthersIsHiddenAsItsProjectIs(t *testing.T) {
	app, task := timed(t)
	ann, bo, cy, dan := app.As("ann"), app.As("bo"), app.As("cy"), app.As("dan")
	at := ann.JSON("POST", v1+"/tasks/"+task+"/time", `{"minutes":60}`).Want(201).Header.Get("Location")
	var e entry
	bo.Get(at).Want(200).Into(&e)
	if e.Amount != nil || e.HourlyRate != nil || e.Currency != nil || *e.Minutes != 60 {
		t.Error("a member is told what another's hour costs")
	}
	bo.JSON("PATCH", at, `{"minutes":1}`).Want(403)
	bo.JSON("DELETE", at, nil).Want(403)
	bo.Get(v1 + "/projects/7/rates").Want(403)
	bo.JSON("PUT", v1+"/projects/7/rates/"+bo.User.ID, `{"hourly_rate":99999}`).Want(403)
	bo.JSON("POST", v1+"/tasks/"+task+"/time", `{"minutes":60,"user_id":"`+ann.User.ID+`"}`).Want(422, "body.user_id")
	for _, p := range []*apptest.Person{cy, dan} {
		p.Get(at).Want(404)
		p.JSON("PATCH", at, `{"minutes":1}`).Want(404)
		p.JSON("DELETE", at, nil).Want(404)
		p.JSON("POST", at+"/restore", nil).Want(404)
		for _, path := range []string{"/time", "/time?project_id=7", "/time?user_id=" + ann.User.ID, "/time?task_id=" + task} {
			p.Get(v1+path).Want(200, `"total":0`).WantNot("secret", "Website")
		}
		p.Get(v1+"/reports/time?group=project,person").Want(200, `"rows":[]`).WantNot("Website", "ann")
	}
	cy.Get(v1+"/tasks/"+task+"/time").Want(200, `"total":0`)
	cy.JSON("POST", v1+"/tasks/"+task+"/time", `{"minutes":5}`).Want(403)
	cy.JSON("POST", v1+"/timer", `{"task_id":`+task+`}`).Want(403)
	dan.Get(v1 + "/tasks/" + task + "/time").Want(404)
	dan.JSON("POST", v1+"/tasks/"+task+"/time", `{"minutes":5}`).Want(404)
	dan.JSON("POST", v1+"/timer", `{"task_id":`+task+`}`).Want(422).WantNot("secret")
	dan.Get(v1 + "/projects/7/rates").Want(404)
	dan.JSON("PUT", v1+"/projects/7/rates/"+dan.User.ID, `{"hourly_rate":1}`).Want(404)
}

func TestTheTimerRunsOverTheAPI(t *testing.T) {
	app, task := timed(t)
	bo := app.As("bo")
	var e entry
	bo.JSON("POST", v1+"/timer", `{"task_id":`+task+`}`).Want(201, `"running":true`, `"minutes":null`).Into(&e)
	app.Clock.Advance(90 * time.Minute)
	bo.Get(v1+"/timer").Want(200, `"running":true`)
	bo.JSON("DELETE", v1+"/timer", nil).Want(204)
	bo.Get(fmt.Sprintf("%s/time/%d", v1, *e.ID)).Want(200, `"minutes":90`, `"amount":13500`)
	bo.JSON("POST", v1+"/timer", `{"task_id":`+task+`}`).Want(201).Into(&e)
	app.Clock.Advance(30 * time.Hour)
	bo.JSON("PATCH", fmt.Sprintf("%s/time/%d", v1, *e.ID), `{"minutes":60}`).Want(200, `"running":false`)
	bo.Get(v1 + "/timer").Want(404)
	var report struct {
		Rows []struct {
			Project *struct{ Name string }
			Month   *string
			Minutes int
			Amounts []struct {
				Currency string
				Amount   int
			}
		}
		Total struct{ Minutes, Entries int }
	}
	bo.Get(v1 + "/reports/time?group=project,month&from=2026-05-01&to=2026-05-31").Want(200).Into(&report)
	if len(report.Rows) != 1 || report.Rows[0].Project.Name != "Website" || *report.Rows[0].Month != "2026-05" || report.Rows[0].Minutes != 150 ||
		report.Rows[0].Amounts[0].Amount != 22500 || report.Total.Entries != 2 {
		t.Errorf("%+v", report)
	}
}
