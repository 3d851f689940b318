package dav

import (
	"bufio"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"

	"mddash/handlers/visit"
)

// multistatus is an answer about many things, written as they come.
type multistatus struct {
	out     *bufio.Writer
	minimal bool // leave out what is not there
}

// begin starts the answer. After it nothing can go wrong any more that could be told.
func begin(v *visit.Visit) *multistatus {
	res := v.Response()
	res.Header().Set("Content-Type", "application/xml; charset=utf-8")
	res.WriteHeader(http.StatusMultiStatus)
	m := &multistatus{out: bufio.NewWriterSize(res, 32<<10), minimal: strings.Contains(v.Request().Header.Get("Prefer"), "return=minimal")}
	if m.minimal {
		res.Header().Set("Preference-Applied", "return=minimal")
	}
	m.write(xmlHead, `<d:multistatus`, declared, `>`)
	return m
}

// write keeps an error for the end.
func (m *multistatus) write(texts ...string) {
	for _, text := range texts {
		_, _ = m.out.WriteString(text)
	}
}

func (m *multistatus) end(last ...string) error {
	m.write(last...)
	m.write("</d:multistatus>\n")
	return m.out.Flush()
}

// status of one thing as a whole.
func (m *multistatus) status(href string, code int, inner string) {
	m.write("<d:response>", tag(d("href"), escaped(href)), tag(d("status"), statusLine(code)), inner, "</d:response>")
}

func statusLine(code int) string {
	return "HTTP/1.1 " + strconv.Itoa(code) + " " + http.StatusText(code)
}

// subject is something that has properties.
type subject interface {
	// property is what is in an element of this name, as XML; false where it has none.
	property(name xml.Name) (string, bool)
	// properties are the names of those that it has.
	properties() []xml.Name
}

// wanted are the properties that a request asks for.
type wanted struct {
	all, names bool
	list       []xml.Name
	data       *element // CALDAV:calendar-data
}

// wantedBy reads DAV:prop, DAV:allprop and DAV:propname; nothing means all.
func wantedBy(e *element) wanted {
	w := wanted{}
	prop := e.child(d("prop"))
	switch {
	case e.child(d("propname")) != nil:
		w.names = true
		return w
	case prop == nil:
		w.all = true
		prop = e.child(d("include"))
	}
	if prop == nil {
		return w
	}
	for _, one := range prop.children {
		w.list = append(w.list, one.name)
		if one.name == c("calendar-data") {
			w.data = one
		}
	}
	return w
}

// usual are the properties that somebody gets who asks for all of them.
var usual = map[xml.Name]bool{
	d("resourcetype"): true, d("displayname"): true, d("getetag"): true, d("getcontenttype"): true, d("getlastmodified"): true, d("getcontentlength"): true,
}

// response tells the properties of one thing.
func (m *multistatus) response(href string, about subject, w wanted) {
	m.write("<d:response>", tag(d("href"), escaped(href)))
	names := w.list
	if w.all || w.names {
		for _, name := range about.properties() {
			if w.names || usual[name] {
				names = append(names[:len(names):len(names)], name)
			}
		}
	}
	var there, lacking strings.Builder
	for _, name := range names {
		if w.names {
			there.WriteString(tag(name, ""))
		} else if inner, ok := about.property(name); ok {
			there.WriteString(tag(name, inner))
		} else {
			lacking.WriteString(tag(name, ""))
		}
	}
	found, missing := there.String(), lacking.String()
	if found != "" || missing == "" || m.minimal {
		m.propstat(found, http.StatusOK)
	}
	if missing != "" && !m.minimal {
		m.propstat(missing, http.StatusNotFound)
	}
	m.write("</d:response>")
}

func (m *multistatus) propstat(props string, code int) {
	m.write("<d:propstat><d:prop>", props, "</d:prop>", tag(d("status"), statusLine(code)), "</d:propstat>")
}
