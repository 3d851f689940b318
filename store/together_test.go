package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestWhatIsDoneTogetherIsThereWholeOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		long := time.Date(2020, 2, 29, 12, 0, 0, 0, time.UTC)
		var added []domain.Todo
		work := func(ctx context.Context, st *store.Store) error {
			added = nil
			user, err := st.System().AddUser(ctx, domain.SignUpInput{Email: "ann@example.com", Password: "vier paarden eten taart"}, nil)
			if err != nil {
				return err
			}
			for _, title := range []string{"One", "Two"} {
				todo, err := st.As(user).AddTodo(ctx, domain.TodoInput{Title: title})
				if err != nil {
					return err
				}
				added = append(added, todo)
			}
			_, err = st.As(user).Todo(ctx, added[1].ID)
			return err
		}
		broken := errors.New("the last piece is missing")
		err := s.Together(ctx, func() time.Time { return long }, func(ctx context.Context, st *store.Store) error {
			return errors.Join(work(ctx, st), broken)
		})
		if !errors.Is(err, broken) || len(added) != 2 {
			t.Fatalf("got %v after %d todos", err, len(added))
		}
		wantEmpty(t, s, true)
		if err := s.Together(ctx, func() time.Time { return long }, work); err != nil {
			t.Fatal(err)
		}
		wantEmpty(t, s, false)
		user, err := s.System().User(ctx, "ann@example.com")
		if err != nil {
			t.Fatal(err)
		}
		todo, err := s.As(user).Todo(ctx, added[1].ID)
		if err != nil || !todo.CreatedAt.Equal(long) {
			t.Fatalf("got %+v, %v", todo, err)
		}
	})
}

func TestTogetherTakesNoOtherTransactionIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		nothing := func(context.Context, *store.Store) error { return nil }
		err := s.Together(t.Context(), time.Now, func(ctx context.Context, st *store.Store) error {
			return st.Together(ctx, time.Now, nothing)
		})
		if err == nil {
			t.Fatal("one inside the other is let through")
		}
	})
}

func TestADatabaseIsEmptyUntilSomebodyKeepsSomethingInIt(t *testing.T) {
	t.Run("no file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "new.db")
		s, err := open(t, options(t, path))
		if err != nil {
			t.Fatal(err)
		}
		wantBlank(t, s, true)
		wantEmpty(t, s, true)
		if found, _ := filepath.Glob(path + "*"); len(found) > 0 {
			t.Fatalf("looking made %v", found)
		}
	})
	t.Run("another program's", func(t *testing.T) {
		s, err := open(t, options(t, mdDash(t, `INSERT INTO tasks (name) VALUES ('Call Ana')`)))
		if err != nil {
			t.Fatal(err)
		}
		wantBlank(t, s, false)
		wantEmpty(t, s, false)
	})
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if _, err := s.Secret(t.Context(), "jwt", 32); err != nil {
			t.Fatal(err)
		}
		wantBlank(t, s, false)
		wantEmpty(t, s, true)
		exec(t, s, `INSERT INTO notes (title, content) VALUES ('a', 'b')`)
		wantEmpty(t, s, false)
	})
}

func wantBlank(t *testing.T, s *store.Store, want bool) {
	t.Helper()
	if got, err := s.Blank(t.Context()); err != nil || got != want {
		t.Fatalf("blank: %v, %v, want %v", got, err, want)
	}
}

func wantEmpty(t *testing.T, s *store.Store, want bool) {
	t.Helper()
	if got, err := s.Empty(t.Context()); err != nil || got != want {
		t.Fatalf("empty: %v, %v, want %v", got, err, want)
	}
}
