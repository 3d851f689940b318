package web

import (
	"net/http"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowTodo is one todo beside the list that it was opened from.
func (s *Site) ShowTodo(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	panel, err := s.todoPanel(v, at.At(id))
	if err != nil {
		return err
	}
	return s.showPanel(v, http.StatusOK, panel)
}

// showPanel answers with a panel, alone or beside its list.
func (s *Site) showPanel(v *visit.Visit, status int, panel views.TodoPanel) error {
	if v.Partial() && v.Target() != "list" {
		if v.Request().Method == http.MethodGet {
			v.PushURL(strings.TrimPrefix(v.Request().URL.RequestURI(), v.URL("")))
		}
		return s.showPieces(v, status, views.TodoPanelPiece(panel))
	}
	page, err := s.todosPage(v, panel.At)
	if err != nil {
		return err
	}
	if v.Partial() {
		return s.showPieces(v, status, views.TodosChanged(page), views.TodoChanged(panel))
	}
	page.Panel = &panel
	return s.show(v, status, views.Todos(page))
}

// todoPanel is the open todo with all that belongs to it.
func (s *Site) todoPanel(v *visit.Visit, at views.TodosAt) (views.TodoPanel, error) {
	panel := views.TodoPanel{At: at, Now: local(v)}
	open, err := v.Scope.OpenTodo(v.Ctx(), at.Open)
	if err != nil {
		return panel, err
	}
	panel.Todo, panel.Steps, panel.Links, panel.Watchers = open.Todo, open.Steps, open.Links, open.Watchers
	panel.Files = views.AttachmentsPart{On: domain.Holder{Kind: domain.OnTodo, ID: open.ID}, List: open.Files, Max: v.UploadMax()}
	projects, err := v.Scope.Projects(v.Ctx())
	if err != nil {
		return panel, err
	}
	if panel.Project, err = projectOf(v, projects, panel.Todo.ProjectID); err != nil {
		return panel, err
	}
	if panel.Parent, err = parentOf(v, panel.Todo); err != nil {
		return panel, err
	}
	if panel.Time, err = panelTime(v, at.Open); err != nil {
		return panel, err
	}
	return panel, s.fillFeed(v, &panel, open, projects)
}

// projectOf is the project of a todo, which may be archived and so not among those of menus: none for a todo without
// one, and where the caller only sees the todo.
func projectOf(v *visit.Visit, projects []domain.ProjectRef, id int64) (domain.ProjectRef, error) {
	if id == 0 {
		return domain.ProjectRef{}, nil
	}
	if at := slices.IndexFunc(projects, func(p domain.ProjectRef) bool { return p.ID == id }); at >= 0 {
		return projects[at], nil
	}
	project, err := v.Scope.Project(v.Ctx(), id)
	if domain.KindOf(err) == domain.NotFound {
		return domain.ProjectRef{}, nil
	}
	return project.Ref(), err
}

// parentOf is the todo that another one is a step of: none for one that is no step, and where the caller only sees
// the step.
func parentOf(v *visit.Visit, t domain.Todo) (domain.Todo, error) {
	if t.ParentID == 0 {
		return domain.Todo{}, nil
	}
	parent, err := v.Scope.Todo(v.Ctx(), t.ParentID)
	if domain.KindOf(err) == domain.NotFound {
		return domain.Todo{}, nil
	}
	return parent, err
}

// fillFeed puts what was said and what was done into one order, and makes HTML of all texts.
func (s *Site) fillFeed(v *visit.Visit, panel *views.TodoPanel, open domain.OpenTodo, projects []domain.ProjectRef) error {
	names, err := namesIn(v, panel, open.History, projects)
	if err != nil {
		return err
	}
	texts := []string{panel.Todo.Description}
	for _, c := range open.Comments {
		texts = append(texts, c.Body)
	}
	links, err := s.linksIn(v, panel.Todo.ProjectID, texts...)
	if err != nil {
		return err
	}
	panel.Description = s.prose.Linked(panel.Todo.Description, links)
	for _, entry := range open.History {
		panel.Feed = append(panel.Feed, names.Happened(v.Ctx(), entry)...)
	}
	for _, c := range open.Comments {
		panel.Feed = append(panel.Feed, views.FeedItem{
			When: c.CreatedAt, Who: ui.Person{ID: c.Author.ID, Name: c.Author.Name}, Comment: &c, HTML: s.remarks.Linked(c.Body, links),
		})
	}
	slices.SortStableFunc(panel.Feed, func(a, b views.FeedItem) int { return a.When.Compare(b.When) })
	return nil
}

// namesIn are what the ids in a todo's history stand for.
func namesIn(v *visit.Visit, panel *views.TodoPanel, history []domain.Activity, projects []domain.ProjectRef) (views.Names, error) {
	names := views.Names{Projects: projects, Now: panel.Now}
	var err error
	if panel.People, err = v.Scope.People(v.Ctx(), views.PeopleIn(panel.Todo, history)); err != nil {
		return names, err
	}
	names.People = panel.People
	names.Todos, err = v.Scope.TodoRefs(v.Ctx(), views.TodosIn(history))
	return names, err
}

// CompleteTodo ticks a todo off, or opens it again.
func (s *Site) CompleteTodo(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	done := v.Fields().Get("done") == "true"
	todo, err := v.Scope.CompleteTodo(v.Ctx(), id, done)
	if err != nil {
		return s.refused(v, at, err)
	}
	if done {
		v.Toast(v.T("%s completed%s", named(v, todo.Title), stillBlocked(v, todo)), v.Scope.Batch())
	} else {
		v.Toast(v.T("%s is open again", named(v, todo.Title)), v.Scope.Batch())
	}
	if !v.Partial() {
		return v.To(at.Here())
	}
	return s.showTicked(v, at, todo)
}

// showTicked leaves the row where it is, struck through; the list is brought up to date a little later.
func (s *Site) showTicked(v *visit.Visit, at views.TodosAt, todo domain.Todo) error {
	if at.In == views.ProjectBoard || at.In == views.ProjectTimeline {
		return s.changed(v, at)
	}
	if at.Home {
		home, err := s.homePage(v)
		if err != nil {
			return err
		}
		return s.showPieces(v, http.StatusOK, views.HomeTicked(home, todo))
	}
	page, err := s.todosAround(v, at)
	if err != nil {
		return err
	}
	if page.People, err = peopleOf(v, todo); err != nil {
		return err
	}
	if at.Open == 0 {
		return s.showPieces(v, http.StatusOK, views.TodoTicked(page, todo))
	}
	panel, err := s.panelNow(v, at)
	if err != nil {
		return err
	}
	return s.showPieces(v, http.StatusOK, views.TodoTicked(page, todo), panel)
}

// DeleteTodo takes a todo to the trash. Who deleted a step from its own panel goes on with the todo that it was of.
func (s *Site) DeleteTodo(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	todo, err := v.Scope.Todo(v.Ctx(), id)
	if err == nil {
		err = v.Scope.DeleteTodo(v.Ctx(), id, "")
	}
	if err != nil {
		return s.refused(v, at, err)
	}
	v.Toast(v.T("%s deleted", named(v, todo.Title)), v.Scope.Batch())
	if at.Open != id {
		return s.changed(v, at)
	}
	return s.openOther(v, at.At(todo.ParentID))
}

// RestoreTodo brings a todo back from the trash.
func (s *Site) RestoreTodo(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	todo, err := v.Scope.RestoreTodo(v.Ctx(), id)
	if err != nil {
		return s.refused(v, at, err)
	}
	v.ToastTo(v.T("%s restored", named(v, todo.Title)), v.Scope.Batch(), v.T("Open"), at.With(func(a *views.TodosAt) { a.View = views.TodosAll }).Todo(id))
	return s.changed(v, at)
}

// PurgeTodo deletes for good what is in the trash.
func (s *Site) PurgeTodo(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	if err := v.Scope.PurgeTodo(v.Ctx(), id); err != nil {
		return s.refused(v, at, err)
	}
	v.Toast(v.T("Deleted for good"), "")
	return s.changed(v, at)
}

// CopyTodo makes another todo like one, with steps like its steps that are still open.
func (s *Site) CopyTodo(v *visit.Visit) error {
	at, id, err := placeAndID(v)
	if err != nil {
		return err
	}
	todo, err := v.Scope.Todo(v.Ctx(), id)
	if err != nil {
		return err
	}
	steps, err := v.Scope.Subtasks(v.Ctx(), id)
	if err != nil {
		return err
	}
	twin, err := v.Scope.AddTodo(v.Ctx(), fresh(todo))
	if err != nil {
		return s.refused(v, at, err)
	}
	var inputs []domain.TodoInput
	for _, step := range steps {
		if !step.Completed() {
			in := fresh(step)
			in.ParentID, in.ProjectID = &twin.ID, nil
			inputs = append(inputs, in)
		}
	}
	if _, err := v.Scope.AddTodos(v.Ctx(), inputs); len(inputs) > 0 && err != nil {
		return s.refused(v, at, err)
	}
	v.Toast(v.T("%s duplicated", named(v, todo.Title)), v.Scope.Batch())
	return s.openOther(v, at.At(twin.ID))
}

// fresh is the input for a todo like another one, not done and at the end of the order.
func fresh(t domain.Todo) domain.TodoInput {
	in := t.Input()
	in.Status, in.Completed, in.Position = nil, nil, nil
	return in
}

// openOther goes on with another todo in the panel than the one that was open, or with none.
func (s *Site) openOther(v *visit.Visit, at views.TodosAt) error {
	if !v.Partial() {
		return v.To(at.Here())
	}
	v.PushURL(at.Here())
	if at.Open == 0 {
		title, err := s.titleOf(v, at)
		if err != nil {
			return err
		}
		return s.changedTo(v, at, views.TodoPanelClosed(title))
	}
	panel, err := s.todoPanel(v, at)
	if domain.KindOf(err) == domain.NotFound {
		return s.openOther(v, at.At(0))
	}
	if err != nil {
		return err
	}
	return s.changedTo(v, at, views.TodoPanelPiece(panel))
}
