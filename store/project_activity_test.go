package store_test

import (
	"fmt"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// history is what somebody reads of Website's, the newest first.
func (c cast) history(who string) string {
	c.t.Helper()
	lines := []string{}
	for before := int64(0); ; {
		page, err := c.as(who).ProjectActivity(c.t.Context(), website, before, 3)
		c.want(who+" reads the history", err, 0)
		for _, e := range page.Items {
			lines = append(lines, fmt.Sprintf("%s %s %s %q %s %s", e.Actor.ID, e.Action, e.Kind, e.Title, e.Before, e.After))
		}
		if before = page.Next; before == 0 {
			return strings.Join(lines, "\n")
		}
	}
}

func TestTheHistoryOfAProjectNamesWhatTheReaderStillSees(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		task := c.add("ann", domain.TodoInput{Title: "plan the launch", ProjectID: ptr(website)})
		moved := c.add("ann", domain.TodoInput{Title: "ann's own worry", ProjectID: ptr(website)})
		_, err := c.as("ann").UpdateTodo(ctx, moved.ID, "", set(func(in *domain.TodoInput) { in.ProjectID = nil }))
		c.want("take it out", err, 0)
		fromAfar := c.add("ann", domain.TodoInput{Title: "comes in", ProjectID: ptr(adopted)})
		c.exec(`UPDATE projects SET visibility = 'private', owner_id = 'ann' WHERE id = 4`)
		_, err = c.as("ann").UpdateTodo(ctx, fromAfar.ID, "", set(func(in *domain.TodoInput) { in.ProjectID = ptr(website) }))
		c.want("bring it in", err, 0)
		_, err = c.as("ben").AddComment(ctx, task.ID, domain.CommentInput{Body: "looks good"})
		c.want("comment", err, 0)
		taken, err := c.as("ben").AddComment(ctx, task.ID, domain.CommentInput{Body: "never mind"})
		c.want("comment", err, 0)
		c.want("take it back", c.as("ben").DeleteComment(ctx, task.ID, taken.ID, ""), 0)
		_, err = c.as("ann").UpdateProject(ctx, website, "", setProject(func(in *domain.ProjectInput) {
			in.HourlyRate, in.Budget, in.Description = ptr(int64(8300)), ptr(int64(770000)), ptr("d")
		}))
		c.want("change the project", err, 0)
		_, err = c.as("ann").SetProjectRole(ctx, website, "zoe", domain.ProjectViewer)
		c.want("take zoe in", err, 0)
		c.want("pin", c.as("zoe").PinProject(ctx, website, true), 0)
		c.want("zoe leaves", c.as("zoe").LeaveProject(ctx, website), 0)
		for _, row := range []struct {
			who            string
			reads, doesNot []string
		}{
			{"ann", []string{`"plan the launch"`, `"ann's own worry"`, "looks good", "8300", "770000", `member "zoe"`, "project_id:4"}, []string{"never mind", "pinned"}},
			{"ben", []string{`"plan the launch"`, `"comes in"`, "looks good", "770000", `member "zoe"`}, []string{"worry", "never mind", "8300", "project_id:4", "pinned"}},
			{"cleo", []string{`"plan the launch"`, "looks good", `member "zoe"`}, []string{"worry", "never mind", "8300", "770000", "pinned"}},
		} {
			got := c.history(row.who)
			for _, words := range row.reads {
				if !strings.Contains(got, words) {
					t.Errorf("%s does not read %q:\n%s", row.who, words, got)
				}
			}
			for _, words := range row.doesNot {
				if strings.Contains(got, words) {
					t.Errorf("%s reads %q:\n%s", row.who, words, got)
				}
			}
		}
	})
}

func TestTheHistoryOfAProjectTakesAsManyQueriesHoweverMuchHappened(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			s, count := storetest.Counted(t, url(t), storetest.At(aMoment).Now)
			c := cast{t: t, store: s}
			c.exec(`INSERT INTO users (id, name, email, roles) VALUES ('ann', 'ann', 'ann@example.org', '["staff"]')`)
			c.exec(`INSERT INTO projects (id, name, owner_id, visibility) VALUES (1, 'Website', 'ann', 'private')`)
			read := func(ask func(*store.Scope) error) int {
				before := count.Queries()
				c.want("read", ask(c.as("ann")), 0)
				return count.Queries() - before
			}
			asks := map[string]func(*store.Scope) error{
				"history": func(s *store.Scope) error { _, err := s.ProjectActivity(t.Context(), 1, 0, 200); return err },
				"projects": func(s *store.Scope) error {
					_, err := s.ListProjects(t.Context(), domain.ProjectFilter{Limit: 200, Total: true})
					return err
				},
				"people": func(s *store.Scope) error { _, err := s.ProjectPeople(t.Context(), 1); return err },
			}
			few := map[string]int{}
			for round := range 2 {
				for range 1 + round*20 {
					todo := c.add("ann", domain.TodoInput{Title: "x", ProjectID: ptr(website)})
					_, err := c.as("ann").AddComment(t.Context(), todo.ID, domain.CommentInput{Body: "y"})
					c.want("comment", err, 0)
				}
				for i := range 20 * round {
					c.exec(`INSERT INTO projects (id, name, owner_id) VALUES (?, 'More', 'ann')`, 100+i)
					c.exec(`INSERT INTO tasks (name, project_id, status) VALUES ('t', ?, 'done')`, 100+i)
				}
				for what, ask := range asks {
					if n := read(ask); round == 0 {
						few[what] = n
					} else if n != few[what] {
						t.Errorf("%s: %d queries, %d with less", what, n, few[what])
					}
				}
			}
			if few["projects"] > 4 {
				t.Errorf("a list of projects takes %d queries", few["projects"])
			}
		})
	}
}
