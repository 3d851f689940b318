package domain_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"mddash/domain"
)

func TestWhatIsWrongWithATodo(t *testing.T) {
	for _, row := range []struct{ what, body, field string }{
		{"no title", `{}`, "title"},
		{"a blank title", `{"title": " \t "}`, "title"},
		{"two lines", `{"title": "a\nb"}`, "title"},
		{"a status of two lines", `{"title": "a", "status": "in\nreview"}`, "status"},
		{"501 characters", `{"title": "` + strings.Repeat("ä", 501) + `"}`, "title"},
		{"NUL in the title", `{"title": "a\u0000b"}`, "title"},
		{"a long description", `{"title": "a", "description": "` + strings.Repeat("x", 2001) + `"}`, "description"},
		{"a priority of its own", `{"title": "a", "priority": "urgent"}`, "priority"},
		{"a priority in capitals", `{"title": "a", "priority": "High"}`, "priority"},
		{"a time for a date", `{"title": "a", "due_date": "2026-11-30T00:00:00Z"}`, "due_date"},
		{"a day no month has", `{"title": "a", "due_date": "2026-02-30"}`, "due_date"},
		{"a time alone", `{"title": "a", "due_time": "17:00"}`, "due_date"},
		{"25 o'clock", `{"title": "a", "due_date": "2026-11-30", "due_time": "25:00"}`, "due_time"},
		{"a start after the end", `{"title": "a", "due_date": "2026-11-30", "start_date": "2026-12-01"}`, "start_date"},
		{"done and not", `{"title": "a", "completed": true, "status": "task"}`, "completed"},
		{"not done and done", `{"title": "a", "completed": false, "status": "done"}`, "completed"},
		{"a rule of seconds", `{"title": "a", "recurrence": "FREQ=SECONDLY"}`, "recurrence"},
		{"no rule", `{"title": "a", "recurrence": "every day"}`, "recurrence"},
		{"a comma in a tag", `{"title": "a", "tags": ["a,b"]}`, "tags"},
		{"no id", `{"title": "a", "project_id": -1}`, "project_id"},
		{"a reminder in words", `{"title": "a", "reminder_at": "tomorrow"}`, "reminder_at"},
		{"minus five minutes", `{"title": "a", "estimate_minutes": -5}`, "estimate_minutes"},
		{"a place that ends in 0", `{"title": "a", "position": "a0"}`, "position"},
	} {
		var in domain.TodoInput
		if err := json.Unmarshal([]byte(row.body), &in); err != nil {
			t.Fatal(err)
		}
		_, err := in.Parse(domain.Todo{}, time.UTC)
		var wrong *domain.Error
		if !errors.As(err, &wrong) || wrong.Kind != domain.Invalid || wrong.Fields[row.field] == "" {
			t.Errorf("%s: got %v, want something at %s", row.what, err, row.field)
		}
	}
}

func TestATodoComesBackFromItsOwnInput(t *testing.T) {
	var in domain.TodoInput
	body := `{"title": " Call Ana ", "description": "x", "priority": "high", "due_date": "2026-11-30", "due_time": "17:00", "start_date": "2026-11-01",
		"status": "in_review", "tags": ["#a", "b", "A"], "project_id": 3, "parent_id": 4, "assignee_ids": ["u2", "u1"], "recurrence": "rrule:freq=daily",
		"repeat_from": "completion", "reminder_at": "2026-11-30T08:00:00+01:00", "estimate_minutes": 30, "position": "nV"}`
	if err := json.Unmarshal([]byte(body), &in); err != nil {
		t.Fatal(err)
	}
	first, err := in.Parse(domain.Todo{}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if first.Title != "Call Ana" || len(first.Tags) != 2 || first.Tags[0] != "a" || first.AssigneeIDs[0] != "u1" || first.Recurrence != "FREQ=DAILY" || first.ReminderAt.Hour() != 7 {
		t.Errorf("read as %+v", first)
	}
	again, err := first.Input().Parse(domain.Todo{}, time.UTC)
	if err != nil || again.Version() != first.Version() {
		t.Errorf("%v: came back as %+v, was %+v", err, again, first)
	}
}

func TestMergingAPatch(t *testing.T) {
	base := domain.TodoInput{Title: "a", Description: ptr("d"), Status: ptr("in_progress"), Tags: []string{"x"}}
	done := domain.TodoInput{Title: "a", Status: ptr("done")}
	for _, row := range []struct {
		what  string
		base  domain.TodoInput
		patch string
		want  string
	}{
		{"nothing", base, `{}`, `{"title":"a","description":"d","status":"in_progress","tags":["x"]}`},
		{"null clears", base, `{"description": null}`, `{"title":"a","status":"in_progress","tags":["x"]}`},
		{"a list is replaced", base, `{"tags": ["y"]}`, `{"title":"a","description":"d","status":"in_progress","tags":["y"]}`},
		{"completing wins over the status there was", base, `{"completed": true}`, `{"title":"a","description":"d","completed":true,"tags":["x"]}`},
		{"opening again", done, `{"completed": false}`, `{"title":"a","completed":false}`},
		{"clearing completed", done, `{"completed": null}`, `{"title":"a","completed":false}`},
		{"not completed keeps a status", base, `{"completed": false}`, `{"title":"a","description":"d","completed":false,"status":"in_progress","tags":["x"]}`},
	} {
		var patch map[string]json.RawMessage
		if err := json.Unmarshal([]byte(row.patch), &patch); err != nil {
			t.Fatal(err)
		}
		merged, err := row.base.Merge(patch)
		if err != nil {
			t.Errorf("%s: %v", row.what, err)
		}
		if got, _ := json.Marshal(merged); string(got) != row.want {
			t.Errorf("%s: got %s, want %s", row.what, got, row.want)
		}
	}
	for _, patch := range []string{`{"Title": "x"}`, `{"id": 3}`, `{"user_id": "u"}`, `{"tags": "x"}`, `{"title": 5}`, `{"project_id": "3"}`} {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(patch), &fields); err != nil {
			t.Fatal(err)
		}
		if _, err := base.Merge(fields); domain.KindOf(err) != domain.Invalid {
			t.Errorf("%s: got %v, want Invalid", patch, err)
		}
	}
}

func ptr[T any](v T) *T { return &v }
