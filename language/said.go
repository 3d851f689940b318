package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// pattern is a sentence with gaps, as code that knows no language puts it together: the pieces around the gaps.
type pattern struct {
	pieces []string
	text   string
}

// Said is a whole sentence that was made in English where nobody's language is known, such as what is wrong with a field.
// What stands in its gaps stays as it is.
func (l *Language) Said(sentence string) string {
	if l == nil || sentence == "" {
		return sentence
	}
	if own, ok := l.texts[sentence]; ok {
		return own
	}
	for _, p := range l.patterns {
		if gaps, ok := p.gapsOf(sentence); ok {
			return p.fill(gaps)
		}
	}
	return sentence
}

// newPattern is the pattern of a text with gaps, which are written %s or %d; ok is false where it has none, and where it is
// no sentence: “%s on %s” fits too much.
func newPattern(text, own string) (p pattern, ok bool) {
	text = strings.ReplaceAll(text, "%d", "%s")
	pieces := strings.Split(text, "%s")
	for i, piece := range pieces {
		pieces[i] = strings.ReplaceAll(piece, "%%", "%")
	}
	return pattern{pieces: pieces, text: own}, len(pieces) > 1 && !strings.Contains(text, " | ") && isSentence(pieces)
}

// isSentence tells whether pieces of a text say enough to be known by: it begins with a capital letter or a quotation mark, or,
// where it begins with a gap, what follows has some letters.
func isSentence(pieces []string) bool {
	if pieces[0] == "" {
		return len(strings.ReplaceAll(strings.Join(pieces, ""), " ", "")) >= lettersSaid
	}
	first, _ := utf8.DecodeRuneInString(pieces[0])
	return unicode.IsUpper(first) || first == '“'
}

// lettersSaid are the fewest letters of a sentence that begins with a gap.
const lettersSaid = 7

// gapsOf is what stands in the gaps of a sentence of the pattern, each as short as can be.
func (p pattern) gapsOf(sentence string) ([]string, bool) {
	rest, ok := strings.CutPrefix(sentence, p.pieces[0])
	if !ok {
		return nil, false
	}
	last := len(p.pieces) - 1
	if rest, ok = strings.CutSuffix(rest, p.pieces[last]); !ok {
		return nil, false
	}
	gaps := make([]string, 0, last)
	for _, piece := range p.pieces[1:last] {
		gap, behind, found := strings.Cut(rest, piece)
		if !found {
			return nil, false
		}
		gaps, rest = append(gaps, gap), behind
	}
	return append(gaps, rest), true
}

// fill puts what stood in the gaps into the translation, whose gaps are %s, or %[2]s for the second one.
func (p pattern) fill(gaps []string) string {
	text := strings.ReplaceAll(p.text, "%d", "%s")
	for i, gap := range gaps {
		numbered := "%[" + string(rune('1'+i)) + "]s"
		if strings.Contains(text, numbered) {
			text = strings.Replace(text, numbered, escaped(gap), 1)
		} else {
			text = strings.Replace(text, "%s", escaped(gap), 1)
		}
	}
	return strings.ReplaceAll(text, "%%", "%")
}

// escaped keeps a gap from being taken for one of the text's own.
func escaped(gap string) string { return strings.ReplaceAll(gap, "%", "%%") }
