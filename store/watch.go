package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"github.com/uptrace/bun"
)

// watch notes what is written, logs queries that take long, and tells of every one.
func (s *Store) watch(slow time.Duration, told func(operation string, took time.Duration, failed bool)) {
	if s.dialect == onSQLite {
		s.write = s.write.WithQueryHook(writes{s.changes})
	}
	if slow > 0 {
		s.hook(slowQueries{from: slow, log: s.log})
	}
	if told != nil {
		s.hook(toldQueries(told))
	}
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

// slowQueries logs what was slow, the statement without its values: Bun writes people's words into it.
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
	h.log.WarnContext(ctx, "slow query", "operation", operationOf(event), "took", took, "statement", withoutValues(event.Query))
}

type toldQueries func(operation string, took time.Duration, failed bool)

func (toldQueries) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (tell toldQueries) AfterQuery(_ context.Context, event *bun.QueryEvent) {
	failed := event.Err != nil && !errors.Is(event.Err, sql.ErrNoRows) && !errors.Is(event.Err, context.Canceled)
	tell(operationOf(event), time.Since(event.StartTime), failed)
}

// operationOf is one of a few words.
func operationOf(event *bun.QueryEvent) string {
	switch operation := event.Operation(); operation {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "BEGIN", "COMMIT", "ROLLBACK":
		return operation
	case "WITH":
		return "SELECT"
	}
	return "OTHER"
}

// Pool is how the connections to a database are used.
type Pool struct {
	Name                string
	Open, InUse, Idle   int
	Most                int
	Waits               int64
	Waited              time.Duration
	ClosedIdle, Retired int64
}

// Pools are the ones that there are: SQLite has one that writes and one that reads.
func (s *Store) Pools() []Pool {
	if s.readers == s.write {
		return []Pool{poolOf("all", s.write)}
	}
	return []Pool{poolOf("write", s.write), poolOf("read", s.readers)}
}

func poolOf(name string, db *bun.DB) Pool {
	stats := db.Stats()
	return Pool{
		Name: name, Open: stats.OpenConnections, InUse: stats.InUse, Idle: stats.Idle, Most: stats.MaxOpenConnections,
		Waits: stats.WaitCount, Waited: stats.WaitDuration, ClosedIdle: stats.MaxIdleClosed + stats.MaxIdleTimeClosed, Retired: stats.MaxLifetimeClosed,
	}
}

// Open is how many streams there are.
func (l *Live) Open() int { return int(l.count.Load()) }
