package visit

import (
	"net/http"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Local returns a path (with query) that somebody handed in, if it stays on this site; else ok is false.
// Browsers read backslashes as slashes and drop tabs and line breaks, so whatever could be read in two ways is refused.
func Local(text string) (string, bool) {
	if !strings.HasPrefix(text, "/") || len(text) > 2000 || !utf8.ValidString(text) {
		return "", false
	}
	if strings.ContainsFunc(text, func(r rune) bool {
		return r == '\\' || r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.IsSpace(r)
	}) {
		return "", false
	}
	u, err := url.Parse(text)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || strings.ContainsAny(u.Path, "\\\x00") {
		return "", false
	}
	if clean := path.Clean(u.Path); u.Path != clean && u.Path != clean+"/" {
		return "", false
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String(), true
}

// FullURL is a path of ours with the scheme and host that the settings name.
func (d *Doors) FullURL(path string) string {
	return d.base.Scheme + "://" + d.base.Host + d.base.Path + path
}

// cameFrom is the page of ours that the browser says the request was made on.
func (d *Doors) cameFrom(r *http.Request) (string, bool) {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host == "" || (u.Host != r.Host && u.Host != d.base.Host) {
		return "", false
	}
	p, under := d.underBase(u.Path)
	if !under {
		return "", false
	}
	return Local((&url.URL{Path: p, RawQuery: u.RawQuery}).String())
}

// underBase takes the base path off a path.
func (d *Doors) underBase(p string) (string, bool) {
	rest, found := strings.CutPrefix(p, d.base.Path)
	switch {
	case !found || (rest != "" && rest[0] != '/'):
		return p, false
	case rest == "":
		return "/", true
	}
	return rest, true
}

func isAPI(r *http.Request) bool {
	return r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/")
}

// DAVPrefix is where programs keep their copy of calendars and todos.
const DAVPrefix = "/dav"

// isDAV tells whether a program asks that keeps a copy of calendars: it brings an API token, and cookies do not count.
func isDAV(r *http.Request) bool {
	p := r.URL.Path
	return p == DAVPrefix || strings.HasPrefix(p, DAVPrefix+"/") || p == "/.well-known/caldav" || p == "/" && (r.Method == "PROPFIND" || r.Method == http.MethodOptions)
}

// asksJSON tells whether a script of a page asks, which reads an answer and shows it in its own way.
func asksJSON(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// AsksJSON tells whether a script of a page asks: it wants JSON, also where something goes wrong.
func (v *Visit) AsksJSON() bool { return asksJSON(v.Request()) }

// isPlain tells whether a request is for something that is the same for everybody: no session, no rate limit.
func isPlain(r *http.Request) bool {
	p := r.URL.Path
	switch p {
	case "/healthz", "/readyz", MetricsPath, "/robots.txt", "/manifest.webmanifest", "/worker.js", "/offline":
		return true
	}
	return strings.HasPrefix(p, "/static/")
}

// isSaid tells whether something plain has words in it.
func isSaid(r *http.Request) bool { return r.URL.Path == "/offline" || r.URL.Path == "/worker.js" }

// isPublic names the pages that are shown to anybody who has their address, and to everybody alike.
func isPublic(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, PublicPrefix) || strings.HasPrefix(r.URL.Path, FeedPrefix) || strings.HasPrefix(r.URL.Path, InvitationPrefix) || strings.HasPrefix(r.URL.Path, LettersPrefix)
}

func isSafe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, "PROPFIND", "REPORT":
		return true
	}
	return false
}

// vary adds names to the Vary header once.
func vary(h http.Header, names ...string) {
	said := strings.ToLower(strings.Join(h.Values("Vary"), ",") + ",")
	for _, name := range names {
		if !strings.Contains(said, strings.ToLower(name)+",") {
			h.Add("Vary", name)
		}
	}
}

func cutLast(text, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(text, sep); i >= 0 {
		return text[:i], text[i+len(sep):], true
	}
	return text, "", false
}
