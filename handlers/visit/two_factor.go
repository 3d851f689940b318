package visit

import (
	"context"

	"mddash/domain"
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
	l := v.Speaking(v.User.Reads())
	v.writeTo(v.User, l.T("Two-factor is on"), l.T("Two-factor authentication was turned on for your account."))
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
	v.tellTwoFactorOff(v.User)
	return nil
}

// ResetTwoFactor turns off somebody else's, for admins; they are told.
func (v *Visit) ResetTwoFactor(id string) (domain.User, error) {
	user, err := v.Scope.ResetTwoFactor(v.Ctx(), id)
	if err == nil {
		v.tellTwoFactorOff(user)
	}
	return user, err
}

func (v *Visit) tellTwoFactorOff(user domain.User) {
	l := v.Speaking(user.Reads())
	v.writeTo(user, l.T("Two-factor is off"), l.T("Two-factor authentication was turned off for your account. Your password alone lets you in now."))
}

// writeTo tells somebody by mail what happened to how they sign in, where mail can be sent and their address is known to be theirs.
// That it can't be written changes nothing of what was done.
func (v *Visit) writeTo(user domain.User, subject, text string) {
	if !v.CanMail() || !user.CanBeWrittenTo() {
		return
	}
	l := v.Speaking(user.Reads())
	body := text + "\n\n" + l.T("If that was neither you nor an admin at your wish, change your password and look here:") + "\n" + v.FullURL("/settings/security") + "\n"
	err := v.doors.store.System().SendMail(context.WithoutCancel(v.Ctx()), domain.Mail{To: user.Email, Subject: subject, Body: body})
	if err != nil {
		v.Note("could not write to somebody about their account", err)
	}
}
