//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// While something is in somebody's hands, answers arrive that were asked for before. None of them may take it from them,
// and none may be lost.

const (
	liveNews = `new Headers(how?.headers).has("X-Live")`
	sent     = `how?.method === "POST"`
)

// holdBack has those answers wait that an expression about "to" and "how" is true of, until they are let through.
func (p *Page) holdBack(which string) {
	p.t.Helper()
	eval[bool](p, `(() => {
		window.heldBack = [];
		window.fetching ??= window.fetch;
		window.fetch = async (to, how) => {
			const answer = await window.fetching(to, how);
			if (`+which+`) await new Promise(go => window.heldBack.push(go));
			return answer;
		};
		return true;
	})()`)
}

// heldBack waits until so many answers wait.
func (p *Page) heldBack(answers int) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`window.heldBack.length >= %d`, answers))
}

// letThrough gives the page the answers that wait, and all that come later, and the time to do something with them.
func (p *Page) letThrough() {
	p.t.Helper()
	eval[bool](p, `(window.fetch = window.fetching, window.heldBack.forEach(go => go()), new Promise(done => setTimeout(() => done(true), 200)))`)
	p.settle()
}

// take presses at one point and goes to another, without letting go.
func (p *Page) take(x, y, toX, toY float64) {
	p.t.Helper()
	p.mouse(input.DispatchMouseEventTypeMouseMoved, x, y)
	p.mouse(input.DispatchMouseEventTypeMousePressed, x, y)
	for i := 1.0; i <= 6; i++ {
		p.do("carrying", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x+(toX-x)*i/6, y+(toY-y)*i/6, chromedp.ButtonLeft))
	}
	p.settle()
}

func (p *Page) letGo(x, y float64) {
	p.t.Helper()
	p.mouse(input.DispatchMouseEventTypeMouseReleased, x, y)
}

func TestAnEventIsTakenWhileTheMoveBeforeIsUnderWay(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	first := p.addEvent(meeting("First", 1, "10:00", "11:00"))
	second := p.addEvent(meeting("Second", 2, "10:00", "11:00"))
	p.showWeek()
	hour := eval[float64](p, hourHigh)
	p.holdBack(sent)
	x, y := p.where(first, 0.5)
	p.take(x, y, x, y+hour)
	p.letGo(x, y+hour)
	p.heldBack(1)
	x, y = p.where(second, 0.5)
	p.take(x, y, x, y+2*hour)
	p.letThrough()
	p.starts(first, weekday(1)+"T11:00")
	p.Wait(`document.querySelector(".preview")`)
	p.letGo(x, y+2*hour)
	p.starts(second, weekday(2)+"T12:00")
	p.WaitText(".toast", "“Second” moved to")
}

func TestWhatOthersDoWaitsUntilAnEventIsLetGo(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	event := p.addEvent(meeting("Review", 1, "10:00", "11:00"))
	p.showWeek()
	p.listening("held")
	hour := eval[float64](p, hourHigh)
	p.holdBack(liveNews)
	other := p.addEvent(meeting("Lunch", 2, "12:00", "13:00"))
	p.api("POST", "/tasks", fmt.Sprintf(`{"name":"Water the plants","due_date":%q}`, day(-1)))
	p.Wait(`window.heldBack.length >= 2`)
	x, y := p.where(event, 0.5)
	p.take(x, y, x, y+2*hour)
	p.letThrough()
	if !p.Has(".preview") || p.Has(other) {
		t.Error("what others did came while an event was in the air")
	}
	p.letGo(x, y+2*hour)
	p.starts(event, weekday(1)+"T12:00")
	p.Wait(fmt.Sprintf(`document.querySelector(%s)`, quote(other)))
	p.WaitText(`#nav a[href="/todos"]`, "1")
}

func TestWhatOthersDoWaitsUntilACardIsLetGo(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	path := p.board("Website", "task: One, Two, Three", "in_progress: First")
	p.listening("held")
	p.holdBack(liveNews)
	p.behind("/todos?in=board&project="+path[len("/projects/"):], "status=in_progress&text=Last")
	p.heldBack(1)
	x, y := p.cardAt("One")
	toX, toY := p.cardAt("First")
	p.take(x, y, toX, toY-14)
	p.letThrough()
	if !p.Has("#board .ghost") {
		t.Error("the card was taken from the hand")
	}
	p.waitColumns("task: Two, Three", "in_progress: One, First")
	p.letGo(toX, toY-14)
	p.WaitText(".toast", "“One” moved to In progress")
	p.waitColumns("task: Two, Three", "in_progress: One, First, Last")
}

func TestTheMessageOfAMoveComesWhileTheNextCardIsInTheAir(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.board("Website", "task: One, Two, Three", "in_progress: First")
	p.holdBack(sent)
	toX, toY := p.cardAt("First")
	p.dragCard("One", toX, toY-14)
	p.heldBack(1)
	x, y := p.cardAt("Three")
	toX, toY = p.cardAt("One")
	p.take(x, y, toX, toY-14)
	p.letThrough()
	p.WaitText(".toast", "“One” moved to In progress")
	p.waitColumns("task: Two", "in_progress: Three, One, First")
	p.letGo(toX, toY-14)
	p.WaitText(".toast", "“Three” moved to In progress")
	p.waitColumns("task: Two", "in_progress: Three, One, First")
}

func TestWhatComesWaitsUntilATodoIsLetGo(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.AddMany("One", "Two", "Three")
	p.Open("/todos?view=all")
	p.waitTitles("One", "Two", "Three")
	p.listening("held")
	x, y := p.middle("Three", ".grip")
	p.do("pointing at the handle", chromedp.MouseEvent("mouseMoved", x, y))
	p.Wait(`performance.getEntriesByType("resource").some(file => file.name.includes("sortable") && file.responseEnd > 0)`)
	p.settle()
	p.holdBack(liveNews)
	p.api("POST", "/tasks", `{"name":"Four"}`)
	p.heldBack(1)
	_, top := p.middle("One", ".grip")
	p.take(x, y, x, top-8)
	carried := `document.querySelector(".todos .todo:not(.sortable-drag)").matches(".sortable-ghost")`
	p.Wait(carried)
	p.letThrough()
	if !eval[bool](p, carried) {
		t.Error("the row was taken from the hand")
	}
	p.letGo(x, top-8)
	p.waitTitles("Three", "One", "Two", "Four")
	p.Wait(`!document.querySelector(".htmx-request")`)
	p.Open("/todos?view=all")
	p.waitTitles("Three", "One", "Two", "Four")
}

func TestABarStaysInTheHandWhenTheTimelineIsBroughtUpToDate(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	page, ids := p.relaunch()
	p.Open(page)
	bar, other := fmt.Sprintf("#b%d", ids[1]), fmt.Sprintf("#b%d", ids[0])
	column := fmt.Sprintf(`document.querySelector(%s).style.getPropertyValue("--s")`, quote(bar))
	width := p.columnWidth()
	at := eval[string](p, column)
	p.api("PATCH", fmt.Sprintf("/tasks/%d", ids[0]), `{"name":"Copy of the homepage"}`)
	p.WaitText("#gantt", "Copy of the homepage")
	x, y := p.at(bar, .5)
	p.take(x, y, x+3*width, y)
	moved := eval[string](p, column)
	if moved == at {
		t.Fatal("the bar is not carried")
	}
	// What was asked for here, such as after a tick, comes at once.
	p.api("PATCH", fmt.Sprintf("/tasks/%d", ids[0]), fmt.Sprintf(`{"due_date":%q}`, day(5)))
	eval[bool](p, `(document.dispatchEvent(new CustomEvent("mddash:sent")), true)`)
	p.Wait(fmt.Sprintf(`document.querySelector(%s)?.dataset.due === %s`, quote(other), quote(day(5))))
	p.settle()
	if got := eval[string](p, column); got != moved {
		t.Errorf("the bar went to column %s, and was carried to %s", got, moved)
	}
	p.letGo(x+3*width, y)
	p.waitDates(bar, day(5), day(12))
}
