package quickadd

import (
	"strings"
	"unicode/utf8"
)

// title is what was not understood, on one line; the whole text when all of it was. Punctuation behind what was
// understood moves to the word before: "Call Ana tomorrow, then Bob" is "Call Ana, then Bob".
func title(text string, words []word, eaten []part) string {
	t := titler{last: ' '}
	for i, w := range words {
		if eaten[i] == kept {
			t.keep(w)
			continue
		}
		t.eat(w, eaten[i] == lastOf, i+1 == len(words) || eaten[i+1] == kept)
	}
	t.pending = strings.TrimRight(t.pending, ",;:")
	t.punctuate()
	line := t.out.String()
	if len(words) > 0 && eaten[len(words)-1] != kept {
		line = strings.TrimRight(line, " ,;:")
	}
	if line = oneLine(line); line != "" {
		return line
	}
	return oneLine(text)
}

type titler struct {
	out     strings.Builder
	pending string // punctuation behind what was eaten
	open    int    // brackets eaten and not closed
	last    rune
}

func (t *titler) keep(w word) {
	if t.out.Len() > 0 {
		t.punctuate()
		t.out.WriteByte(' ')
	}
	t.pending = ""
	t.out.WriteString(w.shown)
	t.last, _ = utf8.DecodeLastRuneInString(w.shown)
}

// eat notes the punctuation around a word that is not kept. Commas between two of them go too.
func (t *titler) eat(w word, lastOf, lastOfAll bool) {
	if w.lead != "" {
		t.open++
	}
	tail := w.tail
	if closed, found := strings.CutPrefix(tail, ")"); found && t.open > 0 {
		tail = closed
		t.open--
	}
	if lastOf && t.pending == "" && (lastOfAll || strings.Trim(tail, ",;:") != "") {
		t.pending = tail
	}
}

func (t *titler) punctuate() {
	if t.out.Len() > 0 && !strings.ContainsRune(tailing, t.last) {
		t.out.WriteString(t.pending)
	}
}

// part says what became of a word.
type part byte

const (
	kept   part = iota
	within      // a phrase that was understood
	lastOf      // one
)

// oneLine makes any bytes one line of text: blanks become single spaces, what is no text becomes U+FFFD.
func oneLine(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.ReplaceAll(text, "\x00", "\uFFFD")
	return strings.Join(strings.Fields(text), " ")
}
