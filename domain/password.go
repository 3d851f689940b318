package domain

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Length of a new password, in characters.
const (
	PasswordMin = 10
	PasswordMax = 1000
)

// Words that common passwords are made of, one a line, in lower case and letters only.
//
//go:embed password_words.txt
var passwordWords string

// ParsePassword checks a new password against length and against what is tried first when passwords are guessed:
// common words with digits around them, walks over the keyboard, repetitions, and the person's own address.
func ParsePassword(p Problems, field, password, email string) string {
	count := utf8.RuneCountInString(password)
	switch {
	case password == "":
		p.Add(field, "Write a password.")
	case !IsText(password):
		p.Add(field, "It holds characters that are no text.")
	case count < PasswordMin:
		p.Add(field, fmt.Sprintf("Use %d characters or more. A sentence works well.", PasswordMin))
	case count > PasswordMax:
		p.Add(field, fmt.Sprintf("Keep it to %d characters.", PasswordMax))
	case isCommon(password):
		p.Add(field, "This password is easy to guess. A sentence works well.")
	case leansOn(password, email):
		p.Add(field, "Choose a password without your address or the name of this place in it.")
	}
	return password
}

// leansOn tells whether too little is left of a password without what everybody knows about its owner.
func leansOn(password, email string) bool {
	rest := strings.ToLower(password)
	local, host, _ := strings.Cut(strings.ToLower(email), "@")
	for _, known := range []string{strings.ToLower(email), host, local, "mddash"} {
		if len(known) > 3 {
			rest = strings.ReplaceAll(rest, known, "")
		}
	}
	return len(rest) < len(password) && (utf8.RuneCountInString(rest) < 6 || isCommon(rest))
}

func isCommon(password string) bool {
	runes := []rune(strings.ToLower(password))
	return repeats(runes) || walks(runes) || isDressedWord(runes)
}

// repeats holds for few different characters, and for a short piece written again and again.
func repeats(runes []rune) bool {
	different := map[rune]bool{}
	for _, r := range runes {
		different[r] = true
	}
	if len(different) <= 3 {
		return true
	}
	for period := 1; period < PasswordMin && period*2 <= len(runes); period++ {
		if hasPeriod(runes, period) {
			return true
		}
	}
	return false
}

func hasPeriod(runes []rune, period int) bool {
	for i := period; i < len(runes); i++ {
		if runes[i] != runes[i-period] {
			return false
		}
	}
	return true
}

// walks holds where most characters are next to the one before: on the keyboard, in the alphabet, or the same again.
func walks(runes []rune) bool {
	jumps := 1
	for i := 1; i < len(runes); i++ {
		if !isStep(runes[i-1], runes[i]) {
			jumps++
		}
	}
	return jumps*3 <= len(runes)
}

func isStep(a, b rune) bool {
	alnum := func(r rune) bool { return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	if alnum(a) && alnum(b) && b-a >= -1 && b-a <= 1 {
		return true
	}
	rowA, columnA := keyAt(a)
	rowB, columnB := keyAt(b)
	if rowA < 0 || rowB < 0 {
		return a == b
	}
	across := columnB - columnA
	switch rowB - rowA {
	case 0:
		return across >= -1 && across <= 1
	case 1:
		return across == 0 || across == -1
	case -1:
		return across == 0 || across == 1
	}
	return false
}

func keyAt(r rune) (row, column int) {
	for row, keys := range []string{"1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"} {
		if column := strings.IndexRune(keys, r); column >= 0 {
			return row, column
		}
	}
	return -1, -1
}

// isDressedWord holds for one common word, or the same one again, with a few digits and signs around or inside it, or
// in place of letters: P@ssw0rd2024!
func isDressedWord(runes []rune) bool {
	trimmed := strings.TrimFunc(string(runes), func(r rune) bool { return !unicode.IsLetter(r) && r != '@' && r != '$' })
	plain := strings.Map(asLetter, trimmed)
	word := []rune(plain)
	if len(runes)-len(word) > 8 {
		return false
	}
	for period := 1; period <= len(word); period++ {
		if hasPeriod(word, period) && strings.Contains("\n"+passwordWords, "\n"+string(word[:period])+"\n") {
			return true
		}
	}
	return false
}

func asLetter(r rune) rune {
	const looks, letters = "01345678@$!|", "oieasgtbasil"
	if i := strings.IndexRune(looks, r); i >= 0 {
		return rune(letters[i])
	}
	if unicode.IsLetter(r) {
		return r
	}
	return -1
}
