package visit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"sort"
	"strconv"

	"github.com/labstack/echo/v4"

	"mddash/domain"
)

// Problem is an error in the words that whoever is calling may see.
type Problem struct {
	Status     int
	Type       string // names it for programs; "" where the status says it all
	Detail     string
	Fields     map[string]string // what has to be done about an input's fields
	In         string            // where the fields are: "body" when it is empty, else for instance "query"
	Sent       map[string]any    // what was sent for a field, as far as it may be told back
	RetryAfter int               // seconds; 0 for none
	RequestID  string            // set where the cause is only in the log
}

// Located says of an error about an input's fields where they are and what was sent for them.
type Located struct {
	Err  error
	In   string
	Sent map[string]any
}

func (l *Located) Error() string { return l.Err.Error() }
func (l *Located) Unwrap() error { return l.Err }

// ProblemOf translates an error, whatever it is. What is no *domain.Error and no refusal of the HTTP layer is a fault
// of ours, of which nothing is told.
func ProblemOf(err error) Problem {
	p := problemOf(err)
	var located *Located
	if errors.As(err, &located) {
		p.In, p.Sent = located.In, located.Sent
	}
	return p
}

func problemOf(err error) Problem {
	var ours *domain.Error
	var http4 *echo.HTTPError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &ours):
		return problemOfKind(ours)
	case errors.As(err, &tooLarge):
		return Problem{Status: http.StatusRequestEntityTooLarge, Detail: "That is too much at once."}
	case errors.Is(err, context.DeadlineExceeded):
		return Problem{Status: http.StatusServiceUnavailable, Detail: "It took too long. Try again in a moment.", RetryAfter: 5}
	case errors.As(err, &http4) && http4.Code < 500:
		return Problem{Status: http4.Code, Detail: sentences[http4.Code]}
	}
	return Problem{Status: http.StatusInternalServerError, Detail: "Something broke on our side. It is in the log."}
}

func problemOfKind(e *domain.Error) Problem {
	status, known := statuses[e.Kind]
	if !known {
		status = http.StatusInternalServerError
	}
	p := Problem{Status: status, Type: e.Type, Detail: e.Message, Fields: e.Fields}
	if e.Kind == domain.TooMany || e.Kind == domain.Unavailable {
		p.RetryAfter = max(e.RetryAfter, 1)
	}
	if p.Detail == "" {
		p.Detail = sentences[status]
	}
	return p
}

var statuses = map[domain.Kind]int{
	domain.Invalid:      http.StatusUnprocessableEntity,
	domain.NotFound:     http.StatusNotFound,
	domain.Denied:       http.StatusForbidden,
	domain.Conflict:     http.StatusConflict,
	domain.Stale:        http.StatusPreconditionFailed,
	domain.Unauthorized: http.StatusUnauthorized,
	domain.TooMany:      http.StatusTooManyRequests,
	domain.Unavailable:  http.StatusServiceUnavailable,
	domain.TooLarge:     http.StatusRequestEntityTooLarge,
}

var sentences = map[int]string{
	http.StatusBadRequest:                   "The request cannot be read.",
	http.StatusUnauthorized:                 "Sign in first.",
	http.StatusForbidden:                    "You may not do this.",
	http.StatusNotFound:                     "There is no such page.",
	http.StatusMethodNotAllowed:             "That cannot be done here.",
	http.StatusConflict:                     "Something else has that already.",
	http.StatusPreconditionFailed:           "Somebody saved in the meantime.",
	http.StatusRequestEntityTooLarge:        "That is too much at once.",
	http.StatusUnsupportedMediaType:         "It cannot be read in this format.",
	http.StatusRequestedRangeNotSatisfiable: "It has no such part.",
	http.StatusUnprocessableEntity:          "Some of it needs another look.",
	http.StatusTooManyRequests:              "That was a lot at once. Wait a little.",
	http.StatusServiceUnavailable:           "It does not work right now. Try again in a moment.",
}

// answerErrors turns what comes back from everything behind it, panics included, into answers: problem+json under
// /api, a page or a piece of one elsewhere. Faults of ours are logged here, once, and nowhere else.
func (d *Doors) answerErrors(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := caught(next, c); err != nil {
			d.Answer(c, err)
		}
		return nil
	}
}

// caught runs a handler and returns its panic as an error.
func caught(next echo.HandlerFunc, c echo.Context) (err error) {
	defer func() {
		switch cause := recover(); cause {
		case nil:
		case http.ErrAbortHandler:
			panic(cause)
		default:
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return next(c)
}

// Answer tells an error to whoever is calling.
func (d *Doors) Answer(c echo.Context, err error) {
	p := ProblemOf(err)
	if p.Status == http.StatusInternalServerError {
		p.RequestID = requestID(c)
		if errors.Is(err, context.Canceled) && c.Request().Context().Err() != nil {
			c.Response().Status = statusGone // nobody is there any more
			return
		}
		d.log.ErrorContext(c.Request().Context(), "a request failed", "request", p.RequestID, "route", c.Path(), "error", err)
	}
	if c.Response().Committed {
		return
	}
	if p.RetryAfter > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if isAPI(c.Request()) || asksJSON(c.Request()) {
		writeProblem(c, p)
		return
	}
	if isDAV(c.Request()) {
		tellProgram(c, p)
		return
	}
	d.showProblem(c, p)
}

// tellProgram answers in plain text, which calendars show to people.
func tellProgram(c echo.Context, p Problem) {
	if p.Status == http.StatusUnauthorized {
		c.Response().Header().Set("WWW-Authenticate", `Basic realm="mddash: e-mail address and API token", charset="UTF-8"`)
	}
	_ = c.String(p.Status, p.Detail+"\n")
}

// Note logs what went wrong without changing the answer.
func (d *Doors) Note(c echo.Context, what string, err error) {
	d.log.ErrorContext(c.Request().Context(), what, "request", requestID(c), "route", c.Path(), "error", err)
}

// statusGone is what the access log says when the caller left before the answer.
const statusGone = 499

// showProblem falls back to plain text when the page for it cannot be made either.
func (d *Doors) showProblem(c echo.Context, p Problem) {
	// The page is made also when the time is up.
	c.SetRequest(c.Request().WithContext(context.WithoutCancel(c.Request().Context())))
	err := errors.New("no page for errors is set")
	if d.show != nil {
		err = caught(func(echo.Context) error { return d.show(d.Visit(c), p) }, c)
	}
	if err == nil || c.Response().Committed {
		return
	}
	d.log.ErrorContext(c.Request().Context(), "the page for an error failed", "request", requestID(c), "error", err)
	_ = c.String(p.Status, http.StatusText(p.Status)+". "+p.Detail+"\n")
}

// writeProblem is the form that RFC 9457 gives an error.
func writeProblem(c echo.Context, p Problem) {
	body, err := json.Marshal(NewProblemJSON(p))
	if err != nil {
		body = []byte(`{"type":"about:blank","title":"Internal Server Error","status":500}`)
	}
	if p.Status == http.StatusUnauthorized {
		c.Response().Header().Set("WWW-Authenticate", "Bearer")
	}
	_ = c.Blob(p.Status, "application/problem+json", append(body, '\n'))
}

// ProblemJSON is a problem as the API says it.
type ProblemJSON struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail,omitempty"`
	Errors    []FieldProblem `json:"errors,omitempty"`
	RequestID string         `json:"request_id,omitempty"`
}

// FieldProblem says where in the input something is wrong.
type FieldProblem struct {
	Location string `json:"location"`
	Message  string `json:"message"`
	Value    any    `json:"value,omitempty"`
}

// ProblemTypes is what the types of our problems begin with.
const ProblemTypes = "urn:problem-type:mddash:"

// fieldsTold is how many fields one answer says something about; nobody reads more, and an input may have many thousands.
const fieldsTold = 50

// NewProblemJSON gives a problem the API's form, its first fields in the order of their names.
func NewProblemJSON(p Problem) ProblemJSON {
	out := ProblemJSON{Type: "about:blank", Title: http.StatusText(p.Status), Status: p.Status, Detail: p.Detail, RequestID: p.RequestID}
	if p.Type != "" {
		out.Type = ProblemTypes + p.Type
	}
	for field, message := range p.Fields {
		out.Errors = append(out.Errors, FieldProblem{Location: p.location(field), Message: message, Value: p.Sent[field]})
	}
	sort.Slice(out.Errors, func(i, j int) bool { return out.Errors[i].Location < out.Errors[j].Location })
	out.Errors = out.Errors[:min(len(out.Errors), fieldsTold)]
	return out
}

// location of a field; the empty field is all of the body, the path or the query.
func (p Problem) location(field string) string {
	in := p.In
	if in == "" {
		in = "body"
	}
	if field == "" {
		return in
	}
	return in + "." + field
}
