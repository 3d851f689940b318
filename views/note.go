package views

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// NotePage is one note to read.
type NotePage struct {
	// At is the list beside it, Mode how it is shown.
	At   NotesAt
	Mode string
	Note domain.Note
	// HTML is its text, rendered and safe.
	HTML      string
	Project   domain.ProjectRef
	Backlinks []domain.Note
	Files     AttachmentsPart
	Now       time.Time
	// Ticks tells whether the text has boxes that the person may tick.
	Ticks bool
	// Editors are those, beside the person, who have it open to write in it.
	Editors []domain.Person
}

// Writing says who else writes in a note; empty for nobody.
func Writing(ctx context.Context, people []domain.Person) string {
	switch len(people) {
	case 0:
		return ""
	case 1:
		return ui.T(ctx, "%s is editing", people[0].Name)
	case 2:
		return ui.T(ctx, "%s and %s are editing", people[0].Name, people[1].Name)
	}
	return ui.T(ctx, "%s and %s others are editing", people[0].Name, idText(int64(len(people)-1)))
}

// read is the address of the note to read.
func (p NotePage) read() string { return p.At.Note(p.Note.ID) }

// cover is the picture over the text: one that hangs on the note, and nothing from elsewhere.
func (p NotePage) cover() (domain.Attachment, bool) {
	for _, file := range p.Files.List.Items {
		if file.Image() && file.Path() == p.Note.CoverImage {
			return file, true
		}
	}
	return domain.Attachment{}, false
}

// noteHues are the colours of a note: gray is none. Their icon is the hue that they are shown in.
func noteHues(ctx context.Context, now string) []ui.Option {
	options := []ui.Option{{Value: "", Text: ui.T(ctx, "No colour"), Icon: "gray"}}
	for _, hue := range hues(ctx) {
		if hue.Value != "gray" || now == "gray" {
			options = append(options, ui.Option{Value: hue.Value, Text: hue.Text, Icon: hue.Value})
		}
	}
	return options
}

func (p NotePage) act(what string) string { return p.At.Act(p.Note.ID, what) }

func (p NotePage) today() domain.Date { return domain.DateOf(p.Now) }

// changed is when the note was changed last, in words.
func (p NotePage) changed(ctx context.Context) string {
	if p.Note.UpdatedAt.IsZero() {
		return ""
	}
	return ui.T(ctx, "Changed %s", InSentence(ctx, Moment(ctx, p.Note.UpdatedAt, p.Now)))
}

// InSentence is a moment in the middle of a sentence: "today, 08:52".
func InSentence(ctx context.Context, moment string) string {
	for _, day := range []string{ui.T(ctx, "Today"), ui.T(ctx, "Tomorrow"), ui.T(ctx, "Yesterday")} {
		if strings.HasPrefix(moment, day) {
			return strings.ToLower(day) + moment[len(day):]
		}
	}
	return moment
}

// NoteFields are a note as its form has it.
type NoteFields struct {
	Title, Content, Notebook, Tags, ProjectID string
}

// NoteFieldsOf fills the fields from what is stored.
func NoteFieldsOf(n domain.Note) NoteFields {
	fields := NoteFields{Title: n.Title, Content: n.Content, Notebook: n.Notebook, Tags: strings.Join(n.Tags, ", ")}
	if n.ProjectID != 0 {
		fields.ProjectID = idText(n.ProjectID)
	}
	return fields
}

// TypedNote are the fields as they were sent.
func TypedNote(form url.Values) NoteFields {
	return NoteFields{
		Title: form.Get("title"), Content: domain.FromBrowser(form.Get("content")), Notebook: form.Get("notebook"),
		Tags: form.Get("tags"), ProjectID: form.Get("project_id"),
	}
}

// OpenedNote are the fields, but for the text, as they were when the form was opened.
func OpenedNote(text string) NoteFields {
	var fields NoteFields
	_ = json.Unmarshal([]byte(text), &fields)
	return fields
}

// Opened is what OpenedNote reads.
func (f NoteFields) Opened() string {
	f.Content = ""
	text, _ := json.Marshal(f)
	return string(text)
}

// Over puts what was typed over an input. Of what is filed beside the text only that counts which the person changed:
// the rest stays as somebody else may have set it meanwhile.
func (f NoteFields) Over(in domain.NoteInput, opened NoteFields) domain.NoteInput {
	in.Title, in.Content = f.Title, f.Content
	if f.Notebook != opened.Notebook {
		in.Notebook = &f.Notebook
	}
	if f.Tags != opened.Tags {
		in.Tags = strings.Split(f.Tags, ",")
	}
	if f.ProjectID != opened.ProjectID {
		in.ProjectID = nil
		if id := idIn(url.Values{"id": {f.ProjectID}}, "id"); id != 0 {
			in.ProjectID = &id
		}
	}
	return in
}

// NoteForm is the form of a note, new or there.
type NoteForm struct {
	NoteFields
	Note     domain.Note // the zero Note for a new one
	Revision int64
	OpenedAs string
	Projects []domain.ProjectRef
	Message  string
	Errors   ui.Errors
	// Preview is the text as it will be read; shown where Previewed is true.
	Preview   string
	Previewed bool
	// Theirs is what somebody else saved in the same place; shown where Stale is true.
	Theirs string
	Stale  bool
}

func (f NoteForm) isNew() bool { return f.Note.ID == 0 }

func (f NoteForm) title(ctx context.Context) string {
	if f.isNew() {
		return ui.T(ctx, "New note")
	}
	return ui.T(ctx, "Edit note")
}

func (f NoteForm) action() string {
	if f.isNew() {
		return "/notes"
	}
	return NotePath(f.Note.ID) + "/edit"
}

func (f NoteForm) back() string {
	if f.isNew() {
		return "/notes"
	}
	return NotePath(f.Note.ID)
}

func (f NoteForm) projects(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Text: ui.T(ctx, "None")}}
	for _, p := range f.Projects {
		if p.Access.CanEdit() || idText(p.ID) == f.ProjectID {
			options = append(options, ui.Option{Value: idText(p.ID), Text: p.Name})
		}
	}
	return options
}

// mayMove tells whether the person may choose another project.
func (f NoteForm) mayMove() bool { return f.isNew() || f.Note.Access.CanManage() }

func (f NoteForm) field(p ui.InputProps) ui.InputProps {
	p.Error = f.Errors[p.Name]
	return p
}
