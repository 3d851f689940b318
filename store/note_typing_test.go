package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

const (
	deskEditor  = "aaaaaaaaaaaaaaaaaaaaaa"
	phoneEditor = "bbbbbbbbbbbbbbbbbbbbbb"
)

// types saves a text as an open editor does.
func (c cast) types(who string, id int64, typing domain.Typing, text string) (domain.Note, error) {
	return c.as(who).SaveTyping(c.t.Context(), id, typing, write(func(in *domain.NoteInput) { in.Content = text }))
}

func (c cast) typed(who string, id int64, typing domain.Typing, text string) domain.Note {
	c.t.Helper()
	note, err := c.types(who, id, typing, text)
	if err != nil {
		c.t.Fatalf("%s types %q over %d: %v", who, text, typing.Revision, err)
	}
	return note
}

// textsOf is the texts of a note's versions, the newest first, as they are listed.
func (c cast) textsOf(who string, id int64) string {
	c.t.Helper()
	versions, err := c.as(who).NoteVersions(c.t.Context(), id, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	var texts []string
	for _, v := range versions {
		whole, err := c.as(who).NoteVersion(c.t.Context(), id, v.Revision)
		if err != nil {
			c.t.Fatal(err)
		}
		texts = append(texts, whole.Content)
	}
	return strings.Join(texts, "|")
}

func TestTypingWithoutABreakMakesOneVersionAndIsUndoneAtOnce(t *testing.T) {
	eachCast(t, func(c cast) {
		note := c.addNote("ann", domain.NoteInput{Title: "Plan", Content: "before"})
		last := note
		for i := range 30 {
			c.clock.Advance(10 * time.Second)
			last = c.typed("ann", note.ID, domain.Typing{Revision: last.Revision, Editor: deskEditor, Number: int64(i + 1)}, fmt.Sprint("typed ", i))
		}
		if last.Revision != note.Revision+30 {
			t.Errorf("30 texts ended at revision %d", last.Revision)
		}
		if got := c.textsOf("ann", note.ID); got != "typed 29|before" {
			t.Errorf("the history is %s", got)
		}
		if rows, err := c.store.Strings(`SELECT count(*) FROM note_versions WHERE note_id = ?`, note.ID); err != nil || rows[0] != "2" {
			t.Errorf("%v versions are kept, %v", rows, err)
		}
		c.want("undo", c.as("ann").Undo(t.Context(), c.lastBatch("ann")), 0)
		if got := c.note("ann", note.ID); got.Content != "before" || got.Revision != last.Revision+1 {
			t.Errorf("undone it is %q, revision %d", got.Content, got.Revision)
		}
		c.clock.Advance(domain.TypingRun)
		c.typed("ann", note.ID, domain.Typing{Revision: last.Revision + 1, Editor: deskEditor, Number: 31}, "later")
		if got := c.textsOf("ann", note.ID); got != "later|before|typed 29|before" {
			t.Errorf("after ten minutes the history is %s", got)
		}
	})
}

func TestWhatOthersWriteOnFromStaysThere(t *testing.T) {
	eachCast(t, func(c cast) {
		note := c.addNote("ben", domain.NoteInput{Title: "Copy", Content: "One.\n\nTwo.\n\nThree.", ProjectID: ptr(website)})
		at := func(who string) domain.Note {
			opened, err := c.as(who).OpenNote(t.Context(), note.ID)
			c.want(who+" opens it", err, 0)
			return opened
		}
		first := c.typed("ben", note.ID, domain.Typing{Revision: note.Revision, Editor: deskEditor, Number: 1}, "One, ben.\n\nTwo.\n\nThree.")
		opened := at("ann")
		second := c.typed("ben", note.ID, domain.Typing{Revision: first.Revision, Editor: deskEditor, Number: 2}, "One, ben, still.\n\nTwo.\n\nThree.")
		third := c.typed("ben", note.ID, domain.Typing{Revision: second.Revision, Editor: deskEditor, Number: 3}, "One, ben, at last.\n\nTwo.\n\nThree.")
		merged := c.typed("ann", note.ID, domain.Typing{Revision: opened.Revision, Editor: phoneEditor, Number: 1}, "One, ben.\n\nTwo.\n\nThree, ann.")
		if want := "One, ben, at last.\n\nTwo.\n\nThree, ann."; merged.Content != want {
			t.Errorf("merged it is %q", merged.Content)
		}
		// Ben goes on from his own text, which is not the newest: it is still there.
		again := c.typed("ben", note.ID, domain.Typing{Revision: third.Revision, Editor: deskEditor, Number: 4}, "One, ben, at last.\n\nTwo, ben.\n\nThree.")
		if want := "One, ben, at last.\n\nTwo, ben.\n\nThree, ann."; again.Content != want {
			t.Errorf("merged again it is %q", again.Content)
		}
		_, err := c.types("ann", note.ID, domain.Typing{Revision: merged.Revision, Editor: phoneEditor, Number: 2}, "One, ben, at last.\n\nTwo, ann.\n\nThree, ann.")
		c.want("ann types in the paragraph that ben changed", err, domain.Stale)
		if got := c.note("ann", note.ID); got.Content != again.Content {
			t.Errorf("the refused save wrote %q", got.Content)
		}
		theirs := at("ann")
		_, err = c.types("ann", note.ID, domain.Typing{Revision: merged.Revision, Editor: phoneEditor, Number: 3, Prefer: domain.PreferMine, Seen: theirs.Revision - 1}, "One, ben, at last.\n\nTwo, ann.\n\nThree, ann.")
		c.want("ann chooses against a text that she did not see", err, domain.Stale)
		chosen := c.typed("ann", note.ID, domain.Typing{Revision: merged.Revision, Editor: phoneEditor, Number: 4, Prefer: domain.PreferMine, Seen: theirs.Revision}, "One, ben, at last.\n\nTwo, ann.\n\nThree, ann.")
		if want := "One, ben, at last.\n\nTwo, ann.\n\nThree, ann."; chosen.Content != want {
			t.Errorf("chosen it is %q", chosen.Content)
		}
		if got := c.textsOf("ann", note.ID); !strings.Contains(got, "Two, ben.") {
			t.Errorf("what ben wrote is lost: %s", got)
		}
	})
}

func TestASaveWhoseAnswerWasLostIsNotAConflict(t *testing.T) {
	eachCast(t, func(c cast) {
		typing := func(revision, number int64) domain.Typing {
			return domain.Typing{Revision: revision, Editor: deskEditor, Number: number}
		}
		first, err := c.as("ann").StartTyping(t.Context(), typing(0, 1), domain.NoteInput{Title: "New", Content: "a"})
		c.want("begin", err, 0)
		again, err := c.as("ann").StartTyping(t.Context(), typing(0, 1), domain.NoteInput{Title: "New", Content: "a"})
		if err != nil || again.ID != first.ID {
			t.Errorf("beginning again made note %d, %v", again.ID, err)
		}
		c.typed("ann", first.ID, typing(first.Revision, 2), "a b")
		lost := c.typed("ann", first.ID, typing(first.Revision, 3), "a b c")
		if lost.Content != "a b c" {
			t.Errorf("after a lost answer it is %q", lost.Content)
		}
		if late := c.typed("ann", first.ID, typing(first.Revision, 2), "a b"); late.Content != "a b c" {
			t.Errorf("a late save made it %q", late.Content)
		}
		c.exec(`UPDATE notes SET content = 'another program' WHERE id = ?`, first.ID)
		_, err = c.types("ann", first.ID, typing(first.Revision, 4), "a b c d")
		c.want("type over what another program wrote", err, domain.Stale)
		if _, err = c.types("ben", first.ID, domain.Typing{Revision: 1, Editor: phoneEditor, Number: 1}, "mine"); domain.KindOf(err) != domain.NotFound {
			t.Errorf("ben's save: %v", err)
		}
		_, err = c.types("ann", first.ID, domain.Typing{Revision: 1, Editor: "x'; --", Number: 5}, "x")
		c.want("an editor without a name", err, domain.Invalid)
	})
}

func TestLineEndsOfANoteSurviveABrowser(t *testing.T) {
	eachCast(t, func(c cast) {
		for text, want := range map[string]string{
			"# A\r\n\r\nb\t \r\n": "# A\r\n\r\nb\t \r\nnew\r\n",
			"a\r\nb\nc\rd\n":      "a\r\nb\nc\rd\nnew\n",
			"\n\n  a  \n":         "\n\n  a  \nnew\n",
		} {
			note := c.addNote("ann", domain.NoteInput{Title: "Ends", Content: text})
			shown := domain.FromBrowser(text)
			same := c.typed("ann", note.ID, domain.Typing{Revision: note.Revision, Editor: deskEditor, Number: 1}, shown)
			if same.Content != text || same.Revision != note.Revision || same.Version() != note.Version() {
				t.Errorf("saved without a change %q is %q, revision %d", text, same.Content, same.Revision)
			}
			if got := c.typed("ann", note.ID, domain.Typing{Revision: note.Revision, Editor: deskEditor, Number: 2}, shown+"new\n"); got.Content != want {
				t.Errorf("got %q, want %q", got.Content, want)
			}
		}
	})
}

func TestChangesOfATextAreUndoneOneAfterTheOther(t *testing.T) {
	eachCast(t, func(c cast) {
		note := c.addNote("ann", domain.NoteInput{Title: "List", Content: "- [ ] milk\n- [ ] bread"})
		var batches []string
		for _, text := range []string{"- [x] milk\n- [ ] bread", "- [x] milk\n- [x] bread", "- [x] milk\n- [x] bread\n- [ ] salt"} {
			_, err := c.as("ann").UpdateNote(t.Context(), note.ID, "", func(n domain.Note) (domain.NoteInput, error) {
				in := n.Input()
				in.Content = text
				return in, nil
			})
			c.want("change", err, 0)
			batches = append(batches, c.lastBatch("ann"))
		}
		for i, want := range []string{"- [x] milk\n- [x] bread", "- [x] milk\n- [ ] bread", "- [ ] milk\n- [ ] bread"} {
			c.want("undo", c.as("ann").Undo(t.Context(), batches[2-i]), 0)
			if got := c.note("ann", note.ID).Content; got != want {
				t.Errorf("after undoing %d the text is %q", i+1, got)
			}
		}
		if _, err := c.as("ann").UpdateNote(t.Context(), note.ID, "", func(n domain.Note) (domain.NoteInput, error) {
			in := n.Input()
			in.Content = "something else"
			return in, nil
		}); err != nil {
			t.Fatal(err)
		}
		first := c.lastBatch("ann")
		_, err := c.as("ann").UpdateNote(t.Context(), note.ID, "", func(n domain.Note) (domain.NoteInput, error) {
			in := n.Input()
			in.Content = "and something else again"
			return in, nil
		})
		c.want("change", err, 0)
		c.want("undo what was changed since", c.as("ann").Undo(t.Context(), first), domain.Conflict)
	})
}
