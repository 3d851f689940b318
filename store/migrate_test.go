package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestMigrationsRunOnceAndAreListed(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		s, report, err := start(t, options(t, url))
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Ran) < 3 || report.Ran[0] != "0001_given" || report.Adopted || report.Backup != "" {
			t.Errorf("got the report %+v", report)
		}
		again, err := s.Migrate(t.Context())
		if err != nil || len(again.Ran) > 0 {
			t.Errorf("the second time: %+v, %v", again, err)
		}
		states, err := s.MigrationStatus(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, state := range states {
			if !state.AppliedAt.Equal(aMoment) {
				t.Errorf("%s ran at %v, want %v", state.Name, state.AppliedAt, aMoment)
			}
		}
	})
}

func TestWhatIsPendingRunsLater(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		s, _, err := start(t, options(t, url))
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
		o := options(t, url)
		o.Migrations = extra(t, "9999_later.sql", "CREATE TABLE later (id {id}, note TEXT DEFAULT 'what? ;');\nALTER TABLE later ADD COLUMN note TEXT;\nALTER TABLE later ADD COLUMN more {time};\n")
		later, err := open(t, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := later.Ready(t.Context()); domain.KindOf(err) != domain.Unavailable {
			t.Errorf("before it got %v, want it not to be ready", err)
		}
		report, err := later.Migrate(t.Context())
		if err != nil || !slices.Equal(report.Ran, []string{"9999_later"}) {
			t.Errorf("got %+v, %v", report, err)
		}
		exec(t, later, "INSERT INTO later (more) VALUES (NULL)")
		if got := one[string](t, later.Read(), "SELECT note FROM later"); got != "what? ;" {
			t.Errorf("got the note %q", got)
		}
	})
}

func TestAMigrationThatFailsLeavesNothingBehind(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		s, _, err := start(t, options(t, url))
		if err != nil {
			t.Fatal(err)
		}
		o := options(t, url)
		o.Migrations = extra(t, "9999_fails.sql", "CREATE TABLE later (id {id});\nINSERT INTO nowhere VALUES (1);\n")
		if _, _, err := start(t, o); err == nil || !strings.Contains(err.Error(), "9999_fails") {
			t.Fatalf("got %v, want it to name the migration", err)
		}
		if _, err := s.Read().ExecContext(t.Context(), "SELECT * FROM later"); err == nil {
			t.Error("half of it stayed")
		}
		if err := s.Ready(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestSeveralInstancesMigrateOnce(t *testing.T) {
	eachEmpty(t, func(t *testing.T, url string) {
		var all sync.WaitGroup
		var mu sync.Mutex
		ran := 0
		for range 6 {
			all.Go(func() {
				_, report, err := start(t, options(t, url))
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				ran += min(1, len(report.Ran))
			})
		}
		all.Wait()
		if ran != 1 {
			t.Errorf("%d instances migrated", ran)
		}
	})
}

func TestSomebodyElsesPostgresDatabaseIsRefused(t *testing.T) {
	for _, c := range []struct{ table, words string }{
		{"CREATE TABLE users (id int)", "it has a table users"},
		{"CREATE TABLE sessions (id int)", "it has a table sessions"},
		{"CREATE TABLE schema_migrations (version bigint, dirty boolean)", "is not mddash's"},
	} {
		url := storetest.EmptyPostgres(t)
		s, err := open(t, options(t, url))
		if err != nil {
			t.Fatal(err)
		}
		exec(t, s, c.table)
		if _, err := s.Migrate(t.Context()); err == nil {
			t.Errorf("%s: migrated", c.table)
		}
		_, err = open(t, options(t, url))
		wantUnusable(t, err, c.words)
	}
}

func TestAPostgresDatabaseOfANewerMddashIsRefused(t *testing.T) {
	url := storetest.EmptyPostgres(t)
	o := options(t, url)
	o.Migrations = extra(t, "9999_future.sql", "CREATE TABLE future (id {id});\n")
	if _, _, err := start(t, o); err != nil {
		t.Fatal(err)
	}
	_, err := open(t, options(t, url))
	wantUnusable(t, err, "it has migration 9999_future")
}

func TestANewRowStandsWhereItsIDSays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, id := range []int64{1, 42, 999999999999, 1234567890123} {
			exec(t, s, fmt.Sprintf("INSERT INTO tasks (id, name) VALUES (%d, 'x')", id))
			got := one[string](t, s.Read(), fmt.Sprintf("SELECT position FROM tasks WHERE id = %d", id))
			if got != domain.PositionOfID(id) {
				t.Errorf("%d stands at %q, want %q", id, got, domain.PositionOfID(id))
			}
		}
		exec(t, s, "INSERT INTO tasks (id, name, position) VALUES (7, 'x', 'V')")
		if got := one[string](t, s.Read(), "SELECT position FROM tasks WHERE id = 7"); got != "V" {
			t.Errorf("a place that was given became %q", got)
		}
	})
}

func TestPositionsCompareBytewise(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		exec(t, s, "INSERT INTO tasks (name, position) VALUES ('c', 'aV'), ('a', '0V'), ('b', 'ZV'), ('d', 'zV')")
		rows := []string{}
		if err := s.Read().NewRaw("SELECT name FROM tasks ORDER BY position").Scan(t.Context(), &rows); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(rows, ""); got != "abcd" {
			t.Errorf("the order is %s", got)
		}
	})
}

func TestMigrationsThatCannotBeRightAreRefused(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"none":             {},
		"no number":        {"first.sql": {}},
		"one number twice": {"0001_a.sql": {}, "0001_b.sql": {}},
	} {
		o := options(t, t.TempDir()+"/x.db")
		o.Migrations = files
		if _, err := open(t, o); err == nil {
			t.Errorf("%s: it was opened", name)
		}
	}
	if _, err := open(t, store.Options{URL: t.TempDir() + "/x.db"}); err == nil {
		t.Error("without migrations it was opened")
	}
}

// eachEmpty runs a test with the URL of a database that has nothing in it.
func eachEmpty(t *testing.T, run func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, "sqlite:"+t.TempDir()+"/mddash.db") })
	t.Run("postgres", func(t *testing.T) { run(t, storetest.EmptyPostgres(t)) })
}

func TestATestClockStandsStillUntilItIsMoved(t *testing.T) {
	clock := storetest.At(aMoment)
	clock.Advance(time.Minute)
	if got := clock.Now(); !got.Equal(aMoment.Add(time.Minute)) {
		t.Errorf("it shows %v", got)
	}
}
