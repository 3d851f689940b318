package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// rowsOf is what the database holds of projects and what is in them, but for when it was touched last.
func (c cast) rowsOf() []string {
	c.t.Helper()
	all := []string{}
	for _, query := range []string{
		`SELECT 'project ' || id || name || status || coalesce(owner_id, '') || visibility || is_archived || coalesce(deleted_batch, 'live') FROM projects ORDER BY id`,
		`SELECT 'task ' || id || name || status || position || coalesce(parent_id, 0) || coalesce(deleted_batch, 'live') FROM tasks ORDER BY id`,
		`SELECT 'decision ' || id || name || coalesce(deleted_batch, 'live') FROM decisions ORDER BY id`,
		`SELECT 'note ' || id || title || coalesce(deleted_batch, 'live') FROM notes ORDER BY id`,
		`SELECT 'assigned ' || task_id || user_id FROM task_assignees ORDER BY 1`,
		`SELECT 'watcher ' || task_id || user_id FROM task_watchers ORDER BY 1`,
		`SELECT 'member ' || project_id || user_id || role FROM project_members ORDER BY 1`,
		`SELECT 'pin ' || project_id || user_id FROM project_pins ORDER BY 1`,
		`SELECT 'comment ' || id || body FROM comments ORDER BY id`,
	} {
		rows, err := c.store.Strings(query)
		c.want(query, err, 0)
		all = append(all, rows...)
	}
	return all
}

// furnish puts something of every kind into Website.
func (c cast) furnish() (task, binned domain.Todo) {
	c.t.Helper()
	task = c.busy()
	c.add("ben", domain.TodoInput{Title: "step", ParentID: &task.ID})
	binned = c.add("ben", domain.TodoInput{Title: "binned before", ProjectID: ptr(website)})
	c.want("bin", c.as("ben").DeleteTodo(c.t.Context(), binned.ID, ""), 0)
	_, err := c.as("ben").AddComment(c.t.Context(), task.ID, domain.CommentInput{Body: "a secret remark"})
	c.want("comment", err, 0)
	c.exec(`INSERT INTO decisions (id, name, project_id) VALUES (31, 'which colour', 1)`)
	c.exec(`INSERT INTO notes (id, title, content, type, project_id, user_id) VALUES (51, 'minutes', 'x', 'note', 1, 'ben')`)
	c.exec(`INSERT INTO time_entries (id, task_id, project_id, user_id, day, started_at, minutes, amount, created_at, updated_at)
		VALUES (71, ?, 1, 'ben', '2026-11-20', '2026-11-20T09:00:00.000Z', 60, 5000, '2026-11-20T09:00:00.000Z', '2026-11-20T09:00:00.000Z')`, task.ID)
	return task, binned
}

func TestAProjectComesBackFromTheTrashAsItWas(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		task, binned := c.furnish()
		before := c.rowsOf()
		for _, who := range []string{"ben", "cleo"} {
			c.want(who+" deletes", c.as(who).DeleteProject(ctx, website, ""), domain.Denied)
		}
		same := func(what string, want bool) {
			t.Helper()
			if slices.Equal(before, c.rowsOf()) != want {
				t.Errorf("%s: as it was is %v\n%v\n%v", what, !want, before, c.rowsOf())
			}
		}
		same("after what was denied", true)
		scope := c.as("ann")
		c.want("delete", scope.DeleteProject(ctx, website, ""), 0)
		same("deleted", false)
		for _, who := range []string{"ann", "ben", "cleo"} {
			_, err := c.as(who).Project(ctx, website)
			c.want(who+" opens it", err, domain.NotFound)
			_, err = c.as(who).Todo(ctx, task.ID)
			c.want(who+" opens its task", err, domain.NotFound)
			page, err := c.as(who).Todos(ctx, domain.TodoFilter{Trashed: true, Limit: 50})
			if c.want(who+" looks into the trash", err, 0); len(page.Items) > 0 {
				t.Errorf("%s finds %v alone in the trash", who, page.Items)
			}
		}
		_, err := c.as("ben").RestoreTodo(ctx, binned.ID)
		c.want("a task alone", err, domain.NotFound)
		_, err = c.as("ben").RestoreTodo(ctx, task.ID)
		c.want("an assignee brings a task back", err, domain.Denied)
		for who, kind := range map[string]domain.Kind{"ben": domain.NotFound, "cleo": domain.NotFound, "zoe": domain.NotFound, "ann": 0} {
			_, err := c.as(who).RestoreProject(ctx, website)
			c.want(who+" restores", err, kind)
		}
		same("restored", true)
		_, err = c.as("ann").RestoreProject(ctx, website)
		c.want("what is not in the trash", err, domain.NotFound)
		c.undone("deleting, since", "ann", scope, 0)
	})
}

func TestDeletingAndRestoringAProjectIsUndoneAndDoneAgain(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.furnish()
		before := c.rowsOf()
		scope := c.as("ann")
		c.want("delete", scope.DeleteProject(ctx, website, ""), 0)
		gone := c.rowsOf()
		for range 2 {
			back := c.undone("deleting", "ann", scope, 0)
			if got := c.rowsOf(); !slices.Equal(got, before) {
				t.Fatalf("after the undo:\n%v\nwant\n%v", got, before)
			}
			c.undone("the undo", "ann", back, 0)
			if got := c.rowsOf(); !slices.Equal(got, gone) {
				t.Fatalf("deleted again:\n%v\nwant\n%v", got, gone)
			}
		}
		restoring := c.as("ann")
		_, err := restoring.RestoreProject(ctx, website)
		c.want("restore", err, 0)
		c.undone("restoring", "ann", restoring, 0)
		_, err = c.as("ann").Project(ctx, website)
		c.want("it is in the trash again", err, domain.NotFound)
	})
}

func TestTheTrashOfProjectsIsOfThoseWhoManageThem(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		_, err := c.as("ann").SetProjectRole(ctx, website, "zoe", domain.ProjectManager)
		c.want("let zoe manage", err, 0)
		c.want("delete", c.as("ann").DeleteProject(ctx, website, ""), 0)
		for who, want := range map[string]int{"ann": 1, "zoe": 1, "ben": 0, "cleo": 0, "dora": 0} {
			page, err := c.as(who).ListProjects(ctx, domain.ProjectFilter{Trashed: true, Limit: 50, Total: true})
			if c.want(who+" lists", err, 0); len(page.Items) != want || page.Total != want {
				t.Errorf("%s finds %d of %d", who, len(page.Items), page.Total)
			}
		}
		_, err = c.as("zoe").RestoreProject(ctx, website)
		c.want("a manager restores", err, domain.Denied)
		c.want("a manager deletes it for good", c.as("zoe").PurgeProject(ctx, website), domain.Denied)
		c.want("what is not in the trash", c.as("dora").PurgeProject(ctx, studio), domain.NotFound)
		c.want("a stranger", c.as("dora").PurgeProject(ctx, website), domain.NotFound)
		c.want("its owner", c.as("ann").PurgeProject(ctx, website), 0)
		c.want("twice", c.as("ann").PurgeProject(ctx, website), domain.NotFound)
	})
}

func TestNothingIsKeptOfAPurgedProjectButWorkedTimeAndNotes(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		task, _ := c.furnish()
		c.want("delete", c.as("ann").DeleteProject(ctx, website, ""), 0)
		c.clock.Advance(29 * 24 * time.Hour)
		purge := func() int {
			t.Helper()
			n, err := c.store.System().PurgeProjects(ctx)
			c.want("purge", err, 0)
			return n
		}
		if n := purge(); n != 0 {
			t.Errorf("%d purged after 29 days", n)
		}
		c.clock.Advance(48 * time.Hour)
		for range 3 {
			_, err := c.store.System().PurgeTrash(ctx)
			c.want("purge todos", err, 0)
		}
		if left, _ := c.store.Strings(`SELECT name FROM tasks WHERE id = ?`, task.ID); len(left) != 1 {
			t.Error("a task went before its project")
		}
		if n := purge() + purge(); n != 1 {
			t.Errorf("%d purged after 31 days", n)
		}
		for _, query := range []string{`SELECT name FROM tasks`, `SELECT name FROM decisions`, `SELECT body FROM comments`, `SELECT user_id FROM task_watchers`,
			`SELECT user_id FROM project_pins`, `SELECT role FROM project_members WHERE project_id = 1`, `SELECT name FROM projects WHERE id = 1`,
			`SELECT kind || action FROM activity WHERE action <> 'leave' AND kind <> 'note'`, `SELECT after FROM activity WHERE after LIKE '%secret remark%'`} {
			if left, err := c.store.Strings(query); err != nil || len(left) > 0 {
				t.Errorf("%s: %v %v", query, left, err)
			}
		}
		kept, _ := c.store.Strings(`SELECT title || minutes || amount || coalesce(task_id, 0) || coalesce(project_id, 0) FROM time_entries`)
		if want := []string{"shared60500000"}; !slices.Equal(kept, want) {
			t.Errorf("time: %v, want %v", kept, want)
		}
		kept, _ = c.store.Strings(`SELECT title || coalesce(project_id, 0) FROM notes WHERE deleted_at IS NOT NULL`)
		if !slices.Equal(kept, []string{"minutes0"}) {
			t.Errorf("notes: %v", kept)
		}
		changes, err := c.as("ben").Changes(ctx, 0, 100)
		c.want("read the change log", err, 0)
		told := ""
		for _, change := range changes.Items {
			told += change.Kind + change.ID + change.Action + " "
		}
		if !strings.Contains(told, "project1delete") {
			t.Errorf("ben is told %q", told)
		}
	})
}

func TestAnAssigneeDoesNotTakeATaskOutOfAProjectInTheTrash(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`INSERT INTO tasks (id, name, project_id, user_id) VALUES (902, 'zoe made it', 3, 'zoe')`)
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (902, 'zoe')`)
		scope := c.as("zoe")
		c.want("zoe deletes what zoe made", scope.DeleteTodo(ctx, 902, ""), 0)
		c.want("dora deletes the project", c.as("dora").DeleteProject(ctx, secret, ""), 0)
		_, err := c.as("zoe").RestoreTodo(ctx, 902)
		c.want("restore", err, domain.Conflict)
		c.want("purge", c.as("zoe").PurgeTodo(ctx, 902), domain.Conflict)
		c.want("undo", c.as("zoe").Undo(ctx, scope.Batch()), domain.Conflict)
	})
}
