package domain

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// KindSubscription is the kind of a calendar whose events come from an address elsewhere.
const KindSubscription = "subscription"

// Limits of subscriptions: how often an address is asked at most and at least, in minutes, how many somebody may have,
// and how many events each.
const (
	RefreshMin          = 15
	RefreshMax          = 7 * 24 * 60
	RefreshUsual        = 6 * 60
	SubscriptionsMax    = 50
	SubscribedEventsMax = 20000
)

// Subscription is a calendar whose events come from an address. Only whose it is may know that.
type Subscription struct {
	Calendar
	URL     string
	Minutes int
	// NextAt is when it is fetched next, TriedAt when that was last tried, FetchedAt when it last worked.
	NextAt, TriedAt, FetchedAt time.Time
	// Error says what went wrong the last time; empty while all is well. FailingSince is when that began.
	Error        string
	FailingSince time.Time
	Failures     int
	Events       int
	// Skipped is what of it was left out, as far as it is told.
	Skipped []LeftOut

	// For whoever fetches it. Home is where times are that name no zone: where its owner is.
	ETag, Modified, Digest string
	Home                   *time.Location
}

// Waiting tells whether it was never fetched nor tried.
func (s Subscription) Waiting() bool { return s.TriedAt.IsZero() }

// Version changes whenever anything of it does that its owner sees.
func (s Subscription) Version() string {
	return fingerprint(s.Calendar.Version(), s.URL, s.Minutes, s.NextAt.UnixMilli(), s.TriedAt.UnixMilli(), s.FetchedAt.UnixMilli(), s.Error, s.FailingSince.UnixMilli(), s.Events)
}

// SubscriptionInput is a subscription as typed.
type SubscriptionInput struct {
	Name    string  `json:"name" minLength:"1" maxLength:"100" example:"Swedish holidays"`
	URL     string  `json:"url" minLength:"1" maxLength:"2000" doc:"Where its .ics is: https, http or webcal. Only you read it again" example:"https://calendars.example.org/holidays.ics"`
	Color   *string `json:"color,omitempty" enum:"red,orange,amber,lime,pine,teal,blue,violet,pink,gray"`
	Refresh *int    `json:"refresh_minutes,omitempty" minimum:"15" maximum:"10080" default:"360" doc:"How often it is fetched"`
}

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does.
func (in SubscriptionInput) Merge(patch map[string]json.RawMessage) (SubscriptionInput, error) {
	return MergeFields(in, patch, []string{"name", "url", "color", "refresh_minutes"})
}

// Parse checks what was typed and returns the subscription it describes, on top of the one that it changes.
func (in SubscriptionInput) Parse(row Subscription) (Subscription, error) {
	p := Problems{}
	if row.ID == 0 || in.Name != row.Name {
		row.Name = ParseTitle(p, "name", in.Name, "Give the calendar a name.")
		parseText(p, "name", row.Name, CalendarNameMax)
	}
	row.Color = choose(p, "color", in.Color, row.Color, "", Hues()...)
	row.URL = parseSource(p, in.URL)
	if row.Minutes = RefreshUsual; in.Refresh != nil {
		row.Minutes = *in.Refresh
	}
	if row.Minutes < RefreshMin || row.Minutes > RefreshMax {
		p.Add("refresh_minutes", "Choose from "+strconv.Itoa(RefreshMin)+" minutes to a week.")
	}
	return row, p.Err()
}

// parseSource reads the address of a calendar. What stands behind webcal: is fetched by https. Whether an address may be
// fetched at all is found out when it is.
func parseSource(p Problems, text string) string {
	text = parseLine(p, "url", text, EventURLMax)
	for from, to := range map[string]string{"webcal://": "https://", "webcals://": "https://"} {
		if len(text) > len(from) && strings.EqualFold(text[:len(from)], from) {
			text = to + text[len(from):]
		}
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.Opaque != "" {
		p.Add("url", "Write the address of a calendar. It begins with https:// or webcal://.")
		return ""
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String()
}

// Input is what Parse would make the same subscription from.
func (s Subscription) Input() SubscriptionInput {
	return SubscriptionInput{Name: s.Name, URL: s.URL, Color: optional(s.Color), Refresh: &s.Minutes}
}
