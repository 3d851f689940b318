package store

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"mddash/domain"
)

const (
	// excerptLength is about how many bytes of a text are shown, excerptBefore how many of them before the first hit.
	excerptLength, excerptBefore = 200, 60
)

// span is where a hit stands in a text, and which of the words looked for it is.
type span struct{ start, end, which int }

// marked divides a text into what was looked for and the rest.
func (p searchPlan) marked(text string) []domain.Piece {
	return piecesOf(text, p.spans(text, docWordsMax/10), 0, len(text))
}

// excerpt is the piece of a Markdown text that has most of what was looked for, without the marks that format it. A text with
// none of it gives none, unless nothing was looked for by words.
func (p searchPlan) excerpt(markdown string) []domain.Piece {
	text := unformatted(markdown)
	spans := p.spans(text, docWordsMax)
	if len(spans) == 0 {
		return nil
	}
	best, most := 0, 0
	for i := range spans {
		which := map[int]bool{}
		for j := i; j < len(spans) && spans[j].end <= spans[i].start+excerptLength-excerptBefore; j++ {
			which[spans[j].which] = true
		}
		if len(which) > most {
			best, most = i, len(which)
		}
	}
	from := backToWord(text, spans[best].start-excerptBefore)
	to := onToWord(text, max(from+excerptLength, spans[best].end))
	pieces := piecesOf(text, spans, from, to)
	if from > 0 {
		pieces = append([]domain.Piece{{Text: "… "}}, pieces...)
	}
	if to < len(text) {
		pieces = append(pieces, domain.Piece{Text: " …"})
	}
	return pieces
}

// spans are the hits in a text, which never overlap.
func (p searchPlan) spans(text string, limit int) []span {
	if !p.hasWords() || text == "" {
		return nil
	}
	cut := tokens(text, limit)
	var spans []span
	for at := range cut {
		if len(spans) > 0 && cut[at].start < spans[len(spans)-1].end && !isPair(cut[at].text) {
			continue
		}
		for which, w := range p.words {
			if w.not || !w.at(cut[at:]) {
				continue
			}
			end := cut[at+len(w.words)-1].end
			if n := len(spans); n > 0 && spans[n-1].end >= cut[at].start && spans[n-1].end > cut[at].start {
				spans[n-1].end = max(spans[n-1].end, end)
			} else {
				spans = append(spans, span{cut[at].start, end, which})
			}
			break
		}
	}
	return spans
}

func isPair(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return isUnspaced(first)
}

func piecesOf(text string, spans []span, from, to int) []domain.Piece {
	var pieces []domain.Piece
	at := from
	for _, s := range spans {
		if s.start < at || s.end > to {
			continue
		}
		if s.start > at {
			pieces = append(pieces, domain.Piece{Text: text[at:s.start]})
		}
		pieces = append(pieces, domain.Piece{Text: text[s.start:s.end], Hit: true})
		at = s.end
	}
	if at < to {
		pieces = append(pieces, domain.Piece{Text: text[at:to]})
	}
	return pieces
}

// backToWord is the beginning of a word at or behind a place; onToWord the end of one. A place is moved by a few characters
// only: some texts have no blanks.
func backToWord(text string, at int) int {
	if at <= 0 {
		return 0
	}
	if blank := strings.IndexByte(text[at:min(at+30, len(text))], ' '); blank >= 0 {
		return at + blank + 1
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

func onToWord(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	if blank := strings.IndexByte(text[at:min(at+30, len(text))], ' '); blank >= 0 {
		return at + blank
	}
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

// markdownLink is [text](address) or [[Title]], of which the text is shown.
var markdownLink = regexp.MustCompile(`!?\[+([^\[\]]*)\]+(?:\([^()\s]*\))?`)

// unformatted is a Markdown text on one line, without most of what formats it.
func unformatted(markdown string) string {
	var out strings.Builder
	out.Grow(len(markdown))
	blank := true
	for line := range strings.Lines(markdown) {
		line = strings.TrimLeft(line, " \t>#-+*|")
		line = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(line, "[ ] "), "[x] "), "[X] ")
		for line != "" {
			if run := plainLength(line); run > 0 {
				out.WriteString(line[:run])
				line, blank = line[run:], false
				continue
			}
			r, size := utf8.DecodeRuneInString(line)
			switch r {
			case '*', '`', '~', '|', '\r':
			case ' ', '\t', '\n', '\u00a0', '\u2028', '\u2029':
				if !blank {
					out.WriteByte(' ')
				}
				blank = true
			default:
				out.WriteString(line[:size])
				blank = false
			}
			line = line[size:]
		}
	}
	text := out.String()
	if strings.Contains(text, "[") { // looking for the pattern costs more than all the rest
		text = markdownLink.ReplaceAllString(text, "$1")
	}
	return strings.TrimSpace(text)
}

// plainLength is how many bytes of a line go by before one that may format it or begin a blank, of which U+00A0 begins with
// 0xC2 and the others beyond ASCII with 0xE2.
func plainLength(line string) int {
	for i := range len(line) {
		switch line[i] {
		case ' ', '\t', '\n', '\r', '*', '`', '~', '|', 0xc2, 0xe2:
			return i
		}
	}
	return len(line)
}
