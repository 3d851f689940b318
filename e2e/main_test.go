//go:build e2e

// Package e2e uses mddash as a person does: the real binary, a real browser, one tab per test. Any script error,
// refused resource or violation of the content policy fails the test that saw it, whatever it was about.
package e2e

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"mddash/e2e/running"
)

// The binary, the server on it and the browser are started once for all tests.
var (
	binary  string
	shared  *running.Server
	browser context.Context
)

func TestMain(m *testing.M) {
	flag.Parse()
	status, err := runAll(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

func runAll(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "mddash-e2e-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if binary, err = buildBinary(dir); err != nil {
		return 1, err
	}
	if shared, err = running.Start(binary, dir); err != nil {
		return 1, err
	}
	defer shared.Kill()
	if err := settleFirst(shared); err != nil {
		return 1, err
	}
	stop, err := startBrowser(filepath.Join(dir, "browser"))
	if err != nil {
		return 1, err
	}
	defer stop()
	status := m.Run()
	if err := shared.Stop(); err != nil {
		return 1, err
	}
	return status, nil
}

// buildBinary builds what is served everywhere, front end included; MDDASH_E2E_BINARY names one that is built already.
func buildBinary(dir string) (string, error) {
	if ready := os.Getenv("MDDASH_E2E_BINARY"); ready != "" {
		return filepath.Abs(ready)
	}
	for _, made := range []string{"static/vendor/app.js", "node_modules/axe-core/axe.min.js"} {
		if _, err := os.Stat(filepath.Join("..", made)); err != nil {
			return "", fmt.Errorf("%s is missing; run ./task vendor first", made)
		}
	}
	out := filepath.Join(dir, "mddash")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", out, ".")
	build.Dir = ".."
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("building mddash: %w", err)
	}
	return out, nil
}

// settleFirst makes the administrator, so that everybody else is one of many.
func settleFirst(s *running.Server) error {
	res, err := http.PostForm(s.URL+"/signup", url.Values{"name": {"Ada"}, "email": {"ada@example.com"}, "password": {password}})
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.Request.URL.Path == "/signup" {
		return fmt.Errorf("the first account is not made: %s", res.Status)
	}
	return nil
}

// startBrowser starts the Chromium that MDDASH_CHROMIUM names or that is installed.
func startBrowser(profile string) (stop func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en-GB"),
		chromedp.Flag("hide-scrollbars", true),
	)
	if path := os.Getenv("MDDASH_CHROMIUM"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	allocator, freeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, freeBrowser := chromedp.NewContext(allocator)
	stop = func() {
		freeBrowser()
		freeAllocator()
	}
	starting := time.AfterFunc(time.Minute, stop)
	defer starting.Stop()
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		stop()
		return nil, fmt.Errorf("starting Chromium (run scripts/chromium to get one): %w", err)
	}
	browser = ctx
	return stop, nil
}
