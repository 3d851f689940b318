package web_test

import (
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func TestTheFirstWhoComesIsAskedToMakeTheAdministratorsAccount(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Empty, o.Registration = true, "closed" })
	first := app.Nobody()
	first.Get("/").WantTo("/signin").Follow().WantTo("/signup").Follow().Want(200, "The first account runs the place")
	first.Post("/signup", apptest.Form("name", "Ann", "email", "Ann@Example.com", "password", apptest.Password)).WantTo("/")
	first.Get("/settings/profile").Want(200, "ann@example.com", "/admin/users")

	// Nobody gets in a second time.
	late := app.Nobody()
	late.Get("/signin").Want(200)
	late.Get("/signup").Want(200, "No new accounts are made here").WantNot(`name="password"`)
	late.Post("/signup", apptest.Form("name", "Eve", "email", "eve@example.com", "password", apptest.Password)).Want(403)
	late.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
}

func TestSigningUpKeepsWhatWasTypedButNotThePassword(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	for _, c := range []struct {
		name, email, password string
		want                  int
		says                  string
	}{
		{"Ben <b>", "ben", "short", 422, "Write the whole address"},
		{"Ben <b>", "ben@example.com", "short", 422, "Use 10 characters or more"},
		{"Ben <b>", "ben@example.com", "password123", 422, "easy to guess"},
		{"Ben <b>", "ANN@example.com", apptest.Password, 409, "has an account"},
		{strings.Repeat("x", 101), "ben@example.com", apptest.Password, 422, "Keep it to 100 characters"},
	} {
		answer := app.Nobody().Post("/signup", apptest.Form("name", c.name, "email", c.email, "password", c.password))
		answer.Want(c.want, c.says, `value="`+strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(c.name)+`"`)
		answer.WantNoMarkup(`value="`+c.password+`"`, "Ben <b>")
	}
}

func TestSigningInSaysTheSameWhoeverIsAskedFor(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	wrong := func(email string) (string, time.Duration) {
		began := time.Now()
		answer := app.Nobody().Post("/signin", apptest.Form("email", email, "password", "not the right one"))
		answer.Want(401, "That e-mail and password do not match.", `value="`+email+`"`)
		return strings.ReplaceAll(answer.Body, email, "X"), time.Since(began)
	}
	known, knownTook := wrong("ann@example.com")
	unknown, unknownTook := wrong("nobody@example.com")
	if known != unknown {
		t.Error("the page tells whether there is an account")
	}
	if knownTook < 300*time.Millisecond || unknownTook < 300*time.Millisecond {
		t.Errorf("it took %s and %s", knownTook, unknownTook)
	}
	app.Nobody().Post("/signin", apptest.Form("email", "", "password", "")).Want(422, "Write your e-mail address.", "Write your password.")
}

func TestWhoGuessesHasToWait(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	for range 5 {
		app.Nobody().Post("/signin", apptest.Form("email", "ann@example.com", "password", "guess guess")).Want(401)
	}
	answer := app.Nobody().Post("/signin", signInForm()).Want(429, "Too many tries")
	if answer.Header.Get("Retry-After") == "" {
		t.Error("it does not say how long")
	}
	app.Clock.Advance(2 * time.Minute)
	app.Nobody().Post("/signin", signInForm()).WantTo("/")
}

func TestAnInviteMakesOneAccount(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Registration = "invite" })
	app.Nobody().Get("/signup").Want(200, "You need an invite here")
	_, code, err := app.Scope("admin").AddInvite(t.Context(), domain.InviteInput{Email: "cleo@example.com", Roles: []string{"client"}})
	if err != nil {
		t.Fatal(err)
	}
	guest := app.Nobody()
	guest.Get("/invite/"+code).Want(200, "admin invited you", `value="cleo@example.com"`, "readonly")
	guest.Post("/invite/"+code, apptest.Form("name", "Cleo", "email", "eve@example.com", "password", apptest.Password)).Want(422, "for another address")
	guest.Post("/invite/"+code, apptest.Form("name", "Cleo", "email", "cleo@example.com", "password", "short")).Want(422, "10 characters", `value="Cleo"`)
	guest.Post("/invite/"+code, apptest.Form("name", "Cleo", "email", "cleo@example.com", "password", apptest.Password)).WantTo("/")
	guest.Get("/settings/profile").Want(200, "cleo@example.com").WantNot("/admin/users")
	app.Nobody().Get("/invite/"+code).Want(404, "This invite has ended")
	app.Nobody().Post("/invite/"+code, apptest.Form("name", "Eve", "email", "cleo@example.com", "password", apptest.Password)).Want(404)
	app.Nobody().Get("/invite/nonsense").Want(404, "This invite has ended")
}

func TestAForgottenPasswordIsSetByAMailedLinkThatWorksOnce(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Mail = true })
	ann := app.As("ann")
	visitor := app.Nobody()
	known := visitor.With("Host", "evil.example").Post("/forgot", apptest.Form("email", "ann@example.com")).Want(200, "Look into your mail")
	unknown := visitor.Post("/forgot", apptest.Form("email", "nobody@example.com")).Want(200, "Look into your mail")
	if known.Body != unknown.Body {
		t.Error("the page tells whether there is an account")
	}
	visitor.Post("/forgot", apptest.Form("email", "nonsense")).Want(422, "Write the whole address", `value="nonsense"`)

	letter, err := app.Store.System().NextMail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, link, found := strings.Cut(letter.Body, app.URL)
	if !found || letter.To != "ann@example.com" || strings.Contains(letter.Body, "evil.example") {
		t.Fatalf("to %s:\n%s", letter.To, letter.Body)
	}
	path, _, _ := strings.Cut(link, "\n")
	code := strings.TrimPrefix(path, "/reset?token=")
	if _, err := app.Store.System().NextMail(t.Context()); err == nil {
		t.Error("there is a second letter")
	}

	visitor.Get(path).Want(200, `name="new_password"`, `value="`+code+`"`)
	visitor.Post("/reset", apptest.Form("token", code, "new_password", "short")).Want(422, "10 characters", `value="`+code+`"`)
	visitor.Post("/reset", apptest.Form("token", code, "new_password", "a wholly other bench")).WantTo("/signin").Follow().Want(200, "Password set")
	visitor.Post("/reset", apptest.Form("token", code, "new_password", "yet another bench here")).Want(404, "This link has ended")
	for _, ended := range []string{"/reset", path, path + "x"} {
		visitor.Get(ended).Want(404, "This link has ended").WantNot(`name="new_password"`)
	}
	ann.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	visitor.Post("/signin", signInForm()).Want(401)
	visitor.Post("/signin", apptest.Form("email", "ann@example.com", "password", "a wholly other bench")).WantTo("/")
}

func TestWithoutAMailServerAForgottenPasswordIsForTheAdministrator(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	app.Nobody().Get("/forgot").Want(200, "sends no mail")
	app.Nobody().Post("/forgot", apptest.Form("email", "ann@example.com")).Want(200, "sends no mail")
	if !strings.Contains(app.Log(), "mddash user password") {
		t.Errorf("the log does not say what to do:\n%s", app.Log())
	}
	code, err := app.Store.PasswordLink(t.Context(), "ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	app.Clock.Advance(61 * time.Minute)
	app.Nobody().Get("/reset?token="+code).Want(404, "This link has ended")
	app.Nobody().Post("/reset", apptest.Form("token", code, "new_password", "a wholly other bench")).Want(404, "This link has ended")
}

func signInForm() map[string][]string {
	return apptest.Form("email", "ann@example.com", "password", apptest.Password)
}
