//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mddash/e2e/running"
)

// line is a server that can be out of reach for a while: it is killed, and started again at the same address.
type line struct {
	t      *testing.T
	dir    string
	server *running.Server
}

func newLine(t *testing.T) *line {
	t.Helper()
	l := &line{t: t, dir: t.TempDir()}
	l.server = l.start()
	t.Cleanup(func() { l.server.Kill() })
	return l
}

func (l *line) start(settings ...string) *running.Server {
	l.t.Helper()
	server, err := running.Start(binary, l.dir, settings...)
	if err != nil {
		l.t.Fatal(err)
	}
	return server
}

func (l *line) cut() { l.server.Kill() }

func (l *line) mend() {
	l.server = l.start("MDDASH_ADDR=" + strings.TrimPrefix(l.server.URL, "http://"))
}

// open gives a new tab, in which what goes wrong without a connection is nothing to tell.
func (l *line) open() *Page {
	l.t.Helper()
	p := openOn(l.t, l.server)
	l.t.Cleanup(func() {
		p.seen.forgive("htmx:error")
		p.seen.forgive("Failed to fetch")
	})
	return p
}

// away is a page that is opened while nothing answers: it comes from what the browser keeps.
func (p *Page) away(path string) {
	p.t.Helper()
	p.do("opening "+path, chromedp.Navigate(p.site.URL+path))
}

// watched waits until the worker stands beside the page, and has seen it.
func (p *Page) watched(path string) {
	p.t.Helper()
	p.Wait(`navigator.serviceWorker.controller`)
	p.Open(path)
	eval[bool](p, `(async () => {
		while (!(await caches.match(location.href, { cacheName: "mddash" + (document.documentElement.dataset.base ?? "") + " pages" }))) await new Promise((go) => setTimeout(go, 50));
		return true;
	})()`)
}

func TestWhatWasReadCanBeReadAndWhatIsWrittenWaitsWithoutAConnection(t *testing.T) {
	l := newLine(t)
	p := l.open()
	p.SignUp("Ana")
	p.Open("/notes/new")
	p.Fill(`[name="title"]`, "Packing list")
	p.Press("\r")
	p.Wait(`location.pathname.match(/notes.\d+/)`)
	p.watched("/notes")
	p.watched("/todos?view=inbox")

	l.cut()
	p.Fill("#add", "Call Ben #sales")
	p.Press("\r")
	p.WaitText("#main", "Waiting to be sent")
	p.away("/notes")
	p.WaitText("#main", "This is a copy")
	p.WaitText("#main", "Packing list")
	p.WaitText("#main", "Call Ben")
	p.Look("kept")
	p.away("/todos?view=inbox")
	p.Fill("#add", "Call Cleo")
	p.Press("\r")
	p.WaitText("#main", "Call Cleo")
	if n := p.Count("#main > .banner"); n != 1 {
		t.Errorf("%d banners say that there is no connection", n)
	}
	p.away("/projects")
	p.WaitText("main", "No connection")
	p.WaitText("main", "Call Ben")
	p.Fill(`[name="title"]`, "Written on a train")
	p.Click(`[name="content"]`)
	p.Press("one")
	p.Click(`form[data-written^="/notes"] button`)
	p.WaitText("main", "Written on a train")
	p.Look("offline")

	l.mend()
	p.away("/todos?view=inbox")
	p.WaitText("#list", "Call Ben")
	p.Wait(`!document.getElementById("waiting-t")`)
	p.Open("/notes")
	p.WaitText("#list", "Written on a train")
}

// Nobody has to load a copy again by hand, and whoever types in one loses nothing to its coming up to date.
func TestACopyComesUpToDateOnceTheServerAnswers(t *testing.T) {
	l := newLine(t)
	p := l.open()
	p.SignUp("Ana")
	p.watched("/notes")
	p.watched("/todos?view=inbox")
	l.cut()
	p.away("/todos?view=inbox")
	p.WaitText("#main", "This is a copy")
	p.Fill("#add", "Half a thought")
	l.mend()
	p.WaitText("#main > .banner", "The server answers again")
	p.Look("kept and typed in")
	if typed := eval[string](p, `document.getElementById("add").value`); typed != "Half a thought" {
		t.Errorf("what was typed is %q", typed)
	}
	p.Click("#add")
	p.Press("\r")
	p.WaitText("#list", "Half a thought")
	eval[bool](p, `(document.querySelectorAll(".toast").forEach(toast => toast.remove()), true)`)
	p.Wait(`!document.documentElement.dataset.kept && !document.querySelector("#main > .banner")`)
	p.WaitText("#list", "Half a thought")
	p.WaitFocus("#add")
}

func TestThePageInPlaceOfOneThatCannotBeHadKeepsWhatIsTypedInIt(t *testing.T) {
	l := newLine(t)
	p := l.open()
	p.SignUp("Ana")
	p.watched("/notes")
	l.cut()
	p.away("/projects")
	p.Wait(`document.querySelector("[data-offline]:not([hidden])")`)
	p.Fill(`[name="title"]`, "Written on a train")
	l.mend()
	p.WaitText("[data-offline]", "The server answers again")
	p.Look("offline and typed in")
	p.Click(`form[data-written^="/notes"] button`)
	p.WaitText("h1", "Projects")
	p.Open("/notes")
	p.WaitText("#list", "Written on a train")
}

// The worker was made in the browser's language, which need not be its reader's.
func TestThePageWithoutAConnectionSpeaksAsItsReaderDoes(t *testing.T) {
	l := newLine(t)
	p := l.open()
	p.SignUp("Karla")
	p.watched("/notes")
	p.Open("/settings/profile")
	eval[bool](p, `(document.querySelector("[name=language]").value = "de", true)`)
	p.Submit(`form:has([name="language"])`)
	p.Wait(`document.documentElement.lang === "de"`)
	p.Open("/notes")
	p.Wait(`(async () => {
		for (const name of await caches.keys()) {
			for (const key of await (await caches.open(name)).keys()) {
				const kept = await caches.match(key, { cacheName: name });
				if (kept.url.endsWith("/offline?in=de")) return true;
			}
		}
	})()`)
	l.cut()
	p.away("/projects")
	p.WaitText("main", "Keine Verbindung")
	p.Look("offline in German")
}

func TestThePaletteKeepsWhatWasTypedWhileNothingAnswers(t *testing.T) {
	l := newLine(t)
	p := l.open()
	p.SignUp("Pia")
	p.Open("/todos?view=inbox")
	p.Press("k", kb.ModifierCtrl)
	p.WaitText("#pal-list", "Go to")
	l.cut()
	p.Press("calendar")
	p.WaitText("#pal-says", "The server does not answer.")
	p.Look("palette without an answer")
	if typed := eval[string](p, `document.getElementById("pal").value`); typed != "calendar" {
		t.Errorf("what was typed is %q", typed)
	}
	l.mend()
	p.Press(kb.Enter)
	p.Wait(`location.pathname.endsWith("/calendar")`)
}

// The answer to what was sent may be lost with the server, which may be killed at any moment.
func TestATodoIsThereOnceAlsoWhenTheServerIsKilled(t *testing.T) {
	l := newLine(t)
	p := l.open()
	p.SignUp("Ana")
	p.watched("/todos?view=inbox")
	l.cut()
	for _, text := range []string{"One", "Two"} {
		p.Fill("#add", text)
		p.Press("\r")
		p.WaitText("#waiting-t ~ .count", map[string]string{"One": "1", "Two": "2"}[text])
	}
	l.mend()
	p.Click("[data-send]")
	p.Wait(`!document.getElementById("waiting-t")`)
	p.Open("/todos?view=inbox")
	if n := p.Count(".todo"); n != 2 {
		t.Errorf("there are %d todos", n)
	}
}

func TestWhatIsRefusedIsShownAndCanBeChanged(t *testing.T) {
	l := newLine(t)
	p := l.open()
	p.SignUp("Ana")
	p.watched("/todos?view=inbox")
	l.cut()
	eval[bool](p, `(document.getElementById("add").value = "x".repeat(600), true)`)
	p.Click("#quick button[type=submit]")
	p.WaitText("#main", "Waiting to be sent")
	l.mend()
	p.Click("[data-send]")
	p.WaitText("#main", "could not be added")
	p.Look("refused")
	eval[bool](p, `(document.querySelector("textarea[data-words]").value = "Shorter", true)`)
	p.Click("[data-again]")
	p.Wait(`!document.getElementById("waiting-t")`)
	p.WaitText("#list", "Shorter")
}

func TestNothingPrivateStaysInABrowserAfterSigningOut(t *testing.T) {
	l := newLine(t)
	p := l.open()
	p.SignUp("Ana")
	p.Open("/notes/new")
	p.Fill(`[name="title"]`, "Secret")
	p.Press("\r")
	p.Wait(`location.pathname.match(/notes.\d+/)`)
	p.watched("/notes")
	p.Open(fmt.Sprintf("/todos/%d", p.call("POST", "/todos", `{"title": "Call Ben"}`)))
	p.Click("#comment")
	p.Press("Half a secret")
	p.Click(`.nav [popovertarget="me"]`)
	p.Follow(`#me form[action$="/signout"] button`)
	if p.Path() != "/signin" {
		t.Fatalf("signing out leads to %s", p.Path())
	}
	if left := eval[string](p, `JSON.stringify([{ ...sessionStorage }, { ...localStorage }])`); strings.Contains(left, "secret") {
		t.Errorf("what was typed is still there: %s", left)
	}
	if left := eval[bool](p, `caches.has("mddash pages")`); left {
		t.Error("copies of pages are still there")
	}
	l.cut()
	p.away("/notes")
	p.WaitText("main", "No connection")
	if text := p.Text("body"); strings.Contains(text, "Secret") {
		t.Errorf("shows %s", text)
	}
	if p.Has("[data-offline]:not([hidden])") {
		t.Error("somebody else could write as the one who left")
	}
}

// A login can end elsewhere: the next answer tells.
func TestCopiesGoWhenTheLoginWasEndedElsewhere(t *testing.T) {
	site := serve(t)
	p, other := openOn(t, site), openOn(t, site)
	email := p.SignUp("Ana")
	p.watched("/notes")
	other.Open("/signin")
	other.Fill(`[name="email"]`, email)
	other.Fill(`[name="password"]`, password)
	other.Submit("main form")
	other.Open("/settings/security")
	other.Follow(`form[action$="/logins/end"] button`)
	p.Open("/notes")
	p.Wait(`location.pathname + location.search == "/signin?next=%2Fnotes"`)
	p.Wait(`document.readyState == "complete"`)
	p.Wait(`!(await caches.has("mddash pages"))`)
}
