package assets

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	forEver = "public, max-age=31536000, immutable"
	aWhile  = "public, max-age=300"
	recheck = "no-cache"
)

// ServeHTTP answers GET and HEAD for paths under Prefix, with ranges of the uncompressed form.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	f, caching := a.requested(r)
	switch {
	case f == nil:
		refuse(w, http.StatusNotFound)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		header.Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	if len(f.bodies) > 1 {
		header.Add("Vary", "Accept-Encoding")
	}
	coding, ok := wanted(r, f)
	if !ok {
		refuse(w, http.StatusNotAcceptable)
		return
	}
	body, err := f.bodies[coding]()
	if err != nil {
		refuse(w, http.StatusInternalServerError)
		return
	}
	header.Set("Cache-Control", caching)
	header.Set("Content-Type", f.contentType)
	header.Set("ETag", f.etag(coding))
	if coding != identity {
		header.Set("Content-Encoding", string(coding))
		header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// requested gives nil for whatever is not the exact path of a file. No file has a name that needs escaping, so an
// escaped path is somebody trying doors.
func (a *Assets) requested(r *http.Request) (f *file, caching string) {
	name, below := strings.CutPrefix(r.URL.Path, Prefix)
	if !below || strings.ContainsRune(r.URL.EscapedPath(), '%') {
		return nil, ""
	}
	f, forGood := a.lookup(name)
	switch {
	case forGood:
		return f, forEver
	case f != nil && a.files[name] == nil:
		return f, recheck
	}
	return f, aWhile
}

// wanted is the coding to answer with. A range is of the plain bytes, which every client can put together.
func wanted(r *http.Request, f *file) (coding, bool) {
	offered := f.codings()
	if r.Header.Get("Range") != "" {
		offered = []coding{identity}
	}
	return negotiate(strings.Join(r.Header.Values("Accept-Encoding"), ","), offered)
}

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(status), status)
}
