package domain

import (
	"slices"
	"strings"
)

// KeepLineEnds gives a text that came back from a browser, where every line ends with LF, the line ends that it had
// before: each line that is still there keeps its own, a new one gets that of the line above it. A text that was not
// changed comes back byte for byte.
func KeepLineEnds(before, after string) string {
	if !strings.Contains(before, "\r") {
		return after
	}
	old, now := lines(before), lines(after)
	bodies := make([]string, len(old))
	ends := make([]string, len(old))
	for i, line := range old {
		bodies[i] = strings.TrimRight(line, "\r\n")
		ends[i] = line[len(bodies[i]):]
	}
	fresh := make([]string, len(now))
	for i, line := range now {
		fresh[i] = strings.TrimSuffix(line, "\n")
	}
	from := make([]int, len(now))
	for i := range from {
		from[i] = -1
	}
	for i, place := range places(bodies, fresh) {
		if place >= 0 {
			from[place] = i
		}
	}
	end := ends[0]
	if end == "" {
		end = "\r\n"
	}
	var out strings.Builder
	for i, body := range fresh {
		if from[i] >= 0 && ends[from[i]] != "" {
			end = ends[from[i]]
		}
		out.WriteString(body)
		if len(body) < len(now[i]) {
			out.WriteString(end)
		}
	}
	return out.String()
}

// FromBrowser is a text as a browser shows it and sends it back: every line ends with LF.
func FromBrowser(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// lines cuts a text behind each line end, whichever it is: LF, CR LF or CR alone; joined they are the text again.
func lines(text string) []string {
	var parts []string
	start := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '\n' && (text[i] != '\r' || strings.HasPrefix(text[i+1:], "\n")) {
			continue
		}
		parts = append(parts, text[start:i+1])
		start = i + 1
	}
	return slices.Clip(append(parts, text[start:]))
}
