package views

import (
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// IntakesPath is where files of other programs are taken in.
const IntakesPath = "/settings/data/imports"

// IntakePath is where one of them is watched and confirmed.
func IntakePath(id int64) string { return IntakesPath + "/" + idText(id) }

// IntakesPart is the piece of the data page for files of other programs.
type IntakesPart struct {
	Max            int64 // bytes that one file may have
	Jobs           []domain.IntakeJob
	Now            time.Time
	Message, Error string
}

func (p IntakesPart) file() ui.InputProps {
	return ui.InputProps{Name: "file", ID: "intake", Label: "File of another program", Full: true, Error: p.Error,
		Help: "Todoist (.csv, or the zip of a backup), Vikunja (its export) or Trello (a board as .json), up to " + domain.SizeText(p.Max) + ". You see what would become of it before anything is kept."}
}

// IntakePage is one file on its way in: how far it is, what would become of it, or what did.
type IntakePage struct{ Job domain.IntakeJob }

func (p IntakePage) progress() string {
	doing := "Looking through"
	if p.Job.State == domain.IntakeConfirmed {
		doing = "Importing"
	}
	if p.Job.All == 0 {
		return doing + " “" + p.Job.Name + "”"
	}
	return doing + ", " + strconv.Itoa(p.Job.Done) + " of " + strconv.Itoa(p.Job.All)
}

// intakeState says in a line how it is with a file.
func intakeState(j domain.IntakeJob) string {
	switch j.State {
	case domain.ImportFailed:
		return j.Error
	case domain.IntakeLooked:
		return intakeSums(j.Report) + " Nothing is saved until you confirm."
	case domain.ImportDone:
		return intakeSums(j.Report)
	}
	return "Under way."
}

// intakeSums are what is new, and what was there, such as “2 projects and 31 todos.”
func intakeSums(r domain.IntakeReport) string {
	var parts []string
	for _, kind := range domain.IntakeKinds() {
		if n := r.Made[kind]; n > 0 {
			one, many := intakeWords(kind)
			parts = append(parts, Plural(n, one, many))
		}
	}
	text := "Nothing new"
	if len(parts) > 0 {
		text = "New: " + listed(parts)
	}
	if n := r.Before(); n > 0 {
		text += "; " + strconv.Itoa(n) + " came before"
	}
	if r.LeftOutN > 0 {
		text += "; " + strconv.Itoa(r.LeftOutN) + " left out"
	}
	return text + "."
}

func intakeWords(kind string) (one, many string) {
	switch kind {
	case domain.IntakeTime:
		return "time entry", "time entries"
	case domain.IntakeFilters:
		return "filter", "filters"
	}
	return kind[:len(kind)-1], kind
}

func listed(parts []string) string {
	text := parts[0]
	for i, part := range parts[1:] {
		if i == len(parts)-2 {
			text += " and " + part
			continue
		}
		text += ", " + part
	}
	return text
}

func unnamedOf(all, named int) string {
	if all > named {
		return "And " + strconv.Itoa(all-named) + " more."
	}
	return ""
}
