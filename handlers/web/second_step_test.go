package web_test

import (
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// halfIn is a browser in which somebody typed their password and no code yet.
func halfIn(app *apptest.App, fields ...string) *apptest.Person {
	visitor := app.Nobody()
	visitor.Post("/signin", apptest.Form(append([]string{"email", "ann@example.com", "password", apptest.Password}, fields...)...)).WantTo("/signin/code")
	return visitor
}

func TestTheSecondStepLeadsToWhereOneWantedToGo(t *testing.T) {
	app := apptest.New(t)
	phone := app.As("ann").Guarded()
	visitor := halfIn(app, "next", "/notes?q=1", "stay", "true")
	visitor.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	page := visitor.Get("/signin/code").Want(200, "One more step", "ann@example.com", `inputmode="numeric"`, `autocomplete="one-time-code"`, "Use a recovery code", "Not you?")
	page.WantHeader("Cache-Control", "no-store")
	page.WantNot("/notes?q=1", apptest.Password)
	wrong := visitor.Post("/signin/code", apptest.Form("code", phone.Wrong())).Want(401, "That code does not match", "ann@example.com")
	wrong.WantNot(`value="` + phone.Wrong())
	visitor.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	in := visitor.Post("/signin/code", apptest.Form("code", phone.Code()))
	in.WantTo("/notes?q=1")
	if cookie := in.Header.Get("Set-Cookie"); !strings.Contains(cookie, "Max-Age=") {
		t.Errorf("it does not stay: %s", cookie)
	}
	visitor.Get("/settings/profile").Want(200)
	// It is over: the same step lets nobody in a second time.
	visitor.Get("/signin/code").WantTo("/signin")
	app.Nobody().Get("/signin/code").WantTo("/signin")
	app.Nobody().Post("/signin/code", apptest.Form("code", phone.Code())).WantTo("/signin").Follow().Want(200)
}

func TestARecoveryCodeIsTypedOnItsOwnPage(t *testing.T) {
	app := apptest.New(t)
	phone := app.As("ann").Guarded()
	visitor := halfIn(app)
	visitor.Get("/signin/code?with=recovery").Want(200, "Recovery code", `name="with" value="recovery"`, "Use the authenticator app").WantNot("one-time-code")
	visitor.Post("/signin/code", apptest.Form("with", "recovery", "code", "nonsense-nonsense")).Want(401, `name="with" value="recovery"`, "does not match")
	visitor.Post("/signin/code", apptest.Form("with", "recovery", "code", strings.ToUpper(phone.Recovery[0]))).WantTo("/").Follow().Want(200).WantNot("Make new ones")
	for _, code := range phone.Recovery[1:6] {
		halfIn(app).Post("/signin/code", apptest.Form("code", code)).WantTo("/")
	}
	app.Nobody().Post("/signin", signInForm()).WantTo("/signin/code")
	late := halfIn(app)
	late.Post("/signin/code", apptest.Form("code", phone.Recovery[6])).WantTo("/").Follow().Want(200, "You have 3 recovery codes left.", "/settings/security")
	halfIn(app).Post("/signin/code", apptest.Form("code", phone.Recovery[6])).Want(401)
	for _, code := range phone.Recovery[7:] {
		late = halfIn(app)
		late.Post("/signin/code", apptest.Form("code", code)).WantTo("/")
	}
	late.Get("/").Want(200, "That was your last recovery code.")
}

func TestTheSecondStepIsOfOneBrowserAndOfTenMinutes(t *testing.T) {
	app := apptest.New(t)
	phone := app.As("ann").Guarded()
	visitor := halfIn(app)
	app.Nobody().Post("/signin/code", apptest.Form("code", phone.Code())).WantTo("/signin")
	app.Clock.Advance(domain.SecondStepWithin)
	visitor.Get("/signin/code").WantTo("/signin")
	visitor.Post("/signin/code", apptest.Form("code", phone.Code())).WantTo("/signin").Follow().Want(200, "That took too long")

	visitor = halfIn(app)
	visitor.Post("/signin/code/removal", nil).WantTo("/signin").Follow().Want(200).WantNot("ann@example.com")
	visitor.Post("/signin/code", apptest.Form("code", phone.Code())).WantTo("/signin")

	// A new password ends what the old one began.
	visitor = halfIn(app)
	token, err := app.Store.PasswordLink(t.Context(), "ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	app.Nobody().Post("/reset", apptest.Form("token", token, "new_password", "another wet bench")).WantTo("/signin")
	visitor.Post("/signin/code", apptest.Form("code", phone.Code())).WantTo("/signin").Follow().Want(200, "You are signed out. Sign in again.")
	visitor.Get("/signin/code").WantTo("/signin")
}

// What comes after the password may not be known to whoever planted the session before it.
func TestAPlantedSessionDoesNotGoOnWithTheSecondStep(t *testing.T) {
	app := apptest.New(t)
	phone := app.As("ann").Guarded()
	attacker := app.Nobody()
	attacker.Post("/signin/code", apptest.Form("code", "1")).WantTo("/signin")
	planted := attacker.Post("/signin/code", apptest.Form("code", "1")).Header.Get("Set-Cookie")
	name, _, _ := strings.Cut(planted, ";")
	victim := app.Nobody().With("Cookie", name)
	if name == "" {
		t.Fatal("nothing to plant")
	}
	victim.Post("/signin", signInForm()).WantTo("/signin/code")
	app.Nobody().With("Cookie", name).Post("/signin/code", apptest.Form("code", phone.Code())).WantTo("/signin")
}

func TestWhoGuessesCodesHasToWaitAndTheSessionsOfTheOwnerStay(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	phone := ann.Guarded()
	for range 5 {
		halfIn(app).Post("/signin/code", apptest.Form("code", phone.Wrong())).Want(401)
	}
	visitor := halfIn(app)
	answer := visitor.Post("/signin/code", apptest.Form("code", phone.Recovery[0])).Want(429, "Too many tries")
	if answer.Header.Get("Retry-After") == "" {
		t.Error("it does not say how long")
	}
	ann.Get("/settings/profile").Want(200)
	app.Clock.Advance(2 * time.Minute)
	visitor.Post("/signin/code", apptest.Form("code", phone.Recovery[0])).WantTo("/")
}

func TestNobodySeesTheirPasswordStepRepeatedByAnotherAccount(t *testing.T) {
	app := apptest.New(t)
	phone := app.As("ann").Guarded()
	ben := app.As("ben")
	ben.Post("/signin", signInForm()).WantTo("/signin/code")
	ben.Get("/settings/profile").Want(200, "ben@example.com")
	ben.Post("/signin/code", apptest.Form("code", phone.Code())).WantTo("/")
	ben.Get("/settings/profile").Want(200, "ann@example.com")
}

// The password of whoever sat there before counted on, for minutes, in the session of who signed in after them.
func TestWhoeverSignsInEndsTheSecondStepOfWhoSatThereBefore(t *testing.T) {
	app := apptest.New(t)
	app.As("ben")
	phone := app.As("ann").Guarded()
	for name, enter := range map[string]func(p *apptest.Person){
		"by the form": func(p *apptest.Person) {
			p.Post("/signin", apptest.Form("email", "ben@example.com", "password", apptest.Password)).WantTo("/")
		},
		"as somebody new": func(p *apptest.Person) {
			p.Post("/signup", apptest.Form("name", "x", "email", "x@example.com", "password", apptest.Password)).WantTo("/")
		},
		"by the API": func(p *apptest.Person) {
			p.JSON("POST", "/api/v1/auth/signin", map[string]string{"email": "ben@example.com", "password": apptest.Password}).Want(200)
		},
	} {
		t.Run(name, func(t *testing.T) {
			browser := halfIn(app)
			enter(browser)
			browser.Get("/signin/code").WantTo("/signin")
			browser.Post("/signin/code", apptest.Form("code", phone.Code())).WantTo("/signin")
			browser.Get("/settings/profile").Want(200).WantNot("ann@example.com")
		})
	}
}

func TestWhoseCodesAreGuessedIsToldInTheirLanguage(t *testing.T) {
	for tag, subject := range map[string]string{"": "Wrong codes for your account", "de": "Falsche Codes für dein Konto"} {
		app := apptest.New(t, func(o *apptest.Options) { o.Mail = true })
		ann := app.As("ann")
		phone := ann.Guarded()
		app.SQL(`UPDATE users SET "emailVerified" = 1, language = nullif(?, '') WHERE id = ?`, tag, ann.User.ID)
		// By either door, and whatever the one who guesses reads.
		guesser := halfIn(app).With("Accept-Language", "fr, de;q=0.5")
		for range 3 {
			guesser.Post("/signin/code", apptest.Form("code", phone.Wrong())).Want(401)
		}
		for range 2 {
			in := map[string]string{"email": "ann@example.com", "password": apptest.Password, "totp": phone.Wrong()}
			app.Nobody().JSON("POST", "/api/v1/auth/signin", in).Want(401)
		}
		letter, err := app.Store.System().NextMail(t.Context())
		if err != nil || letter.To != "ann@example.com" || letter.Subject != subject || !strings.Contains(letter.Body, app.URL+"/settings/password") ||
			!strings.Contains(letter.Body, "127.0.0.1") || !strings.Contains(letter.HTML, subject) {
			t.Fatalf("%q: the letter is %+v, %v", tag, letter, err)
		}
		if letter, err := app.Store.System().NextMail(t.Context()); err == nil {
			t.Errorf("and another: %+v", letter)
		}
		app.As("admin").Get("/admin/audit").Want(200, "5 wrong codes after the right password for ann, who was told by mail", "The server")
	}
}
