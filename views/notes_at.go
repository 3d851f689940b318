package views

import (
	"net/url"
	"slices"
	"strings"

	"mddash/domain"
)

// Views of notes.
const (
	NotesAll     = "all"
	NotesPinned  = "pinned"
	NotesShared  = "shared"
	NotesArchive = "archive"
	NotesTrash   = "trash"
)

// NotesAt is a place among the notes: a view, and what narrows it. It stands in the address.
type NotesAt struct {
	View, Notebook, Tag, Query, Sort string
	// In is the project on whose page the notes are shown; 0 for none.
	In    int64
	After string
}

// NotesAtQuery reads a place out of an address. What means nothing is left out.
func NotesAtQuery(q url.Values) NotesAt {
	at := NotesAt{
		View: q.Get("view"), Notebook: strings.TrimSpace(q.Get("notebook")), Tag: strings.TrimPrefix(strings.TrimSpace(q.Get("tag")), "#"),
		Query: strings.TrimSpace(q.Get("q")), Sort: q.Get("sort"), After: q.Get("after"),
	}
	if !slices.Contains([]string{NotesPinned, NotesShared, NotesArchive, NotesTrash}, at.View) {
		at.View = NotesAll
	}
	if !slices.Contains([]string{domain.SortTitle, "-" + domain.SortCreated}, at.Sort) || at.Trash() {
		at.Sort = ""
	}
	return at
}

// InProject is the place on a project's page.
func (at NotesAt) InProject(id int64) NotesAt {
	at.In, at.View = id, NotesAll
	return at
}

// Trash tells whether the view is of deleted notes.
func (at NotesAt) Trash() bool { return at.View == NotesTrash }

// Narrowed tells whether anything but the view leaves notes out.
func (at NotesAt) Narrowed() bool { return at.Query != "" || at.Tag != "" || at.Notebook != "" }

// With is another place, on its first page.
func (at NotesAt) With(change func(*NotesAt)) NotesAt {
	at.After = ""
	change(&at)
	return at
}

// Filter is what the store is asked for.
func (at NotesAt) Filter() domain.NoteFilter {
	f := domain.NoteFilter{Notebook: at.Notebook, Tag: at.Tag, Query: at.Query, ProjectID: at.In, Sort: at.Sort, Cursor: at.After, Total: true}
	yes := true
	switch at.View {
	case NotesPinned:
		f.Pinned = &yes
	case NotesShared:
		f.SharedMe = true
	case NotesArchive:
		f.Archived = domain.OnlyArchived
	case NotesTrash:
		f.Trashed, f.Sort = true, "-"+domain.SortDeleted
	}
	return f
}

// Path is the address of the place.
func (at NotesAt) Path() string {
	q := url.Values{}
	for name, value := range map[string]string{"notebook": at.Notebook, "tag": at.Tag, "q": at.Query, "sort": at.Sort, "after": at.After} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if at.In != 0 {
		q.Set("view", ProjectNotesView)
		return withQuery(ProjectPath(at.In), q)
	}
	if at.View != NotesAll {
		q.Set("view", at.View)
	}
	return withQuery("/notes", q)
}

// NotePath is the address of a note.
func NotePath(id int64) string { return "/notes/" + idText(id) }
