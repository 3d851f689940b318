package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type subscriptionRow struct {
	bun.BaseModel `bun:"table:subscriptions,alias:f"`

	CalendarID   int64 `bun:",pk"`
	URL          string
	Minutes      int
	NextAt       instant
	TriedAt      instant
	FetchedAt    instant
	ETag         string `bun:"etag,nullzero"`
	Modified     string `bun:",nullzero"`
	Digest       string `bun:",nullzero"`
	FailingSince instant
	Failures     int
	Error        string `bun:",nullzero"`
	Events       int
	Skipped      leftOutList
}

func (r subscriptionRow) over(c domain.Calendar) domain.Subscription {
	return domain.Subscription{
		Calendar: c, URL: r.URL, Minutes: r.Minutes, NextAt: r.NextAt.Time, TriedAt: r.TriedAt.Time, FetchedAt: r.FetchedAt.Time, Error: r.Error,
		FailingSince: r.FailingSince.Time, Failures: r.Failures, Events: r.Events, Skipped: r.Skipped, ETag: r.ETag, Modified: r.Modified, Digest: r.Digest,
	}
}

func noSubscription() error { return domain.Fail(domain.NotFound, "There is no such subscription.") }

// Subscriptions are the caller's own, by name.
func (s *Scope) Subscriptions(ctx context.Context) ([]domain.Subscription, error) {
	rows, err := s.calendarRows(ctx, s.store.read, "", and(s.seesCalendar(), raw(`k.user_id = ? AND k.kind = ?`, s.user.ID, domain.KindSubscription)),
		raw(` ORDER BY lower(k.name), k.id LIMIT ?`, domain.SubscriptionsMax))
	found := make([]domain.Subscription, 0, len(rows))
	for _, row := range rows {
		subscription, readErr := readSubscription(ctx, s.store.read, row.ID)
		if readErr != nil {
			return nil, readErr
		}
		found = append(found, subscription.over(row.calendar(s.user)))
	}
	return found, err
}

func readSubscription(ctx context.Context, db bun.IDB, id int64) (subscriptionRow, error) {
	var rows []subscriptionRow
	err := db.NewRaw(`SELECT f.* FROM subscriptions AS f WHERE f.calendar_id = ?`, id).Scan(ctx, &rows)
	if err == nil && len(rows) == 0 {
		return subscriptionRow{}, noSubscription()
	}
	if err != nil {
		return subscriptionRow{}, wrap(err, "read a subscription")
	}
	return rows[0], nil
}

// Subscription is one of the caller's. To those that it is shared with it is a calendar like others: where it comes from
// is Denied.
func (s *Scope) Subscription(ctx context.Context, id int64) (domain.Subscription, error) {
	_, found, err := s.loadSubscription(ctx, s.store.read, id)
	return found, err
}

func (s *Scope) loadSubscription(ctx context.Context, db bun.IDB, id int64) (calendarRow, domain.Subscription, error) {
	calendar, err := s.loadCalendar(ctx, db, id)
	if err == nil && calendar.Kind != domain.KindSubscription {
		err = noSubscription()
	}
	if err != nil {
		return calendar, domain.Subscription{}, err
	}
	if calendar.UserID != s.user.ID {
		return calendar, domain.Subscription{}, domain.Fail(domain.Denied, "Only whose calendar it is sees where it comes from.")
	}
	row, err := readSubscription(ctx, db, id)
	return calendar, row.over(calendar.calendar(s.user)), err
}

// AddSubscription makes a calendar that follows an address; it is fetched in the background, first at once.
func (s *Scope) AddSubscription(ctx context.Context, in domain.SubscriptionInput) (domain.Subscription, error) {
	var out domain.Subscription
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		parsed, err := in.Parse(domain.Subscription{})
		if err != nil {
			return err
		}
		if err := s.addOwn(ctx, w); err != nil {
			return err
		}
		var held int
		err = w.tx.NewRaw(`SELECT count(*) FROM calendars WHERE user_id = ? AND kind = ?`, s.user.ID, domain.KindSubscription).Scan(ctx, &held)
		if err != nil {
			return wrap(err, "count subscriptions")
		}
		if held >= domain.SubscriptionsMax {
			return domain.Problems{"url": "You follow too many calendars already."}.Err()
		}
		parsed.Visibility = domain.VisibilityPrivate
		row := calendarRow{UserID: s.user.ID, Kind: domain.KindSubscription, CreatedAt: w.at, UpdatedAt: w.at}.with(parsed.Calendar)
		if _, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
			return wrap(err, "add a calendar")
		}
		follows := subscriptionRow{CalendarID: row.ID, URL: parsed.URL, Minutes: parsed.Minutes, NextAt: w.at}
		if _, err := w.tx.NewInsert().Model(&follows).Exec(ctx); err != nil {
			return wrap(err, "add a subscription")
		}
		out = follows.over(row.calendar(s.user))
		_, after, err := changes(struct{}{}, row)
		if err != nil {
			return err
		}
		return w.did(actionCreate, row.subject(), nil, after)
	})
	return out, err
}

// UpdateSubscription is UpdateCalendar for one that follows an address. Another address is fetched at once; until that
// works, what came from the old one stays.
func (s *Scope) UpdateSubscription(ctx context.Context, id int64, version string, change func(domain.SubscriptionInput) (domain.SubscriptionInput, error)) (domain.Subscription, error) {
	var out domain.Subscription
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		calendar, was, err := s.loadSubscription(ctx, w.tx, id)
		if err != nil {
			return err
		}
		if version != "" && version != was.Version() {
			return stale()
		}
		in, err := change(was.Input())
		if err != nil {
			return err
		}
		now, err := in.Parse(was)
		if err != nil {
			return err
		}
		if err := s.saveCalendar(ctx, w, calendar, calendar.with(now.Calendar)); err != nil {
			return err
		}
		if err := moveSubscription(ctx, w, was, now); err != nil {
			return err
		}
		_, out, err = s.loadSubscription(ctx, w.tx, id)
		return err
	})
	return out, err
}

func moveSubscription(ctx context.Context, w *work, was, now domain.Subscription) error {
	var err error
	switch {
	case was.URL != now.URL:
		_, err = w.tx.NewRaw(`UPDATE subscriptions SET url = ?, minutes = ?, next_at = ?, etag = NULL, modified = NULL, digest = NULL, failures = 0 WHERE calendar_id = ?`,
			now.URL, now.Minutes, w.at, now.ID).Exec(ctx)
	case was.Minutes != now.Minutes:
		_, err = w.tx.NewRaw(`UPDATE subscriptions SET minutes = ?, next_at = ? WHERE calendar_id = ?`,
			now.Minutes, instant{nextFetch(now, w.at.Time)}, now.ID).Exec(ctx)
	}
	if err != nil {
		return wrap(err, "change a subscription")
	}
	return w.didChoose(choiceSubscription, now.ID, followChoice{was.URL, was.Minutes}, followChoice{now.URL, now.Minutes})
}

// nextFetch is when what was last tried some time ago is to be fetched again: not later than its owner wants it from now on.
func nextFetch(s domain.Subscription, at time.Time) time.Time {
	next := s.TriedAt.Add(time.Duration(s.Minutes) * time.Minute)
	if next.Before(at) {
		return at
	}
	return next
}

// refreshPause is how soon an address may be asked again because somebody wants it.
const refreshPause = time.Minute

// RefreshSubscription has a calendar fetched now, or a minute after the last time.
func (s *Scope) RefreshSubscription(ctx context.Context, id int64) (domain.Subscription, error) {
	var out domain.Subscription
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		_, was, err := s.loadSubscription(ctx, w.tx, id)
		if err != nil {
			return err
		}
		next := was.TriedAt.Add(refreshPause)
		if next.Before(w.at.Time) {
			next = w.at.Time
		}
		// Whoever is at it just now is not called twice.
		_, err = w.tx.NewRaw(`UPDATE subscriptions SET next_at = ? WHERE calendar_id = ? AND next_at > ?`, instant{next}, id, instant{next}).Exec(ctx)
		if err != nil {
			return wrap(err, "have a calendar fetched")
		}
		_, out, err = s.loadSubscription(ctx, w.tx, id)
		return err
	})
	return out, err
}

// fetchLease is how long one instance has for a fetch before another one tries.
const fetchLease = 10 * time.Minute

// NextSubscription is the one whose turn it is, for the caller to fetch and then to report on; NotFound when none waits.
// Nobody else gets it for a while. Nothing is fetched for who may not sign in any more.
func (sys *System) NextSubscription(ctx context.Context) (domain.Subscription, error) {
	var rows []calendarRow
	var found subscriptionRow
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		rows, found = nil, subscriptionRow{}
		now := sys.store.now()
		err := tx.NewRaw(`SELECT `+calendarColumns+` FROM subscriptions AS f JOIN calendars AS k ON k.id = f.calendar_id JOIN users AS u ON u.id = k.user_id
			WHERE f.next_at <= ? AND k.deleted_at IS NULL AND u.disabled_at IS NULL ORDER BY f.next_at, f.calendar_id LIMIT 1`, instant{now}).Scan(ctx, &rows)
		if err != nil || len(rows) == 0 {
			return err
		}
		_, err = tx.NewRaw(`UPDATE subscriptions SET next_at = ?, tried_at = ? WHERE calendar_id = ?`, instant{now.Add(fetchLease)}, instant{now}, rows[0].ID).Exec(ctx)
		if err != nil {
			return err
		}
		found, err = readSubscription(ctx, tx, rows[0].ID)
		return err
	})
	if err != nil {
		return domain.Subscription{}, wrap(err, "find what to fetch")
	}
	if len(rows) == 0 {
		return domain.Subscription{}, domain.Fail(domain.NotFound, "Nothing is to be fetched.")
	}
	out := found.over(rows[0].calendar(domain.User{}))
	out.Home, err = sys.home(ctx, rows[0].UserID)
	return out, err
}

// home is where somebody is.
func (sys *System) home(ctx context.Context, userID string) (*time.Location, error) {
	var users []userRow
	err := sys.store.read.NewRaw(`SELECT `+userColumns+` FROM users AS u WHERE u.id = ?`, userID).Scan(ctx, &users)
	if err != nil || len(users) == 0 {
		return time.UTC, wrap(err, "read where somebody is")
	}
	user := users[0].user()
	return user.Location(), nil
}

// fetchWaitMax is how long at most an address that fails is left alone, unless its owner wants longer anyway.
const fetchWaitMax = 24 * time.Hour

// SubscriptionFailed notes what went wrong with a fetch: what was there stays, and the address is asked again, each time
// after a longer while.
func (sys *System) SubscriptionFailed(ctx context.Context, f domain.Subscription, why string) error {
	usual := time.Duration(f.Minutes) * time.Minute
	wait := max(usual, min(usual<<min(f.Failures, 8), fetchWaitMax))
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		now := sys.store.now()
		_, err := tx.NewRaw(`UPDATE subscriptions SET next_at = ?, failures = failures + 1, error = ?, failing_since = coalesce(failing_since, ?) WHERE calendar_id = ? AND url = ?`,
			instant{now.Add(wait)}, plainText(why), instant{now}, f.ID, f.URL).Exec(ctx)
		return err
	})
	return wrap(err, "note that a fetch failed")
}

// SubscriptionSame notes that nothing changed at an address.
func (sys *System) SubscriptionSame(ctx context.Context, f domain.Subscription) error {
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error { return sys.settle(ctx, tx, f) })
	return wrap(err, "note that nothing changed")
}

// settle notes that a fetch worked.
func (sys *System) settle(ctx context.Context, tx bun.Tx, f domain.Subscription) error {
	now := sys.store.now()
	row := subscriptionRow{CalendarID: f.ID, NextAt: instant{now.Add(time.Duration(f.Minutes) * time.Minute)}, FetchedAt: instant{now}, ETag: f.ETag, Modified: f.Modified,
		Digest: f.Digest, Events: f.Events, Skipped: f.Skipped}
	_, err := tx.NewUpdate().Model(&row).Column("next_at", "fetched_at", "etag", "modified", "digest", "events", "skipped", "failing_since", "failures", "error").
		Where("calendar_id = ? AND url = ?", f.ID, f.URL).Exec(ctx)
	return err
}

// leftOutList is a JSON array of what was left out, in a TEXT column.
type leftOutList []domain.LeftOut

// Value is NULL for none.
func (l leftOutList) Value() (driver.Value, error) {
	if len(l) == 0 {
		return nil, nil
	}
	text, err := json.Marshal([]domain.LeftOut(l))
	return string(text), err
}

// Scan never fails.
func (l *leftOutList) Scan(src any) error {
	*l = nil
	var all []domain.LeftOut
	if json.Unmarshal([]byte(textOf(src)), &all) == nil {
		*l = all
	}
	return nil
}
