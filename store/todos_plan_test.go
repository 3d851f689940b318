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
		SELECT 'todo ' || i, `+due+`, CASE i % 5 WHEN 0 THEN 'ann' WHEN 1 THEN 'ben' WHEN 2 THEN 'zoe' WHEN 3 THEN 'cleo' ELSE 'dora' END,
			'2026-11-20T14:30:00.000Z', '2026-11-20T14:30:00.000Z' FROM n`, 5*n)
	if c.postgres() {
		c.exec(`ANALYZE`)
	}
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

// checkPlan: the caller's own todos are read in the index's order from the cursor's place on, and never sorted.
// PostgreSQL is free to choose, as long as it chooses that index.
func (c cast) checkPlan(scope *store.Scope, f domain.TodoFilter, index string) {
	c.t.Helper()
	plan, err := scope.Plan(f)
	if err != nil {
		c.t.Fatal(err)
	}
	if !strings.Contains(plan, index) {
		c.t.Errorf("%s after %q does not walk %s:\n%s", f.Sort, f.Cursor, index, plan)
	}
	if c.postgres() {
		return
	}
	_, own, _ := strings.Cut(plan, "CO-ROUTINE part0")
	own, _, _ = strings.Cut(own, "SCAN part0")
	if strings.Contains(own, "USE TEMP B-TREE") {
		c.t.Errorf("%s after %q sorts:\n%s", f.Sort, f.Cursor, plan)
	}
	if f.Cursor != "" && !strings.Contains(own, "AND <expr>") && f.Sort != "position" {
		c.t.Errorf("%s after %q reads what is before the cursor:\n%s", f.Sort, f.Cursor, plan)
	}
}
