package domain

import (
	"iter"
	"strings"
)

// WikiLink is a [[link]] in a text: [[Title]], [[Title#Heading]] or [[Title|shown]].
type WikiLink struct {
	Title, Rest string // Rest begins with # or |
	Start, End  int    // of the whole link in the text
}

// WikiLinkMax is how long the inside of a [[link]] may be, in bytes.
const WikiLinkMax = 1000

// WikiLinks finds the [[links]] of a Markdown text, in order, outside of code.
func WikiLinks(text string) []WikiLink {
	var links []WikiLink
	for at, line := range outsideFences(text) {
		links = append(links, linksIn(line, at)...)
	}
	return links
}

// outsideFences are the lines of a Markdown text that are not in fenced code, each with where it begins.
func outsideFences(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		fence := ""
		for at := 0; at < len(text); {
			end := at + strings.IndexByte(text[at:], '\n') + 1
			if end == at {
				end = len(text)
			}
			line := text[at:end]
			mark := fenceOf(line)
			switch {
			case mark != "" && fence == "":
				fence = mark
			case mark != "" && strings.HasPrefix(mark, fence):
				fence = ""
			case fence == "" && !yield(at, line):
				return
			}
			at = end
		}
	}
}

// fenceOf is the mark of a line that begins or ends fenced code.
func fenceOf(line string) string {
	line = strings.TrimLeft(line, " ")
	for _, mark := range []string{"`", "~"} {
		if n := len(line) - len(strings.TrimLeft(line, mark)); n >= 3 {
			return line[:n]
		}
	}
	return ""
}

func linksIn(line string, offset int) []WikiLink {
	var links []WikiLink
	for i := 0; i < len(line); {
		switch {
		case line[i] == '`':
			i += codeLength(line[i:])
		case strings.HasPrefix(line[i:], "[["):
			link, ok := WikiLinkAt(line[i:])
			if !ok {
				i++
				continue
			}
			link.Start, link.End = offset+i, offset+i+link.End
			links = append(links, link)
			i = link.End - offset
		default:
			i++
		}
	}
	return links
}

// codeLength is how long the code span is that a text begins with; only its ticks where it has no end.
func codeLength(text string) int {
	ticks := len(text) - len(strings.TrimLeft(text, "`"))
	for i := ticks; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		run := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
		if run == ticks {
			return i + run
		}
		i += run
	}
	return ticks
}

// WikiLinkAt is the [[link]] that a text begins with; ok is false for none.
func WikiLinkAt(text string) (link WikiLink, ok bool) {
	inside, found := strings.CutPrefix(text[:min(len(text), WikiLinkMax+4)], "[[")
	end := strings.IndexAny(inside, "[]\n")
	if !found || end <= 0 || !strings.HasPrefix(inside[end:], "]]") {
		return WikiLink{}, false
	}
	title, rest := inside[:end], ""
	if cut := strings.IndexAny(title, "#|"); cut >= 0 {
		title, rest = inside[:cut], inside[cut:end]
	}
	title = strings.TrimSpace(title)
	return WikiLink{Title: title, Rest: rest, End: end + 4}, title != ""
}

// Shown is what the link says.
func (l WikiLink) Shown() string {
	_, label, labelled := strings.Cut(l.Rest, "|")
	if label = strings.TrimSpace(label); labelled && label != "" {
		return label
	}
	heading, _, _ := strings.Cut(l.Rest, "|")
	return l.Title + strings.TrimRight(heading, " \t")
}

// Heading is the heading that the link leads to in the note; empty for none.
func (l WikiLink) Heading() string {
	heading, _, _ := strings.Cut(l.Rest, "|")
	return strings.TrimSpace(strings.TrimPrefix(heading, "#"))
}

// TitleKey is what titles are compared by in [[links]].
func TitleKey(title string) string { return strings.ToLower(strings.Join(strings.Fields(title), " ")) }

// RenameLinks makes the [[links]] to one title lead to another. What comes behind the title in a link stays, and so
// does every other byte of the text.
func RenameLinks(text, from, to string) string {
	var out strings.Builder
	at := 0
	for _, link := range WikiLinks(text) {
		if TitleKey(link.Title) != TitleKey(from) {
			continue
		}
		out.WriteString(text[at:link.Start])
		out.WriteString("[[" + to + link.Rest + "]]")
		at = link.End
	}
	return out.String() + text[at:]
}

// Linkable tells whether a title can stand in a [[link]].
func Linkable(title string) bool { return !strings.ContainsAny(title, "[]#|\n") }
