//go:build e2e

package e2e

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	bytes "encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// codeOf is what an authenticator app shows now (RFC 6238).
func codeOf(t *testing.T, secret string) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(strings.ReplaceAll(secret, " ", "")))
	if err != nil {
		t.Fatalf("the secret %q: %v", secret, err)
	}
	mac := hmac.New(sha1.New, key)
	mac.Write(bytes.BigEndian.AppendUint64(nil, uint64(time.Now().Unix()/30)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", (bytes.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

func TestAPasskeyIsOfferedInPlaceOfACode(t *testing.T) {
	p := openOn(t, atLocalhost(t, ""))
	email := p.SignUp("Ana")
	p.device()
	offers := p.withoutOffers()
	p.Open("/settings/passkeys")
	p.Fill(`[name="password"]`, password)
	p.Press(kb.Enter)
	p.offered(`[data-passkey-new] [type="submit"]`)
	p.Click(`[data-passkey-new] [type="submit"]`)
	p.WaitText("main", "never used")

	p.Open("/settings/two-factor")
	p.Fill(`[name="password"]`, password)
	p.Submit("main form")
	secret := eval[string](p, `document.querySelector("#key").value`)
	p.Fill(`[name="code"]`, codeOf(t, secret))
	p.Submit("main form")
	p.Open("/settings/security")
	p.signOut()
	p.Open("/notes")
	p.Fill(`[name="email"]`, email)
	p.Fill(`[name="password"]`, password)
	p.Submit("main form")
	p.offered(`[data-passkey-signin]`)
	p.Look("second-step-passkey")
	p.Click("[data-passkey-signin] button")
	p.Wait(`location.pathname === "/notes"`)

	offers()
	p.Open("/settings/security")
	p.signOut()
	p.Wait(`location.pathname === "/"`)
}
