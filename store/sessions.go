package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Sessions keeps what scs remembers of a browser. It is a scs.CtxStore; scs hashes the tokens before they come here.
type Sessions struct{ store *Store }

// Sessions of browsers.
func (s *Store) Sessions() *Sessions { return &Sessions{store: s} }

// FindCtx is what was kept under a token; not found when there is nothing or it has run out.
func (s *Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	if !domain.IsText(token) {
		return nil, false, nil
	}
	var rows [][]byte
	err = s.store.askKept(raw(`SELECT data FROM sessions WHERE token = ? AND expires > ?`, token, s.store.now().Unix())).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return nil, false, wrap(err, "read a session")
	}
	return rows[0], true, nil
}

// CommitCtx keeps data under a token until a time.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO sessions (token, data, expires) VALUES (?, ?, ?)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires = excluded.expires`, token, data, expiry.Unix()).Exec(ctx)
		return err
	})
	return wrap(err, "keep a session")
}

// DeleteCtx forgets a token; one that is not there is no error.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	if !domain.IsText(token) {
		return nil
	}
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`DELETE FROM sessions WHERE token = ?`, token).Exec(ctx)
		return err
	})
	return wrap(err, "forget a session")
}

// Find, Commit and Delete are there because scs asks for them; it calls the ones above.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
