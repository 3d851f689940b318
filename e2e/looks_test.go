//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
)

// sizes are those of the design: a desk, a tablet, a phone.
var sizes = []struct{ width, height int64 }{{1440, 900}, {820, 1180}, {390, 844}}

// Look checks the page at every size in light and dark: axe finds nothing, nothing sticks out sideways. It leaves
// pictures in e2e/shots.
func (p *Page) Look(name string) {
	p.t.Helper()
	for _, size := range sizes {
		for _, scheme := range []string{"light", "dark"} {
			p.Size(size.width, size.height)
			p.Scheme(scheme)
			p.settle()
			view := fmt.Sprintf("%s-%d-%s", name, size.width, scheme)
			p.shot(view)
			p.Axe(view)
			if over := eval[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				p.t.Errorf("%s: the page is %d pixels too wide", view, over)
			}
		}
	}
	p.Size(1440, 900)
	p.Scheme("light")
}

// Axe fails the test for every rule of accessibility that the page breaks.
func (p *Page) Axe(view string) {
	p.t.Helper()
	script, err := os.ReadFile("../node_modules/axe-core/axe.min.js")
	if err != nil {
		p.t.Fatal(err)
	}
	if !eval[bool](p, `"axe" in window`) {
		p.do("bringing axe in", chromedp.Evaluate[chromedp.Void](string(script)))
	}
	found := eval[string](p, `axe.run(document).then(found => JSON.stringify(found.violations))`)
	var violations []violation
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		p.t.Fatal(err)
	}
	for _, v := range violations {
		p.t.Errorf("%s: axe: %s", view, v)
	}
}

// violation is the part of axe's answer that tells a person what to mend.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		Target         []any
		FailureSummary string
	}
}

func (v violation) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, node := range v.Nodes[:min(3, len(v.Nodes))] {
		fmt.Fprintf(&text, "\n  %v\n  %.200s\n  %s", node.Target, node.HTML, strings.ReplaceAll(node.FailureSummary, "\n", " "))
	}
	if more := len(v.Nodes) - 3; more > 0 {
		fmt.Fprintf(&text, "\n  and %d more", more)
	}
	return text.String()
}

// settle waits until fonts and two frames are done.
func (p *Page) settle() {
	p.t.Helper()
	p.do("settling", chromedp.Evaluate[chromedp.Void](
		`document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))`,
		chromedp.EvalAwaitPromise))
}

func (p *Page) shot(view string) {
	p.t.Helper()
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.MkdirAll("shots", 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("shots", view+".png"), picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
