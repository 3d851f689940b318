package store_test

import (
	"strings"
	"testing"

	"mddash/domain"
	"mddash/store"
)

// told is what the change log says to somebody from an entry on, as "kind id action", "+" behind what they get to see.
func (c cast) told(who string, since int64) string {
	c.t.Helper()
	lines := []string{}
	for {
		page, err := c.as(who).Changes(c.t.Context(), since, 2)
		c.want(who+" reads the change log", err, 0)
		for _, change := range page.Items {
			line := change.Kind + " " + change.ID + " " + change.Action
			if seen := change.Todo != nil || change.Comment != nil || change.Project != nil || change.Client != nil || change.Decision != nil; seen != (change.Action != "delete") {
				c.t.Errorf("%s: %s comes with something: %v", who, line, seen)
			}
			lines = append(lines, line)
		}
		if since = page.Next; !page.More {
			return strings.Join(lines, ", ")
		}
	}
}

func TestTheChangeLogTellsEachWhatChangedForThem(t *testing.T) {
	for _, row := range []struct {
		what string
		act  func(c cast, s *store.Scope) error
		want map[string]string // by person; nothing for the others
	}{
		{"a task of a private project is renamed", func(c cast, s *store.Scope) error {
			_, err := s.UpdateTodo(c.t.Context(), 901, "", set(func(in *domain.TodoInput) { in.Title = "x" }))
			return err
		}, map[string]string{"ann": "todo 901 update", "ben": "todo 901 update", "cleo": "todo 901 update"}},
		{"it moves where ben and cleo don't see it", func(c cast, s *store.Scope) error {
			_, err := s.UpdateTodo(c.t.Context(), 901, "", set(func(in *domain.TodoInput) { in.ProjectID = nil }))
			return err
		}, map[string]string{"ann": "todo 901 update, todo 901 update", "ben": "todo 901 delete", "cleo": "todo 901 delete"}},
		{"it is commented on", func(c cast, s *store.Scope) error {
			_, err := s.AddComment(c.t.Context(), 901, domain.CommentInput{Body: "x"})
			return err
		}, map[string]string{"ann": "comment 1 create", "ben": "comment 1 create", "cleo": "comment 1 create"}},
		{"the project is renamed", func(c cast, s *store.Scope) error {
			_, err := s.UpdateProject(c.t.Context(), website, "", setProject(func(in *domain.ProjectInput) { in.Name = "x" }))
			return err
		}, map[string]string{"ann": "project 1 update", "ben": "project 1 update", "cleo": "project 1 update"}},
		{"somebody is taken in", func(c cast, s *store.Scope) error {
			_, err := s.SetProjectRole(c.t.Context(), website, "zoe", domain.ProjectViewer)
			return err
		}, map[string]string{"ann": "project 1 update", "ben": "project 1 update", "cleo": "project 1 update", "zoe": "project 1 update"}},
		{"somebody is taken out", func(c cast, s *store.Scope) error {
			return s.RemoveFromProject(c.t.Context(), website, "ben")
		}, map[string]string{"ann": "todo 901 update, project 1 update", "cleo": "todo 901 update, project 1 update", "ben": "todo 901 delete, project 1 delete"}},
		{"the project goes to the trash", func(c cast, s *store.Scope) error {
			return s.DeleteProject(c.t.Context(), website, "")
		}, map[string]string{
			"ann":  "todo 901 delete, decision 31 delete, project 1 delete",
			"ben":  "todo 901 delete, decision 31 delete, project 1 delete",
			"cleo": "todo 901 delete, decision 31 delete, project 1 delete",
		}},
		{"a decision moves to everybody", func(c cast, s *store.Scope) error {
			_, err := s.UpdateDecision(c.t.Context(), 31, "", setDecision(func(in *domain.DecisionInput) { in.ProjectID = nil }))
			return err
		}, map[string]string{"ann": "decision 31 update, decision 31 update", "ben": "decision 31 update, decision 31 update", "cleo": "decision 31 delete",
			"dora": "decision 31 update", "zoe": "decision 31 update"}},
		{"a client is made", func(c cast, s *store.Scope) error {
			_, err := s.AddClient(c.t.Context(), domain.ClientInput{CompanyName: "Harbour Coffee"})
			return err
		}, map[string]string{"ann": "client create", "ben": "client create", "dora": "client create", "zoe": "client create"}},
		{"somebody pins", func(c cast, s *store.Scope) error { return s.PinProject(c.t.Context(), website, true) }, nil},
	} {
		t.Run(row.what, func(t *testing.T) {
			eachCast(t, func(c cast) { c.tellsEach(row.what, row.act, row.want) })
		})
	}
}

// tellsEach has ann do something, and looks at what each person is told of it.
func (c cast) tellsEach(what string, act func(cast, *store.Scope) error, want map[string]string) {
	c.t.Helper()
	c.exec(`INSERT INTO tasks (id, name, project_id, user_id) VALUES (901, 'in website', 1, 'ann')`)
	c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (901, 'ben')`)
	c.exec(`INSERT INTO decisions (id, name, project_id) VALUES (31, 'which colour', 1)`)
	if what == "it moves where ben and cleo don't see it" {
		_, err := c.as("ann").UpdateTodo(c.t.Context(), 901, "", set(func(in *domain.TodoInput) { in.AssigneeIDs = nil }))
		c.want("unassign", err, 0)
	}
	since, err := c.as("ann").LastChange(c.t.Context())
	c.want("the end", err, 0)
	c.want(what, act(c, c.as("ann")), 0)
	for _, who := range []string{"ann", "ben", "cleo", "dora", "zoe"} {
		got := c.told(who, since)
		if strings.HasPrefix(got, "client ") {
			got = "client create"
		}
		if got != want[who] {
			c.t.Errorf("%s is told %q, want %q", who, got, want[who])
		}
	}
}
