package web

import (
	"net/http"
	"net/url"

	"mddash/domain"
	"mddash/formats/qr"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

const (
	securityPath = "/settings/security"
	appPath      = "/settings/two-factor/app"
)

// AskForTwoFactor asks for the password before two-factor authentication is set up.
func (s *Site) AskForTwoFactor(v *visit.Visit) error {
	state, err := v.Scope.TwoFactor(v.Ctx())
	if err != nil {
		return err
	}
	if state.On {
		return v.To(securityPath)
	}
	return s.show(v, http.StatusOK, views.BeginTwoFactor(views.TwoFactorPage{Email: v.User.Email}))
}

// BeginTwoFactor makes a secret, and leads to where it is shown.
func (s *Site) BeginTwoFactor(v *visit.Visit) error {
	err := v.BeginTwoFactor(v.Fields().Get("password"))
	if err == nil {
		return v.To(appPath)
	}
	page, status, ok := twoFactorRefused(v, err)
	if !ok {
		return err
	}
	return s.show(v, status, views.BeginTwoFactor(page))
}

func twoFactorRefused(v *visit.Visit, err error) (views.TwoFactorPage, int, bool) {
	message, fields, status, ok := said(v, err)
	if wait := visit.ProblemOf(err).RetryAfter; wait > 0 {
		v.RetryAfter(wait)
	}
	return views.TwoFactorPage{Email: v.User.Email, Message: message, Errors: fields}, status, ok
}

// ShowApp shows the secret to the login that began to set it up.
func (s *Site) ShowApp(v *visit.Visit) error {
	return s.appPage(v, http.StatusOK, views.AppPage{})
}

func (s *Site) appPage(v *visit.Visit, status int, page views.AppPage) error {
	secret, err := v.Scope.NewTwoFactorSecret(v.Ctx(), v.Login.ID)
	if domain.KindOf(err) == domain.NotFound {
		v.BadToast(v.Language().Said(err.Error()))
		return v.To(securityPath)
	}
	if err != nil {
		return err
	}
	page.Secret, page.Address = domain.TOTPText(secret), domain.TOTPAddress(secret, s.frame(v).Name(), v.User.Email)
	code, err := qr.Draw(page.Address)
	if err != nil {
		return err
	}
	page.QR = views.Picture{Size: code.Size, Path: code.Path}
	return s.show(v, status, views.AddToApp(page))
}

// ConfirmTwoFactor turns it on and shows the recovery codes, this once: the answer is the page, so that nothing keeps them.
func (s *Site) ConfirmTwoFactor(v *visit.Visit) error {
	codes, err := v.ConfirmTwoFactor(v.Fields().Get("code"))
	if err == nil {
		return s.show(v, http.StatusOK, views.RecoveryCodes(views.RecoveryPage{Codes: codes, First: true}))
	}
	if domain.KindOf(err) == domain.NotFound {
		v.BadToast(v.Language().Said(err.Error()))
		return v.To(securityPath)
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.appPage(v, status, views.AppPage{Message: message, Errors: fields})
}

func twoFactorInput(v *visit.Visit) domain.TwoFactorInput {
	return domain.TwoFactorInput{Password: v.Fields().Get("password"), Code: v.Fields().Get("code")}
}

// AskForNewCodes asks before the recovery codes there are end.
func (s *Site) AskForNewCodes(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.NewRecoveryCodes(views.TwoFactorPage{Email: v.User.Email}))
}

// NewRecoveryCodes shows new ones, this once.
func (s *Site) NewRecoveryCodes(v *visit.Visit) error {
	codes, err := v.Scope.NewRecoveryCodes(v.Ctx(), twoFactorInput(v))
	if err == nil {
		return s.show(v, http.StatusOK, views.RecoveryCodes(views.RecoveryPage{Codes: codes}))
	}
	page, status, ok := twoFactorRefused(v, err)
	if !ok {
		return err
	}
	return s.show(v, status, views.NewRecoveryCodes(page))
}

// AskToEndTwoFactor asks before it is turned off.
func (s *Site) AskToEndTwoFactor(v *visit.Visit) error {
	return s.show(v, http.StatusOK, views.EndTwoFactor(views.TwoFactorPage{Email: v.User.Email}))
}

// EndTwoFactor turns it off.
func (s *Site) EndTwoFactor(v *visit.Visit) error {
	err := v.EndTwoFactor(twoFactorInput(v))
	if err == nil {
		v.Toast(v.T("Two-factor is off"), "")
		return v.To(securityPath)
	}
	page, status, ok := twoFactorRefused(v, err)
	if !ok {
		return err
	}
	return s.show(v, status, views.EndTwoFactor(page))
}

// AskToResetTwoFactor asks an admin before somebody's is turned off.
func (s *Site) AskToResetTwoFactor(v *visit.Visit) error {
	id := v.Param("id")
	people, err := v.Scope.People(v.Ctx(), []string{id})
	if err != nil {
		return err
	}
	person, found := people[id]
	if !found {
		return domain.Fail(domain.NotFound, "There is no such account.")
	}
	return s.show(v, http.StatusOK, views.ResetTwoFactor(views.ResetTwoFactorPage{
		Person: ui.Person{ID: id, Name: person.Name}, Path: "/admin/users/" + url.PathEscape(id) + "/two-factor/removal",
	}))
}

// ResetTwoFactor turns off somebody's who has lost their app.
func (s *Site) ResetTwoFactor(v *visit.Visit) error {
	user, err := v.ResetTwoFactor(v.Param("id"))
	if err != nil {
		return err
	}
	v.Toast(v.T("The two-factor of %s is off", user.DisplayName()), "")
	return v.To("/admin/users")
}
