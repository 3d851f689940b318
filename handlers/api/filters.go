package api

import (
	"errors"
	"net/http"
	"time"

	"mddash/domain"
	"mddash/formats/query"
	"mddash/handlers/visit"
)

const filtersTag = "Filters"

func (a *API) addFilters() {
	const all, one = "/filters", "/filters/{id}"
	const words = "The query is in the words of the search: is:open due<friday tag:sales in:Website priority:high."
	add(a, filtersTag, operation{method: http.MethodGet, path: all, id: "list-filters", summary: "List your filters for todos", about: "They come in your order, and are yours alone."}, listFilters)
	addAgain(a, filtersTag, operation{method: http.MethodPost, path: all, id: "add-filter", status: http.StatusCreated, summary: "Save a filter", about: words}, addFilter, addedFilter)
	add(a, filtersTag, operation{method: http.MethodGet, path: one, id: "get-filter", summary: "Read a filter"}, getFilter)
	add(a, filtersTag, operation{method: http.MethodPut, path: one, id: "replace-filter", summary: "Replace a filter", about: "What is left out takes its default. " + words}, putFilter)
	add(a, filtersTag, operation{method: http.MethodPatch, path: one, id: "change-filter", summary: "Change a filter", about: "A JSON Merge Patch: what is left out stays, null clears."}, patchFilter)
	add(a, filtersTag, operation{method: http.MethodDelete, path: one, id: "delete-filter", status: http.StatusNoContent, summary: "Take a filter to the trash", about: "It can be restored for 30 days."}, deleteFilter)
	addAgain(a, filtersTag, operation{method: http.MethodPost, path: one + "/move", id: "move-filter", summary: "Put a filter at another place"}, moveFilter, movedFilter)
	addAgain(a, filtersTag, operation{method: http.MethodPost, path: one + "/restore", id: "restore-filter", summary: "Bring a filter back from the trash"}, restoreFilter, restoredFilter)
}

// Filter is what somebody asks of their todos again and again.
type Filter struct {
	ID        int64      `json:"id"`
	Name      string     `json:"name" example:"Sales this week"`
	Query     string     `json:"query" example:"is:open due<friday tag:sales"`
	Grouping  *string    `json:"grouping" doc:"null for what fits the list"`
	Sorting   *string    `json:"sorting" doc:"null for what fits the list"`
	Icon      string     `json:"icon"`
	Color     *string    `json:"color"`
	Place     int        `json:"place" doc:"Which one of yours it is, from 1 on"`
	CreatedAt *time.Time `json:"created_at" nullable:"true"`
	UpdatedAt *time.Time `json:"updated_at" nullable:"true"`
}

func filterOf(f domain.SavedFilter) Filter {
	return Filter{ID: f.ID, Name: f.Name, Query: f.Query, Grouping: text(f.Grouping), Sorting: text(f.Sorting), Icon: f.Icon, Color: text(f.Color), Place: f.Place,
		CreatedAt: moment(f.CreatedAt), UpdatedAt: moment(f.UpdatedAt)}
}

// OnFilter is a request about one filter.
type OnFilter struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingFilter is one that may be bound to the version that the caller knows.
type ChangingFilter struct {
	OnFilter
	Changing
}

// FilterInput is a filter as it is sent.
type FilterInput domain.FilterInput

// FilterPatch is a merge patch of a FilterInput.
type FilterPatch struct {
	domain.FilterInput
	patch
}

func (p FilterPatch) over(in domain.FilterInput) (domain.FilterInput, error) {
	return in.Merge(p.fields)
}

// FilterPlace is where a filter is to stand.
type FilterPlace struct {
	Place int `json:"place" minimum:"1" maximum:"50" doc:"From 1 on; one that is too far is the last"`
}

type (
	addingFilter    struct{ Body FilterInput }
	replacingFilter struct {
		ChangingFilter
		Body FilterInput
	}
	patchingFilter struct {
		ChangingFilter
		Body FilterPatch
	}
	movingFilter struct {
		OnFilter
		Body FilterPlace
	}
)

// readable is nil for a filter whose words can be meant; else it says at query what is wrong with them.
func readable(v *visit.Visit, in domain.FilterInput) error {
	asked, err := query.Parse(in.Query, v.Now().In(v.User.Location()))
	if err == nil {
		_, err = v.Scope.TodoWords(v.Ctx(), asked)
	}
	var told *domain.Error
	if errors.As(err, &told) && told.Fields["q"] != "" {
		return domain.Problems{"query": told.Fields["q"]}.Err()
	}
	return err
}

func listFilters(v *visit.Visit, in *Paging) (*page[Filter], error) {
	found, err := v.Scope.Filters(v.Ctx())
	if err != nil {
		return nil, err
	}
	items := []Filter{}
	for _, f := range found {
		items = append(items, filterOf(f))
	}
	return slicePage(v, items, *in, func(f Filter) string { return placeOf(int64(f.Place)) })
}

func filterObject(f domain.SavedFilter, err error) (*object[Filter], error) {
	if err != nil {
		return nil, err
	}
	return &object[Filter]{ETag: quoted(f.Version()), Body: filterOf(f)}, nil
}

func addFilter(v *visit.Visit, in *addingFilter) (*created[Filter], error) {
	asked := domain.FilterInput(in.Body)
	if err := readable(v, asked); err != nil {
		return nil, err
	}
	f, err := v.Scope.AddFilter(v.Ctx(), asked)
	return filterCreated(v, f, err)
}

func addedFilter(v *visit.Visit, _ *addingFilter, earlier domain.Earlier) (*created[Filter], error) {
	f, err := v.Scope.Filter(v.Ctx(), earlier.Added("filter"))
	return filterCreated(v, f, err)
}

func filterCreated(v *visit.Visit, f domain.SavedFilter, err error) (*created[Filter], error) {
	if err != nil {
		return nil, err
	}
	return &created[Filter]{Location: placeIn(v, "/filters", f.ID), ETag: quoted(f.Version()), Body: filterOf(f)}, nil
}

func getFilter(v *visit.Visit, in *OnFilter) (*object[Filter], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	f, err := v.Scope.Filter(v.Ctx(), id)
	return filterObject(f, err)
}

func putFilter(v *visit.Visit, in *replacingFilter) (*object[Filter], error) {
	return in.change(v, func(domain.FilterInput) (domain.FilterInput, error) { return domain.FilterInput(in.Body), nil })
}

func patchFilter(v *visit.Visit, in *patchingFilter) (*object[Filter], error) {
	return in.change(v, in.Body.over)
}

// change reads the words before the filter is written: names in them are looked up.
func (c ChangingFilter) change(v *visit.Visit, change func(domain.FilterInput) (domain.FilterInput, error)) (*object[Filter], error) {
	id, version, err := c.row(v)
	if err != nil {
		return nil, err
	}
	was, err := v.Scope.Filter(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	in, err := change(was.Input())
	if err == nil && in.Query != was.Query {
		err = readable(v, in)
	}
	if err != nil {
		return nil, err
	}
	f, err := v.Scope.UpdateFilter(v.Ctx(), id, version, change)
	return filterObject(f, err)
}

func (c ChangingFilter) row(v *visit.Visit) (id int64, version string, err error) {
	if id, err = c.ID.id(); err != nil {
		return 0, "", err
	}
	version, err = c.version(func() (string, error) {
		f, err := v.Scope.Filter(v.Ctx(), id)
		return f.Version(), err
	})
	return id, version, err
}

func deleteFilter(v *visit.Visit, in *ChangingFilter) (*none, error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteFilter(v.Ctx(), id, version)
}

func moveFilter(v *visit.Visit, in *movingFilter) (*object[Filter], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	f, err := v.Scope.MoveFilter(v.Ctx(), id, in.Body.Place)
	return filterObject(f, err)
}

// movedFilter answers again with the filter as it is now.
func movedFilter(v *visit.Visit, in *movingFilter, _ domain.Earlier) (*object[Filter], error) {
	return getFilter(v, &in.OnFilter)
}

func restoreFilter(v *visit.Visit, in *OnFilter) (*object[Filter], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	f, err := v.Scope.RestoreFilter(v.Ctx(), id)
	return filterObject(f, err)
}

func restoredFilter(v *visit.Visit, in *OnFilter, _ domain.Earlier) (*object[Filter], error) {
	return getFilter(v, in)
}
