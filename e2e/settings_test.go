//go:build e2e

package e2e

import "testing"

func TestTheSettingsLookRight(t *testing.T) {
	p := open(t)
	p.SignUp("Ben")
	for _, name := range []string{"profile", "appearance", "security"} {
		p.Open("/settings/" + name)
		p.Look("settings-" + name)
	}
}

func TestTheThemeIsInThePageBeforeAnyScriptRuns(t *testing.T) {
	p := open(t)
	p.WithoutScripts()
	p.SignUp("Cleo")
	p.Open("/settings/appearance")
	p.Click(`label:has([name="theme"][value="dark"])`)
	p.Submit("form[data-looks]")
	for _, path := range []string{"/settings/profile", "/settings/appearance"} {
		p.Open(path)
		if got := eval[string](p, `document.documentElement.dataset.theme`); got != "dark" {
			t.Errorf("%s has the theme %q", path, got)
		}
	}
}

func TestALookIsKeptAsItIsChosen(t *testing.T) {
	p := open(t)
	p.SignUp("Cleo")
	p.Open("/settings/appearance")
	p.stays()
	wears := func(js string) {
		t.Helper()
		p.Wait(`(worn => ` + js + `)(document.documentElement.dataset)`)
	}
	p.Click(`label:has([name="density"])`)
	p.WaitText(".toast:last-child", "Appearance saved")
	p.Click(`label:has([name="shortcuts"])`)
	p.Click(`label:has([name="accent"][value="violet"])`)
	wears(`worn.density === "compact" && worn.keys === "off" && worn.hue === "violet"`)
	p.Wait(`document.querySelectorAll(".toast[data-look]").length === 1 && document.querySelectorAll(".toast").length === 1`)
	if got := eval[string](p, `getComputedStyle(document.querySelector("form[data-looks] .unscripted")).display`); got != "none" {
		t.Errorf("what is saved already has a button that saves it: %s", got)
	}
	p.Look("settings-appearance-chosen")

	// What is chosen in the menu is not taken back by the next choice on the page.
	eval[bool](p, `(document.querySelector('form[data-theme-form] [value="dark"]').click(), true)`)
	wears(`worn.theme === "dark" && document.querySelector('form[data-looks] [name="theme"][value="dark"]').checked`)
	p.Wait(`document.querySelectorAll(".toast").length === 2`)
	p.Click(`label:has([name="density"])`)
	wears(`worn.theme === "dark" && worn.density !== "compact"`)

	p.Wait(`fetch("/settings/appearance").then(answer => answer.text()).then(text => /<html[^>]*data-theme="dark"[^>]*>/.test(text) && !/<html[^>]*data-density/.test(text))`)
	p.Open("/settings/profile")
	wears(`worn.theme === "dark" && worn.density !== "compact" && worn.keys === "off" && worn.hue === "violet"`)
}

func TestALookThatCouldNotBeKeptIsTakenOff(t *testing.T) {
	p := open(t)
	p.SignUp("Cleo")
	p.Open("/settings/appearance")
	p.offline(true)
	p.Click(`label:has([name="theme"][value="dark"])`)
	p.WaitText(".toast", "That could not be saved.")
	p.seen.forgive("no line")
	p.Wait(`!document.documentElement.dataset.theme && document.querySelector('form[data-looks] [name="theme"][value="system"]').checked`)
}

func TestLongWordsOfSettingsAreParted(t *testing.T) {
	p := open(t)
	p.SignUp("Dörte")
	p.Open("/settings/security")
	for _, place := range []string{"nav.side .item > span", ".rows p"} {
		if got := eval[string](p, `getComputedStyle(document.querySelector(`+quote(place)+`)).hyphens`); got != "auto" {
			t.Errorf("%s has hyphens: %s", place, got)
		}
	}
}

func TestADeviceCanBeSignedOutFromAnother(t *testing.T) {
	here := open(t)
	email := here.SignUp("Dora")
	there := open(t)
	there.Open("/signin")
	there.Fill(`[name="email"]`, email)
	there.Fill(`[name="password"]`, password)
	there.Submit("main form")

	here.Open("/settings/security")
	here.Submit(`form[action*="/logins/"]`)
	there.Open("/settings/security")
	if at := there.Path(); at == "/settings/security" {
		t.Error("the other device is still signed in")
	}
	here.Open("/settings/security")
}

func TestTheMarkOfASelectStandsAtTheEndOfTheLineInBothDirections(t *testing.T) {
	p := open(t)
	p.SignUp("Emil")
	p.Open("/projects/new")
	for dir, want := range map[string]string{"ltr": "calc(100% - 14px) 52%, calc(100% - 10px) 52%", "rtl": "10px 52%, 14px 52%"} {
		got := eval[string](p, `(() => {
			const select = document.querySelector("select.input");
			select.dir = "`+dir+`";
			return getComputedStyle(select).backgroundPosition.split(", ").slice(0, 2).join(", ");
		})()`)
		if got != want {
			t.Errorf("%s: the mark stands at %s, want %s", dir, got, want)
		}
	}
}
