package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

var (
	addressOf  = regexp.MustCompile(`(?:href|src|action|hx-get|hx-post|hx-delete|data-href|data-url|content)="(/[^"]*)"`)
	parameters = regexp.MustCompile(`[:*]`)
)

// TestUnderAPathEveryAddressOfEveryPageStaysUnderIt walks from page to page as far as links lead.
func TestUnderAPathEveryAddressOfEveryPageStaysUnderIt(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Path, o.RateLimits = "/sub/path", false })
	admin := app.As("admin")
	if _, err := app.Scope("admin").AddTodo(t.Context(), domain.TodoInput{Title: "Call Ana"}); err != nil {
		t.Fatal(err)
	}
	admin.Post("/projects", apptest.Form("name", "Website", "key", "WEB")).Want(http.StatusSeeOther)
	admin.Post("/notes", apptest.Form("title", "Ideas", "content", "# Hello\n\n[[Ideas]]")).Want(http.StatusSeeOther)
	waiting, seen := []string{"/"}, map[string]bool{}
	for _, page := range app.Pages {
		if page.Method == http.MethodGet && !parameters.MatchString(page.Path) {
			waiting = append(waiting, page.Path)
		}
	}
	for len(waiting) > 0 && len(seen) < 400 {
		path := waiting[0]
		waiting = waiting[1:]
		plain, _, _ := strings.Cut(path, "#")
		if seen[plain] || strings.HasPrefix(plain, "/live") {
			continue
		}
		seen[plain] = true
		answer := admin.Get(plain)
		if to := answer.Header.Get("Location"); to != "" && strings.HasPrefix(to, "/") && !under(to) {
			t.Errorf("%s leads to %s", plain, to)
		}
		if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, found := range addressOf.FindAllStringSubmatch(answer.Body, -1) {
			to := strings.ReplaceAll(found[1], "&amp;", "&")
			if !under(to) {
				t.Errorf("%s holds %s", plain, found[0])
				continue
			}
			if rest := strings.TrimPrefix(to, "/sub/path"); strings.HasPrefix(found[0], "href") && !strings.HasPrefix(rest, "/static/") && len(rest) < 200 {
				waiting = append(waiting, rest)
			}
		}
	}
	if len(seen) < 80 {
		t.Errorf("it came to %d pages only", len(seen))
	}
}

func under(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Path == "/sub/path" || strings.HasPrefix(u.Path, "/sub/path/"))
}

func TestUnderAPathCookiesWorkersFeedsAndCalendarsAreToo(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Path, o.RateLimits = "/sub/path", false })
	app.As("admin")
	answer := app.Nobody().Post("/signin", apptest.Form("email", "admin@example.com", "password", apptest.Password))
	if cookie := answer.Header.Get("Set-Cookie"); !strings.Contains(cookie, "Path=/sub/path;") {
		t.Errorf("the cookie is %q", cookie)
	}
	admin := app.As("admin")
	admin.Get("/manifest.webmanifest").Want(200, `"/sub/path/`)
	if scope := admin.Get("/worker.js").Want(200).Header.Get("Service-Worker-Allowed"); scope != "" && !under(scope) {
		t.Errorf("the worker is allowed at %q", scope)
	}
	if to := app.Nobody().Get("/.well-known/caldav").Header.Get("Location"); !strings.HasSuffix(to, "/sub/path/dav/") {
		t.Errorf("calendars are sent to %q", to)
	}
	if to := app.Nobody().Get("/notes").Header.Get("Location"); to != "/sub/path/signin?next=%2Fnotes" {
		t.Errorf("nobody is sent to %q", to)
	}
	admin.Get("/api/v1/openapi.json").Want(200, "/sub/path/api/v1")
}
