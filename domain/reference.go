package domain

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reference is what a text names by WEB-12 or D-7: a task or a decision, as far as its reader sees it.
type Reference struct {
	// Text is what people call it by now; a text may still have the key that its project had before.
	Text      string
	Kind      string // ReferenceTask or ReferenceDecision
	ID        int64
	Title     string
	Done      bool  // completed, or no longer in force
	ProjectID int64 // 0 for none
}

// Kinds of references.
const (
	ReferenceTask     = "task"
	ReferenceDecision = "decision"
)

// ReferencesMax is how many references one page follows; what comes after them stays text.
const ReferencesMax = 200

var referencePattern = regexp.MustCompile(`(?:[A-Z][A-Z0-9]{1,9}|D)-[1-9][0-9]{0,17}`)

// ReferencesIn are what may be references in some texts, each once, at most ReferencesMax.
func ReferencesIn(texts ...string) []string {
	var found []string
	for _, text := range texts {
		for at := 0; len(found) < ReferencesMax; {
			start, name := NextReference(text, at)
			if name == "" {
				break
			}
			if !slices.Contains(found, name) {
				found = append(found, name)
			}
			at = start + len(name)
		}
	}
	return found
}

// NextReference is the first thing in a text, from a place on, that may be a reference, and where it begins; none is
// empty.
func NextReference(text string, from int) (start int, name string) {
	for at := from; at < len(text); at++ {
		where := referencePattern.FindStringIndex(text[at:])
		if where == nil {
			break
		}
		at += where[0]
		if name := ReferenceAt(text[at:]); name != "" && BeginsWord(runeBefore(text[:at])) {
			return at, name
		}
	}
	return 0, ""
}

// ReferenceAt is the reference that a text begins with; none is empty. What goes on like a word is none.
func ReferenceAt(text string) string {
	where := referencePattern.FindStringIndex(text)
	if where == nil || where[0] != 0 {
		return ""
	}
	name, rest := text[:where[1]], text[where[1]:]
	next, _ := utf8.DecodeRuneInString(rest)
	second, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, joiners))
	if isWord(next) || strings.ContainsRune(joiners, next) && isWord(second) { // WEB-12b, WEB-12-draft, WEB-1.2
		return ""
	}
	return name
}

// SplitReference takes a reference apart: WEB-12 into WEB and 12. ok is false for what is none.
func SplitReference(name string) (key string, id int64, ok bool) {
	if ReferenceAt(name) != name || name == "" {
		return "", 0, false
	}
	key, number, _ := strings.Cut(name, "-")
	id, err := strconv.ParseInt(number, 10, 64)
	return key, id, err == nil
}

// BeginsWord tells whether a reference or a mention may begin behind a character; 0 stands for the beginning.
func BeginsWord(before rune) bool {
	return before == 0 || !isWord(before) && !strings.ContainsRune(`/\-.@#&=?%+`, before)
}

func runeBefore(text string) rune {
	if text == "" {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(text)
	return r
}

// joiners are inside a word where letters go on behind them, and outside of it at its end.
const joiners = "-._'’"

func isWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
