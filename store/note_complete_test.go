package store_test

import (
	"slices"
	"testing"

	"mddash/domain"
)

func TestCompletionOffersOnlyWhatSomebodySees(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.addNote("ann", domain.NoteInput{Title: "Överblick 50%", Tags: []string{"möte", "money"}})
		c.addNote("ann", domain.NoteInput{Title: "50 of [those]"})
		c.addNote("ben", domain.NoteInput{Title: "Website 50", Tags: []string{"mobile"}, ProjectID: ptr(website)})
		for _, row := range []struct {
			who, typed string
			want       []string
		}{
			{"ann", "över", []string{"Överblick 50%"}},
			{"ann", "50", []string{"Överblick 50%", "Website 50"}},
			{"ann", "0%", []string{"Överblick 50%"}},
			{"ben", "50", []string{"Website 50"}},
			{"zoe", "", nil},
		} {
			notes, err := c.as(row.who).CompleteNotes(ctx, row.typed)
			var got []string
			for _, note := range notes {
				got = append(got, note.Title)
			}
			if err != nil || !slices.Equal(got, row.want) {
				t.Errorf("%s is offered %q for %q, %v", row.who, got, row.typed, err)
			}
		}
		for who, want := range map[string][]string{"ann": {"mobile", "money", "möte"}, "ben": {"mobile"}, "zoe": {}} {
			if got, err := c.as(who).CompleteTags(ctx, "m"); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s is offered the tags %q, %v", who, got, err)
			}
		}
	})
}
