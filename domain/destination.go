package domain

import "strings"

// Destination is where a Markdown link or picture leads, as it is written in a text: [shown](destination "title"),
// ![alt](<destination>) or [label]: destination.
type Destination struct {
	Target     string
	Start, End int // of the target in the text, without what is around it
}

// Destinations finds where the links and pictures of a Markdown text lead, in order, outside of code (CommonMark 0.31,
// 6.3 and 4.7). A destination that goes on in the next line is not found.
func Destinations(text string) []Destination {
	var found []Destination
	for at, line := range outsideFences(text) {
		for _, d := range destinationsIn(line) {
			d.Start, d.End = at+d.Start, at+d.End
			found = append(found, d)
		}
	}
	return found
}

func destinationsIn(line string) []Destination {
	if start, ok := definition(line); ok {
		if d, ok := destinationAt(line, start); ok {
			return []Destination{d}
		}
	}
	var found []Destination
	for i := 0; i < len(line); {
		switch {
		case line[i] == '\\':
			i += 2
		case line[i] == '`':
			i += codeLength(line[i:])
		case strings.HasPrefix(line[i:], "]("):
			i += 2
			d, ok := destinationAt(line, i+len(line[i:])-len(strings.TrimLeft(line[i:], " \t")))
			if ok {
				found = append(found, d)
				i = d.End
			}
		default:
			i++
		}
	}
	return found
}

// definition tells where the destination of a [label]: begins.
func definition(line string) (int, bool) {
	trimmed := strings.TrimLeft(line, " ")
	if !strings.HasPrefix(trimmed, "[") || strings.HasPrefix(trimmed, "[^") || len(line)-len(trimmed) > 3 {
		return 0, false
	}
	end := strings.Index(trimmed, "]:")
	if end < 2 || strings.ContainsAny(trimmed[1:end], "[]") {
		return 0, false
	}
	after := trimmed[end+2:]
	return len(line) - len(strings.TrimLeft(after, " \t")), true
}

// destinationAt reads one that begins at a place in a line: in < > up to the >, else up to a blank or to the bracket
// that closes the link.
func destinationAt(line string, start int) (Destination, bool) {
	if start >= len(line) {
		return Destination{}, false
	}
	if line[start] == '<' {
		start++
		end := strings.IndexAny(line[start:], "<>\n")
		if end < 0 || line[start+end] != '>' {
			return Destination{}, false
		}
		return Destination{Target: line[start : start+end], Start: start, End: start + end}, true
	}
	end, open := start, 0
	for ; end < len(line) && line[end] > ' '; end++ {
		switch line[end] {
		case '\\':
			end = min(end+1, len(line)-1)
		case '(':
			open++
		case ')':
			open--
		}
		if open < 0 {
			break
		}
	}
	return Destination{Target: line[start:end], Start: start, End: end}, end > start
}

// Redirect makes links and pictures of a Markdown text lead elsewhere: to is asked for each, and those that it has no
// answer for stay. Every other byte of the text stays too.
func Redirect(text string, to func(target string) (string, bool)) string {
	var out strings.Builder
	at := 0
	for _, d := range Destinations(text) {
		target, ok := to(d.Target)
		if !ok {
			continue
		}
		out.WriteString(text[at:d.Start])
		out.WriteString(target)
		at = d.End
	}
	return out.String() + text[at:]
}
