// Package dav is CalDAV: calendars and todos for the programs of phones and desktops (RFC 4791, 6578 and what they stand
// on). Every request brings an API token; there are no sessions and no cookies.
package dav

import (
	"encoding/xml"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/handlers/visit"
)

// Server answers calendar programs.
type Server struct{}

// New makes one.
func New() *Server { return &Server{} }

// Methods are those that it answers below its prefix, with what they need.
func Methods() []string {
	return []string{
		http.MethodGet, http.MethodPut, http.MethodDelete, "PROPFIND", "PROPPATCH", "REPORT", "MKCALENDAR", "MKCOL", "MOVE", "COPY", "LOCK", "UNLOCK", http.MethodPost,
	}
}

// Redirect sends whoever looks for a calendar server to it.
func (s *Server) Redirect(v *visit.Visit) error {
	return v.Context.Redirect(http.StatusMovedPermanently, v.URL(visit.DAVPrefix+"/"))
}

// Options tells anybody what the server can do, which is the same everywhere.
func (s *Server) Options(v *visit.Visit) error {
	h := v.Response().Header()
	h.Set("DAV", "1, 3, access-control, calendar-access, extended-mkcol")
	h.Set("Allow", allowed)
	return v.NoContent(http.StatusOK)
}

const allowed = "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, PROPPATCH, REPORT, MKCALENDAR, MKCOL, MOVE"

// Serve answers one request.
func (s *Server) Serve(v *visit.Visit) error {
	r := v.Request()
	v.Response().Header().Set("DAV", "1, 3, access-control, calendar-access, extended-mkcol")
	at := placeOf(v, r.URL.EscapedPath())
	if at.kind == nowhere {
		return notFound()
	}
	var err error
	switch r.Method {
	case "PROPFIND":
		err = s.propfind(v, at)
	case "PROPPATCH":
		err = s.proppatch(v, at)
	case "REPORT":
		err = s.report(v, at)
	case "MKCALENDAR", "MKCOL":
		err = s.makeCalendar(v, at)
	case http.MethodGet, http.MethodHead:
		err = s.get(v, at)
	case http.MethodPut:
		err = s.put(v, at)
	case http.MethodDelete:
		err = s.remove(v, at)
	case "MOVE":
		err = s.move(v, at)
	default:
		v.Response().Header().Set("Allow", allowed)
		err = echo.ErrMethodNotAllowed
	}
	return s.answer(v, err)
}

func notFound() error { return domain.Fail(domain.NotFound, "There is nothing here.") }

// refusal is an answer that names the precondition that did not hold.
type refusal struct {
	status int
	inner  string // of DAV:error
	text   string
}

func (r *refusal) Error() string { return r.text }

// answer tells refusals in XML; every other error goes on to where all are answered.
func (s *Server) answer(v *visit.Visit, err error) error {
	var no *refusal
	switch {
	case errors.As(err, &no):
		body := xmlHead + `<d:error` + declared + `>` + no.inner
		if no.text != "" {
			body += tag(d("responsedescription"), escaped(no.text))
		}
		return v.Blob(no.status, "application/xml; charset=utf-8", []byte(body+"</d:error>\n"))
	case errors.Is(err, errXML):
		return echo.ErrBadRequest
	}
	return err
}

const xmlHead = `<?xml version="1.0" encoding="utf-8"?>` + "\n"

// body reads the XML of a request; nil where there is none. It may ask for so many properties of each thing and no more.
func body(v *visit.Visit) (*element, error) {
	asked, err := parseXML(v.Request().Body)
	for _, name := range []xml.Name{d("prop"), d("include")} {
		if list := asked.child(name); err == nil && list != nil && len(list.children) > propertiesMax {
			err = errXML
		}
	}
	return asked, err
}

// collectionAt is the collection that a place is or is in.
func (s *Server) collectionAt(v *visit.Visit, at place) (domain.Collection, error) {
	return v.Scope.Collection(v.Ctx(), at.collection)
}

// mayWrite tells whether the token that came along is good for changing something.
func mayWrite(v *visit.Visit) bool { return v.May(domain.ScopeWrite) }
