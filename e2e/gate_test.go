//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

func TestThePagesOutsideTheDoorLookRight(t *testing.T) {
	for _, path := range []string{"signin", "signup", "forgot"} {
		t.Run(path, func(t *testing.T) {
			p := open(t)
			p.Open("/" + path)
			p.Look(path)
		})
	}
}

func TestTheFirstVisitorIsAskedToMakeTheFirstAccount(t *testing.T) {
	p := openOn(t, serve(t))
	p.Open("/")
	if p.Path() != "/signup" {
		t.Errorf("the first visit ends at %s", p.Path())
	}
	p.Look("signup-first")
}

func TestSigningUpLeadsInAndSigningOutLeadsOut(t *testing.T) {
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
			p.Open("/settings/profile")
			p.Click(`.nav [popovertarget="me"]`)
			p.Follow(`#me form[action$="/signout"] button`)
			p.Open("/settings/profile")
			if !strings.HasPrefix(p.Path(), "/signin?next=") {
				t.Fatalf("somebody who signed out is at %s", p.Path())
			}
			p.Fill(`[name="email"]`, email)
			p.Fill(`[name="password"]`, password)
			p.Submit("main form")
			if p.Path() != "/settings/profile" {
				t.Errorf("signing in leads to %s, not to where they wanted to go", p.Path())
			}
		})
	}
}

func TestAWrongPasswordKeepsTheAddressAndSaysWhatIsWrong(t *testing.T) {
	p := open(t)
	p.Open("/signin")
	p.Fill(`[name="email"]`, "ada@example.com")
	p.Fill(`[name="password"]`, "not the password")
	p.Submit("main form")
	p.Wait(`document.querySelector("[role=alert]")`)
	if got := eval[string](p, `document.querySelector("[name=email]").value`); got != "ada@example.com" {
		t.Errorf("the address is %q", got)
	}
	if got := eval[string](p, `document.querySelector("[name=password]").value`); got != "" {
		t.Error("the password came back")
	}
	p.WaitFocus("[role=alert]")
	p.Look("signin-error")
}

func TestAMistakeIsShownAtItsField(t *testing.T) {
	p := open(t)
	p.Open("/signup")
	p.Fill(`[name="email"]`, "not an address")
	p.Fill(`[name="password"]`, "short")
	p.Submit("main form")
	p.Wait(`document.querySelectorAll("[aria-invalid=true]").length === 2`)
	p.Click(`[role="alert"] a[href="#email"]`)
	p.WaitFocus("#email")
	p.Look("signup-error")
}

func TestWhatIsNotThereSaysSo(t *testing.T) {
	p := open(t)
	p.Answer("/no/such/page", 404)
	p.Look("404")
}
