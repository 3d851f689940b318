package commands

import (
	"fmt"

	"mddash/domain"
	"mddash/formats/letters"
	"mddash/language"
	"mddash/store"
)

type userPasskeysCommand struct {
	Email string `arg:"" help:"Whose passkeys."`
}

// Run takes all passkeys of somebody away, and tells them.
func (cmd userPasskeysCommand) Run(c *call) error {
	return c.withStore(func(st *store.Store) (string, error) {
		n, err := st.System().RemovePasskeys(c.ctx, cmd.Email)
		if err != nil || n == 0 {
			return "They have no passkeys.", err
		}
		user, err := st.System().User(c.ctx, cmd.Email)
		if err != nil {
			return "", err
		}
		line := "One passkey is removed: it lets nobody in any more, and who had signed in with it is signed out."
		if n > 1 {
			line = fmt.Sprintf("%d passkeys are removed: they let nobody in any more, and who had signed in with one is signed out.", n)
		}
		return line + c.writeTo(st, user, letters.To.PasskeysTaken), nil
	})
}

type userReset2FACommand struct {
	Email string `arg:"" help:"Whose two-factor authentication."`
}

// Run turns it off, and tells them; an error where it is off already.
func (cmd userReset2FACommand) Run(c *call) error {
	return c.withStore(func(st *store.Store) (string, error) {
		user, err := st.System().ResetTwoFactor(c.ctx, cmd.Email)
		if err != nil {
			return "", err
		}
		return printable(user.Email) + " signs in with the password alone now. They can set it up anew under Settings, Security." + c.writeTo(st, user, letters.To.TwoFactorTaken), nil
	})
}

// writeTo puts a letter into the outbox, from which the server sends it, where this command is told of a mail server too; what it answers
// goes on after what was done. That it can't be written changes nothing of that.
func (c *call) writeTo(st *store.Store, user domain.User, write func(letters.To) domain.Mail) string {
	if c.settings.SMTPURL == "" || !user.CanBeWrittenTo() {
		return " They are not told by mail: tell them."
	}
	base, err := parseBase(c.settings.BaseURL, c.settings.Addr)
	if err == nil {
		var languages language.Languages
		if languages, err = language.Load(); err == nil {
			to := letters.To{User: user, Language: languages.Of(user.Reads()), FullURL: func(path string) string { return base.JoinPath(path).String() }}
			err = st.System().SendMail(c.ctx, write(to))
		}
	}
	if err != nil {
		return " No letter could be written to them (" + err.Error() + "): tell them."
	}
	return " The server tells them by mail."
}
