package dav

import (
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

// report answers the questions about a collection that a program keeps a copy of.
func (s *Server) report(v *visit.Visit, at place) error {
	asked, err := body(v)
	if err != nil {
		return err
	}
	if asked == nil {
		return errXML
	}
	if at.kind != calendar && at.kind != object {
		return s.reportOnPeople(v, at, asked)
	}
	one, err := s.collectionAt(v, at)
	if err != nil {
		return err
	}
	switch asked.name {
	case c("calendar-query"):
		return s.query(v, at, one, asked)
	case c("calendar-multiget"):
		return s.multiget(v, at, one, asked)
	case c("free-busy-query"):
		if one.OfTodos() {
			return unsupported()
		}
		return s.freeBusy(v, one, asked)
	case d("sync-collection"):
		if at.kind == object {
			return unsupported()
		}
		return s.sync(v, at, one, asked)
	}
	return unsupported()
}

// reportOnPeople answers what programs of Apple's and Thunderbird ask about principals, and stop where it is refused: of
// other people there is nothing to be found.
func (s *Server) reportOnPeople(v *visit.Visit, at place, asked *element) error {
	switch asked.name {
	case d("principal-search-property-set"):
		return v.Blob(http.StatusOK, "application/xml; charset=utf-8", []byte(xmlHead+"<d:principal-search-property-set"+declared+"/>\n"))
	case d("principal-property-search"):
		return begin(v).end()
	case d("expand-property"):
		w := wanted{}
		for _, one := range asked.all(d("property")) {
			name, _ := one.attr("name")
			space, said := one.attr("namespace")
			if !said {
				space = nsDAV
			}
			if w.list = append(w.list, xml.Name{Space: space, Local: name}); !isName(name) || len(w.list) > propertiesMax {
				return errXML
			}
		}
		m := begin(v)
		m.response(pathOf(v, at), aboutPlace(v, at), w)
		return m.end()
	}
	return unsupported()
}

// isName tells whether a text can be the name of an element without more ado.
func isName(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == "" && strings.Trim(text[:1], "0123456789-") != ""
}

func unsupported() error {
	return &refusal{http.StatusForbidden, tag(d("supported-report"), ""), "There is no such report here."}
}

// multiget tells of objects that are named.
func (s *Server) multiget(v *visit.Visit, at place, one domain.Collection, asked *element) error {
	form, err := formOf(asked)
	if err != nil {
		return err
	}
	hrefs := asked.all(d("href"))
	names := make([]string, 0, len(hrefs))
	for _, each := range hrefs {
		if to := placeNamed(v, each.value()); to.kind == object && to.collection == at.collection {
			names = append(names, to.object)
		}
	}
	found := map[string]*item{}
	if len(names) > 0 {
		all, err := s.items(v, one, domain.ObjectFilter{Names: names})
		if err != nil {
			return err
		}
		for _, i := range all {
			found[i.name] = i
		}
	}
	m := begin(v)
	w, told := wantedBy(asked), map[place]bool{}
	for _, each := range hrefs {
		to := placeNamed(v, each.value())
		if told[to] && to.kind == object {
			continue // however often it is named, and however it is spelt
		}
		told[to] = true
		if i := found[to.object]; i != nil && to.kind == object && to.collection == at.collection {
			form.tell(v, m, to, i, w)
			continue
		}
		m.status(each.value(), http.StatusNotFound, "")
	}
	return m.end()
}

// query tells of objects that a filter lets through.
func (s *Server) query(v *visit.Visit, at place, one domain.Collection, asked *element) error {
	form, err := formOf(asked)
	if err != nil {
		return err
	}
	filter, err := filterOf(asked.child(c("filter")))
	if err != nil {
		return err
	}
	narrow := filter.within()
	if at.kind == object {
		narrow = domain.ObjectFilter{Names: []string{at.object}}
	}
	all, err := s.items(v, one, narrow)
	if err != nil {
		return err
	}
	m := begin(v)
	w := wantedBy(asked)
	for _, i := range all {
		if filter.lets(v, i) {
			form.tell(v, m, place{kind: object, collection: at.collection, object: i.name}, i, w)
		}
		i.tree = nil
	}
	return m.end()
}

// sync tells what of a collection is another than the program knows it.
func (s *Server) sync(v *visit.Visit, at place, one domain.Collection, asked *element) error {
	form, err := formOf(asked)
	if err != nil {
		return err
	}
	limit := 0
	if n := asked.child(d("limit")).child(d("nresults")); n != nil {
		if limit, err = strconv.Atoi(n.value()); err != nil || limit < 1 {
			return &refusal{http.StatusForbidden, tag(d("number-of-matches-within-limits"), ""), "Ask for at least one."}
		}
	}
	token := asked.child(d("sync-token")).value()
	if token != "" {
		var ours bool
		if token, ours = strings.CutPrefix(token, syncToken(v, one, "")); !ours || token == "" {
			return badToken()
		}
	}
	found, err := s.changes(v, one, token, limit)
	if domain.KindOf(err) == domain.Invalid {
		return badToken()
	}
	if err != nil {
		return err
	}
	m := begin(v)
	w := wantedBy(asked)
	for _, i := range found.Objects {
		form.tell(v, m, place{kind: object, collection: at.collection, object: i.name}, i, w)
	}
	for _, name := range found.Gone {
		m.status(pathOf(v, place{kind: object, collection: at.collection, object: name}), http.StatusNotFound, "")
	}
	if found.More {
		m.status(pathOf(v, at), http.StatusInsufficientStorage, tooMany)
	}
	return m.end(tag(d("sync-token"), escaped(syncToken(v, one, found.Token))))
}

func badToken() error {
	return &refusal{http.StatusForbidden, tag(d("valid-sync-token"), ""), "Read everything again."}
}

func (s *Server) changes(v *visit.Visit, one domain.Collection, token string, limit int) (domain.Changed[*item], error) {
	zones := zonesFor(v)
	if one.OfTodos() {
		found, err := v.Scope.TodoChanges(v.Ctx(), one.ProjectID, token, limit)
		return domain.Changed[*item]{Objects: itemsOf(v, found.Objects, zones, todoItem), Gone: found.Gone, Token: found.Token, More: found.More}, err
	}
	found, err := v.Scope.EventChanges(v.Ctx(), one.CalendarID, token, limit)
	return domain.Changed[*item]{Objects: itemsOf(v, found.Objects, zones, eventItem), Gone: found.Gone, Token: found.Token, More: found.More}, err
}
