package markdown_test

import (
	"strings"
	"testing"

	"mddash/formats/markdown"
)

// note20 is a note of 20 KB with all that a note can have.
func note20() string {
	const section = "## Section\n\nSome **bold** text with `code`, WEB-12, [[Road map]], #tag, @ana and https://north.example/notes/5.[^n]\n\n" +
		"- [ ] one\n- [x] two\n  - three\n\n|a|b|\n|-|-|\n|1|2|\n\n```go\nfunc main() {\n\treturn \"x\" // y\n}\n```\n\n> A quote.\n\n![p](/attachments/1)\n\n"
	return strings.Repeat(section, 20000/len(section)) + "[^n]: The footnote.\n"
}

func BenchmarkNoteOf20KB(b *testing.B) {
	m := markdown.New(markdown.Options{Top: 2, IDs: true})
	text, links := note20(), known()
	b.Run("made", func(b *testing.B) {
		for b.Loop() {
			m.Linked(text, links)
		}
	})
	b.Run("kept", func(b *testing.B) {
		for b.Loop() {
			m.Kept(text, links)
		}
	})
}
