package domain

import (
	"math/bits"
	"slices"
	"time"
)

// The calendar repeats itself after 400 years, to the weekday.
const (
	cycleYears = 400
	cycleDays  = 146097
	lastDay    = 3652058 // 9999-12-31
)

// series walks the days that a rule hits. Days are numbered from 0001-01-01, a Monday, which is 0.
//
// Which days of a year a rule can hit depends only on the weekday of its 1 January and on which of it and its
// neighbours are leap years, so these sets are made once for each kind of year and walked as bits: a step is a hit,
// a skipped period or an empty year, never a day.
type series struct {
	rule                  Rule
	start, limit          int
	startYear, startMonth int
	years                 *yearKinds
	quiet                 int   // after so many days without a hit there will never be one
	found                 []int // hits of a period, reused
	steps                 int   // asked by tests
}

// yearKinds are the days of each kind of year that a rule can hit, made when they are asked for.
type yearKinds [56]*yearBits

// yearBits is a set of days of a year, from 0.
type yearBits [6]uint64

// word is the i-th one, without what is outside from..to-1.
func (b *yearBits) word(i, from, to int) uint64 {
	word := b[i]
	if low := from - 64*i; low > 0 {
		word = word >> low << low
	}
	if high := to - 64*i; high < 64 {
		word &= 1<<max(high, 0) - 1
	}
	return word
}

func (b *yearBits) count(from, to int) int {
	total := 0
	for i := range b {
		total += bits.OnesCount64(b.word(i, from, to))
	}
	return total
}

// nth is the n-th day, from 0, of those in from..to-1; there must be as many.
func (b *yearBits) nth(from, to, n int) int {
	for i := range b {
		word := b.word(i, from, to)
		if here := bits.OnesCount64(word); here <= n {
			n -= here
			continue
		}
		for range n {
			word &= word - 1
		}
		return 64*i + bits.TrailingZeros64(word)
	}
	return 0
}

// each calls visit with every hit from a day on, in order, until it says false or nothing more can come.
// The day must not be before the series' start.
func (s *series) each(from int, visit func(day int) bool) {
	if s.rule.freq == 0 {
		return
	}
	day, last := from, from
	for {
		s.steps++
		hit, ok := s.nextBit(day, min(s.limit, last+s.quiet))
		if !ok {
			return
		}
		period := s.period(hit)
		if off := period % s.rule.interval; off != 0 {
			day = s.periodStart(period - off + s.rule.interval)
			continue
		}
		for _, day := range s.inPeriod(period) {
			if day < from {
				continue
			}
			if day > s.limit || !visit(day) {
				return
			}
			last = day
		}
		day = s.periodStart(period + s.rule.interval)
	}
}

// cycle is after how many of its periods the calendar repeats itself.
func (f frequency) cycle() int {
	switch f {
	case daily:
		return cycleDays
	case weekly:
		return cycleDays / 7
	case monthly:
		return cycleYears * 12
	default:
		return cycleYears
	}
}

// period is the number of the day, week, month or year that a day is in, counted from the one of the start.
func (s *series) period(day int) int {
	switch s.rule.freq {
	case daily:
		return day - s.start
	case weekly:
		return (day - s.weekOf(s.start)) / 7
	case monthly:
		year := yearOf(day)
		return (year-s.startYear)*12 + monthOf(year, day-janFirst(year)) - s.startMonth
	default:
		return yearOf(day) - s.startYear
	}
}

func (s *series) periodStart(period int) int {
	switch s.rule.freq {
	case daily:
		return s.start + period
	case weekly:
		return s.weekOf(s.start) + 7*period
	case monthly:
		months := s.startMonth - 1 + period
		year := s.startYear + months/12
		return janFirst(year) + monthStart(year, months%12+1)
	default:
		return janFirst(s.startYear + period)
	}
}

func (s *series) weekOf(day int) int { return day - int(weekdayOf(day)-s.rule.weekStart+7)%7 }

// inPeriod are the days of one period, those at the rule's positions where it has some.
func (s *series) inPeriod(period int) []int {
	first, next := s.periodStart(period), s.periodStart(period+1)
	if len(s.rule.positions) > 0 {
		return s.chosen(first, next)
	}
	return s.hits(first, next)
}

func (s *series) hits(first, next int) []int {
	days := s.found[:0]
	for day, ok := s.nextBit(first, next-1); ok; day, ok = s.nextBit(day+1, next-1) {
		days = append(days, day)
	}
	s.found = days
	return days
}

// chosen are the days at the rule's positions among those of one period.
func (s *series) chosen(first, next int) []int {
	year := yearOf(first)
	if s.rule.freq < monthly {
		return s.choose(s.hits(first, next)) // a week may be of two years
	}
	set, begin := s.yearSet(year), janFirst(year)
	total, days := set.count(first-begin, next-begin), s.found[:0]
	for _, position := range s.rule.positions {
		s.steps++
		if n, ok := place(position, total); ok {
			days = append(days, begin+set.nth(first-begin, next-begin, n))
		}
	}
	s.found = days
	slices.Sort(days)
	return slices.Compact(days)
}

func (s *series) choose(days []int) []int {
	chosen := make([]int, 0, len(s.rule.positions))
	for _, position := range s.rule.positions {
		if n, ok := place(position, len(days)); ok {
			chosen = append(chosen, days[n])
		}
	}
	slices.Sort(chosen)
	return slices.Compact(chosen)
}

// place turns a position, from 1 or from -1, into an index.
func place(position, total int) (int, bool) {
	if position > 0 {
		return position - 1, position <= total
	}
	return total + position, total+position >= 0
}

// nextBit is the first day from one to another (both included) that is in its year's set.
func (s *series) nextBit(from, to int) (int, bool) {
	s.steps++
	if from > to {
		return 0, false
	}
	for year, first := yearOf(from), 0; ; year++ {
		if first = janFirst(year); first > to {
			return 0, false
		}
		set := s.yearSet(year)
		for k := max(from-first, 0); k < 6*64; k = (k/64 + 1) * 64 {
			if rest := set[k/64] >> (k % 64); rest != 0 {
				day := first + k + bits.TrailingZeros64(rest)
				return day, day <= to
			}
		}
		s.steps++
	}
}

func (s *series) yearSet(year int) *yearBits {
	first := weekdayOf(janFirst(year))
	kind := int(first) * 8
	for i := range 3 {
		if leap(year - 1 + i) {
			kind |= 1 << i
		}
	}
	if s.years[kind] == nil {
		s.years[kind] = s.rule.yearSet(year)
	}
	return s.years[kind]
}

// yearSet are the days of a year that hold to every BY part but BYSETPOS.
func (r Rule) yearSet(year int) *yearBits {
	set, first, length := &yearBits{}, weekdayOf(janFirst(year)), yearLength(year)
	plain := r.plainWeekdays()
	if r.onlyWeekdays() {
		set.repeat(uint64(plain), first, length)
		return set
	}
	for month := 1; month <= 12; month++ {
		if !inPart(r.months, month, 12) {
			continue
		}
		begin, end := monthStart(year, month), monthStart(year, month+1)
		for k := begin; k < end; k++ {
			weekday := (first + time.Weekday(k)) % 7
			if plain>>weekday&1 == 0 && !r.onWeekday(k, begin, end, length, weekday) {
				continue
			}
			week, weeks := r.weekNumber(year, k)
			if inPart(r.monthDays, k-begin+1, end-begin) && inPart(r.yearDays, k+1, length) && inPart(r.weeks, week, weeks) {
				set[k/64] |= 1 << (k % 64)
			}
		}
	}
	return set
}

// onlyWeekdays tells whether nothing but its weekday decides whether a day is one of the rule's.
func (r Rule) onlyWeekdays() bool {
	return len(r.months)+len(r.monthDays)+len(r.yearDays)+len(r.weeks) == 0 && !slices.ContainsFunc(r.days, func(d ruleDay) bool { return d.nth != 0 })
}

// repeat puts the days of a year into the set that are on some weekdays, a bit for each; a week at a time.
func (b *yearBits) repeat(weekdays uint64, first time.Weekday, length int) {
	for i := range b {
		at := (int(first) + 64*i) % 7
		week := (weekdays>>at | weekdays<<(7-at)) & (1<<7 - 1)
		for shift := 0; shift < 64; shift += 7 {
			b[i] |= week << shift
		}
		b[i] = b.word(i, 0, length)
	}
}

// plainWeekdays are a bit for each weekday that all of are in the rule, by its number.
func (r Rule) plainWeekdays() int {
	if len(r.days) == 0 {
		return 1<<7 - 1
	}
	plain := 0
	for _, d := range r.days {
		if d.nth == 0 {
			plain |= 1 << d.weekday
		}
	}
	return plain
}

// inPart tells whether n of a total is among the wanted, counted from the front or, when negative, from the end.
func inPart(wanted []int, n, total int) bool {
	return len(wanted) == 0 || slices.Contains(wanted, n) || slices.Contains(wanted, n-total-1)
}

// onWeekday tells whether day k of a year is one of the rule's weekdays; begin and end are its month's.
func (r Rule) onWeekday(k, begin, end, length int, weekday time.Weekday) bool {
	if r.freq == yearly && len(r.months) == 0 {
		begin, end = 0, length
	}
	return len(r.days) == 0 || slices.ContainsFunc(r.days, func(d ruleDay) bool {
		return d.weekday == weekday && (d.nth == 0 || d.nth == (k-begin)/7+1 || d.nth == -(end-1-k)/7-1)
	})
}

// weekNumber is the number of the week that day k of a year is in, and how many weeks the year has that it counts to.
// The first week is the first with four days in the year.
func (r Rule) weekNumber(year, k int) (week, weeks int) {
	if len(r.weeks) == 0 {
		return 0, 0
	}
	day := janFirst(year) + k
	if day < r.firstWeek(year) {
		year--
	} else if day >= r.firstWeek(year+1) {
		year++
	}
	return (day-r.firstWeek(year))/7 + 1, (r.firstWeek(year+1) - r.firstWeek(year)) / 7
}

func (r Rule) firstWeek(year int) int {
	fourth := janFirst(year) + 3
	return fourth - int((weekdayOf(fourth)-r.weekStart+7)%7)
}

func dayNumber(d Date) int {
	t := d.Time()
	return janFirst(t.Year()) + t.YearDay() - 1
}

func dateOfDay(day int) Date {
	year := yearOf(day)
	k := day - janFirst(year)
	month := monthOf(year, k)
	return dateFrom(year, month, k-monthStart(year, month)+1)
}

func weekdayOf(day int) time.Weekday { return time.Weekday(((day+1)%7 + 7) % 7) }

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func yearLength(year int) int { return janFirst(year+1) - janFirst(year) }

func janFirst(year int) int {
	if year < 1 {
		return janFirst(year+cycleYears) - cycleDays
	}
	year--
	return 365*year + year/4 - year/100 + year/400
}

func yearOf(day int) int {
	year := day*cycleYears/cycleDays + 1
	for janFirst(year+1) <= day {
		year++
	}
	for janFirst(year) > day {
		year--
	}
	return year
}

// monthStart is the day of the year, from 0, that a month begins with; month 13 is the end of the year.
func monthStart(year, month int) int {
	start := [...]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}[month-1]
	if month > 2 && leap(year) {
		start++
	}
	return start
}

func monthOf(year, k int) int {
	month := min(k/28+1, 12)
	for monthStart(year, month) > k {
		month--
	}
	return month
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
