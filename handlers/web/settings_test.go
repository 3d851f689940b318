package web_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

func TestTheProfileKeepsWhatWasTyped(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	form := apptest.Form("name", " Ann ", "full_name", "Ann <script>alert(1)</script> Berg", "timezone", "Europe/Stockholm", "week_start", "0")
	ann.Post("/settings/profile", form).WantTo("/settings/profile").Follow().
		Want(200, "Profile saved", `value="Ann"`, `value="Ann &lt;script&gt;alert(1)&lt;/script&gt; Berg"`).WantNoMarkup("<script>alert")
	user, err := app.Scope("ann").Profile(t.Context())
	if err != nil || user.TimeZone != "Europe/Stockholm" || user.WeekStart != 0 || user.Name != "Ann" {
		t.Errorf("%+v %v", user, err)
	}
	ann.Post("/settings/profile", apptest.Form("timezone", "Mars/Olympus", "week_start", "9", "name", "Still typed")).
		Want(422, "Choose a time zone", "Choose a weekday", `value="Still typed"`)
	ann.Post("/settings/profile", apptest.Form("week_start", "monday")).Want(422, "Choose a weekday")
	ann.Post("/settings/profile", apptest.Form("name", strings.Repeat("x", 101))).Want(422, "Keep it to 100 characters")
	// A form cannot give itself what it has no field for.
	ann.Post("/settings/profile", apptest.Form("roles", "admin", "email", "eve@example.com", "id", "x")).WantTo("/settings/profile")
	if user, _ = app.Scope("ann").Profile(t.Context()); user.IsAdmin() || user.Email != "ann@example.com" || user.Name != "Ann" {
		t.Errorf("%+v", user)
	}
}

func TestTheAppearanceIsThereOnTheNextPage(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/settings/appearance", apptest.Form("theme", "dark", "accent", "violet", "density", "compact")).WantTo("/settings/appearance").
		Follow().Want(200, `data-theme="dark"`, `data-hue="violet"`, `data-density="compact"`, `data-keys="off"`)
	ann.Post("/settings/appearance", apptest.Form("theme", "system", "accent", "pine", "shortcuts", "true")).WantTo("/settings/appearance").
		Follow().WantNot(`data-theme=`, `data-density=`, `data-keys=`)
	ann.Post("/settings/appearance", apptest.Form("theme", "neon")).Want(422, "Choose one of")
	ann.Post("/settings/theme", apptest.Form("theme", "light", "next", "/settings/security")).WantTo("/settings/security").Follow().Want(200, `data-theme="light"`)
	ann.Post("/settings/theme", apptest.Form("theme", "light", "next", "//evil.example")).WantTo("/")
}

func TestWhereSomebodyIsSignedInCanBeSeenAndEnded(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	phone := ann.Elsewhere()
	laptop := app.Nobody().With("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	laptop.Post("/signin", signInForm()).WantTo("/")
	page := ann.Get("/settings/security").Want(200, "Firefox on Linux", "127.0.0.1", "This one", "Sign out everywhere else")

	ends := regexp.MustCompile(`/settings/logins/([^/"]+)/end`).FindAllStringSubmatch(page.Body, -1)
	if len(ends) != 2 {
		t.Fatalf("%d others to end", len(ends))
	}
	ben.Post("/settings/logins/"+ends[0][1]+"/end", nil).Want(404)
	ann.Post("/settings/logins/"+ends[0][1]+"/end", nil).WantTo("/settings/security").Follow().Want(200, "Signed out there")
	if in := signedIn(phone) + signedIn(laptop); in != 1 {
		t.Errorf("%d of two are still signed in", in)
	}
	ann.Post("/settings/logins/end", nil).WantTo("/settings/security").Follow().Want(200, "Signed out everywhere else").WantNot("Firefox on Linux")
	if in := signedIn(phone) + signedIn(laptop); in != 0 {
		t.Errorf("%d others are still signed in", in)
	}
	ben.Get("/settings/security").Want(200)
}

func signedIn(p *apptest.Person) int {
	if p.Get("/settings/profile").Status == 200 {
		return 1
	}
	return 0
}

func TestATokenIsShownOnceAndCanBeRevoked(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	ann.Get("/settings/tokens").Want(200, "Make token")
	ann.Post("/settings/tokens", apptest.Form("name", "", "expires_at", "2020-01-01")).Want(422, "Give the token a name", "still to come", `value="2020-01-01"`)
	made := ann.Post("/settings/tokens", apptest.Form("name", "Backup <b>", "scopes", "read", "expires_at", "2026-06-01")).Want(200, "is ready")
	made.WantHeader("Cache-Control", "no-store").WantNoMarkup("Backup <b>")
	secret := regexp.MustCompile(`mdd_[A-Za-z0-9_-]{20,}`).FindString(made.Body)
	if secret == "" {
		t.Fatal("no secret is shown")
	}
	page := ann.Get("/settings/security").Want(200, "Backup <b>", "can read, never used, ends Mon 1 Jun").WantNot(secret)
	id := regexp.MustCompile(`/settings/tokens/([^/"]+)/revocation`).FindStringSubmatch(page.Body)[1]
	ben.Post("/settings/tokens/"+id+"/revocation", nil).Want(404)
	if _, _, err := app.Store.APITokenUser(t.Context(), secret); err != nil {
		t.Errorf("the token does not work: %v", err)
	}
	ann.Post("/settings/tokens/"+id+"/revocation", nil).WantTo("/settings/security").Follow().Want(200, "Token revoked", "No tokens yet")
	if _, _, err := app.Store.APITokenUser(t.Context(), secret); err == nil {
		t.Error("a revoked token works")
	}
}

func TestATokensLastDayIsThePersonsOwn(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/settings/profile", apptest.Form("timezone", "Pacific/Kiritimati")).WantTo("/settings/profile") // 14 hours ahead of UTC
	made := ann.Post("/settings/tokens", apptest.Form("name", "Today", "scopes", "write", "expires_at", "2026-05-21")).Want(200)
	secret := regexp.MustCompile(`mdd_[A-Za-z0-9_-]{20,}`).FindString(made.Body)
	if _, _, err := app.Store.APITokenUser(t.Context(), secret); err != nil {
		t.Error(err)
	}
	app.Clock.Advance(time.Hour) // 00:30 of the next day over there
	if _, _, err := app.Store.APITokenUser(t.Context(), secret); err == nil {
		t.Error("the token outlives its last day")
	}
}

func TestUndoTakesBackAndLeadsBack(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	todo, err := app.Scope("ann").AddTodo(t.Context(), titled("Call Ana"))
	if err != nil {
		t.Fatal(err)
	}
	scope := app.Scope("ann")
	if err := scope.DeleteTodo(t.Context(), todo.ID, ""); err != nil {
		t.Fatal(err)
	}
	ben.Post("/undo/"+scope.Batch(), nil).Want(404)
	ann.With("Referer", app.URL+"/settings/profile?x=1").Post("/undo/"+scope.Batch(), nil).WantTo("/settings/profile?x=1")
	ann.Get("/settings/profile").Want(200, "Undone")
	if _, err := app.Scope("ann").Todo(t.Context(), todo.ID); err != nil {
		t.Errorf("the todo is still gone: %v", err)
	}
	ann.Post("/undo/nonsense", nil).Want(404)
}

func TestTheBrowsersTimeZoneCountsUntilOneIsKnown(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Get("/settings/profile").Want(200, `data-zone="/settings/timezone"`)
	ann.Post("/settings/appearance", apptest.Form("theme", "dark")).WantTo("/settings/appearance").Follow().Want(200, `data-zone="/settings/timezone"`)
	ann.Post("/settings/timezone", apptest.Form("timezone", "Mars/Olympus")).Want(422)
	ann.Post("/settings/timezone", apptest.Form("timezone", "Europe/Stockholm")).Want(204)
	ann.Post("/settings/timezone", apptest.Form("timezone", "Asia/Tokyo")).Want(204)
	ann.Get("/settings/profile").Want(200, `value="Europe/Stockholm" selected`).WantNot("data-zone")
}

func TestUTCIsATimeZoneToo(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	ann.Post("/settings/timezone", apptest.Form("timezone", "UTC")).Want(204)
	ann.Get("/settings/profile").Want(200).WantNot("data-zone")
}
