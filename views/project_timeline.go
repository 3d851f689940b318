package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// Scales of a timeline.
const (
	ZoomWeek    = "week"
	ZoomMonth   = "month"
	ZoomQuarter = "quarter"
)

// scale is how much of time is seen at once.
type scale struct {
	name, text string
	weeks      int // that are seen
	step       int // in days, back and forward
	ahead      int // days before today that it begins with
	label      int // days that the name of a point needs
	day        string
}

func scales(ctx context.Context) []scale {
	return []scale{
		{name: ZoomWeek, text: ui.T(ctx, "Weeks"), weeks: 7, step: 28, ahead: 14, label: 8, day: ".75rem"},
		{name: ZoomMonth, text: ui.T(ctx, "Months"), weeks: 17, step: 56, ahead: 28, label: 18, day: ".375rem"},
		{name: ZoomQuarter, text: ui.T(ctx, "Quarter"), weeks: 53, step: 182, ahead: 91, label: 50, day: ".15rem"},
	}
}

func (at TodosAt) scale(ctx context.Context) scale {
	all := scales(ctx)
	return all[max(0, slices.IndexFunc(all, func(s scale) bool { return s.name == at.Zoom }))]
}

// Days are what the timeline is to show, whole weeks of the caller's; without a first day those around today.
func (at TodosAt) Days(ctx context.Context, today domain.Date, week time.Weekday) (from, to domain.Date) {
	scale := at.scale(ctx)
	if from = at.From; from == "" {
		from = today.AddDays(-scale.ahead)
	}
	from = from.AddDays(-(int(from.Weekday()) - int(week) + 7) % 7)
	return from, from.AddDays(scale.weeks*7 - 1)
}

// BarsMost is how many bars are read at once.
func (at TodosAt) BarsMost() int {
	if at.More {
		return domain.MoreBarsMax
	}
	return domain.BarsMax
}

// gantt is a timeline as it is drawn. Columns are days, counted from 1; rows are counted from 0 below the head.
type gantt struct {
	domain.Timeline
	page  TodosPage
	scale scale
	rows  []ganttRow
}

// ganttRow is the name of a group, a todo with the bar that it has, or, without a todo, the end of the project.
type ganttRow struct {
	group string
	todo  domain.Todo
	bar   *ganttBar
}

type ganttBar struct {
	domain.Bar
	hue         string
	start, days int
	done        int // percent
	words       string
}

func (p TodosPage) gantt(ctx context.Context) gantt {
	g := gantt{Timeline: p.Timeline, page: p, scale: p.At.scale(ctx)}
	for i, group := range p.barGroups(ctx) {
		if group.title != "" {
			g.rows = append(g.rows, ganttRow{group: group.title})
		}
		for _, bar := range group.bars {
			drawn := g.bar(ctx, bar, groupHue(i))
			g.rows = append(g.rows, ganttRow{todo: bar.Todo, bar: &drawn})
		}
	}
	if end := p.Head.Project.EndDate; end >= g.From && end <= g.To {
		drawn := g.bar(ctx, domain.Bar{Begin: end, End: end}, "red")
		drawn.words = ui.T(ctx, "Ends %s", DayRange(ctx, end, end, p.today()))
		g.rows = append(g.rows, ganttRow{bar: &drawn})
	}
	if len(p.Timeline.Nowhere) > 0 {
		g.rows = append(g.rows, ganttRow{group: ui.T(ctx, "No dates")})
		for _, t := range p.Timeline.Nowhere {
			g.rows = append(g.rows, ganttRow{todo: t})
		}
	}
	return g
}

type barGroup struct {
	todoGroup
	bars []domain.Bar
}

// barGroups are the bars under their heads, in the order of their ranks.
func (p TodosPage) barGroups(ctx context.Context) []barGroup {
	var groups []barGroup
	for _, bar := range p.Timeline.Bars {
		g := p.groupOf(ctx, bar.Todo)
		at := slices.IndexFunc(groups, func(other barGroup) bool { return other.key == g.key })
		if at < 0 {
			groups = append(groups, barGroup{todoGroup: g})
			at = len(groups) - 1
		}
		groups[at].bars = append(groups[at].bars, bar)
	}
	slices.SortStableFunc(groups, func(a, b barGroup) int { return strings.Compare(a.rank, b.rank) })
	return groups
}

// DaysOf is when a todo is, for a message about it: "is from 4 May to 9 May".
func DaysOf(ctx context.Context, t domain.Todo, today domain.Date) string {
	switch {
	case t.StartDate == "" && t.DueDate == "":
		return ui.T(ctx, "has no dates")
	case t.StartDate == "":
		return ui.T(ctx, "is due %s", DayRange(ctx, t.DueDate, t.DueDate, today))
	case t.DueDate == "":
		return ui.T(ctx, "begins %s", DayRange(ctx, t.StartDate, t.StartDate, today))
	}
	return ui.T(ctx, "is from %s", DayRange(ctx, t.StartDate, t.DueDate, today))
}

// groupHue tells groups apart by colours that mean nothing else.
func groupHue(i int) string {
	hues := []string{"blue", "pink", "violet", "teal", "lime"}
	return hues[i%len(hues)]
}

func (g gantt) bar(ctx context.Context, bar domain.Bar, hue string) ganttBar {
	first := max(0, g.From.DaysUntil(bar.Begin))
	last := min(g.From.DaysUntil(bar.End), g.days()-1)
	drawn := ganttBar{Bar: bar, hue: hue, start: first + 1, days: last - first + 1}
	if bar.Point() {
		drawn.days = min(g.scale.label, g.days()-first)
	}
	switch {
	case bar.Completed():
		drawn.done = 100
	case bar.Subtasks > 0:
		drawn.done = 100 * bar.SubtasksDone / bar.Subtasks
	}
	if bar.Overdue(g.page.today(), domain.Clock(g.page.Now.Format("15:04"))) {
		drawn.hue = "red"
	}
	drawn.words = g.words(ctx, drawn)
	return drawn
}

func (b ganttBar) style() string {
	return "--s:" + strconv.Itoa(b.start) + ";--n:" + strconv.Itoa(b.days) + ";--done:" + strconv.Itoa(b.done)
}

// words say what the bar shows: when, how far, and what it waits for.
func (g gantt) words(ctx context.Context, bar ganttBar) string {
	words := []string{DayRange(ctx, bar.Begin, bar.End, g.page.today())}
	switch {
	case bar.Completed():
		words = append(words, ui.T(ctx, "done"))
	case bar.hue == "red":
		words = append(words, ui.T(ctx, "overdue"))
	case bar.done > 0:
		words = append(words, ui.T(ctx, "%d%% done", bar.done))
	}
	for _, link := range g.Links {
		if at := slices.IndexFunc(g.Bars, func(b domain.Bar) bool { return b.ID == link.Blocker }); link.Blocked == bar.ID && at >= 0 {
			words = append(words, ui.T(ctx, "blocked by “%s”", g.Bars[at].Title))
		}
	}
	if bar.Early() {
		words = append(words, ui.T(ctx, "begins before what blocks it is due, %s", DayRange(ctx, bar.Waits, bar.Waits, g.page.today())))
	}
	return strings.Join(words, ", ")
}

func (g gantt) days() int { return g.scale.weeks * 7 }

// now is where today stands, in days; outside where it is not shown.
func (g gantt) now() string {
	day := g.From.DaysUntil(g.page.today())
	if day < 0 || day >= g.days() {
		return "-9"
	}
	return strconv.Itoa(day) + ".5"
}

// style is the geometry of the whole. Where weeks are too narrow for lines of their own there are none.
func (g gantt) style() string {
	style := "--days:" + strconv.Itoa(g.days()) + ";--now:" + g.now() + ";--rows:" + strconv.Itoa(len(g.rows)) +
		";--day:" + g.scale.day + ";--sat:" + strconv.Itoa((6-int(g.From.Weekday())+7)%7)
	if g.scale.name == ZoomQuarter {
		style += ";--line:transparent;--sunken:transparent"
	}
	return style
}

// tick is a stretch of days with a name in the head.
type tick struct {
	text        string
	start, days int
}

func (t tick) style() string {
	return "--s:" + strconv.Itoa(t.start) + ";--n:" + strconv.Itoa(t.days)
}

// ticks are the weeks, or the months where weeks would not find room.
func (g gantt) ticks(ctx context.Context) []tick {
	var list []tick
	for day := 0; day < g.days(); {
		date := g.From.AddDays(day)
		days, layout := 7, "2 Jan"
		if g.scale.name != ZoomWeek {
			next := time.Date(date.Time().Year(), date.Time().Month()+1, 1, 0, 0, 0, 0, time.UTC)
			days, layout = min(date.DaysUntil(domain.DateOf(next)), g.days()-day), "Jan"
			if date.Time().Month() == time.January {
				layout = "Jan 2006"
			}
		}
		text := ui.Date(ctx, date.Time(), layout)
		if days < 5 || g.scale.name == ZoomQuarter && days < 15 {
			text = ""
		}
		list = append(list, tick{text, day + 1, days})
		day += days
	}
	return list
}

// title is the months that are shown: "May and June 2026".
func (g gantt) title(ctx context.Context) string {
	from, to := g.From.Time(), g.To.Time()
	joint := ui.T(ctx, " to ")
	if months := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month()); months == 1 {
		joint = ui.T(ctx, " and ")
	}
	if from.Year() != to.Year() {
		return ui.Date(ctx, from, "January 2006") + joint + ui.Date(ctx, to, "January 2006")
	}
	return ui.Date(ctx, from, "January") + joint + ui.Date(ctx, to, "January 2006")
}

// beside says what the days leave out.
func (g gantt) beside(ctx context.Context) string {
	var parts []string
	if g.Before > 0 {
		parts = append(parts, ui.T(ctx, "%s earlier", strconv.Itoa(g.Before)))
	}
	if g.After > 0 {
		parts = append(parts, ui.T(ctx, "%s later", strconv.Itoa(g.After)))
	}
	return strings.Join(parts, ", ")
}

// shifted is the place some days away.
func (g gantt) shifted(days int) string {
	return g.page.At.With(func(at *TodosAt) { at.From = g.From.AddDays(days) }).List()
}

// zooms keep the first day, so that one stays where one is.
func (g gantt) zooms(ctx context.Context, to func(string) string) []ui.Place {
	var places []ui.Place
	for _, s := range scales(ctx) {
		at := g.page.At.With(func(at *TodosAt) { at.Zoom = s.name })
		places = append(places, ui.Place{Text: s.text, Href: to(at.List()), Current: s.name == g.scale.name, Attrs: unboosted()})
	}
	return places
}
