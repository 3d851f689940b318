package store_test

import (
	"slices"
	"testing"
	"time"

	"mddash/domain"
)

func TestWhoSeesAndChangesTime(t *testing.T) {
	const sees, priced, changes = 1, 2, 3
	eachCast(t, func(c cast) {
		c.priced()
		c.exec(`INSERT INTO tasks (id, name, project_id) VALUES (901, 'in studio', 2), (902, 'in secret', 3), (903, 'in old', 4)`)
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (902, 'zoe'), (902, 'cleo')`)
		website := c.add("ann", domain.TodoInput{Title: "in website", ProjectID: ptr(website)})
		personal := c.add("ann", domain.TodoInput{Title: "personal", AssigneeIDs: []string{"ben"}})
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &personal.ID})
		for _, row := range []struct {
			what string
			id   int64
			can  map[string]int
		}{
			{"a member's is theirs and the owner's", c.log("ben", website.ID, minutes(60)).ID, map[string]int{"ann": changes, "ben": changes}},
			{"the owner's is seen by members without its price", c.log("ann", website.ID, minutes(60)).ID, map[string]int{"ann": changes, "ben": sees}},
			{"of a team project staff sees minutes", c.log("dora", 901, minutes(60)).ID, map[string]int{"dora": changes, "ann": sees, "ben": sees, "zoe": sees}},
			{"an assignee's is theirs and the owner's", c.log("zoe", 902, minutes(60)).ID, map[string]int{"dora": changes, "zoe": changes}},
			{"on a task one is assigned to it is seen", c.log("dora", 902, minutes(60)).ID, map[string]int{"dora": changes, "zoe": sees}},
			{"of an adopted project it is the staff's", c.log("dora", 903, minutes(60)).ID, map[string]int{"ann": changes, "ben": changes, "dora": changes, "zoe": changes}},
			{"on a personal todo it is seen by its people", c.log("ann", personal.ID, minutes(60)).ID, map[string]int{"ann": changes, "ben": sees}},
			{"on a step it is the assignee's of its todo", c.log("ben", step.ID, minutes(60)).ID, map[string]int{"ann": sees, "ben": changes}},
		} {
			for _, who := range []string{"ann", "ben", "cleo", "dora", "zoe"} {
				checkTimeAccess(c, row.what+": "+who, who, row.id, row.can[who])
			}
		}
	})
}

func checkTimeAccess(c cast, what, who string, id int64, level int) {
	c.t.Helper()
	const sees, priced, changes = 1, 2, 3
	ctx := c.t.Context()
	entry, err := c.as(who).TimeEntry(ctx, id)
	if level == 0 {
		c.want(what+" opens it", err, domain.NotFound)
	} else if c.want(what+" opens it", err, 0); entry.Priced != (level >= priced) || !entry.Priced && (entry.Amount.Minor != 0 || entry.HourlyRate != nil) || entry.Title == "" {
		c.t.Errorf("%s: %+v", what, entry)
	}
	kind := map[bool]domain.Kind{true: domain.NotFound, false: domain.Denied}[level == 0]
	if level == changes {
		kind = 0
	}
	_, err = c.as(who).ChangeTime(ctx, id, "", setTime(func(in *domain.TimeInput) { in.Note = ptr("by " + who) }))
	c.want(what+" changes it", err, kind)
	err = c.as(who).DeleteTime(ctx, id, "")
	if c.want(what+" deletes it", err, kind); err == nil {
		_, err = c.as(who).TimeEntry(ctx, id)
		c.want(what+" opens it in the trash", err, domain.NotFound)
		_, err = c.as(who).RestoreTime(ctx, id)
		c.want(what+" restores it", err, 0)
	} else {
		_, err = c.as(who).RestoreTime(ctx, id)
		c.want(what+" restores what is not in the trash", err, domain.NotFound)
	}
	page, err := c.as(who).Time(ctx, domain.TimeFilter{Limit: 100, Total: true})
	c.want(what+" lists", err, 0)
	if listed := slices.Contains(timeIDs(page.Items), id); listed != (level > 0) && entry.Title != "step" {
		c.t.Errorf("%s: listed %v", what, listed)
	}
	if page.Total != len(page.Items) {
		c.t.Errorf("%s: %d of %d", what, len(page.Items), page.Total)
	}
}

func TestWhoMayLogTime(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`INSERT INTO tasks (id, name, project_id) VALUES (900, 'in website', 1), (901, 'in studio', 2), (902, 'in secret', 3)`)
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (900, 'cleo')`)
		for _, row := range []struct {
			what, who string
			todo      int64
			kind      domain.Kind
		}{
			{"a client who is assigned", "cleo", 900, domain.Denied}, {"a viewer", "zoe", 901, domain.Denied}, {"staff outside a team project", "ben", 901, domain.Denied},
			{"a stranger", "zoe", 902, domain.NotFound}, {"a member", "ben", 900, 0}, {"a stranger", "zoe", 900, domain.NotFound},
		} {
			_, err := c.as(row.who).AddTime(ctx, row.todo, minutes(5))
			c.want(row.what+" logs", err, row.kind)
			_, err = c.as(row.who).StartTimer(ctx, row.todo)
			c.want(row.what+" starts", err, row.kind)
		}
		got, err := c.as("cleo").TimeOf(ctx, 900, domain.TimeFilter{Limit: 10, Total: true})
		if c.want("a client sees no time", err, 0); got.Total != 0 || len(got.Items) != 0 || got.Sum.Minutes != 0 || got.Sum.Entries != 0 {
			t.Errorf("%+v", got)
		}
		report, err := c.as("cleo").TimeReport(ctx, domain.TimeFilter{}, []domain.TimeGroup{domain.ByPerson})
		if c.want("a client has no report", err, 0); len(report.Rows) != 0 || report.Total.Entries != 0 {
			t.Errorf("%+v", report)
		}
	})
}

func TestWhoIsOutOfAProjectKeepsTheirHoursAndNothingElse(t *testing.T) {
	eachCast(t, func(c cast) {
		c.priced()
		ctx := t.Context()
		task := c.add("ann", domain.TodoInput{Title: "secret plan", ProjectID: ptr(website)})
		entry := c.log("ben", task.ID, minutes(60))
		_, err := c.as("ben").StartTimer(ctx, task.ID)
		c.want("start", err, 0)
		c.clock.Advance(30 * time.Minute)
		c.want("remove", c.as("ann").RemoveFromProject(ctx, website, "ben"), 0)
		_, err = c.as("ben").RunningTimer(ctx)
		c.want("the timer went with it", err, domain.NotFound)
		c.wantSpent("what was worked counts", website, 9000, 9000)
		got, err := c.as("ben").TimeEntry(ctx, entry.ID)
		if c.want("read", err, 0); got.Title != "" || got.TodoID != 0 || got.ProjectID != 0 || got.Project.Name != "" || got.Amount.Minor != 6000 {
			t.Errorf("%+v", got)
		}
		_, err = c.as("ben").ChangeTime(ctx, entry.ID, "", setTime(func(in *domain.TimeInput) { in.Minutes = ptr(600) }))
		c.want("change", err, domain.Denied)
		report, err := c.as("ben").TimeReport(ctx, domain.TimeFilter{}, []domain.TimeGroup{domain.ByProject, domain.ByClient})
		if c.want("report", err, 0); len(report.Rows) != 1 || !report.Rows[0].Unseen || report.Rows[0].Project.Name != "" || report.Rows[0].Minutes != 90 {
			t.Errorf("%+v", report)
		}
		page, err := c.as("ben").Time(ctx, domain.TimeFilter{ProjectID: website, Limit: 10, Total: true})
		if c.want("asked for by project", err, 0); page.Total != 0 {
			t.Error("an id that is hidden finds something")
		}
	})
}

func TestRatesAreForThoseWhoManage(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		rate := int64(7000)
		for who, kind := range map[string]domain.Kind{"ben": domain.Denied, "cleo": domain.Denied, "zoe": domain.NotFound, "dora": domain.NotFound} {
			_, err := c.as(who).ProjectRates(ctx, website)
			c.want(who+" reads rates", err, kind)
			c.want(who+" sets rates", c.as(who).SetProjectRate(ctx, website, "ben", &rate), kind)
		}
		c.want("of a stranger", c.as("ann").SetProjectRate(ctx, website, "zoe", &rate), domain.NotFound)
		c.want("of a client", c.as("ann").SetProjectRate(ctx, website, "cleo", &rate), domain.NotFound)
		c.want("of nobody", c.as("ann").SetProjectRate(ctx, website, "nobody", &rate), domain.NotFound)
		c.want("below 0", c.as("ann").SetProjectRate(ctx, website, "ben", ptr(int64(-1))), domain.Invalid)
		scope := c.as("ann")
		c.want("of a member", scope.SetProjectRate(ctx, website, "ben", &rate), 0)
		rates := func() map[string]*int64 {
			t.Helper()
			list, err := c.as("ann").ProjectRates(ctx, website)
			c.want("read", err, 0)
			found := map[string]*int64{}
			for _, r := range list {
				found[r.Person.ID] = r.HourlyRate
			}
			return found
		}
		if got := rates(); len(got) != 2 || got["ben"] == nil || *got["ben"] != 7000 || got["ann"] != nil {
			t.Errorf("%v", got)
		}
		c.want("undo", c.as("ann").Undo(ctx, scope.Batch()), 0)
		if got := rates(); got["ben"] != nil {
			t.Errorf("%v", *got["ben"])
		}
	})
}
