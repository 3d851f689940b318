package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"mddash/domain"
)

// Kinds of entries of the activity log that are about accounts: for the audit alone, never undone and no part of the
// change log.
const (
	kindUser   = "user"
	kindInvite = "invite"
)

// userColumns are what a userRow reads of users under the alias u. What md_dash left NULL reads as its default.
const userColumns = `u.id, u.name, u.email, u.full_name, u.avatar_url, coalesce(u.roles, '["staff"]') AS roles, u.password,
	(u."emailVerified" IS NOT NULL) AS verified, coalesce(u.timezone, 'UTC') AS timezone, (u.timezone IS NOT NULL) AS zone_known, coalesce(u.week_start, 1) AS week_start,
	coalesce(u.work_start, '09:00') AS work_start, coalesce(u.work_end, '17:00') AS work_end, coalesce(u.week_numbers, 0) AS week_numbers,
	coalesce(u.theme, 'system') AS theme, coalesce(u.accent, 'pine') AS accent, coalesce(u.density, 'normal') AS density, u.shortcuts,
	coalesce(u.underline, 1) AS underline, coalesce(u.less_motion, 0) AS less_motion, coalesce(u.start_page, 'dashboard') AS start_page, coalesce(u.language, '') AS language, coalesce(u.heard_language, '') AS heard_language,
	u.disabled_at, u.password_changed_at, u.created_at`

type userRow struct {
	ID                string
	Name              string
	Email             string
	FullName          string
	AvatarURL         string
	Roles             stringList
	Password          string
	Verified          bool
	Timezone          string
	ZoneKnown         bool
	WeekStart         number
	WorkStart         string
	WorkEnd           string
	WeekNumbers       number
	Theme             string
	Accent            string
	Density           string
	Shortcuts         number
	Underline         number
	LessMotion        number
	StartPage         string
	Language          string
	HeardLanguage     string
	DisabledAt        instant
	PasswordChangedAt instant
	CreatedAt         instant
}

func (r userRow) user() domain.User {
	return domain.User{
		ID: r.ID, Name: r.Name, Email: r.Email, FullName: r.FullName, AvatarURL: r.AvatarURL, Roles: r.Roles,
		Verified: r.Verified, Disabled: r.disabled(), TimeZone: r.Timezone, ZoneKnown: r.ZoneKnown, WeekStart: int(r.WeekStart), WorkStart: domain.Clock(r.WorkStart),
		WorkEnd: domain.Clock(r.WorkEnd), WeekNumbers: r.WeekNumbers != 0, Theme: r.Theme, Accent: r.Accent,
		Density: r.Density, Shortcuts: r.Shortcuts != 0, Underline: r.Underline != 0, LessMotion: r.LessMotion != 0, StartPage: r.StartPage, Language: r.Language, HeardLanguage: r.HeardLanguage, CreatedAt: r.CreatedAt.Time, PasswordChangedAt: r.PasswordChangedAt.Time,
	}
}

func (r userRow) disabled() bool { return !r.DisabledAt.IsZero() }

func userByID(ctx context.Context, db bun.IDB, id string) (userRow, error) {
	return oneUser(ctx, db, raw(`u.id = ?`, id))
}

func oneUser(ctx context.Context, db bun.IDB, which clause) (userRow, error) {
	var rows []userRow
	err := db.NewRaw(`SELECT `+userColumns+` FROM users AS u WHERE `+which.sql, which.args...).Scan(ctx, &rows)
	if err != nil {
		return userRow{}, wrap(err, "read an account")
	}
	if len(rows) == 0 {
		return userRow{}, noAccount()
	}
	return rows[0], nil
}

func noAccount() error { return domain.Fail(domain.NotFound, "There is no such account.") }

// usersByEmail are the accounts that a typed address can mean, at most three. Case does not count, except in an adopted
// file where two addresses differ in nothing else: there the one written as typed is meant, if it is one of them.
func usersByEmail(ctx context.Context, db bun.IDB, typed string) ([]userRow, error) {
	var rows []userRow
	lower := strings.ToLower(typed)
	err := db.NewRaw(`SELECT `+userColumns+` FROM users AS u WHERE lower(u.email) IN (?, ?) OR u.email = ?
		ORDER BY u.email = ? DESC, u.created_at, u.id LIMIT 3`, lower, composed(lower), typed, typed).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "find an account")
	}
	if len(rows) > 1 && rows[0].Email == typed {
		rows = rows[:1]
	}
	return rows, nil
}

// composed is an address as accounts keep it, however a keyboard puts an accent on a letter: a mail server sees one address too.
func composed(email string) string { return norm.NFC.String(email) }

// insertUser adds an account; Conflict when the address has one.
func insertUser(ctx context.Context, w *work, user *domain.User, hash string) error {
	if err := mustBeFree(ctx, w, user.Email); err != nil {
		return err
	}
	user.CreatedAt, user.PasswordChangedAt = w.at.Time, w.at.Time
	var verified *int64
	if user.Verified {
		ms := w.at.UnixMilli()
		verified = &ms
	}
	_, err := w.tx.NewRaw(`INSERT INTO users (id, name, email, "emailVerified", password, roles, language, created_at, updated_at, password_changed_at)
		VALUES (?, nullif(?, ''), ?, ?, ?, ?, nullif(?, ''), ?, ?, ?)`,
		user.ID, user.Name, user.Email, verified, hash, stringList(user.Roles), user.Language, w.at, w.at, w.at).Exec(ctx)
	if isUnique(err) {
		return addressTaken()
	}
	if err != nil {
		return wrap(err, "add an account")
	}
	return w.didToUser(actionCreate, user.ID, nil, values{"email": user.Email, "name": user.Name, "roles": user.Roles})
}

// mustBeFree answers Conflict when an address has an account. No address is always free.
func mustBeFree(ctx context.Context, w *work, email string) error {
	if email == "" {
		return nil
	}
	taken, err := usersByEmail(ctx, w.tx, email)
	if err == nil && len(taken) > 0 {
		return addressTaken()
	}
	return err
}

func addressTaken() error {
	const message = "This address has an account. Sign in instead."
	return &domain.Error{Kind: domain.Conflict, Message: message, Fields: map[string]string{"email": message}}
}

func (r activityRow) forAudit() bool { return r.Kind == kindUser || r.Kind == kindInvite }

// values are what an entry of the activity log says was there; never a secret.
type values map[string]any

// didToUser notes an act on an account.
func (w *work) didToUser(action, userID string, before, after values) error {
	return w.didForAudit(kindUser, action, userID, before, after)
}

func (w *work) didForAudit(kind, action, id string, before, after values) error {
	row := activityRow{Kind: kind, SubjectID: id, Action: action}
	var err error
	if row.Before, err = before.text(); err != nil {
		return err
	}
	if row.After, err = after.text(); err != nil {
		return err
	}
	w.log = append(w.log, row)
	return nil
}

func (v values) text() (string, error) {
	if v == nil {
		return "", nil
	}
	text, err := json.Marshal(v)
	return string(text), wrap(err, "write a change down")
}

// endAccess ends everything that lets somebody in as a user without the password: logins with their refresh tokens, API
// tokens, addresses of feeds, links to set a new password, sessions of md_dash, and a secret of two-factor authentication that was not
// confirmed. One login may stay, without its refresh tokens.
func endAccess(ctx context.Context, tx bun.IDB, userID, keepLoginID string) error {
	if err := endSessions(ctx, tx, userID, keepLoginID); err != nil {
		return err
	}
	return endBy(ctx, tx,
		raw(`DELETE FROM api_tokens WHERE user_id = ?`, userID),
		raw(`DELETE FROM feeds WHERE user_id = ?`, userID),
		raw(`DELETE FROM password_resets WHERE user_id = ?`, userID),
		raw(`DELETE FROM two_factor WHERE user_id = ? AND confirmed_at IS NULL`, userID))
}

// endSessions ends what signing in has begun: logins, but for one, all refresh tokens, and sessions of md_dash.
func endSessions(ctx context.Context, tx bun.IDB, userID, keepLoginID string) error {
	return endBy(ctx, tx,
		raw(`DELETE FROM refresh_tokens WHERE login_id IN (SELECT id FROM logins WHERE user_id = ?)`, userID),
		raw(`DELETE FROM logins WHERE user_id = ? AND id <> ?`, userID, keepLoginID),
		raw(`DELETE FROM session WHERE "userId" = ?`, userID))
}

func endBy(ctx context.Context, tx bun.IDB, ends ...clause) error {
	for _, end := range ends {
		if _, err := tx.NewRaw(end.sql, end.args...).Exec(ctx); err != nil {
			return wrap(err, "end what lets somebody in")
		}
	}
	return nil
}

// setPassword stores a new password's hash and ends everything that the old one let in, but for one login.
func setPassword(ctx context.Context, w *work, userID, hash, keepLoginID string) error {
	_, err := w.tx.NewRaw(`UPDATE users SET password = ?, password_changed_at = ?, updated_at = ? WHERE id = ?`, hash, w.at, w.at, userID).Exec(ctx)
	if err != nil {
		return wrap(err, "store a password")
	}
	if err := endAccess(ctx, w.tx, userID, keepLoginID); err != nil {
		return err
	}
	return w.didToUser(actionUpdate, userID, nil, values{"password": "changed"})
}

const (
	// touchEvery is how often it is noted that a login or a token is in use.
	touchEvery = 5 * time.Minute
	// touchWithin is how long a request waits for that at most, where others write.
	touchWithin = time.Second
)

// touch notes that a login or a token is in use, unless that was noted a moment ago. That it can't be noted, because
// the disk is full for instance, keeps nobody out.
func (s *Store) touch(ctx context.Context, last time.Time, update string, id string) {
	now := s.now()
	if now.Sub(last) < touchEvery {
		return
	}
	waiting, cancel := context.WithTimeout(ctx, touchWithin)
	defer cancel()
	err := s.inTx(waiting, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(update, instant{now}, id).Exec(ctx)
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "could not note that a login or a token is in use", "error", err)
	}
}
