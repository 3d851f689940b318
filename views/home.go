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

// HomePage is the dashboard.
type HomePage struct {
	domain.Home
	// Now is the time on the caller's clock, Name what they are called.
	Now   time.Time
	Name  string
	Quick QuickAdd
	// Staff tells whether the caller makes projects, Admin whether they invite people.
	Staff, Admin bool
}

// homeAt is where what is done on the dashboard comes back to.
func homeAt() TodosAt { return TodosAt{View: TodosToday, Home: true} }

// New tells whether there is nothing yet that a dashboard could show.
func (p HomePage) New() bool {
	return len(p.Late)+len(p.Today)+len(p.Done)+len(p.Next)+len(p.Projects)+len(p.Notes)+len(p.Decisions)+len(p.Occurrences) == 0 && !p.HasMore
}

func (p HomePage) today() domain.Date { return domain.DateOf(p.Now) }

// greeting goes by the caller's clock.
func (p HomePage) greeting(ctx context.Context) string {
	name := p.Name
	if first, _, more := strings.Cut(name, " "); more {
		name = first
	}
	if p.New() {
		return ui.T(ctx, "Welcome, %s", name)
	}
	switch hour := p.Now.Hour(); {
	case hour >= 5 && hour < 12:
		return ui.T(ctx, "Good morning, %s", name)
	case hour >= 12 && hour < 18:
		return ui.T(ctx, "Good afternoon, %s", name)
	}
	return ui.T(ctx, "Good evening, %s", name)
}

// summary is the day in two sentences.
func (p HomePage) summary(ctx context.Context) string {
	day := ui.Date(ctx, p.Now, "Monday 2 January") + ". "
	meetings, due := p.Meetings, p.Nav.Today-p.Nav.Overdue
	var parts []string
	if due > 0 {
		parts = append(parts, spelled(ctx, due, ui.T(ctx, "todo"), ui.T(ctx, "todos")))
	}
	if meetings > 0 {
		parts = append(parts, spelled(ctx, meetings, ui.T(ctx, "meeting"), ui.T(ctx, "meetings")))
	}
	text := ui.T(ctx, "%s today", strings.Join(parts, ui.T(ctx, " and ")))
	if len(parts) == 0 {
		text = ui.T(ctx, "nothing is due today")
	}
	if p.Nav.Overdue > 0 {
		text += ui.T(ctx, ", %s overdue", spelled(ctx, p.Nav.Overdue, ui.T(ctx, "todo"), ui.T(ctx, "todos")))
	}
	return day + ui.Capital(text) + "."
}

// spelled is a number with its word; small ones are written out.
func spelled(ctx context.Context, n int, one, many string) string {
	words := []string{ui.T(ctx, "no"), ui.T(ctx, "one"), ui.T(ctx, "two"), ui.T(ctx, "three"), ui.T(ctx, "four"), ui.T(ctx, "five"), ui.T(ctx, "six"), ui.T(ctx, "seven"), ui.T(ctx, "eight"), ui.T(ctx, "nine"),
		ui.T(ctx, "ten"), ui.T(ctx, "eleven"), ui.T(ctx, "twelve")}
	word := many
	if n == 1 {
		word = one
	}
	switch {
	case n > domain.CountCap:
		return strconv.Itoa(domain.CountCap) + "+ " + word
	case n < len(words):
		return words[n] + " " + word
	}
	return strconv.Itoa(n) + " " + word
}

// rows are what is late and due today, and below it what was done.
func (p HomePage) rows(ctx context.Context, todos []domain.HomeTodo) []todoRow {
	page := TodosPage{At: TodosAt{View: TodosToday}, Now: p.Now}
	var rows []todoRow
	for _, t := range todos {
		row := page.row(ctx, t.Todo)
		row.At, row.Project, row.People, row.Slot = homeAt(), t.Project, nil, false
		row.When = string(t.DueTime)
		if t.DueDate < p.today() && !t.Completed() {
			row.When = Day(ctx, t.DueDate, p.today())
		}
		rows = append(rows, row)
	}
	return rows
}

// shown is a todo as the dashboard knows it.
func (p HomePage) shown(t domain.Todo) domain.HomeTodo {
	for _, list := range [][]domain.HomeTodo{p.Late, p.Today, p.Done} {
		if at := slices.IndexFunc(list, func(other domain.HomeTodo) bool { return other.ID == t.ID }); at >= 0 {
			return list[at]
		}
	}
	return domain.HomeTodo{Todo: t}
}

// left is how many todos of today are left.
func (p HomePage) left() string { return counted(p.Nav.Today) }

// unseen says how many there are that are not shown; empty where all are.
func (p HomePage) unseen(ctx context.Context) string {
	late, due := p.Nav.Overdue-len(p.Late), p.Nav.Today-p.Nav.Overdue-len(p.Today)
	switch {
	case late <= 0 && due <= 0:
		return ""
	case p.Nav.Today > domain.CountCap:
		return ui.T(ctx, "Show all")
	case due <= 0:
		return ui.T(ctx, "Show %s more overdue", numeral(late))
	}
	return ui.T(ctx, "Show %s more", numeral(late+due))
}

// canCatchUp tells whether something is late that the caller may put off.
func (p HomePage) canCatchUp() bool {
	return slices.ContainsFunc(p.Late, func(t domain.HomeTodo) bool { return t.Access.CanEdit() })
}

// homeDay is a day of the week ahead; More is what does not fit.
type homeDay struct {
	EventDay
	More int
}

// ahead are the days with events and with todos; those of today have a list of their own.
func (p HomePage) ahead(ctx context.Context) []homeDay {
	var dates []domain.Dated
	for _, t := range p.Next {
		dates = append(dates, domain.Dated{Kind: domain.DatedTodos, ID: t.ID, Title: t.Title, Day: t.DueDate, At: t.DueTime, Project: t.Project})
	}
	var days []homeDay
	shown, more := domain.FirstOfDays(domain.WithDates(slices.Clone(p.Occurrences), dates, p.Now.Location()), p.today(), domain.HomeDayMost)
	for _, day := range DaysOfOccurrences(ctx, shown, p.today(), p.Now) {
		for i, row := range day.Rows {
			day.Rows[i].Time = beginning(row.Time)
			if row.Time == ui.T(ctx, "All day") {
				day.Rows[i].Time = ui.Sense(ctx, "All day", "in little room")
			}
			if row.Dated != nil && row.Dated.At == "" {
				day.Rows[i].Time = ""
			}
		}
		days = append(days, homeDay{day, more[day.Day] + p.Further[day.Day]})
	}
	return days
}

func (d homeDay) path() string { return CalendarAt{View: CalendarDay, Date: d.Day}.Path() }

// decisionLine is what stands below a decision's name.
func (p HomePage) decisionLine(ctx context.Context, d domain.HomeDecision) string {
	if !d.Open {
		return ui.T(ctx, "Decided %s, review %s", shortDay(ctx, d.DecidedAt, p.today()), InSentence(ctx, Day(ctx, d.DueDate, p.today())))
	}
	line := ui.T(ctx, "Proposed %s", shortDay(ctx, domain.DateOf(d.At.In(p.Now.Location())), p.today()))
	if first, _, _ := strings.Cut(d.By, " "); first != "" {
		line = ui.T(ctx, "Proposed by %s", first)
	}
	if d.DueDate == "" {
		return line
	}
	if d.DueDate < p.today() {
		return ui.T(ctx, "%s, answer was due %s", line, InSentence(ctx, Day(ctx, d.DueDate, p.today())))
	}
	return ui.T(ctx, "%s, answer by %s", line, InSentence(ctx, Day(ctx, d.DueDate, p.today())))
}

// projectLine is for whom a project is, as far as the caller gets to know it.
func (p HomePage) projectLine(ctx context.Context, project domain.HomeProject) string {
	switch {
	case project.Client != "":
		return project.Client
	case p.Staff:
		return ui.T(ctx, "Internal")
	}
	return project.Key
}

func (p HomePage) projectEnd(ctx context.Context, project domain.HomeProject) string {
	switch {
	case project.EndDate == "":
		return ui.T(ctx, "Ongoing")
	case project.Overdue(p.today()):
		return ui.T(ctx, "Was due %s", shortDay(ctx, project.EndDate, p.today()))
	}
	return ui.T(ctx, "Due %s", shortDay(ctx, project.EndDate, p.today()))
}

// firstStep is something to begin with.
type firstStep struct {
	done                    bool
	title, text, link, href string
}

// steps are what makes an empty place one's own. What one may not do is not among them.
func (p HomePage) steps(ctx context.Context) []firstStep {
	steps := []firstStep{{p.HasTodo, ui.T(ctx, "Add your first todo"), ui.T(ctx, "Type it as you would say it. Dates, #tags, !priority and @project are understood."), "", ""}}
	if p.Staff {
		steps = append(steps, firstStep{p.HasMore, ui.T(ctx, "Bring your things over"), ui.T(ctx, "From Todoist, Trello or Vikunja, Markdown notes or an .ics calendar."), ui.T(ctx, "Import"), "/settings/data"})
	}
	if p.Admin {
		return append(steps, firstStep{p.HasCompany, ui.T(ctx, "Invite your team"), ui.T(ctx, "Everyone has a private space. You choose what to share."), ui.T(ctx, "Invite"), "/admin/invites"})
	}
	if p.Staff {
		return append(steps, firstStep{false, ui.T(ctx, "Start a project"), ui.T(ctx, "A board, a list and a timeline for work that takes more than a day."), ui.T(ctx, "New project"), "/projects/new"})
	}
	return append(steps, firstStep{false, ui.T(ctx, "Write a note"), ui.T(ctx, "Keep what you want to remember. Markdown works."), ui.T(ctx, "New note"), "/notes/new"})
}

func (p HomePage) welcome(ctx context.Context) string {
	steps := spelled(ctx, len(p.steps(ctx)), ui.T(ctx, "small step makes"), ui.T(ctx, "small steps make"))
	return ui.T(ctx, "Your place is ready. %s it yours.", ui.Capital(steps))
}

// homeStat is a number with what it is.
type homeStat struct{ number, word string }

// doneStats sum up what was completed.
func (p HomePage) doneStats(ctx context.Context) []homeStat {
	var done, dated, inTime int
	for _, d := range p.Days {
		done, dated, inTime = done+d.Done, dated+d.Dated, inTime+d.InTime
	}
	stats := []homeStat{{strconv.Itoa(done), oneOr(done, ui.T(ctx, "todo done"), ui.T(ctx, "todos done"))}, {tenths(done, workdays(p.Days)), ui.T(ctx, "a working day")}}
	if dated > 0 {
		stats = append(stats, homeStat{strconv.Itoa(percent(int64(inTime), int64(dated))) + "%", ui.T(ctx, "on time")})
	}
	return stats
}

// timeStats sum up what was logged.
func (p HomePage) timeStats(ctx context.Context) []homeStat {
	total, today := 0, 0
	for _, d := range p.Days {
		total += d.Minutes
		if d.Date == p.today() {
			today = d.Minutes
		}
	}
	return []homeStat{{minutesText(ctx, total), ui.T(ctx, "logged")}, {minutesText(ctx, today), ui.T(ctx, "today")}}
}

func (p HomePage) logged() bool {
	return slices.ContainsFunc(p.Days, func(d domain.HomeDay) bool { return d.Minutes > 0 })
}

func oneOr(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// workdays are those from Monday to Friday.
func workdays(days []domain.HomeDay) int {
	n := 0
	for _, d := range days {
		if day := d.Date.Weekday(); day != time.Saturday && day != time.Sunday {
			n++
		}
	}
	return n
}

// tenths is a part of a whole with one digit behind the point.
func tenths(part, whole int) string {
	return strings.TrimSuffix(strconv.FormatFloat(float64(part)/float64(max(whole, 1)), 'f', 1, 64), ".0")
}

// homeChart is a figure of bars, a day each.
type homeChart struct {
	// Label says all numbers.
	Label string
	Bars  []homeBar
}

type homeBar struct {
	X, Y, Height int
	Today        bool
	// Text stands below some of them.
	Text string
}

// Measures of a chart, in its own units.
const (
	chartStep = 24
	chartBase = 75
	chartTall = 64
)

// chart makes a figure of one number of each day.
func (p HomePage) chart(ctx context.Context, what string, of func(domain.HomeDay) int, say func(int) string) homeChart {
	most, said := 1, []string{}
	for _, d := range p.Days {
		most = max(most, of(d))
		said = append(said, say(of(d)))
	}
	chart := homeChart{Label: ui.T(ctx, "%s per day, last %s days: %s", what, strconv.Itoa(len(p.Days)), strings.Join(said, ", "))}
	for i, d := range p.Days {
		height := max(2, of(d)*chartTall/most)
		bar := homeBar{X: 4 + i*chartStep, Y: chartBase - height, Height: height, Today: d.Date == p.today()}
		if i%4 == 0 && i < len(p.Days)-3 {
			bar.Text = strconv.Itoa(d.Date.Time().Day())
		}
		if bar.Today {
			bar.Text = ui.T(ctx, "Today")
		}
		chart.Bars = append(chart.Bars, bar)
	}
	return chart
}

func (p HomePage) doneChart(ctx context.Context) homeChart {
	return p.chart(ctx, ui.T(ctx, "Todos completed"), func(d domain.HomeDay) int { return d.Done }, strconv.Itoa)
}

func (p HomePage) timeChart(ctx context.Context) homeChart {
	return p.chart(ctx, ui.T(ctx, "Time logged"), func(d domain.HomeDay) int { return d.Minutes }, func(n int) string { return minutesText(ctx, n) })
}

func numeral(n int) string { return strconv.Itoa(n) }
