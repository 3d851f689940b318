package views

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// Views of notes.
const (
	NotesAll       = "all"
	NotesPinned    = "pinned"
	NotesFavorites = "favorites"
	NotesShared    = "shared"
	NotesArchive   = "archive"
	NotesTrash     = "trash"
)

// NotesAt is a place among the notes: a view, and what narrows it. It stands in the address, also in that of a note that
// is open beside the list.
type NotesAt struct {
	View, Notebook, Tag, Type, Query, Sort string
	// Project is whose notes alone are shown; In is the same, where that is on the project's own page. 0 for none.
	Project, In int64
	After       string
}

// NotesAtQuery reads a place out of an address. What means nothing is left out.
func NotesAtQuery(q url.Values) NotesAt {
	at := NotesAt{
		View: q.Get("view"), Notebook: strings.TrimSpace(q.Get("notebook")), Tag: strings.TrimPrefix(strings.TrimSpace(q.Get("tag")), "#"),
		Type: q.Get("type"), Query: strings.TrimSpace(q.Get("q")), Sort: q.Get("sort"), Project: idIn(q, "project"), After: q.Get("after"),
	}
	if !slices.Contains(notesViewKeys(), at.View) {
		at.View = NotesAll
	}
	if !slices.Contains([]string{domain.SortTitle, "-" + domain.SortCreated}, at.Sort) || at.Trash() {
		at.Sort = ""
	}
	return at
}

func notesViewKeys() []string {
	return []string{NotesPinned, NotesFavorites, NotesShared, NotesArchive, NotesTrash}
}

// InProject is the place on a project's page.
func (at NotesAt) InProject(id int64) NotesAt {
	at.In, at.Project, at.View = id, 0, NotesAll
	return at
}

// Beside is the place as it stands beside an open note: not on a project's page, and from its beginning.
func (at NotesAt) Beside() NotesAt {
	if at.In != 0 {
		at.Project, at.In = at.In, 0
	}
	at.After = ""
	return at
}

// Trash tells whether the view is of deleted notes.
func (at NotesAt) Trash() bool { return at.View == NotesTrash }

// Narrowed tells whether anything but the view leaves notes out.
func (at NotesAt) Narrowed() bool {
	return at.Query != "" || at.Tag != "" || at.Notebook != "" || at.Type != ""
}

// PinnedFirst tells whether pinned notes come before all others.
func (at NotesAt) PinnedFirst() bool { return at.View == NotesAll && at.Sort == "" && at.Query == "" }

// With is another place, on its first page.
func (at NotesAt) With(change func(*NotesAt)) NotesAt {
	at.After = ""
	change(&at)
	return at
}

// Filter is what the store is asked for.
func (at NotesAt) Filter() domain.NoteFilter {
	f := domain.NoteFilter{Notebook: at.Notebook, Tag: at.Tag, Type: at.Type, Query: at.Query, ProjectID: at.In + at.Project, Sort: at.Sort, Cursor: at.After}
	yes := true
	switch at.View {
	case NotesPinned:
		f.Pinned = &yes
	case NotesFavorites:
		f.Favorite = &yes
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
	q := at.query()
	if at.In != 0 {
		q.Set("view", ProjectNotesView)
		return withQuery(ProjectPath(at.In), q)
	}
	return withQuery("/notes", q)
}

func (at NotesAt) query() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("notebook", at.Notebook)
	set("tag", at.Tag)
	set("type", at.Type)
	set("q", at.Query)
	set("sort", at.Sort)
	set("after", at.After)
	if at.View != NotesAll {
		set("view", at.View)
	}
	if at.Project != 0 {
		set("project", idText(at.Project))
	}
	return q
}

// form is where the place is narrowed by a form, which sends what is kept beside its fields.
func (at NotesAt) form() string {
	if at.In != 0 {
		return ProjectPath(at.In)
	}
	return "/notes"
}

// kept are the names of what a form that looks for words keeps, with their values.
func (at NotesAt) kept() []ui.Option {
	at.Query, at.After = "", ""
	q := at.query()
	if at.In != 0 {
		q.Set("view", ProjectNotesView)
	}
	var fields []ui.Option
	for _, name := range slices.Sorted(maps.Keys(q)) {
		fields = append(fields, ui.Option{Value: name, Text: q.Get(name)})
	}
	return fields
}

// Note is the address of a note that is open beside the place.
func (at NotesAt) Note(id int64) string { return withQuery(NotePath(id), at.Beside().query()) }

// Act is the address of something done about a note there.
func (at NotesAt) Act(id int64, what string) string {
	return withQuery(NotePath(id)+"/"+what, at.Beside().query())
}

// New is the address where a note is begun that belongs to the place.
func (at NotesAt) New() string { return withQuery("/notes/new", at.Beside().query()) }

// ProjectNotesPath is the address of the notes on a project's page.
func ProjectNotesPath(id int64) string { return NotesAt{}.InProject(id).Path() }

// NotePath is the address of a note.
func NotePath(id int64) string { return "/notes/" + idText(id) }
