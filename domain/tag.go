package domain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// TagAt is the tag, without its #, that a text such as "#sales, and" begins with; empty for none. A number alone is
// none: people write #1 of other things.
func TagAt(text string) string {
	rest, found := strings.CutPrefix(text, "#")
	end, letters := 0, false
	for i, r := range rest {
		if !isWord(r) && !unicode.IsMark(r) && (i != end || i == 0 || !strings.ContainsRune("-_/", r)) {
			break
		}
		if letters = letters || unicode.IsLetter(r); isWord(r) || unicode.IsMark(r) {
			end = i + utf8.RuneLen(r)
		}
		if end > 4*TagMax {
			return ""
		}
	}
	if tag := rest[:end]; found && letters && utf8.RuneCountInString(tag) <= TagMax {
		return tag
	}
	return ""
}
