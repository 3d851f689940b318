package handlers_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

// talk sends everything before it listens, as many programs do.
func talk(t *testing.T, app *apptest.App, head string, body io.Reader) (status int, said string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(app.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, head+"\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(conn, body); err != nil {
		t.Fatalf("what is sent is not taken: %v", err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestWhoSendsTooMuchBeforeTheyListenHearsSo(t *testing.T) {
	app := apptest.New(t)
	const size = 20 << 20
	post := "POST /api/v1/auth/signin HTTP/1.1\r\nHost: " + strings.TrimPrefix(app.URL, "http://") + "\r\nContent-Type: application/json\r\n"
	much := strings.Repeat("a", size)
	for name, sent := range map[string]struct{ head, body string }{
		"with its size": {post + fmt.Sprintf("Content-Length: %d\r\n", size), much},
		"in chunks":     {post + "Transfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", size, much)},
	} {
		t.Run(name, func(t *testing.T) {
			if status, said := talk(t, app, sent.head, strings.NewReader(sent.body)); status != http.StatusRequestEntityTooLarge || !strings.Contains(said, "too much") {
				t.Errorf("got %d %q", status, said)
			}
		})
	}
}
