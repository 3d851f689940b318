//go:build e2e

package e2e

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"mddash/e2e/running"
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
	p := onAPhone(t, serve(t, "MDDASH_SMTP_URL=smtp://127.0.0.1:9", "MDDASH_MAIL_FROM=dash@example.com")) // which nothing is sent by here
	for _, c := range []struct{ path, wrong string }{{"/signup", "#email"}, {"/forgot", "#email"}} {
		p.Open(c.path)
		p.fits(c.path)
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
		p.fits(c.path + " with what is wrong")
		tabTo(t, p, c.wrong)
	}
}

// onAPhone is somebody with a keyboard, a phone's width and no scripts.
func onAPhone(t *testing.T, site *running.Server) *Page {
	t.Helper()
	p := openOn(t, site)
	p.Size(390, 844)
	p.WithoutScripts()
	return p
}

// fits fails where a page is wider than a phone.
func (p *Page) fits(view string) {
	p.t.Helper()
	if wide := eval[int](p, `document.documentElement.scrollWidth`); wide > 390 {
		p.t.Errorf("%s is %d pixels wide", view, wide)
	}
}

// looksRight opens a form that asks for a password and has it refused, and looks at both; axe needs scripts.
func looksRight(t *testing.T, site *running.Server, path, field, name string) {
	t.Helper()
	p := openOn(t, site)
	p.Open(path)
	p.Look(name)
	p.Fill(field, "short")
	p.Submit("main form")
	p.refused(field)
	p.Look(name + "-refused")
}

// looksEnded opens a link that does nothing any more, and looks at what it says.
func looksEnded(t *testing.T, site *running.Server, path, name string) {
	t.Helper()
	p := openOn(t, site)
	p.Answer(path, 404)
	p.Look(name)
}

// write goes to a field by Tab and types over what is in it.
func (p *Page) write(field, text string) {
	p.t.Helper()
	tabTo(p.t, p, field)
	p.Press(text)
}

// refused waits until a field says what is wrong with it, and tells whether Tab finds the way there.
func (p *Page) refused(field string) {
	p.t.Helper()
	p.Wait(`document.querySelector('` + field + `[aria-invalid=true]')`)
	said := eval[string](p, `document.getElementById(document.querySelector('`+field+`').getAttribute("aria-describedby").split(" ")[0])?.innerText ?? ""`)
	if said == "" {
		p.t.Errorf("%s does not say what is wrong", field)
	}
	if eval[string](p, `document.querySelector('`+field+`').value`) != "" {
		p.t.Errorf("%s sends a password back", field)
	}
}

func TestAnInviteIsTakenUpByKeyboardWithoutScriptsAndOnce(t *testing.T) {
	site := serve(t, "MDDASH_REGISTRATION=invite")
	admin := openOn(t, site)
	admin.SignUp("Ada")
	admin.Open("/admin/invites")
	admin.Fill(`[name="email"]`, "ben@example.com")
	admin.Submit("main form")
	admin.WaitText("main", "The invite for ben@example.com is ready")
	path := strings.TrimPrefix(eval[string](admin, `document.querySelector("#secret").value`), site.URL)

	looksRight(t, site, path, `[name="password"]`, "invite")
	p := onAPhone(t, site)
	p.Open(path)
	p.fits("invite")
	p.write(`[name="name"]`, "Ben from the harbour")
	p.write(`[name="password"]`, "short")
	p.Press(kb.Enter)
	p.refused(`[name="password"]`)
	p.fits("invite with what is wrong")
	if name, email := eval[string](p, `document.querySelector("[name=name]").value`), eval[string](p, `document.querySelector("[name=email]").value`); name != "Ben from the harbour" || email != "ben@example.com" {
		t.Errorf("it keeps %q and %q", name, email)
	}
	p.write(`[name="password"]`, password)
	p.Press(kb.Enter)
	p.Wait(`!location.pathname.startsWith("/invite")`)
	p.Open("/settings/profile")
	if p.Path() != "/settings/profile" {
		t.Errorf("who took it up is at %s", p.Path())
	}

	looksEnded(t, site, path, "invite-ended")
	late := onAPhone(t, site)
	late.Answer(path, 404)
	late.WaitText("main", "This invite has ended")
	late.fits("invite that ended")
	late.write(`main a[href="/signin"]`, kb.Enter)
	late.Wait(`location.pathname == "/signin"`)
}

func TestAPasswordIsResetByKeyboardWithoutScriptsAndOnce(t *testing.T) {
	database := "sqlite:" + filepath.Join(t.TempDir(), "mddash.db")
	site := serve(t, "MDDASH_DATABASE_URL="+database)
	email := openOn(t, site).SignUp("Ana")
	link := exec.Command(binary, "user", "password", email)
	link.Env = running.Environment("MDDASH_DATABASE_URL="+database, "MDDASH_BASE_URL="+site.URL)
	said, err := link.Output()
	if err != nil {
		t.Fatal(err)
	}
	path := regexp.MustCompile(`/reset\?token=\S+`).FindString(string(said))

	looksRight(t, site, path, `[name="new_password"]`, "reset")
	p := onAPhone(t, site)
	p.Open(path)
	p.fits("reset")
	p.write(`[name="new_password"]`, "short")
	p.Press(kb.Enter)
	p.refused(`[name="new_password"]`)
	p.fits("reset with what is wrong")
	const another = "four horses eat green cake"
	p.write(`[name="new_password"]`, another)
	p.Press(kb.Enter)
	p.Wait(`location.pathname == "/signin"`)
	p.WaitText("body", "Password set. Sign in with it.")
	p.fits("sign in after a reset")
	p.write(`[name="email"]`, email)
	p.write(`[name="password"]`, another)
	p.Press(kb.Enter)
	p.Wait(`location.pathname != "/signin"`)

	looksEnded(t, site, path, "reset-ended")
	late := onAPhone(t, site)
	late.Answer(path, 404)
	late.WaitText("main", "This link has ended")
	late.fits("reset that ended")
	late.write(`main a[href="/forgot"]`, kb.Enter)
	late.Wait(`location.pathname == "/forgot"`)
}
