package web_test

import (
	"testing"

	"mddash/handlers/apptest"
)

func TestSomebodyDeletesTheirOwnAccountWithTheirPassword(t *testing.T) {
	app := apptest.New(t)
	ann, phone := app.As("ann"), app.As("ann").Elsewhere()
	phone.SignIn()
	ann.Post("/todos", apptest.Form("text", "private thing"))
	const path = "/settings/account/removal"
	ann.Get("/settings/data").Want(200, "Delete my account", path)
	ann.Get("/settings/data/export.zip").Want(200)
	app.As("admin").Get("/admin/audit").Want(200, "Exported everything that they see")
	ann.Get(path).Want(200, "Erased in any case", "projects that nobody else sees are erased", "Who takes over", "admin", "Export what you want to keep first")
	ann.Post(path, apptest.Form("password", "wrong")).Want(422, "That is not your password.")
	ann.Post(path, apptest.Form("password", apptest.Password, "heir_id", "nobody")).Want(422, "Choose somebody of the staff")
	ann.Get("/todos?view=all").Want(200, "private thing")
	ann.Post(path, apptest.Form("password", apptest.Password)).WantTo("/signin?account=deleted")
	ann.Get("/signin?account=deleted").Want(200, "Your account is deleted.")
	ann.Get("/todos").Want(303)
	phone.Get("/todos").Want(303)
	app.As("admin").Post(path, apptest.Form("password", apptest.Password)).Want(409, "This is the only admin.")
	app.As("admin").Get("/admin/users").Want(200).WantNot("ann@")
}

func TestAnAdminDeletesAnAccountAndNobodyElseDoes(t *testing.T) {
	app := apptest.New(t)
	ann, ben, admin := app.As("ann"), app.As("ben"), app.As("admin")
	path := "/admin/users/" + idOf(ann) + "/removal"
	ben.Get(path).Want(404)
	ben.Post(path, nil).Want(404)
	admin.Get("/admin/users").Want(200, path)
	admin.Get(path).Want(200, "Delete the account of ann", "ben").WantNot(`name="password"`)
	admin.Get("/admin/users/nobody/removal").Want(404)
	admin.Post("/admin/users/"+idOf(admin)+"/removal", nil).Want(409, "Another admin has to change it.")
	admin.Post(path, apptest.Form("heir_id", idOf(ben))).WantTo("/admin/users")
	ann.Get("/todos").Want(303)
	admin.Post(path, nil).Want(404)
}

// idOf is the id of somebody's account.
func idOf(p *apptest.Person) string {
	var me struct{ ID string }
	p.Get("/api/v1/auth/me").Want(200).Into(&me)
	return me.ID
}
