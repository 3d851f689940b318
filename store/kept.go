package store

import (
	"context"
	"database/sql"
	"sync"

	"github.com/uptrace/bun"
)

// keptMost is how many statements are kept. One takes about 100 KB on each connection that has run it.
const keptMost = 24

// keptStatements are long questions that stay prepared, because SQLite takes as long to understand them as to answer. Each is known
// by its text, with the values in it: it serves one person, and mostly for a day.
type keptStatements struct {
	pool  *sql.DB
	mu    sync.Mutex
	kept  map[string]*keptStatement
	asked int64
}

// keptStatement is not closed while uses are underway; last orders them by when they were asked for.
type keptStatement struct {
	prepared *sql.Stmt
	uses     int
	last     int64
}

// askKept is a question of the caller's that is worth keeping.
func (s *Scope) askKept(query clause) *bun.RawQuery {
	asked := s.store.read.NewRaw(query.sql, query.args...)
	if s.store.kept == nil || s.store.together != nil {
		return asked
	}
	return asked.Conn(s.store.kept)
}

// QueryContext answers a question.
func (k *keptStatements) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := k.take(ctx, query)
	if err != nil {
		return nil, err
	}
	if statement == nil {
		return k.pool.QueryContext(ctx, query, args...)
	}
	defer k.giveBack(statement)
	return statement.prepared.QueryContext(ctx, args...)
}

// QueryRowContext answers a question of one row, without keeping it.
func (k *keptStatements) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return k.pool.QueryRowContext(ctx, query, args...)
}

// ExecContext keeps nothing.
func (k *keptStatements) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return k.pool.ExecContext(ctx, query, args...)
}

// take finds a statement or makes one; nil where there are too many and all are in use.
func (k *keptStatements) take(ctx context.Context, query string) (*keptStatement, error) {
	if statement := k.find(query); statement != nil {
		return statement, nil
	}
	prepared, err := k.pool.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	statement, spare := k.keep(query, prepared)
	if spare != nil {
		_ = spare.Close() // nobody asks it any more
	}
	return statement, nil
}

func (k *keptStatements) find(query string) *keptStatement {
	k.mu.Lock()
	defer k.mu.Unlock()
	statement := k.kept[query]
	if statement != nil {
		k.use(statement)
	}
	return statement
}

// keep puts a new statement in the place of that which nobody has asked for the longest. The spare one is to be closed: the one that
// gives way, or the new one where somebody else was faster or there is no place.
func (k *keptStatements) keep(query string, prepared *sql.Stmt) (statement *keptStatement, spare *sql.Stmt) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if statement = k.kept[query]; statement != nil {
		k.use(statement)
		return statement, prepared
	}
	if len(k.kept) >= keptMost {
		oldest := k.oldest()
		if oldest == "" {
			return nil, prepared
		}
		spare = k.kept[oldest].prepared
		delete(k.kept, oldest)
	}
	statement = &keptStatement{prepared: prepared}
	k.kept[query] = statement
	k.use(statement)
	return statement, spare
}

// oldest is the text of the statement that nobody has asked for the longest, and that nobody is asking.
func (k *keptStatements) oldest() string {
	oldest := ""
	for query, statement := range k.kept {
		if statement.uses == 0 && (oldest == "" || statement.last < k.kept[oldest].last) {
			oldest = query
		}
	}
	return oldest
}

func (k *keptStatements) use(statement *keptStatement) {
	k.asked++
	statement.last = k.asked
	statement.uses++
}

// giveBack ends a use. Rows that are still being read keep the statement open by themselves.
func (k *keptStatements) giveBack(statement *keptStatement) {
	k.mu.Lock()
	defer k.mu.Unlock()
	statement.uses--
}
