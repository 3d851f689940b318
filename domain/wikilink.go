package domain

import "strings"

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
	fence := ""
	for at := 0; at < len(text); {
		end := at + strings.IndexByte(text[at:], '\n') + 1
		if end == at {
			end = len(text)
		}
		line := text[at:end]
		if mark := fenceOf(line); mark != "" && (fence == "" || strings.HasPrefix(mark, fence)) {
			if fence == "" {
				fence = mark
			} else {
				fence = ""
			}
		} else if fence == "" {
			links = append(links, linksIn(line, at)...)
		}
		at = end
	}
	return links
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
			link, size := linkAt(line[i:])
			if size == 0 {
				i++
				continue
			}
			link.Start, link.End = offset+i, offset+i+size
			links = append(links, link)
			i += size
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

func linkAt(text string) (WikiLink, int) {
	end := strings.Index(text[2:], "]]")
	if end <= 0 || end > WikiLinkMax || strings.ContainsAny(text[2:2+end], "[\n") {
		return WikiLink{}, 0
	}
	inside := text[2 : 2+end]
	title, rest := inside, ""
	if cut := strings.IndexAny(inside, "#|"); cut >= 0 {
		title, rest = inside[:cut], inside[cut:]
	}
	title = strings.TrimSpace(title)
	if title == "" {
		return WikiLink{}, 0
	}
	return WikiLink{Title: title, Rest: rest}, end + 4
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
