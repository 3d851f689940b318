//go:build e2e

package e2e

import "testing"

func TestANoteIsWrittenAndReadWithABrowser(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/notes")
	p.WaitText(".empty", "No notes yet")
	p.Look("notes-empty")
	p.Open(p.newNote("Homepage copy", "# Above the fold\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted"))
	p.WaitText(".prose h2", "Above the fold")
	p.Look("note")
	p.Open("/notes")
	p.WaitText(".note", "Homepage copy")
	p.Look("notes")
}
