package views

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// NoteDetails are what a note is filed under, as the form has it.
type NoteDetails struct {
	Notebook, Tags, Type, Color, Priority, DueDate, ReminderAt, ProjectID, Cover string
}

// NoteDetailsOf fills the form from a note. Its reminder is shown on the clock of the page.
func NoteDetailsOf(p NotePage) NoteDetails {
	n := p.Note
	d := NoteDetails{Notebook: n.Notebook, Tags: strings.Join(n.Tags, ", "), Type: n.Type, Color: n.Color, Priority: n.Priority, DueDate: string(n.DueDate), Cover: n.CoverImage}
	if !n.ReminderAt.IsZero() {
		d.ReminderAt = n.ReminderAt.In(p.Now.Location()).Format("2006-01-02T15:04")
	}
	if n.ProjectID != 0 {
		d.ProjectID = idText(n.ProjectID)
	}
	return d
}

// TypedNoteDetails are the fields as they were sent.
func TypedNoteDetails(form url.Values) NoteDetails {
	return NoteDetails{
		Notebook: form.Get("notebook"), Tags: form.Get("tags"), Type: form.Get("type"), Color: form.Get("color"), Priority: form.Get("priority"),
		DueDate: form.Get("due_date"), ReminderAt: form.Get("reminder_at"), ProjectID: form.Get("project_id"), Cover: form.Get("cover_image"),
	}
}

// OpenedNoteDetails are the fields as they were when the form was opened.
func OpenedNoteDetails(text string) NoteDetails {
	var d NoteDetails
	_ = json.Unmarshal([]byte(text), &d)
	return d
}

// Opened is what OpenedNoteDetails reads.
func (d NoteDetails) Opened() string {
	text, _ := json.Marshal(d)
	return string(text)
}

// Over puts what the person changed over an input: the rest stays as somebody else may have set it meanwhile.
func (d NoteDetails) Over(in domain.NoteInput, opened NoteDetails) domain.NoteInput {
	for _, field := range []struct {
		typed, was string
		into       **string
	}{
		{d.Notebook, opened.Notebook, &in.Notebook}, {d.Type, opened.Type, &in.Type}, {d.Color, opened.Color, &in.Color},
		{d.Priority, opened.Priority, &in.Priority}, {d.DueDate, opened.DueDate, &in.DueDate}, {d.ReminderAt, opened.ReminderAt, &in.ReminderAt},
		{d.Cover, opened.Cover, &in.CoverImage},
	} {
		if field.typed == field.was {
			continue
		}
		*field.into = nil
		if typed := field.typed; typed != "" {
			*field.into = &typed
		}
	}
	if d.Tags != opened.Tags {
		in.Tags = strings.Split(d.Tags, ",")
	}
	if d.ProjectID != opened.ProjectID {
		in.ProjectID = nil
		if id := idIn(url.Values{"id": {d.ProjectID}}, "id"); id != 0 {
			in.ProjectID = &id
		}
	}
	return in
}

// NoteDetailsForm is the form of what a note is filed under.
type NoteDetailsForm struct {
	NoteDetails
	Page      NotePage
	OpenedAs  string
	Projects  []domain.ProjectRef
	Notebooks []domain.NameCount
	Message   string
	Errors    ui.Errors
}

func (f NoteDetailsForm) field(p ui.InputProps) ui.InputProps {
	p.Error = f.Errors[p.Name]
	return p
}

// types offers also the one that an adopted file holds.
func (f NoteDetailsForm) types(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, kind := range domain.NoteTypes() {
		options = append(options, ui.Option{Value: kind, Text: NoteTypeName(ctx, kind)})
	}
	if kind := f.Page.Note.Type; !slices.Contains(domain.NoteTypes(), kind) {
		options = append(options, ui.Option{Value: kind, Text: NoteTypeName(ctx, kind)})
	}
	return options
}

func (f NoteDetailsForm) projects(ctx context.Context) []ui.Option {
	return NoteForm{NoteFields: NoteFields{ProjectID: f.ProjectID}, Projects: f.Projects}.projects(ctx)
}

// covers are the pictures that hang on the note. An address of another place is kept, and never loaded.
func (f NoteDetailsForm) covers(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Text: ui.T(ctx, "None")}}
	known := f.Cover == ""
	for _, file := range f.Page.Files.List.Items {
		if file.Image() {
			options = append(options, ui.Option{Value: file.Path(), Text: file.Name})
			known = known || file.Path() == f.Cover
		}
	}
	if !known {
		options = append(options, ui.Option{Value: f.Cover, Text: ui.T(ctx, "A picture from elsewhere, which is not shown")})
	}
	return options
}
