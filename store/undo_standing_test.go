package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

// alive are the names of what is not in the trash, and not on something that is, with "trash" before those that are.
func (c cast) alive() []string {
	names := c.rows(`SELECT CASE WHEN deleted_at IS NULL THEN '' ELSE 'trash ' END || name FROM (
		SELECT name, deleted_at FROM tasks UNION ALL SELECT name, deleted_at FROM projects WHERE id > 4 UNION ALL SELECT title, deleted_at FROM notes
		UNION ALL SELECT company_name, deleted_at FROM clients UNION ALL SELECT title, deleted_at FROM events
		UNION ALL SELECT name, deleted_at FROM decisions UNION ALL SELECT name, deleted_at FROM calendars WHERE name = 'Moved'
		UNION ALL SELECT h.body, coalesce(h.deleted_at, t.deleted_at) FROM comments AS h JOIN tasks AS t ON CAST(t.id AS TEXT) = h.subject_id
		UNION ALL SELECT h.name, coalesce(h.deleted_at, t.deleted_at) FROM attachments AS h JOIN tasks AS t ON t.id = h.task_id) AS things`)
	slices.Sort(names)
	return names
}

// mixedLuggage is of every kind, hung on one another in every way.
func mixedLuggage() domain.Intake {
	todo := func(id, project, parent, title string) domain.IntakeTodo {
		return domain.IntakeTodo{ID: id, Project: project, Parent: parent, Input: domain.TodoInput{Title: title}}
	}
	talked := todo("talked", "p", "", "todo with talk")
	talked.Comments = []domain.IntakeComment{{ID: "c", Body: "comment"}}
	talked.Files = []domain.IntakeFile{{ID: "f", ImportedFile: fileOf("file", "bytes")}}
	return domain.Intake{
		Source:    "elsewhere",
		Clients:   []domain.IntakeClient{{ID: "k", Input: domain.ClientInput{CompanyName: "client"}}},
		Projects:  []domain.IntakeProject{{ID: "p", Client: "k", Input: domain.ProjectInput{Name: "project", Visibility: ptr("team")}, Columns: []string{"Waiting"}}, {ID: "q", Input: domain.ProjectInput{Name: "quiet project"}}},
		Todos:     []domain.IntakeTodo{talked, todo("s", "p", "talked", "step"), todo("t", "p", "", "todo"), todo("u", "q", "", "quiet todo"), todo("v", "", "", "own todo")},
		Notes:     []domain.IntakeNote{{ID: "n", Project: "p", Input: domain.NoteInput{Title: "note"}}, {ID: "m", Input: domain.NoteInput{Title: "own note"}}},
		Decisions: []domain.IntakeDecision{{ID: "d", Project: "p", Input: domain.DecisionInput{Name: "decision"}}},
	}
}

func everyName() []string {
	return []string{"client", "comment", "decision", "file", "note", "own note", "own todo", "project", "quiet project", "quiet todo", "step", "todo", "todo with talk"}
}

// standingCase is work on what was taken in, what of that then stays, and how many things are said to.
type standingCase struct {
	what  string
	work  func(c cast) error
	stays []string
	n     int
}

func TestUndoLeavesStandingWhatOthersWorkedOnSince(t *testing.T) {
	for _, row := range slices.Concat(standingForTodos(t), standingForOtherThings(t), standingForNothing(t)) {
		t.Run(row.what, func(t *testing.T) {
			eachCast(t, row.run)
		})
	}
}

// run takes things in and works on them, and takes the taking in back, and then that.
func (row standingCase) run(c cast) {
	t := c.t
	taking := c.as("ann")
	if report, err := taking.TakeIn(t.Context(), mixedLuggage(), store.Taking{FileMax: 1 << 20}); err != nil || report.LeftOutN > 0 || !slices.Equal(c.alive(), everyName()) {
		t.Fatal(c.alive(), report, err)
	}
	c.exec(`UPDATE projects SET visibility = 'team' WHERE id > 4`)
	c.exec(`INSERT INTO project_members (project_id, user_id, role) SELECT id, 'ben', 'member' FROM projects WHERE id > 4`)
	c.clock.Advance(time.Minute)
	c.want("work", row.work(c), 0)
	before := c.alive()
	undo := c.as("ann")
	c.want("undo", undo.Undo(t.Context(), taking.Batch()), 0)
	row.stands(c, taking.Batch())
	c.want("undo twice", c.as("ann").Undo(t.Context(), taking.Batch()), domain.Conflict)
	if last, err := c.as("ann").LastBatch(t.Context()); last == taking.Batch() {
		t.Error("what was undone would be undone again", err)
	}
	c.want("redo", c.as("ann").Undo(t.Context(), undo.Batch()), 0)
	if got := c.alive(); row.what != "a todo was deleted" && !slices.Equal(got, before) {
		t.Errorf("done again it is %q, want %q", got, before)
	}
}

func (row standingCase) stands(c cast, batch string) {
	c.t.Helper()
	stays := slices.DeleteFunc(c.alive(), func(name string) bool { return strings.HasPrefix(name, "trash ") })
	if slices.Sort(row.stays); !slices.Equal(stays, append([]string{}, row.stays...)) {
		c.t.Errorf("%q stays, want %q", stays, row.stays)
	}
	if n, err := c.as("ann").Standing(c.t.Context(), batch); n != row.n || err != nil {
		c.t.Errorf("%d are said to stay, want %d: %v", n, row.n, err)
	}
	if n, err := c.as("ben").Standing(c.t.Context(), batch); n != 0 || err != nil {
		c.t.Errorf("a stranger is told of %d: %v", n, err)
	}
}

func standingForTodos(t *testing.T) []standingCase {
	renamed := func(c cast, title string) error {
		_, err := c.as("ben").UpdateTodo(t.Context(), c.id(title), "", set(func(in *domain.TodoInput) { in.Title = title + "!" }))
		return err
	}
	talk := []string{"client", "project", "todo with talk", "step", "comment", "file"}
	return []standingCase{
		{"a todo was changed", func(c cast) error { return renamed(c, "todo") }, []string{"client", "project", "todo!"}, 3},
		{"a todo was completed", func(c cast) error { _, err := c.as("ben").CompleteTodo(t.Context(), c.id("todo"), true); return err }, []string{"client", "project", "todo"}, 3},
		{"somebody said something", func(c cast) error {
			_, err := c.as("ben").AddComment(t.Context(), c.id("todo with talk"), domain.CommentInput{Body: "z I see"})
			return err
		}, append([]string{"z I see"}, talk...), 4},
		{"a step was changed", func(c cast) error { return renamed(c, "step") }, []string{"client", "project", "todo with talk", "step!", "comment", "file"}, 4},
		{"a step was added below one's own later one", func(c cast) error {
			own := c.add("ann", domain.TodoInput{Title: "z own step", ParentID: ptr(c.id("step"))})
			c.add("ben", domain.TodoInput{Title: "z ben's", ParentID: &own.ID})
			return nil
		}, append([]string{"z own step", "z ben's"}, talk...), 4},
		{"time was spent", func(c cast) error {
			_, err := c.as("ben").AddTime(t.Context(), c.id("todo"), minutes(5))
			return err
		}, []string{"client", "project", "todo"}, 3},
		{"a file was attached", func(c cast) error {
			c.attach("ben", domain.Holder{Kind: domain.OnTodo, ID: c.id("todo")}, "z ben's", []byte("x"))
			return nil
		}, []string{"client", "project", "todo", "z ben's"}, 3},
	}
}

func standingForOtherThings(t *testing.T) []standingCase {
	return []standingCase{
		{"a todo was added to the project", func(c cast) error {
			c.add("ben", domain.TodoInput{Title: "z ben's", ProjectID: ptr(c.project("project"))})
			return nil
		}, []string{"client", "project", "z ben's"}, 2},
		{"a note was changed", func(c cast) error {
			_, err := c.as("ben").UpdateNote(t.Context(), c.named("notes", "title", "note"), "", func(n domain.Note) (domain.NoteInput, error) {
				in := n.Input()
				in.Content = "z"
				return in, nil
			})
			return err
		}, []string{"client", "project", "note"}, 3},
		{"a project of others is for the client", func(c cast) error {
			_, err := c.as("ben").AddProject(t.Context(), domain.ProjectInput{Name: "z ben's", Visibility: ptr("private"), ClientID: ptr(c.rows(`SELECT id FROM clients`)[0])})
			return err
		}, []string{"client", "z ben's"}, 1},
	}
}

// standingForNothing is what is no work of others that still stands.
func standingForNothing(t *testing.T) []standingCase {
	return []standingCase{
		{"nothing", func(cast) error { return nil }, nil, 0},
		{"a change that was taken back", func(c cast) error {
			change := c.as("ben")
			_, err := change.CompleteTodo(t.Context(), c.id("todo"), true)
			c.want("ben completes", err, 0)
			return c.as("ben").Undo(t.Context(), change.Batch())
		}, nil, 0},
		{"one's own change", func(c cast) error {
			_, err := c.as("ann").UpdateTodo(t.Context(), c.id("todo"), "", set(func(in *domain.TodoInput) { in.Priority = ptr("high") }))
			return err
		}, nil, 0},
		{"a todo was deleted", func(c cast) error { return c.as("ann").DeleteTodo(t.Context(), c.id("todo"), "") }, nil, 0},
	}
}

// id is of the todo with a title, project of the project with a name.
func (c cast) id(title string) int64     { return c.named("tasks", "name", title) }
func (c cast) project(name string) int64 { return c.named("projects", "name", name) }

func (c cast) named(table, column, name string) int64 {
	c.t.Helper()
	var id int64
	if _, err := fmt.Sscan(c.rows(fmt.Sprintf(`SELECT CAST(id AS TEXT) FROM %s WHERE %s = '%s'`, table, column, name))[0], &id); err != nil {
		c.t.Fatal(err)
	}
	return id
}

func TestUndoOfASingleThingThatOthersWorkedOnIsRefused(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		making := c.as("ann")
		todo, err := making.AddTodo(ctx, domain.TodoInput{Title: "mine", ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
		c.want("add", err, 0)
		_, err = c.as("ben").AddComment(ctx, todo.ID, domain.CommentInput{Body: "on it"})
		c.want("comment", err, 0)
		told := c.inbox("ben")
		err = making.Undo(ctx, making.Batch())
		if c.want("undo", err, domain.Conflict); !strings.Contains(err.Error(), "Others have worked on it") {
			t.Error(err)
		}
		c.todo("ann", todo.ID)
		if got := c.inbox("ben"); got != told {
			t.Errorf("ben is told %q, and was told %q", got, told)
		}
	})
}

func TestWhatCameOfAChangeDoesNotStandWithoutIt(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		todo := c.add("ann", domain.TodoInput{Title: "weekly", ProjectID: ptr(website), DueDate: ptr("2026-11-20"), Recurrence: ptr("FREQ=WEEKLY")})
		completing := c.as("ann")
		_, err := completing.CompleteTodo(ctx, todo.ID, true)
		c.want("complete", err, 0)
		var next int64
		if _, err := fmt.Sscan(c.rows(`SELECT CAST(max(id) AS TEXT) FROM tasks`)[0], &next); err != nil || next == todo.ID {
			t.Fatal(next, err)
		}
		_, err = c.as("ben").UpdateTodo(ctx, next, "", set(func(in *domain.TodoInput) { in.Priority = ptr("high") }))
		c.want("ben changes the next", err, 0)
		c.want("undo", c.as("ann").Undo(ctx, completing.Batch()), domain.Conflict)
		if series := c.count(`SELECT count(*) FROM tasks WHERE recurrence IS NOT NULL`); series != 1 {
			t.Errorf("%d repeat", series)
		}
	})
}

func TestEventsThatOthersChangedStayWithTheirCalendar(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		making := c.as("ann")
		made, err := making.AddCalendar(ctx, domain.CalendarInput{Name: "Moved"})
		c.want("add", err, 0)
		c.share("ann", made, "ben", "edit")
		event := func(title string) domain.Event {
			in := domain.EventInput{Title: title, CalendarID: &made.ID, Start: "2026-11-24T09:00:00Z", End: ptr("2026-11-24T10:00:00Z")}
			event, err := making.AddEvent(ctx, in)
			c.want(title, err, 0)
			return event
		}
		kept := event("kept")
		event("gone")
		_, err = c.as("ben").UpdateEvent(ctx, kept.ID, "", domain.Part{}, func(in domain.EventInput) (domain.EventInput, error) {
			in.Location = ptr("Room 4")
			return in, nil
		})
		c.want("ben moves it", err, 0)
		c.want("undo", c.as("ann").Undo(ctx, making.Batch()), 0)
		if got := c.alive(); !slices.Equal(got, []string{"Moved", "kept", "trash gone"}) {
			t.Errorf("there are %q", got)
		}
	})
}
