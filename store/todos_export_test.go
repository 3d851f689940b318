package store

import (
	"context"
	"strings"

	"mddash/domain"
)

// Exec lets tests put rows where no operation does yet.
func (s *Store) Exec(query string, args ...any) error {
	_, err := s.write.NewRaw(query, args...).Exec(context.Background())
	return err
}

// Strings lets tests read one column as text.
func (s *Store) Strings(query string, args ...any) ([]string, error) {
	var out []string
	err := s.read.NewRaw(query, args...).Scan(context.Background(), &out)
	return out, err
}

// Plan is how the database goes about a page of a list.
func (s *Scope) Plan(f domain.TodoFilter) (string, error) {
	o, err := s.store.dialect.orderOf(f.Sort)
	if err != nil {
		return "", err
	}
	after, err := o.after(f.Cursor)
	if err != nil {
		return "", err
	}
	query := s.listQuery(f, o, after, 51)
	if s.store.dialect == onPostgres {
		lines, err := s.store.Strings(`EXPLAIN `+query.sql, query.args...)
		return strings.Join(lines, "\n"), err
	}
	var steps []struct {
		ID, Parent, Notused int
		Detail              string
	}
	err = s.store.read.NewRaw(`EXPLAIN QUERY PLAN `+query.sql, query.args...).Scan(context.Background(), &steps)
	lines := []string{}
	for _, step := range steps {
		lines = append(lines, step.Detail)
	}
	return strings.Join(lines, "\n"), err
}
