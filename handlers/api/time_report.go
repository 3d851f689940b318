package api

import (
	"slices"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

// TimeQuery is which time entries are asked for.
type TimeQuery struct {
	From      string `query:"from" format:"date" doc:"This day included"`
	To        string `query:"to" format:"date" doc:"This day included"`
	TaskID    number `query:"task_id" minimum:"1"`
	ProjectID string `query:"project_id" doc:"A project's id, or none" example:"none"`
	ClientID  string `query:"client_id" maxLength:"100"`
	UserID    string `query:"user_id" maxLength:"100" doc:"A person's id, or me" example:"me"`
	Billable  flag   `query:"billable"`
}

func (q TimeQuery) filter(v *visit.Visit, p domain.Problems) domain.TimeFilter {
	f := domain.TimeFilter{
		From: day(p, "from", q.From), To: day(p, "to", q.To), ClientID: q.ClientID, UserID: q.UserID, Billable: q.Billable.parse(p, "billable"),
	}
	if f.UserID == "me" {
		f.UserID = v.User.ID
	}
	f.ProjectID, f.NoProject = idOrNone(p, "project_id", q.ProjectID)
	if q.TaskID != "" {
		id, err := q.TaskID.id()
		if err != nil {
			p.Add("task_id", "Write an id.")
		}
		f.TodoID = id
	}
	if f.From != "" && f.To != "" && f.From > f.To {
		p.Add("to", "The end is before the start.")
	}
	return f
}

// timeListQuery is a page of them.
type timeListQuery struct {
	TimeQuery
	Sort string `query:"sort" doc:"date; - before it for descending" default:"-date"`
	Paging
}

func listTime(v *visit.Visit, in *timeListQuery) (*page[TimeEntry], error) {
	p := domain.Problems{}
	filter := in.filter(v, p)
	filter.Limit, filter.Sort, filter.Cursor, filter.Total = in.limit(p), in.Sort, in.Cursor, true
	if err := p.Err(); err != nil {
		return nil, err
	}
	found, err := v.Scope.Time(v.Ctx(), filter)
	return timePage(v, found, err)
}

// TimeReport is what was worked, by group. Timers that run are not in it.
type TimeReport struct {
	Groups []string  `json:"groups" nullable:"false"`
	Rows   []TimeRow `json:"rows" nullable:"false"`
	Total  TimeSum   `json:"total"`
}

// TimeRow is one line of a report. What it is not grouped by is null.
type TimeRow struct {
	Project *ProjectName `json:"project" doc:"null for none too, and for those out of your sight"`
	Unseen  bool         `json:"unseen" doc:"Work of yours in projects that are out of your sight"`
	Client  *ClientName  `json:"client" doc:"null for none too"`
	Person  *Person      `json:"person" doc:"null for those too who are gone"`
	Month   *string      `json:"month" doc:"YYYY-MM" example:"2026-11"`
	TimeSum
}

// TimeSum is what time entries come to.
type TimeSum struct {
	Entries         int      `json:"entries"`
	Minutes         int64    `json:"minutes"`
	BillableMinutes int64    `json:"billable_minutes"`
	Amounts         []Amount `json:"amounts" nullable:"false" doc:"One for each currency"`
	AmountsComplete bool     `json:"amounts_complete" doc:"false where billable work is in it of which you may not know what it costs"`
}

// Amount is money in minor units of a currency.
type Amount struct {
	Currency string `json:"currency" doc:"ISO 4217" example:"EUR"`
	Amount   int64  `json:"amount" doc:"In minor units, such as cents"`
}

// ProjectName and ClientName are the little of them that stands in reports.
type (
	ProjectName struct {
		ID   int64   `json:"id"`
		Name string  `json:"name"`
		Key  *string `json:"key"`
	}
	ClientName struct {
		ID   string `json:"id"`
		Name string `json:"company_name"`
	}
)

type reportQuery struct {
	TimeQuery
	Group string `query:"group" maxLength:"100" doc:"What to tell apart: project, client, person or month, or several of them parted by commas" example:"project,month"`
}

func reportTime(v *visit.Visit, in *reportQuery) (*object[TimeReport], error) {
	p := domain.Problems{}
	filter, groups := in.filter(v, p), groupsOf(p, in.Group)
	if err := p.Err(); err != nil {
		return nil, err
	}
	report, err := v.Scope.TimeReport(v.Ctx(), filter, groups)
	if err != nil {
		return nil, err
	}
	out := TimeReport{Groups: []string{}, Rows: []TimeRow{}, Total: sumOf(report.Total)}
	for _, group := range groups {
		out.Groups = append(out.Groups, string(group))
	}
	for _, row := range report.Rows {
		out.Rows = append(out.Rows, reportRowOf(row))
	}
	return objectOf(out)
}

func groupsOf(p domain.Problems, text string) []domain.TimeGroup {
	groups := []domain.TimeGroup{}
	if text == "" {
		return groups
	}
	for name := range strings.SplitSeq(text, ",") {
		group := domain.TimeGroup(name)
		if !slices.Contains(domain.TimeGroups(), group) || slices.Contains(groups, group) {
			p.Add("group", "Choose among: project, client, person, month, each once, parted by commas.")
		}
		groups = append(groups, group)
	}
	return groups
}

func reportRowOf(row domain.TimeRow) TimeRow {
	out := TimeRow{Unseen: row.Unseen, Person: someone(row.Person), Month: text(row.Month), TimeSum: sumOf(row.TimeSum)}
	if row.Project.ID != 0 {
		out.Project = &ProjectName{ID: row.Project.ID, Name: row.Project.Name, Key: text(row.Project.Key)}
	}
	if row.Client.ID != "" {
		out.Client = &ClientName{ID: row.Client.ID, Name: row.Client.CompanyName}
	}
	return out
}

func sumOf(s domain.TimeSum) TimeSum {
	out := TimeSum{Entries: s.Entries, Minutes: s.Minutes, BillableMinutes: s.Billable, Amounts: []Amount{}, AmountsComplete: !s.Hidden}
	for _, money := range s.Amounts {
		out.Amounts = append(out.Amounts, Amount{Currency: money.Currency, Amount: money.Minor})
	}
	return out
}
