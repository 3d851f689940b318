package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mddash/domain"
)

// copied are the tasks of a project, one a line.
func (c cast) tasksOf(id int64) []string {
	c.t.Helper()
	lines, err := c.store.Strings(`SELECT t.name || '|' || t.status || '|' || coalesce(t.due_date, '') || '|' || coalesce(t.start_date, '') || '|' || t.tags || '|' ||
		coalesce(t.estimate_minutes, 0) || '|' || coalesce((SELECT up.name FROM tasks AS up WHERE up.id = t.parent_id), '') || '|' || coalesce(t.user_id, '') || '|' ||
		(SELECT count(*) FROM task_assignees AS a WHERE a.task_id = t.id) || (SELECT count(*) FROM task_watchers AS a WHERE a.task_id = t.id) ||
		(SELECT count(*) FROM comments AS c WHERE c.kind = 'todo' AND c.subject_id = CAST(t.id AS TEXT)) || (SELECT count(*) FROM time_entries AS e WHERE e.task_id = t.id) || '|' ||
		(SELECT count(*) FROM task_tags AS g WHERE g.task_id = t.id) || coalesce((SELECT min(b.name) FROM task_dependencies AS d JOIN tasks AS b ON b.id = d.task_id AND b.project_id = t.project_id WHERE d.blocked_id = t.id), '')
		FROM tasks AS t WHERE t.project_id = ? AND t.deleted_at IS NULL ORDER BY t.position, t.id`, id)
	c.want("read tasks", err, 0)
	return lines
}

// planned gives Website a plan: tasks with steps, dates and what waits for what, and much that is nobody else's.
func (c cast) planned() {
	c.t.Helper()
	ctx := c.t.Context()
	c.exec(`UPDATE projects SET start_date = '2026-03-02', end_date = '2026-04-01', budget = 900000, spent = 5000, spent_time = 5000, hourly_rate = 7000, status = 'in_progress', tags = '["web"]' WHERE id = 1`)
	first := c.add("ann", domain.TodoInput{Title: "first", ProjectID: ptr(website), DueDate: ptr("2026-03-09"), StartDate: ptr("2026-03-03"), Tags: []string{"a", "b"}, AssigneeIDs: []string{"ben"}, EstimateMinutes: ptr(90)})
	step := c.add("ann", domain.TodoInput{Title: "step", ParentID: &first.ID, DueDate: ptr("2026-03-05")})
	c.add("ann", domain.TodoInput{Title: "step of the step", ParentID: &step.ID})
	second := c.add("ann", domain.TodoInput{Title: "second", ProjectID: ptr(website), Status: ptr("done"), DueDate: ptr("2026-03-20")})
	gone := c.add("ann", domain.TodoInput{Title: "gone", ProjectID: ptr(website)})
	c.want("link", c.as("ann").AddDependency(ctx, first.ID, second.ID), 0)
	c.want("link", c.as("ann").AddDependency(ctx, gone.ID, second.ID), 0)
	c.want("delete", c.as("ann").DeleteTodo(ctx, gone.ID, ""), 0)
	_, err := c.as("ben").AddComment(ctx, first.ID, domain.CommentInput{Body: "said"})
	c.want("comment", err, 0)
}

func TestACopyHasTheWorkAndNobodysRights(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.planned()
		_, err := c.as("ann").AddColumn(ctx, website, domain.ColumnInput{Name: "Waiting"})
		c.want("a column of its own", err, 0)
		scope := c.as("ben")
		copied, err := scope.CopyProject(ctx, website, domain.CopyInput{StartDate: ptr("2026-03-12")})
		c.want("copy", err, 0)
		if copied.Name != "Website (copy)" || copied.OwnerID != "ben" || copied.Role != domain.ProjectOwner || len(copied.ManagerIDs) > 0 || copied.HourlyRate != nil ||
			copied.Spent != 0 || *copied.Budget != 900000 || copied.Status != domain.ProjectPlanning || copied.StartDate != "2026-03-12" || copied.EndDate != "2026-04-11" ||
			copied.Visibility != domain.VisibilityPrivate || copied.Key == "WEB" || copied.Key == "" || !slices.Equal(copied.Tags, []string{"web"}) || copied.Total != 2 {
			t.Errorf("%+v", copied)
		}
		want := []string{
			"first|task|2026-03-19|2026-03-13|[\"a\",\"b\"]|90||ben|0000|2",
			"step|task|2026-03-15||[]|0|first|ben|0000|0",
			"step of the step|task|||[]|0|step|ben|0000|0",
			"second|task|2026-03-30||[]|0||ben|0000|0first",
		}
		if got := c.tasksOf(copied.ID); !slices.Equal(got, want) {
			t.Errorf("tasks:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		columns, err := c.as("ben").Columns(ctx, copied.ID)
		if c.want("columns", err, 0); len(columns) != 5 {
			t.Errorf("columns: %v", columns)
		}
		if got := c.roles("ben", copied.ID); got != "ben owner" {
			t.Errorf("people: %s", got)
		}
		_, err = c.as("ann").Project(ctx, copied.ID)
		c.want("the other's owner does not see what is ben's", err, domain.NotFound)
		back := c.undone("copying", "ben", scope, 0)
		_, err = c.as("ben").Project(ctx, copied.ID)
		c.want("after the undo", err, domain.NotFound)
		c.undone("the undo", "ben", back, 0)
		if got := c.tasksOf(copied.ID); !slices.Equal(got, want) {
			t.Errorf("tasks that came back: %v", got)
		}
	})
}

func TestTemplatesAreListedApart(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.planned()
		template, err := c.as("ann").CopyProject(ctx, website, domain.CopyInput{AsTemplate: ptr(true)})
		c.want("make a template", err, 0)
		if template.Name != "Website" || !template.Template || template.StartDate != "2026-03-02" {
			t.Errorf("%+v", template)
		}
		for _, row := range []struct {
			f    domain.ProjectFilter
			want bool
		}{{domain.ProjectFilter{Limit: 50}, false}, {domain.ProjectFilter{Limit: 50, Templates: true}, true}} {
			page, err := c.as("ann").ListProjects(ctx, row.f)
			c.want("list", err, 0)
			if got := slices.ContainsFunc(page.Items, func(p domain.Project) bool { return p.ID == template.ID }); got != row.want {
				t.Errorf("%+v: listed %v", row.f, got)
			}
		}
		page, err := c.as("ann").Todos(ctx, domain.TodoFilter{Limit: 50})
		c.want("ann's todos", err, 0)
		for _, todo := range page.Items {
			if todo.ProjectID == template.ID {
				t.Errorf("a template's task is among ann's todos: %q", todo.Title)
			}
		}
		made, err := c.as("ann").CopyProject(ctx, template.ID, domain.CopyInput{})
		if c.want("make a project from it", err, 0); made.Name != "Website" || made.Template || made.Total != 2 {
			t.Errorf("%+v", made)
		}
	})
}

func TestWhoMayCopyAndWhatIsRefused(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`INSERT INTO tasks (name, project_id) VALUES ('x', 2)`)
		for _, row := range []struct {
			what, who string
			project   int64
			in        domain.CopyInput
			kind      domain.Kind
		}{
			{"a client", "cleo", website, domain.CopyInput{}, domain.Denied},
			{"a stranger", "zoe", website, domain.CopyInput{}, domain.NotFound},
			{"a reader of a team's project", "zoe", studio, domain.CopyInput{}, 0},
			{"no name", "ann", website, domain.CopyInput{Name: ptr(" ")}, domain.Invalid},
			{"a name that is no text", "ann", website, domain.CopyInput{Name: ptr("a\x00")}, domain.Invalid},
			{"no date", "ann", website, domain.CopyInput{StartDate: ptr("2026-02-30")}, domain.Invalid},
			{"a date beyond the calendar", "ann", website, domain.CopyInput{StartDate: ptr("10000-01-01")}, domain.Invalid},
			{"the last day there is", "ann", website, domain.CopyInput{StartDate: ptr("9999-12-31")}, 0},
		} {
			_, err := c.as(row.who).CopyProject(ctx, row.project, row.in)
			c.want(row.what, err, row.kind)
		}
		c.exec(`INSERT INTO clients (id, company_name, deleted_at) VALUES ('gone', 'Gone', '2026-11-01T00:00:00.000Z')`)
		c.exec(`UPDATE projects SET client_id = 'gone', end_date = '9999-12-30', start_date = '2026-01-01' WHERE id = 1`)
		copied, err := c.as("ann").CopyProject(ctx, website, domain.CopyInput{})
		if c.want("with a client in the trash", err, 0); copied.ClientID != "" {
			t.Errorf("the client came along: %q", copied.ClientID)
		}
		_, err = c.as("ann").CopyProject(ctx, website, domain.CopyInput{StartDate: ptr("2027-01-01")})
		c.want("an end beyond the calendar", err, domain.Invalid)
	})
}

func TestALongNameIsCutForItsCopy(t *testing.T) {
	eachCast(t, func(c cast) {
		c.exec(`UPDATE projects SET name = ? WHERE id = 1`, strings.Repeat("ü", 500))
		copied, err := c.as("ann").CopyProject(t.Context(), website, domain.CopyInput{})
		if c.want("copy", err, 0); copied.Name != fmt.Sprint(strings.Repeat("ü", 493), " (copy)") {
			t.Errorf("%d: %q", len(copied.Name), copied.Name)
		}
	})
}
