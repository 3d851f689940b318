package web

import (
	"errors"
	"net/http"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// ShowSignIn is the way in. Where nobody has an account yet it leads to where the first one is made.
func (s *Site) ShowSignIn(v *visit.Visit) error {
	next, _ := visit.Local(v.QueryParam("next"))
	if v.SignedIn() {
		return v.To(orHome(next))
	}
	first, err := v.FirstRun()
	if err != nil {
		return err
	}
	if first {
		return v.To("/signup")
	}
	return s.signInPage(v, http.StatusOK, views.SignInPage{Next: next, Stay: true, Gone: v.QueryParam("account") == "deleted"})
}

// SignIn signs somebody in and sends them on to where they wanted to go.
func (s *Site) SignIn(v *visit.Visit) error {
	form := v.Fields()
	next, _ := visit.Local(form.Get("next"))
	in := domain.SignInInput{Email: form.Get("email"), Password: form.Get("password")}
	stay := form.Get("stay") != ""
	more, err := v.SignInByPage(in, stay, next)
	if more {
		return v.To(codePath)
	}
	if err == nil {
		return v.To(orHome(next))
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	if wait := visit.ProblemOf(err).RetryAfter; wait > 0 {
		v.RetryAfter(wait)
	}
	return s.signInPage(v, status, views.SignInPage{Email: in.Email, Stay: stay, Next: next, Message: message, Errors: fields})
}

func (s *Site) signInPage(v *visit.Visit, status int, page views.SignInPage) error {
	page.Open, page.ByInvite = v.Registration() == "open", v.Registration() == "invite"
	page.PasskeySite = v.PasskeySite()
	return s.show(v, status, views.SignIn(page))
}

// ShowSignUp asks for what an account needs, where one may be made.
func (s *Site) ShowSignUp(v *visit.Visit) error {
	if v.SignedIn() {
		return v.To("/")
	}
	next, _ := visit.Local(v.QueryParam("next"))
	return s.signUpPage(v, http.StatusOK, views.SignUpPage{Next: next})
}

// SignUp makes an account and signs its owner in.
func (s *Site) SignUp(v *visit.Visit) error {
	form := v.Fields()
	next, _ := visit.Local(form.Get("next"))
	in := domain.SignUpInput{Name: form.Get("name"), Email: form.Get("email"), Password: form.Get("password")}
	err := v.SignUp(in)
	if err == nil {
		return v.To(orHome(next))
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.signUpPage(v, status, views.SignUpPage{Name: in.Name, Email: in.Email, Next: next, Message: message, Errors: fields})
}

func (s *Site) signUpPage(v *visit.Visit, status int, page views.SignUpPage) error {
	first, err := v.FirstRun()
	if err != nil {
		return err
	}
	page.First = first
	page.Shut = !first && v.Registration() != "open"
	page.ByInvite = v.Registration() == "invite"
	return s.show(v, status, views.SignUp(page))
}

// ShowInvite asks for what is missing to an account that somebody was invited to.
func (s *Site) ShowInvite(v *visit.Visit) error {
	return s.invitePage(v, http.StatusOK, views.InvitePage{})
}

// AcceptInvite makes the account and signs its owner in; the invite is used up by it.
func (s *Site) AcceptInvite(v *visit.Visit) error {
	form := v.Fields()
	in := domain.SignUpInput{Name: form.Get("name"), Email: form.Get("email"), Password: form.Get("password"), Invite: v.Param("token")}
	err := v.SignUp(in)
	if err == nil {
		return v.To("/")
	}
	message, fields, status, ok := said(v, err)
	if !ok && !errors.Is(err, domain.ErrNotFound) {
		return err
	}
	return s.invitePage(v, status, views.InvitePage{Name: in.Name, Email: in.Email, Message: message, Errors: fields})
}

func (s *Site) invitePage(v *visit.Visit, status int, page views.InvitePage) error {
	page.Token = v.Param("token")
	invite, err := v.Invite(page.Token)
	if errors.Is(err, domain.ErrNotFound) {
		page.Gone = true
		return s.show(v, http.StatusNotFound, views.Invite(page))
	}
	if err != nil {
		return err
	}
	page.By = invite.InvitedBy.Name
	if invite.Email != "" {
		page.Email, page.Fixed = invite.Email, true
	}
	return s.show(v, status, views.Invite(page))
}

// SignOut ends the login and leads to the way in.
func (s *Site) SignOut(v *visit.Visit) error {
	if err := v.SignOut(); err != nil {
		return err
	}
	return v.To("/signin")
}

// ShowForgot asks where to send a link for a new password.
func (s *Site) ShowForgot(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.Forgot(views.ForgotPage{NoMail: !v.CanMail()}))
}

// Forgot answers the same whether or not there is such an account.
func (s *Site) Forgot(v *visit.Visit) error {
	in := domain.ForgotInput{Email: v.Fields().Get("email")}
	err := v.AskReset(in)
	if err == nil {
		return s.show(v, http.StatusOK, views.Forgot(views.ForgotPage{Sent: true, NoMail: !v.CanMail()}))
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.show(v, status, views.Forgot(views.ForgotPage{Email: in.Email, NoMail: !v.CanMail(), Message: message, Errors: fields}))
}

// ShowReset asks for a new password. Whether the link still works shows when it is sent.
func (s *Site) ShowReset(v *visit.Visit) error {
	token := v.QueryParam("token")
	err := v.ResetHolds(token)
	if err == nil {
		return s.show(v, http.StatusOK, views.Reset(views.ResetPage{Token: token}))
	}
	if _, fields, _, ok := said(v, err); !ok || fields["token"] == "" {
		return err
	}
	return s.show(v, http.StatusNotFound, views.Reset(views.ResetPage{Gone: true}))
}

// Reset sets the new password and leads to the way in.
func (s *Site) Reset(v *visit.Visit) error {
	in := domain.ResetInput{Token: v.Fields().Get("token"), NewPassword: v.Fields().Get("new_password")}
	err := v.ResetPassword(in)
	if err == nil {
		v.Toast(v.T("Password set. Sign in with it."), "")
		return v.To("/signin")
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	if fields["token"] != "" {
		return s.show(v, http.StatusNotFound, views.Reset(views.ResetPage{Gone: true}))
	}
	return s.show(v, status, views.Reset(views.ResetPage{Token: in.Token, Message: message, Errors: fields}))
}

func orHome(path string) string {
	if path == "" {
		return "/"
	}
	return path
}
