package store

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"mddash/domain"
)

func TestAStatementTellsWhichTablesItChanges(t *testing.T) {
	for statement, want := range map[string]tableGroup{
		`SELECT * FROM events`: 0,
		`  PRAGMA optimize`:    0,
		`SAVEPOINT a`:          0,
		``:                     0,
		"INSERT INTO \"events\" (\"title\") VALUES ('x')":     calendarTables,
		"insert or ignore into calendar_choices(user_id) ...": calendarTables,
		`REPLACE INTO calendars VALUES (1)`:                   calendarTables,
		`UPDATE "calendar_shares" AS "s" SET a = 1`:           calendarTables,
		`UPDATE OR IGNORE events SET a = 1`:                   calendarTables,
		"DELETE FROM\n\tevents WHERE id = 1":                  calendarTables,
		`UPDATE tasks SET name = 'UPDATE events'`:             dailyTables,
		`INSERT INTO what_is_new VALUES (1)`:                  workTables,
		`DELETE FROM users WHERE id = 'x'`:                    allTables,
		`UPDATE main."events" SET a = 1`:                      calendarTables,
		`INSERT`:                                              allTables,
		`INSERT INTO activity VALUES (1)`:                     0,
		`UPDATE sessions SET data = 'x'`:                      0,
		`WITH RECURSIVE up AS (SELECT 1) SELECT * FROM up`:    0,
		`WITH gone AS (SELECT 1) DELETE FROM tasks`:           allTables,
		`DROP TABLE events`:                                   allTables,
		`ALTER TABLE tasks ADD COLUMN a`:                      allTables,
		`/* who knows */ UPDATE tasks SET a = 1`:              allTables,
	} {
		if got := written(statement); got != want {
			t.Errorf("%s: %d, want %d", statement, got, want)
		}
	}
}

// readTables are the tables that a store is asked about.
type readTables struct {
	mu    sync.Mutex
	names []string
}

func (*readTables) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (r *readTables) AfterQuery(_ context.Context, event *bun.QueryEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names = append(r.names, tablesOf(event.Query)...)
}

// tablesOf are the tables that a query reads, without those that it makes in a WITH.
func tablesOf(query string) (names []string) {
	made := map[string]bool{}
	for _, found := range regexp.MustCompile(`\b([a-z_]+) AS (?:MATERIALIZED )?\(`).FindAllStringSubmatch(query, -1) {
		made[found[1]] = true
	}
	for _, found := range regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+"?([a-z_]+)`).FindAllStringSubmatch(query, -1) {
		if !made[found[1]] {
			names = append(names, found[1])
		}
	}
	return names
}

func openEmpty(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{URL: filepath.Join(t.TempDir(), "a.db"), Migrations: os.DirFS("../migrations")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatChangesWithATableIsInItsGroups(t *testing.T) {
	s := openEmpty(t)
	var rows []struct{ Child, Parent, Does string }
	err := s.read.NewRaw(`SELECT m.name AS child, f."table" AS parent, f.on_delete AS does FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'`).Scan(t.Context(), &rows)
	if err != nil || len(rows) < 20 {
		t.Fatal(len(rows), err)
	}
	for _, row := range rows {
		if row.Does != "NO ACTION" && row.Does != "RESTRICT" && groupOf(row.Child)&^groupOf(row.Parent) != 0 {
			t.Errorf("%s changes when something of %s is deleted, of which that table's groups do not tell", row.Child, row.Parent)
		}
	}
	var triggers []struct{ TblName, SQL string }
	if err := s.read.NewRaw(`SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'trigger'`).Scan(t.Context(), &triggers); err != nil || len(triggers) == 0 {
		t.Fatal(len(triggers), err)
	}
	for _, trigger := range triggers {
		_, body, _ := strings.Cut(trigger.SQL, "BEGIN")
		for statement := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(body), "END"), ";") {
			if strings.TrimSpace(statement) != "" && written(statement)&^groupOf(trigger.TblName) != 0 {
				t.Errorf("a trigger of %s does %q, of which that table's groups do not tell", trigger.TblName, statement)
			}
		}
	}
}

func TestEachPartOfTheDashboardReadsOnlyTablesWhoseChangesItHearsOf(t *testing.T) {
	ctx, s := t.Context(), openEmpty(t)
	scope := s.As(domain.User{ID: "ann", Name: "Ann", Roles: []string{domain.RoleStaff}})
	if err := s.Exec(`INSERT INTO users (id, name, email, roles) VALUES ('ann', 'Ann', 'ann@example.org', '["staff"]')`); err != nil {
		t.Fatal(err)
	}
	day := string(scope.user.Today(s.now()))
	if _, err := scope.AddEvent(ctx, domain.EventInput{Title: "x", Start: day + "T12:00"}); err != nil {
		t.Fatal(err)
	}
	for _, p := range scope.homeParts() {
		read := &readTables{}
		s.readers = s.readers.WithQueryHook(read)
		s.read = s.readers
		for _, fill := range p.fills {
			if err := fill(ctx, &p.home, scope.user.Today(s.now())); err != nil {
				t.Fatal(err)
			}
		}
		slices.Sort(read.names)
		names := slices.Compact(read.names)
		if len(names) < 3 {
			t.Fatalf("only %q", names)
		}
		for _, name := range names {
			if is := strings.TrimSuffix(name, "0"); groupOf(is)&p.of == 0 {
				t.Errorf("a part of the groups %d reads %s and does not hear of its changes", p.of, is)
			}
		}
	}
}

func TestWhatIsCountedWhateverHappensToEventsReadsNoTableOfTheirs(t *testing.T) {
	s := openEmpty(t)
	scope := s.As(domain.User{ID: "ann", Name: "Ann", Roles: []string{domain.RoleStaff}})
	today := scope.user.Today(s.now())
	columns, from, err := scope.homeCounted(&homeRead{Home: domain.Home{Projects: []domain.HomeProject{{}}}}, today, today)
	if err != nil {
		t.Fatal(err)
	}
	names := append(tablesOf(columns.sql), tablesOf(from.sql)...)
	for _, table := range []string{"tasks", "projects", "time_entries", "task_assignees"} {
		if !slices.Contains(names, table) {
			t.Errorf("%s is not read", table)
		}
	}
	for _, name := range names {
		if groupOf(name)&(dailyTables|workTables) == 0 {
			t.Errorf("%s is read, of whose changes nothing is heard", name)
		}
	}
}
