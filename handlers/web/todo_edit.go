package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/formats/quickadd"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// EditTodo is the form of a todo, in its panel.
func (s *Site) EditTodo(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	panel, err := s.editing(v, at.At(id))
	if err != nil {
		return err
	}
	panel.Form.Field = v.QueryParam("field")
	return s.showPanel(v, http.StatusOK, panel)
}

// editing is a panel with the form, filled from what is stored.
func (s *Site) editing(v *visit.Visit, at views.TodosAt) (views.TodoPanel, error) {
	panel := views.TodoPanel{At: at, Now: local(v)}
	var err error
	if panel.Todo, err = v.Scope.Todo(v.Ctx(), at.Open); err != nil {
		return panel, err
	}
	if !panel.Todo.Access.CanEdit() {
		return panel, domain.Fail(domain.Denied, "You can see this todo, but not change it.")
	}
	form := views.TodoForm{TodoFields: views.FieldsOf(v.Ctx(), panel.Todo, v.User.Location()), Version: panel.Todo.Version()}
	form.Opened = form.JSON()
	if form.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return panel, err
	}
	form.Choices, err = choices(v, panel.Todo)
	panel.Form = &form
	return panel, err
}

// choices are the people who can be assigned to a todo, and those who are.
func choices(v *visit.Visit, t domain.Todo) ([]domain.Person, error) {
	people, err := v.Scope.Assignable(v.Ctx(), t.ProjectID)
	if err != nil && domain.KindOf(err) != domain.NotFound {
		return nil, err
	}
	assigned, err := v.Scope.People(v.Ctx(), t.AssigneeIDs)
	for _, id := range t.AssigneeIDs {
		if person, known := assigned[id]; known && !slices.Contains(people, person) {
			people = append(people, person)
		}
	}
	return people, err
}

// SaveTodo keeps what the form says. What somebody else saved in the meantime is never written over: both versions
// are shown, and the person chooses.
func (s *Site) SaveTodo(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	at, form := at.At(id), v.Fields()
	if form.Get("keep") == "theirs" {
		return s.openOther(v, at)
	}
	fields := views.TypedFields(form)
	fields.Recurrence = ruleOf(v, fields.Recurrence)
	todo, err := v.Scope.UpdateTodo(v.Ctx(), id, form.Get("version"), func(in domain.TodoInput) (domain.TodoInput, error) {
		return s.chosen(v, form, fields, in)
	})
	if err != nil {
		return s.notSaved(v, at, fields, err)
	}
	if todo.Version() != form.Get("version") {
		v.Toast(v.T("%s saved", named(v, todo.Title)), v.Scope.Batch())
	}
	return s.openOther(v, at)
}

// chosen puts the form over what is stored, but for the fields that the person wants to leave as somebody else set them.
func (s *Site) chosen(v *visit.Visit, form url.Values, mine views.TodoFields, in domain.TodoInput) (domain.TodoInput, error) {
	stored, err := in.Parse(domain.Todo{}, v.User.Location())
	theirs := views.FieldsOf(v.Ctx(), stored, v.User.Location())
	for _, field := range views.TodoFieldNames(v.Ctx()) {
		if form.Get("keep") == "" && form.Get("keep-"+field) == "theirs" {
			if err != nil {
				return in, err
			}
			mine.Take(field, theirs)
		}
	}
	return mine.Over(in)
}

// ruleOf reads a rule that was written in words; an RRULE stays as it is.
func ruleOf(v *visit.Visit, text string) string {
	if text = strings.TrimSpace(text); strings.Contains(text, "=") {
		return text
	}
	if rule := quickadd.Parse(text, local(v), quickadd.Names{}.In(v.Language())).Input.Recurrence; rule != nil {
		return *rule
	}
	return text
}

// notSaved shows the form again with what was typed, and what has to be done about it.
func (s *Site) notSaved(v *visit.Visit, at views.TodosAt, typed views.TodoFields, err error) error {
	message, problems, status, ok := said(v, err)
	if !ok {
		return err
	}
	panel, failed := s.editing(v, at)
	if failed != nil {
		return failed
	}
	form := panel.Form
	theirs, opened := form.TodoFields, v.Fields().Get("opened")
	form.TodoFields, form.Message, form.Errors, form.Opened = typed, message, ui.Errors(problems), opened
	if errors.Is(err, domain.ErrStale) {
		form.Compare(v.Ctx(), views.OpenedFields(opened), theirs)
	} else {
		form.Version = v.Fields().Get("version")
	}
	return s.showPanel(v, status, panel)
}

// ShowParent asks which todo another one is to be a step of.
func (s *Site) ShowParent(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	return s.showParent(v, http.StatusOK, at.At(id), "")
}

// parentsShown is how many todos are offered at once.
const parentsShown = 20

func (s *Site) showParent(v *visit.Visit, status int, at views.TodosAt, problem string) error {
	form := views.TodoParent{At: at, Query: strings.TrimSpace(v.QueryParam("words")), Error: problem}
	var err error
	if form.Todo, err = v.Scope.Todo(v.Ctx(), at.Open); err != nil {
		return err
	}
	open := false
	filter := domain.TodoFilter{Completed: &open, Query: form.Query, Sort: domain.SortPosition, Limit: parentsShown + 1, TopLevel: form.Query == ""}
	if filter.ProjectID = form.Todo.ProjectID; filter.ProjectID != 0 {
		filter.Reach = domain.Visible
	} else {
		filter.NoProject = true
	}
	found, err := v.Scope.Todos(v.Ctx(), filter)
	if err != nil {
		return err
	}
	form.Found = slices.DeleteFunc(found.Items, func(t domain.Todo) bool { return t.ID == at.Open || t.ID == form.Todo.ParentID })
	if v.Partial() {
		return s.showPieces(v, status, views.TodoParentDialog(form))
	}
	return s.show(v, status, views.TodoParentPage(form))
}

// SetParent makes a todo a step of another one, or of none.
func (s *Site) SetParent(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	at = at.At(id)
	parent, ok := formID(v, "parent_id")
	if !ok {
		return s.showParent(v, http.StatusUnprocessableEntity, at, v.T("Choose a todo."))
	}
	todo, err := v.Scope.UpdateTodo(v.Ctx(), id, "", func(in domain.TodoInput) (domain.TodoInput, error) {
		in.ParentID = nil
		if parent != 0 {
			in.ParentID = &parent
		}
		return in, nil
	})
	if message, fields, status, known := said(v, err); err != nil && known {
		if problems := fields.In("parent_id"); message == "" && len(problems) > 0 {
			message = problems[0].Text
		}
		return s.showParent(v, status, at, message)
	}
	if err != nil {
		return err
	}
	v.Toast(v.T("%s moved", named(v, todo.Title)), v.Scope.Batch())
	return s.done(v, at)
}
