package api

import (
	"net/http"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

const peopleTag = "People"

func (a *API) addPeople() {
	add(a, peopleTag, operation{method: http.MethodGet, path: "/people", id: "list-people", summary: "List who can be assigned", about: "To tasks of a project, or to personal todos where no project is given."}, listPeople)
	add(a, peopleTag, operation{method: http.MethodGet, path: "/users", id: "list-users", summary: "List all accounts; for admins", errors: []int{403}}, listUsers)
}

type choosing struct {
	ProjectID number `query:"project_id" minimum:"1" doc:"The project whose tasks they are to be assigned to"`
	Paging
}

func listPeople(v *visit.Visit, in *choosing) (*page[Person], error) {
	project := int64(0)
	if in.ProjectID != "" {
		var err error
		if project, err = in.ProjectID.id(); err != nil {
			return nil, domain.Problems{"project_id": domain.UnknownID}.Err()
		}
	}
	people, err := v.Scope.Assignable(v.Ctx(), project)
	if domain.KindOf(err) == domain.NotFound {
		err = domain.Problems{"project_id": domain.UnknownID}.Err()
	}
	if err != nil {
		return nil, err
	}
	shown := []Person{}
	for _, p := range people {
		shown = append(shown, personOf(p))
	}
	return slicePage(v, shown, in.Paging, func(p Person) string { return strings.ToLower(p.Name) + " " + p.ID })
}

func listUsers(v *visit.Visit, in *Paging) (*page[Account], error) {
	problems := domain.Problems{}
	limit := in.limit(problems)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	users, err := v.Scope.Users(v.Ctx(), in.Cursor, limit)
	if err != nil {
		return nil, err
	}
	shown := []Account{}
	for _, u := range users.Items {
		shown = append(shown, Account{User: userOf(u.User), Disabled: u.Disabled, TwoFactor: u.TwoFactor})
	}
	return pageOf(v, shown, users.Total, users.Next), nil
}
