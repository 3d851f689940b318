//go:build faults

package faults

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"mddash/e2e/running"
)

// proxy stands in front of instances as a load balancer does: it asks each every 50 ms whether it is ready, and sends
// requests to those that are, by turns. It repeats none.
type proxy struct {
	instances []*instance
	turn      atomic.Uint64
}

type instance struct {
	url   *url.URL
	ready atomic.Bool
	proxy *httputil.ReverseProxy
}

func newProxy(t *testing.T, servers []*running.Server) *httptest.Server {
	t.Helper()
	p := &proxy{}
	for _, s := range servers {
		to, err := url.Parse(s.URL)
		if err != nil {
			t.Fatal(err)
		}
		i := &instance{url: to, proxy: httputil.NewSingleHostReverseProxy(to)}
		i.proxy.Transport = &http.Transport{MaxIdleConnsPerHost: 16}
		i.ready.Store(true)
		p.instances = append(p.instances, i)
		go i.watch(t)
	}
	front := httptest.NewServer(p)
	t.Cleanup(front.Close)
	return front
}

func (i *instance) watch(t *testing.T) {
	asking := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for ; t.Context().Err() == nil; time.Sleep(50 * time.Millisecond) {
		res, err := asking.Get(i.url.String() + "/readyz")
		if err == nil {
			res.Body.Close()
		}
		ready := err == nil && res.StatusCode == http.StatusOK
		if i.ready.Store(ready); !ready {
			i.proxy.Transport.(*http.Transport).CloseIdleConnections() // those that are left lead to a process that ends
		}
	}
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	turn := p.turn.Add(1) // once: what else takes turns meanwhile would lead past the one that is ready
	for n := range uint64(len(p.instances)) {
		if i := p.instances[(turn+n)%uint64(len(p.instances))]; i.ready.Load() {
			i.proxy.ServeHTTP(w, r)
			return
		}
	}
	http.Error(w, "nobody is ready", http.StatusBadGateway)
}
