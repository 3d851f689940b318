//go:build bench

package bench

import (
	"fmt"
	"testing"
	"time"

	"github.com/teambition/rrule-go"

	"mddash/domain"
)

// expandedSeries is how many series a year is worked out for.
const expandedSeries = 1000

// seriesOfManyKinds began over the last six years, in several zones; some leave times out.
func seriesOfManyKinds() []domain.Event {
	rules := []string{"FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=DAILY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;INTERVAL=2", "FREQ=YEARLY", "FREQ=MONTHLY;BYMONTHDAY=15",
		"FREQ=WEEKLY;COUNT=500", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=WEEKLY", "FREQ=YEARLY;BYMONTH=3;BYDAY=1SU"}
	zones := []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC", domain.Floating}
	events := []domain.Event{}
	for i := range expandedSeries {
		start := time.Date(2020+i%6, time.Month(1+i%12), 1+i%28, 7+i%12, 0, 0, 0, time.UTC)
		e := domain.Event{ID: int64(i + 1), Title: "x", Start: start, End: start.Add(time.Hour), TimeZone: zones[i%len(zones)], Recurrence: rules[i%len(rules)]}
		for j := range i % 4 {
			e.Except = append(e.Except, domain.DateOf(start).AddDays(7*(50+j)))
		}
		events = append(events, e)
	}
	return events
}

// The times of a year of many series, as a month view of somebody with many calendars has to work them out, from us and
// from the library that most of its kind use, which knows neither clocks that leap nor what is left out,
// and gives the times of each series by itself, in no order.
func TestAYearOfManySeries(t *testing.T) {
	events := seriesOfManyKinds()
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	found := 0
	ours := fastest(func() {
		occurrences, err := domain.Occurrences(events, from, to, time.UTC)
		must(t, err)
		found = len(occurrences)
	})
	theirs := fastest(func() {
		for _, e := range events {
			option, err := rrule.StrToROption(e.Recurrence)
			must(t, err)
			option.Dtstart = e.Start
			rule, err := rrule.NewRRule(*option)
			must(t, err)
			rule.Between(from, to, true)
		}
	})
	tell("times of a year of 1,000 series", fmt.Sprint(found))
	tell("the same from the library", theirs.Round(100*time.Microsecond).String())
	judge(t, ours < 50*time.Millisecond, "a year of 1,000 series", ours.Round(100*time.Microsecond).String(), "under 50 ms")
	ratio := ours.Seconds() / theirs.Seconds()
	judge(t, ratio < 2, "a year of 1,000 series: time", fmt.Sprintf("%.2f of it", ratio), "at most 2.00 of what the bare library takes")
}

// fastest is how long something takes at best.
func fastest(do func()) time.Duration {
	best := time.Hour
	for range 25 {
		begin := time.Now()
		do()
		best = min(best, time.Since(begin))
	}
	return best
}
