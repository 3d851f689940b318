package web

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// PinProject keeps a project in the navigation, or takes it out.
func (s *Site) PinProject(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	pinned := v.Fields().Get("pinned") == "true"
	if err := v.Scope.PinProject(v.Ctx(), id, pinned); err != nil {
		return err
	}
	if pinned {
		v.Toast(v.T("Pinned to the navigation"), v.Scope.Batch())
	} else {
		v.Toast(v.T("Taken out of the navigation"), v.Scope.Batch())
	}
	return v.Back(views.ProjectPath(id))
}

// ArchiveProject takes a project out of lists and menus, or back in.
func (s *Site) ArchiveProject(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	archived := v.Fields().Get("archived") == "true"
	project, err := v.Scope.ArchiveProject(v.Ctx(), id, archived)
	if err != nil {
		return s.projectRefused(v, id, err)
	}
	if archived {
		v.Toast(v.T("%s archived", named(v, project.Name)), v.Scope.Batch())
	} else {
		v.Toast(v.T("%s is back", named(v, project.Name)), v.Scope.Batch())
	}
	return v.Back(views.ProjectPath(id))
}

// AskToDeleteProject asks before much goes to the trash.
func (s *Site) AskToDeleteProject(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	head, err := s.projectHead(v, id, "")
	if err != nil {
		return err
	}
	if !head.Project.CanDelete() {
		return domain.Fail(domain.Denied, "Only its owner can delete a project or bring it back.")
	}
	if v.Partial() {
		return s.showPieces(v, http.StatusOK, views.ProjectRemovalDialog(head))
	}
	return s.show(v, http.StatusOK, views.ProjectRemoval(head))
}

// DeleteProject takes a project to the trash with everything in it.
func (s *Site) DeleteProject(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	project, err := v.Scope.Project(v.Ctx(), id)
	if err != nil {
		return err
	}
	if err := v.Scope.DeleteProject(v.Ctx(), id, ""); err != nil {
		return s.projectRefused(v, id, err)
	}
	v.Toast(v.T("%s deleted", named(v, project.Name)), v.Scope.Batch())
	return v.To("/projects")
}

// RestoreProject brings a project back from the trash.
func (s *Site) RestoreProject(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	project, err := v.Scope.RestoreProject(v.Ctx(), id)
	if err != nil {
		return err
	}
	v.ToastTo(v.T("%s restored", named(v, project.Name)), v.Scope.Batch(), v.T("Open"), views.ProjectPath(id))
	return v.To(views.ProjectsAt{View: views.ProjectsTrash}.Path())
}

// PurgeProject deletes for good what is in the trash.
func (s *Site) PurgeProject(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if err := v.Scope.PurgeProject(v.Ctx(), id); err != nil {
		return err
	}
	v.Toast(v.T("Deleted for good"), "")
	return v.To(views.ProjectsAt{View: views.ProjectsTrash}.Path())
}

// projectRefused says in a message why something was not done, on the project's page. What the person may not do stays
// an error.
func (s *Site) projectRefused(v *visit.Visit, id int64, err error) error {
	message, fields, _, ok := said(v, err)
	if !ok || domain.KindOf(err) == domain.Denied {
		return err
	}
	if problems := fields.In(); message == "" && len(problems) > 0 {
		message = problems[0].Text
	}
	v.BadToast(message)
	return v.To(views.ProjectPath(id))
}
