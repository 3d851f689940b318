package web

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// notesShown is a page of notes.
const notesShown = 48

// notesAt is where among the notes a request comes from.
func notesAt(v *visit.Visit) views.NotesAt { return views.NotesAtQuery(v.QueryParams()) }

// ShowNotes is the list of notes, or the piece of it that is asked for.
func (s *Site) ShowNotes(v *visit.Visit) error {
	at := notesAt(v)
	page, err := s.notesPage(v, at)
	if err != nil {
		return err
	}
	switch {
	case v.Partial() && v.Target() == "more":
		return s.showPieces(v, http.StatusOK, views.NotesMore(page))
	case v.Partial() && v.Target() == "note":
		v.PushURL(at.Path())
		return s.showPieces(v, http.StatusOK, views.NotePaneClosed(page, page.Title(v.Ctx())))
	case v.Partial():
		return s.showPieces(v, http.StatusOK, views.NotesChanged(page))
	}
	return s.show(v, http.StatusOK, views.NotesFrame(page, page.Title(v.Ctx()), nil))
}

// showPane answers with the pane of a note, alone or beside its list.
func (s *Site) showPane(v *visit.Visit, status int, at views.NotesAt, note domain.Note, pane templ.Component) error {
	if v.Partial() && v.Target() != "list" {
		if v.Request().Method == http.MethodGet {
			v.PushURL(strings.TrimPrefix(v.Request().URL.RequestURI(), v.URL("")))
		}
		return s.showPieces(v, status, views.PageTitle(note.Title), pane)
	}
	page, err := s.notesPage(v, at.Beside())
	if err != nil {
		return err
	}
	page.Open = note.ID
	if v.Partial() {
		return s.showPieces(v, status, views.NotesChanged(page), views.NotePaneChanged(pane))
	}
	return s.show(v, status, views.NotesFrame(page, note.Title, pane))
}

// showProjectNotes are the notes of a project, on its page.
func (s *Site) showProjectNotes(v *visit.Visit, head views.ProjectHead) error {
	page, err := s.notesList(v, notesAt(v).InProject(head.Project.ID))
	if err != nil {
		return err
	}
	page.MayAdd = head.Project.Access.CanEdit()
	return s.show(v, http.StatusOK, views.ProjectNotes(head, page))
}

// notesPage is the list of a place with what stands around it. A project that the caller does not see narrows nothing.
func (s *Site) notesPage(v *visit.Visit, at views.NotesAt) (views.NotesPage, error) {
	project, err := projectOf(v, nil, at.Project)
	if err != nil {
		return views.NotesPage{}, err
	}
	at.Project = project.ID
	page, err := s.notesList(v, at)
	if err != nil {
		return page, err
	}
	page.Project, page.MayAdd = project, project.ID == 0 || project.Access.CanEdit()
	page.Shelf, err = v.Scope.NoteShelf(v.Ctx())
	return page, err
}

// notesList is the list of a place. On its first page the pinned notes come first, unless it is narrowed or in an order
// of its own.
func (s *Site) notesList(v *visit.Visit, at views.NotesAt) (views.NotesPage, error) {
	page := views.NotesPage{At: at, Now: local(v)}
	filter := at.Filter()
	filter.Limit, filter.Steps = notesShown, true
	if at.PinnedFirst() {
		pinned, err := pinnedNotes(v, filter)
		if err != nil {
			return page, err
		}
		if pinned.Next == "" {
			no := false
			filter.Pinned = &no
		}
		if pinned.Next == "" && at.After == "" {
			page.Items = pinned.Items
		}
	}
	list, err := v.Scope.Notes(v.Ctx(), filter)
	if domain.KindOf(err) == domain.Invalid && at.After != "" {
		// A cursor of another list, or of an older version: begin at the beginning.
		return s.notesList(v, at.With(func(*views.NotesAt) {}))
	}
	page.Items, page.Next = append(page.Items, list.Items...), list.Next
	return page, err
}

// pinnedNotes are the pinned ones of a list. Where they are more than a page there is nothing to put first.
func pinnedNotes(v *visit.Visit, filter domain.NoteFilter) (domain.NotePage, error) {
	yes := true
	filter.Pinned, filter.Cursor = &yes, ""
	return v.Scope.Notes(v.Ctx(), filter)
}

// ShowNote is one note to read, beside the list that it was opened from.
func (s *Site) ShowNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	page, err := s.notePage(v, notesAt(v), id)
	if err != nil {
		return err
	}
	if page.Mode != views.ModeRead {
		return s.showPane(v, http.StatusOK, page.At, page.Note, views.NoteWrite(page, views.NoteFieldsOf(page.Note)))
	}
	return s.showPane(v, http.StatusOK, page.At, page.Note, views.NoteRead(page))
}

// notePage is a note with all that belongs to it.
func (s *Site) notePage(v *visit.Visit, at views.NotesAt, id int64) (views.NotePage, error) {
	page := views.NotePage{At: at, Now: local(v), Mode: views.ModeRead}
	var err error
	if page.Note, err = v.Scope.Note(v.Ctx(), id); err != nil {
		return page, err
	}
	if page.Note.Access.CanEdit() {
		page.Mode = noteMode(v)
		page.Ticks = page.Mode == views.ModeRead && len(s.texts.Boxes(page.Note.Content)) > 0
	}
	if page.Ticks || page.Mode != views.ModeRead {
		// What is ticked or written says which text it was made from: that has to be found again.
		if page.Note, err = v.Scope.OpenNote(v.Ctx(), id); err != nil {
			return page, err
		}
	}
	if page.Mode != views.ModeWrite {
		if page.HTML, err = s.noteHTML(v, page.Note, page.Ticks); err != nil {
			return page, err
		}
	}
	if page.Backlinks, err = v.Scope.Backlinks(v.Ctx(), id); err != nil {
		return page, err
	}
	if page.Files, err = s.attachmentsPart(v, domain.Holder{Kind: domain.OnNote, ID: id}); err != nil {
		return page, err
	}
	if page.Editors, err = v.Scope.NoteEditors(v.Ctx(), id); err != nil {
		return page, err
	}
	page.Project, err = projectOf(v, nil, page.Note.ProjectID)
	return page, err
}

// noteChanged answers to an act about a note: the note again, and the list beside it.
func (s *Site) noteChanged(v *visit.Visit, id int64) error {
	at := notesAt(v).Beside()
	if !v.Partial() {
		return v.To(at.Note(id))
	}
	note, err := s.notePage(v, at, id)
	if err != nil {
		return err
	}
	list, err := s.notesPage(v, at)
	if err != nil {
		return err
	}
	list.Open = id
	v.KeepPage()
	pane := views.NotePaneChanged(views.NoteRead(note))
	if note.Mode != views.ModeRead {
		pane = views.NoteBarChanged(note) // what somebody is writing stays
	}
	return s.showPieces(v, http.StatusOK, pane, views.NotesChanged(list))
}

// noteGone answers to an act after which a note is not to be shown any more.
func (s *Site) noteGone(v *visit.Visit) error {
	at := notesAt(v).Beside()
	if !v.Partial() {
		return v.To(at.Path())
	}
	v.PushURL(at.Path())
	list, err := s.notesPage(v, at)
	if err != nil {
		return err
	}
	return s.showPieces(v, http.StatusOK, views.NotePaneClosed(list, list.Title(v.Ctx())), views.NotesChanged(list))
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

// MarkNote pins a note, keeps it among the favourites, archives it or gives it a colour, or takes that back.
func (s *Site) MarkNote(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	form, said := v.Fields(), v.T("Nothing changed")
	note, err := v.Scope.UpdateNote(v.Ctx(), id, "", func(note domain.Note) (domain.NoteInput, error) {
		in := note.Input()
		for _, mark := range []struct {
			name, on, off string
			value         **bool
		}{
			{"is_pinned", "pinned", v.T("no longer pinned"), &in.IsPinned}, {"is_favorite", v.T("is a favourite"), v.T("is no favourite any more"), &in.IsFavorite},
			{"is_archived", "archived", v.T("is back"), &in.IsArchived},
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
		if form.Has("color") {
			color := form.Get("color")
			in.Color, said = &color, v.T("has another colour")
		}
		return in, nil
	})
	if err != nil {
		return err
	}
	v.Toast(named(v, note.Title)+" "+said, v.Scope.Batch())
	return s.noteChanged(v, id)
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
	v.Toast(v.T("%s deleted", named(v, note.Title)), v.Scope.Batch())
	return s.noteGone(v)
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
	v.ToastTo(v.T("%s restored", named(v, note.Title)), v.Scope.Batch(), v.T("Open"), views.NotePath(id))
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
	v.Toast(v.T("Deleted for good"), "")
	return v.To(views.NotesAt{View: views.NotesTrash}.Path())
}
