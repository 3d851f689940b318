package views

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// ClientPage is one client with what belongs to it.
type ClientPage struct {
	Client   domain.Client
	Now      time.Time
	Work     domain.ClientWork
	Projects []domain.Project
	// More tells that there are more projects than are shown.
	More bool
	// Months is what was worked, the newest first.
	Months []domain.TimeRow
	// Notes are rendered, safe HTML.
	Notes string
	// Message says why what was asked for was not done.
	Message string
}

// since is the quiet line below the name.
func (p ClientPage) since(ctx context.Context) string {
	if p.Client.CreatedAt.IsZero() {
		return ""
	}
	return ui.T(ctx, "Client since %s", ui.Date(ctx, p.Client.CreatedAt.In(p.Now.Location()), "January 2006"))
}

// contacts are all people of a client, the main one first.
func (p ClientPage) contacts() []domain.Contact {
	list := slices.Clone(p.Client.Contacts)
	if p.Client.ContactPerson == "" && p.Client.ContactEmail == "" {
		return list
	}
	return append([]domain.Contact{{Name: p.Client.ContactPerson, Email: p.Client.ContactEmail}}, list...)
}

// contactName is what somebody is called; an address where there is no name.
func contactName(c domain.Contact) string {
	if c.Name == "" {
		return c.Email
	}
	return c.Name
}

func mailTo(address string) string { return "mailto:" + url.PathEscape(address) }

// newProjectFor is the form of a new project for a client.
func newProjectFor(c domain.Client) string {
	return "/projects/new?" + url.Values{"client": {c.ID}}.Encode()
}

func projectsFor(c domain.Client) string { return ProjectsAt{Client: c.ID, Archived: "all"}.Path() }

// shortSite is a website as people say it.
func shortSite(site string) string {
	_, rest, _ := strings.Cut(site, "://")
	return strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
}

// plural is the word of a number that stands apart from it.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
