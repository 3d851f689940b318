package store_test

import (
	"context"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
	"mddash/store/storetest"
)

// cast is a small team: ann and ben are staff, dora is admin, cleo has the client role, zoe is staff and has nothing to
// do with anybody. Projects: 1 Website (private; ann owns, ben is a member, cleo was added), 2 Studio (team; dora owns),
// 3 Secret (private; dora owns), 4 Old (adopted: nobody owns it).
type cast struct {
	t     *testing.T
	store *store.Store
	clock *storetest.Clock
}

const (
	website = int64(1)
	studio  = int64(2)
	secret  = int64(3)
	adopted = int64(4)
)

func eachCast(t *testing.T, run func(c cast)) {
	t.Helper()
	clock := storetest.At(time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC))
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		c := cast{t, s, clock}
		for id, roles := range map[string]string{"ann": `["staff"]`, "ben": `["staff"]`, "dora": `["admin","staff"]`, "cleo": `["client"]`, "zoe": `["staff"]`} {
			c.exec(`INSERT INTO users (id, name, email, roles) VALUES (?, ?, ?, ?)`, id, id, id+"@example.org", roles)
		}
		for _, q := range []string{
			`INSERT INTO projects (id, name, key, owner_id, visibility) VALUES (1, 'Website', 'WEB', 'ann', 'private'), (2, 'Studio', 'STU', 'dora', 'team'), (3, 'Secret', 'SEC', 'dora', 'private'), (4, 'Old', 'OLD', NULL, 'team')`,
			`INSERT INTO project_members (project_id, user_id, role) VALUES (1, 'ben', 'member'), (1, 'cleo', 'member'), (2, 'zoe', 'viewer')`,
		} {
			c.exec(q)
		}
		if c.postgres() {
			c.exec(`ALTER TABLE projects ALTER COLUMN id RESTART WITH 100`)
		}
		run(c)
	})
}

func (c cast) exec(query string, args ...any) {
	c.t.Helper()
	if err := c.store.Exec(query, args...); err != nil {
		c.t.Fatal(err)
	}
}

// as is a fresh request of somebody's.
func (c cast) as(id string) *store.Scope {
	roles := map[string][]string{"dora": {"admin", "staff"}, "cleo": {"client"}}[id]
	if roles == nil {
		roles = []string{"staff"}
	}
	return c.store.As(domain.User{ID: id, Name: id, Roles: roles, TimeZone: "Europe/Stockholm"})
}

func (c cast) add(who string, in domain.TodoInput) domain.Todo {
	c.t.Helper()
	todo, err := c.as(who).AddTodo(context.Background(), in)
	if err != nil {
		c.t.Fatalf("%s adds %q: %v", who, in.Title, err)
	}
	return todo
}

func (c cast) todo(who string, id int64) domain.Todo {
	c.t.Helper()
	todo, err := c.as(who).Todo(context.Background(), id)
	if err != nil {
		c.t.Fatalf("%s opens todo %d: %v", who, id, err)
	}
	return todo
}

func (c cast) want(what string, err error, kind domain.Kind) {
	c.t.Helper()
	if got := domain.KindOf(err); got != kind || (kind == 0 && err != nil) {
		c.t.Errorf("%s: got %v (kind %d), want kind %d", what, err, got, kind)
	}
}

func ptr[T any](v T) *T { return &v }

// set makes a change that sets one thing.
func set(do func(*domain.TodoInput)) func(domain.TodoInput) (domain.TodoInput, error) {
	return func(in domain.TodoInput) (domain.TodoInput, error) {
		do(&in)
		return in, nil
	}
}
