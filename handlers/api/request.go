package api

import (
	"bytes"
	"context"
	"encoding/json"
	"hash"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"mddash/domain"
	"mddash/handlers/visit"
)

// batchHeader names what an operation did, for POST /undo/{batch}.
const batchHeader = "Mddash-Batch"

type humaContext = huma.Context

// request is one call of an operation: what huma reads and writes it through, and the visit that it is.
type request struct {
	humaContext
	op    operation
	echo  echo.Context
	doors *visit.Doors
	visit *visit.Visit
	body  []byte
	// objects are those of the body that were taken apart, by where they are: see fields.
	objects map[string]map[string]json.RawMessage
	files   *visit.Upload // what was sent where it is no JSON
	text    *os.File      // the same where it is a text, which has so many bytes
	size    int64
	sum     hash.Hash

	// held is the answer while it must not go out yet; nil when it goes out at once.
	held *answer
	// earlier is what came of the same request before, where its answer was lost.
	earlier domain.Earlier
	// answered means that everything was said: what huma writes after it goes nowhere.
	answered bool
}

type requestKey struct{}

func requestOf(ctx context.Context) *request { return ctx.Value(requestKey{}).(*request) }

// receive is what every call goes through before its operation: who it is, what was asked for, what was sent.
func (a *API) receive(op operation, ctx huma.Context, next func(huma.Context)) {
	r := &request{humaContext: ctx, op: op, echo: humaecho.Unwrap(ctx), doors: a.doors}
	defer r.discard()
	for _, step := range []func() error{r.admit, r.checkQuery, r.checkConditions, func() error { return r.read(a.schemas()) }} {
		if err := step(); err != nil {
			_ = r.refuse(err)
			return
		}
	}
	if r.Method() == http.MethodPost && op.who != anyone && r.keyed() {
		r.once(func() { next(r) })
		return
	}
	next(r)
}

// read takes what was sent: JSON, or a file.
func (r *request) read(schemas huma.Registry) error {
	if r.Operation().RequestBody != nil && r.packed() {
		r.SetHeader(echo.HeaderAcceptEncoding, "identity")
		return echo.ErrUnsupportedMediaType
	}
	if r.op.text != "" {
		return r.readText()
	}
	if r.op.files == "" {
		return r.readBody(schemas)
	}
	id, err := number(r.Param("id")).id()
	if err != nil {
		return err
	}
	if r.files, err = r.visit.Receive(domain.Holder{Kind: r.op.files, ID: id}); err == nil && len(r.files.Contents()) > 1 {
		err = domain.Problems{visit.FileField: "Send one file at a time."}.Err()
	}
	return err
}

// packed tells whether a body is not sent as it is. Nothing is unpacked here: a few bytes could become any number.
func (r *request) packed() bool {
	coding := strings.TrimSpace(r.Header(echo.HeaderContentEncoding))
	return coding != "" && !strings.EqualFold(coding, "identity")
}

// discard gives up files that were not attached: the request was refused, or had been answered before.
func (r *request) discard() {
	if r.files != nil {
		r.files.Discard()
	}
	r.forgetText()
}

// admit lets in who may call the operation.
func (r *request) admit() error {
	if r.op.who == anyone {
		r.visit = r.doors.Visit(r.echo)
		return nil
	}
	v, err := r.doors.Authenticate(r.echo)
	if err != nil {
		return err
	}
	r.visit = v
	if r.op.who == person {
		return v.InPerson()
	}
	return nil
}

// checkQuery refuses what would be guessing: parameters that there are none of, two of one, one without a value.
func (r *request) checkQuery() error {
	if r.echo.Request().URL.RawQuery == "" {
		return nil
	}
	p := domain.Problems{}
	for name, values := range r.echo.QueryParams() {
		switch {
		case !r.takes("query", name):
			p.Add(name, "There is no such parameter.")
		case len(values) > 1:
			p.Add(name, "Give it once.")
		case values[0] == "" && name != "q" && name != cursorName:
			p.Add(name, "Give it a value, or leave it out.")
		case name == cursorName && values[0] != "":
			if _, ours := placeBy(r.echo.Request().URL.Path, values[0]); !ours {
				p.Add(name, foreignCursor)
			}
		}
	}
	return r.at("query", p.Err())
}

// takes tells whether the operation has a parameter in the query or in a header.
func (r *request) takes(in, name string) bool {
	return slices.ContainsFunc(r.Operation().Parameters, func(p *huma.Param) bool { return p.In == in && p.Name == name })
}

// refuse answers with an error. What it gives back tells huma that nothing is left to say.
func (r *request) refuse(err error) error {
	r.doors.Answer(r.echo, r.located(err))
	r.answered = true
	return said{}
}

// notModified answers that the caller has the newest already.
func (r *request) notModified(tag string) error {
	r.SetHeader("ETag", tag)
	_ = r.echo.NoContent(http.StatusNotModified)
	r.answered = true
	return said{}
}

// said stands for an answer that was given.
type said struct{}

func (said) Error() string  { return "answered" }
func (said) GetStatus() int { return http.StatusOK }

// Context lets an operation find its request.
func (r *request) Context() context.Context {
	return context.WithValue(r.echo.Request().Context(), requestKey{}, r)
}

// BodyReader reads what was read and checked before.
func (r *request) BodyReader() io.Reader { return bytes.NewReader(r.body) }

// Query is a parameter of the call: of a cursor only the place, since checkQuery has seen that it is one of this list.
func (r *request) Query(name string) string {
	value := r.humaContext.Query(name)
	if name == cursorName {
		value, _ = placeBy(r.echo.Request().URL.Path, value)
	}
	return value
}

// Header of the call; the body was checked to be JSON, however that was written.
func (r *request) Header(name string) string {
	if r.body != nil && name == "Content-Type" {
		return "application/json"
	}
	return r.humaContext.Header(name)
}

// SetReadDeadline does nothing: the body is here already.
func (r *request) SetReadDeadline(time.Time) error { return nil }

// SetStatus begins the answer.
func (r *request) SetStatus(code int) {
	switch {
	case r.answered:
	case r.held != nil:
		r.held.Status = code
	default:
		r.humaContext.SetStatus(code)
	}
}

// SetHeader sets a header of the answer.
func (r *request) SetHeader(name, value string) {
	if !r.answered {
		r.humaContext.SetHeader(name, value)
	}
}

// AppendHeader adds a header to the answer.
func (r *request) AppendHeader(name, value string) {
	if !r.answered {
		r.humaContext.AppendHeader(name, value)
	}
}

// BodyWriter takes the answer's body.
func (r *request) BodyWriter() io.Writer {
	switch {
	case r.answered || r.Method() == http.MethodHead:
		return io.Discard
	case r.held != nil:
		return &r.held.body
	}
	return r.humaContext.BodyWriter()
}
