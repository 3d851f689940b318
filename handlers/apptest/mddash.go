package apptest

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"

	"mddash/store/storetest"
)

// MdDash is the SQLite file of an md_dash with a project, two tasks, a note and an event, after more statements.
func (a *App) MdDash(more ...string) string {
	a.t.Helper()
	text, err := os.ReadFile(filepath.Join(storetest.Root(a.t), "e2e/adopt/drizzle/0000_md_dash.sql"))
	if err != nil {
		a.t.Fatal(err)
	}
	path := filepath.Join(a.t.TempDir(), "sqlite.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		a.t.Fatal(err)
	}
	rows := []string{
		`INSERT INTO users (id, email, name, password) VALUES ('u-1', 'old@example.org', 'Old', 'hash')`,
		`INSERT INTO projects (id, name, key, owner_id) VALUES (1, 'Club <b>house</b>', 'CLUB', 'u-1')`,
		`INSERT INTO tasks (id, name, status, project_id) VALUES (1, 'Paint it', 'task', 1), (2, 'Done with', 'done', 1)`,
		`INSERT INTO notes (id, title, content, user_id) VALUES (1, 'Colours', 'Red', 'u-1')`,
		`INSERT INTO events (id, title, start, "end") VALUES (1, 'Opening', '2026-06-30T09:00:00.000Z', '2026-06-30T10:00:00.000Z')`,
	}
	statements := append(strings.Split(string(text), "--> statement-breakpoint"), append(rows, more...)...)
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			a.t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		a.t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(file)
}
