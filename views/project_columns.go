package views

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/views/ui"
)

// ColumnFields are a column of a board as the fields of a form, as typed.
type ColumnFields struct{ Status, Name, Limit string }

// ColumnsForm is all columns of a board, in their order, with room for one more.
type ColumnsForm struct {
	Project domain.ProjectRef
	// At is where it was opened from.
	At TodosAt
	// Version is that of the columns which the form was made from.
	Version string
	Columns []ColumnFields
	// Found are statuses that tasks have and no column.
	Found   []domain.Column
	Message string
	Errors  ui.Errors
}

// ColumnsFormOf fills the form from the columns that there are.
func ColumnsFormOf(ctx context.Context, project domain.ProjectRef, at TodosAt, columns []domain.Column) ColumnsForm {
	form := ColumnsForm{Project: project, At: at, Version: domain.ColumnsVersion(columns)}
	for _, c := range columns {
		if c.Found {
			c.Name = columnName(ctx, c)
			form.Found = append(form.Found, c)
			continue
		}
		fields := ColumnFields{Status: c.Status, Name: columnName(ctx, c)}
		if c.Limit > 0 {
			fields.Limit = strconv.Itoa(c.Limit)
		}
		form.Columns = append(form.Columns, fields)
	}
	return form
}

// TypedColumns are what a form sent. A new column that has no name is none; one that has comes before the column that
// means completed, where that is the last one.
func TypedColumns(form url.Values) []ColumnFields {
	var columns []ColumnFields
	names, limits := form["name"], form["limit"]
	for i, status := range form["status"] {
		fields := ColumnFields{Status: status}
		if i < len(names) {
			fields.Name = names[i]
		}
		if i < len(limits) {
			fields.Limit = limits[i]
		}
		if status != "" || strings.TrimSpace(fields.Name) != "" || strings.TrimSpace(fields.Limit) != "" {
			columns = append(columns, fields)
		}
	}
	if last := len(columns) - 1; last > 0 && columns[last].Status == "" && columns[last-1].Status == domain.StatusDone {
		columns[last], columns[last-1] = columns[last-1], columns[last]
	}
	return columns
}

// ColumnsInput is what typed columns ask for. A limit that is no number is Invalid at its field.
func ColumnsInput(ctx context.Context, typed []ColumnFields) (domain.BoardInput, error) {
	in, p := domain.BoardInput{Columns: []domain.ColumnInput{}}, domain.Problems{}
	for i, fields := range typed {
		column := domain.ColumnInput{Name: storedName(ctx, fields.Status, fields.Name)}
		if fields.Status != "" {
			column.Status = &fields.Status
		}
		if text := strings.TrimSpace(fields.Limit); text != "" {
			limit, err := strconv.Atoi(text)
			if err != nil {
				p.Add(fmt.Sprintf("columns[%d].limit", i), fmt.Sprintf("Write a number from 1 to %d, or nothing.", domain.CardLimitMax))
			}
			column.Limit = &limit
		}
		in.Columns = append(in.Columns, column)
	}
	return in, p.Err()
}

// row is one line of the form.
type columnLine struct {
	ColumnFields
	at                int
	first, last       bool
	nameErr, limitErr string
}

// lines are the columns, and an empty one behind them.
func (f ColumnsForm) lines() []columnLine {
	var lines []columnLine
	for i, fields := range append(slices.Clone(f.Columns), ColumnFields{}) {
		lines = append(lines, columnLine{
			ColumnFields: fields, at: i, first: i == 0, last: i == len(f.Columns)-1,
			nameErr: f.Errors[fmt.Sprintf("columns[%d].name", i)], limitErr: f.Errors[fmt.Sprintf("columns[%d].limit", i)],
		})
	}
	return lines
}

// fresh is the line for one more.
func (l columnLine) fresh() bool { return l.Status == "" }

func (l columnLine) id(field string) string { return fmt.Sprintf("columns[%d].%s", l.at, field) }

// label is what a field of the line is called by those who do not see where it stands.
func (l columnLine) label(ctx context.Context, field string) string {
	if l.fresh() {
		return ui.T(ctx, "%s of a new column", field)
	}
	return ui.T(ctx, "%s of column %d", field, l.at+1)
}

func (l columnLine) name() ui.InputProps {
	return ui.InputProps{Name: "name", ID: l.id("name"), Error: l.nameErr, Max: strconv.Itoa(domain.ColumnNameMax)}
}

func (l columnLine) limit() ui.InputProps {
	return ui.InputProps{Name: "limit", ID: l.id("limit"), Error: l.limitErr}
}

// meaning is what the column stands for, in words.
func (l columnLine) meaning(ctx context.Context) string {
	return map[string]string{domain.MeaningStart: ui.T(ctx, "New tasks begin here"), domain.MeaningDone: ui.T(ctx, "What is here is completed")}[domain.Column{Status: l.Status}.Meaning()]
}

// problems in the order of the fields; those that no field of the form has are told without a link.
func (f ColumnsForm) problems() []ui.Problem {
	var names []string
	for _, line := range f.lines() {
		names = append(names, line.id("name"), line.id("limit"))
	}
	return f.Errors.In(names...)
}

// act is an address of the columns, from where they were opened.
func (f ColumnsForm) act(what string) string {
	return withQuery(ProjectPath(f.Project.ID)+"/columns"+what, f.At.inProject(f.At.query()))
}

// ColumnRemoval asks where the tasks of a column go that is taken off the board.
type ColumnRemoval struct {
	ColumnsForm
	Column domain.Column
	To     string
	Others []domain.Column
}

// Path keeps the column in the address, so that the form is found again by it.
func (r ColumnRemoval) Path() string {
	q := r.At.inProject(r.At.query())
	q.Set("status", r.Column.Status)
	return withQuery(ProjectPath(r.Project.ID)+"/columns/removal", q)
}

func (r ColumnRemoval) title(ctx context.Context) string {
	if r.Column.Found {
		return ui.T(ctx, "Move the tasks of “%s”", r.Column.Name)
	}
	return ui.T(ctx, "Remove “%s”", r.Column.Name)
}

func (r ColumnRemoval) question(ctx context.Context) string {
	if r.Column.Count == 0 {
		return ui.T(ctx, "No task is in this column.")
	}
	return ui.T(ctx, "%s in this column. Move them to", Plural(r.Column.Count, ui.T(ctx, "task is"), ui.T(ctx, "tasks are")))
}

func (r ColumnRemoval) options() []ui.Option {
	var options []ui.Option
	for _, c := range r.Others {
		options = append(options, ui.Option{Value: c.Status, Text: c.Name})
	}
	return options
}

// columnsPath is where the columns of the board are changed, to come back to this view.
func (h ProjectHead) columnsPath() string {
	at := h.At
	at.Project = h.Project.ID
	return ColumnsForm{Project: h.Project.Ref(), At: at}.act("")
}

// columnsDialog opens them over a view of the tasks, which changes with them.
func (h ProjectHead) columnsDialog(href string) templ.Attributes {
	if !slices.Contains(workViews(), h.View) {
		return nil
	}
	return intoDialog(href)
}
