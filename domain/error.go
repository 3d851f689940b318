// Package domain holds what mddash is about: plain types, what may be typed into them and the rules between them.
// It imports nothing of ours, reads no clock and knows no database.
package domain

import (
	"errors"
	"sort"
	"strings"
)

// Kind says what went wrong in the terms that every door (pages, API, command line) answers with.
type Kind int

const (
	// Invalid input: the fields say what is wrong (422).
	Invalid Kind = iota + 1
	// NotFound is also the answer for what the caller may not see (404).
	NotFound
	// Denied is for what the caller sees but may not change (403).
	Denied
	// Conflict is a taken name, key or address, or a row that is still in use (409).
	Conflict
	// Stale means that somebody saved since the caller read (412).
	Stale
	// Unauthorized means that the caller is not known, or gave a wrong secret (401).
	Unauthorized
	// TooMany means that the caller has to wait before the next try (429).
	TooMany
	// Unavailable means that the server cannot do it now, for instance because a disk is full (503).
	Unavailable
	// TooLarge is for what is bigger than may be sent (413).
	TooLarge
)

// Error is the one error type that a caller may be shown. Everything else is a fault of ours and shown as such.
type Error struct {
	Kind    Kind
	Message string
	// Fields maps an input's field, named as in the API, to what has to be done about it.
	Fields map[string]string
	// RetryAfter is in seconds and only set with TooMany and Unavailable.
	RetryAfter int
	// Type names what went wrong for programs that do something about it, such as CodeNeeded; "" where the kind says it all.
	Type string
}

// Types of errors.
const (
	// CodeNeeded means that address and password are right, and that a second step is missing.
	CodeNeeded = "totp-required"
	// CodeWrong means that address and password are right, and the code is not.
	CodeWrong = "totp-wrong"
)

func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	names := make([]string, 0, len(e.Fields))
	for name := range e.Fields {
		names = append(names, name)
	}
	sort.Strings(names)
	parts := make([]string, 0, len(names))
	for _, name := range names {
		parts = append(parts, name+": "+e.Fields[name])
	}
	return strings.Join(parts, "; ")
}

// Is lets errors.Is compare by kind: errors.Is(err, domain.ErrNotFound).
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Kind == e.Kind && other.Message == "" && other.Fields == nil
}

// Bare errors to compare kinds with.
var (
	ErrNotFound     = &Error{Kind: NotFound}
	ErrStale        = &Error{Kind: Stale}
	ErrUnauthorized = &Error{Kind: Unauthorized}
	ErrTooMany      = &Error{Kind: TooMany}
	ErrUnavailable  = &Error{Kind: Unavailable}
)

// Fail makes an error of a kind with a sentence for the person.
func Fail(kind Kind, message string) *Error { return &Error{Kind: kind, Message: message} }

// KindOf returns the kind of the first *Error in err's chain, or 0 for a fault of ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}

// Problems collects what is wrong with an input, one message a field: the first said stays.
type Problems map[string]string

// Add notes what has to be done about a field.
func (p Problems) Add(field, message string) {
	if _, said := p[field]; !said {
		p[field] = message
	}
}

// Err is nil when nothing was added.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: "Some of it needs another look.", Fields: p}
}
