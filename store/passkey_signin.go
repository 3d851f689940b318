package store

import (
	"context"
	"encoding/base64"
	"errors"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// ErrUnknownPasskey is who comes with a passkey that nobody has, or has any more.
var ErrUnknownPasskey = domain.Fail(domain.Unauthorized, "This passkey is not known here. It may have been removed. Sign in with your password.")

// PasskeyTry is somebody who wants in by a passkey.
type PasskeyTry struct {
	CredentialID []byte
	Answered     Challenge
	// Address is the network that it comes from, which may be "".
	Address string
	// Prove tells whether the passkey has signed, for this account: how often it has until now, and whether it is in several
	// devices. An error says that it has not.
	Prove func(domain.User, domain.Passkey) (count uint32, synced bool, err error)
}

// SignInByPasskey tells whose passkey has answered a challenge, which is used up by the try, right or wrong. ErrUnknownPasskey
// when nobody has it; Unauthorized, with one message, when it has not signed, counts backwards (WebAuthn 7.2, step 22) or its
// account is disabled; Conflict when the challenge was answered before; TooMany after too many wrong tries from the address.
func (s *Store) SignInByPasskey(ctx context.Context, try PasskeyTry) (domain.User, domain.Passkey, error) {
	var limits []limit
	if try.Address != "" {
		limits = append(limits, limitPasskey(try.Address))
	}
	if err := s.countTry(ctx, limits...); err != nil {
		return domain.User{}, domain.Passkey{}, err
	}
	user, passkey, err := s.signInByPasskey(ctx, try)
	if kind := domain.KindOf(err); err == nil || kind != domain.Unauthorized && kind != domain.Conflict {
		err = errors.Join(err, s.takeBack(ctx, limits...))
	}
	return user, passkey, err
}

func (s *Store) signInByPasskey(ctx context.Context, try PasskeyTry) (domain.User, domain.Passkey, error) {
	// In a transaction of its own, so that nothing that fails later makes it count again.
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error { return try.Answered.use(ctx, tx) })
	if err != nil {
		return domain.User{}, domain.Passkey{}, err
	}
	var rows []passkeyRow
	err = s.read.NewSelect().Model(&rows).Where("pk.credential_id = ?", base64.RawURLEncoding.EncodeToString(try.CredentialID)).Scan(ctx)
	if err != nil {
		return domain.User{}, domain.Passkey{}, wrap(err, "find a passkey")
	}
	if len(rows) == 0 {
		s.auditPasskey(ctx, try, passkeyRow{}, false)
		return domain.User{}, domain.Passkey{}, ErrUnknownPasskey
	}
	row := rows[0]
	owner, err := userByID(ctx, s.read, row.UserID)
	if err != nil {
		return domain.User{}, domain.Passkey{}, err
	}
	count, synced, err := try.Prove(owner.user(), row.passkey())
	if err != nil || owner.disabled() {
		s.auditPasskey(ctx, try, row, false)
		return domain.User{}, domain.Passkey{}, passkeyRefused()
	}
	if used, err := s.usePasskey(ctx, row, count, synced); err != nil || !used {
		if err == nil {
			s.auditPasskey(ctx, try, row, true)
			err = passkeyRefused()
		}
		return domain.User{}, domain.Passkey{}, err
	}
	return owner.user(), row.passkey(), nil
}

func passkeyRefused() error {
	return domain.Fail(domain.Unauthorized, "This passkey does not let you in. Sign in with your password.")
}

// usePasskey notes a use; false when the count has not grown since the last one, or it was removed meanwhile. Of two with the same count one is
// taken. Devices that do not count stay at 0.
func (s *Store) usePasskey(ctx context.Context, row passkeyRow, count uint32, synced bool) (bool, error) {
	var ids []string
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		ids = nil
		return tx.NewRaw(`UPDATE passkeys SET sign_count = ?, backed_up = ?, used_at = ? WHERE id = ? AND (sign_count < ? OR (sign_count = 0 AND ? = 0)) RETURNING id`,
			int64(count), flag(synced), instant{s.now()}, row.ID, int64(count), int64(count)).Scan(ctx, &ids)
	})
	return len(ids) == 1, wrap(err, "use a passkey")
}

// auditPasskey notes a passkey that let nobody in; backwards for one that may have been copied. The zero row is of nobody.
func (s *Store) auditPasskey(ctx context.Context, try PasskeyTry, row passkeyRow, backwards bool) {
	after := values{"passkey": row.Name}
	if backwards {
		after["backwards"] = true
	}
	text, err := after.text()
	if err != nil {
		return
	}
	s.auditGuess(ctx, auditRow{Address: try.Address, After: text}, func(context.Context, bun.Tx) (string, error) { return row.UserID, nil })
}
