package store

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// pushFailures is after how many messages in a row that did not arrive a browser is told nothing any more.
const pushFailures = 20

type pushRow struct {
	bun.BaseModel `bun:"table:push_subscriptions,alias:b"`

	ID        int64 `bun:",pk,autoincrement"`
	UserID    string
	LoginID   string
	Endpoint  string
	P256dh    string `bun:"p256dh"`
	Auth      string
	Name      string
	CreatedAt instant
	SentAt    instant
	Failures  int
}

func (r pushRow) browser() domain.Browser {
	return domain.Browser{
		ID: r.ID, OwnerID: r.UserID, LoginID: r.LoginID, Name: r.Name, Endpoint: r.Endpoint, P256dh: r.P256dh, Auth: r.Auth,
		CreatedAt: r.CreatedAt.Time, SentAt: r.SentAt.Time, Failures: r.Failures,
	}
}

// PushSecret is the key that tells push services who sends; made once.
func (s *Store) PushSecret(ctx context.Context) ([]byte, error) {
	return s.Secret(ctx, "web push", 32)
}

// PushKey is what browsers are told that messages will come from, in base64url.
func (s *Scope) PushKey(ctx context.Context) (string, error) {
	secret, err := s.store.PushSecret(ctx)
	if err != nil {
		return "", err
	}
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret)
	if err != nil {
		return "", wrap(err, "read the key for push services")
	}
	public, err := key.PublicKey.Bytes()
	return base64.RawURLEncoding.EncodeToString(public), wrap(err, "read the key for push services")
}

// Browsers are those in which the caller is told things while no page is open, the newest first.
func (s *Scope) Browsers(ctx context.Context) ([]domain.Browser, error) {
	return s.store.browsers(ctx, s.user.ID)
}

func (s *Store) browsers(ctx context.Context, userID string) ([]domain.Browser, error) {
	var rows []pushRow
	err := s.read.NewRaw(`SELECT b.* FROM push_subscriptions AS b JOIN logins AS l ON l.id = b.login_id WHERE b.user_id = ? AND l.expires_at > ? ORDER BY b.id DESC LIMIT ?`,
		userID, instant{s.now()}, domain.BrowsersMax).Scan(ctx, &rows)
	found := make([]domain.Browser, 0, len(rows))
	for _, row := range rows {
		found = append(found, row.browser())
	}
	return found, wrap(err, "read browsers")
}

// AddBrowser tells the caller things in a browser from now on, until they sign out there. Unauthorized where that login is
// not theirs or over. Whoever was told there before is not any more; beyond domain.BrowsersMax the oldest go.
func (s *Scope) AddBrowser(ctx context.Context, loginID string, d domain.Device, in domain.BrowserInput) (domain.Browser, error) {
	var out domain.Browser
	in, err := in.Parse()
	if err != nil {
		return out, err
	}
	err = s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		now := instant{s.store.now()}
		var logins int
		if err := tx.NewRaw(`SELECT count(*) FROM logins WHERE id = ? AND user_id = ? AND expires_at > ?`, loginID, s.user.ID, now).Scan(ctx, &logins); err != nil {
			return wrap(err, "read a login")
		}
		if logins == 0 {
			return signedOut()
		}
		if _, err := tx.NewRaw(`DELETE FROM push_subscriptions WHERE endpoint = ? OR login_id = ?`, in.Endpoint, loginID).Exec(ctx); err != nil {
			return wrap(err, "take over a browser")
		}
		row := pushRow{UserID: s.user.ID, LoginID: loginID, Endpoint: in.Endpoint, P256dh: in.P256dh, Auth: in.Auth, Name: d.Clean().Name(), CreatedAt: now}
		if _, err := tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
			return wrap(err, "add a browser")
		}
		out = row.browser()
		_, err := tx.NewRaw(`DELETE FROM push_subscriptions WHERE user_id = ? AND id NOT IN (SELECT id FROM push_subscriptions WHERE user_id = ? ORDER BY id DESC LIMIT ?)`,
			s.user.ID, s.user.ID, domain.BrowsersMax).Exec(ctx)
		return wrap(err, "forget the oldest browsers")
	})
	return out, err
}

// RemoveBrowser ends it for one browser; NotFound when it is none of the caller's.
func (s *Scope) RemoveBrowser(ctx context.Context, id int64) error {
	return s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		done, err := tx.NewRaw(`DELETE FROM push_subscriptions WHERE id = ? AND user_id = ?`, id, s.user.ID).Exec(ctx)
		if err != nil {
			return wrap(err, "remove a browser")
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return domain.Fail(domain.NotFound, "There is no such browser. It may have been removed already.")
		}
		return nil
	})
}

// RemoveBrowserOf ends it for the browser of a login of the caller's. It is no error where there is none.
func (s *Scope) RemoveBrowserOf(ctx context.Context, loginID string) error {
	return s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`DELETE FROM push_subscriptions WHERE login_id = ? AND user_id = ?`, loginID, s.user.ID).Exec(ctx)
		return wrap(err, "remove a browser")
	})
}

// BrowserToTry is the browser of a login of the caller's, for a message that tries whether messages arrive there; NotFound
// where they are off, TooMany after some tries.
func (s *Scope) BrowserToTry(ctx context.Context, loginID string) (domain.Browser, error) {
	browsers, err := s.Browsers(ctx)
	if err != nil {
		return domain.Browser{}, err
	}
	at := slices.IndexFunc(browsers, func(b domain.Browser) bool { return loginID != "" && b.LoginID == loginID })
	if at < 0 {
		return domain.Browser{}, domain.Fail(domain.NotFound, "Messages are off in this browser. Turn them on first.")
	}
	return browsers[at], s.store.countTry(ctx, limitTrial(s.user.ID))
}

// BrowsersOf are where somebody is to be told things, as long as they are signed in there.
func (sys *System) BrowsersOf(ctx context.Context, userID string) ([]domain.Browser, error) {
	return sys.store.browsers(ctx, userID)
}

// Pushed notes that a browser got something.
func (sys *System) Pushed(ctx context.Context, b domain.Browser) error {
	return sys.changeBrowser(ctx, `UPDATE push_subscriptions SET sent_at = ?, failures = 0 WHERE id = ?`, instant{sys.store.now()}, b.ID)
}

// NotPushed notes that a browser did not get something. One that is gone is forgotten, as is one that has got nothing for
// long.
func (sys *System) NotPushed(ctx context.Context, b domain.Browser, gone bool) error {
	if gone || b.Failures+1 >= pushFailures {
		return sys.changeBrowser(ctx, `DELETE FROM push_subscriptions WHERE id = ? AND endpoint = ?`, b.ID, b.Endpoint)
	}
	return sys.changeBrowser(ctx, `UPDATE push_subscriptions SET failures = failures + 1 WHERE id = ?`, b.ID)
}

func (sys *System) changeBrowser(ctx context.Context, statement string, args ...any) error {
	return sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return wrap(err, "note how a browser is")
	})
}

// PushKept is how long a push service is to keep a message for a browser that is off.
const PushKept = 24 * time.Hour
