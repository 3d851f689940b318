//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mddash/e2e/running"
)

const text = `document.getElementById("content")`

// newNote makes a note over the API and gives its path.
func (p *Page) newNote(title, content string) string {
	p.t.Helper()
	body, _ := json.Marshal(map[string]string{"title": title, "content": content})
	id := eval[int](p, fmt.Sprintf(`fetch("/api/v1/notes", {method: "POST", headers: {"Content-Type": "application/json"}, body: %s}).then(r => r.json()).then(n => n.id)`, quote(string(body))))
	return fmt.Sprintf("/notes/%d", id)
}

// stored is a note's text, byte for byte.
func (p *Page) stored(path string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf(`fetch("/api/v1%s").then(r => r.json()).then(n => n.content)`, path))
}

// waitStored waits until a note's text is this.
func (p *Page) waitStored(path, want string) {
	p.t.Helper()
	got := ""
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if got = p.stored(path); got == want {
			return
		}
	}
	p.t.Fatalf("the text is %q, want %q\nat %s, which says %q", got, want, p.whereabouts(), p.Text("#note-state"))
}

// writing opens a note to write in, with the caret at the end.
func (p *Page) writing(path string) {
	p.t.Helper()
	p.Open(path)
	p.Wait(`document.querySelector("[data-lively]:not([hidden])")`)
	p.do("going to the end", chromedp.Evaluate[chromedp.Void](text+`.focus(), `+text+`.setSelectionRange(1e9, 1e9)`))
}

func (p *Page) written() string {
	p.t.Helper()
	return eval[string](p, text+`.value`)
}

func (p *Page) wantWritten(want string) {
	p.t.Helper()
	if got := p.written(); got != want {
		p.t.Errorf("the field holds %q, want %q", got, want)
	}
}

func (p *Page) caret(from, to int) {
	p.t.Helper()
	p.do("selecting", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`%s.focus(), %s.setSelectionRange(%d, %d)`, text, text, from, to)))
}

// enter presses Enter as a keyboard does: where a script takes the key no character follows.
func (p *Page) enter() {
	p.t.Helper()
	key := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: "\r"}
	for range 2 {
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, key); err != nil {
			p.t.Fatal(err)
		}
		key.Type, key.Text = input.DispatchKeyEventTypeKeyUp, ""
	}
}

// edit is what the browser's own undo and redo do.
func (p *Page) edit(command string) {
	p.t.Helper()
	p.do(command, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.execCommand(%s)`, quote(command))))
}

// signIn signs somebody in who has an account.
func (p *Page) signIn(email string) {
	p.t.Helper()
	p.Open("/signin")
	p.Fill(`[name="email"]`, email)
	p.Fill(`[name="password"]`, password)
	p.Submit(`form:has([name="password"])`)
}

func TestANoteSavesItselfWhileItIsWritten(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/notes/new")
	p.Wait(`document.querySelector("[data-lively]:not([hidden])")`)
	p.Look("note-writing-new")
	p.Press("Homepage copy")
	p.Click("#content")
	p.Press("Ana asked for ")
	p.Press("b", kb.ModifierCtrl)
	p.Press("fewer adjectives")
	p.Press("b", kb.ModifierCtrl)
	p.wantWritten("Ana asked for **fewer adjectives**")
	p.WaitText("#note-state", "Saved")
	path, _, _ := strings.Cut(p.Path(), "?")
	p.waitStored(path, "Ana asked for **fewer adjectives**")
	p.caret(1000, 1000)
	p.enter()
	p.enter()
	p.Press("- one")
	p.enter()
	p.Press("two" + kb.Tab)
	p.enter()
	p.enter()
	p.Press("- three")
	p.wantWritten("Ana asked for **fewer adjectives**\n\n- one\n  - two\n- three")
	p.Press(kb.ArrowUp, kb.ModifierAlt)
	p.wantWritten("Ana asked for **fewer adjectives**\n\n- one\n- three\n  - two")
	for range 40 {
		p.edit("undo")
	}
	if got := p.written(); !strings.HasPrefix("Ana asked for **fewer adjectives**", got) {
		t.Errorf("undone it is %q", got)
	}
	for range 60 {
		p.edit("redo")
	}
	p.wantWritten("Ana asked for **fewer adjectives**\n\n- one\n- three\n  - two")
	p.Click(`[data-mode="split"]`)
	p.WaitText(".preview li li", "two")
	p.Press(kb.Escape + kb.Tab)
	p.Look("note-split")
	p.Open(path)
	p.wantWritten("Ana asked for **fewer adjectives**\n\n- one\n- three\n  - two")
	p.Click(`[data-mode="read"]`)
	p.WaitText(".prose strong", "fewer adjectives")
}

func TestTitlesAndTagsAreCompletedInANote(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.newNote("Harbour Coffee: kick-off", "")
	path := p.newNote("Copy", "One\n\nSee ")
	p.writing(path + "?mode=split")
	p.Press("[[harb")
	p.WaitText("#complete", "Harbour Coffee: kick-off")
	if off := eval[float64](p, `document.querySelector("#complete").getBoundingClientRect().top - document.querySelector("#content").getBoundingClientRect().top`); off < 20 || off > 200 {
		t.Errorf("the list is %.0f pixels below the field's upper edge", off)
	}
	p.Press(kb.Tab)
	p.wantWritten("One\n\nSee [[Harbour Coffee: kick-off]]")
	p.edit("undo")
	p.wantWritten("One\n\nSee [[harb")
	p.edit("redo")
	p.waitStored(path, "One\n\nSee [[Harbour Coffee: kick-off]]")
	p.WaitText(".preview a", "Harbour Coffee: kick-off")
}

func TestAnEditorNeverRewritesWhatStandsThere(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	for _, content := range []string{"a\r\nb\t \r\n\r\nc", "a\r\nb\nc\r\nd  \n", "\n\n  lead\n\ttab \u202e\u200b\n", "no end"} {
		path := p.newNote("Bytes", content)
		p.writing(path + "?mode=write")
		p.Press("x" + kb.Backspace)
		p.do("leaving the field", chromedp.Evaluate[chromedp.Void](text+`.blur()`))
		time.Sleep(1500 * time.Millisecond)
		if got := p.stored(path); got != content {
			t.Errorf("without a change %q became %q", content, got)
		}
		p.caret(1_000_000, 1_000_000)
		p.Press("!")
		p.waitStored(path, content+"!")
	}
}

func TestTwoBrowsersWriteInOneNote(t *testing.T) {
	one, two := open(t), open(t)
	email := one.SignUp("Ana")
	two.signIn(email)
	path := one.newNote("Copy", "One.\n\nTwo.\n\nThree.")
	one.writing(path + "?mode=write")
	two.writing(path + "?mode=write")
	one.caret(4, 4)
	one.Press(" First by one")
	one.waitStored(path, "One. First by one\n\nTwo.\n\nThree.")
	two.Press(" Last by two")
	two.waitStored(path, "One. First by one\n\nTwo.\n\nThree. Last by two")
	two.Wait(text + `.value === "One. First by one\n\nTwo.\n\nThree. Last by two"`)
	two.Press("!")
	two.waitStored(path, "One. First by one\n\nTwo.\n\nThree. Last by two!")
	// Now the same paragraph.
	one.Press(" and more")
	one.waitStored(path, "One. First by one and more\n\nTwo.\n\nThree. Last by two!")
	two.caret(4, 4)
	two.Press(" Mine.")
	two.WaitText("[role=alert]", "Somebody else changed the same paragraph.")
	two.WaitText("[data-theirs]", "One. First by one and more")
	if got := two.stored(path); got != "One. First by one and more\n\nTwo.\n\nThree. Last by two!" {
		t.Errorf("before a choice was made it became %q", got)
	}
	two.Look("note-conflict")
	two.Click(`[data-prefer="both"]`)
	two.waitStored(path, "One. Mine. First by one\n\nOne. First by one and more\n\nTwo.\n\nThree. Last by two!")
	two.Wait(`!document.querySelector("[data-prefer]")`)
	two.wantWritten(two.stored(path))
}

func TestNothingTypedIsLost(t *testing.T) {
	p := open(t)
	email := p.SignUp("Ana")
	path := p.newNote("Session", "begun")
	p.writing(path + "?mode=write")
	if _, err := chromedp.Call(p.ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	p.Press(" and typed while signed out")
	p.WaitText("[data-unsaved]", "You are signed out.")
	p.Look("note-signed-out")
	p.Follow(`[data-unsaved] a`)
	p.Fill(`[name="email"]`, email)
	p.Fill(`[name="password"]`, password)
	p.Submit(`form:has([name="password"])`)
	p.WaitText("#note-state", "Saved")
	p.wantWritten("begun and typed while signed out")
	p.waitStored(path, "begun and typed while signed out")

	p.caret(1000, 1000)
	p.Press(", then closed")
	p.Open("/todos")
	p.waitStored(path, "begun and typed while signed out, then closed")

	// Who signs out leaves nothing behind but when that was, and what was typed is saved.
	p.writing(path + "?mode=write")
	p.Press(", then signed out")
	p.do("opening the menu", chromedp.Evaluate[chromedp.Void](`document.querySelector('form[action$="/signout"]').requestSubmit()`))
	p.Wait(`location.pathname === "/signin"`)
	if left := eval[int](p, `Object.keys(localStorage).filter((key) => !key.endsWith(" left")).length`); left > 0 {
		t.Errorf("%d texts stay in the browser", left)
	}
	p.signIn(email)
	p.waitStored(path, "begun and typed while signed out, then closed, then signed out")
}

func TestAServerThatIsAwayLosesNothing(t *testing.T) {
	dir := t.TempDir()
	site, err := running.Start(binary, dir)
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimPrefix(site.URL, "http://")
	p := openOn(t, site)
	p.SignUp("Ana")
	path := p.newNote("Restart", "begun")
	p.writing(path + "?mode=write")
	site.Kill()
	p.Press(" while the server was away")
	p.WaitText("[data-unsaved]", "The server does not answer.")
	again, err := running.Start(binary, dir, "MDDASH_ADDR="+address)
	if err != nil {
		t.Fatal(err)
	}
	again.URL = site.URL
	defer again.Stop()
	p.WaitText("#note-state", "Saved")
	p.waitStored(path, "begun while the server was away")

	// The tab is closed while the server is away, and the note opened in another.
	again.Kill()
	p.Press(", in a tab that is closed")
	p.do("leaving", chromedp.Evaluate[chromedp.Void](`location.href = "about:blank"`))
	time.Sleep(500 * time.Millisecond)
	last, err := running.Start(binary, dir, "MDDASH_ADDR="+address)
	if err != nil {
		t.Fatal(err)
	}
	defer last.Stop()
	p.Open(path + "?mode=write")
	p.WaitText("#note-state", "Saved")
	p.waitStored(path, "begun while the server was away, in a tab that is closed")
}

func TestPicturesArePastedIntoANote(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	path := p.newNote("Pictures", "before ")
	p.writing(path + "?mode=split")
	paste := func(name, kind, data string) {
		p.do("pasting", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
			const bytes = Uint8Array.from(atob(%s), c => c.charCodeAt(0));
			const data = new DataTransfer();
			data.items.add(new File([bytes], %s, {type: %s}));
			%s.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
		})()`, quote(data), quote(name), quote(kind), text)))
	}
	paste("a [red] dot.png", "image/png", "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==")
	p.Wait(text + `.value.startsWith("before ![") && ` + text + `.value.includes("](/attachments/")`)
	p.Wait(`document.querySelector(".preview img")?.complete && document.querySelector(".preview img").naturalWidth > 0`)
	p.Press(" after")
	p.WaitText("#note-state", "Saved")
	if got := p.stored(path); !strings.HasSuffix(got, ") after") || strings.Contains(got, "Uploading") {
		t.Errorf("got %q", got)
	}
}

func TestAPreviewIsThereAtOnce(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	var long strings.Builder
	for i := 0; long.Len() < 20_000; i++ {
		fmt.Fprintf(&long, "## Part %d\n\nSome **bold** words and a [[link]] of #%d, with `code` in it.\n\n- [ ] a task\n- another, for @Ana\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n", i, i)
	}
	path := p.newNote("Long", long.String())
	p.writing(path + "?mode=split")
	took := eval[[]float64](p, `(async () => {
		const field = document.getElementById("content"), took = [];
		for (let i = 0; i < 20; i++) {
			const shown = new Promise(done => field.addEventListener("previewed", done, {once: true}));
			const began = performance.now();
			document.execCommand("insertText", false, "x");
			await shown;
			took.push(performance.now() - began);
			await new Promise(done => setTimeout(done, 50));
		}
		return took.sort((a, b) => a - b);
	})()`)
	t.Logf("a preview of 20 KB: half of them within %.0f ms, the slowest took %.0f ms", took[len(took)/2], took[len(took)-1])
	// Both sides show the same part of the text.
	p.do("scrolling", chromedp.Evaluate[chromedp.Void](text+`.dispatchEvent(new WheelEvent("wheel")), `+text+`.scrollTop = 0`))
	p.Wait(`document.querySelector(".preview").scrollTop < 5`)
	p.do("scrolling", chromedp.Evaluate[chromedp.Void](text+`.scrollTop = `+text+`.scrollHeight / 2`))
	p.Wait(`document.querySelector(".preview").scrollTop > 500`)
}

func TestANewNoteIsWrittenBeforeItsEditorIsThere(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.WithoutScripts()
	p.Open("/notes/new")
	p.WaitFocus("#title")
}
