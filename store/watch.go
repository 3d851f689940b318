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
	s.hook(slowQueries{from: slow, log: s.log})
}

// hook lets something look at every query, once also where both pools are the same.
func (s *Store) hook(h bun.QueryHook) {
	one := s.readers == s.write
	s.write = s.write.WithQueryHook(h)
	if one {
		s.readers = s.write
	} else {
		s.readers = s.readers.WithQueryHook(h)
	}
	s.read = s.readers
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
