package api_test

import (
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

const wholeClient = `{"company_name":"Harbour Coffee","contact_person_name":"Ana Ruiz","contact_email":"ana@harbour.example","website_url":"https://harbour.example",
	"notes":"Pays *late*","contacts":[{"name":"Lena Berg","role":"Accounts","email":null}],"color":"blue","is_archived":true}`

func (c contract) callClients(ann *apptest.Person) {
	c.t.Helper()
	var row struct{ ID string }
	c.call(ann, "POST", "/clients", wholeClient).Into(&row)
	c.call(ann, "POST", "/clients", `{"company_name":" "}`)
	id := []string{"{id}", row.ID}
	c.call(ann, "GET", "/clients?archived=all", "")
	c.call(ann, "GET", "/clients?archived=maybe", "")
	c.call(ann, "GET", "/clients/{id}", "", id...)
	c.call(ann, "GET", "/clients/{id}", "", "{id}", "nobody")
	c.call(ann, "PATCH", "/clients/{id}", `{"notes":null}`, id...)
	c.call(ann.With("If-Match", `"x"`), "PATCH", "/clients/{id}", `{}`, id...)
	c.call(ann, "PUT", "/clients/{id}", `{"company_name":"Harbour"}`, id...)
	c.app.SQL(`INSERT INTO projects (id, name, client_id) VALUES (88, 'Website', ?)`, row.ID)
	c.call(ann, "DELETE", "/clients/{id}", "", id...)
	c.app.SQL(`DELETE FROM projects WHERE id = 88`)
	c.call(ann, "DELETE", "/clients/{id}", "", id...)
	c.call(ann, "POST", "/clients/{id}/restore", "", id...)
}

// makeClient gives the path of a new client, and its tag.
func makeClient(t testing.TB, p *apptest.Person, body string) (path, tag string) {
	t.Helper()
	answer := p.JSON("POST", v1+"/clients", body).Want(201)
	return answer.Header.Get("Location"), answer.Header.Get("ETag")
}

func TestAClientGoesInAndOutAsItIs(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	path, tag := makeClient(t, ann, wholeClient)
	ann.Get(path).Want(200, `"company_name":"Harbour Coffee"`, `"contact_person_name":"Ana Ruiz"`, `"contact_email":"ana@harbour.example"`,
		`"website_url":"https://harbour.example"`, `"contacts":[{"name":"Lena Berg","role":"Accounts","email":null,"phone":null}]`, `"is_archived":true`, `"color":"blue"`).WantHeader("ETag", tag)
	ann.With("If-None-Match", tag).Get(path).Want(304)
	ann.JSON("PATCH", path, `{}`).Want(200).WantHeader("ETag", tag)
	ann.JSON("PATCH", path, `{"contacts":[{"name":"Lena Berg","role":"Accounts","phone":null}]}`).Want(200).WantHeader("ETag", tag)
	ann.JSON("PATCH", path, `{"website_url":null,"contacts":null,"is_archived":false}`).Want(200, `"website_url":null`, `"contacts":[]`, `"is_archived":false`, `"notes":"Pays *late*"`)
	ann.With("If-Match", tag).JSON("PATCH", path, `{"color":"red"}`).Want(412)
	ann.JSON("PUT", path, `{"company_name":"H"}`).Want(200, `"company_name":"H"`, `"notes":null`, `"color":null`)
	for _, c := range []struct{ body, location string }{
		{`{"company_name":null}`, "body.company_name"}, {`{"website_url":"javascript:alert(1)"}`, "body.website_url"}, {`{"contact_email":"ana"}`, "body.contact_email"},
		{`{"contacts":[{"name":"A"},{"role":"x"}]}`, "body.contacts[1].name"}, {`{"contacts":[null]}`, "body.contacts[0]"}, {`{"contacts":[{"name":"A","fax":"1"}]}`, "body.contacts[0].fax"},
		{`{"contacts":{"name":"A"}}`, "body.contacts"}, {`{"user_id":"x"}`, "body.user_id"}, {`{"id":"x"}`, "body.id"}, {`{"color":"mauve"}`, "body.color"}, {`{"is_archived":1}`, "body.is_archived"},
		{`{"Company_name":"x"}`, "body.Company_name"},
	} {
		ann.JSON("PATCH", path, c.body).Want(422, `"location":"`+c.location+`"`)
	}
}

func TestTheListOfClientsIsAskedInItsOwnWords(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, name := range []string{"Kite", "alder", "Harbour"} {
		makeClient(t, ann, `{"company_name":"`+name+`"}`)
	}
	makeClient(t, ann, `{"company_name":"Old","is_archived":true}`)
	gone, _ := makeClient(t, ann, `{"company_name":"Gone"}`)
	ann.Send("DELETE", gone, "", nil).Want(204)
	for query, want := range map[string]string{
		"": `"total":3`, "archived=true": `"total":1`, "archived=all": `"total":4`, "trashed=true": `"total":1`, "q=KITE": `"total":1`, "limit=1&sort=-company_name": `"company_name":"Kite"`,
		"sort=updated_at": `"total":3`,
	} {
		ann.Get(v1+"/clients?"+query).Want(200, want)
	}
	for _, query := range []string{"archived=yes", "trashed=1", "sort=notes", "sort=", "limit=0", "cursor=x", "name=Kite", "q=" + strings.Repeat("a+", 40)} {
		name, _, _ := strings.Cut(query, "=")
		ann.Get(v1+"/clients?"+query).Want(422, `"location":"query.`+name+`"`)
	}
}

func TestClientsAreNotThereForPeopleWithTheClientRole(t *testing.T) {
	app := apptest.New(t)
	ann, bo, cleo := app.As("ann"), app.As("bo"), app.As("cleo")
	path, tag := makeClient(t, ann, wholeClient)
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, cleo.User.ID)
	app.SQL(`INSERT INTO projects (id, name, owner_id, client_id, visibility) VALUES (88, 'Website', ?, ?, 'private')`, ann.User.ID, strings.TrimPrefix(path, v1+"/clients/"))
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (88, ?, 'viewer')`, cleo.User.ID)
	for _, c := range []struct{ method, path, body string }{
		{"GET", path, ""}, {"HEAD", path, ""}, {"PUT", path, `{"company_name":"x"}`}, {"PATCH", path, `{"notes":"x"}`}, {"PATCH", path, `{}`}, {"DELETE", path, ""}, {"POST", path + "/restore", ""},
	} {
		for name, p := range map[string]*apptest.Person{"in the browser": cleo, "by script": cleo.Script("write"), "with its tag": cleo.With("If-Match", tag)} {
			answer := p.Send(c.method, c.path, map[bool]string{true: "application/json"}[c.body != ""], []byte(c.body))
			like := p.Send(c.method, strings.Replace(c.path, path, v1+"/clients/nobody", 1), map[bool]string{true: "application/json"}[c.body != ""], []byte(c.body))
			if answer.Status != 404 || like.Body != answer.Body {
				t.Errorf("%s %s %s: %d %s, and of none %s", c.method, c.path, name, answer.Status, answer.Body, like.Body)
			}
		}
	}
	cleo.JSON("POST", v1+"/clients", `{"company_name":"x"}`).Want(403)
	for _, query := range []string{"", "?archived=all", "?trashed=true", "?q=harbour"} {
		cleo.Get(v1+"/clients"+query).Want(200, `"total":0`).WantNot("Harbour")
	}
	ann.Get(path).Want(200).WantHeader("ETag", tag)

	// Other staff see and change it, and don't delete it. A hidden project is not counted for them.
	bo.JSON("PATCH", path, `{"notes":"by bo"}`).Want(200, "by bo")
	bo.Send("DELETE", path, "", nil).Want(403)
	app.As("admin").Send("DELETE", path, "", nil).Want(409, "There are projects for this client.").WantNot("1 ", "Website")
	ann.Send("DELETE", path, "", nil).Want(409, "A project is for this client.")
	ann.Get(path).Want(200)
}

func TestAClientIsAddedOnceUnderOneKey(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann").With("Idempotency-Key", "k1")
	first := ann.JSON("POST", v1+"/clients", wholeClient).Want(201)
	if again := ann.JSON("POST", v1+"/clients", wholeClient).Want(201); again.Body != first.Body || again.Header.Get("Location") != first.Header.Get("Location") {
		t.Errorf("the second answer is another one: %s", again.Body)
	}
	app.SQL(`UPDATE idempotency_keys SET answer = NULL`)
	ann.JSON("POST", v1+"/clients", wholeClient).Want(201, `"company_name":"Harbour Coffee"`).WantHeader("Location", first.Header.Get("Location"))
	app.As("ann").Get(v1+"/clients?archived=all").Want(200, `"total":1`)
	batch := first.Header.Get("Mddash-Batch")
	app.As("ann").JSON("POST", v1+"/undo/"+batch, "").Want(204)
	app.As("ann").Get(first.Header.Get("Location")).Want(404)
	app.As("ann").JSON("POST", first.Header.Get("Location")+"/restore", "").Want(200, "Harbour Coffee")
}
