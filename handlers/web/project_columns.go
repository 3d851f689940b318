package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowColumns is the form of a board's columns, for those who may change them.
func (s *Site) ShowColumns(v *visit.Visit) error {
	form, err := columnsForm(v)
	if err != nil {
		return err
	}
	return s.showColumns(v, http.StatusOK, form)
}

func (s *Site) showColumns(v *visit.Visit, status int, form views.ColumnsForm) error {
	if v.Partial() {
		return s.showPieces(v, status, views.ColumnsDialog(form))
	}
	return s.show(v, status, views.ColumnsPage(form))
}

// columnsForm is the form, filled from what is stored.
func columnsForm(v *visit.Visit) (views.ColumnsForm, error) {
	id, err := v.ID("id")
	if err != nil {
		return views.ColumnsForm{}, err
	}
	project, err := v.Scope.Project(v.Ctx(), id)
	if err != nil {
		return views.ColumnsForm{}, err
	}
	if !project.Access.CanManage() {
		return views.ColumnsForm{}, domain.Fail(domain.Denied, "You can see this board, but not change its columns.")
	}
	columns, err := v.Scope.Columns(v.Ctx(), id)
	return views.ColumnsFormOf(v.Ctx(), project.Ref(), views.ProjectAt(id, v.QueryParams()), columns), err
}

// SaveColumns keeps what the form says, and then does what one of its buttons asks for.
func (s *Site) SaveColumns(v *visit.Visit) error {
	form, err := columnsForm(v)
	if err != nil {
		return err
	}
	typed := views.TypedColumns(v.Fields())
	in, err := views.ColumnsInput(v.Ctx(), typed)
	columns := []domain.Column{}
	if err == nil {
		columns, err = v.Scope.SetColumns(v.Ctx(), form.Project.ID, v.Fields().Get("version"), in)
	}
	if err != nil {
		return s.columnsNotSaved(v, form, typed, err)
	}
	act, status, _ := strings.Cut(v.Fields().Get("do"), ":")
	if act == "remove" {
		return s.askToRemoveColumn(v, form, columns, status)
	}
	then, err := s.changeColumn(v, form.Project.ID, columns, act, status)
	if err != nil {
		return s.columnsNotSaved(v, form, typed, err)
	}
	if domain.ColumnsVersion(then) != form.Version {
		v.Toast(v.T("Columns saved"), v.Scope.Batch())
	}
	if act == "" {
		return s.done(v, form.At)
	}
	if !v.Partial() {
		return v.To(strings.TrimPrefix(v.Request().URL.RequestURI(), v.URL("")))
	}
	return s.showColumnsNow(v, views.ColumnsFormOf(v.Ctx(), form.Project, form.At, then))
}

// changeColumn is what the menu of a column offers; what it does not know changes nothing.
func (s *Site) changeColumn(v *visit.Visit, projectID int64, columns []domain.Column, act, status string) ([]domain.Column, error) {
	switch act {
	case "left", "right":
		return s.shiftColumn(v, projectID, columns, act, status)
	case domain.MeaningStart, domain.MeaningDone:
		return v.Scope.GiveColumnMeaning(v.Ctx(), projectID, status, act)
	case "keep":
		return v.Scope.AddColumn(v.Ctx(), projectID, domain.ColumnInput{Status: &status, Name: domain.FoundColumn(status).Name})
	}
	return columns, nil
}

func (s *Site) shiftColumn(v *visit.Visit, projectID int64, columns []domain.Column, act, status string) ([]domain.Column, error) {
	own := slices.DeleteFunc(slices.Clone(columns), func(c domain.Column) bool { return c.Found })
	at := slices.IndexFunc(own, func(c domain.Column) bool { return c.Status == status })
	switch {
	case at < 0, act == "left" && at == 0, act == "right" && at == len(own)-1:
		return columns, nil
	case act == "left":
		return v.Scope.MoveColumn(v.Ctx(), projectID, status, own[at-1].Status)
	case at == len(own)-2:
		return v.Scope.MoveColumn(v.Ctx(), projectID, status, "")
	}
	return v.Scope.MoveColumn(v.Ctx(), projectID, status, own[at+2].Status)
}

// showColumnsNow goes on with the form, and brings the board behind it up to date.
func (s *Site) showColumnsNow(v *visit.Visit, form views.ColumnsForm) error {
	page, err := s.todosPage(v, form.At)
	if err != nil {
		return err
	}
	return s.showPieces(v, http.StatusOK, views.ColumnsDialog(form), views.TodosChanged(page))
}

// columnsNotSaved shows the form again with what was typed. What somebody else has saved meanwhile is only written over
// by whoever saves once more.
func (s *Site) columnsNotSaved(v *visit.Visit, form views.ColumnsForm, typed []views.ColumnFields, err error) error {
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	if errors.Is(err, domain.ErrStale) {
		message = v.T("Somebody has changed the columns since you opened them: %s. Save again to have yours instead.", names(form.Columns))
	} else {
		form.Version = v.Fields().Get("version")
	}
	form.Columns, form.Message, form.Errors = typed, message, ui.Errors(fields)
	return s.showColumns(v, status, form)
}

func names(columns []views.ColumnFields) string {
	var list []string
	for _, c := range columns {
		list = append(list, c.Name)
	}
	return strings.Join(list, ", ")
}

// AskToRemoveColumn asks where the tasks of a column go.
func (s *Site) AskToRemoveColumn(v *visit.Visit) error {
	form, err := columnsForm(v)
	if err != nil {
		return err
	}
	columns, err := v.Scope.Columns(v.Ctx(), form.Project.ID)
	if err != nil {
		return err
	}
	return s.showRemoval(v, http.StatusOK, form, columns, v.QueryParam("status"), nil)
}

// askToRemoveColumn takes an empty column off at once: there is nothing to ask, and it can be undone.
func (s *Site) askToRemoveColumn(v *visit.Visit, form views.ColumnsForm, columns []domain.Column, status string) error {
	column, there := domain.ColumnOf(views.SpokenColumns(v.Ctx(), columns), status)
	if !there || column.Count > 0 {
		if v.Partial() {
			return s.showRemoval(v, http.StatusOK, form, columns, status, nil)
		}
		return v.To(views.ColumnRemoval{ColumnsForm: form, Column: column}.Path())
	}
	then, err := v.Scope.RemoveColumn(v.Ctx(), form.Project.ID, status, domain.StatusTodo)
	if err != nil {
		return s.columnsNotSaved(v, form, form.Columns, err)
	}
	v.Toast(v.T("%s removed", named(v, column.Name)), v.Scope.Batch())
	if !v.Partial() {
		return v.To(strings.TrimPrefix(v.Request().URL.RequestURI(), v.URL("")))
	}
	return s.showColumnsNow(v, views.ColumnsFormOf(v.Ctx(), form.Project, form.At, then))
}

func (s *Site) showRemoval(v *visit.Visit, status int, form views.ColumnsForm, columns []domain.Column, which string, problem error) error {
	columns = views.SpokenColumns(v.Ctx(), columns)
	at := slices.IndexFunc(columns, func(c domain.Column) bool { return c.Status == which })
	if at < 0 {
		return domain.Fail(domain.NotFound, "There is no such column.")
	}
	removal := views.ColumnRemoval{ColumnsForm: form, Column: columns[at], To: columns[max(at-1, 0)].Status}
	for _, c := range columns {
		if c.Status != which && c.Status != "" {
			removal.Others = append(removal.Others, c)
		}
	}
	if problem != nil {
		message, fields, _, _ := said(v, problem)
		removal.Message, removal.Errors, removal.To = message, ui.Errors(fields), v.Fields().Get("to")
	}
	if v.Partial() {
		return s.showPieces(v, status, views.ColumnRemovalDialog(removal))
	}
	return s.show(v, status, views.ColumnRemovalPage(removal))
}

// RemoveColumn takes a column off the board.
func (s *Site) RemoveColumn(v *visit.Visit) error {
	form, err := columnsForm(v)
	if err != nil {
		return err
	}
	columns, err := v.Scope.Columns(v.Ctx(), form.Project.ID)
	if err != nil {
		return err
	}
	which := v.QueryParam("status")
	_, err = v.Scope.RemoveColumn(v.Ctx(), form.Project.ID, which, v.Fields().Get("to"))
	if _, _, status, ok := said(v, err); err != nil && ok {
		return s.showRemoval(v, status, form, columns, which, err)
	}
	if err != nil {
		return err
	}
	column, _ := domain.ColumnOf(views.SpokenColumns(v.Ctx(), columns), which)
	v.Toast(v.T("%s removed", named(v, column.Name)), v.Scope.Batch())
	return s.done(v, form.At)
}
