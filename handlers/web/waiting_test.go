package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
)

const writtenKey = "0123456789abcdef0123456789abcdef"

func titles(t *testing.T, p *apptest.Person) []string {
	t.Helper()
	var list struct {
		Items []struct {
			Title   string `json:"title"`
			DueDate string `json:"due_date"`
		} `json:"items"`
	}
	if err := json.Unmarshal([]byte(p.Get("/api/v1/todos").Want(http.StatusOK).Body), &list); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, item := range list.Items {
		all = append(all, strings.TrimSpace(item.Title+" "+item.DueDate))
	}
	return all
}

func TestATodoThatWaitedIsAddedOnceHoweverOftenItComes(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	script := ann.With("Accept", "application/json")
	form := apptest.Form("text", "Call Ana", "key", writtenKey, "person", ann.User.ID)
	first := script.Post("/todos", form).Want(http.StatusCreated).Body
	if again := script.Post("/todos", form).Want(http.StatusCreated).Body; again != first {
		t.Errorf("answers %s, then %s", first, again)
	}
	ann.HTMX().Post("/todos", form).Want(http.StatusOK)
	app.Clock.Advance(10 * 24 * time.Hour)
	ann.SignIn()
	script.Post("/todos", form).Want(http.StatusCreated)
	if all := titles(t, ann); len(all) != 1 {
		t.Errorf("there are %q", all)
	}
	// The same key of somebody else is another one.
	bo.With("Accept", "application/json").Post("/todos", apptest.Form("text", "Mine", "key", writtenKey, "person", bo.User.ID)).Want(http.StatusCreated)
	if all := titles(t, bo); len(all) != 1 || !strings.HasPrefix(all[0], "Mine") {
		t.Errorf("there are %q", all)
	}
}

func TestManyTabsThatSendWhatWaitedAddItOnce(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	var tabs sync.WaitGroup
	for range 8 {
		tabs.Go(func() {
			answer := ann.With("Accept", "application/json").Post("/todos", apptest.Form("text", "Call Ana", "key", writtenKey, "person", ann.User.ID))
			if answer.Status != http.StatusCreated && answer.Status != http.StatusConflict {
				t.Errorf("answers %d", answer.Status)
			}
		})
	}
	tabs.Wait()
	if all := titles(t, ann); len(all) != 1 {
		t.Errorf("there are %q", all)
	}
}

func TestWhatWaitedIsUnderstoodAsOfWhenItWasWritten(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	send := func(key, written string) {
		ann.With("Accept", "application/json").Post("/todos", apptest.Form("text", "Call Ana tomorrow", "key", key+writtenKey, "person", ann.User.ID, "written", written)).Want(http.StatusCreated)
	}
	day := func(ago time.Duration) string { return apptest.Morning.Add(-ago).Format(time.RFC3339) }
	send("a", day(48*time.Hour))
	send("b", day(-48*time.Hour)) // a clock that is wrong
	send("c", day(90*24*time.Hour))
	send("d", "nonsense")
	if all := strings.Join(titles(t, ann), ", "); strings.Count(all, "2026-05-20") != 1 || strings.Count(all, "2026-05-22") != 3 {
		t.Errorf("there are %s", all)
	}
}

func TestWhatSomebodyElseWroteInTheSameBrowserIsNotSaved(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	script := bo.With("Accept", "application/json")
	script.Post("/todos", apptest.Form("text", "Ann's", "key", writtenKey, "person", ann.User.ID)).Want(http.StatusConflict)
	script.Post("/todos", apptest.Form("text", "Ann's", "key", writtenKey, "person", "")).Want(http.StatusConflict)
	script.Post("/notes/text", apptest.Form("title", "Ann's", "editor", writtenKey, "number", "1", "revision", "0", "person", ann.User.ID)).Want(http.StatusConflict)
	app.Nobody().With("Accept", "application/json").Post("/todos", apptest.Form("text", "Ann's", "key", writtenKey, "person", ann.User.ID)).Want(http.StatusUnauthorized)
	if all := titles(t, bo); len(all) > 0 {
		t.Errorf("there are %q", all)
	}
}

func TestWhatWaitedAndIsRefusedSaysWhyAndCanBeSentAgain(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	script := ann.With("Accept", "application/json")
	send := func(text, key string) *apptest.Answer {
		return script.Post("/todos", apptest.Form("text", text, "key", key, "person", ann.User.ID))
	}
	send(strings.Repeat("x", domain.TitleMax+1), writtenKey).Want(http.StatusUnprocessableEntity, "errors")
	send("shorter", writtenKey).Want(http.StatusCreated)
	for _, key := range []string{"short", strings.Repeat("k", 101)} {
		send("x", key).Want(http.StatusUnprocessableEntity)
	}
	if all := titles(t, ann); len(all) != 1 || !strings.HasPrefix(all[0], "shorter") {
		t.Errorf("there are %q", all)
	}
}
