package store_test

import (
	"testing"
	"time"

	"mddash/domain"
)

func TestWhoSeesAndChangesEvents(t *testing.T) {
	const sees, edits = 1, 2
	eachCast(t, func(c cast) {
		open, private := c.calendar("ann", "Open"), c.calendar("ann", "Own")
		_, err := c.as("ann").UpdateCalendar(t.Context(), open.ID, "", func(in domain.CalendarInput) (domain.CalendarInput, error) {
			in.Visibility = ptr(domain.VisibilityTeam)
			return in, nil
		})
		c.want("the staff may read it", err, 0)
		c.share("ann", private, "ben", domain.PermissionEdit)
		c.share("ann", private, "cleo", domain.PermissionView)
		all := func(level int) map[string]int {
			return map[string]int{"ann": level, "ben": level, "dora": level, "zoe": level}
		}
		for _, row := range []struct {
			what     string
			calendar int64
			privacy  string
			by       string
			can      map[string]int
			busy     []string
		}{
			{"the team's calendar is the staff's", domain.TeamCalendar, "public", "ann", all(edits), nil},
			{"a private event in it is busy time to others", domain.TeamCalendar, "private", "ann", map[string]int{"ann": edits, "ben": sees, "dora": sees, "zoe": sees}, []string{"ben", "dora", "zoe"}},
			{"a confidential one is nothing to them", domain.TeamCalendar, "confidential", "ann", map[string]int{"ann": edits}, nil},
			{"of a private one that was found there nobody is known as the owner", domain.TeamCalendar, "private", "", all(edits), nil},
			{"one's own calendar is one's own, and whose it is shared with", private.ID, "public", "ann", map[string]int{"ann": edits, "ben": edits, "cleo": sees}, nil},
			{"a private event in it is its owner's, whoever made it", private.ID, "private", "ben", map[string]int{"ann": edits, "ben": sees, "cleo": sees}, []string{"ben", "cleo"}},
			{"a privacy that we don't know is private", private.ID, "X-SECRET", "ann", map[string]int{"ann": edits, "ben": sees, "cleo": sees}, []string{"ben", "cleo"}},
			{"a confidential one is hidden", private.ID, "confidential", "ann", map[string]int{"ann": edits}, nil},
			{"a calendar that the team reads", open.ID, "public", "ann", map[string]int{"ann": edits, "ben": sees, "dora": sees, "zoe": sees}, nil},
		} {
			c.exec(`DELETE FROM events`)
			c.exec(`INSERT INTO events (id, title, start, "end", calendar_id, privacy, user_id, project_id, location) VALUES
				(77, 'Secret talk', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', ?, ?, nullif(?, ''), 3, 'Room 9')`, row.calendar, row.privacy, row.by)
			for _, who := range []string{"ann", "ben", "cleo", "dora", "zoe"} {
				c.checkEventAccess(row.what+": "+who, who, row.can[who], contains(row.busy, who))
			}
		}
	})
}

func contains(list []string, one string) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

func (c cast) share(who string, calendar domain.Calendar, with, permission string) domain.CalendarShare {
	c.t.Helper()
	c.exec(`UPDATE users SET "emailVerified" = 1 WHERE id = ?`, with)
	share, err := c.as(who).ShareCalendar(c.t.Context(), calendar.ID, domain.ShareInput{Email: with + "@example.org", Permission: permission})
	c.want(who+" shares "+calendar.Name+" with "+with, err, 0)
	return share
}

func (c cast) checkEventAccess(what, who string, level int, busy bool) {
	c.t.Helper()
	ctx, kind := c.t.Context(), domain.NotFound
	if level > 0 {
		kind = 0
	}
	e, err := c.as(who).Event(ctx, 77)
	c.want(what+" opens it", err, kind)
	if level > 0 && (busy != e.Busy || busy != (e.Title == domain.BusyTitle) || busy && e.Location+e.OwnerID+e.UID != "" || e.Access.CanEdit() != (level == 2)) {
		c.t.Errorf("%s sees %+v", what, e)
	}
	if level > 0 && (e.ProjectID != 0) != (who == "dora" && !busy) {
		c.t.Errorf("%s sees the project %d", what, e.ProjectID)
	}
	whole := "Secret talk"
	if level == 0 || busy {
		whole = ""
	}
	for _, f := range []domain.EventFilter{{Query: "secret"}, {Query: "room"}, {CalendarID: e.CalendarID, Query: "TALK"}} {
		if got := c.events(who, f); got != whole {
			c.t.Errorf("%s searches and finds %q, want %q", what, got, whole)
		}
	}
	if got := c.events(who, domain.EventFilter{ProjectID: secret}); (got != "") != (who == "dora" && whole != "") {
		c.t.Errorf("%s finds %q in the project", what, got)
	}
	month := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	if got, want := c.times(who, month), map[bool]string{true: "20@10 Busy", false: "20@10 Secret talk"}[busy]; level > 0 && got != want || level == 0 && got != "" {
		c.t.Errorf("%s has in a month %q", what, got)
	}
	kind = map[int]domain.Kind{0: domain.NotFound, 1: domain.Denied}[level]
	_, err = c.as(who).UpdateEvent(ctx, 77, "", domain.Part{}, setEvent(func(in *domain.EventInput) { in.Location = ptr("Room " + who) }))
	c.want(what+" changes it", err, kind)
	c.want(what+" deletes it", c.as(who).DeleteEvent(ctx, 77, "", domain.Part{}), kind)
	if level == 2 {
		_, err = c.as("cleo").RestoreEvent(ctx, 77)
		c.want(what+" deletes it, cleo brings it back", err, domain.NotFound)
		_, err = c.as(who).RestoreEvent(ctx, 77)
		c.want(what+" brings it back", err, 0)
		c.exec(`UPDATE events SET location = 'Room 9'`)
	}
}

func TestRightsAreNeverGainedByMovingOrHidingAnEvent(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		anns, bens := c.calendar("ann", "ann's"), c.calendar("ben", "ben's")
		c.share("ann", anns, "ben", domain.PermissionEdit)
		view := c.share("ben", bens, "ann", domain.PermissionView)
		inAnns := c.event("ann", domain.EventInput{Title: "x", Start: "2026-11-21T09:00", CalendarID: ptr(anns.ID), ProjectID: ptr(website)})
		team := c.event("ann", domain.EventInput{Title: "team", Start: "2026-11-21T09:00", CalendarID: ptr(domain.TeamCalendar)})
		zoes := c.calendar("zoe", "zoe's")
		change := func(who string, id int64, do func(*domain.EventInput)) error {
			_, err := c.as(who).UpdateEvent(ctx, id, "", domain.Part{}, setEvent(do))
			return err
		}
		hide := func(in *domain.EventInput) { in.Privacy = ptr(domain.PrivacyPrivate) }
		c.want("ben hides ann's from her guests", change("ben", inAnns.ID, hide), domain.Invalid)
		c.want("ben hides what ann put into the team's calendar", change("ben", team.ID, hide), domain.Invalid)
		c.want("ann moves hers where she only reads", change("ann", inAnns.ID, func(in *domain.EventInput) { in.CalendarID = ptr(bens.ID) }), domain.Denied)
		c.want("and where she sees nothing", change("ann", inAnns.ID, func(in *domain.EventInput) { in.CalendarID = ptr(zoes.ID) }), domain.Invalid)
		c.want("zoe adds to the team's with a project that she only reads", func() error {
			_, err := c.as("zoe").AddEvent(ctx, domain.EventInput{Title: "x", Start: "2026-11-21T09:00", ProjectID: ptr(studio)})
			return err
		}(), domain.Denied)
		c.want("or does not see", func() error {
			_, err := c.as("zoe").AddEvent(ctx, domain.EventInput{Title: "x", Start: "2026-11-21T09:00", ProjectID: ptr(secret)})
			return err
		}(), domain.Invalid)
		c.want("ann hides hers", change("ann", inAnns.ID, hide), 0)
		c.want("ben then changes nothing of it", change("ben", inAnns.ID, nothing), domain.Denied)
		c.want("ann takes ben's away", c.as("ben").UnshareCalendar(ctx, bens.ID, view.ID), 0)
		_, err := c.as("ann").Calendar(ctx, bens.ID)
		c.want("she does not see it from then on", err, domain.NotFound)
		// A project that ben does not see stays linked when he changes something else, and is not told to him.
		hidden := c.event("dora", domain.EventInput{Title: "hidden project", Start: "2026-11-21T09:00", CalendarID: ptr(domain.TeamCalendar), ProjectID: ptr(secret)})
		c.want("ben replaces it", change("ben", hidden.ID, func(in *domain.EventInput) {
			*in = domain.EventInput{Title: "by ben", Start: "2026-11-21T09:00", CalendarID: ptr(domain.TeamCalendar)}
		}), 0)
		if e, _ := c.as("dora").Event(ctx, hidden.ID); e.ProjectID != secret || e.Title != "by ben" {
			t.Errorf("to dora it is %+v", e)
		}
		if got := c.events("cleo", domain.EventFilter{ProjectID: website}) + c.events("cleo", domain.EventFilter{}); got != "" {
			t.Errorf("a client, who sees the project, sees of calendars that nobody shared with her %q", got)
		}
	})
}

func TestEverybodyHasACalendarAndKeepsOne(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		for _, who := range []string{"ann", "cleo", "ann"} {
			refs, err := c.as(who).CalendarRefs(ctx)
			if want := map[string]int{"ann": 2, "cleo": 1}[who]; err != nil || len(refs) != want || refs[0].Name != domain.OwnCalendarName {
				t.Errorf("%s has %+v, %v", who, refs, err)
			}
		}
		refs, _ := c.as("ann").CalendarRefs(ctx)
		own := refs[0].ID
		c.want("the only one stays", c.as("ann").DeleteCalendar(ctx, own, ""), domain.Conflict)
		c.want("and so does the team's", c.as("ann").DeleteCalendar(ctx, domain.TeamCalendar, ""), domain.Conflict)
		second := c.calendar("ann", "Second")
		c.event("ann", domain.EventInput{Title: "x", Start: "2026-11-21T09:00"})
		request := c.as("ann")
		c.want("with two one can go", request.DeleteCalendar(ctx, own, ""), 0)
		if got := c.events("ann", domain.EventFilter{}); got != "" {
			t.Errorf("what was in it is there: %q", got)
		}
		if e := c.event("ann", domain.EventInput{Title: "y", Start: "2026-11-21T09:00"}); e.CalendarID != second.ID {
			t.Errorf("a new one is in %+v", e.Calendar)
		}
		c.want("and come back", request.Undo(ctx, request.Batch()), 0)
		if got := c.events("ann", domain.EventFilter{}); got != "x y" {
			t.Errorf("what was in it is %q", got)
		}
		_, err := c.as("ann").UpdateCalendar(ctx, domain.TeamCalendar, "", func(in domain.CalendarInput) (domain.CalendarInput, error) {
			in.Name, in.Visibility = "Studio", ptr(domain.VisibilityPrivate)
			return in, nil
		})
		c.want("the team's is never somebody's", err, domain.Invalid)
		_, err = c.as("ann").ShareCalendar(ctx, domain.TeamCalendar, domain.ShareInput{Email: "x@example.org"})
		c.want("nor shared by one of them", err, domain.Denied)
	})
}
