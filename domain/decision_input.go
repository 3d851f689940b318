package domain

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Limits of a decision, in characters and in pieces.
const (
	DecisionTextMax  = 10000
	DecisionTasksMax = 100
	DecisionNotesMax = 100
	OptionsMax       = 20
	OptionNameMax    = 200
	OptionDetailMax  = 2000
)

// DecisionInput is a decision as typed, in a form or as JSON. Null and left out mean none, except where it is said
// otherwise.
type DecisionInput struct {
	Name         string           `json:"name" minLength:"1" maxLength:"500" doc:"The question, or what was decided" example:"Ship the kiosk without animation?"`
	Status       *string          `json:"status,omitempty" maxLength:"50" doc:"open, decided or dropped" default:"open"`
	DueDate      *string          `json:"due_date,omitempty" format:"date" doc:"Until when it is to be answered; of a decided one, when to look at it again"`
	Context      *string          `json:"context,omitempty" maxLength:"10000" doc:"Markdown: why it has to be decided"`
	Outcome      *string          `json:"outcome,omitempty" maxLength:"10000" doc:"Markdown: what was decided, why, and what follows"`
	Options      []DecisionOption `json:"options,omitempty" maxItems:"20"`
	DecidedAt    *string          `json:"decided_at,omitempty" format:"date" doc:"Left out, it is today when it becomes decided, and stays while it is"`
	DeciderIDs   []string         `json:"decider_ids,omitempty" maxItems:"50" doc:"Left empty, it is you when it becomes decided"`
	ProjectID    *int64           `json:"project_id,omitempty"`
	TaskIDs      []int64          `json:"task_ids,omitempty" maxItems:"100" doc:"Tasks that it is linked to"`
	NoteIDs      []int64          `json:"note_ids,omitempty" maxItems:"100" doc:"Notes that it is linked to"`
	SupersedesID *int64           `json:"supersedes_id,omitempty" doc:"The decision that this one replaces"`
}

func decisionFields() []string {
	return []string{"name", "status", "due_date", "context", "outcome", "options", "decided_at", "decider_ids", "project_id", "task_ids", "note_ids", "supersedes_id"}
}

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does.
func (in DecisionInput) Merge(patch map[string]json.RawMessage) (DecisionInput, error) {
	return MergeFields(in, patch, decisionFields())
}

// Parse checks what was typed and returns the decision it describes, on top of the row it changes (the zero Decision
// for a new one). Ids it names are not looked up here. What is stored already stays valid.
func (in DecisionInput) Parse(row Decision) (Decision, error) {
	p := Problems{}
	if row.ID == 0 || in.Name != row.Name {
		row.Name = ParseTitle(p, "name", in.Name, "Give the decision a name.")
	}
	if text := value(in.Context); text != row.Context {
		row.Context = parseText(p, "context", text, DecisionTextMax)
	}
	if text := value(in.Outcome); text != row.Outcome {
		row.Outcome = parseText(p, "outcome", text, DecisionTextMax)
	}
	if !slices.Equal(in.Options, row.Options) || row.Options == nil {
		row.Options = parseOptions(p, in.Options)
	}
	row.Status = choose(p, "status", in.Status, row.Status, DecisionOpen, DecisionOpen, DecisionDecided, DecisionDropped)
	row.DueDate = parseDate(p, "due_date", value(in.DueDate))
	in.parseDecided(p, &row)
	row.DeciderIDs = parseIDs(p, "decider_ids", in.DeciderIDs)
	row.ProjectID = parseID(p, "project_id", in.ProjectID)
	row.Supersedes = DecisionRef{ID: parseID(p, "supersedes_id", in.SupersedesID)}
	row.Tasks = parseTasks(p, in.TaskIDs)
	row.Notes = parseNotes(p, in.NoteIDs)
	return row, p.Err()
}

// parseDecided: what is open or dropped was not decided on any day.
func (in DecisionInput) parseDecided(p Problems, row *Decision) {
	typed := value(in.DecidedAt)
	switch {
	case row.Status == DecisionOpen || row.Status == DecisionDropped:
		if typed != string(row.DecidedAt) {
			parseDate(p, "decided_at", typed)
			if typed != "" {
				p.Add("decided_at", "Only what is decided has such a day.")
			}
		}
		row.DecidedAt = ""
	case typed != "":
		row.DecidedAt = parseDate(p, "decided_at", typed)
	}
}

func parseOptions(p Problems, typed []DecisionOption) []DecisionOption {
	options := make([]DecisionOption, 0, len(typed))
	chosen := 0
	for i, o := range typed {
		at := fmt.Sprintf("options[%d].", i)
		o.Name = strings.TrimSpace(o.Name)
		switch {
		case o.Name == "":
			p.Add(at+"name", "Give the option a name.")
		case strings.ContainsAny(o.Name, "\r\n"):
			p.Add(at+"name", onOneLine)
		}
		parseText(p, at+"name", o.Name, OptionNameMax)
		parseText(p, at+"detail", o.Detail, OptionDetailMax)
		if o.Chosen {
			chosen++
		}
		options = append(options, o)
	}
	if chosen > 1 {
		p.Add("options", "Choose one option.")
	}
	if len(options) > OptionsMax {
		p.Add("options", fmt.Sprintf("At most %d options.", OptionsMax))
	}
	return options
}

func parseTasks(p Problems, ids []int64) []TodoRef {
	tasks := []TodoRef{}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		tasks = append(tasks, TodoRef{ID: parseID(p, "task_ids", &id)})
	}
	if len(tasks) > DecisionTasksMax {
		p.Add("task_ids", fmt.Sprintf("At most %d tasks.", DecisionTasksMax))
	}
	return tasks
}

func parseNotes(p Problems, ids []int64) []NoteRef {
	notes := []NoteRef{}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		notes = append(notes, NoteRef{ID: parseID(p, "note_ids", &id)})
	}
	if len(notes) > DecisionNotesMax {
		p.Add("note_ids", fmt.Sprintf("At most %d notes.", DecisionNotesMax))
	}
	return notes
}

// Input is what Parse would make the same decision from.
func (d Decision) Input() DecisionInput {
	in := DecisionInput{
		Name: d.Name, Status: optional(d.Status), DueDate: optional(string(d.DueDate)), Context: optional(d.Context), Outcome: optional(d.Outcome),
		Options: slices.Clone(d.Options), DecidedAt: optional(string(d.DecidedAt)), DeciderIDs: slices.Clone(d.DeciderIDs),
	}
	for _, t := range d.Tasks {
		in.TaskIDs = append(in.TaskIDs, t.ID)
	}
	for _, n := range d.Notes {
		in.NoteIDs = append(in.NoteIDs, n.ID)
	}
	if d.ProjectID != 0 {
		in.ProjectID = &d.ProjectID
	}
	if d.Supersedes.ID != 0 {
		in.SupersedesID = &d.Supersedes.ID
	}
	return in
}
