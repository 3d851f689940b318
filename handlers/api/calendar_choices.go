package api

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
)

func (a *API) addCalendarChoices() {
	const path = "/calendar/choices"
	add(a, calendarTag, operation{method: http.MethodGet, path: path, id: "get-calendar-choices", summary: "Read what your calendar's views leave out", about: "It hides nothing from anybody else, and nothing from lists and feeds."}, getCalendarChoices)
	add(a, calendarTag, operation{method: http.MethodPut, path: path, id: "replace-calendar-choices", summary: "Choose what your calendar's views leave out"}, putCalendarChoices)
	add(a, calendarTag, operation{method: http.MethodPatch, path: path, id: "change-calendar-choices", summary: "Choose some of it", about: "A JSON Merge Patch: what is left out stays, null clears."}, patchCalendarChoices)
}

// CalendarChoices are what somebody's views of the calendar leave out.
type CalendarChoices struct {
	HiddenCalendarIDs []int64  `json:"hidden_calendar_ids" nullable:"false"`
	HiddenDates       []string `json:"hidden_dates" nullable:"false" doc:"todos, projects, decisions, notes"`
}

// CalendarChoicesInput are the choices as they are sent.
type CalendarChoicesInput domain.CalendarChoicesInput

// CalendarChoicesPatch is a merge patch of them.
type CalendarChoicesPatch struct {
	domain.CalendarChoicesInput
	patch
}

func (p CalendarChoicesPatch) over(in domain.CalendarChoicesInput) (domain.CalendarChoicesInput, error) {
	return domain.MergeFields(in, p.fields, []string{"hidden_calendar_ids", "hidden_dates"})
}

type (
	replacingCalendarChoices struct {
		Changing
		Body CalendarChoicesInput
	}
	patchingCalendarChoices struct {
		Changing
		Body CalendarChoicesPatch
	}
)

func calendarChoicesObject(c domain.CalendarChoices, err error) (*object[CalendarChoices], error) {
	if err != nil {
		return nil, err
	}
	body := CalendarChoices{HiddenCalendarIDs: append([]int64{}, c.HiddenCalendars...), HiddenDates: list(c.HiddenDates)}
	return &object[CalendarChoices]{ETag: quoted(c.Version()), Body: body}, nil
}

func getCalendarChoices(v *visit.Visit, _ *struct{}) (*object[CalendarChoices], error) {
	return calendarChoicesObject(v.Scope.CalendarChoices(v.Ctx()))
}

func putCalendarChoices(v *visit.Visit, in *replacingCalendarChoices) (*object[CalendarChoices], error) {
	return in.choose(v, func(domain.CalendarChoicesInput) (domain.CalendarChoicesInput, error) {
		return domain.CalendarChoicesInput(in.Body), nil
	})
}

func patchCalendarChoices(v *visit.Visit, in *patchingCalendarChoices) (*object[CalendarChoices], error) {
	return in.choose(v, in.Body.over)
}

func (c Changing) choose(v *visit.Visit, change func(domain.CalendarChoicesInput) (domain.CalendarChoicesInput, error)) (*object[CalendarChoices], error) {
	version, err := c.version(func() (string, error) {
		choices, err := v.Scope.CalendarChoices(v.Ctx())
		return choices.Version(), err
	})
	if err != nil {
		return nil, err
	}
	return calendarChoicesObject(v.Scope.ChooseCalendars(v.Ctx(), change, version))
}
