//go:build e2e

package e2e

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mddash/e2e/running"
)

// atLocalhost is a server at an address that browsers offer passkeys for.
func atLocalhost(t *testing.T, path string) *running.Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	_, port, _ := net.SplitHostPort(address)
	url := "http://localhost:" + port + path
	server := serve(t, "MDDASH_ADDR="+address, "MDDASH_BASE_URL="+url)
	named := *server
	named.URL = url
	return &named
}

// device gives the tab's browser one that holds passkeys and looks who is there.
func (p *Page) device() webauthn.AuthenticatorID {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		p.t.Fatal(err)
	}
	made, err := chromedp.Call(p.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Ctap2version: webauthn.Ctap2versionCtap21, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	if err != nil {
		p.t.Fatal(err)
	}
	return made.AuthenticatorID
}

// knows tells the device whether it sees its owner.
func (p *Page) knows(device webauthn.AuthenticatorID, owner bool) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: device, IsUserVerified: owner}); err != nil {
		p.t.Fatal(err)
	}
}

// withoutOffers is a browser that offers no passkey in a field, as some do not, so that none answers before its button is pressed.
// What it returns makes it offer them again.
func (p *Page) withoutOffers() (offers func()) {
	p.t.Helper()
	made, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `PublicKeyCredential.isConditionalMediationAvailable = async () => false`,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return func() {
		p.t.Helper()
		if _, err := chromedp.Call(p.ctx, page.RemoveScriptToEvaluateOnNewDocument, page.RemoveScriptToEvaluateOnNewDocumentParams(made)); err != nil {
			p.t.Fatal(err)
		}
	}
}

func (p *Page) signOut() {
	p.t.Helper()
	p.Click(`.nav [popovertarget="me"]`)
	p.Follow(`#me form[action$="/signout"] button`)
}

// offered waits for what is there only where there can be passkeys, and works.
func (p *Page) offered(selector string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`(part => part && !part.hidden && !part.inert)(document.querySelector(%q))`, selector))
}

func TestAPasskeyIsMadeSignsInAndIsRemovedByTheKeyboardAlone(t *testing.T) {
	for _, path := range []string{"", under} {
		t.Run("at "+path+"/", func(t *testing.T) {
			p := openOn(t, atLocalhost(t, path))
			p.SignUp("Ana")
			device := p.device()
			p.withoutOffers()
			p.Open("/settings/security")
			p.offered(`a[href$="/settings/passkeys"]`)
			if path == "" {
				p.Look("passkeys-none")
			}
			p.makePasskey(device, path == "")
			p.useAPasskey(device, path == "")

			p.Follow(`a[href$="/removal"]`)
			if path == "" {
				p.Look("passkeys-removal")
			}
			p.Fill(`[name="password"]`, password)
			p.Press(kb.Enter)
			p.WaitText("main", "No passkeys yet")
			p.signOut()
			p.offered(`[data-passkey-signin]`)
			p.do("asking with one that is gone", chromedp.Focus(chromedp.CSS("[data-passkey-signin] button")))
			p.Press(kb.Enter)
			p.WaitText("[data-passkey-said]", "not known here")
			if path == "" {
				p.Look("signin-passkey-unknown")
			}
		})
	}
}

// makePasskey adds one by the keyboard, after its device refused once; shown takes pictures on the way.
func (p *Page) makePasskey(device webauthn.AuthenticatorID, shown bool) {
	p.t.Helper()
	p.do("going to add one", chromedp.Focus(chromedp.CSS(`a[href$="/settings/passkeys"]`)))
	p.Press(kb.Enter)
	p.offered(`main [type="submit"]`)
	if shown {
		p.Look("passkeys-password")
	}
	p.Fill(`[name="password"]`, password)
	p.Press(kb.Enter)
	p.offered(`[data-passkey-new] [type="submit"]`)
	if shown {
		p.Look("passkeys-new")
	}
	p.knows(device, false)
	p.Fill(`[name="name"]`, "Ana’s laptop")
	p.Press(kb.Enter)
	p.WaitText(`[data-passkey-said]`, "Nothing was chosen")
	p.knows(device, true)
	p.do("trying again", chromedp.Focus(chromedp.CSS(`[name="name"]`)))
	p.Press(kb.Enter)
	p.WaitText("main", "Ana’s laptop")
	if shown {
		p.Look("passkeys-one")
	}
}

// useAPasskey signs in by one in the same way.
func (p *Page) useAPasskey(device webauthn.AuthenticatorID, shown bool) {
	p.t.Helper()
	p.knows(device, false)
	p.signOut()
	p.Open("/settings/security")
	p.offered(`[data-passkey-signin]`)
	p.Fill(`[name="email"]`, "ana@")
	p.do("asking", chromedp.Focus(chromedp.CSS("[data-passkey-signin] button")))
	p.Press(kb.Enter)
	p.WaitText("[data-passkey-said]", "Nothing was chosen")
	if shown {
		p.Look("signin-passkey-cancelled")
	}
	if typed := eval[string](p, `document.querySelector('[name="email"]').value`); typed != "ana@" {
		p.t.Errorf("what was typed is %q", typed)
	}
	p.knows(device, true)
	p.do("asking again", chromedp.Focus(chromedp.CSS("[data-passkey-signin] button")))
	p.Press(kb.Enter)
	p.Wait(`location.pathname.endsWith("/settings/security")`)
	p.WaitText("main", "used now")
}

func TestPasskeysAreNotOfferedWithoutScriptsOrWhereTheyCannotBe(t *testing.T) {
	without := openOn(t, atLocalhost(t, ""))
	without.WithoutScripts()
	without.SignUp("Ana")
	without.Open("/settings/security")
	if shown := eval[bool](without, `document.querySelector('a[href$="/settings/passkeys"]').checkVisibility()`); shown {
		t.Error("a button that does nothing")
	}
	if text := without.Text("main"); !strings.Contains(text, "use a browser that knows passkeys") {
		t.Error("nothing says why")
	}

	p := open(t)
	p.SignUp("Ben")
	p.Open("/settings/security")
	p.WaitText("main", "Passkeys are off here")
	p.Look("passkeys-off")
	p.signOut()
	if p.Has("[data-passkey-signin]") {
		t.Error("passkeys are offered at an IP address")
	}
}
