package web_test

import (
	"encoding/csv"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// worked fills ann's project with hours of ann and bo.
func worked(t *testing.T) *apptest.App {
	t.Helper()
	app, todo := timed(t)
	app.SQL(`INSERT INTO clients (id, company_name) VALUES ('11111111-1111-4111-8111-111111111111', '=Harbour')`)
	app.SQL(`UPDATE projects SET client_id = '11111111-1111-4111-8111-111111111111' WHERE id = 70`)
	for i, who := range []string{"ann", "bo", "bo"} {
		day := []string{"2026-05-04", "2026-05-05", "2026-04-30"}[i]
		note := []string{"+1 for this", "said \"hi\",\nand left", "plain"}[i]
		minutes := 60 + 30*i
		if _, err := app.Scope(who).AddTime(t.Context(), todo.ID, domain.TimeInput{Minutes: &minutes, Date: &day, Note: &note}); err != nil {
			t.Fatal(err)
		}
	}
	return app
}

func TestAReportIsSummedAndNarrowedByItsAddress(t *testing.T) {
	app := worked(t)
	ann := app.As("ann")
	ann.Get("/reports").Want(200, "May 2026", "2:30", "225.00 EUR", "Website").WantNot("4:30")
	ann.Get("/reports?period=all").Want(200, "All time", "4:30", "405.00 EUR")
	ann.Get("/reports?period=last-month").Want(200, "April 2026", "2:00", "180.00 EUR")
	ann.Get("/reports?period=all&group=client,month").Want(200, "=Harbour", "April 2026", "May 2026")
	ann.Get("/reports?period=all&group=person&person="+app.As("bo").User.ID).Want(200, "3:30", "315.00 EUR").WantNot("90.00 EUR")
	ann.Get("/reports?from=2026-05-05&to=2026-05-05").Want(200, "1:30")
	ann.Get("/reports?billable=false").Want(200, "No time like that")
	ann.Get("/reports?period=all&view=entries").Want(200, "Draw it", "said \"hi\"", "plain", "180.00 EUR")
	app.As("dan").Get("/reports?period=all").Want(200, "No time logged").WantNot("Website")
	app.As("bo").Get("/reports?period=all&group=person").Want(200, "4:30", "315.00 EUR", "Amounts of other people are left out").WantNot("405.00 EUR")
	for _, nonsense := range []string{"period=x", "from=x", "group=x", "group=project,project", "project=-1", "person=x", "client=x", "view=x", "after=x&view=entries", "billable=x", "task=999", "then=x"} {
		ann.Get("/reports?" + nonsense).Want(200)
	}
	app.As("cy").Get("/reports").Want(404)
	app.As("cy").Get("/reports/time.csv").Want(404)
}

func table(t *testing.T, answer *apptest.Answer) [][]string {
	t.Helper()
	answer.Want(200).WantHeader("Content-Type", "text/csv; charset=utf-8; header=present")
	text, found := strings.CutPrefix(answer.Body, "\xef\xbb\xbf")
	if !found {
		t.Error("Excel is not told that it is UTF-8")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAReportIsAFileThatRunsNothing(t *testing.T) {
	app := worked(t)
	ann := app.As("ann")
	sums := ann.Get("/reports/time.csv?period=all&group=client,month").WantHeader("Content-Disposition", `attachment; filename="time.csv"`)
	for i, want := range [][]string{
		{"Client", "Month", "Entries", "Minutes", "Time", "Billable minutes", "Amount", "Currency"},
		{"'=Harbour", "April 2026", "1", "120", "2:00", "120", "180.00", "EUR"},
		{"'=Harbour", "May 2026", "2", "150", "2:30", "150", "225.00", "EUR"},
	} {
		if got := table(t, sums)[i]; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	entries := ann.Get("/reports/time.csv?view=entries").WantHeader("Content-Disposition", `attachment; filename="time-2026-05-01-2026-05-31.csv"`)
	for i, want := range [][]string{
		{"Day", "Person", "Project", "Todo", "Note", "Minutes", "Time", "Billable", "Hourly rate", "Amount", "Currency"},
		{"2026-05-05", "bo", "Website", "Draw it", "said \"hi\",\nand left", "90", "1:30", "yes", "90.00", "135.00", "EUR"},
		{"2026-05-04", "ann", "Website", "Draw it", "'+1 for this", "60", "1:00", "yes", "90.00", "90.00", "EUR"},
	} {
		if got := table(t, entries)[i]; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, row := range table(t, app.As("bo").Get("/reports/time.csv?view=entries"))[1:] {
		if row[1] == "ann" && (row[8] != "" || row[9] != "") {
			t.Errorf("a member is told what another's hour costs: %q", row)
		}
	}
}

func TestAFileHoldsEveryEntryAndTheAddressOfTheJSONAnswers(t *testing.T) {
	app := worked(t)
	app.SQL(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
		INSERT INTO time_entries (project_id, user_id, day, minutes, created_at, updated_at) SELECT 70, ?, date('2025-01-01', '+' || (i % 300) || ' days'), 1 + i % 100, '2026-05-20T10:00:00.000Z', '2026-05-20T10:00:00.000Z' FROM n`,
		app.As("bo").User.ID)
	if rows := table(t, app.As("ann").Get("/reports/time.csv?view=entries&period=all")); len(rows) != 1204 {
		t.Errorf("%d rows, want 1204", len(rows))
	}
	page := app.As("ann").Get("/reports?period=year&group=person,month&project=70").Want(200)
	for _, path := range []string{"/api/v1/reports/time?"} {
		at := strings.Index(page.Body, path)
		if at < 0 {
			t.Fatalf("no %s", path)
		}
		address, _, _ := strings.Cut(page.Body[at:], `"`)
		address, err := url.QueryUnescape(strings.ReplaceAll(address, "&amp;", "&"))
		if err != nil {
			t.Fatal(err)
		}
		app.As("ann").Get(address).Want(200, `"groups":["person","month"]`)
	}
}

// However much time there is, a page of a report makes as many queries.
func TestAReportMakesAsManyQueriesForMuchAsForLittle(t *testing.T) {
	app := worked(t)
	ann := app.As("ann")
	paths := []string{"/reports?period=all", "/reports?period=all&view=entries", "/todos/1"}
	count := func(path string) int {
		app.Forget()
		before := app.Queries()
		ann.Get(path).Want(200)
		return app.Queries() - before
	}
	few := map[string]int{}
	for _, path := range paths {
		count(path)
		few[path] = count(path)
	}
	app.SQL(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
		INSERT INTO time_entries (task_id, project_id, user_id, day, minutes, created_at, updated_at) SELECT 1, 70, ?, '2025-01-01', 5, '2026-05-20T10:00:00.000Z', '2026-05-20T10:00:00.000Z' FROM n`, app.As("bo").User.ID)
	for _, path := range paths {
		if many := count(path); many != few[path] {
			t.Errorf("%s makes %d queries with much time, %d with little", path, many, few[path])
		}
	}
}
