package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

func opens(text string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}

// luggage is what another program held: a project whose steps come before what they are steps of.
func luggage() domain.Intake {
	long := strings.Repeat("ä", 2500)
	done := true
	day := "2024-02-03"
	return domain.Intake{Source: "elsewhere", Projects: []domain.IntakeProject{{ID: "p", Columns: []string{"Now", "Now", "Then"}, Done: "Then", Input: domain.ProjectInput{Name: " Club\nhouse "}}},
		Todos: []domain.IntakeTodo{
			{ID: "3", Project: "p", Parent: "2", Input: domain.TodoInput{Title: "deep"}},
			{ID: "2", Project: "p", Parent: "1", Column: "Now", Input: domain.TodoInput{Title: "step", Completed: &done}, Completed: time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)},
			{ID: "1", Project: "p", Input: domain.TodoInput{Title: "a\x00b", Description: &long, StartDate: &day}, People: []string{"ann@example.org", "Ben"}, Created: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Blocks: []string{"2", "nowhere"}},
			{ID: "4", Parent: "5", Input: domain.TodoInput{Title: "round"}},
			{ID: "5", Parent: "4", Input: domain.TodoInput{Title: "and round"}, Files: []domain.IntakeFile{{ID: "f", ImportedFile: domain.ImportedFile{Name: "../a.txt", Open: opens("hello")}}, {ID: "g", ImportedFile: domain.ImportedFile{Name: "big", Open: opens(strings.Repeat("x", 2000))}}}},
			{ID: "6", Project: "gone", Input: domain.TodoInput{Title: strings.Repeat("t", 600), Recurrence: ptr("FREQ=SECONDLY")}},
		}}
}

func TestWhatAnotherProgramHeldIsTakenOnceWithTheRightsOfWhoTakesIt(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		how := store.Taking{FileMax: 1000}
		rehearsed, err := c.as("ann").TakeIn(ctx, luggage(), store.Taking{FileMax: 1000, Rehearse: true})
		if err != nil || !rehearsed.Rehearsed || c.count(`SELECT count(*) FROM tasks`) != 0 {
			t.Fatalf("a rehearsal: %v, %+v", err, rehearsed)
		}
		report, err := c.as("ann").TakeIn(ctx, luggage(), how)
		if err != nil {
			t.Fatal(err)
		}
		if report.Made["projects"] != 1 || report.Made["todos"] != 6 || report.Made["files"] != 1 || report.LeftOutN != 1 || !strings.Contains(report.LeftOut[0].Path, "big") {
			t.Fatalf("made %+v", report)
		}
		if rehearsed.Made["todos"] != 6 || rehearsed.LeftOutN != report.LeftOutN || rehearsed.RemarksN != report.RemarksN {
			t.Errorf("the rehearsal told %+v, it became %+v", rehearsed, report)
		}
		for query, want := range map[string]string{
			`SELECT name || ' ' || owner_id || ' ' || visibility FROM projects WHERE id > 4`:                       "Club house ann private",
			`SELECT t.name || ' < ' || p.name FROM tasks AS t JOIN tasks AS p ON p.id = t.parent_id ORDER BY t.id`: "step < ab, deep < step, round < and round",
			`SELECT user_id || ' ' || count(*) FROM tasks GROUP BY user_id`:                                        "ann 6",
			`SELECT name FROM attachments`: "a.txt",
		} {
			if got := strings.Join(c.rows(query), ", "); got != want {
				t.Errorf("%s\ngot  %s\nwant %s", query, got, want)
			}
		}
		if n := c.count(`SELECT count(*) FROM project_members WHERE project_id > 4`) + c.count(`SELECT count(*) FROM notifications`); n != 0 {
			t.Error("an import let somebody in, or told them")
		}
		again, err := c.as("ann").TakeIn(ctx, luggage(), how)
		if err != nil || again.All() != 0 || again.There["todos"] != 6 {
			t.Errorf("again: %v, %+v", err, again)
		}
		if other, err := c.as("ben").TakeIn(ctx, luggage(), how); err != nil || other.Made["todos"] != 6 {
			t.Errorf("somebody else takes the same: %v, %+v", err, other)
		}
		client, err := c.as("cleo").TakeIn(ctx, luggage(), how)
		if err != nil || client.Made["projects"] != 0 || client.Made["todos"] != 6 || c.count(`SELECT count(*) FROM tasks WHERE user_id = 'cleo' AND project_id IS NOT NULL`) != 0 {
			t.Errorf("a client takes it: %v, %+v", err, client)
		}
	})
}

func TestWhatOfATodoCantBeKeptHoldsUpNeitherItNorOthers(t *testing.T) {
	eachCast(t, func(c cast) {
		in := domain.Intake{Source: "elsewhere", Todos: []domain.IntakeTodo{
			{ID: "1", Input: domain.TodoInput{Title: "before our time", DueDate: ptr("0000-01-01"), DueTime: ptr("12:00"), Recurrence: ptr("FREQ=DAILY")}},
			{ID: "2", Input: domain.TodoInput{Title: "after it", DueDate: ptr("10000-01-01"), DueTime: ptr("12:00"), ReminderAt: ptr("never")}},
			{ID: "a\x00b", Input: domain.TodoInput{Title: "no text for an id"}},
			{ID: strings.Repeat("9", 100_000), Input: domain.TodoInput{Title: "an id for no index"}, Parent: "a\x00b"},
		}}
		for made := range 2 {
			report, err := c.as("ann").TakeIn(t.Context(), in, store.Taking{})
			if err != nil || report.Made["todos"] != 4-4*made || report.There["todos"] != 4*made || report.LeftOutN != 0 {
				t.Errorf("%+v, %v", report, err)
			}
		}
		if got := strings.Join(c.rows(`SELECT t.name || ' < ' || p.name FROM tasks AS t JOIN tasks AS p ON p.id = t.parent_id`), ", "); got != "an id for no index < no text for an id" {
			t.Error(got)
		}
	})
}

func TestAnImportThatFailsOnItsWayLeavesNothing(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx, cancel := context.WithCancel(t.Context())
		in := luggage()
		in.Todos[4].Files[1].Open = func() (io.ReadCloser, error) { return nil, errors.New("the disk is broken") }
		if _, err := c.as("ann").TakeIn(ctx, in, store.Taking{FileMax: 1000}); err == nil {
			t.Error("it went on without a file that could not be read")
		}
		in = luggage()
		in.Todos[4].Files[0].Open = func() (io.ReadCloser, error) { cancel(); return opens("x")() }
		if _, err := c.as("ann").TakeIn(ctx, in, store.Taking{FileMax: 1000}); err == nil {
			t.Error("it went on after it was stopped")
		}
		if n := c.count(`SELECT (SELECT count(*) FROM tasks) + (SELECT count(*) FROM import_sources) + (SELECT count(*) FROM blobs) + (SELECT count(*) FROM activity)`); n != 0 {
			t.Errorf("%d rows are left", n)
		}
		if report, err := c.as("ann").TakeIn(t.Context(), luggage(), store.Taking{FileMax: 1000}); err != nil || report.Made["todos"] != 6 {
			t.Errorf("afterwards: %v, %+v", err, report)
		}
	})
}

// TestManyTodosAreTakenWithFewStatements: others who write to SQLite wait meanwhile, and to read a statement takes longer
// there than to write a row.
func TestManyTodosAreTakenWithFewStatements(t *testing.T) {
	eachCast(t, func(c cast) {
		done, wrong := true, "FREQ=SECONDLY"
		in := domain.Intake{Source: "elsewhere", Projects: []domain.IntakeProject{{ID: "p", Input: domain.ProjectInput{Name: "Garden"}}}}
		for i := range 1000 {
			todo := domain.IntakeTodo{ID: strconv.Itoa(i), Input: domain.TodoInput{Title: fmt.Sprintf("todo %03d", i), Tags: []string{"a", "b"}}, Created: time.Date(2024, 1, 1, 0, 0, i, 0, time.UTC)}
			switch {
			case i == 501:
				todo.Input.Recurrence = &wrong
			case i%10 == 5:
				todo.Parent = strconv.Itoa(i - i%10)
			case i%10 == 6:
				todo.Input.Completed, todo.Completed = &done, time.Date(2024, 2, 1, 0, 0, i, 0, time.UTC)
			case i%10 == 7:
				todo.Project = "p"
			}
			in.Todos = append(in.Todos, todo)
		}
		statements := c.store.Record()
		report, err := c.as("ann").TakeIn(t.Context(), in, store.Taking{})
		ran := 0
		for _, statement := range statements.Take() {
			if !strings.Contains(statement, "search_") {
				ran++
			}
		}
		if err != nil || report.Made["todos"] != 1000 || report.RemarksN != 1 || ran > 1500 {
			t.Errorf("%d statements, %v: made %v, %+v", ran, err, report.Made, report.Remarks)
		}
		if got := c.rows(`SELECT name FROM tasks ORDER BY id`); len(got) != 1000 || !slices.IsSorted(got) {
			t.Errorf("their order is not as it was: %v", got)
		}
		for query, want := range map[string]int{
			`SELECT count(*) FROM task_tags`: 2000, `SELECT count(*) FROM tasks WHERE parent_id IS NOT NULL AND position <> ''`: 100, `SELECT count(*) FROM tasks AS t JOIN projects AS p ON p.id = t.project_id WHERE p.name = 'Garden'`: 100,
			`SELECT count(*) FROM tasks WHERE completed_at IS NOT NULL`: 100, `SELECT count(*) FROM import_sources WHERE kind = 'todos'`: 1000,
			`SELECT count(*) FROM tasks AS t JOIN import_sources AS s ON CAST(s.row_id AS BIGINT) = t.id AND s.kind = 'todos' WHERE CAST(s.source_id AS BIGINT) = CAST(substr(t.name, 6) AS BIGINT)`: 1000,
			`SELECT count(*) FROM activity WHERE kind = 'todo' AND action = 'create'`: 1000,
		} {
			if got := c.count(query); got != want {
				t.Errorf("%s gives %d, want %d", query, got, want)
			}
		}
		if at := strings.Join(c.rows(`SELECT id FROM tasks WHERE created_at <> '2024-01-01T00:00:07.000Z' AND name = 'todo 007'`), ""); at != "" {
			t.Errorf("it is not dated as it was: %s", at)
		}
		if again, err := c.as("ann").TakeIn(t.Context(), in, store.Taking{}); err != nil || again.All() != 0 || again.There["todos"] != 1000 {
			t.Errorf("again: %+v, %v", again, err)
		}
	})
}

func TestNothingIsTakenInForAnAccountThatWasClosedMeanwhile(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		if _, err := c.as("ann").AddIntake(ctx, "notes.csv", strings.NewReader("x"), 10); err != nil {
			t.Fatal(err)
		}
		file, err := c.store.System().NextIntake(ctx)
		if err != nil {
			t.Fatal(err)
		}
		calendar := c.calendar("ann", "Club")
		if _, err := c.as("ann").AddImport(ctx, calendar.ID, "club.ics", strings.NewReader("x"), 10); err != nil {
			t.Fatal(err)
		}
		events, err := c.store.System().NextImport(ctx)
		if err != nil {
			t.Fatal(err)
		}
		c.exec(`UPDATE users SET disabled_at = ? WHERE id = 'ann'`, "2026-11-20T14:00:00.000Z")
		if err := file.Take(ctx, "elsewhere", domain.Intake{Source: "elsewhere", Notes: []domain.IntakeNote{{ID: "1", Input: domain.NoteInput{Title: "late"}}}}, 10); domain.KindOf(err) != domain.Denied {
			t.Errorf("a file of another program: %v", err)
		}
		todo := domain.ImportedObject{LeftOut: domain.LeftOut{UID: "late"}, Todo: &domain.Todo{Title: "late"}}
		if err := events.Take(ctx, func(yield func(domain.ImportedObject, error) bool) { yield(todo, nil) }); err == nil {
			t.Error("a calendar is taken in")
		}
		if got := c.count(`SELECT count(*) FROM tasks`); got != 0 {
			t.Errorf("there are %d todos", got)
		}
	})
}

func TestAFileWhoseProgramDiedWhileItTookItInIsGoneOnWithSoon(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		if _, err := c.as("ann").AddIntake(ctx, "notes.csv", strings.NewReader("x"), 10); err != nil {
			t.Fatal(err)
		}
		file, err := c.store.System().NextIntake(ctx)
		if err != nil {
			t.Fatal(err)
		}
		dead := errors.New("dead")
		if err := file.Take(ctx, domain.MarkdownSource, domain.Intake{Source: domain.MarkdownSource, Pages: pile{broken: dead}, PagesN: 1}, 10); !errors.Is(err, dead) {
			t.Fatal(err)
		}
		if _, err := c.store.System().NextIntake(ctx); domain.KindOf(err) != domain.NotFound {
			t.Errorf("at once: %v", err)
		}
		if !c.postgres() {
			return // a file has one program, which forgets this with its end
		}
		c.clock.Advance(61 * time.Second)
		if _, err := c.store.System().NextIntake(ctx); err != nil {
			t.Errorf("after a minute: %v", err)
		}
	})
}
