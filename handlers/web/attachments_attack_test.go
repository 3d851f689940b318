package web_test

import (
	"fmt"
	"io"
	"mime"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

// page is a page, or something like one, that must never be one of ours.
const page = `<html><script>alert(1)</script></html>`

func TestWhatABrowserCouldRunIsOnlyEverSaved(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	note := ann.Post("/notes", apptest.Form("title", "Plan")).Want(303).To()
	for _, row := range []struct{ name, content, kind string }{
		{"page.png", page, "application/octet-stream"},
		{"page.html", page, "application/octet-stream"},
		{"page.txt", " \n\t" + page, "application/octet-stream"},
		{"bom.txt", "\xef\xbb\xbf" + page, "application/octet-stream"},
		{"wide.txt", "\xff\xfe<\x00s\x00c\x00r\x00i\x00p\x00t\x00", "application/octet-stream"},
		{"logo.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "application/octet-stream"},
		{"logo.png", `<?xml version="1.0"?><svg onload="alert(1)"/>`, "application/octet-stream"},
		{"feed.md", `<?xml-stylesheet href="x"?>`, "application/octet-stream"},
		{"script.js", "alert(1)", "text/plain; charset=utf-8"},
		{"style.css", "a{}", "text/plain; charset=utf-8"},
		{"code.gif", "GIF89a/*" + strings.Repeat("x", 100) + "*/=1;alert(1)", "image/gif"},
		{"both.png", "\x89PNG\r\n\x1a\n" + page, "image/png"},
		{"flash.swf", "CWS\x0b", "application/octet-stream"},
		{"x.pdf", "%PDF-1.7 " + page, "application/pdf"},
		{"x.docx", "PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"x.jar", "PK\x03\x04", "application/zip"},
		{"binary.txt", "\x00\x01\x02", "application/octet-stream"},
	} {
		got := uploadJSON(ann, note, sent{row.name, row.content})
		if got.Image {
			t.Errorf("%s may be shown in pages", row.name)
		}
		answer := ann.Get(got.URL).Want(200).WantHeader("Content-Type", row.kind).WantHeader("X-Content-Type-Options", "nosniff").
			WantHeader("Content-Security-Policy", "sandbox; default-src 'none'").WantHeader("X-Frame-Options", "DENY").WantHeader("Cross-Origin-Resource-Policy", "same-origin")
		if !strings.HasPrefix(answer.Header.Get("Content-Disposition"), "attachment;") {
			t.Errorf("%s is shown: %s", row.name, answer.Header.Get("Content-Disposition"))
		}
		if answer.Body != row.content {
			t.Errorf("%s comes back as %q", row.name, answer.Body)
		}
		ann.Get(got.URL + "/thumb").Want(404)
	}
	ann.Get(note).WantNoMarkup("<script>alert")
}

func TestNamesOfFilesDoNoHarm(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	note := ann.Post("/notes", apptest.Form("title", "Plan")).Want(303).To()
	for name, want := range map[string]string{
		"../../etc/passwd":                 "passwd",
		`C:\\fakepath\\plan.txt`:           "plan.txt",
		`..`:                               "file",
		"a\u202egnp.exe":                   "agnp.exe",
		"\u200e":                           "file",
		"Äpfel & Birnen.txt":               "Äpfel & Birnen.txt",
		`say \"hi\".txt`:                   `say "hi".txt`,
		"a;b=c.txt":                        "a;b=c.txt",
		"100%2e.txt":                       "100%2e.txt",
		"%0d%0aX-Evil: 1":                  "%0d%0aX-Evil: 1",
		"<img src=x onerror=alert(1)>.png": "<img src=x onerror=alert(1)>.png",
		"日本語.txt":                          "日本語.txt",
		strings.Repeat("x", 300) + ".txt":  strings.Repeat("x", 196) + ".txt",
		" . ":                              "file",
	} {
		got := uploadJSON(ann, note, sent{name, "x"})
		if got.Name != want {
			t.Errorf("%q is called %q, want %q", name, got.Name, want)
		}
		answer := ann.Get(got.URL).Want(200)
		said := answer.Header.Get("Content-Disposition")
		if len(answer.Header.Values("X-Evil")) > 0 || strings.ContainsFunc(said, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("%q: %q", name, said)
		}
		plain, whole, _ := strings.Cut(said, "; filename*=UTF-8''")
		if _, options, err := mime.ParseMediaType(plain); err != nil || options["filename"] == "" || len(options) != 1 {
			t.Errorf("%q: %q, %v", name, plain, err)
		}
		if read, err := url.PathUnescape(whole); err != nil || read != want {
			t.Errorf("%q reads as %q, %v", whole, read, err)
		}
	}
	ann.Get(note).WantNoMarkup("<img src=x onerror")
	ann.Get(note + "/attachments").Want(200).WantNoMarkup("<img src=x onerror")
}

func TestFormsThatAreNoneAreRefusedAndLeaveNothing(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	note := ann.Post("/notes", apptest.Form("title", "Plan")).Want(303).To()
	const kind = "multipart/form-data; boundary=b"
	part := func(disposition, content string) string {
		return "--b\r\nContent-Disposition: " + disposition + "\r\n\r\n" + content + "\r\n"
	}
	file := part(`form-data; name="file"; filename="a.txt"`, "hello")
	for _, row := range []struct {
		what, kind, body string
		status           int
	}{
		{"no end", kind, file, 400},
		{"an end in the middle of a file", kind, part(`form-data; name="file"; filename="a.bin"`, strings.Repeat("x", 600<<10)), 400},
		{"nothing at all", kind, "", 422},
		{"no parts", kind, "--b--\r\n", 422},
		{"a field that is no file", kind, part(`form-data; name="file"`, "hello") + "--b--\r\n", 422},
		{"another field", kind, file + part(`form-data; name="note_id"`, "7") + "--b--\r\n", 422},
		{"a file under another name", kind, part(`form-data; name="avatar"; filename="a.txt"`, "x") + "--b--\r\n", 422},
		{"a file without a name", kind, part(`form-data; name="file"; filename=""`, "x") + "--b--\r\n", 422},
		{"a form in which nothing was chosen", kind, part(`form-data; name="file"; filename=""`, "") + "--b--\r\n", 422},
		{"a NUL in a name", kind, part("form-data; name=\"file\"; filename=\"a\x00b\"", "x") + "--b--\r\n", 400},
		{"a part without a header", kind, "--b\r\n\r\nhello\r\n--b--\r\n", 422},
		{"a header without an end", kind, "--b\r\nContent-Disposition: " + strings.Repeat("x", 1<<20), 422},
		{"a boundary that is not there", "multipart/form-data", file, 415},
		{"many parts", kind, strings.Repeat(part(`form-data; name="file"; filename="a"`, "x"), 10_000) + "--b--\r\n", 413},
		{"parts within parts", kind, "--b\r\nContent-Disposition: form-data; name=\"file\"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n", 422},
		{"JSON", "application/json", `{"file":"x"}`, 415},
		{"a plain form", "application/x-www-form-urlencoded", "file=x", 415},
	} {
		for _, p := range []*apptest.Person{ann, ann.With("Accept", "application/json")} {
			if answer := p.Send("POST", note+"/attachments", row.kind, []byte(row.body)); answer.Status != row.status {
				t.Errorf("%s: %d, want %d\n%.300s", row.what, answer.Status, row.status, answer.Body)
			}
		}
		if answer := ann.Chunked("POST", "/api/v1"+note+"/attachments", row.kind, []byte(row.body)); answer.Status != row.status && row.status != 413 {
			t.Errorf("over the API %s: %d, want %d\n%.300s", row.what, answer.Status, row.status, answer.Body)
		}
	}
	if got := ann.Get("/api/v1" + note + "/attachments").Body; !strings.Contains(got, `"total":0`) {
		t.Errorf("something was attached: %.300s", got)
	}
	if log := app.Log(); strings.Contains(log, "level=ERROR") {
		t.Errorf("faults are in the log:\n%s", log)
	}
}

func TestAFileMayBeAsBigAsTheLimitAndNoBigger(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	note := ann.Post("/notes", apptest.Form("title", "Plan")).Want(303).To()
	upload(ann, note, sent{"limit", strings.Repeat("x", 2<<20)}).Want(303)
	upload(ann, note, sent{"more", strings.Repeat("x", 2<<20+1)}).Want(413, "“more” is bigger than 2.1 MB")
	var four []sent
	for range 5 {
		four = append(four, sent{"x", strings.Repeat("x", 2<<20)})
	}
	upload(ann, note, four[:4]...).Want(303)
	kind, body := form(four...)
	ann.Send("POST", note+"/attachments", kind, body).Want(413, "A file may have 2.1 MB.")
	ann.Chunked("POST", note+"/attachments", kind, body).Want(413, "A file may have 2.1 MB.")
	ann.Chunked("POST", "/api/v1"+note+"/attachments", kind, body).Want(413)
	// Elsewhere nothing has changed.
	ann.Send("POST", "/notes", kind, body).Want(413)
	ann.Send("POST", "/api/v1/notes", "application/json", body).Want(413)
}

// speak sends a request as it is, and leaves.
func speak(t *testing.T, app *apptest.App, p *apptest.Person, head, body string) {
	t.Helper()
	u, err := url.Parse(app.URL)
	if err != nil {
		t.Fatal(err)
	}
	line, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	fmt.Fprintf(line, "%s\r\nHost: %s\r\nCookie: mddash_session=%s\r\n\r\n%s", head, u.Host, p.Cookie("mddash_session"), body)
	if half, ok := line.(*net.TCPConn); ok {
		_ = half.CloseWrite()
	}
	_ = line.SetReadDeadline(time.Now().Add(20 * time.Second))
	_, _ = io.ReadAll(line)
}

func TestALengthThatIsALieChangesNothing(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	note := ann.Post("/notes", apptest.Form("title", "Plan")).Want(303).To()
	kind, body := form(sent{"a.txt", "hello"})
	for _, length := range []int{len(body) - 10, len(body) + 1000, 10, 1 << 40} {
		head := fmt.Sprintf("POST %s/attachments HTTP/1.1\r\nContent-Type: %s\r\nContent-Length: %d", note, kind, length)
		speak(t, app, ann, head, string(body))
	}
	ann.Get("/api/v1"+note+"/attachments").Want(200, `"total":0`)
	if log := app.Log(); strings.Contains(log, "level=ERROR") {
		t.Errorf("faults are in the log:\n%s", log)
	}
}

func TestFilesOfOthersAreNotThere(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Path = "/dash" })
	ann, bo, eve := app.As("ann"), app.As("bo"), app.As("eve")
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, bo.User.ID)
	ann.JSON("POST", "/api/v1/projects", `{"name":"Website","visibility":"private"}`).Want(201)
	app.SQL(`INSERT INTO project_members (project_id, user_id, role) VALUES (1, ?, 'member')`, bo.User.ID)
	note := ann.Post("/notes", apptest.Form("title", "Own")).Want(303).To()
	own, shared := uploadJSON(ann, note, sent{"own.png", picture(9, 9)}), uploadJSON(ann, "/projects/1", sent{"shared.png", picture(9, 9)})
	for _, row := range []struct {
		p           *apptest.Person
		file        attached
		read, write int
	}{
		{bo, own, 404, 404}, {eve, own, 404, 404}, {bo, shared, 200, 403}, {eve, shared, 404, 404}, {app.Nobody(), own, 303, 303},
	} {
		row.p.Get(row.file.URL).Want(row.read)
		row.p.Get(row.file.URL + "/thumb").Want(row.read)
		row.p.Post(row.file.URL+"/removal", nil).Want(row.write)
		if row.write != 403 {
			row.p.Post(row.file.URL+"/restoration", nil).Want(row.write)
			row.p.Post(row.file.URL+"/purge", nil).Want(row.write)
		}
	}
	upload(bo, "/projects/1", sent{"x", "x"}).Want(403)
	upload(eve, "/projects/1", sent{"x", "x"}).Want(404)
	bo.Get("/projects/1?view=files").Want(200, "shared.png", "/dash/attachments/2").WantNot("data-attach", "/removal")
	upload(ann.With("Sec-Fetch-Site", "cross-site"), note, sent{"x", "x"}).Want(403)
	// The same bytes are behind both; what is in the trash is there for who may bring it back alone.
	ann.Post(shared.URL+"/removal", nil).Want(303)
	bo.Get(shared.URL).Want(404)
	bo.Get("/projects/1?view=files").Want(200).WantNot("shared.png")
	ann.Get(own.URL).Want(200)
	// Who leaves loses them with the next request.
	ann.Post(shared.URL+"/restoration", nil).Want(303)
	bo.Get(shared.URL).Want(200)
	app.SQL(`DELETE FROM project_members`)
	bo.Get(shared.URL).Want(404)
	bo.Get(shared.URL + "/thumb").Want(404)
}

func TestATextIsNotCompressedSinceRangesCountItsBytes(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	note := ann.Post("/notes", apptest.Form("title", "Plan")).Want(303).To()
	file := uploadJSON(ann, note, sent{"long.txt", strings.Repeat("all work and no play ", 500)})
	zipped := ann.With("Accept-Encoding", "gzip")
	if whole := zipped.Get(file.URL).Want(200); whole.Header.Get("Content-Encoding") != "" || whole.Header.Get("Content-Length") != "10500" {
		t.Errorf("%v", whole.Header)
	}
	zipped.With("Range", "bytes=9-11").Get(file.URL).Want(206, "and")
}
