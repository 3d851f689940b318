package domain

import (
	"slices"
	"testing"
	"time"
)

func TestOfEachDayTheFirstFewAreTold(t *testing.T) {
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, stockholm) }
	var list []Occurrence
	add := func(title string, from, to time.Time, status string) {
		list = append(list, Occurrence{Of: &Event{Title: title, Status: status}, From: from, To: to})
	}
	add("since yesterday", at(19, 22), at(20, 1), "")
	add("ended at midnight", at(19, 23), at(20, 0), "")
	add("morning", at(20, 9), at(20, 10), "")
	add("a moment", at(20, 12), at(20, 12), EventCancelled)
	add("noon", at(20, 12), at(20, 12), "")
	add("tomorrow", at(21, 0), at(21, 1), "")
	shown, more := FirstOfDays(list, "2026-11-20", 3)
	var titles []string
	for _, o := range shown {
		titles = append(titles, o.Of.Title)
	}
	if want := []string{"since yesterday", "ended at midnight", "morning", "tomorrow"}; !slices.Equal(titles, want) || len(more) != 1 || more["2026-11-20"] != 2 {
		t.Errorf("%q and %v more", titles, more)
	}
	if n := Meetings(list, at(20, 0), at(21, 0)); n != 3 {
		t.Errorf("%d meetings, want three: what ended at midnight, was cancelled or is tomorrow's is none", n)
	}
}
