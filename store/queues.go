package store

import (
	"context"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

type queueRow struct {
	Waiting int
	Tried   int
	Oldest  instant
	Error   string
}

// Queues are what waits to be done or told, each counted up to domain.QueueMost.
func (s *System) Queues(ctx context.Context) ([]domain.Queue, error) {
	most := strconv.Itoa(domain.QueueMost)
	queues := []domain.Queue{}
	for _, q := range []struct{ name, rows string }{
		{domain.QueueMail, `SELECT tries, next_at AS at, error FROM outbox LIMIT ` + most},
		{domain.QueueLetters, `SELECT tries, next_at AS at, '' AS error FROM notification_deliveries WHERE channel <> 'push' LIMIT ` + most},
		{domain.QueuePush, `SELECT tries, next_at AS at, '' AS error FROM notification_deliveries WHERE channel = 'push' LIMIT ` + most},
		{domain.QueueWebhooks, `SELECT tries, next_at AS at, error FROM webhook_deliveries WHERE waiting = 1 LIMIT ` + most},
		{domain.QueueImports, `SELECT 0 AS tries, created_at AS at, '' AS error FROM imports WHERE finished_at IS NULL LIMIT ` + most},
		{domain.QueueSearch, `SELECT 0 AS tries, CAST(NULL AS ` + s.store.dialect.timeType() + `) AS at, '' AS error FROM search_queue LIMIT ` + most},
	} {
		queue, err := queueOf(ctx, s.store.read, q.name, q.rows)
		if err != nil {
			return nil, err
		}
		queues = append(queues, queue)
	}
	return queues, nil
}

func queueOf(ctx context.Context, db bun.IDB, name, rows string) (domain.Queue, error) {
	var row queueRow
	err := db.NewRaw(`SELECT count(*) AS waiting, coalesce(sum(CASE WHEN tries > 0 THEN 1 ELSE 0 END), 0) AS tried, min(at) AS oldest,
		coalesce(max(CASE WHEN tries > 0 THEN error END), '') AS error FROM (`+rows+`) AS q`).Scan(ctx, &row)
	return domain.Queue{Name: name, Waiting: row.Waiting, Tried: row.Tried, Oldest: row.Oldest.Time, Error: row.Error}, wrap(err, "count what waits")
}

// RetryQueue has what waits in a queue and was tried in vain tried at once, and says how much that is; for admins, Denied for
// everybody else. NotFound where there is no such queue, or nothing in it can be tried by hand.
func (s *Scope) RetryQueue(ctx context.Context, name string) (int, error) {
	again, known := map[string]string{
		// What is on its way right now has its next try within mailLease, and is left alone.
		domain.QueueMail:     `UPDATE outbox SET next_at = ? WHERE tries > 0 AND next_at > ?`,
		domain.QueueWebhooks: `UPDATE webhook_deliveries SET next_at = ? WHERE waiting = 1 AND tries > 0 AND next_at > ?`,
	}[name]
	if !known || !s.user.IsAdmin() {
		return 0, domain.Fail(domain.NotFound, "There is no such queue.")
	}
	lease := map[string]time.Duration{domain.QueueMail: mailLease, domain.QueueWebhooks: hookLease}[name]
	var count int64
	err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		now := s.store.now()
		done, err := tx.NewRaw(again, instant{now}, instant{now.Add(lease)}).Exec(ctx)
		if err != nil {
			return wrap(err, "try a queue again")
		}
		if count, err = done.RowsAffected(); err != nil {
			return err
		}
		return writeAudit(ctx, tx, auditRow{At: instant{now}, Topic: domain.AuditOperation, Action: "retry", ActorID: s.user.ID, Subject: name})
	})
	return int(count), err
}

// Queues are what waits to be done or told, for admins; Denied for everybody else.
func (s *Scope) Queues(ctx context.Context) ([]domain.Queue, error) {
	if err := s.mustBeAdmin(); err != nil {
		return nil, err
	}
	return s.store.System().Queues(ctx)
}
