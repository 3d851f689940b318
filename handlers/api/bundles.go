package api

import (
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mddash/domain"
	"mddash/formats/bundle"
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
	add(a, bundleTag, operation{method: http.MethodPost, path: "/import", id: "import", summary: "Take in what GET /export gave", text: bundleType, whole: true,
		about: "All of it in one transaction, each thing made as you would make it, with your rights. What came before, or was made here and is still there, is not made twice. What can't be taken is told of and holds up nothing else. With dry_run=true nothing is kept: the answer is what would become of it."}, importAll)
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

// importingAll is a request whose body is a zip: see request.readText.
type importingAll struct {
	DryRun flag `query:"dry_run" doc:"true does everything, tells what became of it, and takes all of it back"`
	zip    packed.Input
}

// Resolve is called by huma once the rest is filled in.
func (in *importingAll) Resolve(ctx huma.Context) []error {
	if r, ok := ctx.(*request); ok {
		in.zip = packed.Input{Name: "export.zip", File: r.text, Size: r.size, Limits: packed.Limits{Entries: bundleEntriesMax, Total: 40*r.size + 64<<20}}
	}
	return nil
}

type taken struct{ Body domain.IntakeReport }

func importAll(v *visit.Visit, in *importingAll) (*taken, error) {
	p := domain.Problems{}
	rehearse := in.DryRun.parse(p, "dry_run")
	if err := p.Err(); err != nil {
		return nil, &visit.Located{Err: err, In: "query", Sent: map[string]any{"dry_run": string(in.DryRun)}}
	}
	v.Patient(importWithin)
	things, err := bundle.Read(in.zip, v.User.Location())
	if err != nil {
		return nil, aboutBody(err)
	}
	report, err := v.Scope.TakeBack(v.Ctx(), things, v.UploadMax(), rehearse != nil && *rehearse)
	if err != nil {
		return nil, err
	}
	return &taken{Body: report}, nil
}

// aboutBody says of what is wrong with a file that the body is that file.
func aboutBody(err error) error {
	var wrong *domain.Error
	if errors.As(err, &wrong) && wrong.Fields["file"] != "" {
		return domain.Problems{"": wrong.Fields["file"]}.Err()
	}
	return err
}
