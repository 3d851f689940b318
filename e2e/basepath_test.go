//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"mddash/e2e/running"
)

const under = "/sub/path"

// front is a reverse proxy that leads one path to a server and nothing else; what is asked beside the path is a mistake of ours.
type front struct {
	site *running.Server
	down atomic.Bool

	mu     sync.Mutex
	beside []string
}

func newFront(t *testing.T) *front {
	t.Helper()
	f := &front{}
	var inner atomic.Pointer[httputil.ReverseProxy]
	outer := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case f.down.Load():
			panic(http.ErrAbortHandler)
		case !strings.HasPrefix(r.URL.Path, under+"/") && r.URL.Path != under:
			f.mu.Lock()
			f.beside = append(f.beside, r.Method+" "+r.URL.Path)
			f.mu.Unlock()
			http.NotFound(w, r)
		default:
			inner.Load().ServeHTTP(w, r)
		}
	}))
	address := "http://" + outer.Listener.Addr().String()
	server := serve(t, "MDDASH_BASE_URL="+address+under, "MDDASH_TRUSTED_PROXIES=127.0.0.1")
	to, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	inner.Store(&httputil.ReverseProxy{FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.SetXForwarded()
		r.Out.Host = r.In.Host
	}})
	outer.Start()
	t.Cleanup(outer.Close)
	t.Cleanup(outer.CloseClientConnections)
	seen := *server
	seen.URL = address + under
	f.site = &seen
	return f
}

// post is a call of the API from a page, under the path.
func (p *Page) post(path, body string) int {
	p.t.Helper()
	return eval[int](p, fmt.Sprintf(`fetch(document.documentElement.dataset.base + "/api/v1%s", {method: "POST", headers: {"Content-Type": "application/json"}, body: %s})
		.then(async answer => { if (!answer.ok) throw new Error(await answer.text()); return Number((await answer.json()).id) })`, path, quote(body)))
}

func TestUnderAPathBehindAProxyABrowserFindsEverything(t *testing.T) {
	f := newFront(t)
	p, desk := openOn(t, f.site), openOn(t, f.site)
	t.Cleanup(func() {
		p.seen.forgive("htmx:error")
		p.seen.forgive("Failed to fetch")
	})
	email := p.SignUp("Ana")
	if !strings.HasPrefix(p.Path(), under) {
		t.Fatalf("signing up leads to %s", p.Path())
	}
	desk.signIn(email)

	p.Open("/todos?view=inbox")
	p.listening("held")
	desk.post("/tasks", `{"name": "Order the screen"}`)
	p.WaitText("#list", "Order the screen")

	note := desk.post("/notes", `{"title": "Homepage copy", "content": "Fewer adjectives."}`)
	p.Open(fmt.Sprintf("/notes/%d", note))
	eval[bool](p, pick+"(false)")
	p.Wait(`document.querySelectorAll("#attachments li").length === 2`)
	p.Wait(`[...document.querySelectorAll("#attachments img")].every((img) => img.complete && img.naturalWidth === 40)`)

	if scope := eval[string](p, `navigator.serviceWorker.ready.then((worker) => new URL(worker.scope).pathname)`); scope != under+"/" {
		t.Errorf("the worker is for %s", scope)
	}
	p.watched("/notes")
	f.down.Store(true)
	p.away("/notes")
	p.WaitText("#main", "This is a copy")
	p.WaitText("#main", "Homepage copy")
	p.away("/projects")
	p.WaitText("main", "No connection")
	f.down.Store(false)

	p.Open("/notes")
	p.Click(`.nav [popovertarget="me"]`)
	p.Follow(`#me form[action$="/signout"] button`)
	if p.Path() != under+"/signin" {
		t.Errorf("signing out leads to %s", p.Path())
	}
	p.Open("/todos")
	if !strings.HasPrefix(p.Path(), under+"/signin") {
		t.Errorf("who is signed out is at %s", p.Path())
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.beside) > 0 {
		t.Errorf("asked for beside the path: %v", f.beside)
	}
}

func TestUnderAPathBehindAProxyCalendarProgramsFindTheirWay(t *testing.T) {
	f := newFront(t)
	direct := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(method, path string) *http.Response {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, f.site.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Depth", "0")
		res, err := direct.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	for _, method := range []string{"GET", "PROPFIND"} {
		if res := ask(method, "/.well-known/caldav"); res.StatusCode != http.StatusMovedPermanently || res.Header.Get("Location") != under+"/dav/" {
			t.Errorf("%s leads to %q with %s", method, res.Header.Get("Location"), res.Status)
		}
	}
	if res := ask("PROPFIND", "/dav/"); res.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(res.Header.Get("WWW-Authenticate"), "Basic ") {
		t.Errorf("the way in answers %s, %q", res.Status, res.Header.Get("WWW-Authenticate"))
	}
}
