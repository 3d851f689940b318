package store_test

import (
	"slices"
	"testing"

	"mddash/domain"
)

func (c cast) wantWatchers(what string, id int64, want ...string) {
	c.t.Helper()
	rows, err := c.store.Strings(`SELECT user_id FROM task_watchers WHERE task_id = ? ORDER BY user_id`, id)
	if err != nil || !slices.Equal(rows, want) && len(rows)+len(want) > 0 {
		c.t.Errorf("%s: %v watch it, want %v (%v)", what, rows, want, err)
	}
}

func TestWhoSeesATodoCanWatchIt(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo := c.add("ann", domain.TodoInput{Title: "in website", ProjectID: ptr(website)})
		for _, who := range []string{"ann", "cleo", "cleo"} {
			c.want(who+" watches", c.as(who).Watch(ctx, todo.ID), 0)
		}
		c.want("a stranger", c.as("zoe").Watch(ctx, todo.ID), domain.NotFound)
		watchers, err := c.as("ben").Watchers(ctx, todo.ID)
		c.want("read", err, 0)
		if len(watchers.People) != 2 || watchers.People[0].Name != "ann" || watchers.Watching {
			t.Errorf("ben reads %+v", watchers)
		}
		if watchers, _ := c.as("cleo").Watchers(ctx, todo.ID); !watchers.Watching {
			t.Error("cleo is not told that she watches")
		}
		c.want("stop", c.as("cleo").Unwatch(ctx, todo.ID), 0)
		c.want("stop again", c.as("cleo").Unwatch(ctx, todo.ID), 0)
		c.wantWatchers("after stopping", todo.ID, "ann")
		_, err = c.as("ben").AddComment(ctx, todo.ID, domain.CommentInput{Body: "hello"})
		c.want("comment", err, 0)
		c.wantWatchers("who commented", todo.ID, "ann", "ben")
	})
}

func TestLosingSightOfATodoEndsTheWatch(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo := c.add("ann", domain.TodoInput{Title: "personal", AssigneeIDs: []string{"ben", "zoe"}})
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &todo.ID})
		for _, who := range []string{"ann", "ben", "zoe"} {
			c.want(who+" watches", c.as(who).Watch(ctx, todo.ID), 0)
			c.want(who+" watches the step", c.as(who).Watch(ctx, step.ID), 0)
		}
		_, err := c.as("ann").UpdateTodo(ctx, todo.ID, "", set(func(in *domain.TodoInput) { in.AssigneeIDs = []string{"ben"} }))
		c.want("take zoe off", err, 0)
		c.wantWatchers("taken off", todo.ID, "ann", "ben")
		c.wantWatchers("its step", step.ID, "ann", "ben")
		_, err = c.as("ann").UpdateTodo(ctx, todo.ID, "", set(func(in *domain.TodoInput) { in.ProjectID, in.AssigneeIDs = ptr(website), nil }))
		c.want("into a project where ben is at home", err, 0)
		c.wantWatchers("moved in", todo.ID, "ann", "ben")
		c.want("cleo watches too", c.as("cleo").Watch(ctx, step.ID), 0)
		_, err = c.as("ann").UpdateTodo(ctx, todo.ID, "", set(func(in *domain.TodoInput) { in.ProjectID = nil }))
		c.want("out of it", err, 0)
		c.wantWatchers("moved out", todo.ID, "ann")
		c.wantWatchers("its step too", step.ID, "ann")
	})
}
