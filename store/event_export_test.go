package store

import (
	"context"
	"strings"
)

// HowItGoes is how SQLite goes about a statement.
func (s *Store) HowItGoes(statement string) (string, error) {
	var steps []struct {
		ID, Parent, Notused int
		Detail              string
	}
	err := s.read.NewRaw(`EXPLAIN QUERY PLAN `+boundToAny(statement)).Scan(context.Background(), &steps)
	plan := []string{}
	for _, step := range steps {
		plan = append(plan, step.Detail)
	}
	return strings.Join(plan, "; "), err
}
