package store

import (
	"context"
	"log/slog"
	"time"

	"github.com/uptrace/bun"
)

// watch logs queries that take long.
func (s *Store) watch(slow time.Duration) {
	if slow <= 0 {
		return
	}
	hook := slowQueries{from: slow, log: s.log}
	s.write.AddQueryHook(hook)
	if s.read != s.write {
		s.read.AddQueryHook(hook)
	}
}

// slowQueries logs what was slow, never the statement: Bun writes people's words into it.
type slowQueries struct {
	from time.Duration
	log  *slog.Logger
}

func (slowQueries) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (h slowQueries) AfterQuery(ctx context.Context, event *bun.QueryEvent) {
	took := time.Since(event.StartTime)
	if took < h.from {
		return
	}
	table := ""
	if event.IQuery != nil {
		table = event.IQuery.GetTableName()
	}
	h.log.WarnContext(ctx, "slow query", "operation", event.Operation(), "table", table, "took", took)
}
