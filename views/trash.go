package views

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// Kinds of what can be in the trash, as the address names them.
const (
	TrashTodos     = "todos"
	TrashNotes     = "notes"
	TrashProjects  = "projects"
	TrashEvents    = "events"
	TrashCalendars = "calendars"
	TrashDecisions = "decisions"
	TrashClients   = "clients"
	TrashFiles     = "files"
	TrashTime      = "time"
	TrashFilters   = "filters"
)

// TrashKinds are all of them with their names, in the order of the tabs.
func TrashKinds(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: TrashTodos, Text: ui.T(ctx, "Todos")}, {Value: TrashNotes, Text: ui.T(ctx, "Notes")}, {Value: TrashProjects, Text: ui.T(ctx, "Projects")}, {Value: TrashEvents, Text: ui.T(ctx, "Events")},
		{Value: TrashCalendars, Text: ui.T(ctx, "Calendars")}, {Value: TrashDecisions, Text: ui.T(ctx, "Decisions")}, {Value: TrashClients, Text: ui.T(ctx, "Clients")}, {Value: TrashFiles, Text: ui.T(ctx, "Files")},
		{Value: TrashTime, Text: ui.T(ctx, "Time")}, {Value: TrashFilters, Text: ui.T(ctx, "Filters")}}
}

// TrashItem is something in the trash.
type TrashItem struct {
	Kind, ID, Title string
	// Where is what it was in; empty for nothing.
	Where string
	// Along is what goes and comes with it, in words.
	Along     string
	DeletedAt time.Time
	// Keeps tells that it is never purged by hand.
	Keeps bool
}

// TrashPage is the trash, of all kinds or of one.
type TrashPage struct {
	// Kind is one of TrashKinds; empty for all.
	Kind string
	// Kinds are those that the caller can have something of.
	Kinds []ui.Option
	Items []TrashItem
	// Next is the cursor of the next page of one kind; More tells that there is more than what all kinds show together.
	Next string
	More bool
	Now  time.Time
}

// TrashPath is the trash of a kind, empty for all, from a cursor on.
func TrashPath(kind, after string) string {
	q := url.Values{}
	if kind != "" {
		q.Set("kind", kind)
	}
	if after != "" {
		q.Set("after", after)
	}
	return withQuery("/trash", q)
}

func (p TrashPage) tabs(ctx context.Context) []ui.Place {
	places := []ui.Place{{Text: ui.T(ctx, "All"), Href: ui.To(ctx, TrashPath("", "")), Current: p.Kind == ""}}
	for _, kind := range p.Kinds {
		places = append(places, ui.Place{Text: kind.Text, Href: ui.To(ctx, TrashPath(kind.Value, "")), Current: kind.Value == p.Kind})
	}
	return places
}

// kindName is what a kind is called, in the middle of a sentence.
func (p TrashPage) kindName(ctx context.Context) string {
	if at := slices.IndexFunc(TrashKinds(ctx), func(o ui.Option) bool { return o.Value == p.Kind }); at >= 0 {
		return ui.Inside(ctx, TrashKinds(ctx)[at].Text)
	}
	return "everything"
}

func trashIcon(kind string) string {
	return map[string]string{TrashTodos: "todos", TrashNotes: "notes", TrashProjects: "projects", TrashEvents: "calendar", TrashCalendars: "calendar", TrashDecisions: "decisions",
		TrashClients: "clients", TrashFiles: "clip", TrashTime: "clock", TrashFilters: "filter"}[kind]
}

// about is what stands below a thing in the trash.
func (p TrashPage) about(ctx context.Context, item TrashItem) string {
	text := ui.T(ctx, "Deleted %s", Ago(ctx, item.DeletedAt, p.Now))
	if item.Where != "" {
		text = item.Where + " · " + text
	}
	if item.Along != "" {
		text += ui.T(ctx, ", with %s", item.Along)
	}
	return text
}

// left is how long it can be restored.
func (p TrashPage) left(ctx context.Context, item TrashItem) string {
	days := domain.TrashDays - int(p.Now.Sub(item.DeletedAt)/(24*time.Hour))
	switch {
	case days <= 0:
		return ui.T(ctx, "Goes today")
	case days == 1:
		return ui.T(ctx, "1 day left")
	}
	return ui.T(ctx, "%s days left", strconv.Itoa(days))
}

func (p TrashPage) canEmpty() bool {
	return slices.ContainsFunc(p.Items, func(item TrashItem) bool { return !item.Keeps })
}

func (i TrashItem) purgeID() string { return "purge-" + i.Kind + "-" + i.ID }
