package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// A page of the list, and the longest one that is brought up to date at once.
const (
	todosShown = 50
	todosMost  = 200
)

// placeOf is where on /todos a request comes from.
func placeOf(v *visit.Visit) views.TodosAt { return views.TodosAtQuery(v.QueryParams()) }

// placeAndID is that, for a request about one todo.
func placeAndID(v *visit.Visit) (views.TodosAt, int64, error) {
	id, err := v.ID("id")
	return placeOf(v), id, err
}

// ShowTodos is the list, or the piece of it that is asked for.
func (s *Site) ShowTodos(v *visit.Visit) error {
	at := placeOf(v)
	at.Open = 0
	return s.showList(v, at)
}

// showList is a place with nothing open, or the piece of it that is asked for.
func (s *Site) showList(v *visit.Visit, at views.TodosAt) error {
	if v.Partial() && v.Target() == "panel" {
		return s.closePanel(v, at)
	}
	page, err := s.todosPage(v, at)
	if err != nil {
		return err
	}
	switch {
	case !v.Partial():
		return s.show(v, http.StatusOK, views.Todos(page))
	case v.Target() == "more":
		return s.showPieces(v, http.StatusOK, views.TodosMore(page))
	}
	return s.showPieces(v, http.StatusOK, views.TodosChanged(page))
}

func (s *Site) closePanel(v *visit.Visit, at views.TodosAt) error {
	title, err := s.titleOf(v, at)
	if err != nil {
		return err
	}
	v.PushURL(at.List())
	return s.showPieces(v, http.StatusOK, views.TodoPanelClosed(title))
}

// titleOf is what the browser calls a place.
func (s *Site) titleOf(v *visit.Visit, at views.TodosAt) (string, error) {
	page := views.TodosPage{At: at}
	var err error
	switch {
	case at.In != "":
		var head views.ProjectHead
		head, err = s.projectHead(v, at.Project, at.In)
		page.Head = &head
	case at.Saved != 0:
		var filter domain.SavedFilter
		filter, err = v.Scope.Filter(v.Ctx(), at.Saved)
		page.Saved = &filter
	case at.Project != 0:
		page.Projects, err = v.Scope.Projects(v.Ctx())
	}
	return page.Title(v.Ctx()), err
}

// todosPage is the list of a place with what stands around it; the panel is left closed. A project that the caller
// does not see is NotFound.
func (s *Site) todosPage(v *visit.Visit, at views.TodosAt) (views.TodosPage, error) {
	page, err := s.todosAround(v, at)
	if err != nil {
		return page, err
	}
	switch at.In {
	case views.ProjectBoard:
		return page, s.fillBoard(v, &page)
	case views.ProjectTimeline:
		return page, s.fillTimeline(v, &page)
	}
	return page, s.fillList(v, &page)
}

// fillList reads the todos that a list shows, and whom they name.
func (s *Site) fillList(v *visit.Visit, page *views.TodosPage) error {
	filter, err := asked(v, page.At, page.Saved)
	if page.Problem = problemAt(v, err); page.Problem != "" {
		return nil
	}
	if err != nil {
		return err
	}
	filter.Limit = rowsShown(v)
	list, err := v.Scope.Todos(v.Ctx(), filter)
	if domain.KindOf(err) == domain.Invalid && page.At.After != "" {
		// A cursor of another list, or of an older version: begin at the beginning.
		page.At.After, filter.Cursor = "", ""
		list, err = v.Scope.Todos(v.Ctx(), filter)
	}
	if err != nil {
		return err
	}
	page.Items, page.Next = list.Items, list.Next
	if page.At.Grouping() == views.GroupColumn {
		if page.Columns, err = spokenColumns(v, page.At.Project); err != nil {
			return err
		}
	}
	page.People, err = peopleOf(v, page.Items...)
	return err
}

// todosAround is what stands around a list of todos.
func (s *Site) todosAround(v *visit.Visit, at views.TodosAt) (views.TodosPage, error) {
	page := views.TodosPage{At: at, Now: local(v), WeekStart: time.Weekday(v.User.WeekStart), Quick: views.QuickAdd{At: at}}
	var err error
	if at.In != "" {
		head, err := s.projectHead(v, at.Project, at.In)
		if err != nil {
			return page, err
		}
		head.At = at
		page.Head, page.Quick.Place = &head, head.Project.Name
	}
	if page.Counts, err = v.Counts(); err != nil {
		return page, err
	}
	if page.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return page, err
	}
	if page.Assignable, err = v.Scope.Assignable(v.Ctx(), at.Project); err != nil || at.In != "" {
		return page, err
	}
	if page.Filters, err = v.Scope.Filters(v.Ctx()); err != nil {
		return page, err
	}
	if page.Saved, err = savedAt(page.Filters, at); page.Saved != nil {
		page.At = at.Laid(page.Saved.Grouping, page.Saved.Sorting)
		page.Quick.At = page.At
	}
	return page, err
}

// rowsShown is how many rows the list shows now, so that bringing it up to date does not shorten it.
func rowsShown(v *visit.Visit) int {
	text := v.QueryParam("rows")
	if text == "" {
		text = v.Fields().Get("rows")
	}
	rows, err := strconv.Atoi(text)
	if err != nil {
		return todosShown
	}
	return min(max(rows, todosShown), todosMost)
}

// peopleOf are those that todos are assigned to, by their ids.
func peopleOf(v *visit.Visit, todos ...domain.Todo) (map[string]domain.Person, error) {
	var ids []string
	for _, t := range todos {
		ids = append(ids, t.AssigneeIDs...)
	}
	slices.Sort(ids)
	return v.Scope.People(v.Ctx(), slices.Compact(ids))
}

// changed answers what was done on /todos: the browser goes back to where it was, or gets what is different there now.
func (s *Site) changed(v *visit.Visit, at views.TodosAt) error {
	if !v.Partial() || at.Open == 0 {
		return s.changedTo(v, at, nil)
	}
	panel, err := s.panelNow(v, at)
	if err != nil {
		return err
	}
	return s.changedTo(v, at, panel)
}

// changedTo is changed with what is to be in the panel.
func (s *Site) changedTo(v *visit.Visit, at views.TodosAt, panel templ.Component) error {
	if !v.Partial() {
		return v.To(at.Here())
	}
	if at.Home {
		return s.ShowHome(v)
	}
	page, err := s.todosPage(v, at)
	if err != nil {
		return err
	}
	if panel == nil {
		return s.showPieces(v, http.StatusOK, views.TodosChanged(page))
	}
	return s.showPieces(v, http.StatusOK, panel, views.TodosChanged(page))
}

// panelNow is the open panel brought up to date; closed when its todo is gone.
func (s *Site) panelNow(v *visit.Visit, at views.TodosAt) (templ.Component, error) {
	panel, err := s.todoPanel(v, at)
	if domain.KindOf(err) == domain.NotFound {
		v.PushURL(at.List())
		return views.TodoPanelGone(), nil
	}
	return views.TodoChanged(panel), err
}

// done is changed for what was asked for in a dialog.
func (s *Site) done(v *visit.Visit, at views.TodosAt) error {
	if !v.Partial() {
		return v.To(at.Here())
	}
	if at.Home {
		page, err := s.homePage(v)
		if err != nil {
			return err
		}
		return s.showPieces(v, http.StatusOK, views.DialogDone(), views.HomeChanged(page))
	}
	page, err := s.todosPage(v, at)
	if err != nil {
		return err
	}
	pieces := []templ.Component{views.DialogDone(), views.TodosChanged(page)}
	if at.Open != 0 {
		panel, err := s.panelNow(v, at)
		if err != nil {
			return err
		}
		pieces = append(pieces, panel)
	}
	return s.showPieces(v, http.StatusOK, pieces...)
}

// refused says in a message why something was not done, and goes back to where it was asked for. What the person may not
// do stays an error.
func (s *Site) refused(v *visit.Visit, at views.TodosAt, err error) error {
	message, fields, _, ok := said(v, err)
	if !ok || v.Partial() || domain.KindOf(err) == domain.Denied {
		return err
	}
	if problems := fields.In(); message == "" && len(problems) > 0 {
		message = problems[0].Text
	}
	v.BadToast(message)
	return v.To(at.Here())
}

// named is a todo's title as a message says it.
func named(v *visit.Visit, title string) string {
	const most = 60
	if letters := []rune(title); len(letters) > most {
		title = string(letters[:most-1]) + "…"
	}
	return v.T("“%s”", title)
}
