package store

import (
	"context"
	"strconv"

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
