package web

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// EditNoteDetails is the form of what a note is filed under.
func (s *Site) EditNoteDetails(v *visit.Visit) error {
	form, err := s.detailsForm(v)
	if err != nil {
		return err
	}
	return s.showDetails(v, http.StatusOK, form)
}

// detailsForm is filled from what is stored. Who may not change the note is Denied.
func (s *Site) detailsForm(v *visit.Visit) (views.NoteDetailsForm, error) {
	form := views.NoteDetailsForm{Page: views.NotePage{At: notesAt(v).Beside(), Now: local(v)}}
	id, err := v.ID("id")
	if err != nil {
		return form, err
	}
	if form.Page.Note, err = v.Scope.Note(v.Ctx(), id); err != nil {
		return form, err
	}
	if !form.Page.Note.Access.CanEdit() {
		return form, domain.Fail(domain.Denied, "You can see this note, but not change it.")
	}
	form.NoteDetails = views.NoteDetailsOf(form.Page)
	form.OpenedAs = form.Opened()
	return form, nil
}

func (s *Site) showDetails(v *visit.Visit, status int, form views.NoteDetailsForm) error {
	var err error
	if form.Projects, err = v.Scope.Projects(v.Ctx()); err != nil {
		return err
	}
	shelf, err := v.Scope.NoteShelf(v.Ctx())
	if err != nil {
		return err
	}
	form.Notebooks = shelf.Notebooks
	if form.Page.Files, err = s.attachmentsPart(v, domain.Holder{Kind: domain.OnNote, ID: form.Page.Note.ID}); err != nil {
		return err
	}
	return s.showPane(v, status, form.Page.At, form.Page.Note, views.NoteDetailsEdit(form))
}

// SaveNoteDetails keeps what the form says. What was not changed in it stays as it is by now.
func (s *Site) SaveNoteDetails(v *visit.Visit) error {
	form, err := s.detailsForm(v)
	if err != nil {
		return err
	}
	before := form.Page.Note.Version()
	form.NoteDetails, form.OpenedAs = views.TypedNoteDetails(v.Fields()), v.Fields().Get("opened")
	note, err := v.Scope.UpdateNote(v.Ctx(), form.Page.Note.ID, "", func(note domain.Note) (domain.NoteInput, error) {
		return form.Over(note.Input(), views.OpenedNoteDetails(form.OpenedAs)), nil
	})
	if err != nil {
		message, problems, status, ok := said(v, err)
		if !ok {
			return err
		}
		form.Message, form.Errors = message, ui.Errors(problems)
		return s.showDetails(v, status, form)
	}
	if note.Version() != before {
		v.Toast(v.T("%s changed", named(v, note.Title)), v.Scope.Batch())
	}
	if v.Partial() {
		v.PushURL(form.Page.At.Note(note.ID))
	}
	return s.noteChanged(v, note.ID)
}
