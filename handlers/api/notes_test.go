package api_test

import (
	"strconv"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func (c contract) callNotes(ann *apptest.Person) {
	c.t.Helper()
	var note struct{ ID, Revision int }
	c.call(ann, "POST", "/notes", `{"title":"Plan","content":"See [[Plan]]","tags":["a"],"notebook":"Work","color":"blue","is_pinned":true,"due_date":"2026-12-01","reminder_at":"2026-12-01T08:00:00Z","cover_image":"https://example.org/x.png","priority":"high"}`).Into(&note)
	id := []string{"{id}", strconv.Itoa(note.ID), "{revision}", "1"}
	for _, query := range []string{"", "?limit=1", "?limit=0", "?archived=maybe", "?sort=size", "?pinned=true&notebook=Work&tag=a&type=note&favorite=false&q=plan"} {
		c.call(ann, "GET", "/notes"+query, "")
	}
	c.call(ann, "GET", "/notes/{id}", "", id...)
	c.call(ann, "PUT", "/notes/{id}", `{"title":"Plan","content":"Again"}`, id...)
	c.call(ann, "PATCH", "/notes/{id}", `{"content":"More","notebook":null}`, id...)
	c.call(ann, "PATCH", "/notes/{id}", `{"nonsense":1}`, id...)
	c.call(ann, "GET", "/notes/{id}/backlinks", "", id...)
	c.call(ann, "GET", "/notes/{id}/html", "", id...)
	c.call(ann, "GET", "/notes/{id}/versions", "", id...)
	c.call(ann, "GET", "/notes/{id}/versions/{revision}", "", id...)
	c.call(ann, "POST", "/notes/{id}/versions/{revision}/restore", "", id...)
	var share struct{ ID int }
	c.call(ann, "POST", "/notes/{id}/share", `{"email":"ben@example.org","permission":"edit"}`, id...).Into(&share)
	id = append(id, "{share_id}", strconv.Itoa(share.ID))
	c.call(ann, "GET", "/notes/{id}/shares", "", id...)
	c.call(ann, "PATCH", "/notes/{id}/shares/{share_id}", `{"permission":"view"}`, id...)
	c.call(ann, "DELETE", "/notes/{id}/shares/{share_id}", "", id...)
	c.call(ann, "GET", "/notes/{id}/link", "", id...)
	c.call(ann, "PUT", "/notes/{id}/link", `{"password":"opensesame"}`, id...)
	c.call(ann, "GET", "/notes/{id}/link", "", id...)
	c.call(ann, "DELETE", "/notes/{id}/link", "", id...)
	c.call(ann, "DELETE", "/notes/{id}", "", id...)
	c.call(ann, "POST", "/notes/{id}/restore", "", id...)
}

func TestATextThatSomebodyElseChangedNeedsItsETag(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	var note struct{ ID int }
	ann.JSON("POST", v1+"/notes", `{"title":"Copy","content":"One"}`).Want(201).Into(&note)
	path := v1 + "/notes/" + strconv.Itoa(note.ID)
	app.SQL(`INSERT INTO note_shares (note_id, user_id, email, permission) VALUES (?, ?, 'x@example.org', 'edit')`, note.ID, ben.User.ID)
	ann.JSON("PATCH", path, `{"content":"Two"}`).Want(200)
	ben.JSON("PATCH", path, `{"content":"Three"}`).Want(412)
	ben.JSON("PATCH", path, `{"tags":["x"]}`).Want(200)
	tag := ben.Get(path).Want(200).Header.Get("ETag")
	ben.With("If-Match", tag).JSON("PATCH", path, `{"content":"Three"}`).Want(200)
	ann.JSON("PUT", path, `{"title":"Copy","content":"Four"}`).Want(412)
	if body := ann.Get(path).Body; !strings.Contains(body, `"content":"Three"`) {
		t.Errorf("got %s", body)
	}
}

func TestANoteIsReadAsItsReaderMay(t *testing.T) {
	app := apptest.New(t)
	ann, ben, eve := app.As("ann"), app.As("ben"), app.As("eve")
	app.SQL(`UPDATE users SET "emailVerified" = 1 WHERE id = ?`, ben.User.ID)
	add := func(title, content string) string {
		var note struct{ ID int }
		ann.JSON("POST", v1+"/notes", map[string]any{"title": title, "content": content}).Want(201).Into(&note)
		return strconv.Itoa(note.ID)
	}
	hidden := add("Hidden plan", "")
	text := "[[hidden plan]] [[nothing]] " + app.URL + "/notes/" + hidden + " <script>x</script>\n\n- [x] done ![](/attachments/1)"
	path := v1 + "/notes/" + add("Copy", text)
	ann.JSON("POST", path+"/share", `{"email":"`+ben.User.Email+`"}`).Want(201)
	html := func(p *apptest.Person) string {
		var answer struct{ HTML string }
		p.Get(path + "/html").Want(200).Into(&answer)
		return answer.HTML
	}
	seen := `<p><a href="/notes/` + hidden + `">hidden plan</a> nothing <a href="/notes/` + hidden + `">Hidden plan</a> x</p>`
	if got := html(ann); !strings.HasPrefix(got, seen) || !strings.Contains(got, `disabled="" checked="" data-task="0"`) || !strings.Contains(got, `<img src="/attachments/1"`) {
		t.Errorf("ann reads %s", got)
	}
	if got := html(ben); !strings.HasPrefix(got, `<p>hidden plan nothing http`) || strings.Contains(got, "Hidden") {
		t.Errorf("ben reads %s", got)
	}
	eve.Get(path + "/html").Want(404)
	app.Nobody().Get(path + "/html").Want(401)
	tag := ann.Get(path + "/html").Header.Get("ETag")
	ann.With("If-None-Match", tag).Get(path + "/html").Want(304)
}
