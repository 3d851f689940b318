package store

import "strings"

// What the sync log says of a row of events and of tasks, under OLD or NEW. A time of a series is logged under the name of
// its series, if that is still there, and never tells that this is gone.
const (
	syncEventPlace = `'c' || ROW.calendar_id`
	syncEventName  = `CASE WHEN ROW.series_id IS NULL THEN coalesce(ROW.object_name, nullif(ROW.uid, '') || '.ics', 'event-' || ROW.id || '.ics')
		ELSE (SELECT coalesce(e.object_name, nullif(e.uid, '') || '.ics', 'event-' || e.id || '.ics') FROM events AS e WHERE e.id = ROW.series_id) END`
	syncEventWas  = `CASE WHEN ROW.deleted_at IS NOT NULL OR ROW.series_id IS NOT NULL THEN 0 WHEN ROW.privacy = 'confidential' THEN 2 ELSE 1 END`
	syncTodoPlace = `CASE WHEN ROW.project_id IS NULL THEN 'u' || coalesce(ROW.user_id, '') ELSE 'p' || ROW.project_id END`
	syncTodoName  = `coalesce(ROW.object_name, nullif(ROW.uid, '') || '.ics', 'todo-' || ROW.id || '.ics')`
	syncTodoWas   = `CASE WHEN ROW.deleted_at IS NULL THEN 1 ELSE 0 END`
)

// syncRule is what a change of a table adds to the log: rows that a SELECT gives, where a condition holds.
type syncRule struct {
	name, table, when, condition string
	selects                      []string
}

func syncRules() []syncRule {
	event := func(row, was string) string {
		return `SELECT ` + of(row, syncEventPlace) + `, coalesce(` + row + `.series_id, ` + row + `.id), ` + of(row, syncEventName) + `, ` + row + `.user_id, ` + was +
			` WHERE ` + of(row, syncEventName) + ` IS NOT NULL`
	}
	todo := func(row, was string) string {
		return `SELECT ` + of(row, syncTodoPlace) + `, ` + row + `.id, ` + of(row, syncTodoName) + `, ` + row + `.user_id, ` + was
	}
	assigned := func(row, was string) string {
		return `SELECT 'u' || a.user_id, ` + row + `.id, ` + of(row, syncTodoName) + `, ` + row + `.user_id, ` + was +
			` FROM task_assignees AS a WHERE a.task_id = ` + row + `.id AND a.user_id <> coalesce(` + row + `.user_id, '')`
	}
	assignee := func(row, was string) string {
		return `SELECT 'u' || ` + row + `.user_id, t.id, ` + of("t", syncTodoName) + `, t.user_id, ` + was + ` FROM tasks AS t WHERE t.id = ` + row + `.task_id`
	}
	const either = `OLD.deleted_at IS NULL OR NEW.deleted_at IS NULL`
	moved := func(place, name string) string {
		return ` WHERE ` + of("NEW", place) + ` <> ` + of("OLD", place) + ` OR ` + of("NEW", name) + ` <> ` + of("OLD", name)
	}
	onlyMoved := func(text, place, name string) string {
		if strings.Contains(text, " WHERE ") {
			return text + ` AND (` + strings.TrimPrefix(moved(place, name), ` WHERE `) + `)`
		}
		return text + moved(place, name)
	}
	return []syncRule{
		{"added", "events", "INSERT", `NEW.deleted_at IS NULL`, []string{event("NEW", "0")}},
		{"changed", "events", "UPDATE", either, []string{event("OLD", of("OLD", syncEventWas)), onlyMoved(event("NEW", "0"), syncEventPlace, syncEventName)}},
		{"gone", "events", "DELETE", `OLD.deleted_at IS NULL`, []string{event("OLD", of("OLD", syncEventWas))}},
		{"added", "tasks", "INSERT", `NEW.deleted_at IS NULL`, []string{todo("NEW", "0")}},
		{"changed", "tasks", "UPDATE", either, []string{
			todo("OLD", of("OLD", syncTodoWas)), assigned("OLD", of("OLD", syncTodoWas)),
			onlyMoved(todo("NEW", "0"), syncTodoPlace, syncTodoName), onlyMoved(assigned("NEW", "0"), syncTodoName, syncTodoName),
		}},
		{"gone", "tasks", "DELETE", `OLD.deleted_at IS NULL`, []string{todo("OLD", "1")}},
		{"added", "task_assignees", "INSERT", "", []string{assignee("NEW", "0")}},
		{"gone", "task_assignees", "DELETE", "", []string{assignee("OLD", "1")}},
	}
}

// of puts a row in the place of ROW.
func of(row, text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "ROW.", row+".")), " ")
}

func (r syncRule) inserts() string {
	var out strings.Builder
	for _, row := range r.selects {
		out.WriteString(`INSERT INTO sync_log (collection, object_id, name, owner, was) ` + row + `; `)
	}
	return out.String()
}

// sqliteSync is the log on SQLite, where ids are given in the order in which changes are there to be read.
func sqliteSync() string {
	var out strings.Builder
	for _, r := range syncRules() {
		when := ""
		if r.condition != "" {
			when = ` WHEN ` + r.condition
		}
		out.WriteString(`CREATE TRIGGER sync_` + r.table + `_` + r.name + ` AFTER ` + r.when + ` ON ` + r.table + when + ` BEGIN ` + r.inserts() + `END;` + "\n")
	}
	out.WriteString(`CREATE TRIGGER sync_calendars_gone AFTER DELETE ON calendars BEGIN DELETE FROM sync_log WHERE collection = 'c' || OLD.id; END;` + "\n" +
		`CREATE TRIGGER sync_projects_gone AFTER DELETE ON projects BEGIN DELETE FROM sync_log WHERE collection = 'p' || OLD.id; END;` + "\n" +
		"CREATE INDEX sync_log_collection ON sync_log (collection, id);\n")
	return out.String()
}

// postgresSync is the log on PostgreSQL, where a transaction that began earlier can end later: rows get their place when
// they are first read, in seq, from which none is ever skipped.
func postgresSync() string {
	var out strings.Builder
	out.WriteString("ALTER TABLE sync_log ADD COLUMN seq BIGINT;\nCREATE INDEX sync_log_collection ON sync_log (collection, seq);\n" +
		"CREATE INDEX sync_log_seq ON sync_log (seq);\nCREATE INDEX sync_log_new ON sync_log (id) WHERE seq IS NULL;\n")
	function := func(name, table, when, condition, body string) {
		if condition != "" {
			condition = ` WHEN (` + condition + `)`
		}
		out.WriteString(`CREATE FUNCTION sync_` + table + `_` + name + `() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ` + body + `RETURN NULL; END $$;` + "\n" +
			`CREATE TRIGGER sync_` + table + `_` + name + ` AFTER ` + when + ` ON ` + table + ` FOR EACH ROW` + condition + ` EXECUTE FUNCTION sync_` + table + `_` + name + `();` + "\n")
	}
	for _, r := range syncRules() {
		function(r.name, r.table, r.when, r.condition, r.inserts())
	}
	function("gone", "calendars", "DELETE", "", `DELETE FROM sync_log WHERE collection = 'c' || OLD.id; `)
	function("gone", "projects", "DELETE", "", `DELETE FROM sync_log WHERE collection = 'p' || OLD.id; `)
	return out.String()
}
