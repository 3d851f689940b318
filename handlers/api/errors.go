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
	var value any
	if json.Unmarshal(r.body, &value) != nil {
		return nil
	}
	for name := range strings.SplitSeq(field, ".") {
		object, _ := value.(map[string]any)
		value = object[name]
		for _, secret := range []string{"password", "token", "secret", "totp", "invite"} {
			if strings.Contains(name, secret) {
				return nil
			}
		}
	}
	return short(value)
}

func short(value any) any {
	switch value := value.(type) {
	case string:
		if value == "" || len(value) > 200 {
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
