//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mddash/e2e/running"
)

// patience is how long a step may take before the test gives up; machines that run tests are busy.
const patience = 20 * time.Second

const password = "correct horse battery"

// Page is a tab with its own cookies. Its methods fail the test; none of them returns an error.
type Page struct {
	t    *testing.T
	ctx  context.Context
	site *running.Server
	seen *witness
}

// open gives a new tab on the shared server.
func open(t *testing.T) *Page {
	t.Helper()
	return openOn(t, shared)
}

func openOn(t *testing.T, site *running.Server) *Page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	p := &Page{t: t, ctx: ctx, site: site, seen: &witness{}}
	t.Cleanup(cancel)
	t.Cleanup(func() {
		p.seen.report(t, site)
		if t.Failed() {
			p.shot("failed-" + strings.Map(fileName, t.Name()))
		}
	})
	if err := p.seen.watch(ctx); err != nil {
		t.Fatal(err)
	}
	p.Size(1440, 900)
	p.Scheme("light")
	return p
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v\nat %s", what, err, p.whereabouts())
	}
}

// Open goes to a path and expects a page.
func (p *Page) Open(path string) {
	p.t.Helper()
	p.Answer(path, 200)
}

// Answer goes to a path and expects a status.
func (p *Page) Answer(path string, status int64) {
	p.t.Helper()
	res, err := p.navigate(path)
	for again := 0; again < 3 && overtaken(res == nil, err); again++ {
		res, err = p.navigate(path)
	}
	if err != nil {
		p.t.Fatalf("opening %s: %v", path, err)
	}
	if res == nil || res.Status != status {
		p.t.Fatalf("%s answers %v, want %d", path, res, status)
	}
}

// navigate goes to a path, and waits half as long as for anything else, so that there is time for another try.
func (p *Page) navigate(path string) (*network.Response, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience/2)
	defer cancel()
	return chromedp.Run(ctx, chromedp.NavigateResponse(p.site.URL+path))
}

// overtaken tells whether the page went somewhere by itself just then, as when its stream ends. Of a page that it is taken from,
// the browser may never tell that it is there.
func overtaken(unanswered bool, err error) bool {
	if err != nil {
		return strings.Contains(err.Error(), "net::ERR_ABORTED") || errors.Is(err, context.DeadlineExceeded)
	}
	return unanswered
}

// deaf keeps the page from hearing of changes by itself.
func (p *Page) deaf() {
	p.t.Helper()
	eval[bool](p, `(document.querySelectorAll("[data-live]").forEach(piece => piece.removeAttribute("data-live")), true)`)
}

// Size is the window's, in CSS pixels. Under 600 it is a phone that is touched.
func (p *Page) Size(width, height int64) {
	p.t.Helper()
	var options []chromedp.EmulateViewportOption
	if width < 600 {
		options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	p.do("resizing", chromedp.EmulateViewport(width, height, options...))
}

// Scheme is what the system prefers: light or dark. Motion is always reduced, so that nothing is caught half-way.
func (p *Page) Scheme(scheme string) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}); err != nil {
		p.t.Fatal(err)
	}
}

// WithoutScripts turns the page's JavaScript off from the next page on.
func (p *Page) WithoutScripts() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		p.t.Fatal(err)
	}
}

// SignUp makes an account by its form and leaves the page where that leads. It gives the address.
func (p *Page) SignUp(name string) string {
	p.t.Helper()
	email := fmt.Sprintf("%s.%d@example.com", strings.ToLower(name), time.Now().UnixNano())
	p.Open("/signup")
	p.Fill(`[name="name"]`, name)
	p.Fill(`[name="email"]`, email)
	p.Fill(`[name="password"]`, password)
	p.Submit(`form:has([name="password"])`)
	if path := p.Path(); path == "/signup" {
		p.t.Fatalf("signing up leads nowhere: %s", p.Text("main"))
	}
	return email
}

// Fill replaces what is in a field, key by key.
func (p *Page) Fill(selector, text string) {
	p.t.Helper()
	field := chromedp.CSS(selector)
	p.do("filling "+selector, chromedp.WaitVisible(field), chromedp.Focus(field), chromedp.Clear(field), chromedp.SendKeys(field, text))
}

// Click waits until the thing is there to be clicked.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do("clicking "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Submit presses the first submit button of a form and waits for the page that follows.
func (p *Page) Submit(form string) {
	p.t.Helper()
	p.Follow(form + ` :is(button:not([type="button"], [type="reset"]), [type="submit"])`)
}

// Follow clicks and waits for the page that follows.
func (p *Page) Follow(selector string) {
	p.t.Helper()
	click := chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.WaitEvent(page.LoadEventFired, nil, click)); err != nil {
		p.t.Fatalf("following %s: %v\nat %s", selector, err, p.whereabouts())
	}
}

// touch is a finger that is put down, moved or lifted.
func (p *Page) touch(what input.DispatchTouchEventType, x, y float64) {
	p.t.Helper()
	points := []*input.TouchPoint{{X: x, Y: y}}
	if what == input.DispatchTouchEventTypeTouchEnd {
		points = []*input.TouchPoint{}
	}
	if _, err := chromedp.Call(p.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: what, TouchPoints: points}); err != nil {
		p.t.Fatal(err)
	}
}

// Press sends keys to whatever has the focus; kb has the special ones.
func (p *Page) Press(keys string, modifiers ...kb.Modifier) {
	p.t.Helper()
	p.do("pressing "+keys, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// Wait waits until an expression is true in the page, or in the one that comes after it.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("(async () => Boolean(await ("+expression+")))()", chromedp.EvalAwaitPromise))
		if yes && err == nil {
			return
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			p.t.Fatalf("waited for %s in vain (%v)\nat %s", expression, err, p.whereabouts())
		}
	}
}

// WaitText waits until an element shows a text.
func (p *Page) WaitText(selector, text string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`[...document.querySelectorAll(%s)].some(e => e.innerText.includes(%s))`, quote(selector), quote(text)))
}

// Text is what a person reads in the first such element.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf(`(document.querySelector(%s)?.innerText ?? "").trim()`, quote(selector)))
}

// Count is how many such elements there are.
func (p *Page) Count(selector string) int {
	p.t.Helper()
	return eval[int](p, fmt.Sprintf(`document.querySelectorAll(%s).length`, quote(selector)))
}

// Has tells whether there is such an element.
func (p *Page) Has(selector string) bool {
	p.t.Helper()
	return p.Count(selector) > 0
}

// Focused tells whether the focus is on such an element.
func (p *Page) Focused(selector string) bool {
	p.t.Helper()
	return eval[bool](p, fmt.Sprintf(`document.activeElement.matches(%s)`, quote(selector)))
}

// WaitFocus waits until the first such element has the focus: a browser minds autofocus only when it first draws a page.
func (p *Page) WaitFocus(selector string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`document.activeElement.matches(%s)`, quote(selector)))
}

// Path is the path and query of the page shown.
func (p *Page) Path() string {
	p.t.Helper()
	at, err := url.Parse(p.whereabouts())
	if err != nil {
		p.t.Fatal(err)
	}
	return at.RequestURI()
}

func (p *Page) whereabouts() string {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return at
}

// eval runs an expression in the page; a promise is awaited.
func eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("evaluating %.200s: %v", expression, err)
	}
	return value
}

func fileName(r rune) rune {
	if r > '~' || strings.ContainsRune(`/\:*?"<>|`, r) {
		return '_'
	}
	return r
}

func quote(text string) string {
	quoted, _ := json.Marshal(text)
	return string(quoted)
}
