package visit

import (
	"context"

	"mddash/domain"
	"mddash/formats/letters"
)

// BeginTwoFactor makes a secret that this login alone is shown; nothing is asked for before ConfirmTwoFactor.
func (v *Visit) BeginTwoFactor(password string) error {
	if err := v.InPerson(); err != nil {
		return err
	}
	return v.Scope.BeginTwoFactor(v.Ctx(), password, v.Login.ID)
}

// ConfirmTwoFactor turns two-factor authentication on and answers the recovery codes. It leaves only the login that did it, under a
// new session token.
func (v *Visit) ConfirmTwoFactor(code string) ([]string, error) {
	codes, err := v.Scope.ConfirmTwoFactor(v.Ctx(), code, v.Login.ID)
	if err != nil {
		return nil, err
	}
	v.writeTo(v.User, letters.To.TwoFactorOn)
	if v.hasSession() {
		err = v.renewSession()
	}
	return codes, err
}

// EndTwoFactor turns it off.
func (v *Visit) EndTwoFactor(in domain.TwoFactorInput) error {
	if err := v.Scope.EndTwoFactor(v.Ctx(), in); err != nil {
		return err
	}
	v.writeTo(v.User, letters.To.TwoFactorOff)
	return nil
}

// ResetTwoFactor turns off somebody else's, for admins; they are told.
func (v *Visit) ResetTwoFactor(id string) (domain.User, error) {
	user, err := v.Scope.ResetTwoFactor(v.Ctx(), id)
	if err == nil {
		v.writeTo(user, letters.To.TwoFactorTaken)
	}
	return user, err
}

// writeTo tells somebody by mail what happened to how they sign in, where mail can be sent and their address is known to be theirs.
// That it can't be written changes nothing of what was done.
func (v *Visit) writeTo(user domain.User, write func(letters.To) domain.Mail) {
	if !v.CanMail() || !user.CanBeWrittenTo() {
		return
	}
	to := letters.To{User: user, Language: v.Speaking(user.Reads()), FullURL: v.FullURL}
	if err := v.doors.store.System().SendMail(context.WithoutCancel(v.Ctx()), write(to)); err != nil {
		v.Note("could not write to somebody about their account", err)
	}
}

// wrongCodes is the letter to somebody whose password others know. Whoever guesses has a language of their own, which is not asked for.
func (d *Doors) wrongCodes(user domain.User, from string) domain.Mail {
	return letters.To{User: user, Language: d.languages.Of(user.Reads()), FullURL: d.FullURL}.WrongCodes(from)
}
