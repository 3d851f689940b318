package views

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
)

// Stretches of time that a report can be about; PeriodOwn is between two days that were chosen.
const (
	PeriodWeek      = "week"
	PeriodMonth     = "month"
	PeriodLastMonth = "last-month"
	PeriodYear      = "year"
	PeriodAll       = "all"
	PeriodOwn       = "own"
)

// ReportEntries is the view of a report that lists what the sums are made of.
const ReportEntries = "entries"

// ReportAt is a report that an address leads to.
type ReportAt struct {
	Period   string
	From, To domain.Date // of PeriodOwn
	Project  int64
	Client   string
	Person   string
	Billable string // true, false, or nothing for both
	Todo     int64
	Groups   []domain.TimeGroup
	View     string // ReportEntries, or nothing for the sums
	After    string // a cursor
}

// ReportAtQuery reads a query; what it does not know counts as nothing, so that every address leads somewhere.
func ReportAtQuery(q url.Values) ReportAt {
	at := ReportAt{
		Period: q.Get("period"), Project: idIn(q, "project"), Client: q.Get("client"), Person: q.Get("person"), Billable: q.Get("billable"), Todo: idIn(q, "task"),
		View: q.Get("view"), After: q.Get("after"),
	}
	at.From, _ = domain.ParseDate(q.Get("from"))
	at.To, _ = domain.ParseDate(q.Get("to"))
	switch {
	case at.From != "" || at.To != "":
		at.Period = PeriodOwn
	case !slices.Contains([]string{PeriodWeek, PeriodMonth, PeriodLastMonth, PeriodYear, PeriodAll}, at.Period):
		at.Period = PeriodMonth
	}
	if at.Billable != "true" && at.Billable != "false" {
		at.Billable = ""
	}
	if at.View != ReportEntries {
		at.View = ""
	}
	for _, name := range append(strings.Split(q.Get("group"), ","), q.Get("then")) {
		if group := domain.TimeGroup(name); slices.Contains(domain.TimeGroups(), group) && !slices.Contains(at.Groups, group) {
			at.Groups = append(at.Groups, group)
		}
	}
	if len(at.Groups) == 0 {
		at.Groups = []domain.TimeGroup{domain.ByProject}
	}
	return at
}

// Days are the first and the last day that the report is about; none is no bound.
func (at ReportAt) Days(today domain.Date, weekStart time.Weekday) (from, to domain.Date) {
	month := today.AddDays(1 - today.Time().Day())
	switch at.Period {
	case PeriodWeek:
		from = today.AddDays(-int((7 + today.Weekday() - weekStart) % 7))
		return from, from.AddDays(6)
	case PeriodMonth:
		return month, domain.DateOf(month.Time().AddDate(0, 1, -1))
	case PeriodLastMonth:
		return domain.DateOf(month.Time().AddDate(0, -1, 0)), month.AddDays(-1)
	case PeriodYear:
		year := domain.Date(today[:4])
		return year + "-01-01", year + "-12-31"
	case PeriodOwn:
		return at.From, at.To
	}
	return "", ""
}

// Filter is what the store is asked for.
func (at ReportAt) Filter(today domain.Date, weekStart time.Weekday) domain.TimeFilter {
	f := domain.TimeFilter{ProjectID: at.Project, ClientID: at.Client, UserID: at.Person, TodoID: at.Todo, Cursor: at.After}
	f.From, f.To = at.Days(today, weekStart)
	if billable, err := strconv.ParseBool(at.Billable); err == nil {
		f.Billable = &billable
	}
	return f
}

func (at ReportAt) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{
		"client": at.Client, "person": at.Person, "billable": at.Billable, "view": at.View, "after": at.After, "from": string(at.From), "to": string(at.To),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if at.Period != PeriodMonth && at.Period != PeriodOwn {
		q.Set("period", at.Period)
	}
	for name, id := range map[string]int64{"project": at.Project, "task": at.Todo} {
		if id != 0 {
			q.Set(name, idText(id))
		}
	}
	if groups := at.groups(); groups != "" && groups != string(domain.ByProject) {
		q.Set("group", groups)
	}
	return q
}

// groups are what the report tells apart, as the address has it.
func (at ReportAt) groups() string {
	var names []string
	for _, group := range at.Groups {
		names = append(names, string(group))
	}
	return strings.Join(names, ",")
}

// Path is its address.
func (at ReportAt) Path() string { return withQuery("/reports", at.query()) }

// CSV is the address of the same as a file.
func (at ReportAt) CSV() string {
	at.After = ""
	return withQuery("/reports/time.csv", at.query())
}

// JSON is the address of the same for programs.
func (at ReportAt) JSON(today domain.Date, weekStart time.Weekday) string {
	q := url.Values{}
	from, to := at.Days(today, weekStart)
	for name, value := range map[string]string{
		"from": string(from), "to": string(to), "client_id": at.Client, "user_id": at.Person, "billable": at.Billable, "group": at.groups(),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for name, id := range map[string]int64{"project_id": at.Project, "task_id": at.Todo} {
		if id != 0 {
			q.Set(name, idText(id))
		}
	}
	if at.View == ReportEntries {
		q.Del("group")
		return withQuery("/api/v1/time", q)
	}
	return withQuery("/api/v1/reports/time", q)
}

// With is another report, on its first page.
func (at ReportAt) With(change func(*ReportAt)) ReportAt {
	at.Groups, at.After = slices.Clone(at.Groups), ""
	change(&at)
	return at
}

// during is the same report about another stretch of time.
func (at ReportAt) during(period string) ReportAt {
	return at.With(func(a *ReportAt) { a.Period, a.From, a.To = period, "", "" })
}

// narrowed tells whether anything but the time leaves entries out.
func (at ReportAt) narrowed() bool {
	return at.Project != 0 || at.Client != "" || at.Person != "" || at.Billable != "" || at.Todo != 0
}
