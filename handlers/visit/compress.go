package visit

import (
	"compress/gzip"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

// squeezeFrom is the size from which compressing an answer pays.
const squeezeFrom = 1024

// compress sends pages and JSON compressed to whoever can read it. Files come compressed from the disk, and streams
// must not wait for more.
func compress() echo.MiddlewareFunc {
	writers := &sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, 5) // the level is a valid one
		return w
	}}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r, res := c.Request(), c.Response()
			if isPlain(r) || r.Method == http.MethodHead {
				return next(c)
			}
			vary(res.Header(), "Accept-Encoding")
			if !acceptsGzip(r) {
				return next(c)
			}
			w := &squeezer{ResponseWriter: res.Writer, writers: writers}
			res.Writer = w
			defer func() {
				w.finish()
				res.Writer = w.ResponseWriter
			}()
			return next(c)
		}
	}
}

// acceptsGzip reads Accept-Encoding as far as it matters.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, options, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name = strings.TrimSpace(name); name != "gzip" && name != "*" {
			continue
		}
		q, given := strings.CutPrefix(strings.TrimSpace(options), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return !given || (err == nil && weight > 0)
	}
	return false
}

// squeezer decides at the first write: pages and JSON are written in one piece, so that its size is the answer's. What can
// be asked for in ranges stays as it is, since they count its own bytes.
type squeezer struct {
	http.ResponseWriter
	writers *sync.Pool
	gz      *gzip.Writer
	status  int // told by the handler, not yet sent on
	sent    bool
}

func (s *squeezer) WriteHeader(status int) {
	if status >= 100 && status < 200 {
		s.ResponseWriter.WriteHeader(status)
		return
	}
	s.status = status
}

func (s *squeezer) Write(b []byte) (int, error) {
	if !s.sent {
		s.begin(len(b))
	}
	if s.gz != nil {
		return s.gz.Write(b)
	}
	return s.ResponseWriter.Write(b)
}

func (s *squeezer) begin(size int) {
	s.sent = true
	if h := s.Header(); size >= squeezeFrom && h.Get("Content-Encoding") == "" && h.Get("Accept-Ranges") == "" && isSqueezable(h.Get("Content-Type")) && s.status != http.StatusPartialContent {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		s.gz = s.writers.Get().(*gzip.Writer)
		s.gz.Reset(s.ResponseWriter)
	}
	if s.status != 0 {
		s.ResponseWriter.WriteHeader(s.status)
	}
}

// Flush sends what there is. A stream that begins with it stays as it is.
func (s *squeezer) Flush() {
	if !s.sent {
		s.begin(0)
	}
	if s.gz != nil {
		_ = s.gz.Flush()
	}
	_ = http.NewResponseController(s.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (s *squeezer) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *squeezer) finish() {
	if !s.sent && s.status != 0 {
		s.begin(0)
	}
	if s.gz != nil {
		_ = s.gz.Close()
		s.writers.Put(s.gz)
		s.gz = nil
	}
}

func isSqueezable(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return slices.Contains([]string{
		"text/html", "text/plain", "text/csv", "text/calendar", "application/json", "application/problem+json", "application/yaml", "application/xml", "application/vnd.oai.openapi+json",
	}, strings.TrimSpace(kind))
}
