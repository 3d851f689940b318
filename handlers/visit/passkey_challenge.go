package visit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mddash/store"
)

// challengeFor is how long somebody has to answer their device.
const challengeFor = 5 * time.Minute

// What a challenge is for: one for the one is none for the other.
const (
	toSignIn = "sign in"
	toAdd    = "add"
)

// challenges are made and known again without anything being kept of them, so that strangers who ask for many leave nothing
// behind. One is random bytes, when it runs out, and a MAC over both, what it is for, for whom and in which browser.
type challenges struct {
	key   []byte
	clock func() time.Time
}

const (
	randomSize    = 16
	challengeSize = randomSize + 8 + sha256.Size
)

func (c challenges) make(purpose, subject, browser string) []byte {
	challenge := make([]byte, randomSize, challengeSize)
	rand.Read(challenge)
	challenge = binary.BigEndian.AppendUint64(challenge, uint64(c.clock().Add(challengeFor).Unix()))
	return append(challenge, c.mac(challenge, purpose, subject, browser)...)
}

func (c challenges) mac(challenge []byte, parts ...string) []byte {
	mac := hmac.New(sha256.New, c.key)
	mac.Write(challenge)
	for _, part := range parts {
		sum := sha256.Sum256([]byte(part)) // each of one length, so that no two lists are the same bytes
		mac.Write(sum[:])
	}
	return mac.Sum(nil)
}

// read knows a challenge again that came back as base64url, as long as it holds.
func (c challenges) read(text, purpose, subject, browser string) (store.Challenge, bool) {
	challenge, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(challenge) != challengeSize || browser == "" {
		return store.Challenge{}, false
	}
	random, sum := challenge[:randomSize+8], challenge[randomSize+8:]
	ends := time.Unix(int64(binary.BigEndian.Uint64(random[randomSize:])), 0)
	if !hmac.Equal(sum, c.mac(random, purpose, subject, browser)) || !c.clock().Before(ends) {
		return store.Challenge{}, false
	}
	hash := sha256.Sum256(challenge)
	return store.Challenge{Hash: hex.EncodeToString(hash[:]), Ends: ends}, true
}

// browserCookie follows the base URL as the cookie of sessions does. It tells browsers apart in which nobody is signed in.
func browserCookie(base url.URL) http.Cookie {
	kind := cookieFor(base)
	return http.Cookie{
		Name: strings.Replace(strings.Replace(kind.Name, "mddash_session", "mddash", 1), "mddash", "mddash_passkeys", 1),
		Path: kind.Path, Secure: kind.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}

// browser is what the caller's browser is known by, "" where it is not yet.
func (v *Visit) browser() string {
	kind := browserCookie(v.doors.base)
	cookie, err := v.Cookie(kind.Name)
	if err != nil || len(cookie.Value) != base64.RawURLEncoding.EncodedLen(randomSize) {
		return ""
	}
	return cookie.Value
}

// markBrowser makes sure that it is known, until it is closed.
func (v *Visit) markBrowser() string {
	if known := v.browser(); known != "" {
		return known
	}
	random := make([]byte, randomSize)
	rand.Read(random)
	cookie := browserCookie(v.doors.base)
	cookie.Value = base64.RawURLEncoding.EncodeToString(random)
	v.SetCookie(&cookie)
	return cookie.Value
}
