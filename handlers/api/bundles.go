package api

import (
	"cmp"
	"errors"
	"mime"
	"net/http"
	"os"

	"github.com/danielgtaylor/huma/v2"

	"mddash/domain"
	"mddash/formats/bundle"
	"mddash/formats/imports"
	"mddash/formats/imports/packed"
	"mddash/handlers/visit"
)

const (
	bundleTag  = "Import and export"
	bundleType = "application/zip"

	// bundleEntriesMax is how many files a zip may hold.
	bundleEntriesMax = 50_000
)

func (a *API) addBundles() {
	add(a, bundleTag, operation{method: http.MethodGet, path: "/export", id: "export", summary: "Read everything that you have as one zip",
		about: "What you see and what is in no trash, as JSON, Markdown, iCalendar and files. Nothing in it opens a door: no passwords, tokens or secret addresses. POST /import takes it back."}, exportAll)
	add(a, bundleTag, operation{method: http.MethodPost, path: "/import", id: "import", summary: "Take in what GET /export gave, or a file of another program", text: bundleType, texts: importTypes(), whole: true,
		about: "What it is tells the file itself: an export of mddash, the SQLite database of an md_dash, Todoist's CSV or the zip of its backup, Vikunja's export, a board of Trello as JSON, an .ics text, a note in Markdown or a zip of a folder of them. All of it in one transaction, each thing made as you would make it, with your rights. What came before, or was made here and is still there, is not made twice. What can't be taken is told of and holds up nothing else. With dry_run=true nothing is kept: the answer is what would become of it."}, importAll)
	a.describeFiles("/export")
}

func exportAll(v *visit.Visit, _ *struct{}) (*none, error) {
	from, err := v.Scope.TakeOut(v.Ctx())
	if err != nil {
		return nil, err
	}
	out := v.Download("mddash "+string(v.Today())+".zip", bundleType)
	if err := bundle.Write(v.Ctx(), out, from, v.Now(), nil); err != nil {
		return nil, broken(v, err)
	}
	return nil, said{}
}

// importTypes are those of files of other programs.
func importTypes() []string {
	return []string{"application/vnd.sqlite3", "application/json", "application/octet-stream", "text/calendar", "text/csv", "text/markdown"}
}

// nameless is what a file is called that was sent without a name.
func nameless(kind string) string {
	switch kind {
	case "text/calendar":
		return "calendar.ics"
	case "text/csv":
		return "Import.csv"
	case "text/markdown":
		return "Note.md"
	}
	return "Import"
}

// importingAll is a request whose body is a file: see request.readText.
type importingAll struct {
	DryRun flag   `query:"dry_run" doc:"true does everything, tells what became of it, and takes all of it back"`
	Name   string `query:"name" maxLength:"255" doc:"What the file is called: what its bytes don't tell, its ending does, and Todoist's project has its name"`
	file   *os.File
	size   int64
	kind   string
}

// Resolve is called by huma once the rest is filled in.
func (in *importingAll) Resolve(ctx huma.Context) []error {
	if r, ok := ctx.(*request); ok {
		in.file, in.size = r.text, r.size
		in.kind, _, _ = mime.ParseMediaType(r.Header("Content-Type"))
	}
	return nil
}

type taken struct{ Body domain.IntakeReport }

func importAll(v *visit.Visit, in *importingAll) (*taken, error) {
	p := domain.Problems{}
	rehearse := in.DryRun.parse(p, "dry_run")
	if len(in.Name) > 255 || !domain.IsText(in.Name) {
		p.Add("name", "A name has at most 255 characters.")
	}
	if err := p.Err(); err != nil {
		return nil, &visit.Located{Err: err, In: "query", Sent: map[string]any{"dry_run": string(in.DryRun), "name": domain.Clip(in.Name, 255)}}
	}
	v.Patient(importWithin)
	things, err := in.read(v)
	if err != nil {
		return nil, aboutBody(err)
	}
	report, err := v.Scope.TakeBack(v.Ctx(), things, v.UploadMax(), rehearse != nil && *rehearse)
	if err != nil {
		return nil, err
	}
	return &taken{Body: report}, nil
}

// read is what the file holds.
func (in *importingAll) read(v *visit.Visit) (domain.Intake, error) {
	file := packed.Input{Name: cmp.Or(in.Name, nameless(in.kind)), File: in.file, Size: in.size, Limits: packed.Limits{Entries: bundleEntriesMax, Total: 40*in.size + 64<<20}}
	file.MdDash = func() (domain.Intake, error) { return v.Scope.ReadMdDash(v.Ctx(), in.file.Name()) }
	kind := imports.Guess(file)
	if kind == "" && in.kind == bundleType {
		kind = domain.ParcelSource
	}
	return imports.Read(kind, file, v.Now().In(v.User.Location()))
}

// aboutBody says of what is wrong with a file that the body is that file.
func aboutBody(err error) error {
	var wrong *domain.Error
	if errors.As(err, &wrong) && wrong.Fields["file"] != "" {
		return domain.Problems{"": wrong.Fields["file"]}.Err()
	}
	return err
}
