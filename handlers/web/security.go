package web

import (
	"net/http"
	"slices"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

// ShowSecurity lists how the caller gets in, and where they are in already.
func (s *Site) ShowSecurity(v *visit.Visit) error { return s.securityPage(v, views.MadeToken{}) }

func (s *Site) securityPage(v *visit.Visit, made views.MadeToken) error {
	logins, err := v.Scope.Logins(v.Ctx())
	if err != nil {
		return err
	}
	tokens, err := v.Scope.APITokens(v.Ctx())
	if err != nil {
		return err
	}
	factor, err := v.Scope.TwoFactor(v.Ctx())
	if err != nil {
		return err
	}
	passkeys, err := v.Scope.Passkeys(v.Ctx())
	if err != nil {
		return err
	}
	now, page := local(v), views.SecurityPage{Made: made, TwoFactor: factor, Server: v.FullURL("/dav/"), PasskeySite: v.PasskeySite()}
	if !v.User.PasswordChangedAt.IsZero() {
		page.PasswordChanged = v.T("Changed %s", views.Ago(v.Ctx(), v.User.PasswordChangedAt, now))
	}
	for _, key := range passkeys {
		page.Passkeys = append(page.Passkeys, passkeyRow(v, key, now))
	}
	for _, login := range logins {
		page.Logins = append(page.Logins, loginRow(v, login, v.Login.ID, now))
	}
	for _, token := range tokens {
		page.Tokens = append(page.Tokens, tokenRow(v, token, now))
	}
	return s.show(v, http.StatusOK, views.Security(page))
}

func loginRow(v *visit.Visit, login domain.Login, current string, now time.Time) views.LoginRow {
	row := views.LoginRow{ID: login.ID, Device: ui.Device(v.Ctx(), login.Device().Name()), Seen: views.Ago(v.Ctx(), login.SeenAt, now), Current: login.ID == current}
	if login.Address != "" {
		row.Seen = login.Address + ", " + row.Seen
	}
	return row
}

func tokenRow(v *visit.Visit, token domain.APIToken, now time.Time) views.TokenRow {
	row := views.TokenRow{ID: token.ID, Name: token.Name, Hint: token.Hint, About: v.T("can read")}
	if token.Allows(domain.ScopeWrite) {
		row.About = v.T("can read and write")
	}
	if token.UsedAt.IsZero() {
		row.About += v.T(", never used")
	} else {
		row.About += v.T(", used %s", views.Ago(v.Ctx(), token.UsedAt, now))
	}
	if token.ExpiresAt.IsZero() {
		return row
	}
	// Midnight at the end of a day is still that day's.
	last := views.DayOf(v.Ctx(), token.ExpiresAt.Add(-time.Nanosecond), now)
	if row.Ended = !now.Before(token.ExpiresAt); row.Ended {
		row.About += v.T(", ended %s", last)
	} else {
		row.About += v.T(", ends %s", last)
	}
	return row
}

// ShowPassword asks for the current password and a new one.
func (s *Site) ShowPassword(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.Password(views.PasswordPage{Email: v.User.Email}))
}

// ChangePassword sets a new one and signs the caller out everywhere else.
func (s *Site) ChangePassword(v *visit.Visit) error {
	form := v.Fields()
	err := v.ChangePassword(domain.PasswordInput{CurrentPassword: form.Get("current_password"), NewPassword: form.Get("new_password")})
	if err == nil {
		v.Toast(v.T("Password changed. You are signed out everywhere else."), "")
		return v.To("/settings/security")
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.show(v, status, views.Password(views.PasswordPage{Email: v.User.Email, Message: message, Errors: fields}))
}

// EndLogin signs the caller out in one other place.
func (s *Site) EndLogin(v *visit.Visit) error {
	if err := v.Scope.EndLogin(v.Ctx(), v.Param("id")); err != nil {
		return err
	}
	v.Toast(v.T("Signed out there"), "")
	return v.To("/settings/security")
}

// EndOtherLogins leaves only the login that asks for it.
func (s *Site) EndOtherLogins(v *visit.Visit) error {
	if err := v.Scope.EndOtherLogins(v.Ctx(), v.Login.ID); err != nil {
		return err
	}
	v.Toast(v.T("Signed out everywhere else"), "")
	return v.To("/settings/security")
}

// ShowNewToken asks what a token is for.
func (s *Site) ShowNewToken(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.Token(views.TokenPage{Today: string(v.Today())}))
}

// AddToken makes a token and shows its secret, this once: the answer is the page, so that nothing keeps it.
func (s *Site) AddToken(v *visit.Visit) error {
	form := v.Fields()
	in := domain.APITokenInput{Name: form.Get("name"), Scopes: form["scopes"]}
	if day := form.Get("expires_at"); day != "" {
		in.ExpiresAt = &day
	}
	token, secret, err := v.AddAPIToken(in)
	if err == nil {
		return s.securityPage(v, views.MadeToken{Name: token.Name, Secret: secret})
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.show(v, status, views.Token(views.TokenPage{
		Name: in.Name, Write: slices.Contains(in.Scopes, domain.ScopeWrite), ExpiresAt: form.Get("expires_at"), Today: string(v.Today()),
		Message: message, Errors: fields,
	}))
}

// RevokeToken ends a token at once.
func (s *Site) RevokeToken(v *visit.Visit) error {
	if err := v.Scope.RemoveAPIToken(v.Ctx(), v.Param("id")); err != nil {
		return err
	}
	v.Toast(v.T("Token revoked"), "")
	return v.To("/settings/security")
}
