package web_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// named is a server under a path that can have passkeys, and sends mail.
func named(path string) func(*apptest.Options) {
	return func(o *apptest.Options) {
		o.Path, o.Mail = path, true
		apptest.Named(o)
	}
}

func TestAPasskeyIsAddedSignsInIsRenamedAndRemoved(t *testing.T) {
	for _, path := range []string{"", "/sub/path"} {
		for _, kind := range []virtualwebauthn.KeyType{virtualwebauthn.KeyTypeEC2, virtualwebauthn.KeyTypeRSA} {
			app := apptest.New(t, named(path))
			ann, d := app.As("ann"), apptest.NewDevice(kind)
			ann.Get("/settings/security").Want(200, "No passkeys yet", "Add passkey")
			ann.Get("/settings/passkeys").Want(200, "Password", "Continue")
			ann.AddPasskey(d, "My <b>laptop</b>")
			ann.Get("/settings/security").Want(200, "My <b>laptop</b>", "never used").WantNoMarkup("<b>laptop")

			browser := app.Nobody()
			browser.Get("/signin").Want(200, "Continue with a passkey", `autocomplete="username webauthn"`)
			options := browser.ToSign()
			for _, secret := range []string{"ann", base64.RawURLEncoding.EncodeToString(d.Key.ID), "allowCredentials"} {
				if strings.Contains(options, secret) {
					t.Errorf("the options tell %q: %s", secret, options)
				}
			}
			d.Key.Counter = 7
			var answer struct{ To, Message string }
			browser.Post("/signin/passkey", apptest.Form("answer", d.Signed(options), "next", "/todos?view=today", "stay", "true")).Want(200).Into(&answer)
			if answer.To != path+"/todos?view=today" || answer.Message != "" {
				t.Fatalf("got %+v", answer)
			}
			browser.Get("/settings/security").Want(200, "used now", "My <b>laptop</b>", "This one")

			id := passkeyID(t, app, "ann")
			ann.Post("/settings/passkeys/"+id+"/edit", apptest.Form("name", " ")).Want(422, "Give the passkey a name.")
			ann.Post("/settings/passkeys/"+id+"/edit", apptest.Form("name", "Work")).WantTo("/settings/security")
			ann.Get("/settings/passkeys/"+id).Want(200, "Work")
			ann.Get("/settings/passkeys/"+id+"/removal").Want(200, "Work", "There is no way back.")
			ann.Post("/settings/passkeys/"+id+"/removal", apptest.Form("password", "not this one")).Want(422, "That is not your password.", "Work")
			ann.Post("/settings/passkeys/"+id+"/removal", apptest.Form("password", apptest.Password)).WantTo("/settings/security")
			d.Key.Counter = 8
			gone := app.Nobody()
			gone.Post("/signin/passkey", apptest.Form("answer", d.Signed(gone.ToSign()))).Want(401, "not known here", `"unknown":true`)
		}
	}
}

func passkeyID(t *testing.T, app *apptest.App, name string) string {
	t.Helper()
	all, err := app.Scope(name).Passkeys(t.Context())
	if err != nil || len(all) == 0 {
		t.Fatalf("%v, %v", all, err)
	}
	return all[0].ID
}

func TestWhoeverAddsAPasskeyIsAskedForTheirPasswordAndWrittenTo(t *testing.T) {
	app := apptest.New(t, named(""))
	admin := app.As("admin") // whose address counts as known
	admin.Post("/settings/passkeys", apptest.Form("password", "wrong")).Want(422, "That is not your password.").WantNot("data-passkey-new")
	admin.AddPasskey(apptest.NewDevice(virtualwebauthn.KeyTypeEC2), "\u202egnirts")
	admin.Get("/settings/security").Want(200, "A script").WantNot("gnirts")
	mail, err := app.Store.System().NextMail(t.Context())
	if err != nil || mail.To != "admin@example.com" || !strings.Contains(mail.Body, "http://localhost:8080/settings/security") {
		t.Fatalf("got %+v, %v", mail, err)
	}
}

// refusals are answers that let nobody in or in to nothing; each begins with a passkey of ann's and a browser that was asked.
func TestNoAnswerLetsInThatDoesNotFitWhatWasAsked(t *testing.T) {
	app := apptest.New(t, named(""), func(o *apptest.Options) { o.RateLimits = false })
	ann, ben := app.As("ann"), app.As("ben")
	d, other := apptest.NewDevice(virtualwebauthn.KeyTypeEC2), apptest.NewDevice(virtualwebauthn.KeyTypeEC2)
	ann.AddPasskey(d, "laptop")
	ben.AddPasskey(other, "phone")
	count := uint32(10)
	for name, c := range misfits(app, ann, other) {
		t.Run(name, func(t *testing.T) {
			count++
			d.Key.Counter = count
			browser := app.Nobody()
			browser.Post("/signin/passkey", apptest.Form("answer", c.answer(browser, *d))).Want(c.status, `"message"`)
			browser.Get("/settings/security").WantTo("/signin?next=%2Fsettings%2Fsecurity")
		})
	}
	// After all of that the right one lets in, once.
	count++
	d.Key.Counter = count
	browser := app.Nobody()
	answer := apptest.Form("answer", d.Signed(browser.ToSign()))
	browser.Post("/signin/passkey", answer).Want(200)
	browser.Post("/signin/passkey", answer).Want(409)
	// A count that does not grow may be of a copy.
	again := app.Nobody()
	again.Post("/signin/passkey", apptest.Form("answer", d.Signed(again.ToSign()))).Want(401)
	app.As("admin").Get("/admin/audit").Want(200, "Was refused the passkey “laptop” of ann: it counted backwards, and may have been copied", "Signed in by the passkey “laptop”")
}

// misfit is an answer of a device that lets nobody in, and the status that says so.
type misfit struct {
	status int
	answer func(browser *apptest.Person, d apptest.Device) string
}

// misfits are answers by ann's device that are wrong in one thing each; other is somebody else's.
func misfits(app *apptest.App, ann *apptest.Person, other *apptest.Device) map[string]misfit {
	return map[string]misfit{
		"another origin": {401, func(b *apptest.Person, d apptest.Device) string {
			d.Site.Origin = "http://localhost.evil.example"
			return d.Signed(b.ToSign())
		}},
		"another port": {401, func(b *apptest.Person, d apptest.Device) string {
			d.Site.Origin = "http://localhost:8081"
			return d.Signed(b.ToSign())
		}},
		"https": {401, func(b *apptest.Person, d apptest.Device) string {
			d.Site.Origin = "https://localhost:8080"
			return d.Signed(b.ToSign())
		}},
		"another site": {401, func(b *apptest.Person, d apptest.Device) string {
			d.Site.ID = "evil.example"
			return d.Signed(b.ToSign())
		}},
		"a challenge of another browser": {409, func(b *apptest.Person, d apptest.Device) string {
			b.ToSign()
			return d.Signed(app.Nobody().ToSign())
		}},
		"a browser that was never asked": {409, func(_ *apptest.Person, d apptest.Device) string { return d.Signed(app.Nobody().ToSign()) }},
		"a challenge to add one":         {409, func(_ *apptest.Person, d apptest.Device) string { return d.Signed(ann.ToMake()) }},
		"a challenge of its own making": {409, func(b *apptest.Person, d apptest.Device) string {
			b.ToSign()
			return d.Signed(`{"challenge":"` + base64.RawURLEncoding.EncodeToString(make([]byte, 56)) + `","rpId":"localhost"}`)
		}},
		"nobody verified": {401, func(b *apptest.Person, d apptest.Device) string {
			d.Auth.Options.UserNotVerified = true
			return d.Signed(b.ToSign())
		}},
		"nobody present": {401, func(b *apptest.Person, d apptest.Device) string {
			d.Auth.Options.UserNotPresent = true
			return d.Signed(b.ToSign())
		}},
		"another's handle": {401, func(b *apptest.Person, d apptest.Device) string {
			d.Auth.Options.UserHandle = other.Auth.Options.UserHandle
			return d.Signed(b.ToSign())
		}},
		"no handle": {401, func(b *apptest.Person, d apptest.Device) string {
			d.Auth.Options.UserHandle = nil
			return d.Signed(b.ToSign())
		}},
		"another's key": {401, func(b *apptest.Person, d apptest.Device) string {
			d.Key.Key = other.Key.Key
			return d.Signed(b.ToSign())
		}},
		"one that became syncable": {401, func(b *apptest.Person, d apptest.Device) string {
			d.Auth.Options.BackupEligible = true
			return d.Signed(b.ToSign())
		}},
		"an answer to another question": {409, func(b *apptest.Person, d apptest.Device) string { return d.Made(ann.ToMake()) }},
		"nothing":                       {409, func(*apptest.Person, apptest.Device) string { return "" }},
		"no JSON":                       {409, func(*apptest.Person, apptest.Device) string { return "{" }},
		"a list":                        {409, func(*apptest.Person, apptest.Device) string { return "[[[[]]]]" }},
		"much":                          {409, func(*apptest.Person, apptest.Device) string { return strings.Repeat("x", 100_000) }},
	}
}

func TestAChallengeHoldsForFiveMinutes(t *testing.T) {
	app := apptest.New(t, named(""))
	ann, d := app.As("ann"), apptest.NewDevice(virtualwebauthn.KeyTypeEC2)
	late := d.Made(ann.ToMake())
	app.Clock.Advance(5*time.Minute + time.Second)
	ann.Post("/settings/passkeys/new", apptest.Form("answer", late, "name", "kept name")).Want(409, "It took too long", "kept name")
	ann.AddPasskey(d, "laptop")
	browser := app.Nobody()
	answer := d.Signed(browser.ToSign())
	app.Clock.Advance(5*time.Minute + time.Second)
	browser.Post("/signin/passkey", apptest.Form("answer", answer)).Want(409, "It took too long")
}

func TestWhatOneIsAskedNobodyElseCanAnswer(t *testing.T) {
	app := apptest.New(t, named(""))
	ann, ben := app.As("ann"), app.As("ben")
	d := apptest.NewDevice(virtualwebauthn.KeyTypeEC2)
	answer := d.Made(ann.ToMake())
	ben.ToMake()
	ben.Post("/settings/passkeys/new", apptest.Form("answer", answer, "name", "x")).Want(409)
	ann.Elsewhere().Post("/settings/passkeys/new", apptest.Form("answer", answer, "name", "x")).Want(409)
	app.Nobody().Post("/settings/passkeys/new", apptest.Form("answer", answer, "name", "x")).WantTo("/signin")
	ann.Post("/settings/passkeys/new", apptest.Form("answer", answer, "name", "x")).WantTo("/settings/security")
	// The same credential again, by its owner and by somebody who got hold of it.
	for _, p := range []*apptest.Person{ann, ben} {
		p.Post("/settings/passkeys/new", apptest.Form("answer", d.Made(p.ToMake()), "name", "x")).Want(409, "This passkey is in use already.")
	}
	id := passkeyID(t, app, "ann")
	for _, path := range []string{"/settings/passkeys/" + id, "/settings/passkeys/" + id + "/removal", "/settings/passkeys/none"} {
		ben.Get(path).Want(404)
	}
	ben.Post("/settings/passkeys/"+id+"/edit", apptest.Form("name", "mine")).Want(404)
	ben.Post("/settings/passkeys/"+id+"/removal", apptest.Form("password", apptest.Password)).Want(404)
	ann.Get("/settings/security").Want(200).WantNot("mine")
	for name, change := range map[string]func(*apptest.Device){
		"another origin":  func(d *apptest.Device) { d.Site.Origin = "https://evil.example" },
		"another site":    func(d *apptest.Device) { d.Site.ID = "evil.example" },
		"nobody verified": func(d *apptest.Device) { d.Auth.Options.UserNotVerified = true },
	} {
		odd := apptest.NewDevice(virtualwebauthn.KeyTypeEC2)
		change(odd)
		ben.Post("/settings/passkeys/new", apptest.Form("answer", odd.Made(ben.ToMake()), "name", name)).Want(409, "does not fit")
	}
}

func TestADisabledAccountIsShutToItsPasskeysAsToAWrongOne(t *testing.T) {
	app := apptest.New(t, named(""))
	ann, d := app.As("ann"), apptest.NewDevice(virtualwebauthn.KeyTypeEC2)
	ann.AddPasskey(d, "laptop")
	browser := app.Nobody()
	wrong := *d
	wrong.Key.Key = apptest.NewDevice(virtualwebauthn.KeyTypeEC2).Key.Key
	said := browser.Post("/signin/passkey", apptest.Form("answer", wrong.Signed(browser.ToSign()))).Want(401).Body
	if _, err := app.Scope("admin").DisableUser(t.Context(), ann.User.ID, true); err != nil {
		t.Fatal(err)
	}
	d.Key.Counter = 5
	if got := browser.Post("/signin/passkey", apptest.Form("answer", d.Signed(browser.ToSign()))).Want(401).Body; got != said {
		t.Fatalf("it says %s, and %s to a wrong one", got, said)
	}
}

func TestPasskeysAreOffWhereBrowsersOfferNone(t *testing.T) {
	for _, base := range []string{"", "http://dash.example.com", "https://192.0.2.7", "https://[2001:db8::7]:8443"} {
		app := apptest.New(t, func(o *apptest.Options) {
			if base != "" {
				o.BaseURL, _ = url.Parse(base)
			}
		})
		ann := app.As("ann")
		if base == "" || strings.HasPrefix(base, "http:") {
			ann.Get("/settings/security").Want(200, "Passkeys are off here").WantNot("Add passkey")
			ann.Post("/settings/passkeys", apptest.Form("password", apptest.Password)).Want(404)
			ann.Post("/settings/passkeys/new", apptest.Form("answer", "{}")).Want(404)
		}
		nobody := app.Nobody()
		nobody.Get("/signin").Want(200).WantNot("passkey", "webauthn")
		nobody.Post("/signin/passkey/challenge", nil).Want(404)
		nobody.Post("/signin/passkey", apptest.Form("answer", "{}")).Want(404)
	}
}

func TestAPasskeyIsOfTheAddressThatIsSetNotOfTheHeaderThatIsSent(t *testing.T) {
	app := apptest.New(t, named(""))
	options := app.Nobody().With("X-Forwarded-Host", "evil.example").Post("/signin/passkey/challenge", nil).Want(200).Body
	if !strings.Contains(options, `"rpId":"localhost"`) || !strings.Contains(options, `"userVerification":"required"`) {
		t.Fatalf("got %s", options)
	}
	page := app.As("ann").ToMake()
	for _, part := range []string{`"id":"localhost"`, `"residentKey":"required"`, `"userVerification":"required"`, `"attestation":"none"`, `"alg":-7`, `"alg":-8`, `"alg":-257`} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s in %s", part, page)
		}
	}
}

func TestStrangersWhoAskForChallengesLeaveNothingBehind(t *testing.T) {
	app := apptest.New(t, named(""), func(o *apptest.Options) { o.RateLimits = false })
	before := app.Queries()
	for range 50 {
		app.Nobody().Post("/signin/passkey/challenge", nil).Want(200)
	}
	if made := app.Queries() - before; made > 0 {
		t.Errorf("%d queries", made)
	}
	limited := apptest.New(t, named(""))
	nobody := limited.Nobody()
	for range 300 {
		nobody.Post("/signin/passkey/challenge", nil)
	}
	nobody.Post("/signin/passkey/challenge", nil).Want(429)
}

func TestAPasskeyBeginsNoLoginOfAProgram(t *testing.T) {
	app := apptest.New(t, named(""))
	ann, d := app.As("ann"), apptest.NewDevice(virtualwebauthn.KeyTypeEC2)
	ann.AddPasskey(d, "laptop")
	browser := app.Nobody()
	answer := apptest.Form("answer", d.Signed(browser.ToSign()))
	browser.With("Authorization", "Bearer x").Post("/signin/passkey", answer).Want(403)
	browser.With("Sec-Fetch-Site", "cross-site").Post("/signin/passkey", answer).Want(403)
	ann.Script(domain.ScopeWrite).Post("/settings/passkeys", apptest.Form("password", apptest.Password)).WantTo("/signin")
	browser.Post("/signin/passkey", answer).Want(200)
}

func TestAPasskeyStandsForPasswordAndCode(t *testing.T) {
	app := apptest.New(t, named(""))
	ann, d := app.As("ann"), apptest.NewDevice(virtualwebauthn.KeyTypeEC2)
	ann.AddPasskey(d, "laptop")
	ann.Guarded()
	browser := app.Nobody()
	browser.Post("/signin", apptest.Form("email", "ann@example.com", "password", apptest.Password, "next", "/notes", "stay", "true")).WantTo("/signin/code").
		Follow().Want(200, "Use a passkey", `name="next" value="/notes"`, `name="stay" value="true"`)
	browser.Post("/signin/passkey", apptest.Form("answer", d.Signed(browser.ToSign()), "next", "/notes")).Want(200, `"to":"/notes"`)
	browser.Get("/settings/security").Want(200, "laptop")
	browser.Post("/signout", nil)
	browser.Get("/signin/code").WantTo("/signin")
}
