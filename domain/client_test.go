package domain_test

import (
	"errors"
	"strings"
	"testing"

	"mddash/domain"
)

func TestClientsAsTyped(t *testing.T) {
	text := func(s string) *string { return &s }
	for what, row := range map[string]struct {
		in    domain.ClientInput
		field string
	}{
		"a name alone is enough":                     {domain.ClientInput{CompanyName: "Harbour Coffee"}, ""},
		"everything":                                 {domain.ClientInput{CompanyName: "H", ContactPerson: text("Ana"), ContactEmail: text("ana@harbour.example"), WebsiteURL: text("http://harbour.example/a?b#c"), Color: text("blue"), Contacts: []domain.Contact{{Name: "Lena", Email: "l@harbour.example"}}}, ""},
		"a blank name":                               {domain.ClientInput{CompanyName: " \u2003 "}, "company_name"},
		"a name of two lines":                        {domain.ClientInput{CompanyName: "a\nb"}, "company_name"},
		"NUL in a name":                              {domain.ClientInput{CompanyName: "a\x00b"}, "company_name"},
		"no address":                                 {domain.ClientInput{CompanyName: "H", ContactEmail: text("ana")}, "contact_email"},
		"an address with another header":             {domain.ClientInput{CompanyName: "H", ContactEmail: text("ana@harbour.example\r\nBcc: all@x.example")}, "contact_email"},
		"javascript: is no website":                  {domain.ClientInput{CompanyName: "H", WebsiteURL: text("javascript:alert(1)")}, "website_url"},
		"javascript: in other letters":               {domain.ClientInput{CompanyName: "H", WebsiteURL: text(" JaVaScRiPt://harbour.example/%0aalert(1)")}, "website_url"},
		"data: is no website":                        {domain.ClientInput{CompanyName: "H", WebsiteURL: text("data:text/html,x")}, "website_url"},
		"a website without a scheme":                 {domain.ClientInput{CompanyName: "H", WebsiteURL: text("harbour.example")}, "website_url"},
		"a website without a host":                   {domain.ClientInput{CompanyName: "H", WebsiteURL: text("https:///x")}, "website_url"},
		"a website that looks like another by its @": {domain.ClientInput{CompanyName: "H", WebsiteURL: text("https://bank.example@evil.example")}, "website_url"},
		"a website with a tab":                       {domain.ClientInput{CompanyName: "H", WebsiteURL: text("https://a\tb.example")}, "website_url"},
		"a colour that we don't have":                {domain.ClientInput{CompanyName: "H", Color: text("mauve")}, "color"},
		"a contact without a name":                   {domain.ClientInput{CompanyName: "H", Contacts: []domain.Contact{{Name: "A"}, {Email: "b@c.example"}}}, "contacts[1].name"},
		"a contact's address":                        {domain.ClientInput{CompanyName: "H", Contacts: []domain.Contact{{Name: "A", Email: "b"}}}, "contacts[0].email"},
		"too many contacts":                          {domain.ClientInput{CompanyName: "H", Contacts: make([]domain.Contact, domain.ContactsMax+1)}, "contacts"},
		"notes that are too long":                    {domain.ClientInput{CompanyName: "H", Notes: text(strings.Repeat("ä", domain.ClientTextMax+1))}, "notes"},
	} {
		_, err := row.in.Parse(domain.Client{})
		var problem *domain.Error
		switch {
		case row.field == "" && err != nil:
			t.Errorf("%s: %v", what, err)
		case row.field != "" && (!errors.As(err, &problem) || problem.Fields[row.field] == ""):
			t.Errorf("%s: got %v, want a problem with %s", what, err, row.field)
		}
	}
}

func TestWhatAnAdoptedFileHasOfAClientStaysValid(t *testing.T) {
	found := domain.Client{ID: "c", CompanyName: "Two\nlines", ContactEmail: "none", WebsiteURL: "javascript:alert(1)", Color: "mauve"}
	in := found.Input()
	notes := "more"
	in.Notes = &notes
	got, err := in.Parse(found)
	if err != nil || got.ContactEmail != "none" || got.Notes != "more" {
		t.Errorf("%+v, %v", got, err)
	}
	if got.Site() != "" {
		t.Errorf("it would be linked: %q", got.Site())
	}
}
