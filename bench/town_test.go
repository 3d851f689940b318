//go:build bench

package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mddash/domain"
	"mddash/store"
)

const (
	townPeople = 100
	townTodos  = 1000
)

// dweller is one of the people in town, with an API token that is good for everything.
type dweller struct{ ID, Email, Token string }

const townPassword = "correct horse battery"

// people makes the town where it is not there yet, and tells who lives in it.
func people(t *testing.T) []dweller {
	t.Helper()
	list := filepath.Join(town, "people.json")
	if text, err := os.ReadFile(list); err == nil {
		var dwellers []dweller
		if err := json.Unmarshal(text, &dwellers); err != nil {
			t.Fatal(err)
		}
		return dwellers
	}
	began := time.Now()
	dwellers, err := settle(town)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(dwellers)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(list, text, 0o600); err != nil {
		t.Fatal(err)
	}
	tell(fmt.Sprintf("made %d people with %d todos each", townPeople, townTodos), time.Since(began).Round(time.Second).String())
	return dwellers
}

// settle fills a new database through the store's front door, so that everything that follows a todo is there too.
func settle(dir string) ([]dweller, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{URL: "sqlite:" + filepath.Join(dir, "mddash.db"), Migrations: os.DirFS("../migrations")})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if _, err := s.Migrate(ctx); err != nil {
		return nil, err
	}
	var dwellers []dweller
	for n := range townPeople {
		d, err := moveIn(ctx, s, n)
		if err != nil {
			return nil, err
		}
		dwellers = append(dwellers, d)
	}
	return dwellers, nil
}

func moveIn(ctx context.Context, s *store.Store, n int) (dweller, error) {
	email := fmt.Sprintf("person%d@example.com", n)
	user, err := s.SignUp(ctx, domain.SignUpInput{Email: email, Password: townPassword, Name: fmt.Sprintf("Person %d", n)}, "open")
	if err != nil {
		return dweller{}, err
	}
	scope := s.As(user)
	for from := 0; from < townTodos; from += 200 {
		var inputs []domain.TodoInput
		for i := from; i < min(from+200, townTodos); i++ {
			inputs = append(inputs, todo(i))
		}
		if _, err := scope.AddTodos(ctx, inputs); err != nil {
			return dweller{}, err
		}
	}
	_, secret, err := scope.AddAPIToken(ctx, domain.APITokenInput{Name: "bench", Scopes: []string{"read", "write"}})
	return dweller{ID: user.ID, Email: email, Token: secret}, err
}

// todo is one of the kind that people have: some with a date, a tag, a few words more.
func todo(i int) domain.TodoInput {
	in := domain.TodoInput{Title: fmt.Sprintf("Call the printer about order %d", i)}
	if i%2 == 0 {
		due := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i%365).Format(time.DateOnly)
		in.DueDate = &due
	}
	if i%3 == 0 {
		in.Tags = []string{"office", "print"}
	}
	if i%4 == 0 {
		words := "They want the *final* files by noon, and the invoice goes to the new address."
		in.Description = &words
	}
	return in
}
