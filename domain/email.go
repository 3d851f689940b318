package domain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// EmailMax is how long an address may be, in bytes, so that every mail server takes it.
const EmailMax = 254

// ParseEmail trims and checks an address and returns it in lower case, as accounts keep it: addresses that differ only
// in case are one. It takes a bare address in any script, and no display name.
func ParseEmail(p Problems, field, text string) string {
	text = strings.ToLower(strings.TrimFunc(text, unicode.IsSpace))
	switch {
	case text == "":
		p.Add(field, "Write your e-mail address.")
	case !IsText(text):
		p.Add(field, "It holds characters that are no text.")
	case len(text) > EmailMax:
		p.Add(field, "Keep it to 254 characters.")
	case !isAddress(text):
		p.Add(field, "Write the whole address, such as ana@example.com.")
	}
	return text
}

// IsText tells whether a text is valid UTF-8 without NUL, which is all that the database can hold.
func IsText(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

func isAddress(text string) bool {
	local, host, found := strings.Cut(text, "@")
	return found && len(local) <= 64 && isDotted(local, isAtom) && isDotted(host, isHostLabel)
}

func isDotted(text string, part func(string) bool) bool {
	for piece := range strings.SplitSeq(text, ".") {
		if piece == "" || !part(piece) {
			return false
		}
	}
	return true
}

func isAtom(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return !isWordRune(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
	})
}

func isHostLabel(text string) bool {
	return len(text) <= 63 && text[0] != '-' && text[len(text)-1] != '-' &&
		!strings.ContainsFunc(text, func(r rune) bool { return !isWordRune(r) && r != '-' })
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }
