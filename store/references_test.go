package store_test

import (
	"fmt"
	"slices"
	"testing"

	"mddash/domain"
)

func (c cast) refers(who string, names ...string) map[string]domain.Reference {
	c.t.Helper()
	found, err := c.as(who).References(c.t.Context(), names)
	c.want(who+" follows references", err, 0)
	return found
}

func TestReferencesLeadToWhatTheirReaderSees(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		inWebsite := c.add("ann", domain.TodoInput{Title: "in website", ProjectID: ptr(website)})
		c.exec(`INSERT INTO tasks (id, name, project_id, status) VALUES (901, 'in studio', 2, 'done'), (902, 'in secret', 3, 'task')`)
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (902, 'zoe')`)
		personal := c.add("ann", domain.TodoInput{Title: "personal"})
		staffs, hidden := c.decision("ann", domain.DecisionInput{Name: "the staff's"}), c.decision("dora", domain.DecisionInput{Name: "hidden", ProjectID: ptr(secret)})
		web, stu, sec := fmt.Sprint("WEB-", inWebsite.ID), "STU-901", "SEC-902"
		names := []string{web, stu, sec, fmt.Sprint("WEB-", personal.ID), fmt.Sprint("D-", staffs.ID), fmt.Sprint("D-", hidden.ID), "WEB-99999", "NOPE-901", "D-99999", "no reference"}
		for who, want := range map[string][]string{
			"ann":  {web, stu, fmt.Sprint("D-", staffs.ID)},
			"cleo": {web},
			// An assignee of a project that they don't see does not learn what its key is.
			"zoe":  {stu, fmt.Sprint("D-", staffs.ID)},
			"dora": {stu, sec, fmt.Sprint("D-", staffs.ID), fmt.Sprint("D-", hidden.ID)},
		} {
			found := c.refers(who, names...)
			for _, name := range names {
				if _, leads := found[name]; leads != slices.Contains(want, name) {
					t.Errorf("%s follows %s: %v", who, name, leads)
				}
			}
		}
		if got := c.refers("ann", stu)[stu]; got != (domain.Reference{Text: "STU-901", Kind: "task", ID: 901, Title: "in studio", Done: true, ProjectID: studio}) {
			t.Errorf("%+v", got)
		}
		_, err := c.as("ann").UpdateProject(ctx, website, "", func(in domain.ProjectInput) (domain.ProjectInput, error) { in.Key = ptr("SITE"); return in, nil })
		c.want("a new key", err, 0)
		if got := c.refers("ann", web, fmt.Sprint("SITE-", inWebsite.ID)); len(got) != 2 || got[web].Text != fmt.Sprint("SITE-", inWebsite.ID) {
			t.Errorf("after a new key: %+v", got)
		}
		_, err = c.as("ann").UpdateTodo(ctx, inWebsite.ID, "", set(func(in *domain.TodoInput) { in.ProjectID = ptr(adopted) }))
		c.want("the task moves", err, 0)
		if got := c.refers("ann", web)[web]; got.Text != fmt.Sprint("OLD-", inWebsite.ID) {
			t.Errorf("after the move: %+v", got)
		}
		c.want("the task is deleted", c.as("ann").DeleteTodo(ctx, inWebsite.ID, ""), 0)
		if got := c.refers("ann", web); len(got) != 0 {
			t.Errorf("in the trash: %+v", got)
		}
	})
}

func TestReferencesTakeTheSameQueriesHoweverManyTheyAre(t *testing.T) {
	eachCast(t, func(c cast) {
		count := func(names ...string) int {
			r := c.store.Record()
			c.refers("ann", names...)
			return len(r.Take())
		}
		var many []string
		for i := range 300 {
			many = append(many, fmt.Sprint("WEB-", i+1), fmt.Sprint("D-", i+1))
		}
		if few, all := count("WEB-1", "D-1"), count(many...); few != all || few > 3 {
			t.Errorf("%d queries for two, %d for many", few, all)
		}
		if n := count(); n != 0 {
			t.Errorf("%d queries for none", n)
		}
	})
}

func TestReferencesAreOfferedByNumberAndByWords(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		draft := c.add("ann", domain.TodoInput{Title: "Draft 100% of the pages", ProjectID: ptr(website)})
		c.add("ann", domain.TodoInput{Title: "A step", ParentID: &draft.ID})
		c.exec(`INSERT INTO tasks (id, name, project_id) VALUES (902, 'in secret', 3)`)
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (902, 'zoe')`)
		d := c.decision("ann", domain.DecisionInput{Name: "Which host?", ProjectID: ptr(website)})
		for _, row := range []struct {
			who, key, rest string
			want           []string
		}{
			{"ann", "WEB", "", []string{fmt.Sprint("WEB-", draft.ID)}}, {"ann", "WEB", fmt.Sprint(draft.ID), []string{fmt.Sprint("WEB-", draft.ID)}},
			{"ann", "WEB", "100% draft", []string{fmt.Sprint("WEB-", draft.ID)}}, {"ann", "WEB", "step", nil}, {"ann", "WEB", "nothing", nil}, {"zoe", "WEB", "", nil},
			{"zoe", "SEC", "", nil}, {"ann", "SEC", "9", nil}, {"ann", "NOPE", "", nil}, {"ann", "D", "host", []string{d.Reference()}}, {"zoe", "D", "", nil},
		} {
			offered, err := c.as(row.who).CompleteReference(ctx, row.key, row.rest)
			c.want("offer", err, 0)
			var got []string
			for _, ref := range offered {
				got = append(got, ref.Text)
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("%s types %s-%s: offered %v, want %v", row.who, row.key, row.rest, got, row.want)
			}
		}
	})
}

func TestWhoIsMentionedWatchesWhatTheySee(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		watching := func(what string, id int64, want ...string) {
			t.Helper()
			if rows, err := c.store.Strings(`SELECT user_id FROM task_watchers WHERE task_id = ? ORDER BY user_id`, id); err != nil || !slices.Equal(rows, want) {
				t.Errorf("%s: %v watch it, want %v (%v)", what, rows, want, err)
			}
		}
		todo := c.add("ann", domain.TodoInput{Title: "x", ProjectID: ptr(website), Description: ptr("@cleo `@ben` @zoe @nobody")})
		watching("people of the project alone, and no code", todo.ID, "cleo")
		remark, err := c.as("ann").AddComment(ctx, todo.ID, domain.CommentInput{Body: "look, @ben"})
		c.want("a comment", err, 0)
		watching("whom a comment mentions, and who wrote it", todo.ID, "ann", "ben", "cleo")
		c.want("ben has enough", c.as("ben").Unwatch(ctx, todo.ID), 0)
		_, err = c.as("ann").EditComment(ctx, todo.ID, remark.ID, domain.CommentInput{Body: "look, @ben!"})
		c.want("rewritten", err, 0)
		watching("who was mentioned before is not asked again", todo.ID, "ann", "cleo")
		_, err = c.as("ann").UpdateTodo(ctx, todo.ID, "", set(func(in *domain.TodoInput) { in.Description = ptr("@ben now") }))
		c.want("described", err, 0)
		watching("who is new in the description", todo.ID, "ann", "ben", "cleo")
		personal := c.add("ann", domain.TodoInput{Title: "mine", AssigneeIDs: []string{"ben"}, Description: ptr("@ben @zoe @ann")})
		watching("of a personal todo, those who see it", personal.ID, "ann", "ben")
		c.exec(`INSERT INTO tasks (id, name, project_id) VALUES (902, 'in secret', 3)`)
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (902, 'zoe')`)
		_, err = c.as("zoe").AddComment(ctx, 902, domain.CommentInput{Body: "@dora?"})
		c.want("an assignee comments", err, 0)
		watching("who does not see the project finds nobody of it by guessing names", 902, "zoe")
	})
}
