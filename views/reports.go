package views

import (
	"context"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// ReportPage is time, summed or listed.
type ReportPage struct {
	At        ReportAt
	Now       time.Time
	WeekStart time.Weekday
	Report    domain.TimeReport
	// Entries are those of the view that lists them; Next is the cursor of its next page.
	Entries []domain.TimeEntry
	Next    string
	// What can be chosen from. Clients is empty for who sees none.
	Projects []domain.ProjectRef
	Clients  []domain.ClientRef
	People   []domain.Person
	// Todo is the title of the one that the report is about.
	Todo string
	// Problem is what has to be done so that there is a report.
	Problem string
}

func (p ReportPage) today() domain.Date { return domain.DateOf(p.Now) }

// span is the stretch of time in words.
func (p ReportPage) span(ctx context.Context) string {
	from, to := p.At.Days(p.today(), p.WeekStart)
	switch {
	case from == "" && to == "":
		return ui.T(ctx, "All time")
	case from == "":
		return ui.T(ctx, "Until %s", Day(ctx, to, p.today()))
	case to == "":
		return ui.T(ctx, "From %s", Day(ctx, from, p.today()))
	case p.At.Period == PeriodMonth || p.At.Period == PeriodLastMonth:
		return ui.Date(ctx, from.Time(), "January 2006")
	case p.At.Period == PeriodYear:
		return string(from[:4])
	}
	return ui.T(ctx, "%s to %s", Day(ctx, from, p.today()), Day(ctx, to, p.today()))
}

func (p ReportPage) periods(ctx context.Context) []ui.Place {
	var places []ui.Place
	for _, o := range []ui.Option{{Value: PeriodWeek, Text: ui.T(ctx, "Week")}, {Value: PeriodMonth, Text: ui.T(ctx, "Month")}, {Value: PeriodLastMonth, Text: ui.T(ctx, "Last month")}, {Value: PeriodYear, Text: ui.T(ctx, "Year")}, {Value: PeriodAll, Text: ui.T(ctx, "All")}} {
		places = append(places, ui.Place{Text: o.Text, Href: ui.To(ctx, p.At.during(o.Value).Path()), Current: p.At.Period == o.Value})
	}
	return places
}

func (p ReportPage) views(ctx context.Context) []ui.Place {
	return []ui.Place{
		{Text: ui.T(ctx, "Sums"), Href: ui.To(ctx, p.At.With(func(a *ReportAt) { a.View = "" }).Path()), Current: p.At.View == ""},
		{Text: ui.T(ctx, "Entries"), Href: ui.To(ctx, p.At.With(func(a *ReportAt) { a.View = ReportEntries }).Path()), Current: p.At.View == ReportEntries},
	}
}

// left is one thing that leaves entries out, and the address of the report without it.
type left struct{ text, path string }

// narrowings are all that leave entries out.
func (p ReportPage) narrowings(ctx context.Context) []left {
	var list []left
	add := func(when bool, text string, take func(*ReportAt)) {
		if when {
			list = append(list, left{text, p.At.With(take).Path()})
		}
	}
	add(p.At.Todo != 0, orElse(p.Todo, ui.T(ctx, "One todo")), func(a *ReportAt) { a.Todo = 0 })
	add(p.At.Project != 0, orElse(projectIn(p.Projects, p.At.Project).Name, ui.T(ctx, "One project")), func(a *ReportAt) { a.Project = 0 })
	add(p.At.Client != "", p.clientName(ctx, p.At.Client), func(a *ReportAt) { a.Client = "" })
	add(p.At.Person != "", p.personName(ctx, p.At.Person), func(a *ReportAt) { a.Person = "" })
	add(p.At.Billable == "true", ui.T(ctx, "Billable"), func(a *ReportAt) { a.Billable = "" })
	add(p.At.Billable == "false", ui.T(ctx, "Not billable"), func(a *ReportAt) { a.Billable = "" })
	return list
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func (p ReportPage) clientName(ctx context.Context, id string) string {
	for _, client := range p.Clients {
		if client.ID == id {
			return client.CompanyName
		}
	}
	return ui.T(ctx, "One client")
}

func (p ReportPage) personName(ctx context.Context, id string) string {
	for _, person := range p.People {
		if person.ID == id {
			return person.Name
		}
	}
	return ui.T(ctx, "One person")
}

// GroupName is what a report tells apart, as the head of a column.
func GroupName(ctx context.Context, group domain.TimeGroup) string {
	return map[domain.TimeGroup]string{domain.ByProject: ui.T(ctx, "Project"), domain.ByClient: ui.T(ctx, "Client"), domain.ByPerson: ui.T(ctx, "Person"), domain.ByMonth: ui.T(ctx, "Month")}[group]
}

// CellText is what a line of a report has for a group.
func CellText(ctx context.Context, row domain.TimeRow, group domain.TimeGroup) string {
	switch group {
	case domain.ByProject:
		if row.Unseen {
			return ui.T(ctx, "Out of your sight")
		}
		return orElse(row.Project.Name, ui.T(ctx, "No project"))
	case domain.ByClient:
		return orElse(row.Client.CompanyName, ui.T(ctx, "No client"))
	case domain.ByPerson:
		return orElse(row.Person.Name, ui.T(ctx, "Somebody who left"))
	}
	if month, err := time.Parse("2006-01", row.Month); err == nil {
		return ui.Date(ctx, month, "January 2006")
	}
	return row.Month
}

// drill is the report on one line alone, told apart by what it was not yet; empty where there is none.
func (p ReportPage) drill(row domain.TimeRow) string {
	next := domain.ByPerson
	at := p.At.With(func(a *ReportAt) {
		for _, group := range a.Groups {
			switch {
			case group == domain.ByProject && row.Project.ID != 0:
				a.Project = row.Project.ID
			case group == domain.ByClient && row.Client.ID != "":
				a.Client, next = row.Client.ID, domain.ByProject
			case group == domain.ByPerson && row.Person.ID != "":
				a.Person, next = row.Person.ID, domain.ByProject
			case group == domain.ByMonth:
				a.within(row.Month)
				next = domain.ByProject
			default:
				a.View = "none"
			}
		}
		a.Groups = []domain.TimeGroup{next}
	})
	if at.View == "none" {
		return ""
	}
	if len(p.At.Groups) > 1 || p.At.narrowed() {
		at.View = ReportEntries
	}
	return at.Path()
}

// within is the report about one month.
func (at *ReportAt) within(month string) {
	first, ok := domain.ParseDate(month + "-01")
	if !ok {
		return
	}
	at.Period, at.From, at.To = PeriodOwn, first, domain.DateOf(first.Time().AddDate(0, 1, -1))
}

// most is the longest line's minutes: the length of its bar is the whole one.
func (p ReportPage) most() int64 {
	most := int64(1)
	for _, row := range p.Report.Rows {
		most = max(most, row.Minutes)
	}
	return most
}

// bar is the geometry of a line's bar, in a hundred parts of the longest.
func bar(minutes, most int64) string {
	if minutes == 0 {
		return "0"
	}
	return strconv.FormatInt(max(minutes*100/most, 1), 10)
}

// share says what a bar shows.
func (p ReportPage) share(ctx context.Context, row domain.TimeRow) string {
	return ui.T(ctx, "%s%% of the time", strconv.Itoa(percent(row.Minutes, p.Report.Total.Minutes)))
}

// entryPath is where an entry is changed; empty for none.
func entryPath(e domain.TimeEntry) string {
	if e.TodoID == 0 || e.Binned {
		return ""
	}
	path := "/todos/" + idText(e.TodoID)
	if e.Access.CanEdit() {
		path += "/time/" + idText(e.ID) + "/edit"
	}
	return path
}

// entryTitle is what an entry was worked on.
func entryTitle(ctx context.Context, e domain.TimeEntry) string {
	return orElse(e.Title, ui.T(ctx, "Out of your sight"))
}

// amountText is what an entry comes to, for who may know.
func amountText(ctx context.Context, e domain.TimeEntry) string {
	if !e.Billable || !e.Priced || e.Amount.Currency == "" {
		return ""
	}
	return ui.Number(ctx, e.Amount.String())
}

func (p ReportPage) more() string {
	at := p.At
	at.After = p.Next
	return at.Path()
}
