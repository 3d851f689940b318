package api

import (
	"net/http"
	"strings"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
)

const webhooksTag = "Webhooks"

func (a *API) addWebhooks() {
	const all, one = "/webhooks", "/webhooks/{id}"
	about := "What you see change is sent there by POST, as JSON with the headers of Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature). It is tried at once and after 1 and 5 minutes, half an hour, 2 and 6 hours; " +
		"the order is not promised, sequence tells it. Answer 2xx within 10 seconds; 410 stops the webhook, as do two days in which nothing arrives. Private addresses are not told anything unless whoever runs this server allows it. Events: " +
		strings.Join(domain.WebhookEvents(), ", ") + "."
	add(a, webhooksTag, operation{method: http.MethodGet, path: all, id: "list-webhooks", who: person, summary: "List your webhooks, without their secrets"}, listWebhooks)
	addAgain(a, webhooksTag, operation{method: http.MethodPost, path: all, id: "add-webhook", who: person, status: http.StatusCreated, summary: "Be told of changes at an address", about: about + " The secret is shown only now."}, addWebhook, nil)
	add(a, webhooksTag, operation{method: http.MethodGet, path: one, id: "get-webhook", who: person, summary: "Read a webhook, without its secret"}, getWebhook)
	add(a, webhooksTag, operation{method: http.MethodPut, path: one, id: "replace-webhook", who: person, summary: "Replace a webhook"}, putWebhook)
	add(a, webhooksTag, operation{method: http.MethodPatch, path: one, id: "change-webhook", who: person, summary: "Change, pause or go on with a webhook", about: "A JSON Merge Patch: what is left out stays, null clears. What happens while it is paused is not sent."}, patchWebhook)
	add(a, webhooksTag, operation{method: http.MethodDelete, path: one, id: "delete-webhook", who: person, status: http.StatusNoContent, summary: "End a webhook at once"}, deleteWebhook)
	addAgain(a, webhooksTag, operation{method: http.MethodPost, path: one + "/secret", id: "renew-webhook-secret", who: person, summary: "Give a webhook another secret", about: "It is shown only now. The old one signs nothing any more."}, renewWebhook, nil)
	addAgain(a, webhooksTag, operation{method: http.MethodPost, path: one + "/test", id: "test-webhook", who: person, status: http.StatusCreated, errors: []int{http.StatusConflict}, summary: "Send a test to a webhook"}, testWebhook, nil)
	add(a, webhooksTag, operation{method: http.MethodGet, path: one + "/deliveries", id: "list-webhook-deliveries", who: person, summary: "List what a webhook was told in the last 30 days, the newest first"}, listDeliveries)
	addAgain(a, webhooksTag, operation{method: http.MethodPost, path: one + "/deliveries/{delivery_id}/redeliver", id: "redeliver-webhook", who: person, errors: []int{http.StatusConflict}, summary: "Send something to a webhook again", about: "Under the same webhook-id, as far as you still see what it is about."}, redeliver, nil)
}

// Webhook is an address that is told of changes.
type Webhook struct {
	ID           int64      `json:"id"`
	Name         string     `json:"name"`
	URL          string     `json:"url"`
	Events       []string   `json:"events" nullable:"false" doc:"What it is told of; everything where it is empty"`
	Objects      bool       `json:"objects" doc:"With the thing as it is when it is sent"`
	Active       bool       `json:"active"`
	FailingSince *time.Time `json:"failing_since" nullable:"true" doc:"null while all is well"`
	Stopped      *string    `json:"stopped" doc:"Why it was stopped by itself; null where it was not"`
	Secret       *string    `json:"secret" doc:"whsec_…, right after it was made; null from then on"`
	CreatedAt    *time.Time `json:"created_at" nullable:"true"`
	UpdatedAt    *time.Time `json:"updated_at" nullable:"true"`
}

func webhookOf(w domain.Webhook) Webhook {
	return Webhook{
		ID: w.ID, Name: w.Name, URL: w.URL, Events: list(w.Events), Objects: w.Objects, Active: w.Active, FailingSince: moment(w.FailingSince),
		Stopped: text(w.Stopped), Secret: text(w.Secret), CreatedAt: moment(w.CreatedAt), UpdatedAt: moment(w.UpdatedAt),
	}
}

// Delivery is something that a webhook was told, and how that went.
type Delivery struct {
	ID         int64      `json:"id"`
	Message    string     `json:"webhook_id" doc:"The header webhook-id, the same for every try"`
	Type       string     `json:"type" example:"todo.created"`
	Kind       string     `json:"kind"`
	SubjectID  *string    `json:"subject_id"`
	Sequence   int64      `json:"sequence" doc:"As in GET /changes; 0 for a test"`
	HappenedAt *time.Time `json:"happened_at" nullable:"true"`
	State      string     `json:"state" enum:"waiting,done,failed,left_out"`
	Tries      int        `json:"tries"`
	TriedAt    *time.Time `json:"tried_at" nullable:"true"`
	NextAt     *time.Time `json:"next_at" nullable:"true" doc:"When it is tried next; null where it is not"`
	Status     int        `json:"status" doc:"What the receiver answered last; 0 where it did not"`
	Took       int64      `json:"took_ms"`
	Error      *string    `json:"error"`
}

func deliveryOf(d domain.WebhookDelivery) Delivery {
	out := Delivery{
		ID: d.ID, Message: d.Message, Type: d.Type, Kind: d.Kind, SubjectID: text(d.SubjectID), Sequence: d.Sequence, HappenedAt: moment(d.HappenedAt), State: d.State,
		Tries: d.Tries, TriedAt: moment(d.TriedAt), Status: d.Status, Took: d.Took.Milliseconds(), Error: text(d.Error),
	}
	if d.State == domain.DeliveryWaiting {
		out.NextAt = moment(d.NextAt)
	}
	return out
}

// OnWebhook is a request about one webhook.
type OnWebhook struct {
	ID number `path:"id" minimum:"1"`
}

// ChangingWebhook is one that may be bound to the version that the caller knows.
type ChangingWebhook struct {
	OnWebhook
	Changing
}

// WebhookInput is a webhook as it is sent.
type WebhookInput domain.WebhookInput

// WebhookPatch is a merge patch of a WebhookInput.
type WebhookPatch struct {
	domain.WebhookInput
	patch
}

func (p WebhookPatch) over(in domain.WebhookInput) (domain.WebhookInput, error) {
	return in.Merge(p.fields)
}

type (
	addingWebhook    struct{ Body WebhookInput }
	replacingWebhook struct {
		ChangingWebhook
		Body WebhookInput
	}
	patchingWebhook struct {
		ChangingWebhook
		Body WebhookPatch
	}
	listingDeliveries struct {
		OnWebhook
		Paging
	}
	onDelivery struct {
		OnWebhook
		Delivery number `path:"delivery_id" minimum:"1"`
	}
)

func listWebhooks(v *visit.Visit, in *Paging) (*page[Webhook], error) {
	found, err := v.Scope.Webhooks(v.Ctx())
	if err != nil {
		return nil, err
	}
	items := []Webhook{}
	for _, w := range found {
		items = append(items, webhookOf(w))
	}
	return slicePage(v, items, *in, func(w Webhook) string { return placeOf(w.ID) })
}

func webhookObject(w domain.Webhook, err error) (*object[Webhook], error) {
	if err != nil {
		return nil, err
	}
	return &object[Webhook]{ETag: quoted(w.Version()), Body: webhookOf(w)}, nil
}

func addWebhook(v *visit.Visit, in *addingWebhook) (*created[Webhook], error) {
	w, err := v.Scope.AddWebhook(v.Ctx(), domain.WebhookInput(in.Body))
	if err != nil {
		return nil, err
	}
	return &created[Webhook]{Location: placeIn(v, "/webhooks", w.ID), ETag: quoted(w.Version()), Body: webhookOf(w)}, nil
}

func getWebhook(v *visit.Visit, in *OnWebhook) (*object[Webhook], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return webhookObject(v.Scope.Webhook(v.Ctx(), id))
}

func putWebhook(v *visit.Visit, in *replacingWebhook) (*object[Webhook], error) {
	return in.change(v, func(domain.WebhookInput) (domain.WebhookInput, error) { return domain.WebhookInput(in.Body), nil })
}

func patchWebhook(v *visit.Visit, in *patchingWebhook) (*object[Webhook], error) {
	return in.change(v, in.Body.over)
}

func (c ChangingWebhook) change(v *visit.Visit, change func(domain.WebhookInput) (domain.WebhookInput, error)) (*object[Webhook], error) {
	id, version, err := c.row(v)
	if err != nil {
		return nil, err
	}
	return webhookObject(v.Scope.UpdateWebhook(v.Ctx(), id, version, change))
}

func (c ChangingWebhook) row(v *visit.Visit) (id int64, version string, err error) {
	if id, err = c.ID.id(); err != nil {
		return 0, "", err
	}
	version, err = c.version(func() (string, error) {
		w, err := v.Scope.Webhook(v.Ctx(), id)
		return w.Version(), err
	})
	return id, version, err
}

func deleteWebhook(v *visit.Visit, in *ChangingWebhook) (*none, error) {
	id, version, err := in.row(v)
	if err != nil {
		return nil, err
	}
	return &none{}, v.Scope.RemoveWebhook(v.Ctx(), id, version)
}

func renewWebhook(v *visit.Visit, in *OnWebhook) (*object[Webhook], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	return webhookObject(v.Scope.RenewWebhookSecret(v.Ctx(), id))
}

// sentDelivery is the answer to something that will be sent.
type sentDelivery struct{ Body Delivery }

func testWebhook(v *visit.Visit, in *OnWebhook) (*sentDelivery, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	d, err := v.Scope.TestWebhook(v.Ctx(), id)
	return &sentDelivery{Body: deliveryOf(d)}, err
}

func redeliver(v *visit.Visit, in *onDelivery) (*sentDelivery, error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	delivery, err := in.Delivery.id()
	if err != nil {
		return nil, err
	}
	d, err := v.Scope.RedeliverWebhook(v.Ctx(), id, delivery)
	return &sentDelivery{Body: deliveryOf(d)}, err
}

func listDeliveries(v *visit.Visit, in *listingDeliveries) (*page[Delivery], error) {
	id, err := in.ID.id()
	if err != nil {
		return nil, err
	}
	below, limit, err := in.after()
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.WebhookDeliveries(v.Ctx(), id, below, limit)
	if err != nil {
		return nil, err
	}
	items := []Delivery{}
	for _, d := range found.Items {
		items = append(items, deliveryOf(d))
	}
	return pageOf(v, items, found.Total, placeAfter(found.Next)), nil
}
