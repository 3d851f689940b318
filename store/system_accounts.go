package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"mddash/domain"
)

// Users are all accounts by address, disabled ones too.
func (s *System) Users(ctx context.Context) ([]domain.User, error) {
	var rows []userRow
	err := s.store.read.NewRaw(`SELECT `+userColumns+` FROM users AS u ORDER BY lower(u.email), u.id`).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "list accounts")
	}
	users := make([]domain.User, 0, len(rows))
	for _, row := range rows {
		users = append(users, row.user())
	}
	return users, nil
}

// User is the account with an address; NotFound when there is none.
func (s *System) User(ctx context.Context, email string) (domain.User, error) {
	row, err := s.find(ctx, email)
	return row.user(), err
}

func (s *System) find(ctx context.Context, email string) (userRow, error) {
	rows := []userRow{}
	if domain.IsText(email) {
		var err error
		if rows, err = usersByEmail(ctx, s.store.read, email); err != nil {
			return userRow{}, err
		}
	}
	switch {
	case len(rows) == 0:
		return userRow{}, domain.Fail(domain.NotFound, "No account has this address.")
	case len(rows) > 1:
		return userRow{}, domain.Fail(domain.Conflict, "Several accounts have this address. Write it in capitals and small letters as theirs is.")
	}
	return rows[0], nil
}

// AddUser makes an account whatever the registration mode; the address counts as theirs. Without roles the first
// account ever is admin and staff, others are staff. Invalid where the input is, Conflict when the address is taken.
func (s *System) AddUser(ctx context.Context, in domain.SignUpInput, roles []string) (domain.User, error) {
	user, err := in.Parse()
	if err != nil {
		return domain.User{}, err
	}
	if user.Roles, err = parseRoles(roles); err != nil {
		return domain.User{}, err
	}
	user.ID, user.Email, user.Verified = uuid.NewString(), composed(user.Email), true
	hash, err := s.store.passwords.hash(ctx, in.Password)
	if err != nil {
		return domain.User{}, err
	}
	added := user
	err = s.nobody().write(ctx, func(ctx context.Context, w *work) error {
		added = user
		first, err := isFirst(ctx, w.tx)
		if err != nil {
			return err
		}
		if first && len(roles) == 0 {
			added.Roles = []string{domain.RoleAdmin, domain.RoleStaff}
		}
		return insertUser(ctx, w, &added, hash)
	})
	if err != nil {
		return domain.User{}, err
	}
	row, err := userByID(ctx, s.store.read, added.ID)
	return row.user(), err
}

// nobody is a Scope that logs what it does as done by no person.
func (s *System) nobody() *Scope { return s.store.As(domain.User{}) }

func parseRoles(typed []string) ([]string, error) {
	p := domain.Problems{}
	roles := domain.ParseRoles(p, "roles", typed)
	return roles, p.Err()
}

// SetPassword sets somebody's password and ends everything that the old one let in.
func (s *System) SetPassword(ctx context.Context, email, password string) error {
	row, err := s.find(ctx, email)
	if err != nil {
		return err
	}
	p := domain.Problems{}
	domain.ParsePassword(p, "password", password, row.Email)
	if err := p.Err(); err != nil {
		return err
	}
	hash, err := s.store.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.nobody().write(ctx, func(ctx context.Context, w *work) error {
		if err := clearTries(ctx, w, row); err != nil {
			return err
		}
		return setPassword(ctx, w, row.ID, hash, "")
	})
}

// SetRoles gives somebody exactly these roles. Those of an adopted file that mean nothing here stay. Conflict when
// nobody would be admin any more.
func (s *System) SetRoles(ctx context.Context, email string, typed []string) (domain.User, error) {
	roles, err := parseRoles(typed)
	if err != nil {
		return domain.User{}, err
	}
	return s.change(ctx, email, giveRoles(roles))
}

func giveRoles(roles []string) func(context.Context, *work, *userRow) error {
	return func(ctx context.Context, w *work, row *userRow) error {
		was := row.Roles
		row.Roles = append(roles[:len(roles):len(roles)], unknownRoles(was)...)
		if slices.Equal(was, row.Roles) {
			return nil
		}
		_, err := w.tx.NewRaw(`UPDATE users SET roles = ?, updated_at = ? WHERE id = ?`, row.Roles, w.at, row.ID).Exec(ctx)
		if err != nil {
			return wrap(err, "change somebody's roles")
		}
		return w.didToUser(actionUpdate, row.ID, values{"roles": was}, values{"roles": row.Roles})
	}
}

func unknownRoles(roles []string) []string {
	return slices.DeleteFunc(slices.Clone(roles), func(role string) bool {
		return slices.Contains([]string{domain.RoleAdmin, domain.RoleStaff, domain.RoleClient}, role)
	})
}

// Disable keeps somebody out from now on: their logins, tokens and sessions end. What they made stays. Conflict when
// nobody would be admin any more.
func (s *System) Disable(ctx context.Context, email string) (domain.User, error) {
	return s.change(ctx, email, shutOut)
}

func shutOut(ctx context.Context, w *work, row *userRow) error {
	if row.disabled() {
		return nil
	}
	row.DisabledAt = w.at
	if err := setDisabled(ctx, w, row); err != nil {
		return err
	}
	return endAccess(ctx, w.tx, row.ID, "")
}

// Enable lets somebody sign in again with the password they had.
func (s *System) Enable(ctx context.Context, email string) (domain.User, error) {
	return s.change(ctx, email, letIn)
}

func letIn(ctx context.Context, w *work, row *userRow) error {
	if !row.disabled() {
		return nil
	}
	row.DisabledAt = instant{}
	return setDisabled(ctx, w, row)
}

func setDisabled(ctx context.Context, w *work, row *userRow) error {
	_, err := w.tx.NewRaw(`UPDATE users SET disabled_at = ?, updated_at = ? WHERE id = ?`, row.DisabledAt, w.at, row.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "change who may sign in")
	}
	return w.didToUser(actionUpdate, row.ID, values{"disabled": !row.disabled()}, values{"disabled": row.disabled()})
}

func (s *System) change(ctx context.Context, email string, do func(context.Context, *work, *userRow) error) (domain.User, error) {
	found, err := s.find(ctx, email)
	if err != nil {
		return domain.User{}, err
	}
	return s.nobody().changeUser(ctx, found.ID, do)
}

// changeUser reads an account, changes it, and makes sure that somebody is still admin.
func (s *Scope) changeUser(ctx context.Context, id string, do func(context.Context, *work, *userRow) error) (domain.User, error) {
	var row userRow
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		var err error
		if row, err = userByID(ctx, w.tx, id); err != nil {
			return err
		}
		was := row.user()
		if err := do(ctx, w, &row); err != nil {
			return err
		}
		is := row.user()
		if !was.Disabled && (is.Disabled || was.IsStaff() && !is.IsStaff()) {
			if err := s.loseSight(ctx, w, was, is); err != nil {
				return err
			}
		}
		if was.IsAdmin() && !was.Disabled && (!is.IsAdmin() || is.Disabled) {
			return someAdmin(ctx, w)
		}
		return nil
	})
	return row.user(), err
}

func someAdmin(ctx context.Context, w *work) error {
	var rows []userRow
	err := w.tx.NewRaw(`SELECT `+userColumns+` FROM users AS u WHERE u.disabled_at IS NULL AND u.roles LIKE '%admin%'`).Scan(ctx, &rows)
	if err != nil {
		return wrap(err, "look for admins")
	}
	if !slices.ContainsFunc(rows, func(row userRow) bool { return row.user().IsAdmin() }) {
		return domain.Fail(domain.Conflict, "This is the only admin. Make somebody else admin first.")
	}
	return nil
}

// CreateToken makes an API token for somebody; the secret is known only now.
func (s *System) CreateToken(ctx context.Context, email string, in domain.APITokenInput) (domain.APIToken, string, error) {
	user, err := s.User(ctx, email)
	if err != nil {
		return domain.APIToken{}, "", err
	}
	if user.Disabled {
		return domain.APIToken{}, "", domain.Fail(domain.Conflict, "This account is disabled. Enable it first.")
	}
	return s.store.As(user).AddAPIToken(ctx, in)
}
