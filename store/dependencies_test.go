package store_test

import (
	"slices"
	"sync"
	"testing"

	"mddash/domain"
)

// titles of todos beside another one, in their order.
func titles(refs []domain.TodoRef) []string {
	names := []string{}
	for _, ref := range refs {
		names = append(names, ref.Title)
	}
	return names
}

// wantLinks checks what somebody sees a todo wait for and hold up.
func (c cast) wantLinks(who string, id int64, blockedBy, blocks []string) {
	c.t.Helper()
	found, err := c.as(who).Dependencies(c.t.Context(), id)
	c.want(who+" reads dependencies", err, 0)
	if !slices.Equal(titles(found.BlockedBy), blockedBy) || !slices.Equal(titles(found.Blocks), blocks) {
		c.t.Errorf("%s sees it blocked by %v and blocking %v, want %v and %v", who, titles(found.BlockedBy), titles(found.Blocks), blockedBy, blocks)
	}
}

func TestATodoWaitsForAnother(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		copies := c.add("ann", domain.TodoInput{Title: "copy", ProjectID: ptr(website), StartDate: ptr("2026-11-20"), DueDate: ptr("2026-11-25")})
		layout := c.add("ann", domain.TodoInput{Title: "layout", ProjectID: ptr(website)})
		errand := c.add("ann", domain.TodoInput{Title: "errand"})
		request := c.as("ann")
		c.want("add", request.AddDependency(ctx, copies.ID, layout.ID), 0)
		c.want("add again", c.as("ann").AddDependency(ctx, copies.ID, layout.ID), 0)
		c.want("across projects", c.as("ann").AddDependency(ctx, errand.ID, layout.ID), 0)
		c.wantLinks("ann", layout.ID, []string{"copy", "errand"}, []string{})
		c.wantLinks("ann", copies.ID, []string{}, []string{"layout"})
		found, _ := c.as("ann").Dependencies(ctx, layout.ID)
		if got := found.BlockedBy[0]; got.Reference() != "WEB-"+numbered(copies.ID) || got.StartDate != "2026-11-20" || got.DueDate != "2026-11-25" || got.Completed() {
			t.Errorf("the reference is %+v", got)
		}
		if got := found.BlockedBy[1].Reference(); got != numbered(errand.ID) {
			t.Errorf("a personal one is called %q", got)
		}
		if got := c.todo("ann", layout.ID).Blocked; got != 2 {
			t.Errorf("it waits for %d, want 2", got)
		}
		if _, err := c.as("ann").CompleteTodo(ctx, copies.ID, true); err != nil {
			t.Fatal(err)
		}
		if got := c.todo("ann", layout.ID).Blocked; got != 1 {
			t.Errorf("with one done it waits for %d, want 1", got)
		}
		c.want("undo the adding", c.as("ann").Undo(ctx, request.Batch()), 0)
		c.wantLinks("ann", layout.ID, []string{"errand"}, []string{})
		c.want("remove", c.as("ann").RemoveDependency(ctx, errand.ID, layout.ID), 0)
		c.want("remove again", c.as("ann").RemoveDependency(ctx, errand.ID, layout.ID), domain.NotFound)
		c.want("remove the other way round", c.as("ann").RemoveDependency(ctx, layout.ID, errand.ID), domain.NotFound)
		c.wantLinks("ann", layout.ID, []string{}, []string{})
	})
}

func numbered(id int64) string { return domain.TodoRef{ID: id}.Reference() }

func TestNothingWaitsForItself(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		ids := []int64{}
		for _, title := range []string{"a", "b", "c", "d"} {
			ids = append(ids, c.add("ann", domain.TodoInput{Title: title, ProjectID: ptr(website)}).ID)
		}
		a, b, last := ids[0], ids[1], ids[3]
		c.want("itself", c.as("ann").AddDependency(ctx, a, a), domain.Conflict)
		for i := range 3 {
			c.want("a chain", c.as("ann").AddDependency(ctx, ids[i], ids[i+1]), 0)
		}
		c.want("each other", c.as("ann").AddDependency(ctx, b, a), domain.Conflict)
		c.want("a circle of four", c.as("ann").AddDependency(ctx, last, a), domain.Conflict)
		c.want("trash one of them", c.as("ann").DeleteTodo(ctx, b, ""), 0)
		c.want("a circle through the trash", c.as("ann").AddDependency(ctx, last, a), domain.Conflict)
		c.wantLinks("ann", a, []string{}, []string{})
		_, err := c.as("ann").RestoreTodo(ctx, b)
		c.want("restore it", err, 0)
		c.wantLinks("ann", a, []string{}, []string{"b"})
		c.want("a shortcut is no circle", c.as("ann").AddDependency(ctx, a, last), 0)
	})
}

func TestTwoAtOnceMakeNoCircle(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		for range 5 {
			a := c.add("ann", domain.TodoInput{Title: "a", ProjectID: ptr(website)}).ID
			b := c.add("ann", domain.TodoInput{Title: "b", ProjectID: ptr(website)}).ID
			middle := c.add("ann", domain.TodoInput{Title: "middle", ProjectID: ptr(website)}).ID
			c.want("half of the circle", c.as("ann").AddDependency(ctx, a, middle), 0)
			var both sync.WaitGroup
			errs := make([]error, 2)
			for i, add := range []func() error{
				func() error { return c.as("ann").AddDependency(ctx, middle, b) },
				func() error { return c.as("ben").AddDependency(ctx, b, a) },
			} {
				both.Go(func() { errs[i] = add() })
			}
			both.Wait()
			refused := 0
			for _, err := range errs {
				switch domain.KindOf(err) {
				case domain.Conflict:
					refused++
				case 0:
					c.want("the other one", err, 0)
				}
			}
			if refused != 1 {
				t.Fatalf("of two halves %d were refused: %v", refused, errs)
			}
		}
	})
}

func TestWhoSeesAndChangesDependencies(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`INSERT INTO tasks (id, name, project_id) VALUES (900, 'web one', 1), (901, 'web two', 1), (902, 'in studio', 2), (903, 'in secret', 3)`)
		c.exec(`INSERT INTO tasks (id, name, user_id) VALUES (904, 'of cleo', 'cleo'), (905, 'of zoe', 'zoe')`)
		for _, row := range []struct {
			what             string
			who              string
			blocker, blocked int64
			kind             domain.Kind
		}{
			{"a member", "ben", 900, 901, 0},
			{"a client who sees both", "cleo", 901, 900, domain.Denied},
			{"a reader of the team's project makes theirs wait for it", "zoe", 902, 905, 0},
			{"a reader of the team's project", "ben", 900, 902, domain.Denied},
			{"a client makes theirs wait", "cleo", 900, 904, 0},
			{"a hidden blocker", "ann", 903, 900, domain.NotFound},
			{"a hidden one that waits", "ann", 900, 903, domain.NotFound},
			{"none at all", "ann", 900, 424242, domain.NotFound},
			{"a stranger", "zoe", 900, 901, domain.NotFound},
		} {
			before := c.rows(`SELECT task_id || '-' || blocked_id FROM task_dependencies ORDER BY 1`)
			c.want(row.what+" adds", c.as(row.who).AddDependency(ctx, row.blocker, row.blocked), row.kind)
			if row.kind == 0 {
				continue
			}
			if !slices.Equal(before, c.rows(`SELECT task_id || '-' || blocked_id FROM task_dependencies ORDER BY 1`)) {
				t.Errorf("%s was refused and changed something", row.what)
			}
			c.exec(`INSERT INTO task_dependencies (task_id, blocked_id, created_at) SELECT id, ?, '2026-11-20T14:30:00.000Z' FROM tasks WHERE id = ? AND ? <> 424242 ON CONFLICT DO NOTHING`, min(row.blocked, 905), row.blocker, row.blocked)
			c.want(row.what+" removes", c.as(row.who).RemoveDependency(ctx, row.blocker, row.blocked), row.kind)
			c.exec(`DELETE FROM task_dependencies WHERE NOT ((task_id = 900 AND blocked_id IN (901, 904)) OR (task_id = 902 AND blocked_id = 905))`)
		}
		c.wantLinks("ann", 900, []string{}, []string{"web two"})
		c.wantLinks("cleo", 900, []string{}, []string{"web two", "of cleo"})
	})
}

func (c cast) rows(query string) []string {
	c.t.Helper()
	rows, err := c.store.Strings(query)
	if err != nil {
		c.t.Fatal(err)
	}
	return rows
}

func TestHiddenDependenciesNeitherShowNorCount(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`INSERT INTO tasks (id, name, project_id) VALUES (901, 'in studio', 2), (903, 'in secret', 3)`)
		c.want("dora sees both", c.as("dora").AddDependency(ctx, 903, 901), 0)
		if got := c.todo("dora", 901).Blocked; got != 1 {
			t.Errorf("dora sees it wait for %d, want 1", got)
		}
		c.wantLinks("ann", 901, []string{}, []string{})
		if got := c.todo("ann", 901).Blocked; got != 0 {
			t.Errorf("ann learns of %d hidden todos", got)
		}
		page, err := c.as("ann").Todos(ctx, domain.TodoFilter{Reach: domain.Visible, ProjectID: studio, Limit: 10, Detail: true})
		c.want("list", err, 0)
		if page.Items[0].Blocked != 0 {
			t.Error("the list counts what is hidden")
		}
		history, err := c.as("ann").TodoActivity(ctx, 901, 0, 100)
		c.want("history", err, 0)
		if len(history.Items) != 0 || history.Total != 0 {
			t.Errorf("ann reads of a hidden todo in %+v", history)
		}
		history, _ = c.as("dora").TodoActivity(ctx, 901, 0, 100)
		if len(history.Items) != 1 || history.Total != 1 || string(history.Items[0].After["blocked_by"]) != "903" {
			t.Errorf("dora reads %+v", history)
		}
		history, _ = c.as("dora").TodoActivity(ctx, 903, 0, 100)
		if len(history.Items) != 1 || history.Total != 1 || string(history.Items[0].After["blocks"]) != "901" {
			t.Errorf("the other end reads %+v", history)
		}
		refs, err := c.as("ann").TodoRefs(ctx, []int64{901, 903, 424242})
		c.want("references", err, 0)
		if len(refs) != 1 || refs[901].Title != "in studio" {
			t.Errorf("ann is told of %v", refs)
		}
	})
}

func TestAStepThatIsSeenThroughItsParentShowsAsDependency(t *testing.T) {
	eachCast(t, func(c cast) {
		parent := c.add("ann", domain.TodoInput{Title: "parent", AssigneeIDs: []string{"ben"}})
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &parent.ID})
		bens := c.add("ben", domain.TodoInput{Title: "ben's"})
		c.want("ben sees the step", c.as("ben").AddDependency(t.Context(), step.ID, bens.ID), 0)
		c.wantLinks("ben", bens.ID, []string{"step"}, []string{})
		if got := c.todo("ben", bens.ID).Blocked; got != 1 {
			t.Errorf("it waits for %d, want 1", got)
		}
	})
}

func TestUndoOfDependencies(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		a := c.add("ann", domain.TodoInput{Title: "a", ProjectID: ptr(website)}).ID
		b := c.add("ann", domain.TodoInput{Title: "b", ProjectID: ptr(website)}).ID
		added := c.as("ann")
		c.want("add", added.AddDependency(ctx, a, b), 0)
		removed := c.as("ann")
		c.want("remove", removed.RemoveDependency(ctx, a, b), 0)
		c.want("undo the adding when it is gone", c.as("ann").Undo(ctx, added.Batch()), domain.Conflict)
		undo := c.as("ann")
		c.want("undo the removing", undo.Undo(ctx, removed.Batch()), 0)
		c.wantLinks("ann", b, []string{"a"}, []string{})
		c.want("undo the undo", c.as("ann").Undo(ctx, undo.Batch()), 0)
		c.wantLinks("ann", b, []string{}, []string{})
		c.want("the other way round", c.as("ben").AddDependency(ctx, b, a), 0)
		c.want("undoing into a circle", c.as("ann").Undo(ctx, removed.Batch()), domain.Conflict)
		c.wantLinks("ann", b, []string{}, []string{"a"})
	})
}

func TestDependenciesGoWithATodoThatIsGoneForGood(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		a := c.add("ann", domain.TodoInput{Title: "a"}).ID
		b := c.add("ann", domain.TodoInput{Title: "b"}).ID
		c.want("add", c.as("ann").AddDependency(ctx, a, b), 0)
		c.want("delete", c.as("ann").DeleteTodo(ctx, a, ""), 0)
		if got := c.todo("ann", b).Blocked; got != 0 {
			t.Errorf("it waits for %d in the trash", got)
		}
		c.want("purge", c.as("ann").PurgeTodo(ctx, a), 0)
		c.wantLinks("ann", b, []string{}, []string{})
		if left := c.rows(`SELECT 'left' FROM task_dependencies`); len(left) != 0 {
			t.Errorf("%d rows are left", len(left))
		}
		history, err := c.as("ann").TodoActivity(ctx, b, 0, 100)
		c.want("history", err, 0)
		if len(history.Items) != 1 {
			t.Errorf("history tells of what is gone for good: %+v", history)
		}
	})
}

func TestATodoWaitsForAHundredAtMost(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		hub := c.add("ann", domain.TodoInput{Title: "hub", ProjectID: ptr(website)}).ID
		more := c.add("ann", domain.TodoInput{Title: "more", ProjectID: ptr(website)}).ID
		c.exec(`INSERT INTO tasks (id, name, project_id) VALUES (5000, 'secret', 3)`)
		for i := range int64(domain.DependenciesMax - 1) {
			c.exec(`INSERT INTO tasks (id, name, project_id) VALUES (?, 'one of many', 1)`, 6000+i)
			c.exec(`INSERT INTO task_dependencies (task_id, blocked_id, created_at) VALUES (?, ?, '2026-11-20T14:30:00.000Z')`, 6000+i, hub)
		}
		c.exec(`INSERT INTO task_dependencies (task_id, blocked_id, created_at) VALUES (5000, ?, '2026-11-20T14:30:00.000Z')`, hub)
		c.want("the hundredth that ann sees", c.as("ann").AddDependency(ctx, more, hub), 0)
		c.want("one too many", c.as("ann").AddDependency(ctx, c.add("ann", domain.TodoInput{Title: "x"}).ID, hub), domain.Conflict)
		if got := c.todo("ann", hub).Blocked; got != domain.DependenciesMax {
			t.Errorf("it waits for %d", got)
		}
	})
}
