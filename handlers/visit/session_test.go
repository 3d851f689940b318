package visit_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func parse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func signInForm(name string) url.Values {
	return apptest.Form("email", name+"@example.com", "password", apptest.Password, "stay", "true")
}

func TestTheCookieFollowsTheBaseURL(t *testing.T) {
	for _, c := range []struct {
		name, path string
		tls        bool
		want       string
	}{
		{"http", "", false, "mddash_session=…; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax"},
		{"http under a path", "/sub/path", false, "mddash_session=…; Path=/sub/path; Max-Age=2592000; HttpOnly; SameSite=Lax"},
		{"https", "", true, "__Host-mddash=…; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax"},
		{"https under a path", "/sub/path", true, "__Secure-mddash=…; Path=/sub/path; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax"},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := apptest.New(t, func(o *apptest.Options) { o.Path, o.TLS = c.path, c.tls })
			app.As("ann").Get("/settings/profile").Want(200, "ann@example.com")
			answer := app.Nobody().Post("/signin", signInForm("ann")).WantTo("/")
			cookies := answer.Header.Values("Set-Cookie")
			if len(cookies) != 1 {
				t.Fatalf("%d cookies: %q", len(cookies), cookies)
			}
			name, rest, _ := strings.Cut(cookies[0], "=")
			_, flags, _ := strings.Cut(rest, ";")
			if got := name + "=…;" + flags; got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestWhoDoesNotStayIsSignedOutWithTheBrowserOrTheDay(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	visitor := app.Nobody()
	answer := visitor.Post("/signin", apptest.Form("email", "ann@example.com", "password", apptest.Password)).WantTo("/")
	if cookie := answer.Header.Get("Set-Cookie"); strings.Contains(cookie, "Max-Age") || strings.Contains(cookie, "Expires") {
		t.Errorf("the browser would keep %q", cookie)
	}
	visitor.Get("/settings/profile").Want(200)
	app.Clock.Advance(25 * time.Hour)
	visitor.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	app.As("ann").Get("/settings/profile").Want(200)
	app.Clock.Advance(30 * 24 * time.Hour)
	app.As("ann").Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
}

func TestSigningInRenewsTheTokenOfTheSession(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	visitor := app.Nobody()
	// An attacker plants a session that the server knows: one with a message waiting.
	visitor.Post("/reset", apptest.Form("token", resetCode(t, app, "ann"), "new_password", apptest.Password+" again")).WantTo("/signin")
	planted := visitor.Cookie("mddash_session")
	if planted == "" {
		t.Fatal("no session to plant")
	}
	visitor.Post("/signin", apptest.Form("email", "ann@example.com", "password", apptest.Password+" again")).WantTo("/")
	if visitor.Cookie("mddash_session") == planted {
		t.Error("the session kept its token")
	}
	attacker := app.Nobody()
	attacker.SetCookie("mddash_session", planted)
	attacker.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
}

func TestASessionTokenThatWasMadeUpIsNotTaken(t *testing.T) {
	app := apptest.New(t)
	visitor := app.Nobody()
	visitor.SetCookie("mddash_session", strings.Repeat("A", 43))
	visitor.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	if visitor.Cookie("mddash_session") != strings.Repeat("A", 43) {
		t.Error("looking gave a session")
	}
}

func TestSigningInAgainEndsTheLoginBefore(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	before := ann.Cookie("mddash_session")
	ann.Post("/signin", signInForm("ann")).WantTo("/")
	other := app.Nobody()
	other.SetCookie("mddash_session", before)
	other.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	logins, err := app.Scope("ann").Logins(t.Context())
	if err != nil || len(logins) != 1 {
		t.Errorf("logins %d, %v; want 1", len(logins), err)
	}
}

func TestSigningOutEndsTheSession(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	cookie := ann.Cookie("mddash_session")
	ann.Post("/signout", nil).WantTo("/signin")
	if ann.Cookie("mddash_session") != "" {
		t.Error("the browser still holds the cookie")
	}
	stolen := app.Nobody()
	stolen.SetCookie("mddash_session", cookie)
	stolen.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	ann.Get("/signout").Want(405)
	app.Nobody().Post("/signout", nil).WantTo("/signin")
}

func TestChangingThePasswordLeavesOnlyWhoDidIt(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	elsewhere, script, before := ann.Elsewhere(), ann.Script("write"), ann.Cookie("mddash_session")
	ann.Post("/settings/password", apptest.Form("current_password", "not it", "new_password", "a wholly other bench")).Want(422, "not your current password")
	elsewhere.Get("/settings/profile").Want(200)

	ann.Post("/settings/password", apptest.Form("current_password", apptest.Password, "new_password", "a wholly other bench")).WantTo("/settings/security").
		Follow().Want(200, "Password changed")
	elsewhere.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	script.Get("/api/v1/todos").WantNot(`"items"`)
	if ann.Cookie("mddash_session") == before {
		t.Error("the session kept its token")
	}
	ann.Get("/settings/security").Want(200)
}

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Get("/settings/profile").Want(200)
	if _, err := app.Store.System().Disable(t.Context(), "ann@example.com"); err != nil {
		t.Fatal(err)
	}
	ann.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	app.Nobody().Post("/signin", signInForm("ann")).Want(401, "do not match")
}

func TestAMessageWaitsForTheNextPageAndNoLonger(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/settings/profile", apptest.Form("name", "Ann B")).WantTo("/settings/profile")
	ann.Get("/settings/appearance").Want(200, "Profile saved")
	ann.Get("/settings/appearance").WantNot("Profile saved")
}

func TestReadingAPageWritesNoSession(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, path := range []string{"/settings/profile", "/settings/security", "/static/css/mddash.css", "/healthz", "/nothing"} {
		if cookie := ann.Get(path).Header.Get("Set-Cookie"); cookie != "" {
			t.Errorf("%s sets %q", path, cookie)
		}
	}
	if cookie := app.Nobody().Get("/signin").Header.Get("Set-Cookie"); cookie != "" {
		t.Errorf("a stranger gets %q", cookie)
	}
}

func TestNextAuthCookiesCountWhereTheyAreEnabled(t *testing.T) {
	for _, enabled := range []bool{true, false} {
		app := apptest.New(t, func(o *apptest.Options) { o.NextAuth = enabled })
		ann := app.As("ann")
		nextAuth(t, app, ann.User, "the-token-of-md-dash")
		browser := app.Nobody()
		browser.SetCookie("authjs.session-token", "the-token-of-md-dash")
		if !enabled {
			browser.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
			continue
		}
		browser.Get("/settings/profile").Want(200, "ann@example.com")
		browser.With("Sec-Fetch-Site", "cross-site").Post("/settings/theme", apptest.Form("theme", "dark")).Want(403)
		browser.Post("/signout", nil).WantTo("/signin")
		again := app.Nobody()
		again.SetCookie("authjs.session-token", "the-token-of-md-dash")
		again.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	}
}

func TestASessionThatCannotBeReadIsAnEmptyOne(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	app.SQL(`UPDATE sessions SET data = x'0102'`)
	ann.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	ann.SignIn()
	ann.Get("/settings/profile").Want(200)
}

func resetCode(t *testing.T, app *apptest.App, name string) string {
	t.Helper()
	code, err := app.Store.PasswordLink(t.Context(), name+"@example.com")
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func nextAuth(t *testing.T, app *apptest.App, user domain.User, token string) {
	t.Helper()
	app.SQL(`INSERT INTO session ("sessionToken", "userId", expires) VALUES (?, ?, ?)`, token, user.ID, app.Clock.Now().Add(time.Hour).UnixMilli())
}
