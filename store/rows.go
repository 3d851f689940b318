package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
)

// Carrying rows: one way to read every table in the order of its key, to add it up, and to put it into another database. Backups
// of PostgreSQL, restoring into the other kind of database, and copying all go by it.

// Progress is how far a long work is. All is 0 where that is not known.
type Progress struct {
	Doing     string
	Done, All int64
	// Bytes are counted, and not rows.
	Bytes bool
}

// told is a function that may be nil.
type told func(Progress)

func (t told) rows(doing string, done, all int64) {
	if t != nil {
		t(Progress{Doing: doing, Done: done, All: all})
	}
}

func (t told) bytes(doing string, done, all int64) {
	if t != nil {
		t(Progress{Doing: doing, Done: done, All: all, Bytes: true})
	}
}

// rowSource gives the rows of a table in the order of its key.
type rowSource = iter.Seq2[row, error]

// rows reads a table, as it comes. changed, where it is not nil, counts values that were something
// else than their column says.
func (s *snapshot) rows(ctx context.Context, t tableShape, changed *int) rowSource {
	return func(yield func(row, error) bool) {
		found, err := s.tx.QueryContext(ctx, s.query(t))
		if err != nil {
			yield(nil, wrap(err, "read "+t.Name))
			return
		}
		defer found.Close()
		for found.Next() {
			r, odd, err := scanRow(found, t)
			if changed != nil {
				*changed += odd
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
		if err := found.Err(); err != nil {
			yield(nil, wrap(err, "read "+t.Name))
		}
	}
}

func scanRow(found *sql.Rows, t tableShape) (row, int, error) {
	raw, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range raw {
		into[i] = &raw[i]
	}
	if err := found.Scan(into...); err != nil {
		return nil, 0, fmt.Errorf("read a row of %s: %w", t.Name, mapFault(err))
	}
	r, changed := t.plain(raw)
	return r, changed, nil
}

func (s *snapshot) query(t tableShape) string {
	return `SELECT ` + quotedAll(t.names()) + ` FROM ` + s.dialect.rowsOf(t) + ` ORDER BY ` + strings.Join(s.dialect.sorted(t), ", ")
}

// counts is how many rows each table has, and all of them.
func (s *snapshot) counts(ctx context.Context, tables []tableShape) (each map[string]int64, all int64, err error) {
	each = map[string]int64{}
	for _, t := range tables {
		var n int64
		if err := s.tx.QueryRowContext(ctx, `SELECT count(*) FROM `+quoted(t.Name)).Scan(&n); err != nil {
			return nil, 0, wrap(err, "count the rows of "+t.Name)
		}
		each[t.Name], all = n, all+n
	}
	return each, all, nil
}

// sums adds up all tables.
func (s *snapshot) sums(ctx context.Context, tables []tableShape, tell told, doing string) (map[string]tableSum, error) {
	_, all, err := s.counts(ctx, tables)
	if err != nil {
		return nil, err
	}
	sums, done := map[string]tableSum{}, int64(0)
	for _, t := range tables {
		add := newSum()
		for r, err := range s.rows(ctx, t, nil) {
			if err != nil {
				return nil, err
			}
			add.add(r)
			if done++; done%1000 == 0 {
				tell.rows(doing, done, all)
			}
		}
		sums[t.Name] = tableSum{add.Rows, add.text()}
	}
	tell.rows(doing, done, all)
	return sums, nil
}

// tableSum is how many rows a table has and their SHA-256.
type tableSum struct {
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// batch is how many rows are put at once, or how many bytes of them.
const (
	batchRows  = 500
	batchBytes = 2 << 20
)

// batches gathers rows until there are enough to be put at once. What it gives is good until the next.
func batches(source rowSource) iter.Seq2[[]row, error] {
	return func(yield func([]row, error) bool) {
		var gathered []row
		size := 0
		for r, err := range source {
			if err != nil {
				yield(nil, err)
				return
			}
			gathered, size = append(gathered, r), size+r.size()
			if len(gathered) < batchRows && size < batchBytes {
				continue
			}
			if !yield(gathered, nil) {
				return
			}
			gathered, size = gathered[:0], 0
		}
		if len(gathered) > 0 {
			yield(gathered, nil)
		}
	}
}
