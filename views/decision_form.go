package views

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// DecisionFields are a decision as the fields of a form, as typed.
type DecisionFields struct {
	Name, Context, Outcome, DueDate, DecidedAt, ProjectID string
	// Tasks and Supersedes are references such as WEB-12 and D-7.
	Tasks, Supersedes string
	// Notes has a title on each line, behind # and the note's number once that is known.
	Notes      string
	DeciderIDs []string
	Options    []domain.DecisionOption
}

// DecisionForm is the form of a new decision, or of one that is there.
type DecisionForm struct {
	DecisionFields
	// Decision is the zero Decision for a new one.
	Decision domain.Decision
	// Version is the one that the form was made from, and Opened what its fields were then, as JSON.
	Version, Opened string
	// Field is the one that the cursor goes into.
	Field    string
	Message  string
	Errors   ui.Errors
	Projects []domain.ProjectRef
	// Choices are the people who can decide, and those who are named.
	Choices []domain.Person
	// Blank is how many empty options are offered.
	Blank int
	// Differences are what somebody else saved otherwise since the form was opened.
	Differences []Difference
}

// DecisionFieldsOf fills the fields from a decision.
func DecisionFieldsOf(d domain.Decision) DecisionFields {
	f := DecisionFields{
		Name: d.Name, Context: d.Context, Outcome: d.Outcome, DueDate: string(d.DueDate), DecidedAt: string(d.DecidedAt),
		DeciderIDs: d.DeciderIDs, Options: d.Options,
	}
	var tasks []string
	for _, t := range d.Tasks {
		tasks = append(tasks, t.Reference())
	}
	f.Tasks = strings.Join(tasks, ", ")
	var notes []string
	for _, n := range d.Notes {
		notes = append(notes, "#"+idText(n.ID)+" "+n.Title)
	}
	f.Notes = strings.Join(notes, "\n")
	if d.Supersedes.ID != 0 {
		f.Supersedes = d.Supersedes.Reference()
	}
	if d.ProjectID != 0 {
		f.ProjectID = idText(d.ProjectID)
	}
	return f
}

// TypedDecision are the fields that a form sent. Options that nothing was written into are none.
func TypedDecision(form url.Values) DecisionFields {
	lines := func(name string) string { return strings.ReplaceAll(form.Get(name), "\r\n", "\n") }
	f := DecisionFields{
		Name: form.Get("name"), Context: lines("context"), Outcome: lines("outcome"), DueDate: form.Get("due_date"), DecidedAt: form.Get("decided_at"),
		ProjectID: form.Get("project_id"), Tasks: form.Get("tasks"), Notes: lines("notes"), Supersedes: form.Get("supersedes"), DeciderIDs: form["decider_ids"],
	}
	details := form["option_detail"]
	for i, name := range form["option_name"] {
		option := domain.DecisionOption{Name: strings.TrimSpace(name), Chosen: slices.Contains(form["option_chosen"], strconv.Itoa(i))}
		if i < len(details) {
			option.Detail = strings.TrimSpace(strings.ReplaceAll(details[i], "\r\n", "\n"))
		}
		if option.Name != "" || option.Detail != "" {
			f.Options = append(f.Options, option)
		}
	}
	return f
}

// JSON keeps the fields in a form, to see later which of them were changed.
func (f DecisionFields) JSON() string {
	text, _ := json.Marshal(f)
	return string(text)
}

// OpenedDecision reads what JSON wrote; what is none counts as if everything was changed.
func OpenedDecision(text string) DecisionFields {
	var f DecisionFields
	_ = json.Unmarshal([]byte(text), &f)
	return f
}

// Over puts the fields over a decision's input, but for what it is linked to.
func (f DecisionFields) Over(in domain.DecisionInput) (domain.DecisionInput, error) {
	in.Name, in.Context, in.Outcome, in.DueDate = f.Name, &f.Context, &f.Outcome, &f.DueDate
	in.DeciderIDs, in.Options, in.ProjectID = f.DeciderIDs, f.Options, nil
	if in.Status != nil && *in.Status == domain.DecisionDecided && f.DecidedAt != "" {
		in.DecidedAt = &f.DecidedAt
	}
	if f.ProjectID != "" {
		id, err := strconv.ParseInt(f.ProjectID, 10, 64)
		if err != nil {
			return in, domain.Problems{"project_id": domain.UnknownID}.Err()
		}
		in.ProjectID = &id
	}
	return in, nil
}

// decisionField is a field with the name that people know it by, how it is taken from other fields, and its value in
// words.
type decisionField struct {
	name, label string
	take        func(f *DecisionFields, other DecisionFields)
	words       func(form DecisionForm, f DecisionFields) string
}

// decisionFields are all of them, in the order of the form.
func decisionFields(ctx context.Context) []decisionField {
	text := func(name, label string, of func(*DecisionFields) *string) decisionField {
		return decisionField{name, label,
			func(f *DecisionFields, other DecisionFields) { *of(f) = *of(&other) },
			func(_ DecisionForm, f DecisionFields) string { return strings.TrimSpace(*of(&f)) },
		}
	}
	project := text("project_id", ui.T(ctx, "Project"), func(f *DecisionFields) *string { return &f.ProjectID })
	project.words = func(form DecisionForm, f DecisionFields) string { return optionText(form.projects(ctx), f.ProjectID) }
	return []decisionField{
		text("name", ui.T(ctx, "Decision"), func(f *DecisionFields) *string { return &f.Name }),
		text("context", ui.T(ctx, "Why now"), func(f *DecisionFields) *string { return &f.Context }),
		{"options", ui.T(ctx, "Options"), func(f *DecisionFields, other DecisionFields) { f.Options = other.Options }, func(_ DecisionForm, f DecisionFields) string { return optionWords(f.Options) }},
		text("outcome", ui.T(ctx, "Outcome"), func(f *DecisionFields) *string { return &f.Outcome }),
		text("due_date", ui.T(ctx, "Day"), func(f *DecisionFields) *string { return &f.DueDate }),
		text("decided_at", ui.T(ctx, "Decided on"), func(f *DecisionFields) *string { return &f.DecidedAt }),
		project,
		{"decider_ids", ui.T(ctx, "Who decides"), func(f *DecisionFields, other DecisionFields) { f.DeciderIDs = other.DeciderIDs }, func(form DecisionForm, f DecisionFields) string { return form.names(f.DeciderIDs) }},
		text("tasks", ui.T(ctx, "Linked todos"), func(f *DecisionFields) *string { return &f.Tasks }),
		text("notes", ui.T(ctx, "Linked notes"), func(f *DecisionFields) *string { return &f.Notes }),
		text("supersedes", ui.T(ctx, "Replaces"), func(f *DecisionFields) *string { return &f.Supersedes }),
	}
}

func optionWords(options []domain.DecisionOption) string {
	var words []string
	for _, o := range options {
		line := o.Name
		if o.Chosen {
			line += " (chosen)"
		}
		words = append(words, strings.TrimSpace(line+"\n"+o.Detail))
	}
	return strings.Join(words, "\n")
}

func (form DecisionForm) names(ids []string) string {
	var names []string
	for _, person := range form.Choices {
		if slices.Contains(ids, person.ID) {
			names = append(names, person.Name)
		}
	}
	return strings.Join(names, ", ")
}

// Compare notes where what was typed differs from what is stored now. What only the other one changed is kept as theirs
// unless the person says otherwise.
func (form *DecisionForm) Compare(ctx context.Context, opened, theirs DecisionFields) {
	form.Differences = nil
	for _, field := range decisionFields(ctx) {
		mine, other := field.words(*form, form.DecisionFields), field.words(*form, theirs)
		if mine != other {
			form.Differences = append(form.Differences, Difference{
				Field: field.name, Label: field.label, Mine: mine, Theirs: other, KeepTheirs: mine == field.words(*form, opened),
			})
		}
	}
}

// Take puts one field of other fields in the place of these.
func (f *DecisionFields) Take(ctx context.Context, name string, other DecisionFields) {
	for _, field := range decisionFields(ctx) {
		if field.name == name {
			field.take(f, other)
		}
	}
}

// DecisionFieldNames are the fields of the form in their order.
func DecisionFieldNames(ctx context.Context) []string {
	names := []string{}
	for _, field := range decisionFields(ctx) {
		names = append(names, field.name)
	}
	return names
}

// isNew tells whether the form makes a decision.
func (form DecisionForm) isNew() bool { return form.Decision.ID == 0 }

// projects are those to choose from; the one that the decision is in stays.
func (form DecisionForm) projects(ctx context.Context) []ui.Option {
	options := []ui.Option{{Value: "", Text: ui.T(ctx, "None, all staff")}}
	for _, project := range form.Projects {
		if project.Access.CanEdit() || idText(project.ID) == form.ProjectID {
			options = append(options, ui.Option{Value: idText(project.ID), Text: project.Name})
		}
	}
	if own := form.Decision.Project; own.ID != 0 && !hasOption(options, idText(own.ID)) {
		options = append(options, ui.Option{Value: idText(own.ID), Text: own.Name})
	}
	return options
}

// rows are the options with empty ones behind them.
func (form DecisionForm) rows() []domain.DecisionOption {
	rows := slices.Clone(form.Options)
	for range form.Blank {
		rows = append(rows, domain.DecisionOption{})
	}
	return rows
}

// problems are what has to be done, in the order of the fields.
func (form DecisionForm) problems(ctx context.Context) []ui.Problem {
	var fields []string
	for _, name := range DecisionFieldNames(ctx) {
		if name == "options" {
			for i := range form.Options {
				fields = append(fields, optionID(i, "name"), optionID(i, "detail"))
			}
		}
		fields = append(fields, name)
	}
	return form.optionErrors().In(fields...)
}

// optionErrors are the errors by the ids of their fields.
func (form DecisionForm) optionErrors() ui.Errors {
	errors := ui.Errors{}
	for name, text := range form.Errors {
		name = strings.NewReplacer("options[", "option-", "].", "-", "task_ids", "tasks", "note_ids", "notes", "supersedes_id", "supersedes").Replace(name)
		errors[name] = text
	}
	return errors
}

func optionID(i int, what string) string { return "option-" + strconv.Itoa(i) + "-" + what }

// project is the number of the one that is chosen; 0 for none.
func (f DecisionFields) project() int64 {
	id, _ := strconv.ParseInt(f.ProjectID, 10, 64)
	return id
}

func (f DecisionFields) decides(id string) bool { return slices.Contains(f.DeciderIDs, id) }
