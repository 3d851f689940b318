//go:build e2e

package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// api sends something to the API as the page's person, and gives the id of what was made.
func (p *Page) api(method, path, body string) int {
	p.t.Helper()
	return eval[int](p, fmt.Sprintf(`fetch("/api/v1" + %s, {method: %s, headers: {"Content-Type": "application/json"}, body: %s || undefined}).then(async answer => {
		if (!answer.ok) throw new Error(await answer.text());
		return answer.status === 204 ? 0 : (await answer.json()).id ?? 0;
	})`, quote(path), quote(method), quote(body)))
}

// newProject makes one by its form, and gives its id.
func (p *Page) newProject(name string) int {
	p.t.Helper()
	return eval[int](p, fmt.Sprintf(`fetch("/projects", {method: "POST", body: new URLSearchParams({name: %s})}).then(answer => Number(/projects\/(\d+)/.exec(answer.url)[1]))`, quote(name)))
}

// day is a date some days from today.
func day(days int) string { return time.Now().UTC().AddDate(0, 0, days).Format(time.DateOnly) }

// relaunch makes a project with some tasks that wait for each other, and gives the path of its timeline and the ids of
// the tasks: copy, layout, launch and one without dates.
func (p *Page) relaunch() (string, []int) {
	p.t.Helper()
	project := p.newProject("Website relaunch")
	var ids []int
	for _, task := range []string{
		fmt.Sprintf(`"name":"Homepage copy","start_date":%q,"due_date":%q,"status":"in_progress"`, day(-5), day(4)),
		fmt.Sprintf(`"name":"Page layout with a name that is too long for its bar","start_date":%q,"due_date":%q`, day(2), day(9)),
		fmt.Sprintf(`"name":"Launch","due_date":%q`, day(14)),
		`"name":"Thank-you notes"`,
	} {
		ids = append(ids, p.api("POST", "/tasks", fmt.Sprintf(`{%s,"project_id":%d}`, task, project)))
	}
	p.api("PUT", fmt.Sprintf("/tasks/%d/blockers/%d", ids[1], ids[0]), "")
	p.api("PUT", fmt.Sprintf("/tasks/%d/blockers/%d", ids[2], ids[1]), "")
	return fmt.Sprintf("/projects/%d?view=timeline", project), ids
}

// at is where a part of a bar is on the screen, a share of its width from its left.
func (p *Page) at(bar string, share float64) (x, y float64) {
	p.t.Helper()
	box := eval[[]float64](p, fmt.Sprintf(`(box => [box.x, box.y, box.width, box.height])(document.querySelector(%s).getBoundingClientRect())`, quote(bar)))
	return box[0] + box[2]*share, box[1] + box[3]/2
}

// columnWidth is how wide a day is.
func (p *Page) columnWidth() float64 {
	p.t.Helper()
	return eval[float64](p, `(row => (row.getBoundingClientRect().width - row.firstElementChild.getBoundingClientRect().width) / getComputedStyle(document.getElementById("gantt")).getPropertyValue("--days"))(document.querySelector(".when-row"))`)
}

func (p *Page) waitDates(bar, start, due string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`(bar => bar && bar.dataset.start === %s && bar.dataset.due === %s)(document.querySelector(%s))`, quote(start), quote(due), quote(bar)))
}

func TestATimelineLooksRightFullAndEmpty(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	empty := p.newProject("Fresh ideas")
	p.api("POST", "/tasks", fmt.Sprintf(`{"name":"An idea","project_id":%d}`, empty))
	p.Open(fmt.Sprintf("/projects/%d?view=timeline", empty))
	p.WaitText("h2", "Nothing has a date yet")
	p.Look("timeline-empty")
	page, ids := p.relaunch()
	p.Open(page)
	if n := p.Count("#gantt svg path"); n != 2 {
		t.Errorf("%d arrows, want 2", n)
	}
	p.Look("timeline")
	p.Open(page + "&zoom=quarter&group=none")
	p.Look("timeline-quarter")
	p.Open(fmt.Sprintf("/todos/%d/blockers", ids[3]))
	p.Look("blockers")
	p.Open(fmt.Sprintf("/todos/%d?in=timeline&project=%s", ids[1], page[len("/projects/"):len(page)-len("?view=timeline")]))
	p.Look("timeline-panel")
}

func TestNWritesATaskOnTheTimeline(t *testing.T) {
	p := open(t)
	p.SignUp("Nora")
	page, _ := p.relaunch()
	p.Open(page)
	p.stays()
	p.Wait(`!document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true, cancelable: true }))`)
	p.Wait(`document.activeElement.id === "add"`)
	p.Press("Photographs tomorrow")
	p.Wait(`document.querySelector("#understood .chip")`)
	p.Press(kb.Enter)
	p.WaitText("#gantt", "Photographs")
	p.Press("Whenever")
	p.Press(kb.Enter)
	p.WaitText(".toast:last-child", "“Whenever” added, without a date")
	p.Wait(`document.activeElement.id === "add" && document.activeElement.value === "" && location.search.includes("timeline")`)
	p.Look("timeline-added")
	p.Click(".toast:last-child a")
	p.WaitText("#panel h2", "Whenever")
	p.WaitText("#gantt", "Photographs")
}

func TestBarsAreMovedAndStretchedByDragAndByKeys(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	page, ids := p.relaunch()
	p.Open(page)
	p.stays()
	bar := fmt.Sprintf("#b%d", ids[1])
	width := p.columnWidth()
	drag := func(share, inside, days float64) {
		x, y := p.at(bar, share)
		p.do("dragging", chromedp.DragAndDropXY(x+inside, y, x+inside+days*width, y, 12))
	}
	drag(.5, 0, 3)
	p.waitDates(bar, day(5), day(12))
	drag(1, -3, 2)
	p.waitDates(bar, day(5), day(14))
	drag(0, 3, -4)
	p.waitDates(bar, day(1), day(14))
	p.WaitText(".toast:last-child", "is from")
	p.Click(".toast:last-child form button")
	p.waitDates(bar, day(5), day(14))

	eval[bool](p, fmt.Sprintf(`(document.querySelector(%s).focus(), true)`, quote(bar)))
	p.Press(kb.ArrowRight)
	p.Press(kb.ArrowRight)
	p.Press(kb.ArrowLeft, kb.ModifierShift)
	p.waitDates(bar, day(7), day(15))
	p.Wait(fmt.Sprintf(`document.activeElement.matches(%s)`, quote(bar)))
	p.Press(kb.ArrowLeft)
	p.Press(kb.Escape)
	point := fmt.Sprintf("#b%d", ids[2])
	x, y := p.at(point, 0)
	p.do("dragging a point", chromedp.DragAndDropXY(x+5, y, x+5-2*width, y, 12))
	p.waitDates(point, "", day(12))
	p.waitDates(bar, day(7), day(15))
	if p.left() {
		t.Error("the page was loaded anew")
	}

	p.Click(bar)
	p.WaitText("#d-title", "Page layout")
	p.Wait(fmt.Sprintf(`document.querySelector(%s).ariaCurrent === "true"`, quote(bar)))
	p.WaitText("#links", "Homepage copy")
	p.Press(kb.Escape)
	p.Wait(`document.querySelector("#panel").hidden`)
}

func TestABarGoesBackWhenTheServerSaysNo(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	page, ids := p.relaunch()
	p.Open(page)
	bar := fmt.Sprintf("#b%d", ids[0])
	p.deaf()
	p.behind(fmt.Sprintf("/todos/%d/dates", ids[0]), "due_date="+day(6))
	eval[bool](p, fmt.Sprintf(`(document.querySelector(%s).focus(), true)`, quote(bar)))
	p.Press(kb.ArrowRight)
	p.WaitText(`.toast[data-hue="red"]`, "Somebody has changed it")
	p.waitDates(bar, day(-5), day(6))
}

func TestBarsAreMovedByTouch(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	page, ids := p.relaunch()
	p.Size(390, 844)
	p.Open(page)
	bar := fmt.Sprintf("#b%d", ids[0])
	eval[bool](p, fmt.Sprintf(`(document.querySelector(%s).scrollIntoView({block: "center", inline: "center"}), true)`, quote(bar)))
	p.settle()
	width := p.columnWidth()
	x, y := p.at(bar, .5)
	p.touch("touchStart", x, y)
	for step := range 12 {
		p.touch("touchMove", x+2*width*float64(step+1)/12, y)
	}
	p.settle()
	p.touch("touchEnd", x+2*width, y)
	p.waitDates(bar, day(-3), day(6))
}

func TestATimelineIsReadAndChangedWithoutScripts(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	page, ids := p.relaunch()
	p.WithoutScripts()
	p.Open(page)
	p.Follow(fmt.Sprintf("#b%d", ids[1]))
	p.WaitText("#d-title", "Page layout")
	p.Follow(`#links .head a`)
	p.WaitText("h1", "Add a dependency")
	p.Click(fmt.Sprintf(`input[value="%d"]`, ids[3]))
	p.Click(`form[method="post"] button[type="submit"].btn[data-kind="primary"]`)
	p.WaitText("#links", "Thank-you notes")
	p.WaitText(".toast", "is blocked by")
	p.Follow(`.seg a:nth-of-type(2)`)
	p.WaitText(`.seg [aria-current]`, "Months")
}
