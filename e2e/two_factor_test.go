//go:build e2e

package e2e

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// authenticator makes codes as an app on a phone does, each of them once.
type authenticator struct {
	secret []byte
	last   int64
}

// code is one that was not given out: the next one counts as soon, since a clock may be half a minute ahead.
func (a *authenticator) code() string {
	a.last = max(a.last+1, domain.TOTPStep(time.Now()))
	return domain.TOTPCode(a.secret, a.last)
}

// setUp turns two-factor authentication on at the page of Security.
func (p *Page) setUp(look bool) (*authenticator, []string) {
	p.t.Helper()
	p.Open("/settings/security")
	p.Follow(`a[href$="/settings/two-factor"]`)
	if look {
		p.Look("two-factor-begin")
	}
	p.Fill(`[name="password"]`, password)
	p.Submit(`main form`)
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(eval[string](p, `document.getElementById("key").value`), " ", ""))
	if err != nil {
		p.t.Fatal(err)
	}
	if look {
		p.Look("two-factor-app")
	}
	app := &authenticator{secret: secret}
	p.Fill(`[name="code"]`, app.code())
	p.Submit(`main form`)
	codes := strings.Fields(eval[string](p, `document.getElementById("codes").value`))
	if len(codes) != 10 {
		p.t.Fatalf("%d recovery codes", len(codes))
	}
	if look {
		p.Look("two-factor-codes")
	}
	return app, codes
}

// give types the password and stops where a code is asked for.
func (p *Page) give(email string) {
	p.t.Helper()
	p.Open("/settings/security")
	p.Fill(`[name="email"]`, email)
	p.Fill(`[name="password"]`, password)
	p.Submit("main form")
	if p.Path() != "/signin/code" {
		p.t.Fatalf("the password leads to %s", p.Path())
	}
}

func (p *Page) goOut() {
	p.t.Helper()
	p.Click(`.nav [popovertarget="me"]`)
	p.Follow(`#me form[action$="/signout"] button`)
}

func TestTwoFactorFromTheFirstPictureToTurningItOff(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		name := "with scripts"
		if !scripts {
			name = "without scripts"
		}
		t.Run(name, func(t *testing.T) {
			p := open(t)
			if !scripts {
				p.WithoutScripts()
			}
			email := p.SignUp("Ana")
			app, codes := p.setUp(scripts)
			p.Open("/settings/security")
			if scripts {
				p.Look("settings-security-two-factor")
			}
			p.goOut()

			p.give(email)
			if scripts {
				p.WaitFocus(`[name="code"]`)
			}
			code := app.code()
			p.Fill(`[name="code"]`, code[:3]+" "+code[3:])
			p.Submit("main form")
			if p.Path() != "/settings/security" {
				t.Fatalf("the code leads to %s", p.Path())
			}
			p.goOut()

			p.give(email)
			p.Fill(`[name="code"]`, code)
			p.Submit("main form")
			p.WaitText("main", "does not match, or was used already")
			if scripts {
				p.Look("signin-code-error")
			}
			p.Follow(`a[href$="with=recovery"]`)
			if scripts {
				p.Look("signin-recovery")
			}
			p.Fill(`[name="code"]`, strings.ToUpper(codes[0]))
			p.Submit("main form")
			if p.Path() != "/settings/security" {
				t.Fatalf("the recovery code leads to %s", p.Path())
			}
			p.WaitText("main", "9 of 10 left")

			p.turnOff(email, codes[1])
		})
	}
}

// turnOff takes the code away, and wants the password alone to let in after it.
func (p *Page) turnOff(email, code string) {
	p.t.Helper()
	p.Follow(`a[href$="/two-factor/removal"]`)
	p.Fill(`[name="password"]`, password)
	p.Fill(`[name="code"]`, code)
	p.Submit("main form")
	p.WaitText("main", "Set up")
	p.goOut()
	p.Open("/signin")
	p.Fill(`[name="email"]`, email)
	p.Fill(`[name="password"]`, password)
	p.Submit("main form")
	if strings.HasPrefix(p.Path(), "/signin") {
		p.t.Errorf("a code is still asked for: %s", p.Path())
	}
}

func TestSomebodyElseCanSignInWhereACodeIsAskedFor(t *testing.T) {
	p := open(t)
	email := p.SignUp("Ben")
	p.setUp(false)
	p.Open("/settings/security")
	p.goOut()
	p.give(email)
	p.Look("signin-code")
	p.Follow(`footer button`)
	if p.Path() != "/signin" || eval[string](p, `document.querySelector("[name=email]").value`) != "" {
		t.Errorf("it leads to %s", p.Path())
	}
	p.Answer("/signin/code", 200)
	if p.Path() != "/signin" {
		t.Errorf("it still asks for a code: %s", p.Path())
	}
}
