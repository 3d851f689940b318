package views

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// weekDay is a column of the time grid.
type weekDay struct {
	Day          domain.Date
	Today, Rests bool // Rests on weekends
	Blocks       []weekBlock
	// Now is where the line of now is, in hours; below 0 for none.
	Now float64
}

// weekBlock is an event, or the part of it that is on a day, in the time grid.
type weekBlock struct {
	calendarEvent
	// Start and Length are in hours, Lane is which of Lanes columns beside each other it is in.
	Start, Length float64
	Lane, Lanes   int
	Time          string
}

// style is where the block is in its column.
func (b weekBlock) style() string {
	return fmt.Sprintf("--s:%.4g;--d:%.4g;--i:%d;--of:%d", b.Start, b.Length, b.Lane, b.Lanes)
}

// shape is how much room it has for words.
func (b weekBlock) shape() string {
	switch {
	case b.Length < 0.75:
		return "short"
	case b.Length >= 1.5:
		return "tall"
	}
	return ""
}

// topEvent is what takes whole days, over the time grid.
type topEvent struct {
	calendarEvent
	// First is its first column, from 1, Span how many it takes, Row which line it is in.
	First, Span, Row int
}

func (e topEvent) style() string {
	return fmt.Sprintf("--s:%d;--n:%d;grid-row:%d", e.First, e.Span, e.Row)
}

// workStyle says which hours of a day are for work: none of a day of rest.
func (p CalendarPage) workStyle(d weekDay) string {
	if d.Rests {
		return "--work:0;--rest:0"
	}
	return fmt.Sprintf("--work:%.4g;--rest:%.4g", clockHours(p.WorkStart), clockHours(p.WorkEnd))
}

func clockHours(at domain.Clock) float64 {
	t, _ := time.Parse("15:04", string(at))
	return hours(t)
}

// shortest is how long an event is at least in the grid, in hours, so that it can be read and hit.
const shortest = 0.5

func (p CalendarPage) week(ctx context.Context) []weekDay {
	var days []weekDay
	from, to := p.At.Days(p.WeekStart)
	all := slices.DeleteFunc(p.dayed(), func(o dayed) bool { return o.last < from || o.first >= to || takesDays(*o.Occurrence) })
	for day := from; day < to; day = day.AddDays(1) {
		column := weekDay{Day: day, Today: day == p.today(), Rests: day.Weekday() == time.Saturday || day.Weekday() == time.Sunday, Now: -1}
		if column.Today {
			column.Now = hours(p.Now)
		}
		for _, o := range all {
			if o.first <= day && o.last >= day {
				column.Blocks = append(column.Blocks, blockOf(ctx, *o.Occurrence, day, o.first, o.last))
			}
		}
		setLanes(column.Blocks)
		days = append(days, column)
	}
	return days
}

func hours(t time.Time) float64 { return float64(t.Hour()) + float64(t.Minute())/60 }

// takesDays tells whether it stands over the grid: what is all-day, or as long as a day.
func takesDays(o domain.Occurrence) bool { return o.Of.AllDay || o.To.Sub(o.From) >= 24*time.Hour }

func blockOf(ctx context.Context, o domain.Occurrence, day, first, last domain.Date) weekBlock {
	b := weekBlock{calendarEvent: calendarEventOf(ctx, o, day), Length: 24}
	if first == day {
		b.Start = hours(o.From)
	}
	if last == day {
		if b.Length = hours(o.To); domain.DateOf(o.To) != day {
			b.Length = 24
		}
	}
	b.Length = max(b.Length-b.Start, shortest)
	b.Start = min(b.Start, 24-shortest)
	b.Length = min(b.Length, 24-b.Start)
	b.Time = EventClock(ctx, *o.Of, o.From, o.To)
	if first != last {
		b.Time = ui.T(ctx, "%s to %s", o.From.Format("15:04"), o.To.Format("15:04"))
	}
	return b
}

// setLanes puts blocks that are at the same time beside each other: each into the first lane that is free, and all that
// hang together into as many as they need.
func setLanes(blocks []weekBlock) {
	slices.SortStableFunc(blocks, func(a, b weekBlock) int {
		switch {
		case a.Start != b.Start:
			return sign(a.Start - b.Start)
		default:
			return sign(b.Length - a.Length)
		}
	})
	var lanes []float64
	begin, until := 0, 0.0
	finish := func(end int) {
		for i := begin; i < end; i++ {
			blocks[i].Lanes = len(lanes)
		}
		begin, lanes = end, nil
	}
	for i := range blocks {
		b := &blocks[i]
		if b.Start >= until {
			finish(i)
		}
		lane := slices.IndexFunc(lanes, func(free float64) bool { return free <= b.Start })
		if lane < 0 {
			lane, lanes = len(lanes), append(lanes, 0)
		}
		b.Lane, lanes[lane] = lane, b.Start+b.Length
		until = max(until, b.Start+b.Length)
	}
	finish(len(blocks))
	for i := range blocks {
		// Where there is little room, it is enough to know when it begins.
		if b := &blocks[i]; b.shape() == "short" || b.Lanes > 1 {
			b.Time = beginning(b.Time)
		}
	}
}

func sign(f float64) int {
	switch {
	case f < 0:
		return -1
	case f > 0:
		return 1
	}
	return 0
}

// topRoom is how many lines of whole days there are over the grid of a week, and over that of a day.
const (
	topRoom    = 4
	topRoomDay = 8
)

// top are what takes whole days, each in the first line that is free, and how many on each day have no place.
func (p CalendarPage) top(ctx context.Context) (list []topEvent, more []int) {
	from, to := p.At.Days(p.WeekStart)
	free := make([]domain.Date, topRoom) // the day from which a line is free
	if p.At.View == CalendarDay {
		free = make([]domain.Date, topRoomDay)
	}
	more = make([]int, from.DaysUntil(to))
	for _, o := range p.whole(from, to) {
		first, last := max(o.first, from), min(o.last, to.AddDays(-1))
		row := slices.IndexFunc(free, func(day domain.Date) bool { return day <= first })
		if row < 0 {
			for day := first; day <= last; day = day.AddDays(1) {
				more[from.DaysUntil(day)]++
			}
			continue
		}
		free[row] = last.AddDays(1)
		e := calendarEventOf(ctx, *o.Occurrence, first)
		e.Clock = ""
		list = append(list, topEvent{e, from.DaysUntil(first) + 1, first.DaysUntil(last) + 1, row + 2})
	}
	return list, more
}

// whole are what takes whole days between two of them: events first, then what is due, then what of it is done.
func (p CalendarPage) whole(from, to domain.Date) []dayed {
	list := slices.DeleteFunc(p.dayed(), func(o dayed) bool { return !takesDays(*o.Occurrence) || o.last < from || o.first >= to })
	slices.SortStableFunc(list, func(a, b dayed) int { return a.rank() - b.rank() })
	return list
}

// topRows is how many lines there are over the grid, the one of the days among them.
func topRows(list []topEvent, more []int) int {
	rows := 2
	if slices.Max(more) > 0 {
		rows = moreRow(list)
	}
	for _, e := range list {
		rows = max(rows, e.Row)
	}
	return rows
}

// moreRow is the line that tells of what has no place.
func moreRow(list []topEvent) int {
	row := 2
	for _, e := range list {
		row = max(row, e.Row+1)
	}
	return row
}

// startColumn is the one that a narrow page begins with: today, else the first.
func (p CalendarPage) startColumn(days []weekDay) int {
	return max(0, slices.IndexFunc(days, func(day weekDay) bool { return day.Today }))
}

// hourTexts are the hours of a day beside the grid.
func hourTexts() []string {
	texts := make([]string, 24)
	for hour := range texts {
		texts[hour] = fmt.Sprintf("%02d:00", hour)
	}
	return texts
}
