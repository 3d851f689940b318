package views

import (
	"strings"

	"mddash/domain"
)

// excerptMost is how much of a note's text a list shows, in characters.
const excerptMost = 160

// excerptOf is the beginning of a note's text without its marks.
func excerptOf(n domain.Note) string {
	var words []string
	for line := range strings.Lines(n.Excerpt) {
		line = strings.TrimLeft(strings.TrimSpace(line), "#>-*+| \t`~=:")
		for _, box := range []string{"[ ] ", "[x] ", "[X] "} {
			line = strings.TrimPrefix(line, box)
		}
		words = append(words, strings.Fields(unmarked(line))...)
	}
	text := strings.Join(words, " ")
	if letters := []rune(text); len(letters) > excerptMost {
		text = string(letters[:excerptMost-1]) + "…"
	}
	return text
}

// unmarked is a line without what makes it bold or code, and with what its links say in place of them.
func unmarked(line string) string {
	var out strings.Builder
	for line != "" {
		open := strings.IndexByte(line, '[')
		if open < 0 {
			break
		}
		out.WriteString(strings.TrimSuffix(line[:open], "!"))
		label, rest := linkLabel(line[open:])
		out.WriteString(label)
		line = rest
	}
	out.WriteString(line)
	return strings.NewReplacer("**", "", "__", "", "~~", "", "`", "", "|", " ").Replace(out.String())
}

// linkLabel is what the link says that a text begins with, and what is behind it. What is no link is left as it is.
func linkLabel(text string) (label, rest string) {
	if inside, after, ok := strings.Cut(text, "]]"); ok && strings.HasPrefix(text, "[[") {
		title, shown, named := strings.Cut(inside[2:], "|")
		if named {
			return shown, after
		}
		return title, after
	}
	if inside, after, ok := strings.Cut(text, "]("); ok && !strings.Contains(inside, "]") {
		if _, after, ok = strings.Cut(after, ")"); ok {
			return inside[1:], after
		}
	}
	return text[:1], text[1:]
}
