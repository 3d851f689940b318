package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

func badRefresh() error {
	return domain.Fail(domain.Unauthorized, "The refresh token does not hold. Sign in again.")
}

// IssueRefresh makes a refresh token for a login, good once and as long as the login. Unauthorized when the login is
// gone.
func (s *Store) IssueRefresh(ctx context.Context, loginID string) (string, error) {
	if !domain.IsText(loginID) {
		return "", signedOut()
	}
	secret, hash := newSecret("")
	return secret, s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error { return s.addRefresh(ctx, tx, loginID, hash) })
}

func (s *Store) addRefresh(ctx context.Context, tx bun.IDB, loginID, hash string) error {
	result, err := tx.NewRaw(`INSERT INTO refresh_tokens (hash, login_id, expires_at)
		SELECT ?, id, expires_at FROM logins WHERE id = ? AND expires_at > ?`, hash, loginID, instant{s.now()}).Exec(ctx)
	if err != nil {
		return wrap(err, "make a refresh token")
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return signedOut()
	}
	return nil
}

type refreshRow struct {
	LoginID   string
	UsedAt    instant
	ExpiresAt instant
}

// Refresh trades a refresh token for a new one. Unauthorized when it does not hold. A token that was used before is in
// two hands, and nobody can tell which are the right ones: its login ends, with all its tokens, and that stays so
// although the call fails. Of two calls at once with the same token the later one is such a second use.
func (s *Store) Refresh(ctx context.Context, token string) (domain.User, domain.Login, string, error) {
	secret, hash := newSecret("")
	var row loginUserRow
	var refused error
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var err error
		row, refused, err = s.rotate(ctx, tx, hashSecret(token), hash)
		return err
	})
	if err != nil || refused != nil {
		return domain.User{}, domain.Login{}, "", firstError(err, refused)
	}
	return row.user(), row.login(), secret, nil
}

// rotate answers with refused what the caller is told although the transaction has to be committed.
func (s *Store) rotate(ctx context.Context, tx bun.IDB, old, new string) (row loginUserRow, refused, err error) {
	now := instant{s.now()}
	var tokens []refreshRow
	err = tx.NewRaw(`SELECT login_id, used_at, expires_at FROM refresh_tokens WHERE hash = ?`, old).Scan(ctx, &tokens)
	if err != nil {
		return row, nil, wrap(err, "read a refresh token")
	}
	if len(tokens) == 0 {
		return row, badRefresh(), nil
	}
	if !tokens[0].UsedAt.IsZero() {
		s.log.WarnContext(ctx, "a refresh token was used twice; its login has ended", "login", tokens[0].LoginID)
		return row, badRefresh(), s.auditEnd(ctx, tx, tokens[0].LoginID, domain.AuditReused)
	}
	if !tokens[0].ExpiresAt.After(now.Time) {
		return row, badRefresh(), nil
	}
	login := s.loginQuery(tokens[0].LoginID)
	row, err = s.loginUser(ctx, tx.NewRaw(login.sql, login.args...))
	if domain.KindOf(err) == domain.Unauthorized {
		return row, badRefresh(), nil
	}
	if err != nil {
		return row, nil, err
	}
	for _, change := range []clause{
		raw(`UPDATE refresh_tokens SET used_at = ? WHERE hash = ?`, now, old),
		raw(`UPDATE logins SET seen_at = ? WHERE id = ?`, now, row.LoginID),
	} {
		if _, err := tx.NewRaw(change.sql, change.args...).Exec(ctx); err != nil {
			return row, nil, wrap(err, "use a refresh token")
		}
	}
	row.SeenAt = now
	return row, nil, s.addRefresh(ctx, tx, row.LoginID, new)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
