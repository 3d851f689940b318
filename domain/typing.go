package domain

import (
	"strings"
	"time"
)

// TypingRun is how long the saves of an editor that is open count as one version.
const TypingRun = 10 * time.Minute

// Typing is one save of a note's text from a form or from an editor that is open.
type Typing struct {
	// Revision is what the text was made from.
	Revision int64
	// Editor is the open editor that saves by itself, by a name that it made up; empty for a form that was sent.
	Editor string
	// Number counts the editor's saves: none is made twice, and none after a later one.
	Number int64
	// Prefer is what the person wants where somebody else changed the same paragraph, and Seen the revision that they
	// looked at when they chose; "" where nobody chose.
	Prefer string
	Seen   int64
}

// EditorsMax is how many open editors of one person count.
const EditorsMax = 20

// Parse refuses what no editor sends.
func (t Typing) Parse() (Typing, error) {
	p := Problems{}
	t.Prefer = parseChoice(p, "prefer", t.Prefer, "", PreferMine, PreferTheirs, PreferBoth)
	if t.Editor != "" && (len(t.Editor) < 16 || len(t.Editor) > 40 || strings.Trim(t.Editor, "0123456789abcdefghijklmnopqrstuvwxyz-") != "") {
		p.Add("editor", "This is the name of no editor.")
	}
	if t.Revision < 0 || t.Number < 0 || t.Seen < 0 {
		p.Add("revision", "Numbers begin at 0.")
	}
	return t, p.Err()
}
