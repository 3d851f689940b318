package visit

import (
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// FuzzAnAccessTokenIsOursOrRefused: nobody is let in by a token that was changed by as much as a letter.
func FuzzAnAccessTokenIsOursOrRefused(f *testing.F) {
	s := signer{key: []byte(strings.Repeat("k", 32)), issuer: "http://localhost", clock: func() time.Time { return time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC) }}
	ours, err := s.mint("ann", "login")
	if err != nil {
		f.Fatal(err)
	}
	parts := strings.Split(ours, ".")
	for _, seed := range []string{ours, ours + ".", parts[0] + "." + parts[1] + ".", "eyJhbGciOiJub25lIn0." + parts[1] + ".", "..", "", ours + "=", " " + ours} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		c, err := s.verify(token)
		if err == nil && token != ours {
			t.Fatalf("%q lets in %q", token, c.Subject)
		}
		if err != nil && domain.KindOf(err) != domain.Unauthorized {
			t.Fatalf("%q: %v", token, err)
		}
	})
}
