package domain

import "strings"

// ExcerptMax is how much of a note's text is read for a list, in characters.
const ExcerptMax = 400

// Excerpt is the beginning of a text.
func Excerpt(text string) string {
	at := 0
	for i := range text {
		if at == ExcerptMax {
			return text[:i]
		}
		at++
	}
	return text
}

// StepsTextMax is the longest text whose boxes are counted for a list, in characters.
const StepsTextMax = 50_000

// CountSteps counts the boxes of the checklists in a text, and those that are ticked. Boxes in code are none.
func CountSteps(text string) (all, done int) {
	fence := ""
	for line := range strings.Lines(text) {
		if mark := fenceOf(line); mark != "" && (fence == "" || strings.HasPrefix(mark, fence)) {
			if fence == "" {
				fence = mark
			} else {
				fence = ""
			}
			continue
		}
		if fence != "" {
			continue
		}
		switch boxOf(line) {
		case ' ':
			all++
		case 'x', 'X':
			all, done = all+1, done+1
		}
	}
	return all, done
}

// boxOf is what stands in the box that an item of a list begins with; 0 where a line is none.
func boxOf(line string) byte {
	line = strings.TrimLeft(line, " \t>")
	item := strings.TrimLeft(line, "0123456789")
	switch {
	case item != line && (strings.HasPrefix(item, ". ") || strings.HasPrefix(item, ") ")):
	case item == line && (strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "+ ")):
	default:
		return 0
	}
	item = strings.TrimLeft(item[2:], " ")
	if len(item) > 3 && item[0] == '[' && item[2] == ']' && (item[3] == ' ' || item[3] == '\t') {
		return item[1]
	}
	return 0
}
