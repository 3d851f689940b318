package domain

import (
	"fmt"
	"time"
)

// Language says texts of the program to somebody in theirs: its own English ones, and names and dates.
type Language interface {
	// T is a text with its arguments put in as fmt does it, and Sense one for a word that means several things.
	T(text string, args ...any) string
	Sense(text, sense string) string
	Date(t time.Time, layout string) string
	Weekday(d time.Weekday) string
	Month(m time.Month) string
	ID() string
}

// English is the language that all texts are written in.
type English struct{}

// T puts the arguments into the text.
func (English) T(text string, args ...any) string {
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Sense is the text.
func (English) Sense(text, _ string) string { return text }

// Date is as package time writes it.
func (English) Date(t time.Time, layout string) string { return t.Format(layout) }

// Weekday is the name of a day.
func (English) Weekday(d time.Weekday) string { return d.String() }

// Month is the name of a month.
func (English) Month(m time.Month) string { return m.String() }

// ID is the tag of the language.
func (English) ID() string { return "en" }
