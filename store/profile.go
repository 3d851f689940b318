package store

import (
	"context"
	"errors"

	"mddash/domain"
)

// Profile is the caller as they are stored.
func (s *Scope) Profile(ctx context.Context) (domain.User, error) {
	row, err := userByID(ctx, s.store.read, s.user.ID)
	return row.user(), err
}

// UpdateProfile changes what the caller says of themselves; Invalid where the input is. What changes nothing writes
// nothing.
func (s *Scope) UpdateProfile(ctx context.Context, in domain.ProfileInput) (domain.User, error) {
	return s.ChangeProfile(ctx, func(domain.ProfileInput) (domain.ProfileInput, error) { return in, nil }, "")
}

// ChangeProfile is UpdateProfile by a function that gets the profile as it is. version, where not empty, has to be the
// caller's still, else the answer is Stale.
func (s *Scope) ChangeProfile(ctx context.Context, change func(domain.ProfileInput) (domain.ProfileInput, error), version string) (domain.User, error) {
	var user domain.User
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := userByID(ctx, w.tx, s.user.ID)
		if err != nil {
			return err
		}
		was := row.user()
		if version != "" && version != was.Version() {
			return stale()
		}
		in, err := change(was.Input())
		if err != nil {
			return err
		}
		if user, err = in.Parse(was); err != nil {
			return err
		}
		return saveProfile(ctx, w, was, user)
	})
	return user, err
}

func saveProfile(ctx context.Context, w *work, was, user domain.User) error {
	before, after := profileChanges(was, user)
	if len(after) == 0 {
		return nil
	}
	zone := any(nil)
	if user.ZoneKnown {
		zone = user.TimeZone
	}
	_, err := w.tx.NewRaw(`UPDATE users SET name = nullif(?, ''), full_name = nullif(?, ''), avatar_url = nullif(?, ''), timezone = ?,
		week_start = ?, work_start = ?, work_end = ?, week_numbers = ?, theme = ?, accent = ?, density = ?, shortcuts = ?, underline = ?, less_motion = ?, start_page = ?, language = nullif(?, ''), updated_at = ? WHERE id = ?`,
		user.Name, user.FullName, user.AvatarURL, zone, user.WeekStart, string(user.WorkStart), string(user.WorkEnd), flag(user.WeekNumbers),
		user.Theme, user.Accent, user.Density, flag(user.Shortcuts), flag(user.Underline), flag(user.LessMotion), user.StartPage, user.Language,
		w.at, user.ID).Exec(ctx)
	if err != nil {
		return wrap(err, "change a profile")
	}
	return w.didToUser(actionUpdate, user.ID, before, after)
}

func knownZone(u domain.User) string {
	if !u.ZoneKnown {
		return ""
	}
	return u.TimeZone
}

func profileChanges(was, is domain.User) (before, after values) {
	before, after = values{}, values{}
	old := profileFields(was)
	for field, value := range profileFields(is) {
		if old[field] != value {
			before[field], after[field] = old[field], value
		}
	}
	return before, after
}

// profileFields are what people say of themselves, by domain.ProfileFields.
func profileFields(u domain.User) values {
	return values{
		"name": u.Name, "full_name": u.FullName, "avatar_url": u.AvatarURL, "timezone": knownZone(u), "week_start": u.WeekStart, "work_start": u.WorkStart,
		"work_end": u.WorkEnd, "week_numbers": u.WeekNumbers, "theme": u.Theme, "accent": u.Accent, "density": u.Density, "shortcuts": u.Shortcuts,
		"underline": u.Underline, "less_motion": u.LessMotion, "start_page": u.StartPage, "language": u.Language,
	}
}

// ChangePassword sets the caller's password and ends whatever else lets somebody in as them: every other login, all
// refresh and API tokens and md_dash's sessions. Only the login with the given id stays. Invalid when the current
// password is wrong or the new one is not good enough; TooMany after too many wrong ones.
func (s *Scope) ChangePassword(ctx context.Context, in domain.PasswordInput, keepLoginID string) error {
	if err := in.Parse(s.user); err != nil {
		return err
	}
	row, err := s.ownPassword(ctx, in.CurrentPassword, domain.Problems{"current_password": "That is not your current password."})
	if err != nil {
		return err
	}
	hash, err := s.store.passwords.hash(ctx, in.NewPassword)
	if err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, w *work) error {
		if err := stillOwns(ctx, w, row); err != nil {
			return err
		}
		return setPassword(ctx, w, s.user.ID, hash, keepLoginID)
	})
}

// ownPassword asks the caller, who is signed in, for their password once more, and answers with the account that it opened.
// The problems that were handed in where it is another, which is noted; TooMany after too many wrong ones. What is then
// written has to ask stillOwns.
func (s *Scope) ownPassword(ctx context.Context, password string, wrong domain.Problems) (userRow, error) {
	tries := limitPassword(s.user.ID)
	if err := s.store.countTry(ctx, tries); err != nil {
		return userRow{}, err
	}
	row, err := userByID(ctx, s.store.read, s.user.ID)
	if err != nil {
		return userRow{}, err
	}
	right, _, err := s.store.passwords.verify(ctx, password, row.Password)
	if err != nil {
		return userRow{}, errors.Join(err, s.store.takeBack(ctx, tries))
	}
	if !right {
		s.auditRefused(ctx)
		return userRow{}, wrong.Err()
	}
	return row, s.store.forgive(ctx, tries)
}

// stillOwns refuses to go on by a password that is not the account's any more: Conflict.
func stillOwns(ctx context.Context, w *work, proved userRow) error {
	now, err := userByID(ctx, w.tx, proved.ID)
	if err != nil {
		return err
	}
	if now.disabled() || now.Password != proved.Password {
		return domain.Fail(domain.Conflict, "Your password was changed elsewhere just now. Sign in again.")
	}
	return nil
}
