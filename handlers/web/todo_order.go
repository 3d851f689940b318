package web

import (
	"slices"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// MoveTodo puts a todo in another place of the order: between two others, or one up, one down or first as the list
// that it was asked from shows it.
func (s *Site) MoveTodo(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	after, _ := formID(v, "after_id")
	before, _ := formID(v, "before_id")
	words := "moved"
	if to := v.Fields().Get("to"); to != "" {
		if after, before, words, err = s.neighbours(v, at, id, to); err != nil {
			return s.refused(v, at, err)
		}
	}
	if after == 0 && before == 0 {
		v.Toast(v.T("It is there already"), "")
		return s.changed(v, at)
	}
	todo, err := v.Scope.MoveTodo(v.Ctx(), id, "", after, before)
	if err != nil {
		return s.refused(v, at, err)
	}
	v.Toast(named(v, todo.Title)+" "+words, v.Scope.Batch())
	return s.changed(v, at)
}

// neighbours are what a todo goes behind or before. None where it is there already.
func (s *Site) neighbours(v *visit.Visit, at views.TodosAt, id int64, to string) (after, before int64, words string, err error) {
	list, err := s.order(v, at, id)
	if err != nil {
		return 0, 0, "", err
	}
	place := slices.IndexFunc(list, func(t domain.Todo) bool { return t.ID == id })
	switch {
	case place < 0:
		return 0, 0, "", domain.Fail(domain.Invalid, "It is not on this page of the list.")
	case to == "up" && place > 0:
		return 0, list[place-1].ID, v.T("moved up"), nil
	case to == "down" && place < len(list)-1:
		return list[place+1].ID, 0, v.T("moved down"), nil
	case to == "top" && place > 0:
		return 0, list[0].ID, v.T("moved to the top"), nil
	}
	return 0, 0, "", nil
}

// order is what stands in one order with a todo: the steps of its parent where that is open, else the list.
func (s *Site) order(v *visit.Visit, at views.TodosAt, id int64) ([]domain.Todo, error) {
	todo, err := v.Scope.Todo(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	if todo.ParentID != 0 {
		return v.Scope.Subtasks(v.Ctx(), todo.ParentID)
	}
	filter := at.Filter(v.Today())
	filter.Sort, filter.Limit, filter.Detail = domain.SortPosition, todosMost, false
	if !at.ByHand() {
		filter.Cursor = ""
	}
	list, err := v.Scope.Todos(v.Ctx(), filter)
	return list.Items, err
}

// formID is a number that a form sent; 0 where the field is empty, and not ok where it is missing or no number.
func formID(v *visit.Visit, name string) (id int64, ok bool) {
	if !v.Fields().Has(name) {
		return 0, false
	}
	text := v.Fields().Get(name)
	if text == "" {
		return 0, true
	}
	id, err := strconv.ParseInt(text, 10, 64)
	return max(id, 0), err == nil && id > 0
}

// AddStep adds a step to a todo, in words as everywhere.
func (s *Site) AddStep(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	text := v.Fields().Get("text")
	in, err := s.stepOf(v, text)
	if err != nil {
		return err
	}
	in.ParentID = &id
	step, err := v.Scope.AddTodo(v.Ctx(), in)
	if err != nil {
		return s.notTaken(v, at.At(id), err, "title", func(p *views.TodoPanel, problem string) { p.Step = views.Typed{Text: text, Error: problem} })
	}
	v.Toast(v.T("%s added", named(v, step.Title)), v.Scope.Batch())
	return s.changed(v, at.At(id))
}

// notTaken shows the panel again with what was typed into one of its fields and what has to be done about it.
func (s *Site) notTaken(v *visit.Visit, at views.TodosAt, err error, field string, put func(*views.TodoPanel, string)) error {
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	if problems := fields.In(field); message == "" && len(problems) > 0 {
		message = problems[0].Text
	}
	panel, err := s.todoPanel(v, at)
	if err != nil {
		return err
	}
	put(&panel, message)
	if v.Partial() {
		return s.showPieces(v, status, views.TodoChanged(panel))
	}
	return s.showPanel(v, status, panel)
}
