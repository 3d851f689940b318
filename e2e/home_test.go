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
	for range 10 { // axe passes over a number of one digit
		p.call("POST", "/tasks", `{"name": "Pay the rent", "due_date": "2026-01-02"}`)
	}
	p.Open("/")
	p.Size(390, 844)
	if off := eval[float64](p, `Math.abs(document.querySelector("#list .when time").getBoundingClientRect().left - document.querySelector("#list .name").getBoundingClientRect().left)`); off > 1 {
		t.Errorf("on a phone the date of what is overdue stands %.0f pixels beside its name", off)
	}
	if got := eval[string](p, `getComputedStyle(document.querySelector(".nav kbd")).display`); got != "none" {
		t.Errorf("the menu of a phone, which has no keys, names one: %s", got)
	}
	p.Look("home-overdue")
	p.Open("/todos")
	p.WaitText("#count-todos", "11")
	p.Look("todos-counted")
}

func TestThePaletteIsUsedByKeysAlone(t *testing.T) {
	p := open(t)
	p.SignUp("Pia")
	p.Open("/todos")
	p.Add("Book the train today", "Book the train")
	p.Open("/notes")
	p.Press("k", kb.ModifierCtrl)
	p.WaitText("#pal-list", "Go to")
	p.Press(">xqzw")
	p.WaitText("#pal-says", "Nothing found")
	p.Look("palette without a find")
	for range ">xqzw" {
		p.Press(kb.Backspace)
	}
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

func TestThePaletteDoesWhatWasTypedHoweverFastEnterComes(t *testing.T) {
	p := open(t)
	p.SignUp("Pam")
	p.Open("/todos")
	p.Add("Book the train today", "Book the train")
	p.Open("/todos?view=all")
	p.Wait(`(document.querySelector("#list [data-row] .name").focus(), true)`)
	p.Press("k", kb.ModifierCtrl)
	p.WaitText("#pal-list", "Complete")
	// In one breath, before anything can be asked for.
	p.Wait(`(pal.value = "calendar", pal.dispatchEvent(new Event("input", { bubbles: true })), pal.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })), true)`)
	p.Wait(`location.pathname.endsWith("/calendar")`)
	p.Open("/todos?view=all")
	if done := p.Count(`#list [aria-checked="true"]`); done != 0 || p.Count("#list [data-row]") != 1 {
		t.Errorf("the todo under the focus is done with what stood in the list before; %d are done", done)
	}
}

func TestTheKeysWalkEveryListAndThePaletteKnowsTodosFromOtherThings(t *testing.T) {
	p := open(t)
	p.SignUp("Walt")
	p.Open("/filters/new?query=is:open")
	p.Fill(`[name="name"]`, "Everything open")
	p.Press(kb.Enter)
	p.Wait(`!location.pathname.endsWith("/new")`)
	p.Open("/filters")
	p.Press("j")
	p.Wait(`document.activeElement.textContent.includes("Everything open")`)
	p.Look("filters")
	if gap := eval[float64](p, `document.querySelector("main .rows a").getBoundingClientRect().left - document.querySelector("main .rows .i").getBoundingClientRect().right`); gap > 24 {
		t.Errorf("a filter's name begins %.0f pixels after its icon", gap)
	}
	p.Open("/notes/new")
	p.Fill(`[name="title"]`, "Packing list")
	p.Press(kb.Enter)
	p.Wait(`location.pathname.match(/notes.\d+/)`)
	p.Open("/notes")
	p.Press("j")
	p.Wait(`document.activeElement.closest("#list [data-row]")`)
	p.Press("k", kb.ModifierCtrl)
	p.WaitText("#pal-list", "Go to")
	// A note's number is some todo's number too.
	p.Wait(`performance.getEntriesByType("resource").some((entry) => entry.name.endsWith("/palette?q=&on="))`)
}

func TestFiltersAndTheTrashLookRight(t *testing.T) {
	p := open(t)
	p.SignUp("Frida")
	for path, name := range map[string]string{"/filters": "filters-empty", "/filters/new?query=is:open": "filter-new", "/trash": "trash-empty"} {
		p.Open(path)
		p.Look(name)
	}
}
