package views

import (
	"context"
	"strconv"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// AddressesPath is where addresses of calendars are managed, in both directions.
const AddressesPath = "/settings/calendars"

// AddressesPage is what can be followed of a person's, and what they follow.
type AddressesPage struct {
	Feeds         []FeedRow
	Subscriptions []domain.Subscription
	Calendars     []domain.CalendarRef
	Projects      []domain.ProjectRef
	// Server and User are what a program that keeps a copy by CalDAV is told.
	Server, User string
	Now          time.Time
	Message      string
}

// FeedRow is a feed with its address.
type FeedRow struct {
	domain.Feed
	URL string
}

func (f FeedRow) title(ctx context.Context) string {
	if f.Calendar.ID == 0 && f.Project.ID == 0 {
		return ui.T(ctx, "Everything you see")
	}
	return f.Name()
}

func (f FeedRow) id() string          { return "feed-" + idText(f.ID) }
func (f FeedRow) act(a string) string { return "/settings/feeds/" + idText(f.ID) + a }

// choices are what there is no feed of yet.
func (p AddressesPage) choices(ctx context.Context) []ui.Option {
	options := []ui.Option{}
	calendars, projects := map[int64]bool{}, map[int64]bool{}
	for _, f := range p.Feeds {
		calendars[f.Calendar.ID] = f.Project.ID == 0
		projects[f.Project.ID] = true
	}
	if !calendars[0] {
		options = append(options, ui.Option{Value: "all", Text: ui.T(ctx, "Everything you see")})
	}
	for _, c := range p.Calendars {
		if !calendars[c.ID] {
			options = append(options, ui.Option{Value: "calendar-" + idText(c.ID), Text: c.Name})
		}
	}
	for _, project := range p.Projects {
		if !projects[project.ID] {
			options = append(options, ui.Option{Value: "project-" + idText(project.ID), Text: ui.T(ctx, "Project %s", project.Name)})
		}
	}
	return options
}

func subscriptionPath(id int64, act string) string {
	return "/settings/subscriptions/" + idText(id) + act
}

// subscriptionState is how a subscription is, and whether that is well.
func (p AddressesPage) subscriptionState(ctx context.Context, s domain.Subscription) (text, hue string) {
	switch {
	case s.Error != "":
		text = s.Error
		if !s.FailingSince.IsZero() && p.Now.Sub(s.FailingSince) > time.Hour {
			text += ui.T(ctx, " That began %s.", Ago(ctx, s.FailingSince, p.Now))
		}
		return text, "red"
	case s.FetchedAt.IsZero():
		return ui.T(ctx, "It is fetched for the first time"), ""
	}
	text = ui.T(ctx, "Updated %s, %s", Ago(ctx, s.FetchedAt, p.Now), Plural(s.Events, ui.T(ctx, "event"), ui.T(ctx, "events")))
	if n := len(s.Skipped); n > 0 {
		text += ui.T(ctx, ", %s left out", strconv.Itoa(n))
	}
	return text, ""
}

// SubscriptionForm is a subscription as typed. ID is 0 for a new one.
type SubscriptionForm struct {
	ID                        int64
	Name, URL, Color, Refresh string
	Version                   string
	Skipped                   []domain.LeftOut
	Message                   string
	Errors                    ui.Errors
}

// SubscriptionFormOf is the form of a subscription that is there.
func SubscriptionFormOf(s domain.Subscription) SubscriptionForm {
	return SubscriptionForm{ID: s.ID, Name: s.Name, URL: s.URL, Color: s.Color, Refresh: strconv.Itoa(s.Minutes), Version: s.Version(), Skipped: s.Skipped}
}

func (f SubscriptionForm) title(ctx context.Context) string {
	if f.ID == 0 {
		return ui.T(ctx, "Follow a calendar")
	}
	return ui.T(ctx, "Calendar that you follow")
}

func (f SubscriptionForm) action() string {
	if f.ID == 0 {
		return "/settings/subscriptions"
	}
	return subscriptionPath(f.ID, "/edit")
}

func refreshes(ctx context.Context, chosen string) []ui.Option {
	options := []ui.Option{{Value: "15", Text: ui.T(ctx, "Every 15 minutes")}, {Value: "60", Text: ui.T(ctx, "Every hour")}, {Value: "360", Text: ui.T(ctx, "Every 6 hours")}, {Value: "1440", Text: ui.T(ctx, "Every day")}, {Value: "10080", Text: ui.T(ctx, "Every week")}}
	for _, o := range options {
		if o.Value == chosen || chosen == "" {
			return options
		}
	}
	return append(options, ui.Option{Value: chosen, Text: ui.T(ctx, "Every %s minutes", chosen)})
}

func leftOutTitle(ctx context.Context, l domain.LeftOut) string {
	switch {
	case l.Title != "":
		return l.Title
	case l.UID != "":
		return l.UID
	}
	return ui.T(ctx, "The file")
}

func leftOutText(ctx context.Context, l domain.LeftOut) string {
	if l.Line == 0 {
		return l.Why
	}
	return ui.T(ctx, "Line %s: %s", strconv.Itoa(l.Line), l.Why)
}
