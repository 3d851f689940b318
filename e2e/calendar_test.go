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
	p.WaitFocus(second)
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
		p.Wait(`!document.querySelector("#series").open && !document.querySelector(".preview, .lifted, .htmx-request, .htmx-swapping, .htmx-settling")`)
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

func TestTheCalendarKeepsToThePersonsOwnClock(t *testing.T) {
	p := open(t)
	p.SignUp("Ana")
	p.livesIn("Europe/Stockholm")
	// The clocks go from two to three o'clock on that Sunday.
	event := p.addEvent(`"title":"Night train","start":"2027-03-26T23:30","end":"2027-03-27T02:30"`)
	p.Open("/calendar?view=week&date=2027-03-28")
	p.ready()
	stored := func() string {
		return eval[string](p, `fetch("/api/v1/events/`+strings.TrimPrefix(event, "#ev")+`").then(r => r.json()).then(event => event.start + " to " + event.end)`)
	}
	if got := stored(); got != "2027-03-26T22:30:00Z to 2027-03-27T01:30:00Z" {
		t.Fatalf("it is at %s", got)
	}
	p.do("focusing", chromedp.Focus(chromedp.CSS(event)))
	p.Press(kb.ArrowRight, kb.ModifierAlt)
	p.starts(event, "2027-03-27T23:30")
	if got := stored(); got != "2027-03-27T22:30:00Z to 2027-03-28T01:30:00Z" {
		t.Errorf("over the short night it is at %s", got)
	}
	p.ends(event, "2027-03-28T03:30")
	p.livesIn("Asia/Tokyo")
	p.Open("/calendar?view=day")
	p.ready()
	tokyo := time.Now().In(time.FixedZone("JST", 9*60*60))
	if at, want := eval[float64](p, `Number(document.getElementById("now").style.getPropertyValue("--s"))`), float64(tokyo.Hour())+float64(tokyo.Minute())/60; at-want > 0.1 || want-at > 0.1 {
		t.Errorf("the line of now is at %g, and it is %g", at, want)
	}
	if got := eval[string](p, `document.querySelector("#quick [name=timezone]").value`); got != "Asia/Tokyo" {
		t.Errorf("a new event is in %s", got)
	}
}
