package store_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/domain"
)

func TestLinksOfANoteLeadWhereTheirReaderSees(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		add := func(who, title, text string) domain.Note {
			t.Helper()
			n, err := c.as(who).AddNote(ctx, domain.NoteInput{Title: title, Content: text})
			c.want(who+" writes "+title, err, 0)
			return n
		}
		give := func(n domain.Note, to string) {
			t.Helper()
			_, err := c.as("ann").ShareNote(ctx, n.ID, domain.ShareInput{Email: to + "@example.org"})
			c.want("share with "+to, err, 0)
		}
		c.exec(`UPDATE users SET "emailVerified" = 1 WHERE id = 'ben'`)
		plan, secret := add("ann", "Plan", ""), add("ann", "Secret", "")
		text := "[[plan]], [[Secret]] and [[Nothing]]"
		from := add("ann", "From", text)
		bens := add("ben", "Plan", "")
		own := add("ben", "Secret", "")
		give(from, "ben")
		give(plan, "ben")
		leads := func(what, who string, noteID int64, want map[string]int64) {
			t.Helper()
			found, err := c.as(who).LinkedNotes(ctx, noteID, text)
			c.want(what, err, 0)
			for title, id := range want {
				if found[title].ID != id {
					t.Errorf("%s: [[%s]] leads to %d, want %d", what, title, found[title].ID, id)
				}
			}
		}
		leads("their writer's own", "ann", from.ID, map[string]int64{"plan": plan.ID, "secret": secret.ID, "nothing": 0})
		leads("the one that was meant, where it is seen; else the reader's own", "ben", from.ID, map[string]int64{"plan": plan.ID, "secret": own.ID, "nothing": 0})
		leads("a text that is not kept", "ben", 0, map[string]int64{"plan": bens.ID})
		leads("a stranger, who learns of neither note", "zoe", from.ID, map[string]int64{"plan": 0, "secret": 0})
		c.want("to the trash", c.as("ann").DeleteNote(ctx, plan.ID, ""), 0)
		leads("not into the trash", "ben", from.ID, map[string]int64{"plan": bens.ID})
		leads("nor for its owner", "ann", from.ID, map[string]int64{"plan": 0})
	})
}

func TestPlacesAreNamedToWhoSeesThem(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`INSERT INTO clients (id, company_name) VALUES (?, 'Harbour Coffee')`, harbour)
		c.exec(`INSERT INTO decisions (id, name, project_id) VALUES (801, 'Which host?', 3)`)
		todo := c.add("ann", domain.TodoInput{Title: "Call"})
		note, err := c.as("ann").AddNote(ctx, domain.NoteInput{Title: "Mine"})
		c.want("note", err, 0)
		text := strings.NewReplacer("T", fmt.Sprint(todo.ID), "N", fmt.Sprint(note.ID), "C", harbour).Replace(
			"https://o.example/todos/T, https://o.example/notes/N?x https://o.example/projects/3 (https://o.example/decisions/801) https://o.example/clients/C https://o.example/todos/99x https://o.example/settings/1")
		places := domain.PlacesIn("https://o.example", text)
		if len(places) != 6 {
			t.Errorf("found %v", places)
		}
		for who, want := range map[string]string{"ann": "Call,Mine,,,Harbour Coffee,", "dora": ",,Secret,Which host?,Harbour Coffee,", "zoe": ",,,,Harbour Coffee,", "cleo": ",,,,,"} {
			found, err := c.as(who).Titles(ctx, places)
			c.want("names", err, 0)
			got := ""
			for _, place := range places {
				if place.ID != "99x" {
					got += found[place].Title + ","
				}
			}
			if got != want {
				t.Errorf("%s sees %s, want %s", who, got, want)
			}
		}
	})
}
