//go:build faults

package faults

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mddash/e2e/running"
)

// Two instances start at once on an empty database, one of them through a pooler: one migrates while the other waits, and
// from then on it does not matter which of them is asked.
func TestTwoInstancesOnOneDatabaseAreOne(t *testing.T) {
	p := startPostgres(t)
	direct := p.make(t, "mddash")
	pooled := p.pooled(t, "mddash")
	servers := [2]*running.Server{}
	var group sync.WaitGroup
	for i, database := range []string{direct, pooled} {
		group.Go(func() { servers[i] = serve(t, database, "MDDASH_RATE_LIMITS=on") })
	}
	group.Wait()
	one, other := servers[0], servers[1]
	if one == nil || other == nil {
		t.Fatal("both have to start")
	}
	command(t, direct, password+"\n", "user", "add", somebody)
	token := command(t, direct, "", "token", "create", "--name", "faults", "--scope", "write", somebody)

	browser := signIn(t, one.URL)
	t.Run("who signed in at one is known to the other", func(t *testing.T) {
		moved := &http.Client{Jar: carried(t, browser.Jar, one.URL, other.URL), CheckRedirect: browser.CheckRedirect}
		if status := statusOf(t, moved, other.URL+"/todos"); status != http.StatusOK {
			t.Errorf("the other answers %d", status)
		}
	})
	t.Run("what is done at one is told to who looks at the other", func(t *testing.T) {
		for from, to := range map[*running.Server]*running.Server{one: other, other: one} {
			heard := listen(t, &http.Client{Jar: carried(t, browser.Jar, one.URL, to.URL)}, to.URL)
			if !said(t, heard, clientOf(from.URL, token)) {
				t.Errorf("nothing was heard at %s\n%s", to.URL, to.Said())
			}
		}
	})
	t.Run("wrong passwords are counted together", func(t *testing.T) {
		refused := 0
		for n := range 40 {
			server := servers[n%2]
			res, err := (&http.Client{CheckRedirect: stay}).PostForm(server.URL+"/signin", url.Values{"email": {somebody}, "password": {"wrong"}})
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode == http.StatusTooManyRequests {
				refused++
			}
		}
		if refused < 28 {
			t.Errorf("of 40 wrong passwords at two instances only %d were refused", refused)
		}
	})
}

func TestACertificateOfSomebodyElseIsRefused(t *testing.T) {
	p := startPostgres(t)
	good := p.make(t, "mddash")
	for what, url := range map[string]string{
		"an authority that did not sign it": strings.Replace(good, "ca.crt", "stranger.crt", 1),
		"another name than it is for":       strings.Replace(good, "localhost", "127.0.0.1", 1),
	} {
		c := exec.Command(binary, "migrate", "up")
		c.Env = append(c.Environ(), "MDDASH_DATABASE_URL="+url)
		if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "certificate") {
			t.Errorf("with %s it went on: %v\n%s", what, err, out)
		}
	}
}

// The database is gone for a while: what is asked meanwhile is told so, and afterwards everything works without a restart.
func TestALostDatabaseComesBackWithoutARestart(t *testing.T) {
	p := startPostgres(t)
	direct := p.make(t, "mddash")
	token := account(t, direct)
	s := serve(t, direct)
	c := clientOf(s.URL, token)
	if status, err := c.send("POST", "/api/v1/todos", map[string]any{"title": "before"}, nil); status != http.StatusCreated {
		t.Fatal(status, err)
	}
	p.stop(t)
	// One path finds connections that broke, the next ones that can't be made.
	for n, path := range slices.Repeat([]string{"/api/v1/todos", "/readyz"}, 15) {
		if n == 20 {
			time.Sleep(time.Second)
		}
		if status, err := c.get(path, nil); status != http.StatusServiceUnavailable {
			t.Errorf("%s without a database: %d %v\n%s", path, status, err, s.Said())
		}
	}
	if status, err := c.get("/healthz", nil); status != http.StatusOK {
		t.Errorf("the process lives, and says %d %v", status, err)
	}
	p.start(t)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if status, _ := c.get("/readyz", nil); status == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("it did not come back\n%s", s.Said())
		}
	}
	if status, err := c.send("POST", "/api/v1/todos", map[string]any{"title": "after"}, nil); status != http.StatusCreated {
		t.Error(status, err)
	}
	if todos := all[struct{ Title string }](t, c, "/api/v1/todos?"); len(todos) != 2 {
		t.Errorf("there are %v", todos)
	}
}

// A new version takes the place of the old one, instance by instance, behind a proxy that asks whether they are ready.
func TestARollingRestartLosesNoRequest(t *testing.T) {
	p := startPostgres(t)
	direct := p.make(t, "mddash")
	token := account(t, direct)
	servers := []*running.Server{serve(t, direct), serve(t, direct)}
	front := newProxy(t, servers)
	acknowledged, failures := make(chan string, 100_000), make(chan string, 100_000)
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for n := range 4 {
		group.Go(func() {
			c := clientOf(front.URL, token)
			for i := 0; ctx.Err() == nil; i++ {
				title := fmt.Sprintf("%d-%d", n, i)
				if status, err := c.send("POST", "/api/v1/todos", map[string]any{"title": title}, nil); status != http.StatusCreated {
					failures <- fmt.Sprintf("%s: %d %v", title, status, err)
				} else {
					acknowledged <- title
				}
			}
		})
	}
	for round := range 4 {
		time.Sleep(500 * time.Millisecond)
		old := servers[round%2]
		if err := old.Stop(); err != nil {
			t.Error(err)
		}
		servers[round%2] = serve(t, direct, "MDDASH_ADDR="+strings.TrimPrefix(old.URL, "http://"))
	}
	time.Sleep(500 * time.Millisecond)
	stop()
	group.Wait()
	close(failures)
	for failure := range failures {
		t.Error(failure)
	}
	if there := len(all[struct{ Title string }](t, clientOf(front.URL, token), "/api/v1/todos?")); there != len(acknowledged) || there == 0 {
		t.Errorf("%d are there of %d acknowledged", there, len(acknowledged))
	}
}

// said adds todos until that is heard: a stream begins to hear a moment after it is open.
func said(t *testing.T, heard <-chan struct{}, c client) bool {
	t.Helper()
	for range 10 {
		if status, err := c.send("POST", "/api/v1/todos", map[string]any{"title": "told"}, nil); status != http.StatusCreated {
			t.Fatal(status, err)
		}
		select {
		case <-heard:
			return true
		case <-time.After(2 * time.Second):
		}
	}
	return false
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func signIn(t *testing.T, at string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: stay}
	res, err := c.PostForm(at+"/signin", url.Values{"email": {somebody}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in: %d", res.StatusCode)
	}
	return c
}

// carried are the cookies of one address at another, as one name in front of both would have them.
func carried(t *testing.T, from http.CookieJar, at, to string) http.CookieJar {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	source, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(target, from.Cookies(source))
	return jar
}

func statusOf(t *testing.T, c *http.Client, at string) int {
	t.Helper()
	res, err := c.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

// listen opens a stream and tells when it says that todos changed.
func listen(t *testing.T, c *http.Client, at string) <-chan struct{} {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", at+"/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	res, err := c.Do(r)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("the stream: %v %v", err, res)
	}
	t.Cleanup(func() { res.Body.Close() })
	heard := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() {
			if strings.Contains(lines.Text(), "todos") {
				close(heard)
				return
			}
		}
	}()
	return heard
}
