package web_test

import (
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

const sheetOfTodos = "TYPE,CONTENT,PRIORITY,INDENT,DATE,DATE_LANG\ntask,Call <b>Ana</b>,1,1,,\nnonsense,x,,,,\n"

func TestAFileOfAnotherProgramIsShownBeforeItIsTakenAndOnlyToItsOwner(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	place := sendFiles(ann, "/settings/data/imports", "Work.csv", sheetOfTodos).Want(303).To()
	ann.Get(place).Want(200, "Looking through “Work.csv”", "Look again")
	app.TakeOthers()
	ann.Get(place).Want(200, "New: 1 project and 1 todo. Nothing is saved yet.", "Work", "Not quite as it was", "A line of the kind “nonsense” was not read.", "Discard")
	ann.HTMX().With("HX-Target", "section#import").Get(place).Want(200, `id="import"`).WantNot("<html")
	ann.Get("/todos?view=all").Want(200).WantNot("&lt;b&gt;Ana")
	ann.Get("/settings/data").Want(200, "Work.csv", "Nothing is saved until you confirm.")
	for _, path := range []string{place + "/confirmation", place + "/removal"} {
		ben.Post(path, nil).Want(404)
	}
	ben.Get(place).Want(404)
	ben.Get("/settings/data").Want(200).WantNot("Work.csv")
	ann.Post(place+"/confirmation", nil).WantTo(place)
	ann.Get(place).Want(200, "Importing “Work.csv”")
	ann.Post(place+"/removal", nil).Want(409)
	app.TakeOthers()
	ann.Get(place).Want(200, "New: 1 project and 1 todo.", "Open todos")
	ann.Get("/todos?view=all").Want(200, "Call &lt;b&gt;Ana&lt;/b&gt;")
	ann.Post(place+"/removal", nil).WantTo("/settings/data")
	ann.Get(place).Want(404)
}

func TestWhatIsNoFileOfAnotherProgramIsRefusedWithWords(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	sendFiles(ann, "/settings/data/imports").Want(422, "Choose a file.")
	sendFiles(ann, "/settings/data/imports", "a.csv", "x", "b.csv", "x").Want(422, "Send one file at a time.")
	sendFiles(ann, "/settings/data/imports", "a.csv", strings.Repeat("x", 9<<20)).Want(413)
	place := sendFiles(ann, "/settings/data/imports", "a<b>.csv", "no todos").Want(303).To()
	app.TakeOthers()
	ann.Get(place).Want(200, "TYPE and CONTENT", "Remove from the list").WantNoMarkup("<b>")
	for range 8 {
		sendFiles(ann, "/settings/data/imports", "a.csv", sheetOfTodos)
	}
	sendFiles(ann, "/settings/data/imports", "a.csv", sheetOfTodos).Want(409, "Take them in, or discard them, first.")
}

func TestEverythingIsExportedOnThePageAndComesBackThroughItsForm(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	ann.JSON("POST", "/api/v1/notes", `{"title":"Plan","content":"of *mine*"}`).Want(201)
	ann.JSON("POST", "/api/v1/todos", `{"title":"Call <b>Ana</b>"}`).Want(201)
	ann.Get("/settings/data").Want(200, "Export everything", `href="/settings/data/export.zip"`)
	app.Nobody().Get("/settings/data/export.zip").Want(303)
	all := ann.Get("/settings/data/export.zip").Want(200)
	if !strings.HasPrefix(all.Body, "PK") || !strings.Contains(all.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("it comes as %v", all.Header)
	}
	place := sendFiles(ben, "/settings/data/imports", "everything.zip", all.Body).Want(303).To()
	app.TakeOthers()
	ben.Get(place).Want(200, "New: 1 todo, 1 note and 1 calendar. Nothing is saved yet.")
	ben.Post(place+"/confirmation", nil).WantTo(place)
	app.TakeOthers()
	ben.Get("/notes").Want(200, "Plan")
	place = sendFiles(ann, "/settings/data/imports", "everything.zip", all.Body).Want(303).To()
	app.TakeOthers()
	ann.Get(place).Want(200, "Nothing new. 3 came before.")
	place = sendFiles(ann, "/settings/data/imports", "half.zip", all.Body[:len(all.Body)/2]).Want(303).To()
	app.TakeOthers()
	ann.Get(place).Want(200, "Remove from the list")
}

// imported sends files, has them looked through and taken, and answers with the address of their page.
func imported(app *apptest.App, who *apptest.Person, found string, files ...string) string {
	place := sendFiles(who, "/settings/data/imports", files...).Want(303).To()
	app.TakeOthers()
	who.Get(place).Want(200, found, "Nothing is saved yet.")
	who.Post(place+"/confirmation", nil).WantTo(place)
	app.TakeOthers()
	return place
}

func TestTheDatabaseOfAnMdDashIsTakenInByTheForm(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	file := app.MdDash()
	place := imported(app, ann, "New: 1 project, 2 todos, 1 note, 1 calendar and 1 event.", "sqlite.db", file)
	ann.Get(place).Want(200, "Open todos", "old@example.org’s, and is yours here.").WantNoMarkup("<b>house")
	ann.Get("/notes").Want(200, "Colours")
	again := sendFiles(ann, "/settings/data/imports", "sqlite.db", file).Want(303).To()
	app.TakeOthers()
	ann.Get(again).Want(200, "Nothing new.").WantNot("confirmation")
	for name, text := range map[string]string{"This database was cut off": file[:len(file)/2], "This is no SQLite database": "SQLite format 3\x00"} {
		place := sendFiles(ann, "/settings/data/imports", "x.db", text).Want(303).To()
		app.TakeOthers()
		ann.Get(place).Want(200, name, "Remove from the list")
	}
	if strings.Contains(app.Log(), "/tmp/") {
		t.Error("the log names a place on this machine")
	}
}

func TestCalendarsAndNotesComeInByTheSameForm(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	calendar := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Match\r\nDTSTART:20260601T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	ann.Get(imported(app, ann, "New: 1 event.", "club.ics", calendar)).Want(200, "Open calendar")
	ann.Get(imported(app, ann, "New: 2 notes and 1 file.", "Plan.md", "see ![p](p.png) and [b](b.md)", "b.md", "b", "p.png", "bytes")).Want(200, "Open notes")
	ann.Get(imported(app, ann, "New: 1 note.", "vault.zip", string(archiveOf(t, "Club/Third.md", "three")))).Want(200)
	ann.Get(imported(app, ann, "New: 1 note.", "odd.zip", string(archiveOf(t, "Fourth.md", "4", "Fourth.md", "5", "../Up.md", "x")))).Want(200, "../Up.md", "leads out of the zip", "There is another file of this name")
	ann.Get("/notes").Want(200, "Plan", "Third", "Fourth").WantNot(">Up<")
	ann.JSON("PATCH", "/api/v1/notes/1", `{"title":"Another name","content":"and text"}`).Want(200)
	again := sendFiles(ann, "/settings/data/imports", "Plan.md", "see ![p](p.png) and [b](b.md)", "b.md", "b", "p.png", "bytes").Want(303).To()
	app.TakeOthers()
	ann.Get(again).Want(200, "Nothing new.", "2 came before.")
	sendFiles(ann, "/settings/data/imports", "a.md", "x", "a.md", "y").Want(422, "Two of the files have the same name.")
	sendFiles(ann, "/settings/data/imports", "a.ics", calendar, "a.md", "y").Want(422, "Send one file at a time.")
}

func TestAWholeServerIsNoFileOfOnePersons(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	place := sendFiles(ann, "/settings/data/imports", "backup.zip", string(archiveOf(t, "manifest.json", `{"format":"mddash backup","version":1}`, "rows/users.jsonl", "{}"))).Want(303).To()
	app.TakeOthers()
	ann.Get(place).Want(200, "This is a whole server, with everybody", "mddash restore")
}
