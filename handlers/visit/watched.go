package visit

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"mddash/domain"
)

const (
	// MetricsPath is where a program reads how the server does.
	MetricsPath = "/metrics"
	// MetricsType is the text format of Prometheus.
	MetricsType = "text/plain; version=0.0.4; charset=utf-8"
)

// Answered is how one request went. All of it comes from lists of ours: what somebody typed is not in it.
type Answered struct {
	// Route is the pattern of the address, "other" where it led nowhere.
	Route, Method string
	Status        int
	Took          time.Duration
	// Stream is one that goes on for as long as a page is open.
	Stream bool
}

// Watched are those who are told how requests go, and what they made of it.
type Watched struct {
	Began func()
	Ended func(Answered)
	// Metrics writes what was counted; nil where nobody counts.
	Metrics func(io.Writer) error
	// Token opens MetricsPath to programs; where it is empty there is no such page.
	Token string
}

func (w Watched) begin() {
	if w.Began != nil {
		w.Began()
	}
}

func (w Watched) end(c echo.Context, took time.Duration) {
	if w.Ended == nil {
		return
	}
	stream := c.Response().Header().Get(echo.HeaderContentType) == "text/event-stream"
	w.Ended(Answered{Route: routeOf(c), Method: methodOf(c.Request()), Status: c.Response().Status, Took: took, Stream: stream})
}

func routeOf(c echo.Context) string {
	if route := c.Path(); route != "" && c.Response().Status != http.StatusMethodNotAllowed {
		return route
	}
	return "other"
}

// methodOf is one of those that there are routes for.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
		"PROPFIND", "PROPPATCH", "REPORT", "MKCALENDAR", "MKCOL":
		return r.Method
	}
	return "other"
}

// Metrics are what was counted, for a program that sends the token of the settings; NotFound where there is none, and
// Unauthorized for a wrong one.
func (v *Visit) Metrics() ([]byte, error) {
	w := v.doors.settings.Watched
	if w.Token == "" || w.Metrics == nil {
		return nil, domain.Fail(domain.NotFound, "There is no such page.")
	}
	if !HoldsToken(v.Request(), w.Token) {
		v.Response().Header().Set("WWW-Authenticate", "Bearer")
		return nil, domain.Fail(domain.Unauthorized, "Send the token of MDDASH_METRICS_TOKEN.")
	}
	var out bytes.Buffer
	err := w.Metrics(&out)
	return out.Bytes(), err
}

// HoldsToken tells whether a request brings a token as Bearer. How long that takes says nothing about the token.
func HoldsToken(r *http.Request, want string) bool {
	got, bearer := bearerToken(r)
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return bearer && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
