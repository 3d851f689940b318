package store

import (
	"context"
	"errors"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// TwoFactor is how the caller's two-factor authentication stands.
func (s *Scope) TwoFactor(ctx context.Context) (domain.TwoFactor, error) {
	row, err := twoFactorOf(ctx, s.store.read, s.user.ID)
	if err != nil || !row.on() {
		return domain.TwoFactor{}, err
	}
	left, err := codesLeft(ctx, s.store.read, s.user.ID)
	return domain.TwoFactor{On: true, Since: row.ConfirmedAt.Time, CodesLeft: left}, err
}

// WaysIn are the caller's.
func (s *Scope) WaysIn(ctx context.Context) (domain.WaysIn, error) {
	var ways domain.WaysIn
	err := s.store.read.NewRaw(`SELECT EXISTS (SELECT 1 FROM two_factor AS f WHERE f.user_id = ? AND f.confirmed_at IS NOT NULL),
		(SELECT count(*) FROM passkeys AS pk WHERE pk.user_id = ?)`, s.user.ID, s.user.ID).Scan(ctx, &ways.TwoFactor, &ways.Passkeys)
	return ways, wrap(err, "read how somebody signs in")
}

// BeginTwoFactor makes a secret for the caller's authenticator app, which NewTwoFactorSecret then shows to this login alone. Nothing
// is asked for before ConfirmTwoFactor. Invalid where the password is wrong, TooMany after too many wrong ones, Conflict where it is
// on already.
func (s *Scope) BeginTwoFactor(ctx context.Context, password, loginID string) error {
	p := domain.Problems{}
	domain.AskPassword(p, password)
	if err := p.Err(); err != nil {
		return err
	}
	if loginID == "" {
		return domain.Fail(domain.Conflict, "Sign out and sign in here again first.")
	}
	proven, err := s.ownPassword(ctx, password, wrongOwnPassword())
	if err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, w *work) error {
		if err := stillOwns(ctx, w, proven); err != nil {
			return err
		}
		was, err := twoFactorOf(ctx, w.tx, s.user.ID)
		if err != nil {
			return err
		}
		if was.on() {
			return twoFactorIsOn()
		}
		row := twoFactorRow{UserID: s.user.ID, Secret: domain.NewTOTPSecret(), LoginID: loginID, BegunAt: w.at}
		_, err = w.tx.NewInsert().Model(&row).On("CONFLICT (user_id) DO UPDATE").Set("secret = EXCLUDED.secret").
			Set("login_id = EXCLUDED.login_id").Set("begun_at = EXCLUDED.begun_at").Set("last_step = 0").Exec(ctx)
		return wrap(err, "begin to set up two-factor authentication")
	})
}

func twoFactorIsOn() error {
	return domain.Fail(domain.Conflict, "Two-factor authentication is on already. Turn it off first to set up another app.")
}

func twoFactorIsOff() error {
	return domain.Fail(domain.Conflict, "Two-factor authentication is off.")
}

// NewTwoFactorSecret is what BeginTwoFactor made, for the login that began it and for a while; NotFound for everybody else.
func (s *Scope) NewTwoFactorSecret(ctx context.Context, loginID string) ([]byte, error) {
	row, err := s.newTwoFactor(ctx, s.store.read, loginID)
	return row.Secret, err
}

func (s *Scope) newTwoFactor(ctx context.Context, db bun.IDB, loginID string) (twoFactorRow, error) {
	row, err := twoFactorOf(ctx, db, s.user.ID)
	if err != nil {
		return row, err
	}
	if row.UserID == "" || row.on() || loginID == "" || row.LoginID != loginID || !row.BegunAt.Add(domain.SetUpWithin).After(s.store.now()) {
		return twoFactorRow{}, domain.Fail(domain.NotFound, "Begin again: that took too long, or two-factor authentication is on already.")
	}
	return row, nil
}

// ConfirmTwoFactor turns two-factor authentication on with a first code of the app, and answers the recovery codes, which are known
// only now. Every other login of the caller ends, with all refresh tokens and sessions of md_dash; API tokens stay. Invalid where the
// code is wrong, NotFound where this login has begun none.
func (s *Scope) ConfirmTwoFactor(ctx context.Context, code, loginID string) ([]string, error) {
	var codes []string
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.newTwoFactor(ctx, w.tx, loginID)
		if err != nil {
			return err
		}
		digits, _ := domain.SecondCode(code)
		step, right := domain.TOTPMatch(row.Secret, digits, w.at.Time, row.LastStep)
		if !right {
			return domain.Problems{"code": "That code does not match. Is the clock of this device right?"}.Err()
		}
		_, err = w.tx.NewRaw(`UPDATE two_factor SET confirmed_at = ?, last_step = ?, login_id = '' WHERE user_id = ?`, w.at, step, s.user.ID).Exec(ctx)
		if err != nil {
			return wrap(err, "turn two-factor authentication on")
		}
		if codes, err = renewRecoveryCodes(ctx, w, s.user.ID); err != nil {
			return err
		}
		if err := endSessions(ctx, w.tx, s.user.ID, loginID); err != nil {
			return err
		}
		return w.didToUser(actionUpdate, s.user.ID, nil, values{"two_factor": "on"})
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// renewRecoveryCodes ends the ones there are.
func renewRecoveryCodes(ctx context.Context, w *work, userID string) ([]string, error) {
	if _, err := w.tx.NewRaw(`DELETE FROM recovery_codes WHERE user_id = ?`, userID).Exec(ctx); err != nil {
		return nil, wrap(err, "end recovery codes")
	}
	codes := make([]string, 0, domain.RecoveryCodes)
	for range domain.RecoveryCodes {
		code := domain.NewRecoveryCode()
		if _, err := w.tx.NewRaw(`INSERT INTO recovery_codes (user_id, hash) VALUES (?, ?)`, userID, recoveryHash(userID, code)).Exec(ctx); err != nil {
			return nil, wrap(err, "make recovery codes")
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// NewRecoveryCodes makes new ones, known only now, in place of the caller's. It fails as EndTwoFactor does.
func (s *Scope) NewRecoveryCodes(ctx context.Context, in domain.TwoFactorInput) ([]string, error) {
	var codes []string
	err := s.changeTwoFactor(ctx, in, func(ctx context.Context, w *work) (err error) {
		if codes, err = renewRecoveryCodes(ctx, w, s.user.ID); err != nil {
			return err
		}
		return w.didToUser(actionUpdate, s.user.ID, nil, values{"recovery_codes": "new"})
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// EndTwoFactor turns it off. Invalid where the password or the code is wrong, TooMany after too many wrong ones of either, Conflict
// where it is off.
func (s *Scope) EndTwoFactor(ctx context.Context, in domain.TwoFactorInput) error {
	return s.changeTwoFactor(ctx, in, func(ctx context.Context, w *work) error { return forgetTwoFactor(ctx, w, s.user.ID) })
}

// changeTwoFactor does it for a caller who has their password and a code.
func (s *Scope) changeTwoFactor(ctx context.Context, in domain.TwoFactorInput, do func(context.Context, *work) error) error {
	if err := in.Parse(); err != nil {
		return err
	}
	proven, err := s.ownPassword(ctx, in.Password, wrongOwnPassword())
	if err != nil {
		return err
	}
	tries := limitCode(s.user.ID)
	if err := s.store.countTry(ctx, tries); err != nil {
		return err
	}
	err = s.write(ctx, func(ctx context.Context, w *work) error {
		if err := stillOwns(ctx, w, proven); err != nil {
			return err
		}
		factor, err := twoFactorOf(ctx, w.tx, s.user.ID)
		if err != nil {
			return err
		}
		if !factor.on() {
			return twoFactorIsOff()
		}
		if _, err := s.store.useCode(ctx, w.tx, factor, in.Code); err != nil {
			return err
		}
		return do(ctx, w)
	})
	if isWrongCode(err) {
		s.store.auditWrongCode(ctx, s.user.ID, s.user.ID, "")
		return domain.Problems{"code": "That code does not match, or was used already."}.Err()
	}
	if err != nil {
		return errors.Join(err, s.store.takeBack(ctx, tries))
	}
	return s.store.forgive(ctx, tries)
}

func forgetTwoFactor(ctx context.Context, w *work, userID string) error {
	for _, table := range []string{"two_factor", "recovery_codes"} {
		if _, err := w.tx.NewRaw(`DELETE FROM ? WHERE user_id = ?`, bun.Ident(table), userID).Exec(ctx); err != nil {
			return wrap(err, "turn two-factor authentication off")
		}
	}
	if _, err := w.tx.NewRaw(`DELETE FROM attempts WHERE key = ?`, limitCode(userID).key).Exec(ctx); err != nil {
		return wrap(err, "forget wrong codes")
	}
	return w.didToUser(actionUpdate, userID, values{"two_factor": "on"}, values{"two_factor": "off"})
}

// ResetTwoFactor turns somebody's two-factor authentication off who has lost their app, for admins. NotFound when there is no such
// account, and for everybody but admins; Conflict for the caller's own, and where it is off.
func (s *Scope) ResetTwoFactor(ctx context.Context, id string) (domain.User, error) {
	return s.manageUser(ctx, id, takeTwoFactor)
}

// ResetTwoFactor does it by the address, as Scope.ResetTwoFactor does.
func (s *System) ResetTwoFactor(ctx context.Context, email string) (domain.User, error) {
	return s.change(ctx, email, takeTwoFactor)
}

func takeTwoFactor(ctx context.Context, w *work, row *userRow) error {
	factor, err := twoFactorOf(ctx, w.tx, row.ID)
	if err != nil {
		return err
	}
	if !factor.on() {
		return twoFactorIsOff()
	}
	return forgetTwoFactor(ctx, w, row.ID)
}
