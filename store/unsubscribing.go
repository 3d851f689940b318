package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const unsubscribeKeySize = 32

func (s *Store) unsubscribeKey(ctx context.Context) ([]byte, error) {
	return s.Secret(ctx, "unsubscribe", unsubscribeKeySize)
}

// unsubscribeToken is the secret part of the address that stops letters of some kinds: whose they are, which, and a proof
// that we wrote it to that address.
func unsubscribeToken(key []byte, user domain.User, kinds []string) string {
	text := base64.RawURLEncoding.EncodeToString([]byte(user.ID)) + "." + strings.Join(kinds, ".")
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text + " " + user.Email))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

func noSuchLetter() error {
	return domain.Fail(domain.NotFound, "There are no letters that this address stops. They went to another address, or the account is gone.")
}

// unsubscriber is whose letters a token stops, and of which kinds.
func unsubscriber(ctx context.Context, db bun.IDB, key []byte, token string) (domain.User, []string, error) {
	parts := strings.Split(token, ".")
	if len(parts) < 3 || len(token) > 500 || !domain.IsText(token) {
		return domain.User{}, nil, noSuchLetter()
	}
	id, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil || !domain.IsText(string(id)) {
		return domain.User{}, nil, noSuchLetter()
	}
	row, err := userByID(ctx, db, string(id))
	if domain.KindOf(err) == domain.NotFound {
		return domain.User{}, nil, noSuchLetter()
	}
	if err != nil {
		return domain.User{}, nil, err
	}
	kinds := parts[1 : len(parts)-1]
	if subtle.ConstantTimeCompare([]byte(unsubscribeToken(key, row.user(), kinds)), []byte(token)) != 1 {
		return domain.User{}, nil, noSuchLetter()
	}
	return row.user(), kinds, nil
}

// Letters are those that the secret part of an address in them stops, by kind, and whether any of them still come. Whose
// they are is not told.
func (s *Store) Letters(ctx context.Context, token string) (domain.Letters, error) {
	key, err := s.unsubscribeKey(ctx)
	if err != nil {
		return domain.Letters{}, err
	}
	user, kinds, err := unsubscriber(ctx, s.read, key, token)
	if err != nil {
		return domain.Letters{}, err
	}
	settings, err := settingsOf(ctx, s.read, []string{user.ID})
	return lettersOf(settings[user.ID], kinds), err
}

func lettersOf(settings domain.NotificationSettings, kinds []string) domain.Letters {
	letters := domain.Letters{Kinds: kinds}
	for _, kind := range kinds {
		if kind == domain.MorningSummary {
			letters.Coming = letters.Coming || settings.Summary
		} else if email := settings.Kinds[kind].Email; email == domain.EmailAtOnce || email == domain.EmailDaily {
			letters.Coming = true
		}
	}
	return letters
}

// StopLetters stops the letters that a token is of, or has them come again; also what waits to be sent stops. Whoever has
// the address of it may, signed in or not.
func (s *Store) StopLetters(ctx context.Context, token string, stop bool) (domain.Letters, error) {
	var out domain.Letters
	key, err := s.unsubscribeKey(ctx)
	if err != nil {
		return out, err
	}
	err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		user, kinds, err := unsubscriber(ctx, tx, key, token)
		if err != nil {
			return err
		}
		settings, err := settingsOf(ctx, tx, []string{user.ID})
		if err != nil {
			return err
		}
		was := settings[user.ID]
		now := was.WithLetters(kinds, !stop)
		out = lettersOf(now, kinds)
		if now.Version() == was.Version() {
			return nil
		}
		if err := saveSettings(ctx, tx, user.ID, was, now); err != nil || !stop {
			return err
		}
		kinds = slices.Concat(kinds, []string{""})
		_, err = tx.NewRaw(`DELETE FROM notification_deliveries WHERE user_id = ? AND channel IN (?, ?) AND notification_id IN (SELECT id FROM notifications WHERE user_id = ? AND kind IN (?))`,
			user.ID, domain.ChannelEmail, domain.ChannelDigest, user.ID, bun.List(kinds)).Exec(ctx)
		return wrap(err, "stop letters")
	})
	return out, err
}
