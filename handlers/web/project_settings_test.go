package web_test

import (
	"context"
	"fmt"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func TestSettingsSayWhoSeesAProjectAndHowItsMoneyStands(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	p := closedProject(t, app, "ann", "Website")
	here, settings := fmt.Sprintf("/projects/%d", p.ID), fmt.Sprintf("/projects/%d?view=settings", p.ID)
	ann.Get(settings).Want(200, "Nobody else finds it", `value="private" checked`).WantNot("of the time gone", "Written by hand")
	task, err := app.Scope("ann").AddTodo(context.Background(), domain.TodoInput{Title: "Write", ProjectID: &p.ID})
	if err != nil {
		t.Fatal(err)
	}
	minutes := 90
	if _, err := app.Scope("ann").AddTime(context.Background(), task.ID, domain.TimeInput{Minutes: &minutes}); err != nil {
		t.Fatal(err)
	}
	form := ann.Get(settings).Want(200, "ann", "1:30", "142.50 EUR")
	fields := apptest.Form("version", field(t, form, "version"), "name", "Website", "key", p.Key, "visibility", "team", "currency", "EUR", "billing_type", "hourly", "hourly_rate", "95", "budget", "1000",
		"spent", "642,5", "start_date", "2026-05-11", "end_date", "2026-05-31", "is_template", "true", "status", "planning", "priority", "medium")
	ann.Post(here+"/edit", fields).WantTo(settings)
	ann.Get(settings).Want(200, "64% used, 50% of the time gone", "Written by hand", "500.00 EUR", "Left of 1,000.00 EUR", "357.50 EUR", `name="is_template" value="true" checked`, `value="team" checked`)
	fields.Set("version", "")
	fields.Set("spent", "100")
	ann.Post(here+"/edit", fields).Want(422, "Time entries come to 142.50 EUR already.", `href="#spent"`)
	fields.Set("spent", "642.5")
	fields.Set("visibility", "everybody")
	ann.Post(here+"/edit", fields).Want(422, `href="#visibility"`)
	app.As("bo").Get(settings).Want(403)
	app.As("bo").Get(here + "?view=people").Want(200)
}
