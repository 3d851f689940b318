package web_test

import (
	"net/http"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func TestAWebhookIsMadeTestedPausedAndDeletedByItsPages(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	ann.Get("/settings/webhooks").Want(http.StatusOK, "No webhooks yet")
	ann.Post("/settings/webhooks", apptest.Form("url", "nowhere", "name", "Invoices", "events", "todo.*", "objects", "true")).
		Want(http.StatusUnprocessableEntity, "Write the address that is to be told", `value="Invoices"`, `value="nowhere"`, `value="todo.*" checked`)
	ann.Post("/settings/webhooks", apptest.Form("url", "http://10.0.0.1/x", "name", "Invoices")).
		Want(http.StatusUnprocessableEntity, "This address leads into a private network, which is closed.", `value="Invoices"`, `value="http://10.0.0.1/x"`)
	made := ann.Post("/settings/webhooks", apptest.Form("url", "https://hooks.example.org/x", "name", "Invoices", "events", "todo.*", "events", "note.created")).Want(http.StatusOK, "whsec_", "not shown again")
	const page = "/settings/webhooks/1"
	secret := made.Body[strings.Index(made.Body, "whsec_"):][:50]
	ann.Get(page).Want(http.StatusOK, "https://hooks.example.org/x", "Nothing yet").WantNot(secret)
	ann.Get("/settings/webhooks").Want(http.StatusOK, "Invoices", "Told of note.created, todos")

	ann.Post(page+"/trial", nil).Want(http.StatusSeeOther)
	ann.Get(page).Want(http.StatusOK, "A test is on its way", "Waiting")
	ann.Post(page+"/trial", nil).Want(http.StatusSeeOther)
	ann.Get(page).Want(http.StatusOK, "The last test still waits")
	ann.Post(page+"/deliveries/1/redelivery", nil).Want(http.StatusSeeOther)
	ann.Get(page).Want(http.StatusOK, "It waits to be sent already")

	ann.Post(page+"/pause", apptest.Form("active", "false")).Want(http.StatusSeeOther)
	ann.Get(page).Want(http.StatusOK, "It is paused", "Left out")
	ann.Post(page+"/pause", apptest.Form("active", "true")).Want(http.StatusSeeOther)
	ann.Post(page+"/deliveries/1/redelivery", nil).Want(http.StatusSeeOther)
	if other := ann.Post(page+"/secret", nil).Want(http.StatusOK, "whsec_").Body; strings.Contains(other, secret) {
		t.Error("the new secret is the old one")
	}
	ann.Post(page+"/edit", apptest.Form("url", "https://other.example.org/", "version", "old")).Want(http.StatusPreconditionFailed, "https://other.example.org/")
	ann.Post(page+"/edit", apptest.Form("url", "https://other.example.org/")).Want(http.StatusSeeOther)
	ann.Get(page).Want(http.StatusOK, "other.example.org")

	for _, act := range []string{"/edit", "/pause", "/secret", "/trial", "/removal", "/deliveries/1/redelivery"} {
		bo.Post(page+act, apptest.Form("url", "https://evil.example.org/")).Want(http.StatusNotFound)
	}
	bo.Get(page).Want(http.StatusNotFound)
	ann.Get(page+"?below=x").Want(http.StatusOK, "other.example.org")
	ann.Post(page+"/removal", nil).Want(http.StatusSeeOther)
	ann.Get(page).Want(http.StatusNotFound)
}

func TestBrowsersAreTurnedOffByTheirOwnerAlone(t *testing.T) {
	app := apptest.New(t)
	ann, bo := app.As("ann"), app.As("bo")
	form := apptest.Form("endpoint", "https://push.example/x", "p256dh", "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "auth", "BTBZMqHH6r4Tts7J_aSIgg")
	ann.Post("/settings/push", form).Want(http.StatusNoContent)
	ann.Get("/settings/notifications").Want(http.StatusOK, "This browser", "data-here").WantNot("push.example")
	ann.Elsewhere().Get("/settings/notifications").Want(http.StatusOK, "/settings/push/1/removal").WantNot("data-here")
	bo.Post("/settings/push/1/removal", nil).Want(http.StatusNotFound)
	bo.Post("/settings/push/removal", nil).Want(http.StatusSeeOther)
	ann.With("Accept", "application/json").Post("/settings/push", apptest.Form("endpoint", "x")).Want(http.StatusUnprocessableEntity)
	ann.Get("/settings/notifications").Want(http.StatusOK, "data-here")
	ann.Post("/settings/push/removal", nil).Want(http.StatusSeeOther)
	ann.Get("/settings/notifications").Want(http.StatusOK).WantNot("data-here")
	ann.Post("/settings/push", form).Want(http.StatusNoContent)
	ann.Post("/settings/push/2/removal", nil).Want(http.StatusSeeOther)
	ann.Get("/settings/notifications").Want(http.StatusOK).WantNot("data-here")
}
