package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type hookDeliveryRow struct {
	bun.BaseModel `bun:"table:webhook_deliveries,alias:d"`

	ID         int64 `bun:",pk,autoincrement"`
	WebhookID  int64
	Message    string
	Type       string
	Kind       string
	SubjectID  string
	ProjectID  int64 `bun:",nullzero"`
	Action     string
	Changed    stringList
	ActorID    string `bun:",nullzero"`
	Sequence   int64
	HappenedAt instant
	State      string
	Waiting    flag
	NextAt     instant
	Tries      int
	TriedAt    instant
	Status     int
	Took       int64
	Error      string
}

func (r hookDeliveryRow) delivery() domain.WebhookDelivery {
	return domain.WebhookDelivery{
		ID: r.ID, WebhookID: r.WebhookID, Message: r.Message, Type: r.Type, Kind: r.Kind, SubjectID: r.SubjectID, ProjectID: r.ProjectID, Changed: r.Changed,
		Actor: domain.Person{ID: r.ActorID}, Sequence: r.Sequence, HappenedAt: r.HappenedAt.Time, State: r.State, Tries: r.Tries,
		TriedAt: r.TriedAt.Time, NextAt: r.NextAt.Time, Status: r.Status, Took: time.Duration(r.Took) * time.Millisecond, Error: r.Error,
	}
}

// WebhookDeliveries are what a webhook of the caller's was told, the newest first, below an id; 0 begins with the newest.
func (s *Scope) WebhookDeliveries(ctx context.Context, id, below int64, limit int) (domain.HookPage, error) {
	var page domain.HookPage
	if _, err := s.loadWebhook(ctx, s.store.read, id); err != nil {
		return page, err
	}
	limit = min(max(limit, 1), LimitMax)
	var rows []hookDeliveryRow
	err := s.store.read.NewRaw(`SELECT d.* FROM webhook_deliveries AS d WHERE d.webhook_id = ? AND (? = 0 OR d.id < ?) ORDER BY d.id DESC LIMIT ?`, id, below, below, limit+1).Scan(ctx, &rows)
	if err != nil {
		return page, wrap(err, "read deliveries")
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = rows[limit-1].ID
	}
	for _, row := range rows {
		page.Items = append(page.Items, row.delivery())
	}
	err = s.store.read.NewRaw(`SELECT count(*) FROM webhook_deliveries WHERE webhook_id = ?`, id).Scan(ctx, &page.Total)
	return page, wrap(err, "count deliveries")
}

// RedeliverWebhook sends again what was sent before, under the same id, as far as its owner still sees what it is about.
// Conflict where it waits already, and where the webhook is paused.
func (s *Scope) RedeliverWebhook(ctx context.Context, id, deliveryID int64) (domain.WebhookDelivery, error) {
	var out domain.WebhookDelivery
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		hook, err := s.loadWebhook(ctx, w.tx, id)
		if err != nil {
			return err
		}
		var rows []hookDeliveryRow
		if err := w.tx.NewRaw(`SELECT d.* FROM webhook_deliveries AS d WHERE d.id = ? AND d.webhook_id = ?`, deliveryID, hook.ID).Scan(ctx, &rows); err != nil {
			return wrap(err, "read a delivery")
		}
		switch {
		case len(rows) == 0:
			return domain.Fail(domain.NotFound, "There is no such delivery.")
		case !bool(hook.Active):
			return paused()
		case bool(rows[0].Waiting):
			return domain.Fail(domain.Conflict, "It waits to be sent already.")
		}
		row := rows[0]
		row.State, row.Waiting, row.Tries, row.NextAt, row.Error = domain.DeliveryWaiting, true, 0, w.at, ""
		out = row.delivery()
		_, err = w.tx.NewUpdate().Model(&row).WherePK().Exec(ctx)
		return wrap(err, "send a delivery again")
	})
	return out, err
}

// leaveOut ends all that waits for a webhook.
func leaveOut(ctx context.Context, db bun.IDB, id int64, why string) error {
	_, err := db.NewRaw(`UPDATE webhook_deliveries SET waiting = 0, state = ?, error = ? WHERE webhook_id = ? AND waiting = 1`, domain.DeliveryLeftOut, why, id).Exec(ctx)
	return wrap(err, "leave deliveries out")
}

const (
	// hookLease is how long one instance has to deliver something before another one tries; the try itself takes less.
	hookLease = time.Minute
	// hooksOfOne is how many webhooks of one person are served at once, so that slow ones hold up nobody else.
	hooksOfOne = 2
)

// hookWaits is how long a delivery waits after each try that failed; the one after the last is its last.
func hookWaits() []time.Duration {
	return []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour}
}

type dueHookRow struct {
	hookDeliveryRow
	ActorName string
}

// NextHook is what is to be delivered now, for the caller to try and then to report on; NotFound when nothing is. A
// webhook is served by one caller at a time. What its owner does not see any more is left out, and comes to nobody.
func (sys *System) NextHook(ctx context.Context) (domain.DueHook, error) {
	now := instant{sys.store.now()}
	var waits []int64
	// Most of the time there is nothing, and looking holds nobody up.
	if err := sys.store.read.NewRaw(`SELECT id FROM webhook_deliveries WHERE waiting = 1 AND next_at <= ? LIMIT 1`, now).Scan(ctx, &waits); err != nil {
		return domain.DueHook{}, wrap(err, "look for a delivery")
	}
	if len(waits) == 0 {
		return domain.DueHook{}, domain.Fail(domain.NotFound, "Nothing is to be delivered.")
	}
	for {
		due, seen, err := sys.takeHook(ctx)
		if err != nil || seen {
			return due, err
		}
		if err := sys.reportHook(ctx, due, domain.DeliveryLeftOut, 0, 0, "You don't see it any more."); err != nil {
			return due, err
		}
	}
}

func (sys *System) takeHook(ctx context.Context) (due domain.DueHook, seen bool, err error) {
	err = sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		now := sys.store.now()
		var rows []dueHookRow
		err := tx.NewRaw(`SELECT d.*, `+sys.store.dialect.personName()+` AS actor_name FROM webhook_deliveries AS d JOIN webhooks AS w ON w.id = d.webhook_id
			JOIN users AS owner ON owner.id = w.user_id LEFT JOIN users AS u ON u.id = d.actor_id
			WHERE d.waiting = 1 AND d.next_at <= ? AND w.active = 1 AND owner.disabled_at IS NULL AND (w.busy_until IS NULL OR w.busy_until <= ?)
			AND (SELECT count(*) FROM webhooks AS o WHERE o.user_id = w.user_id AND o.busy_until > ?) < ? ORDER BY d.next_at, d.id LIMIT 1`,
			instant{now}, instant{now}, instant{now}, hooksOfOne).Scan(ctx, &rows)
		if err != nil {
			return wrap(err, "look for a delivery")
		}
		if len(rows) == 0 {
			return domain.Fail(domain.NotFound, "Nothing is to be delivered.")
		}
		due, seen, err = sys.lease(ctx, tx, rows[0], now)
		return err
	})
	return due, seen, err
}

// lease makes a delivery the caller's for a while.
func (sys *System) lease(ctx context.Context, tx bun.Tx, row dueHookRow, now time.Time) (due domain.DueHook, seen bool, err error) {
	row.Tries, row.TriedAt, row.NextAt = row.Tries+1, instant{now}, instant{now.Add(hookLease)}
	if _, err = tx.NewRaw(`UPDATE webhook_deliveries SET tries = ?, tried_at = ?, next_at = ? WHERE id = ?`, row.Tries, row.TriedAt, row.NextAt, row.ID).Exec(ctx); err != nil {
		return due, false, wrap(err, "take a delivery")
	}
	if _, err = tx.NewRaw(`UPDATE webhooks SET busy_until = ? WHERE id = ?`, row.NextAt, row.WebhookID).Exec(ctx); err != nil {
		return due, false, wrap(err, "take a webhook")
	}
	hooks, err := readWebhooks(ctx, tx, raw(`w.id = ?`, row.WebhookID))
	if err != nil {
		return due, false, err
	}
	owner, err := userByID(ctx, tx, hooks[0].UserID)
	if err != nil {
		return due, false, err
	}
	due = domain.DueHook{WebhookDelivery: row.delivery(), To: hooks[0].webhook(), Owner: owner.user()}
	due.To.Secret, due.Actor.Name = hooks[0].Secret, row.ActorName
	seen, err = sys.store.As(due.Owner).hearsHook(ctx, tx, row.hookDeliveryRow)
	return due, seen, err
}

// HookTaken notes that a receiver took something.
func (sys *System) HookTaken(ctx context.Context, d domain.DueHook, status int, took time.Duration) error {
	return sys.reportHook(ctx, d, domain.DeliveryDone, status, took, "")
}

// HookRefused notes that something did not arrive: it is tried again later, each time after a longer while, and given up
// after the last try. A webhook that is gone, or where nothing has arrived for domain.WebhookFailing, is stopped, which the
// answer tells; letter, if there is one, tells its owner.
func (sys *System) HookRefused(ctx context.Context, d domain.DueHook, status int, took time.Duration, why string, gone bool, letter func(domain.DueHook) domain.Mail) (stopped bool, err error) {
	state := domain.DeliveryWaiting
	if gone || d.Tries > len(hookWaits()) {
		state = domain.DeliveryFailed
	}
	if err := sys.reportHook(ctx, d, state, status, took, why); err != nil {
		return false, err
	}
	now := sys.store.now()
	failing := !d.To.FailingSince.IsZero() && now.Sub(d.To.FailingSince) >= domain.WebhookFailing
	if !gone && !failing {
		return false, nil
	}
	err = sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		stopped = false
		done, err := tx.NewRaw(`UPDATE webhooks SET active = 0, stopped = ?, updated_at = ? WHERE id = ? AND active = 1`, why, instant{now}, d.To.ID).Exec(ctx)
		if err != nil {
			return wrap(err, "stop a webhook")
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		stopped = true
		if letter != nil {
			if err := putInOutbox(ctx, tx, letter(d), instant{now}); err != nil {
				return err
			}
		}
		return leaveOut(ctx, tx, d.To.ID, "The webhook was stopped.")
	})
	return stopped, err
}

// reportHook notes what became of a try, unless somebody else has tried it since.
func (sys *System) reportHook(ctx context.Context, d domain.DueHook, state string, status int, took time.Duration, why string) error {
	return sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		now, waiting := sys.store.now(), state == domain.DeliveryWaiting
		next := now
		if waiting {
			next = now.Add(hookWaits()[min(max(d.Tries, 1), len(hookWaits()))-1])
		}
		_, err := tx.NewRaw(`UPDATE webhook_deliveries SET state = ?, waiting = ?, next_at = ?, status = ?, took = ?, error = ? WHERE id = ? AND tries = ? AND waiting = 1`,
			state, flag(waiting), instant{next}, status, took.Milliseconds(), why, d.ID, d.Tries).Exec(ctx)
		if err != nil {
			return wrap(err, "note a delivery")
		}
		since := raw(`failing_since`)
		switch state {
		case domain.DeliveryDone:
			since = raw(`NULL`)
		case domain.DeliveryWaiting, domain.DeliveryFailed:
			since = raw(`coalesce(failing_since, ?)`, instant{now})
		}
		query := raw(`UPDATE webhooks SET busy_until = NULL, failing_since = `).plus(since, raw(` WHERE id = ?`, d.To.ID))
		_, err = tx.NewRaw(query.sql, query.args...).Exec(ctx)
		return wrap(err, "note how a webhook is")
	})
}

// ForgetDeliveries forgets what was delivered long ago.
func (sys *System) ForgetDeliveries(ctx context.Context) error {
	return sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`DELETE FROM webhook_deliveries WHERE happened_at < ? AND waiting = 0`, instant{sys.store.now().Add(-domain.DeliveriesKept)}).Exec(ctx)
		return wrap(err, "forget deliveries")
	})
}
