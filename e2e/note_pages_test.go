//go:build e2e

package e2e

import "testing"

func TestNotesAreReadFiledAndTickedWithABrowser(t *testing.T) {
	p := open(t)
	p.SignUp("Pia")
	p.newNote("Kick-off", "They want **one page**.")
	packing := p.newNote("Packing", "See [[Kick-off]].\n\n- [x] Laptop\n- [ ] Cable")
	p.Open(packing)
	p.Click(`#note [data-task="1"]`)
	p.WaitText("#list .note .meta", "2/2")
	p.Look("note-read")
	p.Open(packing)
	p.Wait(`document.querySelectorAll("#note [data-task]:checked").length === 2`)

	p.Click("#list .note:nth-child(2) .name")
	p.WaitText("#note .page h2", "Kick-off")
	p.WaitText("#note", "Linked from")
	p.Wait(`document.querySelector('#list [aria-current="true"]')?.textContent === "Kick-off"`)
	p.Click(`#note .page .meta [href*="/details"]`)
	p.WaitText("#note .bar", "Details")
	p.Look("note-details")
	p.Fill("#notebook", "Clients")
	p.Click("#note form button[type=submit]")
	p.WaitText("#side", "Clients")
	p.Click("#n-pin")
	p.Wait(`document.querySelector("#n-pin")?.getAttribute("aria-pressed") === "true"`)
	p.WaitFocus("#n-pin")

	p.Fill("#find", "nothing has this")
	p.WaitText("#list", "Nothing fits")
	p.Open("/notes")
	p.Press("j")
	p.Press("\r")
	p.WaitText("#note .page h2", "Kick-off")
	p.Open("/notes?notebook=Clients")
	p.Look("notes-of-a-notebook")
}

func TestVersionsOfANoteAreReadAndRestoredWithABrowser(t *testing.T) {
	p := open(t)
	p.SignUp("Quinn")
	note := p.newNote("Prices", "House is 10 euro.\n\nFarm is 12 euro.")
	p.api("PATCH", note, `{"content": "House is 9 euro.\n\nFarm is 12 euro.\n\nMore to come."}`)
	p.Open(note + "/versions")
	p.WaitText(".banner", "1 changed")
	p.Look("note-versions")
	p.WithoutScripts()
	p.Open(note + "/versions/1")
	p.Follow(".banner button")
	p.WaitText("#note .prose", "House is 10 euro.")
}
