package web_test

import (
	"bufio"
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// stream is a page of somebody's that listens. Lines come as the server sends them.
type stream struct {
	t     *testing.T
	lines chan string
	leave context.CancelFunc
}

func listen(t *testing.T, p *apptest.Person, query string) stream {
	t.Helper()
	ctx, leave := context.WithTimeout(t.Context(), 30*time.Second)
	res := p.Stream(ctx, "/live"+query)
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("X-Accel-Buffering") != "no" || res.Header.Get("Content-Encoding") != "" {
		t.Fatalf("a stream begins with %d %v", res.StatusCode, res.Header)
	}
	s := stream{t, make(chan string, 100), leave}
	go func() {
		defer close(s.lines)
		defer res.Body.Close()
		for scanner := bufio.NewScanner(res.Body); scanner.Scan(); {
			s.lines <- scanner.Text()
		}
	}()
	t.Cleanup(leave)
	s.until("data: {}")
	return s
}

// until reads on to a line that has some text, and gives everything up to it.
func (s stream) until(text string) string {
	s.t.Helper()
	var all strings.Builder
	for line := range s.lines {
		all.WriteString(line + "\n")
		if strings.Contains(line, text) {
			return all.String()
		}
	}
	s.t.Fatalf("%q never came: %s", text, all.String())
	return ""
}

// ended reads to the end of the stream.
func (s stream) ended() string {
	var all strings.Builder
	for line := range s.lines {
		all.WriteString(line + "\n")
	}
	return all.String()
}

func TestAnOpenPageIsToldOfWhatOthersDoByAnyDoor(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	project, err := app.Scope("ann").AddProject(t.Context(), domain.ProjectInput{Name: "Website", Key: ptr("WEB"), Visibility: ptr("team")})
	if err != nil {
		t.Fatal(err)
	}
	page := listen(t, ben, "")
	id := strconv.FormatInt(project.ID, 10)
	todo, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Say it", ProjectID: &project.ID})
	if err != nil {
		t.Fatal(err)
	}
	name := "todo:" + strconv.FormatInt(todo.ID, 10)
	if heard := page.until(name); !strings.Contains(heard, `"project:`+id+`"`) || strings.Contains(heard, "Say it") {
		t.Errorf("heard %s", heard)
	}
	ann.Post("/todos/"+strconv.FormatInt(todo.ID, 10)+"/completion", apptest.Form("done", "true")).Want(http.StatusSeeOther)
	page.until(name)
	app.SQL(`UPDATE tasks SET name = 'Said by another program' WHERE id = ?`, todo.ID)
	page.until(name)
}

func TestAPageKnowsWhatWasDoneOnItself(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	page := listen(t, ann, "")
	answer := ann.Post("/todos", apptest.Form("text", "Mine")).Want(http.StatusSeeOther)
	batch := answer.Header.Get("X-Batch")
	if batch == "" {
		t.Fatal("the answer names no batch")
	}
	page.until(`"own":{"` + batch + `":["todos","todo:`)
}

func TestAStreamIsOverWhenItsPersonMayNotBeToldAnyMore(t *testing.T) {
	for name, end := range map[string]func(app *apptest.App, ann *apptest.Person){
		"signed out": func(app *apptest.App, ann *apptest.Person) {
			ann.Post("/signout", nil).Want(http.StatusSeeOther)
		},
		"disabled": func(app *apptest.App, ann *apptest.Person) {
			app.As("admin").Post("/admin/users/"+ann.User.ID+"/access", apptest.Form("disabled", "true")).Want(http.StatusSeeOther)
		},
		"another password": func(app *apptest.App, ann *apptest.Person) {
			ann.Elsewhere().Post("/settings/password", apptest.Form("current_password", apptest.Password, "new_password", "vier paarden eten taart")).Want(http.StatusSeeOther)
		},
	} {
		t.Run(name, func(t *testing.T) {
			app := apptest.New(t)
			ann := app.As("ann")
			page := listen(t, ann, "")
			end(app, ann)
			if said := page.ended(); !strings.Contains(said, "event: end\ndata: over\n") {
				t.Errorf("it ends with %q", said)
			}
		})
	}
}

func TestAServerThatStopsEndsAllStreams(t *testing.T) {
	app := apptest.New(t)
	page := listen(t, app.As("ann"), "")
	app.Store.Live().Stop()
	if said := page.ended(); !strings.Contains(said, "event: end\ndata: again\n") {
		t.Errorf("it ends with %q", said)
	}
}

func TestWhoComesBackToAStreamIsToldWhatTheyMissed(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	first := listen(t, ann, "")
	first.leave()
	if _, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Missed"}); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{"?since=0-0": `"todo:1"`, "?since=nonsense": `"*"`, "?since=999999-0": `"*"`} {
		ctx, leave := context.WithTimeout(t.Context(), 30*time.Second)
		res := ann.Stream(ctx, "/live"+query)
		text := make([]byte, 0, 1000)
		for !strings.Contains(string(text), "data: ") || !strings.HasSuffix(string(text), "\n\n") {
			piece := make([]byte, 1000)
			n, err := res.Body.Read(piece)
			if text = append(text, piece[:n]...); err != nil {
				break
			}
		}
		if !strings.Contains(string(text), want) {
			t.Errorf("%s: %s", query, text)
		}
		leave()
		res.Body.Close()
	}
}

func TestStreamsAreForPeopleAtABrowser(t *testing.T) {
	app := apptest.New(t)
	app.Nobody().Get("/live").Want(http.StatusSeeOther)
	app.Nobody().With("Accept", "text/event-stream").Get("/live").Want(http.StatusNoContent)
	app.As("ann").Send(http.MethodHead, "/live", "", nil).Want(http.StatusOK)
	app.Nobody().Get("/live/shell").Want(http.StatusSeeOther)
	app.As("ann").HTMX().Get("/live/shell").Want(http.StatusOK, `hx-target="#count-todos"`)
}

func TestAPageThatBringsItselfUpToDateTakesNoMessages(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/todos", apptest.Form("text", "Said once")).Want(http.StatusSeeOther)
	ann.With("X-Live", "1").Get("/todos").Want(http.StatusOK).WantNot("“Said once” added")
	ann.Get("/todos").Want(http.StatusOK, "“Said once” added")
}

func TestWhoWritesInANoteIsKnownToThoseWhoReadIt(t *testing.T) {
	app := apptest.New(t)
	note, err := app.Scope("ann").AddNote(t.Context(), domain.NoteInput{Title: "Plans"})
	if err != nil {
		t.Fatal(err)
	}
	ann, ben, zoe := app.As("ann"), app.As("ben"), app.As("zoe")
	if _, err := app.Scope("ann").ShareNoteByName(t.Context(), note.ID, domain.ShareInput{Email: "ben", Permission: "view"}); err != nil {
		t.Fatal(err)
	}
	path := "/notes/" + strconv.FormatInt(note.ID, 10)
	writes := apptest.Form("editor", "0123456789abcdef", "open", "true")
	page := listen(t, ben, "")
	ann.Post(path+"/editors", writes).Want(http.StatusOK, `{"text":""}`)
	page.until("editors:" + strconv.FormatInt(note.ID, 10))
	ben.Get(path).Want(http.StatusOK, "ann is editing")
	ben.Post(path+"/editors", writes).Want(http.StatusForbidden)
	zoe.Post(path+"/editors", writes).Want(http.StatusNotFound)
	ann.Post(path+"/editors", apptest.Form("editor", "nonsense", "open", "true")).Want(http.StatusUnprocessableEntity)
	app.Clock.Advance(2 * time.Minute)
	ben.Get(path).Want(http.StatusOK).WantNot("is editing")
}
