package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// doings are what people and other code do to what was done; ? is the id of a todo or of an entry, and @ some time of late.
var doings = []string{
	`UPDATE tasks SET name = name || 'x' WHERE id = ?`,
	`UPDATE tasks SET status = 'done', completed_at = '@' WHERE id = ?`,
	`UPDATE tasks SET status = 'done', completed_at = '@' WHERE id = ?`,
	`UPDATE tasks SET status = 'todo', completed_at = NULL WHERE id = ?`,
	`UPDATE tasks SET due_date = substr('@', 1, 10) WHERE id = ?`,
	`UPDATE tasks SET deleted_at = CASE WHEN deleted_at IS NULL THEN '@' END WHERE id = ?`,
	`UPDATE tasks SET user_id = CASE user_id WHEN 'ann' THEN 'ben' ELSE 'ann' END WHERE id = ?`,
	`UPDATE tasks SET project_id = CASE WHEN project_id IS NULL THEN 1 + ? % 2 END WHERE id = ?`,
	`INSERT OR IGNORE INTO task_assignees (task_id, user_id) SELECT id, 'ben' FROM tasks WHERE id = ?`,
	`DELETE FROM task_assignees WHERE task_id = ?`,
	`DELETE FROM tasks WHERE id = ? AND id % 5 = 0`,
	`INSERT INTO tasks (name, status, completed_at, user_id, project_id) VALUES ('new ' || ?, 'done', '@', 'ann', 1)`,
	`INSERT OR REPLACE INTO tasks (id, name, status, completed_at, user_id) VALUES (?, 'other', 'done', '@', 'ann')`,
	`INSERT INTO time_entries (task_id, user_id, day, minutes, created_at, updated_at) SELECT id, 'ann', substr('@', 1, 10), 30, '@', '@' FROM tasks WHERE id = ?`,
	`UPDATE time_entries SET minutes = minutes + 5 WHERE id = ?`,
	`UPDATE time_entries SET day = substr('@', 1, 10) WHERE id = ?`,
	`DELETE FROM time_entries WHERE id = ?`,
	`UPDATE projects SET status = CASE status WHEN 'archived' THEN 'active' ELSE 'archived' END WHERE id = 1 + ? % 2`,
	`UPDATE projects SET owner_id = CASE owner_id WHEN 'ann' THEN 'ben' ELSE 'ann' END WHERE id = 1 + ? % 2`,
}

func TestWhatWasDoneIsTheSameWhateverChangedBetweenTwoLooks(t *testing.T) {
	s, random := openEmpty(t), rand.New(rand.NewPCG(3, 4))
	now := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	s.clock = func() time.Time { return now }
	peopleWithTodos(t, s)
	people := []*Scope{
		s.As(domain.User{ID: "ann", Name: "Ann", Roles: []string{domain.RoleStaff}, TimeZone: "America/Los_Angeles"}),
		s.As(domain.User{ID: "ben", Name: "Ben", Roles: []string{domain.RoleStaff}, TimeZone: "Asia/Tokyo"}),
	}
	held := 0
	for step := range 600 {
		doing := random.IntN(len(doings))
		at := now.Add(-time.Duration(random.IntN(20)) * time.Hour)
		if random.IntN(4) == 0 {
			at = now.AddDate(0, 0, -random.IntN(16))
		}
		doTo(t, s, doings[doing], 1+random.IntN(12), at, random.IntN(8) == 0)
		if now = now.Add(time.Duration(random.IntN(3)) * time.Second); random.IntN(3) == 0 {
			continue // several changes between two looks
		}
		for _, scope := range people {
			before := rememberedPast(scope)
			got := daysOf(t, scope)
			if after := rememberedPast(scope); len(before) > 0 && &before[0] == &after[0] {
				held++
			}
			kept := s.remembered
			s.remembered = &remembered{}
			want := daysOf(t, scope)
			if s.remembered = kept; got != want {
				t.Fatalf("step %d (%s): %s\nsees    %s\nthere is %s", step, doings[doing], scope.user.ID, got, want)
			}
		}
	}
	if held < 200 {
		t.Errorf("only %d looks left the past as it was", held)
	}
}

// rememberedPast are the days that are remembered of somebody.
func rememberedPast(scope *Scope) []domain.HomeDay {
	past, _ := scope.store.remembered.values[scope.rememberedAs("home past")].value.(pastDays)
	return past.days
}

// peopleWithTodos makes ann and ben, a project of each that the other is in, and todos in them and in none.
func peopleWithTodos(t *testing.T, s *Store) {
	t.Helper()
	for _, statement := range []string{
		`INSERT INTO users (id, name, email, roles) VALUES ('ann', 'ann', 'ann@example.org', '["staff"]'), ('ben', 'ben', 'ben@example.org', '["staff"]')`,
		`INSERT INTO projects (id, name, status, owner_id) VALUES (1, 'One', 'active', 'ann'), (2, 'Two', 'active', 'ben')`,
		`INSERT INTO project_members (project_id, user_id, role) VALUES (1, 'ben', 'viewer')`,
		`INSERT INTO tasks (id, name, user_id, project_id) VALUES (1, 'a', 'ann', NULL), (2, 'b', 'ann', 1), (3, 'c', 'ann', 2), (4, 'd', 'ben', NULL), (5, 'e', 'ben', 1), (6, 'f', 'ben', 2), (7, 'g', 'ann', 1), (8, 'h', 'ann', 1)`,
	} {
		doTo(t, s, statement, 0, time.Time{}, false)
	}
}

// doTo changes something, or begins to and breaks off.
func doTo(t *testing.T, s *Store, statement string, id int, at time.Time, broken bool) {
	t.Helper()
	brokenOff := errors.New("broken off")
	err := s.inTx(t.Context(), func(ctx context.Context, tx bun.Tx) error {
		text := strings.NewReplacer("?", strconv.Itoa(id), "@", at.UTC().Format(storedTime)).Replace(statement)
		_, err := tx.NewRaw(text).Exec(ctx)
		if err == nil && broken {
			return brokenOff
		}
		return err
	})
	if err != nil && !errors.Is(err, brokenOff) {
		t.Fatalf("%s: %v", statement, err)
	}
}

func daysOf(t *testing.T, scope *Scope) string {
	t.Helper()
	home, err := scope.Home(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(home.Days)
}
