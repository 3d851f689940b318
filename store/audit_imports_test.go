package store_test

import (
	"slices"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

func TestTheAuditLogTellsOfImportsAndOfTheirUndoing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		admin := signUp(t, s, "admin@example.com")
		ann, ben := signUp(t, s, "ann@example.com"), signUp(t, s, "ben@example.com")
		from := store.From(ctx, "192.0.2.7")
		luggage := domain.Intake{Source: "elsewhere", Todos: []domain.IntakeTodo{{ID: "1", Input: domain.TodoInput{Title: "secret plan"}}, {ID: "2", Input: domain.TodoInput{Title: "b"}}}}
		_, before := audited(t, s, admin, domain.AuditFilter{}, 1)
		expect := func(said ...string) {
			t.Helper()
			lines, _ := audited(t, s, admin, domain.AuditFilter{Topic: domain.AuditAccount, Who: "ann@"}, 100)
			lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "account create") })
			if slices.Reverse(lines); !slices.Equal(lines, said) {
				t.Fatalf("got %q, want %q", lines, said)
			}
		}
		if _, err := s.As(ann).TakeIn(from, luggage, store.Taking{Rehearse: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.As(ann).TakeIn(from, domain.Intake{Source: "elsewhere", PagesN: domain.IntakeMax + 1}, store.Taking{}); domain.KindOf(err) != domain.Invalid {
			t.Fatal(err)
		}
		expect()
		scope := s.As(ann)
		if _, err := scope.TakeIn(from, luggage, store.Taking{}); err != nil {
			t.Fatal(err)
		}
		expect("account imported by ann of ann at 192.0.2.7")
		want(t, s.As(ben).Undo(ctx, scope.Batch()), domain.NotFound)
		batch := scope.Batch()
		said := []string{"account imported by ann of ann at 192.0.2.7"}
		for _, action := range []string{"undone", "redone", "undone"} {
			again := s.As(ann)
			if err := again.Undo(ctx, batch); err != nil {
				t.Fatal(action, err)
			}
			if batch = again.Batch(); action == "redone" {
				batch = scope.Batch()
			}
			said = append(said, "account "+action+" by ann of ann")
			expect(said...)
		}
		for _, row := range texts(t, s, `SELECT coalesce(before, '') || coalesce(after, '') || subject FROM audit WHERE id > ?`, before) {
			if strings.Contains(row, "secret") {
				t.Errorf("it holds %s", row)
			}
		}
		if rows := texts(t, s, `SELECT DISTINCT after FROM audit WHERE action IN ('imported', 'undone', 'redone')`); len(rows) != 1 || !strings.Contains(rows[0], `"todos":2`) {
			t.Errorf("it keeps %v", rows)
		}
	})
}
