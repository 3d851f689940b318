package web

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// showProjectPeople is who is in a project.
func (s *Site) showProjectPeople(v *visit.Visit, head views.ProjectHead) error {
	page, err := projectPeople(v, head)
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.ProjectPeople(page))
}

func projectPeople(v *visit.Visit, head views.ProjectHead) (views.ProjectPeoplePage, error) {
	page := views.ProjectPeoplePage{Head: head, Me: v.User.ID, Role: domain.ProjectMember}
	id := head.Project.ID
	var err error
	if page.People, err = v.Scope.ProjectPeople(v.Ctx(), id); err != nil {
		return page, err
	}
	if page.Time, err = v.Scope.ProjectTime(v.Ctx(), id); err != nil {
		return page, err
	}
	if page.Audience, err = v.Scope.ProjectAudience(v.Ctx(), id); err != nil || !head.Project.Access.CanManage() {
		return page, err
	}
	if page.Addable, err = v.Scope.AddablePeople(v.Ctx(), id); err != nil {
		return page, err
	}
	rates, err := v.Scope.ProjectRates(v.Ctx(), id)
	page.Rates = views.RatesOf(v.Ctx(), rates, page.People, head.Project.Currency)
	return page, err
}

// peopleOf reads which project a form is about, for its page of people.
func (s *Site) peopleOf(v *visit.Visit) (views.ProjectHead, error) {
	id, err := v.ID("id")
	if err != nil {
		return views.ProjectHead{}, err
	}
	return s.projectHead(v, id, views.ProjectPeopleView)
}

// AddPerson takes somebody into a project.
func (s *Site) AddPerson(v *visit.Visit) error {
	head, err := s.peopleOf(v)
	if err != nil {
		return err
	}
	userID, role := v.Fields().Get("user_id"), v.Fields().Get("role")
	var person domain.ProjectPerson
	if userID == "" {
		err = domain.Problems{"user_id": "Choose somebody."}.Err()
	} else {
		person, err = v.Scope.SetProjectRole(v.Ctx(), head.Project.ID, userID, role)
	}
	if domain.KindOf(err) == domain.NotFound {
		err = domain.Problems{"user_id": domain.UnknownID}.Err()
	}
	if err != nil {
		return s.peopleRefused(v, head, err, func(page *views.ProjectPeoplePage) { page.UserID, page.Role = userID, role })
	}
	v.Toast(v.T("%s added", person.Name), v.Scope.Batch())
	return v.To(head.Path())
}

// peopleRefused shows the page again with what was typed, and what has to be done about it.
func (s *Site) peopleRefused(v *visit.Visit, head views.ProjectHead, err error, typed func(*views.ProjectPeoplePage)) error {
	message, problems, status, ok := said(v, err)
	if !ok || domain.KindOf(err) == domain.Denied {
		return err
	}
	page, failed := projectPeople(v, head)
	if failed != nil {
		return failed
	}
	page.Message, page.Errors = message, ui.Errors(problems)
	typed(&page)
	return s.show(v, status, views.ProjectPeople(page))
}

// SetPersonRole gives somebody another role in a project.
func (s *Site) SetPersonRole(v *visit.Visit) error {
	head, err := s.peopleOf(v)
	if err != nil {
		return err
	}
	person, err := v.Scope.SetProjectRole(v.Ctx(), head.Project.ID, v.Param("user"), v.Fields().Get("role"))
	if err != nil {
		return s.peopleRefused(v, head, err, func(*views.ProjectPeoplePage) {})
	}
	v.Toast(person.Name+": "+views.RoleName(v.Ctx(), person.Role), v.Scope.Batch())
	return v.To(head.Path())
}

// RemovePerson takes somebody out of a project, and off its tasks if they don't see it any more.
func (s *Site) RemovePerson(v *visit.Visit) error {
	head, err := s.peopleOf(v)
	if err != nil {
		return err
	}
	people, err := v.Scope.People(v.Ctx(), []string{v.Param("user")})
	if err != nil {
		return err
	}
	if err := v.Scope.RemoveFromProject(v.Ctx(), head.Project.ID, v.Param("user")); err != nil {
		return s.peopleRefused(v, head, err, func(*views.ProjectPeoplePage) {})
	}
	v.Toast(v.T("%s removed", people[v.Param("user")].Name), v.Scope.Batch())
	return v.To(head.Path())
}

// LeaveProject takes the caller out of a project.
func (s *Site) LeaveProject(v *visit.Visit) error {
	head, err := s.peopleOf(v)
	if err != nil {
		return err
	}
	if err := v.Scope.LeaveProject(v.Ctx(), head.Project.ID); err != nil {
		return s.peopleRefused(v, head, err, func(*views.ProjectPeoplePage) {})
	}
	v.Toast(v.T("You left %s", named(v, head.Project.Name)), v.Scope.Batch())
	if _, err := v.Scope.Project(v.Ctx(), head.Project.ID); domain.KindOf(err) == domain.NotFound {
		return v.To("/projects")
	}
	return v.To(head.Path())
}

// HandOver makes somebody else the owner of a project.
func (s *Site) HandOver(v *visit.Visit) error {
	head, err := s.peopleOf(v)
	if err != nil {
		return err
	}
	if _, err := v.Scope.HandOverProject(v.Ctx(), head.Project.ID, v.Fields().Get("user_id")); err != nil {
		return s.peopleRefused(v, head, err, func(*views.ProjectPeoplePage) {})
	}
	v.Toast(v.T("%s handed over", named(v, head.Project.Name)), v.Scope.Batch())
	return v.To(head.Path())
}

// SaveRates says what the hours of a project's people cost. All of them have to be amounts before any is kept.
func (s *Site) SaveRates(v *visit.Visit) error {
	head, err := s.peopleOf(v)
	if err != nil {
		return err
	}
	page, err := projectPeople(v, head)
	if err != nil {
		return err
	}
	if !head.Project.Access.CanManage() {
		return domain.Fail(domain.Denied, "Only who manages the project knows and sets what hours cost.")
	}
	problems, rates := domain.Problems{}, map[string]*int64{}
	for i, rate := range page.Rates {
		field := views.RateField(rate.Person.ID)
		if !v.Fields().Has(field) {
			continue
		}
		page.Rates[i].Rate = v.Fields().Get(field)
		rates[rate.Person.ID] = views.TypedRate(problems, field, page.Rates[i].Rate, head.Project.Currency)
	}
	if err := problems.Err(); err != nil {
		return s.peopleRefused(v, head, err, func(again *views.ProjectPeoplePage) { again.Rates = page.Rates })
	}
	for userID, rate := range rates {
		if err := v.Scope.SetProjectRate(v.Ctx(), head.Project.ID, userID, rate); err != nil {
			return err
		}
	}
	v.Toast(v.T("Rates saved"), v.Scope.Batch())
	return v.To(head.Path())
}
