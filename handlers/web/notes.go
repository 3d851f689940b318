package web

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// notesShown is a page of notes.
const notesShown = 48

// ShowNotes is the list of notes.
func (s *Site) ShowNotes(v *visit.Visit) error {
	page, err := s.notesPage(v, views.NotesAtQuery(v.QueryParams()))
	if err != nil {
		return err
	}
	page.MayAdd = true
	if page.Shelf, err = v.Scope.NoteShelf(v.Ctx()); err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Notes(page))
}

// showProjectNotes are the notes of a project, on its page.
func (s *Site) showProjectNotes(v *visit.Visit, head views.ProjectHead) error {
	page, err := s.notesPage(v, views.NotesAtQuery(v.QueryParams()).InProject(head.Project.ID))
	if err != nil {
		return err
	}
	page.MayAdd = head.Project.Access.CanEdit()
	return s.show(v, http.StatusOK, views.ProjectNotes(head, page))
}

func (s *Site) notesPage(v *visit.Visit, at views.NotesAt) (views.NotesPage, error) {
	page := views.NotesPage{At: at, Now: local(v)}
	filter := at.Filter()
	filter.Limit = notesShown
	list, err := v.Scope.Notes(v.Ctx(), filter)
	if domain.KindOf(err) == domain.Invalid && at.After != "" {
		// A cursor of another list, or of an older version: begin at the beginning.
		page.At.After, filter.Cursor = "", ""
		list, err = v.Scope.Notes(v.Ctx(), filter)
	}
	page.Items, page.Next, page.Total = list.Items, list.Next, list.Total
	return page, err
}

// ShowNote is the page of one note.
func (s *Site) ShowNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	page := views.NotePage{Now: local(v)}
	if page.Note, err = v.Scope.Note(v.Ctx(), id); err != nil {
		return err
	}
	if page.HTML, err = s.noteHTML(v, page.Note, false); err != nil {
		return err
	}
	if page.Backlinks, err = v.Scope.Backlinks(v.Ctx(), id); err != nil {
		return err
	}
	if page.Note.ProjectID != 0 {
		project, err := v.Scope.Project(v.Ctx(), page.Note.ProjectID)
		if err != nil && domain.KindOf(err) != domain.NotFound {
			return err
		}
		page.Project = project.Ref()
	}
	return s.show(v, http.StatusOK, views.Note(page))
}

// noteHTML is a text as it is read: a note's, or one that is not kept yet. Its boxes work where ticks says so, for a form
// with the id "ticks".
func (s *Site) noteHTML(v *visit.Visit, note domain.Note, ticks bool) (string, error) {
	links, err := s.noteLinksIn(v, note, note.Content)
	if err != nil {
		return "", err
	}
	links.Tags, links.Ticks = v.URL(views.NoteTagPath()), ticks
	return s.texts.Linked(note.Content, links), nil
}

// MarkNote pins a note, keeps it among the favourites or archives it, or takes that back.
func (s *Site) MarkNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	form, said := v.Fields(), "Nothing changed"
	note, err := v.Scope.UpdateNote(v.Ctx(), id, "", func(note domain.Note) (domain.NoteInput, error) {
		in := note.Input()
		for _, mark := range []struct {
			name, on, off string
			value         **bool
		}{
			{"is_pinned", "pinned", "no longer pinned", &in.IsPinned}, {"is_favorite", "is a favourite", "is no favourite any more", &in.IsFavorite},
			{"is_archived", "archived", "is back", &in.IsArchived},
		} {
			if !form.Has(mark.name) {
				continue
			}
			set := form.Get(mark.name) == "true"
			*mark.value = &set
			if said = mark.off; set {
				said = mark.on
			}
		}
		return in, nil
	})
	if err != nil {
		return err
	}
	v.Toast(named(note.Title)+" "+said, v.Scope.Batch())
	return v.To(views.NotePath(id))
}

// DeleteNote takes a note to the trash.
func (s *Site) DeleteNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	note, err := v.Scope.Note(v.Ctx(), id)
	if err == nil {
		err = v.Scope.DeleteNote(v.Ctx(), id, "")
	}
	if err != nil {
		return err
	}
	v.Toast(named(note.Title)+" deleted", v.Scope.Batch())
	if note.ProjectID != 0 {
		return v.To(views.NotesAt{}.InProject(note.ProjectID).Path())
	}
	return v.To("/notes")
}

// RestoreNote brings a note back from the trash.
func (s *Site) RestoreNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	note, err := v.Scope.RestoreNote(v.Ctx(), id)
	if err != nil {
		return err
	}
	v.ToastTo(named(note.Title)+" restored", v.Scope.Batch(), "Open", views.NotePath(id))
	return v.To(views.NotesAt{View: views.NotesTrash}.Path())
}

// PurgeNote deletes for good what is in the trash.
func (s *Site) PurgeNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if err := v.Scope.PurgeNote(v.Ctx(), id); err != nil {
		return err
	}
	v.Toast("Deleted for good", "")
	return v.To(views.NotesAt{View: views.NotesTrash}.Path())
}
