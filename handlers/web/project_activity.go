package web

import (
	"net/http"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// activityShown is how much of a project's history one page reads.
const activityShown = 60

// showProjectActivity is what happened in a project, the newest first.
func (s *Site) showProjectActivity(v *visit.Visit, head views.ProjectHead) error {
	before, _ := strconv.ParseInt(v.QueryParam("before"), 10, 64)
	history, err := v.Scope.ProjectActivity(v.Ctx(), head.Project.ID, before, activityShown)
	if err != nil {
		return err
	}
	names, err := s.projectNames(v, head, history.Items)
	if err != nil {
		return err
	}
	links, err := s.linksIn(v, head.Project.ID, head.Project.Description)
	if err != nil {
		return err
	}
	page := views.ProjectActivityPage{Head: head, About: s.prose.Linked(head.Project.Description, links), Days: names.ActivityDays(v.Ctx(), history.Items), Before: max(before, 0), Next: history.Next}
	return s.show(v, http.StatusOK, views.ProjectActivity(page))
}

// projectNames reads what the ids in a history stand for.
func (s *Site) projectNames(v *visit.Visit, head views.ProjectHead, entries []domain.ProjectActivity) (views.ProjectNames, error) {
	names := views.ProjectNames{Names: views.Names{Now: head.Now}, Currency: head.Project.Currency}
	var err error
	if names.People, err = v.Scope.People(v.Ctx(), views.PeopleInProject(entries)); err != nil {
		return names, err
	}
	if names.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return names, err
	}
	if names.Todos, err = v.Scope.TodoRefs(v.Ctx(), views.TodosInProject(entries)); err != nil {
		return names, err
	}
	if names.Clients, err = v.Scope.ClientRefs(v.Ctx(), views.ClientsIn(entries)); err != nil {
		return names, err
	}
	if names.Columns, err = spokenColumns(v, head.Project.ID); err != nil {
		return names, err
	}
	links, err := s.linksIn(v, head.Project.ID, views.CommentsIn(entries)...)
	names.Render = func(text string) string { return s.remarks.Linked(text, links) }
	return names, err
}
