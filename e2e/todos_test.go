//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// row is the row of a todo by its title; titles in these tests have no quotes.
func row(title string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(".todo")].find(row => row.querySelector(".name > span, span.name")?.textContent === %s)`, quote(title))
}

// Add types a todo into the quick line and waits until it is in the list.
func (p *Page) Add(words, title string) {
	p.t.Helper()
	p.Fill("#add", words)
	p.Press(kb.Enter)
	p.Wait(row(title))
}

// AddMany adds todos by the form for several.
func (p *Page) AddMany(lines ...string) {
	p.t.Helper()
	p.Open("/todos/new?view=all")
	eval[bool](p, fmt.Sprintf(`(document.querySelector("[name=lines]").value = %s, true)`, quote(strings.Join(lines, "\n"))))
	p.Submit(`main form:has([name="lines"])`)
}

// stays marks the page, and left tells whether another one was loaded since.
func (p *Page) stays() { p.t.Helper(); eval[bool](p, `window.stays = true`) }

func (p *Page) left() bool { p.t.Helper(); return eval[bool](p, `!window.stays`) }

func TestATodoIsWrittenInWords(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/todos?view=all")
	p.stays()
	p.Fill("#add", "Call Ana tomorrow 5pm #sales !high")
	p.Wait(`document.querySelectorAll("#understood .chip").length >= 3`)
	p.WaitText("#understood", "sales")
	p.Press(kb.Enter)
	p.Wait(row("Call Ana"))
	p.Wait(`document.querySelector("#add").value === ""`)
	p.WaitFocus("#add")
	if p.left() {
		t.Error("the whole page was loaded again")
	}
	if text := eval[string](p, row("Call Ana")+".innerText"); !strings.Contains(text, "sales") || !strings.Contains(text, "17:00") {
		t.Errorf("the row says %q", text)
	}
}

func TestTheNumberInTheNavigationIsWhatIsLeftToday(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/todos")
	const number = `.nav a[href="/todos"] .end`
	p.Add("Water the plants", "Water the plants")
	p.WaitText(number, "1")
	p.Click(".todo .check")
	p.Wait(`document.querySelector(` + quote(number) + `).textContent === ""`)
}

func TestAChipThatIsTakenAwayLeavesItsWords(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/todos?view=all")
	p.Fill("#add", "Read about friday prayers #books")
	p.Wait(`document.querySelectorAll("#understood .chip").length >= 2`)
	before := p.Count("#understood .chip")
	p.Click(`#understood .chip button`)
	p.Wait(fmt.Sprintf(`document.querySelectorAll("#understood .chip").length === %d`, before-1))
	p.Click(`#quick button[type="submit"]:not(.chip button)`)
	p.Wait(`document.querySelectorAll(".todo").length === 1`)
}

func TestATodoIsTickedOffAndTakenBack(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/todos?view=all")
	p.Add("Water the plants", "Water the plants")
	p.stays()
	p.Click(".todo .check")
	p.Wait(row("Water the plants") + `?.querySelector(".check").getAttribute("aria-checked") === "true"`)
	p.WaitText(".toast:last-child", "completed")
	p.Click(".toast:last-child [data-undo] button")
	p.Wait(row("Water the plants") + `?.querySelector(".check").getAttribute("aria-checked") === "false"`)
	if p.left() {
		t.Error("the whole page was loaded again")
	}
}

func TestATodoOpensBesideTheListAndCloses(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.Open("/todos?view=all")
	p.Add("Order paper", "Order paper")
	p.stays()
	p.Click(".todo .name")
	p.WaitText("#panel h2", "Order paper")
	p.Wait(`location.pathname.startsWith("/todos/")`)
	p.Wait(`document.activeElement.matches("#panel h2")`)
	p.Look("todo")
	p.Press(kb.Escape)
	p.Wait(`document.querySelector("#panel").hidden && location.pathname === "/todos"`)
	p.Wait(`document.activeElement.matches(".todo .name")`)
	if p.left() {
		t.Error("the whole page was loaded again")
	}
	eval[bool](p, `(history.back(), true)`)
	p.Wait(`location.pathname.startsWith("/todos/")`)
	p.WaitText("#panel h2", "Order paper")
}

func TestTheListIsWalkedByKeys(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.AddMany("First", "Second", "Third")
	p.Open("/todos?view=all&sort=title")
	p.Press("j")
	p.Press("j")
	p.Wait(`document.activeElement.closest(".todo")?.innerText.includes("Second")`)
	p.Press("k")
	p.Wait(`document.activeElement.closest(".todo")?.innerText.includes("First")`)
	p.Press("x")
	p.Wait(row("First") + `.querySelector(".pick").checked`)
	p.Wait(`document.querySelector(".bulk").checkVisibility()`)
	p.Press("x")
	p.Press("n")
	p.Wait(`document.activeElement.id === "add"`)
	p.Press(kb.Escape)
	p.Press("?")
	p.Wait(`document.querySelector("#keys").open`)
	p.Press(kb.Escape)
	p.Wait(`!document.querySelector("#keys").open`)
}

func TestManyAreDeletedAtOnceAndTakenBackAtOnce(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.AddMany("One", "Two", "Three")
	p.Open("/todos?view=all&select=1")
	p.Wait(`document.querySelectorAll(".todo").length === 3`)
	eval[bool](p, `([...document.querySelectorAll(".pick")].slice(0, 2).forEach(pick => pick.click()), true)`)
	p.Look("todos-select")
	p.Click(`.bulk button[value="delete"]`)
	p.Wait(`document.querySelectorAll(".todo").length === 1`)
	p.Open("/todos?view=trash")
	p.Wait(`document.querySelectorAll(".todo").length === 2`)
	p.Look("todos-trash")
	p.Open("/todos?view=all")
	p.Click(`[popovertarget="arrange"]`)
	p.Click(`#arrange form button[type="submit"]`)
	p.Wait(`document.querySelectorAll(".todo").length === 3`)
}

func TestALongListGoesOnAsItIsScrolled(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	var lines []string
	for n := range 120 {
		lines = append(lines, fmt.Sprintf("Todo %03d", n))
	}
	p.AddMany(lines...)
	p.Open("/todos?view=all&sort=title")
	if n := p.Count(".todo"); n > 60 {
		t.Errorf("%d todos at once", n)
	}
	for range 3 {
		eval[bool](p, `(document.querySelector("#more")?.scrollIntoView(), true)`)
		p.settle()
	}
	p.Wait(`(document.querySelector("#more")?.scrollIntoView(), document.querySelectorAll(".todo").length === 120)`)
	if titles := eval[int](p, `new Set([...document.querySelectorAll(".todo .name")].map(name => name.innerText)).size`); titles != 120 {
		t.Errorf("%d different todos", titles)
	}
}

func TestTodosWorkWithoutScripts(t *testing.T) {
	p := open(t)
	p.WithoutScripts()
	p.SignUp("Ana")
	p.Open("/todos?view=all")
	p.Fill("#add", "Buy stamps #post")
	p.Submit("#quick")
	if !strings.Contains(p.Text("#todos"), "Buy stamps") {
		t.Fatalf("the list says %q", p.Text("main"))
	}
	p.Follow(".todo .name")
	if !strings.Contains(p.Text("#panel h2"), "Buy stamps") {
		t.Errorf("the todo's page says %q", p.Text("#panel"))
	}
	p.Open("/todos?view=all")
	p.Follow(".todo .check")
	if !strings.Contains(p.Text(".toasts"), "Buy stamps") {
		t.Errorf("nothing tells what was done: %q", p.Text(".toasts"))
	}
	p.Follow(".toast form button")
	p.Open("/todos?view=all")
	if p.Has(`.todo .check[aria-checked="true"]`) || !p.Has(".todo") {
		t.Error("the todo is not back")
	}
	var lines []string
	for n := range 60 {
		lines = append(lines, fmt.Sprintf("Todo %03d", n))
	}
	p.AddMany(lines...)
	p.Open("/todos?view=all&sort=title")
	p.Follow("#more a")
	if !strings.Contains(p.Text("#todos"), "Todo 059") {
		t.Error("the second page does not have the last todo")
	}
}

func TestATitleIsTextWhateverItHolds(t *testing.T) {
	for _, title := range []string{
		`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`, `{{constructor.constructor('alert(1)')()}}`,
		`javascript:alert(1)`, "\u202etxt.exe", "مهمة اليوم", strings.Repeat("long ", 90) + "end",
	} {
		t.Run(title[:min(len(title), 20)], func(t *testing.T) {
			p := open(t)
			p.SignUp("Eve")
			p.AddMany(`"` + title + `"`)
			p.Open("/todos?view=all")
			p.Wait(`document.querySelectorAll(".todo").length === 1`)
			p.Click(".todo .name")
			p.Wait(`document.querySelector("#panel h2")`)
			if over := eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("the page is %d pixels too wide", over)
			}
		})
	}
}

func TestTheTodosLookRight(t *testing.T) {
	p := open(t)
	p.SignUp("Ben")
	p.Open("/todos")
	p.Look("todos-empty")
	p.AddMany("Send the offer to Lena today 9:00 !high #sales", "Water the plants today", "Call the printer tomorrow #office",
		"Pay rent every month", "Review the contract in 3 days !low #office", "Read “The Pale King” someday", "Book flights next friday #travel", "Fix the bike #home")
	for _, view := range []string{"today", "upcoming", "all", "completed", "inbox"} {
		p.Open("/todos?view=" + view)
		p.Look("todos-" + view)
	}
	p.Open("/todos/new")
	p.Look("todos-new")
}

func TestNothingMovesWhileThePageLoads(t *testing.T) {
	p := open(t)
	p.SignUp("Cleo")
	p.AddMany("One today", "Two tomorrow", "Three")
	p.Open("/todos?view=all")
	p.settle()
	moved := eval[float64](p, `new Promise(done => new PerformanceObserver(list =>
		done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 500))`)
	if moved > 0.001 {
		t.Errorf("the page moves by %v while it loads", moved)
	}
}

// The picture in the README is this one: shots/readme-1440-light.png, taken over by hand.
func TestAWorkingDayLooksRight(t *testing.T) {
	p := open(t)
	p.SignUp("Maya")
	p.AddMany("Send the offer to Lena today 16:00 !high #sales", "Call the printer about the posters today #studio", "Pay the rent every month",
		"Review Tom's contract in 3 days !low #office", "Water the plants every 3 days #home", "Book flights to Lisbon next friday #travel",
		"Ask Ines for the logo files tomorrow #studio", "Fix the bike #home", "Write down what went well")
	p.Open("/todos?view=all&group=date")
	p.Click(`.todo:first-of-type .name`)
	p.Wait(`document.querySelector("#panel h2")`)
	for _, step := range []string{"Add the new prices", "Ask for the delivery date", "Let Tom read it"} {
		p.Fill("#step", step)
		p.Press(kb.Enter)
		p.WaitText("#panel", step)
	}
	p.Open(p.Path())
	p.Look("readme")
}
