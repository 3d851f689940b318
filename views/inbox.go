package views

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"mddash/domain"
	"mddash/views/ui"
)

// InboxPath is where somebody reads what they are told.
const InboxPath = "/inbox"

// Views of the inbox.
const (
	InboxUnread  = "unread"
	InboxAll     = "all"
	InboxSnoozed = "snoozed"
)

// InboxAt is a place in the inbox: a view, one kind of things or all, and where the page begins.
type InboxAt struct {
	View, Kind string
	Before     int64
}

// Path of the place; what to do there is put before the query.
func (at InboxAt) Path(acts ...string) string {
	query := url.Values{}
	if at.View != InboxUnread {
		query.Set("view", at.View)
	}
	if at.Kind != "" {
		query.Set("kind", at.Kind)
	}
	if at.Before != 0 {
		query.Set("before", idText(at.Before))
	}
	path := strings.Join(append([]string{InboxPath}, acts...), "/")
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

func (at InboxAt) viewing(view string) InboxAt { return InboxAt{View: view, Kind: at.Kind} }

// InboxPage is what somebody is told, a page of it.
type InboxPage struct {
	At    InboxAt
	Items []domain.Notification
	// Unread is how many there are, and Next where the next page begins; 0 on the last one.
	Unread int
	Next   int64
	Now    time.Time
}

// inboxDay is what was told on one day.
type inboxDay struct {
	title string
	rows  []inboxRow
}

// inboxRow is what was told of one thing on one day, the newest first.
type inboxRow struct {
	domain.Notification
	ids []int64
}

// days are what is told by day; of one thing together.
func (p InboxPage) days(ctx context.Context) []inboxDay {
	var days []inboxDay
	for _, n := range p.Items {
		title := ProjectNames{Names: Names{Now: p.Now}}.dayTitle(ctx, n.At)
		if len(days) == 0 || days[len(days)-1].title != title {
			days = append(days, inboxDay{title: title})
		}
		day := &days[len(days)-1]
		if row := day.of(n); row != nil {
			row.ids = append(row.ids, n.ID)
		} else {
			day.rows = append(day.rows, inboxRow{n, []int64{n.ID}})
		}
	}
	return days
}

func (d *inboxDay) of(n domain.Notification) *inboxRow {
	for i, row := range d.rows {
		if row.About == n.About && row.AboutID == n.AboutID && row.Read() == n.Read() && row.Kind != domain.ToldReminder && n.Kind != domain.ToldReminder {
			return &d.rows[i]
		}
	}
	return nil
}

func (r inboxRow) more(ctx context.Context) string {
	if len(r.ids) < 2 {
		return ""
	}
	return ui.T(ctx, "and %s more", strconv.Itoa(len(r.ids)-1))
}

// when is the time of day that it was told, and for a reminder also when what it is about begins.
func (r inboxRow) when(ctx context.Context, now time.Time) string {
	clock := r.At.In(now.Location()).Format("15:04")
	if at, day, ok := r.Begins(); ok && day != "" {
		return ui.T(ctx, "%s, for %s", clock, Day(ctx, day, domain.DateOf(now)))
	} else if ok {
		return ui.T(ctx, "%s, for %s", clock, Moment(ctx, at, now))
	}
	return clock
}

// icon of what it is about, where nobody did it.
func (r inboxRow) icon() string {
	switch {
	case r.Kind == domain.ToldDue:
		return "today"
	case r.Kind == domain.ToldReminder:
		return "clock"
	}
	return "bell"
}

func (r inboxRow) menuID() string { return "later-" + idText(r.ID) }

func (p InboxPage) views(ctx context.Context) []ui.Place {
	var places []ui.Place
	for _, view := range []struct{ name, text string }{{InboxUnread, ui.T(ctx, "Unread")}, {InboxAll, ui.T(ctx, "All")}, {InboxSnoozed, ui.T(ctx, "Later")}} {
		places = append(places, ui.Place{Text: view.text, Href: ui.To(ctx, p.At.viewing(view.name).Path()), Current: p.At.View == view.name})
	}
	return places
}

// newest is the newest that the page shows; 0 where it shows none.
func (p InboxPage) newest() int64 {
	if len(p.Items) == 0 {
		return 0
	}
	return p.Items[0].ID
}

func (p InboxPage) emptiness(ctx context.Context) ui.EmptyProps {
	switch {
	case p.At.Before != 0:
		return ui.EmptyProps{Drawing: "find", Title: ui.T(ctx, "Nothing older"), Text: ui.T(ctx, "What was told before this is not there any more.")}
	case p.At.View == InboxAll:
		return ui.EmptyProps{Drawing: "note", Title: ui.T(ctx, "Nothing yet"), Text: ui.T(ctx, "When somebody mentions you, assigns you a todo or shares something with you, it is told here.")}
	case p.At.View == InboxSnoozed:
		return ui.EmptyProps{Drawing: "todo", Title: ui.T(ctx, "Nothing is put off"), Text: ui.T(ctx, "What you want to see later waits here.")}
	}
	return ui.EmptyProps{Drawing: "todo", Title: ui.T(ctx, "You have read everything"), Text: ui.T(ctx, "What others do that concerns you is told here, and what it is time for.")}
}

// inboxAct sends a form without leaving the page.
func inboxAct(ctx context.Context, path string) templ.Attributes {
	return templ.Attributes{"hx-post": ui.To(ctx, path), "hx-target": "#page", "hx-swap": "outerHTML show:none"}
}
