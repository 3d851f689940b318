package web_test

import (
	"testing"

	"mddash/handlers/apptest"
)

func TestWhoeverReadsGermanWritesTodosInIt(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Get("/settings/profile").Want(200, `<html lang="en"`).WantNot(`id="words"`)
	ann.Post("/settings/profile", apptest.Form("name", "Ann", "timezone", "UTC", "week_start", "1", "language", "de")).Want(303)
	ann.Get("/settings/notifications").Want(200, `<html lang="de"`, "Messages are off\":\"Nachrichten sind aus")
	ann.Post("/todos?view=all", apptest.Form("text", "Miete zahlen morgen um 15 Uhr")).Want(303)
	page := ann.Get("/todos?view=all").Want(200, "Miete zahlen", "Morgen")
	page.WantNot("um 15 Uhr", "morgen um")
	ann.Post("/todos?view=all", apptest.Form("text", "Blumen gießen alle 2 Wochen am Freitag")).Want(303)
	ann.Get("/todos?view=all").Want(200, "Blumen gießen").WantNot("Freitag gießen", "Every 2 weeks")
}
