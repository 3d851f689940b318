package views

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/views/ui"
)

// ClientFields are a client as the fields of a form, as typed. The last contact is an empty one, to be filled in.
type ClientFields struct {
	CompanyName, ContactPerson, ContactEmail, WebsiteURL, Notes, Color string
	Contacts                                                           []domain.Contact
}

// ClientForm is the form of a new client, or of one that is there.
type ClientForm struct {
	ClientFields
	// ID is empty for a new one.
	ID string
	// Version is the one that the form was made from, and Opened what its fields were then, as JSON.
	Version, Opened string
	Message         string
	Errors          ui.Errors
	// Differences are what somebody else saved otherwise since the form was opened.
	Differences []Difference
}

// ClientFieldsOf fills the fields from a client's input.
func ClientFieldsOf(in domain.ClientInput) ClientFields {
	text := func(value *string) string {
		if value == nil {
			return ""
		}
		return *value
	}
	return ClientFields{
		CompanyName: in.CompanyName, ContactPerson: text(in.ContactPerson), ContactEmail: text(in.ContactEmail), WebsiteURL: text(in.WebsiteURL),
		Notes: text(in.Notes), Color: text(in.Color), Contacts: slices.Clone(in.Contacts),
	}
}

// TypedClient are the fields that a form sent. A website is taken without https:// too, and a contact of whom nothing is
// left, or that was to be removed, is none.
func TypedClient(form url.Values) ClientFields {
	f := ClientFields{
		CompanyName: form.Get("company_name"), ContactPerson: form.Get("contact_person_name"), ContactEmail: form.Get("contact_email"),
		WebsiteURL: strings.TrimSpace(form.Get("website_url")), Notes: strings.ReplaceAll(form.Get("notes"), "\r\n", "\n"), Color: form.Get("color"),
	}
	if f.WebsiteURL != "" && !strings.Contains(f.WebsiteURL, ":") {
		f.WebsiteURL = "https://" + f.WebsiteURL
	}
	for i := 0; i <= domain.ContactsMax && form.Has(contactField(i, "name")); i++ {
		at := func(field string) string { return strings.TrimSpace(form.Get(contactField(i, field))) }
		contact := domain.Contact{Name: at("name"), Role: at("role"), Email: at("email"), Phone: at("phone")}
		if contact != (domain.Contact{}) && !form.Has(contactField(i, "gone")) {
			f.Contacts = append(f.Contacts, contact)
		}
	}
	return f
}

// contactField is the name of a field of one contact, as the problems of a client name it.
func contactField(i int, field string) string { return fmt.Sprintf("contacts[%d].%s", i, field) }

// rows are the contacts of the form and an empty one, while there is room.
func (f ClientFields) rows() []domain.Contact {
	if len(f.Contacts) >= domain.ContactsMax {
		return f.Contacts
	}
	return append(slices.Clone(f.Contacts), domain.Contact{})
}

// JSON keeps the fields in a form, to see later which of them were changed.
func (f ClientFields) JSON() string {
	text, _ := json.Marshal(f)
	return string(text)
}

// OpenedClient reads what JSON wrote; what is none counts as if everything was changed.
func OpenedClient(text string) ClientFields {
	var f ClientFields
	_ = json.Unmarshal([]byte(text), &f)
	return f
}

// Over puts the fields over a client's input.
func (f ClientFields) Over(in domain.ClientInput) domain.ClientInput {
	in.CompanyName, in.ContactPerson, in.ContactEmail, in.WebsiteURL = f.CompanyName, &f.ContactPerson, &f.ContactEmail, &f.WebsiteURL
	in.Notes, in.Color, in.Contacts = &f.Notes, &f.Color, f.Contacts
	return in
}

// clientField is a field with the name that people know it by, its value in words, and how it is taken from others.
type clientField struct {
	name, label string
	words       func(ClientFields) string
	take        func(f *ClientFields, other ClientFields)
}

// clientFields are all of them, in the order of the form.
func clientFields(ctx context.Context) []clientField {
	text := func(name, label string, at func(*ClientFields) *string) clientField {
		return clientField{name, label,
			func(f ClientFields) string { return strings.TrimSpace(*at(&f)) },
			func(f *ClientFields, other ClientFields) { *at(f) = *at(&other) }}
	}
	return []clientField{
		text("company_name", ui.T(ctx, "Name"), func(f *ClientFields) *string { return &f.CompanyName }),
		text("contact_person_name", ui.T(ctx, "Contact"), func(f *ClientFields) *string { return &f.ContactPerson }),
		text("contact_email", ui.T(ctx, "E-mail"), func(f *ClientFields) *string { return &f.ContactEmail }),
		text("website_url", ui.T(ctx, "Website"), func(f *ClientFields) *string { return &f.WebsiteURL }),
		text("color", ui.T(ctx, "Colour"), func(f *ClientFields) *string { return &f.Color }),
		text("notes", ui.T(ctx, "Notes"), func(f *ClientFields) *string { return &f.Notes }),
		{"contacts", ui.T(ctx, "More people"), ClientFields.contactWords, func(f *ClientFields, other ClientFields) { f.Contacts = other.Contacts }},
	}
}

func (f ClientFields) contactWords() string {
	lines := []string{}
	for _, c := range f.Contacts {
		parts := slices.DeleteFunc([]string{c.Name, c.Role, c.Email, c.Phone}, func(s string) bool { return s == "" })
		lines = append(lines, strings.Join(parts, ", "))
	}
	return strings.Join(lines, "\n")
}

// Compare notes where what was typed differs from what is stored now. What only the other one changed is kept as theirs
// unless the person says otherwise.
func (form *ClientForm) Compare(ctx context.Context, opened, theirs ClientFields) {
	form.Differences = nil
	for _, field := range clientFields(ctx) {
		mine, other := field.words(form.ClientFields), field.words(theirs)
		if mine != other {
			form.Differences = append(form.Differences, Difference{
				Field: field.name, Label: field.label, Mine: mine, Theirs: other, KeepTheirs: mine == field.words(opened),
			})
		}
	}
}

// Take puts those fields of other fields in the place of these that keep says so of.
func (f *ClientFields) Take(ctx context.Context, other ClientFields, keep func(field string) bool) {
	for _, field := range clientFields(ctx) {
		if keep(field.name) {
			field.take(f, other)
		}
	}
}

// problems are what has to be done, in the order of the fields.
func (form ClientForm) problems() []ui.Problem {
	names := []string{"company_name", "contact_person_name", "contact_email", "website_url", "color", "notes", "contacts"}
	for i := range form.Contacts {
		for _, field := range []string{"name", "role", "email", "phone"} {
			names = append(names, contactField(i, field))
		}
	}
	return form.Errors.In(names...)
}

// back is where the form is left to.
func (form ClientForm) back() string {
	if form.ID == "" {
		return "/clients"
	}
	return ClientPath(form.ID)
}

func (form ClientForm) title(ctx context.Context) string {
	if form.ID == "" {
		return ui.T(ctx, "New client")
	}
	return ui.T(ctx, "Edit client")
}

func (form ClientForm) action() string {
	if form.ID == "" {
		return "/clients"
	}
	return ClientPath(form.ID) + "/edit"
}

func (form ClientForm) save(ctx context.Context) string {
	if form.ID == "" {
		return ui.T(ctx, "Create client")
	}
	return ui.T(ctx, "Save changes")
}

func (form ClientForm) crumbs(ctx context.Context) []ui.Place {
	crumbs := []ui.Place{{Text: ui.T(ctx, "Clients"), Href: ui.To(ctx, "/clients")}}
	if form.ID != "" {
		crumbs = append(crumbs, ui.Place{Text: OpenedClient(form.Opened).CompanyName, Href: ui.To(ctx, form.back())})
	}
	return crumbs
}

// field fills in what all fields of the form have in common.
func (form ClientForm) field(p ui.InputProps) ui.InputProps {
	p.Error = form.Errors[p.Name]
	return p
}

// first puts the cursor into the first field, unless something else is to be read before.
func (form ClientForm) first() templ.Attributes {
	return templ.Attributes{"autofocus": len(form.Errors) == 0 && form.Message == ""}
}

// clientHues are the colours to choose from, and none; one that is stored and that we don't have stays.
func clientHues(ctx context.Context, stored string) []ui.Option {
	options := []ui.Option{}
	for _, hue := range ui.Hues() {
		options = append(options, ui.Option{Value: hue, Text: hueName(ctx, hue)})
	}
	if stored != "" && !slices.Contains(ui.Hues(), stored) {
		options = append(options, ui.Option{Value: stored, Text: stored})
	}
	return options
}
