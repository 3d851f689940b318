package visit_test

import (
	"net/http"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func TestEveryKindOfAnswerCarriesTheHeadersThatKeepBrowsersCareful(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.TLS = true })
	ann := app.As("ann")
	app.Store.Close() // so that there are faults to answer
	broken := ann.Get("/settings/profile").Want(500)
	for name, answer := range map[string]*apptest.Answer{
		"a fault":              broken,
		"a page":               app.Nobody().Get("/forgot"),
		"a file":               app.Nobody().Get("/static/css/mddash.css"),
		"a missing file":       app.Nobody().Get("/static/nothing.css"),
		"a missing page":       app.Nobody().Get("/nothing"),
		"a wrong method":       app.Nobody().Send("DELETE", "/forgot", "", nil),
		"a way to sign in":     app.Nobody().Get("/settings/profile"),
		"health":               app.Nobody().Get("/healthz"),
		"not ready":            app.Nobody().Get("/readyz"),
		"robots":               app.Nobody().Get("/robots.txt"),
		"nothing of the API":   app.Nobody().Get("/api/v1/nothing"),
		"a broken address":     app.Nobody().Get("/%ff"),
		"another site":         app.Nobody().With("Origin", "https://evil.example").Post("/forgot", nil),
		"too much":             app.Nobody().Post("/forgot", apptest.Form("email", strings.Repeat("a", 2<<20))),
		"a refused form":       app.Nobody().Post("/forgot", apptest.Form("email", "\x00")),
		"the head of a page":   app.Nobody().Send(http.MethodHead, "/forgot", "", nil),
		"options":              app.Nobody().Send(http.MethodOptions, "/forgot", "", nil),
		"a piece of a problem": app.Nobody().HTMX().Get("/nothing"),
	} {
		t.Run(name, func(t *testing.T) {
			wantHeaders(t, answer)
			caching := answer.Header.Get("Cache-Control")
			if isFile := name == "a file"; isFile == (caching == "no-store") {
				t.Errorf("status %d: Cache-Control is %q", answer.Status, caching)
			}
			if answer.Status == http.StatusOK && strings.HasPrefix(name, "a fault") {
				t.Error("the fault was none")
			}
		})
	}
}

func wantHeaders(t *testing.T, answer *apptest.Answer) {
	t.Helper()
	for header, want := range map[string]string{
		"Content-Security-Policy":      "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Strict-Transport-Security":    "max-age=31536000",
		"X-Frame-Options":              "DENY",
	} {
		if got := strings.Join(answer.Header.Values(header), " | "); got != want {
			t.Errorf("status %d: %s is %q", answer.Status, header, got)
		}
	}
	if answer.Header.Get("Permissions-Policy") == "" || len(answer.Header.Get("X-Request-Id")) != 16 {
		t.Errorf("status %d: %v", answer.Status, answer.Header)
	}
	if answer.Header.Get("Server") != "" || answer.Header.Get("X-Powered-By") != "" {
		t.Errorf("the answer says what it was made with: %v", answer.Header)
	}
}

func TestOverPlainHTTPNobodyIsToldToComeByHTTPS(t *testing.T) {
	app := apptest.New(t)
	app.Nobody().Get("/signin").WantHeader("Strict-Transport-Security", "")
}

func TestTheRequestIDIsOurs(t *testing.T) {
	app := apptest.New(t)
	answer := app.Nobody().With("X-Request-Id", "mine").Get("/signin")
	if id := answer.Header.Get("X-Request-Id"); id == "mine" || len(id) != 16 {
		t.Errorf("request id %q", id)
	}
}

func TestPagesAreCompressedForThoseWhoCanReadThem(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for accepts, want := range map[string]string{
		"gzip": "gzip", "br, gzip;q=0.5": "gzip", "*": "gzip", "identity": "", "gzip;q=0": "", "br": "", "": "",
	} {
		answer := ann.With("Accept-Encoding", accepts).Get("/settings/profile").Want(200)
		answer.WantHeader("Content-Encoding", want)
		if want == "gzip" && !strings.HasPrefix(answer.Body, "\x1f\x8b") {
			t.Errorf("%q: the body is not gzip", accepts)
		}
	}
	ann.With("Accept-Encoding", "gzip").Get("/healthz").WantHeader("Content-Encoding", "")
	ann.With("Accept-Encoding", "gzip").Get("/nothing").Want(404).WantHeader("Content-Encoding", "gzip")
	small := ann.With("Accept-Encoding", "gzip").Send(http.MethodHead, "/settings/profile", "", nil).Want(200)
	if small.Body != "" || small.Header.Get("Content-Encoding") != "" {
		t.Error("HEAD has a body")
	}
	ann.With("Accept-Encoding", "gzip").Get("/settings").Want(303).WantHeader("Content-Encoding", "")
}
