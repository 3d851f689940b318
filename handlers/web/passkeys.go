package web

import (
	"net/http"
	"net/url"
	"time"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
	"mddash/views/ui"
)

func passkeyRow(v *visit.Visit, key domain.Passkey, now time.Time) views.PasskeyRow {
	row := views.PasskeyRow{Path: passkeyPath(key.ID), Name: key.Name}
	added := views.InSentence(v.Ctx(), views.DayOf(v.Ctx(), key.CreatedAt, now))
	if key.UsedAt.IsZero() {
		row.About = v.T("Added %s, never used", added)
	} else {
		row.About = v.T("Added %s, used %s", added, views.Ago(v.Ctx(), key.UsedAt, now))
	}
	if key.Synced {
		row.About += v.T(", in several devices")
	}
	return row
}

func passkeyPath(id string) string { return "/settings/passkeys/" + url.PathEscape(id) }

// ShowNewPasskey asks for the caller's password first.
func (s *Site) ShowNewPasskey(v *visit.Visit) error {
	return s.newPasskeyPage(v, http.StatusOK, views.NewPasskeyPage{})
}

func (s *Site) newPasskeyPage(v *visit.Visit, status int, page views.NewPasskeyPage) error {
	page.Site, page.Email = v.PasskeySite(), v.User.Email
	return s.show(v, status, views.NewPasskey(page))
}

// BeginPasskey shows what the browser has to ask the device, which its script does.
func (s *Site) BeginPasskey(v *visit.Visit) error {
	form := v.Fields()
	options, err := v.BeginPasskey(form.Get("password"))
	if err == nil {
		return s.show(v, http.StatusOK, views.MakePasskey(views.MakePasskeyPage{
			Site: v.PasskeySite(), Options: string(options), Name: passkeyName(v, form.Get("name")), Server: v.FullURL(""),
		}))
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.newPasskeyPage(v, status, views.NewPasskeyPage{Name: form.Get("name"), Message: message, Errors: fields})
}

// passkeyName is what somebody typed, and the browser's name where that is none: what a device has made is not thrown away for
// its name, which can be changed.
func passkeyName(v *visit.Visit, typed string) string {
	if name := domain.ParsePasskeyName(domain.Problems{}, "name", typed); name != "" {
		p := domain.Problems{}
		if domain.ParsePasskeyName(p, "name", name); len(p) == 0 {
			return name
		}
	}
	return ui.Device(v.Ctx(), domain.Device{UserAgent: v.Request().UserAgent()}.Name())
}

// AddPasskey keeps what the device has made.
func (s *Site) AddPasskey(v *visit.Visit) error {
	form := v.Fields()
	key, err := v.AddPasskey(form.Get("answer"), passkeyName(v, form.Get("name")))
	if err == nil {
		v.Toast(v.T("The passkey “%s” lets you in now", key.Name), "")
		return v.To("/settings/security")
	}
	message, _, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.newPasskeyPage(v, status, views.NewPasskeyPage{Name: form.Get("name"), Message: message})
}

// ShowPasskey asks for another name.
func (s *Site) ShowPasskey(v *visit.Visit) error {
	key, err := v.Scope.Passkey(v.Ctx(), v.Param("id"))
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.Passkey(views.PasskeyPage{Path: passkeyPath(key.ID), Name: key.Name}))
}

// RenamePasskey gives it one.
func (s *Site) RenamePasskey(v *visit.Visit) error {
	id, name := v.Param("id"), v.Fields().Get("name")
	err := v.Scope.RenamePasskey(v.Ctx(), id, name)
	if err == nil {
		return v.To("/settings/security")
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.show(v, status, views.Passkey(views.PasskeyPage{Path: passkeyPath(id), Name: name, Message: message, Errors: fields}))
}

// AskToRemovePasskey asks before a passkey lets nobody in any more.
func (s *Site) AskToRemovePasskey(v *visit.Visit) error {
	return s.passkeyRemoval(v, http.StatusOK, views.PasskeyPage{})
}

func (s *Site) passkeyRemoval(v *visit.Visit, status int, page views.PasskeyPage) error {
	key, err := v.Scope.Passkey(v.Ctx(), v.Param("id"))
	if err != nil {
		return err
	}
	page.Path, page.Name, page.Email = passkeyPath(key.ID), key.Name, v.User.Email
	return s.show(v, status, views.PasskeyRemoval(page))
}

// RemovePasskey takes it away, for good.
func (s *Site) RemovePasskey(v *visit.Visit) error {
	if err := v.InPerson(); err != nil {
		return err
	}
	err := v.Scope.RemovePasskey(v.Ctx(), v.Param("id"), v.Fields().Get("password"), v.Login.ID)
	if err == nil {
		v.Toast(v.T("The passkey is removed"), "")
		return v.To("/settings/security")
	}
	message, fields, status, ok := said(v, err)
	if !ok {
		return err
	}
	return s.passkeyRemoval(v, status, views.PasskeyPage{Message: message, Errors: fields})
}

// AskPasskey is what the script of the way in asks a device for.
func (s *Site) AskPasskey(v *visit.Visit) error {
	options, err := v.AskPasskey()
	if err != nil {
		return err
	}
	return v.JSONBlob(http.StatusOK, options)
}

// passkeyAnswer tells the script where to go on, or what to say.
type passkeyAnswer struct {
	To      string `json:"to,omitempty"`
	Message string `json:"message,omitempty"`
	// Unknown is true for a passkey that the browser can forget.
	Unknown bool `json:"unknown,omitempty"`
}

// SignInByPasskey signs somebody in whose device has answered.
func (s *Site) SignInByPasskey(v *visit.Visit) error {
	form := v.Fields()
	next, _ := visit.Local(form.Get("next"))
	err := v.SignInByPasskey(form.Get("answer"), form.Get("stay") != "")
	if err == nil {
		return v.JSON(http.StatusOK, passkeyAnswer{To: v.URL(orHome(next))})
	}
	message, _, status, ok := said(v, err)
	if !ok {
		return err
	}
	if wait := visit.ProblemOf(err).RetryAfter; wait > 0 {
		v.RetryAfter(wait)
	}
	return v.JSON(status, passkeyAnswer{Message: message, Unknown: visit.IsUnknownPasskey(err)})
}
