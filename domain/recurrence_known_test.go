package domain

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestSeriesThatRepeatAlikeHappenAsTheyDoAlone(t *testing.T) {
	rules := []string{"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=31,1;BYSETPOS=-1",
		"FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=11,12", "FREQ=YEARLY;BYWEEKNO=48", "FREQ=DAILY;COUNT=40", "FREQ=WEEKLY;UNTIL=20261203T093000Z", "FREQ=DAILY;UNTIL=20261203", "FREQ=NEVER", "freq=weekly;until=20261203T093000Z"}
	var all []Event
	for i, rule := range rules {
		for day := range 9 {
			start := time.Date(2025+day%2, time.November, 3+4*day, 8+day%3, 30, 0, 0, time.UTC)
			all = append(all, Event{ID: int64(100*i + day + 1), Start: start, End: start.Add(time.Hour), Recurrence: rule, TimeZone: []string{"UTC", "Asia/Tokyo", "America/New_York"}[day%3]})
		}
	}
	from, to := time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC), time.Date(2027, time.January, 20, 0, 0, 0, 0, time.UTC)
	times := func(events []Event) []string {
		found, err := Occurrences(events, from, to, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, o := range found {
			out = append(out, fmt.Sprintf("%05d %s %s", o.Of.ID, o.Day, o.From.Format(time.RFC3339)))
		}
		slices.Sort(out)
		return out
	}
	var alone []string
	for i := range all {
		alone = append(alone, times(all[i:i+1])...)
	}
	slices.Sort(alone)
	if together := times(all); len(alone) < 500 || !slices.Equal(together, alone) {
		t.Errorf("%d times together, %d alone", len(together), len(alone))
	}
}
