package quickadd

import (
	"fmt"
	"strings"

	"mddash/domain"
)

// LinesMax is how many todos one paste may make.
const LinesMax = 500

// Lines makes many texts of a pasted one: a line each, without bullets, numbers and tick boxes, and without the empty
// ones. More than LinesMax are an error of kind Invalid.
func Lines(text string) ([]string, error) {
	lines := []string{}
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' || r == '\u2028' }) {
		line = strings.TrimSpace(withoutBullet(strings.TrimSpace(line)))
		if strings.Trim(line, "-*_ ") == "" {
			continue
		}
		if len(lines) == LinesMax {
			return nil, domain.Fail(domain.Invalid, fmt.Sprintf("Paste at most %d lines at once.", LinesMax))
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// withoutBullet takes one bullet or number and one tick box off a line.
func withoutBullet(line string) string {
	bullet, rest, found := strings.Cut(line, " ")
	switch {
	case !found && bullet != "" && strings.Contains("-*+•–—", bullet):
		return ""
	case found && (strings.Contains("-*+•–—◦▪", bullet) && bullet != "" || numbered(bullet)):
		line = strings.TrimSpace(rest)
	}
	for _, box := range [...]string{"[ ]", "[x]", "[X]", "[]", "☐", "☑", "✓", "✔"} {
		if rest, found := strings.CutPrefix(line, box); found && (rest == "" || rest[0] == ' ') {
			return rest
		}
	}
	return line
}

// numbered tells whether this is 1. or 12).
func numbered(bullet string) bool {
	last := len(bullet) - 1
	return last > 0 && (bullet[last] == '.' || bullet[last] == ')') && digits(bullet[:last], 1, 3)
}
