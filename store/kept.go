package store

import (
	"context"
	"database/sql"
	"sync"

	"github.com/uptrace/bun"
	bunschema "github.com/uptrace/bun/schema"
)

// keptMost is how many statements are kept. One takes about 100 KB on each connection that has run it.
const keptMost = 24

// keptStatements are questions that stay prepared, because SQLite takes as long to understand them as to answer. Each is known by
// its text: texts, times and ids are bound to it, so that it serves everybody, and lists and limits stand in it.
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

// askKept is a question that is worth keeping.
func (s *Store) askKept(query clause) *bun.RawQuery {
	if s.kept == nil || s.together != nil {
		return s.read.NewRaw(query.sql, query.args...)
	}
	text, bound := query.bind()
	return s.read.NewRaw(query.sql, text...).Conn(boundStatement{s.kept, bound})
}

// bind splits values into what stands in the text of a statement and what is bound to it. A limit, the only int that is asked with,
// stands in the text: SQLite looks at it when it plans, and would plan again each time that it is bound.
func (c clause) bind() (text, bound []any) {
	for _, value := range c.args {
		switch value.(type) {
		case int, bunschema.QueryAppender:
			text = append(text, value)
		default:
			text, bound = append(text, bun.Safe("?")), append(bound, value)
		}
	}
	return text, bound
}

// boundStatement is a statement with the values that are bound to it.
type boundStatement struct {
	*keptStatements
	values []any
}

// QueryContext answers a question.
func (b boundStatement) QueryContext(ctx context.Context, query string, _ ...any) (*sql.Rows, error) {
	return b.answer(ctx, query, b.values)
}

func (k *keptStatements) answer(ctx context.Context, query string, args []any) (*sql.Rows, error) {
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
func (b boundStatement) QueryRowContext(ctx context.Context, query string, _ ...any) *sql.Row {
	return b.pool.QueryRowContext(ctx, query, b.values...)
}

// ExecContext keeps nothing.
func (b boundStatement) ExecContext(ctx context.Context, query string, _ ...any) (sql.Result, error) {
	return b.pool.ExecContext(ctx, query, b.values...)
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
