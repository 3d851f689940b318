package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// optionsOffered is how many options a new decision has room for at first.
const optionsOffered = 2

// ShowNewDecision is the form of a new decision: in a project, or to replace another one.
func (s *Site) ShowNewDecision(v *visit.Visit) error {
	if !v.User.IsStaff() {
		return domain.Fail(domain.Denied, "Only staff make decisions.")
	}
	form := views.DecisionForm{Blank: optionsOffered, Field: "name"}
	form.ProjectID, form.Name = v.QueryParam("project"), begunWith(v, "name")
	if replaces, err := strconv.ParseInt(v.QueryParam("replaces"), 10, 64); err == nil {
		earlier, err := v.Scope.Decision(v.Ctx(), replaces)
		if err != nil {
			return err
		}
		form.DecisionFields = views.DecisionFieldsOf(domain.Decision{
			Name: earlier.Name, Context: earlier.Context, Options: earlier.Options, ProjectID: earlier.ProjectID, Supersedes: earlier.Ref(),
		})
	}
	return s.showDecisionForm(v, http.StatusOK, form)
}

// showDecisionForm answers with a form and what can be chosen in it.
func (s *Site) showDecisionForm(v *visit.Visit, status int, form views.DecisionForm) error {
	if err := s.fillDecisionForm(v, &form); err != nil {
		return err
	}
	return s.show(v, status, views.DecisionEdit(form))
}

func (s *Site) fillDecisionForm(v *visit.Visit, form *views.DecisionForm) error {
	var err error
	if form.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return err
	}
	project, _ := strconv.ParseInt(form.ProjectID, 10, 64)
	people, err := v.Scope.Assignable(v.Ctx(), project)
	if err != nil && domain.KindOf(err) != domain.NotFound {
		return err
	}
	named, err := v.Scope.People(v.Ctx(), distinct(slices.Clone(form.Decision.DeciderIDs)))
	for _, id := range form.Decision.DeciderIDs {
		if person, known := named[id]; known && !slices.Contains(people, person) {
			people = append(people, person)
		}
	}
	form.Choices = people
	return err
}

// AddDecision makes a decision.
func (s *Site) AddDecision(v *visit.Visit) error {
	form := views.DecisionForm{DecisionFields: views.TypedDecision(v.Fields()), Blank: optionsOffered}
	if v.Fields().Has("more") {
		form.Field = "option-" + strconv.Itoa(len(form.Options)) + "-name"
		return s.showDecisionForm(v, http.StatusOK, form)
	}
	in, err := s.decisionInput(v, form.DecisionFields, domain.DecisionInput{})
	var decision domain.Decision
	if err == nil {
		decision, err = v.Scope.AddDecision(v.Ctx(), in)
	}
	if err != nil {
		message, problems, status, ok := said(v, err)
		if !ok || domain.KindOf(err) == domain.Denied && !v.User.IsStaff() {
			return err
		}
		form.Message, form.Errors = message, problems
		return s.showDecisionForm(v, status, form)
	}
	v.Toast(v.T("%s created", named(v, decision.Name)), v.Scope.Batch())
	return v.To(views.DecisionPath(decision.ID))
}

// decisionInput puts what was typed over an input, and finds what it is linked to by name.
func (s *Site) decisionInput(v *visit.Visit, fields views.DecisionFields, in domain.DecisionInput) (domain.DecisionInput, error) {
	in, err := fields.Over(in)
	if err != nil {
		return in, err
	}
	names := strings.FieldsFunc(fields.Tasks+","+fields.Supersedes, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' })
	for i, name := range names {
		names[i] = strings.ToUpper(name)
	}
	known, err := v.Scope.References(v.Ctx(), names)
	if err != nil {
		return in, err
	}
	p := domain.Problems{}
	in.TaskIDs, in.SupersedesID = nil, nil
	if earlier := strings.TrimSpace(fields.Supersedes); earlier != "" {
		ref := known[strings.ToUpper(earlier)]
		if ref.Kind != domain.ReferenceDecision {
			p.Add("supersedes_id", v.T("There is no decision %s.", named(v, earlier)))
		}
		in.SupersedesID = &ref.ID
	}
	for _, name := range strings.FieldsFunc(fields.Tasks, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
		// A personal todo has no other name than its number.
		id, err := strconv.ParseInt(name, 10, 64)
		if ref := known[strings.ToUpper(name)]; err != nil && ref.Kind == domain.ReferenceTask {
			id = ref.ID
		}
		if id <= 0 {
			p.Add("task_ids", v.T("There is no todo %s.", named(v, name)))
		}
		in.TaskIDs = append(in.TaskIDs, id)
	}
	if in.NoteIDs, err = notesNamed(v, p, fields.Notes); err != nil || len(p) == 0 {
		return in, err
	}
	return in, p.Err()
}

// notesNamed are the notes that stand on the lines of a field: #12 with anything behind it, or a title.
func notesNamed(v *visit.Visit, p domain.Problems, typed string) ([]int64, error) {
	var ids []int64
	var titles []string
	for line := range strings.Lines(typed) {
		line = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "[["), "]]")
		number, _, _ := strings.Cut(line, " ")
		id, err := strconv.ParseInt(strings.TrimPrefix(number, "#"), 10, 64)
		switch {
		case line == "":
		case err == nil && id > 0 && strings.HasPrefix(number, "#"):
			ids = append(ids, id)
		default:
			titles = append(titles, line)
		}
	}
	found, err := v.Scope.NotesTitled(v.Ctx(), titles)
	for _, title := range titles {
		note, there := found[domain.TitleKey(title)]
		if !there {
			p.Add("note_ids", v.T("There is no note %s.", named(v, title)))
		}
		ids = append(ids, note.ID)
	}
	return ids, err
}

// EditDecision is the form of a decision that is there.
func (s *Site) EditDecision(v *visit.Visit) error {
	form, err := s.decisionForm(v)
	if err != nil {
		return err
	}
	form.Field = v.QueryParam("field")
	return s.showDecisionForm(v, http.StatusOK, form)
}

// decisionForm is a form filled from what is stored. Who may not change the decision is Denied.
func (s *Site) decisionForm(v *visit.Visit) (views.DecisionForm, error) {
	id, err := v.ID("id")
	if err != nil {
		return views.DecisionForm{}, err
	}
	d, err := v.Scope.Decision(v.Ctx(), id)
	if err == nil && !d.Access.CanEdit() {
		err = domain.Fail(domain.Denied, "You can see this decision, but not change it.")
	}
	form := views.DecisionForm{DecisionFields: views.DecisionFieldsOf(d), Decision: d, Version: d.Version()}
	if len(form.Options) == 0 {
		form.Blank = optionsOffered
	}
	form.Opened = form.JSON()
	return form, err
}

// SaveDecision keeps what the form says. What somebody else saved in the meantime is never written over: both versions
// are shown, and the person chooses.
func (s *Site) SaveDecision(v *visit.Visit) error {
	form, err := s.decisionForm(v)
	if err != nil {
		return err
	}
	sent, typed := v.Fields(), views.TypedDecision(v.Fields())
	if sent.Get("keep") == "theirs" {
		return v.To(views.DecisionPath(form.Decision.ID))
	}
	if sent.Has("more") {
		form.DecisionFields, form.Version, form.Opened, form.Blank = typed, sent.Get("version"), sent.Get("opened"), 1
		form.Field = "option-" + strconv.Itoa(len(typed.Options)) + "-name"
		return s.showDecisionForm(v, http.StatusOK, form)
	}
	chosen := chosenDecision(v, sent, typed, form.DecisionFields)
	// What it names is looked up before, since that needs questions of its own.
	linked, err := s.decisionInput(v, chosen, form.Decision.Input())
	var saved domain.Decision
	if err == nil {
		saved, err = v.Scope.UpdateDecision(v.Ctx(), form.Decision.ID, sent.Get("version"), func(domain.DecisionInput) (domain.DecisionInput, error) { return linked, nil })
	}
	if err != nil {
		return s.decisionNotSaved(v, form, typed, err)
	}
	if saved.Version() != sent.Get("version") {
		v.Toast(v.T("%s saved", named(v, saved.Name)), v.Scope.Batch())
	}
	return v.To(views.DecisionPath(saved.ID))
}

// chosenDecision are the fields but for those that the person wants to leave as somebody else set them.
func chosenDecision(v *visit.Visit, form url.Values, mine, theirs views.DecisionFields) views.DecisionFields {
	for _, field := range views.DecisionFieldNames(v.Ctx()) {
		if form.Get("keep") == "" && form.Get("keep-"+field) == "theirs" {
			mine.Take(v.Ctx(), field, theirs)
		}
	}
	return mine
}

// decisionNotSaved shows the form again with what was typed, and what has to be done about it.
func (s *Site) decisionNotSaved(v *visit.Visit, form views.DecisionForm, typed views.DecisionFields, err error) error {
	message, problems, status, ok := said(v, err)
	if !ok {
		return err
	}
	theirs, opened := form.DecisionFields, v.Fields().Get("opened")
	form.DecisionFields, form.Message, form.Errors, form.Opened = typed, message, ui.Errors(problems), opened
	if err := s.fillDecisionForm(v, &form); err != nil {
		return err
	}
	if errors.Is(err, domain.ErrStale) {
		form.Compare(v.Ctx(), views.OpenedDecision(opened), theirs)
	} else {
		form.Version = v.Fields().Get("version")
	}
	return s.show(v, status, views.DecisionEdit(form))
}
