package web

import (
	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// projectPages make the views of a project beside those of its tasks. Each is listed in views.ProjectHead's tabs too.
func (s *Site) projectPages() map[string]func(*visit.Visit, views.ProjectHead) error {
	return map[string]func(*visit.Visit, views.ProjectHead) error{
		views.ProjectNotesView:    s.showProjectNotes,
		views.ProjectDecisions:    s.showProjectDecisions,
		views.ProjectFilesView:    s.showProjectFiles,
		views.ProjectEvents:       s.showProjectEvents,
		views.ProjectSettingsView: s.showProjectSettings,
		views.ProjectPeopleView:   s.showProjectPeople,
		views.ProjectActivityView: s.showProjectActivity,
	}
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
	if at.In == views.ProjectBoard && v.Partial() && v.QueryParams().Has("column") {
		return s.showMoreCards(v, at)
	}
	return s.showList(v, at)
}

// projectHead is what stands over every view of a project that the caller sees; else NotFound.
func (s *Site) projectHead(v *visit.Visit, id int64, view string) (views.ProjectHead, error) {
	head := views.ProjectHead{View: view, Now: local(v), At: views.ProjectAt(id, v.QueryParams()), MayCopy: v.User.IsStaff()}
	var err error
	if head.Project, err = v.Scope.Project(v.Ctx(), id); err != nil {
		return head, err
	}
	if v.Partial() {
		return head, nil // what stands over the page stays as it is
	}
	people, err := v.Scope.ProjectPeople(v.Ctx(), id)
	if err != nil {
		return head, err
	}
	head.Team = teamIn(people)
	if head.Project.ClientID == "" {
		return head, nil
	}
	clients, err := v.Scope.ClientRefs(v.Ctx(), []string{head.Project.ClientID})
	head.Client = clients[head.Project.ClientID].CompanyName
	return head, err
}

// teamShown is how many people stand over a project's page.
const teamShown = 5

// teamIn are those who work on a project: who only looks is not named there.
func teamIn(people []domain.ProjectPerson) []ui.Person {
	var team []ui.Person
	for _, p := range people {
		if p.Role != domain.ProjectViewer && !p.Disabled && len(team) < teamShown {
			team = append(team, ui.Person{ID: p.ID, Name: p.Name})
		}
	}
	return team
}
