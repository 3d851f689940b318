package views

import (
	"context"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// NotesPage is a list of notes with what stands around it.
type NotesPage struct {
	At    NotesAt
	Now   time.Time
	Items []domain.Note
	// Next is the cursor of the next page; empty on the last one.
	Next  string
	Shelf domain.NoteShelf
	// Project is the one whose notes they are; the zero one for all.
	Project domain.ProjectRef
	// MayAdd tells whether the caller adds notes here.
	MayAdd bool
	// Open is the note in the pane; 0 for none.
	Open int64
}

// Title of the page.
func (p NotesPage) Title(ctx context.Context) string {
	switch {
	case p.At.Notebook != "":
		return p.At.Notebook
	case p.At.Tag != "":
		return "#" + p.At.Tag
	case p.At.Type != "":
		return NoteTypeName(ctx, p.At.Type)
	}
	switch p.At.View {
	case NotesPinned:
		return ui.T(ctx, "Pinned notes")
	case NotesFavorites:
		return ui.T(ctx, "Favourite notes")
	case NotesShared:
		return ui.T(ctx, "Shared with me")
	case NotesArchive:
		return ui.T(ctx, "Archived notes")
	case NotesTrash:
		return ui.T(ctx, "Deleted notes")
	}
	return ui.T(ctx, "Notes")
}

func (p NotesPage) crumbs(project string) []ui.Place {
	if p.Project.ID == 0 {
		return nil
	}
	return []ui.Place{{Text: p.Project.Name, Href: project}}
}

// bare tells whether there is no note to list, and nothing that could keep one out of the list.
func (p NotesPage) bare() bool {
	return len(p.Items) == 0 && p.At.View == NotesAll && !p.At.Narrowed() && p.At.Project == 0
}

func (p NotesPage) more() string {
	at := p.At
	at.After = p.Next
	return at.Path()
}

// sorted is the place in another order.
func (p NotesPage) sorted(by string) string {
	return p.At.With(func(at *NotesAt) { at.Sort = by }).Path()
}

func notesSorts(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "", Text: ui.T(ctx, "Last edited"), Icon: "sort"}, {Value: "-" + domain.SortCreated, Text: ui.T(ctx, "Newest first"), Icon: "sort"}, {Value: domain.SortTitle, Text: ui.T(ctx, "Title"), Icon: "sort"}}
}

// when is the moment that a list shows of a note: the time of day where that is today.
func (p NotesPage) when(ctx context.Context, n domain.Note) string {
	at := n.UpdatedAt
	switch {
	case p.At.Trash():
		at = n.DeletedAt
	case p.At.Sort == "-"+domain.SortCreated:
		at = n.CreatedAt
	}
	if at.IsZero() {
		return ""
	}
	at = at.In(p.Now.Location())
	if domain.DateOf(at) == domain.DateOf(p.Now) {
		return at.Format("15:04")
	}
	return DayOf(ctx, at, p.Now)
}

// noteDueHue is red for what is late and pine for what is due today.
func noteDueHue(due, today domain.Date) string {
	switch {
	case due < today:
		return "red"
	case due == today:
		return "pine"
	}
	return ""
}

// tagsAtAGlance is how many tags a list shows of a note.
const tagsAtAGlance = 3

func firstTags(n domain.Note) []string { return n.Tags[:min(len(n.Tags), tagsAtAGlance)] }

// notesView is a view as the side lists it.
type notesView struct {
	key, title, icon string
	count            int
}

func (p NotesPage) views(ctx context.Context) []notesView {
	return []notesView{
		{NotesAll, ui.T(ctx, "All notes"), "notes", p.Shelf.All}, {NotesPinned, ui.T(ctx, "Pinned"), "pin", p.Shelf.Pinned}, {NotesFavorites, ui.T(ctx, "Favourites"), "star", p.Shelf.Favorites},
		{NotesShared, ui.T(ctx, "Shared with me"), "users", p.Shelf.Shared}, {NotesArchive, ui.T(ctx, "Archive"), "archive", p.Shelf.Archived}, {NotesTrash, ui.T(ctx, "Trash"), "trash", 0},
	}
}

func (p NotesPage) current(view string) string {
	return currentPage(view == p.At.View && p.At.Notebook == "" && p.At.Tag == "" && p.At.Type == "" && p.At.Project == 0)
}

// notesName is a notebook, a tag or a type as the side lists it.
type notesName struct {
	text, icon string
	count      int
	at         NotesAt
	current    bool
}

func (p NotesPage) notebooks() []notesName {
	var names []notesName
	for _, book := range p.Shelf.Notebooks {
		names = append(names, notesName{book.Name, "book", book.Count, NotesAt{View: NotesAll, Notebook: book.Name}, book.Name == p.At.Notebook})
	}
	return names
}

func (p NotesPage) tags() []notesName {
	var names []notesName
	for _, tag := range p.Shelf.Tags {
		names = append(names, notesName{tag.Name, "tag", tag.Count, NotesAt{View: NotesAll, Tag: tag.Name}, tag.Name == p.At.Tag})
	}
	return names
}

// types are listed where there is any but the plain one.
func (p NotesPage) types(ctx context.Context) []notesName {
	var names []notesName
	for _, kind := range p.Shelf.Types {
		if kind.Name != domain.NotePlain {
			names = append(names, notesName{NoteTypeName(ctx, kind.Name), "list", kind.Count, NotesAt{View: NotesAll, Type: kind.Name}, kind.Name == p.At.Type})
		}
	}
	return names
}

// NoteTypeName is a type in words; one that an adopted file holds is shown as it is.
func NoteTypeName(ctx context.Context, kind string) string {
	switch kind {
	case domain.NotePlain:
		return ui.T(ctx, "Note")
	case "checklist":
		return ui.T(ctx, "Checklist")
	case "todo":
		return ui.T(ctx, "Todo")
	case "journal":
		return ui.T(ctx, "Journal")
	case "meeting":
		return ui.T(ctx, "Meeting")
	case "idea":
		return ui.T(ctx, "Idea")
	}
	return kind
}

// notesNarrowing is one filter, and the place without it.
type notesNarrowing struct {
	text    string
	without NotesAt
}

func (p NotesPage) narrowings(ctx context.Context) []notesNarrowing {
	var list []notesNarrowing
	add := func(when bool, text string, take func(*NotesAt)) {
		if when {
			list = append(list, notesNarrowing{text, p.At.With(take)})
		}
	}
	add(p.At.Query != "", "“"+p.At.Query+"”", func(a *NotesAt) { a.Query = "" })
	add(p.At.Notebook != "", p.At.Notebook, func(a *NotesAt) { a.Notebook = "" })
	add(p.At.Tag != "", "#"+p.At.Tag, func(a *NotesAt) { a.Tag = "" })
	add(p.At.Type != "", NoteTypeName(ctx, p.At.Type), func(a *NotesAt) { a.Type = "" })
	return list
}

func (p NotesPage) emptiness(ctx context.Context) emptiness {
	add := ui.ButtonProps{Text: ui.T(ctx, "Write the first note"), Icon: "plus", Kind: "primary"}
	switch {
	case p.At.Narrowed():
		at := NotesAt{View: p.At.View, In: p.At.In, Project: p.At.Project}
		return emptiness{drawing: "find", title: ui.T(ctx, "Nothing fits"), text: ui.T(ctx, "No note has all that you look for."), step: ui.ButtonProps{Text: ui.T(ctx, "Show all")}, href: at.Path()}
	case p.At.Trash():
		return emptiness{drawing: "find", title: ui.T(ctx, "The trash is empty"), text: ui.T(ctx, "What you delete stays here for 30 days.")}
	case p.At.View == NotesPinned:
		return emptiness{drawing: "note", title: ui.T(ctx, "Nothing is pinned"), text: ui.T(ctx, "Pin a note to find it here.")}
	case p.At.View == NotesFavorites:
		return emptiness{drawing: "note", title: ui.T(ctx, "No favourites yet"), text: ui.T(ctx, "What you come back to often belongs here.")}
	case p.At.View == NotesShared:
		return emptiness{drawing: "note", title: ui.T(ctx, "Nothing is shared with you"), text: ui.T(ctx, "Notes that others share with you show here.")}
	case p.At.View == NotesArchive:
		return emptiness{drawing: "note", title: ui.T(ctx, "The archive is empty"), text: ui.T(ctx, "What you archive is out of the way, and found here.")}
	case !p.MayAdd:
		return emptiness{drawing: "note", title: ui.T(ctx, "No notes yet"), text: ui.T(ctx, "What this project’s people write down shows here.")}
	}
	return emptiness{drawing: "note", title: ui.T(ctx, "No notes yet"), text: ui.T(ctx, "Write in Markdown. Link notes with [[double brackets]], tick off checklists, share with one person or with a link."), step: add, href: p.At.New()}
}
