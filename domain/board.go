package domain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Statuses of a new board beside StatusTodo and StatusDone.
const (
	StatusInProgress = "in_progress"
	StatusInReview   = "in_review"
)

// What a column can stand for beside its name. Each meaning belongs to one column of every board.
const (
	// MeaningStart is of the column that new tasks begin in; its status is StatusTodo.
	MeaningStart = "start"
	// MeaningDone is of the column whose tasks are completed; its status is StatusDone.
	MeaningDone = "done"
)

// Limits of a board.
const (
	ColumnNameMax = 50
	StatusMax     = 50
	ColumnsMax    = 30
	CardLimitMax  = 9999
)

// Column of a board: the tasks of a project that have one status, under a name of its own.
type Column struct {
	Status string
	Name   string
	// Limit is how many cards it should have at most; 0 for none. It warns and refuses nothing.
	Limit int
	// Found columns are for statuses that tasks have and the board does not define. They come last.
	Found bool
	// Count of the cards in it.
	Count int
}

// Meaning is MeaningStart, MeaningDone or "".
func (c Column) Meaning() string {
	switch c.Status {
	case StatusTodo:
		return MeaningStart
	case StatusDone:
		return MeaningDone
	}
	return ""
}

// Done tells whether what is in the column is completed. Such a column is in the order of completion, the newest first;
// every other one is in manual order.
func (c Column) Done() bool { return c.Status == StatusDone }

// Full tells whether no more cards should come in, Over whether too many have.
func (c Column) Full() bool { return c.Limit > 0 && c.Count >= c.Limit }

// Over is Full by more than one card.
func (c Column) Over() bool { return c.Limit > 0 && c.Count > c.Limit }

// BoardColumn is a column with the first of its cards.
type BoardColumn struct {
	Column
	// Matching cards are those that the filter lets through.
	Matching int
	Cards    []Todo
	// Next is where its next page begins; empty when these are all.
	Next string
}

// Board is a project's tasks by their status.
type Board struct {
	Columns []BoardColumn
	// Hidden cards have one of so many undefined statuses that these are not all shown.
	Hidden int
}

// DefaultColumns are those of a board that nobody has changed.
func DefaultColumns() []Column {
	return []Column{
		{Status: StatusTodo, Name: "To do"}, {Status: StatusInProgress, Name: "In progress"},
		{Status: StatusInReview, Name: "In review"}, {Status: StatusDone, Name: "Done"},
	}
}

// FoundColumn is the column for a status that the board does not define.
func FoundColumn(status string) Column {
	for _, c := range DefaultColumns() {
		if c.Status == status {
			return Column{Status: status, Name: c.Name, Found: true}
		}
	}
	words := []rune(strings.Join(strings.FieldsFunc(status, func(r rune) bool { return r == '_' || r == '-' || unicode.IsSpace(r) }), " "))
	if len(words) == 0 {
		return Column{Status: status, Name: "No status", Found: true}
	}
	words[0] = unicode.ToUpper(words[0])
	return Column{Status: status, Name: string(words), Found: true}
}

// ColumnsVersion changes whenever the columns that a board defines do.
func ColumnsVersion(columns []Column) string {
	parts := []any{}
	for _, c := range columns {
		if !c.Found {
			parts = append(parts, c.Status, c.Name, c.Limit)
		}
	}
	return fingerprint(parts...)
}

// ColumnOf finds a column by its status.
func ColumnOf(columns []Column, status string) (Column, bool) {
	at := slices.IndexFunc(columns, func(c Column) bool { return c.Status == status })
	if at < 0 {
		return Column{}, false
	}
	return columns[at], true
}

// ColumnInput is a column as typed, in a form or as JSON.
type ColumnInput struct {
	Status *string `json:"status,omitempty" maxLength:"50" doc:"What its tasks have as their status; made from the name where it is left out" example:"in_review"`
	Name   string  `json:"name" minLength:"1" maxLength:"50" example:"Review"`
	Limit  *int    `json:"limit,omitempty" minimum:"1" maximum:"9999" doc:"How many cards it should have at most; more are shown as too many"`
}

// BoardInput is all columns of a board in their order, as typed.
type BoardInput struct {
	Columns []ColumnInput `json:"columns" minItems:"2" maxItems:"30" nullable:"false" doc:"In their order. One has the status task, where new tasks begin, and one done, which means completed"`
}

// Parse checks what was typed and returns the columns. The error is of kind Invalid, with a message at fields such as
// columns[2].name.
func (in BoardInput) Parse() ([]Column, error) {
	p := Problems{}
	if len(in.Columns) > ColumnsMax {
		return nil, Problems{"columns": fmt.Sprintf("At most %d columns.", ColumnsMax)}.Err()
	}
	columns := make([]Column, 0, len(in.Columns))
	for i, typed := range in.Columns {
		columns = append(columns, typed.parse(p, fmt.Sprintf("columns[%d].", i), columns))
	}
	for i := range columns {
		if columns[i].Status == "" {
			columns[i].Status = freeStatus(columns[i].Name, columns)
		}
	}
	for _, needed := range []string{StatusTodo, StatusDone} {
		if _, there := ColumnOf(columns, needed); !there {
			p.Add("columns", "A board needs a column with the status task, where new tasks begin, and one with done, which means completed.")
		}
	}
	return columns, p.Err()
}

// With appends a column to those that there are, as Parse would take it; it comes before the column that means
// completed where that is the last one.
func (in ColumnInput) With(columns []Column) ([]Column, error) {
	p := Problems{}
	column := in.parse(p, "", columns)
	if len(columns) >= ColumnsMax {
		p.Add("name", fmt.Sprintf("At most %d columns.", ColumnsMax))
	}
	if column.Status == "" {
		column.Status = freeStatus(column.Name, columns)
	}
	at := len(columns)
	if at > 0 && columns[at-1].Done() {
		at--
	}
	return slices.Insert(slices.Clone(columns), at, column), p.Err()
}

// parse is one column beside others; one without a status still needs it.
func (in ColumnInput) parse(p Problems, at string, others []Column) Column {
	column := Column{Name: parseText(p, at+"name", ParseTitle(p, at+"name", in.Name, "Give the column a name."), ColumnNameMax)}
	if in.Status != nil {
		column.Status = ParseStatus(p, at+"status", *in.Status)
	}
	if in.Limit != nil {
		column.Limit = *in.Limit
		if column.Limit < 1 || column.Limit > CardLimitMax {
			p.Add(at+"limit", fmt.Sprintf("Write a number from 1 to %d, or nothing.", CardLimitMax))
		}
	}
	for _, other := range others {
		if column.Name != "" && strings.EqualFold(other.Name, column.Name) {
			p.Add(at+"name", "Another column is called that.")
		}
		if column.Status != "" && other.Status == column.Status {
			p.Add(at+"status", "Another column has that status.")
		}
	}
	return column
}

// ParseStatus trims and checks the status of a task or a column; only blanks are none, which is Invalid.
func ParseStatus(p Problems, field, text string) string {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		p.Add(field, "Name a status.")
	case strings.ContainsAny(text, "\r\n"):
		p.Add(field, onOneLine)
	}
	return parseText(p, field, text, StatusMax)
}

// freeStatus makes a status from a column's name: small letters and digits, and no other column's.
func freeStatus(name string, columns []Column) string {
	var slug strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			slug.WriteRune(r)
		case slug.Len() > 0 && !strings.HasSuffix(slug.String(), "_"):
			slug.WriteByte('_')
		}
	}
	base := []rune(cmpOr(strings.Trim(slug.String(), "_"), "column"))
	base = base[:min(len(base), StatusMax-3)]
	for n := 1; ; n++ {
		status := string(base)
		if n > 1 {
			status += "_" + strconv.Itoa(n)
		}
		if _, taken := ColumnOf(columns, status); !taken {
			return status
		}
	}
}
