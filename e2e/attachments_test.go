//go:build e2e

package e2e

import (
	"fmt"
	"testing"
)

// pick puts a made-up picture and a text into the file field, as if they had been chosen or dropped.
const pick = `(async (drop) => {
	const canvas = document.createElement("canvas");
	canvas.width = canvas.height = 40;
	canvas.getContext("2d").fillRect(5, 5, 20, 20);
	const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
	const files = new DataTransfer();
	files.items.add(new File([picture], "counter.png"));
	files.items.add(new File(["hello"], "a very long name of what somebody wrote down at the kick-off with everybody.txt"));
	const field = document.querySelector("#attach");
	if (drop) return document.querySelector("#attachments").dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
	field.files = files.files;
	field.dispatchEvent(new Event("change", { bubbles: true }));
	return true;
})`

func TestFilesAreAttachedByChoosingAndDropping(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	note := fmt.Sprintf("/notes/%d", p.api("POST", "/notes", `{"title":"Homepage copy","content":"Fewer adjectives."}`))
	p.Open(note)
	eval[bool](p, pick+"(false)")
	p.Wait(`document.querySelectorAll("#attachments li").length === 2`)
	p.WaitText("#toasts, .toasts", "2 files attached")
	eval[bool](p, pick+"(true)")
	p.Wait(`document.querySelectorAll("#attachments li").length === 4`)
	p.Wait(`[...document.querySelectorAll("#attachments img")].every((img) => img.complete && img.naturalWidth === 40)`)
	p.Click(`#attachments li:nth-child(2) [formaction$="/removal"]`)
	p.Wait(`document.querySelectorAll("#attachments ul.line li").length === 3`)
	eval[bool](p, `document.querySelector("#attachments details").open = true`) // messages may lie over it
	p.Look("note-attachments")
	eval[bool](p, `document.querySelector('#attachments [formaction$="/restoration"]').click() ?? true`)
	p.Wait(`document.querySelectorAll("#attachments ul.line li").length === 4`)
	eval[bool](p, `(() => {
		const files = new DataTransfer();
		files.items.add(new File([new Uint8Array(26e6)], "big.bin"));
		const field = document.querySelector("#attach");
		field.files = files.files;
		return field.dispatchEvent(new Event("change", { bubbles: true }));
	})()`)
	p.WaitText("#attach-e", "“big.bin” is too big.")
	p.Open(fmt.Sprintf("/todos/%d", p.api("POST", "/todos", `{"title":"Call"}`)))
	eval[bool](p, pick+"(false)")
	p.Wait(`document.querySelectorAll("#attachments li").length === 2`)
	p.Look("todo-attachments")
	id := p.newProject("Website")
	p.Open(fmt.Sprintf("/projects/%d?view=files", id))
	eval[bool](p, pick+"(true)")
	p.Wait(`document.querySelectorAll("#attachments li").length === 2`)
	p.Look("project-files")
	p.WithoutScripts()
	p.Open(note)
	if !p.Has("form[data-attach]:not([hidden]) input[type=file]") {
		t.Error("without scripts there is no way to attach a file")
	}
}
