//go:build bench

package bench

import (
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A person with 1,000 todos opens the list for the first time, in a browser that has nothing of ours yet.
func TestFirstLoad(t *testing.T) {
	dwellers := people(t)
	s := start(t, town)
	ctx := browse(t)
	must(t, chromedp.Do(ctx,
		chromedp.Navigate(s.URL+"/signin"),
		chromedp.SendKeys(chromedp.CSS(`[name="email"]`), dwellers[0].Email),
		chromedp.SendKeys(chromedp.CSS(`[name="password"]`), townPassword),
	))
	_, err := chromedp.RunResponse(ctx, chromedp.Submit(chromedp.CSS(`[name="password"]`)))
	must(t, err)
	must(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	_, err = chromedp.Call(ctx, network.ClearBrowserCache, cdp.Empty{})
	must(t, err)

	seen := &traffic{urls: map[network.RequestID]string{}, bytes: map[network.RequestID]float64{}}
	must(t, chromedp.Listen(ctx, seen.notice))
	answer, err := chromedp.Run(ctx, chromedp.NavigateResponse(s.URL+"/todos"))
	must(t, err)
	if answer.Status != http.StatusOK {
		t.Fatalf("/todos answers %d", answer.Status)
	}
	time.Sleep(2 * time.Second) // what scripts ask for on their own counts too

	kb := seen.report(s.URL)
	judge(t, kb < 60, "first load of /todos: over the wire", fmt.Sprintf("%.1f KB", kb), "under 60 KB, headers included")
	judge(t, len(seen.urls) <= 8, "first load of /todos: requests", fmt.Sprint(len(seen.urls)), "at most 8")
	script := gzipped(t, "../static/vendor/app.js")
	judge(t, script <= 40, "JavaScript of every page, gzipped", fmt.Sprintf("%.1f KB", script), "at most 40 KB")
}

// traffic is what a tab asks for and how much comes back.
type traffic struct {
	mu    sync.Mutex
	urls  map[network.RequestID]string
	bytes map[network.RequestID]float64
}

func (s *traffic) notice(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(event.Request.URL, "data:") {
			s.urls[event.RequestID] = event.Request.URL
		}
	case *network.EventLoadingFinished:
		s.bytes[event.RequestID] = event.EncodedDataLength
	}
}

// report prints each request and gives the kilobytes of all.
func (s *traffic) report(base string) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := 0.0
	for id, url := range s.urls {
		sum += s.bytes[id] / 1024
		tell("  "+strings.TrimPrefix(url, base), fmt.Sprintf("%.1f KB", s.bytes[id]/1024))
	}
	return sum
}

func browse(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	if path := os.Getenv("MDDASH_CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	limited, giveUp := context.WithTimeout(context.Background(), 2*time.Minute)
	allocator, free := chromedp.NewExecAllocator(limited, options...)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		closeTab()
		free()
		giveUp()
	})
	must(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	must(t, err)
	return ctx
}

// gzipped is a file's size in kilobytes as gzip makes it.
func gzipped(t *testing.T, path string) float64 {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	count := &counter{}
	z, err := gzip.NewWriterLevel(count, gzip.BestCompression)
	must(t, err)
	_, err = z.Write(text)
	must(t, err)
	must(t, z.Close())
	return float64(count.n) / 1024
}

type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
