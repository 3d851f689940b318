package domain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

func happens(t *testing.T, loc *time.Location, from, to string, events ...domain.Event) []string {
	t.Helper()
	begin, _ := time.ParseInLocation(time.DateOnly, from, loc)
	end, _ := time.ParseInLocation(time.DateOnly, to, loc)
	found, err := domain.Occurrences(events, begin, end, loc)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{}
	for _, o := range found {
		texts = append(texts, fmt.Sprintf("%s %s %s", o.From.Format("01-02T15:04"), o.Of.Title, o.Day))
	}
	return texts
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func weekly(t *testing.T) domain.Event {
	t.Helper()
	return domain.Event{ID: 1, Title: "a", Start: at(t, "2026-11-02T09:00:00Z"), End: at(t, "2026-11-02T10:00:00Z"), TimeZone: "UTC", Recurrence: "FREQ=WEEKLY;COUNT=4"}
}

func wants(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s\n got %s\nwant %s", what, strings.Join(got, ", "), strings.Join(want, ", "))
	}
}

func TestASeriesHasTimesBesideItsRule(t *testing.T) {
	e := weekly(t)
	e.Extra = []time.Time{at(t, "2026-11-05T15:00:00Z"), at(t, "2026-11-09T11:00:00Z"), at(t, "2026-12-24T09:00:00Z")}
	e.Except = []domain.Date{"2026-11-16"}
	wants(t, "all", happens(t, time.UTC, "2026-11-01", "2027-01-01", e),
		"11-02T09:00 a 2026-11-02", "11-05T15:00 a 2026-11-05", "11-09T11:00 a 2026-11-09", "11-23T09:00 a 2026-11-23", "12-24T09:00 a 2026-12-24")
	wants(t, "a window", happens(t, time.UTC, "2026-12-01", "2027-01-01", e), "12-24T09:00 a 2026-12-24")
	if last, ends := e.Last(); !ends || last.Start != at(t, "2026-12-24T09:00:00Z") {
		t.Error(last.Start)
	}
	if !e.HasDay("2026-11-05") || e.HasDay("2026-11-06") {
		t.Error("the days of the series are others")
	}
	e.Except = append(e.Except, "2026-12-24")
	wants(t, "left out", happens(t, time.UTC, "2026-12-01", "2027-01-01", e))
	later, ok := e.From("2026-11-05", nil)
	if !ok || later.Recurrence != "FREQ=WEEKLY;COUNT=4" || len(later.Extra) != 2 {
		t.Errorf("%+v", later)
	}
	if before := e.Until("2026-11-09"); len(before.Extra) != 1 {
		t.Errorf("%+v", before)
	}
}

func TestASeriesCanBeOnlyTimesThatItNames(t *testing.T) {
	in := domain.EventInput{Title: "a", Start: "2026-11-02T09:00:00Z", Rdates: []string{"2026-11-05", "2026-11-07T11:00:00Z", "2026-11-05T12:00:00Z"}}
	e, err := in.Parse(domain.Event{}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	e.ID = 1
	wants(t, "all", happens(t, time.UTC, "2026-11-01", "2027-01-01", e), "11-02T09:00 a 2026-11-02", "11-05T09:00 a 2026-11-05", "11-07T11:00 a 2026-11-07")
	moved := e.Input()
	moved.Start, moved.End = "2026-11-03T10:00:00Z", nil
	e, err = moved.Parse(e, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "moved", happens(t, time.UTC, "2026-11-01", "2027-01-01", e), "11-03T10:00 a 2026-11-03", "11-06T10:00 a 2026-11-06", "11-08T12:00 a 2026-11-08")
	if _, err := (domain.EventInput{Title: "a", Start: "2026-11-02T09:00:00Z", Rdates: []string{"soon"}}).Parse(domain.Event{}, time.UTC); err == nil {
		t.Error("what is no time was taken")
	}
}

func TestAChangeOfATimeCanHoldForAllThatFollow(t *testing.T) {
	e := weekly(t)
	e.Recurrence = "FREQ=WEEKLY"
	following := domain.Event{ID: 2, SeriesID: 1, On: "2026-11-16", Following: true, Title: "b", Start: at(t, "2026-11-17T12:00:00Z"), End: at(t, "2026-11-17T14:00:00Z"), TimeZone: "UTC"}
	back := domain.Event{ID: 3, SeriesID: 1, On: "2026-12-07", Following: true, Title: "c", Start: at(t, "2026-12-05T09:00:00Z"), End: at(t, "2026-12-05T10:00:00Z"), TimeZone: "UTC"}
	one := domain.Event{ID: 4, SeriesID: 1, On: "2026-11-30", Title: "d", Start: at(t, "2026-11-30T09:00:00Z"), End: at(t, "2026-11-30T10:00:00Z"), TimeZone: "UTC"}
	all := []domain.Event{e, following, back, one}
	wants(t, "all", happens(t, time.UTC, "2026-11-01", "2026-12-20", all...),
		"11-02T09:00 a 2026-11-02", "11-09T09:00 a 2026-11-09", "11-17T12:00 b 2026-11-16", "11-24T12:00 b 2026-11-23", "11-30T09:00 d 2026-11-30",
		"12-05T09:00 c 2026-12-07", "12-12T09:00 c 2026-12-14", "12-19T09:00 c 2026-12-21")
	for _, day := range []string{"2026-11-24", "2026-12-12", "2026-12-19"} {
		next := domain.Date(day).AddDays(1)
		if got := happens(t, time.UTC, day, string(next), all...); len(got) != 1 {
			t.Errorf("%s: %v", day, got)
		}
	}
	if one := e.TimeOn("2026-11-23", all); one.Title != "b" || one.Start != at(t, "2026-11-24T12:00:00Z") || one.ID != 1 || !one.Repeats() {
		t.Errorf("%+v", one)
	}
	if masked := following.Masked(); masked.Title != domain.BusyTitle || !masked.Following || masked.On != following.On || masked.Kept != "" {
		t.Errorf("%+v", masked)
	}
}

func TestAFollowingChangeIsByTheClocks(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	e := domain.Event{ID: 1, Title: "a", Start: at(t, "2026-03-18T08:00:00Z"), End: at(t, "2026-03-18T09:00:00Z"), TimeZone: "Europe/Berlin", Recurrence: "FREQ=WEEKLY"}
	f := domain.Event{ID: 2, SeriesID: 1, On: "2026-03-25", Following: true, Title: "b", Start: at(t, "2026-03-25T09:00:00Z"), End: at(t, "2026-03-25T10:00:00Z"), TimeZone: "Europe/Berlin"}
	wants(t, "all", happens(t, berlin, "2026-03-16", "2026-04-09", e, f), "03-18T09:00 a 2026-03-18", "03-25T10:00 b 2026-03-25", "04-01T10:00 b 2026-04-01", "04-08T10:00 b 2026-04-08")
}
