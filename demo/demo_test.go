package demo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mddash/demo"
	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

const (
	password = "vier paarden eten taart"
	today    = domain.Date("2026-11-25")
)

// little is a studio that tests can wait for.
func little(seed uint64) demo.Options {
	return demo.Options{Seed: seed, Today: today, Password: password, Percent: 2}
}

func fill(t *testing.T, s *store.Store, o demo.Options) demo.Made {
	t.Helper()
	made, err := demo.Fill(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// person is somebody of the studio as they are signed in.
func person(t *testing.T, s *store.Store, login string) *store.Scope {
	t.Helper()
	email := login + "@studio-north.example"
	if login == "ana" {
		email = "ana@harbour-coffee.example"
	}
	user, err := s.SignIn(t.Context(), domain.SignInInput{Email: email, Password: password}, "")
	if err != nil {
		t.Fatalf("%s can't sign in: %v", login, err)
	}
	return s.As(user.User)
}

func TestTheStudioHasWhatItPromises(t *testing.T) {
	for seed := range uint64(5) {
		made, titles, err := demo.Imagined(seed, today)
		if err != nil {
			t.Fatal(err)
		}
		if made.People < 12 || made.Clients != 12 || made.Projects != 30 || made.Tasks < 2000 || made.Tasks > 2300 || made.Decisions < 30 {
			t.Errorf("seed %d makes %+v", seed, made)
		}
		twice := 0
		for title, n := range titles {
			twice += n - 1
			if strings.ContainsAny(title, "{}") || len(title) > domain.TitleMax || title == "" {
				t.Errorf("a task is called %q", title)
			}
		}
		if twice > made.Tasks/100 {
			t.Errorf("seed %d has %d titles twice in a project", seed, twice)
		}
	}
}

func TestEverybodySeesTheirPartOfTheStudio(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		made := fill(t, s, little(1))
		all := domain.ProjectFilter{Archived: domain.AlsoArchived, Limit: 100}
		for login, want := range map[string]struct{ projects, clients int }{
			"maya": {28, 12}, "jonas": {29, 12}, "tom": {27, 12}, "ana": {3, 0},
		} {
			scope := person(t, s, login)
			page, err := scope.ListProjects(t.Context(), all)
			if err != nil || len(page.Items) != want.projects {
				t.Errorf("%s sees %d projects, %v, want %d", login, len(page.Items), err, want.projects)
			}
			clients, err := scope.ClientNames(t.Context(), "")
			if domain.KindOf(err) != 0 && login != "ana" || len(clients) != want.clients {
				t.Errorf("%s sees %d clients, %v, want %d", login, len(clients), err, want.clients)
			}
		}
		if made.Projects != 30 || made.Owner.Email != demo.Owner || !made.Owner.IsAdmin() || !made.Client.Has(domain.RoleClient) {
			t.Errorf("made %+v", made)
		}
	})
}

func TestTheSameSeedAndDayMakeTheSameStudio(t *testing.T) {
	first := written(t, storetest.New(t), little(7))
	if second := written(t, storetest.New(t), little(7)); !slices.Equal(first, second) {
		for i := range min(len(first), len(second)) {
			if first[i] != second[i] {
				t.Fatalf("once it says\n%s\nand once\n%s", first[i], second[i])
			}
		}
		t.Fatalf("once it has %d rows and once %d", len(first), len(second))
	}
	if slices.Equal(first, written(t, storetest.New(t), little(8))) {
		t.Fatal("another seed makes the same")
	}
}

// written is all that somebody who sees most of it can read there, without what nobody chooses.
func written(t *testing.T, s *store.Store, o demo.Options) []string {
	t.Helper()
	fill(t, s, o)
	jonas, lines := person(t, s, "jonas"), []string{}
	people := map[string]string{}
	for _, login := range []string{"maya", "tom", "ines", "jonas", "yuki", "layla", "soren", "zoe", "lukasz", "amara", "mateo"} {
		user, err := person(t, s, login).Profile(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		people[user.ID] = login
	}
	names := func(ids []string) []string {
		found := []string{}
		for _, id := range ids {
			found = append(found, people[id])
		}
		return slices.Sorted(slices.Values(found))
	}
	each(t, jonas, func(todo domain.Todo) {
		lines = append(lines, fmt.Sprint(todo.ID, todo.Title, todo.Description, todo.Status, todo.Priority, todo.Tags, todo.StartDate, todo.DueDate, todo.ProjectID, todo.ParentID,
			todo.EstimateMinutes, names(todo.AssigneeIDs), people[todo.OwnerID], todo.CreatedAt, todo.UpdatedAt, todo.CompletedAt))
		comments, err := jonas.Comments(t.Context(), todo.ID, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range comments.Items {
			lines = append(lines, fmt.Sprint(c.ID, c.Body, c.Author.Name, c.CreatedAt))
		}
	})
	report, err := jonas.TimeReport(t.Context(), domain.TimeFilter{}, []domain.TimeGroup{domain.ByProject, domain.ByMonth})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range report.Rows {
		lines = append(lines, fmt.Sprintf("%+v", row))
	}
	return lines
}

// each reads everything on all boards that somebody sees.
func each(t *testing.T, scope *store.Scope, do func(domain.Todo)) {
	t.Helper()
	f := domain.TodoFilter{Reach: domain.Visible, Sort: domain.SortCreated, Limit: 100}
	for {
		page, err := scope.Todos(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, todo := range page.Items {
			do(todo)
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			return
		}
	}
}

func TestWhatIsInterruptedLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		o := little(1)
		o.Told = func(done, all int) {
			if done == all-1 {
				cancel()
			}
		}
		if _, err := demo.Fill(ctx, s, o); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
		if empty, err := s.Empty(t.Context()); err != nil || !empty {
			t.Fatalf("empty: %v, %v", empty, err)
		}
		o.Told = nil
		fill(t, s, o)
		if _, err := demo.Fill(t.Context(), s, o); domain.KindOf(err) != domain.Conflict {
			t.Fatalf("a second one on top: %v", err)
		}
	})
}

func TestThereCanBeManyTimesAsMuch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		once := storetest.New(t)
		fill(t, once, little(1))
		o := little(1)
		o.Times = 3
		made := fill(t, s, o)
		if made.Projects != 90 || made.Clients != 36 || made.People != 12 {
			t.Errorf("made %+v", made)
		}
		scopes := []*store.Scope{person(t, once, "jonas"), person(t, s, "jonas")}
		counts := [2]int{}
		hours := [2]int{}
		for i, scope := range scopes {
			each(t, scope, func(domain.Todo) { counts[i]++ })
			report, err := scope.TimeReport(t.Context(), domain.TimeFilter{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			hours[i] = int(report.Total.Minutes)
		}
		if counts[1] != 3*counts[0] || hours[1] != 3*hours[0] {
			t.Errorf("%d todos and %d minutes became %d and %d", counts[0], hours[0], counts[1], hours[1])
		}
		if todo, err := scopes[1].AddTodo(t.Context(), domain.TodoInput{Title: "One more"}); err != nil || todo.ID == 0 {
			t.Errorf("nothing can be added: %v", err)
		}
	})
}

func TestNothingOfTheStoryIsStillToCome(t *testing.T) {
	s := storetest.NewAt(t, func() time.Time { return today.Time().Add(9 * time.Hour) })
	fill(t, s, little(3))
	each(t, person(t, s, "jonas"), func(todo domain.Todo) {
		if !todo.CreatedAt.Before(today.Time()) || !todo.UpdatedAt.Before(today.Time()) || todo.UpdatedAt.Before(todo.CreatedAt) {
			t.Errorf("%q was made %v and changed %v", todo.Title, todo.CreatedAt, todo.UpdatedAt)
		}
	})
}
