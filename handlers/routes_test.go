package handlers_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mddash/handlers/apptest"
	"mddash/handlers/visit"
)

// open lists every route that somebody who is not signed in may use, and why nothing is lost by it.
var open = []string{
	"GET /healthz", "GET /readyz", "GET /robots.txt", // tell nothing about anybody
	"GET /metrics",                                                // has a token of its own, and is not there without one
	"GET /manifest.webmanifest", "GET /worker.js", "GET /offline", // the same for everybody
	"GET /static/*",                                                               // the same for everybody
	"GET /signup", "POST /signup", "GET /signin", "POST /signin", "POST /signout", // the way in and out
	"GET /signin/code", "POST /signin/code", "POST /signin/code/removal", // for who has had the right password
	"POST /signin/passkey/challenge", "POST /signin/passkey", // for whose device answers
	"GET /forgot", "POST /forgot", "GET /reset", "POST /reset", "GET /invite/:token", "POST /invite/:token", // for those who hold a code
	"POST /api/v1/auth/signup", "POST /api/v1/auth/register", "POST /api/v1/auth/signin", "POST /api/v1/auth/login",
	"POST /api/v1/auth/refresh", "POST /api/v1/auth/forgot", "POST /api/v1/auth/reset", // the same for programs
	"GET /s/:token", "POST /s/:token", "GET /s/:token/attachments/:id", "GET /s/:token/attachments/:id/thumb", // for those who were given the address
	"GET /unsubscribe/:token", "POST /unsubscribe/:token", "GET /invitations/:token", "POST /invitations/:token", "GET /invitations/:token/event.ics", // for those who were written to
	"GET /calendar/feed/:secret",                                                                                                                            // for those who were given the address
	"GET /.well-known/caldav", "PROPFIND /.well-known/caldav", "PROPPATCH /.well-known/caldav", "REPORT /.well-known/caldav", "OPTIONS /.well-known/caldav", // leads to the same place everybody
	"OPTIONS /", "OPTIONS /dav", "OPTIONS /dav/", "OPTIONS /dav/*", // what the server can do
	"GET /api/v1/openapi.json", "GET /api/v1/docs", // how to call it
}

func TestEveryRouteVisitedByNobodyAnswersSignInOr401(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	for _, route := range app.Routes() {
		method, path, _ := strings.Cut(route, " ")
		if slices.Contains(open, strings.Replace(route, "HEAD ", "GET ", 1)) {
			continue
		}
		t.Run(route, func(t *testing.T) {
			answer := app.Nobody().JSON(method, filled(path), "{}")
			if strings.HasPrefix(path, "/api/") {
				answer.Want(http.StatusUnauthorized).WantHeader("WWW-Authenticate", "Bearer")
				return
			}
			if strings.HasPrefix(path, "/dav") || method == "PROPFIND" {
				answer.Want(http.StatusUnauthorized)
				return
			}
			if answer.Want(http.StatusSeeOther); !strings.HasPrefix(answer.To(), "/signin") {
				t.Errorf("leads to %q", answer.To())
			}
			app.Nobody().HTMX().Send(method, filled(path), "", nil).Want(http.StatusUnauthorized)
		})
	}
}

func TestTheListOfOpenRoutesHoldsNoneThatIsGone(t *testing.T) {
	app := apptest.New(t)
	for _, route := range open {
		if !slices.Contains(app.Routes(), route) {
			t.Errorf("there is no route %q", route)
		}
	}
}

func TestEveryPageForAdminsIsNotThereForOthers(t *testing.T) {
	app := apptest.New(t)
	for _, page := range app.Pages {
		if isAdmin := strings.HasPrefix(page.Path, "/admin"); isAdmin != (page.Door == visit.Admin) {
			t.Errorf("%s %s has the wrong door", page.Method, page.Path)
		}
		if page.Door == visit.Admin {
			app.As("ann").Send(page.Method, filled(page.Path), "", nil).Want(http.StatusNotFound)
		}
	}
}

func TestPagesOnlyUseGETAndPOST(t *testing.T) {
	for _, page := range apptest.New(t).Pages {
		if page.Method != http.MethodGet && page.Method != http.MethodPost {
			t.Errorf("%s %s", page.Method, page.Path)
		}
	}
}

func TestAScriptsTokenOpensNoPage(t *testing.T) {
	app := apptest.New(t)
	script := app.As("ann").Script("write")
	for _, page := range app.Pages {
		if page.Door != visit.Anyone {
			script.Send(page.Method, filled(page.Path), "", nil).Want(http.StatusSeeOther)
		}
	}
}

var parameter = regexp.MustCompile(`[:{]\w+\}?|\*`)

// filled puts something into the places of a route.
func filled(path string) string { return parameter.ReplaceAllString(path, "1") }
