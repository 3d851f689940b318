//go:build e2e

package e2e

import (
	"fmt"
	"testing"
)

// choose puts a file made up in the page into a field for files.
func (p *Page) choose(field, name, bytes string) {
	p.t.Helper()
	eval[bool](p, fmt.Sprintf(`(() => {
		const chosen = new DataTransfer()
		chosen.items.add(new File([new Uint8Array(%s)], %s))
		document.querySelector(%s).files = chosen.files
		return true
	})()`, bytes, quote(name), quote(field)))
}

func TestNotesComeInAsFilesAndGoOutAsFiles(t *testing.T) {
	const notes = `form[action$="/settings/data/notes"] [type=submit]`
	p := openOn(t, serve(t))
	p.SignUp("Ana")
	p.Open("/settings/data")
	p.Look("data")
	p.Follow(notes)
	p.WaitText("main", "Choose a file.")
	p.Look("data-errors")
	p.choose("#file", "Plan.md", `[...new TextEncoder().encode("# Hello\n")]`)
	p.Follow(notes)
	p.WaitText("[role=status]", "1 note imported.")
	p.choose("#file", "old.txt", `[0xe9, 0xff]`)
	p.Follow(notes)
	p.WaitText("[role=status]", "It is not UTF-8 text.")
	p.Look("data-left-out")
	if size := eval[int](p, `fetch(document.querySelector("[download]").href).then(answer => answer.blob()).then(blob => blob.size)`); size < 300 {
		t.Errorf("the export has %d bytes", size)
	}
	const intake = `form[action$="/settings/data/imports"] [type=submit]`
	p.Open("/settings/data")
	p.choose("#intake", "Second.md", `[...new TextEncoder().encode("# Second\n")]`)
	p.Follow(intake)
	p.WaitText("#import", "New: 1 note. Nothing is saved yet.")
	p.Look("import-looked")
	p.Follow(`form[action$="/confirmation"] [type=submit]`)
	p.WaitText("#import", "Open notes")
	p.Look("import-taken")
	p.Open("/settings/data")
	p.choose("#intake", "old.db", `[...new TextEncoder().encode("SQLite format 3\0")]`)
	p.Follow(intake)
	p.WaitText("#import", "This is no SQLite database")
	p.Look("import-failed")
	p.WithoutScripts()
	p.Open("/settings/data")
	p.Follow(notes)
	p.WaitText("main", "Choose a file.")
}
