package store_test

import (
	"testing"

	"mddash/domain"
)

func TestWhatStandsWithAnAssignmentIsAsItsTodo(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		check := func(after string, open, done int) {
			t.Helper()
			key := `coalesce(substr(t.due_date, 1, 10), '9999-99-99') || coalesce(t.due_time, '99:99') || t.position`
			from := ` FROM task_assignees AS a JOIN tasks AS t ON t.id = a.task_id WHERE `
			if n := c.count(`SELECT count(*)` + from + `t.deleted_at IS NULL AND t.status <> 'done' AND a.open_due = ` + key + ` AND a.done_at IS NULL`); n != open {
				t.Errorf("after %s %d assignments are open as their todos, want %d", after, n, open)
			}
			if n := c.count(`SELECT count(*)` + from + `t.deleted_at IS NULL AND t.status = 'done' AND a.open_due IS NULL AND a.done_at = t.completed_at`); n != done {
				t.Errorf("after %s %d are done as their todos, want %d", after, n, done)
			}
			if n := c.count(`SELECT count(*)` + from + `t.deleted_at IS NOT NULL AND (a.open_due IS NOT NULL OR a.done_at IS NOT NULL)`); n != 0 {
				t.Errorf("after %s %d in the trash are listed", after, n)
			}
			if n := c.count(`SELECT count(*)` + from + `a.owner_id IS DISTINCT FROM t.user_id OR a.project_id IS DISTINCT FROM t.project_id OR a.due_day IS DISTINCT FROM substr(t.due_date, 1, 10)`); n != 0 {
				t.Errorf("after %s %d are another's, of another project or of another day than their todos", after, n)
			}
		}
		check("nothing", 0, 0)
		first := c.add("dora", domain.TodoInput{Title: "given", ProjectID: ptr(studio), DueDate: ptr("2026-11-20"), AssigneeIDs: []string{"ann", "ben"}})
		second := c.add("dora", domain.TodoInput{Title: "also given", ProjectID: ptr(studio), AssigneeIDs: []string{"ann"}})
		check("assigning", 3, 0)
		_, err := c.as("dora").UpdateTodo(ctx, first.ID, "", func(in domain.TodoInput) (domain.TodoInput, error) {
			in.DueDate, in.DueTime = ptr("2026-11-25"), ptr("08:00")
			return in, nil
		})
		c.want("a new day", err, 0)
		check("a new day", 3, 0)
		_, err = c.as("ann").CompleteTodo(ctx, first.ID, true)
		c.want("done", err, 0)
		check("one is done", 1, 2)
		_, err = c.as("ann").CompleteTodo(ctx, first.ID, false)
		c.want("open again", err, 0)
		check("it is open again", 3, 0)
		c.want("to the trash", c.as("dora").DeleteTodo(ctx, second.ID, ""), 0)
		check("one is in the trash", 2, 0)
		_, err = c.as("dora").RestoreTodo(ctx, second.ID)
		c.want("restored", err, 0)
		check("it is restored", 3, 0)
		// As another program writes.
		c.exec(`UPDATE tasks SET status = 'done', completed_at = ? WHERE id = ?`, "2026-11-19T10:00:00.000Z", second.ID)
		check("another program is done with it", 2, 1)
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (?, 'ben')`, second.ID)
		check("another program assigns it", 2, 2)
		c.exec(`UPDATE tasks SET user_id = NULL, project_id = ? WHERE id = ?`, website, second.ID)
		check("another program moves it", 2, 2)
	})
}
