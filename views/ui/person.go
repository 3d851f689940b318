package ui

import (
	"hash/fnv"
	"strings"
	"unicode"
)

// Person is the little that an avatar needs.
type Person struct {
	ID, Name string
}

// Hues are the colours that something can have, in the order in which they are offered.
func Hues() []string {
	return []string{"pine", "teal", "blue", "violet", "pink", "red", "orange", "amber", "lime", "gray"}
}

// Hue is the person's colour: the same one everywhere and always, and never red or gray, which mean something.
func (p Person) Hue() string {
	friendly := []string{"pine", "blue", "pink", "amber", "violet", "teal", "orange", "lime"}
	sum := fnv.New32a()
	sum.Write([]byte(p.ID))
	return friendly[sum.Sum32()%uint32(len(friendly))]
}

// Initials are the first letters of the first and the last word of the name, in any script; "?" where it has none.
func (p Person) Initials() string {
	words := strings.FieldsFunc(p.Name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	switch len(words) {
	case 0:
		return "?"
	case 1:
		return first(words[0])
	}
	return first(words[0]) + first(words[len(words)-1])
}

// first letter of a word in capitals, with the marks that belong to it.
func first(word string) string {
	runes := []rune(word)
	end := 1
	for end < len(runes) && end < 4 && unicode.IsMark(runes[end]) {
		end++
	}
	return strings.ToUpper(string(runes[:end]))
}
