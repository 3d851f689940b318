// Package fetch reads what somebody gave the address of, so that nobody reaches with it what only this machine does:
// the program's own network, its neighbours, the machine it runs on. It knows nothing else of ours.
package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Problem says why something was not fetched, in a sentence that can be shown to whoever gave the address: nothing of
// what a server sent is in it.
type Problem struct{ Text string }

func (p *Problem) Error() string { return p.Text }

func refused(text string) error { return &Problem{text} }

const (
	unreachable  = "The server can't be reached."
	tooSlow      = "The server takes too long."
	tooMuch      = "What is there is too big."
	tooMany      = "The address leads on and on."
	leadsNowhere = "The address leads on to one that can't be used."
	unsafely     = "The address leads on from https to http, where anybody could read along."
)

// Options say what may be fetched. Zero values are the defaults.
type Options struct {
	// Private lets private addresses and this machine's own through; never those of its link, where clouds keep secrets.
	Private bool
	// Agent is what servers are told who asks.
	Agent string
	// Bytes is how big an answer may be, unpacked; 16 MiB where it is 0.
	Bytes int64
	// Within is how long all of it may take, redirects included; a minute where it is 0. Each step has less.
	Within time.Duration
}

// Fetcher fetches. It is safe for concurrent use.
type Fetcher struct {
	private bool
	agent   string
	bytes   int64
	within  time.Duration
	client  *http.Client
	dialer  *net.Dialer
}

// redirectsMax is how often an address may lead on.
const redirectsMax = 5

// New makes a fetcher.
func New(o Options) *Fetcher {
	f := &Fetcher{private: o.Private, agent: o.Agent, bytes: o.Bytes, within: o.Within}
	if f.agent == "" {
		f.agent = "mddash"
	}
	if f.bytes == 0 {
		f.bytes = 16 << 20
	}
	if f.within == 0 {
		f.within = time.Minute
	}
	f.dialer = &net.Dialer{Timeout: 10 * time.Second, KeepAlive: -1, Control: f.control}
	f.client = &http.Client{
		Transport: &http.Transport{
			Proxy: nil, DialContext: f.dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 20 * time.Second,
			MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return f
}

// control sees the address that is really dialled, whatever name it was found by.
func (f *Fetcher) control(network, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !strings.HasPrefix(network, "tcp") {
		return refused(notOutside)
	}
	return f.checkIP(to.Addr())
}

// Known is what is known of an earlier answer, so that the same one is not sent again.
type Known struct{ ETag, Modified string }

// Answer is what was there.
type Answer struct {
	Body []byte
	// Charset is what the server says that the body is written in; empty for nothing.
	Charset string
	Known
	// Same tells that nothing changed since the answer that was known; there is no Body then.
	Same bool
}

// Get reads what an address leads to. What stands in the way is a *Problem.
func (f *Fetcher) Get(ctx context.Context, address string, known Known) (Answer, error) {
	ctx, done := context.WithTimeout(ctx, f.within)
	defer done()
	to, err := url.Parse(address)
	if err != nil {
		return Answer{}, refused(noAddress)
	}
	first, secret := *to, to.User
	for range redirectsMax + 1 {
		if err := f.check(to); err != nil {
			return Answer{}, err
		}
		to.User = nil
		answer, next, err := f.step(ctx, to, secretFor(secret, &first, to), known)
		if err != nil || next == nil {
			return answer, err
		}
		if to.Scheme == "https" && next.Scheme == "http" {
			return Answer{}, refused(unsafely)
		}
		if next.User != nil {
			return Answer{}, refused(leadsNowhere)
		}
		to = next
	}
	return Answer{}, refused(tooMany)
}

// secretFor is the name and password of the address, for the server that they were given for and for no other.
func secretFor(secret *url.Userinfo, first, to *url.URL) *url.Userinfo {
	if !strings.EqualFold(first.Host, to.Host) || first.Scheme != to.Scheme {
		return nil
	}
	return secret
}

// step asks one server, and answers where it leads on to.
func (f *Fetcher) step(ctx context.Context, to *url.URL, secret *url.Userinfo, known Known) (Answer, *url.URL, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	if err != nil {
		return Answer{}, nil, refused(noAddress)
	}
	r.Header.Set("User-Agent", f.agent)
	r.Header.Set("Accept", "text/calendar, text/plain;q=0.5, */*;q=0.1")
	if known.ETag != "" {
		r.Header.Set("If-None-Match", known.ETag)
	}
	if known.Modified != "" {
		r.Header.Set("If-Modified-Since", known.Modified)
	}
	if secret != nil {
		password, _ := secret.Password()
		r.SetBasicAuth(secret.Username(), password)
	}
	res, err := f.client.Do(r)
	if err != nil {
		return Answer{}, nil, said(ctx, err)
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
		answer, err := f.read(ctx, res)
		return answer, nil, err
	case http.StatusNotModified:
		if known == (Known{}) {
			return Answer{}, nil, refused("The server answers 304.")
		}
		return Answer{Known: known, Same: true}, nil, nil
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		next, err := to.Parse(res.Header.Get("Location"))
		if err != nil || res.Header.Get("Location") == "" {
			return Answer{}, nil, refused(leadsNowhere)
		}
		return Answer{}, next, nil
	}
	return Answer{}, nil, refused("The server answers " + strconv.Itoa(res.StatusCode) + ".")
}

// read takes in the body as far as it may be big. It comes unpacked: a small answer that unpacks to a big one is a big one.
func (f *Fetcher) read(ctx context.Context, res *http.Response) (Answer, error) {
	if res.ContentLength > f.bytes {
		return Answer{}, refused(tooMuch)
	}
	var body bytes.Buffer
	n, err := io.Copy(&body, io.LimitReader(res.Body, f.bytes+1))
	switch {
	case n > f.bytes:
		return Answer{}, refused(tooMuch)
	case err != nil:
		return Answer{}, said(ctx, err)
	}
	_, options, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	return Answer{Body: body.Bytes(), Charset: options["charset"], Known: Known{ETag: header(res, "ETag"), Modified: header(res, "Last-Modified")}}, nil
}

// header is what a server wants to be told again, if it is not beyond measure.
func header(res *http.Response, name string) string {
	if value := res.Header.Get(name); len(value) <= 500 {
		return value
	}
	return ""
}

// said puts what went wrong on the way into a sentence. Whoever asked in the first place and left gets their own error.
func said(ctx context.Context, err error) error {
	var problem *Problem
	var timeout net.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &problem):
		return problem
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return refused(tooSlow)
	case errors.As(err, &certificate):
		return refused("The server's certificate can't be trusted.")
	}
	return refused(unreachable)
}
