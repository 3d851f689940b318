//go:build e2e

package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// tabTo presses Tab until something has the focus, as who has no mouse does.
func tabTo(t *testing.T, p *Page, selector string) {
	t.Helper()
	for range 30 {
		if p.Focused(selector) {
			return
		}
		p.Press(kb.Tab)
	}
	t.Fatalf("Tab never comes to %s: %s", selector, p.whereabouts())
}

// TestFormsOutsideTheDoorWorkByKeyboardWithoutScripts on a phone: what is wrong is said at its field, the way to it is the
// first thing that Tab comes to, and nothing typed is lost but passwords.
func TestFormsOutsideTheDoorWorkByKeyboardWithoutScripts(t *testing.T) {
	p := openOn(t, serve(t, "MDDASH_SMTP_URL=smtp://127.0.0.1:9", "MDDASH_MAIL_FROM=dash@example.com")) // which nothing is sent by here
	p.Size(390, 844)
	p.WithoutScripts()
	for _, c := range []struct{ path, wrong string }{{"/signup", "#email"}, {"/forgot", "#email"}, {"/reset?token=of-nobody", ""}} {
		p.Open(c.path)
		if wide := eval[int](p, `document.documentElement.scrollWidth`); wide > 390 {
			t.Errorf("%s is %d pixels wide", c.path, wide)
		}
		if c.wrong == "" {
			continue
		}
		tabTo(t, p, c.wrong)
		p.Press("ana@@nowhere")
		if p.Has(`[name="password"]`) {
			tabTo(t, p, `[name="password"]`)
			p.Press("short")
		}
		p.Press(kb.Enter)
		p.Wait(`document.querySelector("` + c.wrong + `[aria-invalid=true]")`)
		if kept := eval[string](p, `document.querySelector("`+c.wrong+`").value`); kept != "ana@@nowhere" {
			t.Errorf("%s keeps %q", c.path, kept)
		}
		if p.Has(`[name="password"]`) && eval[string](p, `document.querySelector("[name=password]").value`) != "" {
			t.Errorf("%s sends the password back", c.path)
		}
		said := eval[string](p, `document.getElementById(document.querySelector("`+c.wrong+`").getAttribute("aria-describedby").split(" ")[0])?.innerText ?? ""`)
		if said == "" {
			t.Errorf("%s says at no field what is wrong", c.path)
		}
		if wide := eval[int](p, `document.documentElement.scrollWidth`); wide > 390 {
			t.Errorf("%s with what is wrong is %d pixels wide", c.path, wide)
		}
		tabTo(t, p, c.wrong)
	}
}
