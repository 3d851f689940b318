package dav

import (
	"net/url"
	"strings"

	"mddash/handlers/visit"
)

// kind of place that an address leads to.
type kind int

const (
	nowhere    kind = iota
	root            // the bare host, or /dav/
	principals      // /dav/principals/
	principal       // /dav/principals/{user}/
	homes           // /dav/calendars/
	home            // /dav/calendars/{user}/
	calendar        // /dav/calendars/{user}/{collection}/
	object          // /dav/calendars/{user}/{collection}/{name}
)

// place is what an address is about. Those of other people lead nowhere.
type place struct {
	kind       kind
	collection string
	object     string
}

// placeOf reads an escaped path of ours. A piece of it that holds a slash or nothing leads nowhere.
func placeOf(v *visit.Visit, escapedPath string) place {
	rest, ok := strings.CutPrefix(escapedPath, visit.DAVPrefix)
	if escapedPath == "/" || ok && (rest == "" || rest == "/") {
		return place{kind: root}
	}
	if !ok || rest[0] != '/' {
		return place{}
	}
	pieces := strings.Split(strings.TrimSuffix(rest[1:], "/"), "/")
	for i, piece := range pieces {
		text, err := url.PathUnescape(piece)
		if err != nil || text == "" || text == "." || text == ".." || strings.ContainsAny(text, "/\\\x00") {
			return place{}
		}
		pieces[i] = text
	}
	if len(pieces) > 1 && pieces[1] != v.User.ID {
		return place{}
	}
	switch under, n := pieces[0], len(pieces); {
	case under == "principals" && n <= 2:
		return place{kind: []kind{principals, principal}[n-1]}
	case under != "calendars" || n > 4:
		return place{}
	case n == 4 && strings.HasSuffix(rest, "/"):
		return place{}
	default:
		at := place{kind: []kind{homes, home, calendar, object}[n-1]}
		if n > 2 {
			at.collection = pieces[2]
		}
		if n > 3 {
			at.object = pieces[3]
		}
		return at
	}
}

// pathOf is the escaped path of a place, as others reach it.
func pathOf(v *visit.Visit, at place) string {
	path := visit.DAVPrefix + "/"
	switch at.kind {
	case principals, principal:
		path += "principals/"
	case homes, home, calendar, object:
		path += "calendars/"
	}
	if at.kind != root && at.kind != principals && at.kind != homes {
		path += url.PathEscape(v.User.ID) + "/"
	}
	if at.collection != "" {
		path += url.PathEscape(at.collection) + "/"
	}
	if at.object != "" {
		path += url.PathEscape(at.object)
	}
	return v.URL(path)
}

// placeNamed is the place that a body or a header names by its address, absolute or not.
func placeNamed(v *visit.Visit, href string) place {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil {
		return place{}
	}
	path, under := strings.CutPrefix(u.EscapedPath(), v.URL(""))
	if !under {
		return place{}
	}
	return placeOf(v, path)
}
