//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is a running mddash with a database of its own.
type server struct {
	url     string
	command *exec.Cmd
	log     *record
	done    chan error
}

// serve starts another server for one test, with settings as "NAME=value".
func serve(t *testing.T, settings ...string) *server {
	t.Helper()
	s, err := startServer(t.TempDir(), settings...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// startServer comes back when the server is ready.
func startServer(dir string, settings ...string) (*server, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	s := &server{url: "http://" + address, log: &record{}, done: make(chan error, 1)}
	s.command = exec.Command(binary, "serve")
	s.command.Dir = dir
	s.command.Env = append(withoutSettings(os.Environ()),
		"MDDASH_ADDR="+address,
		"MDDASH_DATABASE_URL=sqlite:"+filepath.Join(dir, "mddash.db"),
		"MDDASH_REGISTRATION=open",
		"MDDASH_RATE_LIMITS=off",
	)
	s.command.Env = append(s.command.Env, settings...)
	s.command.Stdout, s.command.Stderr = s.log, s.log
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	go func() { s.done <- s.command.Wait() }()
	if err := s.waitUntilReady(20 * time.Second); err != nil {
		s.kill()
		return nil, err
	}
	return s, nil
}

func (s *server) waitUntilReady(patience time.Duration) error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		select {
		case err := <-s.done:
			return fmt.Errorf("mddash ended at start: %v\n%s", err, s.log)
		default:
		}
		res, err := http.Get(s.url + "/readyz")
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("mddash is not ready after %s\n%s", patience, s.log)
}

// stop asks as a service manager does; whatever else happens then is a failure.
func (s *server) stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-s.done:
		if err != nil {
			return fmt.Errorf("mddash did not stop well: %w\n%s", err, s.log)
		}
		return nil
	case <-time.After(15 * time.Second):
		s.kill()
		return fmt.Errorf("mddash did not stop when asked\n%s", s.log)
	}
}

func (s *server) kill() { _ = s.command.Process.Kill() }

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// withoutSettings keeps what is set on this machine for mddash away from the tests.
func withoutSettings(environment []string) []string {
	var kept []string
	for _, entry := range environment {
		if !strings.HasPrefix(entry, "MDDASH_") {
			kept = append(kept, entry)
		}
	}
	return kept
}

// record keeps the end of what a server says.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(r.text.String()), "\n")
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}
