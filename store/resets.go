package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// RequestReset makes a link's code to set a new password, to be mailed to the user it comes with and to nobody else.
// NotFound when no account that may sign in has the address, TooMany when it was asked for again and again: the caller
// is told the same either way.
func (s *Store) RequestReset(ctx context.Context, email string) (string, domain.User, error) {
	if !domain.IsText(email) {
		return "", domain.User{}, domain.Fail(domain.NotFound, "There is no such account.")
	}
	email = strings.ToLower(strings.TrimSpace(email))
	if err := s.countTry(ctx, limitReset(email)); err != nil {
		return "", domain.User{}, err
	}
	return s.addReset(ctx, email, 1)
}

// PasswordLink makes such a code for an admin to hand on; NotFound when no account that may sign in has the address.
func (s *Store) PasswordLink(ctx context.Context, email string) (string, error) {
	token, _, err := s.addReset(ctx, email, 0)
	return token, err
}

func (s *Store) addReset(ctx context.Context, email string, mailed int) (string, domain.User, error) {
	rows, err := usersByEmail(ctx, s.read, email)
	if err != nil {
		return "", domain.User{}, err
	}
	if len(rows) == 0 || rows[0].disabled() {
		return "", domain.User{}, domain.Fail(domain.NotFound, "There is no such account.")
	}
	secret, hash := newSecret("")
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO password_resets (hash, user_id, mailed, expires_at) VALUES (?, ?, ?, ?)`,
			hash, rows[0].ID, mailed, instant{s.now().Add(domain.ResetLifetime)}).Exec(ctx)
		if err != nil {
			return err
		}
		return writeAudit(ctx, tx, auditRow{At: instant{s.now()}, Topic: domain.AuditSignIn, Action: domain.AuditForgot, SubjectID: rows[0].ID})
	})
	return secret, rows[0].user(), wrap(err, "make a link to set a password")
}

type resetRow struct {
	userRow
	Mailed bool
}

// ResetPassword sets a new password by such a code. It works once; then every login, token and other such code of the
// account ends. Where the code was mailed, the address counts as theirs from then on, and passkeys from before that end too. It does not
// open a disabled account. Invalid, at token or at new_password, when either is no good; a
// password that is not good enough does not use the code up.
func (s *Store) ResetPassword(ctx context.Context, token, newPassword string) error {
	row, err := s.readReset(ctx, s.read, token)
	if err != nil {
		return err
	}
	p := domain.Problems{}
	domain.ParsePassword(p, "new_password", newPassword, row.Email)
	if err := p.Err(); err != nil {
		return err
	}
	hash, err := s.passwords.hash(ctx, newPassword)
	if err != nil {
		return err
	}
	return s.As(row.user()).write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.readReset(ctx, w.tx, token)
		if err != nil {
			return err
		}
		if row.Mailed && !row.Verified {
			if err := takeOver(ctx, w, row.ID); err != nil {
				return err
			}
		}
		if err := clearTries(ctx, w, row.userRow); err != nil {
			return err
		}
		return setPassword(ctx, w, row.ID, hash, "")
	})
}

// ResetHolds says whether such a code still does what it is for: Invalid, at token, where it does not.
func (s *Store) ResetHolds(ctx context.Context, token string) error {
	_, err := s.readReset(ctx, s.read, token)
	return err
}

func (s *Store) readReset(ctx context.Context, db bun.IDB, token string) (resetRow, error) {
	var rows []resetRow
	err := db.NewRaw(`SELECT `+userColumns+`, (p.mailed = 1) AS mailed FROM password_resets AS p JOIN users AS u ON u.id = p.user_id
		WHERE p.hash = ? AND p.expires_at > ?`, hashSecret(strings.TrimSpace(token)), instant{s.now()}).Scan(ctx, &rows)
	if err != nil {
		return resetRow{}, wrap(err, "read a link to set a password")
	}
	if len(rows) == 0 || rows[0].disabled() {
		return resetRow{}, domain.Problems{"token": "This link was used or has ended. Ask for a new one."}.Err()
	}
	return rows[0], nil
}

// takeOver notes that an address is known to be somebody's. Until now anybody could have made the account: what would let them in, or
// tell them of what its owner does, ends. Two-factor authentication stays, since no letter turns that off.
func takeOver(ctx context.Context, w *work, userID string) error {
	if _, err := removePasskeys(ctx, w, userID); err != nil {
		return err
	}
	return endBy(ctx, w.tx,
		raw(`UPDATE webhooks SET active = 0 WHERE user_id = ?`, userID),
		raw(`UPDATE webhook_deliveries SET waiting = 0, state = ?, error = ? WHERE waiting = 1 AND webhook_id IN (SELECT w.id FROM webhooks AS w WHERE w.user_id = ?)`,
			domain.DeliveryLeftOut, "It was paused.", userID),
		raw(`UPDATE users SET "emailVerified" = ? WHERE id = ?`, w.at.UnixMilli(), userID))
}

// clearTries lets the owner of an account in at once whom somebody else's guessing has locked out.
func clearTries(ctx context.Context, w *work, row userRow) error {
	for _, l := range []limit{limitAccount(strings.ToLower(row.Email)), limitPassword(row.ID)} {
		if _, err := w.tx.NewRaw(`DELETE FROM attempts WHERE key = ?`, l.key).Exec(ctx); err != nil {
			return wrap(err, "forget wrong tries")
		}
	}
	return nil
}
