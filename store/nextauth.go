package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type nextAuthRow struct {
	userRow
	Expires instant
}

// NextAuthUser is who a session of md_dash belongs to. Unauthorized when there is none, it has run out, or its user is
// disabled or has two-factor authentication, which md_dash does not ask for. NextAuth stores its tokens as they are.
func (s *Store) NextAuthUser(ctx context.Context, sessionToken string) (domain.User, error) {
	if !domain.IsText(sessionToken) || sessionToken == "" {
		return domain.User{}, signedOut()
	}
	var rows []nextAuthRow
	err := s.read.NewRaw(`SELECT `+userColumns+`, n.expires FROM session AS n JOIN users AS u ON u.id = n."userId"
		WHERE n."sessionToken" = ? AND NOT EXISTS (SELECT 1 FROM two_factor AS f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)`, sessionToken).Scan(ctx, &rows)
	if err != nil {
		return domain.User{}, wrap(err, "read a session of md_dash")
	}
	if len(rows) == 0 || rows[0].disabled() || !rows[0].Expires.After(s.now()) {
		return domain.User{}, signedOut()
	}
	return rows[0].user(), nil
}

// EndNextAuth signs somebody out of md_dash. A session that is gone already is no error.
func (s *Store) EndNextAuth(ctx context.Context, sessionToken string) error {
	if !domain.IsText(sessionToken) {
		return nil
	}
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`DELETE FROM session WHERE "sessionToken" = ?`, sessionToken).Exec(ctx)
		return err
	})
	return wrap(err, "end a session of md_dash")
}
