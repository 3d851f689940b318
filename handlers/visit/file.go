package visit

import (
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"mddash/domain"
)

// filePolicy lets a file that is opened by itself do nothing, whatever it is taken for.
const filePolicy = "sandbox; default-src 'none'"

// takesFile tells whether a request asks for a file, which may take longer than other answers.
func takesFile(r *http.Request) bool {
	if !isSafe(r.Method) {
		return false
	}
	switch path.Ext(r.URL.Path) {
	case ".zip", ".ics", ".csv":
		return true
	}
	return r.URL.Path == "/api/v1/export" || strings.Contains(r.URL.Path, "/attachments/") || strings.HasSuffix(r.URL.Path, "/file")
}

// SendFile answers with a file, or with the ranges of it that were asked for. Pictures may be shown where a page has
// them; everything else, and what download asks for, is only ever saved.
func (v *Visit) SendFile(file domain.OpenFile, download bool) error {
	h := v.Response().Header()
	h.Set("Content-Type", servedType(file.Type))
	h.Set("Content-Disposition", disposition(file.Name, !download && file.Image()))
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Cache-Control", "private, no-store")
	h.Set("ETag", `"`+file.Tag+`"`)
	out := &ranges{ResponseWriter: v.Response()}
	http.ServeContent(out, v.Request(), "", time.Time{}, &sending{file.Content, http.NewResponseController(v.Response()), v})
	if out.refused == 0 {
		return nil
	}
	h.Del("Content-Disposition")
	h.Del("Content-Type")
	return echo.NewHTTPError(out.refused)
}

// ranges keeps what net/http says of a request that it refuses from going out, so that it is said as everywhere.
type ranges struct {
	http.ResponseWriter
	refused int // the status; 0 for none
}

func (w *ranges) WriteHeader(status int) {
	if status >= http.StatusBadRequest {
		w.refused = status
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *ranges) Write(p []byte) (int, error) {
	if w.refused != 0 {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

// Download begins an answer that is saved as a file of that name, and gives what to write it to.
func (v *Visit) Download(name, kind string) io.Writer {
	h := v.Response().Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", disposition(domain.FileName(name), false))
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Cache-Control", "private, no-store")
	return &downloading{v.Response(), http.NewResponseController(v.Response())}
}

// downloading gives whoever takes a file a minute for each piece of it.
type downloading struct {
	io.Writer
	connection *http.ResponseController
}

func (d *downloading) Write(p []byte) (int, error) {
	_ = d.connection.SetWriteDeadline(time.Now().Add(graceful))
	return d.Writer.Write(p)
}

// servedType says how a text is to be read.
func servedType(kind string) string {
	if strings.HasPrefix(kind, "text/") {
		return kind + "; charset=utf-8"
	}
	return kind
}

// disposition names a file as RFC 6266 has it: plainly for old programs, and whole for all others.
func disposition(name string, shown bool) string {
	how := "attachment"
	if shown {
		how = "inline"
	}
	return how + `; filename="` + plainName(name) + `"; filename*=UTF-8''` + escapedName(name)
}

// plainName has letters of ASCII only, and none that could end the value or begin an escape.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%;`, r) {
			return '_'
		}
		return r
	}, name)
}

// escapedName is RFC 8187's ext-value.
func escapedName(name string) string {
	const digits = "0123456789ABCDEF"
	var out strings.Builder
	for _, b := range []byte(name) {
		letter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
		if letter || strings.IndexByte("!#$&+-.^_`|~", b) >= 0 {
			out.WriteByte(b)
			continue
		}
		out.WriteByte('%')
		out.WriteByte(digits[b>>4])
		out.WriteByte(digits[b&15])
	}
	return out.String()
}

// sending gives whoever takes a file a minute for each piece of it, and logs what breaks once the answer has begun.
type sending struct {
	io.ReadSeeker
	connection *http.ResponseController
	v          *Visit
}

func (s *sending) Read(p []byte) (int, error) {
	_ = s.connection.SetWriteDeadline(time.Now().Add(graceful))
	n, err := s.ReadSeeker.Read(p)
	if err != nil && err != io.EOF && s.v.Ctx().Err() == nil {
		s.v.Note("a file was not sent to its end", err)
	}
	return n, err
}
