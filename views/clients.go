package views

import (
	"context"
	"net/url"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// ClientsAt is the place that an address of the list of clients leads to.
type ClientsAt struct {
	Query    string
	Archived string // true, all, or nothing for those in use
	Trash    bool
	After    string // a cursor
}

// ClientsAtQuery reads a query; what it does not know counts as nothing.
func ClientsAtQuery(q url.Values) ClientsAt {
	at := ClientsAt{Query: strings.TrimSpace(q.Get("q")), Archived: q.Get("archived"), Trash: q.Get("view") == "trash", After: q.Get("after")}
	if at.Archived != "true" && at.Archived != "all" {
		at.Archived = ""
	}
	return at
}

// Filter is what the store is asked for.
func (at ClientsAt) Filter() domain.ClientFilter {
	return domain.ClientFilter{Query: at.Query, Trashed: at.Trash, Cursor: at.After, Archived: domain.ParseArchive(domain.Problems{}, "archived", at.Archived)}
}

// Path is its address.
func (at ClientsAt) Path() string {
	q := url.Values{}
	for name, value := range map[string]string{"q": at.Query, "archived": at.Archived, "after": at.After} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if at.Trash {
		q.Set("view", "trash")
	}
	if len(q) == 0 {
		return "/clients"
	}
	return "/clients?" + q.Encode()
}

// narrowed tells whether some clients may be left out for what was asked.
func (at ClientsAt) narrowed() bool { return at.Query != "" || at.Archived == "true" }

// ClientsPage is a list of clients.
type ClientsPage struct {
	At    ClientsAt
	Now   time.Time
	Items []domain.Client
	// Work is what goes on for each, by id.
	Work map[string]domain.ClientWork
	// Next is the cursor of the next page; empty on the last one.
	Next string
}

// Title of the page.
func (p ClientsPage) Title(ctx context.Context) string {
	if p.At.Trash {
		return ui.T(ctx, "Deleted clients")
	}
	return ui.T(ctx, "Clients")
}

func (p ClientsPage) more() string {
	at := p.At
	at.After = p.Next
	return at.Path()
}

// emptiness is what the page says where there is no client.
func (p ClientsPage) emptiness(ctx context.Context) emptiness {
	switch at := p.At; {
	case at.After != "":
		at.After = ""
		return emptiness{drawing: "find", title: ui.T(ctx, "No more clients"), text: ui.T(ctx, "This is where the list ends."), step: ui.ButtonProps{Text: ui.T(ctx, "Back to the beginning")}, href: at.Path()}
	case at.Trash:
		return emptiness{drawing: "find", title: ui.T(ctx, "No deleted clients"), text: ui.T(ctx, "Clients that you delete stay here for 30 days."), step: ui.ButtonProps{Text: ui.T(ctx, "All clients")}, href: "/clients"}
	case at.Query != "":
		return emptiness{drawing: "find", title: ui.T(ctx, "Nothing fits"), text: ui.T(ctx, "No client here has all that you look for."), step: ui.ButtonProps{Text: ui.T(ctx, "Show all")}, href: "/clients"}
	case at.narrowed():
		return emptiness{drawing: "find", title: ui.T(ctx, "No archived clients"), text: ui.T(ctx, "Archive a client that you no longer work for, and it is kept here."), step: ui.ButtonProps{Text: ui.T(ctx, "All clients")}, href: "/clients"}
	}
	return emptiness{drawing: "note", title: ui.T(ctx, "No clients yet"), text: ui.T(ctx, "Keep who you work for here, with their people, projects and budgets."),
		step: ui.ButtonProps{Text: ui.T(ctx, "New client"), Icon: "plus", Kind: "primary"}, href: "/clients/new"}
}

// ClientPath is the page of a client.
func ClientPath(id string) string { return "/clients/" + url.PathEscape(id) }

// clientHue is the colour that was chosen for a client, or one that is always the same.
func clientHue(c domain.Client) string {
	if c.Color != "" {
		return c.Color
	}
	return ui.Person{ID: c.ID}.Hue()
}

// clientInitial is what the client's square shows.
func clientInitial(c domain.Client) string {
	first, _, _ := strings.Cut(strings.TrimSpace(c.CompanyName), " ")
	return ui.Person{Name: first}.Initials()
}

// shareHue warns of a budget that is nearly used up, and of one that is.
func shareHue(percent int) string {
	switch {
	case percent > 100:
		return "red"
	case percent > 85:
		return "amber"
	}
	return "gray"
}
