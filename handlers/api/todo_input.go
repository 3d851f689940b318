package api

import (
	"encoding/json"
	"maps"

	"github.com/danielgtaylor/huma/v2"

	"mddash/domain"
)

// TodoInput is a todo as it is sent. Its fields and their limits are the domain's.
type TodoInput domain.TodoInput

func (in TodoInput) input() domain.TodoInput { return domain.TodoInput(in) }

// TaskInput is the same with a task's names: field by field, or the conversion below does not compile.
type TaskInput struct {
	Title           string   `json:"name" minLength:"1" maxLength:"500" doc:"What is to be done" example:"Call Ana"`
	Description     *string  `json:"description,omitempty" maxLength:"2000" doc:"Markdown"`
	Priority        *string  `json:"priority,omitempty" enum:"low,medium,high" default:"medium"`
	DueDate         *string  `json:"due_date,omitempty" format:"date" doc:"A civil date; it has no time zone" example:"2026-11-30"`
	DueTime         *string  `json:"due_time,omitempty" doc:"HH:MM, needs a due date" example:"17:00"`
	StartDate       *string  `json:"start_date,omitempty" format:"date"`
	Completed       *bool    `json:"completed,omitempty" doc:"The same as status done"`
	Status          *string  `json:"status,omitempty" maxLength:"50" doc:"task, in_progress, in_review, done, or a column of the project's board"`
	Tags            []string `json:"tags,omitempty" maxItems:"50"`
	ProjectID       *int64   `json:"project_id,omitempty"`
	ParentID        *int64   `json:"parent_id,omitempty" doc:"The task that this one is a step of"`
	AssigneeIDs     []string `json:"assignee_ids,omitempty" maxItems:"50"`
	Recurrence      *string  `json:"recurrence,omitempty" maxLength:"500" doc:"An RFC 5545 RRULE" example:"FREQ=WEEKLY;BYDAY=FR"`
	RepeatFrom      *string  `json:"repeat_from,omitempty" enum:"due,completion" doc:"From which day the next one is counted"`
	ReminderAt      *string  `json:"reminder_at,omitempty" doc:"RFC 3339, or a local date and time of the caller's zone" example:"2026-11-30T08:00:00Z"`
	EstimateMinutes *int     `json:"estimate_minutes,omitempty" minimum:"0" maximum:"525600"`
	Position        *string  `json:"position,omitempty" maxLength:"200" pattern:"^[0-9A-Za-z]+$" doc:"Where it stands in manual order; positions compare as text"`
}

func (in TaskInput) input() domain.TodoInput { return domain.TodoInput(in) }

// patch holds a JSON Merge Patch (RFC 7396) as it was sent, so that what was left out and what is null stay two things.
// What it is embedded beside only describes its fields.
type patch struct{ fields map[string]json.RawMessage }

// UnmarshalJSON keeps the fields as they are.
func (p *patch) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, &p.fields) }

// TransformSchema lets everything be left out, and be null.
func (*patch) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	s.Required, s.Description = nil, "What is left out stays as it is; null clears."
	for _, field := range s.Properties {
		field.Nullable, field.Default = true, nil
	}
	return s
}

// TodoPatch is a merge patch of a TodoInput.
type TodoPatch struct {
	domain.TodoInput
	patch
}

func (p TodoPatch) over(in domain.TodoInput) (domain.TodoInput, error) { return in.Merge(p.fields) }

// TaskPatch is a merge patch of a TaskInput.
type TaskPatch struct {
	TaskInput
	patch
}

func (p TaskPatch) over(in domain.TodoInput) (domain.TodoInput, error) {
	fields := maps.Clone(p.fields)
	if name, there := fields["name"]; there {
		delete(fields, "name")
		fields["title"] = name
	}
	return in.Merge(fields)
}
