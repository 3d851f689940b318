package store

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

type passkeyRow struct {
	bun.BaseModel `bun:"table:passkeys,alias:pk"`

	ID             string `bun:",pk"`
	UserID         string
	Name           string
	CredentialID   string // in base64url, as in WebAuthn's JSON
	PublicKey      []byte
	SignCount      int64
	Transports     stringList
	BackupEligible flag
	BackedUp       flag
	CreatedAt      instant
	UsedAt         instant
}

func (r passkeyRow) passkey() domain.Passkey {
	id, _ := base64.RawURLEncoding.DecodeString(r.CredentialID)
	return domain.Passkey{
		ID: r.ID, Name: r.Name, CredentialID: id, PublicKey: r.PublicKey, SignCount: uint32(r.SignCount), Transports: r.Transports,
		Syncable: bool(r.BackupEligible), Synced: bool(r.BackedUp), CreatedAt: r.CreatedAt.Time, UsedAt: r.UsedAt.Time,
	}
}

// Passkeys are the caller's, the newest first.
func (s *Scope) Passkeys(ctx context.Context) ([]domain.Passkey, error) {
	var rows []passkeyRow
	err := s.store.read.NewSelect().Model(&rows).Where("pk.user_id = ?", s.user.ID).OrderExpr("pk.created_at DESC, pk.id").Scan(ctx)
	if err != nil {
		return nil, wrap(err, "list passkeys")
	}
	passkeys := make([]domain.Passkey, 0, len(rows))
	for _, row := range rows {
		passkeys = append(passkeys, row.passkey())
	}
	return passkeys, nil
}

// Passkey is one of the caller's; NotFound when it is none of theirs.
func (s *Scope) Passkey(ctx context.Context, id string) (domain.Passkey, error) {
	row, err := s.passkey(ctx, s.store.read, id)
	return row.passkey(), err
}

func (s *Scope) passkey(ctx context.Context, db bun.IDB, id string) (passkeyRow, error) {
	if !domain.IsText(id) {
		return passkeyRow{}, noPasskey()
	}
	var rows []passkeyRow
	err := db.NewSelect().Model(&rows).Where("pk.id = ?", id).Where("pk.user_id = ?", s.user.ID).Scan(ctx)
	if err != nil {
		return passkeyRow{}, wrap(err, "read a passkey")
	}
	if len(rows) == 0 {
		return passkeyRow{}, noPasskey()
	}
	return rows[0], nil
}

func noPasskey() error {
	return domain.Fail(domain.NotFound, "There is no such passkey. It may have been removed already.")
}

// MayAddPasskey asks the caller for their password before they make a passkey. Invalid when it is wrong, TooMany after too many
// wrong ones, Conflict when they have domain.PasskeysMax already.
func (s *Scope) MayAddPasskey(ctx context.Context, password string) error {
	if _, err := s.ownPassword(ctx, password, wrongOwnPassword()); err != nil {
		return err
	}
	return s.roomForPasskey(ctx, s.store.read)
}

func wrongOwnPassword() domain.Problems {
	return domain.Problems{"password": "That is not your password."}
}

func (s *Scope) roomForPasskey(ctx context.Context, db bun.IDB) error {
	count, err := db.NewSelect().Model((*passkeyRow)(nil)).Where("pk.user_id = ?", s.user.ID).Count(ctx)
	if err != nil {
		return wrap(err, "count passkeys")
	}
	if count >= domain.PasskeysMax {
		return domain.Fail(domain.Conflict, "You have as many passkeys as there can be. Remove one first.")
	}
	return nil
}

// AddPasskey keeps a passkey of the caller's that has just answered a challenge; the challenge is used up by it. Conflict when it
// was used before, when the credential is somebody's already, and when the caller has domain.PasskeysMax; Unauthorized when their password
// was changed since they were read.
func (s *Scope) AddPasskey(ctx context.Context, passkey domain.Passkey, answered Challenge) (domain.Passkey, error) {
	p := domain.Problems{}
	passkey.Name = domain.ParsePasskeyName(p, "name", passkey.Name)
	if err := p.Err(); err != nil {
		return domain.Passkey{}, err
	}
	row := passkeyRow{
		ID: uuid.NewString(), UserID: s.user.ID, Name: passkey.Name, CredentialID: base64.RawURLEncoding.EncodeToString(passkey.CredentialID),
		PublicKey: passkey.PublicKey, SignCount: int64(passkey.SignCount), Transports: passkey.Transports,
		BackupEligible: flag(passkey.Syncable), BackedUp: flag(passkey.Synced),
	}
	if row.Transports == nil {
		row.Transports = stringList{}
	}
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row.CreatedAt = w.at
		if _, err := readAgain(ctx, w.tx, s.user); err != nil {
			return err
		}
		if err := answered.use(ctx, w.tx); err != nil {
			return err
		}
		if err := s.roomForPasskey(ctx, w.tx); err != nil {
			return err
		}
		_, err := w.tx.NewInsert().Model(&row).Exec(ctx)
		if isUnique(err) {
			return domain.Fail(domain.Conflict, "This passkey is in use already.")
		}
		if err != nil {
			return wrap(err, "add a passkey")
		}
		return w.noteFor(domain.AuditPasskey, actionCreate, "", values{"name": row.Name})
	})
	if err != nil {
		return domain.Passkey{}, err
	}
	return row.passkey(), nil
}

// RenamePasskey gives one of the caller's another name. Invalid for what is none, NotFound when it is none of theirs.
func (s *Scope) RenamePasskey(ctx context.Context, id, name string) error {
	p := domain.Problems{}
	name = domain.ParsePasskeyName(p, "name", name)
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.passkey(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if err := p.Err(); err != nil || name == row.Name {
			return err
		}
		if _, err := w.tx.NewRaw(`UPDATE passkeys SET name = ? WHERE id = ?`, name, row.ID).Exec(ctx); err != nil {
			return wrap(err, "rename a passkey")
		}
		return w.noteFor(domain.AuditPasskey, actionUpdate, "", values{"name": name, "was": row.Name})
	})
}

// RemovePasskey takes one of the caller's away for good; the password has to be theirs. Every login that came by it ends, but for the
// one with the given id, which has just had the password. NotFound when it is none of theirs, Invalid when the password is wrong,
// TooMany after too many wrong ones.
func (s *Scope) RemovePasskey(ctx context.Context, id, password, keepLoginID string) error {
	if _, err := s.passkey(ctx, s.store.read, id); err != nil {
		return err
	}
	proved, err := s.ownPassword(ctx, password, wrongOwnPassword())
	if err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, w *work) error {
		if err := stillOwns(ctx, w, proved); err != nil {
			return err
		}
		row, err := s.passkey(ctx, w.tx, id)
		if err != nil {
			return err
		}
		err = endBy(ctx, w.tx,
			raw(`DELETE FROM passkeys WHERE id = ?`, row.ID),
			raw(`UPDATE logins SET passkey_id = '' WHERE id = ? AND passkey_id = ?`, keepLoginID, row.ID),
			raw(`DELETE FROM logins WHERE user_id = ? AND passkey_id = ?`, s.user.ID, row.ID))
		if err != nil {
			return err
		}
		return w.noteFor(domain.AuditPasskey, actionDelete, "", values{"name": row.Name})
	})
}

// RemovePasskeys takes all passkeys of an account away, with the logins that came by them, for whoever has lost them; how many there
// were.
func (s *System) RemovePasskeys(ctx context.Context, email string) (int, error) {
	found, err := s.find(ctx, email)
	if err != nil {
		return 0, err
	}
	var names []string
	err = s.store.As(found.user()).write(ctx, func(ctx context.Context, w *work) error {
		names, err = removePasskeys(ctx, w, found.ID)
		return err
	})
	return len(names), err
}

func removePasskeys(ctx context.Context, w *work, userID string) (names []string, err error) {
	if err := w.tx.NewRaw(`DELETE FROM passkeys WHERE user_id = ? RETURNING name`, userID).Scan(ctx, &names); err != nil {
		return nil, wrap(err, "remove passkeys")
	}
	for _, name := range names {
		if err := w.noteFor(domain.AuditPasskey, actionDelete, "", values{"name": name}); err != nil {
			return nil, err
		}
	}
	return names, endBy(ctx, w.tx, raw(`DELETE FROM logins WHERE user_id = ? AND passkey_id <> ''`, userID))
}

// Challenge is one that was answered: a hash of it, and when it runs out.
type Challenge struct {
	Hash string
	Ends time.Time
}

// use lets a challenge count once; Conflict when it has.
func (c Challenge) use(ctx context.Context, tx bun.IDB) error {
	_, err := tx.NewRaw(`INSERT INTO passkey_challenges (hash, expires_at) VALUES (?, ?)`, c.Hash, instant{c.Ends}).Exec(ctx)
	if isUnique(err) {
		return domain.Fail(domain.Conflict, "This answer was given before. Try again.")
	}
	return wrap(err, "use a challenge")
}
