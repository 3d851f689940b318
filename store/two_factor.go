package store

import (
	"context"
	"errors"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type twoFactorRow struct {
	bun.BaseModel `bun:"table:two_factor,alias:f"`

	UserID      string `bun:",pk"`
	Secret      []byte
	LoginID     string
	BegunAt     instant
	ConfirmedAt instant
	LastStep    int64
}

// on tells whether a code is asked for.
func (r twoFactorRow) on() bool { return !r.ConfirmedAt.IsZero() }

// twoFactorOf is the zero row for who has none and is not setting it up.
func twoFactorOf(ctx context.Context, db bun.IDB, userID string) (twoFactorRow, error) {
	var rows []twoFactorRow
	if err := db.NewSelect().Model(&rows).Where("f.user_id = ?", userID).Scan(ctx); err != nil {
		return twoFactorRow{}, wrap(err, "read somebody's two-factor authentication")
	}
	if len(rows) == 0 {
		return twoFactorRow{}, nil
	}
	return rows[0], nil
}

// SecondStep completes what SignInHalf began, by a code of the authenticator app or a recovery code; either works once.
// Unauthorized with the type CodeWrong for a wrong code, and without one when the password or the two-factor authentication was
// changed meanwhile or the account is shut: then one begins anew. TooMany after too many wrong codes for the account, however often
// the password was right, or from the network address, which may be "".
func (s *Store) SecondStep(ctx context.Context, half domain.HalfProof, code, address string) (domain.Proof, error) {
	limits := append(addressLimits(address), limitCode(half.ID))
	if err := s.countTry(ctx, limits...); err != nil {
		return domain.Proof{}, err
	}
	var proof domain.Proof
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		proof, err = s.secondStep(ctx, tx, half, code, address)
		return err
	})
	if isWrongCode(err) {
		s.auditWrongCode(ctx, half.ID, "", address)
		return domain.Proof{}, err
	}
	if err != nil {
		return domain.Proof{}, errors.Join(err, s.takeBack(ctx, limits...))
	}
	return proof, errors.Join(s.takeBack(ctx, limits...), s.forgive(ctx, limitCode(half.ID)))
}

func isWrongCode(err error) bool {
	var e *domain.Error
	return errors.As(err, &e) && e.Type == domain.CodeWrong
}

func (s *Store) secondStep(ctx context.Context, tx bun.Tx, half domain.HalfProof, code, address string) (domain.Proof, error) {
	row, err := userByID(ctx, tx, half.ID)
	if domain.KindOf(err) == domain.NotFound {
		return domain.Proof{}, signedOut()
	}
	if err != nil {
		return domain.Proof{}, err
	}
	factor, err := twoFactorOf(ctx, tx, half.ID)
	if err != nil {
		return domain.Proof{}, err
	}
	if row.disabled() || !row.PasswordChangedAt.Equal(half.PasswordChangedAt) || !factor.on() || !factor.ConfirmedAt.Equal(half.TwoFactorSince) {
		return domain.Proof{}, signedOut()
	}
	proof := domain.Proof{User: row.user(), TwoFactorSince: factor.ConfirmedAt.Time}
	if proof.Recovered, err = s.useCode(ctx, tx, factor, code); err != nil || !proof.Recovered {
		return proof, err
	}
	if proof.CodesLeft, err = codesLeft(ctx, tx, half.ID); err != nil {
		return proof, err
	}
	return proof, s.auditRecovered(ctx, tx, auditRow{SubjectID: half.ID, ActorID: half.ID, Address: address}, proof.CodesLeft)
}

func (s *Store) auditRecovered(ctx context.Context, tx bun.IDB, row auditRow, left int) (err error) {
	row.At, row.Topic, row.Action = instant{s.now()}, domain.AuditSignIn, domain.AuditCode
	if row.After, err = (values{"codes_left": left}).text(); err != nil {
		return err
	}
	return writeAudit(ctx, tx, row)
}

// useCode uses up a code of either kind, or answers CodeWrong. Each is used up by one conditional change, so that of two at once
// with the same one only one gets in.
func (s *Store) useCode(ctx context.Context, tx bun.Tx, factor twoFactorRow, typed string) (recovered bool, err error) {
	code, recovery := domain.SecondCode(typed)
	change := raw(`UPDATE recovery_codes SET used_at = ? WHERE user_id = ? AND hash = ? AND used_at IS NULL`,
		instant{s.now()}, factor.UserID, recoveryHash(factor.UserID, typed))
	if !recovery {
		step, right := domain.TOTPMatch(factor.Secret, code, s.now(), factor.LastStep)
		if !right {
			return false, wrongCode()
		}
		change = raw(`UPDATE two_factor SET last_step = ? WHERE user_id = ? AND last_step < ?`, step, factor.UserID, step)
	}
	result, err := tx.NewRaw(change.sql, change.args...).Exec(ctx)
	if err != nil {
		return false, wrap(err, "use a code")
	}
	n, err := result.RowsAffected()
	if err == nil && n != 1 {
		return false, wrongCode()
	}
	return recovery, wrap(err, "use a code")
}

// recoveryHash is different for each person: one list of hashes does not serve for everybody.
func recoveryHash(userID, typed string) string {
	return hashSecret(userID + " " + domain.RecoveryText(typed))
}

func codesLeft(ctx context.Context, db bun.IDB, userID string) (left int, err error) {
	err = db.NewRaw(`SELECT count(*) FROM recovery_codes WHERE user_id = ? AND used_at IS NULL`, userID).Scan(ctx, &left)
	return left, wrap(err, "count recovery codes")
}
