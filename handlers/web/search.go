package web

import (
	"errors"
	"net/http"

	"mddash/domain"
	"mddash/formats/query"
	"mddash/handlers/visit"
	"mddash/views"
)

// hitsShown is a page of what was found.
const hitsShown = 30

// ShowSearch is the page of the search, or what was found on it.
func (s *Site) ShowSearch(v *visit.Visit) error {
	page, status := views.SearchPage{At: views.SearchAtQuery(v.QueryParams()), Now: local(v)}, http.StatusOK
	if err := s.search(v, &page); err != nil {
		var told *domain.Error
		if !errors.As(err, &told) || told.Kind != domain.Invalid || told.Fields["q"] == "" {
			return err
		}
		page.Problem, status = v.Language().Said(told.Fields["q"]), http.StatusUnprocessableEntity
	}
	if v.Partial() && v.Target() == "found" {
		// What is half typed is not wrong yet.
		return s.showPieces(v, http.StatusOK, views.SearchFound(page))
	}
	return s.show(v, status, views.Search(page))
}

func (s *Site) search(v *visit.Visit, page *views.SearchPage) error {
	asked, err := query.Parse(page.At.Query, page.Now)
	if err != nil || asked.IsEmpty() {
		return err
	}
	if page.At.Kind != "" {
		asked.Kinds = []string{page.At.Kind}
	}
	page.Asked = true
	asked.Limit, asked.Cursor, asked.Counts = hitsShown, page.At.After, true
	page.Found, err = v.Scope.Search(v.Ctx(), asked)
	if domain.KindOf(err) == domain.Invalid && page.At.After != "" {
		// A cursor of another search: begin at the beginning.
		page.At.After, asked.Cursor = "", ""
		page.Found, err = v.Scope.Search(v.Ctx(), asked)
	}
	return err
}
