//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// call is api for what answers with people too, whose ids are no numbers.
func (p *Page) call(method, path, body string) int {
	p.t.Helper()
	return eval[int](p, fmt.Sprintf(`fetch("/api/v1%s", {method: %q, headers: {"Content-Type": "application/json"}, body: %s || undefined}).then(async answer => {
		if (!answer.ok) throw new Error(await answer.text());
		return answer.status === 204 ? 0 : Number((await answer.json()).id) || 0;
	})`, path, method, quote(body)))
}

// listening waits until a tab is the one of its browser that is told what changes, or waits for its turn.
func (p *Page) listening(how string) {
	p.t.Helper()
	eval[bool](p, fmt.Sprintf(`(async () => {
		while (!(await navigator.locks.query())[%q].some(lock => lock.name.startsWith("mddash live"))) await new Promise(done => setTimeout(done, 50));
		return true;
	})()`, how))
}

func TestWhatOthersDoAppearsWhileSomebodyWrites(t *testing.T) {
	ann, ben := open(t), open(t)
	ann.SignUp("ann")
	ben.SignUp("ben")
	ann.Open("/todos")
	ben.Open("/todos")
	project := ann.call("POST", "/projects", `{"name": "Kiosk", "visibility": "private"}`)
	ann.call("PUT", fmt.Sprintf("/projects/%d/members/%s", project, ben.me()), `{"role": "member"}`)
	todo := ann.call("POST", "/tasks", fmt.Sprintf(`{"name": "Order the screen", "project_id": %d}`, project))

	ben.Open(fmt.Sprintf("/projects/%d?view=list", project))
	ben.listening("held")
	ben.do("writing half a todo", chromedp.Evaluate[chromedp.Void](`document.getElementById("add").focus()`), chromedp.SendKeys(chromedp.CSS("#add"), "Half a thou"))
	ann.call("POST", "/tasks", fmt.Sprintf(`{"name": "Paint the box", "project_id": %d}`, project))
	ben.WaitText("#list", "Paint the box")
	ben.WaitFocus("#add")
	if got := eval[string](ben, `document.getElementById("add").value`); got != "Half a thou" {
		t.Errorf("%q is in the line", got)
	}

	ben.Open(fmt.Sprintf("/todos/%d", todo))
	ben.listening("held")
	ben.do("writing half a comment", chromedp.SendKeys(chromedp.CSS("#panel textarea"), "I think that"))
	ann.call("POST", fmt.Sprintf("/tasks/%d/comments", todo), `{"body": "It comes on Tuesday."}`)
	ben.WaitText("#feed", "It comes on Tuesday.")
	if got := eval[string](ben, `document.querySelector("#panel textarea").value`); got != "I think that" {
		t.Errorf("%q is left of the comment", got)
	}

	ben.Open(fmt.Sprintf("/projects/%d", project))
	ben.listening("held")
	ann.call("PATCH", fmt.Sprintf("/tasks/%d", todo), `{"name": "Order the big screen"}`)
	ben.WaitText("#board", "Order the big screen")
	ann.call("DELETE", fmt.Sprintf("/projects/%d/members/%s", project, ben.me()), "")
	ben.seen.forgive("404")
	ben.Wait(`!document.getElementById("board")`)
}

func TestSomebodyElsesNoteFollowsWhatTheyWrite(t *testing.T) {
	ann, ben := open(t), open(t)
	ann.SignUp("ann")
	address := ben.SignUp("ben")
	ann.Open("/notes")
	path := ann.newNote("Together", "# One\n\nfirst\n\nlast\n")
	ann.Open(path + "/sharing")
	ann.call("POST", path+"/share", fmt.Sprintf(`{"email": %q, "permission": "edit"}`, address))
	project := ann.call("POST", "/projects", `{"name": "Book", "visibility": "private"}`)
	ann.call("PUT", fmt.Sprintf("/projects/%d/members/%s", project, ben.me()), `{"role": "member"}`)
	ann.call("PATCH", path, fmt.Sprintf(`{"project_id": %d}`, project))

	ben.Open(path + "?mode=read")
	ben.listening("held")
	ann.writing(path + "?mode=write")
	ben.WaitText("#note-editors", "is editing")
	ann.do("writing at the end", chromedp.SendKeys(chromedp.CSS("#content"), "by ann"))
	ben.WaitText("#text", "by ann")

	ben.writing(path + "?mode=write")
	ann.WaitText("#note-editors", "is editing")
	ben.do("writing at the top", chromedp.Evaluate[chromedp.Void](text+`.setSelectionRange(0, 0)`), chromedp.SendKeys(chromedp.CSS("#content"), "by ben\n\n"))
	ann.Wait(text + `.value.startsWith("by ben") && ` + text + `.value.includes("by ann")`)
}

func TestTheTabsOfABrowserShareOneStreamAndLeaveTogether(t *testing.T) {
	ann := open(t)
	ann.SignUp("ann")
	ann.Open("/todos")
	ann.listening("held")
	ctx, cancel := chromedp.NewContext(ann.ctx)
	t.Cleanup(cancel)
	other := &Page{t: t, ctx: ctx, site: ann.site, seen: &witness{}}
	if err := other.seen.watch(ctx); err != nil {
		t.Fatal(err)
	}
	other.Open("/todos?view=all")
	other.listening("pending")
	if n := eval[int](other, `performance.getEntriesByType("resource").filter(entry => new URL(entry.name).pathname === "/live").length`); n != 0 {
		t.Errorf("the second tab has %d streams of its own", n)
	}
	ann.call("POST", "/todos", `{"title": "From the first tab"}`)
	other.WaitText("#list", "From the first tab")
	ann.do("signing out", chromedp.Evaluate[chromedp.Void](`fetch("/signout", {method: "POST"})`))
	other.Wait(`location.pathname === "/signin"`)
	ann.Wait(`location.pathname === "/signin"`)
}

func TestWhatCouldNotBeHadAtOnceIsAskedForAgain(t *testing.T) {
	p := open(t)
	p.SignUp("Mia")
	// The first requests for what has changed fail, as they do while a server starts again or says no to too many.
	fails := func(how string) {
		p.listening("held")
		p.Wait(fmt.Sprintf(`(window.missed = 0, ((real) => window.fetch = (to, asked) => asked?.headers?.["X-Live"] && window.missed++ < 2 ? %s : real(to, asked))(window.fetch.bind(window)), true)`, how))
	}
	p.Open("/todos?view=inbox")
	fails(`Promise.reject(new TypeError("Failed to fetch"))`)
	p.call("POST", "/tasks", `{"name": "Water the plants"}`)
	p.WaitText("#list", "Water the plants")
	p.Open("/notes")
	fails(`Promise.resolve(new Response("", { status: 503 }))`)
	p.call("POST", "/notes", `{"title": "Packing list"}`)
	p.WaitText("#list", "Packing list")
	if eval[int](p, "window.missed") < 2 {
		t.Error("nothing was missed")
	}
	p.seen.forgive("Failed to fetch")
}

func TestPagesWithNothingOnThemFillByThemselves(t *testing.T) {
	p := open(t)
	p.SignUp("Nia")
	p.Open("/")
	p.listening("held")
	p.call("POST", "/projects", `{"name": "Kiosk", "visibility": "private"}`)
	p.Wait(`document.querySelector("#page #list")`)
	p.Open("/notes")
	p.listening("held")
	p.call("POST", "/notes", `{"title": "Packing list"}`)
	p.WaitText("#list", "Packing list")
}

// What a page calls today is of yesterday when it is looked at on the next morning, or while midnight passes.
func TestAPageThatStaysOpenGoesOnWithTheNextDay(t *testing.T) {
	for how, next := range map[string]string{
		"hours later": `Date.now = ((real) => () => real() + 8 * 3600_000)(Date.now.bind(Date))`,
		"at midnight": `Object.defineProperty(Intl.DateTimeFormat.prototype, "format", { get: () => () => "tomorrow" })`,
	} {
		t.Run(how, func(t *testing.T) {
			p := open(t)
			p.SignUp("Mia")
			p.call("POST", "/todos", `{"title": "Water the plants"}`)
			p.Open("/")
			p.Wait(fmt.Sprintf(`(document.querySelector("#hello h1").textContent = "Yesterday", %s, document.dispatchEvent(new Event("visibilitychange")))`, next))
			p.Wait(`document.querySelector("#hello h1").textContent.includes("Mia")`)
		})
	}
}
