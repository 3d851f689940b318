package web_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

// sent is a file of a form.
type sent struct{ name, content string }

// form is files as a browser sends them. Names go out as they are.
func form(files ...sent) (contentType string, body []byte) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, f := range files {
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {`form-data; name="file"; filename="` + f.name + `"`}, "Content-Type": {"image/png"},
		})
		if err == nil {
			_, err = part.Write([]byte(f.content))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return w.FormDataContentType(), out.Bytes()
}

func upload(p *apptest.Person, path string, files ...sent) *apptest.Answer {
	kind, body := form(files...)
	return p.Send("POST", path+"/attachments", kind, body)
}

// attached is what a page's script is told.
type attached struct {
	ID              int64
	Name, URL, Type string
	Size            int64
	Image           bool
}

func uploadJSON(p *apptest.Person, path string, f sent) attached {
	var out attached
	upload(p.With("Accept", "application/json"), path, f).Want(201).Into(&out)
	return out
}

func picture(width, height int) string {
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		panic(err)
	}
	return out.String()
}

func TestAFileIsAttachedShownAndTakenAway(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	note := ann.Post("/notes", apptest.Form("title", "Plan")).Want(303).To()
	todo := "/todos/1"
	ann.JSON("POST", "/api/v1/todos", `{"title":"Call"}`).Want(201)
	ann.JSON("POST", "/api/v1/projects", `{"name":"Website"}`).Want(201)
	for path, back := range map[string]string{note: note, todo: todo, "/projects/1": "/projects/1?view=files"} {
		upload(ann, path, sent{"plan.txt", "the plan"}, sent{"second.txt", "more"}).WantTo(back)
		ann.Get(back).Want(200, "plan.txt", `data-attach="2097152"`, "2 files attached")
		page := ann.Get(path+"/attachments").Want(200, "plan.txt", "8 bytes", "second.txt")
		_, rest, _ := strings.Cut(page.Body, `href="/attachments/`)
		id, _, _ := strings.Cut(rest, `"`)
		file := ann.Get("/attachments/"+id).Want(200, "the plan")
		file.WantHeader("Content-Type", "text/plain; charset=utf-8").WantHeader("Content-Disposition", `attachment; filename="plan.txt"; filename*=UTF-8''plan.txt`)
		ann.Post("/attachments/"+id+"/removal", nil).WantTo(back)
		ann.Get("/attachments/" + id).Want(404)
		ann.Get(path+"/attachments").Want(200, "1 deleted file")
		ann.Post("/attachments/"+id+"/restoration", nil).WantTo(back)
		ann.Get("/attachments/" + id).Want(200)
		ann.Post("/attachments/"+id+"/purge", nil).Want(404)
		ann.Post("/attachments/"+id+"/removal", nil).WantTo(back)
		ann.Get(path) // and its messages
		ann.HTMX().Post("/attachments/"+id+"/purge", nil).Want(200, "second.txt").WantNot("plan.txt", "<html")
		ann.Post("/attachments/"+id+"/restoration", nil).Want(404)
	}
}

func TestAScriptOfAPageIsToldInJSON(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	note := ann.Post("/notes", apptest.Form("title", "Plan")).Want(303).To()
	got := uploadJSON(ann, note, sent{"a.png", picture(30, 20)})
	if want := (attached{ID: got.ID, Name: "a.png", URL: fmt.Sprint("/attachments/", got.ID), Type: "image/png", Size: got.Size, Image: true}); got != want || got.Size == 0 {
		t.Errorf("got %+v", got)
	}
	ann.Get(got.URL).Want(200).WantHeader("Content-Type", "image/png").WantHeader("Content-Disposition", `inline; filename="a.png"; filename*=UTF-8''a.png`).
		WantHeader("Content-Security-Policy", "sandbox; default-src 'none'").WantHeader("X-Content-Type-Options", "nosniff").WantHeader("Cache-Control", "private, no-store")
	ann.Get(got.URL+"?download").Want(200).WantHeader("Content-Disposition", `attachment; filename="a.png"; filename*=UTF-8''a.png`)
	ann.Get(got.URL+"/thumb").Want(200).WantHeader("Content-Type", "image/jpeg").WantHeader("Content-Security-Policy", "sandbox; default-src 'none'")
	script := ann.With("Accept", "application/json")
	for _, bad := range []struct {
		person *apptest.Person
		path   string
		file   []sent
		status int
	}{
		{script, note, nil, 422},
		{script, note, []sent{{"big", strings.Repeat("x", 2<<20+1)}}, 413},
		{script, "/notes/4242", []sent{{"x", "x"}}, 404},
		{app.As("eve").With("Accept", "application/json"), note, []sent{{"x", "x"}}, 404},
		{app.Nobody().With("Accept", "application/json"), note, []sent{{"x", "x"}}, 401},
	} {
		upload(bad.person, bad.path, bad.file...).Want(bad.status).WantHeader("Content-Type", "application/problem+json")
	}
}
