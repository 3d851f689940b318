package visit

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"mddash/domain"
	"mddash/formats/letters"
	"mddash/store"
)

// answerMax is how many bytes the answer of a device may have. Real ones have one or two thousand.
const answerMax = 32 << 10

// passkeys are the ceremonies of WebAuthn (Level 3), for one site that is named by the base URL alone.
type passkeys struct {
	challenges
	site string // the RP ID; "" where there can be no passkeys
	lib  *webauthn.WebAuthn
}

func newPasskeys(base url.URL, made challenges) (passkeys, error) {
	p := passkeys{challenges: made, site: domain.PasskeySite(&base)}
	if p.site == "" {
		return p, nil
	}
	lib, err := webauthn.New(&webauthn.Config{
		RPID: p.site, RPDisplayName: "mddash", RPOrigins: []string{originOf(base)}, AttestationPreference: protocol.PreferNoAttestation,
		// Some password managers answer more than they were asked; nothing of it is used.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return p, fmt.Errorf("passkeys at %s: %w", base.String(), err)
	}
	p.lib = lib
	return p, nil
}

// originOf is an address as browsers write origins: in small letters and without the port that goes without saying.
func originOf(base url.URL) string {
	host := strings.ToLower(base.Host)
	return base.Scheme + "://" + strings.TrimSuffix(host, map[string]string{"https": ":443", "http": ":80"}[base.Scheme])
}

// algorithms are those that passkeys sign with in practice.
var algorithms = []protocol.CredentialParameter{
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgEdDSA},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgRS256},
}

// holder is a person as the library asks for them.
type holder struct {
	user domain.User
	keys []domain.Passkey
}

// WebAuthnID says nothing about the person, and is the same whenever it is asked for.
func (h holder) WebAuthnID() []byte {
	sum := sha256.Sum256([]byte("mddash passkeys of " + h.user.ID))
	return sum[:]
}

func (h holder) WebAuthnName() string { return h.user.Email }

func (h holder) WebAuthnDisplayName() string { return h.user.DisplayName() }

func (h holder) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, 0, len(h.keys))
	for _, k := range h.keys {
		c := webauthn.Credential{ID: k.CredentialID, PublicKey: k.PublicKey, Authenticator: webauthn.Authenticator{SignCount: k.SignCount}}
		c.Flags.UserPresent, c.Flags.UserVerified, c.Flags.BackupEligible, c.Flags.BackupState = true, true, k.Syncable, k.Synced
		for _, transport := range k.Transports {
			c.Transport = append(c.Transport, protocol.AuthenticatorTransport(transport))
		}
		all = append(all, c)
	}
	return all
}

// PasskeySite is the name of the host that passkeys are for; "" where there can be none.
func (v *Visit) PasskeySite() string { return v.doors.passkeys.site }

func (v *Visit) mustHavePasskeys() error {
	if v.PasskeySite() == "" {
		return domain.Fail(domain.NotFound, "There are no passkeys here.")
	}
	return nil
}

// BeginPasskey asks the caller for their password, and answers what their browser has to ask their device (the JSON of
// PublicKeyCredentialCreationOptions). Whoever answers within five minutes has a passkey.
func (v *Visit) BeginPasskey(password string) ([]byte, error) {
	if err := errors.Join(v.InPerson(), v.mustHavePasskeys()); err != nil {
		return nil, err
	}
	if err := v.Scope.MayAddPasskey(v.Ctx(), password); err != nil {
		return nil, err
	}
	keys, err := v.Scope.Passkeys(v.Ctx())
	if err != nil {
		return nil, err
	}
	who := holder{v.User, keys}
	challenge := v.doors.passkeys.make(toAdd, v.adder(), v.markBrowser())
	asked, _, err := v.doors.passkeys.lib.BeginRegistration(who,
		webauthn.WithExclusions(webauthn.Credentials(who.WebAuthnCredentials()).CredentialDescriptors()),
		webauthn.WithCredentialParameters(algorithms),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			RequireResidentKey: protocol.ResidentKeyRequired(), ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		}),
		func(o *protocol.PublicKeyCredentialCreationOptions) error {
			o.Challenge, o.Timeout = challenge, int(challengeFor.Milliseconds())
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("ask for a passkey: %w", err)
	}
	return json.Marshal(asked.Response)
}

// adder is whom a challenge to add a passkey is for: one login of one person.
func (v *Visit) adder() string { return v.User.ID + " " + v.Login.ID }

// AddPasskey keeps the passkey that a device has made, under a name, and writes to the caller that there is one. Conflict where
// the answer is none to what was asked of this login, comes too late, or as Scope.AddPasskey says.
func (v *Visit) AddPasskey(answer, name string) (domain.Passkey, error) {
	if err := errors.Join(v.InPerson(), v.mustHavePasskeys()); err != nil {
		return domain.Passkey{}, err
	}
	if len(answer) > answerMax {
		return domain.Passkey{}, odd()
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return domain.Passkey{}, v.oddAnswer(err)
	}
	text := parsed.Response.CollectedClientData.Challenge
	challenge, ok := v.doors.passkeys.read(text, toAdd, v.adder(), v.browser())
	if !ok {
		return domain.Passkey{}, late()
	}
	who := holder{user: v.User}
	made, err := v.doors.passkeys.lib.CreateCredential(who, webauthn.SessionData{
		Challenge: text, RelyingPartyID: v.PasskeySite(), UserID: who.WebAuthnID(), UserVerification: protocol.VerificationRequired, CredParams: algorithms,
	}, parsed)
	if err != nil {
		return domain.Passkey{}, v.oddAnswer(err)
	}
	key := domain.Passkey{
		Name: name, CredentialID: made.ID, PublicKey: made.PublicKey, SignCount: made.Authenticator.SignCount,
		Syncable: made.Flags.BackupEligible, Synced: made.Flags.BackupState,
	}
	for _, transport := range made.Transport {
		key.Transports = append(key.Transports, string(transport))
	}
	if key, err = v.Scope.AddPasskey(v.Ctx(), key, challenge); err != nil {
		return domain.Passkey{}, err
	}
	v.writeTo(v.User, func(to letters.To) domain.Mail { return to.PasskeyAdded(key.Name) })
	return key, nil
}

func late() error {
	return domain.Fail(domain.Conflict, "It took too long, or was begun in another browser. Try again.")
}

func odd() error {
	return domain.Fail(domain.Conflict, "The answer of the device does not fit. Try again.")
}

// oddAnswer is for what no browser sends that was asked by us. Why it is odd is for who runs the server.
func (v *Visit) oddAnswer(err error) error {
	v.doors.log.DebugContext(v.Ctx(), "a passkey was refused", "request", requestID(v.Context), "reason", reasonOf(err))
	return odd()
}

// reasonOf is what the library found, without what was sent.
func reasonOf(err error) string {
	var found *protocol.Error
	if errors.As(err, &found) {
		return found.Type + ": " + found.Details
	}
	return "it cannot be read"
}

// AskPasskey answers what a browser has to ask for somebody who wants in (the JSON of PublicKeyCredentialRequestOptions). It is
// the same for everybody, and names nobody: whose passkeys there are, only their devices know.
func (v *Visit) AskPasskey() ([]byte, error) {
	if err := v.mustHavePasskeys(); err != nil {
		return nil, err
	}
	challenge := v.doors.passkeys.make(toSignIn, "", v.markBrowser())
	asked, _, err := v.doors.passkeys.lib.BeginDiscoverableLogin(webauthn.WithChallenge(challenge), webauthn.WithUserVerification(protocol.VerificationRequired),
		func(o *protocol.PublicKeyCredentialRequestOptions) error {
			o.Timeout = int(challengeFor.Milliseconds())
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("ask for a passkey: %w", err)
	}
	return json.Marshal(asked.Response)
}

// SignInByPasskey signs somebody in whose device has answered, which counts for both factors. Unauthorized when it lets nobody
// in, of which IsUnknownPasskey tells one case; Conflict when the answer is too late, given before or of another browser;
// TooMany after too many wrong ones.
func (v *Visit) SignInByPasskey(answer string, stay bool) error {
	if err := v.mustHavePasskeys(); err != nil {
		return err
	}
	if !v.hasSession() {
		return domain.Fail(domain.Denied, "Passkeys are for browsers.")
	}
	if len(answer) > answerMax {
		return odd()
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return v.oddAnswer(err)
	}
	challenge, ok := v.doors.passkeys.read(parsed.Response.CollectedClientData.Challenge, toSignIn, "", v.browser())
	if !ok {
		return late()
	}
	user, key, err := v.doors.store.SignInByPasskey(v.Ctx(), store.PasskeyTry{
		CredentialID: parsed.RawID, Answered: challenge, Address: network(v.RealIP()),
		Prove: func(user domain.User, key domain.Passkey) (uint32, bool, error) { return v.prove(parsed, user, key) },
	})
	if err != nil {
		return err
	}
	return v.enter(domain.Proof{User: user, Passkey: key}, stay)
}

// prove has the library verify an assertion (WebAuthn 7.2), but for the count, which the store compares as it writes it.
func (v *Visit) prove(parsed *protocol.ParsedCredentialAssertionData, user domain.User, key domain.Passkey) (count uint32, synced bool, err error) {
	whose := func(_, _ []byte) (webauthn.User, error) { return holder{user, []domain.Passkey{key}}, nil }
	_, _, err = v.doors.passkeys.lib.ValidatePasskeyLogin(whose, webauthn.SessionData{
		Challenge: parsed.Response.CollectedClientData.Challenge, RelyingPartyID: v.PasskeySite(), UserVerification: protocol.VerificationRequired,
	}, parsed)
	if err != nil {
		v.doors.log.DebugContext(v.Ctx(), "a passkey was refused", "request", requestID(v.Context), "reason", reasonOf(err))
	}
	data := parsed.Response.AuthenticatorData
	return data.Counter, data.Flags.HasBackupState(), err
}

// IsUnknownPasskey tells whether it was refused because nobody has it, so that a browser can forget it.
func IsUnknownPasskey(err error) bool { return errors.Is(err, error(store.ErrUnknownPasskey)) }
