package store

import (
	"context"

	"mddash/domain"
)

type accountRow struct {
	userRow
	SeenAt    instant
	TwoFactor bool
	SortKey   string
}

// Users are all accounts by address, disabled ones too, from a cursor on and so many at once, for admins; Denied for
// everybody else. A cursor of another list is Invalid.
func (s *Scope) Users(ctx context.Context, cursor string, limit int) (domain.AccountPage, error) {
	if err := s.mustBeAdmin(); err != nil {
		return domain.AccountPage{}, err
	}
	byAddress := byText("email", "u.id", `lower(u.email)`+s.store.dialect.bytewise())
	after, err := behind[string](byAddress, cursor)
	if err != nil {
		return domain.AccountPage{}, err
	}
	limit = min(max(limit, 1), LimitMax)
	query := raw(`SELECT `+userColumns+`, (SELECT max(l.seen_at) FROM logins AS l WHERE l.user_id = u.id) AS seen_at,
		EXISTS (SELECT 1 FROM two_factor AS f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS two_factor, `+byAddress.text+` AS sort_key
		FROM users AS u WHERE `).plus(and(raw(`1 = 1`), after), byAddress.by(), raw(` LIMIT ?`, limit+1))
	var rows []accountRow
	if err := s.store.read.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil {
		return domain.AccountPage{}, wrap(err, "list accounts")
	}
	page := domain.AccountPage{Items: make([]domain.Account, 0, len(rows))}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = cursorAt(byAddress, rows[limit-1].SortKey, rows[limit-1].ID)
	}
	for _, row := range rows {
		page.Items = append(page.Items, domain.Account{User: row.user(), SeenAt: row.SeenAt.Time, TwoFactor: row.TwoFactor})
	}
	err = s.store.read.NewRaw(`SELECT count(*) FROM users`).Scan(ctx, &page.Total)
	return page, wrap(err, "count accounts")
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
