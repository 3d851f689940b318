package domain

import (
	"net/netip"
	"net/url"
	"strings"
	"time"
)

const (
	// PasskeysMax is how many passkeys one person can have.
	PasskeysMax = 20
	// PasskeyNameMax is how many characters the name of one has at most.
	PasskeyNameMax = 100
)

// Passkey is a public key credential (WebAuthn, Level 3) that lets a person in without their password. The other half of it is in
// their device or password manager and never comes here.
type Passkey struct {
	ID   string
	Name string
	// CredentialID is what the device calls it, PublicKey the key as COSE (RFC 9052).
	CredentialID, PublicKey []byte
	// SignCount is how often it had signed when it was used last; 0 for ever where the device does not count.
	SignCount uint32
	// Transports are the browser's words for the ways to the device, such as "internal".
	Transports []string
	// Syncable is fixed when it is made: it may live in several devices. Synced tells whether it did when it was used last.
	Syncable, Synced bool
	CreatedAt        time.Time
	UsedAt           time.Time // zero: never used
}

// ParsePasskeyName reads what somebody calls a passkey.
func ParsePasskeyName(p Problems, field, text string) string {
	name := ParseName(p, field, text)
	if name == "" && p[field] == "" {
		p.Add(field, "Give the passkey a name.")
	}
	return name
}

// PasskeySite is the domain that passkeys are bound to (the RP ID of WebAuthn), and "" where an address has none: browsers take
// the name of a host, never an IP address, and only over https or on the machine itself.
func PasskeySite(base *url.URL) string {
	host := strings.ToLower(strings.TrimSuffix(base.Hostname(), "."))
	if _, err := netip.ParseAddr(host); err == nil || host == "" {
		return ""
	}
	if base.Scheme != "https" && host != "localhost" && !strings.HasSuffix(host, ".localhost") {
		return ""
	}
	return host
}
