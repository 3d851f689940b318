//go:build faults

package faults

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// stalled is how long somebody may take who says nothing more: the server's own times and some seconds, see serve.go.
const (
	stalledHeader = 10*time.Second + 8*time.Second
	// stalledMinute is for a body that stands still, and an answer that nobody takes.
	stalledMinute = time.Minute + 30*time.Second
	trickled      = 200 * time.Millisecond
)

// dial opens a connection to a server that ends with the test.
func dial(t *testing.T, url string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// trickle sends one byte after the other until the server hangs up, and tells whether it did.
func trickle(conn net.Conn, text string, within time.Duration) bool {
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		io.Copy(io.Discard, conn)
	}()
	fmt.Fprint(conn, text)
	end, tick := time.After(within), time.NewTicker(trickled)
	defer tick.Stop()
	for {
		select {
		case <-gone:
			return true
		case <-end:
			return false
		case <-tick.C:
			conn.Write([]byte("x"))
		}
	}
}

// hungUp reads what comes, and tells whether the server ended the connection meanwhile.
func hungUp(conn net.Conn, within time.Duration) bool {
	conn.SetReadDeadline(time.Now().Add(within))
	_, err := io.Copy(io.Discard, conn)
	return !errors.Is(err, os.ErrDeadlineExceeded)
}

// answer is the status that a server gives to what was sent; 0 where it hangs up without one.
func answer(conn net.Conn) int {
	conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

func TestSlowAndEndlessCallersAreBoundedAndHoldUpNobody(t *testing.T) {
	database := "sqlite:" + filepath.Join(t.TempDir(), "slow.db")
	token := account(t, database)
	server := serve(t, database, "MDDASH_RATE_LIMITS=off")
	var slow sync.WaitGroup
	for range 200 {
		conn := dial(t, server.URL)
		slow.Go(func() {
			if !trickle(conn, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", stalledHeader) {
				t.Error("a header that never ends is still read")
			}
		})
	}
	for range 50 { // bodies that stand still, and answers that nobody reads
		still := dial(t, server.URL)
		slow.Go(func() {
			if !hungUp(still, stalledMinute) {
				t.Error("a body that stands still is waited for")
			}
		})
		fmt.Fprintf(still, "POST /api/v1/todos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", token)
		fmt.Fprint(dial(t, server.URL), strings.Repeat("GET /signin HTTP/1.1\r\nHost: x\r\n\r\n", 200))
	}
	for range 5 {
		ignoreAnswers(t, server.URL, &slow)
	}
	caller := clientOf(server.URL, token)
	for n := range 20 {
		began := time.Now()
		if status, err := caller.send("POST", "/api/v1/todos", map[string]any{"title": fmt.Sprint("meanwhile ", n)}, nil); err != nil || status != http.StatusCreated {
			t.Fatalf("somebody else meanwhile: %d, %v", status, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("somebody else waited %s", took)
		}
	}
	for name, text := range map[string]string{
		"a long address": "GET /" + strings.Repeat("a", 1<<20) + " HTTP/1.1\r\nHost: x\r\n\r\n",
		"a long header":  "GET /signin HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat("a", 1<<20) + "\r\n\r\n",
		"many headers":   "GET /signin HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X-Many: a\r\n", 100_000) + "\r\n",
	} {
		conn := dial(t, server.URL)
		go fmt.Fprint(conn, text)
		if status := answer(conn); status != http.StatusRequestHeaderFieldsTooLarge && status != 0 {
			t.Errorf("%s: %d", name, status)
		}
	}
	if status, taken := endless(t, server.URL, token); status != http.StatusRequestEntityTooLarge && status != 0 || taken > 64<<20 {
		t.Errorf("a body without an end: %d after %d bytes", status, taken)
	}
	slow.Wait()
	if _, err := caller.read("/readyz"); err != nil {
		t.Error(err)
	}
}

// ignoreAnswers asks for more than what lies between the two can hold, and reads none of it.
func ignoreAnswers(t *testing.T, url string, slow *sync.WaitGroup) {
	unread := dial(t, url)
	go fmt.Fprint(unread, strings.Repeat("GET /signin HTTP/1.1\r\nHost: x\r\n\r\n", 10_000))
	slow.Go(func() {
		time.Sleep(stalledMinute)
		if !hungUp(unread, 20*time.Second) {
			t.Error("an answer that nobody reads is held ready")
		}
	})
}

// endless sends a body in pieces for as long as the server takes any.
func endless(t *testing.T, url, token string) (status, taken int) {
	conn := dial(t, url)
	conn.SetWriteDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprintf(conn, "POST /api/v1/todos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n", token)
	said := make(chan int, 1)
	go func() { said <- answer(conn) }()
	piece := "10000\r\n" + strings.Repeat(" ", 1<<16) + "\r\n"
	for taken < 256<<20 {
		n, err := io.WriteString(conn, piece)
		if taken += n; err != nil {
			break
		}
	}
	return <-said, taken
}
