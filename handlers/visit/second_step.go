package visit

import (
	"encoding/json"
	"errors"
	"time"

	"mddash/domain"
)

// halfKey is where the session keeps who has had the right password and still needs a code.
const halfKey = "half signed in"

// HalfIn is somebody at this browser who had the right password, and is to be let in by a code. It stands in the session, which
// nobody but the server writes; the store looks again whether it still holds.
type HalfIn struct {
	UserID            string    `json:"user"`
	Email             string    `json:"email"`
	PasswordChangedAt time.Time `json:"password_changed_at"`
	TwoFactorSince    time.Time `json:"two_factor_since"`
	Until             time.Time `json:"until"`
	Stay              bool      `json:"stay"`
	// Next is the path that they were on their way to.
	Next string `json:"next"`
}

// SignInByPage is SignIn by the form: for whoever has two-factor authentication it answers more, and SecondStep has to follow from
// the same browser.
func (v *Visit) SignInByPage(in domain.SignInInput, stay bool, next string) (more bool, err error) {
	half, err := v.doors.store.SignInHalf(v.Ctx(), in, network(v.RealIP()))
	if err != nil {
		return false, err
	}
	if !half.NeedsCode() {
		return false, v.enter(domain.Proof{User: half.User}, stay)
	}
	if !v.hasSession() {
		return false, domain.Fail(domain.Unauthorized, "Sign in first.")
	}
	// Nobody goes on with it who planted the session.
	if err := v.renewSession(); err != nil {
		return false, err
	}
	text, err := json.Marshal(HalfIn{
		UserID: half.ID, Email: half.Email, PasswordChangedAt: half.PasswordChangedAt, TwoFactorSince: half.TwoFactorSince,
		Until: v.Now().Add(domain.SecondStepWithin), Stay: stay, Next: next,
	})
	if err != nil {
		return false, err
	}
	v.doors.sessions.Put(v.Ctx(), halfKey, string(text))
	return true, nil
}

// Half is who may go on with SecondStep at this browser; false when nobody may.
func (v *Visit) Half() (HalfIn, bool) {
	var half HalfIn
	if !v.hasSession() {
		return half, false
	}
	// One that an older version wrote and that can't be read is none.
	err := json.Unmarshal([]byte(v.doors.sessions.GetString(v.Ctx(), halfKey)), &half)
	return half, err == nil && half.UserID != "" && v.Now().Before(half.Until)
}

// ForgetHalf lets somebody else begin at this browser.
func (v *Visit) ForgetHalf() {
	if v.hasSession() {
		v.doors.sessions.Remove(v.Ctx(), halfKey)
	}
}

// SecondStep signs somebody in by a code, after SignInByPage. Unauthorized with the type CodeWrong for a wrong one, and without a
// type when one has to begin anew; TooMany after too many wrong ones.
func (v *Visit) SecondStep(code string) (domain.Proof, error) {
	half, pending := v.Half()
	if !pending {
		return domain.Proof{}, domain.Fail(domain.Unauthorized, "That took too long. Sign in again.")
	}
	user := domain.User{ID: half.UserID, Email: half.Email, PasswordChangedAt: half.PasswordChangedAt}
	proof, err := v.doors.store.SecondStep(v.Ctx(), domain.HalfProof{User: user, TwoFactorSince: half.TwoFactorSince}, code, network(v.RealIP()))
	var refused *domain.Error
	if errors.As(err, &refused) && refused.Kind == domain.Unauthorized && refused.Type == "" {
		v.ForgetHalf()
	}
	if err != nil {
		return domain.Proof{}, err
	}
	return proof, v.enter(proof, half.Stay)
}
