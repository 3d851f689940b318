package store

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"github.com/uptrace/bun"
)

// InTx lends inTx to the tests.
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context, tx bun.Tx) error) error {
	return s.inTx(ctx, fn)
}

// Read and Write lend the pools to the tests.
func (s *Store) Read() *bun.DB  { return s.readers }
func (s *Store) Write() *bun.DB { return s.write }

// IsSQLite tells which of the two a test is on, where plans or errors differ.
func (s *Store) IsSQLite() bool { return s.dialect == onSQLite }

// boundToAny is a kept statement with texts in the places of what was bound to it.
func boundToAny(statement string) string {
	return regexp.MustCompile(`'[^']*'|\?`).ReplaceAllStringFunc(statement, func(found string) string {
		if found == "?" {
			return "'x'"
		}
		return found
	})
}

// Explain is the plan of a query, a line for each step.
func (s *Store) Explain(ctx context.Context, query string) (string, error) {
	if s.dialect == onPostgres {
		lines, err := texts(ctx, s.read, "EXPLAIN "+query)
		return strings.Join(lines, "\n"), err
	}
	rows, err := s.read.QueryContext(ctx, "EXPLAIN QUERY PLAN "+boundToAny(query))
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return "", err
		}
		lines = append(lines, detail)
	}
	return strings.Join(lines, "\n"), rows.Err()
}

// Record collects every statement from now on.
func (s *Store) Record() *Recorder {
	r := &Recorder{}
	s.hook(r)
	return r
}

// Recorder holds the statements that ran.
type Recorder struct {
	mu         sync.Mutex
	statements []string
}

// Take returns the statements since the last time, without BEGIN and the like.
func (r *Recorder) Take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.statements
	r.statements = nil
	return taken
}

// BeforeQuery and AfterQuery make it a hook of Bun's.
func (r *Recorder) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (r *Recorder) AfterQuery(_ context.Context, event *bun.QueryEvent) {
	switch word, _, _ := strings.Cut(event.Query, " "); word {
	case "BEGIN", "COMMIT", "ROLLBACK", "LOCK":
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.statements = append(r.statements, event.Query)
}

// Instant, StringList and Number lend the column types to the tests.
type (
	Instant    = instant
	StringList = stringList
	Number     = number
)

// MapFault lends mapFault to the tests.
func MapFault(err error) error { return mapFault(err) }

// IsUnique and IsForeignKey lend the questions to the tests.
func IsUnique(err error) bool     { return isUnique(err) }
func IsForeignKey(err error) bool { return isForeignKey(err) }

// MarkAllForAll makes the search index say of everything that everybody sees it.
func (s *Store) MarkAllForAll(ctx context.Context, users []string) error {
	return s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		for kind, source := range s.searchSources() {
			ids, err := texts(ctx, tx, `SELECT subject_id FROM search_docs WHERE kind = '`+kind+`'`)
			if err != nil || len(ids) == 0 {
				continue
			}
			docs, err := source(ctx, tx, ids)
			if err != nil {
				return err
			}
			var rows []indexedDoc
			if err := tx.NewRaw(`SELECT id, subject_id, words_digest, marks_digest FROM search_docs WHERE kind = ?`, kind).Scan(ctx, &rows); err != nil {
				return err
			}
			for _, doc := range docs {
				for _, user := range users {
					doc.audience = append(doc.audience, markUser(user))
				}
				for _, row := range rows {
					if row.SubjectID == doc.subject {
						if err := s.indexOne(ctx, tx, doc, row); err != nil {
							return err
						}
					}
				}
			}
		}
		return nil
	})
}

// URL is where the store is.
func (s *Store) URL() string {
	if s.dialect == onPostgres {
		return s.target.config.ConnString()
	}
	return s.target.file.path
}
