package store_test

import (
	"errors"
	"strings"
	"testing"

	"mddash/domain"
)

func TestWhatHangsOnAThingInTheTrashGoesOutOfTheIndexWithIt(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo, note := c.add("ann", domain.TodoInput{Title: "holds"}), c.addNote("ann", domain.NoteInput{Title: "holds"})
		if _, err := c.as("ann").AddComment(ctx, todo.ID, domain.CommentInput{Body: "zebra"}); err != nil {
			t.Fatal(err)
		}
		c.attach("ann", domain.Holder{Kind: domain.OnNote, ID: note.ID}, "zebra.txt", []byte("stripes"))
		indexed := func(when, want string) {
			t.Helper()
			for c.behind() {
			}
			if got := strings.Join(c.rows(`SELECT kind FROM search_docs WHERE kind IN ('comment', 'attachment') ORDER BY kind`), " "); got != want {
				t.Errorf("%s the index has %q, want %q", when, got, want)
			}
		}
		indexed("at first", "attachment comment")
		todos, notes := c.as("ann"), c.as("ann")
		if err := errors.Join(todos.DeleteTodo(ctx, todo.ID, ""), notes.DeleteNote(ctx, note.ID, "")); err != nil {
			t.Fatal(err)
		}
		indexed("in the trash", "")
		if err := errors.Join(c.as("ann").Undo(ctx, todos.Batch()), c.as("ann").Undo(ctx, notes.Batch())); err != nil {
			t.Fatal(err)
		}
		indexed("brought back", "attachment comment")
	})
}
