package web

import (
	"net/http"
	"net/url"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// AskToRemoveMyself asks before the caller's account is deleted.
func (s *Site) AskToRemoveMyself(v *visit.Visit) error {
	return s.removalOfMyself(v, http.StatusOK, views.RemovalPage{})
}

func (s *Site) removalOfMyself(v *visit.Visit, status int, page views.RemovalPage) error {
	page.Self, page.Path, page.Back, page.Email = true, "/settings/account/removal", "/settings/data", v.User.Email
	return s.removalPage(v, status, v.User.ID, page)
}

func (s *Site) removalPage(v *visit.Visit, status int, id string, page views.RemovalPage) error {
	var err error
	if page.Heirs, err = v.Scope.Heirs(v.Ctx(), id); err != nil {
		return err
	}
	return s.show(v, status, views.Removal(page))
}

// RemoveMyself deletes the caller's account, and signs them out.
func (s *Site) RemoveMyself(v *visit.Visit) error {
	if err := v.InPerson(); err != nil {
		return err
	}
	form := v.Fields()
	err := v.Scope.RemoveMyself(v.Ctx(), domain.FarewellInput{Password: form.Get("password"), HeirID: form.Get("heir_id")})
	if err == nil {
		if err := v.SignOut(); err != nil {
			return err
		}
		return v.To("/signin?account=deleted")
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.removalOfMyself(v, status, views.RemovalPage{Heir: form.Get("heir_id"), Message: message, Errors: fields})
}

// AskToRemoveUser asks before somebody's account is deleted.
func (s *Site) AskToRemoveUser(v *visit.Visit) error {
	return s.removalOfUser(v, http.StatusOK, views.RemovalPage{})
}

func (s *Site) removalOfUser(v *visit.Visit, status int, page views.RemovalPage) error {
	id := v.Param("id")
	people, err := v.Scope.People(v.Ctx(), []string{id})
	if err != nil {
		return err
	}
	page.Person = ui.Person{ID: id, Name: people[id].Name}
	page.Path, page.Back = "/admin/users/"+url.PathEscape(id)+"/removal", "/admin/users"
	return s.removalPage(v, status, id, page)
}

// RemoveUser deletes somebody's account.
func (s *Site) RemoveUser(v *visit.Visit) error {
	heir := v.Fields().Get("heir_id")
	err := v.Scope.RemoveUser(v.Ctx(), v.Param("id"), heir)
	if err == nil {
		v.Toast(v.T("The account is deleted"), "")
		return v.To("/admin/users")
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.removalOfUser(v, status, views.RemovalPage{Heir: heir, Message: message, Errors: fields})
}
