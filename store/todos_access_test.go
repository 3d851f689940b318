package store_test

import (
	"testing"

	"mddash/domain"
)

func TestWhoSeesAndChangesTodos(t *testing.T) {
	const sees, works, edits, manages = 1, 2, 3, 4
	eachCast(t, func(c cast) {
		personal := c.add("ann", domain.TodoInput{Title: "personal", AssigneeIDs: []string{"ben"}})
		inWebsite := c.add("ben", domain.TodoInput{Title: "in website", ProjectID: ptr(website)})
		c.exec(`INSERT INTO tasks (id, name, project_id) VALUES (901, 'in studio', 2), (902, 'in secret', 3), (903, 'in old', 4), (904, 'of nobody', NULL)`)
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (902, 'zoe'), (902, 'cleo')`)
		for _, row := range []struct {
			what string
			id   int64
			can  map[string]int
		}{
			{"a personal todo is its owner's, its assignees work on it", personal.ID, map[string]int{"ann": manages, "ben": works}},
			{"a private project's is its people's, its creator deletes it", inWebsite.ID, map[string]int{"ann": manages, "ben": manages, "cleo": sees}},
			{"a team project's is read by staff", 901, map[string]int{"dora": manages, "ann": sees, "ben": sees, "zoe": sees}},
			{"an assignee edits a todo of a project they don't see; a client only sees it", 902, map[string]int{"dora": manages, "zoe": edits, "cleo": sees}},
			{"an adopted project without an owner is the staff's", 903, map[string]int{"ann": manages, "ben": manages, "dora": manages, "zoe": manages}},
			{"an adopted todo without an owner is the staff's", 904, map[string]int{"ann": manages, "ben": manages, "dora": manages, "zoe": manages}},
		} {
			for _, who := range []string{"ann", "ben", "cleo", "dora", "zoe"} {
				checkAccess(c, row.what+": "+who, who, row.id, row.can[who])
			}
		}
	})
}

func checkAccess(c cast, what, who string, id int64, level int) {
	c.t.Helper()
	ctx := c.t.Context()
	kind := func(needs int) domain.Kind {
		switch {
		case level == 0:
			return domain.NotFound
		case level < needs:
			return domain.Denied
		}
		return 0
	}
	_, err := c.as(who).Todo(ctx, id)
	c.want(what+" opens it", err, kind(1))
	_, err = c.as(who).Subtasks(ctx, id)
	c.want(what+" reads its steps", err, kind(1))
	_, err = c.as(who).Comments(ctx, id, 0, 10)
	c.want(what+" reads its comments", err, kind(1))
	_, err = c.as(who).TodoActivity(ctx, id, 0, 10)
	c.want(what+" reads its history", err, kind(1))
	_, err = c.as(who).CompleteTodo(ctx, id, true)
	c.want(what+" completes it", err, kind(2))
	if err == nil {
		_, err = c.as(who).CompleteTodo(ctx, id, false)
		c.want(what+" opens it again", err, 0)
	}
	_, err = c.as(who).AddComment(ctx, id, domain.CommentInput{Body: "hello"})
	c.want(what+" comments", err, kind(2))
	_, err = c.as(who).UpdateTodo(ctx, id, "", set(func(in *domain.TodoInput) { in.Description = ptr("by " + who) }))
	c.want(what+" edits it", err, kind(3))
	_, err = c.as(who).MoveTodo(ctx, id, "", 0, 0)
	c.want(what+" moves it", err, kind(3))
	err = c.as(who).DeleteTodo(ctx, id, "")
	c.want(what+" deletes it", err, kind(4))
	if err == nil {
		_, err = c.as(who).RestoreTodo(ctx, id)
		c.want(what+" restores it", err, 0)
	}
	_, err = c.as(who).BulkTodos(ctx, domain.Bulk{IDs: []int64{id}, Change: set(func(in *domain.TodoInput) { in.Description = ptr("in bulk by " + who) })})
	c.want(what+" bulk edits it", err, kind(3))
	c.want(what+" bulk deletes nothing", c.as(who).PurgeTodo(ctx, id), purgeKind(level))
	listed := false
	page, err := c.as(who).Todos(ctx, domain.TodoFilter{Reach: domain.Visible, Limit: 200})
	c.want(what+" lists", err, 0)
	for _, todo := range page.Items {
		listed = listed || todo.ID == id
	}
	if listed != (level > 0) {
		c.t.Errorf("%s: listed %v", what, listed)
	}
}

// purgeKind: what is not in the trash can't be purged by anybody.
func purgeKind(int) domain.Kind { return domain.NotFound }

func TestIDsInInputsThatTheCallerCannotSeeAnswerLikeThoseThatDoNotExist(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := c.t.Context()
		foreign := c.add("dora", domain.TodoInput{Title: "dora's"})
		mine := c.add("zoe", domain.TodoInput{Title: "mine"})
		for _, row := range []struct {
			field  string
			theirs func(*domain.TodoInput)
			no     func(*domain.TodoInput)
		}{
			{"project_id", func(in *domain.TodoInput) { in.ProjectID = ptr(secret) }, func(in *domain.TodoInput) { in.ProjectID = ptr(int64(99999)) }},
			{"parent_id", func(in *domain.TodoInput) { in.ParentID = &foreign.ID }, func(in *domain.TodoInput) { in.ParentID = ptr(int64(99999)) }},
			{"assignee_ids", func(in *domain.TodoInput) { in.AssigneeIDs = []string{"cleo"} }, func(in *domain.TodoInput) { in.AssigneeIDs = []string{"nobody"} }},
		} {
			_, hidden := c.as("zoe").UpdateTodo(ctx, mine.ID, "", set(row.theirs))
			_, missing := c.as("zoe").UpdateTodo(ctx, mine.ID, "", set(row.no))
			c.want(row.field+" hidden", hidden, domain.Invalid)
			if hidden == nil || missing == nil || hidden.Error() != missing.Error() {
				t.Errorf("%s: hidden says %v, missing says %v", row.field, hidden, missing)
			}
			in := domain.TodoInput{Title: "new"}
			row.theirs(&in)
			_, err := c.as("zoe").AddTodo(ctx, in)
			c.want(row.field+" in a new todo", err, domain.Invalid)
		}
	})
}

func TestMovingGainsNoRights(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := c.t.Context()
		c.exec(`INSERT INTO tasks (id, name, project_id, user_id) VALUES (902, 'in secret', 3, 'dora'), (905, 'in website', 1, 'ann')`)
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (902, 'zoe')`)
		move := func(who string, id int64, project *int64) error {
			_, err := c.as(who).UpdateTodo(ctx, id, "", set(func(in *domain.TodoInput) { in.ProjectID = project }))
			return err
		}
		c.want("an assignee doesn't take it out of the project", move("zoe", 902, nil), domain.Denied)
		c.want("an assignee doesn't move it to another project", move("zoe", 902, ptr(adopted)), domain.Denied)
		c.want("a member doesn't make another's task personal", move("ben", 905, nil), domain.Denied)
		c.want("a member doesn't move it where they only read", move("ben", 905, ptr(studio)), domain.Denied)
		c.want("a member moves it where they are at home", move("ben", 905, ptr(adopted)), 0)
		c.want("its owner moves a personal todo in", move("ben", c.add("ben", domain.TodoInput{Title: "x"}).ID, ptr(website)), 0)
		_, err := c.as("zoe").AddTodo(ctx, domain.TodoInput{Title: "x", ProjectID: ptr(studio)})
		c.want("a reader of a team project adds nothing to it", err, domain.Denied)
		_, err = c.as("cleo").AddTodo(ctx, domain.TodoInput{Title: "x", ProjectID: ptr(website)})
		c.want("a client stays a viewer", err, domain.Denied)
	})
}

func TestStepsAreSeenThroughTheirParent(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := c.t.Context()
		parent := c.add("ann", domain.TodoInput{Title: "parent", AssigneeIDs: []string{"ben"}})
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &parent.ID})
		deep := c.add("ann", domain.TodoInput{Title: "deep", ParentID: &step.ID})
		if got := c.todo("ben", deep.ID).Access; !got.CanWork() || got.CanEdit() {
			t.Errorf("an assignee of the parent should work on its steps and not edit them, got %b", got)
		}
		_, err := c.as("zoe").Todo(ctx, deep.ID)
		c.want("a stranger", err, domain.NotFound)
		_, err = c.as("ben").AddTodo(ctx, domain.TodoInput{Title: "more", ParentID: &parent.ID})
		c.want("an assignee adds no steps to a personal todo", err, domain.Denied)
		_, err = c.as("ann").UpdateTodo(ctx, parent.ID, "", set(func(in *domain.TodoInput) { in.ParentID = &deep.ID }))
		c.want("a cycle", err, domain.Invalid)
		_, err = c.as("ann").UpdateTodo(ctx, parent.ID, "", set(func(in *domain.TodoInput) { in.ParentID = &parent.ID }))
		c.want("its own parent", err, domain.Invalid)
	})
}

func TestPeopleWithoutANameAreKnownByTheFirstPartOfTheirAddress(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`UPDATE users SET name = ' ' WHERE id = 'ben'`)
		c.exec(`UPDATE users SET name = NULL, email = 'adopted-without-a-domain' WHERE id = 'zoe'`)
		people, err := c.as("ann").Assignable(c.t.Context(), 0)
		c.want("who can be chosen", err, 0)
		names := map[string]string{}
		for _, p := range people {
			names[p.ID] = p.Name
		}
		if names["ben"] != "ben" || names["zoe"] != "adopted-without-a-domain" || names["ann"] != "ann" {
			t.Errorf("%v", names)
		}
	})
}
