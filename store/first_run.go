package store

import (
	"context"
	"slices"

	"github.com/uptrace/bun"
)

// HasUsers tells whether anybody has an account yet; where nobody has, the next one made is the administrator's.
func (s *Store) HasUsers(ctx context.Context) (bool, error) {
	first, err := isFirst(ctx, s.read)
	return !first, err
}

// Blank tells whether there is no database yet: no file, or nothing in it. It changes nothing.
func (s *Store) Blank(ctx context.Context) (bool, error) {
	tables, err := s.tablesThere(ctx)
	return len(tables) == 0, err
}

// Empty tells whether nobody keeps anything in the database: it has neither people nor anything of theirs, migrated or
// not. What the program made for itself does not count. It changes nothing.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	tables, err := s.tablesThere(ctx)
	if err != nil {
		return false, err
	}
	return emptyOf(ctx, s.read, tables)
}

// emptyOf tells whether nobody keeps anything in some tables.
func emptyOf(ctx context.Context, db bun.IDB, tables []string) (bool, error) {
	for _, table := range []string{"users", "clients", "projects", "tasks", "notes", "events", "decisions"} {
		if !slices.Contains(tables, table) {
			continue
		}
		found, err := texts(ctx, db, `SELECT 'found' FROM `+table+` LIMIT 1`)
		if err != nil || len(found) > 0 {
			return false, wrap(err, "look whether there is anything in "+table)
		}
	}
	return true, nil
}

func (s *Store) tablesThere(ctx context.Context) ([]string, error) {
	if there, err := s.dialect.there(s.target); !there {
		return nil, err
	}
	tables, err := texts(ctx, s.read, s.dialect.tablesQuery())
	return tables, wrap(err, "look at the tables")
}
