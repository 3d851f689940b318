//go:build e2e

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// board makes a project with cards, each as "column: card, card", and opens its board. It gives the board's path.
func (p *Page) board(name string, columns ...string) string {
	p.t.Helper()
	p.Open("/projects")
	path := p.make(name)
	for _, column := range columns {
		status, cards, _ := strings.Cut(column, ": ")
		for _, card := range strings.Split(cards, ", ") {
			p.behind("/todos?in=board&project="+strings.TrimPrefix(path, "/projects/"), "status="+status+"&text="+strings.ReplaceAll(card, " ", "+"))
		}
	}
	p.Open(path)
	return path
}

const columnsShown = `[...document.querySelectorAll("#board .col")].map(c => c.dataset.status + ": " + [...c.querySelectorAll(".cover")].map(a => a.textContent).join(", "))`

// columns are those of the board that have cards.
func (p *Page) columns() []string {
	p.t.Helper()
	return eval[[]string](p, columnsShown+`.filter(c => !c.endsWith(": "))`)
}

func (p *Page) waitColumns(want ...string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`JSON.stringify(%s.filter(c => !c.endsWith(": "))) === JSON.stringify(%s)`, columnsShown, list(want)))
}

// saved waits until the server has said what became of a move, and loads the page again.
func (p *Page) saved(path, said string, want ...string) {
	p.t.Helper()
	p.WaitText(".toast", said)
	p.waitColumns(want...)
	p.Open(path)
	if got := p.columns(); !slices.Equal(got, want) {
		p.t.Errorf("after a reload the board is %q, want %q", got, want)
	}
}

// me is the id of who is signed in.
func (p *Page) me() string {
	p.t.Helper()
	return eval[string](p, `document.documentElement.dataset.me`)
}

// cardAt is the middle of a card.
func (p *Page) cardAt(title string) (x, y float64) {
	p.t.Helper()
	at := eval[[]float64](p, fmt.Sprintf(`(box => [box.x + box.width / 2, box.y + box.height / 2])(%s.getBoundingClientRect())`, cardOf(title)))
	return at[0], at[1]
}

func cardOf(title string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("#board .card")].find(c => c.querySelector(".cover").textContent === %s)`, quote(title))
}

// dragCard takes a card to a place, slowly enough to be seen.
func (p *Page) dragCard(title string, toX, toY float64) {
	p.t.Helper()
	x, y := p.cardAt(title)
	p.do("taking a card", chromedp.MouseEvent("mouseMoved", x, y), chromedp.MouseEvent("mousePressed", x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	for step := range 15 {
		part := float64(step+1) / 15
		p.do("dragging", chromedp.MouseEvent("mouseMoved", x+(toX-x)*part, y+(toY-y)*part, chromedp.ButtonLeft))
	}
	p.settle()
	p.do("letting it go", chromedp.MouseEvent("mouseReleased", toX, toY, chromedp.ButtonLeft, chromedp.ClickCount(1)))
}

func TestABoardLooksRight(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.board("Nothing yet")
	p.Look("project-board-empty")
	path := p.board("Website relaunch", "task: Redirect map for the old shop 29 May !low, Cookie-free visitor counts, Write the find us page #copy, Photo credits and licences #legal",
		"in_progress: Review homepage copy with Tom today, Product page layout in its second round !high, Checkout with cards !high", "in_review: Opening hours block, Contrast pass on coffee labels yesterday",
		"done: Kick-off with Harbour Coffee, Content inventory of 64 pages", "blocked: Waiting for the printer")
	p.behind(path+"/columns", "status=task&name=Backlog&limit=&status=in_progress&name=Doing&limit=2&status=in_review&name=Review&limit=2&status=done&name=Done&limit=")
	p.Open(path)
	p.Look("project-board")
	p.Click(".card .cover")
	p.WaitText("#panel h2", "Redirect map")
	p.Look("project-board-panel")
	p.Open(path)
	p.Click(".card [data-move]")
	p.Wait(`document.querySelector("#move").matches(":popover-open")`)
	p.Look("project-board-menu")
	p.Open(path + "?q=page")
	p.Look("project-board-filtered")
	p.Open(path + "/columns")
	p.Look("project-columns")
	p.Open(path + "/columns/removal?status=blocked")
	p.Look("project-column-removal")
}

func TestCardsAreDraggedWithinAColumnAndToOthers(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	path := p.board("Website", "task: One, Two, Three", "in_review: Four")
	p.stays()
	_, top := p.cardAt("One")
	x, _ := p.cardAt("Three")
	p.dragCard("Three", x, top-12)
	p.saved(path, "“Three” is 1 of 3 in To do", "task: Three, One, Two", "in_review: Four")

	x, y := p.cardAt("Four")
	p.dragCard("One", x, y+12)
	p.saved(path, "“One” moved to In review", "task: Three, Two", "in_review: Four, One")

	// Below the last card of a column, and into one that is empty.
	box := eval[[]float64](p, `(b => [b.x + b.width / 2, b.bottom - 20])(document.querySelector('[data-status="in_progress"]').getBoundingClientRect())`)
	p.dragCard("Two", box[0], box[1])
	p.saved(path, "“Two” moved to In progress", "task: Three", "in_progress: Two", "in_review: Four, One")

	// What is completed is in the order of completion, wherever it is let go.
	done := eval[[]float64](p, `(b => [b.x + b.width / 2, b.bottom - 20])(document.querySelector('[data-status="done"]').getBoundingClientRect())`)
	p.dragCard("Four", done[0], done[1])
	p.waitColumns("task: Three", "in_progress: Two", "in_review: One", "done: Four")
	p.WaitText(".toast", "“Four” moved to Done")
	p.dragCard("One", done[0], done[1])
	p.saved(path, "“One” moved to Done", "task: Three", "in_progress: Two", "done: One, Four")

	p.Press("z")
	p.WaitText(".toast", "Undone")
	p.saved(path, "", "task: Three", "in_progress: Two", "in_review: One", "done: Four")
}

func TestACardThatIsLetGoElsewhereOrNotMovedStaysAndAClickOpensIt(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	path := p.board("Website", "task: One, Two")
	p.stays()
	x, y := p.cardAt("One")
	p.do("taking a card", chromedp.MouseEvent("mouseMoved", x, y), chromedp.MouseEvent("mousePressed", x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	for step := range 10 {
		p.do("dragging", chromedp.MouseEvent("mouseMoved", x+float64(step)*60, y+30, chromedp.ButtonLeft))
	}
	p.settle()
	p.Press(kb.Escape)
	p.do("letting it go", chromedp.MouseEvent("mouseReleased", x+540, y+30, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	p.waitColumns("task: One, Two")
	if left := p.Count(".drag, .ghost, .over"); left > 0 || p.Path() != path {
		t.Errorf("%d pieces are left at %s", left, p.Path())
	}
	p.Click(".card .cover")
	p.WaitText("#panel h2", "One")
	p.Wait(`document.querySelector(".card[aria-current] .cover").textContent === "One"`)
	p.Press(kb.Escape)
	p.Wait(`document.querySelector("#panel").hidden && document.activeElement.matches(".cover")`)
	if p.left() {
		t.Error("the whole page was loaded again")
	}
}

func TestCardsAreDraggedByTouchAfterARest(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Size(390, 844)
	path := p.board("Website", "task: One, Two, Three")
	x, y := p.cardAt("Three")
	_, top := p.cardAt("One")
	p.touch("touchStart", x, y)
	p.Wait(`document.querySelector(".drag")`)
	for step := range 20 {
		p.touch("touchMove", x, y+(top-14-y)*float64(step+1)/20)
	}
	p.settle()
	p.touch("touchEnd", x, top)
	p.saved(path, "“Three” is 1 of 3", "task: Three, One, Two")
	// Without a rest the finger scrolls.
	x, y = p.cardAt("Two")
	p.touch("touchStart", x, y)
	for step := range 5 {
		p.touch("touchMove", x, y-float64(step)*10)
	}
	p.touch("touchEnd", x, y-50)
	p.waitColumns("task: Three, One, Two")
}

func TestCardsAreCarriedByKeysAndMovedByTheirMenu(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	path := p.board("Website", "task: One, Two, Three", "in_progress: Four")
	focus := func(title string) { eval[bool](p, "("+cardOf(title)+`.querySelector(".name").focus(), true)`) }
	focus("Three")
	p.Press(kb.ArrowUp, kb.ModifierShift)
	p.Press(kb.ArrowUp, kb.ModifierShift)
	p.Press(kb.ArrowUp, kb.ModifierShift)
	p.WaitText(".toast", "“Three” is 1 of 3 in To do")
	p.Press(kb.ArrowRight, kb.ModifierShift)
	p.WaitText(".toast", "“Three” moved to In progress")
	p.Wait(`document.activeElement.textContent === "Three"`)
	p.Press(kb.ArrowDown, kb.ModifierShift)
	p.saved(path, "“Three” is 2 of 2 in In progress", "task: One, Two", "in_progress: Four, Three")
	focus("One")
	p.Press("m")
	p.Wait(`document.activeElement.matches("#move .item")`)
	p.Press(kb.Enter)
	p.saved(path, "“One” moved to In progress", "task: Two", "in_progress: Four, Three, One")
	focus("One")
	p.Press("m")
	p.Wait(`document.querySelector("#move").matches(":popover-open")`)
	p.Press(kb.Escape)
	p.Wait(`!document.querySelector("#move").matches(":popover-open") && document.activeElement.closest(".card")`)
	p.Press("m")
	p.Wait(`document.querySelector("#move").matches(":popover-open")`)
	p.Click(`#move [data-step="-1"]`)
	p.saved(path, "“One” is 2 of 3 in In progress", "task: Two", "in_progress: Four, One, Three")
}

func TestDChoosesTheDayOfTheCardThatTheFocusIsOn(t *testing.T) {
	p := open(t)
	p.SignUp("Dora")
	p.board("Website", "task: Copy, Design")
	p.Click(`#board .card:nth-of-type(2) .cover`)
	p.WaitText("#panel h2", "Design")
	p.Wait(`(document.querySelector("#board .card .cover").focus(), true)`)
	p.Press("d")
	p.WaitText("#panel h2", "Copy")
	p.Wait(`document.activeElement.matches("#panel [name=due_date]")`)
}

func TestNWritesATaskWhereNewOnesBegin(t *testing.T) {
	p := open(t)
	p.SignUp("Nora")
	p.board("Website", "in_progress: Copy")
	p.Wait(`!document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true, cancelable: true }))`)
	p.Wait(`document.activeElement.matches('[data-status="task"] [name=text]')`)
	p.Press("Design")
	p.Press(kb.Enter)
	p.waitColumns("task: Design", "in_progress: Copy")
}

func TestTheBoardWorksWithoutScripts(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	path := p.board("Website", "task: One, Two", "in_progress: Three")
	p.WithoutScripts()
	p.Open(path)
	p.Follow(`.card [data-move]`)
	p.Follow(`[name="status"][value="in_progress"]`)
	p.WaitText(".toast", "“One” moved to In progress")
	p.waitColumns("task: Two", "in_progress: Three, One")
	p.Follow(`[data-status="in_progress"] .card + .card [data-move]`)
	p.Follow(`[name="to"][value="up"]`)
	p.waitColumns("task: Two", "in_progress: One, Three")
	p.Follow(".toast [data-undo] button")
	p.waitColumns("task: Two", "in_progress: Three, One")
	p.Click(`[data-status="in_review"] .head a`)
	p.Fill(`[data-status="in_review"] [name="text"]`, "Four")
	p.Submit(`[data-status="in_review"] form`)
	p.waitColumns("task: Two", "in_progress: Three, One", "in_review: Four")
	p.Follow(".card .cover")
	p.WaitText("#panel h2", "Two")

	p.Open(path + "/columns")
	p.Fill(`[aria-label="Name of a new column"]`, "Proofs")
	p.Follow(`main form [data-kind="primary"]`)
	p.WaitText("#board", "Proofs")
	p.Open(path + "/columns")
	p.Click(`[aria-label="Column In progress"]`)
	p.Follow(`.menu:popover-open [value="remove:in_progress"]`)
	p.Submit("main form")
	p.waitColumns("task: Two, Three, One", "in_review: Four")
}

func TestTwoPeopleWhoDragAtOnceSeeOneOrder(t *testing.T) {
	ana, ben := open(t), open(t)
	ana.SignUp("Ana")
	ben.SignUp("Ben")
	path := ana.board("Website", "task: One, Two, Three, Four", "in_progress: First, Last")
	ana.behind(path+"/people", "user_id="+ben.me()+"&role=member")
	ben.Open(path)
	ben.deaf()
	x, y := ana.cardAt("First")
	// Both drop into the gap between First and Last, each on a page that does not know of the other's card.
	ana.dragCard("One", x, y+14)
	ana.WaitText(".toast", "“One” moved to In progress")
	ben.dragCard("Two", x, y+14)
	ben.WaitText(".toast", "“Two” moved to In progress")
	ben.waitColumns("task: Three, Four", "in_progress: First, Two, One, Last")
	ana.waitColumns("task: Three, Four", "in_progress: First, Two, One, Last")
	ana.dragCard("Four", x, y-14)
	ana.WaitText(".toast", "“Four” moved to In progress")
	ana.waitColumns("task: Three", "in_progress: Four, First, Two, One, Last")
	ben.Open(path)
	if anas, bens := ana.columns(), ben.columns(); !slices.Equal(anas, bens) {
		t.Errorf("ana sees %q, ben %q", anas, bens)
	}
}

func TestAMoveThatIsRefusedGoesBack(t *testing.T) {
	ana, ben := open(t), open(t)
	ana.SignUp("Ana")
	ben.SignUp("Ben")
	path := ana.board("Website", "task: One, Two", "in_progress: Three")
	ana.behind(path+"/people", "user_id="+ben.me()+"&role=member")
	ben.Open(path)
	ana.behind(path+"/people/"+ben.me()+"/role", "role=viewer")
	x, y := ben.cardAt("Three")
	ben.dragCard("One", x, y+14)
	ben.WaitText(".toast", "You can see this todo, but not change it.")
	ben.waitColumns("task: One, Two", "in_progress: Three")
	ben.Wait(`!document.querySelector("#board [data-move]")`)
}

func TestAThousandCardsStaySmooth(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/projects")
	path := p.make("Thousand")
	lines := make([]string, 250)
	for i := range lines {
		lines[i] = fmt.Sprintf("Card %03d", i)
	}
	for range 4 {
		p.behind("/todos/new?in=board&project="+strings.TrimPrefix(path, "/projects/"), "lines="+strings.ReplaceAll(strings.Join(lines, "%0A"), " ", "+"))
	}
	p.Open(path)
	if shown := p.Count(".card"); shown != 50 {
		t.Errorf("%d cards are shown at first", shown)
	}
	p.stays()
	for shown := 100; shown <= 200; shown += 50 {
		p.Click(`[id$="-m"] a`)
		p.Wait(fmt.Sprintf(`document.querySelectorAll(".card").length === %d`, shown))
	}
	if p.left() {
		t.Error("the whole page was loaded again")
	}
	p.Open(path + "?shown=1000:task")
	p.Wait(`document.querySelectorAll(".card").length === 1000`)
	// Cards out of sight are not laid out, and one that is dragged to the edge brings them in.
	p.settle()
	if drawn := eval[int](p, `[...document.querySelectorAll(".card .cover")].filter(c => c.checkVisibility({contentVisibilityAuto: true})).length`); drawn > 300 {
		t.Errorf("%d cards are laid out", drawn)
	}
	x, y := p.cardAt("Card 000")
	p.do("taking a card", chromedp.MouseEvent("mouseMoved", x, y), chromedp.MouseEvent("mousePressed", x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	bottom := eval[float64](p, `document.querySelector("#board").getBoundingClientRect().bottom - 8`)
	for step := range 10 {
		p.do("dragging to the edge", chromedp.MouseEvent("mouseMoved", x, y+(bottom-y)*float64(step+1)/10, chromedp.ButtonLeft))
	}
	p.Wait(`document.querySelector("#board").scrollTop > 300`)
	p.do("letting it go", chromedp.MouseEvent("mouseReleased", x, bottom, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	p.WaitText(".toast", "of 1000 in To do")
	p.Wait(`document.querySelectorAll(".card").length === 1000`)
}
