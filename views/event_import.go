package views

import (
	"context"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// ImportPath is where events are taken in from a file.
const ImportPath = "/events/import"

// EventImportPage asks for a file of events.
type EventImportPage struct {
	Max       int64 // bytes
	Calendars []domain.CalendarRef
	Calendar  string // the chosen one's id
	Jobs      []domain.ImportJob
	Now       time.Time
	Message   string
	Errors    ui.Errors
}

func (p EventImportPage) choices() []ui.Option {
	options := []ui.Option{}
	for _, c := range p.Calendars {
		if c.Access.CanEdit() {
			options = append(options, ui.Option{Value: idText(c.ID), Text: c.Name})
		}
	}
	return options
}

func (p EventImportPage) file(ctx context.Context) ui.InputProps {
	return ui.InputProps{Name: "file", Label: ui.T(ctx, "File"), Full: true, Error: p.Errors["file"],
		Help: ui.T(ctx, "An .ics file up to %s. What is there already is not made twice. Todos become yours.", sizeText(ctx, p.Max))}
}

// ImportJobPath is where one import is watched.
func ImportJobPath(id int64) string { return ImportPath + "/" + idText(id) }

// EventImportJobPage is an import under way, or what became of it.
type EventImportJobPage struct{ Job domain.ImportJob }

func (p EventImportJobPage) progress(ctx context.Context) string {
	if p.Job.Total == 0 {
		return ui.T(ctx, "Reading “%s”", p.Job.Name)
	}
	return ui.T(ctx, "Importing %s of %s", strconv.Itoa(p.Job.Done), strconv.Itoa(p.Job.Total))
}

func importSums(ctx context.Context, r domain.EventImport) string {
	text := Plural(r.Created, ui.T(ctx, "new one"), ui.T(ctx, "new ones"))
	if r.Todos > 0 {
		text += ui.T(ctx, ", of these %s", Plural(r.Todos, ui.T(ctx, "todo"), ui.T(ctx, "todos")))
	}
	if r.Updated > 0 {
		text += ui.T(ctx, ", %s brought up to date", strconv.Itoa(r.Updated))
	}
	if r.Skipped > 0 {
		text += ui.T(ctx, ", %s there already", strconv.Itoa(r.Skipped))
	}
	if r.Failed > 0 {
		text += ui.T(ctx, ", %s left out", strconv.Itoa(r.Failed))
	}
	return text + "."
}

func importState(ctx context.Context, j domain.ImportJob) string {
	switch {
	case j.State == domain.ImportFailed:
		return j.Error
	case j.Open():
		return ui.T(ctx, "Under way")
	}
	return importSums(ctx, j.EventImport)
}

func (p EventImportJobPage) unnamed(ctx context.Context) string {
	if rest := p.Job.Failed - len(p.Job.LeftOut); rest > 0 {
		return ui.T(ctx, "And %s more.", strconv.Itoa(rest))
	}
	return ""
}
