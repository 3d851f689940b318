package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestOfAllWhoSendTheSameRequestOneGoesAhead(t *testing.T) {
	clock := storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		ann := signUp(t, s, "ann@example.com")
		asked := domain.Repeatable{Key: "k", Fingerprint: "add"}
		var ahead, waiting sync.Map
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				earlier, err := s.As(ann).Claim(ctx, asked)
				switch {
				case domain.KindOf(err) == domain.Conflict:
					waiting.Store(i, true)
				case err == nil && earlier.Answer == nil && earlier.Done == nil:
					ahead.Store(i, true)
				default:
					t.Errorf("%+v %v", earlier, err)
				}
			})
		}
		wait.Wait()
		if n := length(&ahead); n != 1 || length(&waiting) != 7 {
			t.Errorf("%d go ahead", n)
		}
	})
}

func TestWhatIsKeptOfARequest(t *testing.T) {
	clock := storetest.At(time.Date(2026, 5, 21, 9, 30, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		ann, bo := signUp(t, s, "ann@example.com"), signUp(t, s, "bo@example.com")
		asked := domain.Repeatable{Key: "k", Fingerprint: "add"}
		claim := func(scope *store.Scope, want domain.Kind) domain.Earlier {
			t.Helper()
			earlier, err := scope.Claim(ctx, asked)
			if domain.KindOf(err) != want {
				t.Fatalf("claim: %v, want kind %d", err, want)
			}
			return earlier
		}
		first := s.As(ann)
		claim(first, 0)
		claim(s.As(bo), 0)
		if err := first.GiveUp(ctx, asked); err != nil {
			t.Fatal(err)
		}
		second := s.As(ann)
		claim(second, 0)
		added, err := second.AddTodo(ctx, domain.TodoInput{Title: "once"})
		if err != nil {
			t.Fatal(err)
		}
		// It has written, so that it is not given up, and is known to have written.
		if err := second.GiveUp(ctx, asked); err != nil {
			t.Fatal(err)
		}
		if earlier := claim(s.As(ann), 0); earlier.Added("todo") != added.ID || earlier.Batch != second.Batch() || earlier.Added("comment") != 0 {
			t.Errorf("%+v", earlier)
		}
		if err := second.KeepAnswer(ctx, asked, second.Batch(), []byte("\x00answer\xff")); err != nil {
			t.Fatal(err)
		}
		if earlier := claim(s.As(ann), 0); string(earlier.Answer) != "\x00answer\xff" {
			t.Errorf("%+v", earlier)
		}
		if _, err := s.As(ann).Claim(ctx, domain.Repeatable{Key: "k", Fingerprint: "delete"}); domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), "another request") {
			t.Errorf("another request: %v", err)
		}
		clock.Advance(24 * time.Hour)
		if earlier := claim(s.As(ann), 0); earlier.Answer != nil || earlier.Done != nil {
			t.Errorf("after a day: %+v", earlier)
		}
	})
}

func length(m *sync.Map) (n int) {
	m.Range(func(any, any) bool { n++; return true })
	return n
}
