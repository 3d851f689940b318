package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"mddash/domain"
)

func TestACardIsMovedWithinAColumnAndToAnother(t *testing.T) {
	eachCast(t, func(c cast) {
		a, b, d := c.card("ann", website, "a", "task"), c.card("ann", website, "b", "task"), c.card("ann", website, "d", "in_review")
		rest := []string{"in_progress: ", "done: "}
		for _, step := range []struct {
			status        string
			after, before int64
			task, review  string
		}{
			{"task", b.ID, 0, "task: b, a", "in_review: d"},
			{"task", 0, b.ID, "task: a, b", "in_review: d"},
			{"in_review", d.ID, 0, "task: b", "in_review: d, a"},
			{"", 0, d.ID, "task: b", "in_review: a, d"},
			{"", 0, 0, "task: b", "in_review: d, a"},
			{"task", 0, 0, "task: b, a", "in_review: d"},
			{"task", b.ID, b.ID, "task: b, a", "in_review: d"},
			{"in_review", b.ID, d.ID, "task: b", "in_review: a, d"}, // b has left the column
		} {
			c.move("ben", a.ID, step.status, step.after, step.before)
			c.wantBoard("ann", website, step.task, rest[0], step.review, rest[1])
		}
	})
}

func TestACardThatIsMovedIntoAnEmptyColumnKeepsItsPlaceInTheList(t *testing.T) {
	eachCast(t, func(c cast) {
		c.card("ann", website, "a", "task")
		b := c.card("ann", website, "b", "task")
		c.move("ann", b.ID, "in_progress", 0, 0)
		if moved := c.todo("ann", b.ID); moved.Status != "in_progress" || moved.Position != b.Position {
			t.Errorf("it is %s at %q, and was at %q", moved.Status, moved.Position, b.Position)
		}
	})
}

func TestCompletingByMovingRepeatsTakesStepsAlongAndIsUndone(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo := c.add("ann", domain.TodoInput{Title: "report", ProjectID: ptr(website), DueDate: ptr("2026-11-20"), Recurrence: ptr("FREQ=WEEKLY"), Status: ptr("in_review")})
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &todo.ID})
		first := c.card("ann", website, "first", "done")
		before := c.everything("ann")
		c.clock.Advance(time.Minute)
		request := c.as("ben")
		done, err := request.MoveCard(ctx, todo.ID, "", "done", 0, 0)
		c.want("move to done", err, 0)
		if !done.Completed() || done.CompletedAt.IsZero() || done.Recurrence != "" || !c.todo("ann", step.ID).Completed() {
			t.Errorf("it is %+v", done)
		}
		c.wantBoard("ann", website, "task: report", "in_progress: ", "in_review: ", "done: report, first")
		_, err = c.as("ann").MoveCard(ctx, todo.ID, "", "done", first.ID, 0)
		c.want("a place among what is completed", err, domain.Invalid)
		c.want("undo", request.Undo(ctx, request.Batch()), 0)
		if after := c.everything("ann"); !slices.Equal(before, after) {
			t.Errorf("undone it is\n%v\nand was\n%v", after, before)
		}
		c.move("ann", first.ID, "in_progress", 0, 0)
		if opened := c.todo("ann", first.ID); opened.Completed() || !opened.CompletedAt.IsZero() {
			t.Errorf("opened again it is %+v", opened)
		}
	})
}

func TestWhoMayMoveACardAndWhere(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		a, b := c.card("ann", website, "a", "task"), c.card("ann", website, "b", "task")
		open := c.card("dora", studio, "open to all", "task")
		given, err := c.as("dora").UpdateTodo(ctx, c.card("dora", secret, "given", "task").ID, "", set(func(in *domain.TodoInput) { in.AssigneeIDs = []string{"dora"} }))
		c.want("assign", err, 0)
		hidden := c.card("dora", secret, "hidden", "task")
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (?, 'ann')`, given.ID)
		personal := c.add("ann", domain.TodoInput{Title: "personal"})
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &a.ID})
		long := "x"
		for range 60 {
			long += "x"
		}
		for _, row := range []struct {
			what, who     string
			id            int64
			status        string
			after, before int64
			want          domain.Kind
		}{
			{"owner", "ann", a.ID, "in_progress", 0, 0, 0},
			{"member", "ben", a.ID, "task", b.ID, 0, 0},
			{"client who was added", "cleo", a.ID, "done", 0, 0, domain.Denied},
			{"client, in order", "cleo", a.ID, "", b.ID, 0, domain.Denied},
			{"stranger", "zoe", a.ID, "done", 0, 0, domain.NotFound},
			{"admin who is nobody there", "dora", a.ID, "done", 0, 0, domain.NotFound},
			{"viewer", "zoe", open.ID, "done", 0, 0, domain.Denied},
			{"staff outside a team project", "ann", open.ID, "done", 0, 0, domain.Denied},
			{"nothing", "ann", 424242, "done", 0, 0, domain.NotFound},
			{"assignee who does not see the project", "ann", given.ID, "in_progress", 0, 0, 0},
			{"assignee beside what they do not see", "ann", given.ID, "task", hidden.ID, 0, domain.Invalid},
			{"neighbour of another project", "ann", a.ID, "", 0, given.ID, domain.Invalid},
			{"neighbour that is seen, of another project", "ann", a.ID, "", open.ID, 0, domain.Invalid},
			{"neighbour that is not there", "ann", a.ID, "", 424242, 0, domain.Invalid},
			{"beside itself", "ann", a.ID, "", a.ID, 0, domain.Invalid},
			{"beside a step", "ann", a.ID, "", step.ID, 0, domain.Invalid},
			{"a step", "ann", step.ID, "done", 0, 0, domain.Invalid},
			{"what is in no project", "ann", personal.ID, "done", 0, 0, domain.Invalid},
			{"a status that no column has", "ann", b.ID, "blocked", 0, 0, 0},
			{"a status of blanks", "ann", b.ID, "  ", 0, 0, domain.Invalid},
			{"a status with NUL", "ann", b.ID, "a\x00b", 0, 0, domain.Invalid},
			{"a long status", "ann", b.ID, long, 0, 0, domain.Invalid},
		} {
			before, _ := c.store.Strings(`SELECT status || position FROM tasks ORDER BY id`)
			_, err := c.as(row.who).MoveCard(ctx, row.id, "", row.status, row.after, row.before)
			c.want(row.what, err, row.want)
			if after, _ := c.store.Strings(`SELECT status || position FROM tasks ORDER BY id`); row.want != 0 && !slices.Equal(before, after) {
				t.Errorf("%s: refused, but changed", row.what)
			}
		}
	})
}

func TestTwoWhoMoveCardsAtOnceEndInOneOrder(t *testing.T) {
	eachCast(t, func(c cast) {
		first, last := c.card("ann", website, "first", "in_progress"), c.card("ann", website, "last", "in_progress")
		cards := []domain.Todo{}
		for i := range 20 {
			cards = append(cards, c.card("ann", website, fmt.Sprintf("card %02d", i), "task"))
		}
		var all sync.WaitGroup
		for i, card := range cards {
			who := []string{"ann", "ben"}[i%2]
			all.Go(func() {
				if _, err := c.as(who).MoveCard(t.Context(), card.ID, "", "in_progress", first.ID, last.ID); err != nil {
					t.Errorf("%s: %v", who, err)
				}
			})
		}
		all.Wait()
		anns := c.board("ann", website)
		if bens := c.board("ben", website); !slices.Equal(anns, bens) {
			t.Errorf("ann sees\n%q, ben\n%q", anns, bens)
		}
		positions, err := c.store.Strings(`SELECT DISTINCT position FROM tasks WHERE status = 'in_progress'`)
		if err != nil || len(positions) != len(cards)+2 {
			t.Errorf("%d places for %d cards (%v)", len(positions), len(cards)+2, err)
		}
		board, err := c.as("ann").Board(t.Context(), website, domain.TodoFilter{}, atMost(100))
		c.want("board", err, 0)
		if moved := board.Columns[1].Cards; len(moved) != 22 || moved[0].ID != first.ID || moved[21].ID != last.ID {
			t.Errorf("the column is %q", anns[1])
		}
	})
}

func TestTwoWhoMoveTheSameCardAtOnceLeaveItInOneColumn(t *testing.T) {
	eachCast(t, func(c cast) {
		card := c.card("ann", website, "card", "task")
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() {
				if _, err := c.as([]string{"ann", "ben"}[i%2]).MoveCard(t.Context(), card.ID, "", []string{"in_progress", "in_review"}[i%2], 0, 0); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if status := c.todo("ann", card.ID).Status; status != "in_progress" && status != "in_review" {
			t.Errorf("it is in %s", status)
		}
	})
}

// Each move into a gap makes it smaller: without more room being made, 500 of them need 100 characters and 10,000 two
// thousand, which is more than an index of PostgreSQL takes.
func TestHundredsOfMovesIntoOneGapKeepPositionsShortAndTheOrderRight(t *testing.T) {
	eachCast(t, func(c cast) {
		want := []int64{}
		for i := range 30 {
			want = append(want, c.card("ann", website, fmt.Sprintf("card %02d", i), "task").ID)
		}
		scope := c.as("ann")
		for i := range 500 {
			// The last card always goes into the gap behind the first, every other time before what came there last.
			id := want[len(want)-1]
			after, before := want[0], int64(0)
			if i%2 == 1 {
				after, before = 0, want[1]
			}
			if _, err := scope.MoveCard(t.Context(), id, "", "", after, before); err != nil {
				t.Fatal(err)
			}
			want = slices.Insert(want[:len(want)-1], 1, id)
		}
		if tooLong, err := c.store.Strings(`SELECT position FROM tasks WHERE length(position) > ?`, domain.PositionMax); err != nil || len(tooLong) > 0 {
			t.Errorf("positions are %v (%v)", tooLong, err)
		}
		if entries, err := c.store.Strings(`SELECT subject_id FROM activity WHERE action = 'update'`); err != nil || len(entries) == 500 || len(entries) > 700 {
			t.Errorf("500 moves changed %d cards (%v)", len(entries), err)
		}
		board, err := c.as("ben").Board(t.Context(), website, domain.TodoFilter{}, atMost(100))
		c.want("board", err, 0)
		got := []int64{}
		for _, card := range board.Columns[0].Cards {
			got = append(got, card.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("the order is\n%v, want\n%v", got, want)
		}
		before := c.board("ann", website)
		c.want("undo all of it", c.as("ann").Undo(t.Context(), scope.Batch()), 0)
		if after := c.board("ann", website); slices.Equal(before, after) {
			t.Error("nothing was undone")
		}
	})
}

func TestCardsThatStandInOnePlaceCanBeToldApartAgain(t *testing.T) {
	eachCast(t, func(c cast) {
		for i := range 5 {
			c.card("ann", website, string(rune('a'+i)), "task")
		}
		moved := c.card("ann", website, "moved", "in_review")
		c.exec(`UPDATE tasks SET position = 'n' WHERE name <> 'moved'`)
		ids, err := c.store.Strings(`SELECT id FROM tasks WHERE name = 'c'`)
		if err != nil || len(ids) != 1 {
			t.Fatal(err)
		}
		var between int64
		fmt.Sscan(ids[0], &between)
		c.move("ann", moved.ID, "task", between, 0)
		c.wantBoard("ann", website, "task: a, b, c, moved, d, e", "in_progress: ", "in_review: ", "done: ")
	})
}
