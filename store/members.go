package store

import (
	"context"

	"mddash/domain"
)

type memberRow struct {
	userRow
	SeenAt instant
}

// Members are all accounts by address, disabled ones too, for admins; Denied for everybody else.
func (s *Scope) Members(ctx context.Context) ([]domain.Member, error) {
	if err := s.mustBeAdmin(); err != nil {
		return nil, err
	}
	var rows []memberRow
	err := s.store.read.NewRaw(`SELECT `+userColumns+`, (SELECT max(l.seen_at) FROM logins AS l WHERE l.user_id = u.id) AS seen_at
		FROM users AS u ORDER BY lower(u.email), u.id`).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "list accounts")
	}
	members := make([]domain.Member, 0, len(rows))
	for _, row := range rows {
		members = append(members, domain.Member{User: row.user(), SeenAt: row.SeenAt.Time})
	}
	return members, nil
}

// SetRoles gives somebody exactly these roles. Those of an adopted file that mean nothing here stay. NotFound when there
// is no such account, and for everybody but admins; Conflict for the caller's own, so that nobody shuts themselves out.
func (s *Scope) SetRoles(ctx context.Context, id string, typed []string) (domain.User, error) {
	if err := s.mayManage(id); err != nil {
		return domain.User{}, err
	}
	roles, err := parseRoles(typed)
	if err != nil {
		return domain.User{}, err
	}
	return s.changeUser(ctx, id, giveRoles(roles))
}

// SetDisabled keeps somebody out, with all that lets them in, or lets them sign in again with the password they had.
// It fails as SetRoles does.
func (s *Scope) SetDisabled(ctx context.Context, id string, disabled bool) (domain.User, error) {
	if err := s.mayManage(id); err != nil {
		return domain.User{}, err
	}
	if disabled {
		return s.changeUser(ctx, id, shutOut)
	}
	return s.changeUser(ctx, id, letIn)
}

func (s *Scope) mayManage(id string) error {
	switch {
	case !s.user.IsAdmin() || !domain.IsText(id):
		return domain.Fail(domain.NotFound, "There is no such account.")
	case id == s.user.ID:
		return domain.Fail(domain.Conflict, "This is your own account. Another admin has to change it.")
	}
	return nil
}
