package store_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"mddash/domain"
)

func TestTheBestHitComesFirst(t *testing.T) {
	eachCast(t, func(c cast) {
		c.addNote("ann", domain.NoteInput{Title: "otter"})
		c.addNote("ann", domain.NoteInput{Title: "otter pictures"})
		c.addNote("ann", domain.NoteInput{Title: "pictures of an otter"})
		done := c.add("ann", domain.TodoInput{Title: "otter finished"})
		c.add("ann", domain.TodoInput{Title: "WEB work", ProjectID: ptr(website), Description: ptr("nothing")})
		c.addNote("ann", domain.NoteInput{Title: "first", Content: "an otter"})
		c.addNote("ann", domain.NoteInput{Title: "second", Content: "an otter, **later**\n\n- [ ] <b>" + strings.Repeat("long ", 100)})
		if _, err := c.as("ann").CompleteTodo(t.Context(), done.ID, true); err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, hit := range c.look("ann", "otter") {
			got = append(got, said(hit.Title)+" | "+said(hit.Text))
		}
		want := []string{"[otter] | ", "[otter] pictures | ", "[otter] finished | ", "pictures of an [otter] | "}
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Fatalf("got %q, want %q first", got, want)
			}
		}
		if last := got[len(got)-1]; last != "first | an [otter]" {
			t.Errorf("the last is %q", last)
		}
		if text := got[len(got)-2]; !strings.HasPrefix(text, "second | an [otter], later <b>long") || !strings.HasSuffix(text, " …") || len(text) > 260 {
			t.Errorf("the excerpt is %q", text)
		}
		for text, want := range map[string]string{"WEB-" + strconv.FormatInt(done.ID+1, 10): "WEB work", "web-" + strconv.FormatInt(done.ID+1, 10): "WEB work"} {
			if hits := c.look("ann", text); len(hits) != 1 || said(hits[0].Title) != want {
				t.Errorf("%s finds %v", text, hits)
			}
			c.finds("zoe", text)
		}
	})
}

func TestHitsArePagedWithoutGapsAndCountedToALimit(t *testing.T) {
	eachCast(t, func(c cast) {
		for n := range domain.SearchMax + 60 {
			c.exec(`INSERT INTO notes (id, title, content, user_id) VALUES (?, ?, 'some heron', 'ann')`, n+1, fmt.Sprintf("note %d", n))
		}
		c.exec(`INSERT INTO notes (id, title, content, user_id) VALUES (2000, 'heron', '', 'ben')`)
		for c.behind() {
		}
		q := domain.SearchQuery{Terms: []domain.SearchTerm{{Text: "heron"}}, Limit: 70}
		seen := map[string]bool{}
		for pages := 0; ; pages++ {
			page, err := c.as("ann").Search(t.Context(), q)
			if err != nil || pages > 5 {
				t.Fatalf("page %d: %v", pages, err)
			}
			if !page.More || page.Total != domain.SearchMax {
				t.Errorf("%d hits, more %v", page.Total, page.More)
			}
			for _, hit := range page.Items {
				if seen[hit.ID] {
					t.Errorf("note %s is there twice", hit.ID)
				}
				seen[hit.ID] = true
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
		if len(seen) != domain.SearchMax {
			t.Errorf("%d hits on all pages", len(seen))
		}
		// One that is older than all of them is found by its title.
		c.exec(`UPDATE notes SET user_id = 'ben' WHERE id < 2000`)
		c.exec(`UPDATE notes SET title = 'the heron' WHERE id = 5`)
		for c.behind() {
		}
		c.exec(`UPDATE notes SET content = 'some heron again' WHERE id BETWEEN 6 AND 1999`)
		for c.behind() {
		}
		page, err := c.as("ben").Search(t.Context(), domain.SearchQuery{Terms: q.Terms, Limit: 2})
		if err != nil || !page.More || said(page.Items[0].Title) != "[heron]" || said(page.Items[1].Title) != "the [heron]" {
			t.Errorf("%v: %v", err, page.Items)
		}
	})
}

func TestWhatIsOnesOwnIsFoundBehindMuchThatIsNot(t *testing.T) {
	eachCast(t, func(c cast) {
		for n := range 3 {
			c.exec(`INSERT INTO notes (id, title, content, user_id) VALUES (?, 'my heron', 'and an egret', 'ann')`, n+1)
		}
		for n := range 2*domain.SearchMax + 60 { // more than are looked at before the index is asked for her own
			c.exec(`INSERT INTO notes (id, title, content, user_id) VALUES (?, 'a heron', 'and an egret', 'ben')`, n+10)
		}
		for c.behind() {
		}
		for _, text := range []string{"heron", "heron egret", "her", `"my heron"`, "heron -stork", "type:note egret"} {
			c.finds("ann", text, "note: my heron", "note: my heron", "note: my heron")
			c.finds("zoe", text)
		}
		c.exec(`UPDATE notes SET user_id = 'ann', title = 'my other heron' WHERE id >= 10 AND id < ?`, domain.SearchMax+30)
		for c.behind() {
		}
		c.exec(`UPDATE notes SET title = 'a later heron' WHERE id >= ?`, domain.SearchMax+30)
		for c.behind() {
		}
		page, err := c.as("ann").Search(t.Context(), domain.SearchQuery{Terms: []domain.SearchTerm{{Text: "heron"}}, Limit: 200})
		if err != nil || !page.More || page.Total != domain.SearchMax || said(page.Items[199].Title) == "a later [heron]" {
			t.Errorf("%v: %d of %d hits, more %v", err, len(page.Items), page.Total, page.More)
		}
	})
}

func (c cast) behind() bool {
	c.t.Helper()
	more, err := c.store.System().ReadIn(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return more
}

func TestTheIndexFollowsEveryWrite(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		note := c.addNote("ann", domain.NoteInput{Title: "lynx", Content: "one"})
		c.finds("ann", "lynx one", "note: lynx")
		if _, err := c.as("ann").UpdateNote(ctx, note.ID, "", write(func(in *domain.NoteInput) { in.Content = "two" })); err != nil {
			t.Fatal(err)
		}
		c.finds("ann", "lynx one")
		c.finds("ann", "lynx two", "note: lynx")
		if err := c.as("ann").DeleteNote(ctx, note.ID, ""); err != nil {
			t.Fatal(err)
		}
		c.finds("ann", "lynx")
		if _, err := c.as("ann").RestoreNote(ctx, note.ID); err != nil {
			t.Fatal(err)
		}
		c.finds("ann", "lynx", "note: lynx")
		// Another program writes, knowing nothing of us.
		c.exec(`UPDATE notes SET title = 'puma' WHERE id = ?`, note.ID)
		c.finds("ann", "lynx")
		c.finds("ann", "puma", "note: puma")
		todo := c.add("ann", domain.TodoInput{Title: "moved"})
		if _, err := c.as("ann").AddComment(ctx, todo.ID, domain.CommentInput{Body: "a jaguar"}); err != nil {
			t.Fatal(err)
		}
		c.exec(`UPDATE tasks SET project_id = 1 WHERE id = ?`, todo.ID)
		c.finds("ben", "jaguar", "comment: moved")
		c.exec(`DELETE FROM notes WHERE id = ?`, note.ID)
		c.finds("ann", "puma")
		if err := c.store.System().Reindex(ctx); err != nil {
			t.Fatal(err)
		}
		for c.behind() {
		}
		c.finds("ben", "jaguar", "comment: moved")
		c.finds("zoe", "jaguar")
	})
}

func TestFilesThatAreReadInWhileSomebodySearchesAreSaidToBe(t *testing.T) {
	eachCast(t, func(c cast) {
		for n := range 350 {
			c.exec(`INSERT INTO notes (title, content, user_id) VALUES (?, 'badger', 'ann')`, fmt.Sprint("note ", n))
		}
		page, err := c.as("ann").Search(t.Context(), domain.SearchQuery{Terms: []domain.SearchTerm{{Text: "badger"}}, Limit: 10})
		if err != nil || !page.Reading || len(page.Items) != 10 {
			t.Errorf("%v: %d items, reading %v", err, len(page.Items), page.Reading)
		}
	})
}
