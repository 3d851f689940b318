package domain

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Fit is the todo in a form that our rules allow, and what is not as it was. Nothing of its texts is lost: what a title or
// a description is too long for goes into comments.
func (t IntakeTodo) Fit() (IntakeTodo, []string) {
	var said []string
	in := &t.Input
	title, whole := fitLine(in.Title, TitleMax)
	if title == "" {
		title = "Untitled"
		said = append(said, "It had no title.")
	}
	text := fitText(value(in.Description))
	if !whole {
		text = strings.TrimSpace(fitText(in.Title) + "\n\n" + text)
		said = append(said, "Its title was too long; all of it is in the description.")
	}
	if utf8.RuneCountInString(text) > DescriptionMax {
		said = append(said, "Its description was too long; all of it is in a comment.")
		t.Comments = append(commentsOf(t.ID, text, t.Created), t.Comments...)
		text = firstOf(text, DescriptionMax-2) + " …"
	}
	in.Title, in.Description, in.Tags = title, optional(text), FitTags(in.Tags)
	if in.DueDate == nil && in.DueTime != nil {
		in.DueTime = nil
	}
	if in.StartDate != nil && in.DueDate != nil && *in.StartDate > *in.DueDate {
		in.StartDate = nil
		said = append(said, "It was to start after its due date, and has no start now.")
	}
	return t, said
}

// commentsOf is a text in pieces that comments hold.
func commentsOf(id, text string, at time.Time) []IntakeComment {
	var all []IntakeComment
	for n := 1; text != ""; n++ {
		piece := firstOf(text, CommentMax)
		text = text[len(piece):]
		if strings.TrimSpace(piece) != "" {
			all = append(all, IntakeComment{ID: id + "/text/" + strconv.Itoa(n), Body: piece, At: at})
		}
	}
	return all
}

// Fit is the comment in pieces that our rules allow, with who said it where that is somebody else; none for an empty one.
func (c IntakeComment) Fit() []IntakeComment {
	text := fitText(c.Body)
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if author, _ := fitLine(c.Author, 200); author != "" {
		text = "**" + strings.ReplaceAll(author, "*", "") + ":**\n\n" + text
	}
	pieces := commentsOf(c.ID, text, c.At)
	pieces[0].ID = c.ID
	return pieces
}

// FitTags are tags as our rules allow them.
func FitTags(tags []string) []string {
	fit := []string{}
	for _, tag := range tags {
		tag, _ = fitLine(strings.NewReplacer(",", " ", "\t", " ").Replace(strings.TrimPrefix(strings.TrimSpace(tag), "#")), TagMax)
		if tag != "" && len(fit) < TagsMax && !slices.ContainsFunc(fit, func(t string) bool { return strings.EqualFold(t, tag) }) {
			fit = append(fit, tag)
		}
	}
	return fit
}

// Fit is the project in a form that our rules allow.
func (p IntakeProject) Fit() (IntakeProject, []string) {
	var said []string
	in := &p.Input
	name, whole := fitLine(in.Name, TitleMax)
	if name == "" {
		name = "Untitled"
	}
	text := fitText(value(in.Description))
	if !whole {
		text = strings.TrimSpace(fitText(in.Name) + "\n\n" + text)
	}
	if utf8.RuneCountInString(text) > ProjectTextMax {
		said = append(said, "Its description was too long, and is cut.")
		text = firstOf(text, ProjectTextMax-2) + " …"
	}
	in.Name, in.Description, in.Tags = name, optional(text), FitTags(in.Tags)
	return p, said
}

// Board is the columns of the project's board, and the status that a task has in each, by the column's name. More columns
// than a board holds have the status of a new task.
func (p IntakeProject) Board() (BoardInput, map[string]string) {
	if len(p.Columns) == 0 {
		return BoardInput{}, nil
	}
	var columns []Column
	statuses := map[string]string{}
	for _, name := range p.Columns {
		if _, twice := statuses[name]; twice {
			continue
		}
		column := Column{Name: freeName(name, columns)}
		switch {
		case name == p.Done && name != "":
			column.Status = StatusDone
		case !slices.ContainsFunc(columns, func(c Column) bool { return c.Status == StatusTodo }):
			column.Status = StatusTodo
		case len(columns) >= ColumnsMax-1:
			statuses[name] = StatusTodo
			continue
		default:
			column.Status = freeStatus(column.Name, append(slices.Clone(columns), Column{Status: StatusTodo}, Column{Status: StatusDone}))
		}
		statuses[name] = column.Status
		columns = append(columns, column)
	}
	return BoardInput{Columns: complete(columns)}, statuses
}

// complete adds the columns that every board needs.
func complete(columns []Column) []ColumnInput {
	if _, there := ColumnOf(columns, StatusTodo); !there {
		columns = slices.Insert(columns, 0, Column{Status: StatusTodo, Name: freeName("To do", columns)})
	}
	if _, there := ColumnOf(columns, StatusDone); !there {
		columns = append(columns, Column{Status: StatusDone, Name: freeName("Done", columns)})
	}
	inputs := make([]ColumnInput, len(columns))
	for i, c := range columns {
		inputs[i] = ColumnInput{Status: &columns[i].Status, Name: c.Name}
	}
	return inputs
}

func freeName(name string, columns []Column) string {
	name, _ = fitLine(name, ColumnNameMax)
	if name == "" {
		name = "No name"
	}
	for n, free := 2, name; ; n++ {
		if !slices.ContainsFunc(columns, func(c Column) bool { return strings.EqualFold(c.Name, free) }) {
			return free
		}
		free = firstOf(name, ColumnNameMax-4) + " " + strconv.Itoa(n)
	}
}

// fitText is a text without what is none.
func fitText(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "")
}

// fitLine is a text on one line, and whether that is all of it.
func fitLine(text string, limit int) (string, bool) {
	text = strings.Join(strings.FieldsFunc(fitText(text), func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	text = strings.TrimFunc(text, unicode.IsSpace)
	if utf8.RuneCountInString(text) <= limit {
		return text, true
	}
	return strings.TrimSpace(firstOf(text, limit-2)) + " …", false
}

// Clip is a text on one line that has no more than so many characters. What strangers wrote is clipped before it is put
// together with other such texts: a long name in a thousand places fills the memory.
func Clip(text string, limit int) string {
	if len(text) > 8*limit {
		text = text[:8*limit] + " …"
	}
	text, _ = fitLine(text, limit)
	return text
}

// firstOf is the beginning of a text, so many characters of it.
func firstOf(text string, limit int) string {
	n := 0
	for at := range text {
		if n == limit {
			return text[:at]
		}
		n++
	}
	return text
}
