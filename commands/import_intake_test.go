package commands

import (
	"archive/zip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mddash/domain"
)

// file writes a file that is imported, and answers its path. What is called .zip holds names and contents by turns.
func file(t *testing.T, name string, content ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if !strings.HasSuffix(name, ".zip") {
		if err := os.WriteFile(path, []byte(content[0]), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(out)
	for i := 0; i < len(content); i += 2 {
		w, err := z.Create(content[i])
		if err == nil {
			_, err = w.Write([]byte(content[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// imported is the report of an import as JSON.
func (s shell) imported(args ...string) domain.IntakeReport {
	s.t.Helper()
	var report domain.IntakeReport
	out := s.ok("", append(append([]string{"import"}, args...), "--for", "ada@example.com", "--json")...)
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		s.t.Fatalf("%v in %s", err, out)
	}
	return report
}

// rows are the answers to a question to the database, a text each.
func (s shell) rows(query string) string {
	s.t.Helper()
	return strings.Join(s.column(query), "\n")
}

const vikunjaData = `[
 {"id": 1, "title": "Studio", "identifier": "stu", "hex_color": "1973ff", "created": "2024-01-02T03:04:05Z", "updated": "2024-01-02T03:04:05Z", "tasks": []},
 {"id": 2, "title": "Website", "description": "<p>All of <strong>it</strong></p>", "parent_project_id": 1, "created": "2024-01-02T03:04:05Z", "updated": "2024-01-02T03:04:05Z",
  "views": [{"id": 7, "view_kind": "kanban", "done_bucket_id": 12}],
  "buckets": [{"id": 12, "title": "Shipped", "position": 3, "project_view_id": 7}, {"id": 10, "title": "Ideas", "position": 1, "project_view_id": 7}, {"id": 11, "title": "Doing", "position": 2, "project_view_id": 7}],
  "task_buckets": [{"task_id": 21, "bucket_id": 11}, {"task_id": 22, "bucket_id": 12}],
  "tasks": [
   {"id": 23, "title": "A step", "done": false, "related_tasks": {"parenttask": [{"id": 21}]}, "created": "2024-02-02T03:04:05Z", "due_date": "0001-01-01T00:00:00Z"},
   {"id": 21, "title": "Build it", "description": "<ul data-type=\"taskList\"><li data-checked=\"true\"><p>one</p></li><li data-checked=\"false\"><p>two</p></li></ul>", "priority": 5,
    "due_date": "2024-03-01T16:30:00Z", "start_date": "2024-02-20T00:00:00Z", "repeat_after": 1209600, "reminders": [{"reminder": "2024-03-01T08:00:00Z", "relative_to": "", "relative_period": 0}],
    "labels": [{"id": 1, "title": "sales, big"}], "assignees": [{"id": 1, "username": "ada", "email": "ada@example.com"}, {"id": 2, "username": "ben", "name": "Ben"}],
    "related_tasks": {"subtask": [{"id": 23}], "blocking": [{"id": 22}]},
    "comments": [{"id": 5, "comment": "<p>Looks good</p>", "author": {"name": "Ben"}, "created": "2024-02-03T03:04:05Z"}],
    "attachments": [{"id": 3, "file": {"id": 9, "name": "plan.txt"}}, {"id": 4, "file": {"id": 10, "name": "gone.txt"}}],
    "created": "2024-02-01T03:04:05Z", "updated": "2024-02-05T03:04:05Z"},
   {"id": 22, "title": "Announce it", "done": true, "done_at": "2024-02-09T09:00:00Z", "created": "2024-02-01T03:04:05Z", "updated": "2024-02-09T09:00:00Z"}
  ]}
]`

func TestAnExportOfVikunjaIsImportedOnce(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	path := file(t, "vikunja.zip", "data.json", vikunjaData, "VERSION", "v1.0.0", "filters.json", "[]", "files/9", "the plan", "../../evil", "x")
	look := s.imported("vikunja", path, "--dry-run")
	if !look.Rehearsed || look.Made["todos"] != 3 || s.rows(`SELECT count(*) FROM tasks`)+s.rows(`SELECT count(*) FROM blobs`) != "00" {
		t.Fatalf("a rehearsal tells %+v", look)
	}
	report := s.imported("vikunja", path)
	if report.Made["projects"] != 2 || report.Made["todos"] != 3 || report.Made["comments"] != 2 || report.Made["files"] != 1 || report.LeftOutN != 1 || report.LeftOut[0].Path != "../../evil" {
		t.Fatalf("made %+v", report)
	}
	for query, want := range map[string]string{
		`SELECT name || ' ' || coalesce(description, '') || ' ' || visibility || ' ' || created_at FROM projects WHERE name LIKE '%Website'`: "Studio: Website All of **it** private 2024-01-02T03:04:05.000Z",
		`SELECT key || ' ' || color FROM projects WHERE name = 'Studio'`:                                                                     "STU blue",
		`SELECT name || '=' || status FROM board_columns ORDER BY id`:                                                                        "Ideas=task\nDoing=doing\nShipped=done",
		`SELECT name || ' ' || status || ' ' || priority || ' ' || coalesce(due_date, '-') || ' ' || coalesce(due_time, '-') || ' ' || coalesce(start_date, '-') || ' ' || coalesce(recurrence, '-') FROM tasks ORDER BY id`: "Build it doing high 2024-03-01 16:30 2024-02-20 FREQ=WEEKLY;INTERVAL=2\nA step task medium - - - -\nAnnounce it done medium - - - -",
		`SELECT description FROM tasks WHERE name = 'Build it'`:                                                                               "- [x] one\n- [ ] two",
		`SELECT tags || ' ' || reminder_at || ' ' || created_at FROM tasks WHERE name = 'Build it'`:                                           `["sales  big"] 2024-03-01T08:00:00.000Z 2024-02-01T03:04:05.000Z`,
		`SELECT p.name FROM tasks AS t JOIN tasks AS p ON p.id = t.parent_id`:                                                                 "Build it",
		`SELECT completed_at FROM tasks WHERE name = 'Announce it'`:                                                                           "2024-02-09T09:00:00.000Z",
		`SELECT a.name || ' before ' || b.name FROM task_dependencies JOIN tasks AS a ON a.id = task_id JOIN tasks AS b ON b.id = blocked_id`: "Build it before Announce it",
		`SELECT body || ' ' || created_at FROM comments WHERE body LIKE '%good%'`:                                                             "**Ben:**\n\nLooks good 2024-02-03T03:04:05.000Z",
		`SELECT body FROM comments WHERE body LIKE 'For%'`:                                                                                    "For: Ben",
		`SELECT count(*) FROM task_assignees`:                                                                                                 "1",
		`SELECT name FROM attachments`:                                                                                                        "plan.txt",
		`SELECT count(*) FROM notifications`:                                                                                                  "0",
	} {
		if got := s.rows(query); got != want {
			t.Errorf("%s\ngot  %q\nwant %q", query, got, want)
		}
	}
	s.change(`UPDATE tasks SET name = 'Renamed here' WHERE name = 'A step'`)
	s.change(`UPDATE tasks SET deleted_at = '2026-01-01T00:00:00.000Z' WHERE name = 'Announce it'`)
	again := s.imported("vikunja", path)
	if again.All() != 0 || again.There["todos"] != 3 || s.rows(`SELECT count(*) FROM tasks`) != "3" || s.rows(`SELECT count(*) FROM comments`) != "2" {
		t.Errorf("again: %+v", again)
	}
}

func TestTodoistsFilesAreImported(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com", "--name", "Ada")
	work := "\xef\xbb\xbfTYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT,DEADLINE,DEADLINE_LANG\r\n" +
		"meta,view_style=board,,,,,,,,,,,,\r\n" +
		"note,About it all,,,,Ada (1),,,,,,,,\r\n" +
		"task,\"Call Ana, @sales @big soon\",\"two\nlines\",1,1,Ada (1),Ben (2),every 2 weeks,en,UTC,45,minute,,\r\n" +
		"task,Step,,4,2,Ada (1),,2026-12-24,en,UTC,,,,\r\n" +
		"task,Step of the step,,4,3,Ada (1),Ada (1),jeden Montag um 9:00,de,UTC,,,,\r\n" +
		"note,\"Hello [[file {\"\"file_name\"\":\"\"a.pdf\"\",\"\"file_url\"\":\"\"https://x.example/a.pdf\"\"}]]\",,,,Ben (2),,2024-01-02T03:04:05Z,,,,,,\r\n" +
		",,,,,,,,,,,,,\r\n" +
		"section,Later,,,,,,,,,,,,\r\n" +
		"task,Someday,,3,1,Ada (1),,when the moon is blue,en,UTC,,,2027-01-02,en\r\n"
	inbox := "TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\ntask,Caf\xe9 @home,4,1,,,,,\ntask,Caf\xe9 @home,4,1,,,,,\n"
	report := s.imported("todoist", file(t, "backup.zip", "Work [220474322].csv", work, "Inbox [1].csv", inbox, "readme.txt", "x"))
	if report.Made["projects"] != 1 || report.Made["todos"] != 6 || report.LeftOutN != 0 {
		t.Fatalf("made %+v", report)
	}
	for query, want := range map[string]string{
		`SELECT name || ': ' || description FROM projects`:            "Work: About it all",
		`SELECT name || '=' || status FROM board_columns ORDER BY id`: "To do=task\nLater=later\nDone=done",
		`SELECT name || ' ' || tags || ' ' || priority || ' ' || coalesce(recurrence, '-') || ' ' || coalesce(estimate_minutes, 0) || ' ' || status FROM tasks ORDER BY id`: "Call Ana, soon [\"sales\",\"big\"] high FREQ=WEEKLY;INTERVAL=2 45 task\nStep [] medium - 0 task\nStep of the step [] medium FREQ=WEEKLY;BYDAY=MO 0 task\nSomeday [] medium - 0 later\nCafé [\"home\"] medium - 0 task\nCafé [\"home\"] medium - 0 task",
		`SELECT due_time FROM tasks WHERE name = 'Step of the step'`:       "09:00",
		`SELECT due_date FROM tasks WHERE name = 'Step'`:                   "2026-12-24",
		`SELECT due_date || description FROM tasks WHERE name = 'Someday'`: "2027-01-02Due: when the moon is blue",
		`SELECT count(*) FROM tasks WHERE parent_id IS NOT NULL`:           "2",
		`SELECT body FROM comments WHERE body LIKE '%Hello%'`:              "**Ben:**\n\nHello\n\n[a.pdf](<https://x.example/a.pdf>)",
		`SELECT count(*) FROM tasks WHERE project_id IS NULL`:              "2",
	} {
		if got := s.rows(query); got != want {
			t.Errorf("%s\ngot  %q\nwant %q", query, got, want)
		}
	}
	if again := s.imported("todoist", file(t, "Work [220474322].csv", work)); again.All() != 0 {
		t.Errorf("one of the same files alone: %+v", again)
	}
}

const trelloBoard = `{"id": "5f0000000000000000000001", "name": "Launch", "desc": "The board", "closed": false,
 "labels": [{"id": "l1", "name": "", "color": "green"}, {"id": "l2", "name": "urgent", "color": "red"}],
 "lists": [{"id": "b", "name": "Done", "pos": 2}, {"id": "a", "name": "Ideas", "pos": 1}, {"id": "c", "name": "Old", "pos": 3, "closed": true}],
 "members": [{"id": "m1", "fullName": "Ada", "username": "ada"}],
 "cards": [
  {"id": "5f0000010000000000000001", "name": "Card", "desc": "text", "idList": "a", "idLabels": ["l1", "l2"], "idMembers": ["m1"], "due": "2026-12-01T10:00:00.000Z", "dueComplete": false, "start": null, "pos": 1, "dueReminder": 60, "dateLastActivity": "2024-01-02T03:04:05.000Z",
   "attachments": [{"name": "site", "url": "https://x.example/a b"}, {"name": "it", "url": "https://x.example/"}, {"name": "bad", "url": "javascript:alert(1)"}]},
  {"id": "5f0000010000000000000002", "name": "Finished", "idList": "b", "pos": 2, "due": null},
  {"id": "5f0000010000000000000003", "name": "Shut", "idList": "c", "closed": true, "pos": 3}],
 "checklists": [{"id": "x", "idCard": "5f0000010000000000000001", "name": "Steps", "checkItems": [{"id": "5f0000020000000000000002", "name": "second", "state": "incomplete", "pos": 2}, {"id": "5f0000020000000000000001", "name": "first", "state": "complete", "pos": 1}]}],
 "actions": [{"id": "5f0000030000000000000001", "type": "commentCard", "date": "2024-01-02T03:04:05.000Z", "data": {"text": "Nice", "card": {"id": "5f0000010000000000000001"}}, "memberCreator": {"fullName": "Ben"}}]}`

func TestABoardOfTrellosIsImported(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com", "--name", "Ada")
	path := file(t, "board.json", trelloBoard)
	report := s.imported("trello", path)
	if report.Made["projects"] != 1 || report.Made["todos"] != 5 || report.Made["comments"] != 1 {
		t.Fatalf("made %+v", report)
	}
	for query, want := range map[string]string{
		`SELECT name || '=' || status FROM board_columns ORDER BY id`:        "Ideas=task\nDone=done",
		`SELECT name || ' ' || status || ' ' || tags FROM tasks ORDER BY id`: "Card task [\"green\",\"urgent\"]\nFinished done []\nShut done [\"archived\"]\nfirst done []\nsecond task []",
		`SELECT description FROM tasks WHERE name = 'Card'`:                  "text\n\n- [it](<https://x.example/>)",
		`SELECT reminder_at FROM tasks WHERE name = 'Card'`:                  "2026-12-01T09:00:00.000Z",
		`SELECT count(*) FROM task_assignees`:                                "1",
		`SELECT created_at FROM projects`:                                    "2020-07-04T04:05:20.000Z",
		`SELECT count(*) FROM attachments`:                                   "0",
	} {
		if got := s.rows(query); got != want {
			t.Errorf("%s\ngot  %q\nwant %q", query, got, want)
		}
	}
	if again := s.imported("trello", path); again.All() != 0 {
		t.Errorf("again: %+v", again)
	}
}

func TestAFileThatIsWrongSaysWhereAndMakesNothing(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	for _, row := range []struct{ kind, name, content, words string }{
		{"vikunja", "a.zip", "PK", "no zip"},
		{"vikunja", "a.json", "[{\n\"id\": 1,\n]", "line 3 is no JSON"},
		{"vikunja", "a.json", `[{"title": 5}]`, "title"},
		{"vikunja", "a.json", strings.Repeat("[", 20000), "not as Vikunja"},
		{"trello", "a.json", `{"id": "x"}`, "not as Trello"},
		{"trello", "a.json", `{"id": "x", "lists": [], "cards": [{"due": "soon"}]}`, "is no time"},
		{"todoist", "a.csv", "a,b,c\n1,2,3\n", "TYPE and CONTENT"},
		{"todoist", "a.csv", "TYPE,CONTENT\x00", "is no text"},
		{"todoist", "a.csv", "", "is empty"},
		{"todoist", "a.zip", "x", "no zip"},
		{"trello", "a.db", "SQLite format 3\x00" + strings.Repeat("x", 200), "mddash import md-dash"},
		{"md-dash", "a.db", "SQLite format 3\x00" + strings.Repeat("x", 200), "cut off"},
		{"md-dash", "a.db", "SQLite format 3\x00", "no SQLite database"},
		{"md-dash", "a.db", "hello", "no SQLite database"},
		{"md-dash", "a.json", trelloBoard, "mddash import trello"},
		{"markdown", "a.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "mddash import ics"},
		{"markdown", "a.bin", "x", ".markdown"},
		{"ics", "a.ics", "nothing", "calendar"},
	} {
		path := filepath.Join(t.TempDir(), row.name)
		if err := os.WriteFile(path, []byte(row.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(row.name, ".zip") {
			if err := os.WriteFile(path, []byte("PK\x03\x04"+row.content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s.refused("", row.words, "import", row.kind, path, "--for", "ada@example.com")
	}
	server := filepath.Join(t.TempDir(), "server.zip")
	s.ok("", "export", server)
	for _, kind := range []string{"mddash", "vikunja", "markdown", "md-dash"} {
		s.refused("", "This is a whole server, with everybody's things.", "import", kind, server, "--for", "ada@example.com")
	}
	if n := s.rows(`SELECT (SELECT count(*) FROM tasks) + (SELECT count(*) FROM projects)`); n != "0" {
		t.Errorf("%s rows were made", n)
	}
}

const clubCalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Match\r\nDTSTART:20260601T090000Z\r\nDTEND:20260601T100000Z\r\nEND:VEVENT\r\nBEGIN:VTODO\r\nUID:b\r\nSUMMARY:Pack\r\nEND:VTODO\r\nBEGIN:VEVENT\r\nUID:c\r\nSUMMARY:When\r\nDTSTART:never\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestACalendarsFileIsRehearsedAndTakenOnce(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	path := file(t, "club.ics", clubCalendar)
	if look := s.imported("ics", path, "--dry-run"); look.Made["events"] != 1 || look.Made["todos"] != 1 || look.LeftOutN != 1 || s.rows(`SELECT count(*) FROM events`)+s.rows(`SELECT count(*) FROM tasks`) != "00" {
		t.Fatalf("a rehearsal tells %+v", look)
	}
	if report := s.imported("ics", path); report.Made["events"] != 1 || report.Made["todos"] != 1 || !strings.Contains(report.LeftOut[0].Path, "line 16") {
		t.Errorf("made %+v", report)
	}
	if again := s.imported("ics", path); again.All() != 0 || again.Before() != 2 {
		t.Errorf("again: %+v", again)
	}
	s.refused("", "write in no calendar", "import", "ics", path, "--for", "ada@example.com", "--calendar", "Club")
}

func TestAnMdDashFileIsImportedByACommand(t *testing.T) {
	s := newShell(t)
	s.ok(typed, "user", "add", "ada@example.com")
	text, err := os.ReadFile("../e2e/adopt/drizzle/0000_md_dash.sql")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sqlite.db")
	for _, statement := range append(strings.Split(string(text), "--> statement-breakpoint"), `INSERT INTO users (id, email) VALUES ('u', 'ADA@example.com')`, `INSERT INTO projects (name) VALUES ('P')`, `INSERT INTO tasks (name, project_id) VALUES ('T', 1)`) {
		shell{t: t, database: path}.change(statement)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if look := s.imported("md-dash", path, "--dry-run"); look.Made["todos"] != 1 || s.rows(`SELECT count(*) FROM tasks`) != "0" {
		t.Fatalf("a rehearsal tells %+v", look)
	}
	if report := s.imported("md-dash", path); report.Made["todos"] != 1 || report.Made["projects"] != 1 {
		t.Errorf("made %+v", report)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	near, err := filepath.Rel(here, path)
	if err != nil {
		t.Fatal(err)
	}
	if again := s.imported("md-dash", near); again.All() != 0 {
		t.Errorf("again: %+v", again)
	}
	after, err := os.ReadFile(path)
	beside, _ := filepath.Glob(path + "-*")
	if err != nil || string(after) != string(before) || len(beside) > 0 {
		t.Errorf("the file, or what is beside it (%v), was changed: %v", beside, err)
	}
}
