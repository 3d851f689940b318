package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

// roles are the people of a project as "name role", in order.
func (c cast) roles(who string, projectID int64) string {
	c.t.Helper()
	people, err := c.as(who).ProjectPeople(c.t.Context(), projectID)
	c.want(who+" reads the people", err, 0)
	var all []string
	for _, p := range people {
		all = append(all, p.ID+" "+p.Role)
	}
	return strings.Join(all, ", ")
}

// wantRoles compares the people of Website as ann sees them.
func (c cast) wantRoles(what, want string) {
	c.t.Helper()
	if got := c.roles("ann", website); got != want {
		c.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// undone takes back what a request did and gives the request that did so.
func (c cast) undone(what, who string, done *store.Scope, kind domain.Kind) *store.Scope {
	c.t.Helper()
	again := c.as(who)
	c.want(what+" is undone", again.Undo(c.t.Context(), done.Batch()), kind)
	return again
}

func TestWhoMayGiveRolesInAProject(t *testing.T) {
	for _, row := range []struct {
		what, who, person, role string
		kind                    domain.Kind
		then                    string
	}{
		{"an owner takes somebody in", "ann", "zoe", "member", 0, "ann owner, ben member, zoe member, cleo viewer"},
		{"an owner makes a member manage", "ann", "ben", "manager", 0, "ann owner, ben manager, cleo viewer"},
		{"an owner makes a member a viewer", "ann", "ben", "viewer", 0, "ann owner, ben viewer, cleo viewer"},
		{"a client stays a viewer", "ann", "cleo", "member", 0, "ann owner, ben member, cleo viewer"},
		{"a client manages nothing", "ann", "cleo", "manager", domain.Invalid, "ann owner, ben member, cleo viewer"},
		{"owners are not made so", "ann", "ben", "owner", domain.Invalid, "ann owner, ben member, cleo viewer"},
		{"the owner stays one", "ann", "ann", "viewer", domain.Conflict, "ann owner, ben member, cleo viewer"},
		{"somebody who is nobody", "ann", "nobody", "viewer", domain.NotFound, "ann owner, ben member, cleo viewer"},
		{"somebody who is no text", "ann", "a\x00b", "viewer", domain.NotFound, "ann owner, ben member, cleo viewer"},
		{"a member gives no roles", "ben", "zoe", "member", domain.Denied, "ann owner, ben member, cleo viewer"},
		{"a member does not make themselves manage", "ben", "ben", "manager", domain.Denied, "ann owner, ben member, cleo viewer"},
		{"nor does a client, who is told no more than others", "cleo", "cleo", "manager", domain.Denied, "ann owner, ben member, cleo viewer"},
		{"nor does a client give roles", "cleo", "zoe", "viewer", domain.Denied, "ann owner, ben member, cleo viewer"},
		{"a stranger does not take themselves in", "zoe", "zoe", "member", domain.NotFound, "ann owner, ben member, cleo viewer"},
		{"an admin is a stranger too", "dora", "dora", "member", domain.NotFound, "ann owner, ben member, cleo viewer"},
	} {
		t.Run(row.what, func(t *testing.T) {
			eachCast(t, func(c cast) {
				scope := c.as(row.who)
				_, err := scope.SetProjectRole(t.Context(), website, row.person, row.role)
				c.want(row.what, err, row.kind)
				c.wantRoles(row.what, row.then)
				if row.kind != 0 || row.then == "ann owner, ben member, cleo viewer" {
					return
				}
				back := c.undone(row.what, row.who, scope, 0)
				c.wantRoles("after the undo", "ann owner, ben member, cleo viewer")
				c.undone("the undo", row.who, back, 0)
				c.wantRoles("after undoing the undo", row.then)
			})
		})
	}
}

func TestAManagerWhoWasPromotedTakesPeopleInAndIsTakenOutAgain(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		_, err := c.as("ann").SetProjectRole(ctx, website, "ben", domain.ProjectManager)
		c.want("promote", err, 0)
		_, err = c.as("ben").SetProjectRole(ctx, website, "zoe", domain.ProjectManager)
		c.want("a manager takes a manager in", err, 0)
		c.want("a manager takes a manager out", c.as("zoe").RemoveFromProject(ctx, website, "ben"), 0)
		_, err = c.as("ben").Project(ctx, website)
		c.want("who is out sees nothing", err, domain.NotFound)
		c.want("nobody takes the owner out", c.as("zoe").RemoveFromProject(ctx, website, "ann"), domain.Conflict)
		c.want("the owner does not leave", c.as("ann").LeaveProject(ctx, website), domain.Conflict)
		c.want("who is not in it is not taken out", c.as("zoe").RemoveFromProject(ctx, website, "ben"), domain.NotFound)
		c.want("a client leaves", c.as("cleo").LeaveProject(ctx, website), 0)
		c.wantRoles("in the end", "ann owner, zoe manager")
	})
}

func TestWhoCanBeTakenIntoAProject(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`INSERT INTO users (id, name, email, roles, disabled_at) VALUES ('gus', 'gus', 'gus@example.org', '["staff"]', '2026-11-01T00:00:00.000Z'), ('kim', 'kim', 'kim@example.org', '["client"]', NULL)`)
		people, err := c.as("ann").AddablePeople(ctx, website)
		c.want("an owner asks", err, 0)
		var names []string
		for _, p := range people {
			if p.Client != (p.ID == "kim") {
				t.Errorf("%s is a client: %v", p.ID, p.Client)
			}
			names = append(names, p.ID)
		}
		if !slices.Equal(names, []string{"dora", "kim", "zoe"}) {
			t.Error(names)
		}
		_, err = c.as("ann").SetProjectRole(ctx, website, "gus", domain.ProjectMember)
		c.want("somebody who is shut out", err, domain.NotFound)
		_, err = c.as("ben").AddablePeople(ctx, website)
		c.want("a member asks", err, domain.Denied)
		_, err = c.as("zoe").AddablePeople(ctx, studio)
		c.want("a viewer asks", err, domain.Denied)
	})
}

// busy gives ben and cleo something in Website: assigned, watched and pinned.
func (c cast) busy() domain.Todo {
	c.t.Helper()
	todo := c.add("ann", domain.TodoInput{Title: "shared", ProjectID: ptr(website), AssigneeIDs: []string{"ann", "ben", "cleo"}})
	c.exec(`INSERT INTO task_watchers (task_id, user_id) VALUES (?, 'ben'), (?, 'ann')`, todo.ID, todo.ID)
	c.want("pin", c.as("ben").PinProject(c.t.Context(), website, true), 0)
	return todo
}

// things are who is assigned, watches and pinned in Website.
func (c cast) things(id int64) string {
	c.t.Helper()
	text := strings.Join(c.todo("ann", id).AssigneeIDs, " ")
	for _, query := range []string{`SELECT user_id FROM task_watchers ORDER BY 1`, `SELECT user_id FROM project_pins ORDER BY 1`} {
		more, err := c.store.Strings(query)
		c.want("read", err, 0)
		text += " | " + strings.Join(more, " ")
	}
	return text
}

func TestWhoeverStopsSeeingAProjectIsTakenOffItsTasksAndAnUndoPutsThemBack(t *testing.T) {
	const before = "ann ben cleo | ann ben | ben"
	for _, row := range []struct {
		what, who string
		act       func(c cast, s *store.Scope) error
		then      string
	}{
		{"a member is taken out", "ann", func(c cast, s *store.Scope) error {
			return s.RemoveFromProject(c.t.Context(), website, "ben")
		}, "ann cleo | ann | "},
		{"a member leaves", "ben", func(c cast, s *store.Scope) error { return s.LeaveProject(c.t.Context(), website) }, "ann cleo | ann | "},
		{"a client leaves", "cleo", func(c cast, s *store.Scope) error { return s.LeaveProject(c.t.Context(), website) }, "ann ben | ann ben | ben"},
		{"a member becomes a viewer and still sees it", "ann", func(c cast, s *store.Scope) error {
			_, err := s.SetProjectRole(c.t.Context(), website, "ben", domain.ProjectViewer)
			return err
		}, before},
	} {
		t.Run(row.what, func(t *testing.T) {
			eachCast(t, func(c cast) {
				todo := c.busy()
				scope := c.as(row.who)
				c.want(row.what, row.act(c, scope), 0)
				if got := c.things(todo.ID); got != row.then {
					t.Errorf("then: %q, want %q", got, row.then)
				}
				back := c.undone(row.what, row.who, scope, 0)
				if got := c.things(todo.ID); got != before {
					t.Errorf("after the undo: %q, want %q", got, before)
				}
				again := c.undone("the undo", row.who, back, 0)
				if got := c.things(todo.ID); got != row.then {
					t.Errorf("done again: %q, want %q", got, row.then)
				}
				c.undone("and that", row.who, again, 0)
				c.wantRoles("in the end", "ann owner, ben member, cleo viewer")
			})
		})
	}
}

func TestATeamProjectThatBecomesPrivateLetsTheOthersGo(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.exec(`UPDATE projects SET visibility = 'team' WHERE id = 1`)
		todo := c.add("ann", domain.TodoInput{Title: "shared", ProjectID: ptr(website), AssigneeIDs: []string{"ben", "dora", "zoe"}})
		binned := c.add("ann", domain.TodoInput{Title: "binned", ProjectID: ptr(website), AssigneeIDs: []string{"dora"}})
		c.want("bin", c.as("ann").DeleteTodo(ctx, binned.ID, ""), 0)
		c.want("pin", c.as("dora").PinProject(ctx, website, true), 0)
		c.exec(`INSERT INTO task_watchers (task_id, user_id) VALUES (?, 'zoe')`, todo.ID)
		scope := c.as("ann")
		_, err := scope.UpdateProject(ctx, website, "", setProject(func(in *domain.ProjectInput) { in.Visibility = ptr("private") }))
		c.want("make it private", err, 0)
		if got := c.things(todo.ID); got != "ben |  | " {
			t.Errorf("then: %q", got)
		}
		for _, who := range []string{"dora", "zoe"} {
			_, err = c.as(who).Todo(ctx, todo.ID)
			c.want(who+" opens the task", err, domain.NotFound)
		}
		_, err = c.as("ann").RestoreTodo(ctx, binned.ID)
		c.want("restore", err, 0)
		_, err = c.as("dora").Todo(ctx, binned.ID)
		c.want("what comes out of the trash", err, domain.NotFound)
		c.want("undo, now that a task was restored", c.as("ann").Undo(ctx, scope.Batch()), 0)
		if got := c.things(todo.ID); got != "ben dora zoe | zoe | dora" {
			t.Errorf("after the undo: %q", got)
		}
	})
}

func TestWhoBecomesAClientOrIsShutOutIsTakenOffWhatTheyNoLongerSee(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		team := c.add("dora", domain.TodoInput{Title: "of the team", ProjectID: ptr(studio), AssigneeIDs: []string{"ben", "dora"}})
		mine := c.add("ann", domain.TodoInput{Title: "private", ProjectID: ptr(website), AssigneeIDs: []string{"ben"}})
		scope := c.as("dora")
		_, err := scope.SetUserRoles(ctx, "ben", []string{domain.RoleClient})
		c.want("make ben a client", err, 0)
		if got := c.todo("dora", team.ID).AssigneeIDs; !slices.Equal(got, []string{"dora"}) {
			t.Errorf("in the team's project: %v", got)
		}
		if got := c.todo("ann", mine.ID).AssigneeIDs; !slices.Equal(got, []string{"ben"}) {
			t.Errorf("in a project that ben still sees: %v", got)
		}
		_, err = c.as("dora").LastBatch(ctx)
		if batch, lastErr := c.as("dora").LastBatch(ctx); lastErr == nil && batch == scope.Batch() {
			t.Error("what an admin did to an account is offered to be undone", err)
		}
		c.want("and is not undone", c.as("dora").Undo(ctx, scope.Batch()), domain.Conflict)
		_, err = c.as("dora").DisableUser(ctx, "ben", true)
		c.want("shut ben out", err, 0)
		if got := c.todo("ann", mine.ID).AssigneeIDs; len(got) > 0 {
			t.Errorf("after ben was shut out: %v", got)
		}
		c.wantRoles("but in the project", "ann owner, ben viewer, cleo viewer")
	})
}

func TestWhoLeftComesBackByThemselvesOnlyAtOnceAndIfNobodyDecidedOtherwise(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		scope := c.as("ben")
		c.want("leave", scope.LeaveProject(ctx, website), 0)
		c.clock.Advance(2 * time.Hour)
		c.undone("after two hours", "ben", scope, domain.NotFound)
		_, err := c.as("ann").SetProjectRole(ctx, website, "ben", domain.ProjectMember)
		c.want("take ben in again", err, 0)
		scope = c.as("ben")
		c.want("leave again", scope.LeaveProject(ctx, website), 0)
		_, err = c.as("ann").SetProjectRole(ctx, website, "ben", domain.ProjectViewer)
		c.want("take ben in", err, 0)
		c.want("take ben out", c.as("ann").RemoveFromProject(ctx, website, "ben"), 0)
		c.undone("after ann took ben out", "ben", scope, domain.Conflict)
		scope = c.as("ann")
		_, err = scope.SetProjectRole(ctx, website, "ben", domain.ProjectManager)
		c.want("make ben manage", err, 0)
		removed := c.as("ben")
		c.want("ben takes cleo out", removed.RemoveFromProject(ctx, website, "cleo"), 0)
		c.want("ann takes ben out", c.as("ann").RemoveFromProject(ctx, website, "ben"), 0)
		c.undone("by somebody who is out", "ben", removed, domain.NotFound)
		c.undone("what was changed since", "ann", scope, domain.Conflict)
	})
}

func TestAProjectIsHandedOver(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		for _, who := range []string{"ben", "cleo"} {
			_, err := c.as(who).HandOverProject(ctx, website, who)
			c.want(who+" takes it", err, domain.Denied)
		}
		_, err := c.as("ann").HandOverProject(ctx, website, "cleo")
		c.want("to a client", err, domain.Invalid)
		_, err = c.as("ann").HandOverProject(ctx, website, "")
		c.want("to nobody", err, domain.Invalid)
		scope := c.as("ann")
		_, err = scope.HandOverProject(ctx, website, "ben")
		c.want("to ben", err, 0)
		c.wantRoles("then", "ben owner, ann manager, cleo viewer")
		back := c.undone("handing over", "ann", scope, 0)
		c.wantRoles("after the undo", "ann owner, ben member, cleo viewer")
		again := c.undone("the undo", "ann", back, 0)
		c.wantRoles("handed over again", "ben owner, ann manager, cleo viewer")
		c.want("ann deletes what is ben's", c.as("ann").DeleteProject(ctx, website, ""), domain.Denied)
		c.clock.Advance(2 * time.Hour)
		c.undone("too late", "ann", again, domain.Denied)
		_, err = c.as("dora").DisableUser(ctx, "ben", true)
		c.want("shut ben out", err, 0)
		_, err = c.as("ann").HandOverProject(ctx, website, "ann")
		c.want("a manager takes what nobody can give any more", err, 0)
	})
}

func setProject(do func(*domain.ProjectInput)) func(domain.ProjectInput) (domain.ProjectInput, error) {
	return func(in domain.ProjectInput) (domain.ProjectInput, error) {
		do(&in)
		return in, nil
	}
}

func TestWhoSeesThisAndWhy(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		shown := func(a domain.Audience, err error) string {
			c.want("ask", err, 0)
			text := ""
			for _, p := range a.People {
				text += p.ID + " " + p.Why + ", "
			}
			if a.Team {
				text += "team, "
			}
			if a.Others {
				text += "others, "
			}
			return strings.TrimSuffix(text, ", ")
		}
		ask := func(who string, id int64) string { return shown(c.as(who).TodoAudience(ctx, id)) }
		c.exec(`INSERT INTO tasks (id, name, project_id) VALUES (901, 'in studio', 2), (902, 'in secret', 3), (903, 'below', 3), (904, 'of nobody', NULL)`)
		c.exec(`UPDATE tasks SET parent_id = 902 WHERE id = 903`)
		c.exec(`INSERT INTO task_assignees (task_id, user_id) VALUES (902, 'zoe'), (902, 'cleo'), (903, 'ben')`)
		mine := c.add("ann", domain.TodoInput{Title: "mine", AssigneeIDs: []string{"ben"}})
		for _, row := range []struct{ what, got, want string }{
			{"a private project", shown(c.as("cleo").ProjectAudience(ctx, website)), "ann owner, ben member, cleo viewer"},
			{"a team's project", shown(c.as("zoe").ProjectAudience(ctx, studio)), "dora owner, zoe viewer, team"},
			{"a project without an owner", shown(c.as("zoe").ProjectAudience(ctx, adopted)), "team"},
			{"a personal todo", ask("ben", mine.ID), "ann owner, ben assignee"},
			{"a todo without an owner", ask("ben", 904), "team"},
			{"a task of a team's project", ask("ben", 901), "dora owner, zoe viewer, team"},
			{"a step, to who sees the project", ask("dora", 903), "dora owner, ben assignee, cleo assignee_above, zoe assignee_above"},
			{"a step, to who does not", ask("zoe", 903), "ben assignee, cleo assignee_above, zoe assignee_above, others"},
		} {
			if row.got != row.want {
				t.Errorf("%s: %q, want %q", row.what, row.got, row.want)
			}
		}
		c.exec(`UPDATE users SET disabled_at = '2026-11-01T00:00:00.000Z' WHERE id = 'ben'`)
		if got := ask("ann", mine.ID); got != "ann owner" {
			t.Errorf("with ben shut out: %q", got)
		}
	})
}
