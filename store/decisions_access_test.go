package store_test

import (
	"testing"

	"mddash/domain"
)

func (c cast) decision(who string, in domain.DecisionInput) domain.Decision {
	c.t.Helper()
	decision, err := c.as(who).AddDecision(c.t.Context(), in)
	c.want(who+" adds the decision "+in.Name, err, 0)
	return decision
}

// setDecision makes a change that sets one thing.
func setDecision(do func(*domain.DecisionInput)) func(domain.DecisionInput) (domain.DecisionInput, error) {
	return func(in domain.DecisionInput) (domain.DecisionInput, error) {
		do(&in)
		return in, nil
	}
}

func TestWhoSeesAndChangesDecisions(t *testing.T) {
	const sees, edits, manages = 1, 2, 3
	eachCast(t, func(c cast) {
		c.exec(`INSERT INTO decisions (id, name, due_date) VALUES (901, 'Found', '2026-12-01')`)
		c.exec(`INSERT INTO decisions (id, name, project_id) VALUES (902, 'In studio', 2), (903, 'In secret', 3), (904, 'In old', 4)`)
		bens := c.decision("ben", domain.DecisionInput{Name: "ben's"})
		inWebsite := c.decision("ben", domain.DecisionInput{Name: "in website", ProjectID: ptr(website)})
		for _, row := range []struct {
			what string
			id   int64
			can  map[string]int
		}{
			{"one without a project is the staff's; who made it and admins delete it", bens.ID, map[string]int{"ann": edits, "ben": manages, "dora": manages, "zoe": edits}},
			{"one that was found belongs to all of them", 901, map[string]int{"ann": manages, "ben": manages, "dora": manages, "zoe": manages}},
			{"a private project's is its people's; its members don't delete it, not even their own", inWebsite.ID, map[string]int{"ann": manages, "ben": edits, "cleo": sees}},
			{"a team project's is read by staff", 902, map[string]int{"dora": manages, "ann": sees, "ben": sees, "zoe": sees}},
			{"a hidden project's is hidden, also from admins who are not in it", 903, map[string]int{"dora": manages}},
			{"an adopted project's is the staff's", 904, map[string]int{"ann": manages, "ben": manages, "dora": manages, "zoe": manages}},
		} {
			for _, who := range []string{"ann", "ben", "cleo", "dora", "zoe"} {
				checkDecisionAccess(c, row.what+": "+who, who, row.id, row.can[who])
			}
		}
		_, err := c.as("cleo").AddDecision(t.Context(), domain.DecisionInput{Name: "Mine"})
		c.want("a client decides nothing", err, domain.Denied)
		_, err = c.as("cleo").AddDecision(t.Context(), domain.DecisionInput{Name: "Mine", ProjectID: ptr(website)})
		c.want("a client stays a viewer", err, domain.Denied)
		_, err = c.as("zoe").AddDecision(t.Context(), domain.DecisionInput{Name: "Mine", ProjectID: ptr(studio)})
		c.want("a reader of a team project adds nothing to it", err, domain.Denied)
	})
}

func checkDecisionAccess(c cast, what, who string, id int64, level int) {
	c.t.Helper()
	ctx := c.t.Context()
	kind := func(needs int) domain.Kind {
		switch {
		case level == 0:
			return domain.NotFound
		case level < needs:
			return domain.Denied
		}
		return 0
	}
	_, err := c.as(who).Decision(ctx, id)
	c.want(what+" opens it", err, kind(1))
	_, err = c.as(who).DecisionActivity(ctx, id)
	c.want(what+" reads its history", err, kind(1))
	_, err = c.as(who).UpdateDecision(ctx, id, "", setDecision(func(in *domain.DecisionInput) { in.Context = ptr("by " + who) }))
	c.want(what+" changes it", err, kind(2))
	_, err = c.as(who).UpdateDecision(ctx, id, "", setDecision(func(*domain.DecisionInput) {}))
	c.want(what+" changes nothing", err, kind(1))
	err = c.as(who).DeleteDecision(ctx, id, "")
	c.want(what+" deletes it", err, kind(3))
	if err == nil {
		_, err = c.as(who).Decision(ctx, id)
		c.want(what+" opens it in the trash", err, domain.NotFound)
		_, err = c.as(who).RestoreDecision(ctx, id)
		c.want(what+" restores it", err, 0)
	}
	c.want(what+" purges what is not in the trash", c.as(who).PurgeDecision(ctx, id), domain.NotFound)
	page, err := c.as(who).Decisions(ctx, domain.DecisionFilter{Limit: 200})
	c.want(what+" lists", err, 0)
	listed := 0
	for _, d := range page.Items {
		if d.ID == id {
			listed++
		}
	}
	if listed == 1 != (level > 0) || page.Total != len(page.Items) {
		c.t.Errorf("%s: listed %d times among %d of %d", what, listed, len(page.Items), page.Total)
	}
}

func TestMovingADecisionGainsNoRights(t *testing.T) {
	eachCast(t, func(c cast) {
		move := func(who string, id int64, project *int64) error {
			_, err := c.as(who).UpdateDecision(t.Context(), id, "", setDecision(func(in *domain.DecisionInput) { in.ProjectID = project }))
			return err
		}
		dora := c.decision("dora", domain.DecisionInput{Name: "dora's"})
		c.want("who only changes it doesn't take it into a project of theirs", move("ann", dora.ID, ptr(website)), domain.Denied)
		inWebsite := c.decision("ben", domain.DecisionInput{Name: "in website", ProjectID: ptr(website)})
		c.want("a member doesn't take it out, not even their own", move("ben", inWebsite.ID, nil), domain.Denied)
		c.want("a member doesn't take it to another project", move("ben", inWebsite.ID, ptr(adopted)), domain.Denied)
		c.want("an owner doesn't put it where they only read", move("ann", inWebsite.ID, ptr(studio)), domain.Denied)
		c.want("a hidden project does not exist", move("ann", inWebsite.ID, ptr(secret)), domain.Invalid)
		c.want("an owner moves it where they are at home", move("ann", inWebsite.ID, ptr(adopted)), 0)
		c.want("and out", move("zoe", inWebsite.ID, nil), 0)
		if d, err := c.as("zoe").Decision(t.Context(), inWebsite.ID); err != nil || d.Access.CanManage() || d.OwnerID != "ben" {
			t.Errorf("who moved it got it: %+v, %v", d, err)
		}
		c.want("who made it moves it into their project", move("ben", inWebsite.ID, ptr(website)), 0)
		_, err := c.as("zoe").Decision(t.Context(), inWebsite.ID)
		c.want("out of everybody else's sight", err, domain.NotFound)
	})
}

func TestIDsInDecisionsThatTheCallerCannotSeeAnswerLikeThoseThatDoNotExist(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`INSERT INTO tasks (id, name, project_id, user_id) VALUES (902, 'in secret', 3, 'dora')`)
		hidden := c.decision("dora", domain.DecisionInput{Name: "hidden", ProjectID: ptr(secret)})
		note := c.addNote("dora", domain.NoteInput{Title: "dora's own"})
		mine := c.decision("zoe", domain.DecisionInput{Name: "mine"})
		for _, row := range []struct {
			field      string
			theirs, no func(*domain.DecisionInput)
		}{
			{"project_id", func(in *domain.DecisionInput) { in.ProjectID = ptr(secret) }, func(in *domain.DecisionInput) { in.ProjectID = ptr(int64(99999)) }},
			{"task_ids", func(in *domain.DecisionInput) { in.TaskIDs = []int64{902} }, func(in *domain.DecisionInput) { in.TaskIDs = []int64{99999} }},
			{"note_ids", func(in *domain.DecisionInput) { in.NoteIDs = []int64{note.ID} }, func(in *domain.DecisionInput) { in.NoteIDs = []int64{99999} }},
			{"supersedes_id", func(in *domain.DecisionInput) { in.SupersedesID = &hidden.ID }, func(in *domain.DecisionInput) { in.SupersedesID = ptr(int64(99999)) }},
			{"decider_ids", func(in *domain.DecisionInput) { in.DeciderIDs = []string{"cleo"} }, func(in *domain.DecisionInput) { in.DeciderIDs = []string{"nobody"} }},
		} {
			for name, do := range map[string]func(change func(*domain.DecisionInput)) error{
				"changed": func(change func(*domain.DecisionInput)) error {
					_, err := c.as("zoe").UpdateDecision(t.Context(), mine.ID, "", setDecision(change))
					return err
				},
				"new": func(change func(*domain.DecisionInput)) error {
					in := domain.DecisionInput{Name: "new"}
					change(&in)
					_, err := c.as("zoe").AddDecision(t.Context(), in)
					return err
				},
			} {
				theirs, no := do(row.theirs), do(row.no)
				c.want(row.field+" hidden, "+name, theirs, domain.Invalid)
				if theirs == nil || no == nil || theirs.Error() != no.Error() {
					t.Errorf("%s: hidden says %v, missing says %v", row.field, theirs, no)
				}
			}
		}
		read := c.decision("dora", domain.DecisionInput{Name: "read only", ProjectID: ptr(studio)})
		_, err := c.as("ann").AddDecision(t.Context(), domain.DecisionInput{Name: "usurper", SupersedesID: &read.ID})
		c.want("who may only read a decision does not have it shown as replaced", err, domain.Denied)
	})
}

func TestWhatADecisionIsLinkedToOutOfSightDoesNotShowAndStays(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		private := c.add("dora", domain.TodoInput{Title: "dora's own"})
		shared := c.add("dora", domain.TodoInput{Title: "in studio", ProjectID: ptr(studio)})
		earlier := c.decision("dora", domain.DecisionInput{Name: "earlier, in secret", ProjectID: ptr(secret)})
		d := c.decision("dora", domain.DecisionInput{Name: "linked", TaskIDs: []int64{private.ID, shared.ID}, SupersedesID: &earlier.ID})
		if len(d.Tasks) != 2 || d.Supersedes.Name != "earlier, in secret" {
			t.Errorf("dora sees %+v", d)
		}
		seen, err := c.as("zoe").Decision(ctx, d.ID)
		c.want("zoe opens it", err, 0)
		if len(seen.Tasks) != 1 || seen.Tasks[0].Reference() != "STU-"+seen.Tasks[0].Reference()[4:] || seen.Supersedes.ID != 0 {
			t.Errorf("zoe sees %+v", seen)
		}
		changed, err := c.as("zoe").UpdateDecision(ctx, d.ID, seen.Version(), setDecision(func(in *domain.DecisionInput) { in.TaskIDs, in.Name = nil, "unlinked" }))
		c.want("zoe unlinks what she sees", err, 0)
		if len(changed.Tasks) != 0 {
			t.Errorf("zoe sees %+v", changed)
		}
		again, err := c.as("dora").Decision(ctx, d.ID)
		if err != nil || len(again.Tasks) != 1 || again.Tasks[0].ID != private.ID || again.Supersedes.ID != earlier.ID {
			t.Errorf("dora sees %+v, %v", again, err)
		}
		history, err := c.as("zoe").DecisionActivity(ctx, d.ID)
		c.want("zoe reads the history", err, 0)
		for _, entry := range history {
			for _, field := range []string{"task_ids", "supersedes_id"} {
				if after := string(entry.After[field]); after != "" && after != "null" {
					t.Errorf("%s in the history: %s", field, after)
				}
			}
		}
		later := c.decision("dora", domain.DecisionInput{Name: "later, in secret", ProjectID: ptr(secret), SupersedesID: &d.ID})
		if seen, _ := c.as("zoe").Decision(ctx, d.ID); len(seen.SupersededBy) != 0 {
			t.Errorf("zoe sees %+v", seen.SupersededBy)
		}
		if seen, _ := c.as("dora").Decision(ctx, d.ID); len(seen.SupersededBy) != 1 || seen.SupersededBy[0].ID != later.ID {
			t.Errorf("dora sees %+v", seen.SupersededBy)
		}
	})
}

func TestADecisionIsLinkedToNotesAsFarAsTheyAreSeen(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		own := c.addNote("dora", domain.NoteInput{Title: "dora's own"})
		open := c.addNote("dora", domain.NoteInput{Title: "in studio", ProjectID: ptr(studio)})
		d := c.decision("dora", domain.DecisionInput{Name: "linked", NoteIDs: []int64{open.ID, own.ID, open.ID}})
		if len(d.Notes) != 2 || d.Notes[0].Title != "dora's own" {
			t.Errorf("dora sees %+v", d.Notes)
		}
		seen, err := c.as("zoe").Decision(ctx, d.ID)
		if err != nil || len(seen.Notes) != 1 || seen.Notes[0].ID != open.ID {
			t.Errorf("zoe sees %+v, %v", seen.Notes, err)
		}
		scope := c.as("zoe")
		_, err = scope.UpdateDecision(ctx, d.ID, seen.Version(), setDecision(func(in *domain.DecisionInput) { in.NoteIDs = nil }))
		c.want("zoe unlinks what she sees", err, 0)
		if again, _ := c.as("dora").Decision(ctx, d.ID); len(again.Notes) != 1 || again.Notes[0].ID != own.ID {
			t.Errorf("dora sees %+v", again.Notes)
		}
		c.want("zoe takes it back", c.as("zoe").Undo(ctx, scope.Batch()), 0)
		if err := c.as("dora").DeleteNote(ctx, own.ID, ""); err != nil {
			t.Fatal(err)
		}
		if again, _ := c.as("dora").Decision(ctx, d.ID); len(again.Notes) != 1 || again.Notes[0].ID != open.ID {
			t.Errorf("with one in the trash dora sees %+v", again.Notes)
		}
	})
}
