//go:build e2e

package e2e

import "testing"

func TestANoteIsWrittenAndReadWithABrowser(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/notes")
	p.WaitText(".empty", "No notes yet")
	p.Look("notes-empty")
	p.Follow(".empty .btn")
	p.Look("note-new")
	p.Follow(saves)
	p.WaitText(".banner", "Give the note a title.")
	p.Fill("#title", "Homepage copy")
	p.Click("#content")
	p.Press("# Above the fold\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted")
	p.Fill("#tags", "copy, web")
	p.Follow(saves)
	p.WaitText(".prose h2", "Above the fold")
	p.Look("note")
	p.Open("/notes")
	p.WaitText(".note", "Homepage copy")
	p.Look("notes")
}
