package views

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// TodoFields are a todo as the fields of a form, as typed.
type TodoFields struct {
	Title, Description, DueDate, DueTime, StartDate, Priority, ProjectID, Tags string
	Repeat, Recurrence, RepeatFrom, ReminderAt, EstimateMinutes                string
	AssigneeIDs                                                                []string
}

// TodoForm is the form of one todo.
type TodoForm struct {
	TodoFields
	// Version is the one that the form was made from, and Opened what its fields were then, as JSON.
	Version, Opened string
	// Field is the one that the cursor goes into.
	Field    string
	Message  string
	Errors   ui.Errors
	Projects []domain.ProjectRef
	// Choices are the people who can be assigned, and those who are.
	Choices []domain.Person
	// Differences are what somebody else saved otherwise since the form was opened.
	Differences []Difference
}

// Difference is a field that two people left at different values.
type Difference struct {
	Field, Label, Mine, Theirs string
	// KeepTheirs where only the other one changed it.
	KeepTheirs bool
}

// FieldsOf fills the fields from a todo. Its reminder is shown on the clock of a place.
func FieldsOf(ctx context.Context, t domain.Todo, loc *time.Location) TodoFields {
	f := TodoFields{
		Title: t.Title, Description: t.Description, DueDate: string(t.DueDate), DueTime: string(t.DueTime), StartDate: string(t.StartDate),
		Priority: t.Priority, Tags: strings.Join(t.Tags, ", "), Recurrence: t.Recurrence, RepeatFrom: t.RepeatFrom, AssigneeIDs: t.AssigneeIDs,
	}
	if !t.ReminderAt.IsZero() {
		f.ReminderAt = t.ReminderAt.In(loc).Format("2006-01-02T15:04")
	}
	if t.ProjectID != 0 {
		f.ProjectID = idText(t.ProjectID)
	}
	if t.EstimateMinutes != 0 {
		f.EstimateMinutes = strconv.Itoa(t.EstimateMinutes)
	}
	f.Repeat = f.Recurrence
	if !slices.ContainsFunc(repeats(ctx), func(o ui.Option) bool { return o.Value == f.Recurrence }) {
		f.Repeat = repeatOther
	}
	return f
}

// TypedFields are what a form sent.
func TypedFields(form url.Values) TodoFields {
	return TodoFields{
		Title: form.Get("title"), Description: strings.ReplaceAll(form.Get("description"), "\r\n", "\n"), DueDate: form.Get("due_date"), DueTime: form.Get("due_time"),
		StartDate: form.Get("start_date"), Priority: form.Get("priority"), ProjectID: form.Get("project_id"), Tags: form.Get("tags"),
		Repeat: form.Get("repeat"), Recurrence: form.Get("recurrence"), RepeatFrom: form.Get("repeat_from"), ReminderAt: form.Get("reminder_at"),
		EstimateMinutes: form.Get("estimate_minutes"), AssigneeIDs: form["assignee_ids"],
	}
}

// JSON keeps the fields in a form, to see later which of them were changed.
func (f TodoFields) JSON() string {
	text, _ := json.Marshal(f)
	return string(text)
}

// OpenedFields reads what JSON wrote; what is none counts as if everything was changed.
func OpenedFields(text string) TodoFields {
	var f TodoFields
	_ = json.Unmarshal([]byte(text), &f)
	return f
}

// Over puts the fields over a todo's input. Numbers that are none are an error at their field.
func (f TodoFields) Over(in domain.TodoInput) (domain.TodoInput, error) {
	p := domain.Problems{}
	in.Title = f.Title
	in.Description, in.Priority, in.DueDate, in.DueTime, in.StartDate = &f.Description, &f.Priority, &f.DueDate, &f.DueTime, &f.StartDate
	in.Tags, in.AssigneeIDs = strings.Split(f.Tags, ","), f.AssigneeIDs
	rule := f.Rule()
	in.Recurrence, in.RepeatFrom, in.ReminderAt = &rule, &f.RepeatFrom, &f.ReminderAt
	in.ProjectID, in.EstimateMinutes = nil, nil
	if f.ProjectID != "" {
		id, err := strconv.ParseInt(f.ProjectID, 10, 64)
		if err != nil {
			p.Add("project_id", domain.UnknownID)
		}
		in.ProjectID = &id
	}
	if text := strings.TrimSpace(f.EstimateMinutes); text != "" {
		minutes, err := strconv.Atoi(text)
		if err != nil {
			p.Add("estimate_minutes", "Write the estimate in whole minutes, such as 90.")
		}
		in.EstimateMinutes = &minutes
	}
	return in, p.Err()
}

// Rule is the recurrence that was chosen, or written.
func (f TodoFields) Rule() string {
	if f.Repeat == repeatOther {
		return f.Recurrence
	}
	return f.Repeat
}

// repeatOther is chosen for a rule that is written by hand.
const repeatOther = "other"

// repeats are the rules that most people need.
func repeats(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: "", Text: ui.T(ctx, "Never")}, {Value: "FREQ=DAILY", Text: ui.T(ctx, "Every day")}, {Value: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", Text: ui.T(ctx, "Every weekday")},
		{Value: "FREQ=WEEKLY", Text: ui.T(ctx, "Every week")}, {Value: "FREQ=WEEKLY;INTERVAL=2", Text: ui.T(ctx, "Every 2 weeks")}, {Value: "FREQ=MONTHLY", Text: ui.T(ctx, "Every month")},
		{Value: "FREQ=MONTHLY;INTERVAL=3", Text: ui.T(ctx, "Every 3 months")}, {Value: "FREQ=YEARLY", Text: ui.T(ctx, "Every year")}, {Value: repeatOther, Text: ui.T(ctx, "Another rule")},
	}
}

// todoField is a field with the name that people know it by, and its value in words.
type todoField struct {
	name, label string
	words       func(f TodoFields, form TodoForm) string
}

func plain(get func(f TodoFields) string) func(TodoFields, TodoForm) string {
	return func(f TodoFields, _ TodoForm) string { return strings.TrimSpace(get(f)) }
}

// todoFields are all of them, in the order of the form.
func todoFields(ctx context.Context) []todoField {
	return []todoField{
		{"title", ui.T(ctx, "Title"), plain(func(f TodoFields) string { return f.Title })},
		{"description", ui.T(ctx, "Description"), plain(func(f TodoFields) string { return f.Description })},
		{"due_date", ui.T(ctx, "Due date"), plain(func(f TodoFields) string { return f.DueDate })},
		{"due_time", ui.T(ctx, "Time"), plain(func(f TodoFields) string { return f.DueTime })},
		{"start_date", ui.T(ctx, "Start date"), plain(func(f TodoFields) string { return f.StartDate })},
		{"priority", ui.T(ctx, "Priority"), func(f TodoFields, _ TodoForm) string { return PriorityName(ctx, f.Priority) }},
		{"project_id", ui.T(ctx, "Project"), func(f TodoFields, form TodoForm) string { return form.projectName(f.ProjectID) }},
		{"assignee_ids", ui.T(ctx, "Assignees"), func(f TodoFields, form TodoForm) string { return form.names(f.AssigneeIDs) }},
		{"tags", ui.T(ctx, "Tags"), func(f TodoFields, _ TodoForm) string {
			return strings.Join(domain.ParseTags(domain.Problems{}, "tags", strings.Split(f.Tags, ",")), ", ")
		}},
		{"repeat", ui.T(ctx, "Repeat"), plain(func(f TodoFields) string { return f.ruleWords(ctx) })},
		{"reminder_at", ui.T(ctx, "Reminder"), plain(func(f TodoFields) string { return strings.Replace(f.ReminderAt, "T", " ", 1) })},
		{"estimate_minutes", ui.T(ctx, "Estimate"), plain(func(f TodoFields) string { return f.EstimateMinutes })},
	}
}

func (f TodoFields) ruleWords(ctx context.Context) string {
	rule, err := domain.ParseRule(f.Rule())
	if err != nil {
		return f.Rule()
	}
	words := rule.DescribeIn(ui.Speaks(ctx))
	if f.RepeatFrom == domain.RepeatFromCompletion {
		words += ui.T(ctx, ", counted from when it is done")
	}
	return words
}

func (form TodoForm) projectName(id string) string {
	for _, p := range form.Projects {
		if idText(p.ID) == id {
			return p.Name
		}
	}
	return ""
}

func (form TodoForm) names(ids []string) string {
	var names []string
	for _, person := range form.Choices {
		if slices.Contains(ids, person.ID) {
			names = append(names, person.Name)
		}
	}
	return strings.Join(names, ", ")
}

// Compare notes where what was typed differs from what is stored now. What only the other one changed is kept as
// theirs unless the person says otherwise.
func (form *TodoForm) Compare(ctx context.Context, opened, theirs TodoFields) {
	form.Differences = nil
	for _, field := range todoFields(ctx) {
		mine, other := field.words(form.TodoFields, *form), field.words(theirs, *form)
		if mine == other {
			continue
		}
		form.Differences = append(form.Differences, Difference{
			Field: field.name, Label: field.label, Mine: mine, Theirs: other, KeepTheirs: mine == field.words(opened, *form),
		})
	}
}

// Take puts one field of other fields in the place of these.
func (f *TodoFields) Take(field string, other TodoFields) {
	switch field {
	case "title":
		f.Title = other.Title
	case "description":
		f.Description = other.Description
	case "due_date":
		f.DueDate = other.DueDate
	case "due_time":
		f.DueTime = other.DueTime
	case "start_date":
		f.StartDate = other.StartDate
	case "priority":
		f.Priority = other.Priority
	case "project_id":
		f.ProjectID = other.ProjectID
	case "assignee_ids":
		f.AssigneeIDs = other.AssigneeIDs
	case "tags":
		f.Tags = other.Tags
	case "repeat":
		f.Repeat, f.Recurrence, f.RepeatFrom = other.Repeat, other.Recurrence, other.RepeatFrom
	case "reminder_at":
		f.ReminderAt = other.ReminderAt
	case "estimate_minutes":
		f.EstimateMinutes = other.EstimateMinutes
	}
}

// TodoFieldNames are the fields of the form in their order.
func TodoFieldNames(ctx context.Context) []string {
	names := []string{}
	for _, field := range todoFields(ctx) {
		names = append(names, field.name)
	}
	return names
}

// assigned tells whether a person is chosen.
func (f TodoFields) assigned(id string) bool { return slices.Contains(f.AssigneeIDs, id) }

// places are the projects to choose from; the one that the todo is in stays, whatever the person may do there.
func (form TodoForm) places(ctx context.Context) []ui.Option {
	options := placesIn(ctx, form.Projects)
	if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == form.ProjectID }) {
		name := form.projectName(form.ProjectID)
		if name == "" {
			name = ui.T(ctx, "Its project")
		}
		options = append(options, ui.Option{Value: form.ProjectID, Text: name})
	}
	return options
}

// problems are what has to be done, in the order of the fields.
func (form TodoForm) problems(ctx context.Context) []ui.Problem {
	return form.Errors.In(append(TodoFieldNames(ctx), "recurrence", "repeat_from", "parent_id")...)
}
