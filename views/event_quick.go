package views

import (
	"context"
	"net/url"
)

// Begun fills a new event's form with what was typed elsewhere, as far as an address says it.
func (f *EventFields) Begun(ctx context.Context, q url.Values) {
	for _, field := range eventFields(ctx) {
		if q.Has(field.name) {
			*field.of(f) = q.Get(field.name)
		}
	}
	for _, at := range []*string{&f.Start, &f.End} {
		if len(*at) == len("2026-11-30") {
			*at += "T00:00"
		}
	}
}

// timeType is the kind of field in which the times are typed.
func (f EventFields) timeType() string {
	if f.AllDay != "" {
		return "date"
	}
	return "datetime-local"
}
