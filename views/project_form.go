package views

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"mddash/domain"
	"mddash/views/ui"
)

// ProjectFields are a project as the fields of a form, as typed. Amounts are in the currency's own unit.
type ProjectFields struct {
	Name, Key, Description, Status, Priority, Tags, ClientID, StartDate, EndDate, Visibility, Color string
	Budget, Spent, Currency, BillingType, HourlyRate                                                string
	// Template is "true" for a template.
	Template string
}

// ProjectForm is the form of a new project, or of one that is there.
type ProjectForm struct {
	ProjectFields
	// Version is the one that the form was made from, and Opened what its fields were then, as JSON.
	Version, Opened string
	Message         string
	Errors          ui.Errors
	Clients         []domain.ClientRef
	// Templates are what a new project can be made from.
	Templates []domain.Project
	// SpentTime is what time entries come to.
	SpentTime domain.Money
	// Budgeting is how the money stands.
	Budgeting ProjectBudget
	// Differences are what somebody else saved otherwise since the form was opened.
	Differences []Difference
}

// ProjectFieldsOf fills the fields from a project, as whoever reads them writes.
func ProjectFieldsOf(ctx context.Context, p domain.Project) ProjectFields {
	f := ProjectFields{
		Name: p.Name, Key: p.Key, Description: p.Description, Status: p.Status, Priority: p.Priority, Tags: strings.Join(p.Tags, ", "),
		ClientID: p.ClientID, StartDate: string(p.StartDate), EndDate: string(p.EndDate), Visibility: p.Visibility, Color: p.Color,
		Spent: amountTyped(ctx, p.Spent, p.Currency), Currency: p.Currency, BillingType: p.BillingType,
	}
	if p.Template {
		f.Template = "true"
	}
	if p.Budget != nil {
		f.Budget = amountTyped(ctx, *p.Budget, p.Currency)
	}
	if p.HourlyRate != nil {
		f.HourlyRate = amountTyped(ctx, *p.HourlyRate, p.Currency)
	}
	return f
}

// amountTyped is an amount as people type it: no cents where there are none.
func amountTyped(ctx context.Context, minor int64, currency string) string {
	return ui.Number(ctx, strings.TrimSuffix(domain.Money{Minor: minor, Currency: currency}.Decimal(), ".00"))
}

// TypedProject are the fields that a form sent.
func TypedProject(form url.Values) ProjectFields {
	return ProjectFields{
		Name: form.Get("name"), Key: form.Get("key"), Description: strings.ReplaceAll(form.Get("description"), "\r\n", "\n"), Status: form.Get("status"),
		Priority: form.Get("priority"), Tags: form.Get("tags"), ClientID: form.Get("client_id"), StartDate: form.Get("start_date"), EndDate: form.Get("end_date"),
		Visibility: form.Get("visibility"), Color: form.Get("color"), Budget: form.Get("budget"), Spent: form.Get("spent"), Currency: form.Get("currency"),
		BillingType: form.Get("billing_type"), HourlyRate: form.Get("hourly_rate"), Template: form.Get("is_template"),
	}
}

// JSON keeps the fields in a form, to see later which of them were changed.
func (f ProjectFields) JSON() string {
	text, _ := json.Marshal(f)
	return string(text)
}

// OpenedProject reads what JSON wrote; what is none counts as if everything was changed.
func OpenedProject(text string) ProjectFields {
	var f ProjectFields
	_ = json.Unmarshal([]byte(text), &f)
	return f
}

// Over puts the fields over a project's input. What is no amount is an error at its field, together with everything else
// that is wrong with the project, which row is as it is stored now.
func (f ProjectFields) Over(in domain.ProjectInput, row domain.Project) (domain.ProjectInput, error) {
	p := domain.Problems{}
	in.Name, in.Key, in.Description, in.Status, in.Priority = f.Name, &f.Key, &f.Description, &f.Status, &f.Priority
	in.Tags, in.ClientID, in.StartDate, in.EndDate = strings.Split(f.Tags, ","), &f.ClientID, &f.StartDate, &f.EndDate
	in.Visibility, in.Color, in.Currency, in.BillingType = &f.Visibility, &f.Color, &f.Currency, &f.BillingType
	template := f.Template == "true"
	in.IsTemplate = &template
	in.Budget = f.amount(p, "budget", "budget", f.Budget)
	in.HourlyRate = f.amount(p, "hourly_rate", "rate", f.HourlyRate)
	in.Spent = f.amount(p, "spent", "amount", f.Spent)
	if len(p) == 0 {
		return in, nil
	}
	var other *domain.Error
	if _, err := in.Parse(row); errors.As(err, &other) {
		for field, text := range other.Fields {
			p.Add(field, text)
		}
	}
	return in, p.Err()
}

// amount reads what was typed into a field of money; nothing typed is none.
func (f ProjectFields) amount(p domain.Problems, field, called, text string) *int64 {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	minor, ok := domain.ParseAmount(text, strings.ToUpper(strings.TrimSpace(f.Currency)))
	if !ok {
		p.Add(field, "Write the "+called+" as a number, such as 12000.")
		return nil
	}
	return &minor
}

// projectField is a field with the name that people know it by, where its text is, and its value in words.
type projectField struct {
	name, label string
	text        func(*ProjectFields) *string
	words       func(form ProjectForm, text string) string
}

// projectFields are all of them, in the order of the form.
func projectFields(ctx context.Context) []projectField {
	is := func(_ ProjectForm, text string) string { return strings.TrimSpace(text) }
	return []projectField{
		{"name", ui.T(ctx, "Name"), func(f *ProjectFields) *string { return &f.Name }, is},
		{"client_id", ui.T(ctx, "Client"), func(f *ProjectFields) *string { return &f.ClientID }, ProjectForm.clientName},
		{"status", ui.T(ctx, "Status"), func(f *ProjectFields) *string { return &f.Status }, func(_ ProjectForm, text string) string { return ProjectStatusName(ctx, text) }},
		{"priority", ui.T(ctx, "Priority"), func(f *ProjectFields) *string { return &f.Priority }, func(_ ProjectForm, text string) string { return PriorityName(ctx, text) }},
		{"key", ui.T(ctx, "Key"), func(f *ProjectFields) *string { return &f.Key }, func(_ ProjectForm, text string) string { return strings.ToUpper(strings.TrimSpace(text)) }},
		{"start_date", ui.T(ctx, "Starts"), func(f *ProjectFields) *string { return &f.StartDate }, is},
		{"end_date", ui.T(ctx, "Due"), func(f *ProjectFields) *string { return &f.EndDate }, is},
		{"tags", ui.T(ctx, "Tags"), func(f *ProjectFields) *string { return &f.Tags }, func(_ ProjectForm, text string) string {
			return strings.Join(domain.ParseTags(domain.Problems{}, "tags", strings.Split(text, ",")), ", ")
		}},
		{"visibility", ui.T(ctx, "Who can see it"), func(f *ProjectFields) *string { return &f.Visibility }, func(_ ProjectForm, text string) string { return optionText(visibilities(ctx), text) }},
		{"description", ui.T(ctx, "Summary"), func(f *ProjectFields) *string { return &f.Description }, is},
		{"color", ui.T(ctx, "Colour"), func(f *ProjectFields) *string { return &f.Color }, is},
		{"budget", ui.T(ctx, "Budget"), func(f *ProjectFields) *string { return &f.Budget }, is},
		{"currency", ui.T(ctx, "Currency"), func(f *ProjectFields) *string { return &f.Currency }, is},
		{"billing_type", ui.T(ctx, "Billing"), func(f *ProjectFields) *string { return &f.BillingType }, func(_ ProjectForm, text string) string { return optionText(billingTypes(ctx), text) }},
		{"hourly_rate", ui.T(ctx, "Hourly rate"), func(f *ProjectFields) *string { return &f.HourlyRate }, is},
		{"spent", ui.T(ctx, "Spent"), func(f *ProjectFields) *string { return &f.Spent }, is},
		{"is_template", ui.T(ctx, "Template"), func(f *ProjectFields) *string { return &f.Template }, func(_ ProjectForm, text string) string {
			return map[bool]string{true: ui.T(ctx, "Yes"), false: ui.T(ctx, "No")}[text == "true"]
		}},
	}
}

// Compare notes where what was typed differs from what is stored now. What only the other one changed is kept as theirs
// unless the person says otherwise.
func (form *ProjectForm) Compare(ctx context.Context, opened, theirs ProjectFields) {
	form.Differences = nil
	for _, field := range projectFields(ctx) {
		words := func(f ProjectFields) string { return field.words(*form, *field.text(&f)) }
		mine, other := words(form.ProjectFields), words(theirs)
		if mine != other {
			form.Differences = append(form.Differences, Difference{
				Field: field.name, Label: field.label, Mine: mine, Theirs: other, KeepTheirs: mine == words(opened),
			})
		}
	}
}

// Take puts one field of other fields in the place of these.
func (f *ProjectFields) Take(ctx context.Context, name string, other ProjectFields) {
	for _, field := range projectFields(ctx) {
		if field.name == name {
			*field.text(f) = *field.text(&other)
		}
	}
}

// ProjectFieldNames are the fields of the form in their order.
func ProjectFieldNames(ctx context.Context) []string {
	names := []string{}
	for _, field := range projectFields(ctx) {
		names = append(names, field.name)
	}
	return names
}

func (form ProjectForm) clientName(id string) string {
	return optionText(clientOptions(form.Clients), id)
}

// optionText is what one of the options says.
func optionText(options []ui.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Text
		}
	}
	return value
}

// withOption offers a value too that is stored and that we don't know.
func withOption(options []ui.Option, value string) []ui.Option {
	if value == "" || hasOption(options, value) {
		return options
	}
	return append(options, ui.Option{Value: value, Text: value})
}

func visibilities(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: domain.VisibilityTeam, Text: ui.T(ctx, "The whole team")}, {Value: domain.VisibilityPrivate, Text: ui.T(ctx, "Only its people")}}
}

// visibilityMeans says what a choice of who sees a project comes to.
func visibilityMeans(ctx context.Context, visibility string) string {
	return map[string]string{
		domain.VisibilityTeam:    ui.T(ctx, "Every member of staff reads it. Its people work in it."),
		domain.VisibilityPrivate: ui.T(ctx, "Nobody else finds it, in lists, search or counts."),
	}[visibility]
}

func billingTypes(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: domain.NonBillable, Text: ui.T(ctx, "Not billed")}, {Value: domain.Hourly, Text: ui.T(ctx, "By the hour")}, {Value: domain.FixedPrice, Text: ui.T(ctx, "Fixed price")}}
}

func currencies() []ui.Option {
	var options []ui.Option
	for _, code := range domain.Currencies() {
		options = append(options, ui.Option{Value: code, Text: code})
	}
	return options
}

func hues(ctx context.Context) []ui.Option {
	var options []ui.Option
	for _, hue := range domain.Hues() {
		options = append(options, ui.Option{Value: hue, Text: hueName(ctx, hue)})
	}
	return options
}
