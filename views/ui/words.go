package ui

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mddash/language"
)

// T is a text in the language of whoever reads the page, with its arguments put in as fmt does it. The text is English and
// written out where it stands, so that a test finds it: each has to be in the files of the other languages.
func T(ctx context.Context, text string, args ...any) string {
	return language.From(ctx).T(text, args...)
}

// Sense is T for a word that means several things, such as “Open”: the verb, or what is not closed. The sense is not shown.
func Sense(ctx context.Context, text, sense string) string {
	return language.From(ctx).Sense(text, sense)
}

// Said is for a whole sentence that comes from where no language is known, such as what is wrong with a field.
func Said(ctx context.Context, sentence string) string { return language.From(ctx).Said(sentence) }

// Date is an instant as a layout of package time says it, in the order and the names of the language.
func Date(ctx context.Context, t time.Time, layout string) string {
	return language.From(ctx).Date(t, layout)
}

// Weekday is the name of a day.
func Weekday(ctx context.Context, d time.Weekday) string { return language.From(ctx).Weekday(d) }

// ShortWeekday is the same in few letters.
func ShortWeekday(ctx context.Context, d time.Weekday) string {
	return language.From(ctx).ShortWeekday(d)
}

// Number is a number, written with a point and with commas between thousands, as the language writes it.
func Number(ctx context.Context, text string) string { return language.From(ctx).Number(text) }

// Speaks is the language of whoever reads the page, for what says things by itself.
func Speaks(ctx context.Context) *language.Language { return language.From(ctx) }

// Language is the tag of the page's language.
func Language(ctx context.Context) string { return language.From(ctx).ID() }

// Inside is a text as it reads in the middle of a sentence: in English its first letter is small, other languages say
// which of them are.
func Inside(ctx context.Context, text string) string { return language.From(ctx).Inside(text) }

// Device is the name of a device, such as “Firefox on Linux”, as the language says it.
func Device(ctx context.Context, name string) string {
	browser, system, both := strings.Cut(name, " on ")
	if !both || strings.HasPrefix(name, "A ") {
		return Said(ctx, name)
	}
	return fmt.Sprintf(Sense(ctx, "%s on %s", "browser and system"), browser, system)
}

// Capital is a text that begins with a capital letter.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}
