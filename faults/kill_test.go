//go:build faults

package faults

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	kills   = 20
	writers = 8
)

// ledger is what the program has acknowledged.
type ledger struct {
	mu     sync.Mutex
	todos  map[string]bool // by title
	notes  map[int64]string
	files  map[string]int64 // the note of each, by name
	edited map[int64]string // what a note was last said to have, where that was acknowledged
}

func (l *ledger) keep(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

func TestNothingThatWasAcknowledgedIsLostWhenTheProgramIsKilledTwentyTimes(t *testing.T) {
	database := "sqlite:" + filepath.Join(t.TempDir(), "mddash.db")
	token := account(t, database)
	l := &ledger{todos: map[string]bool{}, notes: map[int64]string{}, files: map[string]int64{}, edited: map[int64]string{}}
	for round := range kills {
		s := serve(t, database)
		var group sync.WaitGroup
		for n := range writers {
			group.Go(func() { write(l, clientOf(s.URL, token), fmt.Sprintf("%d-%d", round, n), n%4) })
		}
		time.Sleep(50*time.Millisecond + rand.N(400*time.Millisecond))
		s.Kill()
		group.Wait()
	}
	s := serve(t, database)
	if len(l.todos) < kills || len(l.notes) < kills || len(l.files) < kills {
		t.Errorf("only %d todos, %d notes and %d files were acknowledged at all", len(l.todos), len(l.notes), len(l.files))
	}
	l.compare(t, clientOf(s.URL, token))
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	t.Logf("%d todos, %d notes and %d files survived", len(l.todos), len(l.notes), len(l.files))
}

// write works until the program is gone: todos, notes that are changed again and again, and files.
func write(l *ledger, c client, who string, kind int) {
	for n := 0; ; n++ {
		name := fmt.Sprintf("%s-%d", who, n)
		var err error
		switch kind {
		case 0, 1:
			err = writeTodo(l, c, name)
		case 2:
			err = writeNote(l, c, name)
		default:
			err = writeFile(l, c, name)
		}
		if err != nil {
			return
		}
	}
}

func writeTodo(l *ledger, c client, name string) error {
	status, err := c.send("POST", "/api/v1/todos", map[string]any{"title": name, "tags": []string{"kept"}}, nil)
	if status == http.StatusCreated {
		l.keep(func() { l.todos[name] = true })
	}
	return err
}

// writeNote adds a note and changes it. Of a change that was not acknowledged either text may be there.
func writeNote(l *ledger, c client, name string) error {
	var note struct{ ID int64 }
	status, err := c.send("POST", "/api/v1/notes", map[string]any{"title": name, "content": "first of " + name}, &note)
	if status != http.StatusCreated {
		return err
	}
	l.keep(func() { l.notes[note.ID] = "first of " + name })
	path := fmt.Sprintf("/api/v1/notes/%d", note.ID)
	status, err = c.send("PATCH", path, map[string]any{"content": "second of " + name}, nil)
	if status == http.StatusOK {
		l.keep(func() { l.edited[note.ID] = "second of " + name })
	}
	return err
}

func writeFile(l *ledger, c client, name string) error {
	var note struct{ ID int64 }
	if status, err := c.send("POST", "/api/v1/notes", map[string]any{"title": "with " + name, "content": "x"}, &note); status != http.StatusCreated {
		return err
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name+".txt")
	if err != nil {
		return err
	}
	_, _ = part.Write(contentOf(name))
	w.Close()
	status, err := c.call("POST", fmt.Sprintf("/api/v1/notes/%d/attachments", note.ID), w.FormDataContentType(), &form, nil)
	if status == http.StatusCreated {
		l.keep(func() { l.files[name+".txt"] = note.ID })
	}
	return err
}

// contentOf is what a file of a name has in it: more than one piece of what is stored.
func contentOf(name string) []byte { return bytes.Repeat([]byte(name+"\n"), 30_000) }

func (l *ledger) compare(t *testing.T, c client) {
	t.Helper()
	there := map[string]int{}
	for _, todo := range all[struct {
		Title string
		Tags  []string
	}](t, c, "/api/v1/todos?") {
		there[todo.Title]++
		if len(todo.Tags) != 1 {
			t.Errorf("todo %s is there by half: tags %v", todo.Title, todo.Tags)
		}
	}
	for title := range l.todos {
		if there[title] != 1 {
			t.Errorf("todo %s was acknowledged and is there %d times", title, there[title])
		}
	}
	for id, first := range l.notes {
		var note struct{ Content string }
		if status, err := c.get(fmt.Sprintf("/api/v1/notes/%d", id), &note); status != http.StatusOK {
			t.Errorf("note %d was acknowledged: %d %v", id, status, err)
		} else if second := l.edited[id]; second != "" && note.Content != second || second == "" && note.Content != first && note.Content != "second"+first[len("first"):] {
			t.Errorf("note %d has %q", id, note.Content)
		}
	}
	l.compareFiles(t, c)
}

func (l *ledger) compareFiles(t *testing.T, c client) {
	t.Helper()
	for name, note := range l.files {
		var list struct{ Items []struct{ ID int64 } }
		status, err := c.get(fmt.Sprintf("/api/v1/notes/%d/attachments", note), &list)
		if err != nil || status != http.StatusOK || len(list.Items) != 1 {
			t.Errorf("the file %s was acknowledged: %d %v %+v", name, status, err, list)
			continue
		}
		bytes, err := c.read(fmt.Sprintf("/api/v1/attachments/%d", list.Items[0].ID))
		if want := contentOf(strings.TrimSuffix(name, ".txt")); err != nil || string(bytes) != string(want) {
			t.Errorf("the file %s has %d bytes, not its %d: %v", name, len(bytes), len(want), err)
		}
	}
}
