package web_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"mddash/domain"
	"mddash/handlers/apptest"
)

// operated is a server with something to show of itself.
func operated(o *apptest.Options) {
	o.Operations.Jobs = func() []domain.Job {
		return []domain.Job{
			{Name: "what is due", Runs: 3, LastRun: apptest.Morning.Add(-time.Minute), Took: time.Millisecond, Next: apptest.Morning.Add(4 * time.Minute)},
			{Name: "mail", Runs: 9, Failures: 2, FailedInARow: 1, LastRun: apptest.Morning, LastError: "dial <tcp>: refused", LastErrorAt: apptest.Morning},
		}
	}
	o.Operations.RunJob = func(name string) bool { return name == "what is due" }
	o.Operations.Health = func(context.Context) domain.Health {
		day := make([]domain.HalfHour, 48)
		for i := range day {
			day[i].From = apptest.Morning.Add(time.Duration(i-47) * 30 * time.Minute)
		}
		day[40].Count, day[40].Median, day[47].Count, day[47].Median = 7, 41*time.Millisecond, 9, 18*time.Millisecond
		return domain.Health{
			Version: "v9", Began: apptest.Morning.Add(-41 * 24 * time.Hour), Memory: 64e6, All: domain.HalfHour{Count: 16, Median: 23 * time.Millisecond}, Day: day,
			Checks: []domain.Check{{Name: "disk", State: domain.CheckWarn, Word: "Nearly full", Found: "38 GB of 40 GB used", Advice: "Make room."}},
			Queues: []domain.Queue{{Name: domain.QueueMail, Waiting: 3, Tried: 3}},
		}
	}
}

func TestAdminsSeeHowTheServerDoes(t *testing.T) {
	app := apptest.New(t, operated)
	app.As("admin").Get("/admin/health").Want(200, "3 letters could not be sent", "23 ms", "41 days", "v9", "Nearly full", "38 GB of 40 GB used", "Make room.", "between 18 ms and 41 ms", "06:00, 41 ms")
	app.As("ann").Get("/admin/health").Want(404).WantNot("41 days")
	app.As("admin").Script("write").Get("/admin/health").WantTo("/signin?next=%2Fadmin%2Fhealth")
	// A server that was started a moment ago has nothing to show yet, and shows that.
	apptest.New(t).As("admin").Get("/admin/health").Want(200, "Nobody has asked for a page yet")
}

func TestAdminsHaveJobsDoneAndWhatWaitsTriedAgain(t *testing.T) {
	app := apptest.New(t, operated)
	admin := app.As("admin")
	admin.Get("/admin/jobs").Want(200, "What is due in the morning", "1 min ago", "In 4 min", "Failing", "dial &lt;tcp&gt;: refused", "Nothing waits").WantNot("Try now")
	admin.Post("/admin/jobs/what%20is%20due/round", nil).WantTo("/admin/jobs").Follow().Want(200, "It is being done")
	admin.Post("/admin/jobs/nonsense/round", nil).Want(404)
	admin.Post("/admin/queues/nonsense/retry", nil).Want(404)
	app.As("ann").Post("/admin/jobs/what%20is%20due/round", nil).Want(404)

	system := app.Store.System()
	if err := system.SendMail(t.Context(), domain.Mail{To: "ann@example.com", Subject: "Hello", Body: "Hello."}); err != nil {
		t.Fatal(err)
	}
	letter, err := system.NextMail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	letter.Tries = 5
	if _, err := system.MailFailed(t.Context(), letter, "connection refused"); err != nil {
		t.Fatal(err)
	}
	admin.Get("/admin/jobs").Want(200, "1 waits, 1 was tried in vain: connection refused", "Try now")
	app.As("ann").Post("/admin/queues/mail/retry", nil).Want(404)
	if _, err := system.NextMail(t.Context()); err == nil {
		t.Error("it does not wait")
	}
	admin.Post("/admin/queues/mail/retry", nil).WantTo("/admin/jobs")
	if _, err := system.NextMail(t.Context()); err != nil {
		t.Errorf("it waits: %v", err)
	}
	admin.Get("/admin/audit?topic=operation").Want(200, "Had “What is due in the morning” done at once", "Had what waits tried again: Letters")
}

func TestAdminsSeeWhatWasImportedAndUndone(t *testing.T) {
	app := apptest.New(t)
	admin, ann := app.As("admin"), app.As("ann")
	imported(app, ann, "New: 1 project and 1 todo.", "Work.csv", sheetOfTodos)
	ann.Post("/undo", nil).Want(303)
	sendFiles(ann, "/settings/data/notes", "Plan.md", "# Plan").Want(200)
	page := admin.Get("/admin/audit?who=ann@").Want(200, "Imported from Todoist: 1 project and 1 todo", "Undid an import from Todoist: 1 project and 1 todo", "Imported from Markdown: 1 note", "127.0.0.1")
	page.WantNot("Plan", "Ana")
	admin.With("Accept-Language", "de").Get("/admin/audit?who=ann@").Want(200, "Aus Todoist importiert: 1 Projekt und 1 Todo", "Einen Import aus Todoist rückgängig gemacht")
}

func TestWhatWasChangedInAProfileIsNamedAsItsFormDoes(t *testing.T) {
	app := apptest.New(t)
	admin, ann := app.As("admin"), app.As("ann")
	ann.Post("/settings/profile", apptest.Form("name", "Ann B", "timezone", "Europe/Berlin", "week_start", "1")).Want(303)
	admin.Get("/admin/audit?who=ann@").Want(200, "Changed their own profile: Name, Time zone")
	admin.With("Accept-Language", "de").Get("/admin/audit?who=ann@").Want(200, "Hat das eigene Profil geändert: Name, Zeitzone")
}

func TestAdminsLookUpWhoDidWhat(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.RateLimits = false })
	admin := app.As("admin")
	admin.Get("/admin/audit?topic=backup").Want(200, "Nothing of this kind", "Show everything")
	ann := app.As("ann")
	ann.Post("/settings/tokens", apptest.Form("name", "<b>script</b>", "scopes", "write")).Want(200)
	admin.Post("/admin/users/"+ann.User.ID+"/role", apptest.Form("role", "client")).WantTo("/admin/users")
	app.Nobody().Post("/signin", apptest.Form("email", "ann@example.com", "password", "quite the other one")).Want(401)
	app.Nobody().Post("/signin", apptest.Form("email", "my secret password", "password", "quite the other one"))
	page := admin.Get("/admin/audit").Want(200, "Changed the roles of ann: staff to client", "Made the API token “&lt;b&gt;script&lt;/b&gt;”", "Had a wrong password for ann", "Signed in, A script", "127.0.0.1")
	page.WantNot("my secret", "quite the other")
	admin.With("Accept-Language", "de").Get("/admin/audit").Want(200, "Rollen von ann geändert: Team zu Kunde")
	if strings.Contains(page.Body, "<b>script") {
		t.Error("it believes a name")
	}
	admin.Get("/admin/audit?who=ANN@example&topic=signin").Want(200, "Had a wrong password for ann", `value="ANN@example"`).WantNot("Changed the roles")
	ann.Get("/admin/audit").Want(404).WantNot("wrong password for")
	for _, odd := range []string{"?topic=nonsense", "?below=-1", "?below=99999999999999999999", "?who=%25", "?who=" + strings.Repeat("x", 3000), "?below=1"} {
		admin.Get("/admin/audit" + odd).Want(200)
	}
	for range 26 {
		app.Nobody().Post("/signin", apptest.Form("email", "ann@example.com", "password", apptest.Password)).WantTo("/")
		app.Nobody().Post("/signin", apptest.Form("email", "admin@example.com", "password", apptest.Password)).WantTo("/")
	}
	if first := admin.Get("/admin/audit?topic=signin").Want(200, "Older"); strings.Count(first.Body, "<tr>") != 51 || !strings.Contains(first.Body, "/admin/audit?below=") {
		t.Errorf("%d on a page", strings.Count(first.Body, "<tr>"))
	}
}
