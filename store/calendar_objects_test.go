package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/domain"
)

// meeting is an object as a program sends it.
func meeting(uid, title string) domain.EventObject {
	start := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	return domain.EventObject{UID: uid, Events: []domain.Event{{Title: title, Start: start, End: start.Add(time.Hour), TimeZone: "Europe/Stockholm", Status: domain.EventConfirmed, Privacy: domain.PrivacyPublic}}}
}

func (c cast) put(who string, calendarID int64, name string, o domain.EventObject) domain.EventObject {
	c.t.Helper()
	now, _, err := c.as(who).PutCalendarObject(c.t.Context(), calendarID, name, o, domain.Condition{})
	c.want(who+" puts "+name, err, 0)
	return now
}

// news is what of a calendar is new since a token: names, those that are gone with a minus, and the token for the next time.
func (c cast) news(who string, calendarID int64, token string) (string, string) {
	c.t.Helper()
	changed, err := c.as(who).EventChanges(c.t.Context(), calendarID, token, 0)
	c.want(who+" asks what is new", err, 0)
	names := []string{}
	for _, o := range changed.Objects {
		names = append(names, o.Name)
	}
	for _, name := range changed.Gone {
		names = append(names, "-"+name)
	}
	slices.Sort(names)
	return strings.Join(names, " "), changed.Token
}

func TestAnObjectIsWrittenReadAndDeletedUnderItsName(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		work := c.calendar("ann", "Work")
		o := meeting("one", "Review")
		o.Events[0].Recurrence, o.Events[0].Kept = "FREQ=DAILY;COUNT=5", "BEGIN:VEVENT…"
		moved := o.Events[0]
		moved.Recurrence, moved.On, moved.SeriesID, moved.Title = "", "2026-12-03", 1, "Review, later"
		moved.Start, moved.End = moved.Start.AddDate(0, 0, 2).Add(time.Hour), moved.End.AddDate(0, 0, 2).Add(time.Hour)
		o.Events = append(o.Events, moved)
		now := c.put("ann", work.ID, "chosen by a phone.ics", o)
		if now.Name != "chosen by a phone.ics" || len(now.Events) != 2 || now.Events[0].Kept == "" || now.Events[1].On != "2026-12-03" || now.Events[1].Title != "Review, later" {
			t.Fatalf("%+v", now)
		}
		read, err := c.as("ann").CalendarObject(ctx, work.ID, now.Name)
		if c.want("it is read", err, 0); read.Version() != now.Version() {
			t.Error("what is read has another version than what was written")
		}
		o.Events = o.Events[:1]
		o.Events[0].Kept = "BEGIN:VEVENT…2"
		later, created, err := c.as("ann").PutCalendarObject(ctx, work.ID, now.Name, o, domain.Condition{IfMatch: `"` + now.Version() + `"`})
		if c.want("it is written again", err, 0); created || len(later.Events) != 1 || later.Version() == now.Version() || later.Events[0].ID != now.Events[0].ID {
			t.Errorf("%+v", later)
		}
		_, _, err = c.as("ann").PutCalendarObject(ctx, work.ID, now.Name, o, domain.Condition{IfMatch: `"` + now.Version() + `"`})
		c.want("with an old version", err, domain.Stale)
		_, _, err = c.as("ann").PutCalendarObject(ctx, work.ID, now.Name, o, domain.Condition{IfNoneMatch: "*"})
		c.want("as new", err, domain.Stale)
		c.want("stale deletion", c.as("ann").DeleteCalendarObject(ctx, work.ID, now.Name, domain.Condition{IfMatch: `"` + now.Version() + `"`}), domain.Stale)
		_, _, err = c.as("ann").PutCalendarObject(ctx, work.ID, "other.ics", o, domain.Condition{})
		if c.want("the same UID under another name", err, domain.Conflict); !strings.Contains(fmt.Sprint(err.(*domain.Error).Fields), now.Name) {
			t.Error(err)
		}
		_, _, err = c.as("ann").PutCalendarObject(ctx, work.ID, now.Name, meeting("two", "Other"), domain.Condition{})
		c.want("another UID under the name", err, domain.Conflict)
		other := c.calendar("ann", "Home")
		c.put("ann", other.ID, "one.ics", meeting("one", "In another calendar"))
		c.want("deletion", c.as("ann").DeleteCalendarObject(ctx, work.ID, now.Name, domain.Condition{IfMatch: `"` + later.Version() + `"`}), 0)
		_, err = c.as("ann").CalendarObject(ctx, work.ID, now.Name)
		c.want("it is gone", err, domain.NotFound)
		c.put("ann", work.ID, "one.ics", meeting("one", "Again"))
		_, err = c.as("ann").RestoreEvent(ctx, now.Events[0].ID)
		c.want("it comes back beside what took its UID", err, 0)
		objects, err := c.as("ann").CalendarObjects(ctx, work.ID, domain.ObjectFilter{})
		if c.want("both", err, 0); len(objects) != 2 || objects[0].UID == objects[1].UID {
			t.Errorf("%+v", objects)
		}
	})
}

func TestOfTwoWhoWriteAnObjectTogetherOneIsTooLate(t *testing.T) {
	eachCast(t, func(c cast) {
		work := c.calendar("ann", "Work")
		now := c.put("ann", work.ID, "one.ics", meeting("one", "Review"))
		var all sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			all.Go(func() {
				_, _, errs[i] = c.as("ann").PutCalendarObject(t.Context(), work.ID, "one.ics", meeting("one", fmt.Sprint("Review ", i)), domain.Condition{IfMatch: `"` + now.Version() + `"`})
			})
		}
		all.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if domain.KindOf(err) != domain.Stale {
				t.Error(err)
			}
		}
		if done != 1 {
			t.Errorf("%d were in time", done)
		}
	})
}

func TestOnlyWhoMayChangeACalendarWritesItsObjects(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		work := c.calendar("ann", "Work")
		c.put("ann", work.ID, "open.ics", meeting("open", "Open"))
		private := meeting("private", "Doctor")
		private.Events[0].Privacy, private.Events[0].Kept = domain.PrivacyPrivate, "secret"
		c.put("ann", work.ID, "private.ics", private)
		secret := meeting("secret", "Surprise")
		secret.Events[0].Privacy = domain.PrivacyConfidential
		c.put("ann", work.ID, "secret.ics", secret)
		for who, permission := range map[string]string{"ben": domain.PermissionView, "zoe": domain.PermissionEdit} {
			_, err := c.as("ann").ShareCalendar(ctx, work.ID, domain.ShareInput{Email: who + "@example.org", Permission: permission})
			c.want("shared with "+who, err, 0)
			c.exec(`UPDATE calendar_shares SET user_id = ? WHERE email = ?`, who, who+"@example.org")
			objects, err := c.as(who).CalendarObjects(ctx, work.ID, domain.ObjectFilter{})
			c.want("they read", err, 0)
			if len(objects) != 2 || objects[1].Events[0].Title != domain.BusyTitle || objects[1].Events[0].Kept != "" {
				t.Errorf("%s sees %+v", who, objects)
			}
			_, err = c.as(who).CalendarObject(ctx, work.ID, "secret.ics")
			c.want("the secret one", err, domain.NotFound)
			_, _, err = c.as(who).PutCalendarObject(ctx, work.ID, "private.ics", private, domain.Condition{})
			c.want("writes the private one", err, domain.Denied)
			_, _, err = c.as(who).PutCalendarObject(ctx, work.ID, "secret.ics", secret, domain.Condition{})
			c.want("writes the secret one", err, domain.Denied)
			c.want("deletes the private one", c.as(who).DeleteCalendarObject(ctx, work.ID, "private.ics", domain.Condition{}), domain.Denied)
			c.want("deletes the secret one", c.as(who).DeleteCalendarObject(ctx, work.ID, "secret.ics", domain.Condition{}), domain.NotFound)
		}
		_, _, err := c.as("ben").PutCalendarObject(ctx, work.ID, "new.ics", meeting("new", "New"), domain.Condition{})
		c.want("a viewer adds one", err, domain.Denied)
		_, _, err = c.as("ben").PutCalendarObject(ctx, work.ID, "open.ics", meeting("open", "Changed"), domain.Condition{})
		c.want("a viewer changes one", err, domain.Denied)
		c.put("zoe", work.ID, "open.ics", meeting("open", "Changed"))
	})
}

func TestWhatChangesInACalendarIsToldWhoeverChangedIt(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		work, home := c.calendar("ann", "Work"), c.calendar("ann", "Home")
		a := c.put("ann", work.ID, "a.ics", meeting("a", "A"))
		c.put("ann", work.ID, "b.ics", meeting("b", "B"))
		expect := func(what, who string, calendarID int64, token *string, want string) {
			t.Helper()
			names, next := c.news(who, calendarID, *token)
			if names != want {
				t.Errorf("%s: %q, want %q", what, names, want)
			}
			*token = next
		}
		var at, there string
		expect("at first", "ann", work.ID, &at, "a.ics b.ics")
		expect("in the other", "ann", home.ID, &there, "")
		expect("then", "ann", work.ID, &at, "")
		c.exec(`UPDATE events SET title = 'By another program' WHERE uid = 'a'`)
		expect("changed in the file", "ann", work.ID, &at, "a.ics")
		c.exec(`INSERT INTO events (id, title, start, "end", calendar_id) VALUES (700, 'New', '2026-11-20 10:00:00', '2026-11-20 11:00:00', ?)`, work.ID)
		names, next := c.news("ann", work.ID, at)
		if at = next; !strings.Contains(names, ".ics") {
			t.Errorf("added in the file: %q", names)
		}
		c.exec(`DELETE FROM events WHERE id = 700`)
		names, next = c.news("ann", work.ID, at)
		if at = next; !strings.HasPrefix(names, "-") {
			t.Errorf("deleted in the file: %q", names)
		}
		_, err := c.as("ann").MoveCalendarObject(ctx, work.ID, "b.ics", home.ID, "moved.ics", false, domain.Condition{})
		c.want("moved", err, 0)
		expect("moved away", "ann", work.ID, &at, "-b.ics")
		expect("moved here", "ann", home.ID, &there, "moved.ics")
		c.want("binned", c.as("ann").DeleteEvent(ctx, a.Events[0].ID, "", domain.Part{}), 0)
		expect("in the trash", "ann", work.ID, &at, "-a.ics")
		_, err = c.as("ann").RestoreEvent(ctx, a.Events[0].ID)
		c.want("restored", err, 0)
		expect("back", "ann", work.ID, &at, "a.ics")
		if err := c.store.System().CleanUp(ctx); err != nil {
			t.Fatal(err)
		}
		expect("after cleaning up", "ann", work.ID, &at, "")
		first := ""
		expect("from the beginning", "ann", work.ID, &first, "a.ics")
		for _, token := range []string{"x", "-1", "1-", "999999", "01", "1-x"} {
			_, err := c.as("ann").EventChanges(ctx, work.ID, token, 0)
			c.want("token "+token, err, domain.Invalid)
		}
	})
}

func TestWhatOthersMayNotSeeIsToldAsGoneOnlyToThoseWhoSawIt(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		work := c.calendar("ann", "Work")
		_, err := c.as("ann").ShareCalendar(ctx, work.ID, domain.ShareInput{Email: "ben@example.org", Permission: domain.PermissionView})
		c.want("shared", err, 0)
		c.exec(`UPDATE calendar_shares SET user_id = 'ben'`)
		_, bens := c.news("ben", work.ID, "")
		_, anns := c.news("ann", work.ID, "")
		secret := meeting("secret", "Surprise")
		secret.Events[0].Privacy = domain.PrivacyConfidential
		c.put("ann", work.ID, "secret.ics", secret)
		secret.Events[0].Title = "Big surprise"
		c.put("ann", work.ID, "secret.ics", secret)
		c.put("ann", work.ID, "open.ics", meeting("open", "Open"))
		c.want("gone", c.as("ann").DeleteCalendarObject(ctx, work.ID, "secret.ics", domain.Condition{}), 0)
		names, next := c.news("ben", work.ID, bens)
		if bens = next; names != "open.ics" {
			t.Errorf("ben hears of %q", names)
		}
		if names, _ := c.news("ann", work.ID, anns); names != "-secret.ics open.ics" {
			t.Errorf("ann hears of %q", names)
		}
		hidden := meeting("open", "Open")
		hidden.Events[0].Privacy = domain.PrivacyConfidential
		c.put("ann", work.ID, "open.ics", hidden)
		hidden.Events[0].Title = "Again"
		c.put("ann", work.ID, "open.ics", hidden)
		if err := c.store.System().CleanUp(ctx); err != nil {
			t.Fatal(err)
		}
		if names, _ := c.news("ben", work.ID, bens); names != "-open.ics" {
			t.Errorf("ben hears of %q", names)
		}
	})
}

func TestALongListOfChangesComesInPieces(t *testing.T) {
	eachCast(t, func(c cast) {
		work := c.calendar("ann", "Work")
		for i := range 5 {
			c.put("ann", work.ID, "", meeting(fmt.Sprint("m", i), "M"))
		}
		pieces := func(token string) (string, string) {
			all := []string{}
			for range 10 {
				changed, err := c.as("ann").EventChanges(t.Context(), work.ID, token, 2)
				c.want("a piece", err, 0)
				for _, o := range changed.Objects {
					all = append(all, o.Name)
				}
				for _, name := range changed.Gone {
					all = append(all, "-"+name)
				}
				if token = changed.Token; !changed.More {
					break
				}
				if len(changed.Objects)+len(changed.Gone) != 2 {
					t.Errorf("%+v", changed)
				}
			}
			return strings.Join(all, " "), token
		}
		all, token := pieces("")
		if all != "m0.ics m1.ics m2.ics m3.ics m4.ics" {
			t.Error(all)
		}
		for i := range 3 {
			c.want("gone", c.as("ann").DeleteCalendarObject(t.Context(), work.ID, fmt.Sprintf("m%d.ics", i), domain.Condition{}), 0)
		}
		if all, _ := pieces(token); all != "-m0.ics -m1.ics -m2.ics" {
			t.Error(all)
		}
	})
}
