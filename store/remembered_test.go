package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// twice is a database that two instances have open.
func twice(t *testing.T, run func(one, other cast)) {
	clock := storetest.At(time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC))
	for name, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			where := url(t)
			one, other := cast{t, storetest.Open(t, where, clock.Now), clock}, cast{t, storetest.Open(t, where, clock.Now), clock}
			one.exec(`INSERT INTO users (id, name, email, roles) VALUES ('ann', 'ann', 'ann@example.org', '["staff"]'), ('dora', 'dora', 'dora@example.org', '["admin","staff"]')`)
			run(one, other)
		})
	}
}

func TestWhatIsRememberedIsForgottenWithTheNextChangeWhoeverMakesIt(t *testing.T) {
	twice(t, func(one, other cast) {
		due := func(day string) domain.TodoInput { return domain.TodoInput{Title: day, DueDate: &day} }
		want := func(what, today, counts string) {
			t.Helper()
			for range 2 {
				one.wantHome("ann", map[string]string{"today": today, "counts": counts})
				nav, err := one.as("ann").NavCounts(t.Context())
				if got := fmt.Sprintf("%d %d %d", nav.Today, nav.Overdue, nav.Decisions); err != nil || got != counts {
					t.Errorf("%s: the navigation counts %q %v, want %q", what, got, err, counts)
				}
			}
		}
		want("nothing", "", "0 0 0")
		one.add("ann", due("2026-11-20"))
		want("a todo", "2026-11-20", "1 0 0")
		theirs := other.add("dora", domain.TodoInput{Title: "given", DueDate: ptr("2026-11-20"), AssigneeIDs: []string{"ann"}})
		want("a todo of another instance", "2026-11-20 given", "2 0 0")
		_, err := other.as("dora").UpdateTodo(t.Context(), theirs.ID, "", func(in domain.TodoInput) (domain.TodoInput, error) {
			in.AssigneeIDs = nil
			return in, nil
		})
		other.want("take it away", err, 0)
		want("a todo that was taken away", "2026-11-20", "1 0 0")
		one.clock.Advance(24 * time.Hour)
		want("the next day", "", "1 1 0")
		one.clock.Advance(-24 * time.Hour)
		want("the day before", "2026-11-20", "1 0 0")
	})
}

func TestNobodyGetsWhatIsRememberedOfWhoTheyWere(t *testing.T) {
	eachCast(t, func(c cast) {
		c.decision("dora", domain.DecisionInput{Name: "Which host?"})
		c.wantHome("ann", map[string]string{"decisions": "Which host? by dora|"})
		client := c.store.As(domain.User{ID: "ann", Name: "ann", Roles: []string{"client"}, TimeZone: "Europe/Stockholm"})
		home, err := client.Home(t.Context())
		if err != nil || len(home.Decisions) != 0 || home.Nav.Decisions != 0 {
			t.Errorf("a client with the id of one of the staff: %+v, %v", home.Decisions, err)
		}
	})
}

func TestWhatSomebodyCommittedIsThereForWhoAsksThen(t *testing.T) {
	twice(t, func(one, other cast) {
		var all sync.WaitGroup
		for _, writer := range []*store.Store{one.store, other.store} {
			all.Go(func() {
				for i := range 15 {
					ctx, at := t.Context(), "2026-11-20"
					if _, err := writer.As(domain.User{ID: "ann", Roles: []string{"staff"}}).AddTodo(ctx, domain.TodoInput{Title: fmt.Sprint(i), DueDate: &at}); err != nil {
						t.Error(err)
						return
					}
					var there int
					if err := writer.Read().NewRaw(`SELECT count(*) FROM tasks`).Scan(ctx, &there); err != nil {
						t.Error(err)
						return
					}
					for _, reader := range []*store.Store{one.store, other.store} {
						nav, err := reader.As(domain.User{ID: "ann", Roles: []string{"staff"}}).NavCounts(ctx)
						if err != nil || nav.Today < there {
							t.Errorf("%d todos are counted as %d, %v", there, nav.Today, err)
						}
					}
				}
			})
		}
		all.Wait()
	})
}

func TestASecondLookAsksOnlyWhetherAnythingChanged(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			s, count := storetest.Counted(t, url(t), time.Now)
			look := func() int {
				before := count.Queries()
				if _, err := s.As(domain.User{ID: "ann", Roles: []string{"staff"}}).Home(t.Context()); err != nil {
					t.Fatal(err)
				}
				return count.Queries() - before
			}
			if first, again := look(), look(); first < 5 || again > 1 {
				t.Errorf("%d queries and then %d", first, again)
			}
		})
	}
}

func TestWhatComesBackByItselfIsCountedWhenItDoes(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		c.add("dora", domain.TodoInput{Title: "given", ProjectID: ptr(studio), AssigneeIDs: []string{"ann"}})
		told, err := c.as("ann").Notifications(ctx, domain.NotificationFilter{Limit: 5})
		if err != nil || len(told.Items) != 1 {
			t.Fatal(told.Items, err)
		}
		_, err = c.as("ann").SnoozeNotification(ctx, told.Items[0].ID, c.clock.Now().Add(20*time.Second))
		c.want("snooze", err, 0)
		for _, step := range []struct {
			wait time.Duration
			want int
		}{{0, 0}, {19 * time.Second, 0}, {time.Second, 1}} {
			c.clock.Advance(step.wait)
			nav, err := c.as("ann").NavCounts(ctx)
			home, failed := c.as("ann").Home(ctx)
			if err != nil || failed != nil || nav.Inbox != step.want || home.Nav.Inbox != step.want {
				t.Errorf("after %s: %d and %d, want %d; %v %v", step.wait, nav.Inbox, home.Nav.Inbox, step.want, err, failed)
			}
		}
	})
}

func TestTheDashboardAsksAgainOnlyAboutWhatChanged(t *testing.T) {
	clock := storetest.At(time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC))
	for name, url := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			where := url(t)
			s, count := storetest.Counted(t, where, clock.Now)
			one, other := cast{t, s, clock}, cast{t, storetest.Open(t, where, clock.Now), clock}
			other.exec(`INSERT INTO users (id, name, email, roles) VALUES ('ann', 'ann', 'ann@example.org', '["staff"]')`)
			event := func(c cast) { c.event("ann", domain.EventInput{Title: "x", Start: "2026-11-20T16:00"}) }
			project := func(c cast, name string) int64 {
				p, err := c.as("ann").AddProject(t.Context(), domain.ProjectInput{Name: name})
				c.want("add a project", err, 0)
				return p.ID
			}
			studio := project(other, "Studio")
			todo := func(c cast) {
				c.add("ann", domain.TodoInput{Title: "x", DueDate: ptr("2026-11-20"), ProjectID: ptr(studio)})
			}
			events, todos, projects := 1, 1, 1
			look := func() int {
				t.Helper()
				before := count.Queries()
				home, err := one.as("ann").Home(t.Context())
				if one.want("come home", err, 0); len(home.Occurrences) != events || len(home.Today) != todos || len(home.Projects) != projects || home.Projects[0].Total != todos {
					t.Errorf("%d events, %d todos and the projects %+v, want %d, %d and %d", len(home.Occurrences), len(home.Today), home.Projects, events, todos, projects)
				}
				return count.Queries() - before
			}
			event(one)
			todo(one)
			all := look()
			todo(one)
			todos++
			afterTodo := look()
			event(one)
			events++
			afterEvent := look()
			project(one, "Workshop")
			projects++
			afterProject := look()
			if got, want := []int{all, afterTodo, afterEvent, afterProject}, map[string][]int{"sqlite": {8, 2, 4, 5}, "postgres": {9, 9, 9, 9}}[name]; !slices.Equal(got, want) {
				t.Errorf("%d queries at first, after a todo, an event and a project, want %d", got, want)
			}
			event(other)
			events++
			if again := look(); again != all {
				t.Errorf("%d queries after another program wrote, want %d", again, all)
			}
			todo(other)
			todos++
			event(one)
			events++
			if again := look(); again != all {
				t.Errorf("%d queries after both wrote, want %d", again, all)
			}
		})
	}
}

func TestTheDashboardHasWhatSomebodyCommitted(t *testing.T) {
	twice(t, func(one, other cast) {
		var all sync.WaitGroup
		for _, writer := range []*store.Store{one.store, other.store} {
			all.Go(func() {
				ctx, ann := t.Context(), domain.User{ID: "ann", Roles: []string{"staff"}}
				for i := range 24 {
					var err error
					if at := "2026-11-20"; i%3 > 0 {
						_, err = writer.As(ann).AddTodo(ctx, domain.TodoInput{Title: fmt.Sprint(i), DueDate: &at})
					} else {
						_, err = writer.As(ann).AddEvent(ctx, domain.EventInput{Title: fmt.Sprint(i), Start: at + "T16:00"})
					}
					if err != nil {
						t.Error(err)
						return
					}
					var todos, events int
					if err := writer.Read().NewRaw(`SELECT (SELECT count(*) FROM tasks), (SELECT count(*) FROM events)`).Scan(ctx, &todos, &events); err != nil {
						t.Error(err)
						return
					}
					for _, reader := range []*store.Store{one.store, other.store} {
						home, err := reader.As(ann).Home(ctx)
						if seen := len(home.Occurrences) + home.Further["2026-11-20"]; err != nil || home.Nav.Today < todos || seen < events {
							t.Errorf("%d todos and %d events are seen as %d and %d, %v", todos, events, home.Nav.Today, seen, err)
						}
					}
				}
			})
		}
		all.Wait()
	})
}

func TestProjectsAreReadAgainOnlyAfterTheirTablesChanged(t *testing.T) {
	clock := storetest.At(time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC))
	where := storetest.SQLite(t)
	s, count := storetest.Counted(t, where, clock.Now)
	one, other := cast{t, s, clock}, cast{t, storetest.Open(t, where, clock.Now), clock}
	other.exec(`INSERT INTO users (id, name, email, roles) VALUES ('ann', 'ann', 'ann@example.org', '["staff"]'), ('bo', 'bo', 'bo@example.org', '["staff"]')`)
	project := func(c cast, who, name string) int64 {
		p, err := c.as(who).AddProject(t.Context(), domain.ProjectInput{Name: name, Visibility: ptr("private")})
		c.want("add a project", err, 0)
		return p.ID
	}
	look := func(what string, queries int, names ...string) {
		t.Helper()
		before := count.Queries()
		projects, err := one.as("ann").Projects(t.Context())
		one.want(what, err, 0)
		got := []string{}
		for i, p := range projects {
			got = append(got, p.Name)
			projects[i].Name = "somebody wrote into what they were given"
		}
		if asked := count.Queries() - before; !slices.Equal(got, names) || asked != queries {
			t.Errorf("%s: %q with %d queries, want %q with %d", what, got, asked, names, queries)
		}
	}
	look("nothing", 1)
	look("nothing again", 0)
	project(one, "ann", "Studio")
	look("one's own", 1, "Studio")
	one.add("ann", domain.TodoInput{Title: "x"})
	one.event("ann", domain.EventInput{Title: "x", Start: "2026-11-20T16:00"})
	look("after a todo and an event", 0, "Studio")
	workshop := project(other, "bo", "Workshop")
	look("somebody else's", 1, "Studio")
	_, err := other.as("bo").SetProjectRole(t.Context(), workshop, "ann", domain.ProjectMember)
	other.want("add a member", err, 0)
	look("as a member", 1, "Studio", "Workshop")
	other.want("remove a member", other.as("bo").RemoveFromProject(t.Context(), workshop, "ann"), 0)
	look("no member any more", 1, "Studio")
}
