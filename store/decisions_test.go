package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"mddash/domain"
)

func TestDecidingFillsInWhoAndWhenAndReopeningTakesTheDayBack(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		d := c.decision("ann", domain.DecisionInput{Name: "Which host?", Options: []domain.DecisionOption{{Name: "Ours"}, {Name: " Theirs ", Detail: "+ less to do\n- costs more"}}})
		status := func(status string) domain.Decision {
			out, err := c.as("ben").UpdateDecision(ctx, d.ID, "", setDecision(func(in *domain.DecisionInput) { in.Status = &status }))
			c.want(status, err, 0)
			return out
		}
		if out := status(domain.DecisionDecided); out.DecidedAt != "2026-11-20" || !slices.Equal(out.DeciderIDs, []string{"ben"}) || out.Options[1].Name != "Theirs" {
			t.Errorf("decided: %+v", out)
		}
		if out := status(domain.DecisionOpen); out.DecidedAt != "" || !slices.Equal(out.DeciderIDs, []string{"ben"}) {
			t.Errorf("open again: %+v", out)
		}
		_, err := c.as("ann").UpdateDecision(ctx, d.ID, "", setDecision(func(in *domain.DecisionInput) { in.DecidedAt = ptr("2026-11-01") }))
		c.want("a day for what is open", err, domain.Invalid)
		made := c.decision("ann", domain.DecisionInput{Name: "Long ago", Status: ptr("decided"), DecidedAt: ptr("2020-02-29"), DeciderIDs: []string{"zoe", "dora"}})
		if made.DecidedAt != "2020-02-29" || !slices.Equal(made.DeciderIDs, []string{"dora", "zoe"}) {
			t.Errorf("%+v", made)
		}
	})
}

func TestDecisionsReplaceEachOtherWithoutCircles(t *testing.T) {
	eachCast(t, func(c cast) {
		a := c.decision("ann", domain.DecisionInput{Name: "a"})
		b := c.decision("ann", domain.DecisionInput{Name: "b", SupersedesID: &a.ID})
		d := c.decision("ann", domain.DecisionInput{Name: "d", SupersedesID: &b.ID})
		replace := func(id, by int64) error {
			_, err := c.as("ann").UpdateDecision(t.Context(), id, "", setDecision(func(in *domain.DecisionInput) { in.SupersedesID = &by }))
			return err
		}
		c.want("itself", replace(a.ID, a.ID), domain.Invalid)
		c.want("the next one", replace(a.ID, b.ID), domain.Invalid)
		c.want("the last one", replace(a.ID, d.ID), domain.Invalid)
		c.want("further back", replace(d.ID, a.ID), 0)
		if got, _ := c.as("ann").Decision(t.Context(), a.ID); len(got.SupersededBy) != 2 {
			t.Errorf("%+v", got.SupersededBy)
		}
		c.exec(`UPDATE decisions SET supersedes_id = ? WHERE id = ?`, b.ID, a.ID)
		c.want("a circle that another program made ends", replace(d.ID, b.ID), 0)
		c.want("deleting one", c.as("ann").DeleteDecision(t.Context(), a.ID, ""), 0)
		if got, _ := c.as("ann").Decision(t.Context(), b.ID); got.Supersedes.ID != 0 {
			t.Errorf("%+v", got.Supersedes)
		}
		c.want("for good", c.as("ann").PurgeDecision(t.Context(), a.ID), 0)
	})
}

func TestDecisionsAreUndoneAndDoneAgain(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		task := c.add("ben", domain.TodoInput{Title: "x", ProjectID: ptr(website)})
		bens := c.as("ben")
		d, err := bens.AddDecision(ctx, domain.DecisionInput{Name: "Which?", ProjectID: ptr(website), TaskIDs: []int64{task.ID}, DeciderIDs: []string{"ann"}})
		c.want("a member adds one", err, 0)
		c.clock.Advance(time.Minute)
		changing := c.as("ann")
		_, err = changing.UpdateDecision(ctx, d.ID, "", setDecision(func(in *domain.DecisionInput) {
			in.Status, in.Outcome, in.TaskIDs, in.Options = ptr("decided"), ptr("This."), nil, []domain.DecisionOption{{Name: "This", Chosen: true}}
		}))
		c.want("it is decided", err, 0)
		c.want("a change is undone", c.as("ann").Undo(ctx, changing.Batch()), 0)
		got, err := c.as("ann").Decision(ctx, d.ID)
		if err != nil || got.Status != "open" || got.Outcome != "" || len(got.Tasks) != 1 || len(got.Options) != 0 || got.DecidedAt != "" || !slices.Equal(got.DeciderIDs, []string{"ann"}) {
			t.Errorf("%+v, %v", got, err)
		}
		removing := c.as("ann")
		c.want("it is deleted", removing.DeleteDecision(ctx, d.ID, ""), 0)
		c.want("deleting is undone", c.as("ann").Undo(ctx, removing.Batch()), 0)
		c.want("what was changed since stays", c.as("ben").Undo(ctx, bens.Batch()), domain.Denied)
		own := c.as("ben")
		fresh, err := own.AddDecision(ctx, domain.DecisionInput{Name: "Slip", ProjectID: ptr(website)})
		c.want("a member adds another", err, 0)
		c.want("and takes it back", c.as("ben").Undo(ctx, own.Batch()), 0)
		_, err = c.as("ann").Decision(ctx, fresh.ID)
		c.want("it is gone", err, domain.NotFound)
	})
}

func TestADecisionGoesWithItsProjectAndComesBackWithIt(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		before, kept := c.decision("ann", domain.DecisionInput{Name: "before", ProjectID: ptr(website)}), c.decision("ann", domain.DecisionInput{Name: "kept", ProjectID: ptr(website)})
		c.want("one is deleted", c.as("ann").DeleteDecision(ctx, before.ID, ""), 0)
		c.want("the project is deleted", c.as("ann").DeleteProject(ctx, website, ""), 0)
		_, err := c.as("ann").Decision(ctx, kept.ID)
		c.want("its decisions are gone", err, domain.NotFound)
		_, err = c.as("ann").RestoreDecision(ctx, kept.ID)
		c.want("and don't come back one by one", err, domain.NotFound)
		page, err := c.as("ann").Decisions(ctx, domain.DecisionFilter{Trashed: true})
		if err != nil || len(page.Items) != 0 {
			t.Errorf("in the trash: %+v, %v", page.Items, err)
		}
		_, err = c.as("ann").RestoreProject(ctx, website)
		c.want("the project comes back", err, 0)
		_, err = c.as("ann").Decision(ctx, kept.ID)
		c.want("with what went with it", err, 0)
		_, err = c.as("ann").Decision(ctx, before.ID)
		c.want("and without what went before", err, domain.NotFound)
	})
}

func TestDecisionsAreListedByWhatIsAskedFor(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`INSERT INTO decisions (id, name, due_date) VALUES (901, 'Found', '2026-11-20 10:00:00')`)
		c.decision("ann", domain.DecisionInput{Name: "Late", DueDate: ptr("2026-11-19")})
		c.decision("ann", domain.DecisionInput{Name: "Later", DueDate: ptr("2026-12-19"), Context: ptr("Why 100% is not enough")})
		again := c.decision("ann", domain.DecisionInput{Name: "Again", Status: ptr("decided"), DecidedAt: ptr("2026-01-01"), DueDate: ptr("2026-11-19"), ProjectID: ptr(website)})
		c.decision("ann", domain.DecisionInput{Name: "Answered", Status: ptr("decided"), DecidedAt: ptr("2026-11-02"), DueDate: ptr("2026-11-01")})
		c.decision("ann", domain.DecisionInput{Name: "Dropped", Status: ptr("dropped"), DueDate: ptr("2026-11-01")})
		for _, row := range []struct {
			what   string
			filter domain.DecisionFilter
			want   []string
		}{
			{"as they came, those of other programs first", domain.DecisionFilter{}, []string{"Found", "Late", "Later", "Again", "Answered", "Dropped"}},
			{"by due date", domain.DecisionFilter{Sort: "due_date"}, []string{"Answered", "Dropped", "Late", "Again", "Found", "Later"}},
			{"by name, backwards", domain.DecisionFilter{Sort: "-name"}, []string{"Later", "Late", "Found", "Dropped", "Answered", "Again"}},
			{"by the day of the decision", domain.DecisionFilter{Status: "decided", Sort: "decided_at"}, []string{"Again", "Answered"}},
			{"open", domain.DecisionFilter{Status: "open"}, []string{"Found", "Late", "Later"}},
			{"due by a day", domain.DecisionFilter{DueBefore: "2026-11-19"}, []string{"Late", "Again", "Answered", "Dropped"}},
			{"due from a day on", domain.DecisionFilter{DueAfter: "2026-11-20"}, []string{"Found", "Later"}},
			{"what asks for attention", domain.DecisionFilter{DueOn: "2026-11-20"}, []string{"Found", "Late", "Again"}},
			{"of a project", domain.DecisionFilter{ProjectID: website}, []string{"Again"}},
			{"of no project", domain.DecisionFilter{NoProject: true, Status: "decided"}, []string{"Answered"}},
			{"words are words", domain.DecisionFilter{Query: "100% WHY"}, []string{"Later"}},
			{"by its number", domain.DecisionFilter{Query: "d-901"}, []string{"Found"}},
		} {
			row.filter.Limit = 2
			var got []string
			for page := 0; page < 9; page++ {
				found, err := c.as("ann").Decisions(t.Context(), row.filter)
				c.want(row.what, err, 0)
				for _, d := range found.Items {
					got = append(got, d.Name)
					if row.filter.DueOn != "" && !d.Due(row.filter.DueOn) {
						t.Errorf("%s is not due", d.Name)
					}
				}
				if found.Total != len(row.want) {
					t.Errorf("%s: %d in all, want %d", row.what, found.Total, len(row.want))
				}
				if row.filter.Cursor = found.Next; found.Next == "" {
					break
				}
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("%s: got %v, want %v", row.what, got, row.want)
			}
		}
		c.decision("ann", domain.DecisionInput{Name: "Newer", SupersedesID: &again.ID, ProjectID: ptr(website)})
		if found, _ := c.as("ann").Decisions(t.Context(), domain.DecisionFilter{DueOn: "2026-11-20", Limit: 9}); len(found.Items) != 2 {
			t.Errorf("what was replaced asks for attention: %+v", found.Items)
		}
		if n, err := c.as("ann").NavCounts(t.Context()); err != nil || n.Decisions != 4 {
			t.Errorf("%d open, %v", n.Decisions, err)
		}
		_, err := c.as("ann").Decisions(t.Context(), domain.DecisionFilter{Sort: "position"})
		c.want("a sort that there is none of", err, domain.Invalid)
	})
}

func TestAListOfDecisionsTakesTheSameQueriesHoweverManyThereAre(t *testing.T) {
	eachCast(t, func(c cast) {
		count := func() int {
			r := c.store.Record()
			_, err := c.as("ann").Decisions(t.Context(), domain.DecisionFilter{Limit: 200})
			c.want("list", err, 0)
			return len(r.Take())
		}
		task := c.add("ann", domain.TodoInput{Title: "x", ProjectID: ptr(website)})
		before := c.decision("ann", domain.DecisionInput{Name: "0", ProjectID: ptr(website), TaskIDs: []int64{task.ID}, DeciderIDs: []string{"ann"}})
		one := count()
		for i := range 30 {
			before = c.decision("ann", domain.DecisionInput{Name: fmt.Sprint(i), ProjectID: ptr([]int64{website, adopted}[i%2]), TaskIDs: []int64{task.ID}, DeciderIDs: []string{"ann"}, SupersedesID: &before.ID})
		}
		if many := count(); many != one {
			t.Errorf("%d queries for one, %d for many", one, many)
		}
	})
}

func TestWhatAnotherProgramWroteIsKept(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`INSERT INTO decisions (id, name, due_date, status, options) VALUES (901, '  Odd  ', '2026-11-20 10:00:00', 'parked', 'no JSON')`)
		d, err := c.as("ann").Decision(ctx, 901)
		if err != nil || d.Name != "  Odd  " || d.Status != "parked" || d.DueDate != "2026-11-20" || len(d.Options) != 0 {
			t.Fatalf("%+v, %v", d, err)
		}
		_, err = c.as("ann").UpdateDecision(ctx, 901, "", setDecision(func(in *domain.DecisionInput) { in.Context = ptr("why") }))
		c.want("another field changes", err, 0)
		for column, want := range map[string]string{"name": "  Odd  ", "due_date": "2026-11-20 10:00:00", "status": "parked"} {
			if got, _ := c.store.Strings(`SELECT ` + column + ` FROM decisions WHERE id = 901`); got[0] != want {
				t.Errorf("%s is %q", column, got[0])
			}
		}
		_, err = c.as("ann").UpdateDecision(ctx, 901, "", setDecision(func(in *domain.DecisionInput) { in.Status = ptr("waiting") }))
		c.want("a status that we don't know", err, domain.Invalid)
	})
}

func TestOldDecisionsLeaveTheTrash(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		old, kept := c.decision("ann", domain.DecisionInput{Name: "old"}), c.decision("ann", domain.DecisionInput{Name: "kept", ProjectID: ptr(website)})
		c.want("deleted", c.as("ann").DeleteDecision(ctx, old.ID, ""), 0)
		c.want("with its project", c.as("ann").DeleteProject(ctx, website, ""), 0)
		c.clock.Advance(31 * 24 * time.Hour)
		if n, err := c.store.System().PurgeDecisions(ctx); n != 1 || err != nil {
			t.Errorf("%d purged, %v", n, err)
		}
		left, _ := c.store.Strings(`SELECT name FROM decisions`)
		logged, _ := c.store.Strings(`SELECT action FROM activity WHERE kind = 'decision' AND subject_id = ?`, fmt.Sprint(old.ID))
		if !slices.Equal(left, []string{"kept"}) || !slices.Equal(logged, []string{"purge"}) {
			t.Errorf("left %v, logged %v, though %d stays with its project", left, logged, kept.ID)
		}
	})
}
