package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// zipOf is a zip of some texts.
func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range []string{"manifest.json", "data/todos.json", "data/notes.json", "data/projects.json"} {
		if files[name] == "" {
			continue
		}
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(files[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const ourManifest = `{"format":"mddash-export","version":1}`

// callBundles calls the export and takes it back.
func (c contract) callBundles(ann *apptest.Person) {
	all := ann.Get(v1 + "/export").Want(200)
	c.called["GET /export"] = true
	c.send(ann, "POST", "/import?dry_run=true", "application/zip", all.Body)
	c.send(ann, "POST", "/import", "application/zip", "nonsense")
	c.send(ann, "POST", "/import", "application/json", "{}")
	c.send(ann, "POST", "/import?dry_run=perhaps", "application/zip", all.Body)
}

func TestEverythingGoesOutAsOneZipAndComesBackElsewhere(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	bo.JSON("POST", v1+"/notes", `{"title":"Bo's diary","content":"secret"}`).Want(201)
	ann.JSON("POST", v1+"/projects", `{"name":"Website","key":"WEB","visibility":"private"}`).Want(201)
	ann.JSON("POST", v1+"/todos", `{"title":"Call Ana","tags":["sales"],"due_date":"2026-11-30","project_id":1}`).Want(201)
	ann.JSON("POST", v1+"/notes", `{"title":"Plan","content":"As in WEB-1, see [the todo](/todos/1)."}`).Want(201)
	all := ann.Get(v1 + "/export").Want(200)
	if got := all.Header; got.Get("Content-Type") != "application/zip" || !strings.HasPrefix(got.Get("Content-Disposition"), "attachment") || !strings.Contains(got.Get("Cache-Control"), "no-store") {
		t.Errorf("it comes with %v", got)
	}
	if strings.Contains(all.Body, "diary") {
		t.Error("somebody else's note is in it")
	}
	take := func(who *apptest.Person, query string) domain.IntakeReport {
		var report domain.IntakeReport
		who.Send("POST", v1+"/import"+query, "application/zip", []byte(all.Body)).Want(200).Into(&report)
		return report
	}
	if report := take(ann, ""); report.All() != 0 || report.There["notes"] != 1 || report.LeftOutN != 0 {
		t.Errorf("what is there came a second time: %+v", report)
	}
	other := apptest.New(t).As("ann")
	other.JSON("POST", v1+"/todos", `{"title":"Takes the first number"}`).Want(201)
	if report := take(other, "?dry_run=true"); !report.Rehearsed || report.Made["todos"] != 1 {
		t.Errorf("a rehearsal tells %+v", report)
	}
	other.Get(v1+"/projects").Want(200, `"total":0`)
	if report := take(other, ""); report.Made["todos"] != 1 || report.Made["notes"] != 1 || report.LeftOutN != 0 {
		t.Errorf("it became %+v", report)
	}
	if report := take(other, ""); report.All() != 0 {
		t.Errorf("the second time it became %+v", report)
	}
	var notes struct{ Items []struct{ ID int64 } }
	other.Get(v1 + "/notes").Into(&notes)
	other.Get(v1+"/notes/"+placeOf(notes.Items[0].ID)).Want(200, `As in WEB-2, see [the todo](/todos/2).`)
	if report := take(bo, ""); report.Made["todos"] != 1 || report.There["todos"] != 0 {
		t.Errorf("what somebody else was given became %+v", report)
	}
}

func placeOf(id int64) string {
	text, _ := json.Marshal(id)
	return string(text)
}

func TestAZipThatIsNoExportOfOursIsRefusedAndTakesNothing(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	deep := `[{"id":"1","todo":` + strings.Repeat(`{"tags":`, 20_000)
	for name, files := range map[string]map[string]string{
		"no manifest":        {"data/todos.json": "[]"},
		"another's manifest": {"manifest.json": `{"format":"another","version":1}`},
		"a newer one":        {"manifest.json": `{"format":"mddash-export","version":2}`},
		"deep":               {"manifest.json": ourManifest, "data/todos.json": deep},
		"another type":       {"manifest.json": ourManifest, "data/todos.json": `[{"id":1}]`},
		"a field too many":   {"manifest.json": ourManifest, "data/todos.json": `[{"id":"1","todo":{"title":"x"},"user_id":"bo"}]`},
		"not to its end":     {"manifest.json": ourManifest, "data/todos.json": `[{"id":"1","todo":{"title":"x"}}`},
		"more behind it":     {"manifest.json": ourManifest, "data/todos.json": `[] []`},
	} {
		if answer := ann.Send("POST", v1+"/import", "application/zip", []byte(zipOf(t, files))); answer.Status != 422 {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
	whole := zipOf(t, map[string]string{"manifest.json": ourManifest, "data/todos.json": `[{"id":"1","todo":{"title":"x"}}]`})
	ann.Send("POST", v1+"/import", "application/zip", []byte(whole[:len(whole)-30])).Want(422)
	app.Nobody().Send("POST", v1+"/import", "application/zip", []byte(whole)).Want(401)
	app.Nobody().Get(v1 + "/export").Want(401)
	ann.Get(v1+"/todos").Want(200, `"total":0`)
}

func TestWhatAnExportSaysOfRowsOfOursGivesNoRights(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	bo.JSON("POST", v1+"/projects", `{"name":"Hidden","key":"HID","visibility":"private"}`).Want(201)
	bo.JSON("POST", v1+"/todos", `{"title":"Hidden todo","project_id":1}`).Want(201)
	all := bo.Get(v1 + "/export").Want(200).Body
	here := strings.SplitN(strings.SplitN(unzipped(t, all, "data/todos.json"), `"id":"`, 2)[1], "-", 2)[0]
	text := `[{"id":"` + here + `-1","project":"` + here + `-1","todo":{"title":"mine","project_id":1,"parent_id":1,"assignee_ids":["` + bo.User.ID + `"]},"blocks":["` + here + `-1"],"comments":[{"id":"` + here + `-9","body":"hello HID-1 mddash-reference:todos/` + here + `-1"}]},
		{"id":"round","parent":"trip","todo":{"title":"a\u0000b"}},{"id":"trip","parent":"round","todo":{"title":"` + strings.Repeat("x", 5000) + `"}}]`
	var report domain.IntakeReport
	ann.Send("POST", v1+"/import", "application/zip", []byte(zipOf(t, map[string]string{"manifest.json": ourManifest, "data/todos.json": text}))).Want(200).Into(&report)
	if report.Made["todos"] != 3 || report.There["todos"] != 0 {
		t.Errorf("it became %+v", report)
	}
	bo.Get(v1+"/tasks?project_id=1").Want(200, `"total":1`)
	ann.Get(v1+"/todos").Want(200, `"project_id":null`, `"total":3`)
}

// unzipped is one file of a zip.
func unzipped(t *testing.T, text, name string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out bytes.Buffer
	if _, err := out.ReadFrom(file); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestEveryKindOfFileIsTakenInByTheAPI(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	for _, row := range []struct{ kind, name, body, made string }{
		{"text/calendar", "a.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Match\r\nDTSTART:20260601T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "events"},
		{"text/markdown; charset=utf-8", "Plan.md", "hello", "notes"},
		{"application/octet-stream", "Work.csv", "TYPE,CONTENT,PRIORITY,INDENT,DATE,DATE_LANG\ntask,Call Ana,1,1,,\n", "todos"},
		{"application/json", "board.json", `{"id": "5f0000000000000000000001", "name": "Launch", "lists": [], "cards": []}`, "projects"},
		{"application/vnd.sqlite3", "old.db", app.MdDash(), "notes"},
	} {
		for made := 1; made >= 0; made-- {
			for _, look := range []string{"true", "false"} {
				var report domain.IntakeReport
				ann.Send("POST", v1+"/import?dry_run="+look+"&name="+row.name, row.kind, []byte(row.body)).Want(200).Into(&report)
				if report.Made[row.made] != made || report.Rehearsed != (look == "true") {
					t.Errorf("%s: %+v", row.kind, report)
				}
			}
		}
	}
	ann.Get(v1+"/notes").Want(200, `"title":"Plan"`)
	ann.Send("POST", v1+"/import", "text/plain", []byte("x")).Want(415)
	ann.Send("POST", v1+"/import?name="+strings.Repeat("x", 256), "text/markdown", []byte("x")).Want(422, "name")
	ann.Send("POST", v1+"/import", "application/vnd.sqlite3", []byte("SQLite format 3\x00")).Want(422, "no SQLite database")
	ann.Send("POST", v1+"/import", "application/zip", []byte(zipOf(t, map[string]string{"manifest.json": `{"format":"mddash backup","version":1}`}))).Want(422, "mddash restore")
}
