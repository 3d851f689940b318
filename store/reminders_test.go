package store_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// reminded are those whose reminders are told now.
func (c cast) reminded() string {
	c.t.Helper()
	var before int64
	if rows, err := c.store.Strings(`SELECT coalesce(max(id), 0) FROM notifications`); err != nil || len(rows) != 1 {
		c.t.Fatal(rows, err)
	} else if before, err = strconv.ParseInt(rows[0], 10, 64); err != nil {
		c.t.Fatal(err)
	}
	n, err := c.store.System().TellReminders(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	told, err := c.store.Strings(`SELECT user_id || ' ' || subject_kind || ' ' || coalesce((SELECT name FROM tasks WHERE id = subject_id AND subject_kind = 'todo'),
		(SELECT title FROM notes WHERE id = subject_id)) FROM notifications WHERE kind = 'reminder' AND id > ` + strconv.FormatInt(before, 10))
	if err != nil || n != len(told) {
		c.t.Fatalf("%d were told, %v, %v", n, told, err)
	}
	slices.Sort(told)
	return strings.Join(told, ", ")
}

func TestEachReminderIsToldOnceToThoseWhoSeeTheThing(t *testing.T) {
	eachCast(t, func(c cast) {
		soon, late := ptr(c.clock.Now().Add(time.Minute).Format(time.RFC3339)), ptr(c.clock.Now().Add(48*time.Hour).Format(time.RFC3339))
		own := c.add("ann", domain.TodoInput{Title: "own", ReminderAt: soon})
		c.add("ann", domain.TodoInput{Title: "later", ReminderAt: late})
		c.add("ann", domain.TodoInput{Title: "given", ReminderAt: soon, ProjectID: ptr(website), AssigneeIDs: []string{"ben", "cleo"}})
		done := c.add("ann", domain.TodoInput{Title: "done", ReminderAt: soon})
		c.addNote("ann", domain.NoteInput{Title: "note", ReminderAt: soon})
		c.addNote("ben", domain.NoteInput{Title: "shelved", ReminderAt: soon, IsArchived: ptr(true)})
		binned := c.add("ben", domain.TodoInput{Title: "binned", ReminderAt: soon})
		if _, err := c.as("ann").CompleteTodo(t.Context(), done.ID, true); err != nil {
			t.Fatal(err)
		}
		c.want("delete", c.as("ben").DeleteTodo(t.Context(), binned.ID, ""), 0)
		if got := c.reminded(); got != "" {
			t.Errorf("too early: %s", got)
		}
		c.clock.Advance(2 * time.Minute)
		if got, want := c.reminded(), "ann note note, ann todo own, ben todo given, cleo todo given"; got != want {
			t.Errorf("told: %s, want %s", got, want)
		}
		if got := c.reminded(); got != "" {
			t.Errorf("again: %s", got)
		}
		again := ptr(c.clock.Now().Add(-time.Second).Format(time.RFC3339))
		_, err := c.as("ann").UpdateTodo(t.Context(), own.ID, "", func(in domain.TodoInput) (domain.TodoInput, error) {
			in.ReminderAt = again
			return in, nil
		})
		c.want("another moment", err, 0)
		if got := c.reminded(); got != "ann todo own" {
			t.Errorf("at another moment: %s", got)
		}
		c.add("ben", domain.TodoInput{Title: "ben's", ReminderAt: again, ProjectID: ptr(website)})
		c.exec(`DELETE FROM project_members WHERE user_id = 'ben'`)
		c.exec(`UPDATE users SET disabled_at = '2026-11-20T10:00:00.000Z' WHERE id = 'cleo'`)
		c.exec(`DELETE FROM task_assignees WHERE user_id = 'ben'`)
		c.exec(`UPDATE tasks SET reminder_at = '2026-11-20T14:31:30.000Z' WHERE name = 'given'`)
		if got := c.reminded(); got != "" {
			t.Errorf("those who see it no more, or have no account any more: %s", got)
		}
		c.clock.Advance(47 * time.Hour)
		c.clock.Advance(30 * time.Hour)
		if got := c.reminded(); got != "" {
			t.Errorf("after two days of silence: %s", got)
		}
	})
}

func TestTwoProgramsTellAReminderOnceTogether(t *testing.T) {
	eachCast(t, func(c cast) {
		c.add("ann", domain.TodoInput{Title: "own", ReminderAt: ptr(c.clock.Now().Add(-time.Minute).Format(time.RFC3339))})
		results := make(chan int, 4)
		for range cap(results) {
			go func() {
				n, err := c.store.System().TellReminders(t.Context())
				if err != nil {
					t.Error(err)
				}
				results <- n
			}()
		}
		told := 0
		for range cap(results) {
			told += <-results
		}
		if told != 1 {
			t.Errorf("it was told %d times", told)
		}
	})
}
