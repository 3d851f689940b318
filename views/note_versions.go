package views

import (
	"context"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// NoteVersionPage is a version of a note, what it changed, and a page of the list of all.
type NoteVersionPage struct {
	At       NotesAt
	Note     domain.Note
	Version  domain.NoteVersion
	OldTitle string
	// First is true for the version that nothing was before.
	First bool
	Diff  domain.TextDiff
	// Text is true where the whole text is shown instead of what changed, as HTML.
	Text     bool
	HTML     string
	Versions []domain.NoteVersion
	// Before is the revision that the page of the list begins before; 0 for its beginning.
	Before int64
	More   bool
	Now    time.Time

	older int // the size of the version before the last of the list
}

// Cut leaves a page of the list.
func (p *NoteVersionPage) Cut(most int) {
	if p.More = len(p.Versions) > most; p.More {
		p.older = p.Versions[most].Size
		p.Versions = p.Versions[:most]
	}
}

func (p NoteVersionPage) back() string { return p.At.Note(p.Note.ID) }

func (p NoteVersionPage) path(revision, before int64, text bool) string {
	q := p.At.query()
	if before > 0 {
		q.Set("before", idText(before))
	}
	if text {
		q.Set("show", "text")
	}
	path := NotePath(p.Note.ID) + "/versions"
	if revision != 0 {
		path += "/" + idText(revision)
	}
	return withQuery(path, q)
}

func (p NoteVersionPage) modes(ctx context.Context, to func(string) string) []ui.Place {
	return []ui.Place{
		{Text: ui.T(ctx, "Changes"), Href: to(p.path(p.Version.Revision, p.Before, false)), Current: !p.Text},
		{Text: ui.T(ctx, "Text"), Href: to(p.path(p.Version.Revision, p.Before, true)), Current: p.Text},
	}
}

func (p NoteVersionPage) isCurrent() bool { return p.Version.Revision == p.Note.Revision }

// older is the last revision of the list, before which the next page begins.
func (p NoteVersionPage) last() int64 { return p.Versions[len(p.Versions)-1].Revision }

func (p NoteVersionPage) mayRestore() bool { return p.Note.Access.CanEdit() && !p.isCurrent() }

// says what the version is and what it changed: "Version of yesterday, 16:44, by Tom. 2 lines added, 1 changed."
func (p NoteVersionPage) says(ctx context.Context) string {
	what := ui.T(ctx, "Version of ")
	if p.isCurrent() {
		what = ui.T(ctx, "This is the present version, of ")
	}
	what += InSentence(ctx, Moment(ctx, p.Version.CreatedAt, p.Now))
	if name := p.Version.Author.Name; name != "" {
		what += ui.T(ctx, ", by %s", name)
	}
	what += "."
	switch {
	case p.Text:
		return what
	case p.First:
		return ui.T(ctx, "%s It is the first that is kept.", what)
	}
	return what + " " + p.changes(ctx)
}

func (p NoteVersionPage) changes(ctx context.Context) string {
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{{p.Diff.Added, "added"}, {p.Diff.Removed, "removed"}, {p.Diff.Changed, "changed"}} {
		if part.n == 0 {
			continue
		}
		if len(parts) == 0 {
			parts = append(parts, Plural(part.n, ui.T(ctx, "line"), ui.T(ctx, "lines"))+" "+part.what)
		} else {
			parts = append(parts, strconv.Itoa(part.n)+" "+part.what)
		}
	}
	if len(parts) > 0 {
		return strings.Join(parts, ", ") + "."
	}
	if p.OldTitle != p.Version.Title {
		return ui.T(ctx, "Only the title changed.")
	}
	return ui.T(ctx, "No word changed.")
}

// author of a version; what no person wrote came from another program, or from a note that got another title.
func versionAuthor(ctx context.Context, v domain.NoteVersion) string {
	if v.Author.ID == "" {
		return ui.T(ctx, "By itself")
	}
	if v.Author.Name == "" {
		return ui.T(ctx, "Somebody who left")
	}
	return v.Author.Name
}

// grown is how many characters the version in a place of the list is longer than the one before.
func (p NoteVersionPage) grown(ctx context.Context, i int) string {
	if p.Versions[i].Revision == p.Note.Revision {
		return ui.T(ctx, "Current")
	}
	older := p.older
	switch {
	case i+1 < len(p.Versions):
		older = p.Versions[i+1].Size
	case !p.More:
		return ui.T(ctx, "First")
	}
	switch n := p.Versions[i].Size - older; {
	case n > 0:
		return "+" + Plural(n, ui.T(ctx, "character"), ui.T(ctx, "characters"))
	case n < 0:
		return "−" + Plural(-n, ui.T(ctx, "character"), ui.T(ctx, "characters"))
	}
	return ""
}

// stretch is a run of lines of a diff. One that nothing changed in, and that is long, is folded in the middle.
type stretch struct {
	lines []domain.DiffLine
	fold  bool
}

// Around what changed so many lines are shown, and no fewer are folded than foldLeast.
const (
	foldAround = 3
	foldLeast  = 4
)

func (p NoteVersionPage) stretches() []stretch {
	var out []stretch
	lines := p.Diff.Lines
	for at := 0; at < len(lines); {
		end := at
		for end < len(lines) && (lines[end].Kind == domain.DiffSame) == (lines[at].Kind == domain.DiffSame) {
			end++
		}
		head, tail := foldAround, foldAround
		if at == 0 {
			head = 0
		}
		if end == len(lines) {
			tail = 0
		}
		if lines[at].Kind == domain.DiffSame && !p.Diff.Same() && end-at >= head+tail+foldLeast {
			out = append(out, stretch{lines[at : at+head], false}, stretch{lines[at+head : end-tail], true}, stretch{lines[end-tail : end], false})
		} else {
			out = append(out, stretch{lines[at:end], false})
		}
		at = end
	}
	return out
}
