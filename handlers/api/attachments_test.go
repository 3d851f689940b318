package api_test

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"mime/multipart"
	"strconv"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

// file is a form with one file.
func file(name, content string) (contentType string, body []byte) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err != nil {
		panic(err)
	}
	w.Close()
	return w.FormDataContentType(), out.Bytes()
}

func attach(p *apptest.Person, path, name, content string) *apptest.Answer {
	kind, body := file(name, content)
	return p.Send("POST", v1+path+"/attachments", kind, body)
}

func (c contract) callAttachments(ann *apptest.Person) {
	c.t.Helper()
	var made struct{ ID int }
	for _, holder := range [][2]string{{"/notes", `{"title":"x"}`}, {"/todos", `{"title":"x"}`}, {"/tasks", `{"name":"x"}`}, {"/projects", `{"name":"With files"}`}} {
		c.call(ann, "POST", holder[0], holder[1]).Into(&made)
		id := strconv.Itoa(made.ID)
		var picture bytes.Buffer
		if err := gif.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 2)), nil); err != nil {
			c.t.Fatal(err)
		}
		kind, body := file("a.gif", picture.String())
		c.send(ann, "POST", holder[0]+"/{id}/attachments", kind, string(body), "{id}", id).Into(&made)
		c.send(ann, "POST", holder[0]+"/{id}/attachments", kind, "nonsense", "{id}", id)
		c.send(ann, "POST", holder[0]+"/{id}/attachments", "application/json", "{}", "{id}", id)
		c.call(ann, "GET", holder[0]+"/{id}/attachments", "", "{id}", id)
		c.call(ann, "GET", holder[0]+"/{id}/attachments", "", "{id}", "424242")
	}
	one := []string{"{id}", strconv.Itoa(made.ID)}
	asJSON := ann.With("Accept", "application/json")
	c.call(asJSON, "GET", "/attachments/{id}", "", one...)
	c.call(asJSON, "GET", "/attachments/{id}", "", "{id}", "424242")
	for _, part := range []string{"bytes=0-0", "bytes=1000000-"} {
		answer := ann.With("Range", part).Get(v1 + "/attachments/" + one[1])
		if response := c.d.at(c.d.root, "paths", "/attachments/{id}", "get", "responses", strconv.Itoa(answer.Status)); response == nil || answer.Status == 200 {
			c.t.Errorf("%s: %d, which is not described", part, answer.Status)
		}
	}
	c.call(asJSON.With("If-Match", `"x"`), "DELETE", "/attachments/{id}", "", one...)
	ann.Get(v1 + "/attachments/" + one[1] + "/thumb").Want(200)
	c.called["GET /attachments/{id}/thumb"] = true
	c.call(ann, "DELETE", "/attachments/{id}", "", one...)
	c.call(ann, "POST", "/attachments/{id}/restore", "", one...)
}

func TestAFileIsReadInRangesAndAsWhatIsKnownOfIt(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.JSON("POST", v1+"/notes", `{"title":"x"}`).Want(201)
	var got struct {
		ID, Size          int
		Name, Type, Path  string
		SHA256            string
		Image             bool
		NoteID            int  `json:"note_id"`
		TodoID, ProjectID *int `json:"-"`
		Width             *int
	}
	made := attach(ann, "/notes/1", `C:\fakepath\Plan "final".txt`, "0123456789").Want(201)
	made.Into(&got)
	path := made.Header.Get("Location")
	if got.Size != 10 || got.Type != "text/plain" || got.NoteID != 1 || got.Image || got.Width != nil || path != v1+"/attachments/"+strconv.Itoa(got.ID) {
		t.Errorf("got %+v at %s", got, path)
	}
	whole := ann.Get(path).Want(200, "0123456789").WantHeader("Accept-Ranges", "bytes").WantHeader("Content-Length", "10")
	tag := whole.Header.Get("ETag")
	ann.With("Range", "bytes=2-4").Get(path).Want(206, "234").WantHeader("Content-Range", "bytes 2-4/10")
	ann.With("Range", "bytes=-3").Get(path).Want(206, "789")
	for _, beyond := range []string{"bytes=10-", "bytes=x"} {
		ann.With("Range", beyond).Get(path).Want(416, `"status":416`).WantHeader("Content-Type", "application/problem+json").WantHeader("Content-Disposition", "")
	}
	ann.With("Range", "bytes=10-").Get(path).WantHeader("Content-Range", "bytes */10")
	ann.With("Range", "bytes=0-,0-,0-,0-,0-,0-").Get(path).Want(200).WantHeader("Content-Length", "10")
	ann.With("Range", "bytes=2-4").With("If-Range", tag).Get(path).Want(206, "234")
	ann.With("Range", "bytes=2-4").With("If-Range", `"other"`).Get(path).Want(200, "0123456789")
	ann.With("If-None-Match", tag).Get(path).Want(304)
	if answer := ann.Send("HEAD", path, "", nil).Want(200).WantHeader("Content-Length", "10"); answer.Body != "" {
		t.Errorf("HEAD gives %q", answer.Body)
	}
	known := ann.With("Accept", "application/json").Get(path).Want(200, `"sha256"`)
	ann.With("Accept", "application/json").With("If-None-Match", known.Header.Get("ETag")).Get(path).Want(304)
	ann.With("If-Match", tag).JSON("DELETE", path, nil).Want(412)
	ann.With("If-Match", known.Header.Get("ETag")).JSON("DELETE", path, nil).Want(204)
	ann.Get(path).Want(404)
	ann.JSON("POST", path+"/restore", nil).Want(200, `"size":10`)
	ann.JSON("POST", path+"/restore", nil).Want(404)
}

func TestAFileIsAttachedOnceUnderOneKey(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.JSON("POST", v1+"/notes", `{"title":"x"}`).Want(201)
	keyed := ann.With("Idempotency-Key", "k1")
	first := attach(keyed, "/notes/1", "a.txt", "hello").Want(201)
	again := attach(keyed, "/notes/1", "a.txt", "hello").Want(201).WantHeader("Idempotent-Replayed", "true")
	if first.Body != again.Body {
		t.Errorf("%s, then %s", first.Body, again.Body)
	}
	attach(keyed, "/notes/1", "a.txt", "hello there").Want(422)
	attach(keyed, "/notes/1", "b.txt", "hello").Want(422)
	ann.Get(v1+"/notes/1/attachments").Want(200, `"total":1`)
	big := strings.Repeat("x", 700<<10)
	attach(keyed.With("Idempotency-Key", "k2"), "/notes/1", "big", big).Want(201)
	attach(keyed.With("Idempotency-Key", "k2"), "/notes/1", "big", big).Want(201)
	ann.Get(v1+"/notes/1/attachments").Want(200, `"total":2`)
	batch := attach(ann, "/notes/1", "c.txt", "x").Want(201).Header.Get("Mddash-Batch")
	ann.JSON("POST", v1+"/undo/"+batch, nil).Want(204)
	ann.Get(v1+"/notes/1/attachments").Want(200, `"total":2`)
}

func TestWhoMayNotSeeAFileIsToldThatThereIsNone(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	ann.JSON("POST", v1+"/notes", `{"title":"x"}`).Want(201)
	ann.JSON("POST", v1+"/notes", `{"title":"shared"}`).Want(201)
	app.SQL(`INSERT INTO note_shares (note_id, user_id, email, permission) VALUES (2, ?, 'bo@example.com', 'view')`, bo.User.ID)
	for note := range 2 {
		attach(ann, fmt.Sprint("/notes/", note+1), "a.txt", "hello").Want(201)
	}
	reader, writer := ann.Script("read"), ann.Script("write")
	for _, row := range []struct {
		who                  string
		person               *apptest.Person
		note                 string
		id                   string
		read, attach, remove int
	}{
		{"a stranger", bo, "1", "1", 404, 404, 404},
		{"who reads the note", bo, "2", "2", 200, 403, 403},
		{"nobody", app.Nobody(), "2", "2", 401, 401, 401},
		{"a token for reading", reader, "2", "2", 200, 403, 403},
		{"a token for writing", writer, "2", "2", 200, 201, 204},
	} {
		t.Run(row.who, func(t *testing.T) {
			for _, path := range []string{"/attachments/" + row.id, "/notes/" + row.note + "/attachments"} {
				row.person.Get(v1 + path).Want(row.read)
			}
			attach(row.person, "/notes/"+row.note, "b.txt", "x").Want(row.attach)
			if row.read == 404 {
				row.person.Get(v1 + "/attachments/" + row.id + "/thumb").Want(404)
				row.person.JSON("POST", v1+"/attachments/"+row.id+"/restore", nil).Want(404)
			}
			row.person.JSON("DELETE", v1+"/attachments/"+row.id, nil).Want(row.remove)
		})
	}
	if bo.Get("/attachments/2").Status != 404 {
		t.Error("what is in the trash is shown to who reads the note")
	}
}
