package store

import (
	"context"

	"mddash/domain"
)

// UsersMax is how many accounts are read at once.
const UsersMax = 10_000

type accountRow struct {
	userRow
	SeenAt instant
}

// Users are all accounts by address, disabled ones too, at most UsersMax, for admins; Denied for everybody else.
func (s *Scope) Users(ctx context.Context) ([]domain.Account, error) {
	if err := s.mustBeAdmin(); err != nil {
		return nil, err
	}
	var rows []accountRow
	err := s.store.read.NewRaw(`SELECT `+userColumns+`, (SELECT max(l.seen_at) FROM logins AS l WHERE l.user_id = u.id) AS seen_at
		FROM users AS u ORDER BY lower(u.email), u.id LIMIT ?`, UsersMax).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "list accounts")
	}
	accounts := make([]domain.Account, 0, len(rows))
	for _, row := range rows {
		accounts = append(accounts, domain.Account{User: row.user(), SeenAt: row.SeenAt.Time})
	}
	return accounts, nil
}

// SetUserRoles gives somebody exactly these roles. Those of an adopted file that mean nothing here stay. NotFound when
// there is no such account, and for everybody but admins; Conflict for the caller's own, so that nobody shuts
// themselves out, and when nobody would be admin any more.
func (s *Scope) SetUserRoles(ctx context.Context, id string, typed []string) (domain.User, error) {
	return s.manageUser(ctx, id, func(ctx context.Context, w *work, row *userRow) error {
		roles, err := parseRoles(typed)
		if err != nil {
			return err
		}
		return giveRoles(roles)(ctx, w, row)
	})
}

// DisableUser keeps somebody out from now on, with everything that lets them in, or lets them sign in again with the
// password they had. It fails as SetUserRoles does.
func (s *Scope) DisableUser(ctx context.Context, id string, disabled bool) (domain.User, error) {
	if disabled {
		return s.manageUser(ctx, id, shutOut)
	}
	return s.manageUser(ctx, id, letIn)
}

func (s *Scope) manageUser(ctx context.Context, id string, do func(context.Context, *work, *userRow) error) (domain.User, error) {
	switch {
	case !s.user.IsAdmin() || !domain.IsText(id):
		return domain.User{}, noAccount()
	case id == s.user.ID:
		return domain.User{}, domain.Fail(domain.Conflict, "This is your own account. Another admin has to change it.")
	}
	return s.changeUser(ctx, id, func(ctx context.Context, w *work, row *userRow) error {
		// Whoever was shut out a moment ago must not get a last word.
		caller, err := userByID(ctx, w.tx, s.user.ID)
		if err != nil {
			return err
		}
		if is := caller.user(); !is.IsAdmin() || is.Disabled {
			return noAccount()
		}
		return do(ctx, w, row)
	})
}
