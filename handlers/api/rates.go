package api

import (
	"net/http"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

func (a *API) addRates() {
	const all, each = "/projects/{id}/rates", "/projects/{id}/rates/{user_id}"
	denied := []int{http.StatusForbidden}
	add(a, timeTag, operation{method: http.MethodGet, path: all, id: "list-rates", summary: "List what people's hours cost in a project", errors: denied, about: "For who manages the project."}, listRates)
	add(a, timeTag, operation{method: http.MethodPut, path: each, id: "set-rate", summary: "Say what a person's hour costs in a project", status: http.StatusNoContent,
		about: "What was written before keeps its rate."}, setRate)
	add(a, timeTag, operation{method: http.MethodDelete, path: each, id: "delete-rate", summary: "Let a person's hour cost what the project's does", status: http.StatusNoContent}, deleteRate)
}

// Rate is what a person's hour costs in a project.
type Rate struct {
	Person     Person `json:"person"`
	HourlyRate *int64 `json:"hourly_rate" doc:"In minor units of the project's currency; null for the project's own rate"`
}

// RateInput is a rate as it is sent.
type RateInput struct {
	HourlyRate *int64 `json:"hourly_rate" minimum:"0" doc:"In minor units of the project's currency"`
}

// OnRate is a request about the rate of one person in one project.
type OnRate struct {
	OnTodo
	UserID string `path:"user_id" maxLength:"100"`
}

type settingRate struct {
	OnRate
	Body RateInput
}

func listRates(v *visit.Visit, in *listing) (*page[Rate], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	rates, err := v.Scope.ProjectRates(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	shown := []Rate{}
	for _, r := range rates {
		shown = append(shown, Rate{Person: personOf(r.Person), HourlyRate: r.HourlyRate})
	}
	return slicePage(v, shown, in.Paging, func(r Rate) string { return strings.ToLower(r.Person.Name) + " " + r.Person.ID })
}

func setRate(v *visit.Visit, in *settingRate) (*none, error) {
	if in.Body.HourlyRate == nil {
		return nil, domain.Problems{"hourly_rate": "Write what an hour costs, in minor units such as cents."}.Err()
	}
	return in.set(v, in.Body.HourlyRate)
}

func deleteRate(v *visit.Visit, in *OnRate) (*none, error) { return in.set(v, nil) }

func (r OnRate) set(v *visit.Visit, rate *int64) (*none, error) {
	id, err := r.ID.id()
	if err != nil {
		return nil, err
	}
	if !domain.IsText(r.UserID) {
		return nil, nobody()
	}
	return &none{}, v.Scope.SetProjectRate(v.Ctx(), id, r.UserID, rate)
}
