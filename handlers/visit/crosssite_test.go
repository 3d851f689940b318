package visit_test

import (
	"net/http"
	"testing"

	"mddash/handlers/apptest"
)

func TestOtherSitesCannotMakeSomebodysBrowserChangeThings(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, c := range []struct {
		name         string
		site, origin string
		want         int
	}{
		{"a page of ours", "same-origin", app.URL, 303},
		{"a page of another site", "cross-site", "https://evil.example", 403},
		{"a page of another site that hides where it is", "cross-site", "null", 403},
		{"a neighbouring subdomain", "same-site", "https://other.example", 403},
		{"typed by hand", "none", "", 303},
		{"an old browser on a page of ours", "", app.URL, 303},
		{"an old browser on another site", "", "https://evil.example", 403},
		{"an old browser that hides where it is", "", "null", 403},
		{"no browser", "", "", 303},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := ann
			if c.site != "" {
				p = p.With("Sec-Fetch-Site", c.site)
			}
			if c.origin != "" {
				p = p.With("Origin", c.origin)
			}
			p.Post("/settings/theme", apptest.Form("theme", "dark", "next", "/settings/profile")).Want(c.want)
		})
	}
	ann.With("Sec-Fetch-Site", "cross-site").Get("/settings/profile").Want(200)
}

func TestTheBaseURLIsTrustedBehindAProxyThatChangesTheHost(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.BaseURL = parse(t, "http://dash.example") })
	ann := app.As("ann").With("Origin", "http://dash.example")
	ann.Post("/settings/theme", apptest.Form("theme", "dark")).WantTo("/")
	ann.With("Origin", "http://dash.example.evil").Post("/settings/theme", apptest.Form("theme", "dark")).Want(403, "another site")
}

func TestABearerTokenMakesCookiesCountForNothing(t *testing.T) {
	app := apptest.New(t)
	forged := app.As("ann").With("Authorization", "Bearer nonsense").With("Sec-Fetch-Site", "cross-site")
	forged.Post("/settings/theme", apptest.Form("theme", "dark")).WantTo("/signin")
	forged.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
}

func TestOnlyOriginsOfTheSettingsMayCallTheAPI(t *testing.T) {
	const friend = "https://app.example.com"
	app := apptest.New(t, func(o *apptest.Options) { o.CORSOrigins = []string{friend} })
	preflight := app.Nobody().With("Access-Control-Request-Method", "POST")

	allowed := preflight.With("Origin", friend).Send(http.MethodOptions, "/api/v1/todos", "", nil).Want(204)
	allowed.WantHeader("Access-Control-Allow-Origin", friend)
	if allowed.Header.Get("Access-Control-Allow-Credentials") != "" {
		t.Error("cookies of another origin must never count")
	}
	refused := preflight.With("Origin", "https://evil.example").Send(http.MethodOptions, "/api/v1/todos", "", nil)
	refused.WantHeader("Access-Control-Allow-Origin", "").WantHeader("Vary", "Accept-Encoding, Origin")
	preflight.With("Origin", friend).Send(http.MethodOptions, "/signin", "", nil).WantHeader("Access-Control-Allow-Origin", "")

	// The origin that may call is not signed in by a cookie that happens to be there.
	ann := app.As("ann").With("Origin", friend).With("Sec-Fetch-Site", "cross-site")
	ann.Get("/api/v1/todos").WantNot(`"items"`)
	ann.Post("/settings/theme", apptest.Form("theme", "dark")).Want(403)

	// It signs in for tokens, and leaves no cookie behind.
	credentials := map[string]string{"email": "ann@example.com", "password": apptest.Password}
	signedIn := app.Nobody().With("Origin", friend).With("Sec-Fetch-Site", "cross-site").JSON("POST", "/api/v1/auth/signin", credentials)
	signedIn.Want(200, `"access_token"`).WantHeader("Set-Cookie", "").WantHeader("Access-Control-Allow-Origin", friend)
	app.Nobody().With("Origin", "https://evil.example").JSON("POST", "/api/v1/auth/signin", credentials).Want(403)
}

func TestAProgramOfOurOwnOriginMayCallTheAPIWithItsCookie(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) {
		o.CORSOrigins = []string{"http://dash.example"}
		o.BaseURL = parse(t, "http://dash.example")
	})
	ann := app.As("ann").With("Origin", "http://dash.example").With("Sec-Fetch-Site", "same-origin")
	ann.JSON("POST", "/api/v1/todos", map[string]string{"title": "Call Ana"}).Want(201)
}
