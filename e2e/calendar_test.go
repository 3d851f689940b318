//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
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

// starts waits until an event begins at a time of the person's clock.
func (p *Page) starts(event, at string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`document.querySelector(%s)?.dataset.start === %s`, quote(event), quote(at)))
}

func (p *Page) ends(event, at string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`document.querySelector(%s)?.dataset.end === %s`, quote(event), quote(at)))
}

func TestAnEventIsMadeByClickingAndByDrawingOnTheWeek(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.showWeek()
	x, y := p.slot(2, 10.1)
	p.mouse(input.DispatchMouseEventTypeMousePressed, x, y)
	p.mouse(input.DispatchMouseEventTypeMouseReleased, x, y)
	p.Wait(`document.querySelector("#quick:popover-open") && document.activeElement.name === "title"`)
	if got := eval[string](p, `document.querySelector("#quick [name=start]").value`); got != weekday(2)+"T10:00" {
		t.Errorf("a click is at %s", got)
	}
	p.Press("Breakfast")
	p.Press(kb.Enter)
	p.WaitText("#week .ev", "Breakfast")
	p.WaitText(".toast", "“Breakfast” created")
	x, y = p.slot(3, 13)
	_, end := p.slot(3, 14.5)
	p.drag(x, y+2, x, end, true)
	p.Wait(`document.querySelector("#quick:popover-open")`)
	if got := eval[string](p, `document.querySelector("#quick [name=start]").value + " " + document.querySelector("#quick [name=end]").value`); got != weekday(3)+"T13:00 "+weekday(3)+"T14:30" {
		t.Errorf("what was drawn is at %s", got)
	}
	p.Axe("calendar-quick")
	p.Press(kb.Escape)
	p.Wait(`!document.querySelector("#quick:popover-open, .preview")`)
	p.drag(x, y+2, x, end, true)
	p.Wait(`document.querySelector("#quick:popover-open")`)
	p.Press(kb.Enter)
	p.WaitText("#quick", "Give the event a title.")
	p.Press("Lunch")
	p.Follow("#quick [data-more]")
	if title, start := eval[string](p, `document.getElementById("title").value`), eval[string](p, `document.getElementById("start").value`); title != "Lunch" || start != weekday(3)+"T13:00" {
		t.Errorf("the whole form has %q at %q", title, start)
	}
}

func TestAnEventIsMovedAndStretchedWithTheMouse(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	event := p.addEvent(meeting("Review", 1, "10:00", "11:00"))
	p.showWeek()
	hour := eval[float64](p, hourHigh)
	toX, _ := p.slot(3, 12)
	x, y := p.where(event, 0.5)
	p.drag(x, y, toX, y+2*hour, true)
	p.starts(event, weekday(3)+"T12:00")
	p.WaitText(".toast", "“Review” moved to")
	x, y = p.where(event, 1)
	p.drag(x, y-2, x, y-2+hour, true)
	p.ends(event, weekday(3)+"T14:00")
	x, y = p.where(event, 0)
	p.drag(x, y+2, x, y+2+hour/2, true)
	p.starts(event, weekday(3)+"T12:30")
	x, y = p.where(event, 0.5)
	p.drag(x, y, x+5, y+3*hour, false)
	p.Wait(`document.querySelector(".preview")`)
	p.Press(kb.Escape)
	p.Wait(`!document.querySelector(".preview, .lifted")`)
	p.mouse(input.DispatchMouseEventTypeMouseReleased, x, y)
	x, y = p.where(event, 0.5)
	_, lane := p.where("#whole-days .hours", 0.9)
	p.drag(x, y, x, lane, true)
	p.starts(event, weekday(3))
	p.Press("z")
	p.starts(event, weekday(3)+"T12:30")
	p.Open("/calendar?view=month&date=" + weekday(0))
	p.ready()
	x, y = p.where(event, 0.5)
	toX, toY := p.where("#on-"+weekday(1)+" .no", 0.5)
	p.drag(x, y, toX, toY, true)
	p.starts(event, weekday(1)+"T12:30")
}

func TestAnEventIsHandledWithKeys(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	first := p.addEvent(meeting("First", 1, "10:00", "11:00"))
	second := p.addEvent(meeting("Second", 1, "13:00", "14:00"))
	p.showWeek()
	p.do("focusing", chromedp.Focus(chromedp.CSS(first)))
	p.Press(kb.ArrowDown)
	if !p.Focused(second) {
		t.Error("the arrow does not choose the next event")
	}
	p.Press(kb.ArrowRight, kb.ModifierAlt)
	p.Press(kb.ArrowUp, kb.ModifierAlt)
	p.starts(second, weekday(2)+"T12:45")
	p.WaitText("#said", "12:45 to 13:45")
	p.Wait(fmt.Sprintf(`document.activeElement.matches(%s)`, quote(second)))
	p.Press(kb.ArrowDown, kb.ModifierShift)
	p.ends(second, weekday(2)+"T14:00")
	p.Wait(`!document.querySelector(".preview")`)
	p.Press(kb.ArrowDown, kb.ModifierAlt)
	p.Press(kb.Escape)
	p.Wait(`!document.querySelector(".preview")`)
	p.Press(kb.Enter)
	p.Wait(`document.querySelector("#pop:popover-open") && document.activeElement.closest("#pop")`)
	p.Look("calendar-card")
	p.Press(kb.Escape)
	p.Wait(fmt.Sprintf(`document.activeElement.matches(%s)`, quote(second)))
	p.Press(kb.Delete)
	p.Wait(fmt.Sprintf(`!document.querySelector(%s)`, quote(second)))
	p.WaitText(".toast", "“Second” deleted")
	p.Press("z")
	p.Wait(fmt.Sprintf(`document.querySelector(%s)`, quote(second)))
	p.Press("m")
	p.Wait(`document.querySelector("#month")`)
	p.ready()
	p.Press("j")
	p.Wait(fmt.Sprintf(`document.querySelector("h1").innerText !== %s`, quote(monday().Format("January 2006"))))
	p.ready()
	p.Press("t")
	p.Wait(fmt.Sprintf(`document.querySelector("h1").innerText === %s`, quote(time.Now().Format("January 2006"))))
	p.ready()
	p.Press("n")
	p.Wait(`document.querySelector("#quick:popover-open")`)
}

func TestAFingerMovesAnEventAfterResting(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	event := p.addEvent(meeting("Review", 0, "10:00", "11:00"))
	p.Size(390, 844)
	p.Open("/calendar?view=day&date=" + weekday(0))
	p.ready()
	x, y := p.where(event, 0.5)
	hour := eval[float64](p, hourHigh)
	p.touch(input.DispatchTouchEventTypeTouchStart, x, y)
	p.Wait(`document.body.classList.contains("carries")`)
	for i := 1.0; i <= 4; i++ {
		p.touch(input.DispatchTouchEventTypeTouchMove, x, y+hour*i/4)
	}
	p.settle()
	p.touch(input.DispatchTouchEventTypeTouchEnd, x, y+hour)
	p.starts(event, weekday(0)+"T11:00")
}

func TestMovingASeriesAsksWhichTimes(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	series := p.addEvent(meeting("Stand-up", 0, "09:00", "09:30") + `,"recurrence":"FREQ=DAILY;COUNT=5"`)
	p.showWeek()
	move := func(day int, by float64, answer string) {
		t.Helper()
		x, y := p.where(series+"-"+weekday(day), 0.5)
		hour := eval[float64](p, hourHigh)
		p.drag(x, y, x, y+by*hour, true)
		p.Wait(`document.querySelector("#series").open`)
		p.Click(`#series [value="` + answer + `"]`)
	}
	move(1, 1, "this")
	p.starts(series+"-"+weekday(1), weekday(1)+"T10:00")
	p.starts(series+"-"+weekday(2), weekday(2)+"T09:00")
	move(0, 2, "")
	p.Wait(`!document.querySelector(".preview, .lifted")`)
	p.starts(series+"-"+weekday(0), weekday(0)+"T09:00")
	move(0, 1.5, "all")
	p.starts(series+"-"+weekday(4), weekday(4)+"T10:30")
	p.starts(series+"-"+weekday(1), weekday(1)+"T10:00")
	move(3, 1, "following")
	p.Wait(fmt.Sprintf(`[...document.querySelectorAll("#week .ev")].some(el => el.dataset.start === %s)`, quote(weekday(4)+"T11:30")))
	p.starts(series+"-"+weekday(2), weekday(2)+"T10:30")
	p.do("focusing", chromedp.Focus(chromedp.CSS(series+"-"+weekday(2))))
	p.Press(kb.Delete)
	p.WaitText("#pop", "This and all that follow")
	p.Axe("calendar-removal")
}

func TestWhatCannotBeMovedGoesBack(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	event := p.addEvent(meeting("Review", 1, "10:00", "11:00"))
	p.showWeek()
	id := strings.TrimPrefix(event, "#ev")
	p.api("PATCH", "/events/"+id, fmt.Sprintf(`{"start":"%sT12:00","end":"%sT13:00"}`, weekday(1), weekday(1)))
	down := func() {
		x, y := p.where(event, 0.5)
		p.drag(x, y, x, y+100, true)
	}
	down()
	p.WaitText(".toast", "Somebody changed “Review” in the meantime")
	p.starts(event, weekday(1)+"T12:00")
	p.offline(true)
	down()
	p.WaitText(".toast", "The server does not answer. It is where it was.")
	p.Wait(`!document.querySelector(".preview, .lifted")`)
	p.offline(false)
	p.starts(event, weekday(1)+"T12:00")
	p.seen.forgive("no line")
}

func TestAnEventThatIsOnlySeenStaysWhereItIs(t *testing.T) {
	p, other := open(t), open(t)
	p.SignUp("Ana")
	event := p.addEvent(meeting("Dentist", 1, "10:00", "11:00") + `,"calendar_id":1,"privacy":"private"`)
	other.SignUp("Ben")
	other.showWeek()
	if got := eval[bool](other, fmt.Sprintf(`"version" in document.querySelector(%s).dataset`, quote(event))); got {
		t.Error("it says what it takes to move it")
	}
	x, y := other.where(event, 0.5)
	other.drag(x, y, x, y+100, true)
	if other.Has(".preview") {
		t.Error("it is carried")
	}
	other.Press(kb.Escape)
	other.Open("/calendar?view=week&date=" + weekday(0))
	other.ready()
	other.Click(event)
	other.WaitText("#pop", "Busy")
	if other.Has("#pop .facts ~ .line form") || strings.Contains(other.Text("#pop"), "Edit") {
		t.Error("it can be changed")
	}
}

func TestTheCalendarWorksWithoutScripts(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	event := p.addEvent(meeting("Review", 1, "10:00", "11:00"))
	p.WithoutScripts()
	for _, view := range []string{"month", "week", "day", "agenda"} {
		p.Open("/calendar?view=" + view + "&date=" + weekday(1))
		p.WaitText(".pane", "Review")
	}
	p.Open("/calendar?view=week&date=" + weekday(1))
	p.Follow(event)
	p.WaitText("h1", "Review")
	p.Open("/calendar?view=month&date=" + weekday(1))
	p.Follow("#on-" + weekday(1) + " .no")
	p.Follow(".bar [data-new]")
	if got := eval[string](p, `document.getElementById("start").value`); got != weekday(1)+"T09:00" {
		t.Errorf("a new event is at %s", got)
	}
}

func TestTheCalendarLooksRightInEachView(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	for _, view := range []string{"month", "week", "day", "agenda"} {
		p.Open("/calendar?view=" + view + "&date=2031-01-15")
		p.Look("calendar-" + view + "-empty")
	}
	p.meetings()
	for i := range 6 {
		p.addEvent(meeting(fmt.Sprint("At the same time ", i), 1, fmt.Sprintf("%02d:30", 9+i), fmt.Sprintf("%02d:00", 11+i)))
	}
	for _, view := range []string{"month", "week", "day", "agenda"} {
		p.Open("/calendar?view=" + view)
		p.Look("calendar-" + view)
	}
	p.Open("/calendar?view=week&date=" + weekday(0))
	p.Look("calendar-overlaps")
}
