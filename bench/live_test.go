//go:build bench

package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const watchers = 1000

// A thousand people each have a page open, and one of them changes what all of them see. What everybody hears is asked for
// each of them, by the conditions of access.
func TestStreams(t *testing.T) {
	dir := t.TempDir()
	s := start(t, dir)
	cookies := settleWatchers(t, s.URL)
	project := post(t, s.URL+"/api/v1/projects", cookies[0], `{"name":"Town hall","key":"TOWN","visibility":"team"}`)
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	// What the passwords took is not what the streams take.
	s = start(t, dir)
	get(t, s.URL+"/todos", cookies[0])
	before := memory(s.PID())
	heard := make(chan string, 16*watchers)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	for _, cookie := range cookies {
		watch(ctx, t, &http.Client{Transport: transport}, s.URL, cookie, heard)
	}
	for range cookies {
		<-heard // where it begins
	}
	time.Sleep(2 * time.Second)
	after := memory(s.PID())
	judge(t, after-before < 100, fmt.Sprintf("%d streams of as many people: memory", watchers), fmt.Sprintf("%.0f MB", after-before), "under 100 MB")

	var worst []time.Duration
	for n := range 5 {
		began := time.Now()
		todo := post(t, s.URL+"/api/v1/tasks", cookies[0], fmt.Sprintf(`{"name":"Chairs %d","project_id":%d}`, n, project))
		wrote := time.Since(began)
		topic := fmt.Sprintf(`"todo:%d"`, todo)
		for told := 0; told < watchers; {
			if strings.Contains(<-heard, topic) {
				told++
			}
		}
		worst = append(worst, time.Since(began))
		tell("  written after", wrote.Round(time.Millisecond).String())
	}
	slices.Sort(worst)
	judge(t, worst[2] < time.Second, "a change has reached the last of them after", worst[2].Round(time.Millisecond).String(), "under 1 s")
	tell("  the slowest of five", worst[4].Round(time.Millisecond).String())
	tell("memory after that", fmt.Sprintf("%.0f MB", memory(s.PID())))
}

// settleWatchers makes the accounts, and gives the cookie of each.
func settleWatchers(t *testing.T, url string) []string {
	t.Helper()
	cookies := make([]string, watchers)
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for n := worker; n < watchers; n += 4 {
				body := fmt.Sprintf(`{"email":"watcher%d@example.com","password":%q}`, n, townPassword)
				res, err := http.Post(url+"/api/v1/auth/signup", "application/json", strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				res.Body.Close()
				if res.StatusCode != http.StatusCreated || len(res.Cookies()) == 0 {
					t.Errorf("an account is answered with %d", res.StatusCode)
					return
				}
				cookies[n] = res.Cookies()[0].String()
			}
		})
	}
	wait.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return cookies
}

// watch opens a stream and tells what comes in it.
func watch(ctx context.Context, t *testing.T, client *http.Client, url, cookie string, heard chan<- string) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", strings.Split(cookie, ";")[0])
	req.Header.Set("Accept", "text/event-stream")
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		t.Fatalf("a stream is answered with %d", res.StatusCode)
	}
	go func() {
		defer res.Body.Close()
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if data, found := strings.CutPrefix(lines.Text(), "data: "); found {
				heard <- data
			}
		}
	}()
}

func post(t *testing.T, url, cookie, body string) int64 {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	var made struct{ ID int64 }
	if err := json.Unmarshal(ask(t, req, cookie, http.StatusCreated), &made); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

func get(t *testing.T, url, cookie string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask(t, req, cookie, http.StatusOK)
}

func ask(t *testing.T, req *http.Request, cookie string, want int) []byte {
	t.Helper()
	req.Header.Set("Cookie", strings.Split(cookie, ";")[0])
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != want {
		t.Fatalf("%s is answered with %d, %v: %s", req.URL.Path, res.StatusCode, err, bytes.TrimSpace(body))
	}
	return body
}
