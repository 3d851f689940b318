package store

import "strings"

// searchTrigger says which changes of a table make something in the search index out of date.
type searchTrigger struct {
	table, kind string
	id          string   // the column with the id of the thing
	columns     []string // whose change matters
}

func searchTriggers() []searchTrigger {
	return []searchTrigger{
		{"tasks", "todo", "id", []string{"name", "description", "tags", "status", "user_id", "project_id", "deleted_at"}},
		{"task_assignees", "todo", "task_id", []string{"task_id", "user_id"}},
		{"comments", "comment", "id", []string{"kind", "subject_id", "body", "user_id", "deleted_at"}},
		{"attachments", "attachment", "id", []string{"note_id", "task_id", "project_id", "name", "user_id", "deleted_at"}},
		{"notes", "note", "id", []string{"title", "content", "tags", "notebook", "user_id", "project_id", "deleted_at"}},
		{"note_shares", "note", "note_id", []string{"note_id", "user_id", "email"}},
		{"projects", "project", "id", []string{"name", "key", "description", "tags", "status", "owner_id", "deleted_at"}},
		{"decisions", "decision", "id", []string{"name", "context", "outcome", "options", "status", "user_id", "project_id", "deleted_at"}},
		{"events", "event", "id", []string{"title", "description", "location", "organizer", "attendees", "privacy", "calendar_id", "project_id", "user_id", "deleted_at"}},
		{"clients", "client", "id", []string{"company_name", "contact_person_name", "contact_email", "website_url", "notes", "contacts", "user_id", "deleted_at"}},
	}
}

// sqliteSearch is what the index needs on SQLite. Words come ready to be indexed, divided by blanks, so that its tokenizer
// has nothing to decide: it takes whatever is not ASCII as it is, and cuts at blanks.
func sqliteSearch() string {
	var out strings.Builder
	out.WriteString(`CREATE VIRTUAL TABLE search_words USING fts5(words, content='', contentless_delete=1, prefix='2 3 4', tokenize="ascii tokenchars '_='");` + "\n")
	for _, t := range searchTriggers() {
		add := func(name, when, row string) {
			out.WriteString(`CREATE TRIGGER search_` + t.table + `_` + name + ` AFTER ` + when + ` ON ` + t.table +
				` BEGIN INSERT INTO search_queue (kind, subject_id) VALUES ('` + t.kind + `', ` + row + `.` + t.id + `); END;` + "\n")
		}
		add("added", "INSERT", "NEW")
		add("changed", "UPDATE OF "+strings.Join(t.columns, ", "), "NEW")
		add("gone", "DELETE", "OLD")
	}
	return out.String()
}

// postgresSearch is what the index needs on PostgreSQL. The words are stored beside the rows, and not compressed: where
// many rows match, the newest are looked through one by one. The rest of each row is small, so that reading many is cheap.
func postgresSearch() string {
	var out strings.Builder
	out.WriteString("ALTER TABLE search_docs ADD COLUMN words TSVECTOR NOT NULL;\nALTER TABLE search_docs ADD COLUMN marks BIGINT[] NOT NULL;\n" +
		"ALTER TABLE search_docs ALTER COLUMN words SET STORAGE EXTERNAL;\nALTER TABLE search_docs ALTER COLUMN words SET STATISTICS 500;\n" +
		"CREATE INDEX search_docs_words ON search_docs USING gin (words, marks) WITH (fastupdate = off);\n")
	made := map[string]bool{}
	for _, t := range searchTriggers() {
		function := "search_" + t.id
		if !made[t.id] {
			made[t.id] = true
			out.WriteString("CREATE FUNCTION " + function + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " +
				"IF TG_OP = 'DELETE' THEN INSERT INTO search_queue (kind, subject_id) VALUES (TG_ARGV[0], OLD." + t.id + "::text); " +
				"ELSE INSERT INTO search_queue (kind, subject_id) VALUES (TG_ARGV[0], NEW." + t.id + "::text); END IF; RETURN NULL; END $$;\n")
		}
		out.WriteString("CREATE TRIGGER search_" + t.table + " AFTER INSERT OR DELETE OR UPDATE OF " + strings.Join(t.columns, ", ") + " ON " + t.table +
			" FOR EACH ROW EXECUTE FUNCTION " + function + "('" + t.kind + "');\n")
	}
	return out.String()
}
