package store_test

import (
	"testing"
	"time"

	"mddash/domain"
)

var may = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

// part changes, as one request, the part of ann's series that begins on 4 May, and gives the request.
func (c cast) part(id int64, scope, on string, do func(*domain.EventInput)) (domain.Event, func()) {
	c.t.Helper()
	c.clock.Advance(time.Minute)
	request := c.as("ann")
	e, err := request.UpdateEvent(c.t.Context(), id, "", domain.Part{Scope: scope, On: domain.Date(on)}, setEvent(do))
	c.want(scope+" "+on, err, 0)
	return e, func() {
		c.t.Helper()
		c.want("undo "+scope+" "+on, request.Undo(c.t.Context(), request.Batch()), 0)
	}
}

func (c cast) wantTimes(what, want string) {
	c.t.Helper()
	if got := c.times("ann", may); got != want {
		c.t.Errorf("%s: %s\nwant %s", what, got, want)
	}
}

// Times are in UTC, and ann's clock is two hours before it.
const everyDay = "4@08 x, 5@08 x, 6@08 x, 7@08 x, 8@08 x"

func (c cast) everyDay() domain.Event {
	return c.event("ann", domain.EventInput{Title: "x", Start: "2026-05-04T10:00", Recurrence: ptr("FREQ=DAILY;COUNT=5"), ProjectID: ptr(website)})
}

func TestOneTimeOfASeriesIsChangedAlone(t *testing.T) {
	eachCast(t, func(c cast) {
		e := c.everyDay()
		c.wantTimes("at first", everyDay)
		one, undo := c.part(e.ID, "this", "2026-05-06", func(in *domain.EventInput) { in.Title, in.Start, in.End = "moved", "2026-05-20T10:00", nil })
		if one.SeriesID != e.ID || one.On != "2026-05-06" || one.Recurrence != "" || one.ProjectID != website || one.UID != e.UID {
			t.Errorf("it became %+v", one)
		}
		c.wantTimes("one is elsewhere", "4@08 x, 5@08 x, 7@08 x, 8@08 x, 20@08 moved")
		if now, _ := c.as("ann").Event(t.Context(), e.ID); now.Version() == e.Version() {
			t.Error("the series has the version that it had")
		}
		undo()
		c.wantTimes("undone", everyDay)
		c.part(e.ID, "this", "2026-05-06", func(in *domain.EventInput) { in.Title = "once" })
		c.part(e.ID, "this", "2026-05-06", func(in *domain.EventInput) { in.Title = "twice" })
		c.wantTimes("changed twice", "4@08 x, 5@08 x, 6@08 twice, 7@08 x, 8@08 x")
		for _, row := range []struct {
			what  string
			part  domain.Part
			do    func(*domain.EventInput)
			field string
		}{
			{"a day that it has not", domain.Part{Scope: "this", On: "2026-05-09"}, nothing, ""},
			{"no day", domain.Part{Scope: "following"}, nothing, ""},
			{"it repeats", domain.Part{Scope: "this", On: "2026-05-07"}, func(in *domain.EventInput) { in.Recurrence = ptr("FREQ=DAILY") }, ""},
			{"another calendar", domain.Part{Scope: "this", On: "2026-05-07"}, func(in *domain.EventInput) { in.CalendarID = ptr(domain.TeamCalendar) }, ""},
			{"more private", domain.Part{Scope: "this", On: "2026-05-07"}, func(in *domain.EventInput) { in.Privacy = ptr("private") }, ""},
		} {
			_, err := c.as("ann").UpdateEvent(t.Context(), e.ID, "", row.part, setEvent(row.do))
			c.want(row.what, err, domain.Invalid)
		}
		single := c.event("ann", domain.EventInput{Title: "single", Start: "2026-07-04T10:00"})
		_, err := c.as("ann").UpdateEvent(t.Context(), single.ID, "", domain.Part{Scope: "this", On: "2026-07-04"}, setEvent(nothing))
		c.want("a part of what does not repeat", err, domain.Invalid)
	})
}

func TestASeriesGoesOnInAnotherWayFromADayOn(t *testing.T) {
	eachCast(t, func(c cast) {
		e := c.everyDay()
		c.part(e.ID, "this", "2026-05-07", func(in *domain.EventInput) { in.Title = "once" })
		before := "4@08 x, 5@08 x, 6@08 x, 7@08 once, 8@08 x"
		c.wantTimes("one is another", before)
		later, undo := c.part(e.ID, "following", "2026-05-06", func(in *domain.EventInput) { in.Title, in.Start, in.End = "later", "2026-05-06T15:00", nil })
		if later.ID == e.ID || later.Recurrence != "FREQ=DAILY;COUNT=3" {
			t.Errorf("it is %+v", later)
		}
		c.wantTimes("from Wednesday on", "4@08 x, 5@08 x, 6@13 later, 7@08 once, 8@13 later")
		undo()
		c.wantTimes("undone", before)
		_, undo = c.part(e.ID, "following", "2026-05-06", func(in *domain.EventInput) { in.Recurrence = nil })
		c.wantTimes("it ends there", "4@08 x, 5@08 x, 6@08 x")
		undo()
		c.wantTimes("undone again", before)
		_, undo = c.part(e.ID, "following", "2026-05-06", func(in *domain.EventInput) {
			in.Start, in.End, in.Recurrence = "2026-05-11T10:00", nil, ptr("FREQ=DAILY;COUNT=3")
		})
		c.wantTimes("it moves a few days, and what became of one day goes with it", "4@08 x, 5@08 x, 7@08 once, 11@08 x, 13@08 x")
		undo()
		c.wantTimes("undone once more", before)
	})
}

func TestAllOfASeriesIsChanged(t *testing.T) {
	eachCast(t, func(c cast) {
		e := c.event("ann", domain.EventInput{Title: "x", Start: "2026-05-04T10:00", Recurrence: ptr("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4"), Exdates: []string{"2026-05-06"}})
		c.part(e.ID, "this", "2026-05-11", func(in *domain.EventInput) { in.Title = "once" })
		before := "4@08 x, 11@08 once, 13@08 x"
		c.wantTimes("at first", before)
		_, undo := c.part(e.ID, "all", "", func(in *domain.EventInput) { in.Start, in.End = "2026-05-05T12:00", nil })
		c.wantTimes("on Tuesdays and Thursdays", "5@10 x, 11@08 once, 14@10 x")
		undo()
		c.wantTimes("undone", before)
		_, undo = c.part(e.ID, "", "", func(in *domain.EventInput) { in.CalendarID, in.Privacy = ptr(domain.TeamCalendar), ptr("private") })
		if got := c.times("ben", may); got != "4@08 Busy, 11@08 Busy, 13@08 Busy" {
			t.Errorf("ben sees %s", got)
		}
		undo()
		if got := c.times("ben", may); got != "" {
			t.Errorf("ben sees what is in ann's calendar again: %s", got)
		}
		_, undo = c.part(e.ID, "all", "", func(in *domain.EventInput) { in.Recurrence = ptr("FREQ=WEEKLY;BYDAY=MO;COUNT=2"); in.Title = "y" })
		c.wantTimes("on Mondays alone", "4@08 y, 11@08 once")
		undo()
		_, undo = c.part(e.ID, "all", "", func(in *domain.EventInput) { in.Recurrence, in.Exdates = nil, nil })
		c.wantTimes("once", "4@08 x")
		undo()
		c.wantTimes("undone again", before)
	})
}

func TestPartsOfASeriesAreDeletedAndComeBack(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		e := c.everyDay()
		one, _ := c.part(e.ID, "this", "2026-05-07", func(in *domain.EventInput) { in.Title = "once" })
		before := "4@08 x, 5@08 x, 6@08 x, 7@08 once, 8@08 x"
		for _, row := range []struct {
			id   int64
			part domain.Part
			want string
		}{
			{e.ID, domain.Part{Scope: "this", On: "2026-05-05"}, "4@08 x, 6@08 x, 7@08 once, 8@08 x"},
			{e.ID, domain.Part{Scope: "this", On: "2026-05-07"}, "4@08 x, 5@08 x, 6@08 x, 8@08 x"},
			{one.ID, domain.Part{}, "4@08 x, 5@08 x, 6@08 x, 8@08 x"},
			{e.ID, domain.Part{Scope: "following", On: "2026-05-06"}, "4@08 x, 5@08 x"},
			{e.ID, domain.Part{Scope: "following", On: "2026-05-04"}, ""},
			{e.ID, domain.Part{Scope: "all"}, ""},
		} {
			c.clock.Advance(time.Minute)
			request := c.as("ann")
			c.want("delete "+row.part.Scope, request.DeleteEvent(ctx, row.id, "", row.part), 0)
			c.wantTimes("without "+row.part.Scope+" "+string(row.part.On), row.want)
			c.want("undo", request.Undo(ctx, request.Batch()), 0)
			c.wantTimes("undone", before)
		}
		c.want("all of it", c.as("ann").DeleteEvent(ctx, e.ID, "", domain.Part{}), 0)
		if got := c.events("ann", domain.EventFilter{Trashed: true}); got != "x" {
			t.Errorf("in the trash is %q", got)
		}
		_, err := c.as("ann").RestoreEvent(ctx, one.ID)
		c.want("one time without its series", err, domain.Conflict)
		_, err = c.as("ann").RestoreEvent(ctx, e.ID)
		c.want("restore", err, 0)
		c.wantTimes("restored", before)
		c.want("a day that it has not", c.as("ann").DeleteEvent(ctx, e.ID, "", domain.Part{Scope: "this", On: "2026-06-04"}), domain.Invalid)
	})
}
