package visit

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"mddash/domain"
)

const (
	requestKey = "request id"
	// answerWithin is the time that a request may take; streams are not bound by it.
	answerWithin = 30 * time.Second
)

// numberRequests gives every request an id of ours, whatever the caller calls it, and tells it in the answer.
func numberRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := rand.Text()[:16]
		c.Set(requestKey, id)
		c.Response().Header().Set("X-Request-Id", id)
		return next(c)
	}
}

func requestID(c echo.Context) string {
	id, _ := c.Get(requestKey).(string)
	return id
}

// logRequests writes one line for each request, without query strings, bodies, headers or tokens in paths.
func (d *Doors) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		d.settings.Watched.begin()
		err := next(c)
		d.settings.Watched.end(c, time.Since(began))
		level := slog.LevelInfo
		if isPlain(c.Request()) {
			level = slog.LevelDebug
		}
		res, user := c.Response(), ""
		if v, ok := c.Get(visitKey).(*Visit); ok {
			user = v.User.ID
		}
		d.log.LogAttrs(c.Request().Context(), level, "request",
			slog.String("request", requestID(c)), slog.String("method", c.Request().Method), slog.String("path", loggedPath(c)),
			slog.Int("status", res.Status), slog.Int64("bytes", res.Size), slog.Duration("took", time.Since(began).Round(time.Microsecond)),
			slog.String("user", user), slog.String("address", c.RealIP()))
		return err
	}
}

// loggedPath leaves out what may be a secret: a token in a known route, and whatever an unknown one is made of.
func loggedPath(c echo.Context) string {
	route := c.Path()
	// Where the method leads nowhere, nothing is known of the parts of the path either.
	if route == "" || c.Response().Status == http.StatusMethodNotAllowed {
		first, _, more := strings.Cut(strings.TrimPrefix(c.Request().URL.Path, "/"), "/")
		if more {
			first += "/…"
		}
		return "/" + first[:min(len(first), 40)]
	}
	for _, name := range c.ParamNames() {
		if name == "token" || name == "secret" || name == "*" {
			return route
		}
	}
	return c.Request().URL.Path
}

// stripBase takes the path that the program lives under off the request's. A proxy may pass it on or take it off.
func (d *Doors) stripBase(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		if d.base.Path == "" {
			return next(c)
		}
		if rest, under := d.underBase(u.Path); under {
			// The two are cut alike, so that a path with escapes in it still finds its route.
			raw, rawUnder := d.underBase(u.RawPath)
			u.Path, u.RawPath = rest, ""
			if rawUnder {
				u.RawPath = raw
			}
		}
		return next(c)
	}
}

// refuseGarbage refuses paths and queries that hold no text, here for everything behind it: databases differ in what
// they do with it.
func refuseGarbage(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		if isAPI(c.Request()) && strings.ContainsRune(u.Path, 0) {
			return &Located{In: "path", Err: domain.Problems{"": "It holds characters that are no text."}.Err()}
		}
		if garbage := !domain.IsText(u.Path) || strings.ContainsAny(u.Path, "\r\n"); garbage && isDAV(c.Request()) {
			return echo.ErrNotFound
		} else if garbage {
			return echo.ErrBadRequest
		}
		query, err := url.ParseQuery(u.RawQuery)
		if err != nil {
			return echo.ErrBadRequest
		}
		if err := garbageIn(query, ""); err != nil {
			return &Located{In: "query", Err: err}
		}
		return next(c)
	}
}

// refuseGarbageForms does the same for the fields of forms. After it a form is parsed: see Visit.Fields.
func refuseGarbageForms(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if isSafe(r.Method) || isAPI(r) || isDAV(r) || bringsFiles(r) {
			return next(c)
		}
		err := r.ParseForm()
		if err == nil && isMultipart(r) {
			err = r.ParseMultipartForm(bodyLimit)
		}
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		if err != nil {
			return echo.ErrBadRequest
		}
		return orNext(garbageIn(r.PostForm, "form"), next, c)
	}
}

func isMultipart(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

func orNext(err error, next echo.HandlerFunc, c echo.Context) error {
	if err != nil {
		return err
	}
	return next(c)
}

// garbageIn finds the fields whose names or values are no text. A name that is none is not repeated.
func garbageIn(values url.Values, otherwise string) error {
	p := domain.Problems{}
	for name, all := range values {
		if !domain.IsText(name) {
			p.Add(otherwise, "It holds characters that are no text.")
			continue
		}
		for _, value := range all {
			if !domain.IsText(value) {
				p.Add(name, "It holds characters that are no text.")
			}
		}
	}
	return p.Err()
}

// limitTime ends the work for a request that takes too long. Streams go on until somebody leaves, and files until they
// are there.
func limitTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if strings.Contains(r.Header.Get("Accept"), "text/event-stream") || bringsFiles(r) || takesFile(r) {
			return next(c)
		}
		ctx, done := context.WithTimeout(r.Context(), answerWithin)
		defer done()
		c.SetRequest(r.WithContext(ctx))
		return next(c)
	}
}

const (
	// bodyLimit is how much anybody may send at once, files and notes apart.
	bodyLimit = 1 << 20
	// textLimit is the same for notes: as many characters as one may have, each of them several bytes.
	textLimit = 6 << 20
)

// bringsText tells whether a request may bring a whole note.
func bringsText(r *http.Request) bool {
	path := strings.TrimPrefix(r.URL.Path, "/api/v1")
	return !isSafe(r.Method) && (path == "/notes" || strings.HasPrefix(path, "/notes/"))
}

// limitBody answers 413 to a body that says it is too large, and stops reading one that does not say.
func (d *Doors) limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, limit := c.Request(), int64(bodyLimit)
		switch {
		case bringsFiles(r):
			limit += filesAtOnce * d.settings.UploadMax
		case bringsText(r):
			limit = textLimit
		}
		whole := r.Body
		if r.ContentLength > limit {
			c.Response().Header().Set("Connection", "close")
			drain(c, whole)
			return d.tooLarge(r)
		}
		bounded := &boundedBody{ReadCloser: http.MaxBytesReader(c.Response().Writer, whole, limit)}
		r.Body = bounded
		if bringsFiles(r) {
			r.Body = pace(c, r.Body)
		}
		err := next(c)
		if bounded.over {
			drain(c, whole)
		}
		return err
	}
}

// boundedBody knows whether its bound was met.
type boundedBody struct {
	io.ReadCloser
	over bool
}

func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	var over *http.MaxBytesError
	b.over = b.over || errors.As(err, &over)
	return n, err
}

const (
	// drainMost is how much of a body that is too large is read away, and drainWithin for how long.
	drainMost   = 32 << 20
	drainWithin = 5 * time.Second
)

// drain reads the rest of a body that nobody wants: a client that sends everything before it listens would find the
// connection gone instead of the answer. Who asked first whether to send it hears no.
func drain(c echo.Context, body io.Reader) {
	if c.Request().Header.Get("Expect") != "" {
		return
	}
	_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(drainWithin))
	_, _ = io.CopyN(io.Discard, body, drainMost)
}
