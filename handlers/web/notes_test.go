package web_test

import (
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func TestANoteIsWrittenReadAndKeptByteForByte(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Get("/notes").Want(200, "No notes yet")
	ann.Post("/notes", apptest.Form("title", " ", "content", "kept")).Want(422, "Give the note a title.", "kept")
	ann.Post("/notes", apptest.Form("title", "Plan", "content", "**bold**", "preview", "true")).Want(200, "<strong>bold</strong>")
	path := ann.Post("/notes", apptest.Form("title", "Plan", "content", "# One\r\n\r\n<script>alert(1)</script> [x](javascript:alert(1))\r\n", "tags", "a, b", "notebook", "Work")).Want(303).To()
	page := ann.Get(path).Want(200, `/notes?tag=a"`, "Work")
	if strings.Contains(page.Body, "<script>alert") || strings.Contains(page.Body, `="javascript:alert`) {
		t.Error("what people write runs in the page")
	}
	app.SQL(`UPDATE notes SET content = ?`, "One\r\n\r\nTwo\r\n")
	ann.Post(path+"/edit", apptest.Form("title", "Plan", "content", "One\r\n\r\nThree\r\n", "tags", "a, b", "notebook", "Work", "revision", "1", "opened", `{"Title":"Plan","Tags":"a, b","Notebook":"Work"}`)).Want(412, `name="revision" value="2"`)
	ann.Post(path+"/edit", apptest.Form("title", "Plan", "content", "One\r\n\r\nThree\r\n", "tags", "a, b", "notebook", "Work", "revision", "2", "opened", `{"Title":"Plan","Tags":"a, b","Notebook":"Work"}`)).Want(303)
	if got := ann.Get("/api/v1" + path).Body; !strings.Contains(got, `"content":"One\r\n\r\nThree\r\n"`) || !strings.Contains(got, `"tags":["a","b"]`) {
		t.Errorf("got %s", got)
	}
	ann.Post(path+"/marks", apptest.Form("is_archived", "true")).Want(303)
	ann.Get("/notes").Want(200, "No notes yet")
	ann.Get("/notes?view=archive").Want(200, "Plan")
	ann.Post(path+"/removal", nil).Want(303)
	ann.Get(path).Want(404)
	ann.Get("/notes?view=trash").Want(200, "Plan")
	ann.Post(path+"/restoration", nil).Want(303)
	ann.Get(path).Want(200)
}

func TestWhoMeetsInOneParagraphSeesBothTexts(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path := ann.Post("/notes", apptest.Form("title", "Copy", "content", "One.")).Want(303).To()
	ann.Post(path+"/edit", apptest.Form("title", "Copy", "content", "One, first.", "revision", "1")).Want(303)
	ann.Post(path+"/edit", apptest.Form("title", "Copy", "content", "One, second.", "revision", "1")).Want(412, "One, first.", "One, second.", "Somebody changed the same paragraph.", `name="revision" value="2"`)
	ann.Post(path+"/edit", apptest.Form("title", "Copy", "content", "One, second.", "revision", "2")).Want(303)
}

func TestNotesOfAProjectAreItsPeoples(t *testing.T) {
	app := apptest.New(t)
	ann, ben, eve := app.As("ann"), app.As("ben"), app.As("eve")
	var project struct{ ID int }
	ann.JSON("POST", "/api/v1/projects", `{"name":"Website","visibility":"private"}`).Want(201).Into(&project)
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (?, ?, 'viewer')`, project.ID, ben.User.ID)
	path := ann.Post("/notes", apptest.Form("title", "Kick-off", "content", "x", "project_id", "1")).Want(303).To()
	ann.Get("/projects/1?view=notes").Want(200, "Kick-off", "/notes/new?project=1")
	if page := ben.Get("/projects/1?view=notes").Want(200, "Kick-off"); strings.Contains(page.Body, "/notes/new?project=1") {
		t.Error("a viewer is offered to write")
	}
	ben.Get(path).Want(200)
	ben.Get(path + "/edit").Want(403)
	ben.Post(path+"/edit", apptest.Form("title", "Mine", "revision", "1")).Want(403)
	ben.Post(path+"/marks", apptest.Form("is_pinned", "true")).Want(403)
	ben.Post(path+"/removal", nil).Want(403)
	ben.Post("/notes", apptest.Form("title", "Mine", "project_id", "1")).Want(403)
	eve.Get(path).Want(404)
	eve.Get(path + "/edit").Want(404)
	eve.Post(path+"/edit", apptest.Form("title", "Mine", "revision", "1")).Want(404)
	eve.Post(path+"/removal", nil).Want(404)
	eve.Post(path+"/restoration", nil).Want(404)
	eve.Post("/notes", apptest.Form("title", "Mine", "project_id", "1")).Want(422)
	app.Nobody().Get(path).Want(303)
}
