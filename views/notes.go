package views

import (
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// NotesPage is a list of notes with what stands around it.
type NotesPage struct {
	At    NotesAt
	Now   time.Time
	Items []domain.Note
	Total int
	// Next is the cursor of the next page; empty on the last one.
	Next  string
	Shelf domain.NoteShelf
	// MayAdd tells whether the caller adds notes here.
	MayAdd bool
}

// Title of the page.
func (p NotesPage) Title() string {
	switch p.At.View {
	case NotesPinned:
		return "Pinned notes"
	case NotesShared:
		return "Shared with me"
	case NotesArchive:
		return "Archived notes"
	case NotesTrash:
		return "Deleted notes"
	}
	switch {
	case p.At.Notebook != "":
		return p.At.Notebook
	case p.At.Tag != "":
		return "#" + p.At.Tag
	}
	return "Notes"
}

func (p NotesPage) more() string {
	at := p.At
	at.After = p.Next
	return at.Path()
}

func (p NotesPage) newPath() string {
	if p.At.In != 0 {
		return "/notes/new?project=" + idText(p.At.In)
	}
	return "/notes/new"
}

// notesView is a view as the side lists it.
type notesView struct{ key, title, icon string }

func notesViews() []notesView {
	return []notesView{
		{NotesAll, "All notes", "notes"}, {NotesPinned, "Pinned", "pin"}, {NotesShared, "Shared with me", "users"},
		{NotesArchive, "Archive", "archive"}, {NotesTrash, "Trash", "trash"},
	}
}

func (p NotesPage) current(view string) string {
	return currentPage(view == p.At.View && p.At.Notebook == "" && p.At.Tag == "")
}

func (p NotesPage) emptiness() emptiness {
	add := ui.ButtonProps{Text: "New note", Icon: "plus"}
	switch {
	case p.At.Narrowed():
		at := NotesAt{View: p.At.View, In: p.At.In}
		return emptiness{drawing: "find", title: "Nothing fits", text: "No note has all that you look for.", step: ui.ButtonProps{Text: "Show all"}, href: at.Path()}
	case p.At.Trash():
		return emptiness{drawing: "find", title: "The trash is empty", text: "What you delete stays here for 30 days."}
	case p.At.View == NotesPinned:
		return emptiness{drawing: "note", title: "Nothing is pinned", text: "Pin a note to find it here."}
	case p.At.View == NotesShared:
		return emptiness{drawing: "note", title: "Nothing is shared with you", text: "Notes that others share with you show here."}
	case p.At.View == NotesArchive:
		return emptiness{drawing: "note", title: "The archive is empty", text: "What you archive is out of the way, and found here."}
	case !p.MayAdd:
		return emptiness{drawing: "note", title: "No notes yet", text: "What this project’s people write down shows here."}
	}
	return emptiness{drawing: "note", title: "No notes yet", text: "Write down what you want to find again.", step: add, href: p.newPath()}
}

// excerptOf is the beginning of a note's text without the marks that lines begin with.
func excerptOf(n domain.Note) string {
	var words []string
	for line := range strings.Lines(n.Excerpt) {
		line = strings.TrimLeft(strings.TrimSpace(line), "#>-*+| \t`")
		for _, box := range []string{"[ ] ", "[x] ", "[X] "} {
			line = strings.TrimPrefix(line, box)
		}
		words = append(words, strings.Fields(line)...)
	}
	const most = 160
	text := strings.Join(words, " ")
	if letters := []rune(text); len(letters) > most {
		text = string(letters[:most-1]) + "…"
	}
	return text
}
