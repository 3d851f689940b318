package domain

import (
	"time"
)

// PublicLink is the page of a note that anyone who has its address can read.
type PublicLink struct {
	NoteID int64
	Token  string // of the address: /s/TOKEN
	// Guarded tells whether the page asks for a password.
	Guarded   bool
	ExpiresAt time.Time // zero: never
	CreatedAt time.Time
}

// Version changes whenever the link does.
func (l PublicLink) Version() string {
	return fingerprint(l.NoteID, l.Token, l.Guarded, l.ExpiresAt.UnixMilli(), l.CreatedAt.UnixMilli())
}

// PublicLinkInput makes or changes a note's public link.
type PublicLinkInput struct {
	ExpiresAt *string `json:"expires_at,omitempty" doc:"RFC 3339, or a local date and time of the caller's zone; null or left out: never"`
	// Password that the page asks for. Left out, the one that there is stays; empty takes it away.
	Password *string `json:"password,omitempty" maxLength:"200" doc:"Left out, the one that there is stays; empty takes it away"`
	Renew    bool    `json:"renew,omitempty" doc:"Make a new address; the old one leads nowhere any more"`
}

// LinkPasswordMin is how short the password of a public link may be, in characters.
const LinkPasswordMin = 6

// Parse checks what was typed; now is the present moment, for a link that would have run out already.
func (in PublicLinkInput) Parse(loc *time.Location, now time.Time) (expires time.Time, err error) {
	p := Problems{}
	expires = parseInstant(p, "expires_at", value(in.ExpiresAt), loc)
	if !expires.IsZero() && !expires.After(now) {
		p.Add("expires_at", "This moment is over. Choose a later one.")
	}
	if text := parseText(p, "password", value(in.Password), 200); text != "" && len([]rune(text)) < LinkPasswordMin {
		p.Add("password", "Write at least 6 characters.")
	}
	return expires, p.Err()
}
