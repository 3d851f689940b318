package domain

import (
	"strings"
	"unicode"
)

// How a piece of a text differs from another text.
const (
	DiffSame    = "same"
	DiffAdded   = "added"
	DiffRemoved = "removed"
	// DiffChanged is a line of which only some words differ.
	DiffChanged = "changed"
)

// DiffPart is some words of a line.
type DiffPart struct {
	Kind, Text string
}

// DiffLine is a line of either text, without its end. A changed one has the parts of both in one line.
type DiffLine struct {
	Kind  string
	Parts []DiffPart
}

// TextDiff is what makes one text into another, line by line and within lines word by word.
type TextDiff struct {
	Lines                   []DiffLine
	Added, Removed, Changed int

	left int // pairs of words that may still be compared
}

// Same tells whether no word differs. Line ends don't count.
func (d TextDiff) Same() bool { return d.Added+d.Removed+d.Changed == 0 }

// DiffTexts compares two texts. Where both are very long and differ everywhere it says so without looking for more that
// they have in common.
func DiffTexts(old, now string) TextDiff {
	from, to := textLines(old), textLines(now)
	place := places(from, to)
	d := TextDiff{left: wordsMost}
	at := 0
	for i := 0; i <= len(from); {
		start := i
		for i < len(from) && place[i] < 0 {
			i++
		}
		end := len(to)
		if i < len(from) {
			end = place[i]
		}
		d.replace(from[start:i], to[at:end])
		if i == len(from) {
			break
		}
		d.Lines = append(d.Lines, DiffLine{DiffSame, []DiffPart{{DiffSame, to[end]}}})
		at = end + 1
		i++
	}
	return d
}

// textLines are the lines of a text without their ends. A text has no line behind its last end.
func textLines(text string) []string {
	if text == "" {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	return lines
}

// replace notes that lines took the place of others. Those that are alike become one changed line.
func (d *TextDiff) replace(old, now []string) {
	at := 0
	for _, line := range old {
		twin := at
		var parts []DiffPart
		for ; twin < len(now); twin++ {
			if parts = d.words(line, now[twin]); parts != nil {
				break
			}
			if twin-at == twinsAhead {
				twin = len(now)
			}
		}
		if parts == nil {
			d.add(DiffRemoved, line)
			continue
		}
		for _, other := range now[at:twin] {
			d.add(DiffAdded, other)
		}
		d.Lines = append(d.Lines, DiffLine{DiffChanged, parts})
		d.Changed++
		at = twin + 1
	}
	for _, other := range now[min(at, len(now)):] {
		d.add(DiffAdded, other)
	}
}

// twinsAhead is how far a line is looked for that another one became.
const twinsAhead = 8

func (d *TextDiff) add(kind, line string) {
	d.Lines = append(d.Lines, DiffLine{kind, []DiffPart{{kind, line}}})
	if kind == DiffAdded {
		d.Added++
	} else {
		d.Removed++
	}
}

// wordsMost bounds the work of comparing lines: so many pairs of words.
const wordsMost = 8_000_000

// words are the parts of two lines in one; nil where they have less than half in common.
func (d *TextDiff) words(old, now string) []DiffPart {
	from, to := words(old), words(now)
	if d.left -= len(from) * len(to); d.left < 0 {
		return nil
	}
	place := places(from, to)
	common := 0
	for i, p := range place {
		if p >= 0 && strings.TrimSpace(from[i]) != "" {
			common += len(from[i])
		}
	}
	if 2*common < max(letters(from), letters(to)) || common == 0 {
		return nil
	}
	return joinParts(from, to, place)
}

// letters is how long words are without the blanks between them.
func letters(words []string) int {
	sum := 0
	for _, word := range words {
		if strings.TrimSpace(word) != "" {
			sum += len(word)
		}
	}
	return sum
}

func joinParts(from, to []string, place []int) []DiffPart {
	var parts []DiffPart
	add := func(kind, text string) {
		if last := len(parts) - 1; last >= 0 && parts[last].Kind == kind {
			parts[last].Text += text
		} else if text != "" {
			parts = append(parts, DiffPart{kind, text})
		}
	}
	at := 0
	for i, word := range from {
		if place[i] < 0 {
			add(DiffRemoved, word)
			continue
		}
		add(DiffAdded, strings.Join(to[at:place[i]], ""))
		add(DiffSame, word)
		at = place[i] + 1
	}
	add(DiffAdded, strings.Join(to[at:], ""))
	return parts
}

// words cuts a line where letters and digits meet anything else; joined they are the line again.
func words(line string) []string {
	var parts []string
	start, before := 0, 0
	for i, r := range line {
		class := 1
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			class = 2
		case unicode.IsSpace(r):
			class = 3
		}
		if i > 0 && (class != before || class == 1) {
			parts = append(parts, line[start:i])
			start = i
		}
		before = class
	}
	if start < len(line) {
		parts = append(parts, line[start:])
	}
	return parts
}
