package web

import (
	"net/http"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// deliveriesShown is a page of what a webhook was told.
const deliveriesShown = 30

// ShowWebhooks lists the caller's webhooks.
func (s *Site) ShowWebhooks(v *visit.Visit) error {
	all, err := v.Scope.Webhooks(v.Ctx())
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Webhooks(all))
}

// ShowNewWebhook asks for the address that is to be told.
func (s *Site) ShowNewWebhook(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.WebhookNew(views.WebhookForm{}))
}

// AddWebhook makes one and shows its secret, this once: the answer is the page, so that nothing keeps it.
func (s *Site) AddWebhook(v *visit.Visit) error {
	typed := views.TypedWebhook(v.Fields())
	hook, err := v.Scope.AddWebhook(v.Ctx(), typed.Over(domain.WebhookInput{}))
	if err == nil {
		return s.webhookPage(v, http.StatusOK, hook, views.WebhookFormOf(hook))
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	typed.Message, typed.Errors = message, ui.Errors(fields)
	return s.show(v, status, views.WebhookNew(typed))
}

// webhookPage is a webhook with its form as it is or as it was typed.
func (s *Site) webhookPage(v *visit.Visit, status int, hook domain.Webhook, form views.WebhookForm) error {
	below, err := strconv.ParseInt(v.QueryParam("below"), 10, 64)
	if err != nil || below < 0 {
		below = 0
	}
	deliveries, err := v.Scope.WebhookDeliveries(v.Ctx(), hook.ID, below, deliveriesShown)
	if err != nil {
		return err
	}
	return s.show(v, status, views.WebhookShown(views.WebhookPage{Webhook: hook, Form: form, Deliveries: deliveries, Now: local(v), Below: below}))
}

// ShowWebhook is one with what it was told.
func (s *Site) ShowWebhook(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	hook, err := v.Scope.Webhook(v.Ctx(), id)
	if err != nil {
		return err
	}
	return s.webhookPage(v, http.StatusOK, hook, views.WebhookFormOf(hook))
}

// SaveWebhook changes one.
func (s *Site) SaveWebhook(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	typed := views.TypedWebhook(v.Fields())
	_, err = v.Scope.UpdateWebhook(v.Ctx(), id, typed.Version, func(in domain.WebhookInput) (domain.WebhookInput, error) { return typed.Over(in), nil })
	if err == nil {
		v.Toast(v.T("Saved"), v.Scope.Batch())
		return v.To(views.WebhookPath(id, ""))
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	hook, err := v.Scope.Webhook(v.Ctx(), id)
	if err != nil {
		return err
	}
	typed.ID, typed.Message, typed.Errors, typed.Version = id, message, ui.Errors(fields), hook.Version()
	return s.webhookPage(v, status, hook, typed)
}

// PauseWebhook pauses one, or lets it go on.
func (s *Site) PauseWebhook(v *visit.Visit) error {
	active := v.Fields().Get("active") == "true"
	text := map[bool]string{true: v.T("It goes on from now"), false: v.T("Paused")}[active]
	return s.onWebhook(v, text, v.Scope.Batch(), func(id int64) error {
		_, err := v.Scope.UpdateWebhook(v.Ctx(), id, "", func(in domain.WebhookInput) (domain.WebhookInput, error) {
			in.Active = &active
			return in, nil
		})
		return err
	})
}

// RenewWebhookSecret makes another secret and shows it, this once.
func (s *Site) RenewWebhookSecret(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	hook, err := v.Scope.RenewWebhookSecret(v.Ctx(), id)
	if err != nil {
		return err
	}
	return s.webhookPage(v, http.StatusOK, hook, views.WebhookFormOf(hook))
}

// TestWebhook sends something to see whether it arrives.
func (s *Site) TestWebhook(v *visit.Visit) error {
	return s.onWebhook(v, v.T("A test is on its way"), "", func(id int64) error {
		_, err := v.Scope.TestWebhook(v.Ctx(), id)
		return err
	})
}

// RedeliverWebhook sends something again.
func (s *Site) RedeliverWebhook(v *visit.Visit) error {
	delivery, err := v.ID("delivery")
	if err != nil {
		return err
	}
	return s.onWebhook(v, v.T("It is sent again"), "", func(id int64) error {
		_, err := v.Scope.RedeliverWebhook(v.Ctx(), id, delivery)
		return err
	})
}

// RemoveWebhook ends one.
func (s *Site) RemoveWebhook(v *visit.Visit) error {
	id, err := v.ID("id")
	if err == nil {
		err = v.Scope.RemoveWebhook(v.Ctx(), id, "")
	}
	if err != nil {
		return err
	}
	v.Toast(v.T("Webhook deleted"), v.Scope.Batch())
	return v.To(views.WebhooksPath)
}

// onWebhook does something to a webhook and leads back to it; what is in the way is said there. undo is the batch that takes
// it back, "" for none.
func (s *Site) onWebhook(v *visit.Visit, text, undo string, act func(id int64) error) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	err = act(id)
	if domain.KindOf(err) == domain.Conflict {
		v.BadToast(err.Error())
		return v.To(views.WebhookPath(id, ""))
	}
	if err != nil {
		return err
	}
	v.Toast(text, undo)
	return v.To(views.WebhookPath(id, ""))
}
