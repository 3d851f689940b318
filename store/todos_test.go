package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"mddash/domain"
)

func TestAnEmptyChangeChangesNothing(t *testing.T) {
	eachCast(t, func(c cast) {
		todo := c.add("ann", domain.TodoInput{Title: "a", Tags: []string{"x"}, DueDate: ptr("2026-12-01"), DueTime: ptr("17:00"), Recurrence: ptr("FREQ=DAILY"), AssigneeIDs: []string{"ben"}, EstimateMinutes: ptr(5), ReminderAt: ptr("2026-12-01T08:00")})
		c.clock.Advance(time.Hour)
		after, err := c.as("ann").UpdateTodo(t.Context(), todo.ID, todo.Version(), func(in domain.TodoInput) (domain.TodoInput, error) { return in, nil })
		c.want("an empty change", err, 0)
		if after.Version() != todo.Version() || !after.UpdatedAt.Equal(todo.UpdatedAt) {
			t.Errorf("changed: %+v is now %+v", todo, after)
		}
		entries, _ := c.as("ann").TodoActivity(t.Context(), todo.ID, 0, 10)
		if len(entries.Items) != 1 {
			t.Errorf("history has %d entries, want 1", len(entries.Items))
		}
		if got := todo.ReminderAt.Format(time.RFC3339); got != "2026-12-01T07:00:00Z" {
			t.Errorf("a local reminder is %s in UTC", got)
		}
	})
}

func TestAStaleVersionChangesNothing(t *testing.T) {
	eachCast(t, func(c cast) {
		todo := c.add("ann", domain.TodoInput{Title: "a"})
		title := func(to string) func(domain.TodoInput) (domain.TodoInput, error) {
			return set(func(in *domain.TodoInput) { in.Title = to })
		}
		_, err := c.as("ann").UpdateTodo(t.Context(), todo.ID, todo.Version(), title("b"))
		c.want("the first", err, 0)
		_, err = c.as("ann").UpdateTodo(t.Context(), todo.ID, todo.Version(), title("c"))
		c.want("the second", err, domain.Stale)
		c.want("a stale delete", c.as("ann").DeleteTodo(t.Context(), todo.ID, todo.Version()), domain.Stale)
		if got := c.todo("ann", todo.ID).Title; got != "b" {
			t.Errorf("title is %q", got)
		}
	})
}

func TestCompletingARepeatingTodoKeepsHistoryAndMakesTheNext(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo := c.add("ann", domain.TodoInput{Title: "water", DueDate: ptr("2026-11-20"), Recurrence: ptr("FREQ=WEEKLY"), Tags: []string{"home"}, AssigneeIDs: []string{"ben"}})
		step := c.add("ann", domain.TodoInput{Title: "fill the can", ParentID: &todo.ID})
		_, err := c.as("ann").CompleteTodo(ctx, step.ID, true)
		c.want("tick the step", err, 0)
		request := c.as("ben")
		done, err := request.CompleteTodo(ctx, todo.ID, true)
		c.want("complete", err, 0)
		if !done.Completed() || done.CompletedAt.IsZero() || done.Recurrence != "" {
			t.Errorf("the completed one is %+v", done)
		}
		open := false
		page, err := c.as("ann").Todos(ctx, domain.TodoFilter{Completed: &open, TopLevel: true, Limit: 10})
		c.want("list", err, 0)
		if len(page.Items) != 1 || page.Items[0].DueDate != "2026-11-27" || page.Items[0].Recurrence == "" || !slices.Equal(page.Items[0].Tags, []string{"home"}) || !slices.Equal(page.Items[0].AssigneeIDs, []string{"ben"}) {
			t.Fatalf("the next one is %+v", page.Items)
		}
		steps, _ := c.as("ann").Subtasks(ctx, page.Items[0].ID)
		if len(steps) != 1 || steps[0].Completed() {
			t.Errorf("its steps are %+v", steps)
		}
		_, err = c.as("ann").CompleteTodo(ctx, todo.ID, true)
		c.want("complete again", err, 0)
		_, err = c.as("ann").CompleteTodo(ctx, todo.ID, false)
		c.want("open again", err, 0)
		_, err = c.as("ann").CompleteTodo(ctx, todo.ID, true)
		c.want("complete once more", err, 0)
		page, _ = c.as("ann").Todos(ctx, domain.TodoFilter{Limit: 10, TopLevel: true})
		if len(page.Items) != 2 {
			t.Errorf("there are %d todos, want the completed one and its next", len(page.Items))
		}
	})
}

func TestUndoPutsEverythingBack(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		parent := c.add("ann", domain.TodoInput{Title: "parent", DueDate: ptr("2026-11-20"), Recurrence: ptr("FREQ=DAILY"), AssigneeIDs: []string{"ben"}, Tags: []string{"a", "b"}})
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &parent.ID})
		for _, row := range []struct {
			what string
			do   func(r request) error
		}{
			{"an edit", func(r request) error {
				_, err := r.UpdateTodo(ctx, parent.ID, "", set(func(in *domain.TodoInput) {
					in.Title, in.Tags, in.AssigneeIDs, in.DueDate, in.ProjectID = "other", []string{"c"}, nil, nil, ptr(website)
				}))
				return err
			}},
			{"completing a repeating one with steps", func(r request) error { _, err := r.CompleteTodo(ctx, parent.ID, true); return err }},
			{"a delete with steps", func(r request) error { return r.DeleteTodo(ctx, parent.ID, "") }},
			{"a move", func(r request) error { _, err := r.MoveTodo(ctx, parent.ID, "", step.ID, 0); return err }},
			{"a bulk change", func(r request) error {
				_, err := r.BulkTodos(ctx, domain.Bulk{IDs: []int64{parent.ID, step.ID}, Change: set(func(in *domain.TodoInput) { in.Priority = ptr("high") })})
				return err
			}},
			{"a bulk delete", func(r request) error {
				_, err := r.BulkTodos(ctx, domain.Bulk{IDs: []int64{parent.ID, step.ID}, Delete: true})
				return err
			}},
			{"adding", func(r request) error { _, err := r.AddTodo(ctx, domain.TodoInput{Title: "new"}); return err }},
		} {
			before := c.everything("ann")
			c.clock.Advance(time.Minute)
			request := c.as("ann")
			c.want(row.what, row.do(request), 0)
			if slices.Equal(before, c.everything("ann")) {
				t.Errorf("%s changed nothing", row.what)
			}
			last, err := c.as("ann").LastBatch(ctx)
			if c.want(row.what+": the last batch", err, 0); last != request.Batch() {
				t.Errorf("%s: the last batch is another", row.what)
			}
			c.want(row.what+": a stranger undoes it", c.as("zoe").Undo(ctx, request.Batch()), domain.NotFound)
			undo := c.as("ann")
			c.want(row.what+": undo", undo.Undo(ctx, request.Batch()), 0)
			if after := c.everything("ann"); !slices.Equal(before, after) {
				t.Errorf("%s: undone it is\n%v\nand was\n%v", row.what, after, before)
			}
			c.want(row.what+": undo twice", c.as("ann").Undo(ctx, request.Batch()), domain.Conflict)
			c.want(row.what+": redo", c.as("ann").Undo(ctx, undo.Batch()), 0)
			again, err := c.as("ann").LastBatch(ctx)
			c.want(row.what+": the last batch after the redo", err, 0)
			c.want(row.what+": undo the redo", c.as("ann").Undo(ctx, again), 0)
		}
	})
}

type request interface {
	UpdateTodo(context.Context, int64, string, func(domain.TodoInput) (domain.TodoInput, error)) (domain.Todo, error)
	CompleteTodo(context.Context, int64, bool) (domain.Todo, error)
	MoveTodo(context.Context, int64, string, int64, int64) (domain.Todo, error)
	DeleteTodo(context.Context, int64, string) error
	BulkTodos(context.Context, domain.Bulk) ([]domain.Todo, error)
	AddTodo(context.Context, domain.TodoInput) (domain.Todo, error)
}

// everything is all that somebody has, without when it changed.
func (c cast) everything(who string) []string {
	c.t.Helper()
	page, err := c.as(who).Todos(c.t.Context(), domain.TodoFilter{Limit: 200})
	if err != nil {
		c.t.Fatal(err)
	}
	lines := []string{}
	for _, todo := range page.Items {
		todo.UpdatedAt = time.Time{}
		lines = append(lines, fmt.Sprintf("%+v", todo))
	}
	return lines
}

func TestUndoKeepsWhatSomebodyChangedSince(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo := c.add("ann", domain.TodoInput{Title: "a", ProjectID: ptr(website)})
		first := c.as("ann")
		_, err := first.UpdateTodo(ctx, todo.ID, "", set(func(in *domain.TodoInput) { in.Title = "b" }))
		c.want("ann renames", err, 0)
		_, err = c.as("ben").UpdateTodo(ctx, todo.ID, "", set(func(in *domain.TodoInput) { in.Priority = ptr("high") }))
		c.want("ben changes something else", err, 0)
		_, err = c.as("ben").UpdateTodo(ctx, todo.ID, "", set(func(in *domain.TodoInput) { in.Title = "ben's" }))
		c.want("ben renames", err, 0)
		c.want("ann undoes", first.Undo(ctx, first.Batch()), domain.Conflict)
		if got := c.todo("ann", todo.ID).Title; got != "ben's" {
			t.Errorf("title is %q", got)
		}
	})
}

func TestTrashTakesStepsAlongAndBringsThemBack(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		parent := c.add("ann", domain.TodoInput{Title: "parent"})
		gone := c.add("ann", domain.TodoInput{Title: "gone before", ParentID: &parent.ID})
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &parent.ID})
		c.want("delete a step", c.as("ann").DeleteTodo(ctx, gone.ID, ""), 0)
		c.want("delete", c.as("ann").DeleteTodo(ctx, parent.ID, ""), 0)
		_, err := c.as("ann").Todo(ctx, step.ID)
		c.want("the step", err, domain.NotFound)
		page, _ := c.as("ann").Todos(ctx, domain.TodoFilter{Trashed: true, Limit: 10})
		if len(page.Items) != 3 {
			t.Errorf("%d in the trash, want 3", len(page.Items))
		}
		_, err = c.as("ann").RestoreTodo(ctx, step.ID)
		c.want("restore the step", err, 0)
		c.todo("ann", parent.ID)
		_, err = c.as("ann").Todo(ctx, gone.ID)
		c.want("what went before stays", err, domain.NotFound)
		c.want("delete again", c.as("ann").DeleteTodo(ctx, parent.ID, ""), 0)
		c.clock.Advance(31 * 24 * time.Hour)
		for range 3 {
			if _, err := c.store.System().PurgeTrash(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if left, _ := c.store.Strings(`SELECT name FROM tasks`); len(left) != 0 {
			t.Errorf("still there: %v", left)
		}
		if left, _ := c.store.Strings(`SELECT action FROM activity WHERE action <> 'leave'`); len(left) != 0 {
			t.Errorf("still in the log: %v", left)
		}
	})
}

func TestABulkChangeIsAllOrNothing(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		mine, foreign := c.add("ann", domain.TodoInput{Title: "mine"}), c.add("dora", domain.TodoInput{Title: "foreign"})
		before := c.everything("ann")
		for _, bulk := range []domain.Bulk{
			{IDs: []int64{mine.ID, foreign.ID}, Delete: true},
			{IDs: []int64{mine.ID, 99999}, Change: set(func(in *domain.TodoInput) { in.Title = "x" })},
			{IDs: []int64{mine.ID}, Change: set(func(in *domain.TodoInput) { in.Title = "" })},
			{},
		} {
			_, err := c.as("ann").BulkTodos(ctx, bulk)
			if err == nil {
				t.Errorf("%+v passed", bulk)
			}
			if !slices.Equal(before, c.everything("ann")) {
				t.Errorf("%+v changed something", bulk)
			}
		}
	})
}

func TestPagesAreStableInEveryOrder(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		inputs := []domain.TodoInput{}
		for i := range 60 {
			in := domain.TodoInput{Title: fmt.Sprintf("todo %d", i%7), Priority: ptr([]string{"low", "medium", "high"}[i%3])}
			if i%4 > 0 {
				in.DueDate = ptr(fmt.Sprintf("2026-11-%02d", i%5+1))
			}
			if i%8 == 1 {
				in.DueTime = ptr("09:30")
			}
			in.Completed = ptr(i%6 == 0)
			if i%10 == 3 {
				in.AssigneeIDs = []string{"ann", "ben"}
			}
			inputs = append(inputs, in)
		}
		for i := 0; i < 60; i += 20 {
			_, err := c.as([]string{"ann", "dora", "ann"}[i/20]).AddTodos(ctx, inputs[i:i+20])
			c.want("add", err, 0)
			c.clock.Advance(time.Second)
		}
		for _, name := range []string{"due_date", "priority", "created_at", "updated_at", "title", "position", "completed_at"} {
			for _, sort := range []string{name, "-" + name} {
				c.checkPaging(domain.TodoFilter{Sort: sort, Total: true})
				c.checkPaging(domain.TodoFilter{Sort: sort, Total: true, Reach: domain.Visible})
				c.checkPaging(domain.TodoFilter{Sort: sort, Total: true, Completed: ptr(false), DueBefore: "2026-11-03"})
			}
		}
		_, err := c.as("ann").Todos(ctx, domain.TodoFilter{Sort: "owner"})
		c.want("an unknown order", err, domain.Invalid)
		for _, cursor := range []string{"x", "!!", "eyJzIjoidGl0bGUifQ", "eyJzIjoiY3JlYXRlZF9hdCIsImsiOiIiLCJpIjoieCJ9"} {
			_, err = c.as("ann").Todos(ctx, domain.TodoFilter{Cursor: cursor})
			c.want("a made-up cursor", err, domain.Invalid)
		}
	})
}

func (c cast) checkPaging(f domain.TodoFilter) {
	c.t.Helper()
	whole := f
	whole.Limit = 200
	all, err := c.as("ann").Todos(c.t.Context(), whole)
	c.want(f.Sort, err, 0)
	ids := []int64{}
	f.Limit = 7
	for range 50 {
		page, err := c.as("ann").Todos(c.t.Context(), f)
		c.want(f.Sort, err, 0)
		if page.Total != len(all.Items) {
			c.t.Errorf("%s: total %d, items %d", f.Sort, page.Total, len(all.Items))
		}
		for _, todo := range page.Items {
			ids = append(ids, todo.ID)
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	want := []int64{}
	for _, todo := range all.Items {
		want = append(want, todo.ID)
	}
	if len(want) == 0 || !slices.Equal(ids, want) {
		c.t.Errorf("%+v: pages give %v, all at once %v", f, ids, want)
	}
}

func TestTheChangeLogTellsWhatAndWhatIsGone(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo := c.add("ann", domain.TodoInput{Title: "a", AssigneeIDs: []string{"ben"}})
		c.add("ann", domain.TodoInput{Title: "private"})
		page, err := c.as("ben").Changes(ctx, 0, 100)
		c.want("changes", err, 0)
		if len(page.Items) != 1 || page.Items[0].Todo == nil || page.Items[0].Todo.Title != "a" {
			t.Fatalf("ben hears of %+v", page.Items)
		}
		_, err = c.as("ann").UpdateTodo(ctx, todo.ID, "", set(func(in *domain.TodoInput) { in.AssigneeIDs = nil }))
		c.want("unassign", err, 0)
		page, err = c.as("ben").Changes(ctx, page.Next, 100)
		c.want("changes", err, 0)
		if len(page.Items) != 1 || page.Items[0].Todo != nil || page.Items[0].Action != "delete" {
			t.Errorf("ben should hear that it is gone, hears %+v", page.Items)
		}
		c.want("delete", c.as("ann").DeleteTodo(ctx, todo.ID, ""), 0)
		page, _ = c.as("ann").Changes(ctx, 0, 100)
		if last := page.Items[len(page.Items)-1]; last.Todo != nil || last.Action != "delete" || len(page.Items) != 4 {
			t.Errorf("ann hears %+v", page.Items)
		}
	})
}

func TestStatsCountInTheCallersDay(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.clock.Set(time.Date(2026, 11, 20, 23, 30, 0, 0, time.UTC)) // the 21st in Stockholm
		for _, due := range []string{"2026-11-20", "2026-11-21", "2026-11-22"} {
			c.add("ann", domain.TodoInput{Title: due, DueDate: &due, Priority: ptr("high")})
		}
		c.add("ann", domain.TodoInput{Title: "done", Completed: ptr(true)})
		c.add("ben", domain.TodoInput{Title: "from ben", AssigneeIDs: []string{"ann"}})
		stats, err := c.as("ann").TodoStats(ctx)
		c.want("stats", err, 0)
		if stats.Total != 5 || stats.Completed != 1 || stats.Pending != 4 || stats.Overdue != 1 || stats.DueToday != 1 || stats.ByPriority["high"] != 3 || stats.ByPriority["medium"] != 1 {
			t.Errorf("%+v", stats)
		}
		if last := stats.CompletedByDay[13]; len(stats.CompletedByDay) != 14 || last.Date != "2026-11-21" || last.Count != 1 {
			t.Errorf("%+v", stats.CompletedByDay)
		}
		counts, err := c.as("ann").TodoCounts(ctx)
		c.want("counts", err, 0)
		if counts.Inbox != 4 || counts.Today != 2 || counts.Upcoming != 1 || counts.Overdue != 1 || counts.Assigned != 1 {
			t.Errorf("%+v", counts)
		}
	})
}
