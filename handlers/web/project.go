package web

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// projectPages make the views of a project beside those of its tasks. Each is listed in views.ProjectHead's tabs too.
func (s *Site) projectPages() map[string]func(*visit.Visit, views.ProjectHead) error {
	return map[string]func(*visit.Visit, views.ProjectHead) error{}
}

// ShowProject is a project's page in one of its views, or the piece of it that is asked for.
func (s *Site) ShowProject(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if show, known := s.projectPages()[v.QueryParam("view")]; known {
		head, err := s.projectHead(v, id, v.QueryParam("view"))
		if err != nil {
			return err
		}
		return show(v, head)
	}
	at := views.ProjectAt(id, v.QueryParams())
	at.Open = 0
	return s.showList(v, at)
}

// projectHead is what stands over every view of a project that the caller sees; else NotFound.
func (s *Site) projectHead(v *visit.Visit, id int64, view string) (views.ProjectHead, error) {
	head := views.ProjectHead{View: view, Now: local(v), At: views.ProjectAt(id, v.QueryParams())}
	var err error
	if head.Project, err = v.Scope.Project(v.Ctx(), id); err != nil {
		return head, err
	}
	head.Team, err = s.team(v, head.Project)
	return head, err
}

// team are the owner of a project and its managers.
func (s *Site) team(v *visit.Visit, p domain.Project) ([]ui.Person, error) {
	ids := append([]string{p.OwnerID}, p.ManagerIDs...)
	people, err := v.Scope.People(v.Ctx(), ids)
	var team []ui.Person
	for _, id := range ids {
		if person, known := people[id]; known {
			team = append(team, ui.Person{ID: person.ID, Name: person.Name})
			delete(people, id)
		}
	}
	return team, err
}

// ShowProjects is the list of projects.
func (s *Site) ShowProjects(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.Projects())
}
