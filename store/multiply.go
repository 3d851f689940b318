package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

// copied is a table that Multiply copies. again says what a copy has instead of what the original has, by column; all
// other columns are the same in both.
type copied struct {
	table string
	again map[string]string
	where string
}

// Multiply makes everything that people keep so many times what it is, for the same people: it is for measuring how the
// program does with a lot. Copies of a project are numbered; what a text says by number means the original.
func (s *System) Multiply(ctx context.Context, times int) error {
	return s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		offsets := map[string]int64{}
		for _, table := range []string{"projects", "tasks", "comments", "decisions", "time_entries", "events", "activity", "board_columns"} {
			var last int64
			if err := tx.NewRaw(`SELECT coalesce(max(id), 0) FROM `+table).Scan(ctx, &last); err != nil {
				return wrap(err, "count what is to be copied")
			}
			offsets[table] = last
		}
		for n := 2; n <= times; n++ {
			if err := s.copyAll(ctx, tx, offsets, n); err != nil {
				return err
			}
		}
		return s.store.dialect.countOn(ctx, tx, slices.Sorted(maps.Keys(offsets)))
	})
}

func (s *System) copyAll(ctx context.Context, tx bun.Tx, offsets map[string]int64, n int) error {
	for _, c := range copies(offsets, n, s.store.dialect) {
		columns, err := texts(ctx, tx, s.store.dialect.columnsQuery(c.table))
		if err != nil {
			return wrap(err, "look at a table")
		}
		values := make([]string, len(columns))
		for i, column := range columns {
			columns[i] = `"` + column + `"`
			if values[i] = columns[i]; c.again[column] != "" {
				values[i] = c.again[column]
			}
		}
		statement := `INSERT INTO ` + c.table + ` (` + strings.Join(columns, ", ") + `) SELECT ` + strings.Join(values, ", ") + ` FROM ` + c.table + ` WHERE ` + c.where
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return wrap(err, "copy "+c.table)
		}
	}
	return nil
}

// copies are the tables in the order of what refers to what, for the n-th copy. The originals are known by ids that are
// not above the last one that there was.
func copies(offsets map[string]int64, n int, d dialect) []copied {
	moved := func(column, table string) string {
		return fmt.Sprintf(`%s + %d`, column, offsets[table]*int64(n-1))
	}
	text := func(column, table string) string {
		return `CAST(` + moved(`CAST(`+column+` AS `+d.bigint()+`)`, table) + ` AS TEXT)`
	}
	named := func(column, glue string) string { return fmt.Sprintf(`%s || '%s%d'`, column, glue, n) }
	first := func(column, table string) string { return fmt.Sprintf(`%s <= %d`, column, offsets[table]) }
	project, task := moved("project_id", "projects"), moved("task_id", "tasks")
	batch, binned := named("batch", "-"), named("deleted_batch", "-")
	inProject := func(table string) copied {
		return copied{table, map[string]string{"project_id": project}, first("project_id", "projects")}
	}
	ofTask := func(table string) copied {
		return copied{table, map[string]string{"task_id": task}, first("task_id", "tasks")}
	}
	subject := `CASE kind WHEN 'todo' THEN ` + text("subject_id", "tasks") + ` WHEN 'comment' THEN ` + text("subject_id", "comments") +
		` WHEN 'project' THEN ` + text("subject_id", "projects") + ` WHEN 'decision' THEN ` + text("subject_id", "decisions") +
		` WHEN 'time' THEN ` + text("subject_id", "time_entries") + ` WHEN 'event' THEN ` + text("subject_id", "events") + ` ELSE ` + named("subject_id", "-") + ` END`
	columns := inProject("board_columns")
	columns.again["id"] = moved("id", "board_columns")
	waits := ofTask("task_dependencies")
	waits.again["blocked_id"] = moved("blocked_id", "tasks")
	return []copied{
		{"clients", map[string]string{"id": named("id", "-"), "company_name": named("company_name", " "), "deleted_batch": binned}, `id NOT LIKE '%-%-%-%-%-%'`},
		{"projects", map[string]string{"id": moved("id", "projects"), "name": named("name", " "), "key": named("key", ""), "client_id": named("client_id", "-"), "deleted_batch": binned},
			first("id", "projects")},
		inProject("project_managers"), inProject("project_members"), inProject("project_rates"), columns,
		{"tasks", map[string]string{"id": moved("id", "tasks"), "project_id": project, "parent_id": moved("parent_id", "tasks"), "uid": named("uid", "-"), "deleted_batch": binned},
			first("id", "tasks")},
		ofTask("task_assignees"), ofTask("task_tags"), ofTask("task_watchers"), waits,
		{"comments", map[string]string{"id": moved("id", "comments"), "subject_id": text("subject_id", "tasks")}, first("id", "comments")},
		{"decisions", map[string]string{"id": moved("id", "decisions"), "project_id": project, "supersedes_id": moved("supersedes_id", "decisions"), "deleted_batch": binned},
			first("id", "decisions")},
		{"decision_deciders", map[string]string{"decision_id": moved("decision_id", "decisions")}, first("decision_id", "decisions")},
		{"decision_tasks", map[string]string{"decision_id": moved("decision_id", "decisions"), "task_id": task}, first("decision_id", "decisions")},
		{"time_entries", map[string]string{"id": moved("id", "time_entries"), "task_id": task, "project_id": project, "deleted_batch": binned},
			first("id", "time_entries") + ` AND minutes IS NOT NULL`},
		{"events", map[string]string{"id": moved("id", "events"), "project_id": project, "series_id": moved("series_id", "events"), "uid": named("uid", "-"), "deleted_batch": binned},
			first("id", "events")},
		{"activity", map[string]string{"id": moved("id", "activity"), "subject_id": subject, "project_id": project, "batch": batch, "undone_by": named("undone_by", "-"), "undoes": named("undoes", "-")},
			first("id", "activity") + ` AND kind NOT IN ('user', 'invite')`},
	}
}
