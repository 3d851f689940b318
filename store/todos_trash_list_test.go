package store_test

import (
	"slices"
	"testing"
	"time"

	"mddash/domain"
)

func TestTheTrashIsListedByWhenThingsWentThere(t *testing.T) {
	eachCast(t, func(c cast) {
		old := c.add("ann", domain.TodoInput{Title: "old"})
		list := c.add("ann", domain.TodoInput{Title: "list"})
		step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &list.ID})
		alone := c.add("ann", domain.TodoInput{Title: "alone", ParentID: &old.ID})
		for _, id := range []int64{alone.ID, list.ID, old.ID} {
			c.clock.Advance(time.Minute)
			c.want("delete", c.as("ann").DeleteTodo(t.Context(), id, ""), 0)
		}
		f := domain.TodoFilter{Trashed: true, TopLevel: true, Sort: "-" + domain.SortDeleted, Limit: 1}
		var got []int64
		for {
			page, err := c.as("ann").Todos(t.Context(), f)
			c.want("trash", err, 0)
			for _, todo := range page.Items {
				got = append(got, todo.ID)
			}
			if f.Cursor = page.Next; page.Next == "" {
				break
			}
		}
		// What went with its parent comes back with it; what was deleted by itself is there by itself.
		if want := []int64{old.ID, list.ID, alone.ID}; !slices.Equal(got, want) {
			t.Errorf("the trash has %v, want %v; the step is %d", got, want, step.ID)
		}
		_, err := c.as("ann").Todos(t.Context(), domain.TodoFilter{Sort: domain.SortDeleted})
		c.want("a list that is no trash", err, domain.Invalid)
	})
}

func TestTheInboxIsCountedAndReadAlongItsOwnIndex(t *testing.T) {
	eachCast(t, func(c cast) {
		manyTodos(c, 3000)
		c.exec(`UPDATE tasks SET project_id = ? WHERE user_id = 'ann'`, website)
		c.add("ann", domain.TodoInput{Title: "mine"})
		c.exec(`ANALYZE`)
		c.checkPlan(c.as("ann"), withLimit(domain.TodoFilter{Sort: domain.SortPosition, NoProject: true, TopLevel: true, Completed: ptr(false)}), "tasks_own_inbox")
		counts, err := c.as("ann").TodoCounts(t.Context())
		c.want("count", err, 0)
		if counts.Inbox != 1 {
			t.Errorf("%d in the inbox", counts.Inbox)
		}
	})
}
