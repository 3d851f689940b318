package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// webhookRow is a row of webhooks. Its JSON names are what the activity log keeps the old and the new values under; the secret
// is not among them.
type webhookRow struct {
	bun.BaseModel `bun:"table:webhooks,alias:w" json:"-"`

	ID           int64      `bun:",pk,autoincrement" json:"-"`
	UserID       string     `json:"-"`
	Name         string     `json:"name"`
	URL          string     `json:"url"`
	Secret       string     `json:"-"`
	Events       stringList `json:"events"`
	Objects      flag       `json:"objects"`
	Active       flag       `json:"active"`
	Seen         int64      `json:"-"`
	BusyUntil    instant    `json:"-"`
	FailingSince instant    `json:"-"`
	Stopped      string     `bun:",nullzero" json:"-"`
	CreatedAt    instant    `json:"-"`
	UpdatedAt    instant    `json:"-"`
	DeletedAt    instant    `json:"-"`
	DeletedBatch string     `bun:",nullzero" json:"-"`
}

func (r webhookRow) subject() subject { return about(kindWebhook, r.ID, 0) }

func (r webhookRow) webhook() domain.Webhook {
	return domain.Webhook{
		ID: r.ID, OwnerID: r.UserID, Name: r.Name, URL: r.URL, Events: r.Events, Objects: bool(r.Objects), Active: bool(r.Active),
		FailingSince: r.FailingSince.Time, Stopped: r.Stopped, CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time,
	}
}

// site is where it leads without the path, which is a secret with many receivers.
func (r webhookRow) site() string {
	to, err := url.Parse(r.URL)
	if err != nil {
		return ""
	}
	return to.Host
}

// with puts what a person can set over the row.
func (r webhookRow) with(w domain.Webhook) webhookRow {
	r.Name, r.URL, r.Events, r.Objects, r.Active = w.Name, w.URL, w.Events, flag(w.Objects), flag(w.Active)
	return r
}

func noWebhook() error { return domain.Fail(domain.NotFound, "There is no such webhook.") }

// Webhooks are the caller's own, the oldest first, without their secrets.
func (s *Scope) Webhooks(ctx context.Context) ([]domain.Webhook, error) {
	rows, err := readWebhooks(ctx, s.store.read, raw(`w.user_id = ? AND w.deleted_at IS NULL ORDER BY w.id LIMIT ?`, s.user.ID, domain.WebhooksMax))
	found := make([]domain.Webhook, 0, len(rows))
	for _, row := range rows {
		found = append(found, row.webhook())
	}
	return found, err
}

func readWebhooks(ctx context.Context, db bun.IDB, which clause) ([]webhookRow, error) {
	query := raw(`SELECT w.* FROM webhooks AS w WHERE `).plus(which)
	var rows []webhookRow
	err := db.NewRaw(query.sql, query.args...).Scan(ctx, &rows)
	return rows, wrap(err, "read webhooks")
}

// Webhook is one of the caller's; NotFound when it is none of theirs.
func (s *Scope) Webhook(ctx context.Context, id int64) (domain.Webhook, error) {
	row, err := s.loadWebhook(ctx, s.store.read, id)
	return row.webhook(), err
}

func (s *Scope) loadWebhook(ctx context.Context, db bun.IDB, id int64) (webhookRow, error) {
	rows, err := readWebhooks(ctx, db, raw(`w.id = ? AND w.user_id = ? AND w.deleted_at IS NULL`, id, s.user.ID))
	if err == nil && len(rows) == 0 {
		return webhookRow{}, noWebhook()
	}
	if err != nil {
		return webhookRow{}, err
	}
	return rows[0], nil
}

// parseWebhook is in.Parse, and lets no address be that nothing would be sent to. One that was there before may stay.
func (s *Scope) parseWebhook(in domain.WebhookInput, was domain.Webhook) (domain.Webhook, error) {
	parsed, err := in.Parse(was)
	if err != nil || s.store.hookAddress == nil || parsed.URL == was.URL {
		return parsed, err
	}
	if err := s.store.hookAddress(parsed.URL); err != nil {
		return parsed, domain.Problems{"url": err.Error()}.Err()
	}
	return parsed, nil
}

// AddWebhook makes one that is told of what changes from now on. Its secret is known only now.
func (s *Scope) AddWebhook(ctx context.Context, in domain.WebhookInput) (domain.Webhook, error) {
	var out domain.Webhook
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		parsed, err := s.parseWebhook(in, domain.Webhook{})
		if err != nil {
			return err
		}
		if err := s.roomForWebhook(ctx, w); err != nil {
			return err
		}
		row := webhookRow{UserID: s.user.ID, Secret: newHookSecret(), CreatedAt: w.at, UpdatedAt: w.at}.with(parsed)
		if row.Seen, err = lastChange(ctx, w.tx); err != nil {
			return err
		}
		if _, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
			return wrap(err, "add a webhook")
		}
		out = row.webhook()
		out.Secret = row.Secret
		_, after, err := changes(struct{}{}, row)
		if err != nil {
			return err
		}
		return w.didToWebhook(actionCreate, row, nil, after)
	})
	return out, err
}

// newHookSecret is a secret as Standard Webhooks writes them.
func newHookSecret() string {
	key := make([]byte, 32)
	rand.Read(key)
	return "whsec_" + base64.StdEncoding.EncodeToString(key)
}

func lastChange(ctx context.Context, db bun.IDB) (int64, error) {
	var last int64
	err := db.NewRaw(`SELECT coalesce(max(id), 0) FROM activity`).Scan(ctx, &last)
	return last, wrap(err, "read the end of the change log")
}

// UpdateWebhook is UpdateTodo for a webhook. One that was paused or stopped and is active again is told of what changes
// from now on; what still waited when it was paused is left out.
func (s *Scope) UpdateWebhook(ctx context.Context, id int64, version string, change func(domain.WebhookInput) (domain.WebhookInput, error)) (domain.Webhook, error) {
	return s.changeWebhook(ctx, id, version, func(ctx context.Context, w *work, row webhookRow) (webhookRow, error) {
		in, err := change(row.webhook().Input())
		if err != nil {
			return row, err
		}
		parsed, err := s.parseWebhook(in, row.webhook())
		if err != nil {
			return row, err
		}
		return goOn(ctx, w, row, row.with(parsed))
	})
}

// goOn is a changed webhook as it goes on: what it is told of begins anew when it is active again.
func goOn(ctx context.Context, w *work, row, next webhookRow) (webhookRow, error) {
	var err error
	switch {
	case bool(row.Active) && !bool(next.Active):
		err = leaveOut(ctx, w.tx, row.ID, "It was paused.")
	case !bool(row.Active) && bool(next.Active):
		next.Stopped, next.FailingSince = "", instant{}
		next.Seen, err = lastChange(ctx, w.tx)
	}
	return next, err
}

// RenewWebhookSecret gives a webhook another secret, which is known only now; the old one signs nothing any more.
func (s *Scope) RenewWebhookSecret(ctx context.Context, id int64) (domain.Webhook, error) {
	secret := newHookSecret()
	out, err := s.changeWebhook(ctx, id, "", func(_ context.Context, _ *work, row webhookRow) (webhookRow, error) {
		row.Secret = secret
		return row, nil
	})
	if err == nil {
		out.Secret = secret
	}
	return out, err
}

func (s *Scope) changeWebhook(ctx context.Context, id int64, version string, change func(context.Context, *work, webhookRow) (webhookRow, error)) (domain.Webhook, error) {
	var out domain.Webhook
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadWebhook(ctx, w.tx, id)
		if err != nil {
			return err
		}
		out = row.webhook()
		if version != "" && version != out.Version() {
			return stale()
		}
		next, err := change(ctx, w, row)
		if err != nil {
			return err
		}
		was, is := row.webhook(), next.webhook()
		if was.Version() == is.Version() && row.Secret == next.Secret {
			return nil
		}
		next.UpdatedAt = w.at
		out = next.webhook()
		return s.saveWebhook(ctx, w, row, next)
	})
	return out, err
}

func (s *Scope) saveWebhook(ctx context.Context, w *work, old, row webhookRow) error {
	if _, err := w.tx.NewUpdate().Model(&row).WherePK().ExcludeColumn("busy_until", "deleted_at", "deleted_batch").Exec(ctx); err != nil {
		return wrap(err, "save a webhook")
	}
	before, after, err := changes(old, row)
	switch {
	case err != nil:
		return err
	case old.Secret != row.Secret:
		return w.noteFor(domain.AuditWebhook, domain.AuditRenewed, row.site(), nil)
	case len(after) == 0:
		return nil
	}
	return w.didToWebhook(actionUpdate, row, before, after)
}

// RemoveWebhook ends a webhook with all that waits for it. It can be undone for a day; see PurgeWebhooks.
func (s *Scope) RemoveWebhook(ctx context.Context, id int64, version string) error {
	return s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadWebhook(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != row.webhook().Version() {
			return stale()
		}
		return s.endWebhook(ctx, w, row)
	})
}

// TestWebhook sends something to a webhook, to see whether it arrives. Conflict where it is paused, or where the last
// test still waits.
func (s *Scope) TestWebhook(ctx context.Context, id int64) (domain.WebhookDelivery, error) {
	var out domain.WebhookDelivery
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		row, err := s.loadWebhook(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if !row.Active {
			return paused()
		}
		var waiting int
		if err := w.tx.NewRaw(`SELECT count(*) FROM webhook_deliveries WHERE webhook_id = ? AND waiting = 1 AND type = ?`, id, domain.WebhookTest).Scan(ctx, &waiting); err != nil {
			return wrap(err, "look for a test")
		}
		if waiting > 0 {
			return domain.Fail(domain.Conflict, "The last test still waits for an answer.")
		}
		delivery := newHookDelivery(row.ID, w.at)
		delivery.Type, delivery.Kind, delivery.Action, delivery.ActorID = domain.WebhookTest, "webhook", actionCreate, s.user.ID
		delivery.HappenedAt = w.at
		if _, err := w.tx.NewInsert().Model(&delivery).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
			return wrap(err, "queue a test")
		}
		out = delivery.delivery()
		return nil
	})
	return out, err
}

func paused() error {
	return domain.Fail(domain.Conflict, "It is paused. Let it go on first.")
}

// newHookDelivery is one that waits for its first try.
func newHookDelivery(webhook int64, at instant) hookDeliveryRow {
	return hookDeliveryRow{WebhookID: webhook, Message: "msg_" + strings.ReplaceAll(uuid.NewString(), "-", ""), Changed: stringList{}, State: domain.DeliveryWaiting, Waiting: true, NextAt: at}
}
