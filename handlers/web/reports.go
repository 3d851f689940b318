package web

import (
	"net/http"
	"slices"
	"time"

	"mddash/domain"
	"mddash/formats/sheet"
	"mddash/handlers/visit"
	"mddash/views"
)

// entriesShown is a page of the entries of a report.
const entriesShown = 100

// reportOf is the report that is asked for. To people with the client role there is none.
func reportOf(v *visit.Visit) (views.ReportAt, domain.TimeFilter, error) {
	if v.User.Has(domain.RoleClient) {
		return views.ReportAt{}, domain.TimeFilter{}, domain.Fail(domain.NotFound, "There is no such page.")
	}
	at := views.ReportAtQuery(v.QueryParams())
	return at, at.Filter(v.Today(), time.Weekday(v.User.WeekStart)), nil
}

// ShowReports is time, summed by what the address tells apart, or entry by entry.
func (s *Site) ShowReports(v *visit.Visit) error {
	at, filter, err := reportOf(v)
	if err != nil {
		return err
	}
	page := views.ReportPage{At: at, Now: local(v), WeekStart: time.Weekday(v.User.WeekStart)}
	groups := at.Groups
	if at.View == views.ReportEntries {
		groups = nil
		if err := fillEntries(v, &page, filter); err != nil {
			return err
		}
	}
	page.Report, err = v.Scope.TimeReport(v.Ctx(), filter, groups)
	if message, fields, _, ok := said(v, err); err != nil && ok {
		page.Problem = message
		if problems := fields.In(); len(problems) > 0 {
			page.Problem = problems[0].Text
		}
	} else if err != nil {
		return err
	}
	if err := reportChoices(v, &page); err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Reports(page))
}

func fillEntries(v *visit.Visit, page *views.ReportPage, filter domain.TimeFilter) error {
	filter.Limit = entriesShown
	list, err := v.Scope.Time(v.Ctx(), filter)
	if domain.KindOf(err) == domain.Invalid && filter.Cursor != "" {
		// A cursor of another list, or of an older version: begin at the beginning.
		filter.Cursor = ""
		list, err = v.Scope.Time(v.Ctx(), filter)
	}
	page.Entries, page.Next = list.Items, list.Next
	return err
}

// reportChoices are what the report can be narrowed to, and the names of what it is narrowed to already.
func reportChoices(v *visit.Visit, page *views.ReportPage) error {
	var err error
	if page.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return err
	}
	if page.Clients, err = v.Scope.ClientNames(v.Ctx(), page.At.Client); err != nil {
		return err
	}
	if page.People, err = v.Scope.Assignable(v.Ctx(), 0); err != nil {
		return err
	}
	if chosen := page.At.Project; chosen != 0 && !slices.ContainsFunc(page.Projects, func(p domain.ProjectRef) bool { return p.ID == chosen }) {
		project, err := v.Scope.Project(v.Ctx(), chosen)
		if err == nil {
			page.Projects = append(page.Projects, project.Ref())
		} else if domain.KindOf(err) != domain.NotFound {
			return err
		}
	}
	if page.At.Todo == 0 {
		return nil
	}
	todo, err := v.Scope.Todo(v.Ctx(), page.At.Todo)
	if domain.KindOf(err) == domain.NotFound {
		return nil
	}
	page.Todo = todo.Title
	return err
}

// DownloadReport is a report as a CSV file.
func (s *Site) DownloadReport(v *visit.Visit) error {
	at, filter, err := reportOf(v)
	if err != nil {
		return err
	}
	filter.Cursor = ""
	var report domain.TimeReport
	if at.View != views.ReportEntries {
		if report, err = v.Scope.TimeReport(v.Ctx(), filter, at.Groups); err != nil {
			return err
		}
	}
	header := v.Response().Header()
	header.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	header.Set("Content-Disposition", `attachment; filename="`+reportFile(filter)+`"`)
	v.Response().WriteHeader(http.StatusOK)
	if v.Request().Method == http.MethodHead {
		return nil
	}
	file, err := sheet.New(v.Response())
	if err == nil && at.View == views.ReportEntries {
		err = writeEntries(v, file, filter)
	} else if err == nil {
		err = writeReport(v, file, report)
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		// Half a file must not look like a whole one.
		v.Note("a report was not sent to its end", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

func reportFile(f domain.TimeFilter) string {
	name := "time"
	for _, day := range []domain.Date{f.From, f.To} {
		if day != "" {
			name += "-" + string(day)
		}
	}
	return name + ".csv"
}

func writeReport(v *visit.Visit, file *sheet.Writer, report domain.TimeReport) error {
	head := []sheet.Cell{}
	for _, group := range report.Groups {
		head = append(head, sheet.Plain(views.GroupName(v.Ctx(), group)))
	}
	// A line for each currency; the time is in the first, so that columns can be summed.
	if err := file.Row(append(head, sheet.Plain(v.T("Entries")), sheet.Plain(v.T("Minutes")), sheet.Plain(v.T("Time")), sheet.Plain(v.T("Billable minutes")), sheet.Plain(v.T("Amount")), sheet.Plain(v.T("Currency")))...); err != nil {
		return err
	}
	for _, row := range report.Rows {
		for i := range max(len(row.Amounts), 1) {
			cells := []sheet.Cell{}
			for _, group := range report.Groups {
				cells = append(cells, sheet.Text(views.CellText(v.Ctx(), row, group)))
			}
			sum := row.TimeSum
			if i > 0 {
				sum.Entries, sum.Minutes, sum.Billable = 0, 0, 0
			}
			cells = append(cells, sheet.Number(int64(sum.Entries)), sheet.Number(sum.Minutes), sheet.Plain(domain.HoursText(sum.Minutes)), sheet.Number(sum.Billable))
			if err := file.Row(append(cells, amountCells(sum, i)...)...); err != nil {
				return err
			}
		}
	}
	return nil
}

func amountCells(sum domain.TimeSum, i int) []sheet.Cell {
	if i >= len(sum.Amounts) {
		return []sheet.Cell{sheet.Plain(""), sheet.Plain("")}
	}
	return []sheet.Cell{sheet.Plain(sum.Amounts[i].Decimal()), sheet.Text(sum.Amounts[i].Currency)}
}

// writeEntries reads a page of entries at a time, and sends each before it reads the next.
func writeEntries(v *visit.Visit, file *sheet.Writer, filter domain.TimeFilter) error {
	head := []sheet.Cell{}
	for _, name := range []string{v.T("Day"), v.T("Person"), v.T("Project"), v.T("Todo"), v.T("Note"), v.T("Minutes"), v.T("Time"), v.T("Billable"), v.T("Hourly rate"), v.T("Amount"), v.T("Currency")} {
		head = append(head, sheet.Plain(name))
	}
	if err := file.Row(head...); err != nil {
		return err
	}
	return v.Scope.EachTime(v.Ctx(), filter, func(e domain.TimeEntry) error {
		if e.Running {
			return nil
		}
		billable := "no"
		if e.Billable {
			billable = "yes"
		}
		cells := []sheet.Cell{sheet.Plain(string(e.Day)), sheet.Text(e.Person.Name), sheet.Text(e.Project.Name), sheet.Text(e.Title), sheet.Text(e.Note),
			sheet.Number(int64(e.Minutes)), sheet.Plain(domain.HoursText(int64(e.Minutes))), sheet.Plain(billable)}
		return file.Row(append(cells, priceCells(e)...)...)
	})
}

// priceCells are empty for who may not know what the work costs.
func priceCells(e domain.TimeEntry) []sheet.Cell {
	cells := []sheet.Cell{sheet.Plain(""), sheet.Plain(""), sheet.Plain("")}
	if !e.Priced || e.Amount.Currency == "" {
		return cells
	}
	if e.HourlyRate != nil {
		cells[0] = sheet.Plain(domain.Money{Minor: *e.HourlyRate, Currency: e.Amount.Currency}.Decimal())
	}
	cells[1], cells[2] = sheet.Plain(e.Amount.Decimal()), sheet.Text(e.Amount.Currency)
	return cells
}
