package apptest

import (
	"context"
	"net/http"

	"mddash/domain"
)

// Authenticator is somebody's authenticator app, with the recovery codes that they kept.
type Authenticator struct {
	Secret   []byte
	Recovery []string

	app *App
}

// Guarded turns two-factor authentication on for a person, who stays signed in at this browser and nowhere else.
func (p *Person) Guarded() *Authenticator {
	p.app.t.Helper()
	p.Post("/settings/two-factor", Form("password", Password)).WantTo("/settings/two-factor/app")
	a, login := p.phone()
	codes, err := p.app.Store.As(p.User).ConfirmTwoFactor(context.Background(), a.now(), login)
	if err != nil {
		p.app.t.Fatal(err)
	}
	a.Recovery = codes
	return a
}

// Phone is the app of a person who has just begun to set it up, wherever that was.
func (p *Person) Phone() *Authenticator {
	p.app.t.Helper()
	a, _ := p.phone()
	return a
}

// phone is Phone, with the login that began to set it up.
func (p *Person) phone() (a *Authenticator, login string) {
	p.app.t.Helper()
	scope := p.app.Store.As(p.User)
	logins, err := scope.Logins(context.Background())
	for _, login := range logins {
		var secret []byte
		if secret, err = scope.NewTwoFactorSecret(context.Background(), login.ID); err == nil {
			return &Authenticator{Secret: secret, app: p.app}, login.ID
		}
	}
	p.app.t.Fatalf("nobody began to set up two-factor authentication: %v", err)
	return nil, ""
}

// Code is one that was not used: it waits for the next.
func (a *Authenticator) Code() string {
	a.app.Clock.Advance(domain.TOTPPeriod)
	return a.now()
}

func (a *Authenticator) now() string {
	return domain.TOTPCode(a.Secret, domain.TOTPStep(a.app.Clock.Now()))
}

// Wrong is a code that is not right now, nor in a moment.
func (a *Authenticator) Wrong() string {
	step := domain.TOTPStep(a.app.Clock.Now())
	for _, code := range []string{"000000", "111111", "222222", "333333", "444444"} {
		if _, right := domain.TOTPMatch(a.Secret, code, a.app.Clock.Now(), 0); !right && domain.TOTPCode(a.Secret, step+2) != code {
			return code
		}
	}
	return ""
}

// SignInBy signs the person in at this browser, by the form and a code.
func (p *Person) SignInBy(code string) *Answer {
	p.app.t.Helper()
	p.Post("/signin", Form("email", p.User.Email, "password", Password, "stay", "true")).WantTo("/signin/code")
	answer := p.Post("/signin/code", Form("code", code))
	if answer.Status != http.StatusSeeOther {
		p.app.t.Fatalf("the code %s does not let in: %s", code, answer.excerpt())
	}
	return answer
}
