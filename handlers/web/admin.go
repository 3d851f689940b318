package web

import (
	"net/http"
	"slices"
	"strings"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowUsers lists who has an account, who was invited and who may come.
func (s *Site) ShowUsers(v *visit.Visit) error { return s.usersPage(v, views.UsersPage{}) }

func (s *Site) usersPage(v *visit.Visit, page views.UsersPage) error {
	members, err := v.Scope.Members(v.Ctx())
	if err != nil {
		return err
	}
	invites, err := v.Scope.Invites(v.Ctx())
	if err != nil {
		return err
	}
	for _, member := range members {
		page.Users = append(page.Users, userRow(v, member))
	}
	for _, invite := range invites {
		page.Invites = append(page.Invites, inviteRow(v, invite))
	}
	page.Registration, page.RegistrationText = registration(v.Registration())
	return s.show(v, http.StatusOK, views.Users(page))
}

func userRow(v *visit.Visit, m domain.Member) views.UserRow {
	row := views.UserRow{
		Person: ui.Person{ID: m.ID, Name: m.DisplayName()}, Email: m.Email, Role: roleName(m.Roles), Seen: "not signed in",
		Admin: m.IsAdmin(), Disabled: m.Disabled, Self: m.ID == v.User.ID,
	}
	if !m.SeenAt.IsZero() {
		row.Seen = views.Ago(m.SeenAt, local(v))
	}
	return row
}

func inviteRow(v *visit.Visit, invite domain.Invite) views.InviteRow {
	row := views.InviteRow{ID: invite.ID, Title: invite.Email, About: roleName(invite.Roles) + ", ends " + views.DayOf(invite.ExpiresAt, local(v))}
	if row.Title == "" {
		row.Title = "Whoever has the link"
	}
	return row
}

// roleName is the role that counts most.
func roleName(roles []string) string {
	for _, role := range []string{domain.RoleAdmin, domain.RoleClient, domain.RoleStaff} {
		if slices.Contains(roles, role) {
			return strings.ToUpper(role[:1]) + role[1:]
		}
	}
	return strings.Join(roles, ", ")
}

func registration(mode string) (title, text string) {
	switch mode {
	case "open":
		return "Open", "Whoever finds this place can make an account. MDDASH_REGISTRATION changes it."
	case "closed":
		return "Closed", "Nobody can make an account; “mddash user add” makes one. MDDASH_REGISTRATION changes it."
	}
	return "By invite", "Only whom an admin invited. MDDASH_REGISTRATION changes it."
}

// SetRole makes somebody admin, or staff and nothing else.
func (s *Site) SetRole(v *visit.Visit) error {
	roles := []string{v.Fields().Get("role")}
	if roles[0] == domain.RoleAdmin {
		roles = append(roles, domain.RoleStaff)
	}
	user, err := v.Scope.SetRoles(v.Ctx(), v.Param("id"), roles)
	if err != nil {
		return err
	}
	v.Toast(user.DisplayName()+" is "+strings.ToLower(roleName(user.Roles))+" now", "")
	return v.To("/admin/users")
}

// SetAccess shuts somebody out, or lets them in again.
func (s *Site) SetAccess(v *visit.Visit) error {
	disabled := v.Fields().Get("disabled") == "true"
	user, err := v.Scope.SetDisabled(v.Ctx(), v.Param("id"), disabled)
	if err != nil {
		return err
	}
	text := user.DisplayName() + " can sign in again"
	if disabled {
		text = user.DisplayName() + " is shut out"
	}
	v.Toast(text, "")
	return v.To("/admin/users")
}

// ShowNewInvite asks whom to invite.
func (s *Site) ShowNewInvite(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.NewInvite(views.NewInvitePage{Role: domain.RoleStaff}))
}

// AddInvite makes an invite, mails it where mail can be sent, and shows its link this once.
func (s *Site) AddInvite(v *visit.Visit) error {
	form := v.Fields()
	in := domain.InviteInput{Email: form.Get("email"), Roles: form["roles"]}
	link, mailed, err := v.AddInvite(in)
	if err == nil {
		if mailed {
			v.Toast("The invite is on its way by mail too", "")
		}
		return s.usersPage(v, views.UsersPage{Link: link, LinkEmail: strings.TrimSpace(in.Email)})
	}
	message, fields, status, ok := said(err)
	if !ok {
		return err
	}
	return s.show(v, status, views.NewInvite(views.NewInvitePage{Email: in.Email, Role: form.Get("roles"), Message: message, Errors: fields}))
}

// RevokeInvite takes an invite back.
func (s *Site) RevokeInvite(v *visit.Visit) error {
	if err := v.Scope.RemoveInvite(v.Ctx(), v.Param("id")); err != nil {
		return err
	}
	v.Toast("Invite revoked", "")
	return v.To("/admin/users")
}
