package store

import (
	"context"
	"strings"

	"mddash/domain"
)

// ColumnPlan is how the database goes about a page of one column of a board.
func (s *Scope) ColumnPlan(projectID int64, status, cursor string) (string, error) {
	column := domain.Column{Status: status}
	after, err := s.store.dialect.cardOrder(column).after(cursor)
	if err != nil {
		return "", err
	}
	return s.store.plan(s.columnQuery(domain.TodoFilter{ProjectID: projectID}, column, after, 51))
}

// CountPlan is how it goes about the numbers over the columns.
func (s *Scope) CountPlan(projectID int64) (string, error) {
	return s.store.plan(raw(`SELECT t.status, count(*) AS n FROM tasks AS t WHERE `).plus(s.cards(domain.TodoFilter{ProjectID: projectID}), raw(` GROUP BY t.status`)))
}

func (s *Store) plan(query clause) (string, error) {
	if s.dialect == onPostgres {
		lines, err := s.Strings(`EXPLAIN `+query.sql, query.args...)
		return strings.Join(lines, "\n"), err
	}
	var steps []struct {
		ID, Parent, Notused int
		Detail              string
	}
	err := s.read.NewRaw(`EXPLAIN QUERY PLAN `+query.sql, query.args...).Scan(context.Background(), &steps)
	lines := []string{}
	for _, step := range steps {
		lines = append(lines, step.Detail+" ")
	}
	return strings.Join(lines, "\n"), err
}
