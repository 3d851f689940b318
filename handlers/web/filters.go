package web

import (
	"net/http"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/formats/query"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// asked is what a place asks of todos, with the words of its filter read as the search reads them. Words that can't be
// meant are Invalid at q.
func asked(v *visit.Visit, at views.TodosAt, saved *domain.SavedFilter) (domain.TodoFilter, error) {
	f := at.Filter(v.Today())
	text := at.Query
	if saved != nil {
		text = saved.Query + " " + at.Query
	}
	if strings.TrimSpace(text) == "" {
		return f, nil
	}
	q, err := query.Parse(text, local(v))
	if err != nil {
		return f, err
	}
	words, err := v.Scope.TodoWords(v.Ctx(), q)
	if err != nil {
		return f, err
	}
	f.Query, f.Words = "", &words
	if q.Done != nil && !f.Trashed {
		f.Completed = q.Done
	}
	if f.Archived == domain.NotArchived {
		f.Archived = words.Archived
	}
	// What is in a project that was named is meant whosoever it is.
	if len(words.ProjectIDs) > 0 && !words.Mine && !f.AssignedTo && !f.Trashed {
		f.Reach = domain.Visible
	}
	return f, nil
}

// askedOrNot is asked where words that can't be meant are only words.
func askedOrNot(v *visit.Visit, at views.TodosAt) domain.TodoFilter {
	f, err := asked(v, at, nil)
	if err != nil {
		return at.Filter(v.Today())
	}
	return f
}

// ShowFilters are the caller's filters, to be put in order.
func (s *Site) ShowFilters(v *visit.Visit) error {
	filters, err := v.Scope.Filters(v.Ctx())
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Filters(filters))
}

// ShowNewFilter is the form of a new filter, with the words of the place that it was asked for on.
func (s *Site) ShowNewFilter(v *visit.Visit) error {
	return s.showFilterForm(v, http.StatusOK, views.FilterForm{FilterInput: domain.FilterInput{Query: begunWith(v, "query"), Name: begunWith(v, "name")}})
}

// showFilterForm is a page, or a dialog over the list that it was asked for on.
func (s *Site) showFilterForm(v *visit.Visit, status int, form views.FilterForm) error {
	if v.Partial() {
		return s.showPieces(v, status, views.FilterEditDialog(form))
	}
	return s.show(v, status, views.FilterEdit(form))
}

// AddFilter keeps a filter and shows what fits it.
func (s *Site) AddFilter(v *visit.Visit) error {
	in := typedFilter(v)
	err := readable(v, in)
	var filter domain.SavedFilter
	if err == nil {
		filter, err = v.Scope.AddFilter(v.Ctx(), in)
	}
	if err != nil {
		return s.filterRefused(v, views.FilterForm{FilterInput: in}, err)
	}
	v.Toast(v.T("Filter %s saved", named(v, filter.Name)), v.Scope.Batch())
	return v.To(views.FilterPath(filter.ID))
}

// EditFilter is the form of a filter.
func (s *Site) EditFilter(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	filter, err := v.Scope.Filter(v.Ctx(), id)
	if err != nil {
		return err
	}
	return s.showFilterForm(v, http.StatusOK, views.FilterForm{ID: id, Version: filter.Version(), FilterInput: filter.Input()})
}

// SaveFilter changes a filter and shows what fits it.
func (s *Site) SaveFilter(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	in := typedFilter(v)
	if err = readable(v, in); err == nil {
		_, err = v.Scope.UpdateFilter(v.Ctx(), id, v.Fields().Get("version"), func(domain.FilterInput) (domain.FilterInput, error) { return in, nil })
	}
	if err != nil {
		form := views.FilterForm{ID: id, Version: v.Fields().Get("version"), FilterInput: in}
		if now, missing := v.Scope.Filter(v.Ctx(), id); missing == nil && domain.KindOf(err) == domain.Stale {
			form.Version = now.Version()
		}
		return s.filterRefused(v, form, err)
	}
	v.Toast(v.T("Filter %s saved", named(v, in.Name)), v.Scope.Batch())
	return v.To(views.FilterPath(id))
}

func (s *Site) filterRefused(v *visit.Visit, form views.FilterForm, err error) error {
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	form.Message, form.Errors = message, fields
	return s.showFilterForm(v, status, form)
}

// PlaceFilter puts a filter at another place among the caller's.
func (s *Site) PlaceFilter(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	place, err := strconv.Atoi(v.Fields().Get("place"))
	if err != nil {
		return domain.Problems{"place": "Write a number from 1 on."}.Err()
	}
	filter, err := v.Scope.MoveFilter(v.Ctx(), id, place)
	if err != nil {
		return err
	}
	v.Toast(v.T("%s is number %s", named(v, filter.Name), strconv.Itoa(filter.Place)), v.Scope.Batch())
	return v.To("/filters")
}

// DeleteFilter takes a filter to the trash.
func (s *Site) DeleteFilter(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	filter, err := v.Scope.Filter(v.Ctx(), id)
	if err == nil {
		err = v.Scope.DeleteFilter(v.Ctx(), id, "")
	}
	if err != nil {
		return err
	}
	v.Toast(v.T("Filter %s deleted", named(v, filter.Name)), v.Scope.Batch())
	return v.To("/filters")
}

// typedFilter is what the form says. An empty choice is none.
func typedFilter(v *visit.Visit) domain.FilterInput {
	form := v.Fields()
	in := domain.FilterInput{Name: form.Get("name"), Query: form.Get("query")}
	for name, field := range map[string]**string{"grouping": &in.Grouping, "sorting": &in.Sorting, "icon": &in.Icon, "color": &in.Color} {
		if text := form.Get(name); text != "" {
			*field = &text
		}
	}
	return in
}

// readable is nil for words that can be meant; else it says at query what is wrong with them.
func readable(v *visit.Visit, in domain.FilterInput) error {
	q, err := query.Parse(in.Query, local(v))
	if err == nil {
		_, err = v.Scope.TodoWords(v.Ctx(), q)
	}
	if _, fields, _, ok := said(v, err); err != nil && ok && fields["q"] != "" {
		return domain.Problems{"query": fields["q"]}.Err()
	}
	return err
}

// savedAt is the filter of a place, among those that the caller has; NotFound where it is none of them.
func savedAt(filters []domain.SavedFilter, at views.TodosAt) (*domain.SavedFilter, error) {
	if at.Saved == 0 {
		return nil, nil
	}
	for i := range filters {
		if filters[i].ID == at.Saved {
			return &filters[i], nil
		}
	}
	return nil, domain.Fail(domain.NotFound, "There is no such filter.")
}

// problemAt is what is wrong with the words of a place; "" for another error.
func problemAt(v *visit.Visit, err error) string {
	var fields ui.Errors
	if err != nil {
		_, fields, _, _ = said(v, err)
	}
	return fields["q"]
}
