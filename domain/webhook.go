package domain

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Limits of webhooks.
const (
	WebhooksMax   = 20
	WebhookURLMax = 2000
	// WebhookFailing is how long nothing may be taken before a webhook is stopped.
	WebhookFailing = 48 * time.Hour
	// DeliveriesKept is how long it is known what was delivered.
	DeliveriesKept = 30 * 24 * time.Hour
)

// Webhook is an address that is told what its owner sees change.
type Webhook struct {
	ID      int64
	OwnerID string
	Name    string
	URL     string
	// Secret signs what is sent (whsec_…). It is only known right after it was made.
	Secret string
	// Events are what it is told of, as WebhookEvents names them or as "todo.*"; all where there are none.
	Events []string
	// Objects puts the thing as it is then into what is sent.
	Objects bool
	Active  bool
	// FailingSince is since when nothing was taken; zero while all is well. Stopped says why it was stopped by itself.
	FailingSince time.Time
	Stopped      string
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Version changes whenever anything of it does that its owner sees.
func (w Webhook) Version() string {
	return fingerprint(w.ID, w.Name, w.URL, w.Events, w.Objects, w.Active, w.FailingSince.UnixMilli(), w.Stopped, w.UpdatedAt.UnixMilli())
}

// Wants tells whether it is told of a type of event.
func (w Webhook) Wants(event string) bool {
	kind, _, _ := strings.Cut(event, ".")
	return len(w.Events) == 0 || slices.Contains(w.Events, event) || slices.Contains(w.Events, kind+".*")
}

// WebhookEvents are all types of events, by kind.
func WebhookEvents() []string {
	events := []string{}
	for _, kind := range WebhookKinds() {
		events = append(events, kind+".created", kind+".updated")
		switch kind {
		case "todo":
			events = append(events, "todo.completed")
		case "decision":
			events = append(events, "decision.decided")
		}
		events = append(events, kind+".deleted", kind+".restored")
	}
	return events
}

// WebhookKinds are the kinds of things that webhooks are told of.
func WebhookKinds() []string {
	return []string{"todo", "comment", "project", "note", "event", "calendar", "decision", "client"}
}

// WebhookTest is the type of what is sent when somebody wants to see whether it arrives.
const WebhookTest = "test"

// WebhookInput is a webhook as typed.
type WebhookInput struct {
	Name    *string  `json:"name,omitempty" maxLength:"100" doc:"What you call it; the server's name where it is left out" example:"Invoices"`
	URL     string   `json:"url" minLength:"1" maxLength:"2000" doc:"Where it is sent: https or http. Only you read it again" example:"https://hooks.example.org/mddash"`
	Events  []string `json:"events,omitempty" maxItems:"40" doc:"Such as todo.created, or todo.* for all of a kind; everything where it is empty" example:"[\"todo.*\"]"`
	Objects *bool    `json:"objects,omitempty" doc:"With the thing as it is when it is sent, as the API shows it; false where it is left out"`
	Active  *bool    `json:"active,omitempty" doc:"false pauses it: what happens meanwhile is not sent. true where it is left out"`
}

// Merge applies a JSON Merge Patch (RFC 7396), as TodoInput.Merge does.
func (in WebhookInput) Merge(patch map[string]json.RawMessage) (WebhookInput, error) {
	return MergeFields(in, patch, []string{"name", "url", "events", "objects", "active"})
}

// Parse checks what was typed and returns the webhook it describes, on top of the one that it changes. Whether anything
// may be sent to the address is found out when it is.
func (in WebhookInput) Parse(row Webhook) (Webhook, error) {
	p := Problems{}
	to := parseHookURL(p, in.URL)
	if to != nil {
		row.URL = to.String()
	}
	switch {
	case in.Name != nil && strings.TrimSpace(*in.Name) != "":
		row.Name = ParseTitle(p, "name", *in.Name, "")
		parseText(p, "name", row.Name, 100)
	case to != nil:
		row.Name = string([]rune(to.Hostname())[:min(100, len([]rune(to.Hostname())))])
	}
	row.Events = parseEvents(p, in.Events)
	row.Objects = in.Objects != nil && *in.Objects
	row.Active = in.Active == nil || *in.Active
	return row, p.Err()
}

func parseHookURL(p Problems, text string) *url.URL {
	text = parseLine(p, "url", text, WebhookURLMax)
	u, err := url.Parse(text)
	switch {
	case err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.Opaque != "":
		p.Add("url", "Write the address that is to be told. It begins with https://.")
	case u.User != nil:
		p.Add("url", "Leave name and password out of the address: what is sent is signed.")
	default:
		u.Fragment, u.RawFragment = "", ""
		return u
	}
	return nil
}

func parseEvents(p Problems, typed []string) []string {
	events := []string{}
	for _, event := range typed {
		kind, all := strings.CutSuffix(event, ".*")
		if !(all && slices.Contains(WebhookKinds(), kind)) && !slices.Contains(WebhookEvents(), event) {
			p.Add("events", "There is no such event. Choose from those that the description lists.")
			continue
		}
		events = append(events, event)
	}
	slices.Sort(events)
	return slices.Compact(events)
}

// Input is what Parse would make the same webhook from.
func (w Webhook) Input() WebhookInput {
	return WebhookInput{Name: &w.Name, URL: w.URL, Events: slices.Clone(w.Events), Objects: &w.Objects, Active: &w.Active}
}

// States of a delivery.
const (
	DeliveryWaiting = "waiting" // for its first try or another one
	DeliveryDone    = "done"    // the receiver took it
	DeliveryFailed  = "failed"  // it was given up
	DeliveryLeftOut = "left_out"
)

// WebhookDelivery is one thing that a webhook is told, and how that went.
type WebhookDelivery struct {
	ID        int64
	WebhookID int64
	// Message is the id that the receiver knows it by.
	Message   string
	Type      string
	Kind      string
	SubjectID string
	ProjectID int64
	Changed   []string
	Actor     Person
	// Sequence is its place in the change log; 0 for a test.
	Sequence   int64
	HappenedAt time.Time

	State string
	Tries int
	// TriedAt is when it was last tried, NextAt when it will be again.
	TriedAt, NextAt time.Time
	// Status is what the receiver answered, 0 where it did not; Error says what went wrong in a sentence.
	Status int
	Took   time.Duration
	Error  string
}

// DueHook is a delivery whose turn it is, with the webhook that it is for and whose that is.
type DueHook struct {
	WebhookDelivery
	To    Webhook
	Owner User
}

// HookPage is a page of deliveries, the newest first.
type HookPage struct {
	Items []WebhookDelivery
	Total int
	Next  int64 // the id that the next page begins below; 0 on the last one
}
