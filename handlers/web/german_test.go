package web_test

import (
	"regexp"
	"testing"

	"mddash/domain"
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

func TestWhereANewTodoWentIsSaidInOneSentence(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann").With("Accept-Language", "de")
	project(t, app, "ann", "Website")
	add := func(place, text string) *apptest.Answer {
		return ann.Post("/todos?"+place, apptest.Form("text", text, "plain", "1")).Want(303).Follow()
	}
	add("view=today", "Irgendwann").Want(200, "„Irgendwann“ zum Eingang hinzugefügt")
	add("view=today", "Später übermorgen").Want(200, "„Später“ zu Demnächst hinzugefügt")
	add("view=today", "Texte @Website").Want(200, "„Texte“ zum Projekt hinzugefügt")
}

func TestLettersAreInTheLanguageOfTheBrowserThatSomebodySignedInWithLast(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	reads := func() string {
		t.Helper()
		user, err := app.Store.As(ann.User).Profile(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return user.Reads()
	}
	if reads() != "" {
		t.Fatalf("a browser that asks for nothing is heard as %q", reads())
	}
	for _, row := range []struct{ header, want string }{{"de-AT,de;q=0.9,en;q=0.5", "de"}, {"", "de"}, {"fr,xx;q=0.5", "en"}} {
		nobody := app.Nobody()
		if row.header != "" {
			nobody = nobody.With("Accept-Language", row.header)
		}
		nobody.Post("/signin", apptest.Form("email", "ann@example.com", "password", apptest.Password)).Want(303)
		if reads() != row.want {
			t.Errorf("after %q: %q, want %q", row.header, reads(), row.want)
		}
	}
}

func TestGermanNamesOfNewColumnsAreOnlyWordsForTheStoredOnes(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	ann.Post("/settings/profile", apptest.Form("name", "Ann", "timezone", "UTC", "week_start", "1", "language", "de")).Want(303)
	ann.Post("/projects", apptest.Form("name", "Website", "key", "WEB", "visibility", "team")).Want(303)
	ann.Get("/projects/1").Want(200, "In Arbeit", "Erledigt").WantNot("In progress")
	form := ann.Get("/projects/1/columns").Want(200, `value="In Arbeit"`)
	version := regexp.MustCompile(`name="version" value="([^"]*)"`).FindStringSubmatch(form.Body)[1]
	ann.Post("/projects/1/columns", apptest.Form("version", version,
		"status", "task", "name", "Zu erledigen", "limit", "", "status", "in_progress", "name", "In Arbeit", "limit", "3",
		"status", "in_review", "name", "Beim Kunden", "limit", "", "status", "done", "name", "Erledigt", "limit", "")).Want(303)
	ben.Get("/projects/1").Want(200, "In progress", "Beim Kunden", "Done").WantNot("In Arbeit", "Erledigt")
}

func TestGermanRemindersAreWrittenAndRead(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/settings/profile", apptest.Form("name", "Ann", "timezone", "UTC", "week_start", "1", "language", "de")).Want(303)
	event := ann.Post("/events", apptest.Form("title", "Probe", "start", "2026-11-30T09:00", "end", "2026-11-30T10:00", "time_zone", "UTC",
		"reminders", "10 Minuten, 2 h, 1 Tag vorher, zu Beginn, 2 weeks")).Want(303).To()
	ann.Get(event+"/edit").Want(200, "10 Minuten", "1 Tag", "zu Beginn", "2 Wochen").WantNot("10 minutes", "1 day")
}

func TestAmountsStandInFormsAsGermansWriteThem(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/settings/profile", apptest.Form("name", "Ann", "timezone", "UTC", "week_start", "1", "language", "de")).Want(303)
	project := ann.Post("/projects", apptest.Form("name", "Website", "key", "WEB", "visibility", "team", "currency", "EUR", "budget", "12.000,50", "hourly_rate", "95,25")).Want(303).To()
	form := ann.Get(project+"?view=settings").Want(200, `value="12000,50"`, `value="95,25"`)
	again := apptest.Form("name", "Website", "key", "WEB", "visibility", "team", "currency", "EUR", "budget", "12000,50", "hourly_rate", "95,25",
		"version", field(t, form, "version"), "opened", field(t, form, "opened"))
	ann.Post(project+"/edit", again).Want(303)
	if p, err := app.Scope("ann").Project(t.Context(), 1); err != nil || *p.Budget != 1200050 || *p.HourlyRate != 9525 {
		t.Errorf("it is %+v, %v", p, err)
	}
	ann.Get(project+"?view=people").Want(200, "95,25")
	app.As("ben").Get(project + "?view=settings").WantNot("12000,50")
	minutes, day, in := 1200, "2026-05-20", int64(1)
	todo, err := app.Scope("ann").AddTodo(t.Context(), domain.TodoInput{Title: "Entwurf", ProjectID: &in})
	must(t, err)
	_, err = app.Scope("ann").AddTime(t.Context(), todo.ID, domain.TimeInput{Minutes: &minutes, Date: &day})
	must(t, err)
	for _, path := range []string{"/reports", "/reports?view=entries"} {
		ann.Get(path).Want(200, "1.905,00 EUR").WantNot("1,905.00")
	}
}

// "Open" is what a button does, and how a question stands.
func TestAnOpenDecisionIsNoButtonInGerman(t *testing.T) {
	ann := apptest.New(t).As("ann")
	ann.Post("/settings/profile", apptest.Form("name", "Ann", "timezone", "UTC", "week_start", "1", "language", "de")).Want(303)
	ann.Post("/decisions", apptest.Form("name", "Welche Fliesen?", "due_date", "2026-05-22")).Want(303)
	ann.Get("/search?q=Fliesen").Want(200, "Offen").WantNot("Open")
	for _, path := range []string{"/decisions", "/decisions/1", "/"} {
		ann.Get(path).Want(200, "Welche Fliesen?", `data-hue="amber">Offen`).WantNot(`data-hue="amber">Öffnen`)
	}
}
