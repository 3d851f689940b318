package web

import (
	"errors"
	"net/http"
	"net/url"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowNewProject is the form of a new project.
func (s *Site) ShowNewProject(v *visit.Visit) error {
	form := views.ProjectForm{ProjectFields: views.ProjectFieldsOf(v.Ctx(), domain.Project{
		Name:   begunWith(v, "name"),
		Status: domain.ProjectPlanning, Priority: domain.PriorityMedium, Visibility: domain.VisibilityTeam, Currency: "USD", ClientID: v.QueryParam("client"),
	})}
	form.Spent = ""
	return s.showNewProject(v, http.StatusOK, form)
}

// templatesShown is how many templates are offered for a new project; the list of them has all.
const templatesShown = 12

func (s *Site) showNewProject(v *visit.Visit, status int, form views.ProjectForm) error {
	if !v.User.IsStaff() {
		return domain.Fail(domain.Denied, "Only staff make projects.")
	}
	var err error
	if form.Clients, err = clientChoices(v, form.ClientID); err != nil {
		return err
	}
	templates, err := v.Scope.ListProjects(v.Ctx(), domain.ProjectFilter{Templates: true, Limit: templatesShown})
	if err != nil {
		return err
	}
	form.Templates = templates.Items
	return s.show(v, status, views.ProjectNew(form))
}

// AddProject makes a project.
func (s *Site) AddProject(v *visit.Visit) error {
	fields := views.TypedProject(v.Fields())
	in, err := fields.Over(domain.ProjectInput{}, domain.Project{})
	var project domain.Project
	if err == nil {
		project, err = v.Scope.AddProject(v.Ctx(), in)
	}
	if err != nil {
		message, problems, status, ok := said(v, err)
		if !ok || domain.KindOf(err) == domain.Denied {
			return err
		}
		return s.showNewProject(v, status, views.ProjectForm{ProjectFields: fields, Message: message, Errors: problems})
	}
	v.Toast(v.T("%s created", named(v, project.Name)), v.Scope.Batch())
	return v.To(views.ProjectPath(project.ID))
}

// showProjectSettings is a project's form. Who may not change the project is Denied.
func (s *Site) showProjectSettings(v *visit.Visit, head views.ProjectHead) error {
	form, err := s.projectForm(v, head.Project)
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.ProjectSettings(head, form))
}

// projectForm is a form filled from what is stored.
func (s *Site) projectForm(v *visit.Visit, p domain.Project) (views.ProjectForm, error) {
	if !p.Access.CanManage() {
		return views.ProjectForm{}, domain.Fail(domain.Denied, "You can see this project, but not change it.")
	}
	form := views.ProjectForm{ProjectFields: views.ProjectFieldsOf(v.Ctx(), p), Version: p.Version(), SpentTime: domain.Money{Minor: p.SpentTime, Currency: p.Currency}}
	form.Opened = form.JSON()
	form.Budgeting = views.ProjectBudget{Project: p, Now: local(v)}
	var err error
	if form.Budgeting.Work, err = v.Scope.ProjectTime(v.Ctx(), p.ID); err != nil {
		return form, err
	}
	form.Clients, err = clientChoices(v, p.ClientID)
	return form, err
}

// SaveProject keeps what the form says. What somebody else saved in the meantime is never written over: both versions
// are shown, and the person chooses.
func (s *Site) SaveProject(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	head, err := s.projectHead(v, id, views.ProjectSettingsView)
	if err != nil {
		return err
	}
	form := v.Fields()
	if form.Get("keep") == "theirs" {
		return v.To(head.Path())
	}
	fields := views.TypedProject(form)
	project, err := v.Scope.UpdateProject(v.Ctx(), id, form.Get("version"), func(in domain.ProjectInput) (domain.ProjectInput, error) {
		return chosenProject(v, form, fields, head.Project).Over(in, head.Project)
	})
	if err != nil {
		return s.projectNotSaved(v, head, fields, err)
	}
	if project.Version() != form.Get("version") {
		v.Toast(v.T("%s saved", named(v, project.Name)), v.Scope.Batch())
	}
	return v.To(head.Path())
}

// chosenProject are the fields but for those that the person wants to leave as somebody else set them.
func chosenProject(v *visit.Visit, form url.Values, mine views.ProjectFields, stored domain.Project) views.ProjectFields {
	theirs := views.ProjectFieldsOf(v.Ctx(), stored)
	for _, field := range views.ProjectFieldNames(v.Ctx()) {
		if form.Get("keep") == "" && form.Get("keep-"+field) == "theirs" {
			mine.Take(v.Ctx(), field, theirs)
		}
	}
	return mine
}

// projectNotSaved shows the form again with what was typed, and what has to be done about it.
func (s *Site) projectNotSaved(v *visit.Visit, head views.ProjectHead, typed views.ProjectFields, err error) error {
	message, problems, status, ok := said(v, err)
	if !ok || domain.KindOf(err) == domain.Denied {
		return err
	}
	form, failed := s.projectForm(v, head.Project)
	if failed != nil {
		return failed
	}
	theirs, opened := form.ProjectFields, v.Fields().Get("opened")
	form.ProjectFields, form.Message, form.Errors, form.Opened = typed, message, ui.Errors(problems), opened
	if errors.Is(err, domain.ErrStale) {
		form.Compare(v.Ctx(), views.OpenedProject(opened), theirs)
	} else {
		form.Version = v.Fields().Get("version")
	}
	return s.show(v, status, views.ProjectSettings(head, form))
}
