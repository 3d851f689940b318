package domain

import (
	"slices"
	"strings"
)

// TextConflict is where two texts that were made from a third both changed the same paragraphs, in different ways.
type TextConflict struct {
	Base, Ours, Theirs string
}

// MergeTexts merges two texts that were both made from a third, paragraph by paragraph. ok is false where both changed
// the same paragraphs in different ways; the merged text is empty then.
func MergeTexts(base, ours, theirs string) (merged string, ok bool) {
	merged, conflicts := mergeTexts(base, ours, theirs, PreferMine)
	if len(conflicts) > 0 {
		return "", false
	}
	return merged, true
}

// What a person wants where they and somebody else changed the same paragraphs.
const (
	PreferMine   = "mine"
	PreferTheirs = "theirs"
	PreferBoth   = "both" // one behind the other
)

// ResolveTexts is MergeTexts with one of these in place of a refusal.
func ResolveTexts(base, ours, theirs, prefer string) string {
	merged, _ := mergeTexts(base, ours, theirs, prefer)
	return merged
}

// TextConflicts are the places where MergeTexts fails, in order.
func TextConflicts(base, ours, theirs string) []TextConflict {
	_, conflicts := mergeTexts(base, ours, theirs, PreferMine)
	return conflicts
}

// CommonText is what two texts have in common: their base, as well as it can be known where it is lost. Nothing that one
// of them has is missing in what they are merged to.
func CommonText(ours, theirs string) string {
	a, b := paragraphs(ours), paragraphs(theirs)
	var common strings.Builder
	last := -1
	for i, place := range matches(a, b) {
		if place > last {
			common.WriteString(a[i])
			last = place
		}
	}
	return common.String()
}

func mergeTexts(base, ours, theirs, prefer string) (string, []TextConflict) {
	switch {
	case ours == theirs, theirs == base:
		return ours, nil
	case ours == base:
		return theirs, nil
	}
	from, a, b := paragraphs(base), paragraphs(ours), paragraphs(theirs)
	inA, inB := matches(from, a), matches(from, b)
	var out strings.Builder
	var conflicts []TextConflict
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
		for _, part := range pieces(from[atBase:next], a[atA:endA], b[atB:endB]) {
			text, conflict := mergePart(part[0], part[1], part[2], prefer)
			if conflict != nil {
				conflicts = append(conflicts, *conflict)
			}
			out.WriteString(text)
		}
		if next == len(from) {
			return out.String(), conflicts
		}
		out.WriteString(mergeEnd(from[next], a[endA], b[endB]))
		atBase, atA, atB = next+1, endA+1, endB+1
	}
}

// pieces are what is merged one by one where nobody left a paragraph as it was: each paragraph by itself where both have
// as many as there were, so that neighbours don't meet, else all of it.
func pieces(base, a, b []string) [][3][]string {
	if len(a) != len(base) || len(b) != len(base) {
		return [][3][]string{{base, a, b}}
	}
	parts := make([][3][]string, len(base))
	for i := range base {
		parts[i] = [3][]string{base[i : i+1], a[i : i+1], b[i : i+1]}
	}
	return parts
}

func mergePart(base, a, b []string, prefer string) (string, *TextConflict) {
	ours, theirs := strings.Join(a, ""), strings.Join(b, "")
	switch {
	case ours == theirs, slices.Equal(b, base):
		return ours, nil
	case slices.Equal(a, base):
		return theirs, nil
	}
	conflict := &TextConflict{Base: strings.Join(base, ""), Ours: ours, Theirs: theirs}
	switch {
	case prefer == PreferTheirs:
		return theirs, conflict
	case prefer == PreferBoth && ours != "" && theirs != "":
		return apart(ours) + theirs, conflict
	case prefer == PreferBoth:
		return ours + theirs, conflict
	}
	return ours, conflict
}

// apart ends a text so that a paragraph can follow.
func apart(text string) string {
	end := "\n"
	if strings.Contains(text, "\r\n") {
		end = "\r\n"
	}
	body := strings.TrimRight(text, "\r\n")
	for strings.Count(text[len(body):], "\n") < 2 {
		text += end
	}
	return text
}

// mergeEnd is a paragraph of which only the empty lines behind it can differ.
func mergeEnd(base, a, b string) string {
	switch {
	case a == base:
		return b
	case b == base, len(a) > len(b), len(a) == len(b) && a > b:
		return a
	}
	return b
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

// matches gives for each of some paragraphs its place in others by a longest common sequence; -1 for those that have
// none. The empty lines behind a paragraph don't count: its first follower brings them.
func matches(from, to []string) []int { return places(bodies(from), bodies(to)) }

func bodies(paragraphs []string) []string {
	bodies := make([]string, len(paragraphs))
	for i, paragraph := range paragraphs {
		bodies[i] = strings.TrimRight(paragraph, "\r\n")
	}
	return bodies
}

// places gives for each of some texts its place in others by a longest common sequence; -1 for those that have none.
// Where both are long it looks at what is the same at the beginning and the end alone.
func places(from, to []string) []int {
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
