package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"mddash/handlers/apptest"
)

func TestAdministrationIsOnlyThereForAdmins(t *testing.T) {
	app := apptest.New(t)
	app.As("admin").Get("/admin").WantTo("/admin/users").Follow().Want(200, "People and invites", "admin@example.com")
	app.As("ann").Get("/admin").Want(404)
	app.As("ann").Get("/admin/users").Want(404).WantNot("admin@example.com")
	app.Nobody().Get("/admin").WantTo("/signin?next=%2Fadmin")
	app.As("admin").Script("write").Get("/admin/users").WantTo("/signin?next=%2Fadmin%2Fusers")
}

var inviteLink = regexp.MustCompile(`/invite/[A-Za-z0-9_-]{43}`)

func TestAnAdminInvitesAndTheLinkIsShownOnce(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Registration, o.Mail = "invite", true })
	admin := app.As("admin")
	admin.Get("/admin/invites").Want(200, "Make invite")
	made := admin.With("X-Forwarded-Host", "evil.example").Post("/admin/invites", apptest.Form("email", " Cleo@example.com ", "roles", "client"))
	made.Want(200, "The invite for Cleo@example.com is ready", "on its way by mail")
	link := inviteLink.FindString(made.Body)
	if link == "" || !strings.Contains(made.Body, `value="`+app.URL+link+`"`) || !strings.Contains(made.Header.Get("Cache-Control"), "no-store") {
		t.Fatalf("link %q, %v", link, made.Header)
	}
	letter, err := app.Store.System().NextMail(t.Context())
	if err != nil || letter.To != "cleo@example.com" || !strings.Contains(letter.Body, "\n"+app.URL+link+"\n") || strings.Contains(letter.Body, "evil.example") {
		t.Errorf("mail %+v, %v", letter, err)
	}
	admin.Get("/admin/users").Want(200, "cleo@example.com", "Client, ends Thu 28 May", "By invite").WantNot(link, "is ready")

	guest := app.Nobody()
	guest.Get(link).Want(200, "admin invited you", `value="cleo@example.com"`)
	guest.Post(link, apptest.Form("name", "Cleo", "email", "cleo@example.com", "password", apptest.Password)).WantTo("/")
	guest.Get("/admin").Want(404)
	page, err := app.Scope("admin").Users(t.Context(), "", 10)
	users := page.Items
	if err != nil || len(users) != 2 || !users[1].Verified || users[1].IsStaff() || !users[1].Has("client") {
		t.Fatalf("%+v, %v", users, err)
	}
	admin.Get("/admin/users").Want(200, "Client", "Nobody is waiting")
	app.Nobody().Get(link).Want(404, "This invite has ended")
}

func TestAnInviteForWhoeverHasTheLinkIsNotMailedAndProvesNoAddress(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Registration, o.Mail = "invite", true })
	made := app.As("admin").Post("/admin/invites", apptest.Form("email", "  ", "roles", "admin")).Want(200, "The invite is ready").WantNot("by mail")
	if letter, err := app.Store.System().NextMail(t.Context()); err == nil {
		t.Errorf("mail to %q", letter.To)
	}
	app.As("admin").Get("/admin/users").Want(200, "Whoever has the link", "Admin, ends Thu 28 May")
	guest := app.Nobody()
	guest.Post(inviteLink.FindString(made.Body), apptest.Form("name", "Dan", "email", "dan@example.com", "password", apptest.Password)).WantTo("/")
	guest.Get("/admin/users").Want(200)
	page, err := app.Scope("admin").Users(t.Context(), "", 10)
	users := page.Items
	if err != nil || len(users) < 2 || users[1].Verified || !users[1].IsAdmin() || !users[1].IsStaff() {
		t.Fatalf("%+v, %v", users, err)
	}
}

func TestAnInviteThatCannotBeMadeKeepsWhatWasTyped(t *testing.T) {
	app := apptest.New(t)
	admin := app.As("admin")
	for _, c := range []struct {
		email, role string
		want        int
		says        string
	}{
		{"nonsense", "client", 422, "Write the whole address"},
		{"ADMIN@example.com", "staff", 409, "This address has an account"},
		{"eve@example.com\r\nBcc: all@example.com", "staff", 422, "Write the whole address"},
		{`"><script>alert(1)</script>@example.com`, "staff", 422, "Write the whole address"},
		{"eve@example.com", "king", 422, "Choose one of"},
		{strings.Repeat("x", 300) + "@example.com", "staff", 422, "254"},
	} {
		answer := admin.Post("/admin/invites", apptest.Form("email", c.email, "roles", c.role)).Want(c.want, c.says).WantNoMarkup("<script>alert", app.URL+"/invite/")
		if c.role == "client" {
			answer.Want(c.want, `value="nonsense"`, `<option value="client" selected`)
		}
	}
	admin.Post("/admin/invites", apptest.Form("email", "\x00@example.com")).Want(422)
	admin.Send("POST", "/admin/invites", "application/x-www-form-urlencoded", []byte("email=%ff%fe@example.com")).Want(422)
	admin.Get("/admin/users").Want(200, "Nobody is waiting")
}

func TestARevokedInviteLetsNobodyIn(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Registration = "invite" })
	admin := app.As("admin")
	link := inviteLink.FindString(admin.Post("/admin/invites", apptest.Form("email", "cleo@example.com")).Want(200).WantNot("by mail").Body)
	path := regexp.MustCompile(`/admin/invites/[^/"]+/revocation`).FindString(admin.Get("/admin/users").Body)
	app.As("ann").Post(path, nil).Want(404)
	app.Nobody().Post(path, nil).WantTo("/signin")
	app.Nobody().Get(link).Want(200)
	admin.Post(path, nil).WantTo("/admin/users").Follow().Want(200, "Invite revoked", "Nobody is waiting")
	app.Nobody().Get(link).Want(404, "This invite has ended")
	app.Nobody().Post(link, apptest.Form("name", "Cleo", "email", "cleo@example.com", "password", apptest.Password)).Want(404)
	for _, odd := range []string{path, "/admin/invites/nobody/revocation", "/admin/invites/%2e%2e/revocation", "/admin/invites/%25/revocation"} {
		admin.Post(odd, nil).Want(404)
	}
}

func TestWhereRegistrationIsClosedNobodyIsInvited(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Registration = "closed" })
	admin := app.As("admin")
	admin.Get("/admin/users").Want(200, "Closed", "not even with an invite").WantNot(`href="/admin/invites"`)
	admin.Post("/admin/invites", apptest.Form("email", "cleo@example.com")).Want(409, "No invite lets anybody in", `value="cleo@example.com"`)
	admin.Get("/admin/users").Want(200, "Nobody is waiting")
}

func TestAnAdminGivesRolesButNotToThemselves(t *testing.T) {
	app := apptest.New(t)
	admin, ann := app.As("admin"), app.As("ann")
	role := func(of *apptest.Person) string { return "/admin/users/" + of.User.ID + "/role" }
	admin.Get("/admin/users").Want(200, role(ann), "Make admin", "Make client").WantNot(role(admin), "Make staff")
	ann.Post(role(ann), apptest.Form("role", "admin")).Want(404)
	app.Nobody().Post(role(ann), apptest.Form("role", "admin")).WantTo("/signin")
	admin.Post("/admin/users/nobody/role", apptest.Form("role", "admin")).Want(404)
	for _, odd := range []string{"", "king", "Admin", "admin,staff", "<script>"} {
		admin.Post(role(ann), apptest.Form("role", odd)).Want(422).WantNoMarkup("<script>")
	}
	admin.Post(role(ann), nil).Want(422, "Choose a role.")
	admin.With("Sec-Fetch-Site", "cross-site").Post(role(ann), apptest.Form("role", "client")).Want(403)

	admin.Post(role(ann), apptest.Form("role", "client")).WantTo("/admin/users").Follow().Want(200, "ann is client now", "Make staff")
	admin.Post(role(ann), apptest.Form("role", "admin")).WantTo("/admin/users").Follow().Want(200, "ann is admin now")
	ann.Get("/admin/users").Want(200)
	ann.Post(role(admin), apptest.Form("role", "staff")).WantTo("/admin/users")
	admin.Get("/admin/users").Want(404)
	// The last admin stays one, whoever asks.
	ann.Post(role(ann), apptest.Form("role", "staff")).Want(409, "your own account")
	admin.Post(role(ann), apptest.Form("role", "staff")).Want(404)
	ann.Get("/admin/users").Want(200)
}

func TestWhoIsShutOutIsOutAtOnceEverywhere(t *testing.T) {
	app := apptest.New(t)
	admin, ann := app.As("admin"), app.As("ann")
	access := "/admin/users/" + ann.User.ID + "/access"
	var pass struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
	}
	app.Nobody().JSON("POST", "/api/v1/auth/signin", map[string]string{"email": "ann@example.com", "password": apptest.Password}).Want(200).Into(&pass)
	phone, program, script := ann.Elsewhere(), ann.Bearer(pass.AccessToken), ann.Script("read", "write")
	ways := func(page, api int) {
		t.Helper()
		ann.Get("/settings/profile").Want(page)
		phone.Get("/todos").Want(page)
		program.Get("/api/v1/auth/me").Want(api)
		script.Get("/api/v1/todos").Want(api)
	}
	ways(http.StatusOK, http.StatusOK)

	ann.Post(access, apptest.Form("disabled", "false")).Want(404)
	for _, odd := range []string{"", "yes", "TRUE"} {
		admin.Post(access, apptest.Form("disabled", odd)).Want(422)
	}
	admin.Post("/admin/users/"+admin.User.ID+"/access", apptest.Form("disabled", "true")).Want(409, "your own account")
	ways(http.StatusOK, http.StatusOK)

	admin.Post(access, apptest.Form("disabled", "true")).WantTo("/admin/users").Follow().Want(200, "ann is shut out", "Let in again")
	ways(http.StatusSeeOther, http.StatusUnauthorized)
	app.Nobody().JSON("POST", "/api/v1/auth/refresh", map[string]string{"refresh_token": pass.RefreshToken}).Want(401)
	app.Nobody().Post("/signin", signInForm()).Want(401, "do not match")

	// Whoever is let in again has to prove who they are.
	admin.Post(access, apptest.Form("disabled", "false")).WantTo("/admin/users").Follow().Want(200, "ann can sign in again", "Not signed in")
	ways(http.StatusSeeOther, http.StatusUnauthorized)
	ann.SignIn()
	ann.Get("/settings/profile").Want(200)
}

func TestPeopleAreListedWithWhatTheyAreAndWhenTheyWereSeen(t *testing.T) {
	app := apptest.New(t)
	app.As("ann")
	app.Clock.Advance(2 * time.Hour)
	admin := app.As("admin")
	app.SQL(`INSERT INTO users (id, email, name, roles) VALUES ('<b>"&x?', 'x"><script>alert(1)</script>', ?, '["accountant"]')`, "<i>\"\u202eevil")
	page := admin.Get("/admin/users").Want(200, "2 h ago", ">Now<", "Open", "Staff", "accountant", "Not signed in").WantNoMarkup("<script>alert", "<i>", `<b>"`)
	form := "/admin/users/%3Cb%3E%22&x%3F/role"
	if !strings.Contains(page.Body, `action="`+strings.ReplaceAll(form, "&", "&amp;")+`"`) {
		t.Errorf("the page has no %s", form)
	}
	admin.Post(form, apptest.Form("role", "client")).WantTo("/admin/users").Follow().Want(200, "is client now")
}

func TestManyPeopleComeInPages(t *testing.T) {
	app := apptest.New(t)
	for i := range 205 {
		app.SQL(`INSERT INTO users (id, email) VALUES (?, ?)`, fmt.Sprintf("id %d", i), fmt.Sprintf("person-%03d@example.com", i))
	}
	admin, path, seen := app.As("admin"), "/admin/users", 0
	next := regexp.MustCompile(`href="(/admin/users\?after=[^"]+)"`)
	for range 3 {
		page := admin.Get(path).Want(200)
		seen += strings.Count(page.Body, "@example.com</span>")
		if path = ""; next.MatchString(page.Body) {
			path = next.FindStringSubmatch(page.Body)[1]
		}
	}
	if seen != 206 || path != "" {
		t.Errorf("%d people were seen, and then there is %q", seen, path)
	}
	admin.Get("/admin/users?after=nobody").Want(200, "admin@example.com")
}
