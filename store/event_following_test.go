package store_test

import (
	"testing"
	"time"

	"mddash/domain"
)

// following is a series of a week at 10:00, of which a phone said that from the third day on it is two hours later, a day
// later and called y.
func (c cast) following() domain.Event {
	c.t.Helper()
	work := c.calendar("ann", "Work")
	start := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	series := domain.Event{Title: "x", Start: start, End: start.Add(time.Hour), TimeZone: "UTC", Recurrence: "FREQ=DAILY;COUNT=5", Status: domain.EventConfirmed, Privacy: domain.PrivacyPublic}
	later := series
	later.Title, later.Recurrence, later.On, later.Following = "y", "", "2026-05-06", true
	later.Start, later.End = start.AddDate(0, 0, 3).Add(2*time.Hour), start.AddDate(0, 0, 3).Add(3*time.Hour)
	o, _, err := c.as("ann").PutCalendarObject(c.t.Context(), work.ID, "f.ics", domain.EventObject{UID: "f", Events: []domain.Event{series, later}}, domain.Condition{})
	c.want("a phone writes it", err, 0)
	return o.Events[0]
}

func TestWhatHoldsForAllThatFollowIsShownAndChanged(t *testing.T) {
	eachCast(t, func(c cast) {
		e := c.following()
		const all = "4@10 x, 5@10 x, 7@12 y, 8@12 y, 9@12 y"
		c.wantTimes("at first", all)
		last, err := c.as("ann").EventsBetween(t.Context(), domain.EventFilter{}, time.Date(2026, 5, 9, 0, 0, 0, 0, time.UTC), time.Date(2026, 5, 10, 0, 0, 0, 0, time.UTC))
		if c.want("the last day", err, 0); len(last) == 0 {
			t.Error("the series is not found on the day that its last time was moved to")
		}
		one, undo := c.part(e.ID, "this", "2026-05-07", func(in *domain.EventInput) { in.Location = ptr("here") })
		if one.Title != "y" || one.Following || one.On != "2026-05-07" || one.SeriesID != e.ID {
			t.Errorf("%+v", one)
		}
		c.wantTimes("one of them is changed", all)
		undo()
		_, undo = c.part(e.ID, "this", "2026-05-06", func(in *domain.EventInput) { in.Title = "z" })
		c.wantTimes("the first of them is changed", "4@10 x, 5@10 x, 7@12 z, 8@12 y, 9@12 y")
		undo()
		c.wantTimes("undone", all)
		later, undo := c.part(e.ID, "following", "2026-05-07", func(in *domain.EventInput) { in.Title = "z" })
		if later.SeriesID != 0 || !later.Repeats() {
			t.Errorf("%+v", later)
		}
		c.wantTimes("this and the following", "4@10 x, 5@10 x, 7@12 y, 8@12 z, 9@12 z")
		undo()
		c.wantTimes("undone", all)
		_, undo = c.part(e.ID, "following", "2026-05-06", func(in *domain.EventInput) { in.Title = "z" })
		c.wantTimes("from the same day on", "4@10 x, 5@10 x, 7@12 z, 8@12 z, 9@12 z")
		undo()
		request := c.as("ann")
		c.want("one is deleted", request.DeleteEvent(t.Context(), e.ID, "", domain.Part{Scope: "this", On: "2026-05-06"}), 0)
		c.wantTimes("deleted", "4@10 x, 5@10 x, 8@12 y, 9@12 y")
	})
}

func TestTimesBesideTheRuleAreStoredAndMoveAlong(t *testing.T) {
	eachCast(t, func(c cast) {
		e := c.event("ann", domain.EventInput{Title: "x", Start: "2026-05-04T10:00", Recurrence: ptr("FREQ=DAILY;COUNT=2"), Rdates: []string{"2026-05-20", "2026-05-12T15:00"},
			RemindersAt: []string{"2026-05-03T08:00:00Z"}})
		if len(e.Extra) != 2 || len(e.RemindAt) != 1 || !e.RemindAt[0].Equal(time.Date(2026, 5, 3, 8, 0, 0, 0, time.UTC)) {
			t.Fatalf("%+v", e)
		}
		c.wantTimes("at first", "4@08 x, 5@08 x, 12@13 x, 20@08 x")
		_, undo := c.part(e.ID, "this", "2026-05-12", func(in *domain.EventInput) { in.Title = "y" })
		c.wantTimes("one is changed", "4@08 x, 5@08 x, 12@13 y, 20@08 x")
		undo()
		_, undo = c.part(e.ID, "all", "", func(in *domain.EventInput) { in.Start, in.End = "2026-05-05T11:00", nil })
		c.wantTimes("all are moved", "5@09 x, 6@09 x, 13@14 x, 21@09 x")
		undo()
		c.part(e.ID, "following", "2026-05-12", func(in *domain.EventInput) { in.Title = "y" })
		c.wantTimes("cut", "4@08 x, 5@08 x, 12@13 y, 20@08 y")
	})
}

func TestWhatOtherProgramsSaidGoesAlongWithThePartOfASeries(t *testing.T) {
	eachCast(t, func(c cast) {
		work := c.calendar("ann", "Work")
		start := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
		series := domain.Event{Title: "x", Start: start, End: start.Add(time.Hour), TimeZone: "UTC", Recurrence: "FREQ=DAILY;COUNT=5", Status: domain.EventConfirmed, Privacy: domain.PrivacyPublic, Kept: "BEGIN:VEVENT…"}
		o, _, err := c.as("ann").PutCalendarObject(t.Context(), work.ID, "f.ics", domain.EventObject{UID: "f", Events: []domain.Event{series}}, domain.Condition{})
		c.want("a phone writes it", err, 0)
		later, _ := c.part(o.Events[0].ID, "following", "2026-05-06", func(in *domain.EventInput) { in.Title = "y" })
		objects, err := c.as("ann").CalendarObjects(t.Context(), work.ID, domain.ObjectFilter{})
		c.want("they are read", err, 0)
		for _, object := range objects {
			if object.Events[0].Kept != series.Kept {
				t.Errorf("of %+v nothing is kept", object.Events[0])
			}
		}
		if len(objects) != 2 || later.Kept != "" {
			t.Errorf("%d objects, and %q", len(objects), later.Kept)
		}
	})
}
