package domain_test

import (
	"testing"

	"mddash/domain"
)

func FuzzAPlaceInTheNewsIsReadAsItWasWritten(f *testing.F) {
	for _, seed := range []string{"0-0", "12-34", "-1-2", "1--2", "9223372036854775807-1", "9223372036854775808-1", "01-1", "+1-1", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if p, ok := domain.ParseNewsPoint(text); ok && (p.String() != text || p.Log < 0 || p.Live < 0) {
			t.Fatalf("%q became %v", text, p)
		}
	})
}
