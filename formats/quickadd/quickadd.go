// Package quickadd reads a todo out of one line of English, and of German where Names say so:
// "Call Ana tomorrow 5pm #sales !high @Website every 2 weeks".
//
// It knows no state. What it understood comes back as chips, each with the bytes of the text that it was read from;
// a chip that is taken away is Result.Without it: the same text with those words in double quotes, or with a backslash
// before the mark, which is also what a person types to keep words as they are. So a form holds nothing but the text.
package quickadd

import (
	"time"

	"mddash/domain"
)

// Kind is what a chip is about.
type Kind string

const (
	KindDue      Kind = "due"  // the due date, with the time where both stand together
	KindTime     Kind = "time" // the due time, where it stands apart from the date
	KindStart    Kind = "start"
	KindTag      Kind = "tag"
	KindPriority Kind = "priority"
	KindProject  Kind = "project"
	KindPerson   Kind = "person"
	KindRepeat   Kind = "repeat"
	KindReminder Kind = "reminder"
)

// Chip is one thing that was understood. Chips come in the order of the text and never overlap.
type Chip struct {
	Kind Kind
	// Text is what to show: "Fri 22 May, 17:00", "sales", "High", "Website relaunch".
	Text string
	// ID is the tag, the priority, the project's id or the person's; empty for the other kinds.
	ID string
	// Start and End are the bytes of the text that it was read from.
	Start, End int
}

// Result is what a text means. Input is ready to be added; its ids are of the names that were handed in.
type Result struct {
	// Title is the text without what became chips; the whole text when everything did. It is valid UTF-8 on one line,
	// and empty only for a blank text.
	Title string
	Input domain.TodoInput
	Chips []Chip

	text       string
	looseQuote int // where a double quote stands that nothing closes, or -1
}

// Parse reads a text for a person whose clock shows now, in their location. It has no errors: what it doesn't
// understand is title. It takes time in proportion to the text, whatever that is made of.
func Parse(text string, now time.Time, names Names) Result {
	words, looseQuote := split(text)
	if names.speaks().ID() == "de" {
		words = inGerman(words)
	}
	p := &parser{text: text, words: words, now: now, today: domain.DateOf(now), names: names}
	p.read()
	r := Result{text: text, looseQuote: looseQuote}
	c := p.choose()
	c.fill(&r.Input)
	r.Chips = c.chips()
	r.Title = title(text, words, c.eaten)
	r.Input.Title = r.Title
	return r
}

// Without is the text with one of the result's chips kept as words.
func (r Result) Without(chip Chip) string {
	before, words, after := r.text[:chip.Start], r.text[chip.Start:chip.End], r.text[chip.End:]
	if r.looseQuote >= 0 && r.looseQuote < chip.Start {
		before = before[:r.looseQuote] + `\` + before[r.looseQuote:]
	}
	switch words[0] {
	case '#', '!', '@':
		return before + `\` + words + after
	}
	return before + `"` + words + `"` + after
}
