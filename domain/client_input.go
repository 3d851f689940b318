package domain

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// ClientInput is a client as typed, in a form or as JSON. Null and left out mean none.
type ClientInput struct {
	CompanyName   string    `json:"company_name" minLength:"1" maxLength:"500" example:"Harbour Coffee"`
	ContactPerson *string   `json:"contact_person_name,omitempty" maxLength:"200" example:"Ana Ruiz"`
	ContactEmail  *string   `json:"contact_email,omitempty" maxLength:"254" example:"ana@harbour.example"`
	WebsiteURL    *string   `json:"website_url,omitempty" maxLength:"2000" doc:"An address with http or https" example:"https://harbour.example"`
	Notes         *string   `json:"notes,omitempty" maxLength:"10000" doc:"Markdown"`
	Contacts      []Contact `json:"contacts,omitempty" maxItems:"50" doc:"More people there"`
	Color         *string   `json:"color,omitempty" enum:"red,orange,amber,lime,pine,teal,blue,violet,pink,gray"`
	IsArchived    *bool     `json:"is_archived,omitempty"`
}

func clientFields() []string {
	return []string{"company_name", "contact_person_name", "contact_email", "website_url", "notes", "contacts", "color", "is_archived"}
}

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does. A list of contacts replaces the one there was.
func (in ClientInput) Merge(patch map[string]json.RawMessage) (ClientInput, error) {
	return MergeFields(in, patch, clientFields())
}

const (
	// ClientTextMax is how long the notes on a client may be, in characters.
	ClientTextMax = 10000
	// ContactsMax is how many people a client can have beside the first.
	ContactsMax = 50

	personNameMax = 200
	phoneMax      = 100
	siteMax       = 2000
)

// Parse checks what was typed and returns the client it describes, on top of the row it changes (the zero Client for a
// new one). What is stored already stays valid, also where an adopted file has it otherwise than we would.
func (in ClientInput) Parse(row Client) (Client, error) {
	p := Problems{}
	if row.ID == "" || in.CompanyName != row.CompanyName {
		row.CompanyName = ParseTitle(p, "company_name", in.CompanyName, "Give the client a name.")
	}
	if name := value(in.ContactPerson); name != row.ContactPerson {
		row.ContactPerson = parseLine(p, "contact_person_name", name, personNameMax)
	}
	if address := value(in.ContactEmail); address != row.ContactEmail {
		row.ContactEmail = parseContactEmail(p, "contact_email", address)
	}
	if site := value(in.WebsiteURL); site != row.WebsiteURL {
		row.WebsiteURL = parseSite(p, "website_url", site)
	}
	if text := value(in.Notes); text != row.Notes {
		row.Notes = parseText(p, "notes", text, ClientTextMax)
	}
	row.Color = choose(p, "color", in.Color, row.Color, "", Hues()...)
	row.Archived = in.IsArchived != nil && *in.IsArchived
	if !slices.Equal(in.Contacts, row.Contacts) {
		row.Contacts = parseContacts(p, in.Contacts)
	}
	return row, p.Err()
}

// Input is what Parse would make the same client from.
func (c Client) Input() ClientInput {
	return ClientInput{
		CompanyName: c.CompanyName, ContactPerson: optional(c.ContactPerson), ContactEmail: optional(c.ContactEmail), WebsiteURL: optional(c.WebsiteURL),
		Notes: optional(c.Notes), Contacts: slices.Clone(c.Contacts), Color: optional(c.Color), IsArchived: &c.Archived,
	}
}

// onOneLine refuses a line break in what lists and headings show on one line.
const onOneLine = "Write it on one line."

// parseLine trims a text of one line.
func parseLine(p Problems, field, text string, limit int) string {
	text = strings.TrimFunc(text, unicode.IsSpace)
	if strings.ContainsAny(text, "\r\n") {
		p.Add(field, onOneLine)
	}
	return parseText(p, field, text, limit)
}

func parseContactEmail(p Problems, field, text string) string {
	if strings.TrimFunc(text, unicode.IsSpace) == "" {
		return ""
	}
	return ParseEmail(p, field, text)
}

// parseSite takes http and https alone: what else a link can be, such as javascript:, would run in the reader's page.
func parseSite(p Problems, field, text string) string {
	text = parseLine(p, field, text, siteMax)
	if text != "" && !isSite(text) {
		p.Add(field, "Write the whole address, such as https://example.com.")
	}
	return text
}

func parseContacts(p Problems, typed []Contact) []Contact {
	contacts := make([]Contact, 0, len(typed))
	for i, c := range typed {
		at := func(field string) string { return fmt.Sprintf("contacts[%d].%s", i, field) }
		contact := Contact{
			Name: parseLine(p, at("name"), c.Name, personNameMax), Role: parseLine(p, at("role"), c.Role, personNameMax),
			Email: parseContactEmail(p, at("email"), c.Email), Phone: parseLine(p, at("phone"), c.Phone, phoneMax),
		}
		if contact.Name == "" {
			p.Add(at("name"), "Write the person's name.")
		}
		contacts = append(contacts, contact)
	}
	if len(contacts) > ContactsMax {
		p.Add("contacts", fmt.Sprintf("At most %d people.", ContactsMax))
	}
	return contacts
}
