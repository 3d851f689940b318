package domain

import (
	"cmp"
	"net/url"
	"strings"
	"time"
)

// Client is who projects are made for. Zero values mean none.
type Client struct {
	ID            string // UUID
	CompanyName   string
	ContactPerson string
	ContactEmail  string
	WebsiteURL    string
	Notes         string // Markdown
	Contacts      []Contact
	Color         string // one of Hues; empty: none was chosen
	Archived      bool
	CreatorID     string // empty: not known, in an adopted file
	CreatedAt     time.Time
	UpdatedAt     time.Time
	DeletedAt     time.Time

	// Read with it, not stored in it.
	Access Access
}

// Contact is one person at a client, beside the one of ContactPerson.
type Contact struct {
	Name  string `json:"name" minLength:"1" maxLength:"200" example:"Ana Ruiz"`
	Role  string `json:"role,omitempty" maxLength:"200" example:"Accounts"`
	Email string `json:"email,omitempty" maxLength:"254"`
	Phone string `json:"phone,omitempty" maxLength:"100"`
}

// Version changes whenever anything of the client does that a person can set.
func (c Client) Version() string {
	return fingerprint(c.ID, c.CompanyName, c.ContactPerson, c.ContactEmail, c.WebsiteURL, c.Notes, c.Contacts, c.Color, c.Archived,
		c.CreatorID, c.UpdatedAt.UnixMilli(), c.DeletedAt.UnixMilli())
}

// Site is the client's website where it is an address that may be linked: http or https. An adopted file may hold others.
func (c Client) Site() string {
	if isSite(c.WebsiteURL) {
		return c.WebsiteURL
	}
	return ""
}

func isSite(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

// ClientRef is the little of a client that is shown beside other things, and in menus.
type ClientRef struct {
	ID          string
	CompanyName string
	Color       string
	Archived    bool
}

// Compare orders clients by name, as a person reads it.
func (c ClientRef) Compare(other ClientRef) int {
	return cmp.Or(cmp.Compare(strings.ToLower(c.CompanyName), strings.ToLower(other.CompanyName)), cmp.Compare(c.ID, other.ID))
}

// Ref is the little of it that is shown beside other things.
func (c Client) Ref() ClientRef {
	return ClientRef{ID: c.ID, CompanyName: c.CompanyName, Color: c.Color, Archived: c.Archived}
}

// ClientWork is what is going on for a client in the projects that the person who asked sees.
type ClientWork struct {
	Projects int // not archived, and no templates
	Active   int // of them, planned or in progress
	Open     int // tasks of them that are not done
	Money    []ClientMoney
}

// ClientMoney sums the projects of one currency, in minor units.
type ClientMoney struct {
	Currency      string
	Budget, Spent int64
}

// SortCompany is by name; a leading "-" turns it around.
const SortCompany = "company_name"

// ClientFilter says which clients, in which order, and where to go on. The zero filter is those that are not archived,
// by name.
type ClientFilter struct {
	Query    string
	Archived Archive
	Trashed  bool // the trash, archived or not

	Sort   string // SortCompany, SortCreated or SortUpdated
	Limit  int
	Cursor string // opaque, from ClientPage.Next
}

// ClientPage is one page of a list. Next is empty on the last one.
type ClientPage struct {
	Items []Client
	Total int
	Next  string
}
