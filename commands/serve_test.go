package commands

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"mddash/store/storetest"
)

// testFiles are what the binary carries, without what the front-end build makes.
func testFiles(t *testing.T) Files {
	t.Helper()
	migrations := fstest.MapFS{}
	names, err := fs.Glob(storetest.Migrations(t), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(storetest.Migrations(t), name)
		if err != nil {
			t.Fatal(err)
		}
		migrations["migrations/"+name] = &fstest.MapFile{Data: text}
	}
	static := fstest.MapFS{"static/css/mddash.css": &fstest.MapFile{Data: []byte("body{}")}}
	return Files{Static: static, Migrations: migrations, Version: "v1.2.3"}
}

// program that runs: what it was started with, and how to end it.
type started struct {
	t       *testing.T
	url     string
	errs    *lines
	stop    context.CancelFunc
	code    chan int
	address string
}

func start(t *testing.T, database string, variables ...string) *started {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	s := &started{t: t, errs: &lines{}, stop: stop, code: make(chan int, 1)}
	listening := make(chan string, 1)
	args := append([]string{"serve", "--addr=127.0.0.1:0", "--database-url=sqlite:" + database}, variables...)
	go func() {
		s.code <- run(args, call{ctx: ctx, files: testFiles(t), out: io.Discard, errs: s.errs, listening: func(a string) { listening <- a }}, nil)
	}()
	select {
	case s.address = <-listening:
		s.url = "http://" + s.address
	case code := <-s.code:
		t.Fatalf("it ended with %d: %s", code, s.errs)
	case <-time.After(10 * time.Second):
		t.Fatalf("it is not ready: %s", s.errs)
	}
	t.Cleanup(func() { s.end() })
	return s
}

// end tells it to stop, and gives the exit code.
func (s *started) end() int {
	s.stop()
	select {
	case code := <-s.code:
		s.code <- code
		return code
	case <-time.After(15 * time.Second):
		s.t.Fatalf("it does not stop: %s", s.errs)
		return -1
	}
}

func (s *started) get(path string) (int, string) {
	s.t.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body)
}

func TestItServesUntilItIsToldToStop(t *testing.T) {
	database := filepath.Join(t.TempDir(), "mddash.db")
	s := start(t, database)
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/signup": 200, "/todos/": 404} {
		if code, body := s.get(path); code != want {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	for _, said := range []string{s.url, "/signup", "built without the front end", "brought up to date"} {
		if !strings.Contains(s.errs.String(), said) {
			t.Errorf("the log does not say %q:\n%s", said, s.errs)
		}
	}
	if code := s.end(); code != exitDone {
		t.Errorf("code %d: %s", code, s.errs)
	}
	if info, err := os.Stat(database); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the database is %v, %v", info.Mode(), err)
	}
}

func TestEvenTheOddestRequestIsAnsweredByUs(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "mddash.db"))
	for _, line := range []string{"OPTIONS *", "GET //evil.example", "CONNECT evil.example:80", "TRACE /", "GET http://evil.example/signin"} {
		conn, err := net.Dial("tcp", s.address)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", line)
		answer, err := io.ReadAll(conn)
		conn.Close()
		if err != nil || !strings.Contains(string(answer), "frame-ancestors 'none'") || strings.Contains(string(answer), "Location: //") {
			t.Errorf("%s: %v\n%s", line, err, answer)
		}
	}
}

func TestASecondOneOnTheSamePortSaysSo(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "mddash.db"))
	second := filepath.Join(t.TempDir(), "second.db")
	code, _, errs := try(t, []string{"MDDASH_ADDR=" + s.address, "MDDASH_DATABASE_URL=sqlite:" + second})
	if code != exitFailed || !strings.Contains(errs, "is taken already, perhaps by another mddash") {
		t.Errorf("%d %s", code, errs)
	}
	if _, err := os.Stat(second); !os.IsNotExist(err) {
		t.Errorf("it touched its database: %v", err)
	}
}

func TestARequestUnderWayComesToItsEnd(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "mddash.db"))
	body, send := io.Pipe()
	request, err := http.NewRequest(http.MethodPost, s.url+"/signin", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Expect", "100-continue") // the body begins when the server is at it
	answered := make(chan int, 1)
	go func() {
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			answered <- 0
			return
		}
		answer.Body.Close()
		answered <- answer.StatusCode
	}()
	send.Write([]byte("email=ann@"))
	s.stop()
	until(t, "stopping", func() bool { return strings.Contains(s.errs.String(), "stopping") })
	time.Sleep(50 * time.Millisecond)
	send.Write([]byte("example.com&password=x"))
	send.Close()
	if status := <-answered; status != http.StatusUnauthorized {
		t.Errorf("the request under way got %d", status)
	}
	if code := s.end(); code != exitDone {
		t.Errorf("code %d", code)
	}
}

func TestHealthcheckAsksTheOneThatRuns(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "mddash.db"))
	if code, out, errs := try(t, []string{"MDDASH_ADDR=" + s.address}, "healthcheck"); code != exitDone || out != "ready\n" {
		t.Errorf("%d %q %s", code, out, errs)
	}
	s.end()
	if code, _, errs := try(t, []string{"MDDASH_ADDR=" + s.address}, "healthcheck", "--timeout=2s"); code != exitFailed || errs == "" {
		t.Errorf("%d %s", code, errs)
	}
}

func TestMigrateShowsAndMakesWhatIsPending(t *testing.T) {
	database := []string{"MDDASH_DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "mddash.db")}
	if code, out, errs := try(t, database, "migrate", "status"); code != exitDone || !strings.Contains(out, "pending") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, out, errs := try(t, database, "migrate", "up"); code != exitDone || !strings.Contains(out, "0001_given") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, out, _ := try(t, database, "migrate", "up"); code != exitDone || out != "The database is up to date.\n" {
		t.Errorf("%d %s", code, out)
	}
	if _, out, _ := try(t, database, "migrate", "status"); strings.Contains(out, "pending") {
		t.Error(out)
	}
}

func TestVersionAndWhatThereIsNone(t *testing.T) {
	if code, out, _ := try(t, nil, "version"); code != exitDone || !strings.HasPrefix(out, "mddash v1.2.3 go1.") {
		t.Errorf("%d %s", code, out)
	}
	for _, args := range [][]string{{"nonsense"}, {"serve", "--nonsense"}, {"migrate"}} {
		if code, _, errs := try(t, nil, args...); code != exitUsage || errs == "" {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to this: %s", what)
		}
	}
}

// lines are what was logged.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
