package views

import (
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

func (p EventImportPage) file() ui.InputProps {
	return ui.InputProps{Name: "file", Label: "File", Full: true, Error: p.Errors["file"],
		Help: "An .ics file up to " + domain.SizeText(p.Max) + ". What is there already is not made twice. Todos become yours."}
}

// ImportJobPath is where one import is watched.
func ImportJobPath(id int64) string { return ImportPath + "/" + idText(id) }

// EventImportJobPage is an import under way, or what became of it.
type EventImportJobPage struct{ Job domain.ImportJob }

func (p EventImportJobPage) progress() string {
	if p.Job.Total == 0 {
		return "Reading “" + p.Job.Name + "”"
	}
	return "Importing " + strconv.Itoa(p.Job.Done) + " of " + strconv.Itoa(p.Job.Total)
}

func importSums(r domain.EventImport) string {
	text := Plural(r.Created, "new one", "new ones")
	if r.Todos > 0 {
		text += ", of these " + Plural(r.Todos, "todo", "todos")
	}
	if r.Updated > 0 {
		text += ", " + strconv.Itoa(r.Updated) + " brought up to date"
	}
	if r.Skipped > 0 {
		text += ", " + strconv.Itoa(r.Skipped) + " there already"
	}
	if r.Failed > 0 {
		text += ", " + strconv.Itoa(r.Failed) + " left out"
	}
	return text + "."
}

func importState(j domain.ImportJob) string {
	switch {
	case j.State == domain.ImportFailed:
		return j.Error
	case j.Open():
		return "Under way"
	}
	return importSums(j.EventImport)
}

func (p EventImportJobPage) unnamed() string {
	if rest := p.Job.Failed - len(p.Job.LeftOut); rest > 0 {
		return "And " + strconv.Itoa(rest) + " more."
	}
	return ""
}
