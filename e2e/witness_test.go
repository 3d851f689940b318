//go:build e2e

package e2e

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"mddash/e2e/running"
)

// What the content policy refuses is silent for a page; this makes it loud.
const policyProbe = `document.addEventListener("securitypolicyviolation", e =>
	console.error("content policy:", e.violatedDirective, e.blockedURI, e.sourceFile + ":" + e.lineNumber, e.sample))`

// witness notes what goes wrong in a tab without anybody asking.
type witness struct {
	mu       sync.Mutex
	problems []string
}

func (w *witness) watch(ctx context.Context) error {
	if err := chromedp.Listen(ctx, w.notice); err != nil {
		return err
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		return err
	}
	_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: policyProbe})
	return err
}

func (w *witness) notice(event any) {
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		w.note("uncaught: " + exceptionText(event.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.ConsoleAPICalledTypeError || event.Type == runtime.ConsoleAPICalledTypeAssert {
			w.note("console: " + argumentText(event.Args))
		}
	case *log.EventEntryAdded:
		// An answer of 404 or 422 is no mistake of the page that asked; a missing file is, see below.
		if event.Entry.Level == log.EntryLevelError && event.Entry.Source != log.EntrySourceNetwork {
			w.note("browser: " + event.Entry.Text)
		}
	case *network.EventResponseReceived:
		if event.Response.Status >= 500 || (event.Response.Status >= 400 && strings.Contains(event.Response.URL, "/static/")) {
			w.note("answer: " + event.Response.StatusText + " for " + event.Response.URL)
		}
	}
}

func (w *witness) note(problem string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.problems, problem) {
		w.problems = append(w.problems, problem)
	}
}

// forgive forgets what a test has made go wrong itself.
func (w *witness) forgive(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.problems = slices.DeleteFunc(w.problems, func(problem string) bool { return strings.Contains(problem, text) })
}

func (w *witness) report(t *testing.T, site *running.Server) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, problem := range w.problems {
		t.Error(problem)
	}
	if t.Failed() {
		t.Logf("the server said:\n%s", site.Said())
	}
}

func exceptionText(details *runtime.ExceptionDetails) string {
	if details.Exception != nil && details.Exception.Description != "" {
		return details.Exception.Description
	}
	return details.Text
}

func argumentText(args []*runtime.RemoteObject) string {
	var words []string
	for _, arg := range args {
		if arg.Description != "" {
			words = append(words, arg.Description)
			continue
		}
		words = append(words, strings.Trim(string(arg.Value), `"`))
	}
	return strings.Join(words, " ")
}
