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
