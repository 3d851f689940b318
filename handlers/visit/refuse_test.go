package visit_test

import (
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func TestWhatIsNoTextIsRefusedBeforeAnybodyReadsIt(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, c := range []struct {
		path string
		want int
	}{
		{"/settings/%00", 400}, {"/settings/%ff", 400}, {"/invite/%0d%0a", 400}, {"/signin?next=%00", 422}, {"/signin?next=%ff", 422},
		{"/signin?%00=1", 422}, {"/signin?next=%zz", 400}, {"/signin?a;b", 400}, {"/signin?next=%F0%9F%98%80", 303},
	} {
		ann.Get(c.path).Want(c.want)
	}
	for _, c := range []struct {
		name, kind, body string
		want             int
	}{
		{"NUL in a value", "application/x-www-form-urlencoded", "name=a%00b", 422},
		{"NUL in a name", "application/x-www-form-urlencoded", "na%00me=b", 422},
		{"a value that is no UTF-8", "application/x-www-form-urlencoded", "name=%ff%fe", 422},
		{"a broken escape", "application/x-www-form-urlencoded", "name=%zz", 400},
		{"a multipart form without an end", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAnn", 400},
		{"NUL in a multipart form", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nA\x00nn\r\n--x--\r\n", 422},
		{"a multipart form", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAnn\r\n--x--\r\n", 303},
		{"a right-to-left name", "application/x-www-form-urlencoded", "name=%E2%80%AEnnA", 422},
	} {
		t.Run(c.name, func(t *testing.T) {
			ann.Send("POST", "/settings/profile", c.kind, []byte(c.body)).Want(c.want)
		})
	}
	ann.Get("/settings/profile").Want(200)
}

func TestTooMuchAtOnceIs413(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	much := []byte("name=" + strings.Repeat("a", 1<<20))
	ann.Send("POST", "/settings/profile", "application/x-www-form-urlencoded", much).Want(413, "too much at once")
	ann.JSON("POST", "/api/v1/nothing", string(much)).Want(413, `"status":413`).WantHeader("Content-Type", "application/problem+json")
	ann.Chunked("POST", "/settings/profile", "application/x-www-form-urlencoded", much).Want(413)
}

func TestUnderAPIEveryErrorIsAProblem(t *testing.T) {
	app := apptest.New(t)
	nobody := app.Nobody()
	nobody.Get("/api/v1/nothing").Want(404, `"title":"Not Found"`, `"type":"about:blank"`).WantHeader("Content-Type", "application/problem+json")
	nobody.Get("/api").Want(404, `"status":404`)
	nobody.Get("/api/v1/%ff").Want(400, `"status":400`)
	nobody.With("Origin", "https://evil.example").JSON("POST", "/api/v1/todos", "{}").Want(403, `"status":403`, "another site")
	nobody.Get("/apix").Want(404, "<html")
}

func TestAFaultTellsNothingButWhereItIsInTheLog(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	app.Store.Close()
	answer := ann.Get("/settings/profile").Want(500, "Something broke on our side").WantNot("database is closed", "sql:")
	id := answer.Header.Get("X-Request-Id")
	answer.Want(500, id)
	if log := app.Log(); !strings.Contains(log, "request="+id) || !strings.Contains(log, "database is closed") {
		t.Errorf("the log does not say what broke:\n%s", log)
	}
	ann.Get("/api/v1/nothing").Want(500, `"request_id":"`).WantNot("closed")
	ann.HTMX().Get("/settings/profile").Want(500, "hx-swap-oob").WantHeader("HX-Reswap", "none")
}

func TestTheLogHoldsNoSecrets(t *testing.T) {
	app := apptest.New(t)
	nobody := app.Nobody()
	nobody.Get("/invite/geheim-1")
	nobody.Get("/invite/geheim-2/more")
	nobody.Get("/reset?token=geheim-3")
	nobody.Post("/signin", apptest.Form("email", "geheim-4@example.com", "password", "geheim-5"))
	nobody.Bearer("geheim-6").Get("/api/v1/todos")
	nobody.Get("/settings/profile?q=geheim-7")
	nobody.With("Referer", app.URL+"/reset?token=geheim-8").Get("/signin")
	if log := app.Log(); strings.Contains(log, "geheim") {
		t.Errorf("the log holds secrets:\n%s", log)
	}
}
