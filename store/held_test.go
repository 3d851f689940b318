package store_test

import (
	"sync"
	"testing"

	"mddash/domain"
)

func TestOfManyWhoMoveWhatTheyKnowOnlyTheFirstIsRight(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		first, last := c.add("ann", domain.TodoInput{Title: "first", ProjectID: ptr(website)}), c.add("ann", domain.TodoInput{Title: "last", ProjectID: ptr(website)})
		moves := map[string]func(todo domain.Todo, i int) error{
			"in its list": func(todo domain.Todo, i int) error {
				_, err := c.as("ann").MoveTodo(ctx, todo.ID, todo.Version(), []int64{first.ID, last.ID}[i%2], 0)
				return err
			},
			"on its board": func(todo domain.Todo, i int) error {
				_, err := c.as("ann").MoveCard(ctx, todo.ID, todo.Version(), []string{"in_progress", "in_review"}[i%2], 0, 0)
				return err
			},
		}
		for name, move := range moves {
			todo := c.add("ann", domain.TodoInput{Title: name, ProjectID: ptr(website)})
			var all sync.WaitGroup
			errs := make([]error, 8)
			for i := range errs {
				all.Go(func() { errs[i] = move(todo, i) })
			}
			all.Wait()
			right := 0
			for _, err := range errs {
				if err == nil {
					right++
				} else {
					c.want(name, err, domain.Stale)
				}
			}
			if right != 1 {
				t.Errorf("%s: %d of %d moved it", name, right, len(errs))
			}
		}
	})
}

func TestACommentThatWasRewrittenSinceIsNotDeletedUnseen(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo := c.add("ann", domain.TodoInput{Title: "talk"})
		said, err := c.as("ann").AddComment(ctx, todo.ID, domain.CommentInput{Body: "yes"})
		if err != nil {
			t.Fatal(err)
		}
		now, err := c.as("ann").EditComment(ctx, todo.ID, said.ID, domain.CommentInput{Body: "no"})
		if err != nil {
			t.Fatal(err)
		}
		c.want("delete what it was", c.as("ann").DeleteComment(ctx, todo.ID, said.ID, said.Version()), domain.Stale)
		c.want("delete what it is", c.as("ann").DeleteComment(ctx, todo.ID, said.ID, now.Version()), 0)
	})
}
