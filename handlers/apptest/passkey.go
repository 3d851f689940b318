package apptest

import (
	"crypto/ecdsa"
	"crypto/x509"
	"html"
	"net/url"
	"regexp"

	"github.com/descope/virtualwebauthn"
)

// Named gives the program an address with a name, where there can be passkeys.
func Named(o *Options) {
	o.BaseURL = &url.URL{Scheme: "http", Host: "localhost:8080", Path: o.Path}
}

// Device holds one passkey, as a browser at an address uses it.
type Device struct {
	Site virtualwebauthn.RelyingParty
	Auth virtualwebauthn.Authenticator
	Key  virtualwebauthn.Credential
}

// NewDevice is one for the address of Named that has no owner yet.
func NewDevice(kind virtualwebauthn.KeyType) *Device {
	return &Device{
		Site: virtualwebauthn.RelyingParty{ID: "localhost", Name: "mddash", Origin: "http://localhost:8080"},
		Auth: virtualwebauthn.NewAuthenticator(), Key: newKey(kind),
	}
}

// newKey draws until both coordinates of the point fill their 32 bytes: of one that begins with zeros the library writes fewer, which
// no device does (RFC 9053, section 7.1.1).
func newKey(kind virtualwebauthn.KeyType) virtualwebauthn.Credential {
	for {
		made := virtualwebauthn.NewCredential(kind)
		parsed, err := x509.ParsePKCS8PrivateKey(made.Key.Data)
		if err != nil {
			panic(err)
		}
		private, onCurve := parsed.(*ecdsa.PrivateKey)
		if !onCurve {
			return made
		}
		point, err := private.PublicKey.Bytes() // 4, then both
		if err != nil {
			panic(err)
		}
		if point[1] != 0 && point[33] != 0 {
			return made
		}
	}
}

// Made answers to somebody who is to have a passkey; from then on it is theirs.
func (d *Device) Made(options string) string {
	asked, err := virtualwebauthn.ParseAttestationOptions(options)
	if err != nil {
		panic(err)
	}
	d.Auth.Options.UserHandle = []byte(asked.UserID)
	return virtualwebauthn.CreateAttestationResponse(d.Site, d.Auth, d.Key, *asked)
}

// Signed answers to somebody who wants in. It counts only as far as its Key does.
func (d *Device) Signed(options string) string {
	asked, err := virtualwebauthn.ParseAssertionOptions(options)
	if err != nil {
		panic(err)
	}
	return virtualwebauthn.CreateAssertionResponse(d.Site, d.Auth, d.Key, *asked)
}

var creation = regexp.MustCompile(`data-passkey-new="([^"]*)"`)

// ToMake is what the person's browser is asked once they gave their password.
func (p *Person) ToMake() string {
	p.app.t.Helper()
	page := p.Post("/settings/passkeys", Form("password", Password)).Want(200)
	found := creation.FindStringSubmatch(page.Body)
	if found == nil {
		p.app.t.Fatalf("%s is asked for no passkey\n%s", p.Name, page.excerpt())
	}
	return html.UnescapeString(found[1])
}

// ToSign is what a browser is asked in which nobody is signed in.
func (p *Person) ToSign() string {
	p.app.t.Helper()
	return p.Post("/signin/passkey/challenge", nil).Want(200).Body
}

// AddPasskey gives the person a passkey that is in a device.
func (p *Person) AddPasskey(d *Device, name string) {
	p.app.t.Helper()
	p.Post("/settings/passkeys/new", Form("name", name, "answer", d.Made(p.ToMake()))).WantTo("/settings/security")
}
