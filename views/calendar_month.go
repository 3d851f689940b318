package views

import (
	"context"
	"slices"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// monthRoom is how many lines a cell has room for beside the one that tells what has no place.
const monthRoom = 3

// monthDay is a cell of a month.
type monthDay struct {
	Day   domain.Date
	Out   bool // of another month
	Today bool
	// Week is the number of the week that it begins, for those who want to see it; 0 for other days.
	Week int
	// Lines are what is on it, from the top; what goes on for days is in the line that it has on all of them.
	Lines []monthLine
	More  int // that there is no room for
}

// monthLine is a line of a cell. Span is how many days it goes over from this one; 0 for a line that is free, or taken by
// what began on a day before.
type monthLine struct {
	calendarEvent
	Span int
	// Bar is for what takes whole days.
	Bar bool
	// From and To tell that it began in an earlier week, and goes on in a later one.
	From, To bool
}

// dayed is something that happens, with the days that it is on.
type dayed struct {
	*domain.Occurrence
	first, last domain.Date
}

// dayed are all that happen; their days are worked out once.
func (p CalendarPage) dayed() []dayed {
	list := make([]dayed, len(p.Occurrences))
	for i := range p.Occurrences {
		o := &p.Occurrences[i]
		first, last := o.Days()
		list[i] = dayed{o, first, last}
	}
	return list
}

// rank puts events before what is due, and that before what is done.
func (o dayed) rank() int {
	switch {
	case o.Dated == nil:
		return 0
	case !o.Dated.Done:
		return 1
	}
	return 2
}

// month is every cell, week by week.
func (p CalendarPage) month(ctx context.Context) []monthDay {
	var days []monthDay
	var long []dayed
	from, to := monthGrid(p.At.Date, p.WeekStart)
	short := make([][]dayed, from.DaysUntil(to))
	for _, o := range p.dayed() {
		if takesDays(*o.Occurrence) && o.Dated == nil {
			long = append(long, o)
			continue
		}
		begin, end := daysBetween(from, to, o)
		for day := begin; day < end; day++ {
			short[day] = append(short[day], o)
		}
	}
	for first := from; first < to; first = first.AddDays(7) {
		week := make([]monthDay, 7)
		for i := range week {
			day := first.AddDays(i)
			week[i] = monthDay{Day: day, Out: day[:7] != p.At.Date[:7], Today: day == p.today()}
		}
		if p.Numbers {
			week[0].Week = p.weekNumber(first)
		}
		taken := layLong(ctx, week, long)
		for i := range week {
			week[i].layShort(ctx, short[len(days)+i], taken[i])
		}
		days = append(days, week...)
	}
	return days
}

// daysBetween are the first day from one day to another, counted from the first, that something is on, and the one after
// its last.
func daysBetween(from, to domain.Date, o dayed) (begin, end int) {
	if o.last < from || o.first >= to {
		return 0, 0
	}
	begin = from.DaysUntil(max(o.first, from))
	if o.last == o.first {
		return begin, begin + 1
	}
	return begin, min(from.DaysUntil(o.last)+1, from.DaysUntil(to))
}

// weekNumber is that of ISO 8601 of the week that begins on a day.
func (p CalendarPage) weekNumber(first domain.Date) int {
	_, week := first.AddDays(int(time.Thursday-p.WeekStart+7) % 7).Time().ISOWeek()
	return week
}

// layLong puts what goes over days into lines of a week, and tells which lines of each day that takes.
func layLong(ctx context.Context, week []monthDay, long []dayed) (taken [7][monthRoom]bool) {
	monday, sunday := week[0].Day, week[6].Day
	for _, o := range long {
		if o.last < monday || o.first > sunday {
			continue
		}
		begin, end := monday.DaysUntil(max(o.first, monday)), monday.DaysUntil(min(o.last, sunday))
		row := freeRow(taken[begin : end+1])
		for i := begin; i <= end; i++ {
			if row < 0 {
				week[i].More++
				continue
			}
			taken[i][row] = true
		}
		if row < 0 {
			continue
		}
		line := monthLine{calendarEvent: calendarEventOf(ctx, *o.Occurrence, week[begin].Day), Span: end - begin + 1, Bar: true, From: o.first < monday, To: o.last > sunday}
		week[begin].put(row, line)
	}
	return taken
}

// freeRow is the first line that is free on all of some days; -1 for none.
func freeRow(days [][monthRoom]bool) int {
	for row := range monthRoom {
		if !slices.ContainsFunc(days, func(day [monthRoom]bool) bool { return day[row] }) {
			return row
		}
	}
	return -1
}

func (d *monthDay) put(row int, line monthLine) {
	for len(d.Lines) <= row {
		d.Lines = append(d.Lines, monthLine{})
	}
	d.Lines[row] = line
}

// layShort adds what is on this day alone. One more than there is room for takes the line that would only tell of it.
func (d *monthDay) layShort(ctx context.Context, short []dayed, taken [monthRoom]bool) {
	slices.SortStableFunc(short, func(a, b dayed) int { return a.rank() - b.rank() })
	var free []int
	for row, is := range taken {
		if !is {
			free = append(free, row)
		}
	}
	if d.More == 0 && len(short) == len(free)+1 {
		free = append(free, monthRoom)
	}
	shown := min(len(short), len(free))
	d.More += len(short) - shown
	for i, o := range short[:shown] {
		d.put(free[i], monthLine{calendarEvent: calendarEventOf(ctx, *o.Occurrence, d.Day), Span: 1})
	}
}

// number is what stands in the corner of a cell: the first of a month says which.
func (d monthDay) number(ctx context.Context) string {
	if d.Day.Time().Day() == 1 {
		return ui.Date(ctx, d.Day.Time(), "2 Jan")
	}
	return strconv.Itoa(d.Day.Time().Day())
}

// miniDay is a day of the small month.
type miniDay struct {
	Day             domain.Date
	Out, Today, Has bool
	Shown           bool // in the view beside it
}

// weeks are the days of the small month, by week.
func (p CalendarPage) weeks() [][]miniDay {
	from, to := monthGrid(p.At.Date, p.WeekStart)
	has := make([]bool, from.DaysUntil(to))
	for _, o := range p.dayed() {
		begin, end := daysBetween(from, to, o)
		for day := begin; day < end; day++ {
			has[day] = true
		}
	}
	begin, end := p.At.Days(p.WeekStart)
	var weeks [][]miniDay
	for n := range has {
		day := from.AddDays(n)
		if len(weeks) == 0 || len(weeks[len(weeks)-1]) == 7 {
			weeks = append(weeks, nil)
		}
		out := day[:7] != p.At.Date[:7]
		weeks[len(weeks)-1] = append(weeks[len(weeks)-1], miniDay{
			Day: day, Out: out, Today: day == p.today(), Has: has[n],
			Shown: (p.At.View == CalendarWeek || p.At.View == CalendarDay) && day >= begin && day < end,
		})
	}
	return weeks
}
