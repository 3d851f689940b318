package store_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/domain"
)

func (c cast) addNote(who string, in domain.NoteInput) domain.Note {
	c.t.Helper()
	note, err := c.as(who).AddNote(c.t.Context(), in)
	if err != nil {
		c.t.Fatalf("%s adds the note %q: %v", who, in.Title, err)
	}
	return note
}

func (c cast) note(who string, id int64) domain.Note {
	c.t.Helper()
	note, err := c.as(who).Note(c.t.Context(), id)
	if err != nil {
		c.t.Fatalf("%s opens note %d: %v", who, id, err)
	}
	return note
}

// write makes a change that sets one thing.
func write(do func(*domain.NoteInput)) func(domain.Note) (domain.NoteInput, error) {
	return func(note domain.Note) (domain.NoteInput, error) {
		in := note.Input()
		do(&in)
		return in, nil
	}
}

func TestWhoSeesAndChangesNotes(t *testing.T) {
	const sees, edits, manages = 1, 2, 3
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`UPDATE users SET "emailVerified" = 1 WHERE id = 'zoe'`)
		own := c.addNote("ann", domain.NoteInput{Title: "own", Content: "secret thought"})
		shared := c.addNote("ann", domain.NoteInput{Title: "shared"})
		for email, permission := range map[string]string{"zoe@example.org": "view", "ben@example.org": "edit"} {
			if _, err := c.as("ann").ShareNote(ctx, shared.ID, domain.ShareInput{Email: email, Permission: permission}); err != nil {
				t.Fatal(err)
			}
		}
		c.exec(`INSERT INTO note_shares (note_id, user_id, email, permission) VALUES (?, 'cleo', 'cleo@example.org', 'edit')`, shared.ID)
		inWebsite := c.addNote("ben", domain.NoteInput{Title: "in website", ProjectID: ptr(website)})
		inStudio := c.addNote("dora", domain.NoteInput{Title: "in studio", ProjectID: ptr(studio)})
		c.exec(`INSERT INTO notes (id, title, content) VALUES (900, 'adopted', 'of nobody')`)
		for _, row := range []struct {
			what string
			id   int64
			can  map[string]int
		}{
			{"a note is its owner's", own.ID, map[string]int{"ann": manages}},
			{"a share by address counts once it is known to be somebody's", shared.ID, map[string]int{"ann": manages, "zoe": sees, "cleo": edits}},
			{"a project's people read and write in its notes", inWebsite.ID, map[string]int{"ann": edits, "ben": manages, "cleo": sees}},
			{"a team project's notes are read by staff", inStudio.ID, map[string]int{"dora": manages, "ann": sees, "ben": sees, "zoe": sees}},
			{"an adopted note without an owner is the staff's", 900, map[string]int{"ann": manages, "ben": manages, "dora": manages, "zoe": manages}},
		} {
			for _, who := range []string{"ann", "ben", "cleo", "dora", "zoe"} {
				kind := func(needs int) domain.Kind {
					switch level := row.can[who]; {
					case level == 0:
						return domain.NotFound
					case level < needs:
						return domain.Denied
					}
					return 0
				}
				scope := c.as(who)
				_, err := scope.Note(ctx, row.id)
				c.want(row.what+": "+who+" opens it", err, kind(sees))
				_, err = scope.NoteVersions(ctx, row.id, 0)
				c.want(row.what+": "+who+" reads its versions", err, kind(sees))
				_, err = scope.UpdateNote(ctx, row.id, "", write(func(in *domain.NoteInput) { in.Content += "." }))
				c.want(row.what+": "+who+" writes in it", err, kind(edits))
				_, err = scope.Shares(ctx, row.id)
				c.want(row.what+": "+who+" looks whom it is shared with", err, kind(manages))
				page, err := scope.Notes(ctx, domain.NoteFilter{Limit: 100, Total: true, Query: c.titleOf(row.id)})
				if listed := len(page.Items) == 1; err != nil || listed != (row.can[who] >= sees) || page.Total != len(page.Items) {
					t.Errorf("%s: %s finds %d of %d in the list, %v", row.what, who, len(page.Items), page.Total, err)
				}
			}
		}
	})
}

func (c cast) titleOf(id int64) string {
	titles, err := c.store.Strings(`SELECT title FROM notes WHERE id = ?`, id)
	if err != nil || len(titles) != 1 {
		c.t.Fatal(titles, err)
	}
	return titles[0]
}

func TestEveryTextOfANoteIsKept(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		text := "# Plan\r\n\r\nFirst.\r\n\r\nSecond.\t\u202e  \n\n"
		note := c.addNote("ann", domain.NoteInput{Title: "Plan", Content: text})
		if note.Content != text {
			t.Fatalf("got %q", note.Content)
		}
		c.exec(`UPDATE notes SET content = 'written by another program' WHERE id = ?`, note.ID)
		changed, err := c.as("ann").UpdateNote(ctx, note.ID, "", write(func(in *domain.NoteInput) { in.Content = "ours" }))
		c.want("write after another program", err, 0)
		same, err := c.as("ann").UpdateNote(ctx, note.ID, "", write(func(*domain.NoteInput) {}))
		c.want("change nothing", err, 0)
		if same.Version() != changed.Version() {
			t.Error("changing nothing changed the version")
		}
		versions, err := c.as("ann").NoteVersions(ctx, note.ID, 0)
		c.want("list versions", err, 0)
		var texts []string
		for _, v := range versions {
			whole, err := c.as("ann").NoteVersion(ctx, note.ID, v.Revision)
			c.want("read a version", err, 0)
			texts = append(texts, whole.Content)
		}
		if got := strings.Join(texts, "|"); got != "ours|written by another program|"+text {
			t.Errorf("got %q", got)
		}
		back, err := c.as("ann").RestoreVersion(ctx, note.ID, 1)
		c.want("restore the first", err, 0)
		if back.Content != text {
			t.Errorf("got %q", back.Content)
		}
		if err := c.as("ann").Undo(ctx, c.lastBatch("ann")); err != nil {
			t.Fatal(err)
		}
		if got := c.note("ann", note.ID).Content; got != "ours" {
			t.Errorf("undone it is %q", got)
		}
	})
}

func (c cast) lastBatch(who string) string {
	c.t.Helper()
	batch, err := c.as(who).LastBatch(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return batch
}

func TestTwoPeopleWhoSaveAtOnceLoseNothing(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		note := c.addNote("ben", domain.NoteInput{Title: "Copy", Content: "One.\n\nTwo.\n\nThree.\n", ProjectID: ptr(website)})
		_, err := c.as("ann").SaveTyping(ctx, note.ID, domain.Typing{Revision: note.Revision}, write(func(in *domain.NoteInput) { in.Title, in.Content = "Copy", "One, ann.\n\nTwo.\n\nThree.\n" }))
		c.want("ann saves", err, 0)
		merged, err := c.as("ben").SaveTyping(ctx, note.ID, domain.Typing{Revision: note.Revision}, write(func(in *domain.NoteInput) { in.Title, in.Content = "Copy, final", "One.\n\nTwo.\n\nThree, ben.\n" }))
		c.want("ben saves what he began before", err, 0)
		if want := "One, ann.\n\nTwo.\n\nThree, ben.\n"; merged.Content != want || merged.Title != "Copy, final" {
			t.Errorf("got %q %q", merged.Title, merged.Content)
		}
		_, err = c.as("ann").SaveTyping(ctx, note.ID, domain.Typing{Revision: note.Revision}, write(func(in *domain.NoteInput) { in.Title, in.Content = "Copy", "One, differently.\n\nTwo.\n\nThree.\n" }))
		c.want("ann saves the paragraph that was changed", err, domain.Stale)
		if got := c.note("ann", note.ID).Content; got != merged.Content {
			t.Errorf("the refused save wrote %q", got)
		}
	})
}

func TestRenamingANoteRenamesItsLinksEverywhere(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		early := c.addNote("ann", domain.NoteInput{Title: "Early", Content: "To [[plan]] before it was there"})
		plan := c.addNote("ann", domain.NoteInput{Title: "Plan", Content: "See [[Plan]]"})
		other := c.addNote("ben", domain.NoteInput{Title: "Ben's", Content: "His own [[Plan]]"})
		for i := range 20 {
			c.addNote("ann", domain.NoteInput{Title: fmt.Sprint("From ", i), Content: "a [[Plan|b]] `[[Plan]]`"})
		}
		back, err := c.as("ann").Backlinks(ctx, plan.ID)
		c.want("read backlinks", err, 0)
		if len(back) != 21 {
			t.Errorf("%d backlinks", len(back))
		}
		_, err = c.as("ann").UpdateNote(ctx, plan.ID, "", write(func(in *domain.NoteInput) { in.Title = "Räksmörgås 2" }))
		c.want("rename", err, 0)
		for id, want := range map[int64]string{early.ID: "To [[Räksmörgås 2]] before it was there", plan.ID: "See [[Räksmörgås 2]]", early.ID + 3: "a [[Räksmörgås 2|b]] `[[Plan]]`"} {
			if got := c.note("ann", id).Content; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		if got := c.note("ben", other.ID).Content; got != "His own [[Plan]]" {
			t.Errorf("somebody else's link to something else became %q", got)
		}
		if again := c.addNote("ann", domain.NoteInput{Title: "Late", Content: "[[räksmörgås 2]]"}); len(again.Content) == 0 {
			t.Fatal()
		}
		if back, err = c.as("ann").Backlinks(ctx, plan.ID); err != nil || len(back) != 22 {
			t.Errorf("%d backlinks after, %v", len(back), err)
		}
		c.want("undo the rename", c.as("ann").Undo(ctx, c.lastBatch("ann")), 0)
	})
}

func TestANoteComesBackFromTheTrash(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		note := c.addNote("ben", domain.NoteInput{Title: "Here", ProjectID: ptr(website)})
		c.want("ann deletes ben's", c.as("ann").DeleteNote(ctx, note.ID, ""), domain.Denied)
		c.want("ben deletes it", c.as("ben").DeleteNote(ctx, note.ID, ""), 0)
		_, err := c.as("ann").Note(ctx, note.ID)
		c.want("ann opens it", err, domain.NotFound)
		_, err = c.as("ann").RestoreNote(ctx, note.ID)
		c.want("ann restores it", err, domain.NotFound)
		trash, err := c.as("ben").Notes(ctx, domain.NoteFilter{Trashed: true, Limit: 10})
		if err != nil || len(trash.Items) != 1 {
			t.Errorf("ben's trash has %d, %v", len(trash.Items), err)
		}
		_, err = c.as("ben").RestoreNote(ctx, note.ID)
		c.want("ben restores it", err, 0)
		c.want("ann's project goes to the trash", c.as("ann").DeleteProject(ctx, website, ""), 0)
		_, err = c.as("ben").Note(ctx, note.ID)
		c.want("ben opens a note of it", err, domain.NotFound)
		_, err = c.as("ann").RestoreProject(ctx, website)
		c.want("the project comes back", err, 0)
		if got := c.note("ben", note.ID); got.Title != "Here" {
			t.Errorf("got %+v", got)
		}
		c.want("ben deletes it again", c.as("ben").DeleteNote(ctx, note.ID, ""), 0)
		c.want("and for good", c.as("ben").PurgeNote(ctx, note.ID), 0)
		_, err = c.as("ben").RestoreNote(ctx, note.ID)
		c.want("after that it is gone", err, domain.NotFound)
	})
}

func TestAPublicLinkEndsWhenItIsTakenAway(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		note := c.addNote("ann", domain.NoteInput{Title: "Open", Content: "to all"})
		_, err := c.as("ann").Publish(ctx, note.ID, domain.PublicLinkInput{ExpiresAt: ptr("2020-01-01T00:00:00Z")})
		c.want("a moment that is over", err, domain.Invalid)
		link, err := c.as("ann").Publish(ctx, note.ID, domain.PublicLinkInput{Password: ptr("opensesame"), ExpiresAt: ptr("2026-12-01T00:00:00Z")})
		c.want("publish", err, 0)
		_, err = c.store.PublicNote(ctx, link.Token, "")
		c.want("no password", err, domain.Unauthorized)
		_, err = c.store.OpenPublic(ctx, link.Token, "wrong", "192.0.2.1")
		c.want("a wrong one", err, domain.Invalid)
		_, err = c.store.PublicNote(ctx, link.Token, "opensesame")
		c.want("the password is no proof", err, domain.Unauthorized)
		proof, err := c.store.OpenPublic(ctx, link.Token, "opensesame", "192.0.2.1")
		c.want("the right one", err, 0)
		read, err := c.store.PublicNote(ctx, link.Token, proof)
		if err != nil || read.Content != "to all" {
			t.Errorf("got %q, %v", read.Content, err)
		}
		_, err = c.as("ann").Publish(ctx, note.ID, domain.PublicLinkInput{Password: ptr("opensesame")})
		c.want("set it again", err, 0)
		_, err = c.store.PublicNote(ctx, link.Token, proof)
		c.want("proofs end with a new password", err, domain.Unauthorized)
		c.exec(`UPDATE users SET disabled_at = '2026-11-20T10:00:00.000Z' WHERE id = 'ann'`)
		_, err = c.store.OpenPublic(ctx, link.Token, "opensesame", "192.0.2.1")
		c.want("its owner lost their account", err, domain.NotFound)
		c.exec(`UPDATE users SET disabled_at = NULL WHERE id = 'ann'`)
		same, err := c.as("ann").Publish(ctx, note.ID, domain.PublicLinkInput{Password: ptr("")})
		if err != nil || same.Token != link.Token || same.Guarded {
			t.Errorf("got %+v, %v", same, err)
		}
		renewed, err := c.as("ann").Publish(ctx, note.ID, domain.PublicLinkInput{Renew: true})
		c.want("renew", err, 0)
		_, err = c.store.PublicNote(ctx, link.Token, "")
		c.want("the old address", err, domain.NotFound)
		c.want("take it away", c.as("ann").Unpublish(ctx, note.ID), 0)
		_, err = c.store.PublicNote(ctx, renewed.Token, "")
		c.want("the address after that", err, domain.NotFound)
	})
}
