package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// usersShown is how many people are on one page.
const usersShown = 100

// ShowAdmin leads to the first page of administration.
func (s *Site) ShowAdmin(v *visit.Visit) error { return v.To("/admin/users") }

// ShowUsers lists who has an account, who was invited and who may come.
func (s *Site) ShowUsers(v *visit.Visit) error { return s.usersPage(v, views.UsersPage{}) }

func (s *Site) usersPage(v *visit.Visit, page views.UsersPage) error {
	users, err := v.Scope.Users(v.Ctx(), v.QueryParam("after"), usersShown)
	if domain.KindOf(err) == domain.Invalid {
		// An address that no list of ours has made leads to the first page.
		users, err = v.Scope.Users(v.Ctx(), "", usersShown)
	}
	if err != nil {
		return err
	}
	invites, err := v.Scope.Invites(v.Ctx())
	if err != nil {
		return err
	}
	if users.Next != "" {
		page.Next = "/admin/users?after=" + url.QueryEscape(users.Next)
	}
	now := local(v)
	for _, user := range users.Items {
		page.Users = append(page.Users, userRow(v, user, v.User.ID, now))
	}
	for _, invite := range invites {
		page.Invites = append(page.Invites, inviteRow(v, invite, now))
	}
	page.Closed = v.Registration() == "closed"
	page.Registration, page.RegistrationText = registration(v, v.Registration())
	return s.show(v, http.StatusOK, views.Users(page))
}

func userRow(v *visit.Visit, u domain.Account, self string, now time.Time) views.UserRow {
	row := views.UserRow{
		Person: ui.Person{ID: u.ID, Name: u.DisplayName()}, Email: u.Email, Role: roleName(v, u.Roles), Seen: v.T("Not signed in"),
		Disabled: u.Disabled, TwoFactor: u.TwoFactor, Self: u.ID == self,
	}
	if !u.SeenAt.IsZero() {
		row.Seen = ui.Capital(views.Ago(v.Ctx(), u.SeenAt, now))
	}
	for _, role := range []ui.Option{
		{Value: domain.RoleAdmin, Icon: "shield", Text: v.T("Make admin")}, {Value: domain.RoleStaff, Icon: "user", Text: v.T("Make staff")},
		{Value: domain.RoleClient, Icon: "clients", Text: v.T("Make client")},
	} {
		if roleName(v, []string{role.Value}) != row.Role {
			row.Roles = append(row.Roles, role)
		}
	}
	return row
}

func inviteRow(v *visit.Visit, invite domain.Invite, now time.Time) views.InviteRow {
	row := views.InviteRow{ID: invite.ID, Title: invite.Email, About: v.T("%s, ends %s", roleName(v, invite.Roles), views.DayOf(v.Ctx(), invite.ExpiresAt, now))}
	if row.Title == "" {
		row.Title = v.T("Whoever has the link")
	}
	return row
}

// roleName is the role that counts most.
func roleName(v *visit.Visit, roles []string) string {
	for _, role := range []string{domain.RoleAdmin, domain.RoleClient, domain.RoleStaff} {
		if slices.Contains(roles, role) {
			return views.AccountRole(v.Ctx(), role)
		}
	}
	return strings.Join(roles, ", ")
}

// rolesOf are what a choice among the roles stands for; none for no choice.
func rolesOf(choice string) []string {
	switch choice {
	case "":
		return nil
	case domain.RoleAdmin:
		return []string{domain.RoleAdmin, domain.RoleStaff}
	}
	return []string{choice}
}

func registration(v *visit.Visit, mode string) (title, text string) {
	switch mode {
	case "open":
		return v.Language().Sense("Open", "how it stands"), v.T("Whoever finds this place can make an account. MDDASH_REGISTRATION changes it.")
	case "closed":
		return v.T("Closed"), v.T("Nobody can make an account, not even with an invite; “mddash user add” makes one. MDDASH_REGISTRATION changes it.")
	}
	return v.T("By invite"), v.T("Only whom an admin invited. MDDASH_REGISTRATION changes it.")
}

// SetRole makes somebody admin, staff or client.
func (s *Site) SetRole(v *visit.Visit) error {
	roles := rolesOf(v.Fields().Get("role"))
	if roles == nil {
		return domain.Problems{"role": "Choose a role."}.Err()
	}
	user, err := v.Scope.SetUserRoles(v.Ctx(), v.Param("id"), roles)
	if err != nil {
		return err
	}
	v.Toast(v.T("%s is %s now", user.DisplayName(), v.Language().Inside(roleName(v, user.Roles))), "")
	return v.To("/admin/users")
}

// SetAccess shuts somebody out, or lets them in again.
func (s *Site) SetAccess(v *visit.Visit) error {
	disabled := v.Fields().Get("disabled")
	if disabled != "true" && disabled != "false" {
		return domain.Problems{"disabled": "Choose true or false."}.Err()
	}
	user, err := v.Scope.DisableUser(v.Ctx(), v.Param("id"), disabled == "true")
	if err != nil {
		return err
	}
	text := v.T("%s can sign in again", user.DisplayName())
	if user.Disabled {
		text = v.T("%s is shut out", user.DisplayName())
	}
	v.Toast(text, "")
	return v.To("/admin/users")
}

// ShowNewInvite asks whom to invite.
func (s *Site) ShowNewInvite(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.NewInvite(views.NewInvitePage{Role: domain.RoleStaff}))
}

// AddInvite makes an invite, mails it where mail can be sent, and shows its link this once: the answer is the page, so
// that nothing keeps it.
func (s *Site) AddInvite(v *visit.Visit) error {
	email, role := v.Fields().Get("email"), v.Fields().Get("roles")
	link, mailed, err := v.AddInvite(domain.InviteInput{Email: email, Roles: rolesOf(role)})
	if err == nil {
		if mailed {
			v.Toast(v.T("The invite is on its way by mail too"), "")
		}
		return s.usersPage(v, views.UsersPage{Link: link, LinkEmail: strings.TrimSpace(email)})
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.show(v, status, views.NewInvite(views.NewInvitePage{Email: email, Role: role, Message: message, Errors: fields}))
}

// RevokeInvite takes an invite back.
func (s *Site) RevokeInvite(v *visit.Visit) error {
	if err := v.Scope.RemoveInvite(v.Ctx(), v.Param("id")); err != nil {
		return err
	}
	v.Toast(v.T("Invite revoked"), "")
	return v.To("/admin/users")
}
