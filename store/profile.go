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
		before, after := profileChanges(was, user)
		if len(after) == 0 {
			return nil
		}
		zone := any(nil)
		if user.ZoneKnown {
			zone = user.TimeZone
		}
		_, err = w.tx.NewRaw(`UPDATE users SET name = nullif(?, ''), full_name = nullif(?, ''), avatar_url = nullif(?, ''), timezone = ?,
			week_start = ?, work_start = ?, work_end = ?, week_numbers = ?, theme = ?, accent = ?, density = ?, shortcuts = ?, underline = ?, less_motion = ?, start_page = ?, language = nullif(?, ''), updated_at = ? WHERE id = ?`,
			user.Name, user.FullName, user.AvatarURL, zone, user.WeekStart, string(user.WorkStart), string(user.WorkEnd), flag(user.WeekNumbers),
			user.Theme, user.Accent, user.Density, flag(user.Shortcuts), flag(user.Underline), flag(user.LessMotion), user.StartPage, user.Language,
			w.at, user.ID).Exec(ctx)
		if err != nil {
			return wrap(err, "change a profile")
		}
		return w.didToUser(actionUpdate, user.ID, before, after)
	})
	return user, err
}

func knownZone(u domain.User) string {
	if !u.ZoneKnown {
		return ""
	}
	return u.TimeZone
}

func profileChanges(was, is domain.User) (before, after values) {
	before, after = values{}, values{}
	for _, field := range []struct {
		name    string
		was, is any
	}{
		{"name", was.Name, is.Name}, {"full_name", was.FullName, is.FullName}, {"avatar_url", was.AvatarURL, is.AvatarURL},
		{"timezone", knownZone(was), knownZone(is)}, {"week_start", was.WeekStart, is.WeekStart}, {"work_start", was.WorkStart, is.WorkStart},
		{"work_end", was.WorkEnd, is.WorkEnd}, {"week_numbers", was.WeekNumbers, is.WeekNumbers}, {"theme", was.Theme, is.Theme},
		{"accent", was.Accent, is.Accent}, {"density", was.Density, is.Density}, {"shortcuts", was.Shortcuts, is.Shortcuts},
		{"underline", was.Underline, is.Underline}, {"less_motion", was.LessMotion, is.LessMotion}, {"start_page", was.StartPage, is.StartPage}, {"language", was.Language, is.Language},
	} {
		if field.was != field.is {
			before[field.name], after[field.name] = field.was, field.is
		}
	}
	return before, after
}

// ChangePassword sets the caller's password and ends whatever else lets somebody in as them: every other login, all
// refresh and API tokens and md_dash's sessions. Only the login with the given id stays. Invalid when the current
// password is wrong or the new one is not good enough; TooMany after too many wrong ones.
func (s *Scope) ChangePassword(ctx context.Context, in domain.PasswordInput, keepLoginID string) error {
	if err := in.Parse(s.user); err != nil {
		return err
	}
	tries := limitPassword(s.user.ID)
	if err := s.store.countTry(ctx, tries); err != nil {
		return err
	}
	row, err := userByID(ctx, s.store.read, s.user.ID)
	if err != nil {
		return err
	}
	right, _, err := s.store.passwords.verify(ctx, in.CurrentPassword, row.Password)
	if err != nil {
		return errors.Join(err, s.store.takeBack(ctx, tries))
	}
	if !right {
		s.auditRefused(ctx)
		return domain.Problems{"current_password": "That is not your current password."}.Err()
	}
	if err := s.store.forgive(ctx, tries); err != nil {
		return err
	}
	hash, err := s.store.passwords.hash(ctx, in.NewPassword)
	if err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, w *work) error {
		now, err := userByID(ctx, w.tx, s.user.ID)
		if err != nil {
			return err
		}
		if now.disabled() || now.Password != row.Password {
			return domain.Fail(domain.Conflict, "Your password was changed elsewhere just now. Sign in again.")
		}
		return setPassword(ctx, w, s.user.ID, hash, keepLoginID)
	})
}
