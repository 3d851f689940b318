package store_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// counter makes a row that writers read, and write back one higher.
func counter(t *testing.T, s *store.Store) {
	t.Helper()
	exec(t, s, "INSERT INTO clients (id, company_name) VALUES ('counter', '0')")
}

func exec(t *testing.T, s *store.Store, statement string) {
	t.Helper()
	if _, err := s.Write().ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func countUp(ctx context.Context, s *store.Store) error {
	return s.InTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		var n int
		if err := tx.NewRaw("SELECT CAST(company_name AS INTEGER) FROM clients WHERE id = 'counter'").Scan(ctx, &n); err != nil {
			return err
		}
		_, err := tx.NewRaw("UPDATE clients SET company_name = CAST(? AS TEXT) WHERE id = 'counter'", n+1).Exec(ctx)
		return err
	})
}

func TestManyWritersAtOnceLoseNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		counter(t, s)
		const writers, times = 64, 10
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				for range times {
					if err := countUp(t.Context(), s); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		if got := one[int](t, s.Read(), "SELECT CAST(company_name AS INTEGER) FROM clients"); got != writers*times {
			t.Errorf("counted to %d, want %d", got, writers*times)
		}
	})
}

// The first account is the admin: of those who see an empty table only one may be right.
func TestOfManyWhoSeeNothingOnlyOneIsTheFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var all sync.WaitGroup
		for i := range 32 {
			all.Go(func() {
				err := s.InTx(t.Context(), func(ctx context.Context, tx bun.Tx) error {
					n, err := tx.NewSelect().Table("clients").Count(ctx)
					if err != nil {
						return err
					}
					_, err = tx.NewRaw("INSERT INTO clients (id, company_name) VALUES (?, ?)", i, map[bool]string{true: "first", false: "later"}[n == 0]).Exec(ctx)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := one[int](t, s.Read(), "SELECT count(*) FROM clients WHERE company_name = 'first'"); got != 1 {
			t.Errorf("%d were the first", got)
		}
	})
}

func TestAWriterThatWaitsGivesUpWithItsContext(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		counter(t, s)
		holds, release := make(chan struct{}), make(chan struct{})
		var first sync.WaitGroup
		first.Go(func() {
			err := s.InTx(t.Context(), func(ctx context.Context, tx bun.Tx) error {
				_, err := tx.ExecContext(ctx, "UPDATE clients SET company_name = '7'")
				close(holds)
				<-release
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-holds
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		start := time.Now()
		if err := countUp(ctx, s); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want context.DeadlineExceeded", err)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("it took %v", took)
		}
		close(release)
		first.Wait()
		if err := countUp(t.Context(), s); err != nil {
			t.Errorf("the next writer: %v", err)
		}
	})
}

func TestAWriterWaitsForAnotherProgramAsLongAsItsContext(t *testing.T) {
	s := storetest.New(t)
	running := other(t, one[string](t, s.Read(), "SELECT file FROM pragma_database_list"))
	if _, err := running.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	counting := make(chan error)
	go func() { counting <- countUp(t.Context(), s) }()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := countUp(ctx, s); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want context.DeadlineExceeded", err)
	}
	time.Sleep(1500 * time.Millisecond) // longer than SQLite's own wait
	if _, err := running.Exec("INSERT INTO clients (id, company_name) VALUES ('counter', '0'); COMMIT"); err != nil {
		t.Fatal(err)
	}
	if err := <-counting; err != nil {
		t.Error(err)
	}
}

func TestReadersGoOnWhileSomebodyWrites(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		counter(t, s)
		err := s.InTx(t.Context(), func(ctx context.Context, tx bun.Tx) error {
			if _, err := tx.ExecContext(ctx, "UPDATE clients SET company_name = '7'"); err != nil {
				return err
			}
			if got := one[string](t, s.Read(), "SELECT company_name FROM clients"); got != "0" {
				t.Errorf("others read %s before the commit", got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := one[string](t, s.Read(), "SELECT company_name FROM clients"); got != "7" {
			t.Errorf("read %s after the commit", got)
		}
	})
}

func TestWhatFailsIsTakenBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		mine := errors.New("mine")
		err := s.InTx(t.Context(), func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.ExecContext(ctx, "INSERT INTO clients (id, company_name) VALUES ('a', 'A')")
			return errors.Join(err, mine)
		})
		if !errors.Is(err, mine) {
			t.Errorf("got %v, want the same error", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = s.InTx(t.Context(), func(ctx context.Context, tx bun.Tx) error {
				_, _ = tx.ExecContext(ctx, "INSERT INTO clients (id, company_name) VALUES ('b', 'B')")
				panic("mine too")
			})
		}()
		if got := one[int](t, s.Read(), "SELECT count(*) FROM clients"); got != 0 {
			t.Errorf("%d rows stayed", got)
		}
		counter(t, s) // the writer is free again
	})
}

func TestATransactionInsideATransactionIsRefusedAndDoesNotHang(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		err := s.InTx(t.Context(), func(ctx context.Context, _ bun.Tx) error { return countUp(ctx, s) })
		if err == nil || !strings.Contains(err.Error(), "inside a transaction") {
			t.Errorf("got %v", err)
		}
	})
}

func TestBrokenRulesOfTheDatabaseAreTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		counter(t, s)
		_, err := s.Write().ExecContext(t.Context(), "INSERT INTO clients (id, company_name) VALUES ('counter', '0')")
		if !store.IsUnique(err) {
			t.Errorf("got %v, want it to be unique", err)
		}
		exec(t, s, "INSERT INTO projects (name, key) VALUES ('A', 'KEY')")
		_, err = s.Write().ExecContext(t.Context(), "INSERT INTO projects (name, key) VALUES ('B', 'KEY')")
		if !store.IsUnique(err) {
			t.Errorf("got %v, want it to be unique", err)
		}
		_, err = s.Write().ExecContext(t.Context(), "INSERT INTO tasks (name, project_id) VALUES ('x', 99)")
		if !store.IsForeignKey(err) || store.IsUnique(err) {
			t.Errorf("got %v, want a broken reference", err)
		}
	})
}

func TestReadersCannotWriteSQLite(t *testing.T) {
	s := storetest.New(t)
	_, err := s.Read().ExecContext(t.Context(), "INSERT INTO clients (id, company_name) VALUES ('a', 'A')")
	if domain.KindOf(store.MapFault(err)) != domain.Unavailable {
		t.Errorf("got %v, want it refused as read-only", err)
	}
}

func TestADatabaseThatCanOnlyBeReadIsUnavailable(t *testing.T) {
	s := storetest.Open(t, storetest.Postgres(t), time.Now)
	counter(t, s)
	exec(t, s, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET default_transaction_read_only = on'; END $$")
	s.Write().DB.SetMaxIdleConns(0) // the setting holds for new connections
	err := countUp(t.Context(), s)
	if !errors.Is(err, domain.ErrUnavailable) || !strings.Contains(err.Error(), "can only be read") {
		t.Errorf("got %v, want Unavailable", err)
	}
}

func TestADatabaseServerThatGoesAwayIsUnavailable(t *testing.T) {
	s := storetest.Open(t, storetest.Postgres(t), time.Now)
	counter(t, s)
	err := s.InTx(t.Context(), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.ExecContext(ctx, "SELECT pg_terminate_backend(pg_backend_pid())")
		return err
	})
	if !errors.Is(err, domain.ErrUnavailable) {
		t.Errorf("got %v, want Unavailable", err)
	}
	if err := countUp(t.Context(), s); err != nil {
		t.Errorf("the next connection: %v", err)
	}
}

func TestALostServerIsUnavailable(t *testing.T) {
	for _, err := range []error{sql.ErrConnDone, context.DeadlineExceeded} {
		got := domain.KindOf(store.MapFault(err))
		if want := map[bool]domain.Kind{true: 0, false: domain.Unavailable}[errors.Is(err, context.DeadlineExceeded)]; got != want {
			t.Errorf("%v became the kind %v, want %v", err, got, want)
		}
	}
}
