package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/sheet"
	"mddash/handlers/visit"
)

// exportedAtOnce is how many todos are read for a file at a time.
const exportedAtOnce = 200

// ExportTodos sends every todo of the caller's, and every one that they are to do, as a file for spreadsheets.
func (s *Site) ExportTodos(v *visit.Visit) error {
	page, err := todosToExport(v, "")
	if err != nil {
		return err
	}
	file, err := sheet.New(v.Download("todos "+string(v.Today())+".csv", "text/csv; charset=utf-8; header=present"))
	if err == nil {
		err = writeTodos(v, file, page)
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil && v.Response().Committed {
		// Half a file must not look like a whole one.
		v.Note("todos were not sent to their end", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

func todosToExport(v *visit.Visit, cursor string) (domain.TodoPage, error) {
	return v.Scope.Todos(v.Ctx(), domain.TodoFilter{Sort: "created_at", Limit: exportedAtOnce, Cursor: cursor, Archived: domain.AlsoArchived})
}

func writeTodos(v *visit.Visit, file *sheet.Writer, page domain.TodoPage) error {
	head := []sheet.Cell{}
	for _, name := range []string{"id", "title", "description", "status", "priority", "due_date", "due_time", "start_date", "tags", "project", "parent_id", "recurrence", "estimate_minutes", "created_at", "completed_at"} {
		head = append(head, sheet.Plain(name))
	}
	if err := file.Row(head...); err != nil {
		return err
	}
	for {
		if err := writeTodoRows(v, file, page.Items); err != nil || page.Next == "" {
			return err
		}
		var err error
		if page, err = todosToExport(v, page.Next); err != nil {
			return err
		}
	}
}

func writeTodoRows(v *visit.Visit, file *sheet.Writer, todos []domain.Todo) error {
	var ids []int64
	for _, todo := range todos {
		if todo.ProjectID != 0 {
			ids = append(ids, todo.ProjectID)
		}
	}
	projects, err := v.Scope.ProjectRefs(v.Ctx(), ids)
	if err != nil {
		return err
	}
	for _, t := range todos {
		err := file.Row(sheet.Number(t.ID), sheet.Text(t.Title), sheet.Text(t.Description), sheet.Text(t.Status), sheet.Text(t.Priority), sheet.Plain(string(t.DueDate)),
			sheet.Plain(string(t.DueTime)), sheet.Plain(string(t.StartDate)), sheet.Text(strings.Join(t.Tags, ", ")), sheet.Text(projects[t.ProjectID].Name),
			optionalNumber(t.ParentID), sheet.Text(t.Recurrence), optionalNumber(int64(t.EstimateMinutes)), sheet.Plain(written(t.CreatedAt)), sheet.Plain(written(t.CompletedAt)))
		if err != nil {
			return err
		}
	}
	return nil
}

func optionalNumber(n int64) sheet.Cell {
	if n == 0 {
		return sheet.Plain("")
	}
	return sheet.Plain(strconv.FormatInt(n, 10))
}

func written(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
