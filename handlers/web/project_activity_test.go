package web_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func TestTheActivityOfAProjectIsReadDayByDayAndPageByPage(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	p := project(t, app, "ann", "Website")
	page := fmt.Sprintf("/projects/%d?view=activity", p.ID)
	ann.Get(page).Want(200, "created the project").WantNot("Show older", "Show the newest")
	app.Clock.Set(app.Clock.Now().AddDate(0, 0, 1))
	for i := range 70 {
		if _, err := app.Scope("ann").AddTodo(context.Background(), domain.TodoInput{Title: fmt.Sprintf("Task <b>%d</b>", i), ProjectID: &p.ID}); err != nil {
			t.Fatal(err)
		}
	}
	newest := bo.Get(page).Want(200, "Today", "Task <b>69</b>", "Show older").WantNot("created the project", "Show the newest").WantNoMarkup("<b>69</b>")
	older := regexp.MustCompile(`href="([^"]+before=\d+)"`).FindStringSubmatch(newest.Body)
	if older == nil {
		t.Fatal("nothing leads to what is older")
	}
	bo.Get(regexp.MustCompile(`&amp;`).ReplaceAllString(older[1], "&")).Want(200, "created the project", "Yesterday", "Task <b>0</b>", "Show the newest").WantNot("Task <b>69</b>", "Show older")
	for _, odd := range []string{"-1", "x", "99999999999999999999", "1"} {
		ann.Get(page + "&before=" + odd).Want(200)
	}
}

func TestTheActivityOfAProjectBeginsWithWhatItIsAbout(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	p := project(t, app, "ann", "Website")
	todo, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Write the copy", ProjectID: &p.ID})
	if err != nil {
		t.Fatal(err)
	}
	page, ref := fmt.Sprintf("/projects/%d?view=activity", p.ID), fmt.Sprintf("%s-%d", p.Key, todo.ID)
	ann.Get(page).Want(200).WantNot("About")
	app.SQL(`UPDATE projects SET description = ? WHERE id = ?`, "No **carousel**, see "+ref+" <script>alert(1)</script>", p.ID)
	ann.Get(page).Want(200, "About", "<strong>carousel</strong>", `title="Write the copy"`).WantNoMarkup("<script>alert")
	app.As("bo").Get(page + "&before=1").Want(200).WantNot("carousel")
}

func TestTheActivityOfAProjectTellsNobodyMoreThanTheySee(t *testing.T) {
	app := apptest.New(t)
	ann, bo, cleo, zoe := app.As("ann"), app.As("bo"), app.As("cleo"), app.As("zoe")
	p := closedProject(t, app, "ann", "Website")
	here := fmt.Sprintf("/projects/%d", p.ID)
	for _, who := range []*apptest.Person{bo, cleo} {
		ann.Post(here+"/people", apptest.Form("user_id", who.User.ID, "role", "viewer")).Want(303)
	}
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, cleo.User.ID)
	c := client(t, app, "ann", domain.ClientInput{CompanyName: "Harbour Coffee"})
	rate, budget := int64(12345), int64(2400000)
	change := func(in domain.ProjectInput) (domain.ProjectInput, error) {
		in.HourlyRate, in.Budget, in.ClientID = &rate, &budget, &c.ID
		return in, nil
	}
	if _, err := app.Scope("ann").UpdateProject(context.Background(), p.ID, "", change); err != nil {
		t.Fatal(err)
	}
	ann.Get(here+"?view=activity").Want(200, "set the hourly rate to 123.45 EUR", "set the budget to 24000 EUR", "set the client to Harbour Coffee", "added", "as a viewer")
	bo.Get(here+"?view=activity").Want(200, "24000", "Harbour Coffee").WantNot("123.45", "hourly rate")
	cleo.Get(here+"?view=activity").Want(200, "as a viewer").WantNot("123.45", "24000", "Harbour", c.ID)
	zoe.Get(here + "?view=activity").Want(404)
}
