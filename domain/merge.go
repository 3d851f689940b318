package domain

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

var todoFields = []string{
	"title", "description", "priority", "due_date", "due_time", "start_date", "completed", "status", "tags", "project_id",
	"parent_id", "assignee_ids", "recurrence", "repeat_from", "reminder_at", "estimate_minutes", "position",
}

// Merge applies a JSON Merge Patch (RFC 7396) to an input: null clears, what is left out stays. A field that does not
// exist, or has another type, is an Invalid error at that field.
func (in TodoInput) Merge(patch map[string]json.RawMessage) (TodoInput, error) {
	_, completed := patch["completed"]
	_, status := patch["status"]
	merged, err := MergeFields(in, patch, todoFields)
	if err != nil || !completed || status {
		return merged, err
	}
	// Completed and status are two names of one thing: the one that was sent counts.
	done := merged.Completed != nil && *merged.Completed
	if !done && merged.Completed == nil {
		merged.Completed = new(bool)
	}
	if done || value(merged.Status) == StatusDone {
		merged.Status = nil
	}
	return merged, nil
}

// MergeFields applies a JSON Merge Patch to a flat input whose JSON has the given fields and no others.
func MergeFields[T any](base T, patch map[string]json.RawMessage, fields []string) (T, error) {
	var out T
	text, err := json.Marshal(base)
	if err != nil {
		return out, err
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &all); err != nil {
		return out, err
	}
	p := Problems{}
	for field, value := range patch {
		switch {
		case !slices.Contains(fields, field):
			p.Add(field, "There is no such field.")
		case bytes.Equal(bytes.TrimSpace(value), []byte("null")):
			delete(all, field)
		default:
			all[field] = value
		}
	}
	if err := p.Err(); err != nil {
		return out, err
	}
	if text, err = json.Marshal(all); err != nil {
		return out, err
	}
	return out, wrongType(json.Unmarshal(text, &out))
}

func wrongType(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return Problems{wrong.Field: "It has to be " + article(wrong.Type.String()) + "."}.Err()
	}
	return err
}

func article(goType string) string {
	switch goType {
	case "string", "*string":
		return "a text"
	case "bool":
		return "true or false"
	case "int", "int64":
		return "a whole number"
	default:
		return "a list"
	}
}
