package views

import (
	"testing"
	"time"

	"mddash/domain"
)

func TestDatesReadAsPeopleSayThem(t *testing.T) {
	for _, c := range []struct{ date, want string }{
		{"2026-05-21", "Today"}, {"2026-05-22", "Tomorrow"}, {"2026-05-20", "Yesterday"}, {"2026-05-23", "Saturday"}, {"2026-05-27", "Wednesday"},
		{"2026-05-28", "Thu 28 May"}, {"2026-05-19", "Tue 19 May"}, {"2027-01-01", "Fri 1 Jan 2027"}, {"2025-12-31", "Wed 31 Dec 2025"}, {"", ""},
	} {
		if got := Day(t.Context(), domain.Date(c.date), "2026-05-21"); got != c.want {
			t.Errorf("%s: %q, want %q", c.date, got, c.want)
		}
	}
	if got := DayAndClock(t.Context(), "2026-05-22", "17:00", "2026-05-21"); got != "Tomorrow, 17:00" {
		t.Error(got)
	}
}

func TestInstantsAreToldOnTheReadersClock(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 5, 21, 0, 30, 0, 0, stockholm)
	for _, c := range []struct {
		ago  time.Duration
		want string
	}{
		{0, "now"}, {-time.Hour, "now"}, {90 * time.Second, "1 min ago"}, {59 * time.Minute, "59 min ago"}, {2*time.Hour + time.Minute, "2 h ago"},
		{24*time.Hour + time.Minute, "yesterday"}, {49 * time.Hour, "Mon 18 May"},
	} {
		if got := Ago(t.Context(), now.Add(-c.ago).UTC(), now); got != c.want {
			t.Errorf("%v: %q, want %q", c.ago, got, c.want)
		}
	}
	if got := Moment(t.Context(), time.Date(2026, 5, 20, 21, 59, 0, 0, time.UTC), now); got != "Yesterday, 23:59" {
		t.Error(got)
	}
}

func TestNumbersTakeTheRightWord(t *testing.T) {
	if Plural(1, "todo", "todos") != "1 todo" || Plural(0, "todo", "todos") != "0 todos" || Plural(2, "todo", "todos") != "2 todos" {
		t.Error("a plural is wrong")
	}
	if waiting(t.Context(), 0) != "a moment" || waiting(t.Context(), 30) != "30 seconds" || waiting(t.Context(), 60) != "a minute" || waiting(t.Context(), 61) != "2 minutes" || waiting(t.Context(), 7200) != "2 hours" {
		t.Error("a time to wait is wrong")
	}
}
