package views

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"mddash/views/ui"
)

// How a note is shown.
const (
	ModeRead  = "read"
	ModeWrite = "write"
	ModeSplit = "split" // writing, and beside it how it will be read
)

func (f NoteFields) project() int64 {
	id, _ := strconv.ParseInt(f.ProjectID, 10, 64)
	return id
}

func (p NotePage) title(ctx context.Context) string {
	if p.Note.ID == 0 {
		return ui.T(ctx, "New note")
	}
	return p.Note.Title
}

// saves is where the form of the text goes without scripts, textPath where an open editor saves it.
func (p NotePage) saves() string {
	if p.Note.ID == 0 {
		return "/notes"
	}
	return p.act("edit")
}

func (p NotePage) textPath() string {
	if p.Note.ID == 0 {
		return "/notes/text"
	}
	return NotePath(p.Note.ID) + "/text"
}

// path is where the note is shown in a mode. A new one can't be read.
func (p NotePage) path(mode string) string {
	q := p.At.Beside().query()
	if p.Note.ID == 0 && mode == ModeRead {
		return withQuery("/notes", q)
	}
	q.Set("mode", mode)
	if p.Note.ID == 0 {
		return withQuery("/notes/new", q)
	}
	return withQuery(NotePath(p.Note.ID), q)
}

func (p NotePage) modes(ctx context.Context, to func(string) string) []ui.Place {
	var places []ui.Place
	for _, m := range []struct{ mode, text string }{{ModeWrite, ui.T(ctx, "Write")}, {ModeSplit, ui.T(ctx, "Split")}, {ModeRead, ui.T(ctx, "Read")}} {
		attrs := templ.Attributes{"data-mode": m.mode, "id": "mode-" + m.mode}
		if m.mode == ModeWrite && p.Mode == ModeRead {
			attrs["data-key"] = "e"
		}
		places = append(places, ui.Place{Text: m.text, Href: to(p.path(m.mode)), Current: m.mode == p.Mode, Attrs: attrs})
	}
	return places
}

type noteTool struct{ act, icon, text, keys string }

func noteTools(ctx context.Context) []noteTool {
	return []noteTool{
		{"heading", "heading", ui.T(ctx, "Heading"), "Control+Shift+H"}, {"bold", "bold", ui.T(ctx, "Bold"), "Control+B"}, {"italic", "italic", ui.T(ctx, "Italic"), "Control+I"},
		{"quote", "quote", ui.T(ctx, "Quote"), "Control+Shift+."}, {"code", "code", ui.T(ctx, "Code"), "Control+E"}, {"list", "list", ui.T(ctx, "List"), "Control+Shift+8"},
		{"tasks", "todos", ui.T(ctx, "Checklist"), "Control+Shift+9"}, {"link", "link", ui.T(ctx, "Link"), "Control+K"}, {"image", "image", ui.T(ctx, "Image or file"), ""},
		{"table", "table", ui.T(ctx, "Table"), ""},
	}
}

func (t noteTool) attrs() templ.Attributes {
	attrs := templ.Attributes{"data-act": t.act}
	if t.keys != "" {
		attrs["aria-keyshortcuts"] = t.keys
	}
	return attrs
}
