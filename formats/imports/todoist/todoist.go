// Package todoist reads the CSV that Todoist writes of a project, and its backup, a zip of one CSV for each project.
package todoist

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"mddash/domain"
	"mddash/formats/imports/packed"
)

// Source is what these things are known under. They have no ids there: what they are called has to do.
const Source = "todoist"

// rowsMax is how many lines are read of all files together.
const rowsMax = 200_000

// Read is what a CSV or a backup holds, for a person whose clock shows now in their location. What is neither is Invalid.
func Read(in packed.Input, now time.Time) (domain.Intake, error) {
	r := &reader{now: now, rows: rowsMax, out: domain.Intake{Source: Source}, seen: map[string]int{}}
	if !in.IsZip() {
		text, err := in.Bytes()
		if err == nil {
			err = r.file(in.Title(), text)
		}
		return r.out, err
	}
	zip, err := packed.Open(in)
	if err != nil {
		return r.out, err
	}
	r.out.PassedBy = zip.Passed
	found := false
	for _, name := range zip.Names {
		if !strings.EqualFold(path.Ext(name), ".csv") {
			r.out.Remark(name, "It is no CSV, and was not read.")
			continue
		}
		found = true
		text, err := zip.Bytes(name)
		if err != nil {
			return r.out, err
		}
		if err := r.file(packed.Input{Name: name}.Title(), text); err != nil {
			return r.out, err
		}
	}
	if !found {
		return r.out, packed.Wrong("There is no CSV in it, as Todoist's backups have.")
	}
	return r.out, nil
}

type reader struct {
	now  time.Time
	rows int
	out  domain.Intake
	seen map[string]int // how often something was called so

	project int // of the file at hand, among the projects; -1: personal todos
	section string
	above   []int // the todos that the next one may be a step of, by their indent
	columns map[string]int
	last    int // the todo that a note is about; -1 for the project
}

// titled is how Todoist calls a project's file: its name, and often its number.
const titled = `^(.*?)\s*\[(\d+)\]$`

func (r *reader) file(name string, text []byte) error {
	id := name
	if parts := regexp.MustCompile(titled).FindStringSubmatch(name); parts != nil {
		name, id = parts[1], parts[2]
	}
	rows, err := r.table(name, text)
	if err != nil {
		return err
	}
	r.section, r.above, r.last, r.project = "", nil, -1, -1
	if !strings.EqualFold(name, "inbox") && !strings.EqualFold(name, "eingang") {
		r.project = len(r.out.Projects)
		r.out.Projects = append(r.out.Projects, domain.IntakeProject{ID: id, Input: domain.ProjectInput{Name: name}})
	}
	for _, row := range rows {
		r.row(row, name, id)
	}
	return nil
}

// ending is put behind a file: where it is not found at the end, a quotation mark has swallowed it.
const ending = "\x00end"

// table is the rows of a CSV behind its header, which has to be Todoist's.
func (r *reader) table(name string, text []byte) ([][]string, error) {
	plain, err := decode(text)
	if err != nil {
		return nil, packed.Wrong("“" + name + "” is no text.")
	}
	if !strings.Contains(plain, "\n") {
		plain = strings.ReplaceAll(plain, "\r", "\n") // spreadsheets of a Mac end lines so
	}
	table := csv.NewReader(strings.NewReader(plain + "\n" + ending))
	table.FieldsPerRecord, table.LazyQuotes, table.ReuseRecord = -1, true, false
	if head, _, _ := strings.Cut(plain, "\n"); strings.Count(head, ";") > strings.Count(head, ",") {
		table.Comma = ';'
	}
	if !packed.Fits(plain, table.Comma) {
		return nil, packed.Wrong("There is too much in “" + name + "”. Take it in in parts.")
	}
	var rows [][]string
	last := 1
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			return nil, packed.Wrong("In “" + name + "” a quotation mark that opens a field at line " + strconv.Itoa(last) + " is never closed.")
		}
		if err == nil && len(row) == 1 && row[0] == ending {
			break
		}
		if err != nil {
			line, _ := table.FieldPos(0)
			return nil, packed.Wrong("“" + name + "” can't be read at line " + strconv.Itoa(line) + ".")
		}
		last, _ = table.FieldPos(len(row) - 1)
		if r.rows--; r.rows < 0 {
			return nil, packed.Wrong("There are more than " + strconv.Itoa(rowsMax) + " lines in it. Take it in in parts.")
		}
		if r.columns == nil || len(rows) == 0 && isHeader(row) {
			if !isHeader(row) {
				return nil, packed.Wrong("“" + name + "” does not begin as Todoist's files do, with TYPE and CONTENT.")
			}
			r.columns = map[string]int{}
			for i, column := range row {
				r.columns[strings.ToUpper(strings.TrimSpace(column))] = i
			}
			continue
		}
		rows = append(rows, row)
	}
	if r.columns == nil {
		return nil, packed.Wrong("“" + name + "” is empty.")
	}
	return rows, nil
}

func isHeader(row []string) bool {
	line := "," + strings.ToUpper(strings.ReplaceAll(strings.Join(row, ","), " ", "")) + ","
	return strings.Contains(line, ",TYPE,") && strings.Contains(line, ",CONTENT,")
}

// decode: files come as UTF-8, with its mark or without, as UTF-16 from spreadsheets, and as Windows-1252.
func decode(text []byte) (string, error) {
	if bytes.HasPrefix(text, []byte{0xff, 0xfe}) || bytes.HasPrefix(text, []byte{0xfe, 0xff}) {
		plain, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(text)
		if err != nil {
			return "", err
		}
		text = plain
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(text, 0) >= 0 {
		return "", errors.New("there is a NUL in it")
	}
	if utf8.Valid(text) {
		return string(text), nil
	}
	plain, err := charmap.Windows1252.NewDecoder().Bytes(text)
	return string(plain), err
}

// field is a cell by the name of its column; "" where there is none.
func (r *reader) field(row []string, column string) string {
	at, there := r.columns[column]
	if !there || at >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[at])
}

func (r *reader) row(row []string, project, id string) {
	switch strings.ToLower(r.field(row, "TYPE")) {
	case "task":
		r.task(row, id)
	case "section":
		r.section, r.above, r.last = r.field(row, "CONTENT"), nil, -1
		if r.project >= 0 && r.section != "" {
			p := &r.out.Projects[r.project]
			if len(p.Columns) == 0 {
				p.Columns = []string{"To do"}
			}
			p.Columns = append(p.Columns, r.section)
		}
	case "note":
		r.note(row, project)
	case "", "meta":
	default:
		r.out.Remark(project, "A line of the kind “"+r.field(row, "TYPE")+"” was not read.")
	}
}

// depth is how far a task stands in: 1 for those that are no steps.
func (r *reader) depth(row []string) int {
	n, err := strconv.Atoi(r.field(row, "INDENT"))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, len(r.above)+1)
}

func (r *reader) task(row []string, project string) {
	depth := r.depth(row)
	r.above = r.above[:depth-1]
	title, tags := labels(strings.TrimPrefix(r.field(row, "CONTENT"), "* "))
	name := []string{project, r.section}
	todo := domain.IntakeTodo{Column: r.section}
	if r.project >= 0 {
		todo.Project = r.out.Projects[r.project].ID
	}
	if depth > 1 {
		todo.Parent = r.out.Todos[r.above[depth-2]].ID
		name = []string{todo.Parent}
	}
	todo.ID = r.id(append(name, title)...)
	todo.Input = domain.TodoInput{Title: title, Tags: tags, Priority: priority(r.field(row, "PRIORITY"))}
	if text := r.field(row, "DESCRIPTION"); text != "" {
		todo.Input.Description = &text
	}
	if who := person(r.field(row, "RESPONSIBLE")); who != "" {
		todo.People = []string{who}
	}
	r.dates(row, &todo)
	r.last = len(r.out.Todos)
	r.above = append(r.above, r.last)
	r.out.Todos = append(r.out.Todos, todo)
}

// priority: a file has 1 for the most urgent and 4 for none.
func priority(text string) *string {
	p := domain.PriorityMedium
	if text == "1" || text == "2" {
		p = domain.PriorityHigh
	}
	return &p
}

// labels are the words of a task that begin with @. They are no part of its title, unless there is nothing else.
func labels(content string) (string, []string) {
	var words, tags []string
	for _, word := range strings.Split(content, " ") {
		if label, is := strings.CutPrefix(word, "@"); is && label != "" && !strings.ContainsAny(label, "@()[]") {
			tags = append(tags, label)
			continue
		}
		words = append(words, word)
	}
	title := strings.TrimSpace(strings.Join(words, " "))
	if title == "" {
		return content, tags
	}
	return title, tags
}

// person: people are written as “Ana (1234)”.
func person(text string) string {
	return strings.TrimSpace(regexp.MustCompile(`\s*\(\d+\)$`).ReplaceAllString(text, ""))
}

// note is a comment on the task above it, or on the project.
func (r *reader) note(row []string, project string) {
	body := attachments(r.field(row, "CONTENT"))
	if body == "" {
		return
	}
	if r.last < 0 {
		if r.project < 0 {
			r.out.Remark(project, "A comment that is on no task: “"+body+"”.")
			return
		}
		p := &r.out.Projects[r.project]
		if p.Input.Description != nil {
			if len(*p.Input.Description) > 8*domain.ProjectTextMax {
				return // it is longer than can be kept already, which is told of
			}
			body = *p.Input.Description + "\n\n" + body
		}
		p.Input.Description = &body
		return
	}
	todo := &r.out.Todos[r.last]
	comment := domain.IntakeComment{ID: r.id(todo.ID, "note", body), Author: person(r.field(row, "AUTHOR")), Body: body}
	comment.At, _ = time.Parse(time.RFC3339, r.field(row, "DATE"))
	todo.Comments = append(todo.Comments, comment)
}
