package web_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
)

var recoveryCodes = regexp.MustCompile(`\w{4}-\w{4}-\w{4}`)

// shownCodes are the recovery codes on a page.
func shownCodes(page *apptest.Answer) []string {
	_, text, _ := strings.Cut(page.Body, "<textarea")
	text, _, _ = strings.Cut(text, "</textarea>")
	return recoveryCodes.FindAllString(text, -1)
}

func TestTwoFactorIsSetUpByAPictureAndAFirstCode(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Mail = true })
	app.SQL(`UPDATE users SET "emailVerified" = 1`)
	admin := app.As("admin")
	elsewhere := admin.Elsewhere()
	admin.Get("/settings/security").Want(200, "Authenticator app", `href="/settings/two-factor"`).WantNot("Recovery codes")
	admin.Get("/settings/two-factor/app").WantTo("/settings/security").Follow().Want(200, "Begin again")
	admin.Post("/settings/two-factor", apptest.Form("password", "not mine")).Want(422, "That is not your password.")
	admin.Post("/settings/two-factor", apptest.Form("password", apptest.Password)).WantTo("/settings/two-factor/app")
	elsewhere.Get("/settings/two-factor/app").WantTo("/settings/security")

	page := admin.Get("/settings/two-factor/app").Want(200, "<svg role=\"img\"", `autocomplete="one-time-code"`)
	page.WantHeader("Cache-Control", "no-store")
	if page.Header.Get("Mddash-Keep") != "" {
		t.Error("the browser keeps a copy of the secret")
	}
	phone := admin.Phone()
	address := regexp.MustCompile(`href="(otpauth:[^"]*)"`).FindStringSubmatch(page.Body)
	u, err := url.Parse(strings.ReplaceAll(address[1], "&amp;", "&"))
	if err != nil || u.Query().Get("secret") != domain.TOTPText(phone.Secret) || u.Path != "/mddash:admin@example.com" || u.Query().Get("issuer") != "mddash" {
		t.Errorf("got %v, %v", u, err)
	}
	admin.Post("/settings/two-factor/app", apptest.Form("code", phone.Wrong())).Want(422, "That code does not match", "<svg role=\"img\"")
	made := admin.Post("/settings/two-factor/app", apptest.Form("code", phone.Code())).Want(200, "Two-factor is on", "not shown again", `download="recovery-codes.txt"`)
	made.WantHeader("Cache-Control", "no-store")
	codes := shownCodes(made)
	slices.Sort(codes)
	if codes = slices.Compact(codes); len(codes) != 10 {
		t.Fatalf("%d codes are shown", len(codes))
	}
	file := regexp.MustCompile(`href="data:text/plain;charset=utf-8,([^"]*)"`).FindStringSubmatch(made.Body)
	text, err := url.PathUnescape(file[1])
	if err != nil || len(recoveryCodes.FindAllString(text, -1)) != 10 {
		t.Errorf("the file is %q, %v", text, err)
	}

	// Here one stays, elsewhere not.
	admin.Get("/settings/security").Want(200, "10 of 10 left", "Turn off").WantNot(codes[0], domain.TOTPText(phone.Secret))
	elsewhere.Get("/settings/security").WantTo("/signin?next=%2Fsettings%2Fsecurity")
	admin.Get("/settings/two-factor").WantTo("/settings/security")
	admin.Get("/settings/two-factor/app").WantTo("/settings/security")
	admin.Post("/settings/two-factor/app", apptest.Form("code", phone.Code())).WantTo("/settings/security")
	letter, err := app.Store.System().NextMail(t.Context())
	if err != nil || letter.Subject != "Two-factor is on" || strings.Contains(letter.Body, codes[0]) {
		t.Errorf("the letter is %+v, %v", letter, err)
	}
	if log := app.Log(); strings.Contains(log, codes[0]) || strings.Contains(log, domain.TOTPText(phone.Secret)) {
		t.Error("the log holds a secret")
	}
	// Nor is it in what they take with them.
	export := admin.Get("/settings/data/export.zip").Want(200).Body
	for _, secret := range []string{codes[0], domain.TOTPText(phone.Secret), string(phone.Secret)} {
		if strings.Contains(export, secret) {
			t.Error("the zip holds a secret")
		}
	}
}

func TestTwoFactorIsChangedWithPasswordAndCode(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	phone := ann.Guarded()
	ann.Get("/settings/two-factor/codes").Want(200, "The ones you have end")
	ann.Post("/settings/two-factor/codes", apptest.Form("password", "", "code", "")).Want(422, "Write your password.", "Type a code.")
	ann.Post("/settings/two-factor/codes", apptest.Form("password", apptest.Password, "code", phone.Wrong())).Want(422, "does not match").WantNot(apptest.Password)
	made := ann.Post("/settings/two-factor/codes", apptest.Form("password", apptest.Password, "code", phone.Recovery[0])).Want(200, "Your new recovery codes")
	fresh := shownCodes(made)[0]
	app.Nobody().JSON("POST", "/api/v1/auth/signin", map[string]string{"email": "ann@example.com", "password": apptest.Password, "totp": phone.Recovery[1]}).Want(401)
	app.Nobody().JSON("POST", "/api/v1/auth/signin", map[string]string{"email": "ann@example.com", "password": apptest.Password, "totp": fresh}).Want(200)
	ann.Get("/settings/security").Want(200, "9 of 10 left")

	ann.Get("/settings/two-factor/removal").Want(200, "your password alone lets you in")
	ann.Post("/settings/two-factor/removal", apptest.Form("password", apptest.Password, "code", fresh)).Want(422)
	ann.Post("/settings/two-factor/removal", apptest.Form("password", apptest.Password, "code", phone.Code())).WantTo("/settings/security").Follow().Want(200, "Two-factor is off", "Set up")
	app.Nobody().Post("/signin", signInForm()).WantTo("/")
	for range 5 {
		ann.Post("/settings/two-factor", apptest.Form("password", "guess")).Want(422)
	}
	if ann.Post("/settings/two-factor", apptest.Form("password", apptest.Password)).Want(429).Header.Get("Retry-After") == "" {
		t.Error("it does not say how long")
	}
}

func TestAdminsSeeWhoHasTwoFactorAndTurnItOff(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Mail = true })
	ann, admin := app.As("ann"), app.As("admin")
	app.SQL(`UPDATE users SET "emailVerified" = 1 WHERE id = ?`, ann.User.ID)
	path := "/admin/users/" + ann.User.ID + "/two-factor/removal"
	admin.Get("/admin/users").Want(200).WantNot("Turn off two-factor")
	admin.Post(path, nil).Want(409)
	ann.Guarded()
	admin.Get("/admin/users").Want(200, "Turn off two-factor", path)
	admin.Get("/api/v1/users").Want(200, `"two_factor":true`)
	admin.Get(path).Want(200, "Turn off the two-factor of ann", "audit log")
	admin.Get("/admin/users/nobody/two-factor/removal").Want(404)
	ann.Get(path).Want(404)
	ann.Post(path, nil).Want(404)
	admin.Post("/admin/users/"+admin.User.ID+"/two-factor/removal", nil).Want(409)
	admin.Post(path, nil).WantTo("/admin/users").Follow().Want(200, "The two-factor of ann is off")
	letter, err := app.Store.System().NextMail(t.Context())
	if err != nil || letter.To != "ann@example.com" || letter.Subject != "Two-factor is off" || !strings.Contains(letter.Body, "An admin turned") || !strings.Contains(letter.HTML, "<h1") {
		t.Errorf("the letter is %+v, %v", letter, err)
	}
	app.Nobody().Post("/signin", signInForm()).WantTo("/")
	admin.Get("/admin/audit").Want(200, "Turned the two-factor authentication of ann off", "Turned two-factor authentication on")
}

// A reset link sets the password and lets nobody by the code.
func TestAForgottenPasswordDoesNotGetByTheCode(t *testing.T) {
	app := apptest.New(t)
	phone := app.As("ann").Guarded()
	token, err := app.Store.PasswordLink(t.Context(), "ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	visitor := app.Nobody()
	visitor.Post("/reset", apptest.Form("token", token, "new_password", "another wet bench")).WantTo("/signin")
	visitor.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	visitor.Post("/signin", apptest.Form("email", "ann@example.com", "password", "another wet bench")).WantTo("/signin/code")
	visitor.Post("/signin/code", apptest.Form("code", phone.Code())).WantTo("/")
}

func TestCalendarProgramsComeInByTokensAndNeverByThePassword(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Guarded()
	app.Nobody().With("Authorization", "Basic YW5uQGV4YW1wbGUuY29tOndldCBwYWludCBvbiB0aGUgdGhpcmQgYmVuY2g=").Send("PROPFIND", "/dav/", "", nil).Want(401)
	app.Clock.Advance(time.Minute)
}

// Several logins of one moment, as tests make them: the one that set it up is the one that stays.
func TestWhoeverSetsTwoFactorUpStaysInAmongLoginsOfTheSameMoment(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	others := []*apptest.Person{ann, ann.Elsewhere(), ann.Elsewhere(), ann.Elsewhere()}
	others[2].Guarded()
	for i, p := range others {
		if i == 2 {
			p.Get("/settings/profile").Want(200)
		} else {
			p.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
		}
	}
}
