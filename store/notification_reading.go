package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// ReadNotification marks one of the caller's notifications as read, or as unread again.
func (s *Scope) ReadNotification(ctx context.Context, id int64, read bool) (domain.Notification, error) {
	return s.UpdateNotification(ctx, id, "", func(domain.NotificationInput) (domain.NotificationInput, error) {
		return domain.NotificationInput{Read: &read}, nil
	})
}

// OpenNotification is ReadNotification for whoever follows it to what it is about: that is no act, so that no undo takes it back.
func (s *Scope) OpenNotification(ctx context.Context, id int64) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		n, err := s.loadNotification(ctx, w.tx, id)
		if err != nil || n.Read() {
			return err
		}
		w.tell(s.user.ID, tellInbox)
		_, err = w.tx.NewRaw(`UPDATE notifications SET read_at = ?, read_batch = NULL, snoozed_until = NULL WHERE id = ?`, w.at, id).Exec(ctx)
		return wrap(err, "mark a notification")
	})
}

// SnoozeNotification keeps one of the caller's notifications out of their sight until a moment, and unread; the zero
// moment shows it again.
func (s *Scope) SnoozeNotification(ctx context.Context, id int64, until time.Time) (domain.Notification, error) {
	return s.UpdateNotification(ctx, id, "", func(domain.NotificationInput) (domain.NotificationInput, error) {
		text := until.UTC().Format(time.RFC3339Nano)
		if until.IsZero() {
			text = ""
		}
		return domain.NotificationInput{SnoozedUntil: &text}, nil
	})
}

// UpdateNotification changes whether one of the caller's notifications is read, and until when it is snoozed. change gets it as
// it is; version, where not empty, has to be its still, else the answer is Stale. Changing nothing writes nothing.
func (s *Scope) UpdateNotification(ctx context.Context, id int64, version string, change func(domain.NotificationInput) (domain.NotificationInput, error)) (domain.Notification, error) {
	var out domain.Notification
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		n, err := s.loadNotification(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != n.Version() {
			return stale()
		}
		in, err := change(n.Input())
		if err != nil {
			return err
		}
		read, until, err := in.Parse(n, w.at.Time, s.user.Location())
		if err != nil {
			return err
		}
		if read != n.Read() || !until.Equal(n.SnoozedUntil) {
			if err := s.setRead(ctx, w, n, read, until); err != nil {
				return err
			}
		}
		out, err = s.loadNotification(ctx, w.tx, id)
		return err
	})
	return out, err
}

// setRead notes what an undo needs: that something was read in the row itself, all else in the log.
func (s *Scope) setRead(ctx context.Context, w *work, n domain.Notification, read bool, until time.Time) error {
	row := notificationRow{ID: n.ID, SnoozedUntil: instant{until}}
	if read {
		row.ReadAt, row.ReadBatch, row.SnoozedUntil = instant{n.ReadAt}, w.batch, instant{}
	}
	if read && !n.Read() {
		row.ReadAt = w.at
	}
	if w.undoes != "" {
		row.ReadBatch = ""
	}
	w.tell(s.user.ID, tellInbox)
	_, err := w.tx.NewUpdate().Model(&row).Column("read_at", "read_batch", "snoozed_until").WherePK().Exec(ctx)
	if err != nil || read && w.undoes == "" {
		return wrap(err, "mark a notification")
	}
	was, now := snoozeOf(n), snoozeChoice{read, until.UTC().Truncate(time.Second)}
	return w.didChoose(choiceNotice, n.ID, was, now)
}

// ReadNotifications marks several of the caller's notifications as read: those with the ids, of which the unknown ones are
// passed over, or with none all that are not snoozed and no newer than upTo, 0 for whatever there is. It answers how many.
func (s *Scope) ReadNotifications(ctx context.Context, ids []int64, upTo int64) (int, error) {
	if len(ids) > domain.BulkMax {
		return 0, domain.Problems{"ids": "Name at most 1000 notifications."}.Err()
	}
	read := 0
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		which := and(raw(`user_id = ?`, s.user.ID), raw(`read_at IS NULL AND in_app = 1`), raw(`snoozed_until IS NULL OR snoozed_until <= ?`, w.at))
		if len(ids) > 0 {
			which = and(which, raw(`id IN (?)`, bun.List(ids)))
		} else if upTo != 0 {
			which = and(which, raw(`id <= ?`, upTo))
		}
		query := raw(`UPDATE notifications SET read_at = ?, read_batch = ? WHERE `, w.at, w.batch).plus(which)
		done, err := w.tx.NewRaw(query.sql, query.args...).Exec(ctx)
		if err != nil {
			return wrap(err, "mark notifications as read")
		}
		n, err := done.RowsAffected()
		read = int(n)
		w.tell(s.user.ID, tellInbox)
		return wrap(err, "mark notifications as read")
	})
	return read, err
}

// lastRead is the newest request within the time of an undo that marked notifications as read, and when; empty for none.
func (s *Scope) lastRead(ctx context.Context) (string, instant, error) {
	var rows []notificationRow
	err := s.store.read.NewRaw(`SELECT read_batch, read_at FROM notifications WHERE user_id = ? AND read_batch IS NOT NULL AND read_at >= ? ORDER BY read_at DESC LIMIT 1`,
		s.user.ID, instant{s.store.now().Add(-undoWindow)}).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return "", instant{}, wrap(err, "find what was read")
	}
	return rows[0].ReadBatch, rows[0].ReadAt, nil
}

// unread takes back that one request of the caller's marked notifications as read; false where it marked none.
func (s *Scope) unread(ctx context.Context, w *work, batch string) (bool, error) {
	done, err := w.tx.NewRaw(`UPDATE notifications SET read_at = NULL, read_batch = NULL WHERE user_id = ? AND read_batch = ?`, s.user.ID, batch).Exec(ctx)
	if err != nil {
		return false, wrap(err, "mark notifications as unread")
	}
	n, err := done.RowsAffected()
	w.tell(s.user.ID, tellInbox)
	return n > 0, wrap(err, "mark notifications as unread")
}
