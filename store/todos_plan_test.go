package store_test

import (
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

// manyTodos gives ann n open todos, every other one due, without going through the operations.
func manyTodos(c cast, n int) {
	c.t.Helper()
	numbers := `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)`
	due := `CASE WHEN i % 2 = 0 THEN date('2026-01-01', '+' || (i % 700) || ' days') END`
	if c.postgres() {
		numbers = `WITH n (i) AS (SELECT generate_series(1, ?))`
		due = `CASE WHEN i % 2 = 0 THEN to_char(date '2026-01-01' + (i % 700)::int, 'YYYY-MM-DD') END`
	}
	c.exec(`INSERT INTO tasks (name, due_date, user_id, created_at, updated_at) `+numbers+`
		SELECT 'todo ' || i, `+due+`, 'ann', '2026-11-20T14:30:00.000Z', '2026-11-20T14:30:00.000Z' FROM n`, n)
	c.exec(`ANALYZE`)
}

func (c cast) postgres() bool { return strings.HasSuffix(c.t.Name(), "postgres") }

func TestListsAreReadAlongAnIndex(t *testing.T) {
	eachCast(t, func(c cast) {
		manyTodos(c, 5000)
		for _, row := range []struct {
			f     domain.TodoFilter
			index string
		}{
			{domain.TodoFilter{Sort: "due_date", Completed: ptr(false)}, "tasks_own_due"},
			{domain.TodoFilter{Sort: "due_date", Completed: ptr(false), DueBefore: "2026-02-01"}, "tasks_own_due"},
			{domain.TodoFilter{Sort: "priority", Completed: ptr(false)}, "tasks_own_priority"},
			{domain.TodoFilter{Sort: "position", Completed: ptr(false)}, "tasks_own_position"},
			{domain.TodoFilter{Sort: "title", Completed: ptr(false)}, "tasks_own_title"},
			{domain.TodoFilter{Sort: "-completed_at", Completed: ptr(true)}, "tasks_own_completed"},
			{domain.TodoFilter{Sort: "created_at"}, "tasks_own_created"},
			{domain.TodoFilter{Sort: "-created_at"}, "tasks_own_created"},
			{domain.TodoFilter{Sort: "updated_at", UpdatedSince: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}, "tasks_own_updated"},
		} {
			first, err := c.as("ann").Todos(t.Context(), withLimit(row.f))
			c.want(row.f.Sort, err, 0)
			for _, cursor := range []string{"", first.Next} {
				row.f.Cursor = cursor
				c.checkPlan(c.as("ann"), row.f, row.index)
			}
		}
	})
}

func withLimit(f domain.TodoFilter) domain.TodoFilter {
	f.Limit = 50
	return f
}

// checkPlan: the own branch walks the index in order. PostgreSQL may prefer to read and sort so few rows; what counts
// is that it could, which disabling the other ways shows.
func (c cast) checkPlan(scope *store.Scope, f domain.TodoFilter, index string) {
	c.t.Helper()
	if c.postgres() {
		c.exec(`SET enable_sort = off`)
	}
	plan, err := scope.Plan(f)
	if err != nil {
		c.t.Fatal(err)
	}
	if !strings.Contains(plan, index) {
		c.t.Errorf("%s after %q does not walk %s:\n%s", f.Sort, f.Cursor, index, plan)
	}
	if !c.postgres() && (strings.Count(plan, "USE TEMP B-TREE") > 2 || strings.Contains(plan, "SCAN t\n")) {
		c.t.Errorf("%s after %q sorts more than a page:\n%s", f.Sort, f.Cursor, plan)
	}
}
