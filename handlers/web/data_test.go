package web_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// archiveOf is a zip of files, as name and content by turns.
func archiveOf(t *testing.T, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sendFiles posts a form with files, as name and content by turns.
func sendFiles(who *apptest.Person, path string, files ...string) *apptest.Answer {
	var list []sent
	for i := 0; i < len(files); i += 2 {
		list = append(list, sent{files[i], files[i+1]})
	}
	kind, body := form(list...)
	return who.Send("POST", path, kind, body)
}

// inside are the files of a zip, by name; each has its bytes.
func inside(t *testing.T, data string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		open, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(open)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

const (
	importing = "/settings/data/notes"
	exporting = "/settings/data/notes.zip"
)

func TestWhatIsExportedIsImportedAndExportedAsItWas(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	zipped := string(archiveOf(t,
		"Club/Plan.md", "---\ntitle: 'Plan: one'\ntags: [a, b]\ncreated: 2026-01-02T03:04:05Z\nupdated: 2026-02-03T04:05:06.007Z\nproject: Website\nproject_key: WEB\ncolor: teal\n---\n\nSee [it](../Other.md#h-x), [[Other]] and ![pic](../pics/a%20b.png)\r\n`[x](../Other.md)`\t \n",
		"Other.md", "no end", "pics/a b.png", "not really a picture", "Third.md", "---\nfoo: bar\n---\nx", "lonely.pdf", "x", "bad.md", "caf\xe9"))
	sendFiles(ann, importing, "vault.zip", zipped).Want(200, "3 notes imported, with 1 file.", "New: 1 project, Website.", "lonely.pdf", "No note leads to it.", "bad.md", "not UTF-8")
	first := inside(t, ann.Get(exporting).Want(200).Body)
	plan := first["Club/Plan- one.md"]
	for _, want := range []string{"title: 'Plan: one'\n", "created: 2026-01-02T03:04:05Z\n", "updated: 2026-02-03T04:05:06.007Z\n", "project: Website\n", "notebook: Club\n",
		"\n\nSee [it](../Other.md#h-x), [[Other]] and ![pic](../attachments/a%20b.png)\r\n`[x](../Other.md)`\t \n"} {
		if !strings.Contains(plan, want) {
			t.Errorf("the export lacks %q:\n%s", want, plan)
		}
	}
	if first["attachments/a b.png"] != "not really a picture" || len(first) != 5 {
		t.Errorf("the export holds %v", first)
	}
	sendFiles(ann, importing, "again.zip", zipped).Want(200, "No note was imported.", "3 notes were here already")
	sendFiles(ann, importing, "ours.zip", ann.Get(exporting).Body).Want(200, "0 notes imported.", "3 notes were here already")

	sendFiles(app.As("cy"), importing, "odd.zip", string(archiveOf(t, "New.md", "1", "New.md", "2", "../Up.md", "x"))).
		Want(200, "1 note imported", "../Up.md", "Its name leads out of the zip, so it was not read.", "There is another file of this name in the zip")

	other := apptest.New(t)
	bo := other.As("bo")
	sendFiles(bo, importing, "notes.zip", ann.Get(exporting).Body).Want(200, "3 notes imported")
	second := inside(t, bo.Get(exporting).Want(200).Body)
	for name, text := range first {
		if second[name] != text {
			t.Errorf("%s came back as\n%q, want\n%q", name, second[name], text)
		}
	}
	if len(second) != len(first) {
		t.Errorf("%d files came back of %d", len(second), len(first))
	}
}

func TestAnExportHoldsOnlyWhatItsPersonSees(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	note, err := app.Scope("ann").AddNote(t.Context(), domain.NoteInput{Title: "Hers", Content: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	if files := inside(t, bo.Get(exporting).Want(200).Body); len(files) != 1 {
		t.Errorf("bo exports %v", files)
	}
	for _, path := range []string{"text.md", "page.html"} {
		at := fmt.Sprintf("/notes/%d/%s", note.ID, path)
		bo.Get(at).Want(404)
		app.Nobody().Get(at).Want(303)
		ann.Get(at).Want(200, "secret").WantHeader("Content-Security-Policy", "sandbox; default-src 'none'").WantHeader("Cache-Control", "private, no-store")
	}
	app.Nobody().Get(exporting).Want(303)
	if ann.Get(fmt.Sprintf("/notes/%d/text.md", note.ID)).Body != "secret" {
		t.Error("the text is not what was written")
	}
	if err := app.Scope("ann").DeleteNote(t.Context(), note.ID, ""); err != nil {
		t.Fatal(err)
	}
	if files := inside(t, ann.Get(exporting).Want(200).Body); len(files) != 1 {
		t.Errorf("the trash is exported: %v", files)
	}
}

func TestAnImportTellsWhatIsWrong(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	sendFiles(ann, importing).Want(422, "Choose a file.")
	sendFiles(ann, importing, "a.zip", "PK no zip").Want(422, "This is no zip file")
	sendFiles(ann, importing, "a.md", "one", "a.md", "two").Want(422, "Two of the files have the same name.")
	sendFiles(ann, importing, "big.zip", strings.Repeat("x", 9<<20)).Want(413)
	sendFiles(ann, importing, "good.zip", string(archiveOf(t, "a.md", "x")), "one.md", "y", "bad.zip", "PK no zip").Want(422, "This is no zip file")
	if files := inside(t, ann.Get(exporting).Want(200).Body); len(files) != 1 {
		t.Errorf("of an import that was refused there are %v", files)
	}
	sendFiles(ann, importing, "../../x/<b>.md", "<script>alert(1)</script>", "long.md", strings.Repeat("x", 500_001), "odd.md", "---\ntype: post\ncolor: mauve\n---\nkept").
		Want(200, "2 notes imported", "long.md", "type: Choose", "color: Choose").WantNoMarkup("<b>", "<script>alert")
	ann.Get("/notes").Want(200, "odd")
	app.Nobody().Get("/settings/data").Want(303)
	sendFiles(app.Nobody(), importing, "a.md", "x").Want(303)
}

func TestAClientImportsNotesOfTheirOwn(t *testing.T) {
	app := apptest.New(t)
	cy := app.As("cy")
	app.SQL(`UPDATE users SET roles = '["client"]' WHERE id = ?`, cy.User.ID)
	project(t, app, "ann", "Website")
	sendFiles(cy, importing, "a.md", "---\nproject: Website\n---\nx").Want(200, "1 note imported.", "not in the project Website")
}

func TestAnImportIsUndoneAtOnce(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	sendFiles(ann, importing, "a.md", "x", "b.md", "y").Want(200, "2 notes imported", "Undo")
	batch, err := app.Scope("ann").LastBatch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ann.Post("/undo/"+batch, nil).Want(303)
	if files := inside(t, ann.Get(exporting).Want(200).Body); len(files) != 1 {
		t.Errorf("after the undo: %v", files)
	}
}

func TestANoteIsExportedAsAPageWithItsPictures(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	sendFiles(ann, importing, "v.zip", string(archiveOf(t, "a.md", "![p](p.png) [n](b.md) <script>", "b.md", "x", "p.png", picture(2, 2)))).Want(200, "2 notes imported, with 1 file")
	ann.Get("/notes/1/page.html").Want(200, `src="data:image/png;base64,`, `href="`+app.URL+`/notes/2"`).WantNoMarkup("<script")
}
