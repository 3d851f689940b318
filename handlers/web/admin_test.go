package web_test

import (
	"regexp"
	"strings"
	"testing"

	"mddash/handlers/apptest"
)

func TestAnAdminInvitesAndTheLinkIsShownOnce(t *testing.T) {
	app := apptest.New(t, func(o *apptest.Options) { o.Registration, o.Mail = "invite", true })
	admin := app.As("admin")
	admin.Get("/admin/invites").Want(200, "Make invite")
	admin.Post("/admin/invites", apptest.Form("email", "nonsense", "roles", "client")).Want(422, "Write the whole address", `value="nonsense"`)
	admin.Post("/admin/invites", apptest.Form("email", "ADMIN@example.com", "roles", "staff")).Want(409)
	made := admin.Post("/admin/invites", apptest.Form("email", "cleo@example.com", "roles", "client")).Want(200, "The invite for cleo@example.com is ready")
	link := regexp.MustCompile(regexp.QuoteMeta(app.URL) + `/invite/[A-Za-z0-9_-]+`).FindString(made.Body)
	if link == "" {
		t.Fatal("no link is shown")
	}
	letter, err := app.Store.System().NextMail(t.Context())
	if err != nil || letter.To != "cleo@example.com" || !strings.Contains(letter.Body, link+"\n") {
		t.Errorf("mail %+v, %v", letter, err)
	}
	admin.Get("/admin/users").Want(200, "cleo@example.com", "Client, ends Thu 28 May", "By invite").WantNot(link)
	app.Nobody().Get(strings.TrimPrefix(link, app.URL)).Want(200)

	id := regexp.MustCompile(`/admin/invites/([^/"]+)/revocation`).FindStringSubmatch(admin.Get("/admin/users").Body)[1]
	app.As("ann").Post("/admin/invites/"+id+"/revocation", nil).Want(404)
	admin.Post("/admin/invites/"+id+"/revocation", nil).WantTo("/admin/users").Follow().Want(200, "Invite revoked", "Nobody is waiting")
	app.Nobody().Get(strings.TrimPrefix(link, app.URL)).Want(404, "This invite has ended")
}

func TestAnAdminManagesAccountsButNotTheirOwn(t *testing.T) {
	app := apptest.New(t)
	admin, ann := app.As("admin"), app.As("ann")
	path := "/admin/users/" + ann.User.ID
	admin.Get("/admin/users").Want(200, "ann@example.com", path+"/role").WantNot("/admin/users/" + admin.User.ID + "/role")

	ann.Get("/admin/users").Want(404)
	ann.Post(path+"/role", apptest.Form("role", "admin")).Want(404)
	admin.Post("/admin/users/"+admin.User.ID+"/role", apptest.Form("role", "staff")).Want(409)
	admin.Post("/admin/users/nobody/role", apptest.Form("role", "staff")).Want(404)
	admin.Post(path+"/role", apptest.Form("role", "king")).Want(422)

	admin.Post(path+"/access", apptest.Form("disabled", "true")).WantTo("/admin/users").Follow().Want(200, "ann is shut out", "Let in again")
	ann.Get("/settings/profile").WantTo("/signin?next=%2Fsettings%2Fprofile")
	admin.Post(path+"/access", apptest.Form("disabled", "false")).WantTo("/admin/users").Follow().Want(200, "ann can sign in again")
	ann.SignIn()

	admin.Post(path+"/role", apptest.Form("role", "admin")).WantTo("/admin/users").Follow().Want(200, "ann is admin now")
	ann.Get("/admin/users").Want(200)
	ann.Post("/admin/users/"+admin.User.ID+"/role", apptest.Form("role", "staff")).WantTo("/admin/users")
	admin.Get("/admin/users").Want(404)
}
