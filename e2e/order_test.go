//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// titles are those of the list, from above.
func (p *Page) titles() []string {
	p.t.Helper()
	return eval[[]string](p, `[...document.querySelectorAll(".todo .name > span:first-child")].map(name => name.textContent)`)
}

func (p *Page) waitTitles(want ...string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`JSON.stringify([...document.querySelectorAll(".todo .name > span:first-child")].map(name => name.textContent)) === JSON.stringify(%s)`, list(want)))
}

func list(titles []string) string {
	text := "["
	for i, title := range titles {
		if i > 0 {
			text += ","
		}
		text += quote(title)
	}
	return text + "]"
}

// middle is where a person grabs a row.
func (p *Page) middle(title, part string) (x, y float64) {
	p.t.Helper()
	at := eval[[]float64](p, fmt.Sprintf(`(box => [box.x + box.width / 2, box.y + box.height / 2])(%s.querySelector(%s).getBoundingClientRect())`, row(title), quote(part)))
	return at[0], at[1]
}

func TestTodosAreOrderedByDragAndByKeys(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.AddMany("One", "Two", "Three", "Four")
	p.Open("/todos?view=all")
	p.waitTitles("One", "Two", "Three", "Four")

	x, y := p.middle("Four", ".grip")
	p.do("pointing at the handle", chromedp.MouseEvent("mouseMoved", x, y))
	p.Wait(`performance.getEntriesByType("resource").some(file => file.name.includes("sortable") && file.responseEnd > 0)`)
	p.settle()
	_, top := p.middle("One", ".grip")
	p.do("dragging", chromedp.DragAndDropXY(x, y, x, top-8, 20))
	p.waitTitles("Four", "One", "Two", "Three")
	p.Wait(`!document.querySelector(".htmx-request")`)
	p.Open("/todos?view=all")
	if got := p.titles(); !slices.Equal(got, []string{"Four", "One", "Two", "Three"}) {
		t.Errorf("after a reload the order is %v", got)
	}

	eval[bool](p, "("+row("Three")+`.querySelector(".name").focus(), true)`)
	p.Press(kb.ArrowUp, kb.ModifierShift)
	p.Press(kb.ArrowUp, kb.ModifierShift)
	p.waitTitles("Four", "Three", "One", "Two")
	p.Wait(`performance.getEntriesByType("resource").some(call => call.name.includes("/position"))`)
	p.settle()
	p.Open("/todos?view=all")
	p.waitTitles("Four", "Three", "One", "Two")
}

func TestTodosAreOrderedByTouch(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.AddMany("One", "Two", "Three")
	p.Size(390, 844)
	p.Open("/todos?view=all")
	x, y := p.middle("Three", ".grip")
	_, top := p.middle("One", ".grip")
	p.touch("touchStart", x, y)
	p.touch("touchEnd", x, y)
	p.Wait(`performance.getEntriesByType("resource").some(file => file.name.includes("sortable") && file.responseEnd > 0)`)
	p.settle()
	p.touch("touchStart", x, y)
	for step := range 20 {
		p.touch("touchMove", x, y+(top-10-y)*float64(step+1)/20)
	}
	p.settle()
	p.touch("touchEnd", x, top)
	p.waitTitles("Three", "One", "Two")
}
