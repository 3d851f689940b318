package store

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// migration is one file of migrations/.
type migration struct {
	Version int64
	Name    string // 0003_todos
	text    string
}

// MigrationReport says what Migrate did.
type MigrationReport struct {
	// Adopted is true when the database was an md_dash file until now; Backup is the copy of it as it was.
	Adopted bool
	Backup  string
	// New: there was nothing in the database.
	New bool
	// Ran names the migrations that ran, in order.
	Ran []string
	// Found are oddities in an adopted file that were left as they are.
	Found []string
}

// MigrationState is one migration; AppliedAt is zero where it is pending.
type MigrationState struct {
	Version   int64
	Name      string
	AppliedAt time.Time
}

var migrationName = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+\.sql$`)

func readMigrations(files fs.FS) ([]migration, error) {
	if files == nil {
		return nil, fmt.Errorf("store: no migrations given")
	}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	var all []migration
	for _, entry := range entries {
		parts := migrationName.FindStringSubmatch(entry.Name())
		if parts == nil {
			continue
		}
		text, err := fs.ReadFile(files, entry.Name())
		if err != nil {
			return nil, fmt.Errorf("read migrations: %w", err)
		}
		version, _ := strconv.ParseInt(parts[1], 10, 64)
		if len(all) > 0 && all[len(all)-1].Version == version {
			return nil, fmt.Errorf("two migrations have the number %d", version)
		}
		all = append(all, migration{Version: version, Name: strings.TrimSuffix(entry.Name(), ".sql"), text: string(text)})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("store: no migrations found")
	}
	return all, nil
}

// appliedMigrations are those in the database, in order; none where it has no table for them.
func appliedMigrations(ctx context.Context, db bun.IDB, d dialect) ([]MigrationState, error) {
	tables, err := texts(ctx, db, d.tablesQuery())
	if err != nil || !slices.Contains(tables, "schema_migrations") {
		return nil, err
	}
	var rows []struct {
		Version   int64
		Name      string
		AppliedAt instant
	}
	if err := db.NewRaw("SELECT version, name, applied_at FROM schema_migrations ORDER BY version").Scan(ctx, &rows); err != nil {
		return nil, err
	}
	states := make([]MigrationState, len(rows))
	for i, row := range rows {
		states[i] = MigrationState{Version: row.Version, Name: row.Name, AppliedAt: row.AppliedAt.Time}
	}
	return states, nil
}

func texts(ctx context.Context, db bun.IDB, query string) ([]string, error) {
	var found []string
	err := db.NewRaw(query).Scan(ctx, &found)
	return found, err
}

// Migrate brings the database to this program's schema: makes it where there is none, adopts an md_dash file after
// copying it, runs what is pending. All of it is one transaction; when it fails, the database is as it was before.
// The report tells what was done also where only the step after it failed, the change to WAL mode.
func (s *Store) Migrate(ctx context.Context) (MigrationReport, error) {
	var report MigrationReport
	err := s.migrate(ctx, &report)
	return report, err
}

// MigrationStatus lists every migration of this program, and when it ran.
func (s *Store) MigrationStatus(ctx context.Context) ([]MigrationState, error) {
	applied, err := s.applied(ctx)
	if err != nil {
		return nil, err
	}
	states := make([]MigrationState, len(s.migrations))
	for i, m := range s.migrations {
		states[i] = MigrationState{Version: m.Version, Name: m.Name}
		for _, done := range applied {
			if done.Version == m.Version {
				states[i].AppliedAt = done.AppliedAt
			}
		}
	}
	return states, nil
}

func (s *Store) runPending(ctx context.Context, tx bun.IDB, report *MigrationReport) error {
	applied, err := appliedMigrations(ctx, tx, s.dialect)
	if err != nil {
		return err
	}
	if err := s.knowsAll(applied); err != nil {
		return err
	}
	report.New = len(applied) == 0 && !report.Adopted
	if len(applied) == 0 {
		ledger := "CREATE TABLE IF NOT EXISTS schema_migrations (version {int} PRIMARY KEY NOT NULL, name TEXT NOT NULL, applied_at {time} NOT NULL)"
		if _, err := tx.ExecContext(ctx, s.dialect.fill(ledger)); err != nil {
			return err
		}
	}
	if s.unfinished {
		if _, err := tx.ExecContext(ctx, makeCopyingTable); err != nil {
			return err
		}
	}
	// A copy may have begun after this database was opened.
	tables, err := texts(ctx, tx, s.dialect.tablesQuery())
	if err == nil {
		err = s.whole(tables)
	}
	if err != nil {
		return err
	}
	for _, m := range s.migrations {
		if slices.ContainsFunc(applied, func(done MigrationState) bool { return done.Version == m.Version }) {
			continue
		}
		if err := s.run(ctx, tx, m); err != nil {
			return fmt.Errorf("migration %s: %w", m.Name, err)
		}
		report.Ran = append(report.Ran, m.Name)
	}
	return nil
}

// knowsAll refuses a database that a newer or another mddash has migrated.
func (s *Store) knowsAll(applied []MigrationState) error {
	newest := s.migrations[len(s.migrations)-1]
	for _, done := range applied {
		known := slices.ContainsFunc(s.migrations, func(m migration) bool { return m.Version == done.Version && m.Name == done.Name })
		if !known {
			return unusable(s.target.name(), fmt.Sprintf(
				"was made by another version of mddash: it has migration %s, this program knows up to %s; use a newer mddash",
				done.Name, newest.Name))
		}
	}
	return nil
}

func (s *Store) run(ctx context.Context, tx bun.IDB, m migration) error {
	for _, statement := range splitSQL(s.dialect.fill(m.text)) {
		if table, column, ok := addedColumn(statement); ok {
			columns, err := texts(ctx, tx, s.dialect.columnsQuery(table))
			if err != nil {
				return err
			}
			if slices.ContainsFunc(columns, func(c string) bool { return strings.EqualFold(c, column) }) {
				continue
			}
		}
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	_, err := tx.NewRaw("INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)",
		m.Version, m.Name, instant{s.now()}).Exec(ctx)
	return err
}

// splitSQL cuts a migration into statements. One ends where a line ends with a semicolon, so that the body of a
// trigger has to stand on one line.
func splitSQL(text string) []string {
	var statements []string
	var statement strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "--") {
			continue
		}
		statement.WriteString(strings.TrimSuffix(line, ";") + "\n")
		if strings.HasSuffix(line, ";") {
			statements = append(statements, strings.TrimSpace(statement.String()))
			statement.Reset()
		}
	}
	if rest := strings.TrimSpace(statement.String()); rest != "" {
		statements = append(statements, rest)
	}
	return statements
}

// addedColumn reads ALTER TABLE t ADD COLUMN c.
func addedColumn(statement string) (table, column string, ok bool) {
	words := strings.Fields(statement)
	if len(words) < 6 || !strings.EqualFold(strings.Join([]string{words[0], words[1], words[3], words[4]}, " "), "ALTER TABLE ADD COLUMN") {
		return "", "", false
	}
	return strings.Trim(words[2], `"`), strings.Trim(words[5], `"`), true
}
