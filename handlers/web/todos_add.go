package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/formats/quickadd"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// AddTodo makes a todo of a line of text, as the view that it was written in would have it.
func (s *Site) AddTodo(v *visit.Visit) error {
	at, form := placeOf(v), v.Fields()
	names, err := namesFor(v)
	if err != nil {
		return err
	}
	text, plain, written := form.Get("text"), form.Has("plain"), writtenAt(v)
	understood := quickadd.Parse(text, written, names)
	in := understood.Input
	if !plain {
		in = givenBy(at, v.User.ID, domain.DateOf(written), in)
	}
	status := form.Get("status")
	if in.ProjectID != nil && *in.ProjectID == at.Project && status != "" {
		in.Status = &status
	}
	todo, err := addOnce(v, in)
	if v.AsksJSON() {
		return sayKept(v, todo, err)
	}
	if err != nil {
		quick := quickAdd(v, at, understood, text, plain)
		quick.Status = status
		return s.notAdded(v, at, quick, err)
	}
	sayAdded(v, at, todo)
	return s.changed(v, at)
}

// sayAdded tells where a new todo went.
func sayAdded(v *visit.Visit, at views.TodosAt, todo domain.Todo) {
	if at.In == views.ProjectTimeline && at.Project == todo.ProjectID && todo.StartDate == "" && todo.DueDate == "" {
		v.ToastTo(v.T("%s added, without a date", named(v, todo.Title)), v.Scope.Batch(), v.T("Show"), at.Todo(todo.ID))
		return
	}
	if at.Holds(todo, v.Today(), v.User.ID) {
		v.Toast(v.T("%s added", named(v, todo.Title)), v.Scope.Batch())
		return
	}
	to, text := views.TodosAt{View: views.TodosInbox}, v.T("%s added to the inbox", named(v, todo.Title))
	switch {
	case todo.ProjectID != 0:
		to, text = views.TodosAt{View: views.TodosAll, In: views.ProjectList, Project: todo.ProjectID}, v.T("%s added to its project", named(v, todo.Title))
	case todo.ParentID != 0 || todo.DueDate != "":
		to, text = views.TodosAt{View: views.TodosUpcoming}, v.T("%s added to upcoming", named(v, todo.Title))
	}
	v.ToastTo(text, v.Scope.Batch(), v.T("Show"), to.Todo(todo.ID))
}

// notAdded shows the line again with what was typed and what has to be done about it.
func (s *Site) notAdded(v *visit.Visit, at views.TodosAt, quick views.QuickAdd, err error) error {
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	quick.Error, quick.Focus = message, true
	if problems := fields.In("title"); message == "" && len(problems) > 0 {
		quick.Error = problems[0].Text
	}
	return s.showQuick(v, at, status, quick)
}

// ShowUnderstood says what a line means, before it is saved; a chip that was taken away is words from then on.
func (s *Site) ShowUnderstood(v *visit.Visit) error {
	at, form := placeOf(v), v.Fields()
	names, err := namesFor(v)
	if err != nil {
		return err
	}
	text := form.Get("text")
	if form.Has("without") {
		text = form.Get("without")
	}
	quick := quickAdd(v, at, quickadd.Parse(text, local(v), names), text, form.Has("plain"))
	if v.Partial() && v.Target() == "understood" {
		return s.showPieces(v, http.StatusOK, views.TodoUnderstood(quick))
	}
	quick.Focus = true
	return s.showQuick(v, at, http.StatusOK, quick)
}

func (s *Site) showQuick(v *visit.Visit, at views.TodosAt, status int, quick views.QuickAdd) error {
	board := at.In == views.ProjectBoard
	if v.Partial() && !board {
		return s.showPieces(v, status, views.TodoQuick(quick))
	}
	if at.Home {
		home, err := s.homePage(v)
		if err != nil {
			return err
		}
		home.Quick = quick
		return s.show(v, status, views.Home(home))
	}
	page, err := s.todosPage(v, at.At(0))
	if err != nil {
		return err
	}
	page.Quick = quick
	if v.Partial() {
		return s.showPieces(v, status, views.BoardMoved(page, []string{quick.Status}))
	}
	return s.show(v, status, views.Todos(page))
}

// namesFor are what @ can mean to the caller.
func namesFor(v *visit.Visit) (quickadd.Names, error) {
	projects, err := v.Scope.Projects(v.Ctx())
	if err != nil {
		return quickadd.Names{}, err
	}
	people, err := v.Scope.Assignable(v.Ctx(), 0)
	if err != nil {
		return quickadd.Names{}, err
	}
	var known []quickadd.Project
	for _, p := range projects {
		if p.Access.CanEdit() {
			known = append(known, quickadd.Project{ID: p.ID, Name: p.Name, Key: p.Key})
		}
	}
	var others []quickadd.Person
	for _, p := range people {
		others = append(others, quickadd.Person{ID: p.ID, Name: p.Name})
	}
	return quickadd.NewNames(known, others).In(v.Language()), nil
}

// givenBy is what a view gives to a todo that is written in it and does not say otherwise.
func givenBy(at views.TodosAt, me string, today domain.Date, in domain.TodoInput) domain.TodoInput {
	if day := string(today); at.View == views.TodosToday && in.DueDate == nil {
		in.DueDate = &day
	}
	if at.Tag != "" && !slices.Contains(in.Tags, at.Tag) {
		in.Tags = append(in.Tags, at.Tag)
	}
	if at.Project != 0 && in.ProjectID == nil {
		in.ProjectID = &at.Project
	}
	if at.Priority != "" && in.Priority == nil {
		in.Priority = &at.Priority
	}
	if (at.View == views.TodosAssigned || at.Mine) && len(in.AssigneeIDs) == 0 {
		in.AssigneeIDs = []string{me}
	}
	if at.Assignee != "" && len(in.AssigneeIDs) == 0 {
		in.AssigneeIDs = []string{at.Assignee}
	}
	return in
}

// quickAdd is the line with its chips: those of the text, then what the view gives.
func quickAdd(v *visit.Visit, at views.TodosAt, r quickadd.Result, text string, plain bool) views.QuickAdd {
	quick := views.QuickAdd{At: at, Text: text, Plain: plain}
	for _, chip := range r.Chips {
		shown := views.QuickChipOf(v.Ctx(), string(chip.Kind), chip.ID, chip.Text)
		shown.Without = r.Without(chip)
		quick.Chips = append(quick.Chips, shown)
	}
	if plain || strings.TrimSpace(text) == "" {
		return quick
	}
	given, in := givenBy(at, v.User.ID, v.Today(), r.Input), r.Input
	add := func(is bool, kind, id, text string) {
		if is {
			chip := views.QuickChipOf(v.Ctx(), kind, id, text)
			chip.Plain = true
			quick.Chips = append(quick.Chips, chip)
		}
	}
	add(in.DueDate == nil && given.DueDate != nil, "due", "", v.T("Today"))
	add(len(given.Tags) > len(in.Tags), "tag", at.Tag, at.Tag)
	add(in.ProjectID == nil && given.ProjectID != nil, "project", strconv.FormatInt(at.Project, 10), v.T("This project"))
	add(in.Priority == nil && given.Priority != nil, "priority", at.Priority, views.PriorityName(v.Ctx(), at.Priority))
	add(len(given.AssigneeIDs) > len(in.AssigneeIDs), "person", v.User.ID, v.T("Me"))
	return quick
}

// ShowNewTodos is the form for many at once.
func (s *Site) ShowNewTodos(v *visit.Visit) error {
	return s.showMany(v, http.StatusOK, views.ManyTodos{At: placeOf(v)})
}

func (s *Site) showMany(v *visit.Visit, status int, form views.ManyTodos) error {
	if v.Partial() {
		return s.showPieces(v, status, views.TodosNewDialog(form))
	}
	return s.show(v, status, views.TodosNew(form))
}

// AddTodos makes a todo of each line, or none of any when one of them cannot be.
func (s *Site) AddTodos(v *visit.Visit) error {
	at, text := placeOf(v), v.Fields().Get("lines")
	names, err := namesFor(v)
	if err != nil {
		return err
	}
	var inputs []domain.TodoInput
	for line := range strings.Lines(text) {
		if line = listMark(line); line != "" {
			inputs = append(inputs, givenBy(at, v.User.ID, v.Today(), quickadd.Parse(line, local(v), names).Input))
		}
	}
	problem := checkMany(inputs, v)
	if problem == nil {
		_, problem = v.Scope.AddTodos(v.Ctx(), inputs)
	}
	if problem == nil {
		v.Toast(v.T("%s added", views.Plural(len(inputs), v.T("todo"), v.T("todos"))), v.Scope.Batch())
		return s.done(v, at)
	}
	message, fields, status, ok := said(v, problem)
	if !ok {
		return problem
	}
	if problems := fields.In(); message == "" && len(problems) > 0 && fields["lines"] == "" {
		fields = ui.Errors{"lines": problems[0].Text}
	}
	return s.showMany(v, status, views.ManyTodos{At: at, Lines: text, Message: message, Errors: fields})
}

// checkMany says which line is wrong, which AddTodos cannot know.
func checkMany(inputs []domain.TodoInput, v *visit.Visit) error {
	switch {
	case len(inputs) == 0:
		return domain.Problems{"lines": "Write at least one todo."}.Err()
	case len(inputs) > domain.BulkMax:
		return domain.Problems{"lines": v.T("At most %d todos at once; these are %d.", domain.BulkMax, len(inputs))}.Err()
	}
	for i, in := range inputs {
		_, err := in.Parse(domain.Todo{}, v.User.Location())
		if _, fields, _, ok := said(v, err); err != nil && ok {
			return domain.Problems{"lines": v.T("Todo %d: %s", i+1, fields.In("title")[0].Text)}.Err()
		}
	}
	return nil
}

// listMark takes away what a line of a list begins with where it was copied from.
func listMark(line string) string {
	line = strings.TrimSpace(line)
	for _, mark := range []string{"- [ ] ", "* [ ] ", "- ", "* ", "• ", "☐ ", "[ ] "} {
		if rest, marked := strings.CutPrefix(line, mark); marked {
			return strings.TrimSpace(rest)
		}
	}
	return line
}
