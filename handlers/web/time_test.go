package web_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// timed is ann's project, in which bo is a member and cy a client; dan has nothing to do with it. An hour costs 90.00 EUR.
func timed(t *testing.T) (*apptest.App, domain.Todo) {
	t.Helper()
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	ann, bo, cy := app.As("ann").User.ID, app.As("bo").User.ID, app.As("cy").User.ID
	app.As("dan")
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, cy)
	app.SQL(`INSERT INTO projects (id, name, key, owner_id, visibility, currency, hourly_rate, billing_type) VALUES (70, 'Website', 'WEB', ?, 'private', 'EUR', 9000, 'hourly')`, ann)
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (70, ?, 'member'), (70, ?, 'viewer')`, bo, cy)
	project := int64(70)
	todo, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Draw it", ProjectID: &project})
	if err != nil {
		t.Fatal(err)
	}
	return app, todo
}

// newest is the entry that was written last.
func newest(t *testing.T, app *apptest.App, who string, todo domain.Todo) domain.TimeEntry {
	t.Helper()
	found, err := app.Scope(who).TimeOf(t.Context(), todo.ID, domain.TimeFilter{Limit: 100})
	if err != nil || len(found.Items) == 0 {
		t.Fatalf("no time on it: %v", err)
	}
	last := found.Items[0]
	for _, entry := range found.Items {
		if entry.ID > last.ID {
			last = entry
		}
	}
	return last
}

func TestATimerIsStartedAndStoppedByForms(t *testing.T) {
	app, todo := timed(t)
	bo := app.As("bo")
	bo.Get(at(todo, "")).Want(200, "Start the timer").WantNot("Stop the timer")
	bo.Post(at(todo, "/timer"), apptest.Form("run", "true")).WantTo(at(todo, ""))
	app.Clock.Advance(90 * time.Minute)
	bo.Get("/settings/profile").Want(200, "Draw it", "1:30", "Stop the timer")
	bo.With("Referer", app.URL+"/settings/profile").Post("/timer/end", nil).WantTo("/settings/profile")
	bo.Get(at(todo, "")).Want(200, "Timer stopped after 1:30", "1:30", "135.00 EUR").WantNot("Stop the timer")
	bo.Post("/timer/end", nil).Want(303)
	bo.Get("/todos").Want(200, "No timer is running")
	bo.Post(at(todo, "/timer"), apptest.Form("run", "true")).Want(303)
	app.Clock.Advance(10 * time.Minute)
	bo.HTMX().Post(at(todo, "/timer?open="+strconv.FormatInt(todo.ID, 10)), apptest.Form("run", "false")).Want(200, `hx-target="#detail"`, `hx-target="#timer"`, "1:40").WantNot("Stop the timer")
}

func TestAForgottenTimerAsksHowLongItWas(t *testing.T) {
	app, todo := timed(t)
	bo := app.As("bo")
	bo.Post(at(todo, "/timer"), apptest.Form("run", "true")).Want(303)
	entry := newest(t, app, "bo", todo)
	app.Clock.Advance(20 * time.Hour)
	form := at(todo, fmt.Sprintf("/time/%d/edit", entry.ID))
	bo.Post("/timer/end", nil).WantTo(form)
	page := bo.Get(form).Want(200, "This timer runs since", "Write how long you worked")
	bo.Post(form, apptest.Form("minutes", "", "version", hidden(t, page.Body, "version"))).Want(422, "Write how long it took")
	bo.Post(form, apptest.Form("minutes", "2h", "date", "2026-05-21", "billable", "true", "version", hidden(t, page.Body, "version"))).Want(303)
	if got := newest(t, app, "bo", todo); got.Running || got.Minutes != 120 || got.Amount.Minor != 18000 {
		t.Errorf("%+v", got)
	}
}

func TestTimeIsAddedChangedAndDeletedByForms(t *testing.T) {
	app, todo := timed(t)
	bo := app.As("bo")
	bo.Get(at(todo, "/time")).Want(200, "Worked", "Save time")
	for typed, words := range map[string]string{"": "Write how long it took", "soon": "Write how long it took", "0": "Write how long it took", "1:75": "Write how long it took"} {
		bo.Post(at(todo, "/time"), apptest.Form("minutes", typed, "note", "kept words", "date", "2026-05-20")).Want(422, words, "kept words", "2026-05-20")
	}
	bo.Post(at(todo, "/time"), apptest.Form("minutes", "5", "date", "2026-02-30")).Want(422, "time-date-e")
	bo.Post(at(todo, "/time"), apptest.Form("minutes", "1h 30m", "date", "2026-05-20", "note", "<b>sketch</b>")).Want(303)
	bo.Get(at(todo, "")).Want(200, "1:30 logged", "<b>sketch</b>", "135.00 EUR").WantNoMarkup("<b>sketch")
	entry := newest(t, app, "bo", todo)
	one := at(todo, fmt.Sprintf("/time/%d", entry.ID))
	version := hidden(t, bo.Get(one+"/edit").Want(200, "1:30", "At the rate of today").Body, "version")
	bo.Post(one+"/edit", apptest.Form("minutes", "1.5h", "date", "2026-05-20", "note", "sketch", "billable", "false", "version", version)).Want(303)
	if got := newest(t, app, "bo", todo); got.Minutes != 90 || got.Billable || got.Note != "sketch" {
		t.Errorf("%+v", got)
	}
	stale := bo.Post(one+"/edit", apptest.Form("minutes", "7:00", "date", "2026-05-20", "note", "mine", "billable", "true", "version", version)).
		Want(412, "Somebody changed it", "it is 1:30 on", "7:00", "mine")
	bo.Post(one+"/edit", apptest.Form("minutes", "7:00", "date", "2026-05-20", "note", "mine", "billable", "true", "version", hidden(t, stale.Body, "version"))).Want(303)
	bo.Post(one+"/removal", nil).Want(303)
	page := bo.Get(at(todo, "")).Want(200, "Time deleted", "/undo/")
	batch := page.Body[strings.LastIndex(page.Body, "/undo/")+len("/undo/"):]
	bo.Post("/undo/"+batch[:36], nil).Want(303)
	if got := newest(t, app, "bo", todo); got.Minutes != 420 {
		t.Errorf("%+v", got)
	}
}

func TestTheTimeOfATodoIsItsPeoples(t *testing.T) {
	app, todo := timed(t)
	ann, bo, cy, dan := app.As("ann"), app.As("bo"), app.As("cy"), app.As("dan")
	ann.Post(at(todo, "/time"), apptest.Form("minutes", "60", "note", "by the owner")).Want(303)
	entry := newest(t, app, "ann", todo)
	one := at(todo, fmt.Sprintf("/time/%d", entry.ID))
	bo.Get(at(todo, "")).Want(200, "by the owner", "1:00").WantNot("90.00 EUR", one+"/edit")
	bo.Get(one + "/edit").Want(403)
	bo.Post(one+"/edit", apptest.Form("minutes", "1")).Want(403)
	bo.Post(one+"/removal", nil).Want(403)
	cy.Get(at(todo, "")).Want(200).WantNot("by the owner", "Start the timer", "1:00")
	cy.Get(at(todo, "/time")).Want(403)
	cy.Post(at(todo, "/time"), apptest.Form("minutes", "60")).Want(403)
	cy.Get(one + "/edit").Want(404)
	cy.Post(one+"/edit", apptest.Form("minutes", "1")).Want(404)
	for _, path := range []string{"", "/time", fmt.Sprintf("/time/%d/edit", entry.ID)} {
		dan.Get(at(todo, path)).Want(404)
	}
	dan.Post(at(todo, "/time"), apptest.Form("minutes", "60")).Want(404)
	dan.Post(at(todo, "/timer"), apptest.Form("run", "true")).Want(404)
	own, err := app.Scope("bo").AddTodo(t.Context(), domain.TodoInput{Title: "bo's own"})
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range []string{"/edit", "/removal"} {
		bo.Post(at(own, fmt.Sprintf("/time/%d", entry.ID)+act), apptest.Form("minutes", "1")).Want(404)
	}
	if got := newest(t, app, "ann", todo); got.Minutes != 60 || !got.DeletedAt.IsZero() {
		t.Errorf("%+v", got)
	}
}
