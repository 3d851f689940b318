package store

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// A limit is on wrong tries of one kind by or against one somebody. After the last one that is allowed, each further
// try has to wait, twice as long every time.
type limit struct {
	key  string
	most int
}

const (
	accountTries = 5
	addressTries = 50
	tryWindow    = 15 * time.Minute
	firstWait    = time.Minute
	longestWait  = 15 * time.Minute
)

// Keys are hashed, so that they are plain text whatever was typed, and so that the table lists nobody's address.
func limitAccount(email string) limit { return limit{"account " + hashSecret(email), accountTries} }

func limitAddress(address string) limit { return limit{"address " + hashSecret(address), addressTries} }

func limitPassword(userID string) limit { return limit{"password " + hashSecret(userID), accountTries} }

func limitCode(userID string) limit { return limit{"code " + hashSecret(userID), accountTries} }

func limitReset(email string) limit { return limit{"reset " + hashSecret(email), accountTries} }

func limitLink(token string) limit { return limit{"link " + hashSecret(token), addressTries} }

func limitProgram(email string) limit { return limit{"program " + hashSecret(email), accountTries} }

func limitTelling(userID string) limit { return limit{"telling " + hashSecret(userID), tellingsMost} }

func limitPasskey(address string) limit { return limit{"passkey " + hashSecret(address), addressTries} }

func limitTrial(userID string) limit { return limit{"push trial " + hashSecret(userID), accountTries} }

func limitInviting(userID string) limit {
	return limit{"inviting " + hashSecret(userID), invitingsMost}
}

// invitingsMost is how many letters one can send to those who are to come to events within a while.
const invitingsMost = 400

// tellingsMost is how many people one can have told of something by mail within a while.
const tellingsMost = 30

// MayTell counts a letter that somebody has sent to somebody else; TooMany when it was the last for a while.
func (s *Store) MayTell(ctx context.Context, userID string) error {
	return s.countTry(ctx, limitTelling(userID))
}

type attemptRow struct {
	bun.BaseModel `bun:"table:attempts,alias:at"`

	Key          string `bun:",pk"`
	Count        int
	ForgetAt     instant
	BlockedUntil instant
}

// countTry counts a try against its limits before anybody looks whether it is right, in a transaction of its own: so
// neither many at once nor a request that fails later get past it. TooMany when one of the limits is used up.
func (s *Store) countTry(ctx context.Context, limits ...limit) error {
	if !s.rateLimits {
		return nil
	}
	var refused error
	err := s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		refused = nil
		now := s.now()
		for _, l := range limits {
			wait, err := l.count(ctx, tx, now)
			if err != nil {
				return err
			}
			if wait > 0 {
				refused = tooMany(wait)
				return nil
			}
		}
		return nil
	})
	if err != nil {
		return wrap(err, "count a try")
	}
	return refused
}

// count answers how long to wait, 0 when the try may go ahead.
func (l limit) count(ctx context.Context, tx bun.Tx, now time.Time) (time.Duration, error) {
	row := attemptRow{Key: l.key}
	var rows []attemptRow
	if err := tx.NewSelect().Model(&rows).Where("key = ?", l.key).Scan(ctx); err != nil {
		return 0, err
	}
	if len(rows) > 0 {
		row = rows[0]
	}
	if wait := row.BlockedUntil.Sub(now); wait > 0 {
		return wait, nil
	}
	if !row.ForgetAt.After(now) {
		row.Count, row.ForgetAt = 0, instant{now.Add(tryWindow)}
	}
	row.Count++
	row.BlockedUntil = instant{}
	if over := row.Count - l.most; over >= 0 {
		row.BlockedUntil = instant{now.Add(min(firstWait<<min(over, 10), longestWait))}
		row.ForgetAt = instant{row.BlockedUntil.Add(tryWindow)}
	}
	_, err := tx.NewInsert().Model(&row).On("CONFLICT (key) DO UPDATE").
		Set("count = EXCLUDED.count").Set("forget_at = EXCLUDED.forget_at").Set("blocked_until = EXCLUDED.blocked_until").Exec(ctx)
	return 0, err
}

func tooMany(wait time.Duration) error {
	seconds := int(math.Ceil(wait.Seconds()))
	in := fmt.Sprintf("%d seconds", seconds)
	if minutes := int(math.Ceil(wait.Minutes())); seconds > 90 {
		in = fmt.Sprintf("%d minutes", minutes)
	}
	return &domain.Error{Kind: domain.TooMany, Message: "Too many tries. Try again in " + in + ".", RetryAfter: seconds}
}

// forgive forgets all tries against a limit, because the last one was right.
func (s *Store) forgive(ctx context.Context, l limit) error {
	return s.uncount(ctx, raw(`DELETE FROM attempts WHERE key = ?`, l.key))
}

// takeBack uncounts one try that was right, or was never looked at.
func (s *Store) takeBack(ctx context.Context, limits ...limit) error {
	changes := []clause{}
	for _, l := range limits {
		changes = append(changes, raw(`UPDATE attempts SET count = count - 1, blocked_until = CASE WHEN count > ? THEN blocked_until END
			WHERE key = ? AND count > 0`, l.most, l.key))
	}
	return s.uncount(ctx, changes...)
}

func (s *Store) uncount(ctx context.Context, changes ...clause) error {
	if !s.rateLimits {
		return nil
	}
	// Also for a caller who has left: what they did was right.
	err := s.inTx(context.WithoutCancel(ctx), func(ctx context.Context, tx bun.Tx) error {
		for _, change := range changes {
			if _, err := tx.NewRaw(change.sql, change.args...).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap(err, "uncount a try")
}
