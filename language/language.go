// Package language says what people read in the language that they read. The program's texts are English and stand where
// they are shown; a file for each other language gives what is said instead. It imports nothing of ours.
package language

import (
	"context"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Language is one that the program speaks. A nil Language is English: what is asked of it costs nothing.
type Language struct {
	// Tag names it (BCP 47), and Name is what its speakers call it.
	Tag, Name string

	texts                  map[string]string
	scripts                string
	patterns               []pattern
	inside                 map[string]string
	layouts                map[string]string
	months                 []string // January to December
	days                   []string // Sunday to Saturday
	shortMonths, shortDays []string
	comma                  bool // between a number and its parts
}

// T is a text in the language, with its arguments put in as fmt does it. What is not translated stays English.
func (l *Language) T(text string, args ...any) string {
	if l != nil {
		text = l.text(text)
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Sense is T for a word that means several things: which one is said with it, and not shown.
func (l *Language) Sense(text, sense string) string {
	if l == nil {
		return text
	}
	if own, ok := l.texts[text+" | "+sense]; ok {
		return own
	}
	return l.text(text)
}

// Scripts are the texts of the scripts, as a JSON object that may stand in a page; empty for English, which stands in them.
func (l *Language) Scripts() string {
	if l == nil {
		return ""
	}
	return l.scripts
}

func (l *Language) text(text string) string {
	if own, ok := l.texts[text]; ok {
		return own
	}
	return text
}

// ID is the tag of the language, also where it is English.
func (l *Language) ID() string {
	if l == nil {
		return English
	}
	return l.Tag
}

type languageKey struct{}

// With puts the language into a context.
func With(ctx context.Context, l *Language) context.Context {
	return context.WithValue(ctx, languageKey{}, l)
}

// From is the language of a context; English where none was put.
func From(ctx context.Context) *Language {
	l, _ := ctx.Value(languageKey{}).(*Language)
	return l
}

// Inside is a text as it reads in the middle of a sentence. In English its first letter is small then; in other languages
// it is for those texts that their file names, since some write what they name with a capital everywhere.
func (l *Language) Inside(text string) string {
	if l != nil {
		if own, ok := l.inside[text]; ok {
			return own
		}
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 || unicode.IsLower(first) {
		return text
	}
	return string(unicode.ToLower(first)) + text[size:]
}
