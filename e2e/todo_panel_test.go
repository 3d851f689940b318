//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// behind does something to the page's todos as another window would, and leaves the page as it is.
func (p *Page) behind(path, form string) {
	p.t.Helper()
	status := eval[int](p, fmt.Sprintf(`fetch(%s, {method: "POST", body: new URLSearchParams(%s), redirect: "manual"}).then(answer => answer.status)`, quote(path), quote(form)))
	if status >= 400 {
		p.t.Fatalf("%s answers %d", path, status)
	}
}

// opened adds a todo, opens it, and gives its path.
func (p *Page) opened(words, title string) string {
	p.t.Helper()
	p.Open("/todos?view=all")
	p.Add(words, title)
	p.Click(".todo .name")
	p.WaitText("#d-title", title)
	return strings.Split(p.Path(), "?")[0]
}

func TestWhatIsWrongInATodosFormIsSaidWithoutLosingAnything(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	path := p.opened("Order paper", "Order paper")
	p.Click(`#detail .head a.btn`)
	p.Wait(`document.activeElement.id === "description"`)
	p.Look("todo-edit")
	eval[bool](p, `(document.querySelector("#title").value = "", document.querySelector("#due_time").value = "09:00", document.querySelector("#tags").value = "kept", true)`)
	p.Click(`#detail form > .line:last-of-type button`)
	p.Wait(`document.activeElement.matches(".banner")`)
	p.WaitText(".banner", "Two things to fix")
	p.Look("todo-edit-errors")
	p.Click(`.banner a`)
	p.Wait(`document.activeElement.id === "title"`)
	if got := eval[string](p, `document.querySelector("#tags").value`); got != "kept" {
		t.Errorf("the tags are %q", got)
	}
	p.Fill("#title", "Order better paper")
	eval[bool](p, `(document.querySelector("#due_time").value = "", true)`)
	p.Click(`#detail form > .line:last-of-type button`)
	p.WaitText("#d-title", "Order better paper")
	p.Wait(row("Order better paper"))
	if at := p.Path(); !strings.HasPrefix(at, path+"?") {
		t.Errorf("the address is %q", at)
	}
}

func TestWhatSomebodyElseSavedIsNeverWrittenOver(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	path := p.opened("Order paper", "Order paper")
	p.Click(`#detail .head a.btn`)
	p.Wait(`document.querySelector("#title")`)
	p.behind("/todos/bulk", "ids="+path[len("/todos/"):]+"&do=priority%3Dhigh")
	p.Fill("#title", "Order less paper")
	p.Click(`#detail form > .line:last-of-type button`)
	p.Wait(`document.querySelectorAll(".versions").length === 2`)
	p.Look("todo-stale")
	p.Click(`.versions ~ .line button[data-kind="primary"]`)
	p.WaitText("#d-title", "Order less paper")
	p.WaitText(".props", "High")
}

// Somebody who has said something may go on: the message leaves room for the next words.
func TestAMessageDoesNotCoverTheFieldThatIsWrittenIn(t *testing.T) {
	p := open(t)
	p.SignUp("Tess")
	path := fmt.Sprintf("/todos/%d", p.call("POST", "/todos", `{"title": "Call Ben"}`))
	for _, width := range []int64{390, 820, 1440} {
		p.Size(width, 844)
		p.Open(path)
		p.Click("#comment")
		p.Press("Done soon")
		p.Press(kb.Enter, kb.ModifierCtrl)
		p.WaitText("#toasts", "Comment added")
		p.Wait(`document.activeElement.id === "comment"`)
		if eval[bool](p, `(([a, b]) => a.top < b.bottom && b.top < a.bottom && a.left < b.right && b.left < a.right)([document.querySelector("#toasts .toast"), document.getElementById("comment")].map(e => e.getBoundingClientRect()))`) {
			t.Errorf("at %d pixels the message covers the field", width)
		}
	}
}

func TestStepsAndCommentsAreAddedWithoutLeavingTheKeyboard(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.opened("Plan the trip", "Plan the trip")
	p.stays()
	for _, step := range []string{"Book", "Pack"} {
		p.Fill("#step", step)
		p.Press(kb.Enter)
		p.WaitText("#detail", step)
		p.Wait(`document.querySelector("#step").value === "" && document.activeElement.id === "step"`)
	}
	p.Click(".step .check")
	p.WaitText("#detail", "1 of 2")
	p.Click("#comment")
	p.Press("Done **soon**")
	p.Press(kb.Enter, kb.ModifierCtrl)
	p.WaitText("#feed .said strong", "soon")
	p.Wait(`document.querySelector("#comment").value === ""`)
	p.Wait(row("Plan the trip") + `.innerText.includes("1/2")`)
	if p.left() {
		t.Error("the whole page was loaded again")
	}
	p.Look("todo-steps")
}

func TestTheOrderIsChangedByKeysAndByTheMenu(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.AddMany("One", "Two", "Three")
	p.Open("/todos?view=all")
	p.stays()
	eval[bool](p, `(document.querySelector(".todo .name").focus(), true)`)
	p.Press("J", kb.ModifierShift)
	p.Press("J", kb.ModifierShift)
	p.WaitText(".toasts", "“One” moved")
	p.waitTitles("Two", "Three", "One")
	p.WaitFocus(".todo:last-child .name")
	p.Press(kb.Enter)
	p.Wait(`document.querySelector("#d-title")?.textContent === "One"`)
	p.Click(`[popovertarget="d-more"]`)
	p.Click(`#d-more [name="to"][value="top"]`)
	p.WaitText(".toasts", "moved to the top")
	p.waitTitles("One", "Two", "Three")
	if p.left() {
		t.Error("the whole page was loaded again")
	}
}

func TestTheKeysOfARowAreForThatRow(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.AddMany("One", "Two", "Three")
	p.Open("/todos?view=all")
	p.Press("j")
	p.Press("j")
	p.Press("d")
	p.Wait(`document.querySelector("#b-due").matches(":popover-open")`)
	p.Click(`#b-due li:nth-child(2) button`)
	p.WaitText(".toasts", "1 todo due tomorrow")
	p.Wait(row("Two") + `.innerText.includes("Tomorrow")`)
	p.Wait(`!document.querySelector(".pick:checked")`)
	p.Press("x")
	p.Wait(`document.querySelector("#todos").matches("[data-select], :has(.pick:checked)")`)
	p.Press(kb.Escape)
	p.Wait(`!document.querySelector("#todos").matches("[data-select], :has(.pick:checked)")`)
	eval[bool](p, `(document.querySelector(".todo .name").focus(), true)`)
	p.Press(" ")
	p.WaitText(".toasts", "“One” completed")
	p.Wait(`document.querySelectorAll(".todo").length === 2`)
	p.Wait(`document.activeElement.closest(".todo")`)
	eval[bool](p, `(document.querySelectorAll(".toast .dismiss").forEach(button => button.click()), true)`)
	p.Press("z")
	p.Wait(`document.querySelectorAll(".todo").length === 3`)
}

func TestManyLinesThatArePastedBecomeManyTodos(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/todos?view=all")
	p.stays()
	eval[bool](p, `(() => {
		const field = document.querySelector("#add"), data = new DataTransfer()
		field.focus()
		data.setData("text/plain", "- One\n- Two tomorrow #b\n- Three")
		field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}))
		return true
	})()`)
	p.Wait(`document.querySelector("#dialog").open && document.activeElement.name === "lines"`)
	p.Look("todos-paste")
	p.Click(`#dialog button[data-kind="primary"]`)
	p.Wait(`!document.querySelector("#dialog").open && document.querySelectorAll(".todo").length === 3`)
	p.waitTitles("One", "Two", "Three")
	if p.left() {
		t.Error("the whole page was loaded again")
	}
}

func TestATickThatIsRefusedGoesBackAndSaysWhy(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/todos?view=all")
	p.Add("Gone soon", "Gone soon")
	id := eval[string](p, `document.querySelector(".todo").dataset.row`)
	p.behind("/todos/"+id+"/removal", "")
	p.Click(".todo .check")
	p.WaitText(`.toast[data-hue="red"]`, "There is no such todo.")
	p.Wait(`document.querySelector(".todo .check").getAttribute("aria-checked") === "false"`)
}

func TestTheListIsChosenFromWithoutScripts(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.AddMany("One", "Two", "Three")
	p.WithoutScripts()
	p.Open("/todos?view=all&select=1")
	p.Click(".todo:nth-child(1) .pick")
	p.Click(".todo:nth-child(3) .pick")
	p.Follow(`.bulk button[value="complete"]`)
	if text := p.Text(".toasts"); !strings.Contains(text, "2 todos completed") {
		t.Errorf("it says %q", text)
	}
	p.Open("/todos?view=all")
	if got := p.Text("#todos .name"); got != "Two" {
		t.Errorf("left is %q", got)
	}
	p.Follow(".todo .name")
	p.Follow(`#detail .head a.btn`)
	p.Fill("#title", "Twice")
	p.Follow(`#detail form > .line:last-of-type button`)
	if got := p.Text("#d-title"); got != "Twice" {
		t.Errorf("the title is %q", got)
	}
	p.Fill("#step", "A step")
	p.Submit(`form:has(#step)`)
	p.do("writing a comment", chromedp.SendKeys(chromedp.CSS("#comment"), "Said"))
	p.Submit(`form:has(#comment)`)
	if text := p.Text("#detail"); !strings.Contains(text, "A step") || !strings.Contains(text, "Said") {
		t.Errorf("the todo's page says %q", text)
	}
	p.Click(`[popovertarget="d-more"]`)
	p.Follow(`#d-more .item[data-hue="red"]`)
	p.Open("/todos?view=trash")
	if !strings.Contains(p.Text("#todos"), "Twice") {
		t.Error("it is not in the trash")
	}
	p.Follow(`.todo [formaction*="restoration"]`)
	p.Open("/todos?view=all")
	if !strings.Contains(p.Text("#todos"), "Twice") {
		t.Error("it is not back")
	}
}

func TestEnterInAFieldOfTheBarDoesWhatTheFieldIsFor(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.AddMany("One", "Two")
	p.Open("/todos?view=all")
	eval[bool](p, `(document.querySelectorAll(".pick")[1].click(), true)`)
	p.Click(`[popovertarget="b-tag"]`)
	p.Fill("#b-tags", "office")
	p.Press(kb.Enter)
	p.WaitText(".toasts", "1 todo tagged")
	p.Wait(row("Two") + `.innerText.includes("office")`)
	if p.Has(`.check[aria-checked="true"]`) {
		t.Error("Enter has completed a todo")
	}
}

func TestALineThatIsRefusedComesBackAsItWasTyped(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/todos?view=all")
	p.stays()
	eval[bool](p, `(document.querySelector("#add").focus(), document.querySelector("#add").value = "x".repeat(501), true)`)
	p.Press(kb.Enter)
	p.WaitText("#add-e", "Keep it to 500 characters.")
	p.Wait(`document.activeElement.id === "add" && document.activeElement.value.length === 501`)
	p.Look("todos-refused")
	if p.left() {
		t.Error("the whole page was loaded again")
	}
}
