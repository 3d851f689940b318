package domain_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"

	"mddash/domain"
)

// The library knows times of day, panics on BYDAY=53MO of a month and walks to the year 9999 for what never comes, so
// it is not what answers here; but where both know what a rule means they have to agree on every day.
func TestTenThousandRulesAgreeWithTheReferenceLibrary(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 9))
	compared := 0
	for compared < 10000 {
		text := randomRule(random)
		r, err := domain.ParseRule(text)
		if err != nil || !agreed(text) {
			continue
		}
		compared++
		start := domain.Date("1990-01-01").AddDays(random.IntN(40000))
		want, horizon := reference(t, r.String(), start)
		if got := occurrences(t, r, start, horizon, len(want)+1); !slices.Equal(got, want) {
			t.Fatalf("%s from %s\n got %v\nwant %v", r, start, got, want)
		}
	}
}

// agreed is false for what the library reads in another way than RFC 5545: plain and numbered weekdays in one list
// (it wants both at once), positions in the week of the start (it counts from the start), a BYWEEKNO without a day
// (it takes all seven), and the weeks 52 and 53 where they reach into January (the test of ISO weeks has those).
func agreed(text string) bool {
	if strings.Contains(text, "BYWEEKNO") && (!strings.Contains(text, "DAY=") || strings.Contains(text, "5")) {
		return false
	}
	if strings.Contains(text, "WEEKLY") && strings.Contains(text, "BYSETPOS") {
		return false
	}
	_, days, _ := strings.Cut(text, "BYDAY=")
	days, _, _ = strings.Cut(days, ";")
	plain, numbered := false, false
	for day := range strings.SplitSeq(days, ",") {
		plain, numbered = plain || len(day) == 2, numbered || len(day) > 2
	}
	return !plain || !numbered
}

func reference(t *testing.T, text string, start domain.Date) (days []domain.Date, horizon domain.Date) {
	t.Helper()
	option, err := rrule.StrToROption(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	horizon = start.AddDays(366 * 6)
	option.Dtstart = start.Time()
	count := option.Count
	option.Count = 0
	if option.Until.IsZero() || option.Until.After(horizon.Time()) {
		option.Until = horizon.Time()
	}
	reference, err := rrule.NewRRule(*option)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	days = []domain.Date{start}
	next := reference.Iterator()
	for day, ok := next(); ok && len(days) < 25 && (count == 0 || len(days) < count); day, ok = next() {
		if d := domain.DateOf(day); d != start {
			days = append(days, d)
		}
	}
	return days, horizon
}

func occurrences(t *testing.T, r domain.Rule, start, horizon domain.Date, limit int) []domain.Date {
	t.Helper()
	days := []domain.Date{start}
	for len(days) < min(limit, 25) {
		day, ok := r.Next(start, days[len(days)-1])
		if !ok || day > horizon {
			break
		}
		if day <= days[len(days)-1] {
			t.Fatalf("%s: %s comes after %s", r, day, days[len(days)-1])
		}
		days = append(days, day)
	}
	return days
}

// randomRule makes the text of a rule; about half of them are valid.
func randomRule(random *rand.Rand) string {
	freq := []string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}[random.IntN(4)]
	parts := []string{"FREQ=" + freq}
	maybe := func(chance float64, name string, value func() string) {
		if random.Float64() < chance {
			parts = append(parts, name+"="+value())
		}
	}
	between := func(low, high int) func() string {
		return func() string {
			for {
				if n := low + random.IntN(high-low+1); n != 0 {
					return fmt.Sprint(n)
				}
			}
		}
	}
	several := func(one func() string) func() string {
		return func() string {
			values := []string{one()}
			for random.IntN(3) > 0 && len(values) < 6 {
				values = append(values, one())
			}
			return strings.Join(values, ",")
		}
	}
	numbered := random.IntN(2) == 0 && (freq == "MONTHLY" || freq == "YEARLY")
	weekday := func() string {
		day := []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}[random.IntN(7)]
		if numbered {
			return between(-5, 5)() + day
		}
		return day
	}
	maybe(0.4, "INTERVAL", between(1, 14))
	maybe(0.2, "COUNT", between(1, 40))
	maybe(0.1, "UNTIL", func() string {
		return time.Date(2000+random.IntN(60), 1, random.IntN(400), 0, 0, 0, 0, time.UTC).Format("20060102")
	})
	maybe(0.2, "WKST", func() string { return []string{"MO", "SU", "WE", "SA"}[random.IntN(4)] })
	maybe(0.3, "BYMONTH", several(between(1, 12)))
	maybe(0.5, "BYDAY", several(weekday))
	if freq != "WEEKLY" {
		maybe(0.3, "BYMONTHDAY", several(between(-31, 31)))
	}
	if freq == "YEARLY" {
		maybe(0.2, "BYYEARDAY", several(between(-366, 366)))
		maybe(0.2, "BYWEEKNO", several(between(-53, 53)))
	}
	maybe(0.2, "BYSETPOS", several(between(-5, 5)))
	return strings.Join(parts, ";")
}
