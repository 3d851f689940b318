package domain_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

// RFC 6238, appendix B, for SHA-1: the last six of its eight digits.
func TestCodesAreThoseOfTheRFC(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := domain.TOTPCode(secret, domain.TOTPStep(time.Unix(at, 0))); got != want {
			t.Errorf("at %d it is %s, not %s", at, got, want)
		}
	}
}

func TestACodeIsRightForItsPeriodAndTheOnesBeside(t *testing.T) {
	secret, now := domain.NewTOTPSecret(), time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC)
	step := domain.TOTPStep(now)
	for off := int64(-3); off <= 3; off++ {
		got, ok := domain.TOTPMatch(secret, domain.TOTPCode(secret, step+off), now, 0)
		if want := off >= -1 && off <= 1; ok != want || ok && got != step+off {
			t.Errorf("%d periods off: %d, %t", off, got-step, ok)
		}
		if _, ok := domain.TOTPMatch(secret, domain.TOTPCode(secret, step+off), now, step+off); ok {
			t.Errorf("%d periods off: it works again", off)
		}
	}
	for _, wrong := range []string{"", "12345", "1234567", "abcdef", "\x00\x00\x00\x00\x00\x00"} {
		if _, ok := domain.TOTPMatch(secret, wrong, now, 0); ok {
			t.Errorf("%q is right", wrong)
		}
	}
}

func TestTheAddressOfASecretIsReadAsItWasMeant(t *testing.T) {
	secret := []byte("12345678901234567890")
	address := domain.TOTPAddress(secret, "Müller & Söhne: 100%", "ann+x@example.com")
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Müller & Söhne  100%:ann+x@example.com" || strings.Contains(address, "+") {
		t.Errorf("got %s", address)
	}
	q := u.Query()
	if q.Get("issuer") != "Müller & Söhne  100%" || q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" {
		t.Errorf("got %v", q)
	}
}

func TestCodesAreReadHoweverTheyAreTyped(t *testing.T) {
	for typed, want := range map[string]string{"123 456": "123456", " 123-456\n": "123456", "123\u00a0456": "123456", "7KQ2–M9XC–04FZ": "7kq2m9xc04fz"} {
		if code, recovery := domain.SecondCode(typed); code != want || recovery != (len(want) > 6) {
			t.Errorf("%q is read as %q, %t", typed, code, recovery)
		}
	}
	if got := domain.RecoveryText("OIL0-1abc-defg"); got != "0110"+"1abcdefg" {
		t.Errorf("got %q", got)
	}
	seen := map[string]bool{}
	for range 1000 {
		code := domain.NewRecoveryCode()
		if seen[code] || len(code) != 14 || domain.RecoveryText(code) != strings.ReplaceAll(code, "-", "") {
			t.Fatalf("got %q", code)
		}
		seen[code] = true
	}
}
