package api

import (
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
)

const notesTag = "Notes"

func (a *API) addNotes() {
	one := "/notes/{id}"
	add(a, notesTag, operation{method: http.MethodGet, path: "/notes", id: "list-notes", summary: "List notes, the last changed first", about: "Without their texts."}, listNotes)
	addAgain(a, notesTag, operation{method: http.MethodPost, path: "/notes", id: "add-note", summary: "Add a note", status: http.StatusCreated}, addNote, addedNote)
	add(a, notesTag, operation{method: http.MethodGet, path: one, id: "get-note", summary: "Read a note"}, getNote)
	add(a, notesTag, operation{method: http.MethodPut, path: one, id: "replace-note", summary: "Replace a note", about: "What is left out takes its default. " + needsMatch}, putNote)
	add(a, notesTag, operation{method: http.MethodPatch, path: one, id: "change-note", summary: "Change a note", about: "A JSON Merge Patch: what is left out stays, null clears. " + needsMatch}, patchNote)
	add(a, notesTag, operation{method: http.MethodDelete, path: one, id: "delete-note", summary: "Take a note to the trash", status: http.StatusNoContent, about: "It can be restored for 30 days."}, deleteNote)
	addAgain(a, notesTag, operation{method: http.MethodPost, path: one + "/restore", id: "restore-note", summary: "Bring a note back from the trash"}, restoreNote, restoredNote)
	add(a, notesTag, operation{method: http.MethodGet, path: one + "/backlinks", id: "list-backlinks", summary: "List the notes that lead to a note by a [[link]]"}, listBacklinks)
	add(a, notesTag, operation{method: http.MethodGet, path: one + "/html", id: "read-note", summary: "Read a note's text as HTML", about: "As the caller may read it: what the text leads to and they don't see is text."}, a.readNote)
	a.addNoteVersions()
	a.addShares()
}

// needsMatch: a text is never silently written over what somebody else wrote.
const needsMatch = "A text that somebody else has changed needs If-Match with the ETag that you read, else 412."

// OnNote is a request about one note.
type OnNote struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingNote is a request that may be bound to the version of the note that the caller knows.
type ChangingNote struct {
	OnNote
	Changing
}

type (
	addingNote    struct{ Body NoteInput }
	replacingNote struct {
		ChangingNote
		Body NoteInput
	}
	patchingNote struct {
		ChangingNote
		Body NotePatch
	}
)

// NoteInput is a note as it is sent.
type NoteInput domain.NoteInput

// NotePatch is a merge patch of a NoteInput.
type NotePatch struct {
	domain.NoteInput
	patch
}

type noteQuery struct {
	Notebook  string `query:"notebook" maxLength:"100"`
	Tag       string `query:"tag"`
	Type      string `query:"type" maxLength:"50"`
	ProjectID string `query:"project_id"`
	Pinned    flag   `query:"pinned"`
	Favorite  flag   `query:"favorite"`
	Archived  string `query:"archived" enum:"true,false,all" default:"false"`
	Shared    flag   `query:"shared" doc:"true for what others shared with the caller"`
	Trashed   flag   `query:"trashed" doc:"true for what is in the trash, and only that"`
	Query     string `query:"q" maxLength:"500" doc:"Words in title, text or tags"`
	Sort      string `query:"sort" doc:"updated_at, created_at or title; - before it for descending" default:"-updated_at"`
	Paging
}

func (q noteQuery) filter() (domain.NoteFilter, error) {
	p := domain.Problems{}
	f := domain.NoteFilter{
		Notebook: q.Notebook, Tag: q.Tag, Type: q.Type, Query: q.Query, Sort: q.Sort, Cursor: q.Cursor, Total: true, Limit: q.limit(p),
		Pinned: q.Pinned.parse(p, "pinned"), Favorite: q.Favorite.parse(p, "favorite"), Archived: domain.ParseArchive(p, "archived", q.Archived),
	}
	var none bool
	if f.ProjectID, none = idOrNone(p, "project_id", q.ProjectID); none {
		p.Add("project_id", "Write a project's id.")
	}
	if shared := q.Shared.parse(p, "shared"); shared != nil {
		f.SharedMe = *shared
	}
	if trashed := q.Trashed.parse(p, "trashed"); trashed != nil {
		f.Trashed = *trashed
	}
	checkWords(p, q.Query)
	return f, p.Err()
}

func listNotes(v *visit.Visit, in *noteQuery) (*page[NoteItem], error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.Notes(v.Ctx(), filter)
	if err != nil {
		return nil, err
	}
	items := make([]NoteItem, len(found.Items))
	for i, note := range found.Items {
		items[i] = noteItemOf(note)
	}
	return pageOf(v, items, found.Total, found.Next), nil
}

func noteObject(note domain.Note, err error) (*object[Note], error) {
	if err != nil {
		return nil, err
	}
	return &object[Note]{ETag: quoted(note.Version()), Body: noteOf(note)}, nil
}

func noteCreated(v *visit.Visit, note domain.Note, err error) (*created[Note], error) {
	if err != nil {
		return nil, err
	}
	return &created[Note]{Location: placeIn(v, "/notes", note.ID), ETag: quoted(note.Version()), Body: noteOf(note)}, nil
}

func addNote(v *visit.Visit, in *addingNote) (*created[Note], error) {
	note, err := v.Scope.AddNote(v.Ctx(), domain.NoteInput(in.Body))
	return noteCreated(v, note, err)
}

func addedNote(v *visit.Visit, _ *addingNote, earlier domain.Earlier) (*created[Note], error) {
	note, err := v.Scope.Note(v.Ctx(), earlier.Added("note"))
	return noteCreated(v, note, err)
}

func getNote(v *visit.Visit, in *OnNote) (*object[Note], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return noteObject(v.Scope.Note(v.Ctx(), id))
}

func putNote(v *visit.Visit, in *replacingNote) (*object[Note], error) {
	return in.change(v, func(domain.NoteInput) (domain.NoteInput, error) { return domain.NoteInput(in.Body), nil })
}

func patchNote(v *visit.Visit, in *patchingNote) (*object[Note], error) {
	return in.change(v, func(note domain.NoteInput) (domain.NoteInput, error) { return note.Merge(in.Body.fields) })
}

func (c ChangingNote) row(v *visit.Visit) (id int64, version string, err error) {
	if id, err = c.ID.id(); err != nil {
		return 0, "", err
	}
	version, err = c.version(func() (string, error) {
		note, err := v.Scope.Note(v.Ctx(), id)
		return note.Version(), err
	})
	return id, version, err
}

func (c ChangingNote) change(v *visit.Visit, change func(domain.NoteInput) (domain.NoteInput, error)) (*object[Note], error) {
	id, version, err := c.row(v)
	if err != nil {
		return nil, err
	}
	return noteObject(v.Scope.UpdateNote(v.Ctx(), id, version, func(note domain.Note) (domain.NoteInput, error) {
		in, err := change(note.Input())
		if err == nil && version == "" && in.Content != note.Content && note.UpdatedBy != "" && note.UpdatedBy != v.User.ID {
			err = domain.Fail(domain.Stale, "Somebody else has written in it. Read it again and send its ETag as If-Match.")
		}
		return in, err
	}))
}

func deleteNote(v *visit.Visit, in *ChangingNote) (*none, error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.DeleteNote(v.Ctx(), id, version)
}

func restoreNote(v *visit.Visit, in *OnNote) (*object[Note], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return noteObject(v.Scope.RestoreNote(v.Ctx(), id))
}

func restoredNote(v *visit.Visit, in *OnNote, _ domain.Earlier) (*object[Note], error) {
	return getNote(v, in)
}

type listingNote struct {
	OnNote
	Paging
}

func listBacklinks(v *visit.Visit, in *listingNote) (*page[NoteItem], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	notes, err := v.Scope.Backlinks(v.Ctx(), id)
	if err != nil {
		return nil, err
	}
	items := []NoteItem{}
	for _, note := range notes {
		items = append(items, noteItemOf(note))
	}
	return slicePage(v, items, in.Paging, func(n NoteItem) string { return placeOf(n.ID) })
}
