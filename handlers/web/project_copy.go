package web

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// ShowCopyProject is the form of a project like another one.
func (s *Site) ShowCopyProject(v *visit.Visit) error {
	form, err := projectCopy(v)
	if err != nil {
		return err
	}
	form.AsTemplate = v.QueryParam("is_template") == "true"
	if !form.From.Template && !form.AsTemplate {
		form.Name = v.T("%s (copy)", form.From.Name)
	} else if form.AsTemplate {
		form.Name = form.From.Name
	}
	return s.showCopy(v, http.StatusOK, form)
}

// projectCopy is the empty form. Who makes no projects is Denied.
func projectCopy(v *visit.Visit) (views.ProjectCopy, error) {
	id, err := v.ID("id")
	if err != nil {
		return views.ProjectCopy{}, err
	}
	project, err := v.Scope.Project(v.Ctx(), id)
	if err == nil && !v.User.IsStaff() {
		err = domain.Fail(domain.Denied, "Only staff make projects.")
	}
	return views.ProjectCopy{From: project}, err
}

func (s *Site) showCopy(v *visit.Visit, status int, form views.ProjectCopy) error {
	if v.Partial() {
		return s.showPieces(v, status, views.ProjectCopyDialog(form))
	}
	return s.show(v, status, views.ProjectCopyPage(form))
}

// CopyProject makes a project like another one.
func (s *Site) CopyProject(v *visit.Visit) error {
	form, err := projectCopy(v)
	if err != nil {
		return err
	}
	fields := v.Fields()
	form.Name, form.StartDate, form.AsTemplate = fields.Get("name"), fields.Get("start_date"), fields.Get("is_template") == "true"
	in := domain.CopyInput{Name: &form.Name, StartDate: &form.StartDate, AsTemplate: &form.AsTemplate}
	project, err := v.Scope.CopyProject(v.Ctx(), form.From.ID, in)
	if err != nil {
		message, problems, status, ok := said(v, err)
		if !ok {
			return err
		}
		form.Message, form.Errors = message, problems
		return s.showCopy(v, status, form)
	}
	v.Toast(v.T("%s created", named(v, project.Name)), v.Scope.Batch())
	return v.To(views.ProjectPath(project.ID))
}
