package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
)

// manyNotes link forwards and backwards, to titles that several have, to somebody else's, to their own and to nothing.
func manyNotes(n int) []domain.NoteInput {
	inputs := make([]domain.NoteInput, n)
	for i := range inputs {
		text := fmt.Sprintf("[[Note %d]] [[note %d]] [[Twice]] [[Note %d]] [[Nowhere %d]] [[Shared]] [[Early]]", i+1, max(0, i-1), i, i)
		inputs[i] = domain.NoteInput{Title: fmt.Sprintf("Note %d", i), Content: text, Tags: []string{"all", fmt.Sprintf("t%d", i%3)}}
	}
	for _, i := range []int{3, 7, n - 3} {
		inputs[i].Title = "Twice"
	}
	inputs[5].Title, inputs[n-1].Title = "Shared", "Late"
	return inputs
}

func TestNotesThatAreWrittenManyAtOnceAreAsIfTheyHadBeenWrittenOneAfterTheOther(t *testing.T) {
	var told []string
	for _, together := range []bool{false, true} {
		eachCast(t, func(c cast) {
			ben := c.addNote("ben", domain.NoteInput{Title: "Shared", ProjectID: ptr(website)})
			c.addNote("ben", domain.NoteInput{Title: "Bens", Content: "[[Late]] [[Twice]]", ProjectID: ptr(website)})
			c.addNote("ann", domain.NoteInput{Title: "Early", Content: "[[Late]] [[Note 9]] [[Twice]]"})
			inputs := manyNotes(450)
			if together {
				in := domain.Intake{Source: "elsewhere"}
				for i, one := range inputs {
					in.Notes = append(in.Notes, domain.IntakeNote{ID: fmt.Sprint(i), Input: one})
				}
				if report, err := c.as("ann").TakeIn(t.Context(), in, store.Taking{}); err != nil || report.Made["notes"] != 450 {
					t.Fatal(report, err)
				}
			} else {
				for _, one := range inputs {
					c.addNote("ann", one)
				}
			}
			var all []string
			for _, query := range []string{
				`SELECT l.note_id - ? || ' ' || l.title || ' ' || coalesce(CAST(l.target_id - ? AS TEXT), '-') FROM note_links AS l WHERE l.note_id > ? ORDER BY l.note_id, l.title`,
				`SELECT n.id - ? || n.title || n.tags || n.revision || n.user_id || coalesce(n.updated_by, '') || (SELECT count(*) FROM note_tags WHERE note_id - ? = n.id - ?) FROM notes AS n ORDER BY n.id`,
				`SELECT v.note_id - ? || ' ' || v.revision || v.title || v.content || v.user_id FROM note_versions AS v WHERE v.note_id >= ? AND v.note_id >= ? ORDER BY v.note_id, v.revision`,
				`SELECT CAST(a.subject_id AS BIGINT) - ? || a.action || a.after || a.user_id FROM activity AS a WHERE a.kind = 'note' AND CAST(a.subject_id AS BIGINT) >= ? AND a.id > ? - 1 ORDER BY a.id`,
			} {
				all = append(all, texts(t, c.store, query, ben.ID, ben.ID, ben.ID)...)
			}
			told = append(told, strings.Join(all, "\n"))
		})
	}
	half := len(told) / 2
	if half == 0 || len(told) != 2*half {
		t.Fatal(len(told))
	}
	for i := range half {
		one, many := strings.Split(told[i], "\n"), strings.Split(told[half+i], "\n")
		if len(one) < 4000 || !slices.Equal(one, many) {
			at := 0
			for at < min(len(one), len(many)) && one[at] == many[at] {
				at++
			}
			t.Errorf("%d and %d lines; the first that differs is %d: %q and %q", len(one), len(many), at, one[min(at, len(one)-1)], many[min(at, len(many)-1)])
		}
	}
}

func TestWhatComesTwiceOrCantBeAmongManyHoldsUpNoOther(t *testing.T) {
	eachCast(t, func(c cast) {
		in := domain.Intake{Source: "elsewhere"}
		todo := domain.IntakeTodo{ID: "t", Input: domain.TodoInput{Title: "talk"}}
		for i := range 300 {
			note := domain.IntakeNote{ID: fmt.Sprint(i), Input: domain.NoteInput{Title: fmt.Sprintf("Note %d", i)}}
			said := domain.IntakeComment{ID: fmt.Sprint("c", i), Body: fmt.Sprintf("Comment %d", i)}
			switch i {
			case 50:
				note.ID, said.ID = "49", "c49"
			case 100:
				note.Input.Title = strings.Repeat("x", 1000)
			case 150:
				note.Input.Color = ptr("no colour")
			case 200:
				note.Input.ProjectID = ptr(int64(424242)) // found out when it is written
			}
			in.Notes, todo.Comments = append(in.Notes, note), append(todo.Comments, said)
		}
		in.Todos = append(in.Todos, todo)
		report, err := c.as("ann").TakeIn(t.Context(), in, store.Taking{})
		if err != nil || report.Made["notes"] != 298 || report.Made["comments"] != 299 || report.There["notes"] != 1 || report.There["comments"] != 1 || report.LeftOutN != 1 {
			t.Fatalf("%v %+v", err, report)
		}
		if got := c.rows(`SELECT body FROM comments ORDER BY id`); len(got) != 299 || got[0] != "Comment 0" || got[298] != "Comment 299" {
			t.Errorf("the comments are %d, from %s", len(got), got[0])
		}
		if got := c.rows(`SELECT title FROM notes WHERE user_id = 'ann' ORDER BY id`); len(got) != 298 || got[49] != "Note 49" || got[50] != "Note 51" || got[297] != "Note 299" {
			t.Errorf("the notes are %d, %s after %s", len(got), got[50], got[49])
		}
		again, err := c.as("ann").TakeIn(t.Context(), in, store.Taking{})
		if err != nil || again.All() != 0 || again.There["notes"] != 299 || again.There["comments"] != 300 {
			t.Errorf("again: %v %+v", err, again)
		}
	})
}
