package store

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// LoginsMax is how many logins of one person are kept: those seen last. A script that signs in for every call ends its
// own oldest ones.
const LoginsMax = 100

type loginRow struct {
	bun.BaseModel `bun:"table:logins,alias:l"`

	ID        string `bun:",pk"`
	UserID    string
	UserAgent string
	Address   string
	PasskeyID string
	CreatedAt instant
	SeenAt    instant
	ExpiresAt instant
}

func (r loginRow) login() domain.Login {
	return domain.Login{
		ID: r.ID, UserID: r.UserID, UserAgent: r.UserAgent, Address: r.Address, CreatedAt: r.CreatedAt.Time, SeenAt: r.SeenAt.Time,
	}
}

// BeginLogin notes that somebody has just proved who they are. Unauthorized when they were disabled, or their password, their
// two-factor authentication or the passkey that they came by was changed since they were read: so nobody who signs in with an old
// password outlives its change, and nobody gets by the second step, whichever door they came to. A passkey needs none.
func (s *Store) BeginLogin(ctx context.Context, u domain.Proof, d domain.Device, lifetime time.Duration) (domain.Login, error) {
	d = d.Clean()
	row := loginRow{ID: uuid.NewString(), UserID: u.ID, UserAgent: d.UserAgent, Address: d.Address, PasskeyID: u.Passkey.ID}
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		now := s.now()
		row.CreatedAt, row.SeenAt, row.ExpiresAt = instant{now}, instant{now}, instant{now.Add(lifetime)}
		is, err := readAgain(ctx, tx, u.User)
		if err != nil {
			return err
		}
		if err := stillProved(ctx, tx, u); err != nil {
			return err
		}
		if err := hear(ctx, tx, is, d.Language); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
			return wrap(err, "begin a login")
		}
		_, err = tx.NewRaw(`DELETE FROM logins WHERE user_id = ? AND id NOT IN
			(SELECT id FROM logins WHERE user_id = ? ORDER BY seen_at DESC, created_at DESC LIMIT ?)`, u.ID, u.ID, LoginsMax).Exec(ctx)
		if err != nil {
			return wrap(err, "end the oldest logins")
		}
		return row.audit(ctx, tx, u.Passkey.Name)
	})
	if err != nil {
		return domain.Login{}, err
	}
	return row.login(), nil
}

// readAgain is an account as it is now; Unauthorized where it is gone or disabled, or has had another password since it was read.
func readAgain(ctx context.Context, db bun.IDB, was domain.User) (userRow, error) {
	is, err := userByID(ctx, db, was.ID)
	switch {
	case domain.KindOf(err) == domain.NotFound:
		return userRow{}, signedOut()
	case err != nil:
		return userRow{}, err
	case is.disabled() || !is.PasswordChangedAt.Equal(was.PasswordChangedAt):
		return userRow{}, signedOut()
	}
	return is, nil
}

// stillProved looks whether the passkey that somebody came by is still theirs, and where they came by none, whether their two-factor
// authentication is the one whose code they had.
func stillProved(ctx context.Context, tx bun.IDB, u domain.Proof) error {
	if u.Passkey.ID != "" {
		there, err := tx.NewSelect().Model((*passkeyRow)(nil)).Where("pk.id = ?", u.Passkey.ID).Where("pk.user_id = ?", u.ID).Count(ctx)
		if err == nil && there == 0 {
			return signedOut()
		}
		return wrap(err, "look for a passkey")
	}
	factor, err := twoFactorOf(ctx, tx, u.ID)
	if err == nil && !factor.ConfirmedAt.Equal(u.TwoFactorSince) {
		return signedOut()
	}
	return err
}

// hear keeps what somebody's browser asks for, for letters to whoever has chosen no language.
func hear(ctx context.Context, tx bun.Tx, user userRow, tag string) error {
	if tag == "" || tag == user.HeardLanguage || !slices.Contains(domain.Languages, tag) {
		return nil
	}
	_, err := tx.NewRaw(`UPDATE users SET heard_language = ? WHERE id = ?`, tag, user.ID).Exec(ctx)
	return wrap(err, "keep what language a browser asks for")
}

func (r loginRow) audit(ctx context.Context, tx bun.IDB, passkey string) error {
	said := values{"user_agent": r.UserAgent}
	if passkey != "" {
		said["passkey"] = passkey
	}
	after, err := said.text()
	if err != nil {
		return err
	}
	return writeAudit(ctx, tx, auditRow{At: r.CreatedAt, Topic: domain.AuditSignIn, Action: domain.AuditIn, ActorID: r.UserID, SubjectID: r.UserID, Address: r.Address, After: after})
}

type loginUserRow struct {
	userRow
	LoginID        string
	UserAgent      string
	Address        string
	LoginCreatedAt instant
	SeenAt         instant
	NewsLog        int64
	NewsLive       int64
}

func (r loginUserRow) login() domain.Login {
	return domain.Login{
		ID: r.LoginID, UserID: r.ID, UserAgent: r.UserAgent, Address: r.Address, CreatedAt: r.LoginCreatedAt.Time, SeenAt: r.SeenAt.Time,
		News: domain.NewsPoint{Log: r.NewsLog, Live: r.NewsLive},
	}
}

// LoginUser is who a login belongs to, in one query. Unauthorized when it was ended, has run out, or its user is
// disabled.
func (s *Store) LoginUser(ctx context.Context, loginID string) (domain.User, domain.Login, error) {
	if !domain.IsText(loginID) {
		return domain.User{}, domain.Login{}, signedOut()
	}
	row, err := s.loginUser(ctx, s.askKept(s.loginQuery(loginID)))
	if err != nil {
		return domain.User{}, domain.Login{}, err
	}
	s.touch(ctx, row.SeenAt.Time, `UPDATE logins SET seen_at = ? WHERE id = ?`, loginID)
	return row.user(), row.login(), nil
}

func (s *Store) loginQuery(loginID string) clause {
	return raw(`SELECT `+userColumns+`, l.id AS login_id, l.user_agent, l.address, l.created_at AS login_created_at, l.seen_at, `+newsEnds+`
		FROM logins AS l JOIN users AS u ON u.id = l.user_id WHERE l.id = ? AND l.expires_at > ?`, loginID, instant{s.now()})
}

// loginUser is the answer to a loginQuery.
func (s *Store) loginUser(ctx context.Context, asked *bun.RawQuery) (loginUserRow, error) {
	var rows []loginUserRow
	if err := asked.Scan(ctx, &rows); err != nil {
		return loginUserRow{}, wrap(err, "read a login")
	}
	if len(rows) == 0 || rows[0].disabled() {
		return loginUserRow{}, signedOut()
	}
	return rows[0], nil
}

// EndLogin ends a login with its sessions, access and refresh tokens. One that is gone already is no error.
func (s *Store) EndLogin(ctx context.Context, loginID string) error {
	if !domain.IsText(loginID) {
		return nil
	}
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error { return endLogin(ctx, tx, loginID) })
	return wrap(err, "end a login")
}

// SignOut is EndLogin for who ends the login that they use, which is noted.
func (s *Store) SignOut(ctx context.Context, loginID string) error {
	if !domain.IsText(loginID) {
		return nil
	}
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error { return s.auditEnd(ctx, tx, loginID, domain.AuditOut) })
	return wrap(err, "sign out")
}

// auditEnd ends a login, and notes how where it was there still.
func (s *Store) auditEnd(ctx context.Context, tx bun.IDB, loginID, action string) error {
	var users []string
	if err := tx.NewRaw(`DELETE FROM logins WHERE id = ? RETURNING user_id`, loginID).Scan(ctx, &users); err != nil || len(users) == 0 {
		return err
	}
	return writeAudit(ctx, tx, auditRow{At: instant{s.now()}, Topic: domain.AuditSignIn, Action: action, ActorID: users[0], SubjectID: users[0]})
}

func endLogin(ctx context.Context, tx bun.IDB, loginID string) error {
	_, err := tx.NewRaw(`DELETE FROM logins WHERE id = ?`, loginID).Exec(ctx)
	return err
}

// Logins are where the caller is signed in, the one seen last first.
func (s *Scope) Logins(ctx context.Context) ([]domain.Login, error) {
	var rows []loginRow
	err := s.store.read.NewSelect().Model(&rows).Where("l.user_id = ?", s.user.ID).Where("l.expires_at > ?", instant{s.store.now()}).
		OrderExpr("l.seen_at DESC, l.id").Limit(LoginsMax).Scan(ctx)
	if err != nil {
		return nil, wrap(err, "list logins")
	}
	logins := make([]domain.Login, 0, len(rows))
	for _, row := range rows {
		logins = append(logins, row.login())
	}
	return logins, nil
}

// EndLogin ends one of the caller's logins; NotFound when it is none of theirs.
func (s *Scope) EndLogin(ctx context.Context, id string) error {
	return s.removeOwn(ctx, "logins", "user_agent", id)
}

// EndOtherLogins ends all of the caller's logins but one, and their sessions in md_dash.
func (s *Scope) EndOtherLogins(ctx context.Context, keepID string) error {
	if !domain.IsText(keepID) {
		keepID = ""
	}
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewRaw(`DELETE FROM logins WHERE user_id = ? AND id <> ?`, s.user.ID, keepID).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.NewRaw(`DELETE FROM session WHERE "userId" = ?`, s.user.ID).Exec(ctx); err != nil {
			return err
		}
		return s.auditOwn(ctx, tx, "logins", nil)
	})
	return wrap(err, "end the other logins")
}

// removeOwn deletes one row that is the caller's alone, and notes what the column calls it; NotFound when there is none.
func (s *Scope) removeOwn(ctx context.Context, table, column, id string) error {
	gone := domain.Fail(domain.NotFound, "There is no such thing. It may have been removed already.")
	if !domain.IsText(id) {
		return gone
	}
	return s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var names []string
		err := tx.NewRaw(`DELETE FROM ? WHERE id = ? AND user_id = ? RETURNING ?`, bun.Ident(table), id, s.user.ID, bun.Ident(column)).Scan(ctx, &names)
		if err != nil {
			return wrap(err, "remove from "+table)
		}
		if len(names) == 0 {
			return gone
		}
		return s.auditOwn(ctx, tx, table, values{column: names[0]})
	})
}

// auditOwn notes that the caller ended a way in, and which one; nil for all of them.
func (s *Scope) auditOwn(ctx context.Context, tx bun.Tx, table string, which values) (err error) {
	row := auditRow{At: instant{s.store.now()}, Topic: domain.AuditSignIn, Action: domain.AuditEnded, ActorID: s.user.ID, SubjectID: s.user.ID}
	if table == "api_tokens" {
		row.Topic, row.Action = domain.AuditToken, actionDelete
	}
	if row.Before, err = which.text(); err != nil {
		return err
	}
	return writeAudit(ctx, tx, row)
}
