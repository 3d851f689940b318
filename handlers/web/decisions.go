package web

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// decisionsShown is a page of the log of decisions.
const decisionsShown = 50

// ShowDecisions is the log of decisions.
func (s *Site) ShowDecisions(v *visit.Visit) error {
	page, err := s.decisionsPage(v, views.DecisionsAtQuery(v.Ctx(), v.QueryParams()))
	if err != nil {
		return err
	}
	if page.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return err
	}
	page.MayAdd = v.User.IsStaff()
	return s.show(v, http.StatusOK, views.Decisions(page))
}

// showProjectDecisions are the decisions of a project, on its page.
func (s *Site) showProjectDecisions(v *visit.Visit, head views.ProjectHead) error {
	page, err := s.decisionsPage(v, views.DecisionsAtQuery(v.Ctx(), v.QueryParams()).InProject(head.Project.ID))
	if err != nil {
		return err
	}
	page.MayAdd = head.Project.Access.CanEdit()
	return s.show(v, http.StatusOK, views.ProjectDecisionsPage(head, page))
}

func (s *Site) decisionsPage(v *visit.Visit, at views.DecisionsAt) (views.DecisionsPage, error) {
	page := views.DecisionsPage{At: at, Now: local(v)}
	filter := at.Filter(v.Today())
	filter.Limit = decisionsShown
	list, err := v.Scope.Decisions(v.Ctx(), filter)
	if domain.KindOf(err) == domain.Invalid && at.After != "" {
		// A cursor of another list, or of an older version: begin at the beginning.
		page.At.After, filter.Cursor = "", ""
		list, err = v.Scope.Decisions(v.Ctx(), filter)
	}
	if err != nil {
		return page, err
	}
	page.Items, page.Next = list.Items, list.Next
	if page.People, err = v.Scope.People(v.Ctx(), distinct(views.PeopleInDecisions(nil, page.Items...))); err != nil {
		return page, err
	}
	return page, s.fillAgain(v, &page)
}

// fillAgain finds a decision that asks to be looked at again, where everything is shown.
func (s *Site) fillAgain(v *visit.Visit, page *views.DecisionsPage) error {
	if page.At.Narrowed() || page.At.After != "" {
		return nil
	}
	filter := page.At.Filter(v.Today())
	filter.Status, filter.DueOn, filter.Sort, filter.Limit = domain.DecisionDecided, v.Today(), domain.SortDue, 1
	found, err := v.Scope.Decisions(v.Ctx(), filter)
	if err == nil && len(found.Items) > 0 {
		page.Again, page.AgainTotal = found.Items[0], found.Total
	}
	return err
}

// ShowDecision is the page of one decision.
func (s *Site) ShowDecision(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	page := views.DecisionPage{Now: local(v)}
	if page.Decision, err = v.Scope.Decision(v.Ctx(), id); err != nil {
		return err
	}
	page.MayAdd = v.User.IsStaff() || page.Decision.Access.CanEdit()
	links, err := s.linksIn(v, page.Decision.ProjectID, page.Decision.Context, page.Decision.Outcome)
	if err != nil {
		return err
	}
	page.Context, page.Outcome = s.remarks.Linked(page.Decision.Context, links), s.remarks.Linked(page.Decision.Outcome, links)
	if err := s.fillDecisionFeed(v, &page); err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Decision(page))
}

func (s *Site) fillDecisionFeed(v *visit.Visit, page *views.DecisionPage) error {
	history, err := v.Scope.DecisionActivity(v.Ctx(), page.Decision.ID)
	if err != nil {
		return err
	}
	if page.People, err = v.Scope.People(v.Ctx(), distinct(views.PeopleInDecisions(history, page.Decision))); err != nil {
		return err
	}
	projects, err := v.Scope.Projects(v.Ctx())
	if err != nil {
		return err
	}
	names := views.Names{People: page.People, Projects: projects, Now: page.Now}
	for _, entry := range history {
		page.Feed = append(page.Feed, names.Decided(v.Ctx(), entry)...)
	}
	return nil
}
