package web

import (
	"errors"
	"net/http"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowNewNote is where a new note is written, beside the list that it will be in.
func (s *Site) ShowNewNote(v *visit.Visit) error {
	page := views.NotePage{At: notesAt(v).Beside(), Now: local(v), Mode: noteMode(v)}
	if page.Mode == views.ModeRead {
		page.Mode = views.ModeWrite
	}
	fields := views.NoteFields{Title: begunWith(v, "title"), Notebook: page.At.Notebook, Tags: page.At.Tag}
	if page.At.Project != 0 {
		fields.ProjectID = strconv.FormatInt(page.At.Project, 10)
	}
	return s.showPane(v, http.StatusOK, page.At, domain.Note{Title: v.T("New note")}, views.NoteWrite(page, fields))
}

// showNoteForm answers with a form and what can be chosen in it.
func (s *Site) showNoteForm(v *visit.Visit, status int, form views.NoteForm) error {
	var err error
	if form.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return err
	}
	return s.show(v, status, views.NoteEdit(form))
}

// AddNote makes a note, or shows how its text will be read.
func (s *Site) AddNote(v *visit.Visit) error {
	form := views.NoteForm{NoteFields: views.TypedNote(v.Fields())}
	if v.Fields().Has("preview") {
		return s.previewNote(v, form)
	}
	note, err := v.Scope.AddNote(v.Ctx(), form.Over(domain.NoteInput{}, views.NoteFields{}))
	if err != nil {
		return s.noteNotSaved(v, form, err)
	}
	v.Toast(v.T("%s created", named(v, note.Title)), v.Scope.Batch())
	return v.To(views.NotePath(note.ID))
}

// EditNote is the form of a note that is there.
func (s *Site) EditNote(v *visit.Visit) error {
	form, err := s.noteForm(v)
	if err != nil {
		return err
	}
	return s.showNoteForm(v, http.StatusOK, form)
}

// noteForm is a form filled from what is stored. Who may not change the note is Denied.
func (s *Site) noteForm(v *visit.Visit) (views.NoteForm, error) {
	id, err := v.ID("id")
	if err != nil {
		return views.NoteForm{}, err
	}
	note, err := v.Scope.OpenNote(v.Ctx(), id)
	if err == nil && !note.Access.CanEdit() {
		err = domain.Fail(domain.Denied, "You can see this note, but not change it.")
	}
	fields := views.NoteFieldsOf(note)
	return views.NoteForm{NoteFields: fields, Note: note, Revision: note.Revision, OpenedAs: fields.Opened()}, err
}

// SaveNote keeps what the form says. What somebody else saved in another paragraph stays beside it; of the same
// paragraph both versions are shown.
func (s *Site) SaveNote(v *visit.Visit) error {
	form, err := s.noteForm(v)
	if err != nil {
		return err
	}
	now := form
	form.NoteFields, form.OpenedAs = views.TypedNote(v.Fields()), v.Fields().Get("opened")
	if !v.Fields().Has("opened") { // sent from beside the text: the rest is as it was
		text := form.NoteFields
		form.NoteFields, form.OpenedAs = now.NoteFields, now.OpenedAs
		form.Title, form.Content = text.Title, text.Content
	}
	form.Revision, err = strconv.ParseInt(v.Fields().Get("revision"), 10, 64)
	if err != nil {
		form.Revision = now.Revision
	}
	if v.Fields().Has("preview") {
		return s.previewNote(v, form)
	}
	saved, err := v.Scope.SaveTyping(v.Ctx(), form.Note.ID, domain.Typing{Revision: form.Revision}, func(note domain.Note) (domain.NoteInput, error) {
		return form.Over(note.Input(), views.OpenedNote(form.OpenedAs)), nil
	})
	if errors.Is(err, domain.ErrStale) {
		form.Stale, form.Theirs, form.Revision = true, now.Content, now.Revision
	}
	if err != nil {
		return s.noteNotSaved(v, form, err)
	}
	if saved.Version() != now.Note.Version() {
		v.Toast(v.T("%s saved", named(v, saved.Title)), v.Scope.Batch())
	}
	return v.To(views.NotePath(saved.ID))
}

func (s *Site) previewNote(v *visit.Visit, form views.NoteForm) error {
	project, _ := strconv.ParseInt(form.ProjectID, 10, 64)
	var err error
	if form.Preview, err = s.noteHTML(v, domain.Note{ID: form.Note.ID, ProjectID: project, Content: form.Content}, false); err != nil {
		return err
	}
	form.Previewed = true
	return s.showNoteForm(v, http.StatusOK, form)
}

// noteNotSaved shows the form again with what was typed, and what has to be done about it.
func (s *Site) noteNotSaved(v *visit.Visit, form views.NoteForm, err error) error {
	message, problems, status, ok := said(v, err)
	if !ok {
		return err
	}
	if !form.Stale {
		form.Message = message
	}
	form.Errors = ui.Errors(problems)
	return s.showNoteForm(v, status, form)
}
