package domain

import (
	"slices"
	"strings"
	"time"
)

// Days calls visit with the occurrences that are on or after a day, in order, until it says false or none is left, of
// the series that begins at start. The start itself is the first.
func (r Rule) Days(start, from Date, visit func(Date) bool) { r.from(start).days(start, from, visit) }

func (s *series) days(start, from Date, visit func(Date) bool) {
	r := s.rule
	if from <= start && !visit(start) || r.count == 1 {
		return
	}
	wanted := dayNumber(from)
	begin, nth := max(dayNumber(start)+1, wanted), 1
	if r.count > 0 {
		begin = dayNumber(start) + 1 // each one has to be counted
	}
	s.each(begin, func(day int) bool {
		nth++
		if day >= wanted && !visit(dateOfDay(day)) {
			return false
		}
		return r.count == 0 || nth < r.count
	})
}

// Hits tells whether a day is in the series that begins at start.
func (r Rule) Hits(start, day Date) bool {
	hit := false
	if day >= start {
		r.Days(start, day, func(d Date) bool {
			hit = d == day
			return false
		})
	}
	return hit
}

// Ends is the last day of the series that begins at start; false where it goes on for ever.
func (r Rule) Ends(start Date) (Date, bool) {
	if r.count == 0 && r.until == "" {
		return "", false
	}
	last, from := start, start
	if r.count == 0 {
		// The last one is near the end, and a series can be long.
		from = max(start, r.until.AddDays(-366*8))
	}
	for {
		found := false
		r.Days(start, from, func(d Date) bool {
			last, found = d, true
			return true
		})
		if found || from == start {
			return last, true
		}
		from = start
	}
}

// Before is the rule for the part of a series that is before a day.
func (r Rule) Before(day Date) Rule {
	r.count, r.until = 0, day.AddDays(-1)
	return r
}

// Along is the rule for a series that moves from one first day to another: weekdays, days of the month and the end go
// along. What it says in other ways stays, so that it may miss the new day.
func (r Rule) Along(from, to Date) Rule {
	days, old, now := from.DaysUntil(to), from.Time(), to.Time()
	if r.until != "" {
		r.until = r.until.Moved(days)
	}
	if r.freq == weekly {
		r.days = slices.Clone(r.days)
		for i := range r.days {
			r.days[i].weekday = time.Weekday(((int(r.days[i].weekday)+days)%7 + 7) % 7)
		}
		slices.SortFunc(r.days, func(a, b ruleDay) int { return int((a.weekday+6)%7) - int((b.weekday+6)%7) })
		return r
	}
	if r.freq == yearly && slices.Equal(r.months, []int{int(old.Month())}) {
		r.months = []int{int(now.Month())}
	}
	if len(r.monthDays) == 1 {
		r.monthDays = []int{placeLike(r.monthDays[0], now.Day(), monthLength(now))}
	}
	if len(r.days) == 1 && r.days[0].nth != 0 {
		nth := placeLike(r.days[0].nth, (now.Day()-1)/7+1, (now.Day()-1)/7+1+(monthLength(now)-now.Day())/7)
		r.days = []ruleDay{{nth: nth, weekday: now.Weekday()}}
	}
	return r
}

// placeLike is the n-th of a total, counted from the same end as another place.
func placeLike(other, n, total int) int {
	if other < 0 {
		return n - total - 1
	}
	return n
}

func monthLength(t time.Time) int {
	return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Shifted are days of one series as days of another that came of it, by their number in it; a day that is in only one of
// them is left out.
func Shifted(old Rule, oldStart Date, now Rule, nowStart Date, days []Date) map[Date]Date {
	shifted := map[Date]Date{}
	if len(days) == 0 {
		return shifted
	}
	const most = 20000
	last, wanted := slices.Max(days), []int{}
	at := map[int]Date{}
	n := 0
	old.Days(oldStart, oldStart, func(d Date) bool {
		if slices.Contains(days, d) {
			wanted, at[n] = append(wanted, n), d
		}
		n++
		return d < last && n < most
	})
	n = 0
	now.Days(nowStart, nowStart, func(d Date) bool {
		if len(wanted) > 0 && wanted[0] == n {
			shifted[at[n]], wanted = d, wanted[1:]
		}
		n++
		return len(wanted) > 0
	})
	return shifted
}

// SeriesRule reads the rule of a series that begins at a time on the clocks of a zone, as ParseRule does. The moment that
// it may end at is the last day that is not after it.
func SeriesRule(text string, start time.Time, loc *time.Location) (Rule, error) {
	return ParseRule(untilOn(text, start, loc))
}

// untilOn puts the moment that a series ends at, where its rule names one, as the last day that is not after it on the
// series' own clock: a Rule counts in days.
func untilOn(text string, start time.Time, loc *time.Location) string {
	parts := strings.Split(text, ";")
	for i, part := range parts {
		name, until, _ := strings.Cut(part, "=")
		if !strings.EqualFold(strings.TrimPrefix(strings.ToUpper(name), "RRULE:"), "UNTIL") {
			continue
		}
		until = strings.ToUpper(until)
		local, err := time.Parse("20060102T150405", until)
		if t, inUTC := time.Parse("20060102T150405Z", until); inUTC == nil {
			local, err = t.In(loc), nil
		}
		if err != nil {
			continue
		}
		day := DateOf(local)
		if local.Format("15:04:05") < start.In(loc).Format("15:04:05") {
			day = day.AddDays(-1)
		}
		parts[i] = name + "=" + strings.ReplaceAll(string(day), "-", "")
	}
	return strings.Join(parts, ";")
}
