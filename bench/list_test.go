//go:build bench

package bench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"
)

// listers are how many clients ask at once; rounds take turns, so that whatever else the machine does hits both alike.
const (
	listers  = 8
	rounds   = 4
	perRound = 4 * time.Second
)

// The same list of todos from mddash, which asks who is calling and what they may see, and from the bare server.
func TestListOfTodos(t *testing.T) {
	d := people(t)[townPeople/2]
	ours := contender{name: "mddash", token: d.Token}
	s := start(t, town)
	ours.url, ours.pid = s.URL+"/api/v1/todos?limit=50", s.PID()
	bare := contender{name: "bare net/http"}
	bare.url, bare.pid = startBare(t, d.ID)
	bare.url += "/?limit=50"

	one, other := ours.body(t), bare.body(t)
	for at := range max(len(one), len(other)) {
		if at >= len(one) || at >= len(other) || one[at] != other[at] {
			t.Fatalf("they do not answer the same:\n…%.300s\n…%.300s", one[min(at, len(one)):], other[min(at, len(other)):])
		}
	}
	for range rounds {
		ours.run(t)
		bare.run(t)
	}
	ours.tell()
	bare.tell()
	ratio := ours.perSecond() / bare.perSecond()
	judge(t, ratio >= 0.5, "GET /api/v1/todos?limit=50: throughput", fmt.Sprintf("%.2f of bare", ratio), "at least 0.50 of the bare handler")
}

// contender is one of two servers that do the same.
type contender struct {
	name, url, token string
	pid              int
	answers          int
	took, cpu        time.Duration
}

func (c *contender) request() (*http.Request, error) {
	r, err := http.NewRequest("GET", c.url, nil)
	if err == nil && c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	return r, err
}

func (c *contender) body(t *testing.T) []byte {
	t.Helper()
	r, err := c.request()
	must(t, err)
	res, err := http.DefaultClient.Do(r)
	must(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(t, err)
	return bytes.TrimSpace(body)
}

func (c *contender) run(t *testing.T) {
	t.Helper()
	before := cpuTime(c.pid)
	o := load(listers, perRound, http.StatusOK, func(int, int) (*http.Request, error) { return c.request() })
	if len(o.errors) > 0 {
		t.Fatalf("%s: %d errors, such as %v", c.name, len(o.errors), o.errors[0])
	}
	c.answers += len(o.times)
	c.took += o.took
	c.cpu += cpuTime(c.pid) - before
}

func (c *contender) perSecond() float64 { return float64(c.answers) / c.took.Seconds() }

func (c *contender) tell() {
	tell(c.name, fmt.Sprintf("%.0f/s", c.perSecond()))
	if c.cpu > 0 {
		tell(c.name+", of the processor", fmt.Sprintf("%.2f ms each", float64(c.cpu.Microseconds())/1000/float64(c.answers)))
	}
}
