package api

import (
	"encoding/json"
	"errors"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
)

// located says of an input error that its fields were in the body, or in the query of an operation that takes none.
func (r *request) located(err error) error {
	if r.Operation().RequestBody != nil {
		return r.at("body", err)
	}
	return r.at("query", err)
}

// at says of an input error where its fields were, and what was sent for them.
func (r *request) at(place string, err error) error {
	var there *visit.Located
	var ours *domain.Error
	if errors.As(err, &there) || !errors.As(err, &ours) || len(ours.Fields) == 0 {
		return err
	}
	sent := map[string]any{}
	for field := range ours.Fields {
		if value := r.sent(place, field); value != nil {
			sent[field] = value
		}
	}
	return &visit.Located{Err: err, In: place, Sent: sent}
}

// sent is what was sent for a field, if it is short, plain and no secret.
func (r *request) sent(place, field string) any {
	switch place {
	case "query":
		return short(r.echo.QueryParam(field))
	case "header":
		return nil
	}
	path := strings.Split(field, ".")
	for _, name := range path {
		for _, secret := range []string{"password", "token", "secret", "totp", "invite"} {
			if strings.Contains(name, secret) {
				return nil
			}
		}
	}
	last := len(path) - 1
	var value any
	if raw := r.fields(path[:last])[path[last]]; len(raw) > rawMax || json.Unmarshal(raw, &value) != nil {
		return nil
	}
	return short(value)
}

// fields are those of the object at a path in the body, unread; none where there is no object. Each object is taken
// apart once, however many of its fields are asked for: a large body costs the same with one problem and with fifty.
func (r *request) fields(path []string) map[string]json.RawMessage {
	at := strings.Join(path, ".")
	if known, there := r.objects[at]; there {
		return known
	}
	raw := json.RawMessage(r.body)
	if last := len(path) - 1; last >= 0 {
		raw = r.fields(path[:last])[path[last]]
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		fields = nil
	}
	if r.objects == nil {
		r.objects = map[string]map[string]json.RawMessage{}
	}
	r.objects[at] = fields
	return fields
}

const (
	// shortMax is how many bytes of what was sent are told back.
	shortMax = 200
	// rawMax is how many bytes JSON may take for so many, each of them escaped.
	rawMax = 6*shortMax + len(`""`)
)

func short(value any) any {
	switch value := value.(type) {
	case string:
		if value == "" || len(value) > shortMax {
			return nil
		}
		return value
	case float64, bool:
		return value
	}
	return nil
}

// renamed is an input error whose field goes by another name.
func renamed(err error, name func(field string) string) error {
	var ours *domain.Error
	if !errors.As(err, &ours) || len(ours.Fields) == 0 {
		return err
	}
	p := domain.Problems{}
	for field, message := range ours.Fields {
		p.Add(name(field), message)
	}
	return &domain.Error{Kind: ours.Kind, Message: ours.Message, Fields: p, RetryAfter: ours.RetryAfter}
}
