package store

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const (
	// deliveryLease is how long one instance has to tell somebody before another one tries.
	deliveryLease = 5 * time.Minute
	// deliveredTogether is how much of one person is told at once.
	deliveredTogether = 100
)

// deliveryWaits is how long a delivery waits after each try.
func deliveryWaits() []time.Duration {
	return []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour}
}

// NextDelivery is what somebody is to be told on a channel now: all of it that is due, for the caller to tell and then to
// report on by Delivered or DeliveryFailed. Nobody else gets it for a while. What they have read meanwhile, don't see any more
// or what is no news is not among it; where nothing is left it has no Notifications, and is to be reported as delivered.
// NotFound when nobody waits but those who are named as under way.
func (sys *System) NextDelivery(ctx context.Context, channel string, underWay ...string) (domain.Delivery, error) {
	var out domain.Delivery
	if waits, err := sys.waits(ctx, sys.store.read, channel); err != nil || !waits {
		return out, orNothingWaits(err)
	}
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var err error
		out, err = sys.takeDelivery(ctx, tx, channel, "", underWay...)
		return err
	})
	return out, err
}

func orNothingWaits(err error) error {
	if err == nil {
		return domain.Fail(domain.NotFound, "Nobody waits to be told of anything.")
	}
	return err
}

func (sys *System) waits(ctx context.Context, db bun.IDB, channel string) (bool, error) {
	var n int
	err := db.NewRaw(`SELECT count(*) FROM (SELECT 1 AS one FROM notification_deliveries WHERE channel = ? AND next_at <= ? LIMIT 1) AS waiting`,
		channel, instant{sys.store.now()}).Scan(ctx, &n)
	return n > 0, wrap(err, "look who waits to be told")
}

// takeDelivery claims what is due for the person who waits longest and is not under way, or for one person where that is given.
func (sys *System) takeDelivery(ctx context.Context, tx bun.Tx, channel, userID string, underWay ...string) (domain.Delivery, error) {
	now := sys.store.now()
	due := raw(`channel = ? AND next_at <= ?`, channel, instant{now})
	if userID == "" {
		query := raw(`SELECT user_id FROM notification_deliveries WHERE `).plus(due)
		if len(underWay) > 0 {
			query = query.plus(raw(` AND user_id NOT IN (?)`, bun.List(underWay)))
		}
		query = query.plus(raw(` ORDER BY next_at, id LIMIT 1`))
		var first []string
		if err := tx.NewRaw(query.sql, query.args...).Scan(ctx, &first); err != nil || len(first) == 0 {
			return domain.Delivery{}, orNothingWaits(wrap(err, "look who waits to be told"))
		}
		userID = first[0]
	}
	query := raw(`SELECT q.* FROM notification_deliveries AS q WHERE `).plus(and(due, raw(`user_id = ?`, userID)), raw(` ORDER BY q.notification_id DESC LIMIT ?`, deliveredTogether))
	var rows []deliveryRow
	if err := tx.NewRaw(query.sql, query.args...).Scan(ctx, &rows); err != nil || len(rows) == 0 {
		return domain.Delivery{Channel: channel}, wrap(err, "read what somebody is to be told")
	}
	out := domain.Delivery{Channel: channel}
	notifications := []int64{}
	for _, row := range rows {
		out.IDs, notifications = append(out.IDs, row.ID), append(notifications, row.NotificationID)
		out.Tries = max(out.Tries, int(row.Tries)+1)
	}
	_, err := tx.NewRaw(`UPDATE notification_deliveries SET next_at = ?, tries = tries + 1 WHERE id IN (?)`, instant{now.Add(deliveryLease)}, bun.List(out.IDs)).Exec(ctx)
	if err != nil {
		return out, wrap(err, "claim what somebody is to be told")
	}
	return out, sys.fillDelivery(ctx, tx, &out, userID, notifications)
}

// fillDelivery reads what is told as whom it is told may see it now.
func (sys *System) fillDelivery(ctx context.Context, tx bun.Tx, out *domain.Delivery, userID string, ids []int64) error {
	people, err := listeners(ctx, tx, []string{userID})
	if err != nil || len(people) == 0 {
		return err // an account that is shut out is told nothing
	}
	out.For = people[userID].user
	if out.Channel != domain.ChannelPush && !out.For.CanBeWrittenTo() {
		return nil
	}
	scope, now := sys.store.As(out.For), sys.store.now()
	rows, err := scope.notificationRows(ctx, tx, and(raw(`n.id IN (?)`, bun.List(ids)), raw(`n.read_at IS NULL AND n.at > ?`, instant{now.Add(-domain.DeliveredWithin)}),
		raw(`n.snoozed_until IS NULL OR n.snoozed_until <= ?`, instant{now}), scope.seesNotification()), len(ids))
	if err != nil {
		return err
	}
	out.Notifications, err = scope.notifications(ctx, rows)
	return err
}

// Delivered takes away what somebody was told.
func (sys *System) Delivered(ctx context.Context, d domain.Delivery) error {
	return sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error { return delivered(ctx, tx, d) })
}

func delivered(ctx context.Context, tx bun.Tx, d domain.Delivery) error {
	if len(d.IDs) == 0 {
		return nil
	}
	_, err := tx.NewRaw(`DELETE FROM notification_deliveries WHERE id IN (?)`, bun.List(d.IDs)).Exec(ctx)
	return wrap(err, "note what somebody was told")
}

// DeliveryFailed has somebody told later, each time after a longer while; after the last try it is given up, which the
// answer tells.
func (sys *System) DeliveryFailed(ctx context.Context, d domain.Delivery) (gaveUp bool, err error) {
	waits := deliveryWaits()
	if d.Tries > len(waits) || len(d.IDs) == 0 {
		return true, sys.Delivered(ctx, d)
	}
	wait := waits[max(d.Tries, 1)-1]
	err = sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`UPDATE notification_deliveries SET next_at = ? WHERE id IN (?)`, instant{sys.store.now().Add(wait)}, bun.List(d.IDs)).Exec(ctx)
		return wrap(err, "put off what somebody is told")
	})
	return false, err
}

// MailNotifications puts a letter into the outbox for everybody who is to be written to at once; it answers how many.
// compose makes it; its Unsubscribe is filled in before.
func (sys *System) MailNotifications(ctx context.Context, compose func(domain.Digest) domain.Mail) (int, error) {
	sent := 0
	for ctx.Err() == nil {
		if waits, err := sys.waits(ctx, sys.store.read, domain.ChannelEmail); err != nil || !waits {
			return sent, err
		}
		wrote, err := sys.mailOne(ctx, compose)
		if domain.KindOf(err) == domain.NotFound {
			return sent, nil
		}
		if err != nil {
			return sent, err
		}
		if wrote {
			sent++
		}
	}
	return sent, ctx.Err()
}

func (sys *System) mailOne(ctx context.Context, compose func(domain.Digest) domain.Mail) (bool, error) {
	key, err := sys.store.unsubscribeKey(ctx)
	if err != nil {
		return false, err
	}
	wrote := false
	err = sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		wrote = false
		d, err := sys.takeDelivery(ctx, tx, domain.ChannelEmail, "")
		if err != nil {
			return err
		}
		if many, err := sys.manyLetters(ctx, tx, d); err != nil || many {
			return err
		}
		if len(d.Notifications) > 0 {
			digest := domain.Digest{For: d.For, Notifications: d.Notifications}
			digest.Unsubscribe = unsubscribeToken(key, d.For, kindsOf(d.Notifications))
			if err := putInOutbox(ctx, tx, compose(digest), instant{sys.store.now()}); err != nil {
				return err
			}
			wrote = true
		}
		return delivered(ctx, tx, d)
	})
	return wrote, err
}

const (
	// lettersMost is how many letters at once somebody gets in lettersWhile. What comes on top of it comes together, later.
	lettersMost  = 12
	lettersWhile = time.Hour
)

// manyLetters puts off what somebody is to be told who was written to often just now: others could fill their mailbox.
// What they asked to be reminded of is never put off.
func (sys *System) manyLetters(ctx context.Context, tx bun.Tx, d domain.Delivery) (bool, error) {
	if len(d.Notifications) == 0 || slices.Contains(kindsOf(d.Notifications), domain.ToldReminder) {
		return false, nil
	}
	now, rows := instant{sys.store.now()}, []attemptRow{}
	key := "letters " + hashSecret(d.For.ID)
	if err := tx.NewRaw(`SELECT at.* FROM attempts AS at WHERE at.key = ? AND at.forget_at > ?`, key, now).Scan(ctx, &rows); err != nil {
		return false, wrap(err, "count letters")
	}
	if len(rows) == 0 {
		rows = []attemptRow{{Key: key, ForgetAt: instant{now.Add(lettersWhile)}}}
	}
	row := rows[0]
	if row.Count >= lettersMost {
		_, err := tx.NewRaw(`UPDATE notification_deliveries SET next_at = ?, tries = 0 WHERE id IN (?)`, row.ForgetAt, bun.List(d.IDs)).Exec(ctx)
		return true, wrap(err, "put letters off")
	}
	_, err := tx.NewRaw(`INSERT INTO attempts (key, count, forget_at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET count = excluded.count, forget_at = excluded.forget_at`,
		key, row.Count+1, row.ForgetAt).Exec(ctx)
	return false, wrap(err, "count letters")
}

// kindsOf are the kinds that there are among some notifications.
func kindsOf(all []domain.Notification) []string {
	kinds := []string{}
	for _, n := range all {
		kinds = append(kinds, n.Kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}
