package domain

import (
	"slices"
	"strings"
)

// MergeTexts merges two texts that were both made from a third, paragraph by paragraph. ok is false where both changed
// the same paragraphs in different ways; the merged text is empty then.
func MergeTexts(base, ours, theirs string) (merged string, ok bool) {
	switch {
	case ours == theirs, theirs == base:
		return ours, true
	case ours == base:
		return theirs, true
	}
	from, a, b := paragraphs(base), paragraphs(ours), paragraphs(theirs)
	inA, inB := matches(from, a), matches(from, b)
	var out strings.Builder
	atBase, atA, atB := 0, 0, 0
	for {
		// The next paragraph that nobody touched, or the end.
		next := atBase
		for next < len(from) && (inA[next] < atA || inB[next] < atB) {
			next++
		}
		endA, endB := len(a), len(b)
		if next < len(from) {
			endA, endB = inA[next], inB[next]
		}
		part, ok := mergePart(from[atBase:next], a[atA:endA], b[atB:endB])
		if !ok {
			return "", false
		}
		out.WriteString(part)
		if next == len(from) {
			return out.String(), true
		}
		out.WriteString(from[next])
		atBase, atA, atB = next+1, endA+1, endB+1
	}
}

func mergePart(base, a, b []string) (string, bool) {
	switch {
	case slices.Equal(a, b), slices.Equal(b, base):
		return strings.Join(a, ""), true
	case slices.Equal(a, base):
		return strings.Join(b, ""), true
	}
	return "", false
}

// paragraphs cuts a text behind each run of empty lines; joined they are the text again.
func paragraphs(text string) []string {
	var parts []string
	start, blank := 0, false
	for at := 0; at < len(text); {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += at + 1
		}
		empty := strings.TrimSpace(text[at:end]) == ""
		if blank && !empty {
			parts = append(parts, text[start:at])
			start = at
		}
		blank = empty
		at = end
	}
	return append(parts, text[start:])
}

// matches gives for each of some texts its place in others by a longest common sequence; -1 for those that have none.
// Where both are long it looks at what is the same at the beginning and the end alone.
func matches(from, to []string) []int {
	place := make([]int, len(from))
	for i := range place {
		place[i] = -1
	}
	head := 0
	for head < len(from) && head < len(to) && from[head] == to[head] {
		place[head] = head
		head++
	}
	tail := 0
	for tail < len(from)-head && tail < len(to)-head && from[len(from)-1-tail] == to[len(to)-1-tail] {
		place[len(from)-1-tail] = len(to) - 1 - tail
		tail++
	}
	rows, columns := len(from)-head-tail, len(to)-head-tail
	if rows == 0 || columns == 0 || rows*columns > mergeMost {
		return place
	}
	common := commonLengths(from[head:head+rows], to[head:head+columns])
	for i, j := 0, 0; i < rows && j < columns; {
		switch {
		case from[head+i] == to[head+j]:
			place[head+i] = head + j
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			i++
		default:
			j++
		}
	}
	return place
}

// mergeMost bounds the work of comparing two texts: so many pairs of paragraphs.
const mergeMost = 4_000_000

func commonLengths(a, b []string) [][]int32 {
	lengths := make([][]int32, len(a)+1)
	for i := range lengths {
		lengths[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lengths[i][j] = lengths[i+1][j+1] + 1
			} else {
				lengths[i][j] = max(lengths[i+1][j], lengths[i][j+1])
			}
		}
	}
	return lengths
}
