package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// ReadNotification marks one of the caller's notifications as read, or as unread again. version, where not empty, has to be
// the notification's still, else the answer is Stale.
func (s *Scope) ReadNotification(ctx context.Context, id int64, version string, read bool) (domain.Notification, error) {
	return s.changeNotification(ctx, id, version, func(ctx context.Context, w *work, n domain.Notification) error {
		switch {
		case read && !n.Read():
			_, err := w.tx.NewRaw(`UPDATE notifications SET read_at = ?, read_batch = ?, snoozed_until = NULL WHERE id = ?`, w.at, w.batch, id).Exec(ctx)
			return wrap(err, "mark a notification as read")
		case !read && n.Read():
			_, err := w.tx.NewRaw(`UPDATE notifications SET read_at = NULL, read_batch = NULL WHERE id = ?`, id).Exec(ctx)
			return wrap(err, "mark a notification as unread")
		}
		return nil
	})
}

// SnoozeNotification keeps one of the caller's notifications out of their sight until a moment, and unread; the zero
// moment shows it again.
func (s *Scope) SnoozeNotification(ctx context.Context, id int64, version string, until time.Time) (domain.Notification, error) {
	return s.changeNotification(ctx, id, version, func(ctx context.Context, w *work, n domain.Notification) error {
		if !until.IsZero() && (!until.After(w.at.Time) || until.After(w.at.AddDate(1, 0, 0))) {
			return domain.Problems{"snoozed_until": "Choose a time that is still to come, within a year."}.Err()
		}
		if n.SnoozedUntil.Equal(until) {
			return nil
		}
		if until.IsZero() {
			_, err := w.tx.NewRaw(`UPDATE notifications SET snoozed_until = NULL WHERE id = ?`, id).Exec(ctx)
			return wrap(err, "show a notification again")
		}
		_, err := w.tx.NewRaw(`UPDATE notifications SET snoozed_until = ?, read_at = NULL, read_batch = NULL WHERE id = ?`, instant{until}, id).Exec(ctx)
		return wrap(err, "put a notification off")
	})
}

func (s *Scope) changeNotification(ctx context.Context, id int64, version string, change func(context.Context, *work, domain.Notification) error) (domain.Notification, error) {
	var out domain.Notification
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		n, err := s.loadNotification(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != n.Version() {
			return stale()
		}
		if err := change(ctx, w, n); err != nil {
			return err
		}
		w.tell(s.user.ID, tellInbox)
		out, err = s.loadNotification(ctx, w.tx, id)
		return err
	})
	return out, err
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
