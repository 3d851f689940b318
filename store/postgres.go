package store

import (
	"context"
	"slices"
)

// checkServer asks what is in the database.
func (s *Store) checkServer(ctx context.Context) ([]MigrationState, error) {
	if err := s.read.PingContext(ctx); err != nil {
		return nil, unusable(s.target.name(), "can't be reached: "+err.Error())
	}
	applied, err := appliedMigrations(ctx, s.read, s.dialect)
	if err != nil {
		return nil, unusable(s.target.name(), "has a table schema_migrations that is not mddash's")
	}
	if len(applied) == 0 {
		tables, err := texts(ctx, s.read, s.dialect.tablesQuery())
		if err != nil {
			return nil, err
		}
		if slices.Contains(tables, "users") || slices.Contains(tables, "tasks") {
			return nil, unusable(s.target.name(), "has somebody else's tables; make a database of its own for mddash")
		}
	}
	return applied, s.knowsAll(applied)
}
