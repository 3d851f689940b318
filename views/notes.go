package views

import (
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
func (p NotesPage) Title() string {
	switch {
	case p.At.Notebook != "":
		return p.At.Notebook
	case p.At.Tag != "":
		return "#" + p.At.Tag
	case p.At.Type != "":
		return NoteTypeName(p.At.Type)
	}
	switch p.At.View {
	case NotesPinned:
		return "Pinned notes"
	case NotesFavorites:
		return "Favourite notes"
	case NotesShared:
		return "Shared with me"
	case NotesArchive:
		return "Archived notes"
	case NotesTrash:
		return "Deleted notes"
	}
	return "Notes"
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

func notesSorts() []ui.Option {
	return []ui.Option{{Value: "", Text: "Last edited", Icon: "sort"}, {Value: "-" + domain.SortCreated, Text: "Newest first", Icon: "sort"}, {Value: domain.SortTitle, Text: "Title", Icon: "sort"}}
}

// when is the moment that a list shows of a note: the time of day where that is today.
func (p NotesPage) when(n domain.Note) string {
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
	return DayOf(at, p.Now)
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

func (p NotesPage) views() []notesView {
	return []notesView{
		{NotesAll, "All notes", "notes", p.Shelf.All}, {NotesPinned, "Pinned", "pin", p.Shelf.Pinned}, {NotesFavorites, "Favourites", "star", p.Shelf.Favorites},
		{NotesShared, "Shared with me", "users", p.Shelf.Shared}, {NotesArchive, "Archive", "archive", p.Shelf.Archived}, {NotesTrash, "Trash", "trash", 0},
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
func (p NotesPage) types() []notesName {
	var names []notesName
	for _, kind := range p.Shelf.Types {
		if kind.Name != domain.NotePlain {
			names = append(names, notesName{NoteTypeName(kind.Name), "list", kind.Count, NotesAt{View: NotesAll, Type: kind.Name}, kind.Name == p.At.Type})
		}
	}
	return names
}

// NoteTypeName is a type in words; one that an adopted file holds is shown as it is.
func NoteTypeName(kind string) string {
	switch kind {
	case domain.NotePlain:
		return "Note"
	case "checklist":
		return "Checklist"
	case "todo":
		return "Todo"
	case "journal":
		return "Journal"
	case "meeting":
		return "Meeting"
	case "idea":
		return "Idea"
	}
	return kind
}

// notesNarrowing is one filter, and the place without it.
type notesNarrowing struct {
	text    string
	without NotesAt
}

func (p NotesPage) narrowings() []notesNarrowing {
	var list []notesNarrowing
	add := func(when bool, text string, take func(*NotesAt)) {
		if when {
			list = append(list, notesNarrowing{text, p.At.With(take)})
		}
	}
	add(p.At.Query != "", "“"+p.At.Query+"”", func(a *NotesAt) { a.Query = "" })
	add(p.At.Notebook != "", p.At.Notebook, func(a *NotesAt) { a.Notebook = "" })
	add(p.At.Tag != "", "#"+p.At.Tag, func(a *NotesAt) { a.Tag = "" })
	add(p.At.Type != "", NoteTypeName(p.At.Type), func(a *NotesAt) { a.Type = "" })
	return list
}

func (p NotesPage) emptiness() emptiness {
	add := ui.ButtonProps{Text: "Write the first note", Icon: "plus", Kind: "primary"}
	switch {
	case p.At.Narrowed():
		at := NotesAt{View: p.At.View, In: p.At.In, Project: p.At.Project}
		return emptiness{drawing: "find", title: "Nothing fits", text: "No note has all that you look for.", step: ui.ButtonProps{Text: "Show all"}, href: at.Path()}
	case p.At.Trash():
		return emptiness{drawing: "find", title: "The trash is empty", text: "What you delete stays here for 30 days."}
	case p.At.View == NotesPinned:
		return emptiness{drawing: "note", title: "Nothing is pinned", text: "Pin a note to find it here."}
	case p.At.View == NotesFavorites:
		return emptiness{drawing: "note", title: "No favourites yet", text: "What you come back to often belongs here."}
	case p.At.View == NotesShared:
		return emptiness{drawing: "note", title: "Nothing is shared with you", text: "Notes that others share with you show here."}
	case p.At.View == NotesArchive:
		return emptiness{drawing: "note", title: "The archive is empty", text: "What you archive is out of the way, and found here."}
	case !p.MayAdd:
		return emptiness{drawing: "note", title: "No notes yet", text: "What this project’s people write down shows here."}
	}
	return emptiness{drawing: "note", title: "No notes yet", text: "Write in Markdown. Link notes with [[double brackets]], tick off checklists, share with one person or with a link.", step: add, href: p.At.New()}
}
