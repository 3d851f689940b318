package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

func (c cast) event(who string, in domain.EventInput) domain.Event {
	c.t.Helper()
	event, err := c.as(who).AddEvent(c.t.Context(), in)
	c.want(who+" adds the event "+in.Title, err, 0)
	return event
}

func (c cast) calendar(who, name string) domain.Calendar {
	c.t.Helper()
	calendar, err := c.as(who).AddCalendar(c.t.Context(), domain.CalendarInput{Name: name})
	c.want(who+" adds the calendar "+name, err, 0)
	return calendar
}

// setEvent makes a change that sets one thing.
func setEvent(do func(*domain.EventInput)) func(domain.EventInput) (domain.EventInput, error) {
	return func(in domain.EventInput) (domain.EventInput, error) {
		do(&in)
		return in, nil
	}
}

func nothing(*domain.EventInput) {}

// events are the titles of a list.
func (c cast) events(who string, f domain.EventFilter) string {
	c.t.Helper()
	f.Limit = 100
	page, err := c.as(who).Events(c.t.Context(), f)
	c.want(who+" lists events", err, 0)
	titles := []string{}
	for _, e := range page.Items {
		titles = append(titles, e.Title)
	}
	if page.Total != len(titles) {
		c.t.Errorf("%d events, and in all %d", len(titles), page.Total)
	}
	return strings.Join(titles, " ")
}

// times are when somebody's events happen in a month, as day, time of day and title.
func (c cast) times(who string, month time.Time) string {
	c.t.Helper()
	from, to := month, month.AddDate(0, 1, 0)
	events, err := c.as(who).EventsBetween(c.t.Context(), domain.EventFilter{}, from, to)
	c.want(who+" reads a month", err, 0)
	found, err := domain.Occurrences(events, from, to, time.UTC)
	c.want("they happen", err, 0)
	list := []string{}
	for _, o := range found {
		list = append(list, o.From.Format("2@15 ")+o.Of.Title)
	}
	return strings.Join(list, ", ")
}

func TestAnEventIsKeptAsItWasSent(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		e := c.event("ann", domain.EventInput{Title: " Copy review ", Start: "2026-11-21T11:00", Location: ptr("Room Birch"), Attendees: []string{"Tom", "ana@example.com"},
			Reminders: []int{60, 10}, ProjectID: ptr(website), Color: ptr("violet"), Description: ptr("*bring* it")})
		if e.Title != "Copy review" || !e.Start.Equal(time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)) || e.TimeZone != "Europe/Stockholm" || e.Project.Name != "Website" ||
			e.Calendar.Name != domain.OwnCalendarName || e.UID == "" || e.OwnerID != "ann" || !e.Access.CanManage() || fmt.Sprint(e.Reminders) != "[10 60]" {
			t.Errorf("it is %+v", e)
		}
		same, err := c.as("ann").UpdateEvent(ctx, e.ID, e.Version(), domain.Part{}, setEvent(nothing))
		if c.want("change nothing", err, 0); same.Version() != e.Version() {
			t.Errorf("it became %+v", same)
		}
		c.clock.Advance(time.Minute)
		request := c.as("ann")
		changed, err := request.UpdateEvent(ctx, e.ID, e.Version(), domain.Part{}, setEvent(func(in *domain.EventInput) { in.Title, in.ProjectID = "Review", nil }))
		if c.want("change it", err, 0); changed.Title != "Review" || changed.ProjectID != 0 || changed.Version() == e.Version() || !changed.Start.Equal(e.Start) {
			t.Errorf("it became %+v", changed)
		}
		_, err = c.as("ann").UpdateEvent(ctx, e.ID, e.Version(), domain.Part{}, setEvent(nothing))
		c.want("an old version", err, domain.Stale)
		c.want("undo", request.Undo(ctx, request.Batch()), 0)
		if back, _ := c.as("ann").Event(ctx, e.ID); back.Title != "Copy review" || back.ProjectID != website {
			t.Errorf("undone it is %+v", back)
		}
		request = c.as("ann")
		c.want("delete", request.DeleteEvent(ctx, e.ID, "", domain.Part{}), 0)
		_, err = c.as("ann").Event(ctx, e.ID)
		c.want("it is gone", err, domain.NotFound)
		if got := c.events("ann", domain.EventFilter{Trashed: true}); got != "Copy review" {
			t.Errorf("in the trash are %q", got)
		}
		c.want("undo that", request.Undo(ctx, request.Batch()), 0)
		c.want("delete again", c.as("ann").DeleteEvent(ctx, e.ID, "", domain.Part{}), 0)
		_, err = c.as("ann").RestoreEvent(ctx, e.ID)
		c.want("restore", err, 0)
		_, err = c.as("ann").RestoreEvent(ctx, e.ID)
		c.want("restore what is there", err, domain.NotFound)
		c.want("delete once more", c.as("ann").DeleteEvent(ctx, e.ID, "", domain.Part{}), 0)
		c.want("for good", c.as("ann").PurgeEvent(ctx, e.ID), 0)
		if left, _ := c.store.Strings(`SELECT kind FROM activity WHERE kind = 'event'`); len(left) != 0 {
			t.Errorf("what it said is still logged: %v", left)
		}
	})
}

func TestEventsAreFoundByWhenTheyAre(t *testing.T) {
	eachCast(t, func(c cast) {
		// What another program writes, in every form that it does.
		c.exec(`INSERT INTO events (title, start, "end", all_day) VALUES ('js', '2026-11-20T09:00:00.000Z', '2026-11-20T10:00:00.000Z', 0), ('sql', '2026-11-20 10:00:00', '2026-11-20 11:00:00', 0)`)
		c.exec(`INSERT INTO events (title, start, "end", all_day, recurrence) VALUES ('odd', 'soon', 'later', 0, NULL), ('day', '2026-11-20', '2026-11-20', 1, ''), ('yearly', '2025-11-21T09:00:00Z', '2025-11-21T10:00:00Z', 0, 'FREQ=YEARLY')`)
		c.event("ann", domain.EventInput{Title: "floats", Start: "2026-11-20T23:30", TimeZone: ptr("floating")})
		c.event("ann", domain.EventInput{Title: "long", Start: "2026-11-01", End: ptr("2026-11-30"), AllDay: ptr(true)})
		c.event("ann", domain.EventInput{Title: "over", Start: "2026-11-02T09:00", Recurrence: ptr("FREQ=DAILY;COUNT=3")})
		at := func(text string) time.Time {
			moment, err := time.Parse(time.RFC3339, text)
			if err != nil {
				t.Fatal(err)
			}
			return moment
		}
		// ann is in Stockholm, an hour before UTC.
		for _, row := range []struct{ from, to, want string }{
			{"2026-11-20T09:59:59Z", "2026-11-20T10:00:00Z", "yearly long day js"},
			{"2026-11-20T10:00:00Z", "2026-11-20T10:00:01Z", "yearly long day sql"},
			{"2026-11-20T22:00:00Z", "2026-11-20T22:30:00Z", "yearly long day"},
			{"2026-11-20T22:30:00Z", "2026-11-20T23:00:00Z", "yearly long day floats"},
			{"2026-11-20T23:00:00Z", "2026-11-20T23:20:00Z", "yearly long floats"},
			{"2026-11-19T22:00:00Z", "2026-11-19T23:00:00Z", "yearly long"},
			{"2026-11-19T22:00:00Z", "2026-11-19T23:00:01Z", "yearly long day"},
			{"2026-11-03T00:00:00Z", "2026-11-03T12:00:00Z", "yearly long over"},
			{"2026-12-03T00:00:00Z", "2026-12-03T12:00:00Z", "yearly"},
			{"2026-12-03T00:00:00Z", "9999-12-31T00:00:00Z", "yearly"},
		} {
			if got := c.events("ann", domain.EventFilter{From: at(row.from), To: at(row.to)}); got != row.want {
				t.Errorf("%s to %s: %q, want %q", row.from, row.to, got, row.want)
			}
		}
		if got := c.events("ann", domain.EventFilter{Ended: at("2026-11-20T10:30:00Z"), Sort: "-start"}); got != "js over" {
			t.Errorf("over at half past ten are %q", got)
		}
		if got := c.times("ann", at("2026-11-01T00:00:00Z")); !strings.Contains(got, "21@09 yearly") || strings.Contains(got, "odd") {
			t.Errorf("in November are %s", got)
		}
		// The rule was changed by a program that knows nothing of where its series ends.
		c.exec(`UPDATE events SET recurrence = 'FREQ=DAILY' WHERE title = 'over'`)
		if got := c.events("ann", domain.EventFilter{From: at("2026-12-03T00:00:00Z"), Query: "OVER"}); got != "over" {
			t.Errorf("after another program changed its rule there is %q", got)
		}
	})
}

func TestAListOfEventsGoesOnWhereItStopped(t *testing.T) {
	eachCast(t, func(c cast) {
		for i := range 7 {
			c.event("ann", domain.EventInput{Title: fmt.Sprint(i), Start: fmt.Sprintf("2026-11-2%dT09:00", i/2)})
		}
		for _, sort := range []string{"", "-start", "created_at", "-updated_at"} {
			titles, cursor := []string{}, ""
			for {
				page, err := c.as("ann").Events(t.Context(), domain.EventFilter{Sort: sort, Limit: 2, Cursor: cursor})
				c.want("a page", err, 0)
				for _, e := range page.Items {
					titles = append(titles, e.Title)
				}
				if cursor = page.Next; cursor == "" || page.Total != 7 {
					break
				}
			}
			if strings.HasPrefix(sort, "-") {
				slices.Reverse(titles)
			}
			if !slices.Equal(titles, []string{"0", "1", "2", "3", "4", "5", "6"}) {
				t.Errorf("by %q they are %v", sort, titles)
			}
		}
		for _, f := range []domain.EventFilter{{Sort: "title"}, {Sort: "deleted_at"}, {Cursor: "x"}} {
			_, err := c.as("ann").Events(t.Context(), f)
			c.want("a list like that", err, domain.Invalid)
		}
	})
}

func TestAListOfEventsTakesTheSameQueriesHoweverManyThereAre(t *testing.T) {
	eachCast(t, func(c cast) {
		count := func() int {
			r := c.store.Record()
			_, err := c.as("ann").Events(t.Context(), domain.EventFilter{Limit: 200})
			c.want("list", err, 0)
			_, err = c.as("ann").EventsBetween(t.Context(), domain.EventFilter{}, c.clock.Now(), c.clock.Now().AddDate(0, 1, 0))
			c.want("a month", err, 0)
			return len(r.Take())
		}
		c.event("ann", domain.EventInput{Title: "x", Start: "2026-11-21T09:00", ProjectID: ptr(website), Recurrence: ptr("FREQ=DAILY")})
		one := count()
		for i := range 20 {
			c.event("ann", domain.EventInput{Title: "x", Start: "2026-11-21T09:00", ProjectID: ptr([]int64{website, adopted}[i%2]), CalendarID: ptr(c.calendar("ann", "k").ID), Recurrence: ptr("FREQ=DAILY")})
		}
		if many := count(); many != one {
			t.Errorf("%d queries for one, %d for many", one, many)
		}
	})
}

func TestWhatAnotherProgramWroteOfAnEventIsKept(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`INSERT INTO events (id, title, start, "end", all_day, attendees, status, privacy, reminders, recurrence) VALUES
			(901, '  Odd  ', '2026-11-20 10:00:00', '2026-11-20T11:00:00+01:00', 0, 'Ana and Bo', 'parked', NULL, '10 minutes', 'sometimes')`)
		e, err := c.as("ann").Event(t.Context(), 901)
		if err != nil || e.Title != "  Odd  " || e.Status != "parked" || e.CalendarID != domain.TeamCalendar || !e.Calendar.Team || e.Privacy != "public" || e.OwnerID != "" {
			t.Fatalf("%+v, %v", e, err)
		}
		_, err = c.as("ben").UpdateEvent(t.Context(), 901, "", domain.Part{}, setEvent(func(in *domain.EventInput) { in.Location = ptr("here") }))
		c.want("another field changes", err, 0)
		for column, want := range map[string]string{
			"title": "  Odd  ", "start": "2026-11-20 10:00:00", `"end"`: "2026-11-20T11:00:00+01:00", "attendees": "Ana and Bo", "status": "parked", "coalesce(privacy, '-')": "-",
			"reminders": "10 minutes", "recurrence": "sometimes", "location": "here", "coalesce(user_id, '-')": "-",
		} {
			if got, _ := c.store.Strings(`SELECT ` + column + ` FROM events WHERE id = 901`); got[0] != want {
				t.Errorf("%s is %q", column, got[0])
			}
		}
	})
}

func TestOldEventsAndCalendarsLeaveTheTrash(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.event("ann", domain.EventInput{Title: "kept", Start: "2026-11-21T09:00"})
		old := c.calendar("ann", "old")
		c.event("ann", domain.EventInput{Title: "in it", Start: "2026-11-21T09:00", CalendarID: ptr(old.ID)})
		c.want("a calendar goes", c.as("ann").DeleteCalendar(ctx, old.ID, ""), 0)
		series := c.event("ann", domain.EventInput{Title: "series", Start: "2026-11-21T09:00", Recurrence: ptr("FREQ=DAILY")})
		_, err := c.as("ann").UpdateEvent(ctx, series.ID, "", domain.Part{Scope: "this", On: "2026-11-22"}, setEvent(func(in *domain.EventInput) { in.Title = "one" }))
		c.want("one becomes another", err, 0)
		c.want("a series goes", c.as("ann").DeleteEvent(ctx, series.ID, "", domain.Part{}), 0)
		c.clock.Advance(31 * 24 * time.Hour)
		if n, err := c.store.System().PurgeEvents(ctx); n != 2 || err != nil {
			t.Errorf("%d events purged, %v", n, err)
		}
		if n, err := c.store.System().PurgeCalendars(ctx); n != 1 || err != nil {
			t.Errorf("%d calendars purged, %v", n, err)
		}
		left, _ := c.store.Strings(`SELECT title FROM events`)
		if calendars, _ := c.store.Strings(`SELECT name FROM calendars ORDER BY id`); !slices.Equal(left, []string{"kept"}) || !slices.Equal(calendars, []string{"Team", "Personal"}) {
			t.Errorf("left are %v in %v", left, calendars)
		}
	})
}

func TestAMonthIsReadAlongAnIndex(t *testing.T) {
	eachCast(t, func(c cast) {
		for i := range 40 {
			c.event("ann", domain.EventInput{Title: "x", Start: c.clock.Now().AddDate(0, 0, -20*i).Format(time.RFC3339)})
		}
		if c.postgres() {
			return // so few rows are read as a whole there
		}
		r := c.store.Record()
		_, err := c.as("ann").EventsBetween(t.Context(), domain.EventFilter{}, c.clock.Now(), c.clock.Now().AddDate(0, 1, 0))
		c.want("a month", err, 0)
		plan, err := c.store.HowItGoes(r.Take()[0])
		c.want("its plan", err, 0)
		for _, index := range []string{"events_begin (calendar_id=? AND <expr>>? AND <expr><?)", "events_long (calendar_id=? AND <expr>>?)"} {
			if !strings.Contains(plan, index) {
				t.Errorf("it goes %s", plan)
			}
		}
	})
}
