package store

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

// checkServer asks what is in the database.
func (s *Store) checkServer(ctx context.Context) ([]MigrationState, error) {
	encoding, err := texts(ctx, s.read, "SHOW server_encoding")
	if err != nil {
		return nil, &Unusable{Name: s.target.name(), Reason: "can't be reached: " + err.Error(), cause: err}
	}
	if encoding[0] != "UTF8" {
		return nil, unusable(s.target.name(), "keeps text as "+encoding[0]+"; make it with ENCODING 'UTF8'")
	}
	return s.checkTables(ctx, s.read)
}

func (s *Store) checkTables(ctx context.Context, db bun.IDB) ([]MigrationState, error) {
	tables, err := texts(ctx, db, s.dialect.tablesQuery())
	if err != nil {
		return nil, err
	}
	if err := s.whole(tables); err != nil {
		return nil, err
	}
	if slices.Contains(tables, "schema_migrations") {
		applied, err := appliedMigrations(ctx, db, s.dialect)
		if err != nil || len(applied) == 0 {
			return nil, unusable(s.target.name(), "belongs to another program: its table schema_migrations is not mddash's")
		}
		return applied, s.knowsAll(applied)
	}
	for _, table := range s.tables() {
		if slices.Contains(tables, table) {
			return nil, unusable(s.target.name(), "belongs to another program: it has a table "+table+"; make a database for mddash alone")
		}
	}
	return nil, nil
}

// migrateServer waits for other instances that migrate, and does what is left to do.
func (s *Store) migrateServer(ctx context.Context, report *MigrationReport) error {
	return s.write.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(7236837459)"); err != nil {
			return err
		}
		if _, err := s.checkTables(ctx, tx); err != nil {
			return err
		}
		return s.runPending(ctx, tx, report)
	})
}

// tables are the names of all tables that the migrations make.
func (s *Store) tables() []string {
	var names []string
	for _, m := range s.migrations {
		for _, statement := range splitSQL(m.text) {
			rest, found := strings.CutPrefix(statement, "CREATE TABLE ")
			if found {
				rest = strings.TrimPrefix(rest, "IF NOT EXISTS ")
				names = append(names, strings.Fields(rest)[0])
			}
		}
	}
	return names
}

// clear takes tables of ours away in which nobody keeps anything, and refuses others.
func (s *Store) clear(ctx context.Context, tx bun.Tx) error {
	if _, err := tx.Tx.ExecContext(ctx, unhurriedly); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(7236837459)"); err != nil {
		return err
	}
	if _, err := s.checkTables(ctx, tx); err != nil {
		return err
	}
	tables, err := texts(ctx, tx, s.dialect.tablesQuery())
	if err != nil {
		return err
	}
	empty, err := emptyOf(ctx, tx, tables)
	if err != nil {
		return err
	}
	if !empty {
		return inUse(s.target.name())
	}
	for _, table := range append(s.tables(), "schema_migrations", copyingTable) {
		if slices.Contains(tables, table) {
			if _, err := tx.ExecContext(ctx, `DROP TABLE `+quoted(table)+` CASCADE`); err != nil {
				return err
			}
		}
	}
	return s.dropFunctions(ctx, tx)
}

func inUse(name string) error {
	return unusable(name, "is in use, and nothing is overwritten; name an empty database")
}

// dropFunctions takes away what the triggers of our tables called.
func (s *Store) dropFunctions(ctx context.Context, tx bun.Tx) error {
	for _, m := range s.migrations {
		for _, statement := range splitSQL(s.dialect.fill(m.text)) {
			rest, found := strings.CutPrefix(statement, "CREATE FUNCTION ")
			if !found {
				continue
			}
			name, _, _ := strings.Cut(rest, "(")
			if _, err := tx.ExecContext(ctx, `DROP FUNCTION IF EXISTS `+name+`() CASCADE`); err != nil {
				return err
			}
		}
	}
	return nil
}
