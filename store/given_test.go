package store_test

import (
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
)

// givenRows are what somebody's md_dash holds.
func givenRows() []string {
	return []string{
		`INSERT INTO users (id, email, name, password, roles) VALUES ('u-1', 'ben@example.org', 'Ben', '$2b$10$secret', '["staff","admin"]'), ('u-2', 'ANN@example.org', 'Ann', NULL, NULL)`,
		`INSERT INTO clients (id, company_name, contact_email, website_url, created_at) VALUES ('c-1', 'Harbour', 'ana@harbour.example', 'harbour.example', '2025-01-02T03:04:05.678Z')`,
		`INSERT INTO projects (id, name, key, status, tags, owner_id, client_id, start_date, budget, currency, created_at, updated_at) VALUES (7, 'Website', 'SITE', 'in_progress', '["a","b"]', 'u-1', 'c-1', '2025-01-02T00:00:00.000Z', 5000, 'EUR', '2025-01-02 03:04:05', '2025-02-02 03:04:05')`,
		`INSERT INTO project_managers (project_id, user_id) VALUES (7, 'u-2')`,
		`INSERT INTO tasks (id, name, description, due_date, priority, status, project_id) VALUES (1, 'Draw', 'the *pages*', '2025-06-30T00:00:00.000Z', 'high', 'blocked', 7), (2, 'Ship', NULL, NULL, 'medium', 'done', 7), (3, 'Own', NULL, NULL, 'odd', 'task', NULL)`,
		`INSERT INTO task_assignees (task_id, user_id) VALUES (1, 'u-1'), (1, 'u-2')`,
		`INSERT INTO notes (id, title, content, type, tags, notebook, is_pinned, links, attachments, due_date, user_id, created_at) VALUES (4, 'Plan', 'Hello', 'meeting', '["x"]', 'Club', 1, '["https://a.example/"]', '["a.pdf"]', '2025-07-01', 'u-1', '2025-03-03T03:04:05Z')`,
		`INSERT INTO note_shares (note_id, user_id, email, permission) VALUES (4, 'u-2', 'ann@example.org', 'edit')`,
		`INSERT INTO events (id, title, start, "end", all_day, recurrence, attendees, privacy) VALUES (1, 'Weekly', '2025-06-30T09:00:00.000Z', '2025-06-30T10:00:00.000Z', 0, 'FREQ=WEEKLY', '["ben@example.org"]', 'public'), (2, 'Fair', '2025-07-01', '2025-07-03', 1, NULL, NULL, NULL), (3, 'Never', 'soon', 'later', 0, NULL, NULL, NULL), (4, 'Odd', '2025-06-30T09:00:00Z', '2025-06-30T08:00:00Z', 0, 'FREQ=NEVER', NULL, 'secret')`,
		`INSERT INTO decisions (id, name, due_date) VALUES (1, 'Which host?', '2025-08-01')`,
		`INSERT INTO session ("sessionToken", "userId", expires) VALUES ('token', 'u-1', 4000000000000)`,
	}
}

func takeGiven(t *testing.T, s *store.Scope, path string, how store.Taking) domain.IntakeReport {
	t.Helper()
	in, err := s.ReadMdDash(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	report, err := s.TakeIn(t.Context(), in, how)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestAnMdDashFileIsTakenIntoARunningDatabaseOnce(t *testing.T) {
	path := mdDash(t, givenRows()...)
	eachCast(t, func(c cast) {
		user, err := c.store.System().User(t.Context(), "ann@example.org")
		if err != nil {
			t.Fatal(err)
		}
		ann := c.store.As(user)
		before := strings.Join(c.rows(`SELECT id || email || coalesce(password, '') FROM users ORDER BY id`), ",")
		look := takeGiven(t, ann, path, store.Taking{Rehearse: true})
		if !look.Rehearsed || c.count(`SELECT count(*) FROM tasks`)+c.count(`SELECT count(*) FROM clients`) != 0 {
			t.Fatalf("a rehearsal tells %+v", look)
		}
		report := takeGiven(t, ann, path, store.Taking{})
		for kind, n := range map[string]int{"clients": 1, "projects": 1, "todos": 3, "notes": 1, "decisions": 1, "calendars": 1, "events": 3} {
			if report.Made[kind] != n || look.Made[kind] != n {
				t.Errorf("made %d %s, and in the rehearsal %d, want %d", report.Made[kind], kind, look.Made[kind], n)
			}
		}
		if report.LeftOutN != 1 || !strings.Contains(report.LeftOut[0].Path, "Never") {
			t.Errorf("left out: %+v", report.LeftOut)
		}
		for query, want := range map[string]string{
			`SELECT p.name || ' ' || p.key || ' ' || p.status || ' ' || p.owner_id || ' ' || p.visibility || ' ' || p.currency || ' ' || c.company_name FROM projects AS p JOIN clients AS c ON c.id = p.client_id`: "Website SITE in_progress ann private EUR Harbour",
			`SELECT name || ' ' || priority || ' ' || status || ' ' || coalesce(due_date, '-') || ' ' || user_id FROM tasks ORDER BY id`:                                                                            "Draw high blocked 2025-06-30 ann, Ship medium done - ann, Own medium task - ann",
			`SELECT user_id FROM task_assignees`: "ann",
			`SELECT title || ' ' || type || ' ' || notebook || ' ' || is_pinned || ' ' || links || ' ' || attachments || ' ' || user_id FROM notes`:                                                                                                   `Plan meeting Club 1 ["https://a.example/"] ["a.pdf"] ann`,
			`SELECT e.title || ' ' || e.start || ' ' || e."end" || ' ' || coalesce(e.recurrence, '-') || ' ' || coalesce(e.timezone, '-') || ' ' || k.user_id FROM events AS e JOIN calendars AS k ON k.id = e.calendar_id ORDER BY e.start, e.title`: "Odd 2025-06-30T09:00:00.000Z 2025-06-30T09:00:00.000Z - - ann, Weekly 2025-06-30T09:00:00.000Z 2025-06-30T10:00:00.000Z FREQ=WEEKLY - ann, Fair 2025-07-01 2025-07-03 - - ann",
			`SELECT name || ' ' || due_date FROM decisions`:                   "Which host? 2025-08-01",
			`SELECT body FROM comments`:                                       "For: ben@example.org",
			`SELECT count(*) || '' FROM note_shares`:                          "0",
			`SELECT count(*) || '' FROM project_members WHERE project_id > 4`: "0",
			`SELECT count(*) || '' FROM session`:                              "0",
			`SELECT count(*) || '' FROM notifications`:                        "0",
		} {
			if got := strings.Join(c.rows(query), ", "); got != want {
				t.Errorf("%s\ngot  %s\nwant %s", query, got, want)
			}
		}
		if after := strings.Join(c.rows(`SELECT id || email || coalesce(password, '') FROM users ORDER BY id`), ","); after != before {
			t.Errorf("the accounts are %s, and were %s", after, before)
		}
		c.exec(`UPDATE notes SET title = 'Renamed'`)
		again := takeGiven(t, ann, path, store.Taking{})
		if again.All() != 0 || again.There["todos"] != 3 || again.There["events"] != 3 || c.count(`SELECT count(*) FROM notes`) != 1 {
			t.Errorf("again: %+v", again)
		}
		other := mdDash(t, append([]string{`INSERT INTO users (id, email) VALUES ('u-9', 'zed@example.org')`}, givenRows()[4:5]...)...)
		if more := takeGiven(t, ann, other, store.Taking{}); more.Made["todos"] != 3 {
			t.Errorf("another md_dash with the same numbers: %+v", more)
		}
		client := takeGiven(t, c.as("cleo"), path, store.Taking{})
		if client.Made["projects"]+client.Made["clients"] != 0 || client.Made["todos"] != 3 || c.count(`SELECT count(*) FROM tasks WHERE user_id = 'cleo' AND project_id IS NOT NULL`) != 0 {
			t.Errorf("a client takes it: %+v", client)
		}
	})
}
