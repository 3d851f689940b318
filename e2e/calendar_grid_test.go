//go:build e2e

package e2e

import (
	"fmt"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// monday is that of the week after next, in which nothing of these tests is over.
func monday() time.Time {
	now := time.Now().UTC()
	return now.AddDate(0, 0, 14-(int(now.Weekday())+6)%7)
}

func weekday(n int) string { return monday().AddDate(0, 0, n).Format(time.DateOnly) }

// addEvent makes an event in the calendar that is the caller's own, and gives what the page knows it by.
func (p *Page) addEvent(fields string) string {
	p.t.Helper()
	id := p.api("POST", "/events", "{"+fields+"}")
	return fmt.Sprintf("#ev%v", id)
}

func meeting(title string, day int, from, to string) string {
	return fmt.Sprintf(`"title":%q,"start":"%sT%s","end":"%sT%s"`, title, weekday(day), from, weekday(day), to)
}

// hourHigh is how high an hour of the grid is.
const hourHigh = `document.querySelector("#week ol").getBoundingClientRect().height / 24`

// showWeek shows the week of these tests, with the scripts at work.
func (p *Page) showWeek() {
	p.t.Helper()
	p.Open("/calendar?view=week&date=" + weekday(0))
	p.ready()
}

func (p *Page) ready() {
	p.t.Helper()
	p.Wait(`"ready" in document.getElementById("grid").dataset`)
	p.settle()
}

// slot is a point of the week's grid that is in sight: of a day, at an hour.
func (p *Page) slot(day int, hour float64) (x, y float64) {
	p.t.Helper()
	at := eval[[]float64](p, fmt.Sprintf(`(() => { const week = document.getElementById("week"), column = document.getElementById("on-%s");
		const box = () => column.getBoundingClientRect(), y = () => box().top + %g * box().height / 24;
		if (y() < 320 || y() > innerHeight - 160) week.scrollTop += y() - innerHeight / 2;
		return [box().left + box().width / 2, y()]; })()`, weekday(day), hour))
	return at[0], at[1]
}

// where is the middle of an element, or a part of its height.
func (p *Page) where(selector string, part float64) (x, y float64) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`document.querySelector(%s)`, quote(selector)))
	at := eval[[]float64](p, fmt.Sprintf(`(() => { const el = document.querySelector(%s); if (!el.closest("#whole-days")) el.scrollIntoView({ block: "center" });
		const box = el.getBoundingClientRect(); return [box.left + Math.min(box.width / 2, 40), box.top + box.height * %g]; })()`, quote(selector), part))
	return at[0], at[1]
}

func (p *Page) mouse(what input.DispatchMouseEventType, x, y float64) {
	p.t.Helper()
	options := []chromedp.MouseOption{chromedp.ButtonLeft, chromedp.ClickCount(1)}
	if what == input.DispatchMouseEventTypeMouseMoved {
		options = options[:0]
	}
	p.do("using the mouse", chromedp.MouseEvent(what, x, y, options...))
}

// offline cuts the line for what the page asks, or joins it again.
func (p *Page) offline(is bool) {
	p.t.Helper()
	if is {
		eval[bool](p, `(window.line = window.fetch, window.fetch = () => Promise.reject(new TypeError("no line")), true)`)
		return
	}
	eval[bool](p, `(window.fetch = window.line, true)`)
}

// drag presses at one point and goes to another in steps.
func (p *Page) drag(x, y, toX, toY float64, drop bool) {
	p.t.Helper()
	p.mouse(input.DispatchMouseEventTypeMouseMoved, x, y)
	p.mouse(input.DispatchMouseEventTypeMousePressed, x, y)
	for i := 1.0; i <= 6; i++ {
		p.mouse(input.DispatchMouseEventTypeMouseMoved, x+(toX-x)*i/6, y+(toY-y)*i/6)
	}
	p.settle()
	if drop {
		p.mouse(input.DispatchMouseEventTypeMouseReleased, toX, toY)
	}
}

// starts waits until an event begins at a time of the person's clock, and the grid is where it stays.
func (p *Page) starts(event, at string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`document.querySelector(%s)?.dataset.start === %s`, quote(event), quote(at)))
	p.answered()
}

func (p *Page) ends(event, at string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`document.querySelector(%s)?.dataset.end === %s`, quote(event), quote(at)))
	p.answered()
}

// answered waits until nothing is asked any more: what an answer brings is there a moment before it is over, and the hours are
// then put back to where they were scrolled to.
func (p *Page) answered() {
	p.t.Helper()
	p.Wait(`!document.querySelector("#calendar > i[hidden], .htmx-request, .htmx-swapping, .htmx-settling")`)
	p.settle()
}

// livesIn sets the person's zone, whatever the browser's is.
func (p *Page) livesIn(zone string) {
	p.t.Helper()
	if !eval[bool](p, fmt.Sprintf(`fetch("/api/v1/auth/me", {method: "PATCH", headers: {"Content-Type": "application/json"}, body: JSON.stringify({timezone: %s})}).then(answer => answer.ok)`, quote(zone))) {
		p.t.Fatal("the zone is not taken")
	}
}
