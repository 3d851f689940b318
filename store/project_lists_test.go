package store_test

import (
	"strings"
	"sync"
	"testing"

	"mddash/domain"
)

func TestTasksOfArchivedProjectsAreInNobodysListsAndNumbers(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		task := c.add("ann", domain.TodoInput{Title: "in website", ProjectID: ptr(website), DueDate: ptr("2026-11-20"), AssigneeIDs: []string{"ben"}, Tags: []string{"x"}})
		c.add("ann", domain.TodoInput{Title: "personal", DueDate: ptr("2026-11-20")})
		scope := c.as("ann")
		_, err := scope.ArchiveProject(ctx, website, true)
		c.want("archive", err, 0)
		_, err = c.as("ben").ArchiveProject(ctx, website, false)
		c.want("a member takes it out of the archive", err, domain.Denied)
		for _, row := range []struct {
			what, who string
			f         domain.TodoFilter
			want      int
		}{
			{"the owner's list", "ann", domain.TodoFilter{}, 1},
			{"an assignee's list", "ben", domain.TodoFilter{}, 0},
			{"an assignee's, assigned alone", "ben", domain.TodoFilter{AssignedTo: true}, 0},
			{"everything seen", "ben", domain.TodoFilter{Reach: domain.Visible}, 0},
			{"only archived", "ann", domain.TodoFilter{Archived: domain.OnlyArchived}, 1},
			{"only archived, assigned", "ben", domain.TodoFilter{Archived: domain.OnlyArchived}, 1},
			{"archived too", "ann", domain.TodoFilter{Archived: domain.AlsoArchived}, 2},
			{"the project itself", "ann", domain.TodoFilter{ProjectID: website}, 1},
			{"only archived, by a stranger", "zoe", domain.TodoFilter{Archived: domain.OnlyArchived, Reach: domain.Visible}, 0},
		} {
			row.f.Limit, row.f.Total = 50, true
			page, err := c.as(row.who).Todos(ctx, row.f)
			if c.want(row.what, err, 0); len(page.Items) != row.want || page.Total != row.want {
				t.Errorf("%s: %d of %d, want %d", row.what, len(page.Items), page.Total, row.want)
			}
		}
		counts, err := c.as("ann").TodoCounts(ctx)
		if c.want("count", err, 0); counts.Today != 1 || len(counts.Tags) != 0 {
			t.Errorf("%+v", counts)
		}
		for _, project := range counts.Projects {
			if project.Project.ID == website {
				t.Error("an archived project is in the menu")
			}
		}
		stats, err := c.as("ben").TodoStats(ctx)
		if c.want("stats", err, 0); stats.Total != 0 {
			t.Errorf("%+v", stats)
		}
		c.todo("ben", task.ID)
		c.undone("archiving", "ann", scope, 0)
		page, err := c.as("ben").Todos(ctx, domain.TodoFilter{Limit: 50})
		if c.want("after the undo", err, 0); len(page.Items) != 1 {
			t.Errorf("%d of ben's are back", len(page.Items))
		}
	})
}

func TestPinnedProjectsComeFirstAndAreEverybodysOwnMatter(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.want("pin", c.as("ann").PinProject(ctx, website, true), 0)
		c.want("pin twice", c.as("ann").PinProject(ctx, website, true), 0)
		counts, err := c.as("ann").TodoCounts(ctx)
		if c.want("count", err, 0); counts.Projects[0].Project.ID != website || !counts.Projects[0].Pinned || counts.Projects[1].Pinned {
			t.Errorf("%+v", counts.Projects)
		}
		for who, want := range map[string]int{"ann": 1, "ben": 0} {
			page, err := c.as(who).ListProjects(ctx, domain.ProjectFilter{Pinned: true, Limit: 50})
			if c.want("list", err, 0); len(page.Items) != want {
				t.Errorf("%s has pinned %d", who, len(page.Items))
			}
		}
		c.want("unpin", c.as("ann").PinProject(ctx, website, false), 0)
		c.want("unpin twice", c.as("ann").PinProject(ctx, website, false), 0)
	})
}

func TestProjectsTheirHistoryAndTheChangeLogAreReadAlongIndexes(t *testing.T) {
	eachCast(t, func(c cast) {
		manyTodos(c, 2000)
		c.exec(`UPDATE tasks SET project_id = 1 + id % 4 WHERE id % 50 < 4`)
		for range 4 {
			c.exec(`INSERT INTO activity (batch, at, kind, subject_id, action, project_id) SELECT 'b', created_at, 'todo', CAST(id AS TEXT), 'create', project_id FROM tasks`)
		}
		c.exec(`ANALYZE`)
		seen := c.store.Record()
		explain := func(what string, ask func() error, index string) {
			t.Helper()
			seen.Take()
			c.want(what, ask(), 0)
			plans := ""
			for _, statement := range seen.Take() {
				if plan, err := c.store.Explain(t.Context(), statement); err == nil {
					plans += plan + "\n"
				}
			}
			if !strings.Contains(plans, index) {
				t.Errorf("%s is not read along %s:\n%s", what, index, plans)
			}
		}
		explain("the progress of projects", func() error {
			_, err := c.as("ann").Project(t.Context(), website)
			return err
		}, "tasks_")
		explain("a project's history", func() error {
			_, err := c.as("ann").ProjectActivity(t.Context(), website, 0, 50)
			return err
		}, "activity_project")
		explain("the change log", func() error {
			_, err := c.as("ann").Changes(t.Context(), 30000, 50)
			return err
		}, map[bool]string{false: "SEARCH a USING INTEGER PRIMARY KEY (rowid>?)", true: "activity_pkey"}[c.postgres()])
	})
}

// Whoever is taken out while somebody assigns work to them ends without it, whichever comes first.
func TestWhoIsTakenOutAndAssignedAtOnceIsNotAssigned(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		for range 5 {
			_, err := c.as("ann").SetProjectRole(ctx, website, "ben", domain.ProjectMember)
			c.want("take in", err, 0)
			todo := c.add("ann", domain.TodoInput{Title: "x", ProjectID: ptr(website)})
			var wait sync.WaitGroup
			for _, act := range []func() error{
				func() error { return c.as("ann").RemoveFromProject(ctx, website, "ben") },
				func() error {
					_, err := c.as("ann").UpdateTodo(ctx, todo.ID, "", set(func(in *domain.TodoInput) { in.AssigneeIDs = []string{"ben"} }))
					if domain.KindOf(err) == domain.Invalid {
						return nil
					}
					return err
				},
			} {
				wait.Go(func() {
					if err := act(); err != nil {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			if got := c.todo("ann", todo.ID).AssigneeIDs; len(got) > 0 {
				t.Errorf("still assigned: %v", got)
			}
		}
	})
}

func TestTwoManagersWhoGiveRolesAtOnceBothHaveTheirWay(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		var wait sync.WaitGroup
		for _, who := range []string{"zoe", "dora"} {
			wait.Go(func() {
				if _, err := c.as("ann").SetProjectRole(ctx, website, who, domain.ProjectManager); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		c.wantRoles("then", "ann owner, dora manager, zoe manager, ben member, cleo viewer")
	})
}
