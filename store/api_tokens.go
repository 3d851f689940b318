package store

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// APITokenPrefix begins every API token, so that programs that look for lost secrets know one.
const APITokenPrefix = "mdd_"

// APITokensMax is how many API tokens one person can have.
const APITokensMax = 100

type apiTokenRow struct {
	bun.BaseModel `bun:"table:api_tokens,alias:k"`

	ID        string `bun:",pk"`
	UserID    string
	Name      string
	Hash      string
	Hint      string
	Scopes    stringList
	CreatedAt instant
	ExpiresAt instant
	UsedAt    instant
}

func (r apiTokenRow) token() domain.APIToken {
	return domain.APIToken{
		ID: r.ID, Name: r.Name, Hint: r.Hint, Scopes: r.Scopes, CreatedAt: r.CreatedAt.Time, ExpiresAt: r.ExpiresAt.Time, UsedAt: r.UsedAt.Time,
	}
}

type tokenUserRow struct {
	userRow
	TokenID        string
	TokenName      string
	Hint           string
	Scopes         stringList
	TokenCreatedAt instant
	ExpiresAt      instant
	UsedAt         instant
}

// APITokenUser is who an API token belongs to, and what it may be used for, in one query. Unauthorized when there is no
// such token, it has run out, or its user is disabled.
func (s *Store) APITokenUser(ctx context.Context, secret string) (domain.User, domain.APIToken, error) {
	refused := domain.Fail(domain.Unauthorized, "The API token does not hold. Make a new one.")
	if !strings.HasPrefix(secret, APITokenPrefix) {
		return domain.User{}, domain.APIToken{}, refused
	}
	var rows []tokenUserRow
	err := s.read.NewRaw(`SELECT `+userColumns+`, k.id AS token_id, k.name AS token_name, k.hint, k.scopes,
		k.created_at AS token_created_at, k.expires_at, k.used_at
		FROM api_tokens AS k JOIN users AS u ON u.id = k.user_id WHERE k.hash = ?`, hashSecret(secret)).Scan(ctx, &rows)
	if err != nil {
		return domain.User{}, domain.APIToken{}, wrap(err, "read an API token")
	}
	if len(rows) == 0 || rows[0].disabled() || (!rows[0].ExpiresAt.IsZero() && !rows[0].ExpiresAt.After(s.now())) {
		return domain.User{}, domain.APIToken{}, refused
	}
	row := rows[0]
	s.touch(ctx, row.UsedAt.Time, `UPDATE api_tokens SET used_at = ? WHERE id = ?`, row.TokenID)
	return row.user(), domain.APIToken{
		ID: row.TokenID, Name: row.TokenName, Hint: row.Hint, Scopes: row.Scopes,
		CreatedAt: row.TokenCreatedAt.Time, ExpiresAt: row.ExpiresAt.Time, UsedAt: row.UsedAt.Time,
	}, nil
}

// ProgramUser is APITokenUser for a program that sends the address of the account along, as calendars do. Unauthorized also
// where the address is another's. Wrong tries are limited by account and by where they come from, and then TooMany; they
// keep nobody from signing in, and what is right is never refused, since nobody guesses it.
func (s *Store) ProgramUser(ctx context.Context, email, secret, address string) (domain.User, domain.APIToken, error) {
	user, token, err := s.APITokenUser(ctx, secret)
	if err == nil && strings.EqualFold(strings.TrimSpace(email), user.Email) {
		return user, token, nil
	}
	if err != nil && domain.KindOf(err) != domain.Unauthorized {
		return domain.User{}, domain.APIToken{}, err
	}
	refused := error(domain.Fail(domain.Unauthorized, "Sign in with your e-mail address and an API token, not with your password. Make a token in Settings, Security."))
	if !domain.IsText(email) {
		email = ""
	}
	if err := s.countTry(ctx, limitProgram(strings.ToLower(strings.TrimSpace(email))), limitAddress(address)); err != nil {
		return domain.User{}, domain.APIToken{}, err
	}
	s.auditRefusal(ctx, strings.TrimSpace(email), "")
	return domain.User{}, domain.APIToken{}, refused
}

// AddAPIToken makes a token of the caller's. The secret is known only now. Invalid where the input is, Conflict when
// they have APITokensMax already, Unauthorized when their password was changed since they were read.
func (s *Scope) AddAPIToken(ctx context.Context, in domain.APITokenInput) (domain.APIToken, string, error) {
	token, err := in.Parse(s.store.now(), s.user.Location())
	if err != nil {
		return domain.APIToken{}, "", err
	}
	secret, hash := newSecret(APITokenPrefix)
	row := apiTokenRow{
		ID: uuid.NewString(), UserID: s.user.ID, Name: token.Name, Hash: hash, Scopes: token.Scopes, ExpiresAt: instant{token.ExpiresAt},
		Hint: secret[:len(APITokenPrefix)+2] + "…" + secret[len(secret)-4:],
	}
	err = s.write(ctx, func(ctx context.Context, w *work) error {
		row.CreatedAt = w.at
		if _, err := readAgain(ctx, w.tx, s.user); err != nil {
			return err
		}
		count, err := w.tx.NewSelect().Model((*apiTokenRow)(nil)).Where("k.user_id = ?", s.user.ID).Count(ctx)
		if err != nil {
			return wrap(err, "count API tokens")
		}
		if count >= APITokensMax {
			return domain.Fail(domain.Conflict, "You have as many tokens as there can be. Revoke one first.")
		}
		if _, err := w.tx.NewInsert().Model(&row).Exec(ctx); err != nil {
			return wrap(err, "add an API token")
		}
		return w.didToUser(actionUpdate, s.user.ID, nil, values{"api_token": row.Name, "scopes": row.Scopes})
	})
	if err != nil {
		return domain.APIToken{}, "", err
	}
	return row.token(), secret, nil
}

// APITokens are the caller's, the newest first, those that have run out too.
func (s *Scope) APITokens(ctx context.Context) ([]domain.APIToken, error) {
	var rows []apiTokenRow
	err := s.store.read.NewSelect().Model(&rows).Where("k.user_id = ?", s.user.ID).OrderExpr("k.created_at DESC, k.id").Scan(ctx)
	if err != nil {
		return nil, wrap(err, "list API tokens")
	}
	tokens := make([]domain.APIToken, 0, len(rows))
	for _, row := range rows {
		tokens = append(tokens, row.token())
	}
	return tokens, nil
}

// RemoveAPIToken revokes one of the caller's tokens; NotFound when it is none of theirs.
func (s *Scope) RemoveAPIToken(ctx context.Context, id string) error {
	return s.removeOwn(ctx, "api_tokens", "name", id)
}
