// Package running starts the real binary for tests and benchmarks that use mddash from outside.
package running

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Server is a running mddash with a database of its own.
type Server struct {
	URL string
	// Took is the time from the start of the process to its first answer that it is ready.
	Took    time.Duration
	command *exec.Cmd
	said    *record
	done    chan struct{}
	ended   error // read after done
}

// Start runs a binary with a database in dir and comes back when it is ready. Settings are "NAME=value", and win over
// what a test wants by default: open registration and no rate limits. Settings of this machine are kept away.
func Start(binary, dir string, settings ...string) (*Server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	for _, setting := range settings {
		if given, found := strings.CutPrefix(setting, "MDDASH_ADDR="); found {
			address = given
		}
	}
	s := &Server{URL: "http://" + address, said: &record{}, done: make(chan struct{})}
	s.command = exec.Command(binary, "serve")
	s.command.Dir = dir
	s.command.Env = Environment(
		"MDDASH_ADDR="+address,
		"MDDASH_DATABASE_URL=sqlite:"+filepath.Join(dir, "mddash.db"),
		"MDDASH_REGISTRATION=open",
		"MDDASH_RATE_LIMITS=off",
	)
	s.command.Env = append(s.command.Env, settings...)
	s.command.Stdout, s.command.Stderr = s.said, s.said
	began := time.Now()
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		s.ended = s.command.Wait()
		close(s.done)
	}()
	if err := s.waitUntilReady(30 * time.Second); err != nil {
		s.Kill()
		return nil, err
	}
	s.Took = time.Since(began)
	return s, nil
}

func (s *Server) waitUntilReady(patience time.Duration) error {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		select {
		case <-s.done:
			return fmt.Errorf("mddash ended at start: %v\n%s", s.ended, s.Said())
		default:
		}
		res, err := http.Get(s.URL + "/readyz")
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("mddash is not ready after %s\n%s", patience, s.Said())
}

// Stop asks the program to end, as a service manager does. The error says what was wrong with how it went.
func (s *Server) Stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.done:
	case <-time.After(15 * time.Second):
		s.Kill()
		return fmt.Errorf("mddash did not stop when asked\n%s", s.Said())
	}
	if s.ended != nil {
		return fmt.Errorf("mddash did not end well: %w\n%s", s.ended, s.Said())
	}
	return nil
}

// Kill ends the program as a power cut would.
func (s *Server) Kill() {
	_ = s.command.Process.Kill()
	<-s.done
}

// PID is the number of its process.
func (s *Server) PID() int { return s.command.Process.Pid }

// Said is the end of what the program has logged.
func (s *Server) Said() string { return s.said.end(12) }

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// Environment is this machine's without its settings of mddash, and with others, which are "NAME=value".
func Environment(settings ...string) []string {
	var kept []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "MDDASH_") {
			kept = append(kept, entry)
		}
	}
	return append(kept, settings...)
}

// record keeps what a program says while it says it.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) end(lines int) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := strings.Split(strings.TrimSpace(r.text.String()), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
