package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type channelsRow struct {
	UserID string
	Kind   string
	InApp  flag
	Email  string
	Push   flag
}

type hoursRow struct {
	UserID     string
	QuietFrom  string
	QuietUntil string
	Morning    string
	Summary    flag
}

// NotificationSettings are what the caller wants to be told of where, and when.
func (s *Scope) NotificationSettings(ctx context.Context) (domain.NotificationSettings, error) {
	all, err := settingsOf(ctx, s.store.read, []string{s.user.ID})
	return all[s.user.ID], err
}

// settingsOf are those of some people.
func settingsOf(ctx context.Context, db bun.IDB, ids []string) (map[string]domain.NotificationSettings, error) {
	all := map[string]domain.NotificationSettings{}
	for _, id := range ids {
		all[id] = domain.UsualNotifications()
	}
	if len(ids) == 0 {
		return all, nil
	}
	var channels []channelsRow
	if err := db.NewRaw(`SELECT user_id, kind, in_app, email, push FROM notification_choices WHERE user_id IN (?)`, bun.List(ids)).Scan(ctx, &channels); err != nil {
		return nil, wrap(err, "read what people want to be told")
	}
	for _, row := range channels {
		all[row.UserID].Kinds[row.Kind] = domain.Channels{InApp: bool(row.InApp), Email: row.Email, Push: bool(row.Push)}
	}
	var hours []hoursRow
	err := db.NewRaw(`SELECT user_id, coalesce(quiet_from, '') AS quiet_from, coalesce(quiet_until, '') AS quiet_until, morning, summary
		FROM notification_hours WHERE user_id IN (?)`, bun.List(ids)).Scan(ctx, &hours)
	for _, row := range hours {
		settings := all[row.UserID]
		settings.QuietFrom, settings.QuietUntil = domain.Clock(row.QuietFrom), domain.Clock(row.QuietUntil)
		settings.Morning, settings.Summary = domain.Clock(row.Morning), bool(row.Summary)
		all[row.UserID] = settings
	}
	return all, wrap(err, "read when people want to be told")
}

// ChooseNotifications changes what the caller wants to be told of. change gets the settings as they are; version, where not
// empty, has to be theirs still, else the answer is Stale. What waits to be told is told as it was chosen then.
func (s *Scope) ChooseNotifications(ctx context.Context, change func(domain.NotificationSettingsInput) (domain.NotificationSettingsInput, error), version string) (domain.NotificationSettings, error) {
	var out domain.NotificationSettings
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		all, err := settingsOf(ctx, w.tx, []string{s.user.ID})
		if err != nil {
			return err
		}
		was := all[s.user.ID]
		if version != "" && version != was.Version() {
			return stale()
		}
		in, err := change(was.Input())
		if err != nil {
			return err
		}
		if out, err = in.Parse(); err != nil || out.Version() == was.Version() {
			return err
		}
		return s.saveTold(ctx, w, 0, toldChoice{was}, toldChoice{out})
	})
	return out, err
}

// saveSettings writes what differs between two states of somebody's settings.
func saveSettings(ctx context.Context, tx bun.Tx, userID string, was, now domain.NotificationSettings) error {
	for _, kind := range domain.ToldKinds() {
		if now.Kinds[kind] == was.Kinds[kind] {
			continue
		}
		channels := now.Kinds[kind]
		_, err := tx.NewRaw(`INSERT INTO notification_choices (user_id, kind, in_app, email, push) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (user_id, kind) DO UPDATE SET in_app = excluded.in_app, email = excluded.email, push = excluded.push`,
			userID, kind, flag(channels.InApp), channels.Email, flag(channels.Push)).Exec(ctx)
		if err != nil {
			return wrap(err, "keep what somebody wants to be told")
		}
	}
	_, err := tx.NewRaw(`INSERT INTO notification_hours (user_id, quiet_from, quiet_until, morning, summary) VALUES (?, nullif(?, ''), nullif(?, ''), ?, ?)
		ON CONFLICT (user_id) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, morning = excluded.morning, summary = excluded.summary`,
		userID, string(now.QuietFrom), string(now.QuietUntil), string(now.Morning), flag(now.Summary)).Exec(ctx)
	return wrap(err, "keep when somebody wants to be told")
}
