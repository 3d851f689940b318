package web

import (
	"net/http"
	"slices"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// projectsShown is a page of the list of projects.
const projectsShown = 60

// ShowProjects is the list of projects: as cards, as a table, or of those in the trash.
func (s *Site) ShowProjects(v *visit.Visit) error {
	page := views.ProjectsPage{At: views.ProjectsAtQuery(v.Ctx(), v.QueryParams()), Now: local(v), MayAdd: v.User.IsStaff()}
	filter := page.At.Filter()
	filter.Limit = projectsShown
	list, err := v.Scope.ListProjects(v.Ctx(), filter)
	if domain.KindOf(err) == domain.Invalid && page.At.After != "" {
		// A cursor of another list, or of an older version: begin at the beginning.
		page.At.After, filter.Cursor = "", ""
		list, err = v.Scope.ListProjects(v.Ctx(), filter)
	}
	if err != nil {
		return err
	}
	page.Items, page.Next = list.Items, list.Next
	if err := s.fillProjects(v, &page); err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Projects(page))
}

// fillProjects reads whom and which clients the projects name, and what can be filtered by.
func (s *Site) fillProjects(v *visit.Visit, page *views.ProjectsPage) error {
	var people, clients []string
	for _, p := range page.Items {
		people = append(append(people, p.OwnerID), p.ManagerIDs...)
		if p.ClientID != "" {
			clients = append(clients, p.ClientID)
		}
	}
	var err error
	if page.People, err = v.Scope.People(v.Ctx(), distinct(people)); err != nil {
		return err
	}
	if page.Clients, err = v.Scope.ClientRefs(v.Ctx(), distinct(clients)); err != nil || page.At.Trash() {
		return err
	}
	if page.ClientChoices, err = clientChoices(v, page.At.Client); err != nil {
		return err
	}
	page.OwnerChoices, err = v.Scope.Assignable(v.Ctx(), 0)
	return err
}

// clientChoices are the clients that the caller can choose from; clients are the staff's.
func clientChoices(v *visit.Visit, chosen string) ([]domain.ClientRef, error) {
	if !v.User.IsStaff() {
		return nil, nil
	}
	return v.Scope.ClientNames(v.Ctx(), chosen)
}

func distinct(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}
