package api_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

func keyed(p *apptest.Person, key string) *apptest.Person { return p.With("Idempotency-Key", key) }

func total(t testing.TB, p *apptest.Person) int {
	t.Helper()
	var page listed
	p.Get(v1 + "/todos?limit=1").Want(200).Into(&page)
	return page.Total
}

// wantReplay fails unless an answer is the first one again.
func wantReplay(t testing.TB, first, again *apptest.Answer) {
	t.Helper()
	again.Want(first.Status).WantHeader("Idempotent-Replayed", "true")
	if again.Body != first.Body {
		t.Errorf("the answer is %s, was %s", again.Body, first.Body)
	}
	for _, name := range []string{"ETag", "Location", "Content-Type", "Mddash-Batch"} {
		again.WantHeader(name, first.Header.Get(name))
	}
}

func TestTheSameKeyAndBodyGetTheFirstAnswer(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	first := keyed(ann, "k1").JSON("POST", v1+"/todos", `{"title":"once"}`).Want(201).WantHeader("Idempotent-Replayed", "")
	app.Clock.Advance(time.Hour)
	ann.JSON("PATCH", first.Header.Get("Location"), `{"title":"changed since"}`).Want(200)
	wantReplay(t, first, keyed(ann, "k1").JSON("POST", v1+"/todos", `{"title":"once"}`))
	wantReplay(t, first, keyed(ann.Script("write"), "k1").JSON("POST", v1+"/todos", `{"title":"once"}`))
	keyed(ann.Script("read"), "k1").JSON("POST", v1+"/todos", `{"title":"once"}`).Want(403)
	keyed(app.Nobody(), "k1").JSON("POST", v1+"/todos", `{"title":"once"}`).Want(401)
	for _, c := range []struct{ path, body string }{{"/todos", `{"title":"twice"}`}, {"/todos", `{"title":"once"} `}, {"/tasks", `{"name":"once"}`}, {"/todos/1/completion", ""}} {
		keyed(ann, "k1").JSON("POST", v1+c.path, c.body).Want(422, `"location":"header.Idempotency-Key"`)
	}
	if n := total(t, ann); n != 1 {
		t.Errorf("there are %d todos, want 1", n)
	}
	keyed(bo, "k1").JSON("POST", v1+"/todos", `{"title":"once"}`).Want(201, bo.User.ID).WantHeader("Idempotent-Replayed", "")
	app.Clock.Advance(23*time.Hour + time.Second)
	keyed(ann, "k1").JSON("POST", v1+"/todos", `{"title":"another day"}`).Want(201).WantHeader("Idempotent-Replayed", "")
	if n := total(t, ann); n != 2 {
		t.Errorf("there are %d todos, want 2", n)
	}
	for _, key := range []string{"", strings.Repeat("k", 256)} {
		keyed(ann, key).JSON("POST", v1+"/todos", `{"title":"x"}`).Want(422, "header.Idempotency-Key")
	}
	keyed(ann, strings.Repeat("k", 255)).JSON("POST", v1+"/todos", `{"title":"x"}`).Want(201)
}

func TestEveryPostCanBeSentAgain(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path, _ := add(t, ann, todo{"title": "a", "recurrence": "FREQ=DAILY", "due_date": "2026-05-21"})
	other, _ := add(t, ann, todo{"title": "b"})
	binned, _ := add(t, ann, todo{"title": "c"})
	ann.Send("DELETE", binned, "", nil).Want(204)
	batch := ann.JSON("PATCH", other, `{"title":"bb"}`).Want(200).Header.Get("Mddash-Batch")
	id := strings.TrimPrefix(other, v1+"/todos/")
	for i, c := range []struct {
		path, body string
		want       int
	}{
		{v1 + "/tasks", `{"name":"x"}`, 201}, {path + "/comments", `{"body":"x"}`, 201}, {path + "/completion", "", 200}, {binned + "/restore", "", 200},
		{path + "/position", `{}`, 200}, {v1 + "/todos/bulk", `{"ids":[` + id + `],"patch":{"priority":"low"}}`, 200},
		{v1 + "/tokens", `{"name":"x"}`, 201}, {v1 + "/undo/" + batch, "", 204}, {v1 + "/todos/bulk", `{"ids":[` + id + `],"delete":true}`, 200},
	} {
		key := fmt.Sprint("key ", i)
		first := keyed(ann, key).JSON("POST", c.path, c.body).Want(c.want)
		wantReplay(t, first, keyed(ann, key).JSON("POST", c.path, c.body))
		if c.path == v1+"/tokens" {
			continue
		}
		// The answer was lost on its way into the database: it is made anew from what was done.
		app.SQL(`UPDATE idempotency_keys SET answer = NULL`)
		again := keyed(ann, key).JSON("POST", c.path, c.body).Want(c.want).WantHeader("Mddash-Batch", first.Header.Get("Mddash-Batch")).WantHeader("Location", first.Header.Get("Location"))
		if again.Body != first.Body {
			t.Errorf("POST %s after its answer was lost: %s, was %s", c.path, again.Body, first.Body)
		}
		wantReplay(t, again, keyed(ann, key).JSON("POST", c.path, c.body))
	}
	ann.Get(path+"/comments").Want(200, `"total":1`)
	password := `{"current_password":"` + apptest.Password + `","new_password":"a horse that can paint benches"}`
	keyed(ann, "pw").JSON("POST", v1+"/auth/password", password).Want(204)
	keyed(ann, "pw").JSON("POST", v1+"/auth/password", password).Want(204).WantHeader("Idempotent-Replayed", "true")
}

func TestWhatWasRefusedIsNotRemembered(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	keyed(ann, "k").JSON("POST", v1+"/todos", `{"title":""}`).Want(422)
	keyed(ann, "k").JSON("POST", v1+"/todos", `{"title":"better"}`).Want(201)
	keyed(ann, "n").JSON("POST", v1+"/todos/77/comments", `{"body":"x"}`).Want(404)
	keyed(ann, "n").JSON("POST", v1+"/todos/1/comments", `{"body":"x"}`).Want(201)
}

func TestTheSameRequestTwiceAtOnceHappensOnce(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for round := range 5 {
		var wait sync.WaitGroup
		var answers [8]*apptest.Answer
		for i := range answers {
			wait.Go(func() {
				answers[i] = keyed(ann, fmt.Sprint("round ", round)).JSON("POST", v1+"/todos", `{"title":"once"}`)
			})
		}
		wait.Wait()
		location := ""
		for _, answer := range answers {
			if answer.Status == 409 {
				continue
			}
			if answer.Want(201); location != "" && answer.Header.Get("Location") != location {
				t.Errorf("two todos: %s and %s", location, answer.Header.Get("Location"))
			}
			location = answer.Header.Get("Location")
		}
		if n := total(t, ann); n != round+1 {
			t.Errorf("there are %d todos, want %d", n, round+1)
		}
	}
}

func TestARequestThatACrashCutOffRunsAgainOnlyIfItDidNothing(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	keyed(ann, "cut").JSON("POST", v1+"/todos", `{"title":"x"}`).Want(201)
	app.SQL(`UPDATE idempotency_keys SET answer = NULL, batch = 'cut off before its commit'`)
	keyed(ann, "cut").JSON("POST", v1+"/todos", `{"title":"x"}`).Want(409, "under way")
	keyed(ann, "cut").JSON("POST", v1+"/todos", `{"title":"y"}`).Want(422)
	app.Clock.Advance(61 * time.Second)
	second := keyed(ann, "cut").JSON("POST", v1+"/todos", `{"title":"x"}`).Want(201).WantHeader("Location", v1+"/todos/2")
	wantReplay(t, second, keyed(ann, "cut").JSON("POST", v1+"/todos", `{"title":"x"}`))

	first := keyed(ann, "token").JSON("POST", v1+"/tokens", `{"name":"script"}`).Want(201)
	app.SQL(`UPDATE idempotency_keys SET answer = NULL`)
	keyed(ann, "token").JSON("POST", v1+"/tokens", `{"name":"script"}`).Want(409, "its answer was lost")
	ann.Get(v1+"/tokens").Want(200, `"total":1`)
	ann.Send("DELETE", first.Header.Get("Location"), "", nil).Want(204)

	gone := keyed(ann, "gone").JSON("POST", v1+"/todos", `{"title":"gone"}`).Want(201).Header.Get("Location")
	app.SQL(`UPDATE idempotency_keys SET answer = NULL`)
	ann.Send("DELETE", gone, "", nil).Want(204)
	keyed(ann, "gone").JSON("POST", v1+"/todos", `{"title":"gone"}`).Want(404)
	if n := total(t, ann); n != 2 {
		t.Errorf("there are %d todos, want 2", n)
	}
}

// A kept answer can hold a secret. Who reads the database finds neither it nor the key.
func TestKeptAnswersAreSealed(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "mddash.db")
	app := apptest.New(t, func(o *apptest.Options) { o.Database = "sqlite:" + file })
	ann := app.As("ann")
	var token struct{ Secret, Hint string }
	keyed(ann, "the-key-of-this-request").JSON("POST", v1+"/tokens", `{"name":"script"}`).Want(201).Into(&token)
	if len(token.Secret) < 40 {
		t.Fatalf("the secret is %q", token.Secret)
	}
	keyed(ann, "the-key-of-this-request").JSON("POST", v1+"/tokens", `{"name":"script"}`).Want(201, token.Secret)
	for _, name := range []string{file, file + "-wal"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{token.Secret, "the-key-of-this-request", apptest.Password} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s holds %q", filepath.Base(name), secret)
			}
		}
	}
	if log := app.Log(); strings.Contains(log, token.Secret) || strings.Contains(log, "the-key-of-this-request") {
		t.Error("the log holds a secret")
	}
}
