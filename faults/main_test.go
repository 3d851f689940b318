//go:build faults

// Package faults runs the real binary where things go wrong: it is killed while it writes, its database goes away and comes
// back, a pooler stands between, another instance works beside it and is replaced.
package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"mddash/e2e/running"
)

const (
	somebody = "ada@example.com"
	password = "correct horse battery staple"
)

// binary is what is run, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "mddash-faults-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "mddash")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", binary, "..")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		os.Exit(1)
	}
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// command runs the binary with a database and returns what it printed.
func command(t *testing.T, database, stdin string, args ...string) string {
	t.Helper()
	c := exec.Command(binary, args...)
	c.Env = append(os.Environ(), "MDDASH_DATABASE_URL="+database)
	c.Stdin = strings.NewReader(stdin)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		t.Fatalf("mddash %s: %v\n%s%s", strings.Join(args, " "), err, out, said.String())
	}
	return strings.TrimSpace(string(out))
}

// account makes somebody in a database and returns a token of theirs.
func account(t *testing.T, database string) string {
	t.Helper()
	command(t, database, "", "migrate", "up")
	command(t, database, password+"\n", "user", "add", somebody)
	return command(t, database, "", "token", "create", "--name", "faults", "--scope", "write", somebody)
}

// serve starts the binary until the test ends.
func serve(t *testing.T, database string, settings ...string) *running.Server {
	t.Helper()
	s, err := running.Start(binary, t.TempDir(), append([]string{"MDDASH_DATABASE_URL=" + database}, settings...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	return s
}

// client calls the API of a server with a token.
type client struct {
	url, token string
	http       *http.Client
}

func clientOf(url, token string) client {
	return client{url, token, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
}

// call sends a body, and puts the answer into out where there is one. It returns the status, 0 where there was no whole
// answer: nothing was acknowledged then.
func (c client) call(method, path, kind string, body io.Reader, out any) (int, error) {
	status, text, err := c.do(method, path, kind, body)
	if err == nil && out != nil && status < 300 {
		err = json.Unmarshal(text, out)
	}
	return status, err
}

func (c client) do(method, path, kind string, body io.Reader) (int, []byte, error) {
	r, err := http.NewRequest(method, c.url+path, body)
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil, err
	}
	return res.StatusCode, text, nil
}

// read is what a path holds.
func (c client) read(path string) ([]byte, error) {
	status, text, err := c.do("GET", path, "", nil)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s: %d", path, status)
	}
	return text, err
}

func (c client) send(method, path string, body, out any) (int, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	return c.call(method, path, "application/json", bytes.NewReader(text), out)
}

func (c client) get(path string, out any) (int, error) { return c.call("GET", path, "", nil, out) }

// all reads every item of a list, page by page.
func all[T any](t *testing.T, c client, path string) []T {
	t.Helper()
	var items []T
	for cursor := ""; ; {
		var page struct {
			Items      []T    `json:"items"`
			NextCursor string `json:"next_cursor"`
		}
		if status, err := c.get(path+"limit=200&cursor="+cursor, &page); err != nil || status != http.StatusOK {
			t.Fatalf("%s: %d %v", path, status, err)
		}
		items = append(items, page.Items...)
		if cursor = page.NextCursor; cursor == "" {
			return items
		}
	}
}
