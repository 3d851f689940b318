//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"mddash/e2e/running"
)

func TestTheDashboardIsThereForANewAccountAndForAFullOne(t *testing.T) {
	site, err := running.Start(binary, t.TempDir()) // where nobody else has made anything
	if err != nil {
		t.Fatal(err)
	}
	defer site.Stop()
	p := openOn(t, site)
	p.SignUp("Hanna")
	p.Open("/")
	p.WaitText("h1", "Welcome, Hanna")
	p.Look("home-new")
	p.Fill("#add", "Call Ana today")
	p.Click("#quick [type=submit]")
	p.WaitText("#toasts", "added")
	p.Open("/")
	p.WaitText("#list", "Call Ana")
	p.Look("home")
}

func TestThePaletteIsUsedByKeysAlone(t *testing.T) {
	p := open(t)
	p.SignUp("Pia")
	p.Open("/todos")
	p.Add("Book the train today", "Book the train")
	p.Open("/notes")
	p.Press("k", kb.ModifierCtrl)
	p.WaitText("#pal-list", "Go to")
	p.Press("book")
	p.WaitText("#pal-list", "Book the train")
	if role := eval[string](p, `document.getElementById(document.getElementById("pal").getAttribute("aria-activedescendant")).getAttribute("aria-selected")`); role != "true" {
		t.Errorf("the option that is chosen says %q", role)
	}
	p.Look("palette")
	p.Press(kb.Enter)
	p.WaitText("h2", "Book the train")
	if at := p.Path(); !strings.HasPrefix(at, "/todos/") {
		t.Errorf("it leads to %s", at)
	}
}

func TestFiltersAndTheTrashLookRight(t *testing.T) {
	p := open(t)
	p.SignUp("Frida")
	for path, name := range map[string]string{"/filters": "filters-empty", "/filters/new?query=is:open": "filter-new", "/trash": "trash-empty"} {
		p.Open(path)
		p.Look(name)
	}
}
