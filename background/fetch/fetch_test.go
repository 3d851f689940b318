package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// a server that counts who reaches it.
func listen(t *testing.T, serve http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var reached atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached.Add(1)
		serve(w, r)
	}))
	t.Cleanup(s.Close)
	return s, &reached
}

func hello(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "BEGIN:VCALENDAR") }

func portOf(t *testing.T, s *httptest.Server) string {
	t.Helper()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

func wantProblem(t *testing.T, err error, text string) {
	t.Helper()
	var problem *Problem
	if !errors.As(err, &problem) {
		t.Fatalf("answers %v, want a problem", err)
	}
	if text != "" && problem.Text != text {
		t.Errorf("says %q, want %q", problem.Text, text)
	}
}

func TestAPrivateListenerIsReachedByNoWayOfWritingItsAddress(t *testing.T) {
	s, reached := listen(t, hello)
	port := portOf(t, s)
	f := New(Options{})
	for _, host := range []string{
		"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "0", "0.0.0.0", "localhost", "LOCALHOST",
		"localhost.", "a.localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
		"[64:ff9b:1::7f00:1]", "[2002:7f00:1::1]", "[2001::1]", "[fe80::1%25lo]", "[::1%25lo]", "127.0.0.1%00.example.org", "①②⑦.0.0.1", "127。0。0。1",
	} {
		_, err := f.Get(t.Context(), "http://"+host+":"+port+"/", Known{})
		if err == nil {
			t.Errorf("%s was fetched", host)
		}
		var problem *Problem
		if err != nil && !errors.As(err, &problem) {
			t.Errorf("%s answers %v, want a problem", host, err)
		}
	}
	for _, address := range []string{"ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1:" + port, "http:127.0.0.1:" + port, "//127.0.0.1:" + port, "http://", "", "http:///x", "http://a b/", "javascript:1"} {
		_, err := f.Get(t.Context(), address, Known{})
		wantProblem(t, err, noAddress)
	}
	if n := reached.Load(); n > 0 {
		t.Errorf("the listener was reached %d times", n)
	}
}

func TestOnlyAddressesOfTheInternetAreDialled(t *testing.T) {
	shut, home := New(Options{}), New(Options{Private: true})
	for address, both := range map[string]struct{ shut, home bool }{
		"1.1.1.1": {true, true}, "93.184.216.34": {true, true}, "2606:4700::1111": {true, true}, "2a00:1450::8a": {true, true},
		"127.0.0.1": {false, true}, "10.1.2.3": {false, true}, "172.31.0.1": {false, true}, "172.32.0.1": {true, true}, "192.168.1.1": {false, true}, "100.64.0.1": {false, true},
		"::1": {false, true}, "fd00::1": {false, true}, "fc00::1": {false, true},
		"169.254.169.254": {}, "0.0.0.0": {}, "224.0.0.1": {}, "255.255.255.255": {}, "240.0.0.1": {}, "198.18.0.1": {}, "192.0.2.1": {}, "198.51.100.7": {}, "203.0.113.1": {}, "192.88.99.1": {},
		"::": {}, "::ffff:1.1.1.1": {}, "::ffff:10.0.0.1": {}, "::10.0.0.1": {}, "64:ff9b::101:101": {}, "64:ff9b:1::1": {}, "2002:101:101::1": {}, "2001::1": {}, "2001:db8::1": {}, "fe80::1": {},
		"fe80::1%eth0": {}, "fec0::1": {}, "ff02::1": {}, "100::1": {}, "3fff::1": {}, "5f00::1": {}, "fd00::1%eth0": {},
	} {
		ip := netip.MustParseAddr(address)
		if got := shut.checkIP(ip) == nil; got != both.shut {
			t.Errorf("%s: %v, want %v", address, got, both.shut)
		}
		if got := home.checkIP(ip) == nil; got != both.home {
			t.Errorf("%s where private ones are allowed: %v, want %v", address, got, both.home)
		}
	}
}

func TestOnlyPortsOfTheWebAreAsked(t *testing.T) {
	f := New(Options{})
	for port, takes := range map[string]bool{"": true, "80": true, "443": true, "8080": true, "8443": true, "5232": true, "22": false, "25": false, "0": false, "6379": false, "5432": false, "11211": false, "65536": false, "080": false, "+80": false} {
		if f.takesPort(port) != takes {
			t.Errorf("port %q: %v, want %v", port, !takes, takes)
		}
	}
}

// A name may lead anywhere, and somewhere else each time it is looked up: what counts is where it leads when it is dialled.
func TestANameThatLeadsInsideIsFoundOutWhenItIsDialled(t *testing.T) {
	s, reached := listen(t, hello)
	for _, ip := range []string{"127.0.0.1", "10.0.0.1", "169.254.169.254"} {
		f := New(Options{})
		f.dialer.Resolver = resolving(t, ip)
		_, err := f.Get(t.Context(), "http://calendar.example.org:"+portOf(t, s)+"/", Known{})
		wantProblem(t, err, notOutside)
	}
	if reached.Load() > 0 {
		t.Error("the listener was reached")
	}
	f := New(Options{Private: true})
	f.dialer.Resolver = resolving(t, "127.0.0.1")
	if answer, err := f.Get(t.Context(), "http://calendar.example.org:"+portOf(t, s)+"/", Known{}); err != nil || string(answer.Body) != "BEGIN:VCALENDAR" {
		t.Errorf("where private ones are allowed: %q, %v", answer.Body, err)
	}
}

// resolving is a resolver that finds one address by every name.
func resolving(t *testing.T, ip string) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		question := make([]byte, 512)
		for {
			n, from, err := server.ReadFrom(question)
			if err != nil {
				return
			}
			_, _ = server.WriteTo(reply(question[:n], net.ParseIP(ip).To4()), from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// reply answers a question for an A record; for others there is none.
func reply(question, ip []byte) []byte {
	end := 12
	for question[end] != 0 {
		end += int(question[end]) + 1
	}
	kind := binary.BigEndian.Uint16(question[end+1:])
	out := append([]byte{question[0], question[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question[12:end+5]...)
	if kind == 1 {
		out[7] = 1
		out = append(out, 0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
		out = append(out, ip...)
	}
	return out
}

func TestEachRedirectIsLookedAt(t *testing.T) {
	inner, reached := listen(t, hello)
	to := ""
	outer, _ := listen(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
	f := New(Options{Private: true})
	// What may be dialled at first and not afterwards: here that is told by the address alone.
	for _, to = range []string{"http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]:" + portOf(t, inner) + "/", "http://2130706433:" + portOf(t, inner) + "/", "http://127.0.0.1:22/", "file:///etc/passwd", "ftp://127.0.0.1/", "http://you:me@127.0.0.1:" + portOf(t, inner) + "/"} {
		_, err := f.Get(t.Context(), outer.URL, Known{})
		wantProblem(t, err, "")
	}
	if reached.Load() > 0 {
		t.Error("what it led on to was reached")
	}
	to = inner.URL + "/calendar.ics"
	if answer, err := f.Get(t.Context(), outer.URL, Known{}); err != nil || string(answer.Body) != "BEGIN:VCALENDAR" {
		t.Errorf("a good redirect: %q, %v", answer.Body, err)
	}
	to = outer.URL + "/again"
	_, err := f.Get(t.Context(), outer.URL, Known{})
	wantProblem(t, err, tooMany)
}

func TestAnAddressLeadsOnFiveTimesAndNotSix(t *testing.T) {
	var steps int
	s, _ := listen(t, func(w http.ResponseWriter, r *http.Request) {
		if steps--; steps < 0 {
			hello(w, r)
			return
		}
		http.Redirect(w, r, fmt.Sprint("/", steps), http.StatusSeeOther)
	})
	f := New(Options{Private: true})
	steps = redirectsMax
	if _, err := f.Get(t.Context(), s.URL, Known{}); err != nil {
		t.Errorf("five times: %v", err)
	}
	steps = redirectsMax + 1
	_, err := f.Get(t.Context(), s.URL, Known{})
	wantProblem(t, err, tooMany)
}

func TestNameAndPasswordGoToTheServerTheyAreForAndNoOther(t *testing.T) {
	var elsewhere, here string
	other, _ := listen(t, func(w http.ResponseWriter, r *http.Request) {
		elsewhere = r.Header.Get("Authorization") + r.Header.Get("Referer") + r.Header.Get("Cookie")
		hello(w, r)
	})
	first, _ := listen(t, func(w http.ResponseWriter, r *http.Request) {
		here = r.Header.Get("Authorization")
		if r.URL.Path == "/on" {
			http.Redirect(w, r, "/on/and/on", http.StatusFound)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		http.Redirect(w, r, other.URL, http.StatusFound)
	})
	f := New(Options{Private: true})
	if _, err := f.Get(t.Context(), strings.Replace(first.URL, "http://", "http://ann:secret@", 1)+"/on", Known{}); err != nil {
		t.Fatal(err)
	}
	if want := "Basic YW5uOnNlY3JldA=="; here != want {
		t.Errorf("the server itself got %q, want %q, also after a redirect to itself", here, want)
	}
	if elsewhere != "" {
		t.Errorf("another server got %q", elsewhere)
	}
}

func TestWhatIsTooBigIsNotTakenInHoweverItIsPacked(t *testing.T) {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, _ = io.CopyN(zip, zeros{}, 50<<20)
	zip.Close()
	for name, serve := range map[string]http.HandlerFunc{
		"told":     func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "99999999") },
		"not told": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.CopyN(w, zeros{}, 2<<20) },
		"packed": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(packed.Bytes())
		},
	} {
		s, _ := listen(t, serve)
		_, err := New(Options{Private: true, Bytes: 1 << 20}).Get(t.Context(), s.URL, Known{})
		var problem *Problem
		if !errors.As(err, &problem) || problem.Text != tooMuch {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestAServerThatTakesItsTimeIsLeft(t *testing.T) {
	leave := make(chan bool)
	defer close(leave)
	for name, serve := range map[string]http.HandlerFunc{
		"headers": func(http.ResponseWriter, *http.Request) { <-leave },
		"body": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "BEGIN:")
			_ = http.NewResponseController(w).Flush()
			<-leave
		},
	} {
		s, _ := listen(t, serve)
		_, err := New(Options{Private: true, Within: 50 * time.Millisecond}).Get(t.Context(), s.URL, Known{})
		var problem *Problem
		if !errors.As(err, &problem) || problem.Text != tooSlow {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSameIsNotSentAgain(t *testing.T) {
	s, _ := listen(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"one"` && r.Header.Get("If-Modified-Since") == "Sun, 22 Nov 2026 10:00:00 GMT" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"one"`)
		w.Header().Set("Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT")
		hello(w, r)
	})
	f := New(Options{Private: true})
	answer, err := f.Get(t.Context(), s.URL, Known{})
	if err != nil || answer.Same {
		t.Fatal(answer, err)
	}
	if again, err := f.Get(t.Context(), s.URL, answer.Known); err != nil || !again.Same || again.Body != nil || again.Known != answer.Known {
		t.Errorf("answers %v, %v", again, err)
	}
}

func TestAProblemTellsNothingOfWhatAServerSent(t *testing.T) {
	for _, serve := range []http.HandlerFunc{
		func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "the secret", http.StatusForbidden) },
		func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://the secret")
			w.WriteHeader(http.StatusFound)
		},
		func(w http.ResponseWriter, _ *http.Request) {
			connection, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				fmt.Fprint(connection, "220 the secret ESMTP\r\n")
				connection.Close()
			}
		},
	} {
		s, _ := listen(t, serve)
		_, err := New(Options{Private: true}).Get(t.Context(), s.URL, Known{})
		wantProblem(t, err, "")
		if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("says %q", err)
		}
	}
}

func TestNoProxyOfTheEnvironmentIsUsed(t *testing.T) {
	proxy, asked := listen(t, hello)
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	f := New(Options{Within: 2 * time.Second})
	f.dialer.Resolver = resolving(t, "127.0.0.1")
	_, err := f.Get(t.Context(), "http://calendar.example.org/", Known{})
	wantProblem(t, err, notOutside)
	if asked.Load() > 0 {
		t.Error("the proxy was asked")
	}
}
