package visit_test

import (
	"net/url"
	"strings"
	"testing"

	"mddash/handlers/apptest"
	"mddash/handlers/visit"
)

func TestOnlyPathsOfOursAreGoneBackTo(t *testing.T) {
	for text, want := range map[string]string{
		"/todos": "/todos", "/todos?view=today&tag=a%20b": "/todos?view=today&tag=a%20b", "/": "/", "/a/": "/a/", "/p/%C3%A4": "/p/%C3%A4",
		"": "", "todos": "", "//evil.example": "", "/\\evil.example": "", "\\\\evil.example": "", "/\t/evil.example": "", "/%5cevil.example": "",
		"http://evil.example": "", "https:/evil.example": "", "javascript:alert(1)": "", "/./evil": "", "/.//evil.example": "", "/..//evil.example": "",
		"///evil.example": "", "/a//b": "", " /todos": "", "/todos\n": "", "/to dos": "", "/%00": "", "/a/../b": "", "/%2f%2fevil.example": "",
		"/\u2028evil": "", "/" + strings.Repeat("a", 3000): "", "/\xff": "", "/a@evil.example": "/a@evil.example", "/#x": "/",
	} {
		got, ok := visit.Local(text)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", text, got, ok, want)
		}
	}
}

func TestSigningInLeadsToWhereSomebodyWantedToGoAndNowhereElse(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	for next, want := range map[string]string{
		"/settings/security": "/settings/security", "//evil.example": "/", "https://evil.example": "/", "/\\evil.example": "/", "/\t/evil.example": "/",
	} {
		visitor := app.Nobody()
		visitor.Get("/signin?next=" + url.QueryEscape(next)).Want(200).WantNot("evil.example")
		form := signInForm("ann")
		form.Set("next", next)
		visitor.Post("/signin", form).WantTo(want)
		visitor.Get("/signin?next=" + url.QueryEscape(next)).WantTo(want)
	}
	app.Nobody().Get("/settings/profile?a=b&c=%20d").WantTo("/signin?next=%2Fsettings%2Fprofile%3Fa%3Db%26c%3D%2520d")
}

func TestAFormThatComesAfterTheSessionLeadsBackToItsPage(t *testing.T) {
	app := apptest.New(t)
	nobody := app.Nobody().With("Referer", app.URL+"/settings/appearance?x=1")
	nobody.Post("/settings/appearance", apptest.Form("theme", "dark")).WantTo("/signin?next=%2Fsettings%2Fappearance%3Fx%3D1")
	nobody.With("Referer", "https://evil.example/a").Post("/settings/appearance", nil).WantTo("/signin")
	piece := nobody.HTMX().Post("/settings/appearance", nil).Want(401)
	piece.WantHeader("HX-Redirect", "/signin?next=%2Fsettings%2Fappearance%3Fx%3D1")
}

func TestAProgramUnderAPathLinksAndAnswersThere(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Path = "/sub/path" })
	ann := app.As("ann")
	page := ann.Get("/settings/profile").Want(200, `action="/sub/path/settings/profile"`, `href="/sub/path/settings/security"`)
	for _, attribute := range []string{`href="/`, `src="/`, `action="/`} {
		for _, part := range strings.Split(page.Body, attribute)[1:] {
			if !strings.HasPrefix(part, "sub/path/") {
				t.Errorf("a link leads out of the path: %s%.60s", attribute, part)
			}
		}
	}
	ann.Get("/").Want(200, `action="/sub/path/todos?home=1"`)
	if location := ann.Get("/settings").Header.Get("Location"); location != "/sub/path/settings/profile" {
		t.Errorf("leads to %q", location)
	}
	ann.Get("/static/css/mddash.css").Want(200)
	ann.Get("/nothing").Want(404, `href="/sub/path/`)
	ann.Post("/settings/theme", apptest.Form("theme", "dark", "next", "/settings/security")).WantTo("/settings/security")
	app.Nobody().Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	app.Nobody().Get("x/healthz").Want(404)
	app.Nobody().Get("/%2e%2e/healthz").Want(404)
}
