package dav

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/handlers/visit"
)

// propfind tells the properties of a place, and of what is in it where they are asked for.
func (s *Server) propfind(v *visit.Visit, at place) error {
	deep, err := depth(v)
	if err != nil {
		return err
	}
	asked, err := body(v)
	if err != nil {
		return err
	}
	if asked != nil && asked.name != d("propfind") {
		return errXML
	}
	w := wantedBy(asked)
	switch at.kind {
	case calendar:
		return s.propfindCollection(v, at, w, deep)
	case object:
		one, _, err := s.itemAt(v, at)
		if err != nil {
			return err
		}
		m := begin(v)
		m.response(pathOf(v, at), one, w)
		return m.end()
	}
	return s.propfindPlace(v, at, w, deep)
}

// depth reads how deep is asked for: this place alone, or what is in it. All the way down is refused.
func depth(v *visit.Visit) (bool, error) {
	switch strings.ToLower(v.Request().Header.Get("Depth")) {
	case "0":
		return false, nil
	case "1":
		return true, nil
	case "", "infinity":
		return false, &refusal{http.StatusForbidden, tag(d("propfind-finite-depth"), ""), "Ask for depth 0 or 1."}
	}
	return false, echo.ErrBadRequest
}

func (s *Server) propfindPlace(v *visit.Visit, at place, w wanted, deep bool) error {
	var collections []domain.Collection
	if at.kind == home && deep {
		var err error
		if collections, err = v.Scope.Collections(v.Ctx()); err != nil {
			return err
		}
	}
	about := aboutPlace(v, at)
	if at.kind == home {
		chosen, err := v.Scope.CollectionsChoices(v.Ctx())
		if err != nil {
			return err
		}
		for name, key := range homeChoices {
			if chosen[key] != "" {
				about.add(name, escaped(chosen[key]))
			}
		}
	}
	m := begin(v)
	path := pathOf(v, at)
	if at.kind == root {
		path = v.URL(v.Request().URL.EscapedPath()) // the bare host has the same properties
	}
	m.response(path, about, w)
	if deep {
		within := map[kind][]kind{root: {principals, homes}, principals: {principal}, homes: {home}}
		for _, k := range within[at.kind] {
			m.response(pathOf(v, place{kind: k}), aboutPlace(v, place{kind: k}), w)
		}
	}
	for _, one := range collections {
		m.response(pathOf(v, place{kind: calendar, collection: one.Name}), aboutCollection(v, one), w)
	}
	return m.end()
}

func (s *Server) propfindCollection(v *visit.Visit, at place, w wanted, deep bool) error {
	one, err := s.collectionAt(v, at)
	if err != nil {
		return err
	}
	var all []*item
	if deep {
		if all, err = s.items(v, one, domain.ObjectFilter{}); err != nil {
			return err
		}
	}
	m := begin(v)
	m.response(pathOf(v, at), aboutCollection(v, one), w)
	for _, i := range all {
		m.response(pathOf(v, place{kind: object, collection: at.collection, object: i.name}), i, w)
		i.tree = nil
	}
	return m.end()
}
