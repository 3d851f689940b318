package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// A limit is on wrong tries of one kind by or against one somebody. After the last one that is allowed, each further
// try has to wait, twice as long every time.
type limit struct {
	key  string
	most int
	// always: also where rate limits are off.
	always bool
}

const (
	accountTries = 5
	addressTries = 50
	tryWindow    = 15 * time.Minute
	firstWait    = time.Minute
	longestWait  = 15 * time.Minute
)

// Keys are hashed, so that they are plain text whatever was typed, and so that the table lists nobody's address.
func limitAccount(email string) limit {
	return limit{key: "account " + hashSecret(email), most: accountTries}
}

func limitAddress(address string) limit {
	return limit{key: "address " + hashSecret(address), most: addressTries}
}

func limitPassword(userID string) limit {
	return limit{key: "password " + hashSecret(userID), most: accountTries}
}

// limitCode holds in every network: without it six digits are soon guessed (RFC 4226, section 7.3).
func limitCode(userID string) limit {
	return limit{key: "code " + hashSecret(userID), most: accountTries, always: true}
}

func limitReset(email string) limit {
	return limit{key: "reset " + hashSecret(email), most: accountTries}
}

func limitLink(token string) limit {
	return limit{key: "link " + hashSecret(token), most: addressTries}
}

func limitProgram(email string) limit {
	return limit{key: "program " + hashSecret(email), most: accountTries}
}

func limitTelling(userID string) limit {
	return limit{key: "telling " + hashSecret(userID), most: tellingsMost}
}

func limitPasskey(address string) limit {
	return limit{key: "passkey " + hashSecret(address), most: addressTries}
}

func limitTrial(userID string) limit {
	return limit{key: "push trial " + hashSecret(userID), most: accountTries}
}

func limitInviting(userID string) limit {
	return limit{key: "inviting " + hashSecret(userID), most: invitingsMost}
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
	if limits = s.holding(limits); len(limits) == 0 {
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

// holding are those limits that hold here.
func (s *Store) holding(limits []limit) []limit {
	if s.rateLimits {
		return limits
	}
	return slices.DeleteFunc(slices.Clone(limits), func(l limit) bool { return !l.always })
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
	var changes []clause
	for _, l := range s.holding([]limit{l}) {
		changes = append(changes, raw(`DELETE FROM attempts WHERE key = ?`, l.key))
	}
	return s.uncount(ctx, changes...)
}

// takeBack uncounts one try that was right, or was never looked at.
func (s *Store) takeBack(ctx context.Context, limits ...limit) error {
	changes := []clause{}
	for _, l := range s.holding(limits) {
		changes = append(changes, raw(`UPDATE attempts SET count = count - 1, blocked_until = CASE WHEN count > ? THEN blocked_until END
			WHERE key = ? AND count > 0`, l.most, l.key))
	}
	return s.uncount(ctx, changes...)
}

func (s *Store) uncount(ctx context.Context, changes ...clause) error {
	if len(changes) == 0 {
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
