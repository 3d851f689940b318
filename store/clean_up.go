package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// readKept is how long notifications are kept that somebody has read; others four times as long.
const readKept = 90 * 24 * time.Hour

// CleanUp deletes what has run out and serves nothing any more: sessions, logins, tokens, links, counters, kept answers, old notifications.
func (s *System) CleanUp(ctx context.Context) error {
	now := s.store.now()
	at, dayAgo, monthAgo := instant{now}, instant{now.Add(-24 * time.Hour)}, instant{now.Add(-30 * 24 * time.Hour)}
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		for _, old := range append(append(compactSync(), oldAudit(now)...), []clause{
			raw(`DELETE FROM sessions WHERE expires <= ?`, now.Unix()),
			raw(`DELETE FROM logins WHERE expires_at <= ?`, at),
			raw(`DELETE FROM refresh_tokens WHERE expires_at <= ?`, at),
			raw(`DELETE FROM password_resets WHERE expires_at <= ?`, at),
			raw(`DELETE FROM passkey_challenges WHERE expires_at <= ?`, at),
			raw(`DELETE FROM two_factor WHERE confirmed_at IS NULL AND begun_at <= ?`, instant{now.Add(-domain.SetUpWithin)}),
			raw(`DELETE FROM attempts WHERE forget_at <= ?`, at),
			raw(`DELETE FROM invites WHERE expires_at <= ?`, monthAgo),
			raw(`DELETE FROM api_tokens WHERE expires_at <= ?`, monthAgo),
			raw(`DELETE FROM idempotency_keys WHERE created_at <= ?`, dayAgo),
			raw(`DELETE FROM live_log WHERE at <= ? AND id < (SELECT max(id) FROM live_log)`, instant{now.Add(-time.Hour)}),
			raw(`DELETE FROM note_editors WHERE seen_at <= ?`, instant{now.Add(-time.Hour)}),
			raw(`DELETE FROM notifications WHERE read_at <= ? OR at <= ?`, instant{now.Add(-readKept)}, instant{now.Add(-4 * readKept)}),
			raw(`DELETE FROM notification_deliveries WHERE next_at <= ?`, instant{now.Add(-domain.DeliveredWithin)}),
		}...) {
			if _, err := tx.NewRaw(old.sql, old.args...).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap(err, "clean up")
}
