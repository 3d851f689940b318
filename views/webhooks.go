package views

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/views/ui"
)

// WebhooksPath is where webhooks are listed.
const WebhooksPath = "/settings/webhooks"

// WebhookPath is the page of a webhook, or with an act one that is done there.
func WebhookPath(id int64, act string) string {
	return WebhooksPath + "/" + strconv.FormatInt(id, 10) + act
}

// WebhookForm is a webhook as typed.
type WebhookForm struct {
	ID              int64
	Name, URL       string
	Events          []string
	Objects         bool
	Version         string
	Message         string
	Errors          ui.Errors
	active, stopped bool
}

// WebhookFormOf is the form of one that is there.
func WebhookFormOf(w domain.Webhook) WebhookForm {
	return WebhookForm{ID: w.ID, Name: w.Name, URL: w.URL, Events: w.Events, Objects: w.Objects, Version: w.Version(), active: w.Active, stopped: w.Stopped != ""}
}

// TypedWebhook reads what was typed.
func TypedWebhook(form url.Values) WebhookForm {
	return WebhookForm{Name: form.Get("name"), URL: form.Get("url"), Events: form["events"], Objects: form.Get("objects") != "", Version: form.Get("version")}
}

// Over puts what was typed over an input.
func (f WebhookForm) Over(in domain.WebhookInput) domain.WebhookInput {
	in.Name, in.URL, in.Events, in.Objects = &f.Name, f.URL, f.Events, &f.Objects
	return in
}

// wants tells whether a box is checked.
func (f WebhookForm) wants(event string) bool { return slices.Contains(f.Events, event) }

func (f WebhookForm) action() string {
	if f.ID == 0 {
		return WebhooksPath
	}
	return WebhookPath(f.ID, "/edit")
}

// WebhookPage is a webhook with what it was told.
type WebhookPage struct {
	Webhook    domain.Webhook
	Form       WebhookForm
	Deliveries domain.HookPage
	Now        time.Time
	// Below is the delivery that the page of them begins below; 0 for the newest.
	Below int64
}

// hookEvent is a type of event as a box has it: "todo.created" is created.
func hookEvent(ctx context.Context, event string) string {
	_, what, _ := strings.Cut(event, ".")
	if said, known := map[string]string{
		"created": ui.Sense(ctx, "created", "event"), "updated": ui.Sense(ctx, "updated", "event"), "deleted": ui.Sense(ctx, "deleted", "event"),
		"restored": ui.Sense(ctx, "restored", "event"), "completed": ui.Sense(ctx, "completed", "event"), "decided": ui.Sense(ctx, "decided", "event"),
	}[what]; known {
		return said
	}
	return what
}

// hookKind is a kind as the boxes have it.
func hookKind(ctx context.Context, kind string) string {
	if name, known := map[string]string{
		"todo": ui.T(ctx, "Todos"), "project": ui.T(ctx, "Projects"), "note": ui.T(ctx, "Notes"), "event": ui.T(ctx, "Events"), "decision": ui.T(ctx, "Decisions"),
		"client": ui.T(ctx, "Clients"), "time": ui.T(ctx, "Times"), "comment": ui.T(ctx, "Comments"), "calendar": ui.T(ctx, "Calendars"), "file": ui.T(ctx, "Files"),
	}[kind]; known {
		return name
	}
	return ui.Capital(kind) + "s"
}

func eventsOf(kind string) []string {
	return slices.DeleteFunc(domain.WebhookEvents(), func(event string) bool { return !strings.HasPrefix(event, kind+".") })
}

// hookState is how a webhook is, in a word and its colour.
func hookState(ctx context.Context, w domain.Webhook) (text, hue string) {
	switch {
	case w.Stopped != "":
		return ui.T(ctx, "Stopped"), "red"
	case !w.Active:
		return ui.T(ctx, "Paused"), "gray"
	case !w.FailingSince.IsZero():
		return ui.T(ctx, "Failing"), "amber"
	}
	return ui.T(ctx, "On"), "pine"
}

// hookTold is what a webhook is told of, in a line.
func hookTold(ctx context.Context, w domain.Webhook) string {
	if len(w.Events) == 0 {
		return ui.T(ctx, "everything you see")
	}
	words := make([]string, 0, len(w.Events))
	for _, event := range w.Events {
		if kind, all := strings.CutSuffix(event, ".*"); all {
			event = ui.Inside(ctx, hookKind(ctx, kind))
		}
		words = append(words, event)
	}
	return strings.Join(words, ", ")
}

func deliveryState(ctx context.Context, d domain.WebhookDelivery) (text, hue string) {
	switch d.State {
	case domain.DeliveryDone:
		return ui.T(ctx, "Arrived"), "pine"
	case domain.DeliveryFailed:
		return ui.T(ctx, "Given up"), "red"
	case domain.DeliveryLeftOut:
		return ui.T(ctx, "Left out"), "gray"
	}
	if d.Tries > 0 {
		return ui.T(ctx, "Tries again"), "amber"
	}
	return ui.T(ctx, "Waiting"), "blue"
}

// deliveryText is what there is to know about a delivery.
func (p WebhookPage) deliveryText(ctx context.Context, d domain.WebhookDelivery) string {
	var words []string
	add := func(is bool, text string) {
		if is {
			words = append(words, text)
		}
	}
	add(true, Moment(ctx, d.HappenedAt, p.Now))
	add(d.SubjectID != "", d.Kind+" "+d.SubjectID)
	add(d.Tries > 0, Plural(d.Tries, ui.T(ctx, "try"), ui.T(ctx, "tries")))
	add(d.State == domain.DeliveryDone, ui.T(ctx, "answered %s in %s ms", strconv.Itoa(d.Status), strconv.FormatInt(d.Took.Milliseconds(), 10)))
	add(d.Error != "", strings.TrimSuffix(d.Error, "."))
	add(d.State == domain.DeliveryWaiting && d.Tries > 0, ui.T(ctx, "next try %s", Moment(ctx, d.NextAt, p.Now)))
	return strings.Join(words, " · ")
}
