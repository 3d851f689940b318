package domain

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
)

const (
	// TOTPDigits is how long the code of an authenticator app is, TOTPPeriod how long each is shown, and totpSkew how many of
	// those periods a clock may be off (RFC 6238, section 5.2).
	TOTPDigits = 6
	TOTPPeriod = 30 * time.Second
	totpSkew   = 1
	// totpSecretSize is in bytes, as RFC 4226 (section 4, R6) recommends.
	totpSecretSize = 20

	// RecoveryCodes are made at once, RecoveryFew is from how many on their owner is told to make new ones.
	RecoveryCodes = 10
	RecoveryFew   = 3

	// SetUpWithin is how long one may take from the first look at a secret to the first code, and SecondStepWithin from the
	// password to the code when signing in.
	SetUpWithin      = 30 * time.Minute
	SecondStepWithin = 10 * time.Minute

	// CodesWarned is after how many wrong codes within CodesWarnedWithin, with none that was right between them, the owner of an account
	// is written to; once in that time.
	CodesWarned       = 5
	CodesWarnedWithin = 24 * time.Hour
)

// Proof is who somebody has shown to be, and how, beyond the password.
type Proof struct {
	User
	// TwoFactorSince is when the two-factor authentication was turned on whose code they had; zero where they had none.
	TwoFactorSince time.Time
	// Recovered tells that the code was one of the recovery codes, of which CodesLeft are left.
	Recovered bool
	CodesLeft int
	// Passkey is the one that they came by, whose device looked who holds it, which stands for password and code; its ID is empty where
	// they came by none.
	Passkey Passkey
}

// HalfProof is who somebody is who had the right password.
type HalfProof struct {
	User
	// TwoFactorSince is when their two-factor authentication was turned on; zero while it is off.
	TwoFactorSince time.Time
}

// NeedsCode tells whether the password alone does not let them in.
func (h HalfProof) NeedsCode() bool { return !h.TwoFactorSince.IsZero() }

// WaysIn is what somebody has beside their password to sign in with.
type WaysIn struct {
	TwoFactor bool
	Passkeys  int
}

// TwoFactor is how somebody's two-factor authentication stands, without its secret.
type TwoFactor struct {
	On        bool
	Since     time.Time
	CodesLeft int // recovery codes that were not used
}

// NewTOTPSecret is a new secret for an authenticator app.
func NewTOTPSecret() []byte {
	secret := make([]byte, totpSecretSize)
	rand.Read(secret)
	return secret
}

// TOTPText is a secret as authenticator apps take it typed: base32 without padding.
func TOTPText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// TOTPAddress is a secret as authenticator apps read it from a QR code or a link: otpauth://totp/issuer:account?….
func TOTPAddress(secret []byte, issuer, account string) string {
	// Some apps read + as it is: spaces are written as %20. A colon parts the issuer from the account.
	escape := func(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
	issuer = escape(strings.ReplaceAll(issuer, ":", " "))
	return "otpauth://totp/" + issuer + ":" + escape(account) + "?secret=" + TOTPText(secret) + "&issuer=" + issuer
}

// TOTPStep is the number of the period that a time is in (RFC 6238, section 4.2).
func TOTPStep(now time.Time) int64 { return now.Unix() / int64(TOTPPeriod.Seconds()) }

// TOTPCode is the code of a secret for a step: HOTP of RFC 4226 (section 5.3) with HMAC-SHA-1, which is what every app does.
func TOTPCode(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:at+4])&0x7fffffff%1_000_000)
}

// TOTPMatch finds the step that a code is right for, of those around now that come after the one that was used last.
func TOTPMatch(secret []byte, code string, now time.Time, last int64) (step int64, ok bool) {
	for at := TOTPStep(now) + totpSkew; at >= TOTPStep(now)-totpSkew; at-- {
		if right := subtle.ConstantTimeCompare([]byte(TOTPCode(secret, at)), []byte(code)) == 1; right && at > last {
			step, ok = at, true
		}
	}
	return step, ok
}

// SecondCode is what somebody typed for a code: digits of an authenticator app, or a recovery code, without the spaces and
// dashes that make it easier to read.
func SecondCode(typed string) (code string, recovery bool) {
	code = strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '.' {
			return -1
		}
		return r
	}, typed))
	return code, len(code) > TOTPDigits
}

// recoveryLetters are those of Crockford's base32: none is taken for another. Each is worth five bits.
const (
	recoveryLetters = "0123456789abcdefghjkmnpqrstvwxyz"
	recoveryGroups  = 3
	recoveryGroup   = 4
)

// NewRecoveryCode is a code of 60 random bits such as 7kq2-m9xc-04fz.
func NewRecoveryCode() string {
	random := make([]byte, recoveryGroups*recoveryGroup)
	rand.Read(random)
	var text strings.Builder
	for i, b := range random {
		if i > 0 && i%recoveryGroup == 0 {
			text.WriteByte('-')
		}
		text.WriteByte(recoveryLetters[b%32])
	}
	return text.String()
}

// RecoveryText is what a recovery code is compared by: SecondCode of it, with the letters that were taken for others put right.
func RecoveryText(typed string) string {
	code, _ := SecondCode(typed)
	return strings.NewReplacer("o", "0", "i", "1", "l", "1").Replace(code)
}

// TwoFactorInput is what somebody who is signed in gives to change their two-factor authentication.
type TwoFactorInput struct {
	Password string `json:"password" minLength:"1" maxLength:"1000"`
	// Code is of the authenticator app or a recovery code.
	Code string `json:"code" minLength:"1" maxLength:"40"`
}

// Parse only asks for both; whether they are right is the store's to say.
func (in TwoFactorInput) Parse() error {
	p := Problems{}
	AskPassword(p, in.Password)
	if code, _ := SecondCode(in.Code); code == "" {
		p.Add("code", "Type a code.")
	}
	return p.Err()
}

// AskPassword notes a password that is missing.
func AskPassword(p Problems, password string) {
	if password == "" {
		p.Add("password", "Write your password.")
	}
}
