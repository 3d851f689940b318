//go:build e2e

package e2e

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestAWebhookShowsWhatArrived(t *testing.T) {
	arrived := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { arrived <- r.Header.Get("webhook-signature") }))
	defer receiver.Close()
	p := openOn(t, serve(t, "MDDASH_WEBHOOK_PRIVATE=true"))
	p.SignUp("Ana")
	p.Open("/settings/webhooks")
	p.Look("webhooks-empty")
	p.Open("/settings/webhooks/new")
	p.Fill(`[name="url"]`, receiver.URL)
	p.Look("webhook-new")
	p.Submit("form.form")
	p.WaitText("#made", "secret")
	p.Look("webhook-made")
	p.Open("/settings/webhooks/1")
	p.Follow(`form[action$="/trial"] button`)
	if signature := <-arrived; signature == "" {
		t.Error("it is not signed")
	}
	for p.Text(".rows .chip") != "Arrived" {
		p.Open("/settings/webhooks/1")
	}
	p.Look("webhook")
	p.Follow(`form[action$="/redelivery"] button`)
	<-arrived
	p.Open("/settings/webhooks")
	p.Look("webhooks")
	p.Open("/settings/notifications")
	p.WaitText("[data-push-state]", "off")
	p.Look("notifications")
}

func TestAWebhookIsPausedAndDeletedWithoutScripts(t *testing.T) {
	p := open(t)
	p.WithoutScripts()
	p.SignUp("Ana")
	p.Open("/settings/webhooks/new")
	p.Fill(`[name="url"]`, "https://hooks.example.org/")
	p.Submit("form.form")
	p.Open("/settings/webhooks")
	p.Follow(".rows a")
	p.Follow(`form[action$="/pause"] button`)
	p.WaitText("main", "It is paused")
	p.Click(`[popovertarget="end-hook"]`)
	p.Follow(`form[action$="/removal"] button[type="submit"]`)
	p.WaitText("main", "No webhooks yet")
}
