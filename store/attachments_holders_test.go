package store_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

func TestFilesComeAndGoWithWhatTheyHangOn(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		scope := c.as("ann")
		todo := c.add("ann", domain.TodoInput{Title: "x", ProjectID: ptr(website)})
		note := c.addNote("ann", domain.NoteInput{Title: "n"})
		inProject := c.addNote("ben", domain.NoteInput{Title: "p", ProjectID: ptr(website)})
		var files []domain.Attachment
		for i, on := range []domain.Holder{{Kind: domain.OnTodo, ID: todo.ID}, {Kind: domain.OnNote, ID: note.ID}, {Kind: domain.OnProject, ID: website}, {Kind: domain.OnNote, ID: inProject.ID}} {
			files = append(files, c.attach("ann", on, "f.bin", noise(300<<10, byte(i))))
		}
		seen := func(what string, want ...domain.Kind) {
			t.Helper()
			for i, file := range files {
				_, err := c.as("ann").Attachment(ctx, file.ID)
				c.want(fmt.Sprint(what, ", file ", i), err, want[i])
			}
		}
		const no = domain.NotFound
		if err := scope.DeleteNote(ctx, note.ID, ""); err != nil {
			t.Fatal(err)
		}
		seen("a note in the trash", 0, no, 0, 0)
		if err := c.as("ann").Undo(ctx, scope.Batch()); err != nil {
			t.Fatal(err)
		}
		seen("a note brought back", 0, 0, 0, 0)
		if err := c.as("ann").DeleteProject(ctx, website, ""); err != nil {
			t.Fatal(err)
		}
		seen("a project in the trash", no, 0, no, no)
		if err := c.as("ann").PurgeProject(ctx, website); err != nil {
			t.Fatal(err)
		}
		seen("a project gone for good", no, 0, no, no)
		if err := c.as("ann").DeleteNote(ctx, note.ID, ""); err != nil {
			t.Fatal(err)
		}
		if err := c.as("ann").PurgeNote(ctx, note.ID); err != nil {
			t.Fatal(err)
		}
		c.sweep()
		// ben's note is in his trash still.
		if blobs := c.count(`SELECT count(*) FROM blobs`); blobs != 1 {
			t.Errorf("%d blobs are left", blobs)
		}
		if n := c.count(`SELECT count(*) FROM activity WHERE kind = 'attachment'`); n != 1 {
			t.Errorf("the log still tells of %d files", n)
		}
		c.purgeWithAFile()
		if n := c.count(`SELECT count(*) FROM attachments`); n != 1 {
			t.Errorf("%d attachments are left", n)
		}
	})
}

// purgeWithAFile makes a todo of ann's with a file, and erases it.
func (c cast) purgeWithAFile() {
	c.t.Helper()
	personal := c.add("ann", domain.TodoInput{Title: "y"})
	c.attach("ann", domain.Holder{Kind: domain.OnTodo, ID: personal.ID}, "f.bin", nil)
	if err := c.as("ann").DeleteTodo(c.t.Context(), personal.ID, ""); err != nil {
		c.t.Fatal(err)
	}
	if err := c.as("ann").PurgeTodo(c.t.Context(), personal.ID); err != nil {
		c.t.Fatal(err)
	}
}

func TestAttachingAndDeletingAFileIsUndone(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		on := domain.Holder{Kind: domain.OnProject, ID: website}
		there := func(id int64, want domain.Kind) {
			t.Helper()
			_, err := c.as("ann").Attachment(ctx, id)
			c.want("the file", err, want)
		}
		adding := c.as("ann")
		in, err := adding.Receive(ctx, on, "a.txt", strings.NewReader("a"), 10)
		if err != nil {
			t.Fatal(err)
		}
		files, err := adding.Attach(ctx, on, in)
		if err != nil {
			t.Fatal(err)
		}
		id := files[0].ID
		undoing := c.as("ann")
		c.want("undo of attaching", undoing.Undo(ctx, adding.Batch()), 0)
		there(id, domain.NotFound)
		c.want("undo of the undo", c.as("ann").Undo(ctx, undoing.Batch()), 0)
		there(id, 0)
		deleting := c.as("ann")
		if _, err := deleting.DeleteAttachment(ctx, id, "stale"); domain.KindOf(err) != domain.Stale {
			t.Errorf("another version: %v", err)
		}
		if _, err := deleting.DeleteAttachment(ctx, id, files[0].Version()); err != nil {
			t.Fatal(err)
		}
		c.want("somebody else's undo", c.as("ben").Undo(ctx, deleting.Batch()), domain.NotFound)
		c.want("undo of deleting", c.as("ann").Undo(ctx, deleting.Batch()), 0)
		there(id, 0)
		c.want("a second undo", c.as("ann").Undo(ctx, deleting.Batch()), domain.Conflict)
		if _, err := c.as("ann").DeleteAttachment(ctx, id, ""); err != nil {
			t.Fatal(err)
		}
		list, err := c.as("ann").Attachments(ctx, on)
		if err != nil || len(list.Items) != 0 || len(list.Trashed) != 1 {
			t.Errorf("got %+v, %v", list, err)
		}
		if list, err = c.as("cleo").Attachments(ctx, on); err != nil || len(list.Trashed) != 0 {
			t.Errorf("who may not bring it back is shown %+v, %v", list, err)
		}
		c.clock.Advance(31 * 24 * time.Hour)
		if n, err := c.store.System().PurgeAttachments(ctx); n != 1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		_, err = c.as("ann").RestoreAttachment(ctx, id)
		c.want("after 30 days", err, domain.NotFound)
	})
}

func TestOneThingHoldsSoManyFiles(t *testing.T) {
	eachCast(t, func(c cast) {
		on := domain.Holder{Kind: domain.OnProject, ID: website}
		c.exec(`INSERT INTO blobs (id, sha256, size, touched_at) VALUES (7777, 'x', 0, '2026-11-20T10:00:00.000Z')`)
		for range domain.AttachmentsMax - 1 {
			c.exec(`INSERT INTO attachments (project_id, blob_id, name, type, created_at) VALUES (1, 7777, 'x', 'x', '2026-11-20T10:00:00.000Z')`)
		}
		c.attach("ann", on, "the last", nil)
		_, err := c.tryAttach("ann", on, "one more", nil)
		c.want("one more", err, domain.Conflict)
	})
}

func TestAPublicLinkLeadsToTheFilesOfItsNoteAlone(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		note, other := c.addNote("ann", domain.NoteInput{Title: "n"}), c.addNote("ann", domain.NoteInput{Title: "o"})
		file := c.attach("ann", domain.Holder{Kind: domain.OnNote, ID: note.ID}, "a.txt", []byte("hello"))
		hidden := c.attach("ann", domain.Holder{Kind: domain.OnNote, ID: other.ID}, "b.txt", []byte("hello"))
		link, err := c.as("ann").Publish(ctx, note.ID, domain.PublicLinkInput{})
		if err != nil {
			t.Fatal(err)
		}
		open, err := c.store.PublicAttachment(ctx, link.Token, "", file.ID)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(open.Content); string(text) != "hello" || err != nil {
			t.Errorf("%q, %v", text, err)
		}
		tried := func(what, token string, id int64) {
			t.Helper()
			_, err := c.store.PublicAttachment(ctx, token, "", id)
			c.want(what, err, domain.NotFound)
			_, err = c.store.PublicThumb(ctx, token, "", id)
			c.want(what+", small", err, domain.NotFound)
		}
		tried("a file of another note", link.Token, hidden.ID)
		tried("another link", "x", file.ID)
		if _, err := c.as("ann").DeleteAttachment(ctx, file.ID, ""); err != nil {
			t.Fatal(err)
		}
		tried("a file in the trash", link.Token, file.ID)
		if _, err := c.as("ann").RestoreAttachment(ctx, file.ID); err != nil {
			t.Fatal(err)
		}
		if err := c.as("ann").Unpublish(ctx, note.ID); err != nil {
			t.Fatal(err)
		}
		tried("a link that was taken back", link.Token, file.ID)
	})
}
