package domain_test

import (
	"testing"
	"time"

	"mddash/domain"
)

func TestAnEventIsMovedByHand(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	timed := func(start, end, zone string) domain.Event {
		from, _ := time.Parse(time.RFC3339, start)
		to, _ := time.Parse(time.RFC3339, end)
		return domain.Event{Start: from, End: to, TimeZone: zone}
	}
	days := func(first, last domain.Date) domain.Event {
		return domain.Event{Start: first.Time(), End: last.Time(), AllDay: true}
	}
	meeting := timed("2026-05-21T09:00:00Z", "2026-05-21T10:00:00Z", "Europe/Stockholm")
	night := timed("2026-03-27T00:00:00Z", "2026-03-27T03:00:00Z", "Europe/Stockholm")
	for _, c := range []struct {
		name, to, edge, want string
		event                domain.Event
	}{
		{"to another time it keeps its length", "2026-05-22T13:15", "", "2026-05-22T11:15:00Z to 2026-05-22T12:15:00Z Europe/Stockholm", meeting},
		{"into the winter it is at that time of day", "2026-12-22T11:00", "", "2026-12-22T10:00:00Z to 2026-12-22T11:00:00Z Europe/Stockholm", meeting},
		{"over the night when clocks are put forward it keeps its length", "2026-03-29T01:00", "", "2026-03-29T00:00:00Z to 2026-03-29T03:00:00Z Europe/Stockholm", night},
		{"to a time that clocks leap over it is as much later", "2026-03-29T02:30", "", "2026-03-29T01:30:00Z to 2026-03-29T04:30:00Z Europe/Stockholm", night},
		{"an end on the long day is a clock's time", "2026-10-25T05:00", "end", "2026-10-24T22:00:00Z to 2026-10-25T04:00:00Z Europe/Stockholm", timed("2026-10-24T22:00:00Z", "2026-10-25T00:00:00Z", "Europe/Stockholm")},
		{"its end can be stretched", "2026-05-21T12:45", "end", "2026-05-21T09:00:00Z to 2026-05-21T10:45:00Z Europe/Stockholm", meeting},
		{"its start too", "2026-05-21T10:00", "start", "2026-05-21T08:00:00Z to 2026-05-21T10:00:00Z Europe/Stockholm", meeting},
		{"an end before the start stops there", "2026-05-21T08:00", "end", "2026-05-21T09:00:00Z to 2026-05-21T09:15:00Z Europe/Stockholm", meeting},
		{"a start after the end too", "2026-05-21T23:00", "start", "2026-05-21T09:45:00Z to 2026-05-21T10:00:00Z Europe/Stockholm", meeting},
		{"an event of another zone keeps it", "2026-05-21T11:00", "", "2026-05-21T09:00:00Z to 2026-05-21T10:00:00Z America/New_York", timed("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "America/New_York")},
		{"a floating one is at that clock's time", "2026-05-22T08:00", "", "2026-05-22T08:00:00Z to 2026-05-22T09:00:00Z floating", timed("2026-05-21T09:00:00Z", "2026-05-21T10:00:00Z", domain.Floating)},
		{"to the lane of whole days it takes its days", "2026-05-23", "", "2026-05-23T00:00:00Z to 2026-05-24T00:00:00Z all day", timed("2026-05-21T20:00:00Z", "2026-05-22T20:00:00Z", "Europe/Stockholm")},
		{"out of that lane it is an hour long", "2026-05-23T14:00", "", "2026-05-23T12:00:00Z to 2026-05-23T13:00:00Z Europe/Stockholm", days("2026-05-21", "2026-05-24")},
		{"whole days keep their number", "2026-05-30", "", "2026-05-30T00:00:00Z to 2026-06-01T00:00:00Z all day", days("2026-05-21", "2026-05-23")},
		{"and are stretched by days", "2026-05-25", "end", "2026-05-21T00:00:00Z to 2026-05-25T00:00:00Z all day", days("2026-05-21", "2026-05-23")},
		{"to one at least", "2026-05-11", "end", "2026-05-21T00:00:00Z to 2026-05-21T00:00:00Z all day", days("2026-05-21", "2026-05-23")},
		{"from the first one too", "2026-05-20", "start", "2026-05-20T00:00:00Z to 2026-05-23T00:00:00Z all day", days("2026-05-21", "2026-05-23")},
	} {
		got, err := c.event.Moved(c.to, c.edge, stockholm)
		text := got.Start.Format(time.RFC3339) + " to " + got.End.Format(time.RFC3339) + " " + got.TimeZone
		if got.AllDay {
			text += "all day"
		}
		if err != nil || text != c.want {
			t.Errorf("%s: %s (%v), want %s", c.name, text, err, c.want)
		}
	}
	for _, to := range []string{"", "tomorrow", "2026-13-01", "2026-05-21T25:00", "2026-05-21T10:00:00Z"} {
		if _, err := meeting.Moved(to, "", stockholm); domain.KindOf(err) != domain.Invalid {
			t.Errorf("%q: %v", to, err)
		}
	}
	if _, err := days("2026-05-21", "2026-05-23").Moved("2026-05-21T10:00", "end", stockholm); domain.KindOf(err) != domain.Invalid {
		t.Error("the edge of a whole day is put at a time")
	}
}
