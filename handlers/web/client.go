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

// projectsOfClient is how many projects the page of a client shows.
const projectsOfClient = 24

// ShowClient is one client with what belongs to it.
func (s *Site) ShowClient(v *visit.Visit) error { return s.showClient(v, http.StatusOK, "") }

func (s *Site) showClient(v *visit.Visit, status int, message string) error {
	page := views.ClientPage{Now: local(v), Message: message}
	var err error
	if page.Client, err = v.Scope.Client(v.Ctx(), v.Param("id")); err != nil {
		return err
	}
	work, err := v.Scope.ClientWork(v.Ctx(), []string{page.Client.ID})
	if err != nil {
		return err
	}
	page.Work = work[page.Client.ID]
	projects, err := v.Scope.ListProjects(v.Ctx(), domain.ProjectFilter{ClientID: page.Client.ID, Archived: domain.AlsoArchived, Sort: domain.SortStatus, Limit: projectsOfClient})
	if err != nil {
		return err
	}
	page.Projects, page.More = projects.Items, projects.Next != ""
	links, err := s.linksIn(v, 0, page.Client.Notes)
	if err != nil {
		return err
	}
	page.Notes = s.prose.Linked(page.Client.Notes, links)
	if page.Months, err = v.Scope.ClientMonths(v.Ctx(), page.Client.ID); err != nil {
		return err
	}
	return s.show(v, status, views.Client(page))
}

// EditClient is the form of a client.
func (s *Site) EditClient(v *visit.Visit) error {
	form, err := clientForm(v)
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.ClientEdit(form))
}

// clientForm is the form filled from what is stored.
func clientForm(v *visit.Visit) (views.ClientForm, error) {
	client, err := v.Scope.Client(v.Ctx(), v.Param("id"))
	form := views.ClientForm{ClientFields: views.ClientFieldsOf(client.Input()), ID: client.ID, Version: client.Version()}
	form.Opened = form.JSON()
	return form, err
}

// SaveClient keeps what the form says. What somebody else saved in the meantime is never written over: both versions are
// shown, and the person chooses.
func (s *Site) SaveClient(v *visit.Visit) error {
	id, form := v.Param("id"), v.Fields()
	fields := views.TypedClient(form)
	if form.Get("keep") == "theirs" {
		return v.To(views.ClientPath(id))
	}
	client, err := v.Scope.UpdateClient(v.Ctx(), id, form.Get("version"), func(in domain.ClientInput) (domain.ClientInput, error) {
		fields.Take(v.Ctx(), views.ClientFieldsOf(in), keptTheirs(form))
		return fields.Over(in), nil
	})
	if err != nil {
		return s.clientNotSaved(v, fields, err)
	}
	if client.Version() != form.Get("version") {
		v.Toast(v.T("%s saved", named(v, client.CompanyName)), v.Scope.Batch())
	}
	return v.To(savedClient(v, client))
}

// keptTheirs tells which fields the person wants to leave as somebody else set them.
func keptTheirs(form url.Values) func(field string) bool {
	return func(field string) bool { return form.Get("keep") == "" && form.Get("keep-"+field) == "theirs" }
}

// clientNotSaved shows the form again with what was typed, and what has to be done about it.
func (s *Site) clientNotSaved(v *visit.Visit, typed views.ClientFields, err error) error {
	message, problems, status, ok := said(v, err)
	if !ok {
		return err
	}
	form, failed := clientForm(v)
	if failed != nil {
		return failed
	}
	theirs, opened := form.ClientFields, v.Fields().Get("opened")
	form.ClientFields, form.Message, form.Errors, form.Opened = typed, message, ui.Errors(problems), opened
	if errors.Is(err, domain.ErrStale) {
		form.Compare(v.Ctx(), views.OpenedClient(opened), theirs)
	} else {
		form.Version = v.Fields().Get("version")
	}
	return s.show(v, status, views.ClientEdit(form))
}

// ArchiveClient takes a client out of lists and menus, or back into them.
func (s *Site) ArchiveClient(v *visit.Visit) error {
	archived := v.Fields().Get("archived") == "true"
	client, err := v.Scope.UpdateClient(v.Ctx(), v.Param("id"), "", func(in domain.ClientInput) (domain.ClientInput, error) {
		in.IsArchived = &archived
		return in, nil
	})
	if err != nil {
		return err
	}
	text := v.T("%s is back", named(v, client.CompanyName))
	if archived {
		text = v.T("%s archived", named(v, client.CompanyName))
	}
	v.Toast(text, v.Scope.Batch())
	return v.To(views.ClientPath(client.ID))
}

// DeleteClient takes a client to the trash; while projects are for it, the page says so.
func (s *Site) DeleteClient(v *visit.Visit) error {
	client, err := v.Scope.Client(v.Ctx(), v.Param("id"))
	if err == nil {
		err = v.Scope.DeleteClient(v.Ctx(), client.ID, "")
	}
	if domain.KindOf(err) == domain.Conflict {
		message, _, status, _ := said(v, err)
		return s.showClient(v, status, message)
	}
	if err != nil {
		return err
	}
	v.Toast(v.T("%s deleted", named(v, client.CompanyName)), v.Scope.Batch())
	return v.To("/clients")
}

// RestoreClient brings a client back from the trash.
func (s *Site) RestoreClient(v *visit.Visit) error {
	client, err := v.Scope.RestoreClient(v.Ctx(), v.Param("id"))
	if err != nil {
		return err
	}
	v.Toast(v.T("%s restored", named(v, client.CompanyName)), v.Scope.Batch())
	return v.To(views.ClientPath(client.ID))
}

// PurgeClient deletes a client that is in the trash for good.
func (s *Site) PurgeClient(v *visit.Visit) error {
	err := v.Scope.PurgeClient(v.Ctx(), v.Param("id"))
	if message, _, _, ok := said(v, err); err != nil && ok {
		v.BadToast(message)
	} else if err != nil {
		return err
	} else {
		v.Toast(v.T("Deleted for good"), "")
	}
	return v.To(views.ClientsAt{Trash: true}.Path())
}
