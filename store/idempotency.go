package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const (
	// answersKept is how long the answer to a request is kept under its key.
	answersKept = 24 * time.Hour
	// lostAfter is when a request that has no answer yet counts as lost; every request is cut off long before.
	lostAfter = time.Minute
)

type keyRow struct {
	bun.BaseModel `bun:"table:idempotency_keys,alias:k"`

	UserID    string `bun:",pk"`
	Hash      string `bun:",pk"`
	Request   string
	Batch     string
	Answer    []byte `bun:",nullzero"`
	CreatedAt instant
}

// Claim begins a request that may be sent again. A new one is to go ahead, and to end with KeepAnswer or GiveUp; one
// that came before gets what came of it. Conflict while the first one is under way, Invalid at the field "key" when
// another request has the key.
func (s *Scope) Claim(ctx context.Context, r domain.Repeatable) (domain.Earlier, error) {
	var earlier domain.Earlier
	var sealed []byte
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		earlier, sealed = domain.Earlier{}, nil
		row, known, err := s.takeKey(ctx, tx, r)
		if err != nil || !known {
			return err
		}
		if row.Answer != nil {
			earlier.Batch, sealed = row.Batch, row.Answer
			return nil
		}
		done, err := s.deeds(ctx, tx, row.Batch)
		if err != nil || len(done) == 0 {
			if err == nil {
				err = s.retakeKey(ctx, tx, r, row)
			}
			return err
		}
		earlier.Batch, earlier.Done = row.Batch, done
		return nil
	})
	if err != nil || sealed == nil {
		return earlier, err
	}
	earlier.Answer, err = s.open(ctx, r, sealed)
	return earlier, err
}

// takeKey makes a key the request's. One that it has already is known, and comes with what is stored of it.
func (s *Scope) takeKey(ctx context.Context, tx bun.Tx, r domain.Repeatable) (row keyRow, known bool, err error) {
	now := s.store.now()
	row = keyRow{UserID: s.user.ID, Hash: hashSecret(r.Key), Request: r.Fingerprint, Batch: s.batch, CreatedAt: instant{now}}
	result, err := tx.NewInsert().Model(&row).On("CONFLICT DO NOTHING").Exec(ctx)
	if err != nil {
		return row, false, wrap(err, "take a key")
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return row, false, err
	}
	if err := tx.NewSelect().Model(&row).WherePK().Scan(ctx); err != nil {
		return row, false, wrap(err, "read a key")
	}
	if now.Sub(row.CreatedAt.Time) >= answersKept {
		return row, false, s.claimAnew(ctx, tx, r, now)
	}
	if row.Request != r.Fingerprint {
		return row, false, domain.Problems{"key": "This key belongs to another request. Give every request its own."}.Err()
	}
	return row, true, nil
}

// retakeKey goes ahead once more with a request that was lost before it did anything.
func (s *Scope) retakeKey(ctx context.Context, tx bun.Tx, r domain.Repeatable, row keyRow) error {
	now := s.store.now()
	if now.Sub(row.CreatedAt.Time) < lostAfter {
		return domain.Fail(domain.Conflict, "The same request is under way. Ask again in a moment.")
	}
	return s.claimAnew(ctx, tx, r, now)
}

// claimAnew takes over a key of which nothing came.
func (s *Scope) claimAnew(ctx context.Context, tx bun.Tx, r domain.Repeatable, now time.Time) error {
	_, err := tx.NewRaw(`UPDATE idempotency_keys SET request = ?, batch = ?, answer = NULL, created_at = ? WHERE user_id = ? AND hash = ?`,
		r.Fingerprint, s.batch, instant{now}, s.user.ID, hashSecret(r.Key)).Exec(ctx)
	return wrap(err, "claim a key")
}

// deedsOf is deeds outside of a transaction.
func (s *Scope) deedsOf(ctx context.Context, batch string) ([]domain.Deed, error) {
	return s.deeds(ctx, s.store.read, batch)
}

// deeds are what a request wrote; none when it did not come so far.
func (s *Scope) deeds(ctx context.Context, db bun.IDB, batch string) ([]domain.Deed, error) {
	var deeds []domain.Deed
	err := db.NewRaw(`SELECT kind, subject_id, action FROM activity WHERE batch = ? AND user_id = ? ORDER BY id LIMIT ?`, batch, s.user.ID, domain.BulkMax).Scan(ctx, &deeds)
	return deeds, wrap(err, "read what a request did")
}

// KeepAnswer keeps what was answered to a request that wrote under a batch.
func (s *Scope) KeepAnswer(ctx context.Context, r domain.Repeatable, batch string, answer []byte) error {
	sealed, err := s.seal(ctx, r, answer)
	if err != nil {
		return err
	}
	return s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`UPDATE idempotency_keys SET answer = ? WHERE user_id = ? AND hash = ? AND batch = ?`, sealed, s.user.ID, hashSecret(r.Key), batch).Exec(ctx)
		return wrap(err, "keep an answer")
	})
}

// GiveUp lets the same request be sent again from the start, unless it has written something.
func (s *Scope) GiveUp(ctx context.Context, r domain.Repeatable) error {
	return s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`DELETE FROM idempotency_keys WHERE user_id = ? AND hash = ? AND batch = ? AND answer IS NULL
			AND NOT EXISTS (SELECT 1 FROM activity WHERE activity.batch = idempotency_keys.batch)`, s.user.ID, hashSecret(r.Key), s.batch).Exec(ctx)
		return wrap(err, "give a key back")
	})
}

// An answer can hold a token's secret, so that it is sealed with a key that nobody has but who sends the request again.
func (s *Scope) seal(ctx context.Context, r domain.Repeatable, answer []byte) ([]byte, error) {
	box, err := s.answerBox(ctx, r)
	if err != nil {
		return nil, err
	}
	return box.Seal(nil, nil, answer, s.sealedFor(r)), nil
}

func (s *Scope) open(ctx context.Context, r domain.Repeatable, sealed []byte) ([]byte, error) {
	box, err := s.answerBox(ctx, r)
	if err != nil {
		return nil, err
	}
	answer, err := box.Open(nil, nil, sealed, s.sealedFor(r))
	return answer, wrap(err, "open a kept answer")
}

func (s *Scope) sealedFor(r domain.Repeatable) []byte { return []byte(s.user.ID + " " + r.Fingerprint) }

func (s *Scope) answerBox(ctx context.Context, r domain.Repeatable) (cipher.AEAD, error) {
	secret, err := s.store.Secret(ctx, "kept answers", 32)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, append(secret, r.Key...), []byte(s.user.ID), "mddash kept answer", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
