package domain

import (
	"crypto/ecdh"
	"encoding/base64"
	"net/url"
	"strings"
	"time"
)

// BrowsersMax is how many browsers of one person are told things while no page is open.
const BrowsersMax = 20

// Browser is one that a person is told things in while no page is open (Web Push). It belongs to a login, and goes with it.
type Browser struct {
	ID      int64
	OwnerID string
	LoginID string
	// Name is text such as "Firefox on Linux".
	Name string
	// Endpoint is where its push service takes messages, P256dh and Auth are the keys that they are encrypted with.
	Endpoint, P256dh, Auth string
	CreatedAt              time.Time
	// SentAt is when it last got something; zero for never.
	SentAt   time.Time
	Failures int
}

// BrowserInput is what a browser says of itself when somebody turns messages on in it.
type BrowserInput struct{ Endpoint, P256dh, Auth string }

// Parse checks what was sent. Whether anything may be sent to the address is found out when it is.
func (in BrowserInput) Parse() (BrowserInput, error) {
	p := Problems{}
	u, err := url.Parse(in.Endpoint)
	if err != nil || len(in.Endpoint) > WebhookURLMax || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.User != nil || !IsText(in.Endpoint) {
		p.Add("endpoint", "This is the address of no push service.")
	}
	point, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(in.P256dh, "="))
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(point)
	}
	if err != nil {
		p.Add("p256dh", "This is the key of no browser.")
	}
	if auth, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(in.Auth, "=")); err != nil || len(auth) != 16 {
		p.Add("auth", "This is the secret of no browser.")
	}
	return in, p.Err()
}
