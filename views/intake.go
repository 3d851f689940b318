package views

import (
	"context"
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

func (p IntakesPart) file(ctx context.Context) ui.InputProps {
	return ui.InputProps{Name: "file", ID: "intake", Label: ui.T(ctx, "File of mddash or another program"), Full: true, Error: p.Error,
		Help: ui.T(ctx, "An export of mddash (.zip), the database of md_dash (.db), Todoist (.csv, or the zip of a backup), Vikunja (its export), Trello (a board as .json), a calendar (.ics, into your first one) or Markdown (files, or a zip of a folder), up to %s. You see what would become of it before anything is kept.", sizeText(ctx, p.Max))}
}

// IntakePage is one file on its way in: how far it is, what would become of it, or what did.
type IntakePage struct{ Job domain.IntakeJob }

func (p IntakePage) progress(ctx context.Context) string {
	confirmed := p.Job.State == domain.IntakeConfirmed
	switch {
	case p.Job.All == 0 && confirmed:
		return ui.T(ctx, "Importing “%s”", p.Job.Name)
	case p.Job.All == 0:
		return ui.T(ctx, "Looking through “%s”", p.Job.Name)
	case confirmed:
		return ui.T(ctx, "Importing, %s of %s", strconv.Itoa(p.Job.Done), strconv.Itoa(p.Job.All))
	}
	return ui.T(ctx, "Looking through, %s of %s", strconv.Itoa(p.Job.Done), strconv.Itoa(p.Job.All))
}

// intakeState says in a line how it is with a file.
func intakeState(ctx context.Context, j domain.IntakeJob) string {
	switch j.State {
	case domain.ImportFailed:
		return ui.Said(ctx, j.Error)
	case domain.IntakeLooked:
		return intakeSums(ctx, j.Report) + " " + ui.T(ctx, "Nothing is saved until you confirm.")
	case domain.ImportDone:
		return intakeSums(ctx, j.Report)
	}
	return ui.T(ctx, "Under way.")
}

// intakeSums are what is new, and what was there, such as “New: 2 projects and 31 todos.”
func intakeSums(ctx context.Context, r domain.IntakeReport) string {
	var parts []string
	for _, kind := range domain.IntakeKinds() {
		if n := r.Made[kind]; n > 0 {
			parts = append(parts, intakeCount(ctx, kind, n))
		}
	}
	text := ui.T(ctx, "Nothing new.")
	if len(parts) > 0 {
		text = ui.T(ctx, "New: %s.", listed(ctx, parts))
	}
	if n := r.Before(); n > 0 {
		text += " " + ui.T(ctx, "%s came before.", strconv.Itoa(n))
	}
	if r.LeftOutN > 0 {
		text += " " + ui.T(ctx, "%s left out.", strconv.Itoa(r.LeftOutN))
	}
	return text
}

func intakeCount(ctx context.Context, kind string, n int) string {
	switch kind {
	case domain.IntakeClients:
		return Plural(n, ui.T(ctx, "client"), ui.T(ctx, "clients"))
	case domain.IntakeProjects:
		return Plural(n, ui.T(ctx, "project"), ui.T(ctx, "projects"))
	case domain.IntakeTodos:
		return Plural(n, ui.T(ctx, "todo"), ui.T(ctx, "todos"))
	case domain.IntakeComments:
		return Plural(n, ui.T(ctx, "comment"), ui.T(ctx, "comments"))
	case domain.IntakeNotes:
		return Plural(n, ui.T(ctx, "note"), ui.T(ctx, "notes"))
	case domain.IntakeVersions:
		return Plural(n, ui.T(ctx, "version of notes"), ui.T(ctx, "versions of notes"))
	case domain.IntakeFollowed:
		return Plural(n, ui.T(ctx, "followed calendar"), ui.T(ctx, "followed calendars"))
	case domain.IntakeDecisions:
		return Plural(n, ui.T(ctx, "decision"), ui.T(ctx, "decisions"))
	case domain.IntakeCalendars:
		return Plural(n, ui.T(ctx, "calendar"), ui.T(ctx, "calendars"))
	case domain.IntakeEvents:
		return Plural(n, ui.T(ctx, "event"), ui.T(ctx, "events"))
	case domain.IntakeTime:
		return Plural(n, ui.T(ctx, "time entry"), ui.T(ctx, "time entries"))
	case domain.IntakeFilters:
		return Plural(n, ui.T(ctx, "filter"), ui.T(ctx, "filters"))
	case domain.IntakeSettings:
		return ui.T(ctx, "your settings")
	}
	return Plural(n, ui.T(ctx, "file"), ui.T(ctx, "files"))
}

func listed(ctx context.Context, parts []string) string {
	text := parts[0]
	for i, part := range parts[1:] {
		if i == len(parts)-2 {
			text += ui.T(ctx, " and ") + part
			continue
		}
		text += ", " + part
	}
	return text
}

func unnamedOf(ctx context.Context, all, named int) string {
	if all > named {
		return ui.T(ctx, "And %s more.", strconv.Itoa(all-named))
	}
	return ""
}
